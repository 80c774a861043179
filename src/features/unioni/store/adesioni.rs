//! Which Comuni are known, and since when they belong to which Unione.

use diesel::prelude::*;

use super::profile::date;
use super::{BodyKind, Brief};
use crate::features::unioni::adesione::Period;
use crate::platform::actor::BodyId;
use crate::platform::db::schema::{adesioni, bodies};
use crate::platform::db::{Backend, Conn, Tx, columns};
use crate::platform::error::Result;

/// A Comune that is known, with what tells it from others of its name.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = bodies, check_for_backend(Backend))]
pub struct KnownComune {
    pub id: BodyId,
    pub number: i64,
    pub name: String,
    pub name_key: String,
    pub istat_code: Option<String>,
    pub region: Option<String>,
}

/// The Comuni of these numbers, ISTAT codes or names, by number.
pub fn list_known_comuni(
    conn: &mut Conn,
    numbers: &[i64],
    codes: &[String],
    name_keys: &[String],
) -> Result<Vec<KnownComune>> {
    Ok(bodies::table
        .filter(bodies::kind.eq(BodyKind::Comune))
        .filter(
            bodies::number
                .eq_any(numbers)
                .or(bodies::istat_code.eq_any(codes).assume_not_null())
                .or(bodies::name_key.eq_any(name_keys)),
        )
        .order(bodies::number)
        .select(columns::<KnownComune>())
        .load(conn)?)
}

/// The adesioni of these Comuni: whose it is, to which Unione, when.
pub fn list_periods(conn: &mut Conn, comuni: &[BodyId]) -> Result<Vec<(BodyId, Brief, Period)>> {
    let rows: Vec<(BodyId, Brief, Option<String>, Option<String>)> = adesioni::table
        .inner_join(bodies::table.on(bodies::id.eq(adesioni::unione_id)))
        .filter(adesioni::comune_id.eq_any(comuni))
        .order((bodies::name_key, adesioni::id))
        .select((
            adesioni::comune_id,
            columns::<Brief>(),
            adesioni::since,
            adesioni::until,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(comune, unione, since, until)| {
            let period = Period {
                since: date(since),
                until: date(until),
            };
            (comune, unione, period)
        })
        .collect())
}

/// Gives a Comune the ISTAT code nobody had written before.
pub fn set_istat_code(tx: &mut Tx<'_>, comune: BodyId, code: &str) -> Result<()> {
    diesel::update(bodies::table.find(comune))
        .set(bodies::istat_code.eq(code))
        .execute(&mut **tx)?;
    Ok(())
}
