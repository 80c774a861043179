//! The fascicolo di riuso: the documents of a practice as one zip, with an index.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use askama::Template;
use bytes::Bytes;
use chrono::NaiveDate;

use super::originals_of;
use crate::features::card::{LookUpOriginals, Original, OriginalFile};
use crate::features::people::Visit;
use crate::features::practices::{self as feature, Practice};
use crate::platform::archive::{self, Content, Entry, Packing};
use crate::platform::dates;
use crate::platform::error::{Error, Result};
use crate::platform::table;
use crate::platform::web::address;
use crate::platform::web::frame::Frame;
use crate::platform::web::respond;

#[derive(Template)]
#[template(path = "practices/dossier.html")]
struct DossierPage {
    frame: Frame,
    /// The address of the practice.
    url: String,
    title: String,
    lines: Vec<Line>,
    /// "3 documenti, 4,2 MB in tutto".
    content: String,
}

#[derive(Template)]
#[template(path = "practices/dossier_index.html")]
struct Index<'a> {
    title: &'a str,
    /// "Versione 3, pubblicata il 5 maggio 2026".
    version: &'a str,
    url: &'a str,
    lines: &'a [Line],
}

/// A document in the index.
struct Line {
    /// From 1.
    number: usize,
    title: String,
    kind: &'static str,
    act: String,
    licence: String,
    /// The path of its page on this site.
    path: String,
    /// The address of its page from anywhere.
    url: String,
    file: Option<Packed>,
}

/// The file of a document in the archive.
struct Packed {
    /// Its name there.
    name: String,
    /// "PDF, 640 kB".
    words: String,
    file: OriginalFile,
}

/// `GET /pratiche/{n-slug}/fascicolo`: what is in it, and how large it is.
///
/// # Errors
/// [`Error::NotFound`] for whoever may not see the practice, and while nothing of it is published.
pub async fn dossier_page(
    visit: Visit,
    path: web::Path<String>,
    look_up: LookUpOriginals,
) -> Result<HttpResponse> {
    let dossier = find(&visit, address::number(&path)?, look_up).await?;
    if dossier.practice.segment() != *path {
        return Ok(respond::moved(&format!(
            "{}/fascicolo",
            dossier.practice.url()
        )));
    }
    let files = || dossier.lines.iter().filter_map(|line| line.file.as_ref());
    let bytes = files().map(|packed| packed.file.size_bytes).sum();
    visit.page(&DossierPage {
        frame: visit.frame().section("pratiche"),
        url: dossier.practice.url(),
        content: match files().count() {
            0 => String::new(),
            count => format!(
                "{}, {} in tutto",
                dates::count(count as i64, "file", "file"),
                dates::file_size(bytes)
            ),
        },
        title: dossier.title,
        lines: dossier.lines,
    })
}

/// `GET /pratiche/{n-slug}/fascicolo.zip`, written as it is sent.
///
/// # Errors
/// As [`dossier_page`]; [`Error::NotFound`] when there is no file the reader may have.
pub async fn dossier_zip(
    visit: Visit,
    path: web::Path<String>,
    look_up: LookUpOriginals,
) -> Result<HttpResponse> {
    let dossier = find(&visit, address::number(&path)?, look_up).await?;
    if dossier.lines.iter().all(|line| line.file.is_none()) {
        return Err(Error::NotFound);
    }
    let name = format!(
        "fascicolo-{}-versione-{}.zip",
        dossier.practice.segment(),
        dossier.ordinal
    );
    let entries = dossier.entries()?;
    let zip = archive::stream(visit.app.blobs.clone(), dossier.day, entries);
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/zip"))
        .insert_header((header::CONTENT_DISPOSITION, respond::attachment(&name)))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Said outright, so that nobody on the way compresses what is compressed already.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .streaming(zip))
}

/// The documents of a practice as this reader may take them along.
struct Dossier {
    practice: Practice,
    /// The title of the published version.
    title: String,
    ordinal: i32,
    day: NaiveDate,
    /// The address of the site, before every path.
    site: String,
    lines: Vec<Line>,
}

async fn find(visit: &Visit, number: i64, look_up: LookUpOriginals) -> Result<Dossier> {
    let site = visit.app.public_url();
    visit
        .read(move |conn, actor| {
            let practice = feature::find(conn, actor, number)?;
            let published = practice.published_version.ok_or(Error::NotFound)?;
            let version = feature::version(conn, published)?;
            let originals = originals_of(conn, actor, &version.text.content, look_up)?;
            Ok(Dossier {
                practice,
                title: version.text.title,
                ordinal: version.ordinal,
                day: dates::in_rome(version.published_at.unwrap_or(version.updated_at).0),
                lines: lines(originals, &site),
                site,
            })
        })
        .await
}

fn lines(originals: Vec<Original>, site: &str) -> Vec<Line> {
    // So many digits that the names sort as the path goes.
    let digits = originals.len().to_string().len().max(2);
    originals
        .into_iter()
        .enumerate()
        .map(|(at, original)| Line {
            number: at + 1,
            file: original.file.map(|file| Packed {
                name: packed_name(at + 1, digits, &original.title, &file.file_name),
                words: format!(
                    "{}, {}",
                    file.kind.label(),
                    dates::file_size(file.size_bytes)
                ),
                file,
            }),
            url: format!("{site}{}", original.url),
            path: original.url,
            title: original.title,
            kind: original.kind,
            act: original.act,
            licence: original.licence,
        })
        .collect()
}

