//! Documents with their whole text.

use serde::Deserialize;

use super::{Moment, PartialDate};

/// Sorts of document: the municipal notice board's, and what unions write besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Convenzione.
    Convenzione,
    /// Delibera di Giunta.
    DeliberaGiunta,
    /// Determina.
    Determina,
    /// Decreto.
    Decreto,
    /// Regolamento.
    Regolamento,
    /// Capitolato.
    Capitolato,
    /// Piano.
    Piano,
    /// Relazione.
    Relazione,
    /// Verbale.
    Verbale,
    /// Modello o fac-simile.
    Modello,
    /// Documento tecnico di supporto.
    DocumentoDiSupporto,
}

/// Who may see a document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Audience {
    /// Everybody.
    Public,
    /// Whoever is signed in.
    Members,
    /// The people of the union with this key.
    Unione(String),
}

impl TryFrom<String> for Audience {
    type Error = String;

    /// Reads `public`, `members` or `unione:KEY`.
    fn try_from(text: String) -> Result<Self, Self::Error> {
        match (text.as_str(), text.strip_prefix("unione:")) {
            ("public", _) => Ok(Self::Public),
            ("members", _) => Ok(Self::Members),
            (_, Some(key)) => Ok(Self::Unione(key.to_owned())),
            _ => Err(format!("unknown audience: {text:?}")),
        }
    }
}

/// The format a document's file is made in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Portable document format.
    Pdf,
    /// Office Open XML text.
    Docx,
    /// OpenDocument text.
    Odt,
    /// Plain text, UTF-8.
    Txt,
    /// Office Open XML table: a heading begins a sheet, a line is a row, bars part its cells.
    Xlsx,
    /// A PDF in a signed envelope, `.p7m`.
    Signed,
}

/// A document with its whole text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// What the other files call it.
    pub key: String,
    /// Key of the body it comes from.
    pub body: String,
    /// Key of who uploaded it.
    pub author: String,
    /// When it was uploaded.
    pub moment: Moment,
    /// At most 150 characters.
    pub title: String,
    /// At most 300 characters.
    pub description: String,
    /// What sort of deed.
    pub kind: DocumentKind,
    /// Slugs.
    pub topics: Vec<String>,
    /// One or more tokens.
    pub audience: Vec<Audience>,
    /// Whether a facilitator has still to let it be seen by its audience.
    #[serde(default)]
    pub awaits_publication: bool,
    /// Made by the loader.
    pub format: Format,
    /// In the markup of this module; see [`blocks`].
    pub text: String,
    /// What it says of itself as an act, confirmed.
    pub act: Option<Act>,
    /// Key of the document whose place it takes; that one stands before it.
    pub replaces: Option<String>,
    /// Who signed it, when its format is [`Format::Signed`].
    pub signer: Option<Signer>,
    /// Later versions, in order.
    #[serde(default)]
    pub later: Vec<Later>,
    /// What a member reports of it, which nobody has closed.
    pub report: Option<Report>,
}

/// An act: issuer, number, date, protocol, codes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Who issued it.
    pub issuer: String,
    /// Its number.
    pub number: String,
    /// Its date.
    pub date: PartialDate,
    /// The number of its protocol, in the register of the issuer and the year of its date.
    pub protocol: Option<String>,
    /// Codes of projects.
    #[serde(default)]
    pub cup: Vec<String>,
    /// Codes of tenders.
    #[serde(default)]
    pub cig: Vec<String>,
}

/// An invented person in an invented certificate.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signer {
    /// Given name.
    pub name: String,
    /// Family name.
    pub surname: String,
    /// Fiscal code.
    pub fiscal_code: String,
    /// The body it signs for.
    pub organisation: String,
}

/// A version after the first; its file is made in the same format.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Later {
    /// When it was uploaded.
    pub moment: Moment,
    /// As [`Document::text`].
    pub text: String,
}

/// That a document is obsolete, as somebody sees it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Key of who reports.
    pub author: String,
    /// When.
    pub moment: Moment,
    /// Where and what.
    pub words: String,
}

/// A document that has its page before it has a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promised {
    /// What the other files call it.
    pub key: String,
    /// Key of the body it is to come from.
    pub body: String,
    /// Key of the facilitatore who announces it.
    pub author: String,
    /// When it was announced.
    pub moment: Moment,
    /// The day by which it is to come, in days from now.
    pub expected_in: u32,
    /// At most 150 characters.
    pub title: String,
    /// At most 300 characters.
    pub description: String,
    /// What sort of deed.
    pub kind: DocumentKind,
    /// Slugs.
    pub topics: Vec<String>,
    /// Keys of who follows it.
    pub followers: Vec<String>,
}

/// A piece of a document's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block<'a> {
    /// A heading of level 1 or 2.
    Heading(u8, &'a str),
    /// An item of a list.
    Item(&'a str),
    /// A paragraph.
    Paragraph(&'a str),
    /// A new page, where the format has pages.
    Break,
}

/// A text cut into headings, items, paragraphs and pages, in order.
pub fn blocks(text: &str) -> impl Iterator<Item = Block<'_>> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            if line == "---" {
                Block::Break
            } else if let Some(heading) = line.strip_prefix("## ") {
                Block::Heading(2, heading)
            } else if let Some(heading) = line.strip_prefix("# ") {
                Block::Heading(1, heading)
            } else if let Some(item) = line.strip_prefix("- ") {
                Block::Item(item)
            } else {
                Block::Paragraph(line)
            }
        })
}
