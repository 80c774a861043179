//! What documents say of themselves in the inbox, by mail and among what waits for somebody.

use std::collections::HashMap;

use uuid::Uuid;

use super::{VersionId, store, typed, url};
use crate::features::card::{Told, Waiting};
use crate::features::people::{self, Byline};
use crate::platform::actor::{Actor, PersonId};
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::events::{Event, EventKind};
use crate::platform::text;

/// How much of the text of a file stands in a letter, in characters.
const BEGINNING_CHARS: usize = 500;

/// These events in words for this reader, by their place in the log; those whose document it may
/// not see are left out. The text that was read out of a file is no news, nor is a withdrawal:
/// nobody can follow either anywhere.
///
/// # Errors
/// When the database refuses.
pub fn told(conn: &mut Conn, reader: &Actor, events: &[&Event]) -> Result<HashMap<i64, Told>> {
    let facts = look_up(conn, reader, events)?;
    Ok(events
        .iter()
        .filter_map(|event| Some((event.seq, in_words(event, &facts)?)))
        .collect())
}

/// What the words are made of.
struct Facts {
    /// The documents the reader may see, by id.
    documents: HashMap<Uuid, store::Row>,
    /// The beginning of the text of the versions letters speak of.
    beginnings: HashMap<VersionId, String>,
    /// Who did it.
    people: HashMap<PersonId, Byline>,
}

/// However many the events are, it takes the same few statements.
fn look_up(conn: &mut Conn, reader: &Actor, events: &[&Event]) -> Result<Facts> {
    let ids: Vec<Uuid> = events.iter().map(|event| event.subject.id).collect();
    let rows = store::list_visible_of(conn, reader, &typed(&ids))?;
    let is_quoted = |row: &store::Row| {
        let mut own = events.iter().filter(|event| event.subject.id == row.id.0);
        own.any(|event| quotes(event, row))
    };
    let quoted: Vec<VersionId> = rows
        .iter()
        .filter(|row| is_quoted(row))
        .filter_map(store::Row::shown_version)
        .collect();
    let actors: Vec<PersonId> = events.iter().filter_map(|event| event.actor).collect();
    Ok(Facts {
        beginnings: store::list_beginnings(conn, &quoted)?
            .into_iter()
            .map(|(version, page)| (version, text::excerpt(&page, BEGINNING_CHARS)))
            .collect(),
        people: people::bylines(conn, reader, &actors)?,
        documents: rows.into_iter().map(|row| (row.id.0, row)).collect(),
    })
}

/// Whether what is told of an event quotes the text: what waits, or was sent back, beside a published
/// version is read on its page only, and what is blocked by those who can mend it.
fn quotes(event: &Event, row: &store::Row) -> bool {
    let is_aside = row.published_version_id.is_some()
        && matches!(
            event.kind,
            EventKind::DocumentSubmitted | EventKind::DocumentSentBack
        );
    deed(event.kind).is_some() && !is_aside && row.blocked_at.is_none()
}

fn in_words(event: &Event, facts: &Facts) -> Option<Told> {
    let (deed, passive) = deed(event.kind)?;
    let row = facts.documents.get(&event.subject.id)?;
    let who = event.actor.and_then(|person| facts.people.get(&person));
    let sentence = who.map_or_else(
        || passive.to_owned(),
        |byline| format!("{} {deed}", byline.name),
    );
    let beginning = row
        .shown_version()
        .filter(|_| quotes(event, row))
        .and_then(|version| facts.beginnings.get(&version))
        .map_or("", String::as_str);
    let note = match (event.kind, &row.review_note) {
        (EventKind::DocumentSentBack, Some(note)) => note.clone(),
        (EventKind::DocumentInfected, _) => format!(
            "L’antivirus ha trovato «{}» nel file. Lo conserviamo, ma non lo diamo a nessuno. Chi l’ha caricato controlla con un antivirus il computer da cui viene, poi carica una nuova versione.",
            event.particulars["virus"].as_str().unwrap_or("un virus")
        ),
        _ => String::new(),
    };
    let body = [&note, &row.description, beginning]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n");
    Some(Told {
        sentence,
        title: row.title.clone(),
        after_title: String::new(),
        url: url(row.number, &row.title),
        body,
    })
}

/// What was done, with a person who did it and without one.
fn deed(kind: EventKind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
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
        EventKind::DocumentFlagged => (
            "deve controllare un documento",
            "Prima di pubblicare il documento va deciso sui dati personali",
        ),
        EventKind::DocumentInfected => (
            "ha trovato un virus nel file di un documento",
            "L’antivirus ha trovato un virus nel file di un documento",
        ),
        EventKind::DocumentSuperseded => (
            "ha sostituito un documento",
            "È stato sostituito un documento",
        ),
        EventKind::DocumentFellDue => (
            "deve ricontrollare un documento",
            "È il giorno di ricontrollare un documento",
        ),
        EventKind::DocumentPromised => (
            "ha annunciato un documento promesso",
            "È stato promesso un documento",
        ),
        EventKind::DocumentArrived => (
            "ha caricato un documento che era stato promesso",
            "È arrivato un documento promesso",
        ),
        EventKind::DocumentReported => (
            "ha segnalato un problema in un documento",
            "È stato segnalato un problema in un documento",
        ),
        EventKind::DocumentReportClosed => (
            "ha chiuso la segnalazione su un documento",
            "È stata chiusa la segnalazione su un documento",
        ),
        _ => return None,
    })
}

/// What waits for this person: documents that were sent back to it, those about which it has to decide,
/// those in whose file there is a virus.
///
/// # Errors
/// When the database refuses.
pub fn waiting_for(conn: &mut Conn, actor: &Actor) -> Result<Vec<Waiting>> {
    let Some(person) = actor.id() else {
        return Ok(Vec::new());
    };
    let undecided = store::list_undecided(conn, person)?
        .into_iter()
        .map(|(number, title)| Waiting {
            sentence: format!(
                "Prima di pubblicare «{title}» decidi sui dati personali che può contenere"
            ),
            url: format!("{}#dati-personali", url(number, &title)),
            action: "Guarda e decidi".to_owned(),
        });
    let infected = store::list_infected_of(conn, actor)?
        .into_iter()
        .map(|(number, title)| Waiting {
            sentence: format!("L’antivirus ha trovato un virus nel file di «{title}»"),
            url: url(number, &title),
            action: "Guarda che cosa fare".to_owned(),
        });
    Ok(store::list_sent_back(conn, person)?
        .into_iter()
        .map(|(number, title)| Waiting {
            sentence: format!("Il documento «{title}» ti è stato rimandato con una nota"),
            url: url(number, &title),
            action: "Leggi la nota".to_owned(),
        })
        .chain(undecided)
        .chain(infected)
        .collect())
}
