//! Sweeps away what has expired: sessions, links of mails, forms remembered for sending twice, uploads
//! nobody went on with, files no row names, what broken uploads left.
//!
//! It sweeps at most every ten minutes: what nodes share, whichever of them comes first, and each the
//! folder of its own machine. One sweep does all there is, so it never asks to be run again at once.

use anyhow::Result;
use chrono::Duration;
use futures_util::StreamExt;

use super::{Lag, Outcome, Worker};
use crate::features::{files, people, registers, uploads};
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
    if app.blobs.takes_sweep(now.0, EVERY_S) {
        sweep_here(app, now - Duration::hours(ORPHANS_HOURS))?;
    }
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
        sweep_files(app, now - Duration::hours(ORPHANS_HOURS))?;
    }
    Ok(Outcome::Idle)
}

/// A clock that was set back makes a sweep due as well, for the next would be far away.
fn is_due(last_s: i64, now: When) -> bool {
    (now.0.timestamp() - last_s).abs() >= EVERY_S
}

/// What broken uploads left on this machine.
fn sweep_here(app: &App, before: When) -> Result<()> {
    let left = uploads::sweep(app)?;
    let incoming = in_this_thread(app.blobs.sweep_incoming(before.0))??;
    if left > 0 || incoming > 0 {
        tracing::info!(left, incoming, "swept what had come of uploads");
    }
    Ok(())
}

fn in_this_thread<T>(work: impl Future<Output = T>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    Ok(runtime.block_on(work))
}

/// Files that no row names.
fn sweep_files(app: &App, before: When) -> Result<()> {
    in_this_thread(async {
        let mut orphans = 0;
        for hash in orphans_of(app, before).await? {
            // Looked at again: a row may have come to name it, or somebody stored it anew.
            if !app.db.read(|conn| files::is_named(conn, &hash))?
                && app.blobs.delete_orphan(&hash, before.0).await? == Swept::Gone
            {
                orphans += 1;
            }
        }
        if orphans > 0 {
            tracing::info!(orphans, "swept files that no row names");
        }
        Ok(())
    })?
}

/// The files stored before an instant that no row names.
async fn orphans_of(app: &App, before: When) -> Result<Vec<BlobHash>> {
    let named = app.db.read(files::named)?;
    let mut stored = app.blobs.list();
    let mut orphans = Vec::new();
    while let Some(file) = stored.next().await {
        let file = file?;
        if file.stored_at < before.0 && !named.contains(&file.blob.hash) {
            orphans.push(file.blob.hash);
        }
    }
    Ok(orphans)
}

fn lag(_: &App) -> Result<Lag> {
    Ok(Lag::default())
}
