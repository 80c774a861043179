//! Questions: what an Unione asks the others, their answers, and comments on both.
//!
//! A question waits, has answers, or is solved; it is never closed, so that a late answer is still read.
//! Who asked says which answers solved it (several may), and everybody who is signed in may answer,
//! comment and mark an answer as useful.
//!
//! **Invariant:** `answer_count`, `solved_count` and `useful_count` change in the transaction of what
//! they count.

mod answer;
mod ask;
mod assign;
mod imported;
mod letters;
mod mark;
mod mentions;
pub mod pages;
mod patience;
mod policy;
mod searchable;
mod similar;
mod store;
mod waiting;

use std::collections::HashSet;

use super::card::Card;
use super::{topics, unioni};
use crate::platform::actor::{Actor, PersonId, TopicId};
use crate::platform::db::{Conn, When};
use crate::platform::error::Result;
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::web::address;
use crate::platform::web::fields::{Faults, length};
use crate::typed_id;

pub use answer::{answer, comment, edit_answer};
pub use ask::{NewQuestion, ask, edit};
pub use assign::{assign, find_to_assign};
pub use imported::{ImportedAnswer, ImportedQuestion, insert_imported, update_imported};
pub use letters::{bearings, told};
pub use mark::{mark_solving, mark_useful, unmark_solving};
pub use patience::{PATIENCE_DAYS, late_before};
pub use searchable::{cards, entries, ids_after};
pub use store::{Answer, Comment, Question};
pub use waiting::{Unanswered, count_unanswered, unanswered, waiting_for};

typed_id! {
    /// A Question.
    QuestionId
}
typed_id! {
    /// An answer to a question.
    AnswerId
}
typed_id! {
    /// A comment on a question or on one of its answers.
    CommentId
}

/// The fewest characters a title may have.
pub const TITLE_AT_LEAST: usize = 10;
/// The most characters a title may have when a person writes it; imports may bring longer ones.
pub const TITLE_AT_MOST: usize = 150;
/// The fewest characters that tell the context of a question.
pub const BODY_AT_LEAST: usize = 30;
/// The fewest characters of an answer or a comment.
pub const REPLY_AT_LEAST: usize = 2;
/// The most characters of any text.
pub const TEXT_AT_MOST: usize = 20_000;
/// The most topics a question may be filed under.
pub const TOPICS_AT_MOST: usize = 3;
/// How many answers stand on one page.
pub const ANSWERS_A_PAGE: i64 = 100;

/// Where a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has answered yet.
    Waiting,
    /// It has answers, none of which is said to have solved it.
    Answered,
    /// At least one answer solved it.
    Solved,
}

impl Standing {
    /// The word people read.
    pub fn label(self) -> &'static str {
        match self {
            Standing::Waiting => "In attesa",
            Standing::Answered => "Con risposte",
            Standing::Solved => "Risolta",
        }
    }

    /// The kind of badge it is shown as.
    pub fn badge(self) -> &'static str {
        match self {
            Standing::Waiting => "waiting",
            Standing::Answered => "info",
            Standing::Solved => "done",
        }
    }
}

impl Question {
    /// As events, topics and audiences point to it.
    pub fn subject(&self) -> Subject {
        Subject::new(SubjectKind::Question, self.id)
    }

    /// The address of its page.
    pub fn url(&self) -> String {
        format!("/domande/{}", address::segment(self.number, &self.title))
    }

    /// The address of an answer on its page; where answers fill several pages, the page is looked up then.
    pub fn url_of_answer(&self, answer: AnswerId) -> String {
        let query = if i64::from(self.answer_count) > ANSWERS_A_PAGE {
            format!("?risposta={answer}")
        } else {
            String::new()
        };
        format!("{}{query}#risposta-{answer}", self.url())
    }

    /// The address that leads to an answer wherever it stands, whatever its question is called by then.
    pub fn permanent_url_of(&self, answer: AnswerId) -> String {
        format!("/domande/{}/risposte/{answer}", self.number)
    }

    /// When it was last asked, edited or answered.
    pub fn changed_at(&self) -> When {
        let later = self.edited_at.max(self.answered_at);
        later.map_or(self.asked_at, |later| later.max(self.asked_at))
    }

    /// Where it stands.
    pub fn standing(&self) -> Standing {
        match (self.answer_count, self.solved_count) {
            (0, _) => Standing::Waiting,
            (_, 0) => Standing::Answered,
            _ => Standing::Solved,
        }
    }

    /// What it is about.
    pub fn about(&self) -> Option<Subject> {
        Some(Subject::new(self.about_kind?, self.about_id?))
    }
}

/// Which questions a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// All.
    All,
    /// Those nobody has answered.
    Unanswered,
    /// Those with an answer that solved them.
    Solved,
}

