//! `/redazione/registri/{n}`

use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Choice, in_words};
use crate::features::people::{Form, Visit};
use crate::features::registers::columns::{self, Field};
use crate::features::registers::{
    self, Fault as LineFault, FileState, LIMITS, Preview, Register, RegisterFile, Settings, intake,
};
use crate::platform::app::off_the_async_threads;
use crate::platform::dates;
use crate::platform::error::{Error, Result};
use crate::platform::table::{self, Table};
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults, Fields, length};
use crate::platform::web::frame::Frame;
use crate::platform::web::respond;

/// Rows shown as they will be read.
const SAMPLE: usize = 5;

/// Lines that could not be imported that are shown; all of them are in the download.
const FAULTS: i64 = 50;

/// Transactions done before the answer: what is short is done when the next page comes.
const AT_ONCE: usize = 4;

/// The version of what is said of a file as long as nobody has said anything.
const UNTOUCHED: i32 = 1;

/// The most characters of what is said of a file.
const SAID_MOST: usize = 200;

/// A file that waits to be confirmed.
#[derive(Template)]
#[template(path = "registers/preview.html")]
struct PreviewPage {
    frame: Frame,
    faults: Vec<Fault>,
    /// What is still to be said of a file of which nothing was said yet.
    hints: Vec<String>,
    file: RegisterFile,
    kinds: Vec<Choice>,
    columns: Vec<Column>,
    settings: Settings,
    /// The day of the data as it was typed.
    typed_day: String,
    /// Whether everything was said that has to be.
    is_complete: bool,
    /// Headings and cells of the first rows, as they will be read.
    sample: Vec<(String, Vec<String>)>,
    preview: Preview,
    in_words: String,
    rows: String,
}

/// A field and the columns it may stand in.
struct Column {
    name: String,
    label: String,
    optional: bool,
    choices: Vec<Choice>,
}

/// A file that was confirmed.
#[derive(Template)]
#[template(path = "registers/report.html")]
struct ReportPage {
    frame: Frame,
    file: RegisterFile,
    register: &'static str,
    is_done: bool,
    done: String,
    rows: String,
    finished: String,
    faults: Vec<LineFault>,
}

/// `GET /redazione/registri/{n}`
///
/// # Errors
/// [`Error::NotFound`] for whoever may not import, or when there is no such file.
pub async fn show(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let file = found(&visit, &path).await?;
    if file.state == FileState::Uploaded {
        let settings = file.settings.clone();
        let mut page = preview_page(&visit, file, settings, None, Vec::new()).await?;
        if page.file.lock_version == UNTOUCHED {
            // Nobody has sent anything that could be wrong.
            let missing = std::mem::take(&mut page.faults).into_iter();
            page.hints = missing.map(|fault| fault.message).collect();
        }
        visit.page(&page)
    } else {
        report(&visit, file).await
    }
}

async fn found(visit: &Visit, path: &str) -> Result<RegisterFile> {
    let number = address::number(path)?;
    visit
        .read(move |conn, actor| registers::find(conn, actor, number))
        .await
}

async fn report(visit: &Visit, file: RegisterFile) -> Result<HttpResponse> {
    let asked = file.clone();
    let faults = visit
        .read(move |conn, _| registers::faults(conn, &asked, FAULTS))
        .await?;
    visit.page(&ReportPage {
        frame: visit.frame(),
        register: file.register.label(),
        is_done: file.state == FileState::Imported,
        done: dates::number(file.rows_done),
        rows: dates::count(file.row_count, "riga", "righe"),
        finished: file
            .finished_at
            .map(|at| dates::long(at.0))
            .unwrap_or_default(),
        faults,
        file,
    })
}

