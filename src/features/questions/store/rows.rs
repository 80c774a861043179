//! The rows as the rest of the feature holds them.

use diesel::prelude::*;

use crate::features::questions::{AnswerId, CommentId, QuestionId};
use crate::platform::actor::{BodyId, PersonId};
use crate::platform::db::When;
use crate::platform::db::schema::{answers, comments, questions};
use crate::platform::db::sql::AnyId;
use crate::platform::subject::SubjectKind;

/// A question.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = questions)]
pub struct Question {
    /// Its id.
    pub id: QuestionId,
    /// Its number in addresses.
    pub number: i64,
    /// The Unione it is asked for.
    pub unione_id: Option<BodyId>,
    /// Who asked.
    pub author_id: PersonId,
    /// The question in one sentence.
    pub title: String,
    /// The context, in the light text grammar.
    pub body: String,
    /// The kind of what it is about.
    pub about_kind: Option<SubjectKind>,
    /// The id of what it is about.
    pub about_id: Option<AnyId>,
    /// Who was given it to answer.
    pub assigned_to: Option<PersonId>,
    /// How many answers it has.
    pub answer_count: i32,
    /// How many of them solved it.
    pub solved_count: i32,
    /// Where it was published first, if it was imported.
    pub source_url: Option<String>,
    /// Under which licence, if it was imported.
    pub licence: Option<String>,
    /// When it was asked.
    pub asked_at: When,
    /// When its words last changed.
    pub edited_at: Option<When>,
    /// When the last answer came.
    pub answered_at: Option<When>,
    /// Raised by each change of its words.
    pub lock_version: i32,
}

/// An answer.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = answers)]
pub struct Answer {
    /// Its id.
    pub id: AnswerId,
    /// The question it answers.
    pub question_id: QuestionId,
    /// Who answered.
    pub author_id: PersonId,
    /// The Unione it was answered for.
    pub unione_id: Option<BodyId>,
    /// What was answered, in the light text grammar.
    pub body: String,
    /// How many found it useful.
    pub useful_count: i32,
    /// Since when it is said to have solved the question.
    pub solved_at: Option<When>,
    /// Who said so; nobody for an import.
    pub solved_by: Option<PersonId>,
    /// When it was given.
    pub answered_at: When,
    /// When its words last changed.
    pub edited_at: Option<When>,
    /// Raised by each change of its words.
    pub lock_version: i32,
}

/// A comment, on the question itself or on one of its answers.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = comments)]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// The question it stands under, itself or one of its answers.
    pub question_id: QuestionId,
    /// The answer it stands under; none when it stands under the question.
    pub answer_id: Option<AnswerId>,
    /// Who commented.
    pub author_id: PersonId,
    /// The comment, in the light text grammar.
    pub body: String,
    /// When.
    pub commented_at: When,
}
