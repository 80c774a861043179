//! Giving a question to somebody.

use serde_json::json;

use super::{Question, filing_for, find, policy, store};
use crate::platform::actor::{Actor, PersonId};
use crate::platform::db::{Conn, Tx};
use crate::platform::error::{Error, Result};
use crate::platform::events::{self, EventKind};

/// Gives a question to a person to answer; giving it to the same person again changes nothing.
/// Answers the address of the question.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] unless the actor facilitates the question.
pub fn assign(tx: &mut Tx<'_>, actor: &Actor, number: i64, person: PersonId) -> Result<String> {
    let question = find_to_assign(tx, actor, number)?;
    if question.assigned_to != Some(person) {
        store::set_assigned(tx, question.id, person)?;
        events::record(
            tx,
            actor.id(),
            EventKind::QuestionAssigned,
            question.subject(),
            json!({ "assigned_to": person }),
        )?;
    }
    Ok(format!("{}#incarico", question.url()))
}

/// The question of a number, if the actor may give it to somebody.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] unless the actor facilitates the question.
pub fn find_to_assign(conn: &mut Conn, actor: &Actor, number: i64) -> Result<Question> {
    let question = find(conn, actor, number)?;
    let filing = filing_for(conn, actor, &question)?;
    if policy::may_assign(actor, &filing) {
        Ok(question)
    } else {
        Err(Error::Forbidden(
            "Una domanda può affidarla solo un facilitatore.",
        ))
    }
}
