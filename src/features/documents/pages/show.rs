//! The page of a document.

mod address_of;
mod look;
mod preview;
mod reading;
mod reports;
mod sheet;
mod words;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use self::address_of::AddressOf;
use self::look::{Found, look, searched};
use self::preview::PreviewView;
pub use self::preview::picture;
use self::reading::{HitLink, Hits, Stretch};
pub use self::reports::Closing;
use self::reports::{ReportView, report_views};
use self::words::{
    FileView, VersionView, file_view, meanwhile, recognised_words, scan_words, state_words,
    version_views, visibility,
};
use super::deed::DeedView;
use super::form::{NOTE_CHARS, is_web_address, text_words};
use super::model::{ModelBox, model_box};
use super::personal::PersonalView;
use super::seen::Seen;
use super::signatures::{self as block, SignaturesView};
use crate::features::card::{Around, LookAround};
use crate::features::documents::{self, Reach, ScanState, TextState, Version, VersionId, policy};
use crate::features::people::{Byline, Visit};
use crate::features::subscriptions::FollowBox;
use crate::features::topics::Tag;
use crate::features::unioni::Brief;
use crate::platform::app::off_the_async_threads;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::search::Marker;
use crate::platform::web::fields::{Fault, Faults, Fields};
use crate::platform::web::frame::Frame;
use crate::platform::web::limits::Counted;
use crate::platform::web::{address, respond};
use crate::platform::{dates, text};

/// Which part of the text was asked for, and how to look up what belongs beside it.
#[derive(Debug, Default)]
pub struct Asked {
    part: Option<usize>,
    page: Option<i32>,
    preview: Option<i32>,
    version: Option<i32>,
    words: String,
    /// Where the words stand in that version.
    found: Option<(VersionId, Hits)>,
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
    /// "Stai leggendo la versione 1": an old version, and where the newest is.
    old: Option<OldVersion>,
    /// That it was promised, and what came of it; while its file waits to be published, nothing.
    promise: Option<PromiseView>,
    /// Whether its files are blocked for somebody, and for this reader.
    is_blocked: bool,
    is_blocked_here: bool,
    /// Why the file is given to nobody, when a scanner has a say, and whether for good.
    scan: Option<(&'static str, String)>,
    is_infected: bool,
    /// Whether there is a file or a text to be read about.
    shows_text: bool,
    preview: Option<PreviewView>,
    words: String,
    /// What came of looking for the words; none when nothing was looked for.
    hit_words: Option<String>,
    hits: Vec<HitLink>,
    more_hits: usize,
    version_field: String,
    text_note: Option<(&'static str, &'static str)>,
    reading: bool,
    is_given: bool,
    /// What is said of a text that was recognised from pictures; empty otherwise.
    recognised: String,
    /// Whether there are words on any of the pages.
    has_words: bool,
    stretches: Vec<Stretch>,
    part: usize,
    parts: usize,
    before_url: String,
    after_url: String,
    versions: Vec<VersionView>,
    reports: Vec<ReportView>,
    may_report: bool,
    may_close_reports: bool,
    /// Who closes them.
    closes: &'static str,
    review_note: Option<String>,
    /// Whether something newer waits or was sent back, and what is said of it where that is read.
    is_aside: bool,
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
    /// Title and address of the document that took its place.
    successor: Option<(String, String)>,
    /// The personal data its text may hold, for who decides about it.
    personal: Option<PersonalView>,
    /// Whether the text suggests facts of the act that nobody wrote down, for who may.
    has_suggestions: bool,
    /// What there is to be filled in, when it is a model.
    model: Option<ModelBox>,
}

/// An old version that is read.
struct OldVersion {
    ordinal: i32,
    newest: i32,
}

/// That it was promised.
struct PromiseView {
    words: String,
    is_awaited: bool,
    may_deliver: bool,
}

/// What a decision came too late for.
struct Overtaken {
    sentence: &'static str,
    changes: Vec<String>,
    /// The note that was written, where its field is not there any more.
    note: String,
}

/// What can be decided on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Act {
    /// To publish it or to send it back.
    #[default]
    Review,
    /// What is done about its personal data.
    Check,
}

