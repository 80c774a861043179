//! What members report of a document: a personal datum, that it is obsolete, that it is wrong.
//!
//! A report waits on the desk of the facilitators until one of them closes it with a note, which who
//! reported and who handed the document in are told. **A report of personal data blocks the files of
//! the document at once**, for everybody but those who can mend it, until the last such report is
//! closed: what was read cannot be unread, and a file that waits a day does no harm. Who does so
//! is written in the log.

use serde_json::json;
use uuid::Uuid;

use super::{Document, ReportReason, VersionId, policy, readers, store};
use crate::platform::actor::{Actor, PersonId};
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::events::{self, EventKind};

/// What a member reports.
#[derive(Debug, Clone)]
pub struct NewReport {
    /// Of what sort it is.
    pub reason: ReportReason,
    /// Where and what, in plain words.
    pub words: String,
    /// The version it was seen in; the one that is read now, when the actor may not read that.
    pub version: Option<VersionId>,
}

/// A report, for those who may read it.
#[derive(Debug, Clone)]
pub struct Report {
    /// Its id.
    pub id: Uuid,
    /// Of what sort it is.
    pub reason: ReportReason,
    /// Where and what, in plain words.
    pub words: String,
    /// Who made it.
    pub by: PersonId,
    /// When.
    pub created_at: When,
    /// When a facilitatore closed it.
    pub closed_at: Option<When>,
    /// What was done; empty while it is open.
    pub note: String,
}

/// What came of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// What was read stays as it is.
    Stays,
    /// The reported version is taken from everybody but those it comes from; a newer one is read.
    VersionTaken,
}

/// A document with open reports, as the desk of the facilitators shows it.
#[derive(Debug, Clone)]
pub struct OpenReport {
    /// Its title.
    pub title: String,
    /// Where the reports stand.
    pub url: String,
    /// The name of its Unione; empty when it has none.
    pub unione: String,
    /// What was reported, each once.
    pub reasons: Vec<ReportReason>,
    /// When the oldest open report was made.
    pub since: When,
    /// Whether its files are blocked.
    pub is_blocked: bool,
}

/// Reports something of a document.
///
/// # Errors
/// [`Error::NotFound`] when the actor may not see it, [`Error::LoginNeeded`] for a visitor,
/// [`Refusal::WrongState`] when a report of this person for the same reason is open already.
pub fn report(tx: &mut Tx<'_>, actor: &Actor, number: i64, new: &NewReport) -> Result<Document> {
    let by = actor.id().ok_or(Error::LoginNeeded)?;
    let document = readers::lock(tx, actor, number)?.seen_by(actor);
    if !policy::may_report(actor, &document) {
        return Err(Error::Forbidden("Può segnalare chi è iscritto."));
    }
    if store::has_open_report(tx, document.id, by, new.reason)? {
        return Err(Error::Refused(Refusal::WrongState));
    }
    let version = match new.version {
        Some(version) if version != document.version => {
            let mut versions = store::list_versions(tx, document.id)?;
            versions.retain(|one| policy::may_read(actor, &document, one));
            let seen = versions.iter().find(|one| one.id == version);
            seen.map_or(document.version, |one| one.id)
        }
        _ => document.version,
    };
    let id = store::insert_report(tx, document.id, version, by, new)?;
    let is_blocked = new.reason == ReportReason::PersonalData && document.blocked_at.is_none();
    if is_blocked {
        let now = tx.now();
        store::set_blocked(tx, document.id, Some(now))?;
    }
    events::record(
        tx,
        Some(by),
        EventKind::DocumentReported,
        document.subject(),
        json!({ "report_id": id, "reason": new.reason, "blocked": is_blocked }),
    )?;
    Ok(document)
}

/// Closes a report with a note. When it was the last of personal data, the files are given again, save
/// the reported version when the datum was there ([`Outcome::VersionTaken`]).
///
/// # Errors
/// [`Refusal::WrongState`] when the version that is to be taken is still the one that is read;
/// [`Error::NotFound`] when there is no such open report, [`Error::Forbidden`] unless a facilitatore
/// of its region or topics does, or, of what no facilitatore sees, who answers for it.
pub fn close_report(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    id: Uuid,
    outcome: Outcome,
    note: &str,
) -> Result<Document> {
    let by = actor.id().ok_or(Error::LoginNeeded)?;
    let document = readers::lock(tx, actor, number)?;
    mind_closing(actor, &document)?;
    let (reporter, reason, version) = store::find_open_report(tx, document.id, id)?;
    if outcome == Outcome::VersionTaken {
        let is_read = document.version == version
            || document
                .published
                .is_some_and(|published| published.version == version);
        if is_read {
            return Err(Error::Refused(Refusal::WrongState));
        }
        store::clear_readers(tx, version)?;
    }
    store::set_closed(tx, id, by, note)?;
    let is_last = reason == ReportReason::PersonalData
        && store::count_open(tx, document.id, ReportReason::PersonalData)? == 0;
    if is_last {
        store::set_blocked(tx, document.id, None)?;
    }
    events::record(
        tx,
        Some(by),
        EventKind::DocumentReportClosed,
        document.subject(),
        json!({
            "report_id": id,
            "asked": reporter,
            "released": is_last,
            "version_taken": outcome == Outcome::VersionTaken,
        }),
    )?;
    Ok(document)
}

/// Minds who closes the reports of a document.
///
/// # Errors
/// [`Error::Forbidden`] for everybody else.
pub fn mind_closing(actor: &Actor, document: &Document) -> Result<()> {
    if policy::may_close_reports(actor, document) {
        return Ok(());
    }
    Err(Error::Forbidden(
        "Chiude le segnalazioni un facilitatore della sua regione o del suo argomento; fra unioni, chi risponde del documento.",
    ))
}

/// What was reported of a document, as far as this reader is shown it: everything to those who can
/// mend it, to others their own.
///
/// # Errors
/// When the database refuses.
pub fn reports(conn: &mut Conn, reader: &Actor, document: &Document) -> Result<Vec<Report>> {
    if !reader.is_member() {
        return Ok(Vec::new());
    }
    let mut reports = store::list_reports(conn, document.id)?;
    if !policy::sees_reports(reader, document) {
        reports.retain(|report| reader.is(report.by));
    }
    Ok(reports)
}

/// The documents with open reports in the scopes of this facilitatore, those blocked first, at
/// most `limit`.
///
/// # Errors
/// When the database refuses.
pub fn reported(conn: &mut Conn, reader: &Actor, limit: i64) -> Result<Vec<OpenReport>> {
    if !reader.is_facilitatore() {
        return Ok(Vec::new());
    }
    store::list_reported(conn, reader, limit)
}

/// How many documents have open reports in the scopes of this facilitatore.
///
/// # Errors
/// When the database refuses.
pub fn count_reported(conn: &mut Conn, reader: &Actor) -> Result<i64> {
    store::count_reported(conn, reader)
}
