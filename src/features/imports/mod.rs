//! Imports: content that comes from elsewhere, one JSON record a line (`docs/IMPORT.md`).
//!
//! A record is known by its `external_id`; a digest of what it said tells whether it changed, so
//! that a second run changes only what changed. Records go in batches, one transaction each; a
//! record the database refuses is undone alone. Nobody is told of imported content by mail.

mod file;
mod record;
mod store;
mod write;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::BufRead;
use std::path::Path;

use crate::platform::app::App;
use crate::platform::db::Conn;
use crate::platform::error::{Error, Result};
use crate::platform::subject::Subject;

use file::Files;
use record::Record;
use write::Known;

/// Records in one transaction.
const BATCH: usize = 500;

/// What to do with the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Take them in.
    Import,
    /// Only say what would be done.
    DryRun,
}

/// What became of the records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Records not seen before.
    pub added: u64,
    /// Records that say something else than the last time.
    pub changed: u64,
    /// Records that say the same as the last time.
    pub unchanged: u64,
    /// Lines that could not be used.
    pub bad: u64,
    /// Fields nobody knows, and in how many records they were.
    pub ignored: BTreeMap<String, u64>,
}

/// Is told how an import goes on.
pub trait Told {
    /// A line could not be used, and why.
    fn bad(&mut self, line: u64, reason: &str);
    /// So many bytes of the file are done.
    fn through(&mut self, bytes: u64, so_far: &Summary);
}

/// What the importer called each of these things, for those that were imported.
///
/// # Errors
/// When the database refuses.
pub fn external_ids(conn: &mut Conn, subjects: &[Subject]) -> Result<HashMap<Subject, String>> {
    store::list_external_ids(conn, subjects)
}

/// A record of the file with its place there.
struct Numbered {
    line: u64,
    record: Record,
    digest: String,
    file: Option<file::Found>,
}

/// Imports what `lines` holds; its files lie in `folder` or below.
///
/// # Errors
/// When the file cannot be read to its end or the database does not work; what went in stays in,
/// and another run goes on from there.
pub fn run(
    app: &App,
    mut lines: impl BufRead,
    folder: &Path,
    mode: Mode,
    told: &mut dyn Told,
) -> anyhow::Result<Summary> {
    let mut run = Run {
        app,
        mode,
        files: Files::new(app, folder)?,
        seen: HashMap::new(),
        promised: HashSet::new(),
        summary: Summary::default(),
        faults: Vec::new(),
        told,
    };
    let (mut number, mut bytes) = (0, 0);
    let mut batch = Vec::with_capacity(BATCH);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = lines.read_until(b'\n', &mut line)?;
        if read > 0 {
            number += 1;
            bytes += read as u64;
            batch.extend(run.numbered(number, &line));
        }
        if read == 0 || batch.len() >= BATCH {
            let taken = run.take_in(std::mem::take(&mut batch));
            run.tell_faults();
            taken?;
            run.told.through(bytes, &run.summary);
        }
        if read == 0 {
            return Ok(run.summary);
        }
    }
}

/// An import on its way.
struct Run<'a> {
    app: &'a App,
    mode: Mode,
    files: Files<'a>,
    /// The line on which each external id stood.
    seen: HashMap<String, u64>,
    /// Unioni a dry run would have added.
    promised: HashSet<String>,
    summary: Summary,
    /// Lines of this batch that could not be used, and why.
    faults: Vec<(u64, String)>,
    told: &'a mut dyn Told,
}

