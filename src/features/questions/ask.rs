//! Asking, and changing the words of a question.

use serde_json::json;

use super::{Edited, Question, QuestionId, filing_for, find, mentions, policy, store};
use crate::features::subscriptions::{self, Frequency};
use crate::features::topics;
use crate::platform::actor::{Actor, BodyId, TopicId};
use crate::platform::audience::{self, Token};
use crate::platform::db::Tx;
use crate::platform::error::{Error, Result};
use crate::platform::events::{self, EventKind};
use crate::platform::subject::{Subject, SubjectKind};

/// What is needed to ask.
#[derive(Debug, Clone)]
pub struct NewQuestion {
    /// The question in one sentence.
    pub title: String,
    /// The context, in the light text grammar.
    pub body: String,
    /// What it is filed under.
    pub topics: Vec<TopicId>,
    /// Who may see it: [`Token::Public`] or [`Token::Members`].
    pub audience: Token,
    /// The Unione it is asked for, one of the actor's.
    pub unione: Option<BodyId>,
    /// The practice or document that raised it.
    pub about: Option<Subject>,
}

/// Asks; who asks follows its question from now on. Answers the address of the question.
///
/// # Errors
/// [`Error::NotFound`] when it is about something the actor may not see; [`Error::Forbidden`] when it
/// is asked for an Unione of others.
pub fn ask(tx: &mut Tx<'_>, actor: &Actor, new: &NewQuestion) -> Result<String> {
    let author = actor.id().ok_or(Error::LoginNeeded)?;
    if !policy::may_ask_for(actor, new.unione) {
        return Err(Error::Forbidden(
            "Puoi fare domande solo per la tua unione.",
        ));
    }
    if let Some(about) = new.about
        && !audience::sees(tx, actor.tokens(), about)?
    {
        return Err(Error::NotFound);
    }
    let id = QuestionId::new();
    let subject = Subject::new(SubjectKind::Question, id);
    let number = store::insert(
        tx,
        &store::NewRow {
            id,
            unione: new.unione,
            author,
            title: &new.title,
            body: &new.body,
            about: new.about,
            asked_at: tx.now(),
            source_url: None,
            licence: None,
        },
    )?;
    topics::set(tx, subject, &new.topics)?;
    audience::set(tx, subject, std::slice::from_ref(&new.audience))?;
    let mentions = mentions::of(tx, &new.body)?;
    events::record(
        tx,
        actor.id(),
        EventKind::QuestionAsked,
        subject,
        json!({ "mentions": mentions }),
    )?;
    subscriptions::follow(tx, actor, subject, Frequency::AtOnce)?;
    Ok(find(tx, actor, number)?.url())
}

/// Changes the words and topics of a question, unless somebody did so after `lock_version` was read.
/// The same words sent again are no conflict.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] unless the actor asked it or facilitates it.
pub fn edit(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    lock_version: i32,
    title: &str,
    body: &str,
    topics: &[TopicId],
) -> Result<Edited<Question>> {
    let question = find(tx, actor, number)?;
    let filing = filing_for(tx, actor, &question)?;
    if !policy::may_edit(actor, &question, &filing) {
        return Err(Error::Forbidden(
            "La domanda può modificarla chi l’ha fatta, o un facilitatore.",
        ));
    }
    if !store::set_words(tx, question.id, lock_version, title, body)? {
        let now = find(tx, actor, number)?;
        return Ok(if now.title == title && now.body == body {
            Edited::Saved(now.url())
        } else {
            Edited::Overtaken(now)
        });
    }
    topics::set(tx, question.subject(), topics)?;
    events::record(
        tx,
        actor.id(),
        EventKind::QuestionEdited,
        question.subject(),
        json!({}),
    )?;
    Ok(Edited::Saved(find(tx, actor, number)?.url()))
}
