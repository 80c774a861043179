//! The blanks of a model: what an office leaves to be filled in in a DOCX or ODT, found and filled.
//!
//! A blank is a name between brackets (`{{ente}}`, `[ente]`, `<ente>`), a row of underscores or full
//! stops, or a field of the word processor: content controls and merge fields of Word, placeholders
//! and fields of OpenDocument. Filling writes words in the place of blanks and leaves every other byte
//! of every part as it was, so that a model keeps its letterhead, its styles and its tables.

mod markers;
mod walk;

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, Cursor, Read, Write};
use std::ops::Range;
use std::path::Path;

use quick_xml::escape::escape;
use serde::{Deserialize, Serialize};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::container::{Archive, Fault};
use super::office;
use super::room::Room;
use super::{Extraction, FileKind};
use crate::platform::confined::{self, End, Limits, Task};
use walk::{Dialect, Piece, Span};

/// The most blanks of one model; those after them stay as they are.
const MOST: usize = 200;

/// Something to be filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blank {
    /// What it is called, or the words around it; no two blanks of a model are called the same.
    pub name: String,
    /// Whether the model names it. Only those make a model of a document that does not say it is one:
    /// rows of dots stand in many.
    pub is_named: bool,
}

/// What is written into the blanks, by their names; a blank that is missing stays as it is.
pub type Values = BTreeMap<String, String>;

/// The blanks of a DOCX or ODT, in the order they are first met: headers, body, notes, footers. Only
/// for bytes that are trusted, or in the child.
///
/// # Errors
/// When the file is damaged, encrypted or unpacks to too much.
pub fn list(bytes: &[u8], kind: FileKind) -> Result<Vec<Blank>, Extraction> {
    let mut names = Names::default();
    let mut found: Vec<Blank> = Vec::new();
    for (_, xml, dialect) in parts(bytes, kind)? {
        for piece in walk::pieces(&xml, dialect)? {
            for (name, is_named) in names.of(&piece) {
                if found.len() < MOST && !found.iter().any(|known| known.name == name) {
                    found.push(Blank { name, is_named });
                }
            }
        }
    }
    Ok(found)
}

/// The same file with its blanks filled. Only for bytes that are trusted, or in the child.
///
/// # Errors
/// As [`list`].
pub fn fill(bytes: &[u8], kind: FileKind, values: &Values) -> Result<Vec<u8>, Extraction> {
    let mut names = Names::default();
    let mut filled: HashMap<String, String> = HashMap::new();
    for (part, xml, dialect) in parts(bytes, kind)? {
        let mut edits = Vec::new();
        for piece in walk::pieces(&xml, dialect)? {
            let called = names.of(&piece);
            edits.extend(edits_of(&piece, &called, values, dialect));
        }
        filled.insert(part, apply(&xml, edits));
    }
    rewrite(bytes, &filled).map_err(Extraction::damaged)
}

/// The child's answer to [`Task::Blanks`]: the blanks as JSON.
///
/// # Errors
/// When the file cannot be read, or is no model.
pub fn answer_list(file: File, out: &mut dyn Write) -> Result<(), confined::Fault> {
    let bytes = confined::whole(file)?;
    let blanks = list(&bytes, kind_of(&bytes)?).map_err(declined)?;
    serde_json::to_writer(out, &blanks).map_err(io::Error::from)?;
    Ok(())
}

/// Asks a child process of `program` (this program's own path) for the blanks of the model at `path`.
pub fn listed(program: &Path, path: &Path, limits: &Limits) -> End<Vec<Blank>> {
    /// Longer than any name comes out ([`markers::tidy`]), with its number.
    const NAME_BYTES: usize = 400;
    let is_name = |blank: &Blank| {
        let name = &blank.name;
        !name.is_empty() && name.len() <= NAME_BYTES && !name.contains(char::is_control)
    };
    confined::run_on(program, &Task::Blanks, path, limits).checked(|answer| {
        let blanks: Vec<Blank> = serde_json::from_slice(&answer).ok()?;
        (blanks.len() <= MOST && blanks.iter().all(is_name)).then_some(blanks)
    })
}

