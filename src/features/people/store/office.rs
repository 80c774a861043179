//! Rows and queries of the offices held for a membership.

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::features::people::MembershipId;
use crate::features::unioni::BodyKind;
use crate::platform::actor::{BodyId, OfficeKind, PersonId, Scope};
use crate::platform::db::schema::{bodies, memberships, offices};
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;

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

/// Whether a membership is one of an Unione itself.
pub fn is_of_unione(conn: &mut Conn, membership: MembershipId) -> Result<bool> {
    Ok(diesel::select(exists(
        memberships::table
            .inner_join(bodies::table.on(bodies::id.eq(memberships::body_id)))
            .filter(memberships::id.eq(membership))
            .filter(bodies::kind.eq(BodyKind::Unione)),
    ))
    .get_result(conn)?)
}
