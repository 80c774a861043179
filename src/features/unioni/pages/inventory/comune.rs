//! `/unioni/{n}/inventario/comuni/{comune}`: what one Comune has.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::url_of;
use crate::features::people::{Form, Visit};
use crate::features::topics::Choice;
use crate::features::unioni::inventory::{self, Connection, Held, Holdings, Used, table};
use crate::features::unioni::pages::choices;
use crate::features::unioni::pages::form::{rows, typed};
use crate::features::unioni::pages::read::{at_most, read_date};
use crate::features::unioni::{self, Area, Unione};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults, Fields};
use crate::platform::web::frame::Frame;

/// Pieces of software of one Comune.
const MOST_PIECES: usize = 100;

#[derive(Template)]
#[template(path = "unioni/inventory_comune.html")]
struct ComunePage {
    frame: Frame,
    faults: Vec<Fault>,
    unione: Unione,
    unione_url: String,
    url: String,
    action: String,
    comune: String,
    typed: HoldingsForm,
    connections: Vec<Choice>,
    /// The areas to choose from, for each piece of software.
    areas: Vec<Vec<Choice>>,
    /// Whether somebody else saved meanwhile: what is saved now, in lines.
    saved_meanwhile: Option<String>,
}

/// What a Comune has, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct HoldingsForm {
    lock_version: String,
    connection: String,
    mbit_s: String,
    people: String,
    posts: String,
    software: Vec<UsedRow>,
}

/// A piece of software as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct UsedRow {
    area: String,
    other_area: String,
    name: String,
    supplier: String,
    contract_end: String,
}

impl HoldingsForm {
    fn of(held: &Held) -> HoldingsForm {
        let holdings = &held.holdings;
        let number = |number: Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
        HoldingsForm {
            lock_version: held.lock_version.to_string(),
            connection: holdings
                .connection
                .map_or("", Connection::as_str)
                .to_owned(),
            mbit_s: number(holdings.mbit_s),
            people: number(holdings.ict_people),
            posts: holdings
                .fte_hundredths
                .map(table::with_decimals)
                .unwrap_or_default(),
            software: holdings
                .software
                .iter()
                .map(|used| UsedRow {
                    area: used.area.to_string(),
                    other_area: used.other_area.clone(),
                    name: used.name.clone(),
                    supplier: used.supplier.clone(),
                    contract_end: typed(used.contract_end),
                })
                .collect(),
        }
    }

    fn sent(fields: &Fields) -> HoldingsForm {
        let text = |name: &str| fields.text(name).to_owned();
        HoldingsForm {
            lock_version: text("lock_version"),
            connection: text("connessione"),
            mbit_s: text("mbit"),
            people: text("addetti"),
            posts: text("posti"),
            software: rows(fields, "software", "nome", |field| UsedRow {
                area: field("area"),
                other_area: field("altra"),
                name: field("nome"),
                supplier: field("fornitore"),
                contract_end: field("fine"),
            }),
        }
    }

    /// Does what a button asks short of saving; answers whether it was such a button.
    fn press(&mut self, button: &str) -> bool {
        if button == "altro-software" {
            if self.software.len() < MOST_PIECES {
                self.software.push(UsedRow::default());
            }
            return true;
        }
        let Some(place) = button.strip_prefix("togli-software-") else {
            return false;
        };
        if let Some(place) = place.parse().ok().filter(|n| *n < self.software.len()) {
            self.software.remove(place);
        }
        true
    }

    fn read(&self) -> Result<Holdings, Faults> {
        let mut faults = Faults::default();
        let connection = self.connection.parse().ok();
        faults.unless(
            self.connection.is_empty() || connection.is_some(),
            "connessione",
            "Scegli la connessione dall’elenco",
        );
        let holdings = Holdings {
            connection,
            mbit_s: read_number(&self.mbit_s, "mbit", 1_000_000, &mut faults),
            ict_people: read_number(&self.people, "addetti", 10_000, &mut faults),
            fte_hundredths: table::hundredths(&self.posts).unwrap_or_else(|sentence| {
                faults.add("posti", sentence);
                None
            }),
            software: self.read_software(&mut faults),
        };
        faults.or(holdings)
    }

    fn read_software(&self, faults: &mut Faults) -> Vec<Used> {
        let mut read = Vec::new();
        for (n, row) in self.software.iter().enumerate() {
            let field = |name: &str| format!("software-{n}-{name}");
            let area = row.area.parse::<Area>().ok();
            faults.unless(area.is_some(), &field("area"), "Scegli l’area dall’elenco");
            faults.unless(
                area != Some(Area::Other) || !row.other_area.is_empty(),
                &field("altra"),
                "Hai scelto «Altro»: scrivi a che cosa serve",
            );
            faults.unless(
                !row.name.is_empty(),
                &field("nome"),
                "Scrivi come si chiama il software",
            );
            at_most(faults, &field("altra"), &row.other_area, 150);
            at_most(faults, &field("nome"), &row.name, 150);
            at_most(faults, &field("fornitore"), &row.supplier, 150);
            let contract_end = read_date(&row.contract_end, &field("fine"), faults);
            read.extend(area.map(|area| Used {
                area,
                other_area: match area {
                    Area::Other => row.other_area.clone(),
                    _ => String::new(),
                },
                name: row.name.clone(),
                supplier: row.supplier.clone(),
                contract_end,
            }));
        }
        read
    }

