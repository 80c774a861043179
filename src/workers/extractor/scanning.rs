//! Has a scanner of viruses look at files, where an administrator has named one.

use std::fs::File;

use anyhow::{Context, Result};

use crate::features::documents::{self, StoredFile};
use crate::platform::app::App;
use crate::platform::blobs::BlobHash;
use crate::platform::confined::Limits;
use crate::platform::extract::programs::{Scan, scan};
use crate::workers::Outcome;

/// A large file takes its daemon longer than reading a text takes us.
const MORE_TIME: u32 = 6;

/// Scans the next file. Without a scanner nothing waits for one.
///
/// # Errors
/// When the scanner cannot be asked: the file goes on waiting.
pub fn scan_next(app: &App, limits: &Limits) -> Result<Outcome> {
    if app.config.programs.clamdscan.is_none() {
        if app.db.read(documents::awaits_scan)? {
            app.write_now(documents::waive_scans)?;
            return Ok(Outcome::Worked);
        }
        return Ok(Outcome::Idle);
    }
    if !app.db.read(documents::has_unscanned)? {
        return Ok(Outcome::Idle);
    }
    let Some(claim) = app.db.write(&*app.clock, documents::claim_scan)? else {
        return Ok(Outcome::Idle);
    };
    let found = match look(app, &claim.hash, limits) {
        Ok(found) => found,
        Err(error) => {
            if !answers(app, limits) {
                app.write_now(|tx| documents::excuse_scan(tx, claim.version))?;
            }
            return Err(error.context(format!("scan the file of version {}", claim.version)));
        }
    };
    match found {
        Some(Scan::Infected(virus)) => {
            tracing::warn!(version.id = %claim.version, virus, "found a virus");
            app.write_now(|tx| documents::record_infected(tx, claim.version, &virus))?;
        }
        Some(Scan::Clean) | None => {
            app.write_now(|tx| documents::record_clean(tx, claim.version))?;
        }
    }
    Ok(Outcome::Worked)
}

/// Whether the scanner answers at all: it looks at a file with nothing in it.
fn answers(app: &App, limits: &Limits) -> bool {
    let Some(clamdscan) = &app.config.programs.clamdscan else {
        return false;
    };
    File::open("/dev/null").is_ok_and(|file| scan(&app.program, clamdscan, file, limits).is_ok())
}

/// Has what the scanner could not look at tried anew.
///
/// # Errors
/// When the database refuses.
pub fn begin(app: &App) -> Result<()> {
    if app.config.programs.clamdscan.is_some() {
        app.write_now(documents::retry_scans)?;
    }
    Ok(())
}

/// What the scanner says of the document that was inside an envelope: it need not look into one.
///
/// # Errors
/// When it cannot be asked.
pub fn scan_inside(app: &App, content: &StoredFile, limits: &Limits) -> Result<Option<Scan>> {
    look(app, &content.hash, limits).context("scan the document inside an envelope")
}

/// `None` without a scanner.
fn look(app: &App, hash: &BlobHash, limits: &Limits) -> Result<Option<Scan>> {
    let Some(clamdscan) = &app.config.programs.clamdscan else {
        return Ok(None);
    };
    let file = app.blobs.local(hash)?;
    let limits = Limits {
        time: limits.time * MORE_TIME,
        ..*limits
    };
    Ok(Some(scan(
        &app.program,
        clamdscan,
        File::open(file.path())?,
        &limits,
    )?))
}
