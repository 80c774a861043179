//! What lists, searches and the index know of questions.

use std::collections::HashMap;

use uuid::Uuid;

use super::{Question, QuestionId, Standing, mentions, store};
use crate::features::card::Card;
use crate::features::{topics, unioni};
use crate::platform::actor::Actor;
use crate::platform::audience;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::search::IndexEntry;
use crate::platform::subject::SubjectKind;
use crate::platform::{dates, text};

/// How many characters of a question a card shows.
const EXCERPT: usize = 180;

/// These, as lists show them, to this reader; what it may not see is left out.
///
/// # Errors
/// When the database refuses.
pub fn cards(conn: &mut Conn, reader: &Actor, ids: &[Uuid]) -> Result<HashMap<Uuid, Card>> {
    let ids: Vec<QuestionId> = ids.iter().copied().map(QuestionId).collect();
    let questions = store::list_by_ids_visible(conn, reader.tokens(), &ids)?;
    Ok(cards_of(conn, &questions)?
        .into_iter()
        .map(|card| (card.subject.id, card))
        .collect())
}

/// The cards of these questions, in their order.
///
/// # Errors
/// When the database refuses.
pub fn cards_of(conn: &mut Conn, questions: &[Question]) -> Result<Vec<Card>> {
    if questions.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = questions
        .iter()
        .map(|question| question.id.into())
        .collect();
    let mut tags = topics::of_many(conn, SubjectKind::Question, &ids)?;
    let mut bodies: Vec<_> = questions.iter().filter_map(|one| one.unione_id).collect();
    bodies.sort_unstable();
    bodies.dedup();
    let briefs = unioni::briefs(conn, &bodies)?;
    Ok(questions
        .iter()
        .map(|question| Card {
            subject: question.subject(),
            url: question.url(),
            title: question.title.clone(),
            excerpt: text::excerpt(&mentions::withheld(&question.body), EXCERPT),
            signals: signals(question),
            unione: question.unione_id.and_then(|id| briefs.get(&id).cloned()),
            topics: tags.remove(&question.id.into()).unwrap_or_default(),
            published_at: Some(question.asked_at),
            file_bytes: None,
            edition: None,
        })
        .collect())
}

/// "Risolta", "2 risposte".
fn signals(question: &Question) -> Vec<String> {
    let answers = answers_in_words(question);
    match question.standing() {
        Standing::Waiting => vec![Standing::Waiting.label().to_owned()],
        Standing::Answered => vec![answers],
        Standing::Solved => vec![Standing::Solved.label().to_owned(), answers],
    }
}

/// "1 risposta", "2 risposte".
pub fn answers_in_words(question: &Question) -> String {
    dates::count(question.answer_count.into(), "risposta", "risposte")
}

/// What the index knows of it, from the rows as they are now; nothing when nobody may find it.
///
/// # Errors
/// When the database refuses.
pub fn entries(conn: &mut Conn, id: Uuid) -> Result<Vec<IndexEntry>> {
    let Some(question) = store::find_by_id(conn, QuestionId(id))? else {
        return Ok(Vec::new());
    };
    let subject = question.subject();
    let audience = audience::of(conn, subject)?;
    if audience.is_empty() {
        return Ok(Vec::new());
    }
    let mut body = text::to_plain(&mentions::left_out(&question.body));
    for answer in store::list_answer_texts(conn, question.id)? {
        body.push_str("\n\n");
        body.push_str(&text::to_plain(&mentions::left_out(&answer)));
    }
    let region = match question.unione_id {
        Some(unione) => unioni::briefs(conn, &[unione])?
            .remove(&unione)
            .and_then(|brief| brief.region),
        None => None,
    };
    Ok(vec![IndexEntry {
        key: "whole".to_owned(),
        subject: subject.to_string(),
        kind: SubjectKind::Question.to_string(),
        title: question.title,
        body,
        page: None,
        topics: topic_slugs(conn, subject)?,
        unione: question.unione_id.map(|unione| unione.to_string()),
        region,
        published_at: Some(question.asked_at.0),
        edition: None,
        is_stale: false,
        audience,
    }])
}

/// The slugs of its topics and of those above them.
fn topic_slugs(conn: &mut Conn, subject: crate::platform::subject::Subject) -> Result<Vec<String>> {
    let own: Vec<_> = topics::of(conn, subject)?
        .into_iter()
        .map(|tag| tag.id)
        .collect();
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let known = topics::all(conn)?;
    let ids = topics::with_ancestors(&known, &own);
    Ok(known
        .into_iter()
        .filter(|topic| ids.contains(&topic.id))
        .map(|topic| topic.slug)
        .collect())
}

/// Ids in order, after this one, at most `limit`: for rebuilding the index.
///
/// # Errors
/// When the database refuses.
pub fn ids_after(conn: &mut Conn, after: Option<Uuid>, limit: i64) -> Result<Vec<Uuid>> {
    store::list_ids_after(conn, after, limit)
}
