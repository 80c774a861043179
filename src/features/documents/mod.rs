//! Documents.

use std::collections::HashMap;

use uuid::Uuid;

use super::card::{Bearings, Card, Told};
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::events::Event;
use crate::platform::search::IndexEntry;
use crate::typed_id;

typed_id! {
    /// A Document.
    DocumentId
}

/// These, as lists show them, to this reader; what it may not see is left out.
pub fn cards(_conn: &mut Conn, _reader: &Actor, _ids: &[Uuid]) -> Result<HashMap<Uuid, Card>> {
    Ok(HashMap::new())
}

/// An event in words for this reader, if it may see the subject.
pub fn told(_conn: &mut Conn, _reader: &Actor, _event: &Event) -> Result<Option<Told>> {
    Ok(None)
}

/// What it hangs on.
pub fn bearings(_conn: &mut Conn, _id: Uuid) -> Result<Option<Bearings>> {
    Ok(None)
}

/// What the index knows of it, from the rows as they are now; nothing when nobody may find it.
pub fn entries(_conn: &mut Conn, _id: Uuid) -> Result<Vec<IndexEntry>> {
    Ok(Vec::new())
}

/// Ids in order, after this one, at most `limit`: for rebuilding the index.
pub fn ids_after(_conn: &mut Conn, _after: Option<Uuid>, _limit: i64) -> Result<Vec<Uuid>> {
    Ok(Vec::new())
}
