//! Rows and queries of the files of registers.

use std::collections::HashSet;

use diesel::prelude::*;

use super::{Fault, FileState, NewFile, Register, RegisterFile, RegisterFileId, Settings, Tally};
use crate::platform::actor::PersonId;
use crate::platform::blobs::BlobHash;
use crate::platform::db::schema::{people, register_faults, register_files};
use crate::platform::db::{Backend, Conn, Json, Tx, When, numbers};
use crate::platform::error::Result;

#[derive(Queryable, Selectable)]
#[diesel(table_name = register_files, check_for_backend(Backend))]
struct Row {
    id: RegisterFileId,
    number: i64,
    register: Register,
    file_name: String,
    blob_hash: Option<String>,
    settings: Json,
    state: FileState,
    by_id: Option<PersonId>,
    uploaded_at: When,
    finished_at: Option<When>,
    row_count: i64,
    rows_done: i64,
    added: i64,
    changed: i64,
    unchanged: i64,
    left_out: i64,
    broken: i64,
    lock_version: i32,
}

type Named = (Row, Option<(String, String)>);

fn file((row, name): Named) -> Result<RegisterFile> {
    Ok(RegisterFile {
        id: row.id,
        number: row.number,
        register: row.register,
        file_name: row.file_name,
        settings: serde_json::from_value(row.settings.0)?,
        state: row.state,
        by: row.by_id,
        by_name: name
            .map(|(given, family)| format!("{given} {family}"))
            .unwrap_or_default(),
        uploaded_at: row.uploaded_at,
        finished_at: row.finished_at,
        row_count: row.row_count,
        rows_done: row.rows_done,
        tally: Tally {
            added: row.added,
            changed: row.changed,
            unchanged: row.unchanged,
            left_out: row.left_out,
            broken: row.broken,
        },
        lock_version: row.lock_version,
        blob_hash: row.blob_hash,
    })
}

pub fn insert(
    tx: &mut Tx<'_>,
    by: Option<PersonId>,
    state: FileState,
    new: &NewFile,
) -> Result<(RegisterFileId, i64)> {
    let (id, number, now) = (
        RegisterFileId::new(),
        numbers::next(tx, "register_file")?,
        tx.now(),
    );
    diesel::insert_into(register_files::table)
        .values((
            register_files::id.eq(id),
            register_files::number.eq(number),
            register_files::register.eq(new.register),
            register_files::file_name.eq(&new.file_name),
            register_files::blob_hash.eq(new.blob.as_ref().map(BlobHash::as_str)),
            register_files::settings.eq(Json(serde_json::to_value(&new.settings)?)),
            register_files::state.eq(state),
            register_files::by_id.eq(by),
            register_files::uploaded_at.eq(now),
            register_files::row_count.eq(new.row_count),
        ))
        .execute(&mut **tx)?;
    Ok((id, number))
}

pub fn find(conn: &mut Conn, number: i64) -> Result<RegisterFile> {
    let named: Named = register_files::table
        .left_join(people::table.on(people::id.nullable().eq(register_files::by_id)))
        .filter(register_files::number.eq(number))
        .select((
            Row::as_select(),
            (people::given_name, people::family_name).nullable(),
        ))
        .first(conn)?;
    file(named)
}

/// The latest files, newest first.
pub fn list(conn: &mut Conn, limit: i64) -> Result<Vec<RegisterFile>> {
    let rows: Vec<Named> = register_files::table
        .left_join(people::table.on(people::id.nullable().eq(register_files::by_id)))
        .order(register_files::number.desc())
        .limit(limit)
        .select((
            Row::as_select(),
            (people::given_name, people::family_name).nullable(),
        ))
        .load(conn)?;
    rows.into_iter().map(file).collect()
}

/// The confirmed file with a stored content that waits longest.
pub fn find_waiting(conn: &mut Conn) -> Result<Option<RegisterFile>> {
    let number: Option<i64> = register_files::table
        .filter(register_files::state.eq(FileState::Confirmed))
        .filter(register_files::blob_hash.is_not_null())
        .order(register_files::number)
        .select(register_files::number)
        .first(conn)
        .optional()?;
    number.map(|number| find(conn, number)).transpose()
}

pub fn count_waiting(conn: &mut Conn) -> Result<(i64, Option<When>)> {
    Ok(register_files::table
        .filter(register_files::state.eq(FileState::Confirmed))
        .filter(register_files::blob_hash.is_not_null())
        .select((
            diesel::dsl::count_star(),
            diesel::dsl::min(register_files::uploaded_at),
        ))
        .first(conn)?)
}

