//! What the pages of one practice have in common: it, its text, its rules and whose turn it is.

use crate::features::people;
use crate::features::practices::policy::{Standing, Teller};
use crate::features::practices::remarks::{Remark, open_remarks};
use crate::features::practices::{self as feature, Practice, PracticeState, Text, Version};
use crate::features::unioni::{self, Brief};
use crate::platform::actor::Actor;
use crate::platform::db::{Conn, When};
use crate::platform::error::{Error, Result};
use crate::platform::events;
use crate::platform::subject::Subject;

/// A practice with the text to go on writing.
pub struct Loaded {
    /// The practice.
    pub practice: Practice,
    /// What the rules look at.
    pub standing: Standing,
    /// The draft, or what is published when nobody is writing.
    pub text: Text,
    /// What the draft changes, as far as it was written.
    pub change_note: String,
    /// What is to be mended, section by section.
    pub remarks: Vec<Remark>,
    /// What its Unione is called.
    pub unione_name: String,
}

/// Reads a practice for somebody who may see it.
pub fn load(conn: &mut Conn, actor: &Actor, number: i64) -> Result<Loaded> {
    let practice = feature::find(conn, actor, number)?;
    let standing = feature::standing(conn, &practice)?;
    let version = practice.latest_version().ok_or(Error::NotFound)?;
    let Version {
        text, change_note, ..
    } = feature::version(conn, version)?;
    let unione_name = owner(conn, &practice)?.map_or_else(String::new, |brief| brief.name);
    let remarks = open_remarks(conn, &practice)?;
    Ok(Loaded {
        remarks,
        // The note of what is published says nothing of a draft to come.
        change_note: practice
            .draft_version
            .map_or_else(String::new, |_| change_note),
        practice,
        standing,
        text,
        unione_name,
    })
}

/// The Unione whose practice it is.
pub fn owner(conn: &mut Conn, practice: &Practice) -> Result<Option<Brief>> {
    let Some(unione) = practice.unione else {
        return Ok(None);
    };
    Ok(unioni::briefs(conn, &[unione])?.remove(&unione))
}

/// Whose turn it is, as a sentence; empty when it is nobody's.
pub fn turn(practice: &Practice, unione: &str) -> String {
    let to_unione = if unione.to_lowercase().starts_with("unione") {
        format!("all’{unione}")
    } else {
        format!("a {unione}")
    };
    match (practice.state, practice.teller) {
        (PracticeState::Draft, Teller::Unione) => {
            format!("Ora tocca {to_unione}: finire di scrivere e inviare la pratica.")
        }
        (PracticeState::Draft, Teller::Facilitatore) => {
            "Ora tocca a chi facilita: finire di scrivere e chiedere conferma all’unione.".to_owned()
        }
        (PracticeState::InReview, _) => {
            "Ora tocca a chi facilita: leggere la pratica, poi pubblicarla o rimandarla con una nota."
                .to_owned()
        }
        (PracticeState::ToMend, Teller::Unione) => {
            format!("Ora tocca {to_unione}: leggere la nota, sistemare e inviare di nuovo.")
        }
        (PracticeState::ToMend, Teller::Facilitatore) => {
            "Ora tocca a chi facilita: leggere la nota, sistemare e chiedere di nuovo conferma.".to_owned()
        }
        (PracticeState::ToConfirm, _) => {
            format!("Ora tocca {to_unione}: leggere la pratica, poi confermarla o rimandarla con una nota.")
        }
        (PracticeState::ToRecheck, _) => {
            format!("Ora tocca {to_unione}: ricontrollare la pratica, e dire se è ancora così.")
        }
        (PracticeState::Expired, _) => {
            format!("Ora tocca {to_unione} o a chi facilita: ricontrollare la pratica, oppure archiviarla.")
        }
        (PracticeState::Published | PracticeState::Archived | PracticeState::Withdrawn, _) => {
            String::new()
        }
    }
}

/// Who had a thing in hand last, by name, and when; none when it was nobody.
pub fn last_hand(
    conn: &mut Conn,
    reader: &Actor,
    subject: Subject,
) -> Result<Option<(String, When)>> {
    let log = events::of(conn, subject, 10)?;
    let Some((person, at)) = log
        .iter()
        .find_map(|event| event.actor.map(|actor| (actor, event.at)))
    else {
        return Ok(None);
    };
    Ok(people::bylines(conn, reader, &[person])?
        .remove(&person)
        .map(|byline| (byline.name, at)))
}
