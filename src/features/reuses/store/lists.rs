//! Lists and counts of reuses.

use std::collections::HashMap;

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::{ReuseRow, reuse_visible, reuses_of};
use crate::features::documents::DocumentId;
use crate::features::practices::PracticeId;
use crate::features::reuses::{Reuse, ReuseState, RoundId, policy};
use crate::in_scope;
use crate::platform::actor::{Actor, BodyId};
use crate::platform::audience::{Token, of_members};
use crate::platform::db::schema::{bodies, practices, reuse_documents, reuse_rounds, reuses};
use crate::platform::db::{Backend, Conn, When, columns};
use crate::platform::error::Result;
use crate::platform::subject::SubjectKind;

/// Whose reuses are listed.
#[derive(Debug, Clone, Copy)]
pub enum Whose<'a> {
    /// All of a practice.
    OfPractice(PracticeId),
    /// What these Unioni reuse.
    By(&'a [BodyId]),
    /// Who reuses the practices of an Unione.
    From(BodyId),
    /// Those that name a document.
    Naming(DocumentId),
}

/// Reuses that may be seen, what was told last first, at most `limit`.
pub fn list_told(
    conn: &mut Conn,
    tokens: &[String],
    whose: Whose<'_>,
    limit: i64,
) -> Result<Vec<Reuse>> {
    let visible = reuses::table
        .filter(reuse_visible!(tokens))
        .into_boxed::<Backend>();
    let visible = match whose {
        Whose::OfPractice(practice) => visible.filter(reuses::practice_id.eq(practice)),
        Whose::By(unioni) => visible.filter(reuses::unione_id.eq_any(unioni)),
        Whose::From(unione) => visible.filter(exists(
            practices::table
                .filter(practices::id.eq(reuses::practice_id))
                .filter(practices::unione_id.eq(unione)),
        )),
        Whose::Naming(document) => visible.filter(exists(
            reuse_documents::table
                .filter(reuse_documents::reuse_id.eq(reuses::id))
                .filter(reuse_documents::document_id.eq(document)),
        )),
    };
    let rows: Vec<ReuseRow> = visible
        .order((reuses::updated_at.desc(), reuses::number.desc()))
        .limit(limit)
        .select(columns::<ReuseRow>())
        .load(conn)?;
    Ok(reuses_of(rows))
}

/// How many Unioni do as each of these practices tells, and have said so.
pub fn count_confirmed(
    conn: &mut Conn,
    practices: &[PracticeId],
) -> Result<HashMap<PracticeId, i64>> {
    let rows: Vec<(PracticeId, i64)> = reuses::table
        .filter(reuses::practice_id.eq_any(practices))
        .filter(reuses::confirmed_at.is_not_null())
        .filter(reuses::state.eq_any(policy::DONE))
        .group_by(reuses::practice_id)
        .select((reuses::practice_id, diesel::dsl::count(reuses::id)))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The names of those who reuse a practice and whom everybody may see.
pub fn list_public_reusers(conn: &mut Conn, practice: PracticeId) -> Result<Vec<String>> {
    let everybody = [Token::Public.to_string()];
    Ok(reuses::table
        .inner_join(bodies::table.on(bodies::id.eq(reuses::unione_id)))
        .filter(reuses::practice_id.eq(practice))
        .filter(reuses::state.ne(ReuseState::Abandoned))
        .filter(crate::visible!(SubjectKind::Reuse, reuses::id, &everybody))
        .order(bodies::name)
        .select(bodies::name)
        .load(conn)?)
}

/// The reuses of which a round is due, the longest due first, at most `limit`.
pub fn list_due(conn: &mut Conn, now: When, limit: i64) -> Result<Vec<Reuse>> {
    let rows: Vec<ReuseRow> = reuses::table
        .filter(reuses::next_round_at.le(now))
        .order((reuses::next_round_at, reuses::number))
        .limit(limit)
        .select(columns::<ReuseRow>())
        .load(conn)?;
    Ok(reuses_of(rows))
}

diesel::alias!(reuse_rounds as later: LaterRounds);

/// The condition "this round waits for its answer": it has none, none was asked later of the same
/// reuse, and the Unione has not given up meanwhile.
macro_rules! is_open {
    () => {
        reuse_rounds::answered_at
            .is_null()
            .and(reuses::state.ne(ReuseState::Abandoned))
            .and(not(exists(
                later
                    .filter(
                        later
                            .field(reuse_rounds::reuse_id)
                            .eq(reuse_rounds::reuse_id),
                    )
                    .filter(later.field(reuse_rounds::id).gt(reuse_rounds::id)),
            )))
    };
}

/// The rounds asked before this instant that nobody answered and that were not asked again, of practices
/// that are on the site, at most `limit`, with their reuses.
pub fn list_to_remind(
    conn: &mut Conn,
    asked_before: When,
    limit: i64,
) -> Result<Vec<(RoundId, Reuse)>> {
    let readers = of_members();
    let rows: Vec<(RoundId, ReuseRow)> = reuse_rounds::table
        .inner_join(reuses::table.on(reuses::id.eq(reuse_rounds::reuse_id)))
        .filter(crate::visible!(
            SubjectKind::Practice,
            reuses::practice_id,
            &readers
        ))
        .filter(reuse_rounds::reminded_at.is_null())
        .filter(reuse_rounds::asked_at.le(asked_before))
        .filter(is_open!())
        .order((reuse_rounds::asked_at, reuse_rounds::id))
        .limit(limit)
        .select((reuse_rounds::id, columns::<ReuseRow>()))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(round, row)| (round, row.into()))
        .collect())
}

