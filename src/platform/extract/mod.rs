//! Reading the text out of foreign files, in a confined child process.
//!
//! [`extract`] asks a child ([`confined`]) for [`Task::Text`]; there [`answer`]
//! reads the file and says what it found, an [`Extraction`], in JSON. Whatever a file does to its
//! reader, the parent goes on and learns which of the cases it was.

use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::confined::{self, End, Limits, Task};

mod archive;
pub mod blanks;
mod child;
mod clean;
mod comma;
mod container;
mod html;
mod image;
mod kind;
mod layout;
mod letter;
mod markup;
mod msg;
mod office;
mod ole;
mod page;
mod pdf;
mod ppt;
pub mod programs;
mod room;
mod rtf;
mod sheets;
mod slides;
mod txt;
mod word97;

pub use child::{answer, read};
pub use image::directories as tiff_directories;
pub use kind::FileKind;
pub use page::Page;

/// The most text taken from one file.
const MAX_TEXT_BYTES: usize = 20 << 20;
/// The most pages taken from one file.
const MAX_PAGES: usize = 20_000;

/// What came out of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "case", rename_all = "snake_case")]
pub enum Extraction {
    /// Its text by page, at least one, not all of them empty. A file that has no pages has one.
    Text {
        /// In the order of the file; a page without text is there, empty.
        pages: Vec<Page>,
    },
    /// A scan or a picture on which another program recognised letters, perhaps not rightly.
    Recognised {
        /// Its text by page; of a long scan the first pages.
        pages: Vec<Page>,
        /// How many pages it has.
        of: u32,
    },
    /// A scan: pages, but no text on them.
    ImageOnly {
        /// How many.
        pages: u32,
    },
    /// A picture: a photograph, a drawing, a page that was scanned into one.
    Image {
        /// How many pictures are in the file.
        pages: u32,
        /// Width and height of the first, when its header says them.
        pixels: Option<(u32, u32)>,
    },
    /// It asks for a password.
    Encrypted,
    /// It breaks the rules of its own format, or the program that reads it.
    Damaged {
        /// What exactly, for developers; not meant to be shown.
        detail: String,
    },
    /// It unpacks to more than is allowed, or asks for more memory.
    TooLarge,
    /// Reading it took longer than is allowed.
    TimedOut,
    /// It is of a kind that has no text or whose text is not read.
    Unreadable {
        /// The kind.
        kind: FileKind,
    },
    /// No bytes, or nothing but blanks.
    Empty,
}

impl Extraction {
    /// The text of these pages: empty when none has any, too large when there is more than may be.
    fn of(pages: Vec<Page>) -> Self {
        let bytes: usize = pages.iter().map(|page| page.text.len()).sum();
        if pages.iter().all(|page| page.text.is_empty()) {
            Self::Empty
        } else if pages.len() > MAX_PAGES || bytes > MAX_TEXT_BYTES {
            Self::TooLarge
        } else {
            Self::Text { pages }
        }
    }

    /// What a child answered, as it may be: within the limits, and without characters that no reader
    /// of files leaves in a text.
    fn in_order(self) -> Self {
        let most = u32::try_from(MAX_PAGES).unwrap_or(u32::MAX);
        match self {
            Self::Text { pages } => Self::of(pages.into_iter().map(Page::in_order).collect()),
            Self::ImageOnly { pages } => Self::ImageOnly {
                pages: pages.min(most),
            },
            Self::Image { pages, pixels } => Self::Image {
                pages: pages.min(most),
                pixels,
            },
            Self::Damaged { detail } => Self::damaged(detail),
            // Our own reader recognises nothing.
            Self::Recognised { .. } => Self::damaged("the answer is none"),
            other => other,
        }
    }

    /// The same with other pages in the place of each.
    fn with_pages(self, change: impl FnMut(Page) -> Vec<Page>) -> Self {
        match self {
            Self::Text { pages } => Self::Text {
                pages: pages.into_iter().flat_map(change).collect(),
            },
            other => other,
        }
    }

    fn damaged(detail: impl std::fmt::Display) -> Self {
        Self::Damaged {
            detail: detail.to_string().chars().take(200).collect(),
        }
    }
}

/// Reads the text of `file` in a child process of `program` (this program's own path). Blocks
/// until the child has answered or been ended; it is never left behind.
///
/// # Errors
/// When the child could not be started, the file not be opened, or the child was ended from
/// outside: nothing is known about the file then, and it may be tried again.
pub fn extract(program: &Path, file: &Path, limits: &Limits) -> Result<Extraction> {
    match confined::run_on(program, &Task::Text, file, limits) {
        End::Answered(answer) => serde_json::from_slice(&answer)
            .map(Extraction::in_order)
            .context("the answer of the child is not understood"),
        End::Declined(detail) | End::Crashed(detail) => Ok(Extraction::damaged(detail)),
        End::TooLarge => Ok(Extraction::TooLarge),
        End::TimedOut => Ok(Extraction::TimedOut),
        End::NotTried(error) => Err(error),
    }
}

/// UTF-16 with its mark, decoded; `None` for anything else.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (mark, rest) = bytes.split_first_chunk::<2>()?;
    let unit = match mark {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    let units = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    Some(
        char::decode_utf16(units)
            .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect(),
    )
}
