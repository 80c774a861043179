//! The page of a document.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::form::{NOTE_CHARS, is_web_address, text_words};
use super::parts::{self, Part};
use crate::features::documents::{
    self, Document, DocumentState, Reach, TextState, Version, policy,
};
use crate::features::people::{self, Byline, Visit};
use crate::features::subscriptions::{self, FollowBox};
use crate::features::topics::Tag;
use crate::features::unioni::{self, Brief};
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::web::fields::{Fault, Faults};
use crate::platform::web::frame::Frame;
use crate::platform::web::{address, respond};
use crate::platform::{dates, text};

/// Which part of the text was asked for.
#[derive(Debug, Default)]
pub struct Asked {
    part: Option<usize>,
    page: Option<i32>,
}

#[derive(Template)]
#[template(path = "documents/show.html")]
pub struct ShowPage {
    frame: Frame,
    faults: Vec<Fault>,
    url: String,
    /// The address of the acts: `/documenti/12`.
    acts: String,
    title: String,
    excerpt: String,
    kind: &'static str,
    state: (&'static str, &'static str),
    visibility: String,
    is_public: bool,
    description: String,
    unione: Option<Brief>,
    byline: Option<Byline>,
    date: String,
    topics: Vec<Tag>,
    source: String,
    source_is_link: bool,
    licence: String,
    file: Option<FileView>,
    text_note: Option<(&'static str, &'static str)>,
    reading: bool,
    is_given: bool,
    stretches: Vec<Stretch>,
    part: usize,
    parts: usize,
    versions: Vec<VersionView>,
    review_note: Option<String>,
    note: String,
    note_chars: usize,
    may_edit: bool,
    may_withdraw: bool,
    may_review: bool,
    may_ask: bool,
    ask_url: String,
    follow: Option<FollowBox>,
}

/// The file to be downloaded.
struct FileView {
    url: String,
    words: String,
    icon: &'static str,
}

/// A stretch of the text.
struct Stretch {
    page: i32,
    /// Whether the page begins here, or goes on from the part before.
    begins: bool,
    text: String,
    html: String,
}

struct VersionView {
    title: String,
    detail: String,
    url: String,
    is_current: bool,
}

/// `GET /documenti/{n-slug}?parte=&pagina=`
///
/// # Errors
/// Those of [`documents::find`].
pub async fn show_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let query = visit.query();
    let asked = Asked {
        part: query.text("parte").parse().ok(),
        page: query.text("pagina").parse().ok(),
    };
    let page = page(&visit, number, asked, Faults::default(), String::new()).await?;
    if visit.path() != page.url {
        let query = visit.request().query_string();
        let location = if query.is_empty() {
            page.url
        } else {
            format!("{}?{query}", page.url)
        };
        return Ok(respond::moved(&location));
    }
    visit.page(&page)
}

/// Everything the page needs of the database.
struct Found {
    document: Document,
    versions: Vec<Version>,
    part: Part,
    byline: Option<Byline>,
    named: Vec<String>,
    follow: Option<FollowBox>,
}

fn look(conn: &mut Conn, reader: &Actor, number: i64, asked: &Asked) -> Result<Found> {
    let document = documents::find(conn, reader, number)?;
    let versions = documents::versions(conn, document.id)?;
    let current = versions
        .iter()
        .find(|version| version.id == document.version);
    let part = match current {
        Some(version) => parts::part_of(conn, version, asked.part, asked.page)?,
        None => Part::default(),
    };
    let byline = people::bylines(conn, reader, &[document.author])?.remove(&document.author);
    let mut named: Vec<String> = unioni::briefs(conn, &document.named)?
        .into_values()
        .map(|unione| unione.name)
        .collect();
    named.sort();
    let follow = subscriptions::follow_box(conn, reader, document.subject(), &document.url())?;
    Ok(Found {
        document,
        versions,
        part,
        byline,
        named,
        follow,
    })
}