/// Says anew what a file is, if its version is still this one. Answers whether it was.
pub fn set_settings(
    tx: &mut Tx<'_>,
    id: RegisterFileId,
    lock_version: i32,
    register: Register,
    settings: &Settings,
) -> Result<bool> {
    let changed = diesel::update(
        register_files::table
            .filter(register_files::id.eq(id))
            .filter(register_files::lock_version.eq(lock_version)),
    )
    .set((
        register_files::register.eq(register),
        register_files::settings.eq(Json(serde_json::to_value(settings)?)),
        register_files::lock_version.eq(register_files::lock_version + 1),
    ))
    .execute(&mut **tx)?;
    Ok(changed > 0)
}

/// Confirms a file, if its version is still this one. Answers whether it was.
pub fn set_confirmed(tx: &mut Tx<'_>, id: RegisterFileId, lock_version: i32) -> Result<bool> {
    let changed = diesel::update(
        register_files::table
            .filter(register_files::id.eq(id))
            .filter(register_files::lock_version.eq(lock_version)),
    )
    .set((
        register_files::state.eq(FileState::Confirmed),
        register_files::lock_version.eq(register_files::lock_version + 1),
    ))
    .execute(&mut **tx)?;
    Ok(changed > 0)
}

/// How many rows of a confirmed file were imported; none when it is not confirmed.
pub fn find_progress(tx: &mut Tx<'_>, id: RegisterFileId) -> Result<Option<i64>> {
    use crate::platform::db::SkipLocked;
    let rows = register_files::table
        .filter(register_files::id.eq(id))
        .filter(register_files::state.eq(FileState::Confirmed))
        .select(register_files::rows_done);
    // Where rows are locked, whoever holds this one goes on with it.
    Ok(SkipLocked(rows).get_result(&mut **tx).optional()?)
}

pub fn add_progress(
    tx: &mut Tx<'_>,
    id: RegisterFileId,
    rows_done: i64,
    tally: &Tally,
) -> Result<()> {
    diesel::update(register_files::table.find(id))
        .set((
            register_files::rows_done.eq(rows_done),
            register_files::added.eq(register_files::added + tally.added),
            register_files::changed.eq(register_files::changed + tally.changed),
            register_files::unchanged.eq(register_files::unchanged + tally.unchanged),
            register_files::left_out.eq(register_files::left_out + tally.left_out),
            register_files::broken.eq(register_files::broken + tally.broken),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn set_imported(tx: &mut Tx<'_>, id: RegisterFileId) -> Result<()> {
    let now = tx.now();
    diesel::update(register_files::table.find(id))
        .set((
            register_files::state.eq(FileState::Imported),
            register_files::finished_at.eq(Some(now)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn insert_faults(tx: &mut Tx<'_>, id: RegisterFileId, faults: &[Fault]) -> Result<()> {
    for fault in faults {
        diesel::insert_into(register_faults::table)
            .values((
                register_faults::file_id.eq(id),
                register_faults::line.eq(fault.line),
                register_faults::about.eq(&fault.about),
                register_faults::reason.eq(&fault.reason),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

pub fn list_faults(conn: &mut Conn, id: RegisterFileId, limit: i64) -> Result<Vec<Fault>> {
    let rows: Vec<(i64, String, String)> = register_faults::table
        .filter(register_faults::file_id.eq(id))
        .order(register_faults::line)
        .limit(limit)
        .select((
            register_faults::line,
            register_faults::about,
            register_faults::reason,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(line, about, reason)| Fault {
            line,
            about,
            reason,
        })
        .collect())
}

pub fn delete(tx: &mut Tx<'_>, id: RegisterFileId) -> Result<()> {
    diesel::delete(register_files::table.find(id)).execute(&mut **tx)?;
    Ok(())
}

/// Forgets what came before an instant, save what was imported: of that only the file.
pub fn forget_before(tx: &mut Tx<'_>, before: When) -> Result<()> {
    diesel::delete(
        register_files::table
            .filter(register_files::uploaded_at.lt(before))
            .filter(register_files::state.ne(FileState::Imported)),
    )
    .execute(&mut **tx)?;
    diesel::update(
        register_files::table
            .filter(register_files::uploaded_at.lt(before))
            .filter(register_files::blob_hash.is_not_null()),
    )
    .set(register_files::blob_hash.eq(None::<String>))
    .execute(&mut **tx)?;
    Ok(())
}

/// The contents that files name.
///
/// # Errors
/// When the database refuses.
pub fn blob_hashes(conn: &mut Conn) -> Result<HashSet<BlobHash>> {
    let hashes: Vec<Option<String>> = register_files::table
        .filter(register_files::blob_hash.is_not_null())
        .select(register_files::blob_hash)
        .load(conn)?;
    Ok(hashes
        .into_iter()
        .flatten()
        .filter_map(|hash| hash.parse().ok())
        .collect())
}

/// Whether a file names this content.
///
/// # Errors
/// When the database refuses.
pub fn is_stored_for_a_file(conn: &mut Conn, hash: &BlobHash) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        register_files::table.filter(register_files::blob_hash.eq(hash.as_str())),
    ))
    .get_result(conn)?)
}
