//! Rows and queries of practices.

pub mod catalogue;
mod life;
mod saves;
mod turns;
mod versions;
mod waiting;

use std::collections::{BTreeSet, HashMap};

use diesel::dsl::AsExprOf;
use diesel::prelude::*;
use diesel::sql_types::Text as SqlText;
use uuid::Uuid;

use super::content::PracticeContent;
use super::policy::Teller;
use super::{
    Freshness, Maturity, Practice, PracticeId, PracticeState, Text, Version, VersionId, Withdrawal,
};
use crate::platform::actor::{BodyId, PersonId, TopicId};
use crate::platform::db::schema::{practice_documents, practice_versions, practices};
use crate::platform::db::sql::AnyId;
use crate::platform::db::{Conn, Json, JsonText, Tx, When, columns, numbers};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::subject::SubjectKind;
use crate::platform::web::address;
use crate::visible;

pub use life::*;
pub use saves::{SectionSave, list_section_saves, lock, set_section_save};
pub use turns::*;
pub use versions::{
    count_versions, find_previous_published, find_version_numbered, list_versions, set_change_note,
};
pub use waiting::{count_in_review, list_in_review, list_waiting_for};

#[derive(Queryable, Selectable)]
#[diesel(table_name = practices)]
struct PracticeRow {
    id: PracticeId,
    number: i64,
    unione_id: Option<BodyId>,
    created_by: PersonId,
    state: PracticeState,
    drafted_for_unione: bool,
    title: String,
    draft_version_id: Option<VersionId>,
    published_version_id: Option<VersionId>,
    review_note: Option<String>,
    source_url: Option<String>,
    licence: Option<String>,
    submitted_at: Option<When>,
    published_at: Option<When>,
    archived_at: Option<When>,
    lock_version: i32,
    freshness: Freshness,
    review_by: Option<When>,
    review_reminded_at: Option<When>,
    withdrawn_at: Option<When>,
    withdrawn_reason: Option<String>,
    withdrawn_from: Option<String>,
    first_hand: bool,
    verified_at: Option<When>,
    reuse_count: i32,
    maturity: Maturity,
}

impl From<PracticeRow> for Practice {
    fn from(row: PracticeRow) -> Practice {
        Practice {
            id: row.id,
            number: row.number,
            unione: row.unione_id,
            author: row.created_by,
            state: PracticeState::of(row.state, row.freshness),
            teller: if row.drafted_for_unione {
                Teller::Facilitatore
            } else {
                Teller::Unione
            },
            title: row.title,
            draft_version: row.draft_version_id,
            published_version: row.published_version_id,
            review_note: row.review_note,
            source_url: row.source_url,
            licence: row.licence,
            submitted_at: row.submitted_at,
            published_at: row.published_at,
            archived_at: row.archived_at,
            freshness: row.freshness,
            review_by: row.review_by,
            review_reminded_at: row.review_reminded_at,
            verified_at: row.verified_at,
            withdrawal: row.withdrawn_at.map(|at| Withdrawal {
                at,
                reason: row.withdrawn_reason.unwrap_or_default(),
                from: row.withdrawn_from.unwrap_or_default(),
            }),
            first_hand: row.first_hand,
            reuse_count: row.reuse_count,
            maturity: row.maturity,
            lock_version: row.lock_version,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = practice_versions)]
struct VersionRow {
    id: VersionId,
    ordinal: i32,
    title: String,
    summary: String,
    content: Json,
    author_id: PersonId,
    updated_at: When,
    published_at: Option<When>,
    change_note: String,
}

impl TryFrom<VersionRow> for Version {
    type Error = Error;