/// The page of a document, with the faults of the note that was to send it back.
pub async fn page(
    visit: &Visit,
    number: i64,
    asked: Asked,
    faults: Faults,
    note: String,
) -> Result<ShowPage> {
    let Found {
        document,
        versions,
        part,
        byline,
        named,
        follow,
    } = visit
        .read(move |conn, reader| look(conn, reader, number, &asked))
        .await?;
    let actor = &visit.actor;
    let acts = format!("/documenti/{}", document.number);
    let current = versions
        .iter()
        .find(|version| version.id == document.version);
    let is_given = current.is_some_and(|version| version.text == TextState::Given);
    let may_edit = policy::may_edit(actor, &document);
    Ok(ShowPage {
        frame: visit.frame().section("documenti"),
        faults: faults.0,
        url: document.url(),
        excerpt: text::excerpt(&document.description, 160),
        kind: document.kind.label(),
        state: state_words(document.state),
        visibility: visibility(&document, &named),
        is_public: document.state == DocumentState::Published && document.reach == Reach::Public,
        description: text::to_html(&document.description),
        date: dates::day(document.published_at.0),
        source_is_link: document.source_url.as_deref().is_some_and(is_web_address),
        source: document.source_url.clone().unwrap_or_default(),
        licence: document.licence.clone().unwrap_or_default(),
        file: current.and_then(|version| file_view(version, format!("{acts}/file"))),
        text_note: current.and_then(text_words),
        reading: current.is_some_and(|version| version.text == TextState::Pending),
        is_given,
        stretches: stretches(&part, is_given),
        part: part.number,
        parts: part.count,
        versions: version_views(&versions, &document, &acts),
        review_note: document.review_note.clone().filter(|_| may_edit),
        note,
        note_chars: NOTE_CHARS,
        may_edit,
        may_withdraw: policy::may_withdraw(actor, &document),
        may_review: policy::may_review(actor, &document),
        may_ask: actor.is_member(),
        ask_url: format!("/domande/nuova?su=documento:{}", document.number),
        byline,
        follow,
        acts,
        title: document.title,
        unione: document.unione,
        topics: document.topics,
    })
}

fn state_words(state: DocumentState) -> (&'static str, &'static str) {
    match state {
        DocumentState::Shared => ("info", "Condiviso"),
        DocumentState::InReview => ("waiting", "In attesa di pubblicazione"),
        DocumentState::Published => ("done", "Pubblicato"),
        DocumentState::Withdrawn => ("stopped", "Ritirato"),
    }
}

fn visibility(document: &Document, named: &[String]) -> String {
    let own = document
        .unione
        .as_ref()
        .map_or("chi l’ha caricato", |unione| unione.name.as_str());
    match (document.state, document.reach) {
        (DocumentState::InReview, reach) => format!(
            "Per ora lo vedono {own} e i facilitatori; pubblicato, {}",
            if reach == Reach::Public {
                "lo vedranno tutti"
            } else {
                "lo vedranno gli iscritti"
            }
        ),
        (_, Reach::Public) => "Lo vedono tutti".to_owned(),
        (_, Reach::Members) => "Lo vedono solo gli iscritti".to_owned(),
        (_, Reach::Own) => format!("Lo vede solo {own}"),
        (_, Reach::Named) => format!("Lo vedono {own} e {}", named.join(", ")),
    }
}

fn file_view(version: &Version, url: String) -> Option<FileView> {
    use crate::platform::extract::FileKind;
    let file = version.file.as_ref()?;
    Some(FileView {
        url,
        words: file.words(),
        icon: match file.kind {
            FileKind::Pdf => "file-pdf",
            FileKind::Docx => "file-docx",
            FileKind::Odt => "file-odt",
            FileKind::Txt => "file-txt",
            FileKind::Xlsx => "file-xlsx",
            _ => "file",
        },
    })
}

fn stretches(part: &Part, is_given: bool) -> Vec<Stretch> {
    let mut before = None;
    part.stretches
        .iter()
        .map(|(page, words)| {
            // The first stretch of a part may go on with the page the part before ended in; two
            // stretches of one page in one part do.
            let begins = before != Some(*page);
            before = Some(*page);
            Stretch {
                page: *page,
                begins,
                html: if is_given {
                    text::to_html(words)
                } else {
                    String::new()
                },
                text: if is_given {
                    String::new()
                } else {
                    words.clone()
                },
            }
        })
        .collect()
}

fn version_views(versions: &[Version], document: &Document, acts: &str) -> Vec<VersionView> {
    versions
        .iter()
        .map(|version| {
            let mut detail = dates::day(version.created_at.0);
            if let Some(file) = &version.file {
                detail = format!("{detail}, {}: {}", file.words(), file.file_name);
            }
            VersionView {
                title: format!("Versione {}", version.ordinal),
                url: version.file.as_ref().map_or_else(String::new, |_| {
                    format!("{acts}/file?versione={}", version.ordinal)
                }),
                detail,
                is_current: version.id == document.version,
            }
        })
        .collect()
}