/// What decides which facilitatori a question belongs to.
#[derive(Debug, Clone, Default)]
pub struct Filing {
    /// The region of its Unione.
    pub region: Option<String>,
    /// Its topics.
    pub topics: Vec<TopicId>,
}

/// What came of editing something that others may edit too.
#[derive(Debug, Clone)]
pub enum Edited<T> {
    /// It is saved; the address to go to.
    Saved(String),
    /// Somebody saved other words meanwhile: these.
    Overtaken(T),
}

/// The question of a number, if the reader may see it.
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound) when there is none it may see.
pub fn find(conn: &mut Conn, reader: &Actor, number: i64) -> Result<Question> {
    store::find_visible(conn, reader.tokens(), number)
}

/// The questions asked about a thing that this reader may see, the newest first.
///
/// # Errors
/// When the database refuses.
pub fn about(conn: &mut Conn, reader: &Actor, thing: Subject, limit: i64) -> Result<Vec<Card>> {
    let questions = store::list_about_visible(conn, reader.tokens(), thing, limit)?;
    searchable::cards_of(conn, &questions)
}

/// The region and topics of a question.
///
/// # Errors
/// When the database refuses.
pub fn filing(conn: &mut Conn, question: &Question) -> Result<Filing> {
    let region = match question.unione_id {
        Some(unione) => unioni::briefs(conn, &[unione])?
            .remove(&unione)
            .and_then(|brief| brief.region),
        None => None,
    };
    let topics = topics::of(conn, question.subject())?
        .into_iter()
        .map(|tag| tag.id)
        .collect();
    Ok(Filing { region, topics })
}

/// The filing as far as it matters for what this actor may do: only facilitatori are asked for it.
fn filing_for(conn: &mut Conn, actor: &Actor, question: &Question) -> Result<Filing> {
    if actor.is_facilitatore() {
        filing(conn, question)
    } else {
        Ok(Filing::default())
    }
}

/// Finds what is to be mended in a title and the text that goes with it.
fn check_words(faults: &mut Faults, title: &str, body: &str) {
    faults.unless(
        length(title) >= TITLE_AT_LEAST,
        "titolo",
        format!("Scrivi la domanda in una frase: almeno {TITLE_AT_LEAST} caratteri"),
    );
    faults.unless(
        length(title) <= TITLE_AT_MOST,
        "titolo",
        format!(
            "Accorcia la domanda: ora ha {} caratteri, può averne {TITLE_AT_MOST}. Il resto scrivilo nel contesto",
            length(title)
        ),
    );
    faults.unless(
        length(body) >= BODY_AT_LEAST,
        "contesto",
        format!("Descrivi il contesto: almeno {BODY_AT_LEAST} caratteri"),
    );
    faults.unless(
        length(body) <= TEXT_AT_MOST,
        "contesto",
        "Accorcia il contesto: può avere al massimo 20.000 caratteri",
    );
}

/// Finds what is to be mended in an answer or a comment, filled in under `field`.
fn check_reply(faults: &mut Faults, field: &str, body: &str) {
    faults.unless(
        length(body) >= REPLY_AT_LEAST,
        field,
        if field == "risposta" {
            "Scrivi la tua risposta"
        } else {
            "Scrivi il tuo commento"
        },
    );
    faults.unless(
        length(body) <= TEXT_AT_MOST,
        field,
        "Accorcia il testo: può avere al massimo 20.000 caratteri",
    );
}

/// The topics ticked on a form, or what is to be mended.
fn check_topics(conn: &mut Conn, faults: &mut Faults, slugs: &[String]) -> Result<Vec<TopicId>> {
    let (ids, unknown) = topics::by_slugs(conn, slugs)?;
    if !unknown.is_empty() {
        faults.add("argomenti", "Scegli gli argomenti fra quelli dell’elenco");
    } else if ids.is_empty() {
        faults.add("argomenti", "Scegli almeno un argomento");
    } else if ids.len() > TOPICS_AT_MOST {
        faults.add(
            "argomenti",
            format!("Scegli al massimo {TOPICS_AT_MOST} argomenti"),
        );
    }
    Ok(ids)
}

/// The people who wrote these, each once.
fn writers<'a>(
    question: &Question,
    answers: impl IntoIterator<Item = &'a Answer>,
    comments: impl IntoIterator<Item = &'a Comment>,
) -> Vec<PersonId> {
    let mut people: HashSet<PersonId> = HashSet::from([question.author_id]);
    people.extend(question.assigned_to);
    people.extend(answers.into_iter().map(|answer| answer.author_id));
    people.extend(comments.into_iter().map(|comment| comment.author_id));
    people.into_iter().collect()
}
