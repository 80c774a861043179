//! What a person keeps about itself: names, what it does, password, signed-in browsers.

use super::access::{self, Purpose};
use super::{LetterKind, MembershipId, PersonState, credentials, letters, store};
use crate::platform::actor::{OfficeKind, PersonId};
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::events::{self, EventKind};
use crate::platform::subject::{Subject, SubjectKind};

/// A person as it sees itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Whose.
    pub id: PersonId,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// The address letters go to.
    pub email: String,
    /// What the person can help with, in its own words.
    pub about: String,
    /// Whether it administers the installation.
    pub admin: bool,
    /// Whether it has been through the first steps.
    pub welcomed: bool,
    /// Counts the changes, so that none overwrites another unseen.
    pub lock_version: i32,
    /// The bodies it belongs to, the main one first.
    pub bodies: Vec<Belonging>,
}

/// A body a person belongs to, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belonging {
    /// The membership.
    pub membership: MembershipId,
    /// The name of the body.
    pub body: String,
    /// What the person does there.
    pub job_title: String,
    /// The offices it holds for it: "Mentore: Servizi informatici".
    pub offices: Vec<String>,
}

/// The Italian name of an office.
pub fn office_label(kind: OfficeKind) -> &'static str {
    match kind {
        OfficeKind::Referente => "Referente",
        OfficeKind::Mentore => "Mentore",
        OfficeKind::UnioneManager => "Responsabile dell’unione",
        OfficeKind::Facilitatore => "Facilitatore",
    }
}

/// The account of a person.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn account(conn: &mut Conn, person: PersonId) -> Result<Account> {
    let mut account = store::find_account(conn, person)?;
    account.bodies = store::list_belongings(conn, person)?;
    Ok(account)
}

/// What a person may change about itself.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// What the person can help with.
    pub about: String,
    /// What it does in each of its bodies.
    pub job_titles: Vec<(MembershipId, String)>,
    /// The version of the account this was written from.
    pub lock_version: i32,
}

/// Saves what a person changed about itself; answers no when the account had changed meanwhile.
///
/// # Errors
/// When the database refuses.
pub fn save_profile(tx: &mut Tx<'_>, person: PersonId, profile: &Profile) -> Result<bool> {
    if store::set_profile(tx, person, profile)? == 0 {
        return Ok(false);
    }
    for (membership, job_title) in &profile.job_titles {
        store::set_job_title(tx, person, *membership, job_title)?;
    }
    record(tx, person, EventKind::PersonChanged)?;
    Ok(true)
}

/// Remembers that a person has been through the first steps.
///
/// # Errors
/// When the database refuses.
pub fn welcome(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    store::set_welcomed(tx, person)
}

/// Somebody forgot the password of this address: a letter with a link is owed to an active
/// person, the invitation once more to one who has not accepted it. For an unknown address
/// nothing is owed, and nobody can tell: the request is counted in the same commit either way.
///
/// # Errors
/// When the database refuses.
pub fn forgot_password(tx: &mut Tx<'_>, email: &str) -> Result<()> {
    crate::platform::db::numbers::next(tx, "password_request")?;
    let known = credentials(tx, email)?;
    match known.map(|known| (known.person, known.state)) {
        Some((person, PersonState::Active)) => letters::owe(tx, person, LetterKind::PasswordReset),
        Some((person, PersonState::Invited)) => letters::owe(tx, person, LetterKind::Invitation),
        _ => Ok(()),
    }
}

/// Changes a forgotten password by the token of a letter. Every session of the person ends.
///
/// # Errors
/// [`Refusal::LinkSpent`] when the token was used, has expired or was never given.
pub fn reset_password(tx: &mut Tx<'_>, token: &str, hash: &str) -> Result<PersonId> {
    let person = access::spend(tx, token, Purpose::PasswordReset)?;
    if store::find_state(tx, person)? != Some(PersonState::Active) {
        return Err(Error::Refused(Refusal::LinkSpent));
    }
    change_password(tx, person, hash, None)?;
    Ok(person)
}

/// Changes a password. Every session of the person ends, save the one that asked; links that are
/// still under way are good for nothing any more; a letter tells of it.
///
/// # Errors
/// When the database refuses.
pub fn change_password(
    tx: &mut Tx<'_>,
    person: PersonId,
    hash: &str,
    save: Option<&str>,
) -> Result<()> {
    store::set_password_hash(tx, person, hash)?;
    store::set_tokens_used(tx, person)?;
    store::delete_sessions(tx, person, save)?;
    letters::owe(tx, person, LetterKind::PasswordChanged)?;
    record(tx, person, EventKind::PasswordChanged)
}

/// A browser in which a person has signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The fingerprint of the session.
    pub key: String,
    /// Since when.
    pub since: When,
    /// Until when, at the latest.
    pub until: When,
}

/// The browsers in which a person has signed in, the newest first, at most 50.
///
/// # Errors
/// When the database refuses.
pub fn sessions(conn: &mut Conn, person: PersonId, now: When) -> Result<Vec<SignedIn>> {
    Ok(store::list_sessions(conn, person, now)?
        .into_iter()
        .map(|(key, since, until)| SignedIn { key, since, until })
        .collect())
}

/// Signs a person out everywhere, save in one browser; answers how many sessions ended.
///
/// # Errors
/// When the database refuses.
pub fn sign_out_elsewhere(tx: &mut Tx<'_>, person: PersonId, save: Option<&str>) -> Result<usize> {
    store::delete_sessions(tx, person, save)
}

fn record(tx: &mut Tx<'_>, person: PersonId, kind: EventKind) -> Result<()> {
    let subject = Subject::new(SubjectKind::Person, person);
    events::record(tx, Some(person), kind, subject, serde_json::json!({}))?;
    Ok(())
}
