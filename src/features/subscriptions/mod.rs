//! Subscriptions: who wants to hear of what, and how often.
//!
//! A person follows a topic (with all below it), an Unione, a practice, a document or a question.
//! The frequency says when to *write*: on the site whoever follows is told of everything.
//! "Never" on a thing itself also silences the letters it would cause for other reasons.

pub mod pages;
mod store;

use crate::features::topics::Choice;
use crate::features::{topics, unioni};
use crate::platform::actor::{Actor, BodyId, PersonId, TopicId};
use crate::platform::audience;
use crate::platform::db::{Conn, Tx};
use crate::platform::error::{Error, Result};
use crate::platform::subject::{Subject, SubjectKind};
use crate::text_enum;

text_enum! {
    /// How often a person is written to about a thing it follows.
    pub enum Frequency {
        /// A letter as it happens.
        AtOnce = "at_once",
        /// A digest every day.
        Daily = "daily",
        /// A digest every week.
        Weekly = "weekly",
        /// A digest every two weeks.
        Fortnightly = "fortnightly",
        /// No letter: only on the site.
        Never = "never",
    }
}

impl Frequency {
    /// The frequencies a person may choose.
    pub const OFFERED: &'static [Frequency] = &[Frequency::AtOnce, Frequency::Never];

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Frequency::AtOnce => "Subito",
            Frequency::Daily => "Ogni giorno",
            Frequency::Weekly => "Ogni settimana",
            Frequency::Fortnightly => "Ogni due settimane",
            Frequency::Never => "Mai, solo sul sito",
        }
    }

    /// The frequencies to pick from, with this one chosen.
    pub fn choices(self) -> Vec<Choice> {
        let mut offered = Frequency::OFFERED.to_vec();
        if !offered.contains(&self) {
            offered.push(self);
        }
        offered
            .into_iter()
            .map(|frequency| Choice {
                value: frequency.as_str().to_owned(),
                label: frequency.label().to_owned(),
                chosen: frequency == self,
            })
            .collect()
    }
}

/// One thing a person follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subscription {
    /// What is followed.
    pub subject: Subject,
    /// How often the person is written to.
    pub frequency: Frequency,
}

/// The kinds of thing that can be followed.
pub const FOLLOWED: &[SubjectKind] = &[
    SubjectKind::Topic,
    SubjectKind::Unione,
    SubjectKind::Practice,
    SubjectKind::Document,
    SubjectKind::Question,
];

/// Has the actor follow a thing, or changes how often it is written to about it.
///
/// # Errors
/// [`Error::NotFound`] when the actor may not see the thing, or nobody can follow its kind;
/// [`Error::LoginNeeded`] for visitors.
pub fn follow(
    tx: &mut Tx<'_>,
    actor: &Actor,
    subject: Subject,
    frequency: Frequency,
) -> Result<()> {
    let person = actor.id().ok_or(Error::LoginNeeded)?;
    if !is_visible(tx, actor, subject)? {
        return Err(Error::NotFound);
    }
    store::set_frequency(tx, person, subject, frequency)
}

/// Has the actor stop following a thing, whether or not it may still see it.
///
/// # Errors
/// [`Error::LoginNeeded`] for visitors.
pub fn unfollow(tx: &mut Tx<'_>, actor: &Actor, subject: Subject) -> Result<()> {
    let person = actor.id().ok_or(Error::LoginNeeded)?;
    store::delete(tx, person, subject)
}

/// Sets, or with `None` takes away, what a person asked for by a signed link of a letter.
///
/// # Errors
/// When the database refuses, for instance because the person is no more.
pub fn set_for(
    tx: &mut Tx<'_>,
    person: PersonId,
    subject: Subject,
    frequency: Option<Frequency>,
) -> Result<()> {
    match frequency {
        Some(frequency) => store::set_frequency(tx, person, subject, frequency),
        None => store::delete(tx, person, subject),
    }
}

fn is_visible(conn: &mut Conn, actor: &Actor, subject: Subject) -> Result<bool> {
    match subject.kind {
        SubjectKind::Person | SubjectKind::Reuse | SubjectKind::RegisterFile => Ok(false),
        SubjectKind::Topic => Ok(topics::all(conn)?
            .iter()
            .any(|topic| topic.id == TopicId(subject.id))),
        SubjectKind::Unione => Ok(unioni::briefs(conn, &[BodyId(subject.id)])?
            .values()
            .any(|body| body.kind == unioni::BodyKind::Unione)),
        SubjectKind::Practice | SubjectKind::Document | SubjectKind::Question => {
            audience::sees(conn, actor.tokens(), subject)
        }
    }
}

