//! What happens to a practice, in words.

use std::collections::HashMap;

use uuid::Uuid;

use super::policy::{self, Standing};
use super::{Practice, PracticeId, PracticeState, VersionId, standings, store};
use crate::features::card::Told;
use crate::features::people::{self, Byline};
use crate::features::unioni::{self, Brief};
use crate::platform::actor::{Actor, BodyId, PersonId};
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::events::{Event, EventKind};

/// These events in words for this reader, by their place in the log; those whose subject it may not
/// see are left out. What concerns a draft is told only to those whose turn it made it.
///
/// # Errors
/// When the database refuses.
pub fn told(conn: &mut Conn, reader: &Actor, events: &[&Event]) -> Result<HashMap<i64, Told>> {
    let facts = look_up(conn, reader, events)?;
    Ok(events
        .iter()
        .filter_map(|event| Some((event.seq, in_words(reader, event, &facts)?)))
        .collect())
}

/// What the words are made of.
struct Facts {
    /// The practices the reader may see, by id.
    practices: HashMap<Uuid, (Practice, Standing)>,
    /// Title and summary.
    texts: HashMap<VersionId, (String, String)>,
    unioni: HashMap<BodyId, Brief>,
    /// Who sent drafts back.
    people: HashMap<PersonId, Byline>,
}

/// However many the events are, it takes the same few statements.
fn look_up(conn: &mut Conn, reader: &Actor, events: &[&Event]) -> Result<Facts> {
    let ids: Vec<PracticeId> = events
        .iter()
        .map(|event| PracticeId(event.subject.id))
        .collect();
    let practices = store::list_visible(conn, reader.tokens(), &ids)?;
    let versions: Vec<VersionId> = practices
        .iter()
        .flat_map(|one| [one.published_version, one.draft_version])
        .flatten()
        .collect();
    let owners: Vec<BodyId> = practices.iter().filter_map(|one| one.unione).collect();
    let senders: Vec<PersonId> = events
        .iter()
        .filter(|event| event.kind == EventKind::PracticeSentBack)
        .filter_map(|event| event.actor)
        .collect();
    let standings = standings(conn, &practices)?;
    Ok(Facts {
        texts: store::list_summaries(conn, &versions)?
            .into_iter()
            .map(|(version, title, summary)| (version, (title, summary)))
            .collect(),
        unioni: unioni::briefs(conn, &owners)?,
        people: people::bylines(conn, reader, &senders)?,
        practices: practices
            .into_iter()
            .zip(standings)
            .map(|(practice, standing)| (practice.id.into(), (practice, standing)))
            .collect(),
    })
}

fn in_words(reader: &Actor, event: &Event, facts: &Facts) -> Option<Told> {
    let (practice, standing) = facts.practices.get(&event.subject.id)?;
    let (version, url) = match event.kind {
        EventKind::PracticePublished => (practice.published_version?, practice.url()),
        EventKind::PracticeSubmitted
        | EventKind::PracticeSentBack
        | EventKind::PracticeSentToConfirm => (practice.draft_version?, practice.draft_url()),
        _ => return None,
    };
    if !concerns(reader, event.kind, practice, standing) {
        return None;
    }
    let (title, summary) = facts.texts.get(&version)?;
    let body = match event.kind {
        EventKind::PracticeSentBack => practice.review_note.clone().unwrap_or_default(),
        _ => summary.clone(),
    };
    Some(Told {
        sentence: sentence(event, practice, facts),
        title: title.clone(),
        url,
        body,
    })
}

/// Whether it is news for everybody, or still this reader's turn.
fn concerns(reader: &Actor, kind: EventKind, practice: &Practice, standing: &Standing) -> bool {
    match kind {
        EventKind::PracticePublished => true,
        // Of a draft that went back, or of a later one, facilitators are not told.
        EventKind::PracticeSubmitted => {
            practice.state == PracticeState::InReview
                && reader.facilitates(standing.region.as_deref(), &standing.topics)
        }
        EventKind::PracticeSentToConfirm => {
            practice.state == PracticeState::ToConfirm
                && practice
                    .unione
                    .is_some_and(|unione| reader.belongs_to(unione))
        }
        _ => policy::may_read_draft(reader, standing),
    }
}

fn sentence(event: &Event, practice: &Practice, facts: &Facts) -> String {
    let unione = practice.unione.and_then(|unione| facts.unioni.get(&unione));
    let unione = unione.map_or_else(|| "Un’unione".to_owned(), |brief| with_article(&brief.name));
    match event.kind {
        EventKind::PracticePublished => format!("{unione} ha pubblicato una pratica"),
        EventKind::PracticeSubmitted => format!("{unione} ha inviato una pratica da rivedere"),
        EventKind::PracticeSentToConfirm => {
            "La tua unione deve confermare una pratica, scritta da chi facilita".to_owned()
        }
        _ => {
            let sender = event.actor.and_then(|actor| facts.people.get(&actor));
            let who = sender.map_or("Chi l’ha riletta", |byline| byline.name.as_str());
            format!("{who} ha rimandato la pratica con una nota")
        }
    }
}

/// "L’Unione Valle Serena", but "Comunità montana X" as it is called.
fn with_article(unione: &str) -> String {
    if unione.to_lowercase().starts_with("unione") {
        format!("L’{unione}")
    } else {
        unione.to_owned()
    }
}
