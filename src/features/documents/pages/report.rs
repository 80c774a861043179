//! Reporting something of a document, and closing a report.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::form::NOTE_CHARS;
use super::seen;
use super::show::{self, Attempt, Closing};
use crate::features::documents::{self, NewReport, Outcome, ReportReason, policy};
use crate::features::people::{Form, Visit};
use crate::features::topics::Choice;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults, Fields, length};
use crate::platform::web::frame::Frame;

#[derive(Template)]
#[template(path = "documents/report.html")]
struct ReportPage {
    frame: Frame,
    faults: Vec<Fault>,
    title: String,
    url: String,
    action: String,
    /// Who closes it, and what becomes of the file until then.
    closes: &'static str,
    hint: String,
    reasons: Vec<Choice>,
    words: String,
    /// The version that was read when the form was begun.
    version: String,
    note_chars: usize,
}

/// `GET /documenti/{n}/segnalazioni?versione=`
///
/// # Errors
/// Those of [`documents::find`]; [`Error::Forbidden`] when it is not the actor's act.
pub async fn report_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let page = page(&visit, number, visit.query(), Faults::default()).await?;
    visit.page(&page)
}

async fn page(visit: &Visit, number: i64, fields: Fields, faults: Faults) -> Result<ReportPage> {
    let ordinal: Option<i32> = fields.text("versione").parse().ok();
    let (document, read) = visit
        .read(move |conn, actor| {
            let document = documents::find(conn, actor, number)?;
            if !policy::may_report(actor, &document) {
                return Err(Error::Forbidden("Può segnalare chi è iscritto."));
            }
            let versions = documents::versions(conn, actor, &document)?;
            let old = versions.iter().find(|one| Some(one.ordinal) == ordinal);
            let read = old.map_or(document.version, |version| version.id);
            Ok((document, read))
        })
        .await?;
    let chosen = fields.text("motivo");
    let closes = policy::who_closes_reports(&document);
    // A form that is to be mended stays about what it was begun on.
    let version = seen::shown(&fields).version.unwrap_or(read).to_string();
    Ok(ReportPage {
        frame: visit.frame().section("documenti"),
        faults: faults.0,
        url: document.url(),
        closes,
        hint: format!(
            "Se c’è un dato personale, il file smette subito di essere leggibile finché {closes} non l’ha guardato."
        ),
        title: document.title,
        action: format!("/documenti/{number}/segnalazioni"),
        reasons: ReportReason::ALL
            .iter()
            .map(|reason| Choice {
                value: reason.as_str().to_owned(),
                label: reason.label().to_owned(),
                chosen: reason.as_str() == chosen,
            })
            .collect(),
        words: fields.text("parole").to_owned(),
        version,
        note_chars: NOTE_CHARS,
    })
}

/// `POST /documenti/{n}/segnalazioni`
///
/// # Errors
/// Those of [`documents::report`].
pub async fn report(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let reason = fields.text("motivo").parse::<ReportReason>();
    let words = fields.text("parole").to_owned();
    let mut faults = Faults::default();
    faults.unless(reason.is_ok(), "motivo", "Scegli che cosa non va");
    faults.unless(
        !words.is_empty(),
        "parole",
        "Scrivi dove si trova e che cosa non va",
    );
    faults.unless(
        length(&words) <= NOTE_CHARS,
        "parole",
        format!("Accorcia il testo: al massimo {NOTE_CHARS} caratteri"),
    );
    let (Ok(reason), true) = (reason, faults.is_empty()) else {
        return visit.page_to_mend(&page(&visit, number, fields, faults).await?);
    };
    let version = seen::shown(&fields).version;
    let new = NewReport {
        reason,
        words,
        version,
    };
    let reported = visit
        .submit(&fields, move |tx, actor| {
            Ok(documents::report(tx, actor, number, &new)?.url())
        })
        .await;
    let closes = visit
        .read(move |conn, actor| {
            let document = documents::find(conn, actor, number)?;
            Ok(policy::who_closes_reports(&document))
        })
        .await?;
    match reported {
        Ok(location) => Ok(visit.see_other(
            &location,
            &if reason == ReportReason::PersonalData {
                format!("Grazie. Il file non si può più aprire finché {closes} non l’ha guardato.")
            } else {
                format!("Grazie: {closes} la guarda e ti dice che cosa ha deciso.")
            },
        )),
        Err(Error::Refused(Refusal::WrongState)) => {
            let mut faults = Faults::default();
            faults.add(
                "parole",
                format!("Una tua segnalazione per lo stesso motivo è già aperta: aspetta che {closes} la chiuda"),
            );
            visit.page_to_mend(&page(&visit, number, fields, faults).await?)
        }
        Err(error) => Err(error),
    }
}

/// `POST /documenti/{n}/segnalazioni/chiusura`
///
/// # Errors
/// Those of [`documents::close_report`].
pub async fn close_report(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let id = fields
        .text("segnalazione")
        .parse()
        .map_err(|_| Error::NotFound)?;
    let note = fields.text("nota").to_owned();
    let outcome = match fields.text("esito") {
        "tolta" => Outcome::VersionTaken,
        _ => Outcome::Stays,
    };
    let closing = Closing {
        report: id,
        note: note.clone(),
        outcome,
    };
    let note_field = Closing::note_field(id);
    let mut faults = Faults::default();
    faults.unless(
        !note.is_empty(),
        &note_field,
        "Scrivi che cosa hai deciso: chi ha segnalato lo legge",
    );
    faults.unless(
        length(&note) <= NOTE_CHARS,
        &note_field,
        format!("Accorcia il testo: al massimo {NOTE_CHARS} caratteri"),
    );
    if !faults.is_empty() {
        return to_mend(&visit, number, faults, closing).await;
    }
    let closed = visit
        .submit(&fields, move |tx, actor| {
            Ok(documents::close_report(tx, actor, number, id, outcome, &note)?.url())
        })
        .await;
    match closed {
        Ok(location) => Ok(visit.see_other(&location, "Segnalazione chiusa.")),
        Err(Error::Refused(Refusal::WrongState)) => {
            faults.add(
                &Closing::outcome_field(id),
                "La versione segnalata è ancora quella che si legge: carica prima una nuova versione, oppure ritira il documento",
            );
            to_mend(&visit, number, faults, closing).await
        }
        Err(error) => Err(error),
    }
}

/// The page of the document with the form as it was sent, for who may close the report at all.
async fn to_mend(
    visit: &Visit,
    number: i64,
    faults: Faults,
    closing: Closing,
) -> Result<HttpResponse> {
    visit
        .read(move |conn, actor| {
            let document = documents::find(conn, actor, number)?;
            documents::mind_closing(actor, &document)
        })
        .await?;
    let attempt = Attempt {
        faults,
        closing: Some(closing),
        ..Attempt::default()
    };
    let page = show::page(visit, number, show::Asked::default(), attempt).await?;
    visit.page_to_mend(&page)
}
