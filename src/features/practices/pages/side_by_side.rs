//! `/pratiche/confronto`: two or three practices side by side, their paths on one axis of time.

use actix_web::HttpResponse;
use askama::Template;
use uuid::Uuid;

use super::sections::{Checklist, Costs, facts};
use crate::features::card::LookUpCards;
use crate::features::people::Visit;
use crate::features::practices::catalogue::{Chosen, TOPIC, catalogue};
use crate::features::practices::content::{Phase, PhaseKind};
use crate::features::practices::timeline::{Canvas, Drawing, Path};
use crate::features::practices::words::when;
use crate::features::practices::{self as feature, Practice, Text, cards};
use crate::features::topics;
use crate::features::unioni::directory::{Listed, directory};
use crate::platform::actor::Actor;
use crate::platform::dates;
use crate::platform::db::Conn;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::text::{capitalised, excerpt};
use crate::platform::web::comparison::{Column, Comparison, Group, MOST, address, wanted};
use crate::platform::web::frame::Frame;

/// Where the page is.
const PATH: &str = "/pratiche/confronto";
/// The most practices offered to be added.
const OFFERED: usize = 10;
/// How many characters of an obstacle or a benefit stand in a cell.
const EXCERPT: usize = 160;

#[derive(Template)]
#[template(path = "practices/side_by_side.html")]
struct SideBySidePage {
    frame: Frame,
    compared: Comparison,
    caption: &'static str,
    drawing: Option<Drawing>,
    /// The same for a phone.
    strip: Option<Drawing>,
    has_room: bool,
    offered_title: &'static str,
    offered: Vec<Offered>,
}

/// A practice that can be added.
struct Offered {
    title: String,
    unione: String,
    url: String,
}

/// A published practice that is compared.
struct Told {
    practice: Practice,
    text: Text,
    unione: Option<Listed>,
    /// How many of the documents it names this reader may see.
    documents: usize,
}

/// `GET /pratiche/confronto?con=3&con=8`
///
/// # Errors
/// When the database refuses.
pub async fn side_by_side(visit: Visit, look_up: LookUpCards) -> Result<HttpResponse> {
    let query = visit.query();
    let (app, frame) = (visit.app.clone(), visit.frame().section("pratiche"));
    let today = dates::in_rome(visit.app.now().0);
    let page = visit
        .read(move |conn, actor| {
            let unioni = directory(&app.kept, conn)?;
            let mut told = Vec::new();
            for number in wanted(&query) {
                let Some((practice, text)) = published(conn, actor, number)? else {
                    continue;
                };
                let unione = practice.unione.and_then(|unione| unioni.get(unione));
                told.push(Told {
                    unione: unione.cloned(),
                    practice,
                    text,
                    documents: 0,
                });
            }
            let named: Vec<Subject> = told.iter().flat_map(|one| attached(&one.text)).collect();
            let seen = look_up(conn, actor, &named)?;
            for one in &mut told {
                one.documents = attached(&one.text)
                    .filter(|document| seen.contains_key(document))
                    .count();
            }
            let offered = if told.len() < MOST {
                let all = catalogue(&app.kept, conn)?;
                let topics = match told.first() {
                    Some(first) => topics::of(conn, first.practice.subject())?,
                    None => Vec::new(),
                };
                let on = topics.into_iter().map(|tag| tag.slug).collect::<Vec<_>>();
                let chosen: Chosen = all.any_of(TOPIC, &on);
                let found = all.find(actor.tokens(), &chosen);
                let found = all.numbered(&found, OFFERED + MOST);
                offered(conn, actor, &found, &told)?
            } else {
                Vec::new()
            };
            Ok(SideBySidePage {
                frame,
                drawing: drawing(&told, today, &Canvas::WIDE),
                strip: drawing(&told, today, &Canvas::NARROW),
                caption: if told.len() > 1 {
                    "I fatti delle pratiche a confronto"
                } else {
                    "I fatti della pratica: aggiungine un’altra per confrontarla"
                },
                has_room: told.len() < MOST,
                offered_title: if told.is_empty() {
                    "Scegli la prima pratica"
                } else {
                    "Aggiungi una pratica sugli stessi argomenti"
                },
                compared: compared(&told),
                offered,
            })
        })
        .await?;
    visit.page(&page)
}

