//! Rows and queries of seals and their signatures.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::super::VersionId;
use super::super::signatures::{Doubt, Seal, SealPlace, Signature, SignatureFormat, Verdict};
use super::versions::stored_file;
use crate::platform::blobs::BlobHash;
use crate::platform::db::schema::{document_seals, document_signatures};
use crate::platform::db::{Conn, Tx, When, columns};
use crate::platform::error::Result;

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = document_seals)]
struct SealRow {
    version_id: VersionId,
    place: SealPlace,
    is_added_to: bool,
    checked_at: When,
    content_hash: Option<String>,
    content_name: Option<String>,
    content_kind: Option<String>,
    content_bytes: Option<i64>,
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = document_signatures)]
struct SignatureRow {
    version_id: VersionId,
    format: SignatureFormat,
    verdict: Verdict,
    reason: Option<Doubt>,
    name: String,
    fiscal_code: String,
    organisation: String,
    issuer: String,
    algorithm: String,
    signed_at: Option<When>,
    stamped_at: Option<When>,
    stamped_by: String,
    is_stamp_trusted: bool,
    valid_from: Option<When>,
    valid_until: Option<When>,
    is_trusted: bool,
    covers_all: bool,
}

impl From<SignatureRow> for Signature {
    fn from(row: SignatureRow) -> Signature {
        Signature {
            format: row.format,
            verdict: row.verdict,
            doubt: row.reason,
            name: row.name,
            fiscal_code: row.fiscal_code,
            organisation: row.organisation,
            issuer: row.issuer,
            algorithm: row.algorithm,
            signed_at: row.signed_at,
            stamped_at: row.stamped_at,
            stamped_by: row.stamped_by,
            is_stamp_trusted: row.is_stamp_trusted,
            valid_from: row.valid_from,
            valid_until: row.valid_until,
            is_trusted: row.is_trusted,
            covers_all: row.covers_all,
        }
    }
}

pub fn replace_seal(tx: &mut Tx<'_>, version: VersionId, seal: &Seal) -> Result<()> {
    diesel::delete(document_seals::table.find(version)).execute(&mut **tx)?;
    diesel::delete(document_signatures::table.filter(document_signatures::version_id.eq(version)))
        .execute(&mut **tx)?;
    let content = seal.content.as_ref();
    diesel::insert_into(document_seals::table)
        .values((
            document_seals::version_id.eq(version),
            document_seals::place.eq(seal.place),
            document_seals::is_added_to.eq(seal.is_added_to),
            document_seals::checked_at.eq(seal.checked_at),
            document_seals::content_hash.eq(content.map(|file| file.hash.as_str())),
            document_seals::content_name.eq(content.map(|file| file.file_name.as_str())),
            document_seals::content_kind.eq(content.map(|file| file.kind.word()).transpose()?),
            document_seals::content_bytes
                .eq(content.map(|file| i64::try_from(file.size_bytes).unwrap_or(i64::MAX))),
        ))
        .execute(&mut **tx)?;
    for (position, one) in (1i32..).zip(&seal.signatures) {
        diesel::insert_into(document_signatures::table)
            .values((
                document_signatures::version_id.eq(version),
                document_signatures::position.eq(position),
                document_signatures::format.eq(one.format),
                document_signatures::verdict.eq(one.verdict),
                document_signatures::reason.eq(one.doubt),
                document_signatures::name.eq(&one.name),
                document_signatures::fiscal_code.eq(&one.fiscal_code),
                document_signatures::organisation.eq(&one.organisation),
                document_signatures::issuer.eq(&one.issuer),
                document_signatures::algorithm.eq(&one.algorithm),
                document_signatures::signed_at.eq(one.signed_at),
                document_signatures::stamped_at.eq(one.stamped_at),
                document_signatures::stamped_by.eq(&one.stamped_by),
                document_signatures::is_stamp_trusted.eq(one.is_stamp_trusted),
                document_signatures::valid_from.eq(one.valid_from),
                document_signatures::valid_until.eq(one.valid_until),
                document_signatures::is_trusted.eq(one.is_trusted),
                document_signatures::covers_all.eq(one.covers_all),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// The seals of those of these versions that have one, with two statements.
pub fn list_seals(conn: &mut Conn, versions: &[VersionId]) -> Result<HashMap<VersionId, Seal>> {
    if versions.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<SealRow> = document_seals::table
        .filter(document_seals::version_id.eq_any(versions))
        .select(columns::<SealRow>())
        .load(conn)?;
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let signatures: Vec<SignatureRow> = document_signatures::table
        .filter(document_signatures::version_id.eq_any(versions))
        .order((
            document_signatures::version_id,
            document_signatures::position,
        ))
        .select(columns::<SignatureRow>())
        .load(conn)?;
    let mut seals = HashMap::with_capacity(rows.len());
    for row in rows {
        let seal = Seal {
            place: row.place,
            is_added_to: row.is_added_to,
            checked_at: row.checked_at,
            content: stored_file(
                row.content_hash,
                row.content_name,
                row.content_kind,
                row.content_bytes,
            )?,
            signatures: Vec::new(),
        };
        seals.insert(row.version_id, seal);
    }
    for row in signatures {
        if let Some(seal) = seals.get_mut(&row.version_id) {
            seal.signatures.push(row.into());
        }
    }
    Ok(seals)
}

/// Whether it is the document inside the file of any version.
pub fn is_content(conn: &mut Conn, hash: &BlobHash) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        document_seals::table.filter(document_seals::content_hash.eq(hash.as_str())),
    ))
    .get_result(conn)?)
}

/// The documents inside the files of all versions.
pub fn list_contents(conn: &mut Conn) -> Result<HashSet<BlobHash>> {
    let hashes: Vec<Option<String>> = document_seals::table
        .filter(document_seals::content_hash.is_not_null())
        .select(document_seals::content_hash)
        .distinct()
        .load(conn)?;
    Ok(hashes
        .into_iter()
        .flatten()
        .filter_map(|hash| hash.parse().ok())
        .collect())
}
