//! Rows and queries of the bodies one may invite people of.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::features::people::MembershipId;
use crate::features::unioni::BodyKind;
use crate::platform::actor::{BodyId, OfficeKind, PersonId, Scope};
use crate::platform::db::schema::{adesioni, bodies, memberships, offices};
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;

/// A body people may be invited for.
pub struct Place {
    /// Its id.
    pub id: BodyId,
    /// Its name.
    pub name: String,
    /// What kind of body it is.
    pub kind: BodyKind,
    /// The Unioni it counts for: an Unione for itself, a Comune for those it adheres to today.
    pub unioni: Vec<BodyId>,
}

fn place((id, name, kind): (BodyId, String, BodyKind), adhering: &[(BodyId, BodyId)]) -> Place {
    let unioni = match kind {
        BodyKind::Unione => vec![id],
        _ => adhering
            .iter()
            .filter(|(comune, _)| *comune == id)
            .map(|(_, unione)| *unione)
            .collect(),
    };
    Place {
        id,
        name,
        kind,
        unioni,
    }
}

/// Every body: Unioni, then other organisations, then Comuni, each by name.
pub fn list_places(conn: &mut Conn) -> Result<Vec<Place>> {
    let rows: Vec<(BodyId, String, BodyKind)> = bodies::table
        .order((bodies::name_key, bodies::number))
        .select((bodies::id, bodies::name, bodies::kind))
        .load(conn)?;
    let mut adhering: HashMap<BodyId, Vec<(BodyId, BodyId)>> = HashMap::new();
    let pairs: Vec<(BodyId, BodyId)> = adesioni::table
        .filter(adesioni::until.is_null())
        .select((adesioni::comune_id, adesioni::unione_id))
        .load(conn)?;
    for pair in pairs {
        adhering.entry(pair.0).or_default().push(pair);
    }
    let mut places: Vec<Place> = rows
        .into_iter()
        .map(|row| {
            let own = adhering.remove(&row.0).unwrap_or_default();
            place(row, &own)
        })
        .collect();
    places.sort_by_key(|place| place.kind.rank());
    Ok(places)
}

/// One body.
pub fn find_place(conn: &mut Conn, body: BodyId) -> Result<Place> {
    let row = bodies::table
        .find(body)
        .select((bodies::id, bodies::name, bodies::kind))
        .first(conn)?;
    let adhering = adesioni::table
        .filter(adesioni::comune_id.eq(body))
        .filter(adesioni::until.is_null())
        .select((adesioni::comune_id, adesioni::unione_id))
        .load(conn)?;
    Ok(place(row, &adhering))
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
