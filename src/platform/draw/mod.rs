//! Pages of foreign files as pictures, drawn in a child process with limits.
//!
//! [`draw`] starts this very program as `draw FILE FIRST LAST SECONDS BYTES`; there [`child()`] draws
//! the pages and answers with a [`Drawing`] in JSON. What a reader of the site is sent is never the
//! foreign file but a picture this program wrote itself: PNG with a palette, at most [`MOST_BYTES`].

mod child;
mod page;
mod picture;

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::extract::{self, Ended, Limits};

pub use child::child;

/// The width of a picture, in pixels: a column of text on a large screen, and legible on a small one.
pub const WIDTH_PX: u32 = 900;
/// A page that would come out higher is drawn narrower.
const MOST_HEIGHT_PX: u32 = 2_400;
/// The largest picture, in bytes (ui.md §4.7: a page of text must come over a slow line).
pub const MOST_BYTES: usize = 120_000;

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

impl Drawing {
    fn failed(detail: impl std::fmt::Display) -> Self {
        Self::Failed {
            detail: detail.to_string().chars().take(200).collect(),
        }
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
    limits: &Limits,
) -> Result<Drawing> {
    let pages = [first.to_string(), last.to_string()];
    let ended = extract::run(program, "draw", file, &pages, limits)?;
    Ok(match ended {
        Ended::Said(answer) => {
            serde_json::from_slice(&answer).context("the answer of the child is not understood")?
        }
        Ended::TooLarge => Drawing::failed("too large"),
        Ended::TimedOut => Drawing::failed("timed out"),
        Ended::Broke(detail) => Drawing::failed(detail),
        Ended::FromOutside(detail) => bail!(detail),
    })
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
