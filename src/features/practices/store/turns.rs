//! Rows and queries of what passes between those who write and those who read: remarks, requests to confirm.

use diesel::prelude::*;
use uuid::Uuid;

use crate::features::practices::check::Section;
use crate::features::practices::confirmation::{Answer, Request};
use crate::features::practices::remarks::Remark;
use crate::features::practices::{PracticeId, VersionId};
use crate::platform::actor::PersonId;
use crate::platform::db::schema::{practice_confirmations, practice_remarks};
use crate::platform::db::sql::AnyId;
use crate::platform::db::{Conn, Tx, When, columns};
use crate::platform::error::Result;

pub fn insert_remark(
    tx: &mut Tx<'_>,
    practice: PracticeId,
    version: VersionId,
    section: Section,
    body: &str,
    author: PersonId,
) -> Result<()> {
    let now = tx.now();
    diesel::insert_into(practice_remarks::table)
        .values((
            practice_remarks::id.eq(AnyId(Uuid::now_v7())),
            practice_remarks::practice_id.eq(practice),
            practice_remarks::version_id.eq(version),
            practice_remarks::section.eq(section),
            practice_remarks::body.eq(body),
            practice_remarks::author_id.eq(author),
            practice_remarks::created_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// What was asked for in a version was done, or answered.
pub fn settle_remarks(tx: &mut Tx<'_>, version: VersionId) -> Result<()> {
    let now = tx.now();
    diesel::update(
        practice_remarks::table
            .filter(practice_remarks::version_id.eq(version))
            .filter(practice_remarks::settled_at.is_null()),
    )
    .set(practice_remarks::settled_at.eq(now))
    .execute(&mut **tx)?;
    Ok(())
}

type RemarkRow = (VersionId, Section, String, PersonId, When, Option<When>);

/// The remarks on these versions, each with its version, the oldest first.
pub fn list_remarks(conn: &mut Conn, versions: &[VersionId]) -> Result<Vec<(VersionId, Remark)>> {
    let rows: Vec<RemarkRow> = practice_remarks::table
        .filter(practice_remarks::version_id.eq_any(versions))
        .order((practice_remarks::created_at, practice_remarks::id))
        .select((
            practice_remarks::version_id,
            practice_remarks::section,
            practice_remarks::body,
            practice_remarks::author_id,
            practice_remarks::created_at,
            practice_remarks::settled_at,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(version, section, body, author, created_at, settled_at)| {
            let remark = Remark {
                section,
                body,
                author,
                created_at,
                settled_at,
            };
            (version, remark)
        })
        .collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = practice_confirmations)]
struct RequestRow {
    id: AnyId,
    practice_id: PracticeId,
    version_id: VersionId,
    person_id: PersonId,
    asked_by: PersonId,
    asked_at: When,
    answer: Option<Answer>,
    closed_at: Option<When>,
}

impl From<RequestRow> for Request {
    fn from(row: RequestRow) -> Request {
        Request {
            id: row.id.0,
            practice: row.practice_id,
            version: row.version_id,
            person: row.person_id,
            asked_by: row.asked_by,
            asked_at: row.asked_at,
            answer: row.answer,
            closed_at: row.closed_at,
        }
    }
}

pub fn insert_request(
    tx: &mut Tx<'_>,
    practice: PracticeId,
    version: VersionId,
    person: PersonId,
    asked_by: PersonId,
) -> Result<()> {
    let now = tx.now();
    diesel::insert_into(practice_confirmations::table)
        .values((
            practice_confirmations::id.eq(AnyId(Uuid::now_v7())),
            practice_confirmations::practice_id.eq(practice),
            practice_confirmations::version_id.eq(version),
            practice_confirmations::person_id.eq(person),
            practice_confirmations::asked_by.eq(asked_by),
            practice_confirmations::asked_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn find_request(conn: &mut Conn, id: Uuid) -> Result<Option<Request>> {
    Ok(practice_confirmations::table
        .find(AnyId(id))
        .select(columns::<RequestRow>())
        .first::<RequestRow>(conn)
        .optional()?
        .map(Request::from))
}

pub fn find_open_request(
    conn: &mut Conn,
    practice: PracticeId,
    person: PersonId,
) -> Result<Option<Request>> {
    Ok(practice_confirmations::table
        .filter(practice_confirmations::practice_id.eq(practice))
        .filter(practice_confirmations::person_id.eq(person))
        .filter(practice_confirmations::closed_at.is_null())
        .order(practice_confirmations::asked_at.desc())
        .select(columns::<RequestRow>())
        .first::<RequestRow>(conn)
        .optional()?
        .map(Request::from))
}

/// Who is asked to confirm a practice and has not answered.
pub fn list_asked(conn: &mut Conn, practice: PracticeId) -> Result<Vec<PersonId>> {
    Ok(practice_confirmations::table
        .filter(practice_confirmations::practice_id.eq(practice))
        .filter(practice_confirmations::closed_at.is_null())
        .order(practice_confirmations::id)
        .select(practice_confirmations::person_id)
        .load(conn)?)
}

/// Who was ever asked to confirm a practice, with the answer: the last request first.
pub fn list_ever_asked(
    conn: &mut Conn,
    practice: PracticeId,
) -> Result<Vec<(PersonId, Option<Answer>)>> {
    Ok(practice_confirmations::table
        .filter(practice_confirmations::practice_id.eq(practice))
        .order((
            practice_confirmations::asked_at.desc(),
            practice_confirmations::id.desc(),
        ))
        .select((
            practice_confirmations::person_id,
            practice_confirmations::answer,
        ))
        .load(conn)?)
}

/// The requests that were made by then, that nobody answered and that were not reminded of as often as this.
pub fn list_unanswered(
    conn: &mut Conn,
    round: i32,
    asked_by_then: When,
    limit: i64,
) -> Result<Vec<Request>> {
    let rows: Vec<RequestRow> = practice_confirmations::table
        .filter(practice_confirmations::closed_at.is_null())
        .filter(practice_confirmations::asked_at.le(asked_by_then))
        .filter(practice_confirmations::reminders.lt(round))
        .order((practice_confirmations::asked_at, practice_confirmations::id))
        .limit(limit)
        .select(columns::<RequestRow>())
        .load(conn)?;
    Ok(rows.into_iter().map(Request::from).collect())
}

pub fn set_reminders(tx: &mut Tx<'_>, id: Uuid, round: i32) -> Result<()> {
    diesel::update(practice_confirmations::table.find(AnyId(id)))
        .set(practice_confirmations::reminders.eq(round))
        .execute(&mut **tx)?;
    Ok(())
}

/// What this person, if it was asked, answered.
pub fn set_answer(
    tx: &mut Tx<'_>,
    practice: PracticeId,
    person: PersonId,
    answer: Answer,
) -> Result<()> {
    diesel::update(
        practice_confirmations::table
            .filter(practice_confirmations::practice_id.eq(practice))
            .filter(practice_confirmations::person_id.eq(person))
            .filter(practice_confirmations::closed_at.is_null()),
    )
    .set(practice_confirmations::answer.eq(answer))
    .execute(&mut **tx)?;
    Ok(())
}

/// Nothing is asked any more about a practice.
pub fn close_requests(tx: &mut Tx<'_>, practice: PracticeId) -> Result<()> {
    let now = tx.now();
    diesel::update(
        practice_confirmations::table
            .filter(practice_confirmations::practice_id.eq(practice))
            .filter(practice_confirmations::closed_at.is_null()),
    )
    .set(practice_confirmations::closed_at.eq(now))
    .execute(&mut **tx)?;
    Ok(())
}
