//! Rows and queries of what people keep about themselves.

use diesel::prelude::*;

use crate::features::people::{
    Account, Belonging, MembershipId, PersonState, Profile, office_label,
};
use crate::platform::actor::{OfficeKind, PersonId};
use crate::platform::db::schema::{bodies, memberships, offices, people, topics};
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::Result;

type AccountRow = (
    PersonId,
    String,
    String,
    String,
    String,
    bool,
    Option<When>,
    i32,
);

/// The account without its bodies.
pub fn find_account(conn: &mut Conn, person: PersonId) -> Result<Account> {
    let (id, given_name, family_name, email, about, admin, welcomed, lock_version): AccountRow =
        people::table
            .find(person)
            .select((
                people::id,
                people::given_name,
                people::family_name,
                people::email,
                people::about,
                people::admin,
                people::welcomed_at,
                people::lock_version,
            ))
            .first(conn)?;
    Ok(Account {
        id,
        given_name,
        family_name,
        email,
        about,
        admin,
        welcomed: welcomed.is_some(),
        lock_version,
        bodies: Vec::new(),
    })
}

type OfficeWords = (MembershipId, OfficeKind, Option<String>, Option<String>);

/// What a person belongs to today, the main membership first, in words.
pub fn list_belongings(conn: &mut Conn, person: PersonId) -> Result<Vec<Belonging>> {
    let rows: Vec<(MembershipId, String, String)> = memberships::table
        .inner_join(bodies::table.on(bodies::id.eq(memberships::body_id)))
        .filter(memberships::person_id.eq(person))
        .filter(memberships::ended_at.is_null())
        .order((memberships::main.desc(), memberships::created_at))
        .select((memberships::id, bodies::name, memberships::job_title))
        .load(conn)?;
    let ids: Vec<MembershipId> = rows.iter().map(|row| row.0).collect();
    let held: Vec<OfficeWords> = offices::table
        .left_join(topics::table.on(topics::id.nullable().eq(offices::topic_id)))
        .filter(offices::membership_id.eq_any(ids))
        .order((offices::created_at, offices::id))
        .select((
            offices::membership_id,
            offices::kind,
            offices::region,
            topics::name.nullable(),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(membership, body, job_title)| Belonging {
            membership,
            body,
            job_title,
            offices: held
                .iter()
                .filter(|office| office.0 == membership)
                .map(|(_, kind, region, topic)| in_words(*kind, region, topic))
                .collect(),
        })
        .collect())
}

fn in_words(kind: OfficeKind, region: &Option<String>, topic: &Option<String>) -> String {
    let label = office_label(kind);
    match (topic, region) {
        (Some(topic), _) => format!("{label}: {topic}"),
        (None, Some(region)) => format!("{label}: {region}"),
        (None, None) => label.to_owned(),
    }
}

/// Answers how many rows were changed: none when the version is not the one given any more.
pub fn set_profile(tx: &mut Tx<'_>, person: PersonId, profile: &Profile) -> Result<usize> {
    let now = tx.now();
    Ok(diesel::update(
        people::table
            .filter(people::id.eq(person))
            .filter(people::lock_version.eq(profile.lock_version)),
    )
    .set((
        people::given_name.eq(&profile.given_name),
        people::family_name.eq(&profile.family_name),
        people::about.eq(&profile.about),
        people::lock_version.eq(profile.lock_version + 1),
        people::updated_at.eq(now),
    ))
    .execute(&mut **tx)?)
}

pub fn set_job_title(
    tx: &mut Tx<'_>,
    person: PersonId,
    membership: MembershipId,
    job_title: &str,
) -> Result<()> {
    diesel::update(
        memberships::table
            .filter(memberships::id.eq(membership))
            .filter(memberships::person_id.eq(person)),
    )
    .set(memberships::job_title.eq(job_title))
    .execute(&mut **tx)?;
    Ok(())
}

pub fn set_welcomed(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    let now = tx.now();
    diesel::update(
        people::table
            .filter(people::id.eq(person))
            .filter(people::welcomed_at.is_null()),
    )
    .set(people::welcomed_at.eq(now))
    .execute(&mut **tx)?;
    Ok(())
}

/// Makes an invited person active; answers how many rows were changed: none when it was not invited.
pub fn set_joined(
    tx: &mut Tx<'_>,
    person: PersonId,
    given_name: &str,
    family_name: &str,
    hash: &str,
) -> Result<usize> {
    let now = tx.now();
    Ok(diesel::update(
        people::table
            .filter(people::id.eq(person))
            .filter(people::state.eq(PersonState::Invited)),
    )
    .set((
        people::given_name.eq(given_name),
        people::family_name.eq(family_name),
        people::password_hash.eq(hash),
        people::state.eq(PersonState::Active),
        people::updated_at.eq(now),
    ))
    .execute(&mut **tx)?)
}

pub fn set_admin(tx: &mut Tx<'_>, person: PersonId, admin: bool) -> Result<()> {
    let now = tx.now();
    diesel::update(people::table.find(person))
        .set((people::admin.eq(admin), people::updated_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}

/// The present hash of a person's password.
pub fn find_hash(conn: &mut Conn, person: PersonId) -> Result<Option<String>> {
    Ok(people::table
        .find(person)
        .select(people::password_hash)
        .first(conn)?)
}
