//! What people see of their accounts: handlers, forms and page structs.

mod accept;
mod invite;
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
use crate::platform::web::fields::{Faults, Fields, length};

/// The most characters of a name.
const NAME_MOST: usize = 80;
/// The most characters of a job title.
const JOB_MOST: usize = 120;
/// The most characters of what people say about themselves.
const ABOUT_MOST: usize = 2_000;

/// Finds the faults of a given and a family name.
fn check_names(faults: &mut Faults, given: &str, family: &str) {
    for (field, value, empty) in [
        ("nome", given, "Scrivi il nome"),
        ("cognome", family, "Scrivi il cognome"),
    ] {
        faults.unless(!value.is_empty(), field, empty);
        faults.unless(
            length(value) <= NAME_MOST,
            field,
            format!("Scrivi al massimo {NAME_MOST} caratteri"),
        );
    }
}

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
    match person {
        Some(person) => knows_password(visit, person, password.to_owned()).await,
        None => Ok(false),
    }
}
