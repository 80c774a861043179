//! The people a demonstration lets one be with one click.

use super::{bylines, email_key, store};
use crate::platform::actor::Actor;
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;
use crate::platform::installation;

/// The name under which the installation keeps their addresses, one a line.
const NOTE: &str = "demo_people";

/// Somebody one can be with one click.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The address of the account.
    pub email: String,
    /// Given and family name.
    pub name: String,
    /// What the person does, and where.
    pub role: String,
}

/// Offers to be these people, by their addresses, in this order.
///
/// # Errors
/// When the database refuses.
pub fn offer_to_be(tx: &mut Tx<'_>, emails: &[&str]) -> Result<()> {
    installation::set_note(tx, NOTE, &emails.join("\n"))
}

/// Whether anybody has an account, besides those who sign what no person did.
///
/// # Errors
/// When the database refuses.
pub fn is_anybody_here(conn: &mut Conn) -> Result<bool> {
    store::is_anybody_here(conn)
}

/// The people one can be.
///
/// # Errors
/// When the database refuses.
pub fn offered(conn: &mut Conn) -> Result<Vec<Offered>> {
    let emails = installation::note(conn, NOTE)?.unwrap_or_default();
    let mut found = Vec::new();
    for email in emails.lines() {
        if let Some(known) = store::find_credentials(conn, &email_key(email))? {
            found.push((email.to_owned(), known.person));
        }
    }
    let ids: Vec<_> = found.iter().map(|(_, id)| *id).collect();
    // A demonstration shows the names of its invented people to whoever wants to be one of them.
    let reader = Actor::person(
        crate::platform::actor::PersonId::new(),
        String::new(),
        false,
        Vec::new(),
    );
    let bylines = bylines(conn, &reader, &ids)?;
    Ok(found
        .into_iter()
        .filter_map(|(email, id)| {
            bylines.get(&id).map(|byline| Offered {
                email,
                name: byline.name.clone(),
                role: byline.role.clone(),
            })
        })
        .collect())
}
