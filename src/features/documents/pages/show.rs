//! The page of a document.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::deed::{self, DeedView};
use super::form::{NOTE_CHARS, is_web_address, text_words};
use super::parts::{self, Part};
use super::personal::{self, PersonalView};
use super::seen::Seen;
use super::signatures::{self as block, SignaturesView};
use crate::features::card::{Around, LookAround, Place};
use crate::features::documents::signatures::{self, Seal};
use crate::features::documents::{
    self, Document, DocumentState, Reach, TextState, Version, policy,
};
use crate::features::people::{self, Byline, Visit};
use crate::features::subscriptions::{self, FollowBox};
use crate::features::topics::Tag;
use crate::features::unioni::{self, Brief};
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::web::fields::{Fault, Faults, Fields};
use crate::platform::web::frame::Frame;
use crate::platform::web::{address, respond};
use crate::platform::{dates, text};

/// Which part of the text was asked for, and how to look up what belongs beside it.
#[derive(Debug, Default)]
pub struct Asked {
    part: Option<usize>,
    page: Option<i32>,
    look_around: Option<LookAround>,
    /// A form that is to be mended.
    sent: Option<Fields>,
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
    signed: Option<SignaturesView>,
    /// Whether the document inside the file can be downloaded too.
    has_content: bool,
    text_note: Option<(&'static str, &'static str)>,
    reading: bool,
    is_given: bool,
    /// Whether there are words on any of the pages.
    has_words: bool,
    stretches: Vec<Stretch>,
    part: usize,
    parts: usize,
    versions: Vec<VersionView>,
    review_note: Option<String>,
    /// What the others read meanwhile, when something newer waits or was sent back.
    meanwhile: Option<String>,
    overtaken: Option<Overtaken>,
    seen: Seen,
    note: String,
    note_chars: usize,
    may_edit: bool,
    may_withdraw: bool,
    may_review: bool,
    may_ask: bool,
    ask_url: String,
    follow: Option<FollowBox>,
    around: Around,
    /// What it says of itself as an act.
    deed: Option<DeedView>,
    /// The personal data its text may hold, for who decides about it.
    personal: Option<PersonalView>,
    /// Whether the text suggests facts of the act that nobody wrote down, for who may.
    has_suggestions: bool,
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
    /// "Pagina 12", or what the page is called.
    heading: String,
    /// Whether the page begins here, or goes on from the part before.
    begins: bool,
    text: String,
    html: String,
}

struct VersionView {
    title: String,
    detail: String,
    url: String,
    mark: &'static str,
}

/// What a decision came too late for.
struct Overtaken {
    sentence: &'static str,
    changes: Vec<String>,
    /// The note that was written, where its field is not there any more.
    note: String,
}

/// A decision that could not be taken, as it was sent.
#[derive(Default)]
pub struct Attempt {
    /// The faults of the note that was to send it back.
    pub faults: Faults,
    /// The form.
    pub sent: Option<Fields>,
}

#[derive(Template)]
#[template(path = "documents/withdrawn.html")]
struct WithdrawnPage {
    frame: Frame,
    title: String,
    reason: String,
    day: String,
}

/// `GET /documenti/{n-slug}?parte=&pagina=`
///
/// # Errors
/// Those of [`documents::find`].
pub async fn show_page(
    visit: Visit,
    path: web::Path<String>,
    look_around: LookAround,
) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let query = visit.query();
    let asked = Asked {
        part: query.text("parte").parse().ok(),
        page: query.text("pagina").parse().ok(),
        look_around: Some(look_around),
        sent: None,
    };
    let page = match page(&visit, number, asked, Attempt::default()).await {
        Err(Error::Refused(Refusal::Withdrawn)) => return withdrawn(&visit, number).await,
        page => page?,
    };
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

