//! People: accounts, sessions, the bodies they belong to and the offices they hold.
//!
//! A person is `invited` until the invitation is accepted, then `active`, perhaps `suspended`.
//! A `system` person signs what no person did (an import) and can never sign in.

mod access;
mod account;
mod attached;
mod directory;
mod invite;
mod letters;
mod offered;
pub mod pages;
mod password;
mod policy;
pub mod profile_form;
pub mod session;
mod store;
pub mod visit;

use std::collections::HashMap;

use crate::platform::actor::{Actor, BodyId, OfficeKind, PersonId, Scope, TopicId};
use crate::platform::db::{Conn, Tx};
use crate::platform::error::{Error, Result};
use crate::platform::events::{self, EventKind};
use crate::platform::installation;
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::web::proof::fingerprint;
use crate::{text_enum, typed_id};

pub use access::{Purpose, forget_expired, mint_token};
pub use account::{
    Account, Belonging, Profile, SignedIn, account, change_password, forgot_password, office_label,
    reset_password, save_profile, sessions, sign_out_elsewhere, welcome,
};
pub use attached::{Attached, SmallFile, read_attached};
pub use directory::{
    Mailbox, actors, block_mail, by_handles, facilitatori_for, letter_reader, mailbox, managers_of,
    mentori_of, of_unione, system_author, works_for,
};
pub use invite::{
    Invitation, Invited, Workplace, accept, enlist, invite, invite_again, invited, may_invite_again,
};
pub use letters::{LetterKind, Notice, invitation, password_changed, password_reset};
pub use offered::{Offered, is_anybody_here, offer_to_be, offered};
pub use password::Password;
pub use visit::{Form, Visit};

text_enum! {
    /// Where an account stands.
    pub enum PersonState {
        /// Has not yet accepted the invitation.
        Invited = "invited",
        /// May sign in.
        Active = "active",
        /// May not sign in for now.
        Suspended = "suspended",
        /// Signs what no person did; can never sign in.
        System = "system",
    }
}

/// What is needed to check a password.
pub struct Credentials {
    /// Whose.
    pub person: PersonId,
    /// The argon2id hash, unless no password was chosen yet.
    pub hash: Option<String>,
    /// Where the account stands.
    pub state: PersonState,
}

/// How an e-mail address is compared: without spaces around it and in lower case.
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// The longest e-mail address there is (RFC 5321), in bytes.
pub const EMAIL_MOST_BYTES: usize = 254;

/// Whether this is written like an address of ours could be: one that any mail server takes.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let is_atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    text.len() <= EMAIL_MOST_BYTES
        && (1..=64).contains(&local.len())
        && local.chars().all(is_atom)
        && local.split('.').all(|part| !part.is_empty())
        && domain.contains('.')
        && domain.split('.').all(is_label)
}

/// The account of an e-mail address, if there is one.
///
/// # Errors
/// When the database refuses.
pub fn credentials(conn: &mut Conn, email: &str) -> Result<Option<Credentials>> {
    store::find_credentials(conn, &email_key(email))
}

/// Begins a session and answers the secret the browser will show: 256 random bits.
///
/// # Errors
/// When the database refuses.
pub fn sign_in(tx: &mut Tx<'_>, person: PersonId, lasts: chrono::Duration) -> Result<String> {
    let secret = data_encoding::BASE64URL_NOPAD.encode(&installation::random()?);
    let now = tx.now();
    store::insert_session(tx, &fingerprint(&secret), person, now, now + lasts)?;
    store::set_signed_in(tx, person, now)?;
    Ok(secret)
}

/// Ends a session.
///
/// # Errors
/// When the database refuses.
pub fn sign_out(tx: &mut Tx<'_>, session: &str) -> Result<()> {
    store::delete_session(tx, session)
}

/// How a person signs what it wrote. Visitors read office and body; the name is for members only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Byline {
    /// The person.
    pub id: PersonId,
    /// Its number in addresses.
    pub number: i64,
    /// The name, or for visitors the office.
    pub name: String,
    /// Two letters for the round badge.
    pub initials: String,
    /// What the person does, and where: "Segretario, Unione Valle Serena".
    pub role: String,
    /// The body of the main membership.
    pub body: Option<BodyId>,
    /// The topics the person is mentore of.
    pub mentore_of: Vec<TopicId>,
}

/// How these people sign, for this reader, in two statements.
///
/// # Errors
/// When the database refuses.
pub fn bylines(
    conn: &mut Conn,
    reader: &Actor,
    people: &[PersonId],
) -> Result<HashMap<PersonId, Byline>> {
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    store::list_bylines(conn, reader.is_member(), people)
}