/// A decision that could not be taken, as it was sent.
#[derive(Default)]
pub struct Attempt {
    /// Which one.
    pub act: Act,
    /// The faults of the note that was to send it back.
    pub faults: Faults,
    /// The form.
    pub sent: Option<Fields>,
    /// The closing of a report, when that is what was sent.
    pub closing: Option<Closing>,
}

#[derive(Template)]
#[template(path = "documents/withdrawn.html")]
struct WithdrawnPage {
    frame: Frame,
    title: String,
    reason: String,
    day: String,
}

/// The most characters of the words looked for in a text.
const WORDS_CHARS: usize = 200;

/// `GET /documenti/{n-slug}?versione=&anteprima=&q=&parte=&pagina=`
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
        preview: query.text("anteprima").parse().ok(),
        version: query.text("versione").parse().ok(),
        words: query.text("q").chars().take(WORDS_CHARS).collect(),
        found: None,
        look_around: Some(look_around),
        sent: None,
    };
    let page = match found_page(&visit, number, asked).await {
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

/// The page with the words looked for, if there are any.
async fn found_page(visit: &Visit, number: i64, mut asked: Asked) -> Result<ShowPage> {
    asked.found = find(visit, number, &asked).await?;
    page(visit, number, asked, Attempt::default()).await
}

/// Looks for words in the text of a version: with no connection held, in its turn, and counted.
async fn find(visit: &Visit, number: i64, asked: &Asked) -> Result<Option<(VersionId, Hits)>> {
    let Some(marker) = Marker::of(&asked.words) else {
        return Ok(None);
    };
    visit.count(Counted::Search)?;
    let _turn = visit.app.turn_at_long_texts().await?;
    let ordinal = asked.version;
    let searched = visit
        .read(move |conn, reader| searched(conn, reader, number, ordinal))
        .await?;
    let Some(searched) = searched else {
        return Ok(None);
    };
    off_the_async_threads(move || Ok(Some((searched.version, reading::hits(searched, &marker)))))
        .await
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
        current,
        preview,
        marker,
        hits,
        reports,
        words,
        part,
        byline,
        named,
        follow,
        around,
        seal,
        deed,
        successor,
        personal,
        has_suggestions,
        blanks,
        is_held,
    } = visit
        .read(move |conn, reader| look(conn, reader, number, asked))
        .await?;
    let actor = &visit.actor;
    let acts = format!("/documenti/{}", document.number);
    let current = current.as_ref();
    let newest = versions
        .iter()
        .find(|version| version.id == document.version)
        .map_or(0, |version| version.ordinal);
    let old = current
        .filter(|version| version.id != document.version)
        .map(|version| OldVersion {
            ordinal: version.ordinal,
            newest,
        });
    let here = AddressOf::new(document.url(), old.as_ref().map(|old| old.ordinal), &words);
    want(visit, current, preview.as_ref()).await?;
    let is_given = current.is_some_and(|version| version.text == TextState::Given);
    let may_edit = policy::may_edit(actor, &document);
    let may_review = policy::may_review(actor, &document);
    let is_awaited = document.is_awaited() && current.is_none_or(|version| version.ordinal == 0);
    let has_words = part.stretches.iter().any(|one| !one.text.is_empty());
    let is_searched = marker.is_some();
    let (part_number, parts) = (part.number, part.count);
    let stretches =
        off_the_async_threads(move || Ok(reading::stretches(&part, is_given, marker.as_ref())))
            .await?;
    let seen = Seen::of(&document, &versions);
    let Attempt {
        act,
        mut faults,
        sent,
        closing,
    } = attempt;
    let reports = report_views(&reports, closing.as_ref(), &faults);
    let is_over = act == Act::Review && !may_review;
    let note = sent.as_ref().map_or("", |sent| sent.text("nota"));
    let overtaken = sent
        .as_ref()
        .and_then(|sent| overtaken(is_over, seen.changes_since(sent), note));
    if let Some(overtaken) = &overtaken {
        faults.add("cambiato", overtaken.sentence);
    }
    let sees_codes = policy::may_read_fiscal_codes(actor, &document);
    let file_url = match &old {
        Some(old) => format!("{acts}/file?versione={}", old.ordinal),
        None => format!("{acts}/file"),
    };
    let signed = seal.map(|seal| block::view(&seal, sees_codes, &file_url));
    Ok(ShowPage {
        has_content: signed
            .as_ref()
            .is_some_and(|signed| signed.content.is_some()),
        signed,
        frame: visit.frame().section("documenti"),
        faults: faults.0,
        is_aside: document.has_unpublished_version(),
        meanwhile: match &old {
            Some(_) => None,
            None => meanwhile(&document, &versions, is_held),
        },
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
        promise: (document.promise.as_ref())
            .filter(|_| is_awaited || !document.is_awaited())
            .map(|promise| PromiseView {
                words: promise.words(document.unione.as_ref().map(|unione| unione.name.as_str())),
                is_awaited,
                may_deliver: is_awaited && policy::may_add_version(actor, &document),
            }),
        is_blocked: document.blocked_at.is_some(),
        is_blocked_here: policy::is_blocked_for(actor, &document),
        shows_text: !is_awaited
            && !policy::is_blocked_for(actor, &document)
            && current.is_none_or(|version| {
                version.text == TextState::Given || !policy::is_shut(version)
            }),
        scan: current.and_then(scan_words),
        is_infected: current.is_some_and(|version| version.scan == ScanState::Infected),
        file: current.and_then(|version| file_view(version, file_url)),
        preview: preview
            .map(|found| found.view(&here, &acts, current.map_or(0, |version| version.ordinal))),
        hit_words: is_searched.then(|| reading::hit_words(&hits, &words)),
        more_hits: hits.pages.len().saturating_sub(reading::MOST_HITS),
        hits: reading::links(&hits, &here),
        version_field: old
            .as_ref()
            .map_or_else(String::new, |old| old.ordinal.to_string()),
        before_url: here.with(&format!("parte={}", part_number.saturating_sub(1)), "testo"),
        after_url: here.with(&format!("parte={}", part_number + 1), "testo"),
        reports,
        may_report: policy::may_report(actor, &document),
        may_close_reports: policy::may_close_reports(actor, &document),
        closes: policy::who_closes_reports(&document),
        old,
        words,
        text_note: current
            .filter(|version| version.ordinal > 0)
            .and_then(text_words),
        reading: current.is_some_and(|version| version.text == TextState::Pending),
        recognised: current.map_or_else(String::new, recognised_words),
        is_given,
        has_words,
        stretches,
        part: part_number,
        parts,
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
        successor,
        personal,
        has_suggestions,
        model: current.and_then(|version| model_box(&acts, version, &blanks)),
        acts,
        title: document.title,
        unione: document.unione,
        topics: document.topics,
    })
}

/// Has the page drawn that nobody has looked for before. A visitor may: it is bounded for each
/// document, and what is drawn is drawn once.
async fn want(
    visit: &Visit,
    version: Option<&Version>,
    found: Option<&preview::Found>,
) -> Result<()> {
    let (Some(version), Some(found)) = (version, found) else {
        return Ok(());
    };
    if let Some(page) = found.to_be_wanted(version) {
        let version = version.id;
        visit
            .write(move |tx, _| documents::want_preview(tx, version, page))
            .await?;
    }
    Ok(())
}

/// What is said to whom decided on something else than it saw.
fn overtaken(is_over: bool, changes: Vec<String>, note: &str) -> Option<Overtaken> {
    if is_over {
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
