//! `/unioni/{n}/inventario/tabella`: a whole table at once, seen before it is taken in.

use actix_web::web::Payload;
use actix_web::{HttpResponse, http::StatusCode, web};
use askama::Template;

use super::{fault, url_of};
use crate::features::people::{Form, Visit, read_attached};
use crate::features::unioni::inventory::table::{self, BadLine, Outcome, Sheet, SheetFault};
use crate::features::unioni::inventory::{self, Connection, Holdings, Inventory, Used};
use crate::features::unioni::{self, Area, Unione};
use crate::platform::dates::{self, PartialDate};
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
    /// Each of them, as far as they are shown.
    changes: Vec<ChangeLine>,
    /// How many there are.
    changes_in_all: usize,
    bad: Vec<BadLine>,
    /// The lines that can be read, as the form carries them.
    carried: String,
}

/// The most changes that are shown; the rest is counted.
const SHOWN: usize = 200;

/// Something that would be otherwise than it is.
struct ChangeLine {
    comune: String,
    what: String,
    /// Empty for what is new.
    before: String,
    after: String,
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
    let mut changes = Vec::new();
    for held in &inventory.comuni {
        let after = table::merge(&held.holdings, held.number, &sheet.lines, &mut outcome);
        for (what, before, after) in changes_of(&held.holdings, &after) {
            changes.push(ChangeLine {
                comune: held.name.clone(),
                what,
                before,
                after,
            });
        }
    }
    let changes_in_all = changes.len();
    changes.truncate(SHOWN);
    PreviewPage {
        frame: visit.frame().section("unioni"),
        url: url_of(&unione),
        unione_url: unione.url(),
        unione,
        sentences: sentences(outcome),
        is_nothing: outcome.is_nothing(),
        changes,
        changes_in_all,
        carried: table::carried(inventory, &sheet),
        bad: sheet.bad,
    }
}

/// What differs between what a Comune has and what it would have: what it is about, before, after.
fn changes_of(before: &Holdings, after: &Holdings) -> Vec<(String, String, String)> {
    let number = |number: Option<i64>| number.map(dates::number).unwrap_or_default();
    let connection = |holdings: &Holdings| {
        let label = holdings.connection.map(Connection::label);
        label.unwrap_or_default().to_owned()
    };
    let posts = |holdings: &Holdings| {
        let posts = holdings.fte_hundredths.map(table::with_decimals);
        posts.unwrap_or_default()
    };
    let facts = [
        ("Connessione", connection(before), connection(after)),
        ("Mbit/s", number(before.mbit_s), number(after.mbit_s)),
        (
            "Addetti ICT",
            number(before.ict_people),
            number(after.ict_people),
        ),
        ("Posti a tempo pieno ICT", posts(before), posts(after)),
    ];
    let facts = facts.map(|(what, before, after)| (what.to_owned(), before, after));
    let software = after.software.iter().map(|used| {
        let known = before.software.iter().find(|known| is_same(known, used));
        let what = format!("{}: {}", used.area_in_words(), used.name);
        (
            what,
            known.map_or_else(String::new, contract),
            contract(used),
        )
    });
    facts
        .into_iter()
        .chain(software)
        .filter(|(_, before, after)| before != after)
        .collect()
}

/// Whether two tell of the same software.
fn is_same(one: &Used, other: &Used) -> bool {
    one.area == other.area && one.other_area == other.other_area && one.name == other.name
}

/// Who supplies a piece of software, and until when.
fn contract(used: &Used) -> String {
    let supplier = match used.supplier.as_str() {
        "" => "fornitore non indicato",
        supplier => supplier,
    };
    let end = used.contract_end.map(PartialDate::with_until);
    match end {
        Some(end) => format!("{supplier}, contratto fino {end}"),
        None => format!("{supplier}, scadenza non indicata"),
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
