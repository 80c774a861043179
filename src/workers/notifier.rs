//! The notifier: follows the log and decides whom to tell.
//!
//! Notifications, letters owed and the cursor are written in one transaction, and one event tells
//! one person once: it may be stopped at any instant and told to begin again.

use super::{Lag, Outcome, Worker};
use crate::features::notifications;
use crate::platform::app::App;
use crate::platform::db::When;

/// The worker as the supervisor knows it.
pub const WORKER: Worker = Worker {
    name: "notifier",
    what: "Decide chi avvisare delle novità",
    run_once,
    lag,
};

/// Tells of the next events, if there are any.
///
/// # Errors
/// When the database refuses.
pub fn run_once(app: &App) -> anyhow::Result<Outcome> {
    let (waiting, _) = app.db.read(notifications::behind)?;
    if waiting <= 0 {
        return Ok(Outcome::Idle);
    }
    let gap = app.config.mail_gap;
    let worked = app.write_now(|tx| notifications::tell_next(tx, gap))?;
    Ok(if worked {
        Outcome::Worked
    } else {
        Outcome::Idle
    })
}

/// How many events nobody was told of yet.
///
/// # Errors
/// When the database refuses.
pub fn lag(app: &App) -> anyhow::Result<Lag> {
    let (waiting, oldest) = app.db.read(notifications::behind)?;
    Ok(behind(app, waiting, oldest))
}

/// A lag in the words of the supervisor.
pub(super) fn behind(app: &App, waiting: i64, oldest: Option<When>) -> Lag {
    let oldest_s = oldest.map_or(0, |at| (app.now().0 - at.0).num_seconds().max(0));
    Lag {
        waiting,
        oldest_s,
        fault: None,
    }
}
