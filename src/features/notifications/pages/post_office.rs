//! The demonstration's post office: the letters it wrote into its folder, to be read. Nowhere else.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::features::people::Visit;
use crate::platform::app::{App, off_the_async_threads};
use crate::platform::config::MailRoute;
use crate::platform::dates;
use crate::platform::error::{Error, Result};
use crate::platform::mail::{FolderMailer, ReadLetter};
use crate::platform::text;
use crate::platform::web::frame::Frame;

/// The most letters on the page, newest first.
const LETTERS: usize = 100;
/// A letter's own styles may show, nothing else may load or run.
const LETTER_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// A letter of the list.
struct Row {
    name: String,
    subject: String,
    to: String,
    when: String,
}

#[derive(Template)]
#[template(path = "notifications/letters.html")]
struct LettersPage {
    frame: Frame,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "notifications/letter.html")]
struct LetterPage {
    frame: Frame,
    name: String,
    subject: String,
    to: String,
    when: String,
    text_html: String,
}

fn folder(app: &App) -> Result<FolderMailer> {
    match &app.config.mail {
        MailRoute::Folder(folder) if app.config.demo => Ok(FolderMailer::new(folder)?),
        _ => Err(Error::NotFound),
    }
}

/// `GET /posta`
///
/// # Errors
/// [`Error::NotFound`] outside a demonstration that keeps its letters in a folder.
pub async fn letters(visit: Visit) -> Result<HttpResponse> {
    let folder = folder(&visit.app)?;
    let letters = off_the_async_threads(move || Ok(folder.list()?)).await?;
    let now = visit.app.now();
    let rows = letters
        .into_iter()
        .take(LETTERS)
        .map(|filed| Row {
            name: filed.name,
            subject: filed.letter.subject,
            to: filed.letter.to,
            when: dates::relative(filed.letter.date, now.0),
        })
        .collect();
    visit.page(&LettersPage {
        frame: visit.frame(),
        rows,
    })
}

async fn read(visit: &Visit, name: String) -> Result<ReadLetter> {
    let folder = folder(&visit.app)?;
    off_the_async_threads(move || folder.read(&name)?.ok_or(Error::NotFound)).await
}

/// `GET /posta/{name}`: the text of a letter.
///
/// # Errors
/// [`Error::NotFound`] when there is no such letter.
pub async fn letter(visit: Visit, name: web::Path<String>) -> Result<HttpResponse> {
    let name = name.into_inner();
    let letter = read(&visit, name.clone()).await?;
    visit.page(&LetterPage {
        frame: visit.frame(),
        name,
        subject: letter.subject,
        to: letter.to,
        when: dates::long(letter.date),
        text_html: text::to_html(&letter.text),
    })
}

/// `GET /posta/{name}/html`: a letter as mail programs show it.
///
/// # Errors
/// [`Error::NotFound`] when there is no such letter.
pub async fn letter_html(visit: Visit, name: web::Path<String>) -> Result<HttpResponse> {
    let letter = read(&visit, name.into_inner()).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, LETTER_POLICY))
        .body(letter.html))
}
