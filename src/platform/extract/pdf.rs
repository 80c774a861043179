//! The text of a PDF, page by page.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{Dictionary, Document, Error, Object, ObjectId, output_doc_page};

use super::layout;
use super::{Extraction, MAX_TEXT_BYTES, Page, clean};

/// With fewer characters a page than this, on the whole, the pages are pictures of text.
pub(super) const MIN_CHARACTERS_A_PAGE: usize = 20;

/// A page with a picture of so many dots, about half of A4 at 100 dots an inch, and with no more
/// characters than this is a scan with a stamp on it.
const SCAN_DOTS: i64 = 500_000;
const MOST_CHARACTERS_ON_A_SCAN: usize = 400;

/// Reads the text of `bytes`. A page that cannot be read is left empty as long as another can.
pub fn read(bytes: &[u8]) -> Extraction {
    let document = match open(bytes) {
        Ok(document) => document,
        Err(otherwise) => return otherwise,
    };
    let numbers = document.get_pages();
    if numbers.is_empty() {
        return Extraction::damaged("the file has no pages");
    }
    let mut pages: Vec<Page> = Vec::with_capacity(numbers.len());
    let mut read_bytes = 0;
    let mut fault = None;
    for (number, id) in &numbers {
        match page(&document, *number, MAX_TEXT_BYTES - read_bytes) {
            Ok(text) => {
                read_bytes = MAX_TEXT_BYTES.min(read_bytes + text.len());
                let text = clean::page(&text);
                let is_scan = clean::ink(&text) <= MOST_CHARACTERS_ON_A_SCAN
                    && largest_picture(&document, *id) >= SCAN_DOTS;
                pages.push(Page::from(text).partly(is_scan));
            }
            Err(PageFault::TooLong) => return Extraction::TooLarge,
            Err(PageFault::Unreadable(detail)) => {
                pages.push(Page::default().partly(true));
                fault = Some(detail);
            }
        }
    }
    let characters: usize = pages.iter().map(|page| clean::ink(&page.text)).sum();
    match fault {
        Some(detail) if characters == 0 => Extraction::Damaged { detail },
        _ if characters < MIN_CHARACTERS_A_PAGE * pages.len() => Extraction::ImageOnly {
            pages: u32::try_from(pages.len()).unwrap_or(u32::MAX),
        },
        _ => Extraction::of(pages),
    }
}

/// Parses the file and, where it is locked against changes but not against reading, unlocks it.
fn open(bytes: &[u8]) -> Result<Document, Extraction> {
    let mut document = match Document::load_mem(bytes) {
        Ok(document) => document,
        Err(Error::InvalidPassword | Error::Decryption(_)) => {
            return Err(Extraction::Encrypted);
        }
        Err(error) => return Err(Extraction::damaged(error)),
    };
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(Extraction::Encrypted);
    }
    Ok(document)
}

/// The dots of the largest picture that a page may show, also by way of one drawing it shows; 0 without.
fn largest_picture(document: &Document, page: ObjectId) -> i64 {
    let Ok((own, inherited)) = document.get_page_resources(page) else {
        return 0;
    };
    let inherited = inherited
        .into_iter()
        .filter_map(|id| document.get_dictionary(id).ok());
    own.into_iter()
        .chain(inherited)
        .map(|resources| pictures(document, resources, true))
        .max()
        .unwrap_or(0)
}

fn pictures(document: &Document, resources: &Dictionary, may_go_deeper: bool) -> i64 {
    let held = |dictionary: &Dictionary, key: &[u8]| -> Option<Object> {
        let object = dictionary.get(key).ok()?;
        document.dereference(object).ok().map(|(_, it)| it.clone())
    };
    let Some(Object::Dictionary(named)) = held(resources, b"XObject") else {
        return 0;
    };
    let dots = |(_, object): (&Vec<u8>, &Object)| -> Option<i64> {
        let (_, Object::Stream(stream)) = document.dereference(object).ok()? else {
            return None;
        };
        match held(&stream.dict, b"Subtype")? {
            Object::Name(name) if name == b"Image" => {
                let side = |key| held(&stream.dict, key)?.as_i64().ok();
                Some(side(b"Width")?.saturating_mul(side(b"Height")?))
            }
            Object::Name(name) if name == b"Form" && may_go_deeper => {
                match held(&stream.dict, b"Resources")? {
                    Object::Dictionary(inside) => Some(pictures(document, &inside, false)),
                    _ => None,
                }
            }
            _ => None,
        }
    };
    named.iter().filter_map(dots).max().unwrap_or(0)
}

enum PageFault {
    TooLong,
    Unreadable(String),
}

fn page(document: &Document, number: u32, room_bytes: usize) -> Result<String, PageFault> {
    let mut page = layout::Page::new(room_bytes);
    // The parser panics on pages it did not foresee. The document is only read, so that nothing
    // half-changed is seen afterwards.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        output_doc_page(document, &mut page, number)
    }));
    match outcome {
        _ if page.is_full() => Err(PageFault::TooLong),
        Ok(Ok(())) => Ok(page.into_text()),
        Ok(Err(error)) => Err(PageFault::Unreadable(format!("page {number}: {error}"))),
        Err(_) => Err(PageFault::Unreadable(format!(
            "page {number}: the parser panicked"
        ))),
    }
}
