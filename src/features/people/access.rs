//! Single-use links that let a person in: an invitation, a new password. Kept only as a fingerprint.

use super::{PersonState, store};
use crate::platform::actor::PersonId;
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::installation;
use crate::platform::web::proof::fingerprint;
use crate::text_enum;

text_enum! {
    /// What a single-use link is for.
    pub enum Purpose {
        /// Accepting an invitation.
        Invitation = "invitation",
        /// Choosing a new password.
        PasswordReset = "password_reset",
    }
}

impl Purpose {
    /// How long a link of this purpose is good, from the moment its letter is composed.
    pub fn lasts(self) -> chrono::Duration {
        match self {
            Purpose::Invitation => chrono::Duration::days(14),
            Purpose::PasswordReset => chrono::Duration::minutes(30),
        }
    }

    /// The path of the page the link leads to.
    pub fn path(self, token: &str) -> String {
        match self {
            Purpose::Invitation => format!("/invito/{token}"),
            Purpose::PasswordReset => format!("/password/nuova/{token}"),
        }
    }
}

/// Makes a single-use token, 128 random bits, and keeps its fingerprint. Earlier ones stay good: of
/// two letters that crossed, both work until one is used.
///
/// # Errors
/// When the system has no randomness to give, or the database refuses.
pub fn mint_token(
    tx: &mut Tx<'_>,
    person: PersonId,
    purpose: Purpose,
    lasts: chrono::Duration,
) -> Result<String> {
    let token = data_encoding::BASE64URL_NOPAD.encode(&installation::random()?[..16]);
    let until = tx.now() + lasts;
    store::insert_token(tx, &fingerprint(&token), person, purpose, until)?;
    Ok(token)
}

/// Whose token this is, if it can still be used.
///
/// # Errors
/// [`Refusal::LinkSpent`] when it was used, has expired or was never given.
pub fn holder(conn: &mut Conn, token: &str, purpose: Purpose, now: When) -> Result<PersonId> {
    store::find_token(conn, &fingerprint(token), purpose, now)?
        .ok_or(Error::Refused(Refusal::LinkSpent))
}

/// Uses a token up, and with it every other of the same person: who chose a password needs no
/// older link any more.
///
/// # Errors
/// [`Refusal::LinkSpent`] when it was used, has expired or was never given.
pub fn spend(tx: &mut Tx<'_>, token: &str, purpose: Purpose) -> Result<PersonId> {
    let now = tx.now();
    let person = holder(tx, token, purpose, now)?;
    // Of two that come at once only one changes the row.
    if store::set_token_used(tx, &fingerprint(token))? == 0 {
        return Err(Error::Refused(Refusal::LinkSpent));
    }
    store::set_tokens_used(tx, person)?;
    Ok(person)
}

/// Whom a token let in less than half an hour ago: the same form sent twice is no fault.
///
/// # Errors
/// When the database refuses.
pub fn let_in_lately(
    conn: &mut Conn,
    token: &str,
    purpose: Purpose,
    now: When,
) -> Result<Option<PersonId>> {
    let since = now - chrono::Duration::minutes(30);
    store::find_used_token(conn, &fingerprint(token), purpose, since)
}

/// Forgets sessions that have ended and links that could not be used any more for a month;
/// answers how many.
///
/// # Errors
/// When the database refuses.
pub fn forget_expired(tx: &mut Tx<'_>, now: When) -> Result<usize> {
    Ok(store::delete_ended(tx, now)? + store::delete_tokens(tx, now - chrono::Duration::days(30))?)
}

/// Whether a person of this state may be given a link of this purpose.
pub fn may_be_given(state: PersonState, purpose: Purpose) -> bool {
    match purpose {
        Purpose::Invitation => state == PersonState::Invited,
        Purpose::PasswordReset => state == PersonState::Active,
    }
}
