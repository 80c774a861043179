//! Rows and queries of what members report.

use diesel::prelude::*;

use super::super::{
    DocumentId, DocumentState, NewReport, OpenReport, Report, ReportReason, VersionId, url,
};
use crate::features::unioni;
use crate::platform::actor::{Actor, BodyId, PersonId};
use crate::platform::blobs::BlobHash;
use crate::platform::db::schema::{document_reports, document_versions, documents};
use crate::platform::db::sql::AnyId;
use crate::platform::db::{Backend, Conn, Tx, When};
use crate::platform::error::{Error, Result};
use crate::platform::subject::SubjectKind;
use crate::{in_scope, visible};

pub fn insert_report(
    tx: &mut Tx<'_>,
    document: DocumentId,
    version: VersionId,
    by: PersonId,
    new: &NewReport,
) -> Result<uuid::Uuid> {
    let (id, now) = (uuid::Uuid::now_v7(), tx.now());
    diesel::insert_into(document_reports::table)
        .values((
            document_reports::id.eq(AnyId(id)),
            document_reports::document_id.eq(document),
            document_reports::version_id.eq(version),
            document_reports::reason.eq(new.reason),
            document_reports::words.eq(&new.words),
            document_reports::created_by.eq(by),
            document_reports::created_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

type Row = (
    AnyId,
    ReportReason,
    String,
    PersonId,
    When,
    Option<When>,
    Option<String>,
);

/// What was reported of a document, the newest first, at most twenty.
pub fn list_reports(conn: &mut Conn, document: DocumentId) -> Result<Vec<Report>> {
    let rows: Vec<Row> = document_reports::table
        .filter(document_reports::document_id.eq(document))
        .order((
            document_reports::created_at.desc(),
            document_reports::id.desc(),
        ))
        .limit(20)
        .select((
            document_reports::id,
            document_reports::reason,
            document_reports::words,
            document_reports::created_by,
            document_reports::created_at,
            document_reports::closed_at,
            document_reports::note,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(
            |(id, reason, words, by, created_at, closed_at, note)| Report {
                id: id.0,
                reason,
                words,
                by,
                created_at,
                closed_at,
                note: note.unwrap_or_default(),
            },
        )
        .collect())
}

/// Who made an open report of this document, why, and of which version.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or it was closed.
pub fn find_open_report(
    conn: &mut Conn,
    document: DocumentId,
    id: uuid::Uuid,
) -> Result<(PersonId, ReportReason, VersionId)> {
    document_reports::table
        .filter(document_reports::id.eq(AnyId(id)))
        .filter(document_reports::document_id.eq(document))
        .filter(document_reports::closed_at.is_null())
        .select((
            document_reports::created_by,
            document_reports::reason,
            document_reports::version_id,
        ))
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound)
}

pub fn set_closed(tx: &mut Tx<'_>, id: uuid::Uuid, by: PersonId, note: &str) -> Result<()> {
    let now = tx.now();
    diesel::update(document_reports::table.find(AnyId(id)))
        .set((
            document_reports::closed_by.eq(Some(by)),
            document_reports::closed_at.eq(Some(now)),
            document_reports::note.eq(Some(note)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// How many reports of a reason about a document are open.
pub fn count_open(conn: &mut Conn, document: DocumentId, reason: ReportReason) -> Result<i64> {
    Ok(document_reports::table
        .filter(document_reports::document_id.eq(document))
        .filter(document_reports::reason.eq(reason))
        .filter(document_reports::closed_at.is_null())
        .count()
        .get_result(conn)?)
}

/// Whether this person has an open report of this document for this reason already.
pub fn has_open_report(
    conn: &mut Conn,
    document: DocumentId,
    by: PersonId,
    reason: ReportReason,
) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        document_reports::table
            .filter(document_reports::document_id.eq(document))
            .filter(document_reports::created_by.eq(by))
            .filter(document_reports::reason.eq(reason))
            .filter(document_reports::closed_at.is_null()),
    ))
    .get_result(conn)?)
}

/// The documents with open reports in the scopes of this facilitatore.
fn with_open(reader: &Actor) -> documents::BoxedQuery<'_, Backend> {
    documents::table
        .filter(documents::state.ne(DocumentState::Withdrawn))
        .filter(diesel::dsl::exists(
            document_reports::table
                .filter(document_reports::document_id.eq(documents::id))
                .filter(document_reports::closed_at.is_null()),
        ))
        .filter(visible!(
            SubjectKind::Document,
            documents::id,
            reader.tokens()
        ))
        .filter(in_scope!(
            SubjectKind::Document,
            documents::id,
            documents::unione_id,
            reader.scopes()
        ))
        .into_boxed()
}

pub fn count_reported(conn: &mut Conn, reader: &Actor) -> Result<i64> {
    Ok(with_open(reader).count().get_result(conn)?)
}

/// The documents that were reported, those blocked first, with three statements.
pub fn list_reported(conn: &mut Conn, reader: &Actor, limit: i64) -> Result<Vec<OpenReport>> {
    type Found = (DocumentId, i64, String, Option<BodyId>, Option<When>);
    let rows: Vec<Found> = with_open(reader)
        .order((documents::blocked_at.is_null(), documents::number))
        .limit(limit)
        .select((
            documents::id,
            documents::number,
            documents::title,
            documents::unione_id,
            documents::blocked_at,
        ))
        .load(conn)?;
    let ids: Vec<DocumentId> = rows.iter().map(|row| row.0).collect();
    let reports: Vec<(DocumentId, ReportReason, When)> = document_reports::table
        .filter(document_reports::document_id.eq_any(&ids))
        .filter(document_reports::closed_at.is_null())
        .order(document_reports::created_at)
        .select((
            document_reports::document_id,
            document_reports::reason,
            document_reports::created_at,
        ))
        .load(conn)?;
    let from: Vec<BodyId> = rows.iter().filter_map(|row| row.3).collect();
    let unioni = unioni::briefs(conn, &from)?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, number, title, unione, blocked_at)| {
            let mut own = reports.iter().filter(|report| report.0 == id);
            let first = own.next()?;
            let mut reasons = vec![first.1];
            reasons.extend(own.map(|report| report.1));
            reasons.sort();
            reasons.dedup();
            Some(OpenReport {
                url: format!("{}#segnalazioni", url(number, &title)),
                title,
                unione: unione
                    .and_then(|id| unioni.get(&id))
                    .map(|unione| unione.name.clone())
                    .unwrap_or_default(),
                reasons,
                since: first.2,
                is_blocked: blocked_at.is_some(),
            })
        })
        .collect())
}