    /// What was saved, in lines that can be read beside one's own.
    fn in_lines(&self) -> String {
        let about = [
            (&self.connection, "Connessione"),
            (&self.mbit_s, "Mbit/s"),
            (&self.people, "Addetti ICT"),
            (&self.posts, "Posti a tempo pieno"),
        ];
        let about = about
            .into_iter()
            .filter(|(text, _)| !text.is_empty())
            .map(|(text, label)| format!("{label}: {text}"));
        let software = self.software.iter().map(|row| {
            [
                &row.area,
                &row.other_area,
                &row.name,
                &row.supplier,
                &row.contract_end,
            ]
            .into_iter()
            .filter(|text| !text.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(", ")
        });
        about.chain(software).collect::<Vec<_>>().join("\n")
    }
}

fn read_number(text: &str, field: &str, most: i64, faults: &mut Faults) -> Option<i64> {
    if text.is_empty() {
        return None;
    }
    let number = text
        .replace(['.', ' '], "")
        .parse()
        .ok()
        .filter(|number| (0..=most).contains(number));
    faults.unless(
        number.is_some(),
        field,
        "Scrivi un numero intero, per esempio 100",
    );
    number
}

fn page(
    visit: &Visit,
    unione: Unione,
    held: &Held,
    typed: HoldingsForm,
    faults: Faults,
) -> ComunePage {
    let url = url_of(&unione);
    let nothing = [("", "non indicata")].into_iter();
    let connections = Connection::ALL
        .iter()
        .map(|one| (one.as_str(), one.label()));
    ComunePage {
        frame: visit.frame().section("unioni"),
        faults: faults.0,
        action: format!("{url}/comuni/{}", held.number),
        url,
        unione_url: unione.url(),
        unione,
        comune: held.name.clone(),
        connections: choices::of(&typed.connection, nothing.chain(connections)),
        areas: typed
            .software
            .iter()
            .map(|row| choices::areas(&row.area))
            .collect(),
        typed,
        saved_meanwhile: None,
    }
}

/// The Unione and the Comune of an address, for somebody who may write what it has.
async fn find(visit: &Visit, path: &(String, i64)) -> Result<(Unione, Held)> {
    let (number, comune) = (address::number(&path.0)?, path.1);
    visit
        .read(move |conn, actor| {
            let unione = unioni::find(conn, number)?;
            let inventory = inventory::to_write(conn, actor, &unione)?;
            let held = inventory::find(&inventory, comune)?.clone();
            Ok((unione, held))
        })
        .await
}

/// `GET /unioni/{n}/inventario/comuni/{comune}`
///
/// # Errors
/// [`Error::NotFound`] for who may not see the inventory, [`Error::Forbidden`] for who may not write
/// it; when the database refuses.
pub async fn comune_page(visit: Visit, path: web::Path<(String, i64)>) -> Result<HttpResponse> {
    let (unione, held) = find(&visit, &path).await?;
    let mut form = HoldingsForm::of(&held);
    if form.software.is_empty() {
        form.software.push(UsedRow::default());
    }
    visit.page(&page(&visit, unione, &held, form, Faults::default()))
}

/// `POST /unioni/{n}/inventario/comuni/{comune}`: saves, or gives the form back with a row more or less.
///
/// # Errors
/// As [`comune_page`].
pub async fn save_comune(form: Form, path: web::Path<(String, i64)>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let (unione, held) = find(&visit, &path).await?;
    let mut sent = HoldingsForm::sent(&fields);
    if sent.press(fields.text("fai")) {
        let page = page(&visit, unione, &held, sent, Faults::default());
        return visit.page_with(StatusCode::OK, &page);
    }
    sent.software.retain(|row| *row != UsedRow::default());
    let holdings = match sent.read() {
        Ok(holdings) => holdings,
        Err(faults) => return visit.page_to_mend(&page(&visit, unione, &held, sent, faults)),
    };
    let lock_version = sent.lock_version.parse().unwrap_or(0);
    let (comune, to_save) = (held.number, unione.clone());
    let saved = visit
        .submit(&fields, move |tx, actor| {
            inventory::write(tx, actor, &to_save, comune, lock_version, &holdings)?;
            Ok(url_of(&to_save))
        })
        .await;
    match saved {
        Ok(url) => {
            let sentence = format!("Salvato quello che c’è a {}.", held.name);
            Ok(visit.see_other(&url, &sentence))
        }
        Err(Error::Refused(Refusal::ChangedMeanwhile)) => {
            let (unione, held) = find(&visit, &path).await?;
            let saved = HoldingsForm::of(&held);
            sent.lock_version.clone_from(&saved.lock_version);
            let mut page = page(&visit, unione, &held, sent, Faults::default());
            page.saved_meanwhile = Some(saved.in_lines());
            visit.page_with(StatusCode::CONFLICT, &page)
        }
        Err(error) => Err(error),
    }
}
