//! What the extractor asks of documents: what is to be read, and where to put what was read.

use std::collections::HashSet;

use serde_json::json;

use super::{TextState, VersionId, store, subject};
use crate::platform::blobs::BlobHash;
use crate::platform::dates;
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::Result;
use crate::platform::events::{self, EventKind};
use crate::platform::extract::{Extraction, Page};

/// How often a file is tried that the reading process does not get through.
pub const MAX_TRIES: i32 = 3;

/// A version to be read.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Which.
    pub version: VersionId,
    /// Its file.
    pub hash: BlobHash,
    /// How often it was tried, this time included.
    pub tries: i32,
}

impl Claim {
    /// Whether it was tried often enough: reading it ended the program that read it, each time.
    pub fn is_hopeless(&self) -> bool {
        self.tries > MAX_TRIES
    }

    /// Whether this is the last try.
    pub fn is_last_try(&self) -> bool {
        self.tries >= MAX_TRIES
    }
}

/// Takes the next version whose file is to be read and does not wait for a scanner: those tried least first, so that one that
/// cannot be read holds nobody up, and then the oldest. The try is counted before it begins.
///
/// # Errors
/// When the database refuses.
pub fn claim_pending(tx: &mut Tx<'_>) -> Result<Option<Claim>> {
    store::claim_pending(tx)
}

/// How many files wait to be scanned or read, and since when the oldest does.
///
/// # Errors
/// When the database refuses.
pub fn pending(conn: &mut Conn) -> Result<(i64, Option<When>)> {
    store::count_pending(conn)
}

/// Keeps what was read out of a version's file. A version that has its text already keeps it.
///
/// # Errors
/// When the database refuses.
pub fn record_extraction(tx: &mut Tx<'_>, version: VersionId, found: &Extraction) -> Result<()> {
    let none: &[Page] = &[];
    let picture;
    let (state, pages, count) = match found {
        Extraction::Text { pages } => (TextState::Done, pages.as_slice(), pages.len()),
        Extraction::Recognised { pages, of } => {
            let all = usize::try_from(*of).unwrap_or(0).max(pages.len());
            store::set_recognised(tx, version, pages.len())?;
            (TextState::Done, pages.as_slice(), all)
        }
        Extraction::ImageOnly { pages } => (
            TextState::ImageOnly,
            none,
            usize::try_from(*pages).unwrap_or(0),
        ),
        Extraction::Image { pages, pixels } => {
            picture = [picture_page(*pixels)];
            let count = usize::try_from(*pages).unwrap_or(0);
            (TextState::ImageOnly, picture.as_slice(), count)
        }
        Extraction::Encrypted => (TextState::Encrypted, none, 0),
        Extraction::Damaged { .. } => (TextState::Damaged, none, 0),
        Extraction::TooLarge => (TextState::TooLarge, none, 0),
        Extraction::TimedOut => (TextState::TimedOut, none, 0),
        Extraction::Unreadable { .. } => (TextState::Unreadable, none, 0),
        Extraction::Empty => (TextState::Empty, none, 0),
    };
    settle(tx, version, state, pages, count)
}

/// The page of a picture: no words, but how large it is.
fn picture_page(pixels: Option<(u32, u32)>) -> Page {
    let label = match pixels {
        Some((width, height)) => format!(
            "Immagine, {} × {} pixel",
            dates::number(width.into()),
            dates::number(height.into())
        ),
        None => "Immagine".to_owned(),
    };
    Page::labelled(&label, String::new())
}

/// Ends the tries: nothing is known about the file but that it could not be read here.
///
/// # Errors
/// When the database refuses.
pub fn give_up(tx: &mut Tx<'_>, version: VersionId) -> Result<()> {
    settle(tx, version, TextState::Unreadable, &[], 0)
}

fn settle(
    tx: &mut Tx<'_>,
    version: VersionId,
    state: TextState,
    pages: &[Page],
    count: usize,
) -> Result<()> {
    let Some(document) = store::set_text(tx, version, state, pages, count)? else {
        return Ok(());
    };
    events::record(
        tx,
        None,
        EventKind::DocumentTextExtracted,
        subject(document),
        json!({ "version_id": version }),
    )?;
    Ok(())
}

/// Whether a version of any document has this file, or had it inside its own, or a page of one is
/// this picture.
///
/// # Errors
/// When the database refuses.
pub fn is_stored_for_a_document(conn: &mut Conn, hash: &BlobHash) -> Result<bool> {
    Ok(store::has_blob(conn, hash)? || store::is_content(conn, hash)?)
}

/// The files of all versions, those that were inside them, and the pictures of their pages.
///
/// # Errors
/// When the database refuses.
pub fn blob_hashes(conn: &mut Conn) -> Result<HashSet<BlobHash>> {
    let mut files = store::list_blobs(conn)?;
    files.extend(store::list_contents(conn)?);
    Ok(files)
}