/// The published text of a practice; none when it is not there for this reader, for the others are
/// still worth comparing.
fn published(conn: &mut Conn, actor: &Actor, number: i64) -> Result<Option<(Practice, Text)>> {
    let practice = match feature::find(conn, actor, number) {
        Ok(practice) => practice,
        Err(Error::NotFound | Error::Refused(Refusal::Withdrawn)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let Some(version) = practice.published_version else {
        return Ok(None);
    };
    let text = feature::version(conn, version)?.text;
    Ok(Some((practice, text)))
}

/// The documents a text names.
fn attached(text: &Text) -> impl Iterator<Item = Subject> {
    let documents = text.content.documents.iter();
    documents.map(|one| Subject::new(SubjectKind::Document, one.document))
}

fn offered(
    conn: &mut Conn,
    actor: &Actor,
    found: &[(Uuid, i64)],
    told: &[Told],
) -> Result<Vec<Offered>> {
    let ids: Vec<Uuid> = found.iter().map(|(id, _)| *id).collect();
    let mut shown = cards(conn, actor, &ids)?;
    let there: Vec<i64> = told.iter().map(|one| one.practice.number).collect();
    let others = found.iter().filter(|(_, number)| !there.contains(number));
    Ok(others
        .filter_map(|(id, number)| {
            let card = shown.remove(id)?;
            Some(Offered {
                title: card.title,
                unione: card.unione.map_or_else(String::new, |unione| unione.name),
                url: address(PATH, there.iter().copied().chain([*number])),
            })
        })
        .take(OFFERED)
        .collect())
}

fn drawing(told: &[Told], today: chrono::NaiveDate, canvas: &Canvas) -> Option<Drawing> {
    let paths: Vec<Path<'_>> = told
        .iter()
        .map(|one| Path {
            name: &one.text.title,
            phases: &one.text.content.phases,
        })
        .collect();
    Drawing::of(&paths, today, canvas)
}

fn compared(told: &[Told]) -> Comparison {
    let columns = told.iter().map(|one| Column {
        title: one.text.title.clone(),
        subtitle: one
            .unione
            .as_ref()
            .map_or_else(String::new, |unione| unione.brief.name.clone()),
        url: one.practice.url(),
        without_url: address(
            PATH,
            told.iter()
                .map(|other| other.practice.number)
                .filter(|number| *number != one.practice.number),
        ),
    });
    let brief = in_brief(told);
    let costs = costs(told, &brief);
    Comparison {
        columns: columns.collect(),
        groups: vec![brief, costs, path(told), how_it_went(told), needs(told)],
    }
}

fn in_brief(told: &[Told]) -> Group {
    let mut group = Group::new("In breve");
    group.line(
        "Regione",
        told.iter().map(|one| {
            let region = one
                .unione
                .as_ref()
                .and_then(|unione| unione.brief.region.clone());
            region.unwrap_or_default()
        }),
    );
    group.line(
        "Fase raggiunta",
        told.iter().map(|one| {
            let reached = one.text.content.phase_reached();
            reached.map_or_else(String::new, |kind| kind.reached().to_owned())
        }),
    );
    let all: Vec<_> = told
        .iter()
        .map(|one| {
            facts(
                &one.text.content,
                one.unione.as_ref(),
                one.documents,
                one.practice.reuse_count.into(),
            )
        })
        .collect();
    add_pairs(&mut group, &all);
    group
}

/// A row for each name any of the lists has, in the order of the first that has it.
fn add_pairs(group: &mut Group, lists: &[Vec<(&'static str, String)>]) {
    let mut names: Vec<&'static str> = Vec::new();
    for (name, _) in lists.iter().flatten() {
        if !names.contains(name) {
            names.push(name);
        }
    }
    for name in names {
        group.line(
            name,
            lists.iter().map(|list| {
                let found = list.iter().find(|(known, _)| *known == name);
                found.map_or_else(String::new, |(_, value)| value.clone())
            }),
        );
    }
}

/// What it costs, without what stands among the facts in brief already.
fn costs(told: &[Told], brief: &Group) -> Group {
    let mut group = Group::new("Costi e risorse");
    let all: Vec<_> = told
        .iter()
        .map(|one| {
            let mut figures = Costs::of(&one.text.content, one.unione.as_ref()).figures;
            figures.retain(|(name, _)| brief.rows.iter().all(|row| row.label != *name));
            figures
        })
        .collect();
    add_pairs(&mut group, &all);
    group
}

fn path(told: &[Told]) -> Group {
    let mut group = Group::new("Percorso");
    let phases = |one: &Told, wanted: fn(&Phase) -> bool| -> Vec<String> {
        let phases = one.text.content.phases.iter().filter(|phase| wanted(phase));
        phases.map(phase_in_words).collect()
    };
    group.lines("Fasi", told.iter().map(|one| phases(one, |_| true)));
    group.lines(
        "Soste",
        told.iter()
            .map(|one| phases(one, |phase| phase.kind == PhaseKind::Stall)),
    );
    group
}

fn phase_in_words(phase: &Phase) -> String {
    let kind = capitalised(phase.kind.words());
    let cause = phase
        .cause
        .map_or_else(String::new, |cause| format!(" ({})", cause.words()));
    format!("{kind}, {}{cause}", when(phase))
}

fn how_it_went(told: &[Told]) -> Group {
    let mut group = Group::new("Com’è andata");
    group.lines(
        "Ostacoli",
        told.iter().map(|one| {
            let obstacles = one.text.content.obstacles.iter();
            obstacles
                .map(|obstacle| {
                    let what = excerpt(&obstacle.what, EXCERPT);
                    format!("{what} ({})", obstacle.outcome.words())
                })
                .collect()
        }),
    );
    group.lines(
        "Vantaggi",
        told.iter().map(|one| {
            let benefits = one.text.content.benefits.iter();
            benefits
                .map(|benefit| {
                    let what = excerpt(&benefit.what, EXCERPT);
                    format!("{what} ({})", benefit.evidence.words())
                })
                .collect()
        }),
    );
    group
}

/// A row for each thing any of them asks for.
fn needs(told: &[Told]) -> Group {
    let mut group = Group::new("Che cosa serve");
    let all: Vec<Vec<(String, String)>> = told
        .iter()
        .map(|one| Checklist::of(&one.text.content).asked)
        .collect();
    let mut names: Vec<&String> = Vec::new();
    for (name, _) in all.iter().flatten() {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for name in names {
        group.line(
            name.clone(),
            all.iter().map(|asked| {
                let found = asked.iter().find(|(known, _)| known == name);
                found.map_or_else(String::new, |(_, need)| need.clone())
            }),
        );
    }
    group
}
