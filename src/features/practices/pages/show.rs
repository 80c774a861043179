//! The page of a practice.

use actix_web::{HttpResponse, web};
use askama::Template;
use uuid::Uuid;

use super::history::{History, OtherVersion, history, numbered, other_version, passed};
use super::leave::withdrawn;
use super::life::{LifeBox, life_box};
use super::preview::preview;
use super::sections::{AlikeSection, Beside, ForUnione, IndexLink, Sections, done, near};
use super::view::turn;
use crate::features::card::{LookAround, Place, Reusers};
use crate::features::people::Visit;
use crate::features::practices::catalogue::catalogue;
use crate::features::practices::content::{PhaseKind, PracticeContent};
use crate::features::practices::policy::{self, Act, Standing};
use crate::features::practices::remarks::open_remarks;
use crate::features::practices::review::in_one;
use crate::features::practices::versions::{self, Role, Sight};
use crate::features::practices::{self as feature, Practice, PracticeState, Version};
use crate::features::subscriptions::{self, FollowBox};
use crate::features::topics::{self, Tag};
use crate::features::unioni::Brief;
use crate::features::unioni::directory::{Directory, directory};
use crate::platform::actor::Actor;
use crate::platform::app::App;
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
    let (app, frame) = (visit.app.clone(), visit.frame().section("pratiche"));
    visit
        .read(move |conn, actor| {
            let shown = Shown::find(conn, actor, &wanted)?;
            let beside = look_beside(&app, conn, actor, &shown, &wanted)?;
            show_version(&app, frame, conn, actor, shown, beside)
        })
        .await
}

/// The version that is shown, and what it is to its practice and its reader.
struct Shown {
    practice: Practice,
    standing: Standing,
    version: Version,
    role: Role,
    sight: Sight,
    topics: Vec<Tag>,
}

impl Shown {
    fn find(conn: &mut Conn, actor: &Actor, wanted: &Wanted) -> Result<Shown> {
        let practice = feature::find(conn, actor, wanted.number)?;
        let standing = feature::standing(conn, &practice)?;
        let sight = versions::sight(actor, &standing);
        let draft = practice
            .draft_version
            .filter(|_| sight == Sight::Everything);
        let version = match (wanted.text, practice.published_version, draft) {
            (WantedText::Numbered(ordinal), ..) => versions::find(conn, &practice, sight, ordinal)?,
            (WantedText::Draft, _, Some(draft)) | (_, None, Some(draft)) => {
                feature::version(conn, draft)?
            }
            (_, Some(published), _) => feature::version(conn, published)?,
            (_, None, None) => return Err(Error::NotFound),
        };
        let role = Role::of(&practice, version.id, version.published_at);
        let is_filed = match role {
            Role::Current => true,
            Role::Draft => practice.published_version.is_none(),
            Role::Earlier | Role::PutAside => false,
        };
        let topics = if is_filed {
            topics::of(conn, practice.subject())?
        } else {
            tags(&topics::all(conn)?, &version.text.content)
        };
        Ok(Shown {
            practice,
            standing,
            version,
            role,
            sight,
            topics,
        })
    }

    /// Whether it is a version of the past.
    fn is_past(&self) -> bool {
        matches!(self.role, Role::Earlier | Role::PutAside)
    }

    /// Where it stands, and the tone of the badge that says so.
    fn state(&self) -> (&'static str, &'static str) {
        if self.is_past() {
            return ("Versione precedente", "stopped");
        }
        let Practice {
            state, freshness, ..
        } = self.practice;
        // Of a draft beside a public text only those who may read it are told.
        let is_drafted = state != PracticeState::Archived && !state.is_published();
        let state = if is_drafted && self.sight == Sight::Published {
            PracticeState::of(PracticeState::Published, freshness)
        } else {
            state
        };
        (state.words(), state.badge())
    }
}

