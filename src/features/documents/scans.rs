//! What a scanner of viruses says of the files of versions.
//!
//! While a scanner is named, a file that comes in is due: it is given to nobody, and not read, until
//! the scanner has looked. What came before is looked at as well, once nothing else is due, and is
//! given meanwhile. What is infected is kept and given to nobody (`policy::is_shut`); what was
//! read or drawn out of it goes.

use serde_json::json;

use super::{Document, ScanState, Version, VersionId, policy, store, subject};
use crate::platform::actor::Actor;
use crate::platform::blobs::BlobHash;
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::{Error, Result};
use crate::platform::events::{self, EventKind};

/// How often a file is tried that the scanner cannot look at although it answers: one that is larger
/// than it takes. After that it is given to nobody until the server begins anew.
pub const MOST_SCANS: i32 = 4;
/// Tries that count at most while the scanner does not answer, which says nothing about a file.
const SILENT_TRIES: i32 = 2;

/// A version whose file is to be scanned.
#[derive(Debug, Clone)]
pub struct ScanClaim {
    /// Which.
    pub version: VersionId,
    /// Its file.
    pub hash: BlobHash,
}

/// A document with a file in which a virus was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Infected {
    /// Its title.
    pub title: String,
    /// The address of its page.
    pub url: String,
    /// Where it comes from; empty when it comes from no Unione.
    pub unione: String,
    /// What was found, as the scanner calls it.
    pub virus: String,
    /// When the file was handed in.
    pub since: When,
}

/// Takes the next file to be scanned: what is due first, then what came before there was a scanner; of
/// each what was tried least. The try is counted before it begins.
///
/// # Errors
/// When the database refuses.
pub fn claim_scan(tx: &mut Tx<'_>) -> Result<Option<ScanClaim>> {
    store::claim_scan(tx)
}

/// Whether any file is left to be scanned.
///
/// # Errors
/// When the database refuses.
pub fn has_unscanned(conn: &mut Conn) -> Result<bool> {
    store::has_scan_state(conn, &[ScanState::Due, ScanState::Never], MOST_SCANS)
}

/// Gives the files that wait for a scanner when there is none any more; answers how many.
///
/// # Errors
/// When the database refuses.
pub fn waive_scans(tx: &mut Tx<'_>) -> Result<usize> {
    store::waive_scans(tx)
}

/// Whether any file waits for the scanner before it is given to anybody.
///
/// # Errors
/// When the database refuses.
pub fn awaits_scan(conn: &mut Conn) -> Result<bool> {
    store::has_scan_state(conn, &[ScanState::Due], i32::MAX)
}

/// Keeps that a try failed because the scanner does not answer at all.
///
/// # Errors
/// When the database refuses.
pub fn excuse_scan(tx: &mut Tx<'_>, version: VersionId) -> Result<()> {
    store::lower_scan_tries(tx, version, SILENT_TRIES)
}

/// Has the files tried anew that the scanner could not look at: its settings may be others now.
///
/// # Errors
/// When the database refuses.
pub fn retry_scans(tx: &mut Tx<'_>) -> Result<usize> {
    store::clear_scan_tries(tx)
}

/// Keeps that nothing was found in the file of a version: it is given, and read.
///
/// # Errors
/// When the database refuses.
pub fn record_clean(tx: &mut Tx<'_>, version: VersionId) -> Result<()> {
    store::set_scan(tx, version, ScanState::Clean, "")
}

/// Has the file of a version scanned once more from the beginning, and read after that.
///
/// # Errors
/// When the database refuses.
pub fn await_scan(tx: &mut Tx<'_>, version: VersionId) -> Result<()> {
    store::set_scan(tx, version, ScanState::Due, "")
}

/// Keeps that a virus was found in the file of a version, takes away what was read and drawn out of it,
/// and has those told who can mend it.
///
/// # Errors
/// When the database refuses.
pub fn record_infected(tx: &mut Tx<'_>, version: VersionId, virus: &str) -> Result<()> {
    store::set_scan(tx, version, ScanState::Infected, virus)?;
    store::forget_file(tx, version)?;
    let document = store::document_of(tx, version)?;
    let by = store::hander_in(tx, version)?;
    events::record(
        tx,
        None,
        EventKind::DocumentInfected,
        subject(document),
        json!({ "version_id": version, "virus": virus, "asked": [by] }),
    )?;
    Ok(())
}

/// Refuses to do with a version what its file is shut for.
///
/// # Errors
/// [`Error::Forbidden`] while it waits for the scanner, or when a virus was found in it.
pub(super) fn must_be_given(version: &Version) -> Result<()> {
    if !policy::is_shut(version) {
        return Ok(());
    }
    Err(Error::Forbidden(if version.scan == ScanState::Due {
        "L’antivirus non ha ancora guardato questo file. Riprova fra qualche minuto."
    } else {
        "L’antivirus ha trovato un virus in questo file: non lo diamo a nessuno. Serve una nuova versione."
    }))
}

/// Refuses to publish a document whose newest version is infected.
pub(super) fn must_not_be_infected(conn: &mut Conn, document: &Document) -> Result<()> {
    if store::find_version(conn, document.version)?.scan == ScanState::Infected {
        return Err(Error::Forbidden(
            "L’antivirus ha trovato un virus nel file: prima di pubblicare il documento serve una nuova versione.",
        ));
    }
    Ok(())
}

/// How many documents this facilitatore looks after with a virus in the version that is read or waits.
///
/// # Errors
/// When the database refuses.
pub fn count_infected(conn: &mut Conn, reader: &Actor) -> Result<i64> {
    store::count_infected(conn, reader)
}

/// Those documents, the oldest file first.
///
/// # Errors
/// When the database refuses.
pub fn infected(conn: &mut Conn, reader: &Actor, limit: i64) -> Result<Vec<Infected>> {
    store::list_infected(conn, reader, limit)
}
