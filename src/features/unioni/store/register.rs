//! Bodies as a register asks for them and tells them, many at once.

use std::collections::HashMap;

use diesel::prelude::*;

use super::BodyKind;
use crate::features::unioni::register::{RegisteredComune, RegisteredUnione};
use crate::platform::actor::BodyId;
use crate::platform::db::schema::{adesioni, bodies, populations};
use crate::platform::db::{Backend, Conn, Tx};
use crate::platform::error::Result;
use crate::platform::text::unless_empty;
use crate::platform::web::address;

/// A body as a register compares it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = bodies, check_for_backend(Backend))]
pub struct Known {
    /// Its id.
    pub id: BodyId,
    /// What kind of body it is.
    pub kind: BodyKind,
    /// Its name.
    pub name: String,
    /// Its name as it is compared.
    pub name_key: String,
    /// Its codice IPA.
    pub ipa_code: Option<String>,
    /// Its ISTAT code.
    pub istat_code: Option<String>,
    /// Its cadastral code.
    pub cadastral_code: Option<String>,
    /// Its region.
    pub region: Option<String>,
    /// Its province.
    pub province: Option<String>,
    /// The Comune, and perhaps the address, of its seat.
    pub seat: Option<String>,
    /// The address of its own site.
    pub website: Option<String>,
}

pub fn list_by_ipa_keys(conn: &mut Conn, keys: &[String]) -> Result<Vec<Known>> {
    Ok(bodies::table
        .filter(bodies::ipa_key.eq_any(keys))
        .select(Known::as_select())
        .load(conn)?)
}

pub fn list_by_istat_codes(conn: &mut Conn, codes: &[&str]) -> Result<Vec<Known>> {
    Ok(bodies::table
        .filter(bodies::istat_code.eq_any(codes))
        .select(Known::as_select())
        .load(conn)?)
}

pub fn list_without_code(
    conn: &mut Conn,
    kind: BodyKind,
    name_keys: &[String],
) -> Result<Vec<Known>> {
    Ok(bodies::table
        .filter(bodies::kind.eq(kind))
        .filter(bodies::name_key.eq_any(name_keys))
        .filter(bodies::ipa_key.is_null())
        .filter(bodies::istat_code.is_null())
        .order(bodies::number)
        .select(Known::as_select())
        .load(conn)?)
}

/// Every Unione of these names, with or without a code.
pub fn list_unioni_named(conn: &mut Conn, name_keys: &[String]) -> Result<Vec<Known>> {
    Ok(bodies::table
        .filter(bodies::kind.eq(BodyKind::Unione))
        .filter(bodies::name_key.eq_any(name_keys))
        .select(Known::as_select())
        .load(conn)?)
}

pub fn list_people_on(conn: &mut Conn, ids: &[BodyId], day: &str) -> Result<HashMap<BodyId, i64>> {
    let rows: Vec<(BodyId, i64)> = populations::table
        .filter(populations::body_id.eq_any(ids))
        .filter(populations::counted.eq(day))
        .select((populations::body_id, populations::people))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Writes what is told; the rest stays. Whoever has the profile open in the editor is told that it
/// changed.
pub fn set_unione(tx: &mut Tx<'_>, id: BodyId, told: &RegisteredUnione) -> Result<()> {
    let now = tx.now();
    diesel::update(bodies::table.find(id))
        .set((
            bodies::name.eq(&told.name),
            bodies::name_key.eq(address::sort_key(&told.name)),
            unless_empty(&told.region).map(|region| bodies::region.eq(Some(region))),
            unless_empty(&told.province).map(|province| bodies::province.eq(Some(province))),
            unless_empty(&told.seat).map(|seat| bodies::seat.eq(Some(seat))),
            unless_empty(&told.website).map(|website| bodies::website.eq(Some(website))),
            bodies::updated_at.eq(now),
            bodies::lock_version.eq(bodies::lock_version + 1),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn set_source(tx: &mut Tx<'_>, id: BodyId, source: &str) -> Result<()> {
    diesel::update(bodies::table.find(id))
        .set(bodies::source.eq(source))
        .execute(&mut **tx)?;
    Ok(())
}

/// Writes what is told; the rest stays.
pub fn set_comune(tx: &mut Tx<'_>, id: BodyId, told: &RegisteredComune) -> Result<()> {
    let now = tx.now();
    diesel::update(bodies::table.find(id))
        .set((
            bodies::name.eq(&told.name),
            bodies::name_key.eq(address::sort_key(&told.name)),
            bodies::istat_code.eq(Some(&told.istat_code)),
            unless_empty(&told.region).map(|region| bodies::region.eq(Some(region))),
            unless_empty(&told.province).map(|province| bodies::province.eq(Some(province))),
            unless_empty(&told.cadastral_code).map(|code| bodies::cadastral_code.eq(Some(code))),
            bodies::updated_at.eq(now),
            bodies::lock_version.eq(bodies::lock_version + 1),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// The Unioni of today with any of these Comuni, each once.
pub fn list_unioni_of(conn: &mut Conn, comuni: &[BodyId]) -> Result<Vec<BodyId>> {
    Ok(adesioni::table
        .filter(adesioni::comune_id.eq_any(comuni))
        .filter(adesioni::until.is_null())
        .select(adesioni::unione_id)
        .distinct()
        .load(conn)?)
}
