//! Rows and queries of the bodies one may invite people of.

use diesel::prelude::*;

use super::list_unioni_of;
use crate::features::unioni::BodyKind;
use crate::platform::actor::BodyId;
use crate::platform::db::Conn;
use crate::platform::db::schema::{adesioni, bodies, memberships};
use crate::platform::error::Result;

/// A body people may be invited of.
pub struct Invitable {
    /// Its id.
    pub id: BodyId,
    /// Its name.
    pub name: String,
    /// What kind of body it is.
    pub kind: BodyKind,
}

type InvitableRow = (BodyId, String, BodyKind);

/// Unioni first, then other organisations, then Comuni, each by name.
fn in_order(rows: Vec<InvitableRow>) -> Vec<Invitable> {
    let mut all: Vec<Invitable> = rows
        .into_iter()
        .map(|(id, name, kind)| Invitable { id, name, kind })
        .collect();
    all.sort_by_key(|body| body.kind.rank());
    all
}

/// Unioni, other organisations, and of the thousands of Comuni those whose people take part.
pub fn list_invitable(conn: &mut Conn) -> Result<Vec<Invitable>> {
    let taking_part = memberships::table.select(memberships::body_id);
    let rows = bodies::table
        .filter(
            bodies::kind
                .ne(BodyKind::Comune)
                .or(bodies::id.eq_any(taking_part)),
        )
        .order((bodies::name_key, bodies::number))
        .select((bodies::id, bodies::name, bodies::kind))
        .load(conn)?;
    Ok(in_order(rows))
}

/// These Unioni and the Comuni that adhere to them today.
pub fn list_invitable_of(conn: &mut Conn, unioni: &[BodyId]) -> Result<Vec<Invitable>> {
    let adhering = adesioni::table
        .filter(adesioni::unione_id.eq_any(unioni))
        .filter(adesioni::until.is_null())
        .select(adesioni::comune_id);
    let rows = bodies::table
        .filter(bodies::id.eq_any(unioni).or(bodies::id.eq_any(adhering)))
        .order((bodies::name_key, bodies::number))
        .select((bodies::id, bodies::name, bodies::kind))
        .load(conn)?;
    Ok(in_order(rows))
}

/// The Unioni a body counts for: an Unione for itself, a Comune for those it adheres to today.
pub fn list_unioni_counted(conn: &mut Conn, body: BodyId) -> Result<Vec<BodyId>> {
    let kind: BodyKind = bodies::table.find(body).select(bodies::kind).first(conn)?;
    Ok(match kind {
        BodyKind::Unione => vec![body],
        _ => list_unioni_of(conn, &[body])?
            .into_iter()
            .map(|(_, unione)| unione)
            .collect(),
    })
}
