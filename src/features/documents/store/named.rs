//! The Unioni that documents are shared with.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::features::documents::DocumentId;
use crate::platform::actor::BodyId;
use crate::platform::db::schema::document_unioni;
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;

pub fn list_named(conn: &mut Conn, id: DocumentId) -> Result<Vec<BodyId>> {
    Ok(list_named_of(conn, &[id])?.remove(&id).unwrap_or_default())
}

/// The Unioni each of these documents names.
pub fn list_named_of(
    conn: &mut Conn,
    ids: &[DocumentId],
) -> Result<HashMap<DocumentId, Vec<BodyId>>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(DocumentId, BodyId)> = document_unioni::table
        .filter(document_unioni::document_id.eq_any(ids))
        .order(document_unioni::unione_id)
        .select((document_unioni::document_id, document_unioni::unione_id))
        .load(conn)?;
    let mut named: HashMap<DocumentId, Vec<BodyId>> = HashMap::new();
    for (document, unione) in rows {
        named.entry(document).or_default().push(unione);
    }
    Ok(named)
}

pub fn replace_named(tx: &mut Tx<'_>, id: DocumentId, named: &[BodyId]) -> Result<()> {
    diesel::delete(document_unioni::table.filter(document_unioni::document_id.eq(id)))
        .execute(&mut **tx)?;
    for unione in named {
        diesel::insert_into(document_unioni::table)
            .values((
                document_unioni::document_id.eq(id),
                document_unioni::unione_id.eq(unione),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}