/// Fills the model at `path` in a child process of `program` (this program's own path), which gets
/// both in a file of `folder` without a name: what people write stands on no command line.
pub fn filled(
    program: &Path,
    path: &Path,
    values: &Values,
    folder: &Path,
    limits: &Limits,
) -> End<Vec<u8>> {
    match question(path, values, folder) {
        Ok(file) => confined::run(program, &Task::Fill, file, limits),
        Err(error) => End::NotTried(error),
    }
}

/// The length of the values, the values in JSON, the model.
fn question(path: &Path, values: &Values, folder: &Path) -> anyhow::Result<File> {
    let values = serde_json::to_vec(values)?;
    let mut model = File::open(path)?;
    confined::unnamed(folder, |file| {
        file.write_all(&(values.len() as u64).to_le_bytes())?;
        file.write_all(&values)?;
        io::copy(&mut model, file).map(drop)
    })
}

/// The child's answer to [`Task::Fill`]: the model, filled.
///
/// # Errors
/// As [`answer_list`].
pub fn answer_fill(mut file: File, out: &mut dyn Write) -> Result<(), confined::Fault> {
    let mut length = [0; 8];
    file.read_exact(&mut length)?;
    let bytes = confined::whole(file)?;
    let parts = usize::try_from(u64::from_le_bytes(length))
        .ok()
        .and_then(|length| bytes.split_at_checked(length));
    let Some((values, model)) = parts else {
        return Err(confined::Fault::Declined("no values".to_owned()));
    };
    let values: Values = serde_json::from_slice(values).map_err(io::Error::from)?;
    let filled = fill(model, kind_of(model)?, &values).map_err(declined)?;
    out.write_all(&filled)?;
    Ok(())
}

fn kind_of(bytes: &[u8]) -> io::Result<FileKind> {
    FileKind::of(&mut Cursor::new(bytes))
}

fn declined(otherwise: Extraction) -> confined::Fault {
    confined::Fault::Declined(format!("{otherwise:?}"))
}

/// The parts that are read as text, each with its name and its XML.
fn parts(bytes: &[u8], kind: FileKind) -> Result<Vec<(String, String, Dialect)>, Fault> {
    let mut room = Room::new();
    let mut archive = Archive::open(bytes, &mut room)?;
    let (names, dialect) = match kind {
        FileKind::Docx => {
            let body = office::word_body(&mut archive)?;
            let mut names = office::names_beside(&archive, &body, "header");
            names.push(body.clone());
            for name in ["footnotes", "endnotes", "footer"] {
                names.extend(office::names_beside(&archive, &body, name));
            }
            (names, Dialect::Word)
        }
        FileKind::Odt => {
            office::refuse_encrypted(&mut archive)?;
            let names = ["styles.xml", "content.xml"]
                .into_iter()
                .filter(|name| archive.has(name))
                .map(str::to_owned)
                .collect();
            (names, Dialect::OpenDocument)
        }
        kind => return Err(Extraction::Unreadable { kind }),
    };
    names
        .into_iter()
        .map(|name: String| {
            let xml = archive.text(&name)?;
            Ok((name, xml, dialect))
        })
        .collect()
}

/// Gives blanks their names: the same in [`list`] and in [`fill`], which walk alike.
#[derive(Default)]
struct Names(HashMap<String, usize>);

impl Names {
    /// The names of the blanks of a piece, in order.
    fn of(&mut self, piece: &Piece) -> Vec<(String, bool)> {
        match piece {
            Piece::Field { name, .. } => vec![(name.clone(), true)],
            Piece::Paragraph { text, .. } => markers::find(text)
                .into_iter()
                .map(|marker| {
                    if marker.is_named {
                        return (marker.name, true);
                    }
                    let times = self.0.entry(marker.name.clone()).or_default();
                    *times += 1;
                    match *times {
                        1 => (marker.name, false),
                        times => (format!("{} ({times})", marker.name), false),
                    }
                })
                .collect(),
        }
    }
}

