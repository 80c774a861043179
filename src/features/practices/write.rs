//! Beginning a practice and writing on its draft.

use serde_json::json;

use super::policy::{Act, Teller};
use super::{Practice, PracticeContent, PracticeState, Text, begin_step, policy, store};
use crate::features::topics;
use crate::platform::actor::{Actor, BodyId, TopicId};
use crate::platform::audience::{self, Token};
use crate::platform::db::Tx;
use crate::platform::error::{Error, Result};
use crate::platform::events::{self, EventKind};

/// What is needed to begin a practice.
#[derive(Debug, Clone)]
pub struct NewPractice {
    /// The Unione whose practice it is.
    pub unione: BodyId,
    /// At most [`TITLE_MAX`](super::TITLE_MAX) characters.
    pub title: String,
    /// At most [`SUMMARY_MAX`](super::SUMMARY_MAX) characters.
    pub summary: String,
    /// What it is filed under.
    pub topics: Vec<TopicId>,
}

/// Begins a practice.
///
/// # Errors
/// [`Error::Forbidden`] when the actor neither belongs to the Unione nor facilitates.
pub fn draft(tx: &mut Tx<'_>, actor: &Actor, new: NewPractice) -> Result<Practice> {
    let author = actor.id().ok_or(Error::LoginNeeded)?;
    if !policy::may_draft(actor, new.unione) {
        return Err(Error::Forbidden(
            "Puoi raccontare solo le pratiche delle unioni in cui lavori.",
        ));
    }
    let text = Text {
        title: new.title,
        summary: new.summary,
        content: PracticeContent {
            topics: new.topics,
            ..PracticeContent::default()
        },
    };
    let (id, number) = store::insert(
        tx,
        &store::NewRow {
            unione: Some(new.unione),
            author,
            state: PracticeState::Draft,
            teller: teller(actor, Some(new.unione)),
            title: &text.title,
            source_url: None,
            licence: None,
            published_at: None,
        },
    )?;
    let version = store::insert_version_numbered(tx, id, 1, &text, author)?;
    store::set_first_version(tx, id, Some(version), None)?;
    let practice = store::find(tx, id)?.ok_or(Error::NotFound)?;
    topics::set(tx, practice.subject(), &text.content.topics)?;
    audience::set(tx, practice.subject(), &unpublished_audience(&practice))?;
    events::record(
        tx,
        Some(author),
        EventKind::PracticeDrafted,
        practice.subject(),
        json!({ "number": number }),
    )?;
    Ok(practice)
}

/// Writes on the draft; on a published practice this opens a new draft, while the published version
/// stays public.
///
/// # Errors
/// [`Refusal::ChangedMeanwhile`](crate::platform::error::Refusal::ChangedMeanwhile) when somebody saved after
/// the practice was `seen`; [`Error::Forbidden`]; [`Error::NotFound`].
pub fn save(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    seen: i32,
    text: &Text,
) -> Result<Practice> {
    let author = actor.id().ok_or(Error::LoginNeeded)?;
    let step = begin_step(tx, actor, number, Some(seen), Act::Save)?;
    let mut practice = step.practice;
    practice.state = step.next;
    match practice.draft_version {
        Some(draft) => store::set_version(tx, draft, text)?,
        None => {
            let draft = store::insert_version(tx, practice.id, text, author)?;
            practice.draft_version = Some(draft);
            practice.teller = teller(actor, practice.unione);
            practice.review_note = None;
        }
    }
    if practice.published_version.is_none() {
        practice.title.clone_from(&text.title);
        topics::set(tx, practice.subject(), &text.content.topics)?;
    }
    store::set(tx, &practice)?;
    events::record(
        tx,
        Some(author),
        EventKind::PracticeDrafted,
        practice.subject(),
        json!({}),
    )?;
    store::find(tx, practice.id)?.ok_or(Error::NotFound)
}

/// Who tells, when this actor writes on a practice of this Unione.
fn teller(actor: &Actor, unione: Option<BodyId>) -> Teller {
    if unione.is_some_and(|unione| actor.belongs_to(unione)) {
        Teller::Unione
    } else {
        Teller::Facilitatore
    }
}

/// Who sees a practice of which nothing is published: its people, its author, and the facilitators
/// when it is theirs to write or when it is sent.
pub(super) fn unpublished_audience(practice: &Practice) -> Vec<Token> {
    let sent = matches!(
        practice.state,
        PracticeState::InReview | PracticeState::ToConfirm
    );
    let mut tokens = people_of(practice);
    if !sent && practice.teller == Teller::Unione {
        tokens.retain(|token| *token != Token::Facilitators);
    }
    tokens
}

/// Those who look after a practice: its people, its author, the facilitators.
pub(super) fn people_of(practice: &Practice) -> Vec<Token> {
    let mut tokens = vec![Token::Person(practice.author), Token::Facilitators];
    tokens.extend(practice.unione.map(Token::Unione));
    tokens
}
