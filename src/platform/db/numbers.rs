//! The numbers that stand in addresses, one sequence a kind.

use diesel::prelude::*;

use super::schema::counters;
use super::{BothExt, Tx};
use crate::platform::error::Result;

/// Takes the next number of `kind`; a transaction that is undone gives it back.
///
/// # Errors
/// When the database refuses.
pub fn next(tx: &mut Tx<'_>, kind: &str) -> Result<i64> {
    let number = diesel::insert_into(counters::table)
        .values((counters::kind.eq(kind), counters::last.eq(1)))
        .on_conflict(counters::kind)
        .do_update()
        .set(counters::last.eq(counters::last + 1))
        .returning(counters::last)
        .both()
        .get_result(&mut **tx)?;
    Ok(number)
}
