//! Rows and queries of imports.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::platform::db::schema::imports;
use crate::platform::db::sql::AnyId;
use crate::platform::db::{BothExt, Conn, Tx};
use crate::platform::error::Result;
use crate::platform::subject::{Subject, SubjectKind};

/// What these records became before, with the digest of what they said.
pub fn list_imported(
    conn: &mut Conn,
    external_ids: &[&str],
) -> Result<HashMap<String, (Subject, String)>> {
    let rows: Vec<(String, SubjectKind, AnyId, String)> = imports::table
        .filter(imports::external_id.eq_any(external_ids))
        .select((
            imports::external_id,
            imports::subject_kind,
            imports::subject_id,
            imports::digest,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(external_id, kind, id, digest)| (external_id, (Subject::new(kind, id), digest)))
        .collect())
}

pub fn list_external_ids(
    conn: &mut Conn,
    subjects: &[Subject],
) -> Result<HashMap<Subject, String>> {
    let ids: Vec<AnyId> = subjects.iter().map(|subject| AnyId(subject.id)).collect();
    let kinds: Vec<SubjectKind> = SubjectKind::ALL
        .iter()
        .copied()
        .filter(|kind| subjects.iter().any(|subject| subject.kind == *kind))
        .collect();
    let rows: Vec<(String, SubjectKind, AnyId)> = imports::table
        .filter(imports::subject_kind.eq_any(kinds))
        .filter(imports::subject_id.eq_any(ids))
        .select((
            imports::external_id,
            imports::subject_kind,
            imports::subject_id,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(external_id, kind, id)| (Subject::new(kind, id), external_id))
        .collect())
}

pub fn set_imported(
    tx: &mut Tx<'_>,
    external_id: &str,
    subject: Subject,
    digest: &str,
) -> Result<()> {
    let now = tx.now();
    diesel::insert_into(imports::table)
        .values((
            imports::external_id.eq(external_id),
            imports::subject_kind.eq(subject.kind),
            imports::subject_id.eq(AnyId(subject.id)),
            imports::digest.eq(digest),
            imports::imported_at.eq(now),
        ))
        .on_conflict(imports::external_id)
        .do_update()
        .set((imports::digest.eq(digest), imports::imported_at.eq(now)))
        .both()
        .execute(&mut **tx)?;
    Ok(())
}
