//! The texts of versions, page by page.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::VersionId;
use crate::platform::db::Conn;
use crate::platform::db::schema::{document_pages, document_versions};
use crate::platform::error::Result;

/// How many characters each page of the text has, from the first; none of the text is read.
pub fn list_page_chars(conn: &mut Conn, version: VersionId) -> Result<Vec<usize>> {
    let chars: String = document_versions::table
        .find(version)
        .select(document_versions::page_chars)
        .first(conn)?;
    Ok(chars
        .split_whitespace()
        .filter_map(|chars| chars.parse().ok())
        .collect())
}

/// The text of some pages, with their numbers, from 1, and what they are called.
pub fn list_pages(
    conn: &mut Conn,
    version: VersionId,
    first: i32,
    last: i32,
) -> Result<Vec<(i32, String, Option<String>)>> {
    Ok(document_pages::table
        .filter(document_pages::version_id.eq(version))
        .filter(document_pages::page.between(first, last))
        .order(document_pages::page)
        .select((
            document_pages::page,
            document_pages::text,
            document_pages::label,
        ))
        .load(conn)?)
}

/// Whether the file of a version holds words that are not in its text.
pub fn is_partly_read(conn: &mut Conn, version: VersionId) -> Result<bool> {
    Ok(document_versions::table
        .find(version)
        .select(document_versions::is_partly_read)
        .first(conn)?)
}

/// The texts of all pages, each under what the page is called where that is more than its number.
pub fn list_labelled_texts(conn: &mut Conn, version: VersionId) -> Result<Vec<String>> {
    let rows: Vec<(Option<String>, String)> = document_pages::table
        .filter(document_pages::version_id.eq(version))
        .order(document_pages::page)
        .select((document_pages::label, document_pages::text))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(label, text)| match label {
            Some(label) => format!("{label}\n{text}"),
            None => text,
        })
        .collect())
}

pub fn list_page_texts(conn: &mut Conn, version: VersionId) -> Result<Vec<String>> {
    Ok(document_pages::table
        .filter(document_pages::version_id.eq(version))
        .order(document_pages::page)
        .select(document_pages::text)
        .load(conn)?)
}

/// What some pages of some versions are called; those that have only a number are left out.
pub fn list_labels(
    conn: &mut Conn,
    versions: &[VersionId],
    pages: &[i32],
) -> Result<HashMap<(VersionId, i32), String>> {
    let rows: Vec<(VersionId, i32, Option<String>)> = document_pages::table
        .filter(document_pages::version_id.eq_any(versions))
        .filter(document_pages::page.eq_any(pages))
        .filter(document_pages::label.is_not_null())
        .select((
            document_pages::version_id,
            document_pages::page,
            document_pages::label,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(version, page, label)| Some(((version, page), label?)))
        .collect())
}

/// The most characters of a beginning: lists and letters show less of it, without what is left out.
const BEGINNING_CHARS: i32 = 2_000;

diesel::define_sql_function! {
    /// Part of a text, from a character on; both engines call it so.
    fn substr(text: diesel::sql_types::Text, from: diesel::sql_types::Integer, chars: diesel::sql_types::Integer) -> diesel::sql_types::Text;
}

/// The beginning of the first page of each of these versions.
pub fn list_beginnings(
    conn: &mut Conn,
    versions: &[VersionId],
) -> Result<HashMap<VersionId, String>> {
    let rows: Vec<(VersionId, String)> = document_pages::table
        .filter(document_pages::version_id.eq_any(versions))
        .filter(document_pages::page.eq(1))
        .select((
            document_pages::version_id,
            substr(document_pages::text, 1, BEGINNING_CHARS),
        ))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}
