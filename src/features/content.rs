//! Asks each kind of content for what all of them can say, so that others need not list them.

mod store;

use std::collections::HashMap;

use uuid::Uuid;

use super::card::{Around, Bearings, Call, Card, Original, Place, Reusers, Shelf, Told, ids_of};
use super::{documents, practices, questions, reuses, unioni};
use crate::platform::actor::{Actor, BodyId, PersonId};
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::events::Event;
use crate::platform::search::IndexEntry;
use crate::platform::subject::{Subject, SubjectKind};

/// The kinds the index holds.
pub const INDEXED: &[SubjectKind] = &[
    SubjectKind::Practice,
    SubjectKind::Document,
    SubjectKind::Question,
    SubjectKind::Unione,
];

/// These things as lists show them, to this reader: at most one statement per kind and table.
///
/// # Errors
/// When the database refuses.
pub fn cards(
    conn: &mut Conn,
    reader: &Actor,
    subjects: &[Subject],
) -> Result<HashMap<Subject, Card>> {
    let mut found = HashMap::with_capacity(subjects.len());
    for kind in INDEXED {
        let ids = ids_of(subjects, *kind);
        if ids.is_empty() {
            continue;
        }
        let cards = match kind {
            SubjectKind::Practice => {
                let cards = practices::cards(conn, reader, &ids)?;
                reuses::with_counts(conn, cards)?
            }
            SubjectKind::Document => documents::cards(conn, reader, &ids)?,
            SubjectKind::Question => questions::cards(conn, reader, &ids)?,
            SubjectKind::Unione => unioni::cards(conn, reader, &ids)?,
            SubjectKind::Person
            | SubjectKind::Topic
            | SubjectKind::Reuse
            | SubjectKind::RegisterFile => continue,
        };
        found.extend(cards.into_values().map(|card| (card.subject, card)));
    }
    Ok(found)
}

/// How many things of a kind stand beside a thing.
const BESIDE: i64 = 5;

/// What belongs beside a thing on its page: the questions asked about it, the documents it names and,
/// beside a practice, those its Unione has shared on one of its topics and who reuses it; beside a
/// document, the practices that name it.
///
/// # Errors
/// When the database refuses.
pub fn around(conn: &mut Conn, reader: &Actor, place: &Place) -> Result<Around> {
    let documents = match (place.subject.kind, place.unione) {
        (SubjectKind::Practice, Some(unione)) => {
            documents::of_unione_on(conn, reader, unione, &place.topics, BESIDE)?
        }
        _ => Vec::new(),
    };
    let named = if place.named.is_empty() {
        HashMap::new()
    } else {
        documents::cards(conn, reader, &place.named)?
    };
    let reuses = match place.subject.kind {
        SubjectKind::Practice => reuses::of_practice(conn, reader, place)?,
        _ => Reusers::default(),
    };
    let practices = match place.subject.kind {
        SubjectKind::Document => practices::naming(conn, reader, place.subject.id)?,
        _ => Vec::new(),
    };
    let made_for = match place.subject.kind {
        SubjectKind::Document => reuses::naming(conn, reader, place.subject.id, BESIDE)?,
        _ => Vec::new(),
    };
    Ok(Around {
        made_for,
        practices,
        questions: questions::about(conn, reader, place.subject, BESIDE)?,
        documents,
        named,
        reuses,
    })
}

/// These documents as one needs them who takes them along, in their order; those this reader may not
/// see are left out.
///
/// # Errors
/// When the database refuses.
pub fn originals(conn: &mut Conn, reader: &Actor, ids: &[Uuid]) -> Result<Vec<Original>> {
    documents::originals(conn, reader, ids)
}

/// Where pages that are not theirs find documents.
pub const SHELF: Shelf = Shelf {
    cards: documents::cards,
    numbered: documents::id_of,
    of_unione: documents::of_unione,
};

