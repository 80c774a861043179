//! Changing the description of a document, and adding a version.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::deed;
use super::form::{self, DESCRIPTION_CHARS, FormView, TITLE_CHARS};
use super::seen;
use super::share::file_hint;
use super::suggested;
use super::told::{self, Sentences};
use super::upload::{self, Attached, Kept, Upload};
use crate::features::documents::{self, Document, Shown, policy};
use crate::features::people::{Form, Visit};
use crate::features::unioni;
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults, Fields};
use crate::platform::web::frame::Frame;

#[derive(Template)]
#[template(path = "documents/edit.html")]
struct EditPage {
    frame: Frame,
    faults: Vec<Fault>,
    it: FormView,
    title_chars: usize,
    description_chars: usize,
    title: String,
    url: String,
    action: String,
    /// What the form was begun on.
    shown: Shown,
    /// Whether it is published, and others are told of the change.
    told: bool,
    /// What somebody else saved meanwhile.
    saved: Option<Saved>,
}

/// A description as it is saved.
struct Saved {
    title: String,
    description: String,
    kind: &'static str,
    reach: &'static str,
    topics: String,
    source: String,
    licence: String,
}

#[derive(Template)]
#[template(path = "documents/version.html")]
struct VersionPage {
    frame: Frame,
    faults: Vec<Fault>,
    title: String,
    url: String,
    action: String,
    file_hint: String,
    /// Whether a facilitatore looks at the new file before others than its own Unione read it.
    reviewed: bool,
    /// The files that came before the form had to be mended.
    kept: Vec<Kept>,
    /// How large a file may be, for the script that looks before it sends.
    limit_bytes: u64,
}

/// What is said of a description that was saved.
const SAVED: Sentences = Sentences {
    done: "Documento modificato.",
    by_itself: "Salvato. Si pubblica da solo appena abbiamo letto il testo.",
    reviewed: "Salvato: un facilitatore lo pubblica dopo averlo guardato.",
};

/// What is said of a version that was added.
const ADDED: Sentences = Sentences {
    done: "Nuova versione caricata.",
    by_itself: "Nuova versione caricata. Si pubblica da sola appena abbiamo letto il testo.",
    reviewed: "Nuova versione caricata: un facilitatore la pubblica dopo averla guardata.",
};

/// The document, if the actor may change it.
fn editable(conn: &mut Conn, actor: &Actor, number: i64) -> Result<Document> {
    let document = documents::find(conn, actor, number)?;
    if policy::may_edit(actor, &document) {
        Ok(document)
    } else {
        Err(Error::Forbidden(
            "Può modificarlo chi l’ha condiviso, chi risponde dell’unione o un facilitatore.",
        ))
    }
}

