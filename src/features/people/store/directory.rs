//! Who is who: people found by what they are.

use diesel::prelude::*;

use super::actors::{below, topic_tree};
use crate::features::people::PersonState;
use crate::platform::actor::{BodyId, OfficeKind, PersonId, TopicId};
use crate::platform::db::schema::{adesioni, memberships, offices, people};
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::Result;

/// The active people of an Unione and of the Comuni that adhere to it today.
pub fn list_of_unione(conn: &mut Conn, unione: BodyId) -> Result<Vec<PersonId>> {
    let mut bodies: Vec<BodyId> = adesioni::table
        .filter(adesioni::unione_id.eq(unione))
        .filter(adesioni::until.is_null())
        .select(adesioni::comune_id)
        .load(conn)?;
    bodies.push(unione);
    let rows: Vec<(i64, PersonId)> = memberships::table
        .inner_join(people::table.on(people::id.eq(memberships::person_id)))
        .filter(memberships::body_id.eq_any(bodies))
        .filter(memberships::ended_at.is_null())
        .filter(people::state.eq(PersonState::Active))
        .order(people::number)
        .select((people::number, people::id))
        .distinct()
        .load(conn)?;
    Ok(rows.into_iter().map(|(_, person)| person).collect())
}

type Holder = (PersonId, String, Option<String>, Option<TopicId>);

/// The active people who hold an office, with its scope, in the order they were added.
fn list_holders(conn: &mut Conn, kind: OfficeKind, body: Option<BodyId>) -> Result<Vec<Holder>> {
    let holders = offices::table
        .inner_join(memberships::table.on(memberships::id.eq(offices::membership_id)))
        .inner_join(people::table.on(people::id.eq(memberships::person_id)))
        .filter(offices::kind.eq(kind))
        .filter(memberships::ended_at.is_null())
        .filter(people::state.eq(PersonState::Active))
        .order((people::number, offices::id))
        .select((
            people::id,
            offices::scope,
            offices::region,
            offices::topic_id,
        ));
    Ok(match body {
        Some(body) => holders.filter(memberships::body_id.eq(body)).load(conn)?,
        None => holders.load(conn)?,
    })
}

/// Each person once, in the order given.
fn once(people: impl Iterator<Item = PersonId>) -> Vec<PersonId> {
    let mut found = Vec::new();
    for person in people {
        if !found.contains(&person) {
            found.push(person);
        }
    }
    found
}

pub fn list_managers(conn: &mut Conn, unione: BodyId) -> Result<Vec<PersonId>> {
    let holders = list_holders(conn, OfficeKind::UnioneManager, Some(unione))?;
    Ok(once(holders.into_iter().map(|holder| holder.0)))
}

pub fn list_facilitatori(
    conn: &mut Conn,
    region: Option<&str>,
    topics: &[TopicId],
) -> Result<Vec<PersonId>> {
    let holders = list_holders(conn, OfficeKind::Facilitatore, None)?;
    let tree = topic_tree(conn)?;
    let reaches = |(_, scope, own_region, own_topic): &Holder| match scope.as_str() {
        "region" => own_region.is_some() && own_region.as_deref() == region,
        "topic" => own_topic
            .is_some_and(|own| topics.iter().any(|topic| below(&tree, own).contains(topic))),
        _ => true,
    };
    Ok(once(
        holders.into_iter().filter(reaches).map(|holder| holder.0),
    ))
}

pub fn list_mentori(conn: &mut Conn, topics: &[TopicId]) -> Result<Vec<PersonId>> {
    let holders = list_holders(conn, OfficeKind::Mentore, None)?;
    let tree = topic_tree(conn)?;
    let reaches = |holder: &Holder| {
        holder
            .3
            .is_some_and(|own| topics.iter().any(|topic| below(&tree, own).contains(topic)))
    };
    Ok(once(
        holders.into_iter().filter(reaches).map(|holder| holder.0),
    ))
}

pub fn list_admins(conn: &mut Conn) -> Result<Vec<PersonId>> {
    Ok(people::table
        .filter(people::admin.eq(true))
        .filter(people::state.eq(PersonState::Active))
        .order(people::number)
        .select(people::id)
        .load(conn)?)
}

pub fn list_by_handles(conn: &mut Conn, handles: &[String]) -> Result<Vec<PersonId>> {
    let handles: Vec<String> = handles.iter().map(|handle| handle.to_lowercase()).collect();
    Ok(people::table
        .filter(people::handle.eq_any(handles))
        .filter(people::state.eq(PersonState::Active))
        .order(people::number)
        .select(people::id)
        .load(conn)?)
}

/// Names, address, and since when no mail goes there; only of people who read mail.
pub type MailboxRow = (String, String, String, Option<When>);

pub fn find_mailbox(conn: &mut Conn, person: PersonId) -> Result<Option<MailboxRow>> {
    Ok(people::table
        .find(person)
        .filter(people::state.eq_any([PersonState::Invited, PersonState::Active]))
        .select((
            people::given_name,
            people::family_name,
            people::email,
            people::mail_blocked_at,
        ))
        .first(conn)
        .optional()?)
}

pub fn set_mail_blocked(tx: &mut Tx<'_>, person: PersonId, reason: &str) -> Result<()> {
    let now = tx.now();
    diesel::update(people::table.find(person))
        .set((
            people::mail_blocked_at.eq(now),
            people::mail_blocked_reason.eq(reason),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
