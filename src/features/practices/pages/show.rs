//! The page of a practice.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::leave::withdrawn;
use super::life::{LifeBox, life_box};
use super::sections::{
    BenefitItem, ObstacleItem, PhaseItem, benefits, facts, index, obstacles, phases,
};
use super::view::turn;
use crate::features::card::{Around, LookAround, Place};
use crate::features::people::Visit;
use crate::features::practices::content::PracticeContent;
use crate::features::practices::policy::{self, Act};
use crate::features::practices::remarks::open_remarks;
use crate::features::practices::review::in_one;
use crate::features::practices::{self as feature, Practice, PracticeState, Version};
use crate::features::subscriptions::{self, FollowBox};
use crate::features::topics::{self, Tag};
use crate::features::unioni::Brief;
use crate::features::unioni::directory::{Listed, directory};
use crate::platform::dates;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::text::to_html;
use crate::platform::web::address;
use crate::platform::web::frame::Frame;
use crate::platform::web::respond;

#[derive(Template)]
#[template(path = "practices/show.html")]
struct ShowPage {
    frame: Frame,
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
    may_edit: bool,
    life: LifeBox,
    follow: Option<FollowBox>,
    around: Around,
}

/// The other text of the same practice that this reader may read.
struct OtherVersion {
    url: String,
    sentence: &'static str,
    link: &'static str,
}

/// `GET /pratiche/{n-slug}`; with `?bozza=1`, for those who may, the draft.
///
/// # Errors
/// [`Error::NotFound`] for whoever may not see it.
pub async fn show(
    visit: Visit,
    path: web::Path<String>,
    look_around: LookAround,
) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let shown = Wanted {
        number,
        draft: visit.query().has("bozza"),
        around: look_around,
    };
    let page = match page(&visit, shown).await {
        Err(Error::Refused(Refusal::Withdrawn)) => return withdrawn(&visit, number).await,
        page => page?,
    };
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

/// Which practice is to be shown, and how.
struct Wanted {
    number: i64,
    draft: bool,
    around: LookAround,
}

async fn page(visit: &Visit, wanted: Wanted) -> Result<ShowPage> {
    let (app, site, now) = (visit.app.clone(), visit.app.public_url(), visit.app.now());
    let frame = visit.frame().section("pratiche");
    visit
        .read(move |conn, actor| {
            let practice = feature::find(conn, actor, wanted.number)?;
            let standing = feature::standing(conn, &practice)?;
            let reads_draft = actor.is_member() && policy::may_read_draft(actor, &standing);
            let draft = practice.draft_version.filter(|_| reads_draft);
            let shown = match (practice.published_version, draft) {
                (Some(published), draft) => draft.filter(|_| wanted.draft).unwrap_or(published),
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
            let drafted =
                practice.state != PracticeState::Archived && !practice.state.is_published();
            let state = if drafted && !reads_draft {
                PracticeState::of(PracticeState::Published, practice.freshness)
            } else {
                practice.state
            };
            let life = life_box(conn, actor, &practice, &standing, now)?;
            let follow = match practice.published_version {
                Some(_) => {
                    subscriptions::follow_box(conn, actor, practice.subject(), &practice.url())?
                }
                None => None,
            };
            let place = Place {
                subject: practice.subject(),
                unione: practice.unione,
                topics: topics.iter().map(|tag| tag.id).collect(),
            };
            let around = (wanted.around)(conn, actor, &place)?;
            Ok(show_version(Shown {
                frame,
                turn: if reads_draft {
                    turn(&practice, unione.as_ref().map_or("", |unione| &unione.name))
                } else {
                    String::new()
                },
                note: if reads_draft {
                    in_one(&practice, &open_remarks(conn, &practice)?)
                } else {
                    String::new()
                },
                other_version: other_version(&practice, is_draft, draft.is_some()),
                citation: citation(&site, &practice, &version, unione.as_ref()),
                practice,
                version,
                state,
                unione,
                listed,
                topics,
                may_edit: policy::may(actor, &standing, Act::Save),
                life,
                follow,
                around,
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
    may_edit: bool,
    life: LifeBox,
    follow: Option<FollowBox>,
    around: Around,
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
        title: text.title,
        summary: text.summary,
        state: shown.state.words(),
        badge: shown.state.badge(),
        since,
        turn: shown.turn,
        note: shown.note,
        other_version: shown.other_version,
        facts: facts(&content, shown.listed.as_ref()),
        index: index(&content, &shown.around),
        around: shown.around,
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
        may_edit: shown.may_edit,
        life: shown.life,
        follow: shown.follow,
        practice: shown.practice,
    }
}
