//! Rows and queries of versions, their files and their text.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::super::extraction::Claim;
use super::super::{
    DocumentId, DocumentState, Promise, ScanState, StoredFile, TextState, Version, VersionId,
};
use super::set_scan;
use crate::platform::actor::{Actor, PersonId};
use crate::platform::audience::Token;
use crate::platform::blobs::BlobHash;
use crate::platform::db::schema::{document_pages, document_versions, documents};
use crate::platform::db::{Conn, SkipLocked, Tx, When, columns};
use crate::platform::error::{Error, Result};
use crate::platform::extract::{FileKind, Page};
use crate::platform::installation;
use crate::platform::subject::SubjectKind;
use crate::visible;

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = document_versions)]
struct VersionRow {
    id: VersionId,
    ordinal: i32,
    blob_hash: Option<String>,
    file_name: Option<String>,
    file_kind: Option<String>,
    size_bytes: Option<i64>,
    text_state: TextState,
    page_count: i32,
    created_at: When,
    published_to: String,
    drawn_count: i32,
    scan_state: ScanState,
    scan_tries: i32,
    virus: String,
    recognised_count: i32,
}

impl TryFrom<VersionRow> for Version {
    type Error = Error;

    fn try_from(row: VersionRow) -> Result<Version> {
        Ok(Version {
            file: stored_file(row.blob_hash, row.file_name, row.file_kind, row.size_bytes)?,
            id: row.id,
            ordinal: row.ordinal,
            text: row.text_state,
            page_count: row.page_count,
            created_at: row.created_at,
            published_to: tokens_of(&row.published_to),
            drawn_count: row.drawn_count,
            scan: row.scan_state,
            scan_tries: row.scan_tries,
            virus: row.virus,
            recognised_count: row.recognised_count,
        })
    }
}

/// The tokens of a column that keeps them separated by spaces.
fn tokens_of(column: &str) -> Vec<String> {
    column.split_whitespace().map(str::to_owned).collect()
}

fn column_of(tokens: &[Token]) -> String {
    let tokens: Vec<String> = tokens.iter().map(Token::to_string).collect();
    tokens.join(" ")
}

/// How many characters each page has, as a column keeps it: separated by spaces.
fn page_chars<'a>(pages: impl Iterator<Item = &'a str>) -> String {
    let chars: Vec<String> = pages.map(|text| text.chars().count().to_string()).collect();
    chars.join(" ")
}

pub(super) fn stored_file(
    hash: Option<String>,
    name: Option<String>,
    kind: Option<String>,
    size: Option<i64>,
) -> Result<Option<StoredFile>> {
    let Some(hash) = hash else {
        return Ok(None);
    };
    Ok(Some(StoredFile {
        hash: hash
            .parse()
            .map_err(|_| anyhow::anyhow!("a version names {hash:?}, which is no hash"))?,
        file_name: name.unwrap_or_default(),
        kind: FileKind::of_word(&kind.unwrap_or_default()),
        size_bytes: u64::try_from(size.unwrap_or(0)).unwrap_or(0),
    }))
}

/// A version to be written.
pub struct NewVersion<'a> {
    pub id: VersionId,
    pub document: DocumentId,
    pub by: PersonId,
    /// Whether it only stands in the place of a file that is promised.
    pub awaited: bool,
    pub file: Option<&'a StoredFile>,
    pub text: TextState,
    /// Its text by page, when it is given.
    pub pages: &'a [String],
    /// To whom it is given, besides its own Unione.
    pub given_to: &'a [Token],
}

pub fn insert_version(tx: &mut Tx<'_>, new: &NewVersion<'_>) -> Result<()> {
    let (now, file) = (tx.now(), new.file);
    let last: Option<i32> = document_versions::table
        .filter(document_versions::document_id.eq(new.document))
        .select(diesel::dsl::max(document_versions::ordinal))
        .first(&mut **tx)?;
    diesel::insert_into(document_versions::table)
        .values((
            document_versions::id.eq(new.id),
            document_versions::document_id.eq(new.document),
            document_versions::ordinal.eq(if new.awaited {
                0
            } else {
                last.unwrap_or(0) + 1
            }),
            document_versions::blob_hash.eq(file.map(|file| file.hash.as_str())),
            document_versions::file_name.eq(file.map(|file| file.file_name.as_str())),
            document_versions::media_type.eq(file.map(|file| file.kind.media_type())),
            document_versions::file_kind.eq(file.map(|file| file.kind.word()).transpose()?),
            document_versions::size_bytes
                .eq(file.map(|file| i64::try_from(file.size_bytes).unwrap_or(i64::MAX))),
            document_versions::text_state.eq(new.text),
            document_versions::page_count.eq(i32::try_from(new.pages.len()).unwrap_or(i32::MAX)),
            document_versions::created_by.eq(new.by),
            document_versions::created_at.eq(now),
            document_versions::published_to.eq(column_of(new.given_to)),
            document_versions::page_chars.eq(page_chars(new.pages.iter().map(String::as_str))),
        ))
        .execute(&mut **tx)?;
    if file.is_some() && installation::scans_files(tx)? {
        set_scan(tx, new.id, ScanState::Due, "")?;
    }
    insert_pages(
        tx,
        new.id,
        new.pages.iter().map(|text| (None, text.as_str())),
    )
}

