//! What became of several files handed in at once, and whether a file is there already.

use actix_web::HttpResponse;
use actix_web::http::header;
use askama::Template;
use serde::Serialize;

use crate::features::documents::{self, Twin, twins};
use crate::features::people::Visit;
use crate::platform::blobs::BlobHash;
use crate::platform::error::{Error, Result};
use crate::platform::web::frame::Frame;

use super::upload::MOST_FILES;

/// The longest title that is made of the name of a file, in characters.
const TITLE_CHARS: usize = super::form::TITLE_CHARS;

#[derive(Template)]
#[template(path = "documents/handed_in.html")]
struct HandedInPage {
    frame: Frame,
    lines: Vec<Line>,
}

/// A document that was made.
struct Line {
    title: String,
    url: String,
    edit_url: String,
    withdraw_url: String,
    file: String,
    /// What still lacks, in words; empty when nothing does.
    lacks: String,
    /// Other documents with the same file.
    twins: Vec<Twin>,
}

/// The address of [`page`] for documents just made.
pub fn address(numbers: &[i64]) -> String {
    let each: Vec<String> = numbers.iter().map(|number| format!("n={number}")).collect();
    format!("/documenti/caricati?{}", each.join("&"))
}

/// The title of a document of which only the name of its file is known: without its ending, and with
/// spaces where a name has none.
pub fn title_of(file_name: &str) -> String {
    let stem = file_name
        .rsplit_once('.')
        .filter(|(stem, ending)| !stem.is_empty() && ending.chars().count() <= 8)
        .map_or(file_name, |(stem, _)| stem);
    let words = stem.replace('_', " ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    let title: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .take(TITLE_CHARS)
        .collect();
    if title.is_empty() {
        "Documento".to_owned()
    } else {
        title
    }
}

/// `GET /documenti/caricati?n=12&n=13`: the documents one has just made, and what they lack.
///
/// # Errors
/// [`Error::NotFound`] when none of them is there for this reader.
pub async fn page(visit: Visit) -> Result<HttpResponse> {
    let query = visit.query();
    let numbers: Vec<i64> = query
        .all("n")
        .filter_map(|number| number.parse().ok())
        .take(MOST_FILES)
        .collect();
    let lines = visit
        .read(move |conn, actor| {
            let mut lines = Vec::new();
            for (document, file) in documents::authored(conn, actor, &numbers)? {
                let number = document.number;
                let twins = match &file {
                    Some(file) => twins(conn, actor, &file.hash)?,
                    None => Vec::new(),
                };
                let named = file.as_ref().map(|file| title_of(&file.file_name));
                let mut lacks = Vec::new();
                if named.as_ref() == Some(&document.title) {
                    lacks.push("il titolo viene dal nome del file");
                }
                if document.description.is_empty() {
                    lacks.push("manca la descrizione");
                }
                lines.push(Line {
                    url: document.url(),
                    edit_url: format!("/documenti/{number}/modifica"),
                    withdraw_url: format!("/documenti/{number}/ritiro"),
                    file: file.map(|file| file.words()).unwrap_or_default(),
                    lacks: lacks.join("; "),
                    twins: twins
                        .into_iter()
                        .filter(|twin| twin.number != number)
                        .collect(),
                    title: document.title,
                });
            }
            Ok(lines)
        })
        .await?;
    if lines.is_empty() {
        return Err(Error::NotFound);
    }
    visit.page(&HandedInPage {
        frame: visit.frame().section("documenti"),
        lines,
    })
}

/// A document with the same file, as the script of the form reads it.
#[derive(Serialize)]
struct Same {
    titolo: String,
    indirizzo: String,
}

/// `GET /documenti/uguali?sha256=…`: the documents that have this file already, in JSON; asked before a
/// file is sent.
///
/// # Errors
/// [`Error::NotFound`] when that is no hash.
pub async fn same(visit: Visit) -> Result<HttpResponse> {
    let hash: BlobHash = visit
        .query()
        .text("sha256")
        .parse()
        .map_err(|_| Error::NotFound)?;
    let found = visit
        .read(move |conn, actor| twins(conn, actor, &hash))
        .await?;
    let found: Vec<Same> = found
        .into_iter()
        .map(|twin| Same {
            titolo: twin.title,
            indirizzo: twin.url,
        })
        .collect();
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_made_of_the_name_of_a_file() {
        for (name, title) in [
            ("delibera_GU_12-2026.pdf", "Delibera GU 12-2026"),
            ("è  così.tar.gz", "È così.tar"),
            ("senza-fine", "Senza-fine"),
            (".pdf", ".pdf"),
            ("_.pdf", "Documento"),
        ] {
            assert_eq!(title_of(name), title);
        }
        assert_eq!(title_of(&"a".repeat(300)).chars().count(), TITLE_CHARS);
    }
}