/// `GET /documenti/{n}/modifica`
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Refusal::Withdrawn`].
pub async fn edit_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let (document, it) = visit
        .read(move |conn, actor| {
            let document = editable(conn, actor, number)?;
            let named = unioni::briefs(conn, &document.named)?;
            let acts = deed::pairs_of(conn, actor, &document)?;
            let fields = form::fields_of(&document, &named.into_values().collect::<Vec<_>>(), acts);
            let it = form::view_of(conn, actor, &document, &fields)?;
            Ok((document, it))
        })
        .await?;
    let shown = document.shown();
    visit.page(&page(&visit, &document, shown, it, Faults::default(), None))
}

fn page(
    visit: &Visit,
    document: &Document,
    shown: Shown,
    it: FormView,
    faults: Faults,
    saved: Option<Saved>,
) -> EditPage {
    EditPage {
        frame: visit.frame().section("documenti"),
        faults: faults.0,
        it,
        title_chars: TITLE_CHARS.max(document.title.chars().count()),
        description_chars: DESCRIPTION_CHARS,
        title: document.title.clone(),
        url: document.url(),
        action: format!("/documenti/{}/modifica", document.number),
        shown,
        told: policy::is_change_told(&visit.actor, document),
        saved,
    }
}

fn saved(document: &Document) -> Saved {
    let topics: Vec<&str> = document
        .topics
        .iter()
        .map(|topic| topic.name.as_str())
        .collect();
    Saved {
        title: document.title.clone(),
        description: document.description.clone(),
        kind: document.kind.label(),
        reach: document.reach.label(),
        topics: topics.join(", "),
        source: document.source_url.clone().unwrap_or_default(),
        licence: document.licence.clone().unwrap_or_default(),
    }
}

/// `POST /documenti/{n}/modifica`
///
/// # Errors
/// Those of [`documents::edit`].
pub async fn edit(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let seen = seen::shown(&fields);
    if fields.has("usa") {
        return use_suggestion(&visit, number, &fields).await;
    }
    let (sent, again) = (fields.clone(), fields.clone());
    let parsed = visit
        .read(move |conn, actor| {
            let document = editable(conn, actor, number)?;
            let unione = document.unione.as_ref().map(|unione| unione.id);
            let parsed = form::parse(conn, actor, &sent, Some(unione), Some(document.id))?;
            Ok((document, parsed))
        })
        .await?;
    let new = match parsed {
        (_, Ok(understood)) => understood.description,
        (document, Err(faults)) => {
            let it = view(&visit, &document, again).await?;
            // The form stays what it was begun on: only then a change of somebody else is noticed.
            return visit.page_to_mend(&page(&visit, &document, seen, it, faults, None));
        }
    };
    let saved_at = visit
        .submit(&fields, move |tx, actor| {
            Ok(documents::edit(tx, actor, number, seen, new)?.url())
        })
        .await;
    match saved_at {
        Ok(location) => {
            let sentence = told::told(&visit, number, SAVED).await?;
            Ok(visit.see_other(&location, sentence))
        }
        Err(Error::Refused(Refusal::ChangedMeanwhile)) => {
            let document = visit
                .read(move |conn, actor| editable(conn, actor, number))
                .await?;
            let it = view(&visit, &document, again).await?;
            let mut faults = Faults::default();
            faults.add(
                "titolo",
                "Qualcun altro ha salvato mentre scrivevi: confronta i due testi, poi salva di nuovo",
            );
            let (shown, saved) = (document.shown(), Some(saved(&document)));
            let page = page(&visit, &document, shown, it, faults, saved);
            visit.page_with(StatusCode::CONFLICT, &page)
        }
        Err(error) => Err(error),
    }
}

async fn view(visit: &Visit, document: &Document, fields: Fields) -> Result<FormView> {
    let document = document.clone();
    visit
        .read(move |conn, actor| form::view_of(conn, actor, &document, &fields))
        .await
}

/// Shows the form again with what the text suggests filled in; nothing is saved yet.
async fn use_suggestion(visit: &Visit, number: i64, fields: &Fields) -> Result<HttpResponse> {
    let (sent, path) = (fields.clone(), visit.path().to_owned());
    let (document, it) = visit
        .read(move |conn, actor| {
            let document = editable(conn, actor, number)?;
            let chips = match documents::reading(conn, document.version)? {
                Some(reading) => suggested::chips(conn, &reading.suggested, &sent)?,
                None => Vec::new(),
            };
            let filled = suggested::used(&sent, &chips, &path);
            let it = form::view_of(conn, actor, &document, &filled)?;
            Ok((
                document,
                FormView {
                    is_deed_open: true,
                    ..it
                },
            ))
        })
        .await?;
    let seen = seen::shown(fields);
    visit.page(&page(visit, &document, seen, it, Faults::default(), None))
}

/// The document, if the actor may hand in a file for it.
fn deliverable(conn: &mut Conn, actor: &Actor, number: i64) -> Result<Document> {
    let document = documents::find(conn, actor, number)?;
    if policy::may_add_version(actor, &document) {
        Ok(document)
    } else {
        Err(Error::Forbidden(
            "Può caricarlo chi l’ha condiviso, chi risponde dell’unione o un facilitatore.",
        ))
    }
}

/// `GET /documenti/{n}/versioni`
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Refusal::Withdrawn`].
pub async fn version_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let page = of_version(&visit, number, &[], Faults::default()).await?;
    visit.page(&page)
}

async fn of_version(
    visit: &Visit,
    number: i64,
    files: &[Attached],
    faults: Faults,
) -> Result<VersionPage> {
    let document = visit
        .read(move |conn, actor| deliverable(conn, actor, number))
        .await?;
    Ok(VersionPage {
        frame: visit.frame().section("documenti"),
        faults: faults.0,
        url: document.url(),
        action: format!("/documenti/{number}/versioni"),
        file_hint: file_hint(visit.app.config.upload_limit_bytes),
        reviewed: policy::is_change_told(&visit.actor, &document),
        kept: upload::kept(files),
        limit_bytes: visit.app.config.upload_limit_bytes,
        title: document.title,
    })
}

/// `POST /documenti/{n}/versioni`
///
/// # Errors
/// Those of [`upload::read`] and of [`documents::add_version`].
pub async fn add_version(
    visit: Visit,
    path: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let upload = upload::read(&visit, payload).await?;
    visit
        .read(move |conn, actor| deliverable(conn, actor, number))
        .await?;
    // The one chosen last counts: a file that came before is replaced by one chosen instead.
    let fault = upload::fault(&upload);
    let Upload {
        fields, mut files, ..
    } = upload;
    let file = match (fault, files.pop()) {
        (None, Some(Attached { file, .. })) => file,
        (fault, last) => {
            files.extend(last);
            let mut faults = Faults::default();
            faults.add("file", fault.unwrap_or_default());
            let page = of_version(&visit, number, &files, faults).await?;
            return visit.page_to_mend(&page);
        }
    };
    let hash = file.hash.clone();
    let twin = visit
        .read(move |conn, actor| {
            let mut twins = documents::twins(conn, actor, &hash)?.into_iter();
            Ok(twins.rfind(|twin| twin.number != number))
        })
        .await?;
    let added = visit
        .submit(&fields, move |tx, actor| {
            Ok(documents::add_version(tx, actor, number, &file)?.url())
        })
        .await;
    match added {
        Ok(location) => {
            let done = told::told(&visit, number, ADDED).await?;
            Ok(visit.see_other(&location, &told::with_twin(done, twin)))
        }
        Err(Error::Refused(Refusal::WrongState)) => {
            let mut faults = Faults::default();
            faults.add(
                "file",
                "Questo file è già quello del documento: scegli quello nuovo",
            );
            visit.page_to_mend(&of_version(&visit, number, &[], faults).await?)
        }
        Err(error) => Err(error),
    }
}
