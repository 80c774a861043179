//! Rows and queries of reuses.

mod history;
mod lists;

use diesel::prelude::*;

use super::{Reuse, ReuseId, ReuseState};
use crate::features::practices::PracticeId;
use crate::platform::actor::{BodyId, PersonId};
use crate::platform::audience::of_members;
use crate::platform::dates::PartialDate;
use crate::platform::db::schema::{practices, reuses};
use crate::platform::db::{Conn, Tx, When, columns, numbers};
use crate::platform::error::Result;
use crate::platform::subject::SubjectKind;
use crate::visible;

pub use history::{
    delete_move, find_round, insert_move, insert_round, list_documents, list_moves, list_rounds,
    set_answer, set_documents, set_move, set_reminded,
};
pub use lists::{
    Whose, count_confirmed, count_silent, list_due, list_public_reusers, list_silent,
    list_to_remind, list_told, list_unanswered_of, list_unconfirmed_of,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = reuses)]
struct ReuseRow {
    id: ReuseId,
    number: i64,
    practice_id: PracticeId,
    unione_id: BodyId,
    state: ReuseState,
    since: Option<String>,
    reason: String,
    changed: String,
    failed: String,
    declared_by: PersonId,
    declared_at: When,
    confirmed_at: Option<When>,
    spoken_by: Option<PersonId>,
    next_round_at: Option<When>,
    updated_at: When,
    lock_version: i32,
}

impl From<ReuseRow> for Reuse {
    fn from(row: ReuseRow) -> Reuse {
        Reuse {
            id: row.id,
            number: row.number,
            practice: row.practice_id,
            unione: row.unione_id,
            state: row.state,
            since: date(row.since),
            reason: row.reason,
            changed: row.changed,
            failed: row.failed,
            declared_by: row.declared_by,
            declared_at: row.declared_at,
            confirmed_at: row.confirmed_at,
            spoken_by: row.spoken_by,
            next_round_at: row.next_round_at,
            updated_at: row.updated_at,
            lock_version: row.lock_version,
        }
    }
}

/// A partial date as it is kept.
fn date(kept: Option<String>) -> Option<PartialDate> {
    kept.and_then(|kept| kept.parse().ok())
}

fn kept(date: Option<PartialDate>) -> Option<String> {
    date.map(PartialDate::to_storage)
}

fn reuses_of(rows: Vec<ReuseRow>) -> Vec<Reuse> {
    rows.into_iter().map(Reuse::from).collect()
}

/// The condition "this reuse may be seen by the holder of these tokens": itself and its practice.
macro_rules! reuse_visible {
    ($tokens:expr) => {
        $crate::visible!(
            $crate::platform::subject::SubjectKind::Reuse,
            reuses::id,
            $tokens
        )
        .and($crate::visible!(
            $crate::platform::subject::SubjectKind::Practice,
            reuses::practice_id,
            $tokens
        ))
    };
}
use reuse_visible;

pub fn find_visible(conn: &mut Conn, tokens: &[String], number: i64) -> Result<Reuse> {
    let row: ReuseRow = reuses::table
        .filter(reuses::number.eq(number))
        .filter(reuse_visible!(tokens))
        .select(columns::<ReuseRow>())
        .first(conn)?;
    Ok(row.into())
}

/// These reuses, as far as the holder of the tokens may see them.
pub fn list_visible(conn: &mut Conn, tokens: &[String], ids: &[ReuseId]) -> Result<Vec<Reuse>> {
    let rows: Vec<ReuseRow> = reuses::table
        .filter(reuses::id.eq_any(ids))
        .filter(reuse_visible!(tokens))
        .select(columns::<ReuseRow>())
        .load(conn)?;
    Ok(reuses_of(rows))
}

/// The reuse of a practice by an Unione, whoever may see it.
pub fn find_of(conn: &mut Conn, practice: PracticeId, unione: BodyId) -> Result<Option<Reuse>> {
    let row: Option<ReuseRow> = reuses::table
        .filter(reuses::practice_id.eq(practice))
        .filter(reuses::unione_id.eq(unione))
        .select(columns::<ReuseRow>())
        .first(conn)
        .optional()?;
    Ok(row.map(Reuse::from))
}

