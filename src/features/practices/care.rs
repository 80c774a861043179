//! What falls due by the clock: days on which a practice is to be looked at again, requests to confirm
//! that nobody answers, documents that come and go. Each is told once: what was told is written down
//! with the telling. After a time in which nobody did it, what is overtaken is not told any more.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

use super::freshness::{GRACE_DAYS, NOTICE_DAYS};
use super::maturity::reckon_maturity;
use super::{Freshness, PracticeId, store};
use crate::platform::actor::PersonId;
use crate::platform::db::Tx;
use crate::platform::error::Result;
use crate::platform::events::{self, EventKind};
use crate::platform::subject::{Subject, SubjectKind};

/// Done in one transaction.
const AT_ONCE: i64 = 100;
/// Days after which who was asked to confirm is reminded.
const REMIND_AFTER_DAYS: i64 = 7;
/// Days after which it is reminded for the last time, and who asked is told.
const TELL_AFTER_DAYS: i64 = 21;

/// Tells of review dates that are near, have come, or are long past. Answers how many it told.
///
/// # Errors
/// When the database refuses.
pub fn mind_review_dates(tx: &mut Tx<'_>) -> Result<usize> {
    let now = tx.now();
    let expired = store::list_past(
        tx,
        &[Freshness::Current, Freshness::Due],
        now - Duration::days(GRACE_DAYS),
        AT_ONCE,
    )?;
    for id in &expired {
        store::set_freshness(tx, *id, Freshness::Expired)?;
        record(tx, *id, EventKind::PracticeExpired)?;
        reckon_maturity(tx, *id)?;
    }
    let due = store::list_past(tx, &[Freshness::Current], now, AT_ONCE)?;
    for id in &due {
        store::set_freshness(tx, *id, Freshness::Due)?;
        record(tx, *id, EventKind::PracticeFellDue)?;
        reckon_maturity(tx, *id)?;
    }
    let near = store::list_near(tx, now + Duration::days(NOTICE_DAYS), AT_ONCE)?;
    for id in &near {
        store::set_review_reminded(tx, *id)?;
        record(tx, *id, EventKind::PracticeRecheckNear)?;
    }
    Ok(expired.len() + due.len() + near.len())
}

fn record(tx: &mut Tx<'_>, id: PracticeId, kind: EventKind) -> Result<()> {
    events::record(
        tx,
        None,
        kind,
        Subject::new(SubjectKind::Practice, id),
        json!({}),
    )?;
    Ok(())
}

/// Reminds those who were asked to confirm and have not answered, and at last tells who asked.
/// Answers how many requests it minded.
///
/// # Errors
/// When the database refuses.
pub fn mind_confirmations(tx: &mut Tx<'_>) -> Result<usize> {
    let now = tx.now();
    let mut minded = 0;
    for (round, days, kind) in [
        (2, TELL_AFTER_DAYS, EventKind::PracticeConfirmationLate),
        (
            1,
            REMIND_AFTER_DAYS,
            EventKind::PracticeConfirmationReminded,
        ),
    ] {
        let unanswered = store::list_unanswered(tx, round, now - Duration::days(days), AT_ONCE)?;
        minded += unanswered.len();
        let mut by_practice: BTreeMap<PracticeId, (Vec<PersonId>, PersonId)> = BTreeMap::new();
        for request in unanswered {
            store::set_reminders(tx, request.id, round)?;
            let told = by_practice
                .entry(request.practice)
                .or_insert_with(|| (Vec::new(), request.asked_by));
            told.0.push(request.person);
        }
        for (practice, (asked, asked_by)) in by_practice {
            events::record(
                tx,
                None,
                kind,
                Subject::new(SubjectKind::Practice, practice),
                json!({ "asked": asked, "asked_by": asked_by }),
            )?;
        }
    }
    Ok(minded)
}

/// How far the log was followed for what happens to documents.
const CURSOR: &str = "maturity";

/// Reckons anew the maturity of the practices that hang on documents to which something happened.
/// Answers how many events it read.
///
/// # Errors
/// When the database refuses.
pub fn mind_documents(tx: &mut Tx<'_>) -> Result<usize> {
    let cursor = events::cursor(tx, CURSOR)?;
    let log = events::after(tx, cursor, AT_ONCE)?;
    let documents: BTreeSet<Uuid> = log
        .iter()
        .filter(|event| event.subject.kind == SubjectKind::Document)
        .map(|event| event.subject.id)
        .collect();
    for practice in store::list_naming(tx, &documents)? {
        reckon_maturity(tx, practice)?;
    }
    if let Some(last) = log.last() {
        events::move_cursor(tx, CURSOR, last.seq)?;
    }
    Ok(log.len())
}