/// These events in words for this reader, by their place in the log; those whose subject it may not
/// see are left out. However many they are, each kind takes the same few statements.
///
/// # Errors
/// When the database refuses.
pub fn told(conn: &mut Conn, reader: &Actor, events: &[Event]) -> Result<HashMap<i64, Told>> {
    let mut told = HashMap::with_capacity(events.len());
    for kind in SubjectKind::ALL {
        let of_kind: Vec<&Event> = events
            .iter()
            .filter(|event| event.subject.kind == *kind)
            .collect();
        if of_kind.is_empty() {
            continue;
        }
        told.extend(match kind {
            SubjectKind::Practice => {
                let mut told = practices::told(conn, reader, &of_kind)?;
                told.extend(reuses::told(conn, reader, &of_kind)?);
                told
            }
            SubjectKind::Document => documents::told(conn, reader, &of_kind)?,
            SubjectKind::Question => questions::told(conn, reader, &of_kind)?,
            SubjectKind::Person
            | SubjectKind::Unione
            | SubjectKind::Topic
            | SubjectKind::Reuse
            | SubjectKind::RegisterFile => {
                continue;
            }
        });
    }
    Ok(told)
}

/// What a thing asks of this person by the link of a letter, if it still does; whether the person has
/// an account does not matter.
///
/// # Errors
/// When the database refuses.
pub fn call(conn: &mut Conn, person: PersonId, subject: Subject) -> Result<Option<Call>> {
    match subject.kind {
        SubjectKind::Practice => practices::call(conn, person, subject.id),
        _ => Ok(None),
    }
}

/// What a piece of content hangs on.
///
/// # Errors
/// When the database refuses.
pub fn bearings(conn: &mut Conn, subject: Subject) -> Result<Option<Bearings>> {
    match subject.kind {
        SubjectKind::Practice => practices::bearings(conn, subject.id),
        SubjectKind::Document => documents::bearings(conn, subject.id),
        SubjectKind::Question => questions::bearings(conn, subject.id),
        SubjectKind::Person
        | SubjectKind::Unione
        | SubjectKind::Topic
        | SubjectKind::Reuse
        | SubjectKind::RegisterFile => Ok(None),
    }
}

/// What the index knows of a thing, from the rows as they are now.
///
/// # Errors
/// When the database refuses.
pub fn entries(conn: &mut Conn, subject: Subject) -> Result<Vec<IndexEntry>> {
    match subject.kind {
        SubjectKind::Practice => {
            let entries = practices::entries(conn, subject.id)?;
            reuses::name_reusers(conn, subject.id, entries)
        }
        SubjectKind::Document => documents::entries(conn, subject.id),
        SubjectKind::Question => questions::entries(conn, subject.id),
        SubjectKind::Unione => unioni::entries(conn, subject.id),
        SubjectKind::Person
        | SubjectKind::Topic
        | SubjectKind::Reuse
        | SubjectKind::RegisterFile => Ok(Vec::new()),
    }
}

/// The ids of a kind in order, after this one, at most `limit`: for rebuilding the index.
///
/// # Errors
/// When the database refuses.
pub fn ids_after(
    conn: &mut Conn,
    kind: SubjectKind,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Uuid>> {
    match kind {
        SubjectKind::Practice => practices::ids_after(conn, after, limit),
        SubjectKind::Document => documents::ids_after(conn, after, limit),
        SubjectKind::Question => questions::ids_after(conn, after, limit),
        SubjectKind::Unione => unioni::ids_after(conn, after, limit),
        SubjectKind::Person
        | SubjectKind::Topic
        | SubjectKind::Reuse
        | SubjectKind::RegisterFile => Ok(Vec::new()),
    }
}

/// Everything that comes from an Unione, whoever may see it: what to index again when the Unione changes.
///
/// # Errors
/// When the database refuses.
pub fn of_unione(conn: &mut Conn, unione: BodyId) -> Result<Vec<Subject>> {
    store::list_of_unione(conn, unione)
}
