//! Saving what is typed in the editor: by a button, or by itself. Two who write in the same section are
//! told of each other, and nothing either typed is lost.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde_json::json;

use super::edit::{edit_view, page_url, place};
use super::sheet::{Group, Page, Press, Sheet};
use super::writing::{Writing, at, open};
use crate::features::card::Shelf;
use crate::features::people::{Form, Visit};
use crate::features::practices::check::Section;
use crate::features::practices::{self as feature, Part};
use crate::platform::dates;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::web::address::{self, query_value};
use crate::platform::web::fields::Fields;

/// `POST /pratiche/{n}/modifica/{sezione}`
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn save(
    form: Form,
    path: web::Path<(String, String)>,
    shelf: Shelf,
) -> Result<HttpResponse> {
    let (number, section) = place(&path)?;
    save_page(form, number, Page::Section(section), shelf).await
}

/// `POST /pratiche/{n}/intervista`
///
/// # Errors
/// As [`save`].
pub async fn save_interview(
    form: Form,
    path: web::Path<String>,
    shelf: Shelf,
) -> Result<HttpResponse> {
    save_page(form, address::number(&path)?, Page::Interview, shelf).await
}

async fn save_page(form: Form, number: i64, page: Page, shelf: Shelf) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let writing = open(&visit, number, page, &fields, shelf).await?;
    let press = Press::read(fields.text("azione"));
    let mut sheet = typed(&writing, page, &fields);
    let shown = sheet.press(press);
    let text = match sheet.checked() {
        Ok(text) => text,
        Err(faults) => {
            writing.ensure_editable(&visit.actor)?;
            // What was shown at first stays what a conflict is measured against.
            let seen = fields.text("visto").to_owned();
            let view = edit_view(&visit, writing, page, &sheet, seen);
            return visit.page_to_mend(&view.of_form(&fields).with_faults(faults));
        }
    };
    let part = part(page, &fields);
    let location = destination(number, page, press, shown, &fields);
    let saved = visit
        .submit(&fields, move |tx, actor| {
            feature::save_sections(tx, actor, number, &part, &text)?;
            Ok(location)
        })
        .await;
    match saved {
        Ok(location) => Ok(visit.see_other(&location, said(press))),
        Err(Error::Refused(Refusal::ChangedMeanwhile | Refusal::WrongState)) => {
            let now = open(&visit, number, page, &fields, shelf).await?;
            conflict(&visit, now, page, sheet)
        }
        Err(error) => Err(error),
    }
}

/// `POST /pratiche/{n}/modifica/{sezione}/bozza`: the page saves itself while one writes.
///
/// # Errors
/// As [`save`].
pub async fn autosave(
    form: Form,
    path: web::Path<(String, String)>,
    shelf: Shelf,
) -> Result<HttpResponse> {
    let (number, section) = place(&path)?;
    autosave_page(form, number, Page::Section(section), shelf).await
}

/// `POST /pratiche/{n}/intervista/bozza`
///
/// # Errors
/// As [`save`].
pub async fn autosave_interview(
    form: Form,
    path: web::Path<String>,
    shelf: Shelf,
) -> Result<HttpResponse> {
    autosave_page(form, address::number(&path)?, Page::Interview, shelf).await
}

async fn autosave_page(form: Form, number: i64, page: Page, shelf: Shelf) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let writing = open(&visit, number, page, &fields, shelf).await?;
    let mut sheet = typed(&writing, page, &fields);
    sheet.press(Press::Keep);
    let text = match sheet.checked() {
        Ok(text) => text,
        Err(faults) => {
            let first = faults.0.first().map_or("", |fault| &fault.message);
            let sentence = format!("Bozza non ancora salvata. {first}.");
            return Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, &sentence));
        }
    };
    let (part, actor) = (part(page, &fields), visit.actor.clone());
    // The workers need not be woken: what a draft says concerns nobody else yet.
    let saved = visit
        .app
        .write_quietly(move |tx| feature::save_sections(tx, &actor, number, &part, &text))
        .await;
    let now = visit.app.now();
    match saved {
        Ok(_) => {
            let sentence = format!("Bozza salvata alle {}.", dates::hour(now.0));
            Ok(answer(StatusCode::OK, &sentence))
        }
        Err(Error::Refused(Refusal::ChangedMeanwhile)) => {
            let now = open(&visit, number, page, &fields, shelf).await?;
            let (who, when) = who_and_when(&visit, &now);
            let sentence = format!(
                "{who} ha salvato questa parte {when}: premi «Salva la bozza» per confrontare i due testi. Il tuo è al sicuro."
            );
            Ok(answer(StatusCode::CONFLICT, &sentence))
        }
        Err(Error::Refused(Refusal::WrongState)) => Ok(answer(
            StatusCode::CONFLICT,
            "La pratica è passata in altre mani e adesso non si può salvare. Copia quello che hai scritto, per non perderlo.",
        )),
        Err(error) => Err(error),
    }
}

fn answer(status: StatusCode, sentence: &str) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header(("Cache-Control", "no-store"))
        .json(json!({ "sentence": sentence }))
}

fn typed(writing: &Writing, page: Page, fields: &Fields) -> Sheet {
    let text = writing.loaded.text.clone();
    Sheet::read(page, text, fields, writing.offered.clone())
}

fn part(page: Page, fields: &Fields) -> Part {
    Part {
        sections: page.sections(),
        seen: fields.text("visto").to_owned(),
        form: fields
            .submission()
            .map(|submission| submission.token)
            .unwrap_or_default(),
    }
}

fn said(press: Press) -> &'static str {
    match press {
        Press::Search => "",
        _ => "Bozza salvata.",
    }
}

fn destination(
    number: i64,
    page: Page,
    press: Press,
    shown: Option<usize>,
    fields: &Fields,
) -> String {
    let here = page_url(number, page);
    match (press, page, shown, Group::of(page)) {
        (Press::Continue, Page::Section(section), ..) => {
            page_url(number, Page::Section(section.next()))
        }
        (Press::Continue, Page::Interview, ..) => page_url(number, Page::Section(Section::Review)),
        (Press::Search, ..) => {
            format!("{here}?cerca={}#trovati", query_value(fields.text("cerca")))
        }
        (_, _, Some(row), Some(group)) => format!("{here}#{}-{}", group.name, row + 1),
        _ => here,
    }
}

/// Both texts on one page, to be made into one; or what was typed, to be copied, when it is too late.
fn conflict(visit: &Visit, now: Writing, page: Page, typed: Sheet) -> Result<HttpResponse> {
    let (who, when) = who_and_when(visit, &now);
    let merged = typed.beside(&now.sheet(page));
    let seen = Part::fingerprint(page.sections(), &now.loaded.text);
    let view = edit_view(visit, now, page, &merged, seen);
    visit.page_with(
        StatusCode::CONFLICT,
        &view.in_conflict(&who, &when, &merged),
    )
}

fn who_and_when(visit: &Visit, now: &Writing) -> (String, String) {
    match &now.last {
        Some((who, when)) => (who.clone(), at(*when, visit.app.now())),
        None => ("Qualcuno".to_owned(), "poco fa".to_owned()),
    }
}
