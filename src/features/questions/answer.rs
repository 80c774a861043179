//! Answering, changing the words of an answer, commenting.

use serde_json::json;

use super::{Answer, AnswerId, CommentId, Edited, find, mentions, policy, store};
use crate::platform::actor::Actor;
use crate::platform::db::Tx;
use crate::platform::error::{Error, Result};
use crate::platform::events::{self, EventKind};

/// Answers a question; answers the address of the answer on its page.
///
/// # Errors
/// [`Error::NotFound`] when the actor may not see the question.
pub fn answer(tx: &mut Tx<'_>, actor: &Actor, number: i64, body: &str) -> Result<String> {
    let author = actor.id().ok_or(Error::LoginNeeded)?;
    let question = find(tx, actor, number)?;
    if !policy::may_answer(actor) {
        return Err(Error::LoginNeeded);
    }
    let (id, now) = (AnswerId::new(), tx.now());
    store::insert_answer(
        tx,
        &store::NewAnswerRow {
            id,
            question: question.id,
            author,
            unione: actor.unioni().next(),
            body,
            answered_at: now,
            solved: false,
        },
    )?;
    store::count_answer(tx, question.id)?;
    let mentions = mentions::of(tx, body)?;
    events::record(
        tx,
        actor.id(),
        EventKind::QuestionAnswered,
        question.subject(),
        json!({ "answer_id": id, "mentions": mentions }),
    )?;
    Ok(find(tx, actor, number)?.url_of_answer(id))
}

/// Changes the words of an answer, unless they were changed after `lock_version` was read. The same
/// words sent again are no conflict.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] unless the actor wrote it.
pub fn edit_answer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    id: AnswerId,
    lock_version: i32,
    body: &str,
) -> Result<Edited<Answer>> {
    let question = find(tx, actor, number)?;
    let answer = store::find_answer(tx, question.id, id)?;
    if !policy::may_edit_answer(actor, &answer) {
        return Err(Error::Forbidden(
            "La risposta può modificarla solo chi l’ha scritta.",
        ));
    }
    if !store::set_answer_words(tx, id, lock_version, body)? {
        let now = store::find_answer(tx, question.id, id)?;
        return Ok(if now.body == body {
            Edited::Saved(question.url_of_answer(id))
        } else {
            Edited::Overtaken(now)
        });
    }
    events::record(
        tx,
        actor.id(),
        EventKind::AnswerEdited,
        question.subject(),
        json!({ "answer_id": id }),
    )?;
    Ok(Edited::Saved(question.url_of_answer(id)))
}

/// Comments on a question, or on one of its answers; answers the address of the comment.
///
/// # Errors
/// [`Error::NotFound`] when the actor may not see the question, or the answer is not one of its.
pub fn comment(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    on: Option<AnswerId>,
    body: &str,
) -> Result<String> {
    let author = actor.id().ok_or(Error::LoginNeeded)?;
    let question = find(tx, actor, number)?;
    if !policy::may_answer(actor) {
        return Err(Error::LoginNeeded);
    }
    let commented = match on {
        Some(answer) => Some(store::find_answer(tx, question.id, answer)?),
        None => None,
    };
    let id = CommentId::new();
    store::insert_comment(tx, id, question.id, on, author, actor.unioni().next(), body)?;
    let mentions = mentions::of(tx, body)?;
    let mut particulars = json!({ "comment_id": id, "mentions": mentions });
    if let Some(answer) = &commented {
        particulars["answer_id"] = json!(answer.id);
        particulars["answer_author"] = json!(answer.author_id);
    }
    events::record(
        tx,
        actor.id(),
        EventKind::CommentPosted,
        question.subject(),
        particulars,
    )?;
    let page = match on {
        Some(answer) => question.url_of_answer(answer),
        None => question.url(),
    };
    let page = page.split('#').next().unwrap_or_default();
    Ok(format!("{page}#commento-{id}"))
}
