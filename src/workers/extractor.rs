//! Reads the text of the files that documents came with.
//!
//! Its to-do list are the versions whose text is `pending`. A try is counted before it begins, in a
//! transaction of its own, and no transaction is open while a file is read: a file that ends its
//! reader, or even this program, is given up after three tries. What was read is kept together with
//! the event in one transaction, and only for a version that still waits: whoever reads a file twice
//! changes nothing.

use anyhow::Context;

use super::notifier::behind;
use super::{Lag, Outcome, Worker};
use crate::features::documents::{self, Claim};
use crate::platform::app::App;
use crate::platform::confined::Limits;

/// The worker.
pub const WORKER: Worker = Worker {
    name: "extractor",
    what: "Legge il testo dei documenti caricati",
    run_once,
    lag,
};

fn run_once(app: &App) -> anyhow::Result<Outcome> {
    // Most looks find nothing: they need no turn with the writer.
    if app.db.read(documents::pending)?.0 == 0 {
        return Ok(Outcome::Idle);
    }
    let Some(claim) = app.db.write(&*app.clock, documents::claim_pending)? else {
        return Ok(Outcome::Idle);
    };
    read_file(app, &claim)?;
    Ok(Outcome::Worked)
}

fn read_file(app: &App, claim: &Claim) -> anyhow::Result<()> {
    if claim.is_hopeless() {
        return Ok(app.write_now(|tx| documents::give_up(tx, claim.version))?);
    }
    let limits = Limits {
        time: app.config.extract_time,
        memory_bytes: app.config.extract_memory_bytes,
        ..Limits::default()
    };
    let file = app.blobs.local_path(&claim.hash);
    match app.config.programs.extract(&app.program, &file, &limits) {
        Ok(found) => {
            tracing::info!(version.id = %claim.version, tries = claim.tries, "read a file");
            app.write_now(|tx| documents::record_extraction(tx, claim.version, &found))?;
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

fn lag(app: &App) -> anyhow::Result<Lag> {
    let (waiting, oldest) = app.db.read(documents::pending)?;
    Ok(behind(app, waiting, oldest))
}
