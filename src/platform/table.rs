//! Tables as offices export them: comma, semicolon or tab between the cells, UTF-8 or Windows-1252,
//! with or without a mark at the beginning, line breaks within the quotes of a heading.
//!
//! Below the headings a row is a line: whoever forgets to close a quotation mark breaks that line, not
//! those after it.
//!
//! Everything is text: a code keeps its leading zeros. Nothing here knows what a column means.

mod write;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use csv::{Reader, ReaderBuilder, StringRecord, Terminator, Trim};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::dates;
use super::text::is_bidi_control;

pub use write::{cell, write};

/// The most characters of a cell.
pub const CELL_MOST: usize = 5_000;

/// The most columns.
pub const COLUMNS_MOST: usize = 200;

/// How much is read of a file at most.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes.
    pub bytes: usize,
    /// Rows below the headings.
    pub rows: usize,
}

/// A table with headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    headings: Vec<String>,
    rows: Vec<Row>,
}

/// A row that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    line: u64,
    cells: StringRecord,
    columns: usize,
    unclosed: bool,
}

/// Why a file is no table; [`TableFault::sentence`] tells people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TableFault {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It has headings and no row.
    #[error("the file has headings only")]
    HeadingsOnly,
    /// It is a workbook of a spreadsheet program.
    #[error("the file is a spreadsheet, not CSV")]
    Spreadsheet,
    /// It is no text, or it has more columns than any table.
    #[error("the file is no table")]
    NoTable,
    /// It is larger than allowed.
    #[error("the file has more than {0} bytes")]
    TooLarge(usize),
    /// It has more rows than allowed.
    #[error("the file has more than {0} rows")]
    TooManyRows(usize),
}

impl TableFault {
    /// What to do, in a whole Italian sentence.
    pub fn sentence(self) -> String {
        match self {
            TableFault::Empty => "Il file è vuoto: scegline un altro.".to_owned(),
            TableFault::HeadingsOnly => {
                "Nel file ci sono solo le intestazioni delle colonne, nessuna riga: scegline un altro."
                    .to_owned()
            }
            TableFault::Spreadsheet => "Questo è un foglio di calcolo: aprilo, scegli «Salva con nome», formato CSV, e carica il file CSV.".to_owned(),
            TableFault::NoTable => {
                "Questo file non è una tabella: carica un file CSV, con le intestazioni delle colonne nella prima riga."
                    .to_owned()
            }
            TableFault::TooLarge(bytes) => format!(
                "Il file supera {}: dividilo in più file.",
                dates::file_size(bytes as u64)
            ),
            TableFault::TooManyRows(rows) => format!(
                "Il file ha più di {} righe: dividilo in più file.",
                dates::number(rows as i64)
            ),
        }
    }
}

/// Why a row cannot be read; [`RowFault::sentence`] tells people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFault {
    /// It has another number of cells than there are headings.
    Cells {
        /// Cells of the row.
        found: usize,
        /// Headings of the table.
        expected: usize,
    },
    /// A cell has more than [`CELL_MOST`] characters.
    LongCell,
    /// A quotation mark has no other one on the line.
    Unclosed,
}

impl RowFault {
    /// What is wrong, in a whole Italian sentence.
    pub fn sentence(self) -> String {
        match self {
            RowFault::Cells { found, expected } => format!(
                "La riga ha {}, le intestazioni sono {expected}.",
                dates::count(found as i64, "cella", "celle")
            ),
            RowFault::LongCell => format!(
                "Una cella ha più di {} caratteri: accorcia il testo.",
                dates::number(CELL_MOST as i64)
            ),
            RowFault::Unclosed => "Le virgolette di questa riga non vanno a coppie: forse mancano le virgolette di chiusura.".to_owned(),
        }
    }
}

