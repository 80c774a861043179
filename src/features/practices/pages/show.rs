//! The page of a practice.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::history::{History, OtherVersion, history, numbered, other_version, passed};
use super::leave::withdrawn;
use super::life::{LifeBox, life_box};
use super::preview::preview;
use super::sections::{Beside, ForUnione, IndexLink, Sections};
use super::view::turn;
use crate::features::card::{Card, LookAround, Place};
use crate::features::people::Visit;
use crate::features::practices::catalogue::{Catalogue, catalogue};
use crate::features::practices::content::{PhaseKind, PracticeContent};
use crate::features::practices::policy::{self, Act};
use crate::features::practices::remarks::open_remarks;
use crate::features::practices::review::in_one;
use crate::features::practices::versions::{self, Role, Sight};
use crate::features::practices::{self as feature, Practice, PracticeState, Version};
use crate::features::subscriptions::{self, FollowBox};
use crate::features::topics::{self, Tag};
use crate::features::unioni::Brief;
use crate::features::unioni::directory::{Directory, directory};
use crate::platform::actor::Actor;
use crate::platform::dates;
use crate::platform::db::Conn;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::web::address;
use crate::platform::web::frame::Frame;
use crate::platform::web::preview::Preview;
use crate::platform::web::respond;

/// No more practices of Unioni alike stand beside one.
const ALIKE: usize = 3;

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
    /// Whether it is a version of the past: that is for reading.
    is_past: bool,
    history: History,
    unione: Option<Brief>,
    topics: Vec<Tag>,
    reached: Option<PhaseKind>,
    index: Vec<IndexLink>,
    source_note: String,
    sections: Sections,
    /// Where one asks about it; empty while nobody may.
    ask_url: String,
    citation: String,
    /// The address to be copied.
    address: String,
    preview: Option<Preview>,
    may_edit: bool,
    life: LifeBox,
    follow: Option<FollowBox>,
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
        for_unione: visit.query().text("unione").parse().ok(),
        text: if visit.query().has("bozza") {
            WantedText::Draft
        } else {
            WantedText::Published
        },
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

/// `GET /pratiche/{n}/versioni/{k}`: one version, as it was.
///
/// # Errors
/// [`Error::NotFound`] for whoever may not see the practice or that version of it.
pub async fn show_numbered(
    visit: Visit,
    path: web::Path<(String, String)>,
    look_around: LookAround,
) -> Result<HttpResponse> {
    let (number, ordinal) = numbered(&path)?;
    let shown = Wanted {
        number,
        for_unione: visit.query().text("unione").parse().ok(),
        text: WantedText::Numbered(ordinal),
        around: look_around,
    };
    match page(&visit, shown).await {
        Err(Error::Refused(Refusal::Withdrawn)) => withdrawn(&visit, number).await,
        page => visit.page(&page?),
    }
}

/// Which practice is to be shown, and how.
struct Wanted {
    number: i64,
    /// The number of the reader's own Unione it is to be held against.
    for_unione: Option<i64>,
    text: WantedText,
    around: LookAround,
}

/// Which of its texts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum WantedText {
    /// What everybody reads; of what is not published the draft.
    Published,
    /// The draft, for those who may read it.
    Draft,
    /// The version of this number.
    Numbered(i32),
}