/// Why it was withdrawn, to those it concerns.
async fn withdrawn(visit: &Visit, number: i64) -> Result<HttpResponse> {
    let withdrawal = visit
        .read(move |conn, reader| documents::withdrawal(conn, reader, number))
        .await?;
    let page = WithdrawnPage {
        frame: visit.frame().section("documenti"),
        title: withdrawal.title,
        reason: withdrawal.reason,
        day: withdrawal.at.map(|at| dates::day(at.0)).unwrap_or_default(),
    };
    visit.page_with(StatusCode::GONE, &page)
}

/// Everything the page needs of the database.
struct Found {
    document: Document,
    versions: Vec<Version>,
    part: Part,
    byline: Option<Byline>,
    named: Vec<String>,
    follow: Option<FollowBox>,
    around: Around,
    seal: Option<Seal>,
    deed: Option<DeedView>,
    personal: Option<PersonalView>,
    has_suggestions: bool,
}

fn look(conn: &mut Conn, reader: &Actor, number: i64, asked: &Asked) -> Result<Found> {
    let document = documents::find(conn, reader, number)?;
    let versions = documents::versions(conn, reader, &document)?;
    let current = versions
        .iter()
        .find(|version| version.id == document.version);
    let seal = signatures::seals(conn, &[document.version])?.remove(&document.version);
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
    let around = match asked.look_around {
        Some(look) => look(conn, reader, &place(&document))?,
        None => Around::default(),
    };
    let deed = deed::block(conn, reader, &document)?;
    let has_suggestions = deed.is_none()
        && policy::may_edit(reader, &document)
        && documents::reading(conn, document.version)?
            .is_some_and(|reading| reading.suggested.tells_of_an_act());
    Ok(Found {
        deed,
        personal: personal::view(conn, reader, &document, asked.sent.as_ref())?,
        has_suggestions,
        document,
        versions,
        part,
        byline,
        named,
        follow,
        around,
        seal,
    })
}

fn place(document: &Document) -> Place {
    Place {
        subject: document.subject(),
        unione: document.unione.as_ref().map(|unione| unione.id),
        topics: document.topics.iter().map(|topic| topic.id).collect(),
        named: Vec::new(),
    }
}

