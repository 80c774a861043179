//! Reads the text of the files that documents came with, and what the texts say of their acts and of
//! persons.
//!
//! Where a scanner of viruses is named, it has looked at a file before anything else is done with it; while
//! it does not answer, what has to wait for it does, and the rest goes on.
//! Of a file that is signed it checks the signatures first, and takes the document out of its envelope.
//! Its to-do list are the versions whose text is `pending`. A try is counted before it begins, in a
//! transaction of its own, and no transaction is open while a file is read: a file that ends its
//! reader, or even this program, is given up after three tries. What was read is kept together with
//! the event in one transaction, and only for a version that still waits: whoever reads a file twice
//! changes nothing. Then come the texts that were not understood yet: the rules are applied with no
//! transaction open, and what came out is kept with the edition of the rules.

mod scanning;
mod seals;

use anyhow::Context;

use super::notifier::behind;
use super::{Lag, Outcome, Worker};
use crate::features::documents::signatures::{self, Seal};
use crate::features::documents::{self, Claim};
use crate::platform::app::App;
use crate::platform::confined::{End, Limits};
use crate::platform::extract::programs::Scan;
use crate::platform::extract::{Extraction, blanks, extract};

pub use scanning::begin;

/// The worker.
pub const WORKER: Worker = Worker {
    name: "extractor",
    what: "Passa all’antivirus, se c’è, i file caricati e ne legge il testo",
    run_once,
    lag,
};

fn run_once(app: &App) -> anyhow::Result<Outcome> {
    // Most looks find nothing: they need no turn with the writer.
    if app.db.read(documents::pending)?.0 > 0
        && let Some(claim) = app.db.write(&*app.clock, documents::claim_pending)?
    {
        read_file(app, &claim)?;
        // What a person waits for comes before what was published long ago: the newest is understood
        // next.
        understand(app)?;
        return Ok(Outcome::Worked);
    }
    match scanning::scan_next(app, &limits(app)) {
        Ok(Outcome::Worked) => Ok(Outcome::Worked),
        Ok(Outcome::Idle) => go_on(app),
        // What needs no scanner is done meanwhile; with nothing left to do, that it is missing is told.
        Err(error) => match go_on(app)? {
            Outcome::Worked => Ok(Outcome::Worked),
            Outcome::Idle => Err(error),
        },
    }
}

/// What there is to do with texts that were read.
fn go_on(app: &App) -> anyhow::Result<Outcome> {
    match understand(app)? {
        Outcome::Idle => list_blanks(app),
        Outcome::Worked => Ok(Outcome::Worked),
    }
}

fn understand(app: &App) -> anyhow::Result<Outcome> {
    let Some(next) = app.db.read(documents::next_to_study)? else {
        return Ok(Outcome::Idle);
    };
    let studied = documents::study(&next);
    app.write_now(|tx| documents::record_study(tx, &studied))?;
    Ok(Outcome::Worked)
}

/// Lists the blanks of the next model, once no text waits. A file that does not let itself be read has
/// none.
fn list_blanks(app: &App) -> anyhow::Result<Outcome> {
    let Some(unlisted) = app.db.read(documents::next_unlisted)? else {
        return Ok(Outcome::Idle);
    };
    let file = app.blobs.local(&unlisted.hash)?;
    let blanks = match blanks::listed(&app.program, file.path(), &limits(app)) {
        End::Answered(blanks) => blanks,
        // A file that has gone is found out elsewhere (`files verify`); it must not keep others waiting.
        End::NotTried(error) if file.path().exists() => return Err(error),
        End::NotTried(_) | End::Declined(_) | End::TooLarge | End::TimedOut | End::Crashed(_) => {
            Vec::new()
        }
    };
    app.write_now(|tx| documents::record_blanks(tx, unlisted.version, &blanks))?;
    Ok(Outcome::Worked)
}

fn read_file(app: &App, claim: &Claim) -> anyhow::Result<()> {
    if claim.is_hopeless() {
        return Ok(app.write_now(|tx| documents::give_up(tx, claim.version))?);
    }
    match look_at(app, claim, &limits(app)) {
        Ok(Looked::NotScanned(error)) => {
            app.write_now(|tx| documents::await_scan(tx, claim.version))?;
            Err(error)
        }
        Ok(Looked::Infected(virus)) => {
            tracing::warn!(version.id = %claim.version, virus, "found a virus in an envelope");
            Ok(app.write_now(|tx| documents::record_infected(tx, claim.version, &virus))?)
        }
        Ok(Looked::Read(seal, found)) => {
            tracing::info!(version.id = %claim.version, tries = claim.tries, "read a file");
            app.write_now(|tx| {
                if let Some(seal) = &seal {
                    signatures::record_seal(tx, claim.version, seal)?;
                }
                documents::record_extraction(tx, claim.version, &found)
            })?;
            Ok(())
        }
        Err(error) if claim.is_last_try() => {
            tracing::error!(version.id = %claim.version, "gave up reading a file: {error:#}");
            Ok(app.write_now(|tx| documents::give_up(tx, claim.version))?)
        }
        Err(error) => {
            Err(error).with_context(|| format!("read the file of version {}", claim.version))
        }
    }
}

fn limits(app: &App) -> Limits {
    Limits {
        time: app.config.extract_time,
        memory_bytes: app.config.extract_memory_bytes,
        ..Limits::default()
    }
}

/// What came of looking at a file.
enum Looked {
    /// Its signatures and its text: of one in an envelope, the text of the document inside.
    Read(Option<Box<Seal>>, Extraction),
    /// There is a virus in the document inside it.
    Infected(String),
    /// The scanner could not be asked about the document inside it.
    NotScanned(anyhow::Error),
}

fn look_at(app: &App, claim: &Claim, limits: &Limits) -> anyhow::Result<Looked> {
    let file = app
        .db
        .read(|conn| signatures::file_of(conn, claim.version))?;
    let seal = match file {
        Some(file) => seals::of_file(app, &file, limits)?,
        None => None,
    };
    if let Some(content) = seal.as_ref().and_then(|seal| seal.content.as_ref()) {
        match scanning::scan_inside(app, content, limits) {
            Ok(Some(Scan::Infected(virus))) => return Ok(Looked::Infected(virus)),
            Ok(Some(Scan::Clean) | None) => {}
            Err(error) => return Ok(Looked::NotScanned(error)),
        }
    }
    // Programs that help know what is inside an envelope, not envelopes.
    let content = seal.as_ref().and_then(|seal| seal.content.as_ref());
    let hash = content.map_or(&claim.hash, |content| &content.hash);
    // A copy from a bucket goes once it was read.
    let local = app.blobs.local(hash)?;
    let found = extract(&app.program, local.path(), limits)?;
    let is_stopping = || app.wake.is_stopping();
    let better =
        app.config
            .programs
            .read_again(&app.program, local.path(), &found, limits, &is_stopping);
    let found = match better {
        Ok(better) => better.unwrap_or(found),
        // What our own reader found is better than nothing.
        Err(error) if claim.is_last_try() => {
            tracing::warn!(version.id = %claim.version, "no program helped: {error:#}");
            found
        }
        Err(error) => return Err(error),
    };
    Ok(Looked::Read(seal.map(Box::new), found))
}

fn lag(app: &App) -> anyhow::Result<Lag> {
    let (waiting, oldest) = app.db.read(documents::pending)?;
    Ok(behind(app, waiting, oldest))
}
