//! Answers, comments and signatures as the page of a question shows them.

use super::sight::Sight;
use crate::features::questions::{Answer, AnswerId, Comment, mentions, policy};
use crate::platform::actor::{Actor, PersonId};
use crate::platform::db::When;
use crate::platform::web::fields::Faults;
use crate::platform::{dates, text};

/// What was sent and not accepted: it stands in its form again.
#[derive(Debug, Default)]
pub struct Unsent {
    /// An answer.
    pub answer: String,
    /// A comment.
    pub comment: String,
    /// The name of the field the comment belongs to.
    pub comment_place: String,
    /// Whom the question was to be given to.
    pub handle: String,
}

/// The id of the field for a comment on this answer, or on the question itself.
pub fn comment_field(on: Option<AnswerId>) -> String {
    match on {
        Some(answer) => format!("commento-{answer}"),
        None => "commento-domanda".to_owned(),
    }
}

/// Who wrote something.
#[derive(Debug, Clone)]
pub struct Signature {
    /// For the round badge.
    pub initials: String,
    /// Name, or for visitors the office.
    pub name: String,
    /// What the person does, and where.
    pub role: String,
    /// "Mentore Servizi ICT", when it is one of a topic of the question.
    pub badge: String,
}

/// How a person signs on this page.
pub fn signature(sight: &Sight, actor: &Actor, person: PersonId) -> Signature {
    let Some(byline) = sight.people.get(&person) else {
        return Signature {
            initials: "–".to_owned(),
            name: "Una persona iscritta".to_owned(),
            role: String::new(),
            badge: String::new(),
        };
    };
    Signature {
        initials: byline.initials.clone(),
        name: if actor.is(person) {
            format!("{} (tu)", byline.name)
        } else {
            byline.name.clone()
        },
        role: byline.role.clone(),
        badge: sight
            .tags
            .iter()
            .find(|tag| byline.mentore_of.contains(&tag.id))
            .map(|tag| format!("Mentore {}", tag.name))
            .unwrap_or_default(),
    }
}

/// A text in HTML, as this reader reads it.
pub fn readable(body: &str, actor: &Actor) -> String {
    if actor.is_member() {
        text::to_html(body)
    } else {
        text::to_html(&mentions::withheld(body))
    }
}

/// A comment.
pub struct CommentView {
    pub id: String,
    pub name: String,
    pub html: String,
    pub iso: String,
    pub at: String,
}

impl CommentView {
    /// As this reader sees it.
    pub fn of(comment: &Comment, sight: &Sight, actor: &Actor, now: When) -> CommentView {
        CommentView {
            id: comment.id.to_string(),
            name: signature(sight, actor, comment.author_id).name,
            html: readable(&comment.body, actor),
            iso: dates::machine(comment.commented_at.0),
            at: dates::short(comment.commented_at.0, now.0),
        }
    }
}

/// The form for one more comment.
pub struct CommentForm {
    pub action: String,
    pub form_token: String,
    /// The answer it is about; empty for the question.
    pub on: String,
    pub field: String,
    pub label: &'static str,
    pub body: String,
    pub fault: String,
    pub draft: String,
}

impl CommentForm {
    /// On this answer, or on the question; with what was written, if it was not accepted.
    pub fn on(
        on: Option<AnswerId>,
        label: &'static str,
        base: &str,
        form_token: String,
        unsent: &Unsent,
        faults: &Faults,
    ) -> CommentForm {
        let field = comment_field(on);
        CommentForm {
            action: format!("{base}/commenti"),
            form_token,
            on: on.map(|answer| answer.to_string()).unwrap_or_default(),
            label,
            body: if unsent.comment_place == field {
                unsent.comment.clone()
            } else {
                String::new()
            },
            fault: faults
                .0
                .iter()
                .find(|fault| fault.field == field)
                .map(|fault| fault.message.clone())
                .unwrap_or_default(),
            draft: match on {
                Some(_) => field.clone(),
                None => format!("commento{}", base.replace('/', "-")),
            },
            field,
        }
    }
}

/// An answer.
pub struct AnswerView {
    pub anchor: String,
    pub permanent_url: String,
    pub heading: String,
    pub solved: bool,
    pub author: Signature,
    pub html: String,
    pub iso: String,
    pub at: String,
    pub edited: String,
    pub useful: String,
    pub pressed: bool,
    /// Where the acts on it are sent, without the last segment.
    pub acts: String,
    pub may_mark_useful: bool,
    pub may_judge: bool,
    pub by_asker: bool,
    pub may_edit: bool,
    pub comments: Vec<CommentView>,
    pub comment: Option<CommentForm>,
}

impl AnswerView {
    /// As this reader sees it.
    pub fn of(
        answer: &Answer,
        sight: &Sight,
        actor: &Actor,
        now: When,
        base: &str,
        comments: Vec<CommentView>,
        comment: Option<CommentForm>,
    ) -> AnswerView {
        let author = signature(sight, actor, answer.author_id);
        AnswerView {
            anchor: format!("risposta-{}", answer.id),
            permanent_url: sight.question.permanent_url_of(answer.id),
            heading: heading(answer, sight, &author),
            solved: answer.solved_at.is_some(),
            html: readable(&answer.body, actor),
            iso: dates::machine(answer.answered_at.0),
            at: dates::short(answer.answered_at.0, now.0),
            edited: answer
                .edited_at
                .map(|at| dates::short(at.0, now.0))
                .unwrap_or_default(),
            useful: format!("Utile ({})", answer.useful_count),
            pressed: sight.useful.contains(&answer.id),
            acts: format!("{base}/risposte/{}", answer.id),
            may_mark_useful: policy::may_mark_useful(actor, answer),
            may_judge: policy::may_judge(actor, &sight.question, &sight.filing),
            by_asker: actor.is(sight.question.author_id),
            may_edit: policy::may_edit_answer(actor, answer),
            author,
            comments,
            comment,
        }
    }
}

fn heading(answer: &Answer, sight: &Sight, author: &Signature) -> String {
    match (answer.solved_at, answer.solved_by) {
        (None, _) => format!("Risposta di {}", author.name),
        (Some(_), None) => "Ha risolto".to_owned(),
        (Some(_), Some(person)) if person == sight.question.author_id => {
            "Ha risolto: lo ha detto chi ha chiesto".to_owned()
        }
        (Some(_), Some(_)) => "Ha risolto: lo ha detto un facilitatore".to_owned(),
    }
}
