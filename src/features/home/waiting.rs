//! What waits for one person, of every kind.

use crate::features::card::Waiting;
use crate::features::{documents, practices, questions, reuses};
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::error::Result;

/// How many lines the home page has room for.
const LIMIT: usize = 5;

/// The next things to do for this person, at most five: practices, reuses, questions, documents.
///
/// # Errors
/// When the database refuses.
pub fn waiting_for(conn: &mut Conn, actor: &Actor) -> Result<Vec<Waiting>> {
    let mut waiting = practices::waiting_for(conn, actor)?;
    waiting.extend(reuses::waiting_for(conn, actor)?);
    waiting.extend(questions::waiting_for(conn, actor)?);
    waiting.extend(documents::waiting_for(conn, actor)?);
    waiting.truncate(LIMIT);
    Ok(waiting)
}
