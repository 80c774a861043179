//! Which things are the newest, and how many there are; what they say is asked of their features.

use diesel::prelude::*;

use super::From;
use crate::features::unioni::BodyKind;
use crate::platform::actor::{BodyId, TopicId};
use crate::platform::audience::Token;
use crate::platform::db::schema::{
    audiences, bodies, documents, practices, questions, subject_topics,
};
use crate::platform::db::sql::AnyId;
use crate::platform::db::{Conn, When};
use crate::platform::error::Result;
use crate::platform::subject::SubjectKind;
use crate::visible;

type Dated = (AnyId, When);

/// The Unioni and topics to look for; `None` for everything.
fn sources(from: From<'_>) -> Option<(Vec<BodyId>, Vec<TopicId>)> {
    match from {
        From::Everywhere => None,
        From::Any { unioni, topics } => Some((unioni.to_vec(), topics.to_vec())),
    }
}

/// The condition "filed under one of these topics".
macro_rules! filed_under {
    ($kind:expr, $id:expr, $topics:expr) => {
        diesel::dsl::exists(
            subject_topics::table
                .filter(subject_topics::subject_kind.eq($kind))
                .filter(subject_topics::subject_id.eq($id))
                .filter(subject_topics::topic_id.eq_any($topics)),
        )
    };
}

/// A list of one kind: its table, the column it is dated by, and what counts.
macro_rules! newest_visible {
    ($(#[$doc:meta])* $name:ident: $table:ident, $kind:expr, $at:expr, $counts:expr) => {
        $(#[$doc])*
        pub fn $name(
            conn: &mut Conn,
            tokens: &[String],
            from: From<'_>,
            limit: i64,
        ) -> Result<Vec<Dated>> {
            let newest = $table::table
                .filter($counts)
                .filter(visible!($kind, $table::id, tokens))
                .order(($at.desc(), $table::number.desc()))
                .limit(limit)
                .select(($table::id, $at.assume_not_null()));
            Ok(match sources(from) {
                None => newest.load(conn)?,
                Some((unioni, topics)) => newest
                    .filter($table::unione_id.eq_any(unioni).or(filed_under!(
                        $kind,
                        $table::id,
                        topics
                    )))
                    .load(conn)?,
            })
        }
    };
}

newest_visible! {
    /// Practices with a published text, whatever is being written beside it.
    list_practices_visible: practices, SubjectKind::Practice, practices::published_at,
    practices::published_version_id.is_not_null()
        .and(practices::state.ne_all(["archived", "withdrawn"]))
        .and(practices::published_at.is_not_null())
}
newest_visible! {
    /// Documents published to members or to all.
    list_published_documents_visible: documents, SubjectKind::Document, documents::published_at,
    documents::published_version_id.is_not_null().and(documents::published_at.is_not_null())
}
newest_visible! {
    /// Documents shared with single Unioni.
    list_shared_documents_visible: documents, SubjectKind::Document, documents::created_at.nullable(),
    documents::state.eq("shared")
}
newest_visible! {
    /// Questions.
    list_questions_visible: questions, SubjectKind::Question, questions::asked_at.nullable(),
    questions::answer_count.ge(0)
}
newest_visible! {
    /// Questions nobody has answered.
    list_unanswered_visible: questions, SubjectKind::Question, questions::asked_at.nullable(),
    questions::answer_count.eq(0)
}

/// How many Unioni there are.
pub fn count_unioni(conn: &mut Conn) -> Result<i64> {
    Ok(bodies::table
        .filter(bodies::kind.eq(BodyKind::Unione))
        .count()
        .get_result(conn)?)
}

/// How many practices everybody finds in the list: those archived are read, not listed.
pub fn count_practices_public(conn: &mut Conn) -> Result<i64> {
    let everybody = [Token::Public.to_string()];
    Ok(practices::table
        .filter(practices::published_version_id.is_not_null())
        .filter(practices::state.ne_all(["archived", "withdrawn"]))
        .filter(visible!(SubjectKind::Practice, practices::id, &everybody))
        .count()
        .get_result(conn)?)
}

/// How many things of a kind everybody may see.
pub fn count_public(conn: &mut Conn, kind: SubjectKind) -> Result<i64> {
    Ok(audiences::table
        .filter(audiences::token.eq(Token::Public.to_string()))
        .filter(audiences::subject_kind.eq(kind.as_str()))
        .count()
        .get_result(conn)?)
}
