//! `/unioni/confronto`: two or three Unioni side by side.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use askama::Template;

use crate::features::people::Visit;
use crate::features::unioni::directory::{Directory, Filter, Listed, directory};
use crate::features::unioni::software::Area;
use crate::features::unioni::{self as feature, Factor, FunctionModel, Profile, yes_or_no};
use crate::platform::actor::Actor;
use crate::platform::dates;
use crate::platform::error::{Error, Result};
use crate::platform::web::address::sort_key;
use crate::platform::web::comparison::{Column, Comparison, Group, MOST, address, wanted};
use crate::platform::web::frame::Frame;

/// Where the page is.
const PATH: &str = "/unioni/confronto";
/// The most Unioni offered to be added.
const OFFERED: usize = 10;

#[derive(Template)]
#[template(path = "unioni/side_by_side.html")]
struct SideBySidePage {
    frame: Frame,
    compared: Comparison,
    caption: &'static str,
    numbers: Vec<i64>,
    has_room: bool,
    name: String,
    offered_title: &'static str,
    offered: Vec<Offered>,
}

/// An Unione that can be added.
struct Offered {
    name: String,
    /// Whether it is the reader's own.
    is_own: bool,
    in_words: String,
    url: String,
}

/// `GET /unioni/confronto?con=12&con=15`
///
/// # Errors
/// When the database refuses.
pub async fn side_by_side(visit: Visit) -> Result<HttpResponse> {
    let query = visit.query();
    let (app, frame) = (visit.app.clone(), visit.frame().section("unioni"));
    let page = visit
        .read(move |conn, actor| {
            let all = directory(&app.kept, conn)?;
            let mut profiles = Vec::new();
            for number in wanted(&query) {
                match feature::find(conn, number) {
                    Ok(unione) => profiles.push(feature::profile(conn, unione)?),
                    // One that is not there is left out: the others are still worth comparing.
                    Err(Error::NotFound) => {}
                    Err(error) => return Err(error),
                }
            }
            let numbers: Vec<i64> = profiles.iter().map(|one| one.unione.number).collect();
            let name: String = query.text("nome").chars().take(150).collect();
            let (offered_title, offered) = offered(&all, actor, &profiles, &name);
            Ok(SideBySidePage {
                frame,
                compared: compared(&profiles),
                caption: if profiles.len() > 1 {
                    "I fatti delle unioni a confronto"
                } else {
                    "I fatti dell’unione: aggiungine un’altra per confrontarla"
                },
                has_room: numbers.len() < MOST,
                offered_title,
                offered: offered
                    .into_iter()
                    .map(|one| Offered {
                        name: one.brief.name.clone(),
                        is_own: actor.belongs_to(one.brief.id),
                        in_words: one.in_words(),
                        url: address(PATH, numbers.iter().copied().chain([one.brief.number])),
                    })
                    .collect(),
                numbers,
                name,
            })
        })
        .await?;
    visit.page(&page)
}

/// What can be added: those of a name, or else those like the first or like one's own.
fn offered<'a>(
    all: &'a Directory,
    actor: &Actor,
    there: &[Profile],
    name: &str,
) -> (&'static str, Vec<&'a Listed>) {
    let is_new = |one: &&Listed| there.iter().all(|known| known.unione.id != one.brief.id);
    if !name.is_empty() {
        let filter = Filter {
            name: name.to_owned(),
            ..Filter::default()
        };
        let found = all.matching(&filter).into_iter().filter(is_new);
        return ("Unioni con questo nome", found.take(OFFERED).collect());
    }
    let own = there.first().map(|profile| profile.unione.id);
    let title = if own.is_some() {
        "Unioni simili a quella scelta"
    } else {
        "Unioni come la tua"
    };
    let Some(own) = own.or_else(|| actor.unioni().next()) else {
        return (title, Vec::new());
    };
    let like = all.like(own);
    let found = like.iter().filter_map(|one| all.get(one.unione.brief.id));
    let itself = all.get(own).into_iter();
    let offered = itself.chain(found).filter(is_new);
    (title, offered.take(OFFERED).collect())
}