/// Remembers that a version was given to the holders of these tokens, besides those before.
pub fn add_readers(tx: &mut Tx<'_>, version: VersionId, tokens: &[Token]) -> Result<()> {
    if tokens.is_empty() {
        return Ok(());
    }
    let known: String = document_versions::table
        .find(version)
        .select(document_versions::published_to)
        .first(&mut **tx)?;
    let mut all = tokens_of(&known);
    all.extend(tokens.iter().map(Token::to_string));
    all.sort();
    all.dedup();
    let all = all.join(" ");
    if all != known {
        diesel::update(document_versions::table.find(version))
            .set(document_versions::published_to.eq(all))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// Takes a version from everybody it was given to besides its own Unione.
pub fn clear_readers(tx: &mut Tx<'_>, version: VersionId) -> Result<()> {
    diesel::update(document_versions::table.find(version))
        .set(document_versions::published_to.eq(""))
        .execute(&mut **tx)?;
    Ok(())
}

/// Keeps the pages, each with what it is called, from page 1.
fn insert_pages<'a>(
    tx: &mut Tx<'_>,
    version: VersionId,
    pages: impl Iterator<Item = (Option<&'a str>, &'a str)>,
) -> Result<()> {
    for (number, (label, text)) in (1i32..).zip(pages) {
        diesel::insert_into(document_pages::table)
            .values((
                document_pages::version_id.eq(version),
                document_pages::page.eq(number),
                document_pages::text.eq(text),
                document_pages::label.eq(label),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

pub fn list_versions(conn: &mut Conn, document: DocumentId) -> Result<Vec<Version>> {
    let rows: Vec<VersionRow> = document_versions::table
        .filter(document_versions::document_id.eq(document))
        .order(document_versions::ordinal.desc())
        .limit(100)
        .select(columns::<VersionRow>())
        .load(conn)?;
    rows.into_iter().map(Version::try_from).collect()
}

/// The versions that were given to anybody besides their own Unione, and `besides`.
pub fn list_given_versions(
    conn: &mut Conn,
    document: DocumentId,
    besides: VersionId,
) -> Result<Vec<Version>> {
    let rows: Vec<VersionRow> = document_versions::table
        .filter(document_versions::document_id.eq(document))
        .filter(
            document_versions::published_to
                .ne("")
                .or(document_versions::id.eq(besides)),
        )
        .order(document_versions::ordinal.desc())
        .limit(100)
        .select(columns::<VersionRow>())
        .load(conn)?;
    rows.into_iter().map(Version::try_from).collect()
}

pub fn find_version(conn: &mut Conn, version: VersionId) -> Result<Version> {
    let row: VersionRow = document_versions::table
        .find(version)
        .select(columns::<VersionRow>())
        .first(conn)?;
    row.try_into()
}

/// The version of a document that this person, or an import, handed in last.
pub fn find_last_by(
    conn: &mut Conn,
    document: DocumentId,
    by: PersonId,
) -> Result<Option<Version>> {
    let row: Option<VersionRow> = document_versions::table
        .filter(document_versions::document_id.eq(document))
        .filter(document_versions::created_by.eq(by))
        .order(document_versions::ordinal.desc())
        .select(columns::<VersionRow>())
        .first(conn)
        .optional()?;
    row.map(Version::try_from).transpose()
}

/// Of these versions those that have a file.
pub fn list_with_file(
    conn: &mut Conn,
    versions: &[VersionId],
) -> Result<HashMap<VersionId, Version>> {
    let rows: Vec<VersionRow> = document_versions::table
        .filter(document_versions::id.eq_any(versions))
        .filter(document_versions::blob_hash.is_not_null())
        .select(columns::<VersionRow>())
        .load(conn)?;
    let mut found = HashMap::with_capacity(rows.len());
    for row in rows {
        let version = Version::try_from(row)?;
        found.insert(version.id, version);
    }
    Ok(found)
}

pub fn claim_pending(tx: &mut Tx<'_>) -> Result<Option<Claim>> {
    let next: Option<(VersionId, Option<String>, i32)> = SkipLocked(
        document_versions::table
            .filter(document_versions::text_state.eq(TextState::Pending))
            .filter(document_versions::scan_state.ne(ScanState::Due))
            .filter(document_versions::blob_hash.is_not_null())
            .order((document_versions::text_tries, document_versions::created_at))
            .limit(1)
            .select((
                document_versions::id,
                document_versions::blob_hash,
                document_versions::text_tries,
            )),
    )
    .load(&mut **tx)?
    .into_iter()
    .next();
    let Some((version, Some(hash), tries)) = next else {
        return Ok(None);
    };
    let hash: BlobHash = hash
        .parse()
        .map_err(|_| anyhow::anyhow!("version {version} names {hash:?}, which is no hash"))?;
    let tries = tries + 1;
    diesel::update(document_versions::table.find(version))
        .set(document_versions::text_tries.eq(tries))
        .execute(&mut **tx)?;
    Ok(Some(Claim {
        version,
        hash,
        tries,
    }))
}

pub fn count_pending(conn: &mut Conn) -> Result<(i64, Option<When>)> {
    let pending = || {
        document_versions::table.filter(
            document_versions::text_state
                .eq(TextState::Pending)
                .or(document_versions::scan_state.eq(ScanState::Due)),
        )
    };
    let count = pending().count().get_result(conn)?;
    let oldest = pending()
        .order(document_versions::created_at)
        .select(document_versions::created_at)
        .first(conn)
        .optional()?;
    Ok((count, oldest))
}

/// Remembers that the text of the first pages of a version that still waits is recognised from pictures.
pub fn set_recognised(tx: &mut Tx<'_>, version: VersionId, pages: usize) -> Result<()> {
    diesel::update(
        document_versions::table
            .filter(document_versions::id.eq(version))
            .filter(document_versions::text_state.eq(TextState::Pending)),
    )
    .set(document_versions::recognised_count.eq(i32::try_from(pages).unwrap_or(i32::MAX)))
    .execute(&mut **tx)?;
    Ok(())
}

/// Sets the text of a version that still waits, and what is known of it; answers its document.
pub fn set_text(
    tx: &mut Tx<'_>,
    version: VersionId,
    state: TextState,
    pages: &[Page],
    page_count: usize,
) -> Result<Option<DocumentId>> {
    let waited = diesel::update(
        document_versions::table
            .filter(document_versions::id.eq(version))
            .filter(document_versions::text_state.eq(TextState::Pending)),
    )
    .set((
        document_versions::text_state.eq(state),
        document_versions::page_count.eq(i32::try_from(page_count).unwrap_or(i32::MAX)),
        document_versions::page_chars.eq(page_chars(pages.iter().map(|page| page.text.as_str()))),
        document_versions::is_partly_read.eq(pages.iter().any(|page| page.is_partial)),
    ))
    .execute(&mut **tx)?;
    if waited == 0 {
        return Ok(None);
    }
    insert_pages(
        tx,
        version,
        pages
            .iter()
            .map(|page| (page.label.as_deref(), page.text.as_str())),
    )?;
    Ok(Some(
        document_versions::table
            .find(version)
            .select(document_versions::document_id)
            .first(&mut **tx)?,
    ))
}

pub fn has_blob(conn: &mut Conn, hash: &BlobHash) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        document_versions::table.filter(document_versions::blob_hash.eq(hash.as_str())),
    ))
    .get_result::<bool>(conn)?
        || super::has_preview(conn, hash)?)
}

/// Number and version of documents that this reader sees and that have this file, the newest first.
pub fn list_with_blob(
    conn: &mut Conn,
    reader: &Actor,
    hash: &BlobHash,
    limit: i64,
) -> Result<Vec<(i64, VersionId)>> {
    Ok(document_versions::table
        .inner_join(documents::table.on(documents::id.eq(document_versions::document_id)))
        .filter(document_versions::blob_hash.eq(hash.as_str()))
        .filter(documents::state.ne(DocumentState::Withdrawn))
        .filter(visible!(
            SubjectKind::Document,
            documents::id,
            reader.tokens()
        ))
        .order((documents::number.desc(), document_versions::ordinal.desc()))
        .limit(limit)
        .select((documents::number, document_versions::id))
        .load(conn)?)
}

pub fn list_blobs(conn: &mut Conn) -> Result<HashSet<BlobHash>> {
    let hashes: Vec<Option<String>> = document_versions::table
        .filter(document_versions::blob_hash.is_not_null())
        .select(document_versions::blob_hash)
        .distinct()
        .load(conn)?;
    let mut named: HashSet<BlobHash> = hashes
        .into_iter()
        .flatten()
        .filter_map(|hash| hash.parse().ok())
        .collect();
    named.extend(super::list_previewed_blobs(conn)?);
    Ok(named)
}

/// Writes that a document is promised for a day.
pub fn set_expected(tx: &mut Tx<'_>, id: DocumentId, promise: &Promise) -> Result<()> {
    diesel::update(documents::table.find(id))
        .set((
            documents::expected_on.eq(Some(promise.expected_on.to_string())),
            documents::arrived_at.eq(promise.arrived_at),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
