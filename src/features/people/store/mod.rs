//! Rows and queries of people.

mod accounts;
mod actors;
mod bylines;
mod directory;
mod invitable;
mod office;
mod sessions;
mod tokens;

use diesel::prelude::*;

use super::{Credentials, MembershipId, NewPerson, PersonState, email_key};
use crate::platform::actor::{BodyId, OfficeKind, PersonId, Scope};
use crate::platform::db::schema::{bodies, memberships, offices, people};
use crate::platform::db::sql::AnyId;
use crate::platform::db::{Conn, Tx, numbers};
use crate::platform::error::Result;
use crate::platform::web::address;

pub use accounts::*;
pub use actors::*;
pub use bylines::*;
pub use directory::*;
pub use invitable::*;
pub use office::*;
pub use sessions::*;
pub use tokens::*;

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

pub fn find_state(conn: &mut Conn, person: PersonId) -> Result<Option<PersonState>> {
    Ok(people::table
        .find(person)
        .select(people::state)
        .first(conn)
        .optional()?)
}

/// The name of the body of the main membership.
pub fn find_main_body(conn: &mut Conn, person: PersonId) -> Result<Option<String>> {
    Ok(memberships::table
        .inner_join(bodies::table.on(bodies::id.eq(memberships::body_id)))
        .filter(memberships::person_id.eq(person))
        .filter(memberships::main.eq(true))
        .filter(memberships::ended_at.is_null())
        .select(bodies::name)
        .first(conn)
        .optional()?)
}

/// Whether anybody has an account, besides those who sign what no person did.
pub fn is_anybody_here(conn: &mut Conn) -> Result<bool> {
    let somebody = people::table.filter(people::state.ne(PersonState::System));
    Ok(diesel::select(diesel::dsl::exists(somebody)).get_result(conn)?)
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

pub fn set_state(tx: &mut Tx<'_>, person: PersonId, state: PersonState) -> Result<()> {
    let now = tx.now();
    diesel::update(people::table.find(person))
        .set((people::state.eq(state), people::updated_at.eq(now)))
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
