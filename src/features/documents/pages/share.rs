//! Handing in a document.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::form::{self, DESCRIPTION_CHARS, FormView, TITLE_CHARS};
use super::handed_in;
use super::upload::{self, Attached, Kept, MOST_FILES};
use crate::features::documents::{self, NewDocument};
use crate::features::people::Visit;
use crate::platform::dates;
use crate::platform::error::Result;
use crate::platform::web::fields::{Fault, Faults, Fields};
use crate::platform::web::frame::Frame;

#[derive(Template)]
#[template(path = "documents/share.html")]
struct SharePage {
    frame: Frame,
    faults: Vec<Fault>,
    it: FormView,
    title_chars: usize,
    description_chars: usize,
    file_hint: String,
    /// The files that came before the form had to be mended.
    kept: Vec<Kept>,
    /// How large a file may be, for the script that looks before it sends.
    limit_bytes: u64,
}

/// What is said beside the field of a file.
pub fn file_hint(limit_bytes: u64) -> String {
    format!(
        "PDF, Word (docx), OpenDocument (odt) o testo semplice: di questi leggiamo il testo. Gli altri si possono solo scaricare. Al massimo {}.",
        dates::file_size(limit_bytes)
    )
}

/// `GET /documenti/nuovo`
///
/// # Errors
/// When the database refuses.
pub async fn share_page(visit: Visit) -> Result<HttpResponse> {
    let page = page(&visit, visit.query(), &[], Faults::default()).await?;
    visit.page(&page)
}

async fn page(
    visit: &Visit,
    fields: Fields,
    files: &[Attached],
    faults: Faults,
) -> Result<SharePage> {
    let it = visit
        .read(move |conn, actor| form::view_of_new(conn, actor, &fields))
        .await?;
    Ok(SharePage {
        frame: visit.frame().section("documenti"),
        faults: faults.0,
        it,
        title_chars: TITLE_CHARS,
        description_chars: DESCRIPTION_CHARS,
        file_hint: format!(
            "{} Puoi sceglierne più d’uno, fino a {MOST_FILES}: ogni file diventa un documento, con il titolo preso dal nome del file.",
            file_hint(visit.app.config.upload_limit_bytes)
        ),
        kept: upload::kept(files),
        limit_bytes: visit.app.config.upload_limit_bytes,
    })
}

/// `POST /documenti/nuovo`: one document for each file, all with the same description. Of several each
/// is called after its file.
///
/// # Errors
/// Those of [`upload::read`] and of [`documents::share()`].
pub async fn share(visit: Visit, payload: web::Payload) -> Result<HttpResponse> {
    let upload = upload::read(&visit, payload).await?;
    let fault = upload::fault(&upload);
    let (fields, files) = (upload.fields, upload.files);
    let sent = titled(&fields, &files);
    let parsed = visit
        .read(move |conn, actor| form::parse(conn, actor, &sent, None))
        .await?;
    let understood = match (parsed, fault) {
        (Ok(understood), None) => understood,
        (parsed, fault) => {
            let mut faults = parsed.err().unwrap_or_default();
            if let Some(fault) = fault {
                faults.add("file", fault);
            }
            return visit.page_to_mend(&page(&visit, fields, &files, faults).await?);
        }
    };
    let described = understood.description;
    let unione = understood.unione;
    let several = files.len() > 1;
    let waits = described.reach.needs_review();
    let hashes: Vec<_> = files.iter().map(|one| one.file.hash.clone()).collect();
    let twin = match (several, hashes.first().cloned()) {
        // Of several it is told on the page that lists them.
        (false, Some(hash)) => {
            visit
                .read(move |conn, actor| Ok(documents::twins(conn, actor, &hash)?.pop()))
                .await?
        }
        _ => None,
    };
    let location = visit
        .submit(&fields, move |tx, actor| {
            let mut made = Vec::with_capacity(files.len());
            for Attached { file, .. } in files {
                let new = NewDocument {
                    title: if several {
                        handed_in::title_of(&file.file_name)
                    } else {
                        described.title.clone()
                    },
                    description: described.description.clone(),
                    kind: described.kind,
                    topics: described.topics.clone(),
                    unione,
                    reach: described.reach,
                    named: described.named.clone(),
                    file: Some(file),
                    given_text: None,
                    source_url: described.source_url.clone(),
                    licence: described.licence.clone(),
                };
                made.push(documents::share(tx, actor, new)?);
            }
            match made.as_slice() {
                [id] => Ok(documents::store::find_any(tx, *id)?.url()),
                several => {
                    let numbers = several.iter().map(|id| documents::number_of(tx, *id));
                    Ok(handed_in::address(&numbers.collect::<Result<Vec<_>>>()?))
                }
            }
        })
        .await?;
    let done = match (several, waits, visit.actor.is_facilitatore()) {
        (false, false, _) => "Documento condiviso.",
        (false, true, true) => "Documento caricato.",
        (false, true, false) => {
            "Documento caricato: un facilitatore lo pubblica dopo averlo guardato."
        }
        (true, false, _) => "Documenti condivisi.",
        (true, true, true) => "Documenti caricati.",
        (true, true, false) => {
            "Documenti caricati: un facilitatore li pubblica dopo averli guardati."
        }
    };
    let told = match twin.filter(|twin| twin.url != location) {
        Some(twin) => format!(
            "{done} Questo file c’era già: è anche nel documento n. {}, «{}».",
            twin.number, twin.title
        ),
        None => done.to_owned(),
    };
    Ok(visit.see_other(&location, &told))
}

/// The form with a title, when it is the name of a file that gives each its own.
fn titled(fields: &Fields, files: &[Attached]) -> Fields {
    if files.len() < 2 {
        return fields.clone();
    }
    let named = (
        "titolo".to_owned(),
        handed_in::title_of(&files[0].file.file_name),
    );
    let others = fields.pairs().iter().filter(|(name, _)| name != "titolo");
    Fields::from_pairs(others.cloned().chain([named]).collect(), "")
}
