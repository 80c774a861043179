//! Saving what is typed in the editor: by a button, or by itself. Two who write in the same section are
//! told of each other, and nothing either typed is lost.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde_json::json;

use super::edit::{edit_view, page_url, place};
use super::review::told;
use super::sheet::{Group, NAMING_PHASES, Offered, Page, Press, Sheet, TakenRow, to_mend};
use super::writing::{Writing, at, open};
use crate::features::card::Shelf;
use crate::features::people::{Form, Visit};
use crate::features::practices::check::Section;
use crate::features::practices::{self as feature, Part, policy};
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
            return match writing.ensure_editable(&visit.actor) {
                Ok(()) => {
                    // What was shown at first stays what a conflict is measured against.
                    let seen = fields.text("visto").to_owned();
                    let view = edit_view(&visit, writing, page, &sheet, seen);
                    visit.page_to_mend(&view.of_form(&fields).with_faults(faults))
                }
                Err(Error::Refused(Refusal::WrongState)) => {
                    overtaken(&visit, writing, page, sheet, &fields).await
                }
                Err(error) => Err(error),
            };
        }
    };
    let part = part(page, &fields);
    let taken = match press {
        Press::Remove(_) => sheet.taken_row(),
        _ => None,
    };
    // A phase that was put back is named again by what named it.
    let naming = Part {
        sections: NAMING_PHASES,
        seen: Part::fingerprint(NAMING_PHASES, &writing.loaded.text),
        form: part.form.clone(),
    };
    let location = destination(number, page, press, shown, &fields);
    let saved = visit
        .submit(&fields, move |tx, actor| {
            feature::save_sections(tx, actor, number, &part, &text)?;
            if press == Press::PutBack {
                feature::save_sections(tx, actor, number, &naming, &text)?;
            }
            Ok(location)
        })
        .await;
    match (saved, taken) {
        (Ok(_), Some(taken)) => without_row(&visit, number, page, taken, &fields, shelf).await,
        (Ok(location), None) => Ok(visit.see_other(&location, said(press))),
        (Err(Error::Refused(Refusal::ChangedMeanwhile | Refusal::WrongState)), _) => {
            let now = open(&visit, number, page, &fields, shelf).await?;
            overtaken(&visit, now, page, sheet, &fields).await
        }
        (Err(error), _) => Err(error),
    }
}

/// The page as it is saved without a row, which goes along: one button puts it back.
async fn without_row(
    visit: &Visit,
    number: i64,
    page: Page,
    taken: TakenRow,
    fields: &Fields,
    shelf: Shelf,
) -> Result<HttpResponse> {
    let now = open(visit, number, page, fields, shelf).await?;
    // No empty row is shown beside it: that would get the key of the one that may come back.
    let sheet = now.sheet(page);
    let seen = Part::fingerprint(page.sections(), &now.loaded.text);
    let view = edit_view(visit, now, page, &sheet, seen);
    visit.page(&view.saved_without(taken))
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
    let left = match to_mend(page, &text.content).len() {
        0 => String::new(),
        1 => " Una riga è da sistemare.".to_owned(),
        many => format!(" {many} righe sono da sistemare."),
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
            let sentence = format!("Bozza salvata alle {}.{left}", dates::hour(now.0));
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
        Press::PutBack => "Fatto: è di nuovo al suo posto.",
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

/// What one sees who was overtaken, as far as this person may read what the others write.
async fn overtaken(
    visit: &Visit,
    now: Writing,
    page: Page,
    typed: Sheet,
    fields: &Fields,
) -> Result<HttpResponse> {
    let is_draft = now.loaded.practice.draft_version.is_some();
    if is_draft && !policy::may_read_draft(&visit.actor, &now.loaded.standing) {
        return too_late(visit, now, page, fields).await;
    }
    conflict(visit, now, page, typed)
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

/// Others are writing a draft that this person may not read: what was typed, to be copied, and nothing of
/// theirs. What the fields offer is what everybody reads.
async fn too_late(
    visit: &Visit,
    now: Writing,
    page: Page,
    fields: &Fields,
) -> Result<HttpResponse> {
    let text = now.published.unwrap_or_default();
    let offered = Offered {
        topics: now.offered.topics.clone(),
        documents: now.offered.documents.clone(),
        ..Offered::by(&text.content)
    };
    let mut sheet = Sheet::read(page, text, fields, Arc::new(offered));
    sheet.press(Press::Keep);
    let practice = now.loaded.practice;
    told(
        visit,
        practice.title.clone(),
        "La pratica è passata in altre mani e adesso non si può salvare.",
        &practice,
        in_words(page, &sheet),
        vec![(practice.url(), "Leggi la pratica")],
    )
    .await
}

/// What stands in the fields of a sheet, with what each is called.
fn in_words(page: Page, sheet: &Sheet) -> Vec<(String, String)> {
    let mut words: Vec<(String, String)> = sheet
        .fields()
        .iter()
        .filter(|field| !field.value.is_empty())
        .map(|field| (field.whole_label(), field.in_words()))
        .collect();
    if let Some(group) = Group::of(page) {
        for row in sheet.rows() {
            let said = row.fields.iter().filter(|field| !field.value.is_empty());
            words.extend(said.map(|field| {
                let label = format!("{} {}: {}", group.legend, row.number, field.label);
                (label, field.in_words())
            }));
        }
    }
    words.retain(|(_, said)| !said.is_empty());
    words
}

fn who_and_when(visit: &Visit, now: &Writing) -> (String, String) {
    match &now.last {
        Some((who, when)) => (who.clone(), at(*when, visit.app.now())),
        None => ("Qualcuno".to_owned(), "poco fa".to_owned()),
    }
}
