//! Papers: short documents written as PDF, to be printed and to be read aloud.
//!
//! A [`Paper`] is a list of [`Block`]s in the order of reading. [`lay_out`] breaks its lines and its
//! pages; [`LaidOut::write`] writes the file: A4, tagged, with title, language, outline and searchable
//! text. The writer checks the rules of PDF/UA-1 (ISO 14289-1) that a program can check, and fails
//! rather than break one. The same paper always gives the same bytes.
//!
//! It takes tens of milliseconds: never on the threads that answer requests.

mod flow;
mod fonts;
mod strips;
mod write;

use chrono::NaiveDate;

use super::error::{Error, Result};
use flow::PlacedPage;
use fonts::Typesetter;
use strips::{Branch, Strip};

/// What is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// The title of the file, as windows show it.
    pub title: String,
    /// Who it comes from.
    pub author: String,
    /// What it is, in a sentence.
    pub description: String,
    /// The day it is of.
    pub day: NaiveDate,
    /// What stands at the foot of every page.
    pub foot: String,
    /// What it says, in the order of reading.
    pub blocks: Vec<Block>,
}

/// A piece of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// What sort of paper it is, above the title.
    Kicker(String),
    /// The one heading of the first level.
    Title(String),
    /// A heading of the second level.
    Heading(String),
    /// What to read if one reads nothing else.
    Lead(String),
    /// A paragraph.
    Paragraph(String),
    /// A paragraph of less weight.
    Small(String),
    /// A web address on a line of its own.
    Address(String),
    /// Things in no order.
    List(Vec<Item>),
    /// Things one after the other, numbered from 1.
    Steps(Vec<Item>),
    /// Terms with what is known of each.
    Facts(Vec<(String, String)>),
    /// A table; every row has as many cells as the head.
    Table {
        /// What stands above each column.
        head: Vec<String>,
        /// The rows; the first cell of each says what the row is about.
        rows: Vec<Vec<String>>,
    },
}

/// One of several things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is, in bold; empty for none.
    pub term: String,
    /// What is said of it; may be empty.
    pub text: String,
}

/// A paper whose lines and pages are broken.
pub struct LaidOut<'a> {
    paper: &'a Paper,
    pages: Vec<PlacedPage>,
    tree: Vec<Branch>,
    /// How many leaves the tree has.
    leaves: usize,
    setter: Typesetter,
}

impl LaidOut<'_> {
    /// How many pages it takes.
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// The file.
    ///
    /// # Errors
    /// A bug, when what is written would break a rule of PDF/UA-1.
    pub fn write(self) -> Result<Vec<u8>> {
        write::write(self).map_err(Error::Bug)
    }
}

/// Breaks the lines and the pages of a paper.
///
/// # Errors
/// A bug, when the fonts are not built in.
pub fn lay_out(paper: &Paper) -> Result<LaidOut<'_>> {
    let mut setter = Typesetter::new().map_err(Error::Bug)?;
    let (strips, tree, leaves): (Vec<Strip>, _, _) = strips::of(&mut setter, &paper.blocks);
    Ok(LaidOut {
        paper,
        pages: flow::into_pages(strips),
        tree,
        leaves,
        setter,
    })
}

#[cfg(test)]
mod tests;
