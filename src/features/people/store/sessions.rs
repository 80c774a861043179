//! Rows and queries of sessions.

use diesel::prelude::*;

use crate::features::people::PersonState;
use crate::platform::actor::PersonId;
use crate::platform::db::schema::{notifications, people, sessions};
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::Result;

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

/// A signed-in browser: fingerprint, since when, until when.
pub type SessionRow = (String, When, When);

/// The sessions of a person that have not ended, the newest first.
pub fn list_sessions(conn: &mut Conn, person: PersonId, now: When) -> Result<Vec<SessionRow>> {
    Ok(sessions::table
        .filter(sessions::person_id.eq(person))
        .filter(sessions::expires_at.gt(now))
        .order((sessions::created_at.desc(), sessions::token_hash))
        .limit(50)
        .select((
            sessions::token_hash,
            sessions::created_at,
            sessions::expires_at,
        ))
        .load(conn)?)
}

/// Ends the sessions of a person, save one; answers how many.
pub fn delete_sessions(tx: &mut Tx<'_>, person: PersonId, save: Option<&str>) -> Result<usize> {
    Ok(diesel::delete(
        sessions::table
            .filter(sessions::person_id.eq(person))
            .filter(sessions::token_hash.ne(save.unwrap_or_default())),
    )
    .execute(&mut **tx)?)
}

/// Forgets sessions that ended before now; answers how many.
pub fn delete_ended(tx: &mut Tx<'_>, now: When) -> Result<usize> {
    Ok(diesel::delete(sessions::table.filter(sessions::expires_at.le(now))).execute(&mut **tx)?)
}
