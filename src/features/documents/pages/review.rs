//! Publishing, sending back and withdrawing.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::form::NOTE_CHARS;
use super::personal;
use super::seen;
use super::show::{self, Act, Attempt};
use crate::features::documents::{self, Clearance, DocumentState, clearance, policy};
use crate::features::people::{Form, Visit};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults, Fields, length};
use crate::platform::web::frame::Frame;

#[derive(Template)]
#[template(path = "documents/withdraw.html")]
struct WithdrawPage {
    frame: Frame,
    faults: Vec<Fault>,
    title: String,
    url: String,
    action: String,
    reason: String,
    note_chars: usize,
}

/// `POST /documenti/{n}/pubblicazione`
///
/// # Errors
/// Those of [`documents::publish`].
pub async fn publish(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let seen = seen::shown(&fields);
    let mut faults = Faults::default();
    let decision = personal::parse(&fields, &mut faults);
    let needs_decision = decision.is_none()
        && visit
            .read(move |conn, actor| {
                let document = documents::find(conn, actor, number)?;
                let reading = documents::reading(conn, document.version)?;
                Ok(policy::may_review(actor, &document)
                    && document.shown() == seen
                    && clearance(reading.as_ref(), document.reach) == Clearance::Needed)
            })
            .await?;
    faults.unless(
        !needs_decision,
        "controllo",
        "Prima di pubblicarlo scegli che cosa hai deciso sui dati personali",
    );
    if !faults.is_empty() {
        let attempt = Attempt {
            act: Act::Review,
            faults,
            sent: Some(fields),
            closing: None,
        };
        let page = show::page(&visit, number, show::Asked::default(), attempt).await?;
        return visit.page_to_mend(&page);
    }
    if decision.as_ref().is_some_and(|one| !one.decision.allows()) {
        return personal::decide(Form { visit, fields }, path).await;
    }
    let published = visit
        .submit(&fields, move |tx, actor| {
            Ok(documents::publish(tx, actor, number, seen, decision.as_ref())?.url())
        })
        .await;
    let waits = match &published {
        Ok(_) => {
            visit
                .read(move |conn, actor| {
                    let document = documents::find(conn, actor, number)?;
                    Ok(document.state == DocumentState::InReview)
                })
                .await?
        }
        Err(_) => false,
    };
    let said = if waits {
        "Fatto: il documento si pubblica da solo appena abbiamo letto il testo, se non contiene dati personali."
    } else {
        "Documento pubblicato."
    };
    decided(&visit, number, fields, published, said).await
}

/// Leads on after a decision; what was decided on something else than was seen is not done, and the
/// page says what changed, with the note still there.
async fn decided(
    visit: &Visit,
    number: i64,
    fields: Fields,
    outcome: Result<String>,
    said: &str,
) -> Result<HttpResponse> {
    match outcome {
        Ok(location) => Ok(visit.see_other(&location, said)),
        Err(Error::Refused(Refusal::ChangedMeanwhile | Refusal::WrongState)) => {
            let attempt = Attempt {
                sent: Some(fields),
                ..Attempt::default()
            };
            let page = show::page(visit, number, show::Asked::default(), attempt).await?;
            visit.page_with(StatusCode::CONFLICT, &page)
        }
        Err(error) => Err(error),
    }
}

/// `POST /documenti/{n}/rimando`: sends it back with a note.
///
/// # Errors
/// Those of [`documents::send_back`].
pub async fn send_back(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let note = fields.text("nota").to_owned();
    let mut faults = Faults::default();
    faults.unless(
        !note.is_empty(),
        "nota",
        "Scrivi che cosa va sistemato prima di pubblicarlo",
    );
    faults.unless(
        length(&note) <= NOTE_CHARS,
        "nota",
        format!("Accorcia la nota: al massimo {NOTE_CHARS} caratteri"),
    );
    if !faults.is_empty() {
        let attempt = Attempt {
            act: Act::Review,
            faults,
            sent: Some(fields),
            closing: None,
        };
        let page = show::page(&visit, number, show::Asked::default(), attempt).await?;
        return visit.page_to_mend(&page);
    }
    let seen = seen::shown(&fields);
    let sent_back = visit
        .submit(&fields, move |tx, actor| {
            let document = documents::send_back(tx, actor, number, seen, &note)?;
            // What was never published is between its Unione and whoever handed it in: its page is
            // theirs again.
            Ok(match document.published {
                Some(_) => document.url(),
                None => "/documenti".to_owned(),
            })
        })
        .await;
    let said = "Documento rimandato con la tua nota: chi l’ha caricato la trova sulla sua pagina.";
    decided(&visit, number, fields, sent_back, said).await
}

/// `GET /documenti/{n}/ritiro`
///
/// # Errors
/// Those of [`documents::find`]; [`Error::Forbidden`] when it is not the actor's act.
pub async fn withdraw_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let page = of_withdrawal(&visit, number, String::new(), Faults::default()).await?;
    visit.page(&page)
}

async fn of_withdrawal(
    visit: &Visit,
    number: i64,
    reason: String,
    faults: Faults,
) -> Result<WithdrawPage> {
    let document = visit
        .read(move |conn, actor| {
            let document = documents::find(conn, actor, number)?;
            if policy::may_withdraw(actor, &document) {
                Ok(document)
            } else {
                Err(Error::Forbidden(
                    "Può ritirarlo chi l’ha condiviso, chi risponde dell’unione o un facilitatore.",
                ))
            }
        })
        .await?;
    Ok(WithdrawPage {
        frame: visit.frame().section("documenti"),
        faults: faults.0,
        url: document.url(),
        title: document.title,
        action: format!("/documenti/{number}/ritiro"),
        reason,
        note_chars: NOTE_CHARS,
    })
}

/// `POST /documenti/{n}/ritiro`
///
/// # Errors
/// Those of [`documents::withdraw`].
pub async fn withdraw(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let reason = fields.text("motivo").to_owned();
    if length(&reason) > NOTE_CHARS {
        let mut faults = Faults::default();
        faults.add(
            "motivo",
            format!("Accorcia il motivo: al massimo {NOTE_CHARS} caratteri"),
        );
        return visit.page_to_mend(&of_withdrawal(&visit, number, reason, faults).await?);
    }
    let location = visit
        .submit(&fields, move |tx, actor| {
            documents::withdraw(tx, actor, number, &reason)?;
            Ok("/documenti".to_owned())
        })
        .await?;
    Ok(visit.see_other(&location, "Documento ritirato."))
}
