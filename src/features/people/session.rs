//! From the cookie of a browser to the actor.

use std::sync::Arc;

use actix_web::HttpRequest;

use super::store;
use crate::platform::actor::Actor;
use crate::platform::db::{Conn, When};
use crate::platform::error::Result;
use crate::platform::web::proof::fingerprint;
use crate::platform::web::respond::cookie_name;

/// The name of the session's cookie.
pub const COOKIE: &str = "sessione";

/// A browser whose person has signed in.
#[derive(Debug, Clone)]
pub struct Session {
    /// What is kept of the cookie's secret.
    pub key: String,
    /// Who it is.
    pub actor: Arc<Actor>,
    /// Two letters for the round badge.
    pub initials: String,
    /// Notifications not read yet.
    pub unread: i64,
}

/// The fingerprint of the session cookie a request carries.
pub fn key_of(request: &HttpRequest, https: bool) -> Option<String> {
    let cookie = request.cookie(&cookie_name(https, COOKIE))?;
    Some(fingerprint(cookie.value()))
}

/// The session of this fingerprint, unless it has ended or its person may not enter.
///
/// # Errors
/// When the database refuses.
pub fn find(conn: &mut Conn, key: String, now: When) -> Result<Option<Session>> {
    let Some(signed) = store::find_signed(conn, &key, now)? else {
        return Ok(None);
    };
    let initials = [&signed.given_name, &signed.family_name]
        .iter()
        .filter_map(|name| name.chars().next())
        .flat_map(char::to_uppercase)
        .collect();
    let name = format!("{} {}", signed.given_name, signed.family_name);
    let memberships = store::list_memberships(conn, &[signed.person])?
        .remove(&signed.person)
        .unwrap_or_default();
    let actor = Actor::person(
        signed.person,
        name.trim().to_owned(),
        signed.admin,
        memberships,
    );
    Ok(Some(Session {
        key,
        actor: Arc::new(actor),
        initials,
        unread: signed.unread,
    }))
}
