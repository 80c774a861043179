//! Why and when documents were withdrawn.

use diesel::prelude::*;

use super::super::{Document, DocumentId};
use crate::platform::db::schema::documents;
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::Result;

/// Why and when a document was withdrawn.
pub fn find_withdrawal(conn: &mut Conn, id: DocumentId) -> Result<(Option<String>, Option<When>)> {
    Ok(documents::table
        .find(id)
        .select((documents::withdrawn_reason, documents::withdrawn_at))
        .first(conn)?)
}

pub fn set_withdrawn(tx: &mut Tx<'_>, document: &Document, reason: &str) -> Result<()> {
    let now = tx.now();
    diesel::update(documents::table.find(document.id))
        .set((
            documents::state.eq(document.state),
            documents::reach.eq(document.reach),
            documents::withdrawn_at.eq(Some(now)),
            documents::withdrawn_reason.eq(Some(reason)),
            documents::updated_at.eq(now),
            documents::lock_version.eq(documents::lock_version + 1),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