/// The page of a file with these settings, which may not be kept yet.
async fn preview_page(
    visit: &Visit,
    file: RegisterFile,
    settings: Settings,
    typed_day: Option<String>,
    mut faults: Vec<Fault>,
) -> Result<PreviewPage> {
    let app = visit.app.clone();
    let (asked, said) = (file.clone(), settings.clone());
    let table = off_the_async_threads(move || intake::stored_table(&app, &asked)).await?;
    let missing = settings.missing(file.register, table.headings());
    let is_complete = missing.is_empty() && faults.is_empty();
    if faults.is_empty() {
        let fault = |(field, message)| Fault { field, message };
        faults.extend(missing.into_iter().map(fault));
    }
    let (register, columns) = (file.register, choices(file.register, &table, &settings));
    let sample = sample(register, &table, &settings);
    let preview = match is_complete {
        true => {
            let app = visit.app.clone();
            let compare = move || registers::preview(&app.db, register, &table, &said);
            off_the_async_threads(compare).await?
        }
        false => Preview::default(),
    };
    Ok(PreviewPage {
        frame: visit.frame(),
        faults,
        hints: Vec::new(),
        kinds: Register::ALL
            .iter()
            .map(|one| Choice::new(one.as_str(), one.label(), *one == register))
            .collect(),
        columns,
        typed_day: typed_day.unwrap_or_else(|| settings.data_on.clone()),
        settings,
        is_complete,
        sample,
        in_words: in_words(&preview.tally),
        preview,
        rows: dates::count(file.row_count, "riga", "righe"),
        file,
    })
}

fn choices(register: Register, table: &Table, settings: &Settings) -> Vec<Column> {
    let of = |field: &Field| {
        let chosen = settings.columns.get(field.name).copied();
        let none = Choice::new("", "non c’è", chosen.is_none());
        let headings = table.headings().iter().enumerate().map(|(place, heading)| {
            Choice::new(&place.to_string(), heading, chosen == Some(place))
        });
        Column {
            name: format!("colonna-{}", field.name),
            label: field.label.to_owned(),
            optional: !field.required,
            choices: std::iter::once(none).chain(headings).collect(),
        }
    };
    columns::fields(register).iter().map(of).collect()
}

/// The first rows, field by field; as long as a required field has no column, also the columns nobody
/// chose, under their own headings: how else would one choose?
fn sample(register: Register, table: &Table, settings: &Settings) -> Vec<(String, Vec<String>)> {
    let first = |column: usize| -> Vec<String> {
        let rows = table.rows().iter().take(SAMPLE);
        rows.map(|row| row.text(column).to_owned()).collect()
    };
    let fields = columns::fields(register);
    let column_of = |field: &Field| settings.columns.get(field.name).copied();
    let mut sample: Vec<(String, Vec<String>)> = fields
        .iter()
        .filter_map(|field| Some((field.label.to_owned(), first(column_of(field)?))))
        .collect();
    if fields
        .iter()
        .any(|field| field.required && column_of(field).is_none())
    {
        let headings = table.headings().iter().enumerate();
        let unused =
            headings.filter(|(place, _)| !settings.columns.values().any(|known| known == place));
        sample
            .extend(unused.map(|(place, heading)| (format!("Colonna «{heading}»"), first(place))));
    }
    sample
}

/// `POST /redazione/registri/{n}/colonne`
///
/// # Errors
/// [`Error::NotFound`]; [`Refusal`](crate::platform::error::Refusal) when the file was confirmed or
/// somebody else changed its columns meanwhile.
pub async fn describe(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let (visit, fields) = (form.visit, form.fields);
    let mut file = found(&visit, &path).await?;
    if file.state != FileState::Uploaded {
        return Ok(visit.see_other(&file.url(), "L’importazione è già stata confermata."));
    }
    let app = visit.app.clone();
    let asked = file.clone();
    let table = off_the_async_threads(move || intake::stored_table(&app, &asked)).await?;
    let register = fields.text("registro").parse().unwrap_or(file.register);
    let (settings, faults) = if register == file.register {
        said(register, &fields, &table)
    } else {
        // Another list has other columns: what was chosen for the first says nothing of them.
        (
            Settings::guess(register, table.headings()),
            Faults::default(),
        )
    };
    if !faults.is_empty() {
        file.register = register;
        let typed_day = fields.text("data").to_owned();
        let page = preview_page(&visit, file, settings, Some(typed_day), faults.0).await?;
        return visit.page_to_mend(&page);
    }
    let (number, version) = (file.number, version_of(&fields));
    visit
        .write(move |tx, actor| {
            registers::describe(tx, actor, number, version, register, &settings)
        })
        .await?;
    Ok(visit.see_other(&file.url(), "Fatto: l’anteprima è aggiornata."))
}

