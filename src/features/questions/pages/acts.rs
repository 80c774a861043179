//! What is done on the page of a question: answering, commenting, marking, giving it to somebody.

use actix_web::{HttpResponse, web};

use super::answer_id;
use super::show;
use super::view::{Unsent, comment_field};
use crate::features::people::{self, Form, Visit};
use crate::features::questions::{self, AnswerId, check_reply};
use crate::platform::actor::PersonId;
use crate::platform::error::{Error, Result};
use crate::platform::web::address;
use crate::platform::web::fields::Faults;

/// Shows the page again with what was not accepted.
async fn mend(visit: &Visit, number: i64, unsent: Unsent, faults: Faults) -> Result<HttpResponse> {
    visit.page_to_mend(&show::page_with(visit, number, unsent, faults).await?)
}

/// `POST /domande/{question}/risposte`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn answer(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let body = fields.text("risposta").to_owned();
    let mut faults = Faults::default();
    check_reply(&mut faults, "risposta", &body);
    if !faults.is_empty() {
        let unsent = Unsent {
            answer: body,
            ..Unsent::default()
        };
        return mend(&visit, number, unsent, faults).await;
    }
    let location = visit
        .submit(&fields, move |tx, actor| {
            questions::answer(tx, actor, number, &body)
        })
        .await?;
    Ok(visit.see_other(&location, "Risposta pubblicata. Grazie."))
}

/// `POST /domande/{question}/commenti`
///
/// # Errors
/// [`Error::NotFound`].
pub async fn comment(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let body = fields.text("commento").to_owned();
    let on: Option<AnswerId> = match fields.text("su") {
        "" => None,
        answer => Some(answer_id(answer)?),
    };
    let place = comment_field(on);
    let mut faults = Faults::default();
    check_reply(&mut faults, &place, &body);
    if !faults.is_empty() {
        let unsent = Unsent {
            comment: body,
            comment_place: place,
            ..Unsent::default()
        };
        return mend(&visit, number, unsent, faults).await;
    }
    let location = visit
        .submit(&fields, move |tx, actor| {
            questions::comment(tx, actor, number, on, &body)
        })
        .await?;
    Ok(visit.see_other(&location, "Commento pubblicato."))
}

/// `POST /domande/{question}/risposte/{answer}/soluzione`: `segno` says whether it solved.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn solving(form: Form, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path.0)?;
    let id = answer_id(&path.1)?;
    let solved = match fields.text("segno") {
        "si" => true,
        "no" => false,
        _ => {
            return Err(Error::BadRequest(
                "Non è chiaro se la risposta ha risolto o no. Torna alla domanda e riprova.",
            ));
        }
    };
    let location = visit
        .write(move |tx, actor| {
            if solved {
                questions::mark_solving(tx, actor, number, id)
            } else {
                questions::unmark_solving(tx, actor, number, id)
            }
        })
        .await?;
    let sentence = if solved {
        "Segnata come risposta che ha risolto. Chi ha risposto lo saprà."
    } else {
        "Il segno è stato tolto."
    };
    Ok(visit.see_other(&location, sentence))
}

/// `POST /domande/{question}/risposte/{answer}/utile`: on, or off when it was on.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn useful(form: Form, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let visit = form.visit;
    let number = address::number(&path.0)?;
    let id = answer_id(&path.1)?;
    let location = visit
        .write(move |tx, actor| questions::mark_useful(tx, actor, number, id))
        .await?;
    Ok(visit.see_other(&location, ""))
}

/// `POST /domande/{question}/incarico`: to the person chosen from the list, or to the one whose
/// handle is written.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn assign(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let handle = fields.text("nome").trim_start_matches('@').to_lowercase();
    let chosen: Option<PersonId> = fields.text("persona").parse().ok().map(PersonId);
    let person = {
        let handle = handle.clone();
        visit
            .read(move |conn, actor| {
                questions::find_to_assign(conn, actor, number)?;
                if !handle.is_empty() {
                    return Ok(people::by_handles(conn, &[handle])?.first().copied());
                }
                let Some(chosen) = chosen else {
                    return Ok(None);
                };
                Ok(people::actors(conn, &[chosen])?.into_keys().next())
            })
            .await?
    };
    let Some(person) = person else {
        let mut faults = Faults::default();
        if handle.is_empty() {
            faults.add("persona", "Scegli a chi affidare la domanda");
        } else {
            faults.add(
                "nome",
                "Nessuno ha questo nome: scrivilo come nelle menzioni, per esempio @anna-verdi",
            );
        }
        let unsent = Unsent {
            handle,
            ..Unsent::default()
        };
        return mend(&visit, number, unsent, faults).await;
    };
    let location = visit
        .write(move |tx, actor| questions::assign(tx, actor, number, person))
        .await?;
    Ok(visit.see_other(&location, "Domanda affidata. La persona lo saprà subito."))
}
