//! Public registers: lists of bodies (IPA, ISTAT) and of what they applied for (PA digitale 2026), taken
//! in from the CSV files that their keepers publish.
//!
//! A file is `uploaded`, looked at, perhaps told anew which column is what, then `confirmed` and
//! `imported`, line by line. What is known of a body is found by its code; what the file does not tell
//! stays as it is; a second import changes nothing. The file itself is thrown away after a day, what it
//! did is remembered.

pub mod columns;
mod intake;
mod lines;
pub mod pages;
mod policy;
mod preview;
mod store;
mod values;

use std::collections::BTreeMap;

use chrono::Duration;
use serde::{Deserialize, Serialize};

use crate::features::calls::Origin;
use crate::platform::actor::{Actor, PersonId};
use crate::platform::blobs::BlobHash;
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::events::{self, EventKind};
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::table::{Limits, Table};
use crate::{text_enum, typed_id};

pub use intake::{continue_one, import_now, waiting};
pub use lines::{Change, Outcome};
pub use policy::may_import;
pub use preview::{Preview, Shown, preview};
pub use store::{blob_hashes, is_stored_for_a_file};

/// How much is read of a file.
pub const LIMITS: Limits = Limits {
    bytes: 10_000_000,
    rows: 50_000,
};

/// How long a file is kept, in hours.
const KEPT_HOURS: i64 = 24;

/// How many imports are listed.
const HISTORY: i64 = 20;

typed_id! {
    /// The id of a file of a register.
    RegisterFileId
}

text_enum! {
    /// What a register is a list of.
    pub enum Register {
        /// Unioni, by codice IPA.
        Unioni = "unioni",
        /// Comuni, by ISTAT code.
        Comuni = "comuni",
        /// Calls of PA digitale 2026.
        Calls = "calls",
        /// Applications to those calls.
        Applications = "applications",
    }
}

impl Register {
    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Register::Unioni => "Unioni di comuni",
            Register::Comuni => "Comuni",
            Register::Calls => "Avvisi di PA digitale 2026",
            Register::Applications => "Candidature a PA digitale 2026",
        }
    }

    /// Who mostly publishes it, and under which licence as far as we know.
    fn usual_origin(self) -> (&'static str, &'static str) {
        match self {
            Register::Unioni => ("Indice delle pubbliche amministrazioni (IPA)", ""),
            Register::Comuni => ("ISTAT", ""),
            Register::Calls | Register::Applications => (
                "PA digitale 2026 – Open data, Dipartimento per la trasformazione digitale",
                "CC BY 4.0",
            ),
        }
    }

    /// Whether what it tells is shown with the day it is of.
    pub fn needs_a_day(self) -> bool {
        matches!(self, Register::Calls | Register::Applications)
    }
}

text_enum! {
    /// Where a file stands.
    pub enum FileState {
        /// Nothing was done with it yet.
        Uploaded = "uploaded",
        /// Its lines are being imported.
        Confirmed = "confirmed",
        /// All of its lines were.
        Imported = "imported",
    }
}

/// What was said of a file as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The column, from 0, of each field that is told.
    pub columns: BTreeMap<String, usize>,
    /// Who publishes the data.
    pub source: String,
    /// Under which licence; empty when nobody said.
    pub licence: String,
    /// The day the data are of, `2026-08-22`; empty when nobody said.
    pub data_on: String,
}

impl Settings {
    /// What the headings of a file tell of it.
    pub fn guess(register: Register, headings: &[String]) -> Settings {
        let (source, licence) = register.usual_origin();
        Settings {
            columns: columns::guess(register, headings)
                .into_iter()
                .filter_map(|(field, column)| Some((field.name.to_owned(), column?)))
                .collect(),
            source: source.to_owned(),
            licence: licence.to_owned(),
            data_on: String::new(),
        }
    }

    fn origin(&self) -> Origin {
        Origin {
            source: self.source.clone(),
            licence: self.licence.clone(),
            data_on: self.data_on.clone(),
        }
    }