fn compared(profiles: &[Profile]) -> Comparison {
    let columns = profiles.iter().map(|profile| Column {
        title: profile.unione.facts.name.clone(),
        subtitle: String::new(),
        url: profile.unione.url(),
        without_url: address(
            PATH,
            profiles
                .iter()
                .filter(|other| other.unione.id != profile.unione.id)
                .map(|other| other.unione.number),
        ),
    });
    Comparison {
        columns: columns.collect(),
        groups: vec![in_brief(profiles), functions(profiles), means(profiles)],
    }
}

fn in_brief(profiles: &[Profile]) -> Group {
    let mut group = Group::new("In breve");
    let each = |fact: fn(&Profile) -> String| profiles.iter().map(fact);
    group.line("Regione", each(|one| one.unione.facts.region.clone()));
    group.line("Provincia", each(|one| one.unione.facts.province.clone()));
    group.line("Forma", each(|one| one.unione.facts.legal_form_in_words()));
    group.line("Attività", each(|one| one.unione.facts.activity_in_words()));
    group.line(
        "Zona altimetrica",
        each(|one| {
            let altitude = one.unione.facts.altitude;
            altitude.map_or_else(String::new, |altitude| altitude.label().to_owned())
        }),
    );
    group.line("Abitanti", each(|one| one.inhabitants().number()));
    group.line(
        "Numero di comuni",
        each(|one| match one.members().count() {
            0 => String::new(),
            count => count.to_string(),
        }),
    );
    group.lines(
        "Comuni",
        profiles
            .iter()
            .map(|one| one.members().map(|member| member.name.clone()).collect()),
    );
    group.line(
        "Fondata",
        each(|one| {
            let founded = one.unione.facts.founded;
            founded.map_or_else(String::new, |date| date.to_string())
        }),
    );
    group
}

/// A row for each function of any of them: who does it, since when, how.
fn functions(profiles: &[Profile]) -> Group {
    let mut group = Group::new("Funzioni associate oggi");
    let today = |profile: &'_ Profile| -> Vec<_> {
        let functions = profile.functions.iter();
        functions
            .filter(|function| function.until.is_none())
            .cloned()
            .collect::<Vec<_>>()
    };
    let mut seen = BTreeSet::new();
    for named in profiles.iter().flat_map(today) {
        if !seen.insert(sort_key(&named.name)) {
            continue;
        }
        let cells = profiles.iter().map(|profile| {
            let functions = today(profile);
            let found = functions
                .iter()
                .find(|one| sort_key(&one.name) == sort_key(&named.name))
                .or_else(|| {
                    functions
                        .iter()
                        .find(|one| named.topic.is_some() && one.topic == named.topic)
                });
            let Some(function) = found else {
                return String::new();
            };
            let other_name = (sort_key(&function.name) != sort_key(&named.name))
                .then(|| format!("come «{}»", function.name));
            let since = function.since.map(dates::PartialDate::with_since);
            let model = function.model.map(FunctionModel::label).map(str::to_owned);
            let parts: Vec<String> = other_name.into_iter().chain(since).chain(model).collect();
            if parts.is_empty() {
                "sì".to_owned()
            } else {
                parts.join(", ")
            }
        });
        group.line(named.name.clone(), cells);
    }
    group
}

/// RTD, software and enabling factors.
fn means(profiles: &[Profile]) -> Group {
    let mut group = Group::new("Con che cosa");
    group.line(
        "RTD in forma associata",
        profiles
            .iter()
            .map(|one| yes_or_no(one.unione.facts.rtd_shared).to_owned()),
    );
    for area in Area::ALL {
        let used = profiles.iter().map(|profile| -> Vec<String> {
            let software = profile.software.iter();
            software
                .filter(|one| one.area == *area)
                .map(|one| one.name.clone())
                .collect()
        });
        let used: Vec<Vec<String>> = used.collect();
        if used.iter().any(|names| !names.is_empty()) {
            group.lines(format!("Software: {}", area.label()), used.into_iter());
        }
    }
    for factor in Factor::ALL {
        let said = profiles.iter().map(|one| one.factors.get(factor).copied());
        if said.clone().any(|said| said.is_some()) {
            group.line(
                format!("Fattore abilitante: {}", factor.words()),
                said.map(|said| yes_or_no(said).to_owned()),
            );
        }
    }
    group
}
