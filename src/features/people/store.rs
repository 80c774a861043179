//! Rows and queries of people.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{Byline, Credentials, MembershipId, NewPerson, PersonState, email_key};
use crate::platform::actor::{
    Actor, BodyId, Membership, Office, OfficeKind, PersonId, Scope, TopicId,
};
use crate::platform::db::schema::{
    adesioni, bodies, memberships, notifications, offices, people, sessions, topics,
};
use crate::platform::db::sql::AnyId;
use crate::platform::db::{Conn, Tx, When, numbers};
use crate::platform::error::Result;
use crate::platform::web::address;

pub fn find_credentials(conn: &mut Conn, email_key: &str) -> Result<Option<Credentials>> {
    let row: Option<(PersonId, Option<String>, PersonState)> = people::table
        .filter(people::email_key.eq(email_key))
        .select((people::id, people::password_hash, people::state))
        .first(conn)
        .optional()?;
    Ok(row.map(|(person, hash, state)| Credentials {
        person,
        hash,
        state,
    }))
}

pub fn insert_session(
    tx: &mut Tx<'_>,
    token_hash: &str,
    person: PersonId,
    now: When,
    expires_at: When,
) -> Result<()> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::token_hash.eq(token_hash),
            sessions::person_id.eq(person),
            sessions::created_at.eq(now),
            sessions::expires_at.eq(expires_at),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn set_signed_in(tx: &mut Tx<'_>, person: PersonId, now: When) -> Result<()> {
    diesel::update(people::table.find(person))
        .set(people::last_sign_in_at.eq(now))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn delete_session(tx: &mut Tx<'_>, token_hash: &str) -> Result<()> {
    diesel::delete(sessions::table.find(token_hash)).execute(&mut **tx)?;
    Ok(())
}

/// What a session says of its person.
pub struct Signed {
    pub person: PersonId,
    pub given_name: String,
    pub family_name: String,
    pub admin: bool,
    pub unread: i64,
}

/// The person of a session that has not ended. The number of unread notifications, which every
/// page shows, comes in the same statement.
pub fn find_signed(conn: &mut Conn, token_hash: &str, now: When) -> Result<Option<Signed>> {
    let unread = notifications::table
        .filter(notifications::person_id.eq(people::id))
        .filter(notifications::read_at.is_null())
        .select(diesel::dsl::count_star())
        .single_value();
    let row: Option<(PersonId, String, String, bool, Option<i64>)> = sessions::table
        .inner_join(people::table.on(people::id.eq(sessions::person_id)))
        .filter(sessions::token_hash.eq(token_hash))
        .filter(sessions::expires_at.gt(now))
        .filter(people::state.eq(PersonState::Active))
        .select((
            people::id,
            people::given_name,
            people::family_name,
            people::admin,
            unread,
        ))
        .first(conn)
        .optional()?;
    Ok(
        row.map(|(person, given_name, family_name, admin, unread)| Signed {
            person,
            given_name,
            family_name,
            admin,
            unread: unread.unwrap_or(0),
        }),
    )
}

/// The actor a person is today, with all bodies and offices.
pub fn actor_of(conn: &mut Conn, person: PersonId, name: String, admin: bool) -> Result<Actor> {
    Ok(Actor::person(
        person,
        name,
        admin,
        memberships_of(conn, person)?,
    ))
}

type MembershipRow = (AnyId, BodyId, String, i64, String, Option<String>, String);

fn memberships_of(conn: &mut Conn, person: PersonId) -> Result<Vec<Membership>> {
    let rows: Vec<MembershipRow> = memberships::table
        .inner_join(bodies::table.on(bodies::id.eq(memberships::body_id)))
        .filter(memberships::person_id.eq(person))
        .filter(memberships::ended_at.is_null())
        .order((memberships::main.desc(), memberships::created_at))
        .select((
            memberships::id,
            bodies::id,
            bodies::name,
            bodies::number,
            bodies::kind,
            bodies::region,
            memberships::job_title,
        ))
        .load(conn)?;
    let ids: Vec<AnyId> = rows.iter().map(|row| row.0).collect();
    let offices = offices_of(conn, &ids)?;
    let mut found = Vec::with_capacity(rows.len());
    for (id, body, body_name, body_number, kind, region, job_title) in rows {
        let is_unione = kind == "unione";
        let unioni = match kind.as_str() {
            "unione" => vec![body],
            "comune" => adesioni::table
                .filter(adesioni::comune_id.eq(body))
                .filter(adesioni::until.is_null())
                .select(adesioni::unione_id)
                .load(conn)?,
            _ => Vec::new(),
        };
        let held = offices
            .iter()
            .filter(|(membership, _)| *membership == id)
            .map(|(_, office)| office.clone())
            .collect();
        found.push(Membership {
            body,
            body_name,
            body_number,
            is_unione,
            region,
            unioni,
            job_title,
            offices: held,
        });
    }
    Ok(found)
}

type OfficeRow = (
    AnyId,
    OfficeKind,
    String,
    Option<String>,
    Option<TopicId>,
    Option<String>,
);

fn offices_of(conn: &mut Conn, memberships: &[AnyId]) -> Result<Vec<(AnyId, Office)>> {
    let rows: Vec<OfficeRow> = offices::table
        .left_join(topics::table.on(topics::id.nullable().eq(offices::topic_id)))
        .filter(offices::membership_id.eq_any(memberships))
        .order(offices::created_at)
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
    Ok(rows
        .into_iter()
        .map(|(membership, kind, scope, region, topic, slug)| {
            let scope = match (scope.as_str(), region, topic) {
                ("region", Some(region), _) => Scope::Region(region),
                ("topic", _, Some(id)) => Scope::Topic {
                    id,
                    within: below(&tree, id),
                    slug: slug.unwrap_or_default(),
                },
                _ => Scope::Site,
            };
            (membership, Office { kind, scope })
        })
        .collect())
}

fn topic_tree(conn: &mut Conn) -> Result<Vec<(TopicId, Option<TopicId>)>> {
    Ok(topics::table
        .select((topics::id, topics::parent_id))
        .load(conn)?)
}

/// A topic and all below it.
fn below(tree: &[(TopicId, Option<TopicId>)], root: TopicId) -> Vec<TopicId> {
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

/// The people of a demonstration: e-mail, name, what they are, in the order they were added.
pub fn list_demo_people(conn: &mut Conn) -> Result<Vec<(String, String, String)>> {
    let rows: Vec<(String, String, String, String, String)> = people::table
        .inner_join(memberships::table.on(memberships::person_id.eq(people::id)))
        .inner_join(bodies::table.on(bodies::id.eq(memberships::body_id)))
        .filter(people::state.eq(PersonState::Active))
        .filter(people::about.ne(""))
        .filter(memberships::main.eq(true))
        .order(people::number)
        .limit(20)
        .select((
            people::email,
            people::given_name,
            people::family_name,
            memberships::job_title,
            bodies::name,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(email, given, family, job, body)| {
            (email, format!("{given} {family}"), format!("{job}, {body}"))
        })
        .collect())
}

pub fn insert_person(tx: &mut Tx<'_>, new: &NewPerson) -> Result<PersonId> {
    let (id, number, now) = (PersonId::new(), numbers::next(tx, "person")?, tx.now());
    let name = address::slug(&format!("{} {}", new.given_name, new.family_name));
    let taken: bool = diesel::select(diesel::dsl::exists(
        people::table.filter(people::handle.eq(&name)),
    ))
    .get_result(&mut **tx)?;
    let handle = if taken || name.is_empty() {
        format!("{name}-{number}").trim_matches('-').to_owned()
    } else {
        name
    };
    diesel::insert_into(people::table)
        .values((
            people::id.eq(id),
            people::number.eq(number),
            people::given_name.eq(&new.given_name),
            people::family_name.eq(&new.family_name),
            people::handle.eq(handle),
            people::email.eq(new.email.trim()),
            people::email_key.eq(email_key(&new.email)),
            people::state.eq(new.state),
            people::admin.eq(new.admin),
            people::created_at.eq(now),
            people::updated_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

pub fn insert_membership(
    tx: &mut Tx<'_>,
    person: PersonId,
    body: BodyId,
    job_title: &str,
) -> Result<MembershipId> {
    let (id, now) = (MembershipId::new(), tx.now());
    let others: bool = diesel::select(diesel::dsl::exists(
        memberships::table.filter(memberships::person_id.eq(person)),
    ))
    .get_result(&mut **tx)?;
    diesel::insert_into(memberships::table)
        .values((
            memberships::id.eq(id),
            memberships::person_id.eq(person),
            memberships::body_id.eq(body),
            memberships::job_title.eq(job_title),
            memberships::main.eq(!others),
            memberships::created_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

pub fn insert_office(
    tx: &mut Tx<'_>,
    membership: MembershipId,
    kind: OfficeKind,
    scope: &Scope,
) -> Result<()> {
    let now = tx.now();
    let (scope, region, topic) = match scope {
        Scope::Site => ("site", None, None),
        Scope::Region(region) => ("region", Some(region.as_str()), None),
        Scope::Topic { id, .. } => ("topic", None, Some(*id)),
    };
    diesel::insert_into(offices::table)
        .values((
            offices::id.eq(AnyId(uuid::Uuid::now_v7())),
            offices::membership_id.eq(membership),
            offices::kind.eq(kind),
            offices::scope.eq(scope),
            offices::region.eq(region),
            offices::topic_id.eq(topic),
            offices::created_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn set_password_hash(tx: &mut Tx<'_>, person: PersonId, hash: &str) -> Result<()> {
    let now = tx.now();
    diesel::update(people::table.find(person))
        .set((people::password_hash.eq(hash), people::updated_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}

type BylineRow = (
    PersonId,
    i64,
    String,
    String,
    Option<String>,
    Option<BodyId>,
    Option<String>,
);

pub fn list_bylines(
    conn: &mut Conn,
    with_names: bool,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, Byline>> {
    let rows: Vec<BylineRow> = people::table
        .left_join(
            memberships::table.on(memberships::person_id
                .eq(people::id)
                .and(memberships::main.eq(true))
                .and(memberships::ended_at.is_null())),
        )
        .left_join(bodies::table.on(bodies::id.nullable().eq(memberships::body_id.nullable())))
        .filter(people::id.eq_any(ids))
        .select((
            people::id,
            people::number,
            people::given_name,
            people::family_name,
            memberships::job_title.nullable(),
            bodies::id.nullable(),
            bodies::name.nullable(),
        ))
        .load(conn)?;
    let mentors: Vec<(PersonId, Option<TopicId>)> = offices::table
        .inner_join(memberships::table.on(memberships::id.eq(offices::membership_id)))
        .filter(offices::kind.eq(OfficeKind::Mentore))
        .filter(memberships::person_id.eq_any(ids))
        .select((memberships::person_id, offices::topic_id))
        .load(conn)?;
    let mut found = HashMap::with_capacity(rows.len());
    for (id, number, given, family, job, body, body_name) in rows {
        let mentore_of = mentors
            .iter()
            .filter(|(person, _)| *person == id)
            .filter_map(|(_, topic)| *topic)
            .collect();
        let job = job.unwrap_or_default();
        let body_name = body_name.unwrap_or_default();
        let byline = if with_names {
            let initials = [&given, &family]
                .iter()
                .filter_map(|name| name.chars().next())
                .flat_map(char::to_uppercase)
                .collect();
            let role = [job.as_str(), body_name.as_str()]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", ");
            Byline {
                id,
                number,
                name: format!("{given} {family}").trim().to_owned(),
                initials,
                role,
                body,
                mentore_of,
            }
        } else {
            let name = if job.is_empty() {
                "Una persona iscritta".to_owned()
            } else {
                job
            };
            let initials = name
                .chars()
                .next()
                .map(|first| first.to_uppercase().to_string())
                .unwrap_or_default();
            Byline {
                id,
                number,
                name,
                initials,
                role: body_name,
                body,
                mentore_of,
            }
        };
        found.insert(id, byline);
    }
    Ok(found)
}
