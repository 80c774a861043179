//! From the draft to the public: sending, taking back, sending back, publishing, confirming.

use serde_json::json;

use super::confirmation::{self, Answer};
use super::freshness::{self, CallTie};
use super::maturity::reckon_maturity;
use super::policy::Act;
use super::{
    Freshness, Notes, Practice, Step, Text, VersionId, begin_step, check, remarks, store, write,
};
use crate::features::topics;
use crate::platform::actor::{Actor, PersonId};
use crate::platform::audience::{self, Token};
use crate::platform::db::{Conn, Tx};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::events::{self, EventKind};

/// Sends the draft to the facilitators.
///
/// # Errors
/// [`Refusal::WrongState`] when it is not complete or not the moment; [`Refusal::ChangedMeanwhile`] when
/// somebody changed it after it was `seen`; [`Error::Forbidden`]; [`Error::NotFound`].
pub fn submit(tx: &mut Tx<'_>, actor: &Actor, number: i64, seen: Option<i32>) -> Result<Practice> {
    let step = begin_step(tx, actor, number, seen, Act::Submit)?;
    let practice = hand_over(tx, step)?;
    settle(
        tx,
        actor.id(),
        practice,
        EventKind::PracticeSubmitted,
        json!({}),
    )
}

/// The draft as it leaves the hands of who wrote it: complete, and with what was to be mended settled.
pub(super) fn hand_over(tx: &mut Tx<'_>, step: Step) -> Result<Practice> {
    let mut practice = step.practice;
    let draft = complete_draft(tx, &practice)?;
    // Who reads a practice again is told what is new in it.
    if practice.published_version.is_some()
        && store::find_version(tx, draft)?.change_note.is_empty()
    {
        return Err(Error::Refused(Refusal::WrongState));
    }
    store::settle_remarks(tx, draft)?;
    practice.state = step.next;
    practice.review_note = None;
    practice.submitted_at = Some(tx.now());
    Ok(practice)
}

/// Takes back what was sent, before anybody answered.
///
/// # Errors
/// As [`submit`].
pub fn take_back(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    seen: Option<i32>,
) -> Result<Practice> {
    let step = begin_step(tx, actor, number, seen, Act::TakeBack)?;
    let mut practice = step.practice;
    practice.state = step.next;
    confirmation::close(tx, practice.id)?;
    settle(
        tx,
        actor.id(),
        practice,
        EventKind::PracticeTakenBack,
        json!({}),
    )
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
    notes: impl Into<Notes>,
) -> Result<Practice> {
    let author = actor.id().ok_or(Error::LoginNeeded)?;
    let step = begin_step(tx, actor, number, seen, Act::SendBack)?;
    send_back_as(tx, author, step, &notes.into(), json!({}))
}

/// The same, by a person whose right to it is known; `particulars` say how it came.
pub(super) fn send_back_as(
    tx: &mut Tx<'_>,
    author: PersonId,
    step: Step,
    notes: &Notes,
    particulars: serde_json::Value,
) -> Result<Practice> {
    let mut practice = step.practice;
    if let Some(draft) = practice.draft_version {
        for (section, body) in &notes.remarks {
            store::insert_remark(tx, practice.id, draft, *section, body, author)?;
        }
    }
    practice.state = step.next;
    practice.review_note = Some(notes.whole.clone()).filter(|note| !note.is_empty());
    confirmation::answer(tx, practice.id, author, Answer::SentBack)?;
    settle(
        tx,
        Some(author),
        practice,
        EventKind::PracticeSentBack,
        particulars,
    )
}

/// Publishes what the Unione sent: the draft becomes the version everybody reads.
///
/// # Errors
/// As [`submit`].
pub fn publish(tx: &mut Tx<'_>, actor: &Actor, number: i64, seen: Option<i32>) -> Result<Practice> {
    let author = actor.id().ok_or(Error::LoginNeeded)?;
    let step = begin_step(tx, actor, number, seen, Act::Publish)?;
    make_public(tx, author, step, json!({}))
}