/// The first reuse of a practice by one of these Unioni that the holder of the tokens may see.
pub fn find_own_visible(
    conn: &mut Conn,
    tokens: &[String],
    practice: PracticeId,
    unioni: &[BodyId],
) -> Result<Option<Reuse>> {
    let row: Option<ReuseRow> = reuses::table
        .filter(reuses::practice_id.eq(practice))
        .filter(reuses::unione_id.eq_any(unioni))
        .filter(reuse_visible!(tokens))
        .order(reuses::number)
        .select(columns::<ReuseRow>())
        .first(conn)
        .optional()?;
    Ok(row.map(Reuse::from))
}

/// Adds a reuse; its number is taken here.
pub fn insert(tx: &mut Tx<'_>, new: &Reuse) -> Result<i64> {
    let number = numbers::next(tx, SubjectKind::Reuse.as_str())?;
    let confirmed_by = new.confirmed_at.map(|_| new.declared_by);
    diesel::insert_into(reuses::table)
        .values((
            reuses::id.eq(new.id),
            reuses::number.eq(number),
            reuses::practice_id.eq(new.practice),
            reuses::unione_id.eq(new.unione),
            reuses::state.eq(new.state),
            reuses::since.eq(kept(new.since)),
            reuses::reason.eq(&new.reason),
            reuses::changed.eq(&new.changed),
            reuses::failed.eq(&new.failed),
            reuses::declared_by.eq(new.declared_by),
            reuses::declared_at.eq(new.declared_at),
            reuses::confirmed_by.eq(confirmed_by),
            reuses::confirmed_at.eq(new.confirmed_at),
            reuses::spoken_by.eq(new.spoken_by),
            reuses::next_round_at.eq(new.next_round_at),
            reuses::updated_at.eq(new.updated_at),
        ))
        .execute(&mut **tx)?;
    Ok(number)
}

/// Writes a reuse down as it now is, unless somebody else did since `lock_version` was read; answers
/// whether it did.
pub fn set(tx: &mut Tx<'_>, reuse: &Reuse) -> Result<bool> {
    let written = diesel::update(
        reuses::table
            .find(reuse.id)
            .filter(reuses::lock_version.eq(reuse.lock_version)),
    )
    .set((
        reuses::state.eq(reuse.state),
        reuses::since.eq(kept(reuse.since)),
        reuses::reason.eq(&reuse.reason),
        reuses::changed.eq(&reuse.changed),
        reuses::failed.eq(&reuse.failed),
        reuses::spoken_by.eq(reuse.spoken_by),
        reuses::next_round_at.eq(reuse.next_round_at),
        reuses::updated_at.eq(reuse.updated_at),
        reuses::lock_version.eq(reuse.lock_version + 1),
    ))
    .execute(&mut **tx)?;
    Ok(written == 1)
}

/// The Unione has said, through this person, that it is so.
pub fn set_confirmed(tx: &mut Tx<'_>, reuse: &Reuse, by: PersonId) -> Result<()> {
    diesel::update(reuses::table.find(reuse.id))
        .set((
            reuses::confirmed_by.eq(by),
            reuses::confirmed_at.eq(reuse.confirmed_at),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// When the next round is due; no change that anybody could overtake.
pub fn set_next_round(tx: &mut Tx<'_>, id: ReuseId, at: Option<When>) -> Result<()> {
    diesel::update(reuses::table.find(id))
        .set(reuses::next_round_at.eq(at))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn delete(tx: &mut Tx<'_>, id: ReuseId) -> Result<()> {
    diesel::delete(reuses::table.find(id)).execute(&mut **tx)?;
    Ok(())
}

/// Whether anybody may read this practice: of one that was taken away nothing is asked.
pub fn is_read(conn: &mut Conn, practice: PracticeId) -> Result<bool> {
    let readers = of_members();
    let found = practices::table
        .find(practice)
        .filter(visible!(SubjectKind::Practice, practices::id, &readers))
        .select(practices::id)
        .first::<PracticeId>(conn)
        .optional()?;
    Ok(found.is_some())
}
