//! Rows and queries of what a scanner of viruses said.

use diesel::prelude::*;

use super::super::scans::{Infected, MOST_SCANS, ScanClaim};
use super::super::{DocumentState, ScanState, TextState, VersionId, url};
use crate::features::unioni;
use crate::platform::actor::{Actor, BodyId, PersonId};
use crate::platform::db::schema::{
    document_pages, document_previews, document_readings, document_seals, document_signatures,
    document_versions, documents,
};
use crate::platform::db::{Backend, Conn, SkipLocked, Tx, When};
use crate::platform::error::Result;
use crate::platform::subject::SubjectKind;
use crate::{in_scope, visible};

pub fn claim_scan(tx: &mut Tx<'_>) -> Result<Option<ScanClaim>> {
    let next: Option<(VersionId, Option<String>)> = SkipLocked(
        document_versions::table
            .filter(document_versions::scan_state.eq_any([ScanState::Due, ScanState::Never]))
            .filter(document_versions::scan_tries.lt(MOST_SCANS))
            .filter(document_versions::blob_hash.is_not_null())
            // "due" stands before "never".
            .order((
                document_versions::scan_state,
                document_versions::scan_tries,
                document_versions::created_at,
            ))
            .limit(1)
            .select((document_versions::id, document_versions::blob_hash)),
    )
    .load(&mut **tx)?
    .into_iter()
    .next();
    let Some((version, Some(hash))) = next else {
        return Ok(None);
    };
    let hash = hash
        .parse()
        .map_err(|_| anyhow::anyhow!("version {version} names {hash:?}, which is no hash"))?;
    diesel::update(document_versions::table.find(version))
        .set(document_versions::scan_tries.eq(document_versions::scan_tries + 1))
        .execute(&mut **tx)?;
    Ok(Some(ScanClaim { version, hash }))
}

/// Whether there is a file in one of these states that was not tried often enough.
pub fn has_scan_state(conn: &mut Conn, states: &[ScanState], tries: i32) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        document_versions::table
            .filter(document_versions::scan_state.eq_any(states.to_vec()))
            .filter(document_versions::scan_tries.lt(tries))
            .filter(document_versions::blob_hash.is_not_null()),
    ))
    .get_result(conn)?)
}

/// Lowers the tries of a version to so many.
pub fn lower_scan_tries(tx: &mut Tx<'_>, version: VersionId, tries: i32) -> Result<()> {
    diesel::update(
        document_versions::table
            .filter(document_versions::id.eq(version))
            .filter(document_versions::scan_tries.gt(tries)),
    )
    .set(document_versions::scan_tries.eq(tries))
    .execute(&mut **tx)?;
    Ok(())
}

/// Forgets the tries of the files that were tried often enough.
pub fn clear_scan_tries(tx: &mut Tx<'_>) -> Result<usize> {
    Ok(diesel::update(
        document_versions::table
            .filter(document_versions::scan_state.eq_any([ScanState::Due, ScanState::Never]))
            .filter(document_versions::scan_tries.ge(MOST_SCANS)),
    )
    .set(document_versions::scan_tries.eq(0))
    .execute(&mut **tx)?)
}

pub fn waive_scans(tx: &mut Tx<'_>) -> Result<usize> {
    Ok(diesel::update(
        document_versions::table.filter(document_versions::scan_state.eq(ScanState::Due)),
    )
    .set(document_versions::scan_state.eq(ScanState::Never))
    .execute(&mut **tx)?)
}

