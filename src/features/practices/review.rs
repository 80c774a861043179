//! From the draft to the public: sending, sending back, publishing, confirming, archiving.

use serde_json::json;

use super::policy::Act;
use super::{Practice, Step, VersionId, begin_step, check, store, write};
use crate::features::topics;
use crate::platform::actor::Actor;
use crate::platform::audience::{self, Token};
use crate::platform::db::Tx;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::events::{self, EventKind};

/// Sends the draft to the facilitators.
///
/// # Errors
/// [`Refusal::WrongState`] when it is not complete or not the moment; [`Refusal::ChangedMeanwhile`] when
/// somebody changed it after it was `seen`; [`Error::Forbidden`]; [`Error::NotFound`].
pub fn submit(tx: &mut Tx<'_>, actor: &Actor, number: i64, seen: Option<i32>) -> Result<Practice> {
    let step = begin_step(tx, actor, number, seen, Act::Submit)?;
    hand_over(tx, actor, step, EventKind::PracticeSubmitted)
}

/// Asks the Unione to confirm what a facilitatore wrote.
///
/// # Errors
/// As [`submit`].
pub fn send_to_confirm(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    seen: Option<i32>,
) -> Result<Practice> {
    let step = begin_step(tx, actor, number, seen, Act::SendToConfirm)?;
    hand_over(tx, actor, step, EventKind::PracticeSentToConfirm)
}

fn hand_over(tx: &mut Tx<'_>, actor: &Actor, step: Step, event: EventKind) -> Result<Practice> {
    let mut practice = step.practice;
    let draft = complete_draft(tx, &practice)?;
    // Who reads a practice again is told what is new in it.
    if practice.published_version.is_some()
        && store::find_version(tx, draft)?.change_note.is_empty()
    {
        return Err(Error::Refused(Refusal::WrongState));
    }
    practice.state = step.next;
    practice.review_note = None;
    practice.submitted_at = Some(tx.now());
    settle(tx, actor, practice, event)
}

/// Sends it back to whoever wrote it, with what is to be mended.
///
/// # Errors
/// As [`submit`].
pub fn send_back(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    seen: Option<i32>,
    note: &str,
) -> Result<Practice> {
    let step = begin_step(tx, actor, number, seen, Act::SendBack)?;
    let mut practice = step.practice;
    practice.state = step.next;
    practice.review_note = Some(note.to_owned());
    settle(tx, actor, practice, EventKind::PracticeSentBack)
}

/// Publishes what the Unione sent: the draft becomes the version everybody reads.
///
/// # Errors
/// As [`submit`].
pub fn publish(tx: &mut Tx<'_>, actor: &Actor, number: i64, seen: Option<i32>) -> Result<Practice> {
    let step = begin_step(tx, actor, number, seen, Act::Publish)?;
    make_public(tx, actor, step)
}

/// Confirms and publishes what a facilitatore wrote.
///
/// # Errors
/// As [`submit`].
pub fn confirm(tx: &mut Tx<'_>, actor: &Actor, number: i64, seen: Option<i32>) -> Result<Practice> {
    let step = begin_step(tx, actor, number, seen, Act::Confirm)?;
    make_public(tx, actor, step)
}

fn make_public(tx: &mut Tx<'_>, actor: &Actor, step: Step) -> Result<Practice> {
    let mut practice = step.practice;
    let draft = complete_draft(tx, &practice)?;
    let (now, text) = (tx.now(), store::find_version(tx, draft)?.text);
    store::set_version_published(tx, draft, now)?;
    practice.state = step.next;
    practice.title = text.title;
    practice.draft_version = None;
    practice.published_version = Some(draft);
    practice.published_at = Some(now);
    practice.review_note = None;
    topics::set(tx, practice.subject(), &text.content.topics)?;
    store::set_phase_reached(tx, practice.id, text.content.phase_reached())?;
    settle(tx, actor, practice, EventKind::PracticePublished)
}

/// Takes it off the lists; its page stays, and says so.
///
/// # Errors
/// As [`submit`].
pub fn archive(tx: &mut Tx<'_>, actor: &Actor, number: i64, seen: Option<i32>) -> Result<Practice> {
    let step = begin_step(tx, actor, number, seen, Act::Archive)?;
    let mut practice = step.practice;
    practice.state = step.next;
    practice.archived_at = Some(tx.now());
    settle(tx, actor, practice, EventKind::PracticeArchived)
}

/// The draft, when nothing is missing in it.
fn complete_draft(tx: &mut Tx<'_>, practice: &Practice) -> Result<VersionId> {
    let wrong = Error::Refused(Refusal::WrongState);
    let Some(draft) = practice.draft_version else {
        return Err(wrong);
    };
    let text = store::find_version(tx, draft)?.text;
    if check::missing(&text).is_empty() {
        Ok(draft)
    } else {
        Err(wrong)
    }
}

/// Writes the row, sets who may see it and records what happened.
fn settle(
    tx: &mut Tx<'_>,
    actor: &Actor,
    practice: Practice,
    event: EventKind,
) -> Result<Practice> {
    store::set(tx, &practice)?;
    let subject = practice.subject();
    if event == EventKind::PracticePublished {
        audience::set(tx, subject, &[Token::Public])?;
    } else if practice.published_version.is_none() {
        audience::set(tx, subject, &write::unpublished_audience(&practice))?;
    }
    events::record(tx, actor.id(), event, subject, json!({}))?;
    store::find(tx, practice.id)?.ok_or(Error::NotFound)
}
