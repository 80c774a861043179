//! The text of a PDF, page by page.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{Document, Error, output_doc_page};

use super::layout;
use super::{Extraction, MAX_TEXT_BYTES, Page, clean};

/// With fewer characters a page than this, on the whole, the pages are pictures of text.
pub(super) const MIN_CHARACTERS_A_PAGE: usize = 20;

/// Reads the text of `bytes`. A page that cannot be read is left empty as long as another can.
pub fn read(bytes: &[u8]) -> Extraction {
    let document = match open(bytes) {
        Ok(document) => document,
        Err(otherwise) => return otherwise,
    };
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    if numbers.is_empty() {
        return Extraction::damaged("the file has no pages");
    }
    let mut pages = Vec::with_capacity(numbers.len());
    let mut read_bytes = 0;
    let mut fault = None;
    for number in &numbers {
        match page(&document, *number, MAX_TEXT_BYTES - read_bytes) {
            Ok(text) => {
                read_bytes = MAX_TEXT_BYTES.min(read_bytes + text.len());
                pages.push(clean::page(&text));
            }
            Err(PageFault::TooLong) => return Extraction::TooLarge,
            Err(PageFault::Unreadable(detail)) => {
                pages.push(String::new());
                fault = Some(detail);
            }
        }
    }
    let characters: usize = pages.iter().map(|page| clean::ink(page)).sum();
    match fault {
        Some(detail) if characters == 0 => Extraction::Damaged { detail },
        _ if characters < MIN_CHARACTERS_A_PAGE * pages.len() => Extraction::ImageOnly {
            pages: u32::try_from(pages.len()).unwrap_or(u32::MAX),
        },
        _ => Extraction::of(pages.into_iter().map(Page::from).collect()),
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