/// What is needed to add a person.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// The address letters go to.
    pub email: String,
    /// Where the account stands.
    pub state: PersonState,
    /// Whether the person administers the installation.
    pub admin: bool,
}

/// Adds a person without any membership; the handle is made from the name.
///
/// # Errors
/// [`is_taken`](crate::platform::error::is_taken) when there is an account of this address; when the database refuses.
pub fn add(tx: &mut Tx<'_>, new: &NewPerson) -> Result<PersonId> {
    store::insert_person(tx, new)
}

/// Makes a person belong to a body; the first membership is the main one.
///
/// # Errors
/// When the database refuses.
pub fn join(
    tx: &mut Tx<'_>,
    person: PersonId,
    body: BodyId,
    job_title: &str,
) -> Result<MembershipId> {
    store::insert_membership(tx, person, body, job_title)
}

/// Said to whoever gives the office of an Unione to somebody of another body.
const NOT_OF_UNIONE: &str =
    "«Responsabile dell’unione» si può dare solo a chi lavora in un’unione.";

/// Gives an office for a membership.
///
/// # Errors
/// [`Error::Forbidden`] for a union manager of what is no Unione.
pub fn grant(
    tx: &mut Tx<'_>,
    membership: MembershipId,
    kind: OfficeKind,
    scope: &Scope,
) -> Result<()> {
    if kind == OfficeKind::UnioneManager && !store::is_of_unione(tx, membership)? {
        return Err(Error::Forbidden(NOT_OF_UNIONE));
    }
    store::insert_office(tx, membership, kind, scope)
}

/// Gives an office unless it is held already, or takes it away; the person's sessions end, so that
/// each begins with the offices it has. Without a body it is the main membership. Answers no when
/// there is no such membership, or nothing to take away.
///
/// # Errors
/// When the database refuses.
pub fn set_office(
    tx: &mut Tx<'_>,
    person: PersonId,
    body: Option<BodyId>,
    kind: OfficeKind,
    scope: &Scope,
    held: bool,
) -> Result<bool> {
    let Some(membership) = store::find_membership(tx, person, body)? else {
        return Ok(false);
    };
    if held {
        if !store::has_office(tx, membership, kind, scope)? {
            grant(tx, membership, kind, scope)?;
        }
    } else if store::delete_office(tx, membership, kind, scope)? == 0 {
        return Ok(false);
    }
    changed(tx, person)?;
    Ok(true)
}

/// Makes a person an administrator, or takes that away; the person's sessions end.
///
/// # Errors
/// When the database refuses.
pub fn set_admin(tx: &mut Tx<'_>, person: PersonId, admin: bool) -> Result<()> {
    store::set_admin(tx, person, admin)?;
    changed(tx, person)
}

fn changed(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    store::delete_sessions(tx, person, None)?;
    let subject = Subject::new(SubjectKind::Person, person);
    events::record(
        tx,
        None,
        EventKind::PersonChanged,
        subject,
        serde_json::json!({}),
    )?;
    Ok(())
}

/// Says where an account stands from now on; whoever may not enter any more is signed out everywhere.
///
/// # Errors
/// When the database refuses.
pub fn set_state(tx: &mut Tx<'_>, person: PersonId, state: PersonState) -> Result<()> {
    store::set_state(tx, person, state)?;
    if state != PersonState::Active {
        store::delete_sessions(tx, person, None)?;
    }
    Ok(())
}

/// Sets the hash of a person's password.
///
/// # Errors
/// When the database refuses.
pub fn set_password(tx: &mut Tx<'_>, person: PersonId, hash: &str) -> Result<()> {
    store::set_password_hash(tx, person, hash)
}

typed_id! {
    /// A person's membership of a body.
    MembershipId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_any_server_takes() {
        for good in [
            "nome.cognome@comune.esempio.example",
            "a+b@x.it",
            "o'neil_1@sub.x-y.eu",
        ] {
            assert!(is_email(good), "{good:?}");
        }
        for bad in [
            "",
            "nome",
            "@x.it",
            "nome@",
            "nome@localhost",
            "no me@x.it",
            "nome@x..it",
            "nome.@x.it",
            "nome@-x.it",
            "a@b@x.it",
            "nome@x.it\nBcc: altri@x.it",
            "nòme@x.it",
            &format!("{}@x.it", "a".repeat(65)),
        ] {
            assert!(!is_email(bad), "{bad:?}");
        }
    }
}
