//! What an Unione and its Comuni applied for: a part of its page, a page of its own, a table to
//! download.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::{
    Call, Made, Origin, Round, in_euro, of_unione, rounds, state_in_words, store, told_by_register,
};
use crate::features::people::Visit;
use crate::features::unioni::{self, Profile};
use crate::platform::dates;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::table;
use crate::platform::web::address;
use crate::platform::web::frame::Frame;
use crate::platform::web::respond;

/// Calls on the page of the Unione.
const ON_THE_PAGE: usize = 3;

/// A part of the page of an Unione; nothing is shown when it applied for nothing, as far as is known.
#[derive(Template)]
#[template(path = "calls/of_unione.html")]
pub struct OfUnione {
    rounds: Vec<Round>,
    /// All of its calls.
    total: usize,
    url: String,
    origin: String,
    /// Who stands here only because the register says so.
    told_by_register: String,
    /// Whether the applications of anybody were loaded.
    is_loaded: bool,
}

impl OfUnione {
    /// What an Unione applied for.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn of(conn: &mut Conn, profile: &Profile) -> Result<OfUnione> {
        let made = of_unione(conn, profile)?;
        let origin = origin_in_words(&made);
        let told_by_register = told_by_register(&made, profile);
        let mut rounds = rounds(made);
        let total = rounds.len();
        rounds.truncate(ON_THE_PAGE);
        Ok(OfUnione {
            is_loaded: total > 0 || store::is_any_known(conn)?,
            rounds,
            total,
            url: format!("/unioni/{}/candidature", profile.unione.number),
            origin,
            told_by_register,
        })
    }
}

/// `/unioni/{n}/candidature`
#[derive(Template)]
#[template(path = "calls/list.html")]
struct ListPage {
    frame: Frame,
    name: String,
    url: String,
    csv_url: String,
    sections: Vec<Section>,
    origin: String,
    /// Who stands here only because the register says so.
    told_by_register: String,
}

/// A call with its applications.
struct Section {
    id: String,
    round: Round,
    /// "dal 12 settembre 2022 all’11 novembre 2022", as far as known.
    open: String,
    /// What else is known of the call.
    facts: Vec<(&'static str, String)>,
    lines: Vec<Line>,
}

/// An application in words; what is not known is empty.
struct Line {
    by: String,
    sent: String,
    funded: String,
    state: String,
    state_on: String,
    amount: String,
    cup: String,
}

impl Line {
    fn of(made: &Made) -> Line {
        let application = &made.application;
        let in_words = |day: Option<chrono::NaiveDate>| day.map(dates::written).unwrap_or_default();
        Line {
            by: made.by.clone(),
            sent: in_words(application.sent_on),
            funded: in_words(application.funded_on),
            state: state_in_words(&application.state),
            state_on: in_words(application.state_on),
            amount: application.amount_cents.map(in_euro).unwrap_or_default(),
            cup: application.cup.clone(),
        }
    }
}

/// Where the applications come from: "PA digitale 2026 – Open data, CC BY 4.0; dati del 22 agosto 2026";
/// each source once, with its latest day.
fn origin_in_words(made: &[Made]) -> String {
    let mut origins: Vec<&Origin> = Vec::new();
    for one in made {
        let origin = &one.application.origin;
        match origins
            .iter_mut()
            .find(|known| known.source == origin.source)
        {
            Some(known) if known.data_on < origin.data_on => *known = origin,
            Some(_) => {}
            None => origins.push(origin),
        }
    }
    let in_words = |origin: &Origin| {
        let parts = [
            origin.source.clone(),
            origin.licence.clone(),
            format!("dati del {}", day_in_words(origin)),
        ];
        let said = parts
            .into_iter()
            .filter(|part| !part.is_empty() && part != "dati del ");
        said.collect::<Vec<_>>().join(", ")
    };
    origins
        .into_iter()
        .map(in_words)
        .collect::<Vec<_>>()
        .join("; ")
}

async fn made(visit: &Visit, number: i64) -> Result<(Profile, Vec<Made>)> {
    visit
        .read(move |conn, _| {
            let unione = unioni::find(conn, number)?;
            let profile = unioni::profile(conn, unione)?;
            let made = of_unione(conn, &profile)?;
            Ok((profile, made))
        })
        .await
}

/// `GET /unioni/{n}/candidature`
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound) when there is no such Unione; when the database refuses.
pub async fn list(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let (profile, made) = made(&visit, number).await?;
    let url = format!("/unioni/{number}/candidature");
    if visit.path() != url {
        return Ok(respond::moved(&url));
    }
    let origin = origin_in_words(&made);
    let told_by_register = told_by_register(&made, &profile);
    let sections = rounds(made)
        .into_iter()
        .enumerate()
        .map(|(place, round)| Section {
            id: format!("avviso-{}", place + 1),
            open: open_in_words(&round),
            facts: facts(&round.call),
            lines: round.made.iter().map(Line::of).collect(),
            round,
        });
    visit.page(&ListPage {
        frame: visit.frame().section("unioni"),
        name: profile.unione.facts.name.clone(),
        url: profile.unione.url(),
        csv_url: format!("{url}.csv"),
        sections: sections.collect(),
        origin,
        told_by_register,
    })
}