impl Run<'_> {
    fn bad(&mut self, line: u64, reason: String) {
        self.summary.bad += 1;
        self.faults.push((line, reason));
    }

    /// Tells of the bad lines in the order of the file, whichever way each was found out.
    fn tell_faults(&mut self) {
        self.faults.sort_unstable();
        for (line, reason) in self.faults.drain(..) {
            self.told.bad(line, &reason);
        }
    }

    /// Reads one line; nothing when it is blank or bad.
    fn numbered(&mut self, line: u64, bytes: &[u8]) -> Option<Numbered> {
        let bytes = match line {
            1 => bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes),
            _ => bytes,
        };
        if bytes.trim_ascii().is_empty() {
            return None;
        }
        let read = record::read(bytes).and_then(|record| {
            if let Some(before) = self.seen.get(&record.external_id) {
                return Err(format!(
                    "external_id {:?} stands on line {before} already",
                    record.external_id
                ));
            }
            let found = match &record.file {
                Some(name) => Some(self.files.find(name)?),
                None => None,
            };
            Ok((record, found))
        });
        let (record, file) = match read {
            Ok(read) => read,
            Err(reason) => {
                self.bad(line, reason);
                return None;
            }
        };
        self.seen.insert(record.external_id.clone(), line);
        for field in &record.ignored {
            *self.summary.ignored.entry(field.clone()).or_default() += 1;
        }
        let digest = record.digest(file.as_ref().map(|found| found.blob.hash.as_str()));
        Some(Numbered {
            line,
            record,
            digest,
            file,
        })
    }

    fn take_in(&mut self, batch: Vec<Numbered>) -> anyhow::Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        let ids: Vec<&str> = batch
            .iter()
            .map(|one| one.record.external_id.as_str())
            .collect();
        let imported = self
            .app
            .db
            .read(|conn| store::list_imported(conn, &ids))
            .map_err(anyhow::Error::new)?;
        let mut work = Vec::new();
        for one in batch {
            let before = imported.get(&one.record.external_id);
            match before {
                Some((_, digest)) if *digest == one.digest => self.summary.unchanged += 1,
                Some((subject, _)) if subject.kind != one.record.kind => {
                    let reason = format!(
                        "it was imported as a {} before and cannot become a {}",
                        subject.kind, one.record.kind
                    );
                    self.bad(one.line, reason);
                }
                _ => work.push((one, before.map(|(subject, _)| *subject))),
            }
        }
        if work.is_empty() {
            return Ok(());
        }
        match self.mode {
            Mode::Import => self.import(&work),
            Mode::DryRun => self.check(&work),
        }
    }

    /// Writes a batch in one transaction, each record in a savepoint of its own.
    fn import(&mut self, work: &[(Numbered, Option<Subject>)]) -> anyhow::Result<()> {
        // The file first, the row second: a crash leaves a file too many, never a row without one.
        for file in work.iter().filter_map(|(one, _)| one.file.as_ref()) {
            self.files.store(file)?;
        }
        let outcomes = self
            .app
            .write_now(|tx| {
                let (mut known, by) = (Known::load(tx)?, write::signature(tx)?);
                let mut outcomes = Vec::with_capacity(work.len());
                for (one, before) in work {
                    let written = match write::plan(&one.record, one.file.as_ref(), &known, &by) {
                        Err(reason) => Err(reason),
                        Ok(plan) => {
                            let written = tx.savepoint(|tx| {
                                let subject = write::carry_out(tx, &plan, *before)?;
                                store::set_imported(
                                    tx,
                                    &one.record.external_id,
                                    subject,
                                    &one.digest,
                                )?;
                                Ok(subject)
                            });
                            match written {
                                // The database is gone: no line is to blame.
                                Err(error @ Error::Unavailable(_)) => return Err(error),
                                Err(error) => Err(format!("it could not be stored: {error:#}")),
                                Ok(subject) => {
                                    known.add(&one.record, subject);
                                    Ok(())
                                }
                            }
                        }
                    };
                    outcomes.push(written);
                }
                Ok(outcomes)
            })
            .map_err(anyhow::Error::new)?;
        for ((one, before), outcome) in work.iter().zip(outcomes) {
            match outcome {
                Ok(()) => self.count(before.is_some()),
                Err(reason) => self.bad(one.line, reason),
            }
        }
        Ok(())
    }

    /// Finds what is wrong with a batch without writing anything.
    fn check(&mut self, work: &[(Numbered, Option<Subject>)]) -> anyhow::Result<()> {
        let known = self.app.db.read(Known::load).map_err(anyhow::Error::new)?;
        for (one, before) in work {
            match write::check(&one.record, &known, &self.promised) {
                Ok(()) => {
                    self.promised.extend(one.record.promised_unione());
                    self.count(before.is_some());
                }
                Err(reason) => self.bad(one.line, reason),
            }
        }
        Ok(())
    }

    fn count(&mut self, known: bool) {
        if known {
            self.summary.changed += 1;
        } else {
            self.summary.added += 1;
        }
    }
}
