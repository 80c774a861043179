//! "Ha risolto" and "Utile".

use serde_json::json;

use super::{Answer, AnswerId, Question, filing_for, find, policy, store};
use crate::platform::actor::Actor;
use crate::platform::db::Tx;
use crate::platform::error::{Error, Result};
use crate::platform::events::{self, EventKind};

/// Says that an answer solved the question; saying it again changes nothing. Answers the address of
/// the answer.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] unless the actor asked, or facilitates the question.
pub fn mark_solving(tx: &mut Tx<'_>, actor: &Actor, number: i64, id: AnswerId) -> Result<String> {
    let (question, answer) = judged(tx, actor, number, id)?;
    if store::set_solved(tx, question.id, id, actor.id())? {
        events::record(
            tx,
            actor.id(),
            EventKind::AnswerMarkedSolving,
            question.subject(),
            json!({ "answer_id": id, "answer_author": answer.author_id }),
        )?;
    }
    Ok(question.url_of_answer(id))
}

/// Takes back that an answer solved the question.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] unless the actor asked, or facilitates the question.
pub fn unmark_solving(tx: &mut Tx<'_>, actor: &Actor, number: i64, id: AnswerId) -> Result<String> {
    let (question, _) = judged(tx, actor, number, id)?;
    if store::unset_solved(tx, question.id, id)? {
        events::record(
            tx,
            actor.id(),
            EventKind::AnswerUnmarkedSolving,
            question.subject(),
            json!({ "answer_id": id }),
        )?;
    }
    Ok(question.url_of_answer(id))
}

fn judged(tx: &mut Tx<'_>, actor: &Actor, number: i64, id: AnswerId) -> Result<(Question, Answer)> {
    let question = find(tx, actor, number)?;
    let answer = store::find_answer(tx, question.id, id)?;
    let filing = filing_for(tx, actor, &question)?;
    if !policy::may_judge(actor, &question, &filing) {
        return Err(Error::Forbidden(
            "Se una risposta ha risolto lo dice chi ha fatto la domanda, o un facilitatore.",
        ));
    }
    Ok((question, answer))
}

/// Says that an answer is useful, or takes it back if the actor had said so. Answers the address of
/// the answer.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] on an answer of one's own.
pub fn mark_useful(tx: &mut Tx<'_>, actor: &Actor, number: i64, id: AnswerId) -> Result<String> {
    let person = actor.id().ok_or(Error::LoginNeeded)?;
    let question = find(tx, actor, number)?;
    let answer = store::find_answer(tx, question.id, id)?;
    if !policy::may_mark_useful(actor, &answer) {
        return Err(Error::Forbidden(
            "Che una tua risposta è utile lo dicono gli altri.",
        ));
    }
    store::toggle_useful(tx, id, person)?;
    Ok(question.url_of_answer(id))
}
