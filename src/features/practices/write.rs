//! Beginning a practice and writing on its draft.

use chrono::TimeDelta;
use serde_json::json;

use super::check::{Section, WRITTEN};
use super::policy::{Act, Teller};
use super::{
    Practice, PracticeContent, PracticeState, Step, Text, VersionId, begin_step, policy, portion,
    store,
};
use crate::features::topics;
use crate::platform::actor::{Actor, BodyId, PersonId, TopicId};
use crate::platform::audience::{self, Token};
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::events::{self, EventKind};

/// How long somebody writes on a section before the log is told again.
const SITTING: TimeDelta = TimeDelta::hours(1);

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

/// Writes the whole draft; on a published practice this opens a new one, while the published version
/// stays public.
///
/// # Errors
/// [`Refusal::ChangedMeanwhile`] when somebody saved after the practice was `seen`;
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub fn save(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    seen: i32,
    text: &Text,
) -> Result<Practice> {
    let step = begin_step(tx, actor, number, Some(seen), Act::Save)?;
    let before = latest_text(tx, &step.practice)?;
    write(tx, actor, step, &before, text.clone(), "")
}

/// The part of a text that one form shows.
#[derive(Debug, Clone)]
pub struct Part {
    /// The sections the form writes.
    pub sections: &'static [Section],
    /// The fingerprint of those sections as the form showed them.
    pub seen: String,
    /// The token of the form: what it saved before is no surprise to it.
    pub form: String,
}

impl Part {
    /// What a form shows of a text.
    pub fn fingerprint(sections: &[Section], text: &Text) -> String {
        portion::fingerprint(sections, text)
    }
}

/// Writes some sections of the draft and leaves all others as they are, whoever wrote them meanwhile.
///
/// # Errors
/// [`Refusal::ChangedMeanwhile`] when somebody else wrote these sections after the form showed them, and
/// otherwise than `text`; [`Error::Forbidden`]; [`Error::NotFound`].
pub fn save_sections(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    part: &Part,
    text: &Text,
) -> Result<Practice> {
    store::lock(tx, number)?;
    let step = begin_step(tx, actor, number, None, Act::Save)?;
    let before = latest_text(tx, &step.practice)?;
    if portion::changed(part.sections, &before, text).is_empty() {
        return Ok(step.practice);
    }
    let as_seen = portion::fingerprint(part.sections, &before) == part.seen;
    if !as_seen && !is_own_save(tx, actor, &step.practice, part)? {
        return Err(Error::Refused(Refusal::ChangedMeanwhile));
    }
    let mut after = before.clone();
    for section in part.sections {
        portion::copy(*section, text, &mut after);
    }
    write(tx, actor, step, &before, after, &part.form)
}

/// Whether these sections were last written by this very form.
fn is_own_save(conn: &mut Conn, actor: &Actor, practice: &Practice, part: &Part) -> Result<bool> {
    Ok(
        last_save_of(conn, practice, part.sections)?.is_some_and(|save| {
            actor.is(save.person_id) && !part.form.is_empty() && save.form_token == part.form
        }),
    )
}

fn last_save_of(
    conn: &mut Conn,
    practice: &Practice,
    sections: &[Section],
) -> Result<Option<store::SectionSave>> {
    let Some(draft) = practice.draft_version else {
        return Ok(None);
    };
    let saves = store::list_section_saves(conn, draft, sections)?;
    Ok(saves.into_iter().next())
}

/// Who wrote some sections last, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastSave {
    /// Who.
    pub person: PersonId,
    /// When.
    pub at: When,
}

/// Who wrote these sections of the draft last, if anybody did since it was opened.
///
/// # Errors
/// When the database refuses.
pub fn last_save(
    conn: &mut Conn,
    practice: &Practice,
    sections: &[Section],
) -> Result<Option<LastSave>> {
    Ok(
        last_save_of(conn, practice, sections)?.map(|save| LastSave {
            person: save.person_id,
            at: save.saved_at,
        }),
    )
}

fn latest_text(conn: &mut Conn, practice: &Practice) -> Result<Text> {
    let version = practice.latest_version().ok_or(Error::NotFound)?;
    let mut text = store::find_version(conn, version)?.text;
    // As every form shows it.
    portion::settle(&mut text.content);
    Ok(text)
}

/// Writes the text into the draft, opening one if there is none, and tells the log of it.
fn write(
    tx: &mut Tx<'_>,
    actor: &Actor,
    step: Step,
    before: &Text,
    mut text: Text,
    form: &str,
) -> Result<Practice> {
    let author = actor.id().ok_or(Error::LoginNeeded)?;
    portion::settle(&mut text.content);
    let mut practice = step.practice;
    practice.state = step.next;
    let opened = practice.draft_version.is_none();
    let draft = match practice.draft_version {
        Some(draft) => {
            store::set_version(tx, draft, &text)?;
            draft
        }
        None => {
            practice.teller = teller(actor, practice.unione);
            practice.review_note = None;
            store::insert_version(tx, practice.id, &text, author)?
        }
    };
    practice.draft_version = Some(draft);
    if practice.published_version.is_none() {
        practice.title.clone_from(&text.title);
        topics::set(tx, practice.subject(), &text.content.topics)?;
    }
    store::set(tx, &practice)?;
    let sections = portion::changed(WRITTEN, before, &text);
    let sat_down = note_saves(tx, author, draft, &sections, form)?;
    let filed_anew = before.title != text.title || before.content.topics != text.content.topics;
    if opened || sat_down || filed_anew {
        events::record(
            tx,
            Some(author),
            EventKind::PracticeDrafted,
            practice.subject(),
            json!({}),
        )?;
    }
    store::find(tx, practice.id)?.ok_or(Error::NotFound)
}

/// Notes who wrote these sections; answers whether that is news to the log. Whoever writes on has told
/// it already: a draft saved by itself every few seconds would drown what happened.
fn note_saves(
    tx: &mut Tx<'_>,
    author: PersonId,
    draft: VersionId,
    sections: &[Section],
    form: &str,
) -> Result<bool> {
    let (now, known) = (tx.now(), store::list_section_saves(tx, draft, sections)?);
    let mut news = false;
    for section in sections {
        let told_at = known
            .iter()
            .find(|save| save.section == *section && save.person_id == author)
            .map(|save| save.told_at)
            .filter(|told| now.0 - told.0 < SITTING);
        news |= told_at.is_none();
        let save = store::SectionSave {
            version_id: draft,
            section: *section,
            person_id: author,
            form_token: form.to_owned(),
            saved_at: now,
            told_at: told_at.unwrap_or(now),
        };
        store::set_section_save(tx, &save)?;
    }
    Ok(news)
}

/// Who tells, when this actor writes on a practice of this Unione.
pub(super) fn teller(actor: &Actor, unione: Option<BodyId>) -> Teller {
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
