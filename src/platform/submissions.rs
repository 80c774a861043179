//! A form sent twice has one effect: the token each form carries is kept with the address its
//! first arrival led to, in the same transaction as the effect.

use diesel::prelude::*;

use super::actor::PersonId;
use super::db::schema::submissions;
use super::db::{Tx, When};
use super::error::{Error, Refusal, Result};

/// What identifies one filled form.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The token the page gave the form.
    pub token: String,
    /// SHA-256 over what was filled in and where it was sent, in hexadecimal.
    pub digest: String,
}

/// Runs `act` unless this form has been received already; answers the address to go to, which is
/// the one the first arrival led to.
///
/// # Errors
/// [`Refusal::FormReused`] when the same token comes with another content or from somebody else;
/// whatever `act` returns.
pub fn once(
    tx: &mut Tx<'_>,
    person: Option<PersonId>,
    submission: &Submission,
    act: impl FnOnce(&mut Tx<'_>) -> Result<String>,
) -> Result<String> {
    let known: Option<(Option<PersonId>, String, String)> = submissions::table
        .find(&submission.token)
        .select((
            submissions::person_id,
            submissions::digest,
            submissions::location,
        ))
        .first(&mut **tx)
        .optional()?;
    if let Some((sender, digest, location)) = known {
        return if sender == person && digest == submission.digest {
            Ok(location)
        } else {
            Err(Error::Refused(Refusal::FormReused))
        };
    }
    let location = act(tx)?;
    let now = tx.now();
    diesel::insert_into(submissions::table)
        .values((
            submissions::token.eq(&submission.token),
            submissions::person_id.eq(person),
            submissions::digest.eq(&submission.digest),
            submissions::location.eq(&location),
            submissions::created_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(location)
}

/// Forgets the forms received before `before`; answers how many they were.
///
/// # Errors
/// When the database refuses.
pub fn forget(tx: &mut Tx<'_>, before: When) -> Result<usize> {
    Ok(
        diesel::delete(submissions::table.filter(submissions::created_at.lt(before)))
            .execute(&mut **tx)?,
    )
}
