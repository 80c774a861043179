//! What questions say in the inbox and by mail, and whom they concern.

use std::collections::HashMap;

use uuid::Uuid;

use super::{Answer, AnswerId, Comment, CommentId, Question, QuestionId, store};
use crate::features::card::{Bearings, Told};
use crate::features::people::{self, Byline};
use crate::features::unioni::{self, Brief};
use crate::platform::actor::{Actor, BodyId, PersonId};
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::events::{Event, EventKind};

/// These events in words for this reader, by their place in the log; those whose question it may
/// not see are left out.
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

/// What the words are made of; what is gone meanwhile is missing, and nothing to tell of.
struct Facts {
    /// The questions the reader may see, by id.
    questions: HashMap<Uuid, Question>,
    answers: HashMap<AnswerId, Answer>,
    comments: HashMap<CommentId, Comment>,
    unioni: HashMap<BodyId, Brief>,
    /// Who did it.
    people: HashMap<PersonId, Byline>,
}

impl Facts {
    /// The answer an event speaks of; that of another question is none.
    fn answer(&self, event: &Event, question: &Question) -> Option<&Answer> {
        self.answers
            .get(&answer_id(event)?)
            .filter(|answer| answer.question_id == question.id)
    }

    /// The comment an event speaks of; that of another question is none.
    fn comment(&self, event: &Event, question: &Question) -> Option<&Comment> {
        self.comments
            .get(&comment_id(event)?)
            .filter(|comment| comment.question_id == question.id)
    }

    /// The name of who did it.
    fn who(&self, event: &Event) -> &str {
        event
            .actor
            .and_then(|person| self.people.get(&person))
            .map_or("Qualcuno", |byline| byline.name.as_str())
    }
}

/// However many the events are, it takes the same few statements.
fn look_up(conn: &mut Conn, reader: &Actor, events: &[&Event]) -> Result<Facts> {
    let ids: Vec<QuestionId> = events
        .iter()
        .map(|event| QuestionId(event.subject.id))
        .collect();
    let answers: Vec<AnswerId> = events.iter().filter_map(|event| answer_id(event)).collect();
    let comments: Vec<CommentId> = events
        .iter()
        .filter_map(|event| comment_id(event))
        .collect();
    let actors: Vec<PersonId> = events.iter().filter_map(|event| event.actor).collect();
    let questions = store::list_by_ids_visible(conn, reader.tokens(), &ids)?;
    let from: Vec<BodyId> = questions.iter().filter_map(|one| one.unione_id).collect();
    Ok(Facts {
        answers: store::list_answers_of_ids(conn, &answers)?
            .into_iter()
            .map(|answer| (answer.id, answer))
            .collect(),
        comments: store::list_comments_of_ids(conn, &comments)?
            .into_iter()
            .map(|comment| (comment.id, comment))
            .collect(),
        unioni: unioni::briefs(conn, &from)?,
        people: people::bylines(conn, reader, &actors)?,
        questions: questions
            .into_iter()
            .map(|question| (question.id.into(), question))
            .collect(),
    })
}

fn in_words(reader: &Actor, event: &Event, facts: &Facts) -> Option<Told> {
    let question = facts.questions.get(&event.subject.id)?;
    match event.kind {
        EventKind::QuestionAsked => Some(asked(reader, event, question, facts)),
        EventKind::QuestionAnswered => answered(reader, event, question, facts),
        EventKind::CommentPosted => commented(reader, event, question, facts),
        EventKind::AnswerMarkedSolving => solved(reader, event, question, facts),
        EventKind::QuestionAssigned => assigned(reader, question),
        _ => None,
    }
}

fn asked(reader: &Actor, event: &Event, question: &Question, facts: &Facts) -> Told {
    let who = facts.who(event);
    let unione = question.unione_id.and_then(|id| facts.unioni.get(&id));
    let sentence = match unione {
        _ if mentioned(reader, event) => format!("{who} ti nomina in una domanda"),
        Some(unione) => format!("{who} ({}) chiede", unione.name),
        None => format!("{who} chiede"),
    };
    Told {
        sentence,
        title: question.title.clone(),
        after_title: String::new(),
        url: question.url(),
        body: question.body.clone(),
    }
}

