//! Does what falls due by the clock alone: what must be looked at again, what is asked again.
//!
//! Its to-do list is the sum of its duties, each a query of a feature for what is due and was not told
//! yet. A duty writes down that it was done with what it does, so doing it twice is doing it once.

use anyhow::Result;

use super::{Lag, Outcome, Worker};
use crate::features::{documents, practices, reuses};
use crate::platform::app::App;
use crate::platform::db::{Tx, When};
use crate::platform::error;
use crate::platform::events;

/// The worker.
pub const WORKER: Worker = Worker {
    name: "caretaker",
    what: "Ricorda quello che è in scadenza",
    run_once,
    lag,
};

/// Does some of what is due, in one transaction, and answers how much it did: none when nothing is left.
type Duty = fn(&mut Tx<'_>) -> error::Result<usize>;

/// The duties, each done until nothing of it is left.
const DUTIES: &[Duty] = &[
    practices::mind_review_dates,
    practices::mind_confirmations,
    practices::mind_documents,
    reuses::ask_due,
    documents::mind_deeds,
];

/// The place of the last round among the cursors, in seconds since 1970: what it follows is time.
const CURSOR: &str = "caretaker";
/// Seconds from one round to the next.
const EVERY_S: i64 = 600;

fn run_once(app: &App) -> Result<Outcome> {
    let now = app.now();
    if !is_due(app.db.read(|conn| events::cursor(conn, CURSOR))?, now) {
        return Ok(Outcome::Idle);
    }
    let mut done = 0;
    for duty in DUTIES {
        loop {
            let now_done = app.write_now(duty)?;
            if now_done == 0 {
                break;
            }
            done += now_done;
        }
    }
    app.write_now(|tx| events::move_cursor(tx, CURSOR, now.0.timestamp()))?;
    Ok(if done == 0 {
        Outcome::Idle
    } else {
        Outcome::Worked
    })
}

/// A clock that was set back makes a round due as well, for the next would be far away.
fn is_due(last_s: i64, now: When) -> bool {
    (now.0.timestamp() - last_s).abs() >= EVERY_S
}

fn lag(_: &App) -> Result<Lag> {
    Ok(Lag::default())
}