/// `01-convenzione-per-i-servizi-ict.pdf`: letters that every program unpacks, whatever the title.
fn packed_name(number: usize, digits: usize, title: &str, file_name: &str) -> String {
    let stem = address::segment(number as i64, title);
    let width = digits + stem.len() - number.to_string().len();
    format!("{stem:0>width$}{}", endings(file_name))
}

/// The endings of a file name, a signature's with that of what was signed: `.pdf`, `.pdf.p7m`.
fn endings(file_name: &str) -> String {
    let is_ending = |ending: &&str| {
        (1..=8).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let mut parts = file_name.rsplit('.').map(str::trim);
    let last = parts.next().filter(is_ending);
    let before = parts.next().filter(is_ending);
    match (last, before, parts.next()) {
        (Some(last), Some(before), Some(_)) if last.eq_ignore_ascii_case("p7m") => {
            format!(".{before}.{last}").to_lowercase()
        }
        (Some(last), Some(_), _) | (Some(last), None, Some(_)) => format!(".{last}").to_lowercase(),
        (Some(last), None, None) if file_name.contains('.') => format!(".{last}").to_lowercase(),
        _ => String::new(),
    }
}

impl Dossier {
    /// The index in two forms, then the files.
    fn entries(&self) -> Result<Vec<Entry>> {
        let version = format!(
            "Versione {}, pubblicata il {}",
            self.ordinal,
            dates::written(self.day)
        );
        let index = respond::render(&Index {
            title: &self.title,
            version: &version,
            url: &format!("{}{}", self.site, self.practice.url()),
            lines: &self.lines,
        })?;
        let told = |name: &str, bytes: Vec<u8>| Entry {
            name: name.to_owned(),
            content: Content::Bytes(Bytes::from(bytes)),
            packing: Packing::Deflated,
        };
        let mut entries = vec![
            told("index.html", index.into_bytes()),
            told("indice.csv", table_of(&self.lines)),
        ];
        entries.extend(
            self.lines
                .iter()
                .filter_map(|line| line.file.as_ref())
                .map(|packed| Entry {
                    name: packed.name.clone(),
                    content: Content::Blob {
                        hash: packed.file.hash.clone(),
                        size_bytes: packed.file.size_bytes,
                    },
                    packing: if packed.file.kind.is_packed() {
                        Packing::Stored
                    } else {
                        Packing::Deflated
                    },
                }),
        );
        Ok(entries)
    }
}

/// The index as a table to download.
fn table_of(lines: &[Line]) -> Vec<u8> {
    let headings = [
        "numero",
        "titolo",
        "tipo",
        "atto",
        "licenza",
        "sha256",
        "file",
        "indirizzo",
    ];
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            let file = line.file.as_ref();
            vec![
                line.number.to_string(),
                line.title.clone(),
                line.kind.to_owned(),
                line.act.clone(),
                line.licence.clone(),
                file.map(|packed| packed.file.hash.as_str().to_owned())
                    .unwrap_or_default(),
                file.map(|packed| packed.name.clone()).unwrap_or_default(),
                line.url.clone(),
            ]
        })
        .collect();
    table::write(&headings, rows.iter().map(Vec::as_slice))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_as_the_path_goes_and_unpack_everywhere() {
        for (number, digits, title, file, expected) in [
            (1, 2, "Perché così?", "Atto.PDF", "01-perche-cosi.pdf"),
            (12, 2, "Atto", "a.pdf.p7m", "12-atto.pdf.p7m"),
            (7, 3, "Atto", "senza", "007-atto"),
            (2, 2, "🚒", "foto.così", "02-fire-engine"),
            (3, 2, "—", "x.odt", "03.odt"),
            (4, 2, "../../etc/passwd", "a..b", "04-etc-passwd.b"),
            (
                5,
                2,
                "Modello v1.2",
                "modello v1.2.docx",
                "05-modello-v1-2.docx",
            ),
        ] {
            assert_eq!(
                packed_name(number, digits, title, file),
                expected,
                "{title} {file}"
            );
        }
    }

    #[test]
    fn the_table_is_read_by_office_programs() {
        let line = Line {
            number: 1,
            title: "=SOMMA(A1); «sì»".into(),
            kind: "Convenzione",
            act: "-5".into(),
            licence: "CC BY 4.0".into(),
            path: "/documenti/1".into(),
            url: "https://esempio.it/documenti/1".into(),
            file: None,
        };
        let table = String::from_utf8(table_of(&[line])).unwrap();
        assert_eq!(
            table,
            "\u{FEFF}numero;titolo;tipo;atto;licenza;sha256;file;indirizzo\r\n\
             1;\"'=SOMMA(A1); «sì»\";Convenzione;-5;CC BY 4.0;;;https://esempio.it/documenti/1\r\n"
        );
    }
}
