//! Who is who: people found by what they are, for those who tell, assign and mention.

use std::collections::HashMap;

use super::{NewPerson, PersonState, add, credentials, store};
use crate::platform::actor::{Actor, BodyId, PersonId, TopicId};
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;

/// The active people whose membership counts for this Unione: its own and those of its Comuni.
///
/// # Errors
/// When the database refuses.
pub fn of_unione(conn: &mut Conn, unione: BodyId) -> Result<Vec<PersonId>> {
    store::list_of_unione(conn, unione)
}

/// The active people who answer for this Unione.
///
/// # Errors
/// When the database refuses.
pub fn managers_of(conn: &mut Conn, unione: BodyId) -> Result<Vec<PersonId>> {
    store::list_managers(conn, unione)
}

/// The active facilitatori whose scope reaches content of this region and these topics; the
/// administrators when there is none, so that nothing waits unheard.
///
/// # Errors
/// When the database refuses.
pub fn facilitatori_for(
    conn: &mut Conn,
    region: Option<&str>,
    topics: &[TopicId],
) -> Result<Vec<PersonId>> {
    let found = store::list_facilitatori(conn, region, topics)?;
    if found.is_empty() {
        return store::list_admins(conn);
    }
    Ok(found)
}

/// Whether a person, active or invited, works for an Unione or for one of its Comuni.
///
/// # Errors
/// When the database refuses.
pub fn works_for(conn: &mut Conn, person: PersonId, unione: BodyId) -> Result<bool> {
    Ok(store::list_memberships(conn, &[person])?
        .remove(&person)
        .unwrap_or_default()
        .iter()
        .any(|membership| membership.unioni.contains(&unione)))
}

/// The active mentori of one of these topics, or of a topic above it.
///
/// # Errors
/// When the database refuses.
pub fn mentori_of(conn: &mut Conn, topics: &[TopicId]) -> Result<Vec<PersonId>> {
    store::list_mentori(conn, topics)
}

/// The actors these people would be if they signed in now, in at most five statements. Those who
/// may not sign in are left out.
///
/// # Errors
/// When the database refuses.
pub fn actors(conn: &mut Conn, people: &[PersonId]) -> Result<HashMap<PersonId, Actor>> {
    store::list_actors(conn, people)
}

/// The active people of these handles, as mentions (`@anna-verdi`) write them.
///
/// # Errors
/// When the database refuses.
pub fn by_handles(conn: &mut Conn, handles: &[String]) -> Result<Vec<PersonId>> {
    store::list_by_handles(conn, handles)
}

/// Where letters to a person go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// Given and family name.
    pub name: String,
    /// The address as it was given.
    pub email: String,
    /// Whether nothing is to be sent there: the server behind it said so.
    pub blocked: bool,
}

/// The mailbox of a person; none for people who read no mail (suspended, system, unknown).
///
/// # Errors
/// When the database refuses.
pub fn mailbox(conn: &mut Conn, person: PersonId) -> Result<Option<Mailbox>> {
    Ok(
        store::find_mailbox(conn, person)?.map(|(given, family, email, blocked)| Mailbox {
            name: format!("{given} {family}").trim().to_owned(),
            email,
            blocked: blocked.is_some(),
        }),
    )
}

/// Who reads by a link of a letter, signed in or not: all that a person of the same bodies reads, also
/// while the person is only invited. None for people who read no mail.
///
/// # Errors
/// When the database refuses.
pub fn letter_reader(conn: &mut Conn, person: PersonId) -> Result<Option<Actor>> {
    let Some(mailbox) = mailbox(conn, person)? else {
        return Ok(None);
    };
    let held = store::list_memberships(conn, &[person])?
        .remove(&person)
        .unwrap_or_default();
    Ok(Some(Actor::person(person, mailbox.name, false, held)))
}

/// Sends nothing more to a person, because the address does not exist; `reason` is what its server said.
///
/// # Errors
/// When the database refuses.
pub fn block_mail(tx: &mut Tx<'_>, person: PersonId, reason: &str) -> Result<()> {
    store::set_mail_blocked(tx, person, reason)
}

/// The name of who signs what was imported for nobody in particular.
const SYSTEM_AUTHOR: &str = "Importazione";
/// Its account's address; no address of this domain can exist (RFC 2606).
const SYSTEM_EMAIL: &str = "importazione@system.invalid";

/// Who signs what was imported for nobody in particular; added the first time it is needed.
///
/// # Errors
/// When the database refuses.
pub fn system_author(tx: &mut Tx<'_>) -> Result<PersonId> {
    if let Some(known) = credentials(tx, SYSTEM_EMAIL)? {
        return Ok(known.person);
    }
    add(
        tx,
        &NewPerson {
            given_name: SYSTEM_AUTHOR.to_owned(),
            family_name: String::new(),
            email: SYSTEM_EMAIL.to_owned(),
            state: PersonState::System,
            admin: false,
        },
    )
}