impl Table {
    /// Reads a table from the bytes of a file.
    ///
    /// # Errors
    /// [`TableFault`]. A row that cannot be read is no error: it says so itself, see [`Row::fault`].
    pub fn read(bytes: &[u8], limits: Limits) -> Result<Table, TableFault> {
        if bytes.len() > limits.bytes {
            return Err(TableFault::TooLarge(limits.bytes));
        }
        let text = decode(bytes)?;
        let between = delimiter(&text);
        let mut top = reader(&text, between);
        let first = top.records().map_while(Result::ok).find(is_filled);
        let headings = headings(&first.ok_or(TableFault::Empty)?)?;
        let (text, unclosed) = row_by_line(&text, top.position().byte(), between);
        let (mut rows, mut lines) = (Vec::new(), Lines::of(&text));
        let mut all = reader(&text, between);
        let records = all.records().map_while(Result::ok).filter(is_filled);
        for cells in records.skip(1) {
            if rows.len() == limits.rows {
                return Err(TableFault::TooManyRows(limits.rows));
            }
            let line = lines.at(cells.position().map_or(0, csv::Position::byte));
            rows.push(Row {
                line,
                cells: cleaned(cells),
                columns: headings.len(),
                unclosed: unclosed.contains(&line),
            });
        }
        if rows.is_empty() {
            return Err(TableFault::HeadingsOnly);
        }
        Ok(Table { headings, rows })
    }

    /// The headings of the columns; one that is empty is called after its place: `colonna 3`.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// The rows below the headings, those that are empty left out.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }
}

impl Row {
    /// The line of the file on which it begins, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The text in a column, from 0, without white space around it; empty beyond the last cell.
    pub fn text(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default()
    }

    /// Why it cannot be read, if it cannot. Empty cells beyond the headings do no harm.
    pub fn fault(&self) -> Option<RowFault> {
        let beyond = self.cells.iter().skip(self.columns);
        let found = self.cells.len();
        if self.unclosed {
            Some(RowFault::Unclosed)
        } else if self
            .cells
            .iter()
            .any(|cell| cell.chars().count() > CELL_MOST)
        {
            Some(RowFault::LongCell)
        } else if found < self.columns || beyond.into_iter().any(|cell| !cell.is_empty()) {
            Some(RowFault::Cells {
                found,
                expected: self.columns,
            })
        } else {
            None
        }
    }
}

/// The text of a file: what its mark says it is, else UTF-8 if it can be, else Windows-1252.
fn decode(bytes: &[u8]) -> Result<String, TableFault> {
    const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0"];
    if WORKBOOKS.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(TableFault::Spreadsheet);
    }
    let encoding = match Encoding::for_bom(bytes) {
        Some((marked, _)) => marked,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => WINDOWS_1252,
    };
    let (text, _, _) = encoding.decode(bytes);
    let binary = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{1a}' | '\u{c}');
    if text.starts_with("%PDF-")
        || text.contains('\0')
        || text.chars().filter(|c| binary(*c)).count() > 5
    {
        return Err(TableFault::NoTable);
    }
    Ok(text.into_owned())
}

fn reader(text: &str, between: u8) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(between)
        .terminator(Terminator::CRLF)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes())
}

/// The text with a space for each quotation mark of the lines from `below` on whose marks are not in
/// pairs, so that none swallows the next line, and the numbers of these lines. Bytes stay in place.
fn row_by_line(text: &str, below: u64, between: u8) -> (String, HashSet<u64>) {
    let (mut closed, mut unclosed) = (String::with_capacity(text.len()), HashSet::new());
    let (mut lines, mut at) = (Lines::of(text), 0);
    for line in text.split_inclusive(['\n', '\r']) {
        if at >= below && is_unclosed(line, between) {
            unclosed.insert(lines.at(at));
            closed.push_str(&line.replace('"', " "));
        } else {
            closed.push_str(line);
        }
        at += line.len() as u64;
    }
    (closed, unclosed)
}

/// Whether a line has a quotation mark without another one: the marks are odd in number, or a cell
/// that begins with one does not end. (A mark within a cell that begins without one is a character.)
fn is_unclosed(line: &str, between: u8) -> bool {
    let (mut marks, mut quoted, mut begins) = (0, false, true);
    let mut bytes = line.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if byte == b'"' {
            marks += 1;
            if !quoted {
                quoted = begins;
            } else if bytes.next_if_eq(&b'"').is_some() {
                marks += 1;
            } else {
                quoted = false;
            }
        }
        begins = byte == between && !quoted;
    }
    quoted || marks % 2 == 1
}

