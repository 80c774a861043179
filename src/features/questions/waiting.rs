//! What waits for somebody: one's own questions without a verdict, questions given to one, and for the
//! desk those nobody has answered.

use std::collections::HashMap;

use super::searchable::{answers_in_words, cards_of};
use super::{View, store};
use crate::features::card::{Card, Waiting};
use crate::features::people::{self, Byline};
use crate::features::topics;
use crate::platform::actor::{Actor, PersonId, TopicId};
use crate::platform::db::{Conn, When};
use crate::platform::error::Result;

/// Of each kind no more are told of at once.
const AT_MOST: i64 = 10;

/// What waits for this person: questions given to it first, then its own that were answered and not
/// yet judged.
///
/// # Errors
/// When the database refuses.
pub fn waiting_for(conn: &mut Conn, actor: &Actor) -> Result<Vec<Waiting>> {
    let Some(person) = actor.id() else {
        return Ok(Vec::new());
    };
    let given = store::list_assigned_unanswered(conn, actor.tokens(), person, AT_MOST)?;
    let own = store::list_unjudged_of(conn, person, AT_MOST)?;
    let given = given.iter().map(|question| Waiting {
        sentence: format!("Ti è stata affidata la domanda «{}»", question.title),
        url: format!("{}#rispondi", question.url()),
        action: "Rispondi".to_owned(),
    });
    let own = own.iter().map(|question| Waiting {
        sentence: format!(
            "La tua domanda «{}» ha {}: ti è servita?",
            question.title,
            answers_in_words(question)
        ),
        url: format!("{}#risposte", question.url()),
        action: "Leggi e di’ se ha risolto".to_owned(),
    });
    Ok(given.chain(own).collect())
}

/// A question nobody has answered, as the desk shows it.
#[derive(Debug, Clone)]
pub struct Unanswered {
    /// The question; `published_at` says when it was asked.
    pub card: Card,
    /// Who was given it.
    pub assigned_to: Option<Byline>,
    /// Mentors of its topics.
    pub mentors: Vec<Byline>,
}

/// How many questions nobody has answered, and how many of them were asked before this instant.
///
/// # Errors
/// When the database refuses.
pub fn count_unanswered(conn: &mut Conn, actor: &Actor, before: When) -> Result<(i64, i64)> {
    let tokens = actor.tokens();
    Ok((
        store::count_visible(conn, tokens, View::Unanswered, &[])?,
        store::count_unanswered_before_visible(conn, tokens, before)?,
    ))
}

/// The questions nobody has answered, the oldest first, at most `limit`, with who could.
///
/// # Errors
/// When the database refuses.
pub fn unanswered(conn: &mut Conn, actor: &Actor, limit: i64) -> Result<Vec<Unanswered>> {
    let questions = store::list_unanswered_visible(conn, actor.tokens(), limit)?;
    let cards = cards_of(conn, &questions)?;
    let known = topics::all(conn)?;
    let mut filed: Vec<TopicId> = cards
        .iter()
        .flat_map(|card| card.topics.iter().map(|tag| tag.id))
        .collect();
    filed.sort_unstable();
    filed.dedup();
    let mut people = people::mentori_of(conn, &filed)?;
    people.extend(questions.iter().filter_map(|question| question.assigned_to));
    people.sort_unstable();
    people.dedup();
    let bylines: HashMap<PersonId, Byline> = people::bylines(conn, actor, &people)?;
    Ok(questions
        .iter()
        .zip(cards)
        .map(|(question, card)| {
            let own: Vec<TopicId> = card.topics.iter().map(|tag| tag.id).collect();
            let reached = topics::with_ancestors(&known, &own);
            let mut mentors: Vec<Byline> = bylines
                .values()
                .filter(|byline| byline.id != question.author_id)
                .filter(|byline| byline.mentore_of.iter().any(|id| reached.contains(id)))
                .cloned()
                .collect();
            mentors.sort_by(|one, other| one.name.cmp(&other.name));
            Unanswered {
                assigned_to: question
                    .assigned_to
                    .and_then(|id| bylines.get(&id).cloned()),
                mentors,
                card,
            }
        })
        .collect())
}
