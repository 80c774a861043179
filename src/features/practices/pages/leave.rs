//! Archiving and withdrawing, each after asking, and what is left of what was withdrawn.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::life::{NOTE_MAX, loaded_for};
use super::sheet::within;
use super::view::{Loaded, owner};
use crate::features::people::{Form, Visit};
use crate::features::practices as feature;
use crate::features::practices::policy::{self, Act};
use crate::platform::dates;
use crate::platform::error::Result;
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults};
use crate::platform::web::frame::Frame;

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
/// [`NotFound`](crate::platform::error::Error::NotFound) for whoever may not see it, [`Forbidden`](crate::platform::error::Error::Forbidden) for whoever may not archive.
pub async fn archive_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let whose = "La archivia chi facilita, oppure chi è responsabile dell’unione che la racconta, quando non ci sono bozze in corso.";
    let loaded = loaded_for(&visit, &path, Act::Archive, whose).await?;
    visit.page(&ArchivePage {
        frame: visit.frame().section("pratiche"),
        action: format!("/pratiche/{}/archiviazione", loaded.practice.number),
        back: loaded.practice.url(),
        title: loaded.practice.title,
    })
}

/// `POST /pratiche/{n}/archiviazione`
///
/// # Errors
/// What [`feature::archive`] answers.
pub async fn archive(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let seen = fields.text("lock_version").parse::<i32>().ok();
    let location = visit
        .submit(&fields, move |tx, actor| {
            Ok(feature::archive(tx, actor, number, seen)?.url())
        })
        .await?;
    Ok(visit.see_other(&location, "Pratica archiviata."))
}

#[derive(Template)]
#[template(path = "practices/withdraw.html")]
struct WithdrawPage {
    frame: Frame,
    faults: Vec<Fault>,
    title: String,
    number: i64,
    lock_version: i32,
    back: String,
    reason: String,
    reason_max: usize,
}

/// Said to whoever may not withdraw.
const WHO_WITHDRAWS: &str =
    "La ritira chi facilita, oppure chi è responsabile dell’unione che la racconta.";

/// `GET /pratiche/{n}/ritiro`: asks before withdrawing.
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound) for whoever may not see it, [`Forbidden`](crate::platform::error::Error::Forbidden) for whoever may not withdraw.
pub async fn withdraw_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let loaded = loaded_for(&visit, &path, Act::Withdraw, WHO_WITHDRAWS).await?;
    visit.page(&withdraw_form(
        &visit,
        loaded,
        String::new(),
        Faults::default(),
    ))
}

fn withdraw_form(visit: &Visit, loaded: Loaded, reason: String, faults: Faults) -> WithdrawPage {
    WithdrawPage {
        frame: visit.frame().section("pratiche"),
        faults: faults.0,
        number: loaded.practice.number,
        lock_version: loaded.practice.lock_version,
        back: loaded.practice.url(),
        title: loaded.practice.title,
        reason,
        reason_max: NOTE_MAX,
    }
}

/// `POST /pratiche/{n}/ritiro`
///
/// # Errors
/// What [`feature::withdraw`] answers.
pub async fn withdraw(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let reason = fields.text("motivo").to_owned();
    let mut faults = Faults::default();
    faults.unless(
        !reason.is_empty(),
        "motivo",
        "Scrivi perché la ritiri: lo legge chi la cerca",
    );
    within(&mut faults, "motivo", "Il motivo", &reason, NOTE_MAX);
    if !faults.is_empty() {
        let loaded = loaded_for(&visit, &path, Act::Withdraw, WHO_WITHDRAWS).await?;
        return visit.page_to_mend(&withdraw_form(&visit, loaded, reason, faults));
    }
    let seen = fields.text("lock_version").parse::<i32>().ok();
    let location = visit
        .submit(&fields, move |tx, actor| {
            let gone = feature::withdraw(tx, actor, number, seen, &reason)?;
            Ok(format!("/pratiche/{}", gone.number))
        })
        .await?;
    Ok(visit.see_other(
        &location,
        "Pratica ritirata: da adesso nessuno la trova più.",
    ))
}

#[derive(Template)]
#[template(path = "practices/withdrawn.html")]
struct WithdrawnPage {
    frame: Frame,
    title: String,
    unione: String,
    day: String,
    reason: String,
    number: i64,
    lock_version: i32,
    bring_back: bool,
}

/// What is left of a withdrawn practice.
pub async fn withdrawn(visit: &Visit, number: i64) -> Result<HttpResponse> {
    let frame = visit.frame().section("pratiche");
    let page = visit
        .read(move |conn, actor| {
            let left = feature::tombstone(conn, actor, number)?;
            let practice = &left.practice;
            let standing = feature::standing(conn, practice)?;
            let unione = owner(conn, practice)?;
            Ok(WithdrawnPage {
                frame,
                // The title may be what had to go: only its own people still read it.
                title: if left.is_own {
                    practice.title.clone()
                } else {
                    String::new()
                },
                unione: unione.map_or_else(String::new, |brief| brief.name),
                day: dates::day(left.at.0),
                reason: left.reason,
                number,
                lock_version: practice.lock_version,
                bring_back: policy::may(actor, &standing, Act::BringBack),
            })
        })
        .await?;
    visit.page_with(StatusCode::GONE, &page)
}
