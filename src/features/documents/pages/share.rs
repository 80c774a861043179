//! Handing in a document.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;

use super::form::{self, DESCRIPTION_CHARS, FormView, TITLE_CHARS};
use super::handed_in;
use super::told::{self, Sentences};
use super::upload::{self, Attached, Kept, MOST_FILES};
use crate::features::documents::{self, Deed, NewDocument, StoredFile, policy};
use crate::features::people::Visit;
use crate::platform::dates;
use crate::platform::error::{Error, Result};
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
    /// Whether it can be announced before there is a file, and the day that was written.
    may_promise: bool,
    expected_on: String,
    /// The files that came before the form had to be mended.
    kept: Vec<Kept>,
    /// How large a file may be, and how many there may be, for the script that looks before it sends.
    limit_bytes: u64,
    most_files: usize,
}

/// What is said of a document that was handed in.
const ONE: Sentences = Sentences {
    done: "Documento condiviso.",
    by_itself: "Documento caricato. Si pubblica da solo appena abbiamo letto il testo.",
    reviewed: "Documento caricato: un facilitatore lo pubblica dopo averlo guardato.",
};

/// What is said of several.
const SEVERAL: Sentences = Sentences {
    done: "Documenti condivisi.",
    by_itself: "Documenti caricati. Si pubblicano da soli appena abbiamo letto il testo.",
    reviewed: "Documenti caricati: un facilitatore li pubblica dopo averli guardati.",
};

/// What is said beside the field of a file.
pub fn file_hint(limit_bytes: u64) -> String {
    format!(
        "Di PDF, documenti, fogli di calcolo, presentazioni, tabelle CSV, messaggi di posta e archivi ZIP, anche firmati (.p7m), leggiamo il testo. Le immagini si vedono; gli altri file si possono solo scaricare. Al massimo {}.",
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
    let expected_on = fields.text("promesso_entro").to_owned();
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
        may_promise: policy::may_promise(&visit.actor),
        expected_on,
        kept: upload::kept(files),
        limit_bytes: visit.app.config.upload_limit_bytes,
        most_files: MOST_FILES,
    })
}

/// The day by which a file is promised, when a facilitatore wrote one, or what is wrong with it.
fn promised_day(
    visit: &Visit,
    fields: &Fields,
) -> Option<std::result::Result<NaiveDate, &'static str>> {
    let written = fields.text("promesso_entro");
    if written.is_empty() || !policy::may_promise(&visit.actor) {
        return None;
    }
    let today = dates::in_rome(visit.app.now().0);
    Some(match written.parse::<NaiveDate>() {
        Ok(day) if day >= today => Ok(day),
        Ok(_) => Err("Scrivi il giorno entro cui arriverà: non può essere passato"),
        Err(_) => Err("Scrivi il giorno per intero, per esempio 23/11/2026"),
    })
}

/// `POST /documenti/nuovo`: one document for each file, all with the same description. Of several each
/// is called after its file. Without a file it may be one that is promised.
///
/// # Errors
/// Those of [`upload::read`] and of [`documents::share()`].
pub async fn share(visit: Visit, payload: web::Payload) -> Result<HttpResponse> {
    let upload = upload::read(&visit, payload).await?;
    let fault = upload::fault(&upload);
    let (fields, files) = (upload.fields, upload.files);
    let sent = titled(&fields, &files);
    let parsed = visit
        .read(move |conn, actor| form::parse(conn, actor, &sent, None, None))
        .await?;
    let promised = files
        .is_empty()
        .then(|| promised_day(&visit, &fields))
        .flatten();
    let (expected_on, fault) = match promised {
        Some(Ok(day)) => (Some(day), None),
        Some(Err(fault)) => (None, Some(("promesso_entro", fault.to_owned()))),
        None => (None, fault.map(|fault| ("file", fault.to_owned()))),
    };
    let understood = match (parsed, fault) {
        (Ok(understood), None) => understood,
        (parsed, fault) => {
            let mut faults = parsed.err().unwrap_or_default();
            if let Some((field, fault)) = fault {
                faults.add(field, fault);
            }
            return visit.page_to_mend(&page(&visit, fields, &files, faults).await?);
        }
    };
    let described = understood.description;
    let several = files.len() > 1;
    let new = NewDocument {
        title: described.title,
        description: described.description,
        kind: described.kind,
        topics: described.topics,
        unione: understood.unione,
        reach: described.reach,
        named: described.named,
        file: None,
        given_text: None,
        source_url: described.source_url,
        licence: described.licence,
        deed: described.deed,
    };
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
            if let Some(day) = expected_on {
                made.push(documents::promise(tx, actor, new.clone(), day)?);
            }
            for Attached { file, .. } in files {
                made.push(documents::share(
                    tx,
                    actor,
                    of_file(&new, file, several, made.is_empty()),
                )?);
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
    let done = if expected_on.is_some() {
        "Documento annunciato: chi lo segue saprà quando arriva il file."
    } else {
        // All of them go as far, and come from the same Unione: what is true of one is true of all.
        let mut numbers = location.split(|c: char| !c.is_ascii_digit());
        let first = numbers.find_map(|number| number.parse().ok());
        let sentences = if several { SEVERAL } else { ONE };
        told::told(&visit, first.ok_or(Error::NotFound)?, sentences).await?
    };
    let told = told::with_twin(done, twin.filter(|twin| twin.url != location));
    Ok(visit.see_other(&location, &told))
}

/// The document of one file. One of several is called after its file, and only the first has the
/// protocol: a protocol is of one document.
fn of_file(new: &NewDocument, file: StoredFile, several: bool, is_first: bool) -> NewDocument {
    let new = new.clone();
    NewDocument {
        title: if several {
            handed_in::title_of(&file.file_name)
        } else {
            new.title
        },
        deed: Deed {
            protocol: new.deed.protocol.filter(|_| is_first),
            ..new.deed
        },
        file: Some(file),
        ..new
    }
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
