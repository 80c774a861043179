//! Rows and queries of the bodies one may invite people of.

use diesel::prelude::*;

use crate::features::people::MembershipId;
use crate::platform::actor::{BodyId, OfficeKind, PersonId, Scope};
use crate::platform::db::schema::{bodies, memberships, offices};
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;

/// Id, name, and whether it is an Unione.
pub type BodyRow = (BodyId, String, String);

/// Unioni and other organisations by name; of the Comuni, only those whose people take part.
pub fn list_bodies(conn: &mut Conn) -> Result<Vec<BodyRow>> {
    let taking_part = memberships::table.select(memberships::body_id);
    Ok(bodies::table
        .filter(bodies::kind.ne("comune").or(bodies::id.eq_any(taking_part)))
        .order(bodies::name_key)
        .select((bodies::id, bodies::name, bodies::kind))
        .load(conn)?)
}

/// The regions of the bodies, by name.
pub fn list_regions(conn: &mut Conn) -> Result<Vec<String>> {
    let regions: Vec<Option<String>> = bodies::table
        .filter(bodies::region.is_not_null())
        .order(bodies::region)
        .select(bodies::region)
        .distinct()
        .load(conn)?;
    Ok(regions.into_iter().flatten().collect())
}

/// The membership of a person in a body, or the main one.
pub fn find_membership(
    conn: &mut Conn,
    person: PersonId,
    body: Option<BodyId>,
) -> Result<Option<MembershipId>> {
    let all: Vec<(MembershipId, BodyId)> = memberships::table
        .filter(memberships::person_id.eq(person))
        .filter(memberships::ended_at.is_null())
        .order((memberships::main.desc(), memberships::created_at))
        .select((memberships::id, memberships::body_id))
        .load(conn)?;
    Ok(all
        .into_iter()
        .find(|(_, known)| body.is_none_or(|body| body == *known))
        .map(|(membership, _)| membership))
}

/// Takes an office away; answers how many rows were deleted.
pub fn delete_office(
    tx: &mut Tx<'_>,
    membership: MembershipId,
    kind: OfficeKind,
    scope: &Scope,
) -> Result<usize> {
    let same = offices::table
        .filter(offices::membership_id.eq(membership))
        .filter(offices::kind.eq(kind));
    Ok(match scope {
        Scope::Site => diesel::delete(same.filter(offices::scope.eq("site"))).execute(&mut **tx)?,
        Scope::Region(region) => {
            diesel::delete(same.filter(offices::region.eq(region))).execute(&mut **tx)?
        }
        Scope::Topic { id, .. } => {
            diesel::delete(same.filter(offices::topic_id.eq(*id))).execute(&mut **tx)?
        }
    })
}

/// Whether a membership carries an office already.
pub fn has_office(
    conn: &mut Conn,
    membership: MembershipId,
    kind: OfficeKind,
    scope: &Scope,
) -> Result<bool> {
    let rows: Vec<(
        String,
        Option<String>,
        Option<crate::platform::actor::TopicId>,
    )> = offices::table
        .filter(offices::membership_id.eq(membership))
        .filter(offices::kind.eq(kind))
        .select((offices::scope, offices::region, offices::topic_id))
        .load(conn)?;
    Ok(rows.iter().any(|(known, region, topic)| match scope {
        Scope::Site => known == "site",
        Scope::Region(name) => region.as_ref() == Some(name),
        Scope::Topic { id, .. } => topic.as_ref() == Some(id),
    }))
}
