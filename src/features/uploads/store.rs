//! Rows and queries of files on their way to a form.

use std::collections::HashSet;

use diesel::prelude::*;
use uuid::Uuid;

use super::{Coming, UploadId, Whole};
use crate::platform::actor::PersonId;
use crate::platform::blobs::BlobHash;
use crate::platform::db::schema::uploads;
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::Result;
use crate::platform::extract::FileKind;

fn bytes(size: i64) -> u64 {
    u64::try_from(size).unwrap_or(0)
}

pub fn insert(
    tx: &mut Tx<'_>,
    person: PersonId,
    new: &Coming,
    stored: Option<(&BlobHash, FileKind)>,
) -> Result<()> {
    let now = tx.now();
    diesel::insert_into(uploads::table)
        .values((
            uploads::id.eq(new.id),
            uploads::person_id.eq(person),
            uploads::file_name.eq(&new.file_name),
            uploads::size_bytes.eq(i64::try_from(new.size_bytes).unwrap_or(i64::MAX)),
            uploads::blob_hash.eq(stored.map(|(hash, _)| hash.as_str())),
            uploads::file_kind.eq(stored.map(|(_, kind)| kind.word()).transpose()?),
            uploads::created_at.eq(now),
            uploads::expires_at.eq(new.expires_at),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn count_coming(conn: &mut Conn, person: PersonId, now: When) -> Result<i64> {
    Ok(uploads::table
        .filter(uploads::person_id.eq(person))
        .filter(uploads::blob_hash.is_null())
        .filter(uploads::expires_at.gt(now))
        .count()
        .get_result(conn)?)
}

/// How much the files of a person weigh that have not been swept, in bytes.
pub fn sum_bytes(conn: &mut Conn, person: PersonId) -> Result<u64> {
    // Each engine has another type for a sum of whole numbers; there are few rows.
    let sizes: Vec<i64> = uploads::table
        .filter(uploads::person_id.eq(person))
        .select(uploads::size_bytes)
        .load(conn)?;
    Ok(sizes.into_iter().map(bytes).sum())
}

pub fn find(conn: &mut Conn, person: PersonId, id: UploadId, now: When) -> Result<Coming> {
    let (file_name, size, hash, expires_at): (String, i64, Option<String>, When) = uploads::table
        .find(id)
        .filter(uploads::person_id.eq(person))
        .filter(uploads::expires_at.gt(now))
        .select((
            uploads::file_name,
            uploads::size_bytes,
            uploads::blob_hash,
            uploads::expires_at,
        ))
        .first(conn)?;
    Ok(Coming {
        id,
        file_name,
        size_bytes: bytes(size),
        is_whole: hash.is_some(),
        expires_at,
    })
}

pub fn list_whole(
    conn: &mut Conn,
    person: PersonId,
    ids: &[UploadId],
    now: When,
) -> Result<Vec<Whole>> {
    type Found = (UploadId, String, i64, Option<String>, Option<String>);
    let rows: Vec<Found> = uploads::table
        .filter(uploads::id.eq_any(ids))
        .filter(uploads::person_id.eq(person))
        .filter(uploads::expires_at.gt(now))
        .filter(uploads::blob_hash.is_not_null())
        .select((
            uploads::id,
            uploads::file_name,
            uploads::size_bytes,
            uploads::blob_hash,
            uploads::file_kind,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, file_name, size, hash, kind)| {
            let hash = hash.unwrap_or_default();
            Ok(Whole {
                id,
                hash: hash
                    .parse()
                    .map_err(|_| anyhow::anyhow!("an upload names {hash:?}, which is no hash"))?,
                file_name,
                kind: FileKind::of_word(&kind.unwrap_or_default()),
                size_bytes: bytes(size),
            })
        })
        .collect()
}

pub fn set_expiry(tx: &mut Tx<'_>, id: UploadId, until: When) -> Result<()> {
    diesel::update(uploads::table.find(id))
        .set(uploads::expires_at.eq(until))
        .execute(&mut **tx)?;
    Ok(())
}

/// Names the file of an upload, unless it has one: who was first has said what it is.
pub fn set_whole(
    tx: &mut Tx<'_>,
    id: UploadId,
    hash: &BlobHash,
    kind: FileKind,
    until: When,
) -> Result<()> {
    diesel::update(uploads::table.find(id).filter(uploads::blob_hash.is_null()))
        .set((
            uploads::blob_hash.eq(hash.as_str()),
            uploads::file_kind.eq(kind.word()?),
            uploads::expires_at.eq(until),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Deletes an upload of this person.
pub fn delete(tx: &mut Tx<'_>, person: PersonId, id: UploadId) -> Result<()> {
    let gone = diesel::delete(
        uploads::table
            .find(id)
            .filter(uploads::person_id.eq(person)),
    )
    .execute(&mut **tx)?;
    if gone == 0 {
        return Err(diesel::result::Error::NotFound.into());
    }
    Ok(())
}

pub fn delete_ended(tx: &mut Tx<'_>, now: When) -> Result<usize> {
    Ok(diesel::delete(uploads::table.filter(uploads::expires_at.le(now))).execute(&mut **tx)?)
}

pub fn list_ids(conn: &mut Conn) -> Result<HashSet<Uuid>> {
    let ids: Vec<UploadId> = uploads::table.select(uploads::id).load(conn)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

pub fn has_blob(conn: &mut Conn, hash: &BlobHash) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        uploads::table.filter(uploads::blob_hash.eq(hash.as_str())),
    ))
    .get_result(conn)?)
}

pub fn list_blobs(conn: &mut Conn) -> Result<HashSet<BlobHash>> {
    let hashes: Vec<Option<String>> = uploads::table
        .filter(uploads::blob_hash.is_not_null())
        .select(uploads::blob_hash)
        .distinct()
        .load(conn)?;
    Ok(hashes
        .into_iter()
        .flatten()
        .filter_map(|hash| hash.parse().ok())
        .collect())
}