fn answered(reader: &Actor, event: &Event, question: &Question, facts: &Facts) -> Option<Told> {
    let answer = facts.answer(event, question)?;
    let who = facts.who(event);
    let sentence = if reader.is(question.author_id) {
        format!("{who} ha risposto alla tua domanda")
    } else if mentioned(reader, event) {
        format!("{who} ti nomina in una risposta")
    } else {
        format!("{who} ha risposto a una domanda che segui")
    };
    Some(Told {
        sentence,
        title: question.title.clone(),
        after_title: String::new(),
        url: question.url_of_answer(answer.id),
        body: answer.body.clone(),
    })
}

fn commented(reader: &Actor, event: &Event, question: &Question, facts: &Facts) -> Option<Told> {
    let comment = facts.comment(event, question)?;
    let answer = facts.answer(event, question);
    let who = facts.who(event);
    let sentence = if answer.is_some_and(|answer| reader.is(answer.author_id)) {
        format!("{who} ha commentato la tua risposta")
    } else if mentioned(reader, event) {
        format!("{who} ti nomina in un commento")
    } else if reader.is(question.author_id) {
        format!("{who} ha commentato la tua domanda")
    } else {
        format!("{who} ha commentato una domanda che segui")
    };
    let page = answer.map_or_else(
        || question.url(),
        |answer| question.url_of_answer(answer.id),
    );
    let page = page.split('#').next().unwrap_or_default();
    Some(Told {
        sentence,
        title: question.title.clone(),
        after_title: String::new(),
        url: format!("{page}#commento-{}", comment.id),
        body: comment.body.clone(),
    })
}

fn solved(reader: &Actor, event: &Event, question: &Question, facts: &Facts) -> Option<Told> {
    // The mark may have been taken back before the letter went.
    let answer = facts
        .answer(event, question)
        .filter(|answer| answer.solved_at.is_some())?;
    let sentence = if reader.is(answer.author_id) {
        "La tua risposta ha risolto"
    } else {
        "Una risposta ha risolto una domanda che segui"
    };
    Some(Told {
        sentence: sentence.to_owned(),
        title: question.title.clone(),
        after_title: String::new(),
        url: question.url_of_answer(answer.id),
        body: answer.body.clone(),
    })
}

/// Told to the one it was given to, as long as it still is.
fn assigned(reader: &Actor, question: &Question) -> Option<Told> {
    reader.id().filter(|id| question.assigned_to == Some(*id))?;
    Some(Told {
        sentence: "Ti è stata affidata una domanda".to_owned(),
        title: question.title.clone(),
        after_title: String::new(),
        url: question.url(),
        body: question.body.clone(),
    })
}

/// Whether the text of the event names the reader.
fn mentioned(reader: &Actor, event: &Event) -> bool {
    let Some(reader) = reader.id() else {
        return false;
    };
    event.particulars["mentions"]
        .as_array()
        .is_some_and(|people| {
            people
                .iter()
                .any(|one| one.as_str() == Some(&reader.to_string()))
        })
}

fn answer_id(event: &Event) -> Option<AnswerId> {
    id_in(event, "answer_id").map(AnswerId)
}

fn comment_id(event: &Event) -> Option<CommentId> {
    id_in(event, "comment_id").map(CommentId)
}

fn id_in(event: &Event, name: &str) -> Option<Uuid> {
    event.particulars[name].as_str()?.parse().ok()
}

/// What a question hangs on: who asked, for which Unione, about what; who answered and who was given it.
///
/// # Errors
/// When the database refuses.
pub fn bearings(conn: &mut Conn, id: Uuid) -> Result<Option<Bearings>> {
    let Some(question) = store::find_by_id(conn, QuestionId(id))? else {
        return Ok(None);
    };
    let mut involved = store::list_answerers(conn, question.id)?;
    involved.extend(question.assigned_to);
    involved.sort_unstable();
    involved.dedup();
    Ok(Some(Bearings {
        author: question.author_id,
        unione: question.unione_id,
        about: question.about(),
        involved,
    }))
}
