//! Workbooks: one page for each sheet, one line for each row, cells parted by a TAB.
//!
//! What does not fit is cut and the last line of the page says so. Nothing is taken from what a
//! file says of its own size: cells come one after the other, and what they leave out costs nothing.

use std::io::Cursor;

use calamine::{CellErrorType, Data, DataRef, ExcelDateTime, Reader, SheetType, Xls, Xlsb, Xlsx};
use chrono::NaiveDate;

use super::container::{Archive, Fault};
use super::room::Room;
use super::{Extraction, MAX_TEXT_BYTES, Page, clean};

mod number;
mod ods;
mod table;

pub use ods::read as read_ods;
pub use table::Table;

/// Reads an Excel workbook of today (ECMA-376 part 1, section 18), with macros or without.
pub fn read_xlsx(bytes: &[u8], room: &mut Room) -> Extraction {
    xlsx(bytes, room).unwrap_or_else(|fault| fault)
}

/// Reads a workbook in Excel's binary parts (MS-XLSB).
pub fn read_xlsb(bytes: &[u8], room: &mut Room) -> Extraction {
    xlsb(bytes, room).unwrap_or_else(|fault| fault)
}

/// Reads a workbook of Excel up to 2003 (MS-XLS).
pub fn read_xls(bytes: &[u8]) -> Extraction {
    match Xls::new(Cursor::new(bytes)) {
        Ok(mut workbook) => pages_of(&mut workbook),
        Err(calamine::XlsError::Password) => Extraction::Encrypted,
        Err(error) => Extraction::damaged(error),
    }
}

fn xlsx(bytes: &[u8], room: &mut Room) -> Result<Extraction, Fault> {
    // The reader of workbooks unpacks whole parts: what they come to is known before.
    Archive::open(bytes, room)?.measure()?;
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(Extraction::damaged)?;
    let mut pages = Vec::new();
    let mut book = Book::default();
    for name in worksheets(&workbook) {
        let mut table = book.table();
        let mut cells = workbook
            .worksheet_cells_reader(&name)
            .map_err(Extraction::damaged)?;
        while !table.is_full() {
            let Some((cell, style)) = cells
                .next_cell_with_style_id()
                .map_err(Extraction::damaged)?
            else {
                break;
            };
            let (row, column) = cell.get_position();
            let format = cells
                .styles()
                .get(style)
                .and_then(|style| style.number_format.as_ref())
                .map_or("", |format| format.format_code.as_str());
            let shown = shown(cell.get_value(), format);
            table.put(row.into(), column as usize, &shown);
        }
        pages.push(book.page(&name, table));
    }
    Ok(finish(pages))
}

fn xlsb(bytes: &[u8], room: &mut Room) -> Result<Extraction, Fault> {
    Archive::open(bytes, room)?.measure()?;
    let mut workbook = Xlsb::new(Cursor::new(bytes)).map_err(Extraction::damaged)?;
    Ok(pages_of(&mut workbook))
}

/// The pages of a workbook whose reader does not tell how cells are shown.
fn pages_of<RS, R>(workbook: &mut R) -> Extraction
where
    RS: std::io::Read + std::io::Seek,
    R: Reader<RS>,
    R::Error: std::fmt::Display,
{
    let mut pages = Vec::new();
    let mut book = Book::default();
    for name in worksheets(workbook) {
        let range = match workbook.worksheet_range(&name) {
            Ok(range) => range,
            Err(error) => return Extraction::damaged(error),
        };
        let mut table = book.table();
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            if table.is_full() {
                break;
            }
            let row = u64::from(top) + row as u64;
            table.put(row, left as usize + column, &shown_plainly(value));
        }
        pages.push(book.page(&name, table));
    }
    finish(pages)
}

fn finish(pages: Vec<Page>) -> Extraction {
    if pages.is_empty() {
        return Extraction::damaged("the workbook has no sheets");
    }
    Extraction::of(pages)
}

/// A workbook as it is read: how much text there is so far.
#[derive(Default)]
struct Book {
    bytes: usize,
}

impl Book {
    /// A table for the next sheet, for as much as still fits.
    fn table(&self) -> Table {
        // The notes at the end of sheets need some, too.
        Table::new((MAX_TEXT_BYTES - (1 << 20)).saturating_sub(self.bytes))
    }