/// What stands beside a version on its page.
fn look_beside(
    app: &App,
    conn: &mut Conn,
    actor: &Actor,
    shown: &Shown,
    wanted: &Wanted,
) -> Result<Beside> {
    let (practice, content) = (&shown.practice, &shown.version.text.content);
    let unioni = directory(&app.kept, conn)?;
    let place = Place {
        subject: practice.subject(),
        unione: practice.unione,
        topics: shown.topics.iter().map(|tag| tag.id).collect(),
        named: content.named_documents(),
    };
    let around = (wanted.around)(conn, actor, &place)?;
    Ok(Beside {
        unione: practice.unione.and_then(|id| unioni.get(id).cloned()),
        for_unione: ForUnione::of(content, &unioni, actor, practice.unione, wanted.for_unione),
        alike: alike(app, conn, actor, &unioni, shown, &around.reuses)?,
        is_published: practice.published_version.is_some(),
        around,
        today: dates::in_rome(app.now().0),
    })
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

/// What Unioni like the reader's own have to do with this practice: those that did it, and what the
/// others tell on its topics.
fn alike(
    app: &App,
    conn: &mut Conn,
    actor: &Actor,
    unioni: &Directory,
    shown: &Shown,
    reuses: &Reusers,
) -> Result<AlikeSection> {
    let Some(own) = actor.unioni().next() else {
        return Ok(AlikeSection::default());
    };
    let like = unioni.like(own);
    let others = like.iter().map(|one| one.unione.brief.id);
    let others = others.filter(|unione| Some(*unione) != shown.practice.unione);
    let all = catalogue(&app.kept, conn)?;
    let mut found = all.of_unioni_on(actor.tokens(), others, &shown.topics);
    found.truncate(ALIKE);
    let ids: Vec<Uuid> = found.iter().map(|(id, _)| *id).collect();
    let mut cards = feature::cards(conn, actor, &ids)?;
    let found = found.into_iter();
    let told = found.filter_map(|(id, topics)| Some((cards.remove(&id)?, topics)));
    Ok(AlikeSection {
        done: done(&like, shown.practice.unione, reuses),
        near: near(&like, told.collect()),
    })
}

fn citation(site: &str, practice: &Practice, version: &Version, unione: Option<&Brief>) -> String {
    let date = dates::day(version.published_at.unwrap_or(version.updated_at).0);
    let whose = unione.map_or_else(String::new, |unione| format!("{}, ", unione.name));
    format!(
        "{whose}«{}», versione {}, Fra Unioni, {date}. {site}/pratiche/{}/versioni/{}",
        version.text.title, version.ordinal, practice.number, version.ordinal
    )
}

/// Which version it is, and of when.
fn since(version: &Version) -> String {
    let ordinal = version.ordinal;
    match version.published_at {
        Some(at) => format!("Versione {ordinal}, pubblicata il {}", dates::day(at.0)),
        None => format!(
            "Versione {ordinal}, salvata il {}",
            dates::day(version.updated_at.0)
        ),
    }
}

fn show_version(
    app: &App,
    frame: Frame,
    conn: &mut Conn,
    actor: &Actor,
    shown: Shown,
    beside: Beside,
) -> Result<ShowPage> {
    let site = app.public_url();
    let (state, badge) = shown.state();
    let (is_past, reads_draft) = (shown.is_past(), shown.sight == Sight::Everything);
    let Shown {
        practice,
        standing,
        version,
        role,
        topics,
        ..
    } = shown;
    let may_save = policy::may(actor, &standing, Act::Save);
    let unione = beside.unione.as_ref().map(|listed| listed.brief.clone());
    let (turn, note) = if reads_draft && !is_past {
        let name = unione.as_ref().map_or("", |unione| &unione.name);
        let remarks = open_remarks(conn, &practice)?;
        (turn(&practice, name), in_one(&practice, &remarks))
    } else {
        (String::new(), String::new())
    };
    let current = match practice.published_version {
        Some(id) if id != version.id => Some(feature::version(conn, id)?.ordinal),
        _ => None,
    };
    let other_version = if is_past {
        Some(passed(&practice, &version, current))
    } else {
        let has_draft = reads_draft && practice.draft_version.is_some();
        other_version(&practice, role == Role::Draft, has_draft)
    };
    let (ask_url, follow) = match practice.published_version {
        Some(_) => (
            format!("/domande/nuova?su=pratica:{}", practice.number),
            subscriptions::follow_box(conn, actor, practice.subject(), &practice.url())?,
        ),
        None => (String::new(), None),
    };
    let sections = Sections::of(&version.text.content, beside);
    Ok(ShowPage {
        frame,
        state,
        badge,
        since: since(&version),
        turn,
        note,
        other_version,
        is_past,
        history: history(
            conn,
            &site,
            &practice,
            &version,
            current,
            is_past && may_save,
        )?,
        reached: version.text.content.phase_reached(),
        index: sections.index(),
        sections,
        ask_url,
        citation: citation(&site, &practice, &version, unione.as_ref()),
        address: format!("{site}{}", practice.url()),
        preview: preview(conn, &site, &practice, &version, unione.as_ref(), &topics)?,
        may_edit: !is_past && may_save,
        life: life_box(conn, actor, &practice, &standing, app.now())?,
        follow,
        title: version.text.title,
        summary: version.text.summary,
        source_note: version.text.content.source_note,
        practice,
        unione,
        topics,
    })
}