/// Blocks the files of a document, or gives them again.
pub fn set_blocked(tx: &mut Tx<'_>, id: DocumentId, blocked_at: Option<When>) -> Result<()> {
    diesel::update(documents::table.find(id))
        .set((
            documents::blocked_at.eq(blocked_at),
            documents::lock_version.eq(documents::lock_version + 1),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Whether a version of this document was taken from its readers when a report was closed: it was
/// reported, and nobody is given it any more.
pub fn has_taken_version(conn: &mut Conn, id: DocumentId) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        document_reports::table
            .inner_join(
                document_versions::table.on(document_versions::id.eq(document_reports::version_id)),
            )
            .filter(document_reports::document_id.eq(id))
            .filter(document_reports::closed_at.is_not_null())
            .filter(document_versions::published_to.eq("")),
    ))
    .get_result(conn)?)
}

/// Whether a version with this file was taken from the readers of whatever document.
pub fn is_taken_file(conn: &mut Conn, hash: &BlobHash) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        document_versions::table
            .inner_join(
                document_reports::table.on(document_reports::version_id.eq(document_versions::id)),
            )
            .filter(document_versions::blob_hash.eq(hash.as_str()))
            .filter(document_versions::published_to.eq(""))
            .filter(document_reports::closed_at.is_not_null()),
    ))
    .get_result(conn)?)
}
