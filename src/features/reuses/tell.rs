//! Telling how a reuse goes.

use serde_json::json;

use super::readers::recount;
use super::rounds::Count;
use super::{Move, MoveId, Reuse, ReuseState, RoundId, Said, policy, store};
use crate::platform::actor::{Actor, PersonId};
use crate::platform::audience;
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::events::{self, EventKind};

/// What came of a change that others may make too.
#[derive(Debug, Clone)]
pub enum Changed {
    /// It is saved; the address of the reuse.
    Saved(String),
    /// Somebody told other things meanwhile: the reuse as it now is.
    Overtaken(Box<Reuse>),
}

/// The reuse of a number, for a reader who may see it.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(conn: &mut Conn, reader: &Actor, number: i64) -> Result<Reuse> {
    store::find_visible(conn, reader.tokens(), number)
}

/// Tells how a reuse goes, unless somebody did so after `seen`, its `lock_version` on the page, was read.
/// The same things told again are no conflict. With the same state, date and reason of it are mended.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] for who does not speak for its Unione;
/// [`Refusal::WrongState`] for a move that is not in the table.
pub fn tell(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    seen: i32,
    said: &Said,
) -> Result<Changed> {
    let mut reuse = find(tx, actor, number)?;
    let by = actor.id().ok_or(Error::LoginNeeded)?;
    if !policy::may_tell(actor, &reuse) {
        return Err(Error::Forbidden(
            "Come va un riuso lo racconta chi lavora nell’unione che riusa.",
        ));
    }
    if seen != reuse.lock_version {
        let documents = store::list_documents(tx, reuse.id)?;
        return Ok(if is_told(&reuse, said) && documents == said.documents {
            Changed::Saved(reuse.url())
        } else {
            Changed::Overtaken(Box::new(reuse))
        });
    }
    reuse.changed.clone_from(&said.changed);
    reuse.failed.clone_from(&said.failed);
    let before = reuse.state;
    move_to(tx, by, &mut reuse, said, None)?;
    store::set_documents(tx, reuse.id, &said.documents)?;
    save(tx, actor, &mut reuse)?;
    let kind = if before == reuse.state {
        EventKind::ReuseChanged
    } else {
        EventKind::ReuseMoved
    };
    record(tx, by, kind, &reuse)?;
    Ok(Changed::Saved(reuse.url()))
}

fn is_told(reuse: &Reuse, said: &Said) -> bool {
    reuse.state == said.state
        && (said.since.is_none() || reuse.since == said.since)
        && reuse.reason == said.reason
        && reuse.changed == said.changed
        && reuse.failed == said.failed
}

/// The move that what is said now follows: the last one, save that of the answer that is being corrected.
pub(super) fn followed(moves: &[Move], correcting: Option<RoundId>) -> Option<&Move> {
    match moves {
        [.., before, last] if correcting.is_some() && last.round == correcting => Some(before),
        [.., last] => Some(last),
        [] => None,
    }
}

/// Brings a reuse to the state that is said. The correction of an answer takes the place of its move.
pub(super) fn move_to(
    tx: &mut Tx<'_>,
    by: PersonId,
    reuse: &mut Reuse,
    said: &Said,
    round: Option<RoundId>,
) -> Result<()> {
    let moves = store::list_moves(tx, &[reuse.id])?;
    let before = followed(&moves, round);
    if let Some(last) = moves.last().filter(|last| Some(*last) != before) {
        store::delete_move(tx, last.id)?;
    }
    // In the same state a date that is not told again stays as it was told.
    let since = match before {
        Some(before) if before.state == said.state => said.since.or(before.since),
        _ => said.since,
    };
    let told = Move {
        id: before.map_or_else(MoveId::new, |before| before.id),
        reuse: reuse.id,
        round,
        state: said.state,
        since,
        reason: said.reason.clone(),
        moved_at: tx.now(),
    };
    match before {
        Some(before) if before.state == said.state => store::set_move(tx, &told)?,
        Some(before) if !policy::may_follow(before.state, said.state) => {
            return Err(Error::Refused(Refusal::WrongState));
        }
        _ => {
            let new = Move {
                id: MoveId::new(),
                ..told
            };
            store::insert_move(tx, &new, by)?;
        }
    }
    reuse.state = said.state;
    reuse.since = since;
    reuse.reason.clone_from(&said.reason);
    Ok(())
}

/// Writes down a reuse whose moves are written already, with what follows from them.
pub(super) fn save(tx: &mut Tx<'_>, actor: &Actor, reuse: &mut Reuse) -> Result<()> {
    if policy::may_speak(actor, reuse.unione) {
        reuse.spoken_by = actor.id();
    }
    reuse.updated_at = tx.now();
    reuse.next_round_at = reckon_next(tx, reuse)?;
    if !store::set(tx, reuse)? {
        return Err(Error::Refused(Refusal::ChangedMeanwhile));
    }
    audience::set(tx, reuse.subject(), &policy::audience(reuse))?;
    recount(tx, reuse.practice)
}

/// When the Unione is to be asked next: never of what it has not confirmed, or has given up.
pub(super) fn reckon_next(conn: &mut Conn, reuse: &Reuse) -> Result<Option<When>> {
    let Some(confirmed_at) = reuse
        .confirmed_at
        .filter(|_| reuse.state != ReuseState::Abandoned)
    else {
        return Ok(None);
    };
    let moves = store::list_moves(conn, &[reuse.id])?;
    let rounds = store::list_rounds(conn, &[reuse.id])?;
    Ok(Count::of(confirmed_at, &moves).next_at(&rounds))
}

/// Records what happened to a reuse.
fn record(tx: &mut Tx<'_>, by: PersonId, kind: EventKind, reuse: &Reuse) -> Result<()> {
    events::record(
        tx,
        Some(by),
        kind,
        reuse.practice_subject(),
        json!({ "reuse": reuse.id, "state": reuse.state }),
    )?;
    Ok(())
}
