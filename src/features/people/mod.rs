//! People: accounts, sessions, the bodies they belong to and the offices they hold.
//!
//! A person is `invited` until the invitation is accepted, then `active`, perhaps `suspended`.
//! A `system` person signs what no person did (an import) and can never sign in.

pub mod pages;
mod password;
pub mod session;
mod store;
pub mod visit;

use crate::platform::actor::PersonId;
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;
use crate::platform::installation;
use crate::platform::web::proof::fingerprint;
use crate::text_enum;

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