    fn page(&mut self, name: &str, table: Table) -> Page {
        let page = table.into_page(&format!("Foglio «{}»", clean::line(name)), "Il foglio");
        self.bytes += page.text.len();
        page
    }
}

/// The names of the sheets that hold cells, in the order of the workbook.
fn worksheets<RS: std::io::Read + std::io::Seek>(workbook: &impl Reader<RS>) -> Vec<String> {
    workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| matches!(sheet.typ, SheetType::WorkSheet))
        .map(|sheet| sheet.name.clone())
        .collect()
}

/// A cell as people see it.
fn shown(value: &DataRef<'_>, format: &str) -> String {
    match value {
        DataRef::Int(whole) => number::shown(*whole as f64, format),
        DataRef::Float(value) => number::shown(*value, format),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => truth(*yes).to_owned(),
        DataRef::DateTime(at) => instant(at, format),
        DataRef::DateTimeIso(at) => iso(at),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => fault_words(error).to_owned(),
        DataRef::Empty => String::new(),
    }
}

/// The same of a cell whose format is not known.
fn shown_plainly(value: &Data) -> String {
    match value {
        Data::Int(whole) => number::shown(*whole as f64, ""),
        Data::Float(value) => number::shown(*value, ""),
        Data::String(text) => text.clone(),
        Data::Bool(yes) => truth(*yes).to_owned(),
        Data::DateTime(at) => instant(at, ""),
        Data::DateTimeIso(at) => iso(at),
        Data::DurationIso(text) => text.clone(),
        Data::Error(error) => fault_words(error).to_owned(),
        Data::Empty => String::new(),
    }
}

fn truth(yes: bool) -> &'static str {
    if yes { "VERO" } else { "FALSO" }
}

/// What the Italian Excel writes.
fn fault_words(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/D",
        CellErrorType::Name => "#NOME?",
        CellErrorType::Null => "#NULLO!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#RIF!",
        CellErrorType::Value => "#VALORE!",
        CellErrorType::GettingData => "#ESTRAZIONE DATI IN CORSO",
    }
}

/// A date, a time of day, both or a length of time, as the format says; without one as the value does.
fn instant(at: &ExcelDateTime, format: &str) -> String {
    let value = at.as_f64();
    if at.is_duration() {
        let minutes = (value * 24.0 * 60.0).round();
        return if minutes.abs() < 1e12 {
            let minutes = minutes as i64;
            let sign = if minutes < 0 { "-" } else { "" };
            format!("{sign}{}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        } else {
            number::shown(value, "")
        };
    }
    // Beyond the year 9999 there is no date.
    if !(0.0..2_958_466.0).contains(&value) {
        return number::shown(value, "");
    }
    let (year, month, day, hour, minute, _, _) = at.to_ymd_hms_milli();
    let parts = number::DateParts::of(format);
    let day_words = match (parts.day, parts.month, parts.year) {
        (true, _, true) => format!("{day:02}/{month:02}/{year}"),
        (true, true, false) => format!("{day:02}/{month:02}"),
        (false, true, true) => format!("{month:02}/{year}"),
        (false, false, true) => year.to_string(),
        (false, true, false) => format!("{month:02}"),
        (true, false, false) => day.to_string(),
        (false, false, false) => String::new(),
    };
    let time = format!("{hour:02}:{minute:02}");
    match (parts.is_known(), parts.time) {
        (true, true) if day_words.is_empty() => time,
        (true, true) => format!("{day_words} {time}"),
        (true, false) => day_words,
        (false, _) if value < 1.0 => time,
        (false, _) if value.fract() > 1e-6 => format!("{day:02}/{month:02}/{year} {time}"),
        (false, _) => format!("{day:02}/{month:02}/{year}"),
    }
}

/// `2026-12-31T00:00:00` in Italian, as far as it is one.
fn iso(text: &str) -> String {
    let date = text
        .get(..10)
        .and_then(|date| date.parse::<NaiveDate>().ok())
        .map(|date| date.format("%d/%m/%Y").to_string());
    match (date, text.get(11..16).filter(|time| *time != "00:00")) {
        (Some(date), Some(time)) => format!("{date} {time}"),
        (Some(date), None) => date,
        (None, _) => text.to_owned(),
    }
}