async fn page(visit: &Visit, wanted: Wanted) -> Result<ShowPage> {
    let (app, site, now) = (visit.app.clone(), visit.app.public_url(), visit.app.now());
    let frame = visit.frame().section("pratiche");
    let today = dates::in_rome(visit.app.now().0);
    visit
        .read(move |conn, actor| {
            let practice = feature::find(conn, actor, wanted.number)?;
            let standing = feature::standing(conn, &practice)?;
            let sight = versions::sight(actor, &standing);
            let reads_draft = sight == Sight::Everything;
            let draft = practice.draft_version.filter(|_| reads_draft);
            let version = match (wanted.text, practice.published_version, draft) {
                (WantedText::Numbered(ordinal), ..) => {
                    versions::find(conn, &practice, sight, ordinal)?
                }
                (WantedText::Draft, _, Some(draft)) | (_, None, Some(draft)) => {
                    feature::version(conn, draft)?
                }
                (_, Some(published), _) => feature::version(conn, published)?,
                (_, None, None) => return Err(Error::NotFound),
            };
            let role = Role::of(&practice, version.id, version.published_at);
            let (is_draft, is_current) = (role == Role::Draft, role == Role::Current);
            let is_past = matches!(role, Role::Earlier | Role::PutAside);
            let topics = if is_current || (is_draft && practice.published_version.is_none()) {
                topics::of(conn, practice.subject())?
            } else {
                let known = topics::all(conn)?;
                tags(&known, &version.text.content)
            };
            let unioni = directory(&app.kept, conn)?;
            let listed = practice.unione.and_then(|id| unioni.get(id).cloned());
            let content = &version.text.content;
            let for_unione =
                ForUnione::of(content, &unioni, actor, practice.unione, wanted.for_unione);
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
            let current = match practice.published_version {
                Some(id) if id != version.id => Some(feature::version(conn, id)?.ordinal),
                _ => None,
            };
            let restorable = is_past && policy::may(actor, &standing, Act::Save);
            let history = history(conn, &site, &practice, &version, current, restorable)?;
            let other_version = if is_past {
                Some(passed(&practice, &version, current))
            } else {
                other_version(&practice, is_draft, draft.is_some())
            };
            let all = catalogue(&app.kept, conn)?;
            let alike = alike(conn, actor, &unioni, &all, &practice, &topics)?;
            let place = Place {
                subject: practice.subject(),
                unione: practice.unione,
                topics: topics.iter().map(|tag| tag.id).collect(),
                named: content.named_documents(),
            };
            let around = (wanted.around)(conn, actor, &place)?;
            let mut page = show_version(Shown {
                frame,
                turn: if reads_draft && !is_past {
                    turn(&practice, unione.as_ref().map_or("", |unione| &unione.name))
                } else {
                    String::new()
                },
                note: if reads_draft && !is_past {
                    in_one(&practice, &open_remarks(conn, &practice)?)
                } else {
                    String::new()
                },
                other_version,
                history,
                citation: citation(&site, &practice, &version, unione.as_ref()),
                address: format!("{site}{}", practice.url()),
                preview: preview(conn, &site, &practice, &version, unione.as_ref(), &topics)?,
                practice,
                version,
                state,
                unione,
                topics,
                may_edit: !is_past && policy::may(actor, &standing, Act::Save),
                life,
                follow,
                beside: Beside {
                    unione: listed,
                    around,
                    for_unione,
                    alike,
                    today,
                },
            });
            if is_past {
                page.is_past = true;
                (page.state, page.badge) = ("Versione precedente", "stopped");
            }
            Ok(page)
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

/// What Unioni like the reader's own tell on the topics of this practice.
fn alike(
    conn: &mut Conn,
    actor: &Actor,
    unioni: &Directory,
    all: &Catalogue,
    practice: &Practice,
    topics: &[Tag],
) -> Result<Vec<Card>> {
    let Some(own) = actor.unioni().next() else {
        return Ok(Vec::new());
    };
    let like = unioni.like(own);
    let others = like.iter().map(|one| one.unione.brief.id);
    let others = others.filter(|unione| Some(*unione) != practice.unione);
    let mut ids = all.of_unioni_on(actor.tokens(), others, topics);
    ids.truncate(ALIKE);
    let mut cards = feature::cards(conn, actor, &ids)?;
    Ok(ids.iter().filter_map(|id| cards.remove(id)).collect())
}

fn citation(site: &str, practice: &Practice, version: &Version, unione: Option<&Brief>) -> String {
    let date = dates::day(version.published_at.unwrap_or(version.updated_at).0);
    let whose = unione.map_or_else(String::new, |unione| format!("{}, ", unione.name));
    format!(
        "{whose}«{}», versione {}, Fra Unioni, {date}. {site}/pratiche/{}/versioni/{}",
        version.text.title, version.ordinal, practice.number, version.ordinal
    )
}

/// A version and all that the page says around it.
struct Shown {
    frame: Frame,
    turn: String,
    note: String,
    other_version: Option<OtherVersion>,
    history: History,
    citation: String,
    address: String,
    preview: Option<Preview>,
    practice: Practice,
    version: Version,
    state: PracticeState,
    unione: Option<Brief>,
    topics: Vec<Tag>,
    may_edit: bool,
    life: LifeBox,
    follow: Option<FollowBox>,
    beside: Beside,
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
    let sections = Sections::of(&content, shown.beside);
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
        is_past: false,
        history: shown.history,
        unione: shown.unione,
        topics: shown.topics,
        reached: content.phase_reached(),
        index: sections.index(),
        sections,
        source_note: content.source_note,
        ask_url: match shown.practice.published_version {
            Some(_) => format!("/domande/nuova?su=pratica:{}", shown.practice.number),
            None => String::new(),
        },
        citation: shown.citation,
        address: shown.address,
        preview: shown.preview,
        may_edit: shown.may_edit,
        life: shown.life,
        follow: shown.follow,
        practice: shown.practice,
    }
}
