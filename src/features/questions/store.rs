//! Rows and queries of questions; those of answers and comments are in [`replies`].

mod replies;
mod rows;

use diesel::prelude::*;
use uuid::Uuid;

use super::{AnswerId, ImportedQuestion, QuestionId, View};
use crate::platform::actor::{BodyId, PersonId, TopicId};
use crate::platform::db::schema::{
    answers, audiences, documents, practices, questions, subject_topics,
};
use crate::platform::db::sql::AnyId;
use crate::platform::db::{Backend, Conn, Tx, When, columns, numbers};
use crate::platform::error::Result;
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::web::address;
use crate::visible;

pub use replies::*;
pub use rows::{Answer, Comment, Question};

/// The columns of a new question.
pub struct NewRow<'a> {
    pub id: QuestionId,
    pub unione: Option<BodyId>,
    pub author: PersonId,
    pub title: &'a str,
    pub body: &'a str,
    pub about: Option<Subject>,
    pub asked_at: When,
    pub source_url: Option<&'a str>,
    pub licence: Option<&'a str>,
}

/// Adds a question; answers its number.
pub fn insert(tx: &mut Tx<'_>, new: &NewRow<'_>) -> Result<i64> {
    let (number, now) = (numbers::next(tx, "question")?, tx.now());
    diesel::insert_into(questions::table)
        .values((
            questions::id.eq(new.id),
            questions::number.eq(number),
            questions::unione_id.eq(new.unione),
            questions::author_id.eq(new.author),
            questions::title.eq(new.title),
            questions::title_key.eq(address::sort_key(new.title)),
            questions::body.eq(new.body),
            questions::about_kind.eq(new.about.map(|about| about.kind)),
            questions::about_id.eq(new.about.map(|about| AnyId(about.id))),
            questions::source_url.eq(new.source_url),
            questions::licence.eq(new.licence),
            questions::asked_at.eq(new.asked_at),
            questions::updated_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(number)
}

/// Changes title and text if nobody has since `lock_version`; answers whether it did.
pub fn set_words(
    tx: &mut Tx<'_>,
    id: QuestionId,
    lock_version: i32,
    title: &str,
    body: &str,
) -> Result<bool> {
    let now = tx.now();
    let changed = diesel::update(
        questions::table
            .find(id)
            .filter(questions::lock_version.eq(lock_version)),
    )
    .set((
        questions::title.eq(title),
        questions::title_key.eq(address::sort_key(title)),
        questions::body.eq(body),
        questions::edited_at.eq(now),
        questions::updated_at.eq(now),
        questions::lock_version.eq(questions::lock_version + 1),
    ))
    .execute(&mut **tx)?;
    Ok(changed == 1)
}

pub fn set_imported(tx: &mut Tx<'_>, id: QuestionId, new: &ImportedQuestion) -> Result<()> {
    let now = tx.now();
    diesel::update(questions::table.find(id))
        .set((
            questions::unione_id.eq(new.unione),
            questions::title.eq(&new.title),
            questions::title_key.eq(address::sort_key(&new.title)),
            questions::body.eq(&new.body),
            questions::source_url.eq(&new.source_url),
            questions::licence.eq(&new.licence),
            questions::asked_at.eq(new.asked_at),
            questions::updated_at.eq(now),
            questions::lock_version.eq(questions::lock_version + 1),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn set_assigned(tx: &mut Tx<'_>, id: QuestionId, person: PersonId) -> Result<()> {
    let now = tx.now();
    diesel::update(questions::table.find(id))
        .set((
            questions::assigned_to.eq(person),
            questions::assigned_at.eq(now),
            questions::updated_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn find_visible(conn: &mut Conn, tokens: &[String], number: i64) -> Result<Question> {
    Ok(questions::table
        .filter(questions::number.eq(number))
        .filter(visible!(SubjectKind::Question, questions::id, tokens))
        .select(columns::<Question>())
        .first(conn)?)
}

/// A question with whether everybody may see it.
pub fn find_visible_and_public(
    conn: &mut Conn,
    tokens: &[String],
    number: i64,
) -> Result<(Question, bool)> {
    Ok(questions::table
        .filter(questions::number.eq(number))
        .filter(visible!(SubjectKind::Question, questions::id, tokens))
        .select((
            columns::<Question>(),
            diesel::dsl::exists(
                audiences::table
                    .filter(audiences::subject_kind.eq(SubjectKind::Question.as_str()))
                    .filter(audiences::subject_id.eq(questions::id))
                    .filter(audiences::token.eq("public")),
            ),
        ))
        .first(conn)?)
}

/// The question of an id, whoever may see it.
pub fn find_by_id(conn: &mut Conn, id: QuestionId) -> Result<Option<Question>> {
    Ok(questions::table
        .find(id)
        .select(columns::<Question>())
        .first(conn)
        .optional()?)
}

pub fn list_by_ids_visible(
    conn: &mut Conn,
    tokens: &[String],
    ids: &[QuestionId],
) -> Result<Vec<Question>> {
    Ok(questions::table
        .filter(questions::id.eq_any(ids))
        .filter(visible!(SubjectKind::Question, questions::id, tokens))
        .select(columns::<Question>())
        .load(conn)?)
}

/// The rows of a view, under one of `topics` if there are any.
fn of_view<'a>(
    tokens: &'a [String],
    view: View,
    topics: &'a [TopicId],
) -> questions::BoxedQuery<'a, Backend> {
    let mut query = questions::table
        .filter(visible!(SubjectKind::Question, questions::id, tokens))
        .into_boxed::<Backend>();
    query = match view {
        View::All => query,
        View::Unanswered => query.filter(questions::answer_count.eq(0)),
        View::Solved => query.filter(questions::solved_count.gt(0)),
    };
    if !topics.is_empty() {
        query = query.filter(diesel::dsl::exists(
            subject_topics::table
                .filter(subject_topics::subject_kind.eq(SubjectKind::Question))
                .filter(subject_topics::subject_id.eq(questions::id))
                .filter(subject_topics::topic_id.eq_any(topics)),
        ));
    }
    query
}

pub fn list_visible(
    conn: &mut Conn,
    tokens: &[String],
    view: View,
    topics: &[TopicId],
    limit: i64,
    offset: i64,
) -> Result<Vec<Question>> {
    Ok(of_view(tokens, view, topics)
        .order((questions::asked_at.desc(), questions::number.desc()))
        .limit(limit)
        .offset(offset)
        .select(columns::<Question>())
        .load(conn)?)
}

pub fn count_visible(
    conn: &mut Conn,
    tokens: &[String],
    view: View,
    topics: &[TopicId],
) -> Result<i64> {
    Ok(of_view(tokens, view, topics).count().get_result(conn)?)
}

/// Those asked about a thing, the newest first.
pub fn list_about_visible(
    conn: &mut Conn,
    tokens: &[String],
    about: Subject,
    limit: i64,
) -> Result<Vec<Question>> {
    Ok(questions::table
        .filter(visible!(SubjectKind::Question, questions::id, tokens))
        .filter(questions::about_kind.eq(about.kind))
        .filter(questions::about_id.eq(AnyId(about.id)))
        .order((questions::asked_at.desc(), questions::number.desc()))
        .limit(limit)
        .select(columns::<Question>())
        .load(conn)?)
}

/// Those nobody has answered, the oldest first.
pub fn list_unanswered_visible(
    conn: &mut Conn,
    tokens: &[String],
    limit: i64,
) -> Result<Vec<Question>> {
    Ok(questions::table
        .filter(visible!(SubjectKind::Question, questions::id, tokens))
        .filter(questions::answer_count.eq(0))
        .order((questions::asked_at, questions::number))
        .limit(limit)
        .select(columns::<Question>())
        .load(conn)?)
}

/// How many of those nobody has answered were asked before this instant.
pub fn count_unanswered_before_visible(
    conn: &mut Conn,
    tokens: &[String],
    before: When,
) -> Result<i64> {
    Ok(of_view(tokens, View::Unanswered, &[])
        .filter(questions::asked_at.lt(before))
        .count()
        .get_result(conn)?)
}

/// A person's own questions that have answers but none that solved them, the latest answer first.
pub fn list_unjudged_of(conn: &mut Conn, person: PersonId, limit: i64) -> Result<Vec<Question>> {
    Ok(questions::table
        .filter(questions::author_id.eq(person))
        .filter(questions::answer_count.gt(0))
        .filter(questions::solved_count.eq(0))
        .order((questions::answered_at.desc(), questions::number.desc()))
        .limit(limit)
        .select(columns::<Question>())
        .load(conn)?)
}

/// Questions given to a person that it has not answered, the oldest first.
pub fn list_assigned_unanswered(
    conn: &mut Conn,
    tokens: &[String],
    person: PersonId,
    limit: i64,
) -> Result<Vec<Question>> {
    let answered = answers::table
        .filter(answers::question_id.eq(questions::id))
        .filter(answers::author_id.eq(person));
    Ok(questions::table
        .filter(questions::assigned_to.eq(person))
        .filter(visible!(SubjectKind::Question, questions::id, tokens))
        .filter(diesel::dsl::not(diesel::dsl::exists(answered)))
        .order((questions::asked_at, questions::number))
        .limit(limit)
        .select(columns::<Question>())
        .load(conn)?)
}

/// Ids in order, after this one.
pub fn list_ids_after(conn: &mut Conn, after: Option<Uuid>, limit: i64) -> Result<Vec<Uuid>> {
    let ids: Vec<QuestionId> = questions::table
        .filter(questions::id.gt(QuestionId(after.unwrap_or_default())))
        .order(questions::id)
        .limit(limit)
        .select(questions::id)
        .load(conn)?;
    Ok(ids.into_iter().map(Uuid::from).collect())
}

/// The practice or document of a number, if the holder of `tokens` may see it and it was not withdrawn.
pub fn find_about_visible(
    conn: &mut Conn,
    tokens: &[String],
    kind: SubjectKind,
    number: i64,
) -> Result<Option<Subject>> {
    let id: Option<AnyId> = match kind {
        SubjectKind::Practice => practices::table
            .filter(practices::number.eq(number))
            .filter(practices::withdrawn_at.is_null())
            .filter(visible!(SubjectKind::Practice, practices::id, tokens))
            .select(practices::id)
            .first(conn)
            .optional()?,
        SubjectKind::Document => documents::table
            .filter(documents::number.eq(number))
            .filter(visible!(SubjectKind::Document, documents::id, tokens))
            .select(documents::id)
            .first(conn)
            .optional()?,
        _ => None,
    };
    Ok(id.map(|id| Subject::new(kind, id)))
}

/// Counts one more answer, given now.
pub fn count_answer(tx: &mut Tx<'_>, id: QuestionId) -> Result<()> {
    let now = tx.now();
    diesel::update(questions::table.find(id))
        .set((
            questions::answer_count.eq(questions::answer_count + 1),
            questions::answered_at.eq(now),
            questions::updated_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Changes by how many answers the question is solved.
fn count_solved(tx: &mut Tx<'_>, id: QuestionId, by: i32) -> Result<()> {
    let now = tx.now();
    diesel::update(questions::table.find(id))
        .set((
            questions::solved_count.eq(questions::solved_count + by),
            questions::updated_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Counts the answers of an imported question anew.
pub fn recount(tx: &mut Tx<'_>, id: QuestionId) -> Result<()> {
    let rows: Vec<(When, Option<When>)> = answers::table
        .filter(answers::question_id.eq(id))
        .select((answers::answered_at, answers::solved_at))
        .load(&mut **tx)?;
    let solved = rows.iter().filter(|(_, solved)| solved.is_some()).count();
    let last = rows.iter().map(|(at, _)| *at).max();
    diesel::update(questions::table.find(id))
        .set((
            questions::answer_count.eq(i32::try_from(rows.len()).unwrap_or(i32::MAX)),
            questions::solved_count.eq(i32::try_from(solved).unwrap_or(i32::MAX)),
            questions::answered_at.eq(last),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Says that an answer solved its question; answers whether that is new.
pub fn set_solved(
    tx: &mut Tx<'_>,
    question: QuestionId,
    id: AnswerId,
    by: Option<PersonId>,
) -> Result<bool> {
    let now = tx.now();
    let changed = diesel::update(answers::table.find(id).filter(answers::solved_at.is_null()))
        .set((answers::solved_at.eq(now), answers::solved_by.eq(by)))
        .execute(&mut **tx)?;
    if changed == 1 {
        count_solved(tx, question, 1)?;
    }
    Ok(changed == 1)
}

/// Takes back that an answer solved its question; answers whether it had been said.
pub fn unset_solved(tx: &mut Tx<'_>, question: QuestionId, id: AnswerId) -> Result<bool> {
    let changed = diesel::update(
        answers::table
            .find(id)
            .filter(answers::solved_at.is_not_null()),
    )
    .set((
        answers::solved_at.eq(None::<When>),
        answers::solved_by.eq(None::<PersonId>),
    ))
    .execute(&mut **tx)?;
    if changed == 1 {
        count_solved(tx, question, -1)?;
    }
    Ok(changed == 1)
}
