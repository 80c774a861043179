//! `register`: imports public registers, as the page «Registri pubblici» does.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use clap::{Args, Subcommand};

use crate::features::registers::columns::{fields, guess_register};
use crate::features::registers::{
    self, AtOnce, LIMITS, Register, Settings, Tally, day_of, import_now, preview,
};
use crate::platform::app::open_database;
use crate::platform::clock::SystemClock;
use crate::platform::config::Config;
use crate::platform::db::Database;
use crate::platform::table::Table;

/// What to do with public registers.
#[derive(Subcommand)]
pub enum Command {
    /// Take in a CSV file of unioni, comuni, calls or applications; exit code 2 if some lines were bad.
    Import(Import),
}

/// What is to be imported.
#[derive(Args)]
pub struct Import {
    /// The CSV file.
    file: PathBuf,
    /// What it is a list of [default: what its headings say].
    #[arg(long, value_parser = ["unioni", "comuni", "calls", "applications"])]
    kind: Option<String>,
    /// The column of a field, by its heading: "Codice IPA=ipa"; an empty field takes a column away. May
    /// be said several times.
    #[arg(long, value_name = "COLUMN=FIELD")]
    map: Vec<String>,
    /// Who publishes the data.
    #[arg(long)]
    source: Option<String>,
    /// Under which licence.
    #[arg(long)]
    licence: Option<String>,
    /// The day the data are of, such as 2026-08-22.
    #[arg(long, value_name = "DAY")]
    date: Option<String>,
    /// Only say what would be done.
    #[arg(long)]
    dry_run: bool,
}

/// Does it, and prints what came of it. Only the database is opened: a server may be running on the same
/// data folder, and its search follows by itself.
///
/// # Errors
/// A sentence saying what was wrong.
pub fn run(config: &Config, what: &Command) -> anyhow::Result<ExitCode> {
    let Command::Import(import) = what;
    let bytes = std::fs::read(&import.file)
        .with_context(|| format!("the file {} cannot be read", import.file.display()))?;
    let table = Table::read(&bytes, LIMITS)?;
    let register = register_of(import, &table)?;
    let settings = settings_of(import, register, &table)?;
    let db = open_database(config)?;
    let tally = if import.dry_run {
        foretell(&db, register, &table, &settings)?
    } else {
        carry_out(&db, &import.file, register, &table, &settings)?
    };
    Ok(if tally.broken > 0 {
        ExitCode::from(2)
    } else {
        ExitCode::SUCCESS
    })
}

fn register_of(import: &Import, table: &Table) -> anyhow::Result<Register> {
    match &import.kind {
        Some(kind) => kind.parse().map_err(anyhow::Error::msg),
        None => guess_register(table.headings())
            .context("the headings do not say what the file is a list of: say it with --kind"),
    }
}

fn settings_of(import: &Import, register: Register, table: &Table) -> anyhow::Result<Settings> {
    let mut settings = Settings::guess(register, table.headings());
    for pair in &import.map {
        let (heading, field) = pair
            .rsplit_once('=')
            .with_context(|| format!("--map {pair:?} is not COLUMN=FIELD"))?;
        let column = table
            .headings()
            .iter()
            .position(|known| known == heading)
            .with_context(|| format!("the file has no column {heading:?}"))?;
        settings.columns.retain(|_, known| *known != column);
        if field.is_empty() {
            continue;
        }
        ensure!(
            fields(register).iter().any(|known| known.name == field),
            "{register} have no field {field:?}, but: {}",
            fields(register)
                .iter()
                .map(|known| known.name)
                .collect::<Vec<_>>()
                .join(", ")
        );
        settings.columns.insert(field.to_owned(), column);
    }
    if let Some(source) = &import.source {
        settings.source.clone_from(source);
    }
    if let Some(licence) = &import.licence {
        settings.licence.clone_from(licence);
    }
    if let Some(date) = &import.date {
        settings.data_on = day_of(date).map_err(anyhow::Error::msg)?;
    }
    if let Some((field, _)) = settings.missing(register, table.headings()).first() {
        match field.strip_prefix("colonna-") {
            Some(field) => {
                bail!("no column is known for {field:?}: say it with --map COLUMN={field}")
            }
            None if field == "data" => bail!("say with --date of which day the data are"),
            None => bail!("say with --source where the data come from"),
        }
    }
    Ok(settings)
}

fn foretell(
    db: &Database,
    register: Register,
    table: &Table,
    settings: &Settings,
) -> anyhow::Result<Tally> {
    let found = preview(db, register, table, settings)?;
    for line in &found.effects {
        println!("line {}: {}", line.line, line.about);
        for change in &line.changes {
            println!("    {}: {:?} -> {:?}", change.label, change.old, change.new);
        }
    }
    for fault in &found.faults {
        eprintln!("line {}: {}: {}", fault.line, fault.about, fault.reason);
    }
    tell("Dry run, nothing was written. It would be", &found.tally);
    Ok(found.tally)
}

fn carry_out(
    db: &Database,
    path: &Path,
    register: Register,
    table: &Table,
    settings: &Settings,
) -> anyhow::Result<Tally> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let what = AtOnce {
        register,
        file_name: &name.unwrap_or_default(),
        table,
        settings,
        by: None,
    };
    let done = import_now(&mut |change| db.write(&SystemClock, |tx| change(tx)), &what)?;
    for fault in db.read(|conn| registers::faults(conn, &done, LIMITS.rows as i64))? {
        eprintln!("line {}: {}: {}", fault.line, fault.about, fault.reason);
    }
    tell("Imported", &done.tally);
    Ok(done.tally)
}

fn tell(heading: &str, tally: &Tally) {
    println!(
        "{heading}: {} added, {} changed, {} unchanged, {} left out, {} bad.",
        tally.added, tally.changed, tally.unchanged, tally.left_out, tally.broken
    );
}
