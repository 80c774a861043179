//! `fra-unioni import`.

use std::fs::File;
use std::io::{BufReader, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use uuid::Uuid;

use crate::features::imports::{self, Mode, Summary, Told};
use crate::platform::app::{App, sqlite_file};
use crate::platform::config::{Config, MailRoute};
use crate::platform::search::{Busy, SearchIndex};
use crate::workers::{Outcome, indexer};

/// Where nobody looks at a bar, a line is written after so many records.
const LINE_EVERY: u64 = 10_000;

/// Imports a file of records; the exit code is 2 when some were bad. The files they name lie in
/// `files`, or else beside the file of records.
///
/// # Errors
/// When the file cannot be read, or the database does not work.
pub fn import(
    app: &App,
    path: &Path,
    files: Option<&Path>,
    mode: Mode,
) -> anyhow::Result<ExitCode> {
    let file = File::open(path)
        .with_context(|| format!("the file {} cannot be opened", path.display()))?;
    let size_bytes = file.metadata()?.len();
    let beside = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = files.unwrap_or(beside);
    let mut progress = Progress::new(size_bytes);
    let outcome = imports::run(app, BufReader::new(file), folder, mode, &mut progress);
    progress.bar.finish_and_clear();
    let summary = outcome?;
    tell(&summary, mode);
    if mode == Mode::Import && summary.added + summary.changed > 0 {
        index(app)?;
    }
    Ok(if summary.bad > 0 {
        ExitCode::from(2)
    } else {
        ExitCode::SUCCESS
    })
}

/// An empty installation in a folder of its own, which vanishes: for a dry run where there is none yet.
pub struct Scratch(PathBuf);

impl Scratch {
    /// A scratch installation for a dry run, unless the settings lead to a database that is there.
    pub fn unless_there(config: &Config, mode: Mode) -> Option<Scratch> {
        sqlite_file(&config.database_url)
            .filter(|file| mode == Mode::DryRun && !file.exists())
            .map(|_| {
                let name = format!("fra-unioni-dry-run-{}", Uuid::now_v7());
                Scratch(std::env::temp_dir().join(name))
            })
    }

    /// These settings with nothing but scratch to write on.
    pub fn settings(&self, mut config: Config) -> Config {
        config.data.clone_from(&self.0);
        config.database_url = self.0.join("dry-run.db").to_string_lossy().into_owned();
        config.mail = MailRoute::Folder(self.0.join("posta"));
        config
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, folder = %self.0.display(), "cannot be deleted");
        }
    }
}

fn tell(summary: &Summary, mode: Mode) {
    let heading = match mode {
        Mode::Import => "Imported",
        Mode::DryRun => "Dry run, nothing was written. It would be",
    };
    println!(
        "{heading}: {} added, {} changed, {} unchanged, {} bad.",
        summary.added, summary.changed, summary.unchanged, summary.bad
    );
    for (field, records) in &summary.ignored {
        let records = match records {
            1 => "1 record".to_owned(),
            many => format!("{many} records"),
        };
        println!("The field {field:?} is not known and was ignored ({records}).");
    }
}

/// Lets the search follow, unless a running server does it.
fn index(app: &App) -> anyhow::Result<()> {
    let instance = app.installation.instance;
    match SearchIndex::open(&app.config.index_folder(), instance) {
        Ok(index) => {
            while indexer::follow(&app.db, &index)? == Outcome::Worked {}
            println!("The search has taken everything in.");
        }
        Err(error) if error.is::<Busy>() => {
            println!(
                "A server is running: its search takes the changes in within {} seconds.",
                app.config.poll.as_secs()
            );
        }
        Err(error) => return Err(error.context("the search index cannot be opened")),
    }
    Ok(())
}

/// A bar on a terminal, lines elsewhere; always on standard error.
struct Progress {
    bar: ProgressBar,
    lines: bool,
    told: u64,
}

impl Progress {
    fn new(size_bytes: u64) -> Progress {
        let lines = !std::io::stderr().is_terminal();
        let bar = if lines {
            ProgressBar::hidden()
        } else {
            ProgressBar::new(size_bytes)
        };
        if let Ok(style) =
            ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {eta} left")
        {
            bar.set_style(style);
        }
        Progress {
            bar,
            lines,
            told: 0,
        }
    }
}

impl Told for Progress {
    fn bad(&mut self, line: u64, reason: &str) {
        self.bar.suspend(|| eprintln!("line {line}: {reason}"));
    }

    fn through(&mut self, bytes: u64, so_far: &Summary) {
        let records = so_far.added + so_far.changed + so_far.unchanged + so_far.bad;
        self.bar.set_position(bytes);
        self.bar.set_message(format!("{records} records"));
        if self.lines && records / LINE_EVERY > self.told / LINE_EVERY {
            eprintln!("{records} records");
        }
        self.told = records;
    }
}
