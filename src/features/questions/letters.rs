//! What questions say in the inbox and by mail, and whom they concern.

use uuid::Uuid;

use super::{Answer, AnswerId, Comment, CommentId, Question, QuestionId, store};
use crate::features::card::{Bearings, Told};
use crate::features::{people, unioni};
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::error::{Error, Result};
use crate::platform::events::{Event, EventKind};

/// An event in words for this reader, if it may see the subject.
///
/// # Errors
/// When the database refuses.
pub fn told(conn: &mut Conn, reader: &Actor, event: &Event) -> Result<Option<Told>> {
    let ids = [QuestionId(event.subject.id)];
    let Some(question) = store::list_by_ids_visible(conn, reader.tokens(), &ids)?.pop() else {
        return Ok(None);
    };
    match event.kind {
        EventKind::QuestionAsked => asked(conn, reader, event, question).map(Some),
        EventKind::QuestionAnswered => answered(conn, reader, event, question),
        EventKind::CommentPosted => commented(conn, reader, event, question),
        EventKind::AnswerMarkedSolving => solved(conn, reader, event, question),
        EventKind::QuestionAssigned => Ok(assigned(reader, question)),
        _ => Ok(None),
    }
}

fn asked(conn: &mut Conn, reader: &Actor, event: &Event, question: Question) -> Result<Told> {
    let who = signed(conn, reader, event)?;
    let sentence = if mentioned(reader, event) {
        format!("{who} ti nomina in una domanda")
    } else {
        let unione = match question.unione_id {
            Some(id) => unioni::briefs(conn, &[id])?.remove(&id),
            None => None,
        };
        match unione {
            Some(unione) => format!("{who} ({}) chiede", unione.name),
            None => format!("{who} chiede"),
        }
    };
    Ok(Told {
        sentence,
        url: question.url(),
        title: question.title,
        body: question.body,
    })
}

fn answered(
    conn: &mut Conn,
    reader: &Actor,
    event: &Event,
    question: Question,
) -> Result<Option<Told>> {
    let Some(answer) = answer_of(conn, event, &question)? else {
        return Ok(None);
    };
    let who = signed(conn, reader, event)?;
    let sentence = if reader.is(question.author_id) {
        format!("{who} ha risposto alla tua domanda")
    } else if mentioned(reader, event) {
        format!("{who} ti nomina in una risposta")
    } else {
        format!("{who} ha risposto a una domanda che segui")
    };
    Ok(Some(Told {
        sentence,
        url: question.url_of_answer(answer.id),
        title: question.title,
        body: answer.body,
    }))
}

fn commented(
    conn: &mut Conn,
    reader: &Actor,
    event: &Event,
    question: Question,
) -> Result<Option<Told>> {
    let Some(comment) = comment_of(conn, event, &question)? else {
        return Ok(None);
    };
    let answer = answer_of(conn, event, &question)?;
    let who = signed(conn, reader, event)?;
    let on_own_answer = answer
        .as_ref()
        .is_some_and(|answer| reader.is(answer.author_id));
    let sentence = if on_own_answer {
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
    Ok(Some(Told {
        sentence,
        url: format!("{page}#commento-{}", comment.id),
        title: question.title,
        body: comment.body,
    }))
}

fn solved(
    conn: &mut Conn,
    reader: &Actor,
    event: &Event,
    question: Question,
) -> Result<Option<Told>> {
    // The mark may have been taken back before the letter went.
    let Some(answer) = answer_of(conn, event, &question)?.filter(|one| one.solved_at.is_some())
    else {
        return Ok(None);
    };
    let sentence = if reader.is(answer.author_id) {
        "La tua risposta ha risolto"
    } else {
        "Una risposta ha risolto una domanda che segui"
    };
    Ok(Some(Told {
        sentence: sentence.to_owned(),
        url: question.url_of_answer(answer.id),
        title: question.title,
        body: answer.body,
    }))
}

/// Told to the one it was given to, as long as it still is.
fn assigned(reader: &Actor, question: Question) -> Option<Told> {
    reader.id().filter(|id| question.assigned_to == Some(*id))?;
    Some(Told {
        sentence: "Ti è stata affidata una domanda".to_owned(),
        url: question.url(),
        title: question.title,
        body: question.body,
    })
}

fn signed(conn: &mut Conn, reader: &Actor, event: &Event) -> Result<String> {
    let Some(person) = event.actor else {
        return Ok("Qualcuno".to_owned());
    };
    Ok(people::bylines(conn, reader, &[person])?
        .remove(&person)
        .map_or_else(|| "Qualcuno".to_owned(), |byline| byline.name))
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

fn id_in(event: &Event, name: &str) -> Option<Uuid> {
    event.particulars[name].as_str()?.parse().ok()
}

fn answer_of(conn: &mut Conn, event: &Event, question: &Question) -> Result<Option<Answer>> {
    match id_in(event, "answer_id") {
        Some(id) => found(store::find_answer(conn, question.id, AnswerId(id))),
        None => Ok(None),
    }
}

fn comment_of(conn: &mut Conn, event: &Event, question: &Question) -> Result<Option<Comment>> {
    match id_in(event, "comment_id") {
        Some(id) => found(store::find_comment(conn, question.id, CommentId(id))),
        None => Ok(None),
    }
}

/// What is gone meanwhile is nothing to tell of.
fn found<T>(row: Result<T>) -> Result<Option<T>> {
    match row {
        Ok(row) => Ok(Some(row)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
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