/// A stretch of XML and what comes in its place.
type Edit = (Range<usize>, String);

fn edits_of(
    piece: &Piece,
    called: &[(String, bool)],
    values: &Values,
    dialect: Dialect,
) -> Vec<Edit> {
    match piece {
        Piece::Field { name, spans, marks } => {
            let Some(value) = values.get(name) else {
                return Vec::new();
            };
            let texts = std::iter::once(value.as_str()).chain(std::iter::repeat(""));
            let spans = spans
                .iter()
                .zip(texts)
                .map(|(at, text)| (at.clone(), written(text, dialect)));
            let marks = marks.iter().map(|at| (at.clone(), String::new()));
            spans.chain(marks).collect()
        }
        Piece::Paragraph { text, spans } => {
            let filled: Vec<(Range<usize>, &str)> = markers::find(text)
                .into_iter()
                .zip(called)
                .filter_map(|(marker, (name, _))| Some((marker.at, values.get(name)?.as_str())))
                .collect();
            spans
                .iter()
                .filter_map(|(range, span)| {
                    let text = rewritten(range, span, &filled)?;
                    Some((span.at.clone(), written(&text, dialect)))
                })
                .collect()
        }
    }
}

/// The text of a span with what is filled in it; nothing when no blank touches it. A blank that goes
/// over several spans is written into the first.
fn rewritten(range: &Range<usize>, span: &Span, filled: &[(Range<usize>, &str)]) -> Option<String> {
    let mut text = String::new();
    let (mut at, mut touched) = (range.start, false);
    for (blank, value) in filled {
        let (from, to) = (blank.start.max(range.start), blank.end.min(range.end));
        if from >= to {
            continue;
        }
        touched = true;
        text.push_str(&span.text[at - range.start..from - range.start]);
        if blank.start >= range.start {
            text.push_str(value);
        }
        at = to;
    }
    text.push_str(&span.text[at - range.start..]);
    touched.then_some(text)
}

/// A text as the XML of its dialect, line by line.
fn written(text: &str, dialect: Dialect) -> String {
    let lines: Vec<_> = text.split('\n').map(escape).collect();
    match dialect {
        Dialect::Word => {
            const OPEN: &str = "<w:t xml:space=\"preserve\">";
            let between = format!("</w:t><w:br/>{OPEN}");
            format!("{OPEN}{}</w:t>", lines.join(&between))
        }
        Dialect::OpenDocument => lines.join("<text:line-break/>"),
    }
}

/// The XML with these stretches replaced. Those that lie in one another, as in a text box that Word
/// keeps twice, do not occur: each stretch is one text element.
fn apply(xml: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(at, _)| at.start);
    let mut out = String::with_capacity(xml.len());
    let mut from = 0;
    for (at, text) in edits {
        if at.start < from {
            continue;
        }
        out.push_str(&xml[from..at.start]);
        out.push_str(&text);
        from = at.end;
    }
    out.push_str(&xml[from..]);
    out
}

/// The archive with these parts written anew; all others are copied as they lie in it.
fn rewrite(bytes: &[u8], parts: &HashMap<String, String>) -> zip::result::ZipResult<Vec<u8>> {
    let mut from = ZipArchive::new(Cursor::new(bytes))?;
    let mut to = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len())));
    for index in 0..from.len() {
        let entry = from.by_index_raw(index)?;
        match parts.get(&*entry.name()?) {
            Some(xml) => {
                let options =
                    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
                let name = entry.name()?.into_owned();
                drop(entry);
                to.start_file(name, options)?;
                to.write_all(xml.as_bytes())?;
            }
            None => to.raw_copy_file(entry)?,
        }
    }
    Ok(to.finish()?.into_inner())
}

#[cfg(test)]
mod tests;
