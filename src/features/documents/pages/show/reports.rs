//! What was reported of a document, and the form that closes a report.

use crate::features::documents::{Outcome, Report};
use crate::platform::dates;
use crate::platform::web::fields::Faults;

/// The closing of a report that could not be done, as it was sent.
pub struct Closing {
    /// Its id.
    pub report: uuid::Uuid,
    /// What was decided.
    pub note: String,
    /// What comes of the version.
    pub outcome: Outcome,
}

impl Closing {
    /// The field of the note among those of the page.
    pub fn note_field(report: uuid::Uuid) -> String {
        format!("nota-{report}")
    }

    /// The field of the outcome among those of the page.
    pub fn outcome_field(report: uuid::Uuid) -> String {
        format!("esito-{report}")
    }
}

/// Something that was reported.
pub struct ReportView {
    pub id: String,
    pub reason: &'static str,
    pub words: String,
    pub day: String,
    pub note: String,
    pub is_open: bool,
    /// What somebody was about to decide.
    pub draft: String,
    pub takes_version: bool,
    /// What is to be mended; empty when nothing is.
    pub note_fault: String,
    pub outcome_fault: String,
}

pub fn report_views(
    reports: &[Report],
    closing: Option<&Closing>,
    faults: &Faults,
) -> Vec<ReportView> {
    let fault_of = |field: &str| {
        let found = faults.0.iter().find(|fault| fault.field == field);
        found.map(|fault| fault.message.clone()).unwrap_or_default()
    };
    reports
        .iter()
        .map(|report| {
            let closing = closing.filter(|closing| closing.report == report.id);
            ReportView {
                id: report.id.to_string(),
                reason: report.reason.label(),
                words: report.words.clone(),
                day: dates::day(report.created_at.0),
                note: report.note.clone(),
                is_open: report.closed_at.is_none(),
                draft: closing.map_or_else(String::new, |closing| closing.note.clone()),
                takes_version: closing
                    .is_some_and(|closing| closing.outcome == Outcome::VersionTaken),
                note_fault: fault_of(&Closing::note_field(report.id)),
                outcome_fault: fault_of(&Closing::outcome_field(report.id)),
            }
        })
        .collect()
}