/// What a person follows: topics first, then by kind, the oldest first.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, person: PersonId) -> Result<Vec<Subscription>> {
    let mut all = store::list_of(conn, person)?;
    all.sort_by_key(|one| FOLLOWED.iter().position(|kind| *kind == one.subject.kind));
    Ok(all)
}

/// The frequency a form chose.
///
/// # Errors
/// [`Error::BadRequest`] for what is none.
pub fn chosen_frequency(text: &str) -> Result<Frequency> {
    text.parse().map_err(|_| {
        Error::BadRequest(
            "Non sappiamo quando scriverti: torna alla pagina e scegli «Subito» o «Mai».",
        )
    })
}

/// How often a person is written to about a thing, if it follows it.
///
/// # Errors
/// When the database refuses.
pub fn frequency_of(
    conn: &mut Conn,
    person: PersonId,
    subject: Subject,
) -> Result<Option<Frequency>> {
    store::find_frequency(conn, person, subject)
}

/// Who follows any of these things.
///
/// # Errors
/// When the database refuses.
pub fn followers(
    conn: &mut Conn,
    subjects: &[Subject],
) -> Result<Vec<(PersonId, Subject, Frequency)>> {
    store::list_followers(conn, subjects)
}

/// The box by which a thing is followed on its page; shown by `templates/subscriptions/follow.html`.
#[derive(Debug, Clone)]
pub struct FollowBox {
    /// The kind of the thing.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// The address of the page to go back to.
    pub back: String,
    /// "Segui la domanda".
    pub title: &'static str,
    /// What following it brings.
    pub brings: &'static str,
    /// Whether the reader follows it already.
    pub following: bool,
    /// The frequencies, the present one chosen.
    pub choices: Vec<Choice>,
}

/// The follow box of a thing for this reader; none for visitors.
///
/// # Errors
/// When the database refuses.
pub fn follow_box(
    conn: &mut Conn,
    actor: &Actor,
    subject: Subject,
    back: &str,
) -> Result<Option<FollowBox>> {
    let Some(person) = actor.id() else {
        return Ok(None);
    };
    let frequency = frequency_of(conn, person, subject)?;
    let (title, brings) = match subject.kind {
        SubjectKind::Topic => (
            "Segui l’argomento",
            "Le nuove pratiche, i documenti e le domande di questo argomento.",
        ),
        SubjectKind::Unione => (
            "Segui l’unione",
            "Le nuove pratiche, i documenti e le domande di questa unione.",
        ),
        SubjectKind::Practice => (
            "Segui la pratica",
            "Le nuove versioni, le domande e i riusi di questa pratica.",
        ),
        SubjectKind::Document => (
            "Segui il documento",
            "Le nuove versioni e le domande su questo documento.",
        ),
        SubjectKind::Question => ("Segui la domanda", "Le risposte e i commenti."),
        SubjectKind::Person | SubjectKind::Reuse | SubjectKind::RegisterFile => return Ok(None),
    };
    Ok(Some(FollowBox {
        kind: subject.kind.as_str(),
        id: subject.id.to_string(),
        back: back.to_owned(),
        title,
        brings,
        following: frequency.is_some(),
        choices: frequency.unwrap_or(Frequency::AtOnce).choices(),
    }))
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::*;
    use crate::platform::web::frame::Frame;

    #[derive(Template)]
    #[template(source = "{% include \"subscriptions/follow.html\" %}", ext = "html")]
    struct Page {
        frame: Frame,
        follow: FollowBox,
    }

    fn shown(frequency: Option<Frequency>) -> String {
        let page = Page {
            frame: Frame::default(),
            follow: FollowBox {
                kind: "question",
                id: "018f".to_owned(),
                back: "/domande/1\"><b>".to_owned(),
                title: "Segui la domanda",
                brings: "Le risposte.",
                following: frequency.is_some(),
                choices: frequency.unwrap_or(Frequency::AtOnce).choices(),
            },
        };
        page.render().unwrap_or_default()
    }

    #[test]
    fn the_box_offers_what_can_be_done_now() {
        let new = shown(None);
        assert!(new.contains(">Segui</button>") && !new.contains("Smetti"));
        assert!(!new.contains("<b>"), "an address became mark-up");
        let followed = shown(Some(Frequency::Never));
        assert!(followed.contains("value=\"never\" selected") && followed.contains("Smetti"));
        // What cannot be chosen today, but was chosen, is not changed by saving something else.
        assert!(shown(Some(Frequency::Weekly)).contains("value=\"weekly\" selected"));
    }
}