    fn try_from(row: VersionRow) -> Result<Version> {
        Ok(Version {
            id: row.id,
            ordinal: row.ordinal,
            text: Text {
                title: row.title,
                summary: row.summary,
                content: serde_json::from_value(row.content.0)?,
            },
            author: row.author_id,
            updated_at: row.updated_at,
            published_at: row.published_at,
            change_note: row.change_note,
        })
    }
}

pub fn find(conn: &mut Conn, id: PracticeId) -> Result<Option<Practice>> {
    Ok(practices::table
        .find(id)
        .select(columns::<PracticeRow>())
        .first::<PracticeRow>(conn)
        .optional()?
        .map(Practice::from))
}

/// The practice of a number, whoever may see it.
pub fn find_numbered(conn: &mut Conn, number: i64) -> Result<Option<Practice>> {
    Ok(practices::table
        .filter(practices::number.eq(number))
        .select(columns::<PracticeRow>())
        .first::<PracticeRow>(conn)
        .optional()?
        .map(Practice::from))
}

pub fn find_visible(conn: &mut Conn, tokens: &[String], number: i64) -> Result<Practice> {
    let row: PracticeRow = practices::table
        .filter(practices::number.eq(number))
        .filter(visible!(SubjectKind::Practice, practices::id, tokens))
        .select(columns::<PracticeRow>())
        .first(conn)?;
    Ok(row.into())
}

pub fn list_visible(
    conn: &mut Conn,
    tokens: &[String],
    ids: &[PracticeId],
) -> Result<Vec<Practice>> {
    let rows: Vec<PracticeRow> = practices::table
        .filter(practices::id.eq_any(ids))
        .filter(visible!(SubjectKind::Practice, practices::id, tokens))
        .select(columns::<PracticeRow>())
        .load(conn)?;
    Ok(rows.into_iter().map(Practice::from).collect())
}

/// The states of what is read, if at all, but not listed.
pub const UNLISTED: [PracticeState; 2] = [PracticeState::Archived, PracticeState::Withdrawn];

pub fn find_version(conn: &mut Conn, id: VersionId) -> Result<Version> {
    practice_versions::table
        .find(id)
        .select(columns::<VersionRow>())
        .first::<VersionRow>(conn)?
        .try_into()
}

/// Title and summary of these versions, without their content.
pub fn list_summaries(
    conn: &mut Conn,
    ids: &[VersionId],
) -> Result<Vec<(VersionId, String, String)>> {
    Ok(practice_versions::table
        .filter(practice_versions::id.eq_any(ids))
        .select((
            practice_versions::id,
            practice_versions::title,
            practice_versions::summary,
        ))
        .load(conn)?)
}

/// The topics a version is to be filed under, as its content keeps them.
fn topics_kept() -> JsonText<practice_versions::content, AsExprOf<&'static str, SqlText>> {
    JsonText::new(practice_versions::content, "topics".into_sql::<SqlText>())
}

/// The topics these versions are to be filed under, without the rest of their content.
pub fn list_topics(conn: &mut Conn, ids: &[VersionId]) -> Result<HashMap<VersionId, Vec<TopicId>>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(VersionId, Option<String>)> = practice_versions::table
        .filter(practice_versions::id.eq_any(ids))
        .select((practice_versions::id, topics_kept()))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, topics)| match topics {
            Some(topics) => Ok((id, serde_json::from_str(&topics)?)),
            None => Ok((id, Vec::new())),
        })
        .collect()
}

pub fn list_ids_after(conn: &mut Conn, after: Option<Uuid>, limit: i64) -> Result<Vec<Uuid>> {
    let ids: Vec<PracticeId> = practices::table
        .filter(practices::id.gt(PracticeId(after.unwrap_or(Uuid::nil()))))
        .order(practices::id)
        .limit(limit)
        .select(practices::id)
        .load(conn)?;
    Ok(ids.into_iter().map(Uuid::from).collect())
}

/// A practice to be added, with what its first version is called.
pub struct NewRow<'a> {
    pub unione: Option<BodyId>,
    pub author: PersonId,
    pub state: PracticeState,
    pub teller: Teller,
    pub title: &'a str,
    pub source_url: Option<&'a str>,
    pub licence: Option<&'a str>,
    pub published_at: Option<When>,
}

