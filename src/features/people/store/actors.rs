//! What people are today: their bodies and offices, for any number of them in a few statements.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::features::people::PersonState;
use crate::features::unioni::BodyKind;
use crate::platform::actor::{
    Actor, BodyId, Membership, Office, OfficeKind, PersonId, Scope, TopicId,
};
use crate::platform::db::Conn;
use crate::platform::db::schema::{adesioni, bodies, memberships, offices, people, topics};
use crate::platform::db::sql::AnyId;
use crate::platform::error::Result;

/// The actors these people are today; those who may not sign in are left out.
pub fn list_actors(conn: &mut Conn, ids: &[PersonId]) -> Result<HashMap<PersonId, Actor>> {
    let rows: Vec<(PersonId, String, String, bool)> = people::table
        .filter(people::id.eq_any(ids))
        .filter(people::state.eq(PersonState::Active))
        .select((
            people::id,
            people::given_name,
            people::family_name,
            people::admin,
        ))
        .load(conn)?;
    let active: Vec<PersonId> = rows.iter().map(|row| row.0).collect();
    let mut memberships = list_memberships(conn, &active)?;
    Ok(rows
        .into_iter()
        .map(|(id, given, family, admin)| {
            let name = format!("{given} {family}").trim().to_owned();
            let held = memberships.remove(&id).unwrap_or_default();
            (id, Actor::person(id, name, admin, held))
        })
        .collect())
}

type MembershipRow = (
    AnyId,
    PersonId,
    BodyId,
    String,
    i64,
    BodyKind,
    Option<String>,
    String,
);

/// What these people belong to today, the main membership first, with the offices held.
pub fn list_memberships(
    conn: &mut Conn,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, Vec<Membership>>> {
    let rows: Vec<MembershipRow> = memberships::table
        .inner_join(bodies::table.on(bodies::id.eq(memberships::body_id)))
        .filter(memberships::person_id.eq_any(ids))
        .filter(memberships::ended_at.is_null())
        .order((memberships::main.desc(), memberships::created_at))
        .select((
            memberships::id,
            memberships::person_id,
            bodies::id,
            bodies::name,
            bodies::number,
            bodies::kind,
            bodies::region,
            memberships::job_title,
        ))
        .load(conn)?;
    let comuni: Vec<BodyId> = rows
        .iter()
        .filter(|row| row.5 == BodyKind::Comune)
        .map(|row| row.2)
        .collect();
    let adhering = list_unioni_of(conn, &comuni)?;
    let membership_ids: Vec<AnyId> = rows.iter().map(|row| row.0).collect();
    let mut offices = list_offices(conn, &membership_ids)?;
    let mut found: HashMap<PersonId, Vec<Membership>> = HashMap::new();
    for (id, person, body, body_name, body_number, kind, region, job_title) in rows {
        let is_unione = kind == BodyKind::Unione;
        let unioni = if is_unione {
            vec![body]
        } else {
            adhering
                .iter()
                .filter(|(comune, _)| *comune == body)
                .map(|(_, unione)| *unione)
                .collect()
        };
        found.entry(person).or_default().push(Membership {
            body,
            body_name,
            body_number,
            is_unione,
            region,
            unioni,
            job_title,
            offices: offices.remove(&id).unwrap_or_default(),
        });
    }
    Ok(found)
}

/// The Unioni each of these Comuni adheres to today.
pub(super) fn list_unioni_of(conn: &mut Conn, comuni: &[BodyId]) -> Result<Vec<(BodyId, BodyId)>> {
    if comuni.is_empty() {
        return Ok(Vec::new());
    }
    Ok(adesioni::table
        .filter(adesioni::comune_id.eq_any(comuni))
        .filter(adesioni::until.is_null())
        .select((adesioni::comune_id, adesioni::unione_id))
        .load(conn)?)
}

type OfficeRow = (
    AnyId,
    OfficeKind,
    String,
    Option<String>,
    Option<TopicId>,
    Option<String>,
);

fn list_offices(conn: &mut Conn, memberships: &[AnyId]) -> Result<HashMap<AnyId, Vec<Office>>> {
    if memberships.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<OfficeRow> = offices::table
        .left_join(topics::table.on(topics::id.nullable().eq(offices::topic_id)))
        .filter(offices::membership_id.eq_any(memberships))
        .order((offices::created_at, offices::id))
        .select((
            offices::membership_id,
            offices::kind,
            offices::scope,
            offices::region,
            offices::topic_id,
            topics::slug.nullable(),
        ))
        .load(conn)?;
    let tree = if rows.iter().any(|row| row.4.is_some()) {
        topic_tree(conn)?
    } else {
        Vec::new()
    };
    let mut found: HashMap<AnyId, Vec<Office>> = HashMap::new();
    for (membership, kind, scope, region, topic, slug) in rows {
        let scope = match (scope.as_str(), region, topic) {
            ("region", Some(region), _) => Scope::Region(region),
            ("topic", _, Some(id)) => Scope::Topic {
                id,
                within: below(&tree, id),
                slug: slug.unwrap_or_default(),
            },
            _ => Scope::Site,
        };
        found
            .entry(membership)
            .or_default()
            .push(Office { kind, scope });
    }
    Ok(found)
}

/// Each topic and the one above it.
pub type TopicTree = Vec<(TopicId, Option<TopicId>)>;

/// The tree of the topics.
pub fn topic_tree(conn: &mut Conn) -> Result<TopicTree> {
    Ok(topics::table
        .select((topics::id, topics::parent_id))
        .load(conn)?)
}

/// A topic and all below it.
pub fn below(tree: &[(TopicId, Option<TopicId>)], root: TopicId) -> Vec<TopicId> {
    let mut found = vec![root];
    let mut at = 0;
    while at < found.len() {
        let parent = found[at];
        found.extend(
            tree.iter()
                .filter(|(_, above)| *above == Some(parent))
                .map(|(id, _)| *id),
        );
        at += 1;
    }
    found
}
