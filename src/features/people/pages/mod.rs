//! What people see of their accounts: handlers, forms and page structs.

mod accept;
mod invite;
mod new_body;
mod password;
mod profile;
mod sign_in;

pub use accept::{accept, acceptance_page};
pub use invite::{invite, invite_page};
pub use password::{ask_for_password, choose_password, forgotten_page, new_password_page};
pub use profile::{change_password, profile_page, save_profile, sign_out_elsewhere};
pub use sign_in::{enter_demo, sign_in, sign_in_page, sign_out};

use super::password::{Password, matches};
use super::store;
use super::{Visit, access};
use crate::platform::actor::PersonId;
use crate::platform::app::off_the_async_threads;
use crate::platform::error::Result;
use crate::platform::web::fields::{Faults, Fields};
use crate::platform::web::limits::{self, Counted};

/// Reads a chosen password of the field `password`, or adds its fault.
fn chosen_password(faults: &mut Faults, fields: &Fields) -> Option<Password> {
    match Password::choose(fields.raw("password")) {
        Ok(password) => Some(password),
        Err(sentence) => {
            faults.add("password", sentence);
            None
        }
    }
}

/// Hashes a password where it holds nobody up.
async fn hash(password: Password) -> Result<String> {
    off_the_async_threads(move || password.hash()).await
}

/// Whether this person's password is `text`.
async fn knows_password(visit: &Visit, person: PersonId, text: String) -> Result<bool> {
    let hash = visit
        .read(move |conn, _| store::find_hash(conn, person))
        .await?;
    off_the_async_threads(move || Ok(matches(&text, hash.as_deref()))).await
}

/// Whether this form was sent before and did what it says: its token was used up a moment ago for
/// the very password it carries.
async fn was_sent_before(
    visit: &Visit,
    token: &str,
    purpose: access::Purpose,
    password: &str,
) -> Result<bool> {
    let (token, now) = (token.to_owned(), visit.app.now());
    let person = visit
        .read(move |conn, _| access::let_in_lately(conn, &token, purpose, now))
        .await?;
    let Some(person) = person else {
        return Ok(false);
    };
    // The answer tells whether the password is right: it may be tried no oftener than at signing in.
    let account = limits::account_of(Some(person));
    visit
        .app
        .limits
        .count(Counted::SignIn, account.as_deref(), visit.network_address())?;
    knows_password(visit, person, password.to_owned()).await
}
