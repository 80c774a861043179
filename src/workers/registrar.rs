//! Imports the files of public registers that somebody confirmed.
//!
//! Its to-do list are the files that are `confirmed`. Some hundred lines are imported in one transaction
//! together with how far the file has come, so whoever goes on with it does no line twice; whoever
//! confirms a short file does it all before the answer, and leaves nothing here.

use anyhow::Result;

use super::notifier::behind;
use super::{Lag, Outcome, Worker};
use crate::features::registers;
use crate::platform::app::App;

/// The worker.
pub const WORKER: Worker = Worker {
    name: "registrar",
    what: "Importa i registri pubblici",
    run_once,
    lag,
};

fn run_once(app: &App) -> Result<Outcome> {
    Ok(match registers::continue_one(app, usize::MAX)? {
        true => Outcome::Worked,
        false => Outcome::Idle,
    })
}

fn lag(app: &App) -> Result<Lag> {
    let (waiting, oldest) = app.db.read(registers::waiting)?;
    Ok(behind(app, waiting, oldest))
}
