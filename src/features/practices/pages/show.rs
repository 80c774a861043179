//! The page of a practice.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::preview::preview;
use super::sections::{
    BenefitItem, ObstacleItem, PhaseItem, benefits, facts, index, obstacles, phases,
};
use super::view::turn;
use crate::features::card::{Around, LookAround, Place};
use crate::features::people::Visit;
use crate::features::practices::content::PracticeContent;
use crate::features::practices::policy::{self, Act};
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
use crate::platform::web::preview::Preview;
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
    /// The address to be copied.
    address: String,
    preview: Option<Preview>,
    acts: Acts,
    follow: Option<FollowBox>,
    typed_note: String,
    around: Around,
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
        around: Some(look_around),
    };
    let page = page(&visit, shown, String::new(), Faults::default()).await?;
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

/// The page with a note that has to be mended; what belongs beside the practice is left out.
///
/// # Errors
/// As [`show`].
pub async fn with_faults(
    visit: &Visit,
    number: i64,
    note: String,
    faults: Faults,
) -> Result<HttpResponse> {
    let shown = Wanted {
        number,
        draft: true,
        around: None,
    };
    let page = page(visit, shown, note, faults).await?;
    visit.page_to_mend(&page)
}

/// Which practice is to be shown, and how.
struct Wanted {
    number: i64,
    draft: bool,
    around: Option<LookAround>,
}

async fn page(
    visit: &Visit,
    wanted: Wanted,
    typed_note: String,
    faults: Faults,
) -> Result<ShowPage> {
    let (app, site) = (visit.app.clone(), visit.app.public_url());
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
            let place = Place {
                subject: practice.subject(),
                unione: practice.unione,
                topics: topics.iter().map(|tag| tag.id).collect(),
            };
            let around = match wanted.around {
                Some(look) => look(conn, actor, &place)?,
                None => Around::default(),
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
                address: format!("{site}{}", practice.url()),
                preview: preview(conn, &site, &practice, &version, unione.as_ref(), &topics)?,
                practice,
                version,
                state,
                unione,
                listed,
                topics,
                acts,
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
    faults: Faults,
    typed_note: String,
    turn: String,
    note: String,
    other_version: Option<OtherVersion>,
    citation: String,
    address: String,
    preview: Option<Preview>,
    practice: Practice,
    version: Version,
    state: PracticeState,
    unione: Option<Brief>,
    listed: Option<Listed>,
    topics: Vec<Tag>,
    acts: Acts,
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
        address: shown.address,
        preview: shown.preview,
        acts: shown.acts,
        follow: shown.follow,
        typed_note: shown.typed_note,
        practice: shown.practice,
    }
}