    /// What has to be said before a file can be imported: the field of the form, and a whole Italian
    /// sentence.
    pub fn missing(&self, register: Register, headings: &[String]) -> Vec<(String, String)> {
        let mut missing: Vec<(String, String)> = columns::fields(register)
            .iter()
            .filter(|field| field.required && !self.columns.contains_key(field.name))
            .map(|field| {
                let sentence = format!("Scegli la colonna per «{}».", field.label);
                (format!("colonna-{}", field.name), sentence)
            })
            .collect();
        if self.source.is_empty() {
            missing.push((
                "fonte".to_owned(),
                "Scrivi da dove vengono i dati.".to_owned(),
            ));
        }
        let undated = self.columns.contains_key("population")
            && lines::population_day(headings, self).is_none();
        if self.data_on.is_empty() && (register.needs_a_day() || undated) {
            let sentence = "Scrivi di quale giorno sono i dati.".to_owned();
            missing.push(("data".to_owned(), sentence));
        }
        missing
    }
}

/// How many lines came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Lines that tell of something new.
    pub added: i64,
    /// Lines that tell something else than was known.
    pub changed: i64,
    /// Lines that tell what was known.
    pub unchanged: i64,
    /// Lines that are none of ours.
    pub left_out: i64,
    /// Lines that could not be imported.
    pub broken: i64,
}

impl Tally {
    /// Counts a line.
    fn count(&mut self, outcome: &Outcome) {
        *match outcome {
            Outcome::New => &mut self.added,
            Outcome::Changed(_) => &mut self.changed,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::LeftOut => &mut self.left_out,
            Outcome::Broken(_) => &mut self.broken,
        } += 1;
    }

    /// Lines that change something.
    pub fn effect(&self) -> i64 {
        self.added + self.changed
    }
}

/// A file that came.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// What it is a list of.
    pub register: Register,
    /// Its name.
    pub file_name: String,
    /// Where it is kept; none when it is imported at once.
    pub blob: Option<BlobHash>,
    /// What is said of it.
    pub settings: Settings,
    /// Its rows.
    pub row_count: i64,
}

/// A file of a register, and what became of it.
#[derive(Debug, Clone)]
pub struct RegisterFile {
    /// Its id.
    pub id: RegisterFileId,
    /// Its number in addresses.
    pub number: i64,
    /// What it is a list of.
    pub register: Register,
    /// Its name.
    pub file_name: String,
    /// What was said of it.
    pub settings: Settings,
    /// Where it stands.
    pub state: FileState,
    /// Who brought it, if a person did.
    pub by: Option<PersonId>,
    /// That person's name; empty for nobody.
    pub by_name: String,
    /// When it came.
    pub uploaded_at: When,
    /// When its last line was imported.
    pub finished_at: Option<When>,
    /// Its rows.
    pub row_count: i64,
    /// The rows that were imported.
    pub rows_done: i64,
    /// What those came to.
    pub tally: Tally,
    /// Counts what was said of it.
    pub lock_version: i32,
    blob_hash: Option<String>,
}

impl RegisterFile {
    /// Where the file is kept, as long as it is.
    pub fn blob(&self) -> Option<BlobHash> {
        self.blob_hash.as_deref()?.parse().ok()
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("/redazione/registri/{}", self.number)
    }
}

/// A line that could not be imported.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Its number in the file.
    pub line: i64,
    /// What people may know it by.
    pub about: String,
    /// Why, in a whole Italian sentence.
    pub reason: String,
}

