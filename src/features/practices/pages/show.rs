//! The page of a practice.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::view::turn;
use crate::features::people::Visit;
use crate::features::practices::content::{Benefit, Outcome, PracticeContent};
use crate::features::practices::policy::{self, Act};
use crate::features::practices::words::when;
use crate::features::practices::{self as feature, Practice, PracticeState, Version};
use crate::features::subscriptions::{self, FollowBox};
use crate::features::topics::{self, Tag};
use crate::features::unioni::Brief;
use crate::features::unioni::directory::{Listed, directory};
use crate::platform::dates;
use crate::platform::error::{Error, Result};
use crate::platform::text::to_html;
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults};
use crate::platform::web::frame::Frame;
use crate::platform::web::respond;

#[derive(Template)]
#[template(path = "practices/show.html")]
struct ShowPage {
    frame: Frame,
    faults: Vec<Fault>,
    practice: Practice,
    title: String,
    summary: String,
    state: &'static str,
    badge: &'static str,
    since: String,
    turn: String,
    note: String,
    other_version: Option<OtherVersion>,
    unione: Option<Brief>,
    topics: Vec<Tag>,
    facts: Vec<(&'static str, String)>,
    index: Vec<(&'static str, &'static str)>,
    source_note: String,
    context: String,
    phases: Vec<PhaseItem>,
    organisation: String,
    choices: String,
    obstacles: Vec<ObstacleItem>,
    benefits: Vec<BenefitItem>,
    costs: String,
    lessons: String,
    transferability: String,
    sources: String,
    contacts: String,
    citation: String,
    acts: Acts,
    follow: Option<FollowBox>,
    typed_note: String,
}

/// The other text of the same practice that this reader may read.
struct OtherVersion {
    url: String,
    sentence: &'static str,
    link: &'static str,
}

/// What this reader may do now.
struct Acts {
    edit: bool,
    publish: bool,
    confirm: bool,
    send_back: bool,
    archive: bool,
}

struct PhaseItem {
    class: &'static str,
    when: String,
    kind: &'static str,
    title: String,
    what: String,
    cause: &'static str,
    unlocked_by: String,
}

struct ObstacleItem {
    kind: &'static str,
    what: String,
    done: String,
    outcome: &'static str,
    is_open: bool,
}

struct BenefitItem {
    what: String,
    evidence: &'static str,
    change: String,
    source: String,
}

/// `GET /pratiche/{n-slug}`; with `?bozza=1`, for those who may, the draft.
///
/// # Errors
/// [`Error::NotFound`] for whoever may not see it.
pub async fn show(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let draft = visit.query().has("bozza");
    let page = page(&visit, number, draft, String::new(), Faults::default()).await?;
    if page.practice.segment() != *path {
        let query = visit.request().query_string();
        let mark = if query.is_empty() { "" } else { "?" };
        return Ok(respond::moved(&format!(
            "{}{mark}{query}",
            page.practice.url()
        )));
    }
    visit.page(&page)
}

/// The page with a note that has to be mended.
///
/// # Errors
/// As [`show`].
pub async fn with_faults(
    visit: &Visit,
    number: i64,
    note: String,
    faults: Faults,
) -> Result<HttpResponse> {
    let page = page(visit, number, true, note, faults).await?;
    visit.page_to_mend(&page)
}

async fn page(
    visit: &Visit,
    number: i64,
    wants_draft: bool,
    typed_note: String,
    faults: Faults,
) -> Result<ShowPage> {
    let (app, site) = (visit.app.clone(), visit.app.public_url());
    let frame = visit.frame().section("pratiche");
    visit
        .read(move |conn, actor| {
            let practice = feature::find(conn, actor, number)?;
            let standing = feature::standing(conn, &practice)?;
            let reads_draft = actor.is_member() && policy::may_read_draft(actor, &standing);
            let draft = practice.draft_version.filter(|_| reads_draft);
            let shown = match (practice.published_version, draft) {
                (Some(published), draft) => draft.filter(|_| wants_draft).unwrap_or(published),
                (None, Some(draft)) => draft,
                (None, None) => return Err(Error::NotFound),
            };
            let is_draft = Some(shown) == practice.draft_version;
            let version = feature::version(conn, shown)?;
            let topics = if is_draft && practice.published_version.is_some() {
                let known = topics::all(conn)?;
                tags(&known, &version.text.content)
            } else {
                topics::of(conn, practice.subject())?
            };
            let listed = match practice.unione {
                Some(id) => directory(&app.kept, conn)?.get(id).cloned(),
                None => None,
            };
            let unione = listed.as_ref().map(|listed| listed.brief.clone());
            // Of a draft beside a public text only those who may read it are told.
            let told = reads_draft || practice.state == PracticeState::Archived;
            let state = if told {
                practice.state
            } else {
                PracticeState::Published
            };
            let may = |act| policy::may(actor, &standing, act);
            let acts = Acts {
                edit: may(Act::Save),
                publish: is_draft && may(Act::Publish),
                confirm: is_draft && may(Act::Confirm),
                send_back: is_draft && may(Act::SendBack),
                archive: may(Act::Archive),
            };
            let follow = match practice.published_version {
                Some(_) => {
                    subscriptions::follow_box(conn, actor, practice.subject(), &practice.url())?
                }
                None => None,
            };
            Ok(show_version(Shown {
                frame,
                faults,
                typed_note,
                turn: if reads_draft {
                    turn(&practice, unione.as_ref().map_or("", |unione| &unione.name))
                } else {
                    String::new()
                },
                note: practice
                    .review_note
                    .clone()
                    .filter(|_| reads_draft)
                    .unwrap_or_default(),
                other_version: other_version(&practice, is_draft, draft.is_some()),
                citation: citation(&site, &practice, &version, unione.as_ref()),
                practice,
                version,
                state,
                unione,
                listed,
                topics,
                acts,
                follow,
            }))
        })
        .await
}

fn tags(known: &[topics::Topic], content: &PracticeContent) -> Vec<Tag> {
    known
        .iter()
        .filter(|topic| content.topics.contains(&topic.id))
        .map(|topic| Tag {
            id: topic.id,
            segment: topic.segment(),
            slug: topic.slug.clone(),
            name: topic.name.clone(),
        })
        .collect()
}

fn other_version(practice: &Practice, is_draft: bool, has_draft: bool) -> Option<OtherVersion> {
    if practice.published_version.is_none() {
        None
    } else if is_draft {
        Some(OtherVersion {
            url: practice.url(),
            sentence: "Stai leggendo la bozza. La versione pubblicata resta quella che tutti leggono.",
            link: "Leggi la versione pubblicata",
        })
    } else if has_draft {
        Some(OtherVersion {
            url: practice.draft_url(),
            sentence: "C’è una bozza più recente di questa pratica, che gli altri non vedono.",
            link: "Leggi la bozza",
        })
    } else {
        None
    }
}

fn citation(site: &str, practice: &Practice, version: &Version, unione: Option<&Brief>) -> String {
    let date = dates::day(version.published_at.unwrap_or(version.updated_at).0);
    let whose = unione.map_or_else(String::new, |unione| format!("{}, ", unione.name));
    format!(
        "{whose}«{}», versione {}, Fra Unioni, {date}. {site}/pratiche/{}",
        version.text.title, version.ordinal, practice.number
    )
}

/// A version and all that the page says around it.
struct Shown {
    frame: Frame,
    faults: Faults,
    typed_note: String,
    turn: String,
    note: String,
    other_version: Option<OtherVersion>,
    citation: String,
    practice: Practice,
    version: Version,
    state: PracticeState,
    unione: Option<Brief>,
    listed: Option<Listed>,
    topics: Vec<Tag>,
    acts: Acts,
    follow: Option<FollowBox>,
}

fn show_version(shown: Shown) -> ShowPage {
    let Version {
        ordinal,
        text,
        updated_at,
        published_at,
        ..
    } = shown.version;
    let content = text.content;
    let since = match published_at {
        Some(at) => format!("Versione {ordinal}, pubblicata il {}", dates::day(at.0)),
        None => format!(
            "Versione {ordinal}, salvata il {}",
            dates::day(updated_at.0)
        ),
    };
    ShowPage {
        frame: shown.frame,
        faults: shown.faults.0,
        title: text.title,
        summary: text.summary,
        state: shown.state.words(),
        badge: shown.state.badge(),
        since,
        turn: shown.turn,
        note: shown.note,
        other_version: shown.other_version,
        facts: facts(&content, shown.listed.as_ref()),
        index: index(&content),
        unione: shown.unione,
        topics: shown.topics,
        phases: phases(&content),
        obstacles: obstacles(&content),
        benefits: benefits(&content),
        source_note: content.source_note,
        context: to_html(&content.context),
        organisation: to_html(&content.organisation),
        choices: to_html(&content.choices),
        costs: to_html(&content.costs),
        lessons: to_html(&content.lessons),
        transferability: to_html(&content.transferability),
        sources: to_html(&content.sources),
        contacts: to_html(&content.contacts),
        citation: shown.citation,
        acts: shown.acts,
        follow: shown.follow,
        typed_note: shown.typed_note,
        practice: shown.practice,
    }
}

/// The same ten facts on every page; what nobody has said reads "non indicato". How many Comuni and
/// people there are is known of the Unione where the practice does not tell it for itself.
fn facts(content: &PracticeContent, unione: Option<&Listed>) -> Vec<(&'static str, String)> {
    let facts = &content.facts;
    let told = |told: &str, known: Option<String>| match told {
        "" => known.unwrap_or_default(),
        told => told.to_owned(),
    };
    let comuni = unione
        .filter(|one| one.comuni > 0)
        .map(|one| one.comuni.to_string());
    let people = unione.map(|one| one.inhabitants.number());
    let begun = content.phases.iter().filter_map(|phase| phase.from).min();
    vec![
        (
            "Regione",
            unione
                .and_then(|one| one.brief.region.clone())
                .unwrap_or_default(),
        ),
        ("Comuni", told(&facts.comuni, comuni)),
        ("Abitanti", told(&facts.inhabitants, people)),
        (
            "Cominciata nel",
            begun.map_or_else(String::new, |from| from.year().to_string()),
        ),
        ("Persone dedicate", facts.staff.clone()),
        ("Costo annuo", facts.yearly_cost.clone()),
        ("Forma", facts.legal_form.clone()),
        ("Primo investimento", facts.first_investment.clone()),
        ("Fondi", facts.funding.clone()),
        ("Risparmio stimato", facts.saving.clone()),
    ]
}

/// The sections that have something to show, with the ids of their headings. Obstacles always stand
/// there: that none is told is worth knowing.
fn index(content: &PracticeContent) -> Vec<(&'static str, &'static str)> {
    let there = |text: &String| !text.is_empty();
    [
        (true, "in-breve", "In breve"),
        (there(&content.context), "contesto", "Contesto"),
        (!content.phases.is_empty(), "percorso", "Percorso"),
        (
            there(&content.organisation),
            "organizzazione",
            "Organizzazione",
        ),
        (there(&content.choices), "scelte", "Soluzioni e scelte"),
        (true, "ostacoli", "Ostacoli e soluzioni"),
        (!content.benefits.is_empty(), "vantaggi", "Vantaggi"),
        (there(&content.costs), "costi", "Costi e risorse"),
        (there(&content.lessons), "lezioni", "Lezioni apprese"),
        (
            there(&content.transferability),
            "trasferibilita",
            "Trasferibilità",
        ),
        (there(&content.sources), "fonti", "Fonti e voci critiche"),
        (there(&content.contacts), "contatti", "Contatti"),
        (true, "cita", "Cita e stampa"),
    ]
    .into_iter()
    .filter(|(there, ..)| *there)
    .map(|(_, id, title)| (id, title))
    .collect()
}

fn phases(content: &PracticeContent) -> Vec<PhaseItem> {
    content
        .phases
        .iter()
        .map(|phase| PhaseItem {
            class: phase.kind.class(),
            when: when(phase),
            kind: phase.kind.words(),
            title: phase.title.clone(),
            what: to_html(&phase.what),
            cause: phase.cause.map_or("", |cause| cause.words()),
            unlocked_by: phase.unlocked_by.clone(),
        })
        .collect()
}

fn obstacles(content: &PracticeContent) -> Vec<ObstacleItem> {
    content
        .obstacles
        .iter()
        .map(|one| ObstacleItem {
            kind: one.kind.words(),
            what: to_html(&one.what),
            done: to_html(&one.done),
            outcome: one.outcome.words(),
            is_open: one.outcome == Outcome::Open,
        })
        .collect()
}

fn benefits(content: &PracticeContent) -> Vec<BenefitItem> {
    content
        .benefits
        .iter()
        .map(|one| BenefitItem {
            what: one.what.clone(),
            evidence: one.evidence.words(),
            change: change(one),
            source: one.source.clone(),
        })
        .collect()
}

/// What changed, as far as it is told: "prima 4 giorni, dopo 1 giorno (2019–2023)".
fn change(one: &Benefit) -> String {
    let unit = if one.unit.is_empty() {
        String::new()
    } else {
        format!(" {}", one.unit)
    };
    let mut parts = Vec::new();
    if !one.before.is_empty() {
        parts.push(format!("prima {}{unit}", one.before));
    }
    if !one.after.is_empty() {
        parts.push(format!("dopo {}{unit}", one.after));
    }
    let mut change = parts.join(", ");
    if !one.period.is_empty() {
        if !change.is_empty() {
            change.push(' ');
        }
        change.push_str(&format!("({})", one.period));
    }
    change
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::practices::content::Evidence;

    #[test]
    fn a_benefit_says_what_changed() {
        let benefit = |before: &str, after: &str, unit: &str, period: &str| Benefit {
            what: String::new(),
            evidence: Evidence::Measured,
            before: before.into(),
            after: after.into(),
            unit: unit.into(),
            period: period.into(),
            source: String::new(),
        };
        for (one, expected) in [
            (benefit("", "", "", ""), ""),
            (
                benefit("4", "1", "giorni", "2019–2023"),
                "prima 4 giorni, dopo 1 giorni (2019–2023)",
            ),
            (benefit("", "1", "", ""), "dopo 1"),
            (benefit("", "", "", "2020"), "(2020)"),
        ] {
            assert_eq!(change(&one), expected);
        }
    }
}
