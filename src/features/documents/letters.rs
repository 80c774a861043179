//! What documents say of themselves in the inbox, by mail and among what waits for somebody.

use super::{DocumentId, store, url};
use crate::features::card::{Told, Waiting};
use crate::features::people;
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::events::{Event, EventKind};
use crate::platform::text;

/// How much of the text of a file stands in a letter, in characters.
const BEGINNING_CHARS: usize = 500;

/// An event in words for this reader, if it may see the document. The text that was read out of a
/// file is no news, nor is a withdrawal: nobody can follow either anywhere.
///
/// # Errors
/// When the database refuses.
pub fn told(conn: &mut Conn, reader: &Actor, event: &Event) -> Result<Option<Told>> {
    // With a person who did it, and without one.
    let (deed, passive) = match event.kind {
        EventKind::DocumentShared => (
            "ha condiviso un documento",
            "È stato condiviso un documento",
        ),
        EventKind::DocumentSubmitted => (
            "propone un documento da pubblicare",
            "C’è un documento da pubblicare",
        ),
        EventKind::DocumentSentBack => (
            "ha rimandato il documento con una nota",
            "Il documento è stato rimandato con una nota",
        ),
        EventKind::DocumentPublished => (
            "ha pubblicato un documento",
            "È stato pubblicato un documento",
        ),
        EventKind::DocumentAmended => (
            "ha modificato un documento pubblicato",
            "È stato modificato un documento pubblicato",
        ),
        EventKind::DocumentChanged => (
            "ha aggiornato un documento",
            "È stato aggiornato un documento",
        ),
        _ => return Ok(None),
    };
    let id = DocumentId(event.subject.id);
    let Some(row) = store::list_visible_of(conn, reader, &[id])?.pop() else {
        return Ok(None);
    };
    let sentence = match event.actor {
        Some(person) => people::bylines(conn, reader, &[person])?
            .remove(&person)
            .map_or_else(
                || passive.to_owned(),
                |byline| format!("{} {deed}", byline.name),
            ),
        None => passive.to_owned(),
    };
    // What waits, or was sent back, beside a published version is read on its page only.
    let is_aside = row.published_version_id.is_some()
        && matches!(
            event.kind,
            EventKind::DocumentSubmitted | EventKind::DocumentSentBack
        );
    let beginning = match row.shown_version().filter(|_| !is_aside) {
        Some(version) => store::list_first_pages(conn, &[version])?
            .remove(&version)
            .map(|page| text::excerpt(&page, BEGINNING_CHARS))
            .unwrap_or_default(),
        None => String::new(),
    };
    let note = match (event.kind, &row.review_note) {
        (EventKind::DocumentSentBack, Some(note)) => note.as_str(),
        _ => "",
    };
    let body = [note, &row.description, &beginning]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n");
    Ok(Some(Told {
        sentence,
        url: url(row.number, &row.title),
        title: row.title,
        body,
    }))
}

/// What waits for this person: documents that were sent back to it.
///
/// # Errors
/// When the database refuses.
pub fn waiting_for(conn: &mut Conn, actor: &Actor) -> Result<Vec<Waiting>> {
    let Some(person) = actor.id() else {
        return Ok(Vec::new());
    };
    Ok(store::list_sent_back(conn, person)?
        .into_iter()
        .map(|(number, title)| Waiting {
            sentence: format!("Il documento «{title}» ti è stato rimandato con una nota"),
            url: url(number, &title),
            action: "Leggi la nota".to_owned(),
        })
        .collect())
}