/// What a form says of a file.
fn said(register: Register, fields: &Fields, table: &Table) -> (Settings, Faults) {
    let mut faults = Faults::default();
    let mut settings = Settings::default();
    for field in columns::fields(register) {
        let column = fields
            .text(&format!("colonna-{}", field.name))
            .parse::<usize>();
        if let Some(column) = column
            .ok()
            .filter(|column| *column < table.headings().len())
        {
            settings.columns.insert(field.name.to_owned(), column);
        }
    }
    for (field, kept) in [
        ("fonte", &mut settings.source),
        ("licenza", &mut settings.licence),
    ] {
        *kept = fields.text(field).to_owned();
        let sentence = format!("Accorcia questo testo: al massimo {SAID_MOST} caratteri.");
        faults.unless(length(kept) <= SAID_MOST, field, sentence);
    }
    match registers::day_of(fields.text("data")) {
        Ok(day) => settings.data_on = day,
        Err(sentence) => faults.add("data", sentence),
    }
    (settings, faults)
}

fn version_of(fields: &Fields) -> i32 {
    fields.text("lock_version").parse().unwrap_or(0)
}

/// `POST /redazione/registri/{n}/importazione`
///
/// # Errors
/// [`Error::NotFound`]; [`Refusal`](crate::platform::error::Refusal) when somebody else changed its
/// columns meanwhile; when the database refuses.
pub async fn confirm(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let (visit, fields) = (form.visit, form.fields);
    let file = found(&visit, &path).await?;
    // Sent twice, by the same person or by two: the import is one.
    if file.state != FileState::Uploaded {
        return Ok(visit.see_other(&file.url(), "L’importazione è già stata confermata."));
    }
    let app = visit.app.clone();
    let asked = file.clone();
    let table = off_the_async_threads(move || intake::stored_table(&app, &asked)).await?;
    if !file
        .settings
        .missing(file.register, table.headings())
        .is_empty()
    {
        let settings = file.settings.clone();
        let page = preview_page(&visit, file, settings, None, Vec::new()).await?;
        return visit.page_to_mend(&page);
    }
    let (number, version) = (file.number, version_of(&fields));
    visit
        .write(move |tx, actor| registers::confirm(tx, actor, number, version))
        .await?;
    let app = visit.app.clone();
    off_the_async_threads(move || registers::continue_one(&app, AT_ONCE)).await?;
    Ok(visit.see_other(&file.url(), ""))
}

/// `POST /redazione/registri/{n}/eliminazione`
///
/// # Errors
/// [`Error::NotFound`]; [`Refusal`](crate::platform::error::Refusal) when the file was confirmed.
pub async fn discard(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    form.visit
        .write(move |tx, actor| registers::discard(tx, actor, number))
        .await?;
    Ok(form.visit.see_other(
        "/redazione/registri",
        "File buttato via: non ha cambiato niente.",
    ))
}

/// `GET /redazione/registri/{n}/righe-da-sistemare.csv`
///
/// # Errors
/// [`Error::NotFound`] for whoever may not import, or when there is no such file.
pub async fn faults_file(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let file = found(&visit, &path).await?;
    let asked = file.clone();
    let faults = visit
        .read(move |conn, _| registers::faults(conn, &asked, LIMITS.rows as i64))
        .await?;
    if faults.is_empty() {
        return Err(Error::NotFound);
    }
    let rows: Vec<Vec<String>> = faults
        .into_iter()
        .map(|fault| vec![fault.line.to_string(), fault.about, fault.reason])
        .collect();
    let bytes = table::write(
        &["Riga", "Che cosa", "Perché"],
        rows.iter().map(Vec::as_slice),
    );
    Ok(respond::table_file(
        &format!("righe-da-sistemare-{}.csv", file.number),
        bytes,
    ))
}
