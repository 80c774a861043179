//! Documents with the same file: told to whoever is about to hand it in once more.

use super::{VersionId, readers, store};
use crate::platform::actor::Actor;
use crate::platform::blobs::BlobHash;
use crate::platform::db::Conn;
use crate::platform::error::Result;

/// The most that are told.
const TOLD: i64 = 3;

/// A document that has the same file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    /// Its number.
    pub number: i64,
    /// Its title.
    pub title: String,
    /// The address of its page.
    pub url: String,
}

/// The documents a version of which has this file and that this reader may read with it, the newest
/// first. Of a file in what one may not see nothing is said, not even that it is there.
///
/// # Errors
/// When the database refuses.
pub fn twins(conn: &mut Conn, reader: &Actor, hash: &BlobHash) -> Result<Vec<Twin>> {
    let mut found: Vec<Twin> = Vec::new();
    for (number, version) in store::list_with_blob(conn, reader, hash, TOLD)? {
        if found.iter().any(|twin| twin.number == number) {
            continue;
        }
        let document = readers::find(conn, reader, number)?;
        let reads = |id: VersionId, conn: &mut Conn| -> Result<bool> {
            let versions = readers::versions(conn, reader, &document)?;
            Ok(versions.iter().any(|version| version.id == id))
        };
        if reads(version, conn)? {
            found.push(Twin {
                number,
                url: document.url(),
                title: document.title.clone(),
            });
        }
    }
    Ok(found)
}
