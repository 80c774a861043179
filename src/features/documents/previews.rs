//! What the illustrator asks of documents: which pages are to be drawn, and where to put them.
//!
//! The first pages of each version are drawn as soon as its text is read, the others when somebody
//! looks for them. What a reader waits for comes before what nobody has asked for.

use super::{PreviewState, VersionId, store};
use crate::platform::blobs::BlobHash;
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::Result;

/// How many pages are drawn before anybody asks.
pub const FIRST_PREVIEWS: i32 = 3;
/// Further into a document no page is drawn: whoever reads on has the text and the file.
pub const MOST_PREVIEWS: i32 = 200;
/// How often a page is tried whose drawer was ended from outside.
pub const MOST_TRIES: i32 = 3;

/// The picture of a page, as far as it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// How far.
    pub state: PreviewState,
    /// Its file in the store, once it is drawn.
    pub hash: Option<BlobHash>,
    /// In pixels.
    pub width_px: i32,
    /// In pixels.
    pub height_px: i32,
}

/// Pages to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewClaim {
    /// Of which version.
    pub version: VersionId,
    /// The file to be drawn: its own, or what was inside that.
    pub hash: BlobHash,
    /// From this page, from 1.
    pub first: i32,
    /// To this one.
    pub last: i32,
    /// How often they were tried, this time included.
    pub tries: i32,
}

impl PreviewClaim {
    /// Whether they were tried often enough: drawing them ended the program that did, each time.
    pub fn is_hopeless(&self) -> bool {
        self.tries > MOST_TRIES
    }

    /// Whether this is the last try.
    pub fn is_last_try(&self) -> bool {
        self.tries >= MOST_TRIES
    }

    /// The same of one page alone.
    pub fn only(&self, page: i32) -> PreviewClaim {
        PreviewClaim {
            first: page,
            last: page,
            ..self.clone()
        }
    }
}

/// The picture of a page that stands in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPreview {
    /// Of which page.
    pub page: i32,
    /// Its file.
    pub hash: BlobHash,
    /// In pixels.
    pub width_px: i32,
    /// In pixels.
    pub height_px: i32,
}

/// How many versions and pages wait, and since when the oldest does.
///
/// # Errors
/// When the database refuses.
pub fn pending_previews(conn: &mut Conn) -> Result<(i64, Option<When>)> {
    store::count_wanted(conn)
}

/// Takes the next pages to be drawn: one somebody looked for, else the first of the version that
/// waits longest. The try is counted before it begins.
///
/// # Errors
/// When the database refuses.
pub fn claim_preview(tx: &mut Tx<'_>) -> Result<Option<PreviewClaim>> {
    if let Some(claim) = store::claim_wanted(tx)? {
        return Ok(Some(claim));
    }
    let Some(version) = store::begin_previews(tx)? else {
        return Ok(None);
    };
    for page in 1..=FIRST_PREVIEWS {
        store::insert_wanted(tx, version, page)?;
    }
    store::claim_wanted(tx)
}

/// Keeps the pictures of the pages of a claim; those that the file does not have are not wanted any
/// more. `count` is how many it has.
///
/// # Errors
/// When the database refuses.
pub fn record_previews(
    tx: &mut Tx<'_>,
    claim: &PreviewClaim,
    drawn: &[StoredPreview],
    count: i32,
) -> Result<()> {
    for preview in drawn {
        store::set_drawn(tx, claim.version, preview)?;
    }
    store::set_drawn_count(tx, claim.version, count)?;
    store::delete_beyond(tx, claim.version, count)
}

/// Ends the tries: these pages cannot be drawn here.
///
/// # Errors
/// When the database refuses.
pub fn fail_preview(tx: &mut Tx<'_>, claim: &PreviewClaim) -> Result<()> {
    store::set_failed(tx, claim)
}

/// Has a page drawn that somebody looks for, unless it is or was tried already. Beyond
/// [`MOST_PREVIEWS`] nothing is.
///
/// # Errors
/// When the database refuses.
pub fn want_preview(tx: &mut Tx<'_>, version: VersionId, page: i32) -> Result<()> {
    if (1..=MOST_PREVIEWS).contains(&page) {
        store::insert_wanted(tx, version, page)?;
    }
    Ok(())
}