/// Adds a practice that has no version yet.
pub fn insert(tx: &mut Tx<'_>, new: &NewRow<'_>) -> Result<(PracticeId, i64)> {
    let (id, number, now) = (PracticeId::new(), numbers::next(tx, "practice")?, tx.now());
    diesel::insert_into(practices::table)
        .values((
            practices::id.eq(id),
            practices::number.eq(number),
            practices::unione_id.eq(new.unione),
            practices::created_by.eq(new.author),
            practices::state.eq(new.state),
            practices::drafted_for_unione.eq(new.teller == Teller::Facilitatore),
            practices::title.eq(new.title),
            practices::title_key.eq(address::sort_key(new.title)),
            practices::source_url.eq(new.source_url),
            practices::licence.eq(new.licence),
            practices::published_at.eq(new.published_at),
            practices::created_at.eq(now),
            practices::updated_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok((id, number))
}

/// Adds a version after those a practice has.
pub fn insert_version(
    tx: &mut Tx<'_>,
    practice: PracticeId,
    text: &Text,
    author: PersonId,
) -> Result<VersionId> {
    let last: Option<i32> = practice_versions::table
        .filter(practice_versions::practice_id.eq(practice))
        .select(diesel::dsl::max(practice_versions::ordinal))
        .first(&mut **tx)?;
    insert_version_numbered(tx, practice, last.unwrap_or(0) + 1, text, author)
}

/// Adds the version of this ordinal, when it is known to be free.
pub fn insert_version_numbered(
    tx: &mut Tx<'_>,
    practice: PracticeId,
    ordinal: i32,
    text: &Text,
    author: PersonId,
) -> Result<VersionId> {
    let (id, now) = (VersionId::new(), tx.now());
    diesel::insert_into(practice_versions::table)
        .values((
            practice_versions::id.eq(id),
            practice_versions::practice_id.eq(practice),
            practice_versions::ordinal.eq(ordinal),
            practice_versions::title.eq(&text.title),
            practice_versions::summary.eq(&text.summary),
            practice_versions::content.eq(Json(kept(&text.content)?)),
            practice_versions::author_id.eq(author),
            practice_versions::created_at.eq(now),
            practice_versions::updated_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

fn kept(content: &PracticeContent) -> Result<serde_json::Value> {
    Ok(serde_json::to_value(content)?)
}

/// Writes on a version that is not published.
pub fn set_version(tx: &mut Tx<'_>, id: VersionId, text: &Text) -> Result<()> {
    let now = tx.now();
    diesel::update(
        practice_versions::table
            .find(id)
            .filter(practice_versions::published_at.is_null()),
    )
    .set((
        practice_versions::title.eq(&text.title),
        practice_versions::summary.eq(&text.summary),
        practice_versions::content.eq(Json(kept(&text.content)?)),
        practice_versions::updated_at.eq(now),
    ))
    .execute(&mut **tx)?;
    Ok(())
}

/// Marks a version as one that everybody has been able to read.
pub fn set_version_published(tx: &mut Tx<'_>, id: VersionId, at: When) -> Result<()> {
    diesel::update(practice_versions::table.find(id))
        .set(practice_versions::published_at.eq(at))
        .execute(&mut **tx)?;
    Ok(())
}

/// Writes the whole row, if nobody has written it since it was read.
pub fn set(tx: &mut Tx<'_>, practice: &Practice) -> Result<()> {
    let now = tx.now();
    let changed = diesel::update(
        practices::table
            .find(practice.id)
            .filter(practices::lock_version.eq(practice.lock_version)),
    )
    .set((
        practices::unione_id.eq(practice.unione),
        practices::state.eq(practice.state.kept()),
        practices::drafted_for_unione.eq(practice.teller == Teller::Facilitatore),
        practices::title.eq(&practice.title),
        practices::title_key.eq(address::sort_key(&practice.title)),
        practices::draft_version_id.eq(practice.draft_version),
        practices::published_version_id.eq(practice.published_version),
        practices::review_note.eq(&practice.review_note),
        practices::source_url.eq(&practice.source_url),
        practices::licence.eq(&practice.licence),
        practices::submitted_at.eq(practice.submitted_at),
        practices::published_at.eq(practice.published_at),
        practices::archived_at.eq(practice.archived_at),
        practices::freshness.eq(practice.freshness),
        practices::review_by.eq(practice.review_by),
        practices::review_reminded_at.eq(practice.review_reminded_at),
        practices::verified_at.eq(practice.verified_at),
        practices::first_hand.eq(practice.first_hand),
        practices::updated_at.eq(now),
        practices::lock_version.eq(practice.lock_version + 1),
    ))
    .execute(&mut **tx)?;
    if changed != 1 {
        return Err(Error::Refused(Refusal::ChangedMeanwhile));
    }
    set_withdrawal(tx, practice)
}

fn set_withdrawal(tx: &mut Tx<'_>, practice: &Practice) -> Result<()> {
    let left = practice.withdrawal.as_ref();
    diesel::update(practices::table.find(practice.id))
        .set((
            practices::withdrawn_at.eq(left.map(|left| left.at)),
            practices::withdrawn_reason.eq(left.map(|left| left.reason.as_str())),
            practices::withdrawn_from.eq(left.map(|left| left.from.as_str())),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Writes down beside the row what is looked up in the published content: how far the path has come,
/// and the documents it names.
pub fn set_published_content(
    tx: &mut Tx<'_>,
    practice: PracticeId,
    content: &PracticeContent,
) -> Result<()> {
    diesel::update(practices::table.find(practice))
        .set(practices::phase_reached.eq(content.phase_reached()))
        .execute(&mut **tx)?;
    diesel::delete(practice_documents::table.filter(practice_documents::practice_id.eq(practice)))
        .execute(&mut **tx)?;
    for document in BTreeSet::from_iter(content.named_documents()) {
        diesel::insert_into(practice_documents::table)
            .values((
                practice_documents::practice_id.eq(practice),
                practice_documents::document_id.eq(AnyId(document)),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// Names the versions of a practice that was just added.
pub fn set_first_version(
    tx: &mut Tx<'_>,
    practice: PracticeId,
    draft: Option<VersionId>,
    published: Option<VersionId>,
) -> Result<()> {
    diesel::update(practices::table.find(practice))
        .set((
            practices::draft_version_id.eq(draft),
            practices::published_version_id.eq(published),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
