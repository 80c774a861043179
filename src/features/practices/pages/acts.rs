//! The steps of a practice from one pair of hands to the next; each act is a noun of its address.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::history::sent_note;
use super::{edit, sheet, show, view};
use crate::features::people::{Form, Visit};
use crate::features::practices::check::missing;
use crate::features::practices::policy::{self, Act};
use crate::features::practices::versions;
use crate::features::practices::{self as feature, Practice};
use crate::platform::actor::Actor;
use crate::platform::db::Tx;
use crate::platform::error::{Error, Result};
use crate::platform::web::address;
use crate::platform::web::fields::Faults;
use crate::platform::web::frame::Frame;

/// The longest note, in characters.
const NOTE_MAX: usize = 5_000;

/// A step that needs nothing but the practice as it was seen.
type Verb = fn(&mut Tx<'_>, &Actor, i64, Option<i32>) -> Result<Practice>;

/// `POST /pratiche/{n}/invio`
///
/// # Errors
/// What [`feature::submit`] answers.
pub async fn submit(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let said = "Pratica inviata. Ti scriviamo quando è pubblicata, o se c’è qualcosa da sistemare.";
    hand_over(form, &path, Act::Submit, feature::submit, said).await
}

/// `POST /pratiche/{n}/richiesta-conferma`
///
/// # Errors
/// What [`feature::send_to_confirm`] answers.
pub async fn send_to_confirm(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let said = "Richiesta mandata: ora tocca all’unione confermare.";
    hand_over(
        form,
        &path,
        Act::SendToConfirm,
        feature::send_to_confirm,
        said,
    )
    .await
}

/// Gives the draft into other hands; what is missing is listed instead.
async fn hand_over(
    form: Form,
    path: &str,
    act: Act,
    verb: Verb,
    said: &str,
) -> Result<HttpResponse> {
    let number = address::number(path)?;
    let loaded = form
        .visit
        .read(move |conn, actor| view::load(conn, actor, number))
        .await?;
    let Form { visit, fields } = form;
    // Whoever may not send it is not shown what it says: the verb refuses.
    let may = policy::may(&visit.actor, &loaded.standing, act);
    if may && !missing(&loaded.text).is_empty() {
        return edit::not_yet(&visit, loaded);
    }
    let note = match sent_note(&loaded, &fields) {
        Ok(note) => note,
        Err((note, faults)) if may => {
            return edit::without_note(&visit, loaded, note, faults);
        }
        Err(_) => None,
    };
    let seen = fields.text("lock_version").parse::<i32>().ok();
    let location = visit
        .submit(&fields, move |tx, actor| {
            if let Some(note) = note {
                versions::note_change(tx, actor, number, &note)?;
            }
            Ok(verb(tx, actor, number, seen)?.url())
        })
        .await?;
    Ok(visit.see_other(&location, said))
}

/// `POST /pratiche/{n}/pubblicazione`
///
/// # Errors
/// What [`feature::publish`] answers.
pub async fn publish(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    step(form, &path, feature::publish, "Pratica pubblicata.").await
}

/// `POST /pratiche/{n}/conferma`
///
/// # Errors
/// What [`feature::confirm`] answers.
pub async fn confirm(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    step(
        form,
        &path,
        feature::confirm,
        "Pratica confermata e pubblicata.",
    )
    .await
}

/// `POST /pratiche/{n}/archiviazione`
///
/// # Errors
/// What [`feature::archive`] answers.
pub async fn archive(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    step(form, &path, feature::archive, "Pratica archiviata.").await
}

async fn step(form: Form, path: &str, verb: Verb, said: &str) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(path)?;
    let seen = fields.text("lock_version").parse::<i32>().ok();
    let location = visit
        .submit(&fields, move |tx, actor| {
            Ok(verb(tx, actor, number, seen)?.url())
        })
        .await?;
    Ok(visit.see_other(&location, said))
}

/// `POST /pratiche/{n}/rimando`
///
/// # Errors
/// What [`feature::send_back`] answers.
pub async fn send_back(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let note = fields.text("nota").to_owned();
    let mut faults = Faults::default();
    faults.unless(
        !note.is_empty(),
        "nota",
        "Scrivi che cosa c’è da sistemare: senza una nota chi ha scritto non sa che fare",
    );
    sheet::within(&mut faults, "nota", "La nota", &note, NOTE_MAX);
    if !faults.is_empty() {
        return show::with_faults(&visit, number, note, faults).await;
    }
    let seen = fields.text("lock_version").parse::<i32>().ok();
    let location = visit
        .submit(&fields, move |tx, actor| {
            let practice = feature::send_back(tx, actor, number, seen, &note)?;
            // What is sent back may no longer be seen by who sent it back.
            let sees = policy::may_read_draft(actor, &feature::standing(tx, &practice)?);
            Ok(if sees || practice.published_version.is_some() {
                practice.draft_url()
            } else {
                "/pratiche".to_owned()
            })
        })
        .await?;
    Ok(visit.see_other(&location, "Pratica rimandata con la tua nota."))
}

#[derive(Template)]
#[template(path = "practices/archive.html")]
struct ArchivePage {
    frame: Frame,
    title: String,
    action: String,
    back: String,
}

/// `GET /pratiche/{n}/archiviazione`: asks before archiving.
///
/// # Errors
/// [`Error::NotFound`] for whoever may not see it, [`Error::Forbidden`] for whoever may not archive.
pub async fn archive_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let loaded = visit
        .read(move |conn, actor| view::load(conn, actor, number))
        .await?;
    if !policy::may(&visit.actor, &loaded.standing, Act::Archive) {
        return Err(Error::Forbidden(
            "La archivia chi facilita, oppure chi è responsabile dell’unione che la racconta, quando non ci sono bozze in corso.",
        ));
    }
    visit.page(&ArchivePage {
        frame: visit.frame().section("pratiche"),
        action: format!("/pratiche/{number}/archiviazione"),
        back: loaded.practice.url(),
        title: loaded.practice.title,
    })
}
