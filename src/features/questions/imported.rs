//! Questions that come from an import. Who imports records the event: one record, one event.

use std::borrow::Cow;

use super::{AnswerId, QuestionId, store};
use crate::features::topics;
use crate::platform::actor::{BodyId, PersonId, TopicId};
use crate::platform::audience::{self, Token};
use crate::platform::db::{Tx, When};
use crate::platform::error::Result;
use crate::platform::subject::{Subject, SubjectKind};

/// A question as an import brings it.
#[derive(Debug, Clone)]
pub struct ImportedQuestion {
    /// Up to 1,000 characters.
    pub title: String,
    /// The context, in the light text grammar.
    pub body: String,
    /// What it is filed under.
    pub topics: Vec<TopicId>,
    /// The Unione that asked.
    pub unione: Option<BodyId>,
    /// Who may see it.
    pub audience: Token,
    /// Who signs the question and its answers: the system's own person.
    pub author: PersonId,
    /// Where it was published first.
    pub source_url: Option<String>,
    /// Under which licence.
    pub licence: Option<String>,
    /// When it was asked.
    pub asked_at: When,
    /// Its answers, in order of time.
    pub answers: Vec<ImportedAnswer>,
}

/// An answer as an import brings it.
#[derive(Debug, Clone)]
pub struct ImportedAnswer {
    /// What was answered, in the light text grammar.
    pub body: String,
    /// Whether it solved the question.
    pub solved: bool,
    /// When it was given.
    pub answered_at: When,
}

impl ImportedQuestion {
    /// The same without NUL characters, which PostgreSQL keeps in no text.
    fn without_nul(&self) -> Cow<'_, ImportedQuestion> {
        let texts = [&self.title, &self.body];
        let answers = self.answers.iter().map(|answer| &answer.body);
        if !texts
            .into_iter()
            .chain(answers)
            .any(|text| text.contains('\0'))
        {
            return Cow::Borrowed(self);
        }
        let mut clean = self.clone();
        for text in [&mut clean.title, &mut clean.body]
            .into_iter()
            .chain(clean.answers.iter_mut().map(|answer| &mut answer.body))
        {
            text.retain(|c| c != '\0');
        }
        Cow::Owned(clean)
    }
}

/// Adds an imported question with its answers.
///
/// # Errors
/// When the database refuses.
pub fn insert_imported(tx: &mut Tx<'_>, new: &ImportedQuestion) -> Result<QuestionId> {
    let (id, new) = (QuestionId::new(), &*new.without_nul());
    store::insert(
        tx,
        &store::NewRow {
            id,
            unione: new.unione,
            author: new.author,
            title: &new.title,
            body: &new.body,
            about: None,
            asked_at: new.asked_at,
            source_url: new.source_url.as_deref(),
            licence: new.licence.as_deref(),
        },
    )?;
    for answer in &new.answers {
        insert_answer(tx, id, new, answer)?;
    }
    file(tx, id, new)
}

/// Makes an imported question say what the import says now. Its answers are told apart by their
/// order; what people have added since (answers, comments, marks) stays.
///
/// # Errors
/// When the database refuses.
pub fn update_imported(tx: &mut Tx<'_>, id: QuestionId, new: &ImportedQuestion) -> Result<()> {
    let new = &*new.without_nul();
    store::set_imported(tx, id, new)?;
    let known = store::list_answers_by(tx, id, new.author)?;
    for (old, answer) in known.iter().zip(&new.answers) {
        store::set_imported_answer(tx, *old, answer)?;
    }
    for answer in new.answers.iter().skip(known.len()) {
        insert_answer(tx, id, new, answer)?;
    }
    for surplus in known.iter().skip(new.answers.len()) {
        store::delete_answer(tx, *surplus)?;
    }
    file(tx, id, new)?;
    Ok(())
}

fn insert_answer(
    tx: &mut Tx<'_>,
    question: QuestionId,
    new: &ImportedQuestion,
    answer: &ImportedAnswer,
) -> Result<()> {
    store::insert_answer(
        tx,
        &store::NewAnswerRow {
            id: AnswerId::new(),
            question,
            author: new.author,
            unione: None,
            body: &answer.body,
            answered_at: answer.answered_at,
            solved: answer.solved,
        },
    )
}

fn file(tx: &mut Tx<'_>, id: QuestionId, new: &ImportedQuestion) -> Result<QuestionId> {
    let subject = Subject::new(SubjectKind::Question, id);
    store::recount(tx, id)?;
    topics::set(tx, subject, &new.topics)?;
    audience::set(tx, subject, std::slice::from_ref(&new.audience))?;
    Ok(id)
}
