//! Documents with their whole text.

use serde::Deserialize;

use super::Moment;

/// Sorts of document: the municipal notice board's, and what unions write besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Convenzione.
    Convenzione,
    /// Delibera di Giunta.
    DeliberaGiunta,
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
    /// In the markup of this module; see [`Document::blocks`].
    pub text: String,
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
}

impl Document {
    /// The text cut into headings, items and paragraphs, in order.
    pub fn blocks(&self) -> impl Iterator<Item = Block<'_>> {
        self.text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(|line| {
                if let Some(heading) = line.strip_prefix("## ") {
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
}
