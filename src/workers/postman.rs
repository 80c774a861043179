//! The postman: carries the letters that are owed.
//!
//! It takes some, composes each from the rows as they are now, sends it with no transaction open,
//! and writes down what became of it. Stopped between sending and writing down, it sends the letter
//! again, with the same `Message-ID`.

use super::notifier::behind;
use super::{Lag, Outcome, Worker};
use crate::features::notifications::letter::{self, Letter, LetterId};
use crate::features::notifications::{Composed, compose};
use crate::features::people;
use crate::platform::app::App;
use crate::platform::db::{Engine, Tx};
use crate::platform::error::Result;
use crate::platform::mail::SendFailure;

/// The most letters taken at once.
const BATCH: i64 = 20;
/// For how long letters are taken: longer than the slowest server takes for a whole batch.
const LEASE_MINUTES: i64 = 15;

/// Gives back what a postman that died had taken: on SQLite this process is the only one there is.
/// With several nodes the other postmen are at work, and what was taken comes back by itself when
/// its time is over.
///
/// # Errors
/// When the database refuses.
pub fn begin(app: &App) -> Result<()> {
    if app.db.engine() == Engine::Sqlite {
        let given_back = app.write_now(letter::put_all_back)?;
        if given_back > 0 {
            tracing::info!(
                letters = given_back,
                "letters taken before a crash will be sent again"
            );
        }
    }
    Ok(())
}

/// The worker as the supervisor knows it.
pub const WORKER: Worker = Worker {
    name: "postman",
    what: "Spedisce le e-mail",
    run_once,
    lag,
};

/// Carries the letters that may leave now, at most a batch.
///
/// # Errors
/// When no letter can be sent until somebody mends the settings, when a whole batch failed, or when
/// the database refuses.
pub fn run_once(app: &App) -> anyhow::Result<Outcome> {
    let now = app.now();
    let (waiting, _) = app.db.read(|conn| letter::waiting(conn, now))?;
    if waiting == 0 {
        return Ok(Outcome::Idle);
    }
    let until = now + chrono::Duration::minutes(LEASE_MINUTES);
    let letters = settle(app, |tx| letter::claim(tx, BATCH, until))?;
    let mut in_vain = 0;
    for (place, one) in letters.iter().enumerate() {
        match carry(app, one)? {
            Carried::Settled => {}
            Carried::Postponed(reason) => {
                in_vain += 1;
                if in_vain == BATCH {
                    anyhow::bail!("{BATCH} letters in a row could not be sent: {reason}");
                }
            }
            Carried::Misconfigured(reason) => {
                let rest: Vec<LetterId> = letters[place..].iter().map(|one| one.id).collect();
                settle(app, |tx| letter::put_back(tx, &rest))?;
                anyhow::bail!("no letter can be sent until the mail settings are mended: {reason}");
            }
        }
    }
    Ok(if letters.is_empty() {
        Outcome::Idle
    } else {
        Outcome::Worked
    })
}

/// What became of one letter.
enum Carried {
    /// Sent, withheld or given up.
    Settled,
    /// To be tried again.
    Postponed(String),
    /// Nothing can be sent.
    Misconfigured(String),
}

fn carry(app: &App, one: &Letter) -> Result<Carried> {
    let mail = match compose(app, one) {
        Ok(Composed::Mail(mail)) => mail,
        Ok(Composed::Withheld(why)) => {
            tracing::info!(letter.id = %one.id, why = %why, "a letter was withheld");
            settle(app, |tx| letter::withhold(tx, one.id, why))?;
            return Ok(Carried::Settled);
        }
        // One letter that cannot be composed holds up no other.
        Err(error) => {
            tracing::error!(letter.id = %one.id, "a letter could not be composed: {error:?}");
            settle(app, |tx| letter::postpone(tx, one, "could not be composed"))?;
            return Ok(Carried::Postponed("could not be composed".to_owned()));
        }
    };
    match app.mailer.send(&mail) {
        Ok(_) => {
            settle(app, |tx| letter::sent(tx, one.id))?;
            Ok(Carried::Settled)
        }
        Err(SendFailure::Temporary(reason)) => {
            tracing::warn!(letter.id = %one.id, tries = one.tries + 1, reason, "a letter has to wait");
            settle(app, |tx| {
                letter::postpone(tx, one, &format!("temporary: {reason}"))
            })?;
            Ok(Carried::Postponed(reason))
        }
        Err(SendFailure::Permanent(reason)) => {
            tracing::warn!(letter.id = %one.id, reason, "a letter was refused for good");
            settle(app, |tx| {
                letter::fail(tx, one.id, &format!("permanent: {reason}"))?;
                people::block_mail(tx, one.person, &reason)
            })?;
            Ok(Carried::Settled)
        }
        Err(SendFailure::Misconfigured(reason)) => Ok(Carried::Misconfigured(reason)),
    }
}

/// Writes down without waking the other workers: nothing here is work for them.
fn settle<T>(app: &App, change: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
    app.db.write(&*app.clock, change)
}

/// How many letters could leave now.
///
/// # Errors
/// When the database refuses.
pub fn lag(app: &App) -> anyhow::Result<Lag> {
    let now = app.now();
    let late = app.db.read(|conn| letter::late(conn, now))?;
    Ok(Lag {
        fault: late.reason,
        ..behind(app, late.count, late.since)
    })
}
