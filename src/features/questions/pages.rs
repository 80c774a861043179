//! The pages of questions.

pub mod acts;
pub mod ask;
pub mod edit;
pub mod feed;
pub mod list;
mod preview;
pub mod print;
pub mod show;
mod sight;
mod view;

use super::AnswerId;
use crate::platform::error::{Error, Result};

/// The answer an address or a form names.
///
/// # Errors
/// [`Error::NotFound`] when it is no id at all.
fn answer_id(text: &str) -> Result<AnswerId> {
    text.parse().map(AnswerId).map_err(|_| Error::NotFound)
}
