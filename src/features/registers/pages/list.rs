//! `/redazione/registri`

use actix_web::HttpResponse;
use actix_web::web::{Bytes, Payload};
use askama::Template;
use futures_util::stream;

use super::{Choice, in_words};
use crate::features::people::{SmallFile, Visit, read_attached};
use crate::features::registers::{
    self, FileState, LIMITS, NewFile, Register, RegisterFile, Settings, columns,
};
use crate::platform::app::off_the_async_threads;
use crate::platform::blobs::{BlobHash, PutError};
use crate::platform::dates;
use crate::platform::db::When;
use crate::platform::error::{Error, Result};
use crate::platform::table::Table;
use crate::platform::web::fields::{Fault, Faults, Fields};
use crate::platform::web::frame::Frame;

/// The most characters kept of a file's name.
const FILE_NAME_MOST: usize = 150;

#[derive(Template)]
#[template(path = "registers/list.html")]
struct ListPage {
    frame: Frame,
    faults: Vec<Fault>,
    kinds: Vec<Choice>,
    hint: String,
    files: Vec<Line>,
}

/// A file of the history in words.
struct Line {
    url: String,
    file_name: String,
    register: &'static str,
    /// "12 nuove, 3 cambiate", or what is to be done.
    outcome: String,
    tone: &'static str,
    state: &'static str,
    who: String,
    when: String,
}

impl Line {
    fn of(file: RegisterFile, now: When) -> Line {
        let (tone, state) = match file.state {
            FileState::Uploaded => ("waiting", "da confermare"),
            FileState::Confirmed => ("info", "in corso"),
            FileState::Imported => ("done", "importato"),
        };
        Line {
            url: file.url(),
            register: file.register.label(),
            outcome: in_words(&file.tally),
            tone,
            state,
            who: file.by_name,
            when: dates::relative(file.uploaded_at.0, now.0),
            file_name: file.file_name,
        }
    }
}

/// `GET /redazione/registri`
///
/// # Errors
/// [`Error::NotFound`] for whoever may not import; when the database refuses.
pub async fn list(visit: Visit) -> Result<HttpResponse> {
    let page = page(&visit, &Fields::default(), Vec::new()).await?;
    visit.page(&page)
}

async fn page(visit: &Visit, typed: &Fields, faults: Vec<Fault>) -> Result<ListPage> {
    let now = visit.app.now();
    let files = visit.read(registers::history).await?;
    let chosen = typed.text("registro");
    let mut kinds = vec![Choice::new(
        "",
        "Si capisce dalle intestazioni delle colonne",
        chosen.is_empty(),
    )];
    kinds.extend(Register::ALL.iter().map(|register| {
        let value = register.as_str();
        Choice::new(value, register.label(), chosen == value)
    }));
    Ok(ListPage {
        frame: visit.frame(),
        faults,
        kinds,
        hint: format!(
            "Un file CSV, al massimo {} e {} righe; nella prima riga le intestazioni delle colonne.",
            dates::file_size(LIMITS.bytes as u64),
            dates::number(LIMITS.rows as i64)
        ),
        files: files.into_iter().map(|file| Line::of(file, now)).collect(),
    })
}

/// `POST /redazione/registri`
///
/// # Errors
/// [`Error::NotFound`] for whoever may not import; [`Error::TooLarge`]; when the store or the database
/// refuses.
pub async fn upload(visit: Visit, payload: Payload) -> Result<HttpResponse> {
    let form = read_attached(&visit, payload, LIMITS.bytes).await?;
    if !registers::may_import(&visit.actor) {
        return Err(Error::NotFound);
    }
    let mut faults = Faults::default();
    let Some(file) = form.file else {
        faults.add("file", "Scegli il file da importare.");
        return mend(&visit, &form.fields, faults).await;
    };
    let SmallFile { name, bytes } = file;
    let bytes = Bytes::from(bytes);
    let read = bytes.clone();
    let table = off_the_async_threads(move || Ok(Table::read(&read, LIMITS))).await?;
    let table = match table {
        Ok(table) => table,
        Err(fault) => {
            faults.add("file", fault.sentence());
            return mend(&visit, &form.fields, faults).await;
        }
    };
    let new = described(&form.fields, &name, &table, stored(&visit, bytes).await?);
    let location = visit
        .submit(&form.fields, move |tx, actor| {
            let number = registers::keep(tx, actor, &new)?;
            Ok(format!("/redazione/registri/{number}"))
        })
        .await?;
    Ok(visit.see_other(&location, ""))
}

async fn mend(visit: &Visit, typed: &Fields, faults: Faults) -> Result<HttpResponse> {
    let page = page(visit, typed, faults.0).await?;
    visit.page_to_mend(&page)
}

async fn stored(visit: &Visit, bytes: Bytes) -> Result<BlobHash> {
    let stream = stream::once(async move { Ok::<_, std::convert::Infallible>(bytes) });
    match visit.app.blobs.put(stream, LIMITS.bytes as u64).await {
        Ok(blob) => Ok(blob.hash),
        Err(PutError::TooLarge { limit_bytes }) => Err(Error::TooLarge { limit_bytes }),
        Err(error) => Err(Error::Unavailable(error.to_string())),
    }
}

/// What came, as its headings tell it; a kind that was chosen counts more.
fn described(fields: &Fields, name: &str, table: &Table, blob: BlobHash) -> NewFile {
    let chosen = fields.text("registro").parse().ok();
    let register = chosen
        .or_else(|| columns::guess_register(table.headings()))
        .unwrap_or(Register::Unioni);
    let file_name: String = name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(FILE_NAME_MOST)
        .collect();
    NewFile {
        register,
        file_name: if file_name.is_empty() {
            "file.csv".to_owned()
        } else {
            file_name
        },
        blob: Some(blob),
        settings: Settings::guess(register, table.headings()),
        row_count: table.rows().len() as i64,
    }
}
