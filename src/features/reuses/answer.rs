//! Answering a round of questions, and correcting the answer.

use serde_json::{Value, json};

use super::tell::{Changed, move_to, save};
use super::{Round, RoundId, Said, policy, store};
use crate::platform::actor::Actor;
use crate::platform::db::Tx;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::events::{self, EventKind};

/// Answers a round, unless somebody told other things after `seen`, the `lock_version` of its reuse, was
/// read. What is answered stands beside what was told of the reuse before and replaces nothing of it but
/// the state.
///
/// # Errors
/// [`Error::NotFound`] when there is no such round, or the actor may not see its reuse;
/// [`Error::Forbidden`] for who does not speak for the Unione; [`Refusal::WrongState`] when the time for
/// corrections is over, or for a move that is not in the table.
pub fn answer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    round: RoundId,
    seen: i32,
    said: &Said,
) -> Result<Changed> {
    answer_as(tx, actor, round, seen, said, json!({}))
}

/// Answers by the link of a letter, which names the round: the log says so.
///
/// # Errors
/// As [`answer`].
pub fn answer_by_link(
    tx: &mut Tx<'_>,
    actor: &Actor,
    round: RoundId,
    seen: i32,
    said: &Said,
) -> Result<Changed> {
    let how = json!({ "by": "link", "request": round });
    answer_as(tx, actor, round, seen, said, how)
}

/// `how` is what the log is told of the way the answer came.
fn answer_as(
    tx: &mut Tx<'_>,
    actor: &Actor,
    round: RoundId,
    seen: i32,
    said: &Said,
    how: Value,
) -> Result<Changed> {
    let by = actor.id().ok_or(Error::LoginNeeded)?;
    let mut round = store::find_round(tx, round)?.ok_or(Error::NotFound)?;
    let mut reuse = store::list_visible(tx, actor.tokens(), &[round.reuse])?
        .pop()
        .ok_or(Error::NotFound)?;
    if !policy::may_speak(actor, reuse.unione) {
        return Err(Error::Forbidden(
            "Risponde chi lavora nell’unione che riusa la pratica.",
        ));
    }
    let now = tx.now();
    if !round.takes_answer(now) {
        return Err(Error::Refused(Refusal::WrongState));
    }
    if seen != reuse.lock_version {
        return Ok(if is_answered(&round, said) {
            Changed::Saved(reuse.url())
        } else {
            Changed::Overtaken(Box::new(reuse))
        });
    }
    move_to(tx, by, &mut reuse, said, Some(round.id))?;
    round.answered_at = round.answered_at.or(Some(now));
    round.state = Some(said.state);
    round.reason.clone_from(&said.reason);
    round.changed.clone_from(&said.changed);
    round.failed.clone_from(&said.failed);
    store::set_answer(tx, &round, by)?;
    save(tx, actor, &mut reuse)?;
    let mut particulars = how;
    particulars["reuse"] = json!(reuse.id);
    particulars["state"] = json!(reuse.state);
    particulars["round"] = json!(round.id);
    events::record(
        tx,
        Some(by),
        EventKind::ReuseAnswered,
        reuse.practice_subject(),
        particulars,
    )?;
    Ok(Changed::Saved(reuse.url()))
}

fn is_answered(round: &Round, said: &Said) -> bool {
    round.state == Some(said.state)
        && round.reason == said.reason
        && round.changed == said.changed
        && round.failed == said.failed
}