/// The reuses of which a round waits for an answer of one of these Unioni, the newest round first.
pub fn list_unanswered_of(conn: &mut Conn, unioni: &[BodyId], limit: i64) -> Result<Vec<Reuse>> {
    let rows: Vec<ReuseRow> = reuse_rounds::table
        .inner_join(reuses::table.on(reuses::id.eq(reuse_rounds::reuse_id)))
        .filter(reuses::unione_id.eq_any(unioni))
        .filter(is_open!())
        .order(reuse_rounds::asked_at.desc())
        .limit(limit)
        .select(columns::<ReuseRow>())
        .load(conn)?;
    Ok(reuses_of(rows))
}

/// What was declared for one of these Unioni and not confirmed, the oldest first.
pub fn list_unconfirmed_of(
    conn: &mut Conn,
    tokens: &[String],
    unioni: &[BodyId],
    limit: i64,
) -> Result<Vec<Reuse>> {
    let rows: Vec<ReuseRow> = reuses::table
        .filter(reuses::unione_id.eq_any(unioni))
        .filter(reuses::confirmed_at.is_null())
        .filter(reuse_visible!(tokens))
        .order(reuses::declared_at)
        .limit(limit)
        .select(columns::<ReuseRow>())
        .load(conn)?;
    Ok(reuses_of(rows))
}

/// The reuses of which a round was asked again before this instant and still is not answered, in the
/// scopes of this facilitatore: by the region of who reuses, or the topics of the practice.
fn silent(actor: &Actor, reminded_before: When) -> reuses::BoxedQuery<'_, Backend> {
    reuses::table
        .filter(exists(
            reuse_rounds::table
                .filter(reuse_rounds::reuse_id.eq(reuses::id))
                .filter(reuse_rounds::reminded_at.le(reminded_before))
                .filter(is_open!()),
        ))
        .filter(reuse_visible!(actor.tokens()))
        .filter(in_scope!(
            SubjectKind::Practice,
            reuses::practice_id,
            reuses::unione_id.nullable(),
            actor.scopes()
        ))
        .into_boxed()
}

pub fn list_silent(
    conn: &mut Conn,
    actor: &Actor,
    reminded_before: When,
    limit: i64,
) -> Result<Vec<Reuse>> {
    let rows: Vec<ReuseRow> = silent(actor, reminded_before)
        .order((reuses::updated_at, reuses::number))
        .limit(limit)
        .select(columns::<ReuseRow>())
        .load(conn)?;
    Ok(reuses_of(rows))
}

pub fn count_silent(conn: &mut Conn, actor: &Actor, reminded_before: When) -> Result<i64> {
    Ok(silent(actor, reminded_before).count().get_result(conn)?)
}