/// How many records tell which character stands between the cells.
const SAMPLE: usize = 20;

/// The character between the cells: among those that the headings have outside quotes, the one most
/// records have as often as the headings, then the one the headings have most often.
fn delimiter(text: &str) -> u8 {
    const KNOWN: [u8; 3] = [b';', b'\t', b','];
    let counts = counts_by_record(text, KNOWN);
    let Some(headings) = counts.first() else {
        return b',';
    };
    let mut best = (0, 0, b',');
    for (place, known) in KNOWN.into_iter().enumerate() {
        let among = headings[place];
        let alike = counts.iter().filter(|count| count[place] == among).count();
        if among > 0 && (alike, among) > (best.0, best.1) {
            best = (alike, among, known);
        }
    }
    best.2
}

/// How often each character stands outside quotes in each of the first records.
fn counts_by_record(text: &str, known: [u8; 3]) -> Vec<[usize; 3]> {
    let mut counts = Vec::new();
    let (mut here, mut quoted, mut filled) = ([0; 3], false, false);
    for byte in text.bytes() {
        match byte {
            b'"' => (quoted, filled) = (!quoted, true),
            // Below the headings a row is a line.
            b'\n' | b'\r' if !quoted || !counts.is_empty() => {
                if filled {
                    counts.push(here);
                }
                if counts.len() == SAMPLE {
                    return counts;
                }
                (here, quoted, filled) = ([0; 3], false, false);
            }
            _ => {
                filled |= !byte.is_ascii_whitespace();
                if let Some(place) = known.iter().position(|one| *one == byte && !quoted) {
                    here[place] += 1;
                }
            }
        }
    }
    if filled {
        counts.push(here);
    }
    counts
}

/// Tells on which line of a text a byte stands: a line ends with LF, CR, or both.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(text: &str) -> Lines<'_> {
        Lines {
            bytes: text.as_bytes(),
            at: 0,
            line: 1,
        }
    }

    /// The line on which a record begins that the reader says begins here: it counts the ends of the
    /// empty lines before it as its own. Only ever asked for bytes further on.
    fn at(&mut self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(here) = self.bytes.get(self.at) {
            let ends = matches!(here, b'\n' | b'\r');
            if self.at >= byte && !ends {
                break;
            }
            let first_of_two = *here == b'\r' && self.bytes.get(self.at + 1) == Some(&b'\n');
            self.line += u64::from(ends && !first_of_two);
            self.at += 1;
        }
        self.line
    }
}

fn is_filled(record: &StringRecord) -> bool {
    record
        .iter()
        .any(|cell| !cell.trim_matches(is_blank).is_empty())
}

/// White space, and what old programs put at the end of a file.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{1a}' || c == '\u{feff}'
}

fn headings(record: &StringRecord) -> Result<Vec<String>, TableFault> {
    let filled = record
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.trim().is_empty());
    let last = filled.map(|(place, _)| place).last().unwrap_or(0);
    if last >= COLUMNS_MOST {
        return Err(TableFault::NoTable);
    }
    Ok(record
        .iter()
        .take(last + 1)
        .enumerate()
        .map(|(place, heading)| {
            let words: Vec<&str> = heading.split_whitespace().collect();
            let heading = clean(&words.join(" "));
            if heading.is_empty() {
                format!("colonna {}", place + 1)
            } else {
                heading.chars().take(CELL_MOST).collect()
            }
        })
        .collect())
}

/// The record without what nobody can read; most have nothing of the kind.
fn cleaned(record: StringRecord) -> StringRecord {
    let dirty = |c: char| (c.is_control() && c != '\n' && c != '\t') || is_bidi_control(c);
    let padded = |cell: &str| cell.starts_with(is_blank) || cell.ends_with(is_blank);
    if !record
        .iter()
        .any(|cell| cell.contains(dirty) || padded(cell))
    {
        return record;
    }
    record.iter().map(clean).collect::<Vec<_>>().into()
}

fn clean(cell: &str) -> String {
    let lines = cell.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = lines
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .filter(|c| !is_bidi_control(*c))
        .collect();
    kept.trim_matches(is_blank).to_owned()
}
