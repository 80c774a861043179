//! What becomes of a published practice: looked at again, checked, archived, withdrawn, brought back.

use serde_json::json;

use super::maturity::reckon_maturity;
use super::policy::Act;
use super::review::{call_tie, promise_until, settle};
use super::{
    Check, CheckKind, Freshness, Practice, PracticeState, Withdrawal, begin_step, confirmation,
    store, write,
};
use crate::platform::actor::{Actor, PersonId};
use crate::platform::audience;
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::{Error, Result};
use crate::platform::events::EventKind;

/// Says, as the Unione, that what is published still holds.
///
/// # Errors
/// [`WrongState`](crate::platform::error::Refusal::WrongState) when it is not the moment; [`ChangedMeanwhile`](crate::platform::error::Refusal::ChangedMeanwhile) when somebody
/// changed it after it was `seen`; [`Error::Forbidden`]; [`Error::NotFound`].
pub fn recheck(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    seen: Option<i32>,
    note: &str,
) -> Result<Practice> {
    let person = actor.id().ok_or(Error::LoginNeeded)?;
    let step = begin_step(tx, actor, number, seen, Act::Recheck)?;
    let mut practice = step.practice;
    practice.state = step.next;
    let check = Check {
        kind: CheckKind::Recheck,
        person,
        mentor: None,
        note: note.to_owned(),
        at: tx.now(),
    };
    found_true(tx, practice, &check, EventKind::PracticeRechecked)
}

/// Says, as a facilitatore, that what is published was checked on its documents, with the mentore
/// who was heard, if any.
///
/// # Errors
/// As [`recheck`].
pub fn verify(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    seen: Option<i32>,
    mentor: Option<PersonId>,
    note: &str,
) -> Result<Practice> {
    let person = actor.id().ok_or(Error::LoginNeeded)?;
    let step = begin_step(tx, actor, number, seen, Act::Verify)?;
    let mut practice = step.practice;
    practice.state = step.next;
    practice.verified_at = Some(tx.now());
    let check = Check {
        kind: CheckKind::Verification,
        person,
        mentor,
        note: note.to_owned(),
        at: tx.now(),
    };
    found_true(tx, practice, &check, EventKind::PracticeVerified)
}

fn found_true(
    tx: &mut Tx<'_>,
    mut practice: Practice,
    check: &Check,
    event: EventKind,
) -> Result<Practice> {
    let published = practice.published_version.ok_or(Error::NotFound)?;
    let text = store::find_version(tx, published)?.text;
    let tie = call_tie(tx, &text)?;
    promise_until(&mut practice, tx.now(), tie);
    store::insert_check(tx, practice.id, check)?;
    let practice = settle(tx, Some(check.person), practice, event, json!({}))?;
    reckon_maturity(tx, practice.id)?;
    store::find(tx, practice.id)?.ok_or(Error::NotFound)
}

/// Takes it off the lists; its page stays, and says so.
///
/// # Errors
/// As [`recheck`].
pub fn archive(tx: &mut Tx<'_>, actor: &Actor, number: i64, seen: Option<i32>) -> Result<Practice> {
    let step = begin_step(tx, actor, number, seen, Act::Archive)?;
    let mut practice = step.practice;
    practice.state = step.next;
    practice.archived_at = Some(tx.now());
    settle(
        tx,
        actor.id(),
        practice,
        EventKind::PracticeArchived,
        json!({}),
    )
}

/// Takes it away from everybody at once: lists, search and letters that have not left. A page stays
/// that says when and why. A draft that was being written is kept.
///
/// # Errors
/// As [`recheck`].
pub fn withdraw(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    seen: Option<i32>,
    reason: &str,
) -> Result<Practice> {
    let step = begin_step(tx, actor, number, seen, Act::Withdraw)?;
    let mut practice = step.practice;
    let from = audience::of(tx, practice.subject())?;
    practice.state = step.next;
    practice.withdrawal = Some(Withdrawal {
        at: tx.now(),
        reason: reason.to_owned(),
        from: from.join(" "),
    });
    confirmation::close(tx, practice.id)?;
    let left = write::people_of(&practice);
    audience::set(tx, practice.subject(), &left)?;
    settle(
        tx,
        actor.id(),
        practice,
        EventKind::PracticeWithdrawn,
        json!({}),
    )
}

/// Brings back what was archived or withdrawn, for those who could read it before. What was being
/// written on it when it was withdrawn is a draft again.
///
/// # Errors
/// As [`recheck`].
pub fn bring_back(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    seen: Option<i32>,
) -> Result<Practice> {
    let step = begin_step(tx, actor, number, seen, Act::BringBack)?;
    let mut practice = step.practice;
    practice.freshness = Freshness::at(practice.review_by, tx.now());
    practice.state = match practice.draft_version {
        Some(_) => PracticeState::Draft,
        None => step.next,
    };
    practice.archived_at = None;
    if let Some(withdrawal) = practice.withdrawal.take() {
        let tokens: Vec<&str> = withdrawal.from.split(' ').collect();
        audience::put_back(tx, practice.subject(), &tokens)?;
    }
    let practice = settle(
        tx,
        actor.id(),
        practice,
        EventKind::PracticeBroughtBack,
        json!({}),
    )?;
    reckon_maturity(tx, practice.id)?;
    store::find(tx, practice.id)?.ok_or(Error::NotFound)
}

/// What a withdrawn practice leaves to whoever could read it.
#[derive(Debug, Clone)]
pub struct Tombstone {
    /// The practice; its title is for its own people only.
    pub practice: Practice,
    /// Why it was withdrawn.
    pub reason: String,
    /// When.
    pub at: When,
    /// Whether this reader is one of its people, or a facilitatore.
    pub is_own: bool,
}

/// What is left of a withdrawn practice, for whoever could read it before.
///
/// # Errors
/// [`Error::NotFound`] for everybody else, and when it was not withdrawn.
pub fn tombstone(conn: &mut Conn, reader: &Actor, number: i64) -> Result<Tombstone> {
    let practice = store::find_withdrawn(conn, number)?.ok_or(Error::NotFound)?;
    let withdrawal = practice.withdrawal.clone().ok_or(Error::NotFound)?;
    let is_own = audience::sees(conn, reader.tokens(), practice.subject())?;
    let saw = withdrawal
        .from
        .split(' ')
        .any(|token| reader.tokens().iter().any(|own| own == token));
    if !is_own && !saw {
        return Err(Error::NotFound);
    }
    Ok(Tombstone {
        practice,
        reason: withdrawal.reason,
        at: withdrawal.at,
        is_own,
    })
}
