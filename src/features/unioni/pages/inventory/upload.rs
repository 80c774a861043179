//! `/unioni/{n}/inventario/tabella`: a whole table at once, seen before it is taken in.

use actix_web::web::Payload;
use actix_web::{HttpResponse, http::StatusCode, web};
use askama::Template;

use super::{fault, url_of};
use crate::features::people::{Form, Visit, read_attached};
use crate::features::unioni::inventory::table::{self, BadLine, Outcome, Sheet, SheetFault};
use crate::features::unioni::inventory::{self, Inventory};
use crate::features::unioni::{self, Area, Unione};
use crate::platform::dates;
use crate::platform::error::Result;
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults};
use crate::platform::web::frame::Frame;

#[derive(Template)]
#[template(path = "unioni/inventory_table.html")]
struct TablePage {
    frame: Frame,
    faults: Vec<Fault>,
    unione: Unione,
    unione_url: String,
    url: String,
    text: String,
    headings: [&'static str; 11],
    areas: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "unioni/inventory_preview.html")]
struct PreviewPage {
    frame: Frame,
    unione: Unione,
    unione_url: String,
    url: String,
    /// What will change, in sentences.
    sentences: Vec<String>,
    is_nothing: bool,
    bad: Vec<BadLine>,
    /// The lines that can be read, as the form carries them.
    carried: String,
}

async fn find(visit: &Visit, path: &str) -> Result<(Unione, Inventory)> {
    let number = address::number(path)?;
    visit
        .read(move |conn, actor| {
            let unione = unioni::find(conn, number)?;
            let inventory = inventory::to_write(conn, actor, &unione)?;
            Ok((unione, inventory))
        })
        .await
}

fn page(visit: &Visit, unione: Unione, text: &str, faults: Faults) -> TablePage {
    TablePage {
        frame: visit.frame().section("unioni"),
        faults: faults.0,
        url: url_of(&unione),
        unione_url: unione.url(),
        unione,
        text: text.to_owned(),
        headings: table::HEADINGS,
        areas: Area::ALL.iter().map(|area| area.label()).collect(),
    }
}

/// `GET /unioni/{n}/inventario/tabella`
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound) for who may not see the inventory,
/// [`Forbidden`](crate::platform::error::Error::Forbidden) for who may not write it; when the database refuses.
pub async fn table_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let (unione, _) = find(&visit, &path).await?;
    visit.page(&page(&visit, unione, "", Faults::default()))
}

/// `POST /unioni/{n}/inventario/tabella`: shows what a file, or what was pasted, would change.
///
/// # Errors
/// As [`table_page`]; when the file is too large.
pub async fn take_table(
    visit: Visit,
    path: web::Path<String>,
    payload: Payload,
) -> Result<HttpResponse> {
    let sent = read_attached(&visit, payload, table::LIMITS.bytes).await?;
    let (unione, inventory) = find(&visit, &path).await?;
    let pasted = sent.fields.text("testo");
    let (field, bytes) = match &sent.file {
        Some(file) => ("file", file.bytes.as_slice()),
        None => ("testo", pasted.as_bytes()),
    };
    if bytes.is_empty() {
        let sentence = "Scegli un file CSV, oppure incolla le righe qui sotto".to_owned();
        let page = page(&visit, unione, pasted, fault("file", sentence));
        return visit.page_to_mend(&page);
    }
    match table::read(bytes, &inventory) {
        Ok(sheet) => {
            let page = preview(&visit, unione, &inventory, sheet);
            visit.page_with(StatusCode::OK, &page)
        }
        Err(error) => {
            let faults = fault(field, SheetFault::sentence(error));
            visit.page_to_mend(&page(&visit, unione, pasted, faults))
        }
    }
}

fn preview(visit: &Visit, unione: Unione, inventory: &Inventory, sheet: Sheet) -> PreviewPage {
    let mut outcome = Outcome::default();
    for held in &inventory.comuni {
        table::merge(&held.holdings, held.number, &sheet.lines, &mut outcome);
    }
    PreviewPage {
        frame: visit.frame().section("unioni"),
        url: url_of(&unione),
        unione_url: unione.url(),
        unione,
        sentences: sentences(outcome),
        is_nothing: outcome.is_nothing(),
        carried: table::carried(inventory, &sheet),
        bad: sheet.bad,
    }
}

/// What changes, in words, as far as something does.
fn sentences(outcome: Outcome) -> Vec<String> {
    [
        (outcome.added, "software in più", "software in più"),
        (
            outcome.changed,
            "software con fornitore o scadenza diversi",
            "software con fornitore o scadenza diversi",
        ),
        (
            outcome.about_comuni,
            "comune con connessione o persone diverse",
            "comuni con connessione o persone diverse",
        ),
        (
            outcome.same,
            "riga che dice quello che c’è già",
            "righe che dicono quello che c’è già",
        ),
    ]
    .into_iter()
    .filter(|(count, _, _)| *count > 0)
    .map(|(count, one, many)| dates::count(count as i64, one, many))
    .collect()
}

/// `POST /unioni/{n}/inventario/conferma`: takes in what was shown.
///
/// # Errors
/// As [`table_page`].
pub async fn confirm_table(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let (unione, inventory) = find(&visit, &path).await?;
    let text = fields.text("testo").to_owned();
    let sheet = match table::read(text.as_bytes(), &inventory) {
        Ok(sheet) => sheet,
        Err(error) => {
            let faults = fault("testo", SheetFault::sentence(error));
            return visit.page_to_mend(&page(&visit, unione, &text, faults));
        }
    };
    let url = visit
        .submit(&fields, move |tx, actor| {
            inventory::take_in(tx, actor, &unione, &sheet.lines)?;
            Ok(url_of(&unione))
        })
        .await?;
    Ok(visit.see_other(&url, "Tabella presa: qui sotto c’è quello che dice."))
}
