//! The pages of what is already there: `/unioni/{n}/inventario`.

mod comune;
mod upload;

use actix_web::{HttpResponse, web};
use askama::Template;

use super::choices;
use crate::features::people::{Form, Visit};
use crate::features::topics::Choice;
use crate::features::unioni::inventory::chart::{Chart, Sheet};
use crate::features::unioni::inventory::picture::{AreaSummary, Ending, areas, endings};
use crate::features::unioni::inventory::{
    self, Connection, Holdings, Inventory, Reach, Sameness, table,
};
use crate::features::unioni::policy::may_write_inventory;
use crate::features::unioni::{self, Unione};
use crate::platform::dates;
use crate::platform::error::Result;
use crate::platform::text::capitalised;
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults};
use crate::platform::web::frame::Frame;
use crate::platform::web::respond;

pub use comune::{comune_page, save_comune};
pub use upload::{confirm_table, table_page, take_table};

#[derive(Template)]
#[template(path = "unioni/inventory.html")]
struct ShowPage {
    frame: Frame,
    url: String,
    unione: Unione,
    unione_url: String,
    /// The names of the Comuni, above the columns.
    comuni: Vec<String>,
    areas: Vec<AreaRow>,
    in_brief: String,
    endings: Vec<Ending>,
    /// The contracts drawn, for a desk and for paper; none when no end is known.
    chart: Option<Chart>,
    /// The same for a phone.
    strip: Option<Chart>,
    held: Vec<HeldRow>,
    staff: String,
    reach: Reach,
    /// Whom it may be shown to, for who decides.
    reaches: Option<Vec<Choice>>,
    /// Nothing can be typed wrong there.
    faults: Vec<Fault>,
    updated: String,
    is_empty: bool,
}

/// An area of software in words.
struct AreaRow {
    label: String,
    tone: &'static str,
    sameness: &'static str,
    /// What each Comune uses, in the order of the columns.
    by_comune: Vec<(String, String)>,
}

impl AreaRow {
    fn of(area: AreaSummary, comuni: &[String]) -> AreaRow {
        AreaRow {
            label: area.label,
            tone: match area.sameness {
                Sameness::Same | Sameness::SameSoFar => "done",
                Sameness::Different => "info",
                Sameness::One | Sameness::Unknown => "stopped",
            },
            sameness: area.sameness.label(),
            by_comune: comuni.iter().cloned().zip(area.by_comune).collect(),
        }
    }
}

/// How a Comune is connected and who looks after it, in words; what is empty is not known.
struct HeldRow {
    name: String,
    connection: &'static str,
    mbit_s: String,
    people: String,
    posts: String,
    pieces: String,
    edit_url: String,
}

impl HeldRow {
    fn of(held: &inventory::Held, url: &str) -> HeldRow {
        let Holdings {
            connection,
            mbit_s,
            ict_people,
            fte_hundredths,
            software,
        } = &held.holdings;
        HeldRow {
            name: held.name.clone(),
            connection: connection.map_or("", Connection::label),
            mbit_s: mbit_s
                .map(|speed| format!("{} Mbit/s", dates::number(speed)))
                .unwrap_or_default(),
            people: ict_people
                .map(|people| dates::count(people, "persona", "persone"))
                .unwrap_or_default(),
            posts: fte_hundredths.map(table::with_decimals).unwrap_or_default(),
            pieces: match software.len() {
                0 => String::new(),
                pieces => pieces.to_string(),
            },
            edit_url: format!("{url}/comuni/{}", held.number),
        }
    }
}

/// The address of the inventory of an Unione.
fn url_of(unione: &Unione) -> String {
    format!("/unioni/{}/inventario", unione.number)
}

