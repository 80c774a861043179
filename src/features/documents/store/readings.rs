//! Rows of what was understood of the texts of versions, and of what waits for that.

use diesel::prelude::*;

use crate::features::documents::personal::Datum;
use crate::features::documents::suggest::Suggestions;
use crate::features::documents::{
    CheckState, Decided, Decision, DocumentId, DocumentState, Reach, Reading, ScanState, TextState,
    VersionId,
};
use crate::platform::actor::PersonId;
use crate::platform::db::schema::{
    document_holds, document_readings, document_versions, documents,
};
use crate::platform::db::{Backend, BothExt, Conn, Json, Tx, When, columns};
use crate::platform::error::Result;

#[derive(Queryable, Selectable)]
#[diesel(table_name = document_readings, check_for_backend(Backend))]
struct ReadingRow {
    suggested: Json,
    findings: Json,
    state: CheckState,
    decision: Option<Decision>,
    decided_reach: Option<Reach>,
    reason: String,
    decided_by: Option<PersonId>,
    decided_at: Option<When>,
}

impl From<ReadingRow> for Reading {
    fn from(row: ReadingRow) -> Reading {
        let decided = match (
            row.decision,
            row.decided_reach,
            row.decided_by,
            row.decided_at,
        ) {
            (Some(decision), Some(reach), Some(by), Some(at)) => Some(Decided {
                decision,
                reach,
                reason: row.reason,
                by,
                at,
            }),
            _ => None,
        };
        Reading {
            // What an older edition wrote and cannot be read is nothing; the next study mends it.
            suggested: serde_json::from_value(row.suggested.0).unwrap_or_default(),
            data: serde_json::from_value(row.findings.0).unwrap_or_default(),
            state: row.state,
            decided,
        }
    }
}

pub fn find_reading(conn: &mut Conn, version: VersionId) -> Result<Option<Reading>> {
    let row: Option<ReadingRow> = document_readings::table
        .find(version)
        .select(columns::<ReadingRow>())
        .first(conn)
        .optional()?;
    Ok(row.map(Reading::from))
}

/// The newest version whose text is known and was not understood with this edition of the rules.
pub fn find_to_study(conn: &mut Conn, edition: i32) -> Result<Option<VersionId>> {
    Ok(document_versions::table
        .filter(document_versions::read_with.lt(edition))
        .filter(document_versions::text_state.ne(TextState::Pending))
        // What is infected is not to go out: nobody has to decide about it.
        .filter(document_versions::scan_state.ne_all([ScanState::Due, ScanState::Infected]))
        .order((
            document_versions::read_with.desc(),
            document_versions::created_at.desc(),
        ))
        .select(document_versions::id)
        .first(conn)
        .optional()?)
}

pub fn document_of(conn: &mut Conn, version: VersionId) -> Result<DocumentId> {
    Ok(document_versions::table
        .find(version)
        .select(document_versions::document_id)
        .first(conn)?)
}

/// Writes what was understood; what was decided stays.
pub fn put_reading(
    tx: &mut Tx<'_>,
    version: VersionId,
    suggested: &Suggestions,
    data: &[Datum],
    state: CheckState,
    edition: i32,
) -> Result<()> {
    let suggested = Json(serde_json::to_value(suggested).map_err(anyhow::Error::from)?);
    let data = Json(serde_json::to_value(data).map_err(anyhow::Error::from)?);
    let known = diesel::update(document_readings::table.find(version))
        .set((
            document_readings::suggested.eq(&suggested),
            document_readings::findings.eq(&data),
            document_readings::state.eq(state),
        ))
        .execute(&mut **tx)?;
    if known == 0 {
        diesel::insert_into(document_readings::table)
            .values((
                document_readings::version_id.eq(version),
                document_readings::suggested.eq(&suggested),
                document_readings::findings.eq(&data),
                document_readings::state.eq(state),
            ))
            .execute(&mut **tx)?;
    }
    diesel::update(document_versions::table.find(version))
        .set(document_versions::read_with.eq(edition))
        .execute(&mut **tx)?;
    Ok(())
}

/// Writes what was decided about a version that was understood.
pub fn set_decision(tx: &mut Tx<'_>, version: VersionId, decided: &Decided) -> Result<()> {
    diesel::update(document_readings::table.find(version))
        .set((
            document_readings::state.eq(CheckState::Decided),
            document_readings::decision.eq(Some(decided.decision)),
            document_readings::decided_reach.eq(Some(decided.reach)),
            document_readings::reason.eq(&decided.reason),
            document_readings::decided_by.eq(Some(decided.by)),
            document_readings::decided_at.eq(Some(decided.at)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Who decided that a document is published once its text is understood.
pub fn find_hold(conn: &mut Conn, document: DocumentId) -> Result<Option<PersonId>> {
    Ok(document_holds::table
        .find(document)
        .select(document_holds::person_id)
        .first(conn)
        .optional()?)
}

pub fn put_hold(tx: &mut Tx<'_>, document: DocumentId, person: PersonId) -> Result<()> {
    diesel::insert_into(document_holds::table)
        .values((
            document_holds::document_id.eq(document),
            document_holds::person_id.eq(person),
        ))
        .on_conflict(document_holds::document_id)
        .do_update()
        .set(document_holds::person_id.eq(person))
        .both()
        .execute(&mut **tx)?;
    Ok(())
}

pub fn delete_hold(tx: &mut Tx<'_>, document: DocumentId) -> Result<()> {
    diesel::delete(document_holds::table.find(document)).execute(&mut **tx)?;
    Ok(())
}

/// Number and title of what this person handed in and has to decide about before it can be published.
pub fn list_undecided(conn: &mut Conn, person: PersonId) -> Result<Vec<(i64, String)>> {
    Ok(documents::table
        .inner_join(
            document_readings::table
                .on(documents::current_version_id.eq(document_readings::version_id.nullable())),
        )
        .filter(documents::created_by.eq(person))
        .filter(documents::state.eq(DocumentState::InReview))
        .filter(document_readings::state.eq(CheckState::Open))
        .order(documents::number)
        .limit(20)
        .select((documents::number, documents::title))
        .load(conn)?)
}