/// Sets what the scanner said; a file that is due again is read from the first try.
pub fn set_scan(tx: &mut Tx<'_>, version: VersionId, state: ScanState, virus: &str) -> Result<()> {
    diesel::update(document_versions::table.find(version))
        .set((
            document_versions::scan_state.eq(state),
            document_versions::virus.eq(virus),
            document_versions::text_tries.eq(0),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Takes away what came out of the file of a version; a text that was given beside it stays.
pub fn forget_file(tx: &mut Tx<'_>, version: VersionId) -> Result<()> {
    let read_out = diesel::update(
        document_versions::table
            .filter(document_versions::id.eq(version))
            .filter(document_versions::text_state.ne(TextState::Given)),
    )
    .set((
        document_versions::text_state.eq(TextState::Unreadable),
        document_versions::page_count.eq(0),
        document_versions::page_chars.eq(""),
        document_versions::read_with.eq(0),
        document_versions::recognised_count.eq(0),
    ))
    .execute(&mut **tx)?;
    if read_out > 0 {
        diesel::delete(document_pages::table.filter(document_pages::version_id.eq(version)))
            .execute(&mut **tx)?;
        diesel::delete(document_readings::table.find(version)).execute(&mut **tx)?;
    }
    diesel::update(document_versions::table.find(version))
        .set((
            document_versions::blanks.eq(Some("[]")),
            document_versions::drawn_count.eq(0),
        ))
        .execute(&mut **tx)?;
    diesel::delete(document_previews::table.filter(document_previews::version_id.eq(version)))
        .execute(&mut **tx)?;
    diesel::delete(document_signatures::table.filter(document_signatures::version_id.eq(version)))
        .execute(&mut **tx)?;
    diesel::delete(document_seals::table.find(version)).execute(&mut **tx)?;
    Ok(())
}

/// Who handed a version in.
pub fn hander_in(conn: &mut Conn, version: VersionId) -> Result<PersonId> {
    Ok(document_versions::table
        .find(version)
        .select(document_versions::created_by)
        .first(conn)?)
}

/// Documents joined with those of their versions that are read or wait and are infected.
macro_rules! with_virus {
    ($reader:expr) => {
        documents::table
            .inner_join(
                document_versions::table.on(document_versions::document_id.eq(documents::id)),
            )
            .filter(document_versions::scan_state.eq(ScanState::Infected))
            .filter(
                documents::current_version_id
                    .eq(document_versions::id.nullable())
                    .or(documents::published_version_id.eq(document_versions::id.nullable())),
            )
            .filter(documents::state.ne(DocumentState::Withdrawn))
            .filter(visible!(
                SubjectKind::Document,
                documents::id,
                $reader.tokens()
            ))
            .into_boxed::<Backend>()
    };
}

/// The same in the scopes of this facilitatore.
macro_rules! in_its_scope {
    ($reader:expr) => {
        with_virus!($reader).filter(in_scope!(
            SubjectKind::Document,
            documents::id,
            documents::unione_id,
            $reader.scopes()
        ))
    };
}

pub fn count_infected(conn: &mut Conn, reader: &Actor) -> Result<i64> {
    Ok(in_its_scope!(reader).count().get_result(conn)?)
}

pub fn list_infected(conn: &mut Conn, reader: &Actor, limit: i64) -> Result<Vec<Infected>> {
    let rows: Vec<(i64, String, Option<BodyId>, String, When)> = in_its_scope!(reader)
        .order((document_versions::created_at, documents::number))
        .limit(limit)
        .select((
            documents::number,
            documents::title,
            documents::unione_id,
            document_versions::virus,
            document_versions::created_at,
        ))
        .load(conn)?;
    let from: Vec<BodyId> = rows.iter().filter_map(|row| row.2).collect();
    let unioni = unioni::briefs(conn, &from)?;
    Ok(rows
        .into_iter()
        .map(|(number, title, unione, virus, since)| Infected {
            url: url(number, &title),
            title,
            unione: unione
                .and_then(|id| unioni.get(&id))
                .map(|unione| unione.name.clone())
                .unwrap_or_default(),
            virus,
            since,
        })
        .collect())
}

/// Number and title of documents in whose newest file, which this person handed in, a virus was found.
pub fn list_infected_of(conn: &mut Conn, person: &Actor) -> Result<Vec<(i64, String)>> {
    let Some(id) = person.id() else {
        return Ok(Vec::new());
    };
    Ok(with_virus!(person)
        .filter(document_versions::created_by.eq(id))
        .filter(documents::current_version_id.eq(document_versions::id.nullable()))
        .order(documents::number)
        .limit(20)
        .select((documents::number, documents::title))
        .load(conn)?)
}