/// What a register tells of a call beside its days, as far as it does.
fn facts(call: &Call) -> Vec<(&'static str, String)> {
    let state = match call.state.to_lowercase() {
        state if state.is_empty() => state,
        state => match day_in_words(&call.origin) {
            day if day.is_empty() => state,
            day => format!("{state}, secondo i dati del {day}"),
        },
    };
    let funds = call.funds_cents.map(in_euro).unwrap_or_default();
    let mut facts = vec![
        ("Misura", call.measure.clone()),
        ("Stato dell’avviso", state),
        ("Importo stanziato", funds),
        ("Destinatari", call.recipients.replace(';', ", ")),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

/// The day the data are of; empty when nobody said.
fn day_in_words(origin: &Origin) -> String {
    let day = origin.data_on.parse().map(dates::written);
    day.unwrap_or_default()
}

fn open_in_words(round: &Round) -> String {
    match (round.call.opens, round.call.closes) {
        (Some(opens), Some(closes)) => {
            format!(
                "Aperto dal {} al {}.",
                dates::written(opens),
                dates::written(closes)
            )
        }
        (Some(opens), None) => format!("Aperto dal {}.", dates::written(opens)),
        (None, Some(closes)) => format!("Aperto fino al {}.", dates::written(closes)),
        (None, None) => String::new(),
    }
}

/// `GET /unioni/{n}/candidature.csv`
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound) when there is no such Unione; when the database refuses.
pub async fn file(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let (_, made) = made(&visit, address::number(&path)?).await?;
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let rows: Vec<Vec<String>> = made
        .iter()
        .map(|one| {
            let application = &one.application;
            let cents = application.amount_cents;
            vec![
                one.call.title.clone(),
                one.by.clone(),
                day(application.sent_on),
                day(application.funded_on),
                application.state.clone(),
                state_in_words(&application.state),
                day(application.state_on),
                cents
                    .map(|cents| format!("{},{:02}", cents / 100, cents % 100))
                    .unwrap_or_default(),
                application.cup.clone(),
                application.decree.clone(),
                application.origin.source.clone(),
                application.origin.licence.clone(),
                application.origin.data_on.clone(),
            ]
        })
        .collect();
    let headings = [
        "Avviso",
        "Ente",
        "Inviata il",
        "Finanziata il",
        "Stato",
        "Stato in parole",
        "Data dello stato",
        "Importo in euro",
        "CUP",
        "Decreto",
        "Fonte",
        "Licenza",
        "Dati del",
    ];
    Ok(respond::table_file(
        "candidature.csv",
        table::write(&headings, rows.iter().map(Vec::as_slice)),
    ))
}