/// Confirms and publishes what a facilitatore wrote.
///
/// # Errors
/// As [`submit`].
pub fn confirm(tx: &mut Tx<'_>, actor: &Actor, number: i64, seen: Option<i32>) -> Result<Practice> {
    let author = actor.id().ok_or(Error::LoginNeeded)?;
    let step = begin_step(tx, actor, number, seen, Act::Confirm)?;
    make_public(tx, author, step, json!({}))
}

/// Publishes the draft, by a person whose right to it is known. The Unione told it or is confirming
/// it; what a facilitatore found of an older version says nothing of this one. `particulars` say how the
/// yes came.
pub(super) fn make_public(
    tx: &mut Tx<'_>,
    by: PersonId,
    step: Step,
    particulars: serde_json::Value,
) -> Result<Practice> {
    let mut practice = step.practice;
    let draft = complete_draft(tx, &practice)?;
    let (now, text) = (tx.now(), store::find_version(tx, draft)?.text);
    store::set_version_published(tx, draft, now)?;
    store::settle_remarks(tx, draft)?;
    confirmation::answer(tx, practice.id, by, Answer::Confirmed)?;
    let tie = call_tie(tx, &text)?;
    practice.state = step.next;
    practice.title.clone_from(&text.title);
    practice.draft_version = None;
    practice.published_version = Some(draft);
    practice.published_at = Some(now);
    practice.review_note = None;
    practice.first_hand = true;
    practice.verified_at = None;
    promise_until(&mut practice, now, tie);
    topics::set(tx, practice.subject(), &text.content.topics)?;
    store::set_published_content(tx, practice.id, &text.content)?;
    audience::set(tx, practice.subject(), &[Token::Public])?;
    let published = settle(
        tx,
        Some(by),
        practice,
        EventKind::PracticePublished,
        particulars,
    )?;
    reckon_maturity(tx, published.id)?;
    store::find(tx, published.id)?.ok_or(Error::NotFound)
}

/// Whether a text hangs on a call, by what it is filed under.
pub(super) fn call_tie(conn: &mut Conn, text: &Text) -> Result<CallTie> {
    let known = topics::all(conn)?;
    let filed = topics::with_ancestors(&known, &text.content.topics);
    let slugs: Vec<String> = known
        .into_iter()
        .filter(|topic| filed.contains(&topic.id))
        .map(|topic| topic.slug)
        .collect();
    Ok(if freshness::hangs_on_a_call(text, &slugs) {
        CallTie::Tied
    } else {
        CallTie::Free
    })
}

/// From now on somebody answers for the published text, until its next day.
pub(super) fn promise_until(practice: &mut Practice, now: crate::platform::db::When, tie: CallTie) {
    practice.freshness = Freshness::Current;
    practice.review_by = Some(freshness::review_by(now, tie));
    practice.review_reminded_at = None;
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

/// Writes the row, sets who may see what is not published yet and records what happened.
pub(super) fn settle(
    tx: &mut Tx<'_>,
    by: Option<PersonId>,
    practice: Practice,
    event: EventKind,
    particulars: serde_json::Value,
) -> Result<Practice> {
    store::set(tx, &practice)?;
    let subject = practice.subject();
    if practice.published_version.is_none() {
        audience::set(tx, subject, &write::unpublished_audience(&practice))?;
    }
    events::record(tx, by, event, subject, particulars)?;
    store::find(tx, practice.id)?.ok_or(Error::NotFound)
}

/// What is to be mended in a draft that was sent back, as one text in the light grammar: the note,
/// then the remarks in the order of the sections.
pub(super) fn in_one(practice: &Practice, remarks: &[remarks::Remark]) -> String {
    let mut parts: Vec<String> = practice.review_note.iter().cloned().collect();
    for section in check::Section::ALL {
        let of_section = remarks
            .iter()
            .filter(|remark| remark.section == *section && remark.settled_at.is_none());
        for remark in of_section {
            parts.push(format!("**{}**: {}", section.title(), remark.body));
        }
    }
    parts.join("\n\n")
}