/// Refuses whoever may not import.
///
/// # Errors
/// [`Error::NotFound`]: for everybody else there is no such page.
fn admit(actor: &Actor) -> Result<()> {
    if may_import(actor) {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

/// Keeps a file until it is confirmed; answers its number.
///
/// # Errors
/// [`Error::NotFound`] when the actor may not import; when the database refuses.
pub fn keep(tx: &mut Tx<'_>, actor: &Actor, new: &NewFile) -> Result<i64> {
    admit(actor)?;
    let (_, number) = store::insert(tx, actor.id(), FileState::Uploaded, new)?;
    Ok(number)
}

/// The file of a number, with what became of it.
///
/// # Errors
/// [`Error::NotFound`] when the actor may not see it or there is none.
pub fn find(conn: &mut Conn, actor: &Actor, number: i64) -> Result<RegisterFile> {
    admit(actor)?;
    store::find(conn, number)
}

/// The latest files, newest first.
///
/// # Errors
/// [`Error::NotFound`] when the actor may not see them; when the database refuses.
pub fn history(conn: &mut Conn, actor: &Actor) -> Result<Vec<RegisterFile>> {
    admit(actor)?;
    store::list(conn, HISTORY)
}

/// The lines of a file that could not be imported, in their order, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub fn faults(conn: &mut Conn, file: &RegisterFile, limit: i64) -> Result<Vec<Fault>> {
    store::list_faults(conn, file.id, limit)
}

/// Says anew what a file is a list of and which column is what.
///
/// # Errors
/// [`Refusal::WrongState`] once it was confirmed, [`Refusal::ChangedMeanwhile`] when somebody else said
/// it since `lock_version` was read; [`Error::NotFound`].
pub fn describe(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    lock_version: i32,
    register: Register,
    settings: &Settings,
) -> Result<()> {
    let file = find(tx, actor, number)?;
    still_uploaded(&file)?;
    if store::set_settings(tx, file.id, lock_version, register, settings)? {
        Ok(())
    } else {
        Err(Error::Refused(Refusal::ChangedMeanwhile))
    }
}

/// Has the lines of a file imported, as the preview of this `lock_version` showed it.
///
/// # Errors
/// [`Refusal::AlreadyDone`] when somebody confirmed it, [`Refusal::ChangedMeanwhile`] when somebody said
/// anew what its columns are; [`Error::NotFound`].
pub fn confirm(tx: &mut Tx<'_>, actor: &Actor, number: i64, lock_version: i32) -> Result<()> {
    let file = find(tx, actor, number)?;
    if file.state != FileState::Uploaded {
        return Err(Error::Refused(Refusal::AlreadyDone));
    }
    if !store::set_confirmed(tx, file.id, lock_version)? {
        return Err(Error::Refused(Refusal::ChangedMeanwhile));
    }
    events::record(
        tx,
        actor.id(),
        EventKind::RegisterConfirmed,
        Subject::new(SubjectKind::RegisterFile, file.id),
        serde_json::json!({}),
    )?;
    Ok(())
}

/// Throws a file away that was not confirmed.
///
/// # Errors
/// [`Refusal::WrongState`] once it was confirmed; [`Error::NotFound`].
pub fn discard(tx: &mut Tx<'_>, actor: &Actor, number: i64) -> Result<()> {
    let file = find(tx, actor, number)?;
    still_uploaded(&file)?;
    store::delete(tx, file.id)
}

fn still_uploaded(file: &RegisterFile) -> Result<()> {
    if file.state == FileState::Uploaded {
        Ok(())
    } else {
        Err(Error::Refused(Refusal::WrongState))
    }
}

/// Forgets the files that were kept long enough: those nobody confirmed with all that was said of them,
/// of the others only the file.
///
/// # Errors
/// When the database refuses.
pub fn forget_old(tx: &mut Tx<'_>, now: When) -> Result<()> {
    store::forget_before(tx, now - Duration::hours(KEPT_HOURS))
}

/// The day the data of a file are of, as it is kept; empty when nobody said.
///
/// # Errors
/// A whole Italian sentence when it is no day.
pub fn day_of(text: &str) -> Result<String, String> {
    let day = values::day(text, "Data dei dati")?;
    Ok(day.map(|day| day.to_string()).unwrap_or_default())
}

/// What is needed to import a table at once, from the command line.
pub struct AtOnce<'a> {
    /// What it is a list of.
    pub register: Register,
    /// The name of its file.
    pub file_name: &'a str,
    /// The table.
    pub table: &'a Table,
    /// What is said of it.
    pub settings: &'a Settings,
    /// Who imports it, if it is a person.
    pub by: Option<PersonId>,
}
