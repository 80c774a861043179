//! Handing in a document.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;

use super::form::{self, DESCRIPTION_CHARS, FormView, TITLE_CHARS};
use super::upload::{self, Upload};
use crate::features::documents::{self, NewDocument, StoredFile, policy};
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
    /// Whether it can be announced before there is a file, and the day that was written.
    may_promise: bool,
    expected_on: String,
    /// The file that stands in the store already: its name, and the sealed field that keeps it.
    kept: Option<(String, String)>,
}

/// What is said beside the field of a file.
pub fn file_hint(limit_bytes: u64) -> String {
    format!(
        "Di PDF, documenti, fogli di calcolo, presentazioni, tabelle CSV, messaggi di posta e archivi ZIP leggiamo il testo. Immagini e altri file si possono solo scaricare. Al massimo {}.",
        dates::file_size(limit_bytes)
    )
}

/// The sentence that says what is wrong with a file that was sent, or that none was.
pub fn file_fault(file: Option<&StoredFile>) -> Option<String> {
    match file {
        None => Some("Scegli il file da caricare".to_owned()),
        Some(file) if file.size_bytes == 0 => Some(format!(
            "Il file «{}» è vuoto: scegline un altro",
            file.file_name
        )),
        Some(_) => None,
    }
}

/// `GET /documenti/nuovo`
///
/// # Errors
/// When the database refuses.
pub async fn share_page(visit: Visit) -> Result<HttpResponse> {
    let page = page(&visit, visit.query(), None, Faults::default()).await?;
    visit.page(&page)
}

async fn page(
    visit: &Visit,
    fields: Fields,
    file: Option<&StoredFile>,
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
        file_hint: file_hint(visit.app.config.upload_limit_bytes),
        may_promise: policy::may_promise(&visit.actor),
        expected_on,
        kept: file
            .filter(|file| file.size_bytes > 0)
            .map(|file| (file.file_name.clone(), upload::seal(visit, file))),
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

/// `POST /documenti/nuovo`
///
/// # Errors
/// Those of [`upload::read`] and of [`documents::share()`].
pub async fn share(visit: Visit, payload: web::Payload) -> Result<HttpResponse> {
    let Upload { fields, file } = upload::read(&visit, payload).await?;
    let sent = fields.clone();
    let parsed = visit
        .read(move |conn, actor| form::parse(conn, actor, &sent, None, None))
        .await?;
    let fault = file_fault(file.as_ref());
    let expected_on = match (&file, promised_day(&visit, &fields)) {
        (None, Some(Ok(day))) => Some(day),
        (None, Some(Err(fault))) => {
            let mut faults = parsed.err().unwrap_or_default();
            faults.add("promesso_entro", fault);
            return visit.page_to_mend(&page(&visit, fields, None, faults).await?);
        }
        _ => None,
    };
    let fault = fault.filter(|_| expected_on.is_none());
    let (understood, file) = match (parsed, fault, file) {
        (Ok(understood), None, None) if expected_on.is_some() => (understood, None),
        (Ok(understood), None, Some(file)) => (understood, Some(file)),
        (parsed, fault, file) => {
            let mut faults = parsed.err().unwrap_or_default();
            if let Some(fault) = fault {
                faults.add("file", fault);
            }
            return visit.page_to_mend(&page(&visit, fields, file.as_ref(), faults).await?);
        }
    };
    let described = understood.description;
    let new = NewDocument {
        title: described.title,
        description: described.description,
        kind: described.kind,
        topics: described.topics,
        unione: understood.unione,
        reach: described.reach,
        named: described.named,
        file,
        given_text: None,
        source_url: described.source_url,
        licence: described.licence,
        deed: described.deed,
    };
    let waits = new.reach.needs_review();
    let location = visit
        .submit(&fields, move |tx, actor| {
            let id = match expected_on {
                Some(day) => documents::promise(tx, actor, new, day)?,
                None => documents::share(tx, actor, new)?,
            };
            Ok(documents::store::find_any(tx, id)?.url())
        })
        .await?;
    Ok(visit.see_other(
        &location,
        if expected_on.is_some() {
            "Documento annunciato: chi lo segue saprà quando arriva il file."
        } else if !waits {
            "Documento condiviso."
        } else if visit.actor.is_facilitatore() {
            "Documento caricato. Si pubblica da solo appena abbiamo letto il testo."
        } else {
            "Documento caricato: un facilitatore lo pubblica dopo averlo guardato."
        },
    ))
}
