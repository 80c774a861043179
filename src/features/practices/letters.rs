//! What happens to a practice, in words.

use super::{PracticeId, PracticeState, policy, standing, store};
use crate::features::card::Told;
use crate::features::{people, unioni};
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::events::{Event, EventKind};

/// An event in words for this reader, if it may see the subject. What concerns a draft is told only
/// to those whose turn it made it.
///
/// # Errors
/// When the database refuses.
pub fn told(conn: &mut Conn, reader: &Actor, event: &Event) -> Result<Option<Told>> {
    let id = PracticeId(event.subject.id);
    let Some(practice) = store::list_visible(conn, reader.tokens(), &[id])?.pop() else {
        return Ok(None);
    };
    let version = match event.kind {
        EventKind::PracticePublished => practice.published_version,
        EventKind::PracticeSubmitted
        | EventKind::PracticeSentBack
        | EventKind::PracticeSentToConfirm => practice.draft_version,
        _ => None,
    };
    let Some(version) = version else {
        return Ok(None);
    };
    let text = store::find_version(conn, version)?.text;
    let unione = match practice.unione {
        Some(unione) => unioni::briefs(conn, &[unione])?
            .remove(&unione)
            .map(|brief| brief.name),
        None => None,
    };
    let unione = unione.unwrap_or_else(|| "Un’unione".to_owned());
    let standing = standing(conn, &practice)?;
    let (concerns, sentence, body, url) = match event.kind {
        EventKind::PracticePublished => (
            true,
            format!("{} ha pubblicato una pratica", with_article(&unione)),
            text.summary,
            practice.url(),
        ),
        // Of a draft that went back, or of a later one, facilitators are not told.
        EventKind::PracticeSubmitted => (
            practice.state == PracticeState::InReview
                && reader.facilitates(standing.region.as_deref(), &standing.topics),
            format!(
                "{} ha inviato una pratica da rivedere",
                with_article(&unione)
            ),
            text.summary,
            practice.draft_url(),
        ),
        EventKind::PracticeSentToConfirm => (
            practice.state == PracticeState::ToConfirm
                && practice
                    .unione
                    .is_some_and(|unione| reader.belongs_to(unione)),
            "La tua unione deve confermare una pratica, scritta da chi facilita".to_owned(),
            text.summary,
            practice.draft_url(),
        ),
        _ => {
            let who = match event.actor {
                Some(actor) => people::bylines(conn, reader, &[actor])?
                    .remove(&actor)
                    .map(|byline| byline.name),
                None => None,
            };
            (
                policy::may_read_draft(reader, &standing),
                format!(
                    "{} ha rimandato la pratica con una nota",
                    who.as_deref().unwrap_or("Chi l’ha riletta")
                ),
                practice.review_note.clone().unwrap_or_default(),
                practice.draft_url(),
            )
        }
    };
    Ok(concerns.then_some(Told {
        sentence,
        title: text.title,
        url,
        body,
    }))
}

/// "L’Unione Valle Serena", but "Comunità montana X" as it is called.
fn with_article(unione: &str) -> String {
    if unione.to_lowercase().starts_with("unione") {
        format!("L’{unione}")
    } else {
        unione.to_owned()
    }
}
