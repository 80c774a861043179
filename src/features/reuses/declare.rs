//! Declaring a reuse, and the Unione's word on what was declared for it.

use serde_json::json;

use super::readers::recount;
use super::tell::{find, reckon_next};
use super::{Move, MoveId, Reuse, ReuseId, Said, policy, store};
use crate::features::{people, practices};
use crate::platform::actor::{Actor, BodyId, PersonId};
use crate::platform::audience;
use crate::platform::db::{Conn, Tx};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::events::{self, EventKind};

/// What came of declaring a reuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Declared {
    /// It is new; its address.
    New(String),
    /// It was declared before: the address of that one, which is unchanged.
    Before(String),
}

/// Declares that an Unione reuses the practice of a number. For an Unione of others a facilitatore may:
/// it counts once that Unione has confirmed it. Declared before, it leads to what there is.
///
/// # Errors
/// [`Error::NotFound`] when the actor may not see the practice, or it was never published;
/// [`Error::Forbidden`] for the Unione whose practice it is, and for who neither belongs to the Unione
/// nor facilitates.
pub fn declare(
    tx: &mut Tx<'_>,
    actor: &Actor,
    practice: i64,
    unione: BodyId,
    said: &Said,
) -> Result<Declared> {
    let by = actor.id().ok_or(Error::LoginNeeded)?;
    let practice = practices::find(tx, actor, practice)?;
    if practice.published_version.is_none() {
        return Err(Error::NotFound);
    }
    if !policy::may_declare(actor, practice.unione, unione) {
        return Err(Error::Forbidden(
            "Un riuso lo dichiara chi lavora in un’altra unione, che fa come racconta questa pratica.",
        ));
    }
    if let Some(known) = store::find_of(tx, practice.id, unione)? {
        return Ok(Declared::Before(known.url()));
    }
    let own = policy::may_speak(actor, unione);
    let now = tx.now();
    let mut reuse = Reuse {
        id: ReuseId::new(),
        number: 0,
        practice: practice.id,
        unione,
        state: said.state,
        since: said.since,
        reason: said.reason.clone(),
        changed: said.changed.clone(),
        failed: said.failed.clone(),
        declared_by: by,
        declared_at: now,
        confirmed_at: own.then_some(now),
        spoken_by: own.then_some(by),
        next_round_at: None,
        updated_at: now,
        lock_version: 1,
    };
    reuse.number = store::insert(tx, &reuse)?;
    let first = Move {
        id: MoveId::new(),
        reuse: reuse.id,
        round: None,
        state: said.state,
        since: said.since,
        reason: said.reason.clone(),
        moved_at: now,
    };
    store::insert_move(tx, &first, by)?;
    store::set_documents(tx, reuse.id, &said.documents)?;
    let next = reckon_next(tx, &reuse)?;
    store::set_next_round(tx, reuse.id, next)?;
    audience::set(tx, reuse.subject(), &policy::audience(&reuse))?;
    record_declared(tx, by, &reuse)?;
    recount(tx, reuse.practice)?;
    Ok(Declared::New(reuse.url()))
}

/// Of what waits for the Unione only those are told who can confirm it.
fn record_declared(tx: &mut Tx<'_>, by: PersonId, reuse: &Reuse) -> Result<()> {
    let (kind, asked) = if reuse.is_confirmed() {
        (EventKind::ReuseDeclared, Vec::new())
    } else {
        (EventKind::ReuseProposed, speakers(tx, reuse.unione)?)
    };
    events::record(
        tx,
        Some(by),
        kind,
        reuse.practice_subject(),
        json!({ "reuse": reuse.id, "state": reuse.state, "asked": asked }),
    )?;
    Ok(())
}

/// Who answers for an Unione or, when nobody does, all its people.
pub(super) fn speakers(conn: &mut Conn, unione: BodyId) -> Result<Vec<PersonId>> {
    let managers = people::managers_of(conn, unione)?;
    if managers.is_empty() {
        people::of_unione(conn, unione)
    } else {
        Ok(managers)
    }
}

/// Says for the Unione that what was declared for it is so: from now on it counts.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] for who does not belong to it;
/// [`Refusal::AlreadyDone`] when it was confirmed before.
pub fn confirm(tx: &mut Tx<'_>, actor: &Actor, number: i64) -> Result<Reuse> {
    let mut reuse = unconfirmed(tx, actor, number)?;
    let by = actor.id().ok_or(Error::LoginNeeded)?;
    let now = tx.now();
    reuse.confirmed_at = Some(now);
    reuse.spoken_by = Some(by);
    reuse.updated_at = now;
    reuse.next_round_at = reckon_next(tx, &reuse)?;
    if !store::set(tx, &reuse)? {
        return Err(Error::Refused(Refusal::ChangedMeanwhile));
    }
    store::set_confirmed(tx, &reuse, by)?;
    audience::set(tx, reuse.subject(), &policy::audience(&reuse))?;
    record_declared(tx, by, &reuse)?;
    recount(tx, reuse.practice)?;
    Ok(reuse)
}

/// Says for the Unione that what was declared for it is not so: nothing of it is left. Answers what
/// there was.
///
/// # Errors
/// Those of [`confirm`].
pub fn decline(tx: &mut Tx<'_>, actor: &Actor, number: i64) -> Result<Reuse> {
    let reuse = unconfirmed(tx, actor, number)?;
    audience::set(tx, reuse.subject(), &[])?;
    store::delete(tx, reuse.id)?;
    events::record(
        tx,
        actor.id(),
        EventKind::ReuseDeclined,
        reuse.practice_subject(),
        json!({ "reuse": reuse.id, "unione": reuse.unione, "asked": [reuse.declared_by] }),
    )?;
    Ok(reuse)
}

fn unconfirmed(conn: &mut Conn, actor: &Actor, number: i64) -> Result<Reuse> {
    let reuse = find(conn, actor, number)?;
    if policy::may_confirm(actor, &reuse) {
        Ok(reuse)
    } else if reuse.is_confirmed() && policy::may_speak(actor, reuse.unione) {
        Err(Error::Refused(Refusal::AlreadyDone))
    } else {
        Err(Error::Forbidden(
            "Lo dice chi lavora nell’unione di cui si tratta.",
        ))
    }
}
