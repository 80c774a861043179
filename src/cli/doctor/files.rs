//! The file store against the rows that name files.

use std::collections::HashSet;

use futures_util::TryStreamExt;

use super::Findings;
use crate::features::files;
use crate::platform::blobs::{BlobHash, Blobs, StoredBlob};
use crate::platform::clock::Clock;
use crate::platform::db::Database;

/// A file stored a shorter time ago may still be on its way into a row.
const ON_ITS_WAY: chrono::Duration = chrono::Duration::hours(1);
/// Names printed of each kind; the rest is counted.
const PRINTED: usize = 10;

pub fn examine(db: &Database, blobs: &Blobs, clock: &dyn Clock, findings: &mut Findings) {
    let looked = stored(blobs).and_then(|stored| {
        let named = db.read(files::named).map_err(anyhow::Error::new)?;
        Ok((stored, named))
    });
    let (stored, named) = match looked {
        Ok(looked) => looked,
        Err(error) => {
            findings.problem(
                "files",
                format!("they cannot be listed ({error:#})"),
                "let the user that runs the server read the data folder, or mend the settings s3_…",
            );
            return;
        }
    };
    let there: HashSet<&BlobHash> = stored.iter().map(|stored| &stored.blob.hash).collect();
    let missing: Vec<&BlobHash> = named.iter().filter(|hash| !there.contains(hash)).collect();
    let orphans = stored
        .iter()
        .filter(|stored| {
            stored.stored_at < clock.now() - ON_ITS_WAY && !named.contains(&stored.blob.hash)
        })
        .count();
    let counts = format!(
        "{} named by documents, missing {}, without a document {orphans}; {}",
        named.len(),
        missing.len(),
        blobs.whereabouts()
    );
    if missing.is_empty() {
        // Files nobody names do no harm and are swept by the server.
        findings.ok("files", counts);
        return;
    }
    let mut names: Vec<&str> = missing
        .iter()
        .take(PRINTED)
        .map(|hash| hash.as_str())
        .collect();
    if missing.len() > PRINTED {
        names.push("…");
    }
    findings.problem(
        "files",
        format!("{counts}: {}", names.join(", ")),
        "put these files back from the last back-up of files/",
    );
}

fn stored(blobs: &Blobs) -> anyhow::Result<Vec<StoredBlob>> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(blobs.list().try_collect())
}
