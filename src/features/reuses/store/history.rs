//! The moves, rounds and documents of reuses.

use diesel::prelude::*;

use super::{date, kept};
use crate::features::documents::DocumentId;
use crate::features::reuses::{Move, MoveId, ReuseId, ReuseState, Round, RoundId, Start};
use crate::platform::actor::PersonId;
use crate::platform::db::schema::{reuse_documents, reuse_moves, reuse_rounds};
use crate::platform::db::{Conn, Tx, When, columns};
use crate::platform::error::Result;

#[derive(Queryable, Selectable)]
#[diesel(table_name = reuse_moves)]
struct MoveRow {
    id: MoveId,
    reuse_id: ReuseId,
    round_id: Option<RoundId>,
    state: ReuseState,
    since: Option<String>,
    reason: String,
    moved_at: When,
}

impl From<MoveRow> for Move {
    fn from(row: MoveRow) -> Move {
        Move {
            id: row.id,
            reuse: row.reuse_id,
            round: row.round_id,
            state: row.state,
            since: date(row.since),
            reason: row.reason,
            moved_at: row.moved_at,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = reuse_rounds)]
struct RoundRow {
    id: RoundId,
    reuse_id: ReuseId,
    counted_from: Start,
    months: i32,
    asked_at: When,
    reminded_at: Option<When>,
    answered_at: Option<When>,
    state: Option<ReuseState>,
    reason: String,
    changed: String,
    failed: String,
}

impl From<RoundRow> for Round {
    fn from(row: RoundRow) -> Round {
        Round {
            id: row.id,
            reuse: row.reuse_id,
            counted_from: row.counted_from,
            months: row.months,
            asked_at: row.asked_at,
            reminded_at: row.reminded_at,
            answered_at: row.answered_at,
            state: row.state,
            reason: row.reason,
            changed: row.changed,
            failed: row.failed,
        }
    }
}

/// The moves of these reuses, the oldest first.
pub fn list_moves(conn: &mut Conn, reuses: &[ReuseId]) -> Result<Vec<Move>> {
    let rows: Vec<MoveRow> = reuse_moves::table
        .filter(reuse_moves::reuse_id.eq_any(reuses))
        .order((reuse_moves::moved_at, reuse_moves::id))
        .select(columns::<MoveRow>())
        .load(conn)?;
    Ok(rows.into_iter().map(Move::from).collect())
}

pub fn insert_move(tx: &mut Tx<'_>, new: &Move, by: PersonId) -> Result<()> {
    diesel::insert_into(reuse_moves::table)
        .values((
            reuse_moves::id.eq(new.id),
            reuse_moves::reuse_id.eq(new.reuse),
            reuse_moves::round_id.eq(new.round),
            reuse_moves::state.eq(new.state),
            reuse_moves::since.eq(kept(new.since)),
            reuse_moves::reason.eq(&new.reason),
            reuse_moves::moved_by.eq(by),
            reuse_moves::moved_at.eq(new.moved_at),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Mends the date and the reason of a move.
pub fn set_move(tx: &mut Tx<'_>, told: &Move) -> Result<()> {
    diesel::update(reuse_moves::table.find(told.id))
        .set((
            reuse_moves::since.eq(kept(told.since)),
            reuse_moves::reason.eq(&told.reason),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn delete_move(tx: &mut Tx<'_>, id: MoveId) -> Result<()> {
    diesel::delete(reuse_moves::table.find(id)).execute(&mut **tx)?;
    Ok(())
}

/// The rounds of these reuses, the oldest first.
pub fn list_rounds(conn: &mut Conn, reuses: &[ReuseId]) -> Result<Vec<Round>> {
    let rows: Vec<RoundRow> = reuse_rounds::table
        .filter(reuse_rounds::reuse_id.eq_any(reuses))
        .order((reuse_rounds::asked_at, reuse_rounds::id))
        .select(columns::<RoundRow>())
        .load(conn)?;
    Ok(rows.into_iter().map(Round::from).collect())
}

pub fn find_round(conn: &mut Conn, id: RoundId) -> Result<Option<Round>> {
    let row: Option<RoundRow> = reuse_rounds::table
        .find(id)
        .select(columns::<RoundRow>())
        .first(conn)
        .optional()?;
    Ok(row.map(Round::from))
}

/// Adds a round that was not answered yet.
pub fn insert_round(tx: &mut Tx<'_>, new: &Round) -> Result<()> {
    diesel::insert_into(reuse_rounds::table)
        .values((
            reuse_rounds::id.eq(new.id),
            reuse_rounds::reuse_id.eq(new.reuse),
            reuse_rounds::counted_from.eq(new.counted_from),
            reuse_rounds::months.eq(new.months),
            reuse_rounds::asked_at.eq(new.asked_at),
            reuse_rounds::reason.eq(&new.reason),
            reuse_rounds::changed.eq(&new.changed),
            reuse_rounds::failed.eq(&new.failed),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn set_reminded(tx: &mut Tx<'_>, id: RoundId, at: When) -> Result<()> {
    diesel::update(reuse_rounds::table.find(id))
        .set(reuse_rounds::reminded_at.eq(at))
        .execute(&mut **tx)?;
    Ok(())
}

/// Writes down the answer to a round.
pub fn set_answer(tx: &mut Tx<'_>, round: &Round, by: PersonId) -> Result<()> {
    diesel::update(reuse_rounds::table.find(round.id))
        .set((
            reuse_rounds::answered_at.eq(round.answered_at),
            reuse_rounds::answered_by.eq(by),
            reuse_rounds::state.eq(round.state),
            reuse_rounds::reason.eq(&round.reason),
            reuse_rounds::changed.eq(&round.changed),
            reuse_rounds::failed.eq(&round.failed),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// The documents of a reuse, whoever may see them, in the order they were shared.
pub fn list_documents(conn: &mut Conn, reuse: ReuseId) -> Result<Vec<DocumentId>> {
    Ok(reuse_documents::table
        .filter(reuse_documents::reuse_id.eq(reuse))
        .order(reuse_documents::document_id)
        .select(reuse_documents::document_id)
        .load(conn)?)
}

/// Replaces the documents of a reuse.
pub fn set_documents(tx: &mut Tx<'_>, reuse: ReuseId, documents: &[DocumentId]) -> Result<()> {
    diesel::delete(reuse_documents::table.filter(reuse_documents::reuse_id.eq(reuse)))
        .execute(&mut **tx)?;
    for document in documents {
        diesel::insert_into(reuse_documents::table)
            .values((
                reuse_documents::reuse_id.eq(reuse),
                reuse_documents::document_id.eq(*document),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}
