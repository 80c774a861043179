//! Sweeps away what has expired: sessions, links of mails, forms remembered for sending twice, uploads
//! nobody went on with, files no row names, what broken uploads left.
//!
//! It sweeps at most every ten minutes, whichever node comes first. One sweep does all there is, so
//! it never asks to be run again at once.

use anyhow::Result;
use chrono::Duration;
use futures_util::StreamExt;

use super::{Lag, Outcome, Worker};
use crate::features::{documents, people, registers, uploads};
use crate::platform::app::App;
use crate::platform::blobs::{BlobHash, Swept};
use crate::platform::db::When;
use crate::platform::{events, submissions};

/// The worker.
pub const WORKER: Worker = Worker {
    name: "janitor",
    what: "Toglie quello che è scaduto",
    run_once,
    lag,
};

/// The place of the last sweep among the cursors, in seconds since 1970: what it follows is time.
const CURSOR: &str = "janitor";
/// Seconds from one sweep to the next.
const EVERY_S: i64 = 600;
/// How long a form is remembered, in hours.
const FORMS_HOURS: i64 = 48;
/// How long a file may stand that no row names, in hours: it may still be on its way.
const ORPHANS_HOURS: i64 = 1;

fn run_once(app: &App) -> Result<Outcome> {
    let now = app.now();
    if !is_due(app.db.read(|conn| events::cursor(conn, CURSOR))?, now) {
        return Ok(Outcome::Idle);
    }
    let mine = app.db.write(&*app.clock, |tx| {
        if !is_due(events::cursor(tx, CURSOR)?, now) {
            return Ok(false);
        }
        events::move_cursor(tx, CURSOR, now.0.timestamp())?;
        submissions::forget(tx, now - Duration::hours(FORMS_HOURS))?;
        people::forget_expired(tx, now)?;
        registers::forget_old(tx, now)?;
        Ok(true)
    })?;
    if mine {
        let left = uploads::sweep(app)?;
        if left > 0 {
            tracing::info!(left, "swept what had come of uploads");
        }
        sweep_files(app, now - Duration::hours(ORPHANS_HOURS))?;
    }
    Ok(Outcome::Idle)
}

/// A clock that was set back makes a sweep due as well, for the next would be far away.
fn is_due(last_s: i64, now: When) -> bool {
    (now.0.timestamp() - last_s).abs() >= EVERY_S
}

fn sweep_files(app: &App, before: When) -> Result<()> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(async {
            let swept = app.blobs.sweep_incoming(before.0).await?;
            let mut orphans = 0;
            for hash in orphans_of(app, before).await? {
                // Looked at again: a row may have come to name it, or somebody stored it anew.
                if is_unnamed(app, &hash)?
                    && app.blobs.delete_orphan(&hash, before.0).await? == Swept::Gone
                {
                    orphans += 1;
                }
            }
            if swept + orphans > 0 {
                tracing::info!(swept, orphans, "swept files that nobody wants");
            }
            Ok(())
        })
}

/// The files stored before an instant that no row names.
async fn orphans_of(app: &App, before: When) -> Result<Vec<BlobHash>> {
    let mut named = app.db.read(documents::blob_hashes)?;
    named.extend(app.db.read(registers::blob_hashes)?);
    named.extend(app.db.read(uploads::blob_hashes)?);
    let mut files = app.blobs.list();
    let mut orphans = Vec::new();
    while let Some(file) = files.next().await {
        let file = file?;
        if file.stored_at < before.0 && !named.contains(&file.blob.hash) {
            orphans.push(file.blob.hash);
        }
    }
    Ok(orphans)
}

/// A row may have come to name it since.
fn is_unnamed(app: &App, hash: &BlobHash) -> Result<bool> {
    Ok(!app.db.read(|conn| {
        Ok(documents::is_stored_for_a_document(conn, hash)?
            || registers::is_stored_for_a_file(conn, hash)?
            || uploads::is_stored_for_a_form(conn, hash)?)
    })?)
}

fn lag(_: &App) -> Result<Lag> {
    Ok(Lag::default())
}
