//! Pages of foreign files as pictures, drawn in a confined child process.
//!
//! [`draw`] asks a child ([`confined`]) for [`Task::Pages`]; there [`answer`] draws
//! the pages and says what came of it, a [`Drawing`], in JSON. A PDF has pages; a picture is a page of
//! itself, and a TIFF may have several. What a reader of the site is sent is never the foreign file but a
//! picture this program wrote itself: PNG with a palette, at most [`MOST_BYTES`].

mod image;
mod page;
mod picture;

use std::fs::File;
use std::io::{self, Cursor, Write};
use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::confined::{self, End, Fault, Limits, Task};
use super::extract::FileKind;

/// The width of a picture, in pixels: a column of text on a large screen, and legible on a small one.
pub const WIDTH_PX: u32 = 900;
/// A page that would come out higher is drawn narrower.
const MOST_HEIGHT_PX: u32 = 2_400;
/// The largest picture, in bytes (ui.md §4.7: a page of text must come over a slow line).
pub const MOST_BYTES: usize = 120_000;

/// How wide and high a page is at most that a program is to recognise letters on, in pixels: 240 of
/// them on an inch of A4.
const READ_PX: (u32, u32) = (2_000, 3_000);
/// The largest of those pictures, in bytes: a byte for each pixel, and what stands around them.
const READ_BYTES: usize = 6_100_000;

/// What the pictures are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// To be shown: [`WIDTH_PX`] and [`MOST_BYTES`] count.
    Shown,
    /// To have letters recognised on them: larger, and of more bytes.
    Read,
}

impl Size {
    fn most_bytes(self) -> usize {
        match self {
            Self::Shown => MOST_BYTES,
            Self::Read => READ_BYTES,
        }
    }
}

/// What came of drawing some pages of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "case", rename_all = "snake_case")]
pub enum Drawing {
    /// Those pages that the file has, in order.
    Pages {
        /// How many pages the file has.
        count: u32,
        /// The pictures.
        pages: Vec<DrawnPage>,
    },
    /// The file cannot be drawn: it asks for a password, breaks the rules of its format, is of a kind
    /// that has no pages, or wants more time or memory than is allowed.
    Failed {
        /// Why, for developers; not meant to be shown.
        detail: String,
    },
}

/// The picture of one page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnPage {
    /// Its number, from 1.
    pub number: u32,
    /// In pixels.
    pub width_px: u32,
    /// In pixels.
    pub height_px: u32,
    /// The PNG file; base64 on its way from the child.
    #[serde(with = "as_base64")]
    pub png: Vec<u8>,
}

/// The kinds of file that can be drawn.
pub const DRAWABLE: [FileKind; 7] = [
    FileKind::Pdf,
    FileKind::Png,
    FileKind::Jpeg,
    FileKind::Gif,
    FileKind::Tiff,
    FileKind::Webp,
    FileKind::Bmp,
];

impl Drawing {
    /// What a child answered, if it can be: of each of these pages at most one picture, in order.
    fn in_order(self, first: u32, last: u32, size: Size) -> Self {
        if let Self::Pages { pages, .. } = &self {
            let numbers = pages.iter().map(|page| page.number);
            let are_those = numbers.is_sorted_by(|one, next| one < next)
                && pages
                    .iter()
                    .all(|page| (first..=last).contains(&page.number));
            if !are_those || !pages.iter().all(|page| page.is_picture(size)) {
                return Self::failed("the answer is none");
            }
        }
        self
    }

    fn failed(detail: impl std::fmt::Display) -> Self {
        Self::Failed {
            detail: detail.to_string().chars().take(200).collect(),
        }
    }
}

impl DrawnPage {
    /// Whether it begins as a PNG file of its width and height, and is no larger than the poorest of
    /// our own can come out.
    fn is_picture(&self, size: Size) -> bool {
        let head = [
            &b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"[..],
            &self.width_px.to_be_bytes(),
            &self.height_px.to_be_bytes(),
        ];
        self.png.len() <= 2 * size.most_bytes() && self.png.starts_with(&head.concat())
    }
}

/// Draws the pages from `first` to `last`, counted from 1, of `file` in a child process of `program`
/// (this program's own path). Blocks until the child has answered or been ended.
///
/// # Errors
/// When the child could not be started, the file not be opened, or the child was ended from outside:
/// nothing is known about the file then, and it may be tried again.
pub fn draw(
    program: &Path,
    file: &Path,
    (first, last): (u32, u32),
    size: Size,
    limits: &Limits,
) -> anyhow::Result<Drawing> {
    match confined::run_on(program, &Task::Pages { first, last, size }, file, limits) {
        End::Answered(answer) => serde_json::from_slice(&answer)
            .map(|drawing: Drawing| drawing.in_order(first, last, size))
            .context("the answer of the child is not understood"),
        End::Declined(detail) | End::Crashed(detail) => Ok(Drawing::failed(detail)),
        End::TooLarge => Ok(Drawing::failed("too large")),
        End::TimedOut => Ok(Drawing::failed("timed out")),
        End::NotTried(error) => Err(error),
    }
}

/// The side of the child: draws these pages of the file and answers a [`Drawing`] in JSON.
///
/// # Errors
/// When the file is too large to be read, or the answer cannot be written.
pub fn answer(
    file: File,
    (first, last): (u32, u32),
    size: Size,
    out: &mut dyn Write,
) -> Result<(), Fault> {
    let bytes = confined::whole(file)?;
    let kind = FileKind::of(&mut Cursor::new(&bytes))?;
    let drawing = match image::Format::of(kind) {
        Some(format) => image::draw(bytes, format, first, last),
        None => page::draw(bytes, first, last, size),
    };
    serde_json::to_writer(out, &drawing).map_err(|error| io::Error::from(error).into())
}

/// Bytes as text, for JSON has none.
mod as_base64 {
    use data_encoding::BASE64;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64.decode(text.as_bytes()).map_err(D::Error::custom)
    }
}
