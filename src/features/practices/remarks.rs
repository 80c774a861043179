//! What is to be mended, section by section.

use std::collections::HashMap;

use super::check::Section;
use super::{Practice, store};
use crate::platform::actor::PersonId;
use crate::platform::db::{Conn, When};
use crate::platform::error::Result;

/// What somebody who read a section asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The section.
    pub section: Section,
    /// What is to be mended.
    pub body: String,
    /// Who asks.
    pub author: PersonId,
    /// When.
    pub created_at: When,
    /// When the text was handed in again, if it was.
    pub settled_at: Option<When>,
}

/// What a text is sent back with: a note on the whole, remarks on its sections.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notes {
    /// On the whole; may be empty when there are remarks.
    pub whole: String,
    /// On single sections.
    pub remarks: Vec<(Section, String)>,
}

impl From<&str> for Notes {
    fn from(whole: &str) -> Notes {
        Notes {
            whole: whole.to_owned(),
            remarks: Vec::new(),
        }
    }
}

impl From<&String> for Notes {
    fn from(whole: &String) -> Notes {
        whole.as_str().into()
    }
}

/// What is still to be mended in the draft of a practice, section by section, the oldest first.
///
/// # Errors
/// When the database refuses.
pub fn remarks(conn: &mut Conn, practice: &Practice) -> Result<HashMap<Section, Vec<Remark>>> {
    Ok(grouped(open_remarks(conn, practice)?.into_iter()))
}

/// The same in one list, the oldest first.
///
/// # Errors
/// When the database refuses.
pub fn open_remarks(conn: &mut Conn, practice: &Practice) -> Result<Vec<Remark>> {
    let mut all = all_of(conn, practice)?;
    all.retain(|remark| remark.settled_at.is_none());
    Ok(all)
}

/// All that was ever asked for in this draft, section by section, the oldest first: for who reads it again.
///
/// # Errors
/// When the database refuses.
pub fn history(conn: &mut Conn, practice: &Practice) -> Result<HashMap<Section, Vec<Remark>>> {
    Ok(grouped(all_of(conn, practice)?.into_iter()))
}

fn all_of(conn: &mut Conn, practice: &Practice) -> Result<Vec<Remark>> {
    match practice.draft_version {
        Some(draft) => Ok(store::list_remarks(conn, &[draft])?
            .into_iter()
            .map(|(_, remark)| remark)
            .collect()),
        None => Ok(Vec::new()),
    }
}

fn grouped(remarks: impl Iterator<Item = Remark>) -> HashMap<Section, Vec<Remark>> {
    let mut found: HashMap<Section, Vec<Remark>> = HashMap::new();
    for remark in remarks {
        found.entry(remark.section).or_default().push(remark);
    }
    found
}