/// The page of a document, with the decision that could not be taken, if there was one.
pub async fn page(
    visit: &Visit,
    number: i64,
    mut asked: Asked,
    attempt: Attempt,
) -> Result<ShowPage> {
    asked.sent.clone_from(&attempt.sent);
    let Found {
        document,
        versions,
        part,
        byline,
        named,
        follow,
        around,
        seal,
        deed,
        personal,
        has_suggestions,
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
    let may_review = policy::may_review(actor, &document);
    let seen = Seen::of(&document, &versions);
    let Attempt { mut faults, sent } = attempt;
    let note = sent.as_ref().map_or("", |sent| sent.text("nota"));
    let overtaken = sent
        .as_ref()
        .and_then(|sent| overtaken(may_review, seen.changes_since(sent), note));
    if let Some(overtaken) = &overtaken {
        faults.add("cambiato", overtaken.sentence);
    }
    let sees_codes = policy::may_read_fiscal_codes(actor, &document);
    let signed = seal.map(|seal| block::view(&seal, sees_codes, &format!("{acts}/file")));
    Ok(ShowPage {
        has_content: signed
            .as_ref()
            .is_some_and(|signed| signed.content.is_some()),
        signed,
        frame: visit.frame().section("documenti"),
        faults: faults.0,
        meanwhile: meanwhile(&document, &versions),
        overtaken,
        seen,
        url: document.url(),
        excerpt: text::excerpt(&document.description, 160),
        kind: document.kind.label(),
        state: state_words(document.state),
        visibility: visibility(&document, &named),
        is_public: document
            .published
            .is_some_and(|published| published.reach == Reach::Public),
        description: text::to_html(&document.description),
        date: dates::day(document.published_at.0),
        source_is_link: document.source_url.as_deref().is_some_and(is_web_address),
        source: document.source_url.clone().unwrap_or_default(),
        licence: document.licence.clone().unwrap_or_default(),
        file: current.and_then(|version| file_view(version, format!("{acts}/file"))),
        text_note: current.and_then(text_words),
        reading: current.is_some_and(|version| version.text == TextState::Pending),
        is_given,
        has_words: part.stretches.iter().any(|(_, words, _)| !words.is_empty()),
        stretches: stretches(&part, is_given),
        part: part.number,
        parts: part.count,
        versions: version_views(&versions, &document, &acts),
        review_note: document.review_note.clone().filter(|_| may_edit),
        note: note.to_owned(),
        note_chars: NOTE_CHARS,
        may_edit,
        may_withdraw: policy::may_withdraw(actor, &document),
        may_review,
        may_ask: actor.is_member(),
        ask_url: format!("/domande/nuova?su=documento:{}", document.number),
        byline,
        follow,
        around,
        deed,
        personal,
        has_suggestions,
        acts,
        title: document.title,
        unione: document.unione,
        topics: document.topics,
    })
}

/// What is said to whom decided on something else than it saw.
fn overtaken(may_review: bool, changes: Vec<String>, note: &str) -> Option<Overtaken> {
    if !may_review {
        return Some(Overtaken {
            sentence: "Nel frattempo qualcun altro ha già deciso: non c’è più niente da pubblicare né da rimandare",
            changes: Vec::new(),
            note: note.to_owned(),
        });
    }
    (!changes.is_empty()).then(|| Overtaken {
        sentence: "Il documento è cambiato mentre lo guardavi: controllalo di nuovo, poi decidi",
        changes,
        note: String::new(),
    })
}

/// What others read while something newer waits, or after it was sent back.
fn meanwhile(document: &Document, versions: &[Version]) -> Option<String> {
    let published = document
        .published
        .filter(|_| document.has_unpublished_version())?;
    let ordinal = |wanted| {
        let found = versions.iter().find(|version| version.id == wanted);
        found.map_or(0, |version| version.ordinal)
    };
    let (newest, older) = (ordinal(document.version), ordinal(published.version));
    Some(match document.state {
        DocumentState::InReview => format!(
            "Qui leggi la versione {newest}, che aspetta un facilitatore. Fino ad allora gli altri leggono la versione {older}."
        ),
        _ => format!(
            "Qui leggi la versione {newest}, che non è stata pubblicata. Gli altri leggono la versione {older}."
        ),
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
        (DocumentState::InReview, _) if document.has_unpublished_version() => {
            format!("La nuova versione la vedono {own} e i facilitatori")
        }
        (DocumentState::InReview, _) if document.published.is_some() => {
            "Per ora lo vedono solo gli iscritti; pubblicato, lo vedranno tutti".to_owned()
        }
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
            FileKind::Docx | FileKind::Docm | FileKind::Doc => "file-docx",
            FileKind::Odt => "file-odt",
            FileKind::Txt => "file-txt",
            FileKind::Xlsx | FileKind::Xlsm | FileKind::Xlsb | FileKind::Xls => "file-xlsx",
            _ => "file",
        },
    })
}

/// A heading begins with a capital.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn stretches(part: &Part, is_given: bool) -> Vec<Stretch> {
    let mut before = None;
    part.stretches
        .iter()
        .map(|(page, words, label)| {
            // The first stretch of a part may go on with the page the part before ended in; two
            // stretches of one page in one part do.
            let begins = before != Some(*page);
            before = Some(*page);
            Stretch {
                page: *page,
                heading: capital(&documents::page_words(label.as_deref(), page)),
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
                mark: version_mark(version, document),
            }
        })
        .collect()
}

fn version_mark(version: &Version, document: &Document) -> &'static str {
    let is_newest = version.id == document.version;
    if !document.has_unpublished_version() {
        return if is_newest { "attuale" } else { "" };
    }
    match document.published {
        Some(published) if published.version == version.id => "pubblicata",
        _ if !is_newest => "",
        _ if document.state == DocumentState::InReview => "in attesa",
        _ => "non pubblicata",
    }
}
