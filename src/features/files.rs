//! Which stored files the rows of any feature name. Whatever keeps, checks or sweeps files asks here, so
//! that a feature that comes to store files is added in one place.

use std::collections::HashSet;

use super::{documents, registers, uploads};
use crate::platform::blobs::BlobHash;
use crate::platform::db::Conn;
use crate::platform::error::Result;

/// All files that rows name.
///
/// # Errors
/// When the database refuses.
pub fn named(conn: &mut Conn) -> Result<HashSet<BlobHash>> {
    let mut named = documents::blob_hashes(conn)?;
    named.extend(registers::blob_hashes(conn)?);
    named.extend(uploads::blob_hashes(conn)?);
    Ok(named)
}

/// Whether a row names this file.
///
/// # Errors
/// When the database refuses.
pub fn is_named(conn: &mut Conn, hash: &BlobHash) -> Result<bool> {
    Ok(documents::is_stored_for_a_document(conn, hash)?
        || registers::is_stored_for_a_file(conn, hash)?
        || uploads::is_stored_for_a_form(conn, hash)?)
}
