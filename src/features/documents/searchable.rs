//! What the index and lists of every kind know of a document.

use std::collections::HashMap;

use uuid::Uuid;

use super::signatures::Seal;
use super::{DocumentId, DocumentState, Version, deed, store, subject, typed, url};
use crate::features::card::{Bearings, Card};
use crate::features::{topics, unioni};
use crate::platform::actor::{Actor, BodyId, TopicId};
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::search::IndexEntry;
use crate::platform::subject::SubjectKind;
use crate::platform::{audience, text};

/// How much of a document stands under its title in a list, in characters.
const EXCERPT_CHARS: usize = 220;

/// These documents, as lists show them, to this reader; what it may not see is left out.
///
/// # Errors
/// When the database refuses.
pub fn cards(conn: &mut Conn, reader: &Actor, ids: &[Uuid]) -> Result<HashMap<Uuid, Card>> {
    let rows = store::list_visible_of(conn, reader, &typed(ids))?;
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let from: Vec<BodyId> = rows.iter().filter_map(|row| row.unione_id).collect();
    let unioni = unioni::briefs(conn, &from)?;
    let shown: Vec<_> = rows.iter().filter_map(store::Row::shown_version).collect();
    let files = store::list_with_file(conn, &shown)?;
    let seals = store::list_seals(conn, &shown)?;
    let undescribed: Vec<_> = rows
        .iter()
        .filter(|row| row.description.is_empty() && row.blocked_at.is_none())
        .filter_map(store::Row::shown_version)
        .collect();
    let beginnings = if undescribed.is_empty() {
        HashMap::new()
    } else {
        store::list_beginnings(conn, &undescribed)?
    };
    let found: Vec<Uuid> = rows.iter().map(|row| row.id.0).collect();
    let ids: Vec<DocumentId> = rows.iter().map(|row| row.id).collect();
    let superseded = store::list_superseded(conn, reader, &ids)?;
    let mut tags = topics::of_many(conn, SubjectKind::Document, &found)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let version = row.shown_version();
            // What is blocked is neither offered nor quoted, whoever asks.
            let version = version.filter(|_| row.blocked_at.is_none());
            let file = version.and_then(|id| files.get(&id));
            let beginning = version.and_then(|id| beginnings.get(&id));
            let words = if row.description.is_empty() {
                beginning.map_or("", String::as_str)
            } else {
                &row.description
            };
            let mut signals = vec![row.kind.label().to_owned()];
            if superseded.contains(&row.id) {
                signals.push("superato da un altro documento".to_owned());
            }
            signals.extend(file.map(Version::file_words));
            signals.extend(version.and_then(|id| seals.get(&id)).map(Seal::words));
            if let Some(promise) = row.promise().filter(|promise| promise.arrived_at.is_none()) {
                signals.push(promise.words(None));
            }
            if row.shown_state() == DocumentState::InReview {
                signals.push("in attesa di pubblicazione".to_owned());
            }
            let edition = Some(row.edition());
            let card = Card {
                edition,
                subject: subject(row.id),
                url: url(row.number, &row.title),
                excerpt: text::excerpt(words, EXCERPT_CHARS),
                signals,
                unione: row.unione_id.and_then(|id| unioni.get(&id).cloned()),
                topics: tags.remove(&row.id.0).unwrap_or_default(),
                published_at: row.published_at,
                file_bytes: file
                    .and_then(|version| version.file.as_ref())
                    .map(|file| file.size_bytes),
                title: row.title,
            };
            (row.id.0, card)
        })
        .collect())
}

/// What a document hangs on.
///
/// # Errors
/// When the database refuses.
pub fn bearings(conn: &mut Conn, id: Uuid) -> Result<Option<Bearings>> {
    Ok(
        store::find_origin(conn, DocumentId(id))?.map(|(author, unione)| Bearings {
            author,
            unione,
            about: None,
            involved: Vec::new(),
        }),
    )
}

/// What the index knows of a document: one entry for title and description, and one for each page
/// of its text; a text of one page stands in the first. Nothing when nobody may find it.
///
/// # Errors
/// When the database refuses.
pub fn entries(conn: &mut Conn, id: Uuid) -> Result<Vec<IndexEntry>> {
    let Some(row) = store::find_row(conn, DocumentId(id))? else {
        return Ok(Vec::new());
    };
    let tokens = audience::of(conn, subject(row.id))?;
    if row.state == DocumentState::Withdrawn || tokens.is_empty() {
        return Ok(Vec::new());
    }
    let unione = match row.unione_id {
        Some(id) => unioni::briefs(conn, &[id])?.remove(&id),
        None => None,
    };
    let pages = match row.shown_version().filter(|_| row.blocked_at.is_none()) {
        Some(version) => store::list_page_texts(conn, version)?,
        None => Vec::new(),
    };
    let edition = Some(row.edition());
    let first = IndexEntry {
        key: "title".to_owned(),
        subject: subject(row.id).to_string(),
        kind: SubjectKind::Document.as_str().to_owned(),
        title: row.title,
        body: text::to_plain(&row.description),
        page: None,
        topics: topic_slugs(conn, row.id)?,
        unione: row.unione_id.map(|id| id.to_string()),
        region: unione.and_then(|unione| unione.region),
        published_at: row.published_at.map(|at| at.0),
        edition,
        is_stale: false,
        audience: tokens,
    };
    let kind = row.kind.label();
    let entries = match pages.as_slice() {
        [] => vec![first],
        [only] => {
            let body = [first.body.as_str(), only.as_str()]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join("\n\n");
            vec![IndexEntry { body, ..first }]
        }
        pages => {
            let of_pages: Vec<IndexEntry> = (1u32..)
                .zip(pages)
                .filter(|(_, text)| !text.trim().is_empty())
                .map(|(number, text)| IndexEntry {
                    key: format!("page/{number}"),
                    body: text.clone(),
                    page: Some(number),
                    ..first.clone()
                })
                .collect();
            std::iter::once(first).chain(of_pages).collect()
        }
    };
    deed::told_to_index(conn, row.id, kind, entries)
}

/// The slugs of the topics of a document and of all above them.
fn topic_slugs(conn: &mut Conn, id: DocumentId) -> Result<Vec<String>> {
    let tags = topics::of(conn, id.into())?;
    if tags.is_empty() {
        return Ok(Vec::new());
    }
    let own: Vec<TopicId> = tags.iter().map(|tag| tag.id).collect();
    let known = topics::all(conn)?;
    let all = topics::with_ancestors(&known, &own);
    Ok(known
        .into_iter()
        .filter(|topic| all.contains(&topic.id))
        .map(|topic| topic.slug)
        .collect())
}

/// Ids in order, after this one, at most `limit`: for rebuilding the index.
///
/// # Errors
/// When the database refuses.
pub fn ids_after(conn: &mut Conn, after: Option<Uuid>, limit: i64) -> Result<Vec<Uuid>> {
    let ids = store::list_ids_after(conn, after.map(DocumentId), limit)?;
    Ok(ids.into_iter().map(Uuid::from).collect())
}
