//! Rows and queries of answers, comments and marks.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::features::questions::{
    Answer, AnswerId, Comment, CommentId, ImportedAnswer, QuestionId,
};
use crate::platform::actor::{BodyId, PersonId};
use crate::platform::db::schema::{answers, comments, useful_marks};
use crate::platform::db::{BothExt, Conn, Tx, When, columns};
use crate::platform::error::Result;

/// The columns of a new answer.
pub struct NewAnswerRow<'a> {
    pub id: AnswerId,
    pub question: QuestionId,
    pub author: PersonId,
    pub unione: Option<BodyId>,
    pub body: &'a str,
    pub answered_at: When,
    /// Whether it comes from an import as one that solved the question.
    pub solved: bool,
}

pub fn insert_answer(tx: &mut Tx<'_>, new: &NewAnswerRow<'_>) -> Result<()> {
    diesel::insert_into(answers::table)
        .values((
            answers::id.eq(new.id),
            answers::question_id.eq(new.question),
            answers::author_id.eq(new.author),
            answers::unione_id.eq(new.unione),
            answers::body.eq(new.body),
            answers::answered_at.eq(new.answered_at),
            answers::solved_at.eq(new.solved.then_some(new.answered_at)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Changes the text if nobody has since `lock_version`; answers whether it did.
pub fn set_answer_words(
    tx: &mut Tx<'_>,
    id: AnswerId,
    lock_version: i32,
    body: &str,
) -> Result<bool> {
    let now = tx.now();
    let changed = diesel::update(
        answers::table
            .find(id)
            .filter(answers::lock_version.eq(lock_version)),
    )
    .set((
        answers::body.eq(body),
        answers::edited_at.eq(now),
        answers::lock_version.eq(answers::lock_version + 1),
    ))
    .execute(&mut **tx)?;
    Ok(changed == 1)
}

pub fn set_imported_answer(tx: &mut Tx<'_>, id: AnswerId, new: &ImportedAnswer) -> Result<()> {
    diesel::update(answers::table.find(id))
        .set((
            answers::body.eq(&new.body),
            answers::answered_at.eq(new.answered_at),
            answers::solved_at.eq(new.solved.then_some(new.answered_at)),
            answers::lock_version.eq(answers::lock_version + 1),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn delete_answer(tx: &mut Tx<'_>, id: AnswerId) -> Result<()> {
    diesel::delete(answers::table.find(id)).execute(&mut **tx)?;
    Ok(())
}

/// The answers of a question, those that solved it first, then in order of time.
pub fn list_answers(
    conn: &mut Conn,
    question: QuestionId,
    limit: i64,
    offset: i64,
) -> Result<Vec<Answer>> {
    Ok(answers::table
        .filter(answers::question_id.eq(question))
        .order((
            answers::solved_at.is_null(),
            answers::answered_at,
            answers::id,
        ))
        .limit(limit)
        .offset(offset)
        .select(columns::<Answer>())
        .load(conn)?)
}

/// The answers that solved these questions, in order of time.
pub fn list_solving(conn: &mut Conn, questions: &[QuestionId]) -> Result<Vec<Answer>> {
    Ok(answers::table
        .filter(answers::question_id.eq_any(questions))
        .filter(answers::solved_at.is_not_null())
        .order((answers::answered_at, answers::id))
        .select(columns::<Answer>())
        .load(conn)?)
}

/// The ids of the answers of a question, in the order of [`list_answers`].
pub fn list_answer_ids(conn: &mut Conn, question: QuestionId) -> Result<Vec<AnswerId>> {
    Ok(answers::table
        .filter(answers::question_id.eq(question))
        .order((
            answers::solved_at.is_null(),
            answers::answered_at,
            answers::id,
        ))
        .select(answers::id)
        .load(conn)?)
}

/// The answers of a question by one author, in order of time.
pub fn list_answers_by(
    conn: &mut Conn,
    question: QuestionId,
    author: PersonId,
) -> Result<Vec<AnswerId>> {
    Ok(answers::table
        .filter(answers::question_id.eq(question))
        .filter(answers::author_id.eq(author))
        .order((answers::answered_at, answers::id))
        .select(answers::id)
        .load(conn)?)
}

/// The texts of all answers of a question, in order of time.
pub fn list_answer_texts(conn: &mut Conn, question: QuestionId) -> Result<Vec<String>> {
    Ok(answers::table
        .filter(answers::question_id.eq(question))
        .order((answers::answered_at, answers::id))
        .select(answers::body)
        .load(conn)?)
}

/// Who answered a question, each once.
pub fn list_answerers(conn: &mut Conn, question: QuestionId) -> Result<Vec<PersonId>> {
    Ok(answers::table
        .filter(answers::question_id.eq(question))
        .select(answers::author_id)
        .distinct()
        .load(conn)?)
}

/// An answer of this question; that of another question is not found.
pub fn find_answer(conn: &mut Conn, question: QuestionId, id: AnswerId) -> Result<Answer> {
    Ok(answers::table
        .find(id)
        .filter(answers::question_id.eq(question))
        .select(columns::<Answer>())
        .first(conn)?)
}

/// The answers of these ids, whatever they answer.
pub fn list_answers_of_ids(conn: &mut Conn, ids: &[AnswerId]) -> Result<Vec<Answer>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(answers::table
        .filter(answers::id.eq_any(ids))
        .select(columns::<Answer>())
        .load(conn)?)
}

pub fn insert_comment(
    tx: &mut Tx<'_>,
    id: CommentId,
    question: QuestionId,
    answer: Option<AnswerId>,
    author: PersonId,
    unione: Option<BodyId>,
    body: &str,
) -> Result<()> {
    let now = tx.now();
    diesel::insert_into(comments::table)
        .values((
            comments::id.eq(id),
            comments::question_id.eq(question),
            comments::answer_id.eq(answer),
            comments::author_id.eq(author),
            comments::unione_id.eq(unione),
            comments::body.eq(body),
            comments::commented_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// The comments on a question and its answers, in order of time.
pub fn list_comments(conn: &mut Conn, question: QuestionId) -> Result<Vec<Comment>> {
    Ok(comments::table
        .filter(comments::question_id.eq(question))
        .order((comments::commented_at, comments::id))
        .select(columns::<Comment>())
        .load(conn)?)
}

/// The comments of these ids, whatever they are on.
pub fn list_comments_of_ids(conn: &mut Conn, ids: &[CommentId]) -> Result<Vec<Comment>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(comments::table
        .filter(comments::id.eq_any(ids))
        .select(columns::<Comment>())
        .load(conn)?)
}

/// Marks an answer as useful to a person, or takes the mark back.
pub fn toggle_useful(tx: &mut Tx<'_>, answer: AnswerId, person: PersonId) -> Result<()> {
    let gone = diesel::delete(useful_marks::table.find((answer, person))).execute(&mut **tx)?;
    let by = if gone == 1 {
        -1
    } else {
        let now = tx.now();
        let added = diesel::insert_into(useful_marks::table)
            .values((
                useful_marks::answer_id.eq(answer),
                useful_marks::person_id.eq(person),
                useful_marks::marked_at.eq(now),
            ))
            .on_conflict_do_nothing()
            .both()
            .execute(&mut **tx)?;
        i32::try_from(added).unwrap_or(0)
    };
    diesel::update(answers::table.find(answer))
        .set(answers::useful_count.eq(answers::useful_count + by))
        .execute(&mut **tx)?;
    Ok(())
}

/// The answers of a question that a person finds useful.
pub fn list_useful_of(
    conn: &mut Conn,
    question: QuestionId,
    person: PersonId,
) -> Result<HashSet<AnswerId>> {
    let ids: Vec<AnswerId> = useful_marks::table
        .inner_join(answers::table.on(answers::id.eq(useful_marks::answer_id)))
        .filter(answers::question_id.eq(question))
        .filter(useful_marks::person_id.eq(person))
        .select(useful_marks::answer_id)
        .load(conn)?;
    Ok(ids.into_iter().collect())
}