/// `GET /unioni/{n}/inventario`
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound) for who may not see it; when the database refuses.
pub async fn inventory_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let (unione, inventory) = visit
        .read(move |conn, actor| {
            let unione = unioni::find(conn, number)?;
            let inventory = inventory::inventory(conn, actor, unione.id)?;
            Ok((unione, inventory))
        })
        .await?;
    let url = url_of(&unione);
    let comuni: Vec<String> = inventory
        .comuni
        .iter()
        .map(|held| held.name.clone())
        .collect();
    let areas = areas(&inventory);
    let today = dates::in_rome(visit.app.now().0);
    let endings = endings(&inventory, today);
    let page = ShowPage {
        frame: visit.frame().section("unioni"),
        in_brief: in_brief(&areas),
        areas: areas
            .into_iter()
            .map(|area| AreaRow::of(area, &comuni))
            .collect(),
        comuni,
        chart: Chart::of(&endings, today, &Sheet::WIDE),
        strip: Chart::of(&endings, today, &Sheet::NARROW),
        endings,
        held: inventory
            .comuni
            .iter()
            .map(|held| HeldRow::of(held, &url))
            .collect(),
        staff: staff(&inventory),
        reach: inventory.reach,
        reaches: may_write_inventory(&visit.actor, unione.id).then(|| {
            let pairs = Reach::ALL.iter().map(|one| (one.as_str(), one.label()));
            choices::of(inventory.reach.as_str(), pairs)
                .into_iter()
                .map(|choice| Choice {
                    label: capitalised(&choice.label),
                    ..choice
                })
                .collect()
        }),
        faults: Vec::new(),
        updated: inventory
            .updated_at
            .map(|at| dates::day(at.0))
            .unwrap_or_default(),
        is_empty: inventory.is_empty(),
        url,
        unione_url: unione.url(),
        unione,
    };
    visit.page(&page)
}

/// `3 aree di software: 1 uguale in tutti i comuni, 2 diverse.`
fn in_brief(areas: &[AreaSummary]) -> String {
    let of = |sameness: Sameness| {
        areas
            .iter()
            .filter(|area| area.sameness == sameness)
            .count() as i64
    };
    let parts: Vec<String> = [
        (
            Sameness::Same,
            "uguale in tutti i comuni",
            "uguali in tutti i comuni",
        ),
        (
            Sameness::SameSoFar,
            "uguale dove è indicata",
            "uguali dove sono indicate",
        ),
        (Sameness::Different, "diversa", "diverse"),
        (
            Sameness::One,
            "indicata per un solo comune",
            "indicate per un solo comune",
        ),
    ]
    .into_iter()
    .filter(|(sameness, _, _)| of(*sameness) > 0)
    .map(|(sameness, one, many)| dates::count(of(sameness), one, many))
    .collect();
    format!(
        "{} di software: {}.",
        dates::count(areas.len() as i64, "area", "aree"),
        parts.join(", ")
    )
}

/// `Persone che si occupano di ICT: 3, indicate da 2 comuni su 5.`
fn staff(inventory: &Inventory) -> String {
    let told: Vec<i64> = inventory
        .comuni
        .iter()
        .filter_map(|held| held.holdings.ict_people)
        .collect();
    if told.is_empty() {
        return String::new();
    }
    format!(
        "Persone che si occupano di ICT: {}, indicate per {} su {}.",
        told.iter().sum::<i64>(),
        dates::count(told.len() as i64, "comune", "comuni"),
        inventory.comuni.len()
    )
}

/// `POST /unioni/{n}/inventario/visibilita`: decides who sees the inventory.
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound) for who may not see it,
/// [`Forbidden`](crate::platform::error::Error::Forbidden) for who may not decide; when the database refuses.
pub async fn open_to(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let reach: Reach = form.fields.text("visibilita").parse().unwrap_or(Reach::Own);
    let url = form
        .visit
        .write(move |tx, actor| {
            let unione = unioni::find(tx, number)?;
            inventory::open_to(tx, actor, &unione, reach)?;
            Ok(url_of(&unione))
        })
        .await?;
    let sentence = format!("Adesso lo vede: {}.", reach.label());
    Ok(form.visit.see_other(&url, &sentence))
}

/// `GET /unioni/{n}/inventario.csv`
///
/// # Errors
/// As [`inventory_page`].
pub async fn download(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let bytes = visit
        .read(move |conn, actor| {
            let unione = unioni::find(conn, number)?;
            Ok(table::write(&inventory::inventory(conn, actor, unione.id)?))
        })
        .await?;
    Ok(respond::table_file("quello-che-c-e-gia.csv", bytes))
}

/// `GET /unioni/{n}/inventario/modello.csv`: the table to fill in, with the Comuni in it.
///
/// # Errors
/// As [`table_page`].
pub async fn model(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let bytes = visit
        .read(move |conn, actor| {
            let unione = unioni::find(conn, number)?;
            let mut inventory = inventory::to_write(conn, actor, &unione)?;
            for held in &mut inventory.comuni {
                held.holdings = Holdings::default();
            }
            Ok(table::write(&inventory))
        })
        .await?;
    Ok(respond::table_file("modello.csv", bytes))
}

/// A fault of one field.
fn fault(field: &str, sentence: String) -> Faults {
    let mut faults = Faults::default();
    faults.add(field, sentence);
    faults
}
