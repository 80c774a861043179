//! Queries of what waits for somebody: the limit counts only what is that person's own.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::{PracticeRow, topics_kept};
use crate::features::practices::{Freshness, Practice, PracticeState};
use crate::platform::actor::{Actor, BodyId, Scopes};
use crate::platform::db::schema::{practice_versions, practices};
use crate::platform::db::{AnyOf, Backend, Conn, columns};
use crate::platform::error::Result;
use crate::platform::subject::SubjectKind;
use crate::{in_scope, visible};

/// The condition "this practice is in one of these scopes": as it is filed, or as the new draft of a
/// published one is to be.
macro_rules! practice_in_scope {
    ($scopes:expr) => {
        in_scope!(
            SubjectKind::Practice,
            practices::id,
            practices::unione_id,
            $scopes
        )
        .or(exists(
            practice_versions::table
                .filter(practices::published_version_id.is_not_null())
                .filter(
                    practice_versions::id
                        .nullable()
                        .eq(practices::draft_version_id),
                )
                .filter(AnyOf(
                    named_in($scopes)
                        .map(|topic| topics_kept().like(topic))
                        .collect(),
                )),
        ))
    };
}

/// The patterns that find the topics of these scopes among those a version keeps.
fn named_in(scopes: &Scopes) -> impl Iterator<Item = String> + '_ {
    scopes.topics.iter().map(|topic| format!("%\"{topic}\"%"))
}

/// What waits in review in the scopes of this facilitatore.
fn in_review(actor: &Actor) -> practices::BoxedQuery<'_, Backend> {
    practices::table
        .filter(practices::state.eq(PracticeState::InReview))
        .filter(visible!(
            SubjectKind::Practice,
            practices::id,
            actor.tokens()
        ))
        .filter(practice_in_scope!(actor.scopes()))
        .into_boxed()
}

pub fn count_in_review(conn: &mut Conn, actor: &Actor) -> Result<i64> {
    Ok(in_review(actor).count().get_result(conn)?)
}

/// The practices in review in the scopes of this facilitatore, the longest waiting first.
pub fn list_in_review(conn: &mut Conn, actor: &Actor, limit: i64) -> Result<Vec<Practice>> {
    let rows: Vec<PracticeRow> = in_review(actor)
        .order((practices::submitted_at, practices::number))
        .limit(limit)
        .select(columns::<PracticeRow>())
        .load(conn)?;
    Ok(rows.into_iter().map(Practice::from).collect())
}

/// The practices on which the next step is this person's, the longest waiting first: its drafts, what
/// was sent back to who tells it, what its Unione is to confirm or to look at again, what is in review
/// or has expired in its scopes.
pub fn list_waiting_for(conn: &mut Conn, actor: &Actor, limit: i64) -> Result<Vec<Practice>> {
    let Some(person) = actor.id() else {
        return Ok(Vec::new());
    };
    let unioni: Vec<BodyId> = actor.unioni().collect();
    let is_in = |state: PracticeState| practices::state.eq(state);
    let is_own = || practices::unione_id.eq_any(&unioni);
    let is_of_unione = || practices::drafted_for_unione.eq(false);
    let is_of_facilitatore = || practices::drafted_for_unione.eq(true);
    let begun = is_in(PracticeState::Draft)
        .and(practices::created_by.eq(person))
        .and(is_own().or(is_of_facilitatore()));
    let is_old = is_in(PracticeState::Published)
        .and(practices::freshness.ne(Freshness::Current))
        .and(
            is_own().or(practices::freshness
                .eq(Freshness::Expired)
                .and(actor.is_facilitatore().into_sql::<Bool>())
                .and(practice_in_scope!(actor.scopes()))),
        );
    let told_by_facilitatore = is_in(PracticeState::ToMend)
        .and(is_of_facilitatore())
        .and(actor.is_facilitatore().into_sql::<Bool>())
        .and(
            is_own()
                .or(practices::created_by.eq(person))
                .or(practice_in_scope!(actor.scopes())),
        );
    let rows: Vec<PracticeRow> = practices::table
        .filter(visible!(
            SubjectKind::Practice,
            practices::id,
            actor.tokens()
        ))
        .filter(
            begun
                .or(told_by_facilitatore)
                .or(is_in(PracticeState::ToMend)
                    .and(is_of_unione())
                    .and(is_own()))
                .or(is_in(PracticeState::ToConfirm).and(is_own()))
                .or(is_in(PracticeState::InReview).and(practice_in_scope!(actor.scopes())))
                .or(is_old),
        )
        // What was sent comes before what nobody has sent yet, on both engines; what was published
        // long ago comes after both.
        .order((
            practices::state.eq(PracticeState::Published),
            practices::submitted_at.is_null(),
            practices::submitted_at,
            practices::number,
        ))
        .limit(limit)
        .select(columns::<PracticeRow>())
        .load(conn)?;
    Ok(rows.into_iter().map(Practice::from).collect())
}
