//! Lists of documents: those of an Unione, those that wait for a facilitatore.

use uuid::Uuid;

use super::{
    Document, DocumentKind, DocumentState, Promise, Reach, StoredFile, VersionId, cards, policy,
    store,
};
use crate::features::card::Card;
use crate::features::unioni::Brief;
use crate::platform::actor::{Actor, BodyId, TopicId};
use crate::platform::dates;
use crate::platform::db::{Conn, When};
use crate::platform::error::Result;

/// What a list of documents is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only this sort.
    pub kind: Option<DocumentKind>,
    /// Only what is filed under one of these.
    pub topics: Option<Vec<TopicId>>,
    /// Only what comes from this Unione.
    pub unione: Option<BodyId>,
}

/// A document in a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its title.
    pub title: String,
    /// The address of its page.
    pub url: String,
    /// What sort of document it is.
    pub kind: DocumentKind,
    /// Where it stands.
    pub state: DocumentState,
    /// How far it reaches, or is to.
    pub reach: Reach,
    /// Where it comes from.
    pub unione: Option<Brief>,
    /// When it was handed in, or published.
    pub published_at: When,
    /// "PDF, 640 kB"; why there is none to be had for now; empty when it is a text without a file.
    pub file: String,
    /// "firmato da Anna Bianchi"; empty when it is not signed.
    pub signed: String,
    /// Whether another one has taken its place.
    pub is_superseded: bool,
}

/// Why there is no file to be had of a document: it is kept back, or still to come; empty when it never had one.
pub(super) fn without_file(promise: Option<Promise>, blocked_at: Option<When>) -> String {
    match promise.filter(|promise| promise.arrived_at.is_none()) {
        _ if blocked_at.is_some() => "non leggibile per ora".to_owned(),
        Some(promise) => format!("promesso entro il {}", dates::written(promise.expected_on)),
        None => String::new(),
    }
}

/// The documents an Unione has shared that this reader may see, the newest first, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub fn of_unione(conn: &mut Conn, reader: &Actor, unione: BodyId, limit: i64) -> Result<Vec<Card>> {
    let filter = Filter {
        unione: Some(unione),
        ..Filter::default()
    };
    listed(conn, reader, &filter, limit)
}

/// The documents an Unione has shared on one of these topics that this reader may see, the newest first.
///
/// # Errors
/// When the database refuses.
pub fn of_unione_on(
    conn: &mut Conn,
    reader: &Actor,
    unione: BodyId,
    topics: &[TopicId],
    limit: i64,
) -> Result<Vec<Card>> {
    let filter = Filter {
        topics: Some(topics.to_vec()),
        unione: Some(unione),
        ..Filter::default()
    };
    listed(conn, reader, &filter, limit)
}

fn listed(conn: &mut Conn, reader: &Actor, filter: &Filter, limit: i64) -> Result<Vec<Card>> {
    let rows = store::list_visible(conn, reader, filter, limit, 0)?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.0).collect();
    let mut cards = cards(conn, reader, &ids)?;
    Ok(ids.iter().filter_map(|id| cards.remove(id)).collect())
}

/// The documents of these numbers that this reader has made itself, by number, each with its file.
///
/// # Errors
/// When the database refuses.
pub fn authored(
    conn: &mut Conn,
    author: &Actor,
    numbers: &[i64],
) -> Result<Vec<(Document, Option<StoredFile>)>> {
    let rows = store::list_authored(conn, author, numbers)?;
    let documents = store::complete_all(conn, rows)?;
    let versions: Vec<VersionId> = documents.iter().map(|one| one.version).collect();
    let mut files = store::list_with_file(conn, &versions)?;
    Ok(documents
        .into_iter()
        .map(|document| {
            let file = files.remove(&document.version);
            (document, file.and_then(|version| version.file))
        })
        .collect())
}

/// The documents that wait for this facilitatore, those that wait longest first, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub fn review_queue(conn: &mut Conn, reader: &Actor, limit: i64) -> Result<Vec<Card>> {
    if !reader.is_facilitatore() {
        return Ok(Vec::new());
    }
    let rows = store::list_in_review(conn, reader, limit)?;
    // What waits has waited since it was sent, however old what is published beside it.
    let since: Vec<When> = rows.iter().map(|row| row.updated_at).collect();
    let waiting: Vec<(Uuid, When)> = store::complete_all(conn, rows)?
        .iter()
        .zip(since)
        .filter(|(document, _)| policy::may_review(reader, document))
        .map(|(document, since)| (document.id.0, since))
        .collect();
    let ids: Vec<Uuid> = waiting.iter().map(|(id, _)| *id).collect();
    let mut cards = cards(conn, reader, &ids)?;
    Ok(waiting
        .into_iter()
        .filter_map(|(id, since)| {
            Some(Card {
                published_at: Some(since),
                ..cards.remove(&id)?
            })
        })
        .collect())
}

/// How many documents wait for this facilitatore.
///
/// # Errors
/// When the database refuses.
pub fn count_in_review(conn: &mut Conn, reader: &Actor) -> Result<i64> {
    store::count_in_review(conn, reader)
}
