//! Rows and queries of bodies.

pub mod adesioni;
pub mod change;
pub mod inventory;
pub mod profile;
pub mod register;

use diesel::prelude::*;

use super::{BodyKind, NewBody, ipa_key};
use crate::platform::actor::BodyId;
use crate::platform::db::schema::bodies;
use crate::platform::db::sql::AnyId;
use crate::platform::db::{Conn, Tx, columns, numbers};
use crate::platform::error::Result;
use crate::platform::web::address;

/// A body as other pages name it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = bodies)]
pub struct Brief {
    /// Its id.
    pub id: BodyId,
    /// What kind of body it is.
    pub kind: BodyKind,
    /// Its number in addresses.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// Its codice IPA.
    pub ipa_code: Option<String>,
    /// Its region.
    pub region: Option<String>,
    /// Whether it is invented, for the demonstration.
    pub example: bool,
}

pub fn insert(tx: &mut Tx<'_>, new: &NewBody) -> Result<BodyId> {
    let (id, number, now) = (
        BodyId::new(),
        numbers::next(tx, new.kind.as_str())?,
        tx.now(),
    );
    diesel::insert_into(bodies::table)
        .values((
            bodies::id.eq(id),
            bodies::number.eq(number),
            bodies::kind.eq(new.kind),
            bodies::name.eq(&new.name),
            bodies::name_key.eq(address::sort_key(&new.name)),
            bodies::ipa_code.eq(&new.ipa_code),
            bodies::ipa_key.eq(new.ipa_code.as_deref().map(ipa_key)),
            bodies::region.eq(&new.region),
            bodies::province.eq(&new.province),
            bodies::example.eq(new.example),
            bodies::created_at.eq(now),
            bodies::updated_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

pub fn find_by_ipa_key(conn: &mut Conn, key: &str) -> Result<Option<Brief>> {
    Ok(bodies::table
        .filter(bodies::ipa_key.eq(key))
        .select(columns::<Brief>())
        .first(conn)
        .optional()?)
}

pub fn list_by_name_key(conn: &mut Conn, key: &str) -> Result<Vec<Brief>> {
    Ok(bodies::table
        .filter(bodies::name_key.eq(key))
        .order(bodies::number)
        .select(columns::<Brief>())
        .load(conn)?)
}

/// Every body, by name.
pub fn list_bodies(conn: &mut Conn) -> Result<Vec<Brief>> {
    Ok(bodies::table
        .order((bodies::name_key, bodies::number))
        .select(columns::<Brief>())
        .load(conn)?)
}

pub fn list_briefs(conn: &mut Conn, ids: &[BodyId]) -> Result<Vec<Brief>> {
    Ok(bodies::table
        .filter(bodies::id.eq_any(ids))
        .select(columns::<Brief>())
        .load(conn)?)
}

pub fn list_unioni(conn: &mut Conn) -> Result<Vec<Brief>> {
    Ok(bodies::table
        .filter(bodies::kind.eq(BodyKind::Unione))
        .order(bodies::name_key)
        .select(columns::<Brief>())
        .load(conn)?)
}

/// Ids of Unioni in order, after this one.
pub fn list_ids_after(
    conn: &mut Conn,
    after: Option<uuid::Uuid>,
    limit: i64,
) -> Result<Vec<uuid::Uuid>> {
    let after = AnyId(after.unwrap_or_default());
    let ids: Vec<AnyId> = bodies::table
        .filter(bodies::kind.eq(BodyKind::Unione))
        .filter(bodies::id.gt(after))
        .order(bodies::id)
        .limit(limit)
        .select(bodies::id)
        .load(conn)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}
