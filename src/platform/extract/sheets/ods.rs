//! OpenDocument spreadsheets (ODF 1.3 part 3, section 9): a cell holds the words it shows.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use super::{Book, Table, finish};
use crate::platform::extract::container::{Archive, Fault};
use crate::platform::extract::markup::{MAX_DEPTH, attribute, character};
use crate::platform::extract::office::refuse_encrypted;
use crate::platform::extract::room::Room;
use crate::platform::extract::{Extraction, Page};

/// Reads the sheets of an ODS.
pub fn read(bytes: &[u8], room: &mut Room) -> Extraction {
    ods(bytes, room).unwrap_or_else(|fault| fault)
}

fn ods(bytes: &[u8], room: &mut Room) -> Result<Extraction, Fault> {
    let mut archive = Archive::open(bytes, room)?;
    refuse_encrypted(&mut archive)?;
    Ok(finish(pages(&archive.text("content.xml")?)?))
}

/// Where in the content the reader is.
#[derive(Default)]
struct State {
    pages: Vec<Page>,
    book: Book,
    sheet: Option<(String, Table)>,
    row: u64,
    row_repeats: u64,
    cells: Vec<(usize, String)>,
    column: usize,
    cell: Option<Cell>,
    left_out: usize,
}

struct Cell {
    text: String,
    repeats: usize,
}

fn pages(xml: &str) -> Result<Vec<Page>, Fault> {
    let mut reader = Reader::from_str(xml);
    let mut state = State::default();
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(Extraction::damaged)? {
            Event::Start(start) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(Extraction::damaged("elements are nested too deep"));
                }
                state.begin(&start);
            }
            Event::Empty(start) => {
                state.begin(&start);
                state.end(start.name().as_ref());
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                state.end(end.name().as_ref());
            }
            Event::Text(text) => state.push(&text),
            Event::CData(text) => state.push(&text),
            Event::GeneralRef(reference) => {
                let letter = character(&reference)?;
                state.push(letter.encode_utf8(&mut [0; 4]));
            }
            Event::DocType(_) => return Err(Extraction::damaged("a DOCTYPE is refused")),
            Event::Eof => return Ok(state.pages),
            _ => {}
        }
    }
}

/// Remarks, and what is drawn over a sheet, are no words of a cell.
fn is_left_out(element: &str) -> bool {
    matches!(
        element,
        "office:annotation" | "table:shapes" | "draw:frame" | "text:ruby-text"
    )
}

impl State {
    fn begin(&mut self, start: &BytesStart<'_>) {
        let name = start.name();
        let element = name.as_ref();
        if is_left_out(element) || self.left_out > 0 {
            self.left_out += usize::from(is_left_out(element));
            return;
        }
        let repeats = |name| {
            attribute(start, name)
                .and_then(|count| count.parse::<u64>().ok())
                .unwrap_or(1)
                .max(1)
        };
        match element {
            // A table inside a cell belongs to the cell.
            "table:table" if self.sheet.is_none() => {
                let name = attribute(start, "table:name").unwrap_or_default();
                let name = unescape(&name).map_or_else(|_| name.clone(), Cow::into_owned);
                self.sheet = Some((name, self.book.table()));
                self.row = 0;
            }
            "table:table-row" if self.cell.is_none() => {
                self.row_repeats = repeats("table:number-rows-repeated");
                self.cells.clear();
                self.column = 0;
            }
            "table:table-cell" | "table:covered-table-cell" if self.cell.is_none() => {
                self.cell = Some(Cell {
                    text: String::new(),
                    repeats: usize::try_from(repeats("table:number-columns-repeated"))
                        .unwrap_or(usize::MAX),
                });
            }
            "text:tab" | "text:s" | "text:line-break" | "text:p" => self.push(" "),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if self.left_out == 0
            && let Some(cell) = &mut self.cell
        {
            cell.text.push_str(text);
        }
    }

    fn end(&mut self, element: &str) {
        if is_left_out(element) {
            self.left_out = self.left_out.saturating_sub(1);
            return;
        }
        if self.left_out > 0 {
            return;
        }
        match element {
            "table:table-cell" | "table:covered-table-cell" => self.end_cell(),
            "table:table-row" => self.end_row(),
            "table:table" if self.cell.is_none() => {
                if let Some((name, table)) = self.sheet.take() {
                    self.pages.push(self.book.page(&name, table));
                }
            }
            _ => {}
        }
    }

    /// Repeats are written as often as they are seen, but no more than there can be columns.
    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        if !cell.text.trim().is_empty() {
            for place in 0..cell.repeats.min(Table::MAX_COLUMNS + 1) {
                self.cells
                    .push((self.column.saturating_add(place), cell.text.clone()));
            }
        }
        self.column = self.column.saturating_add(cell.repeats);
    }

    fn end_row(&mut self) {
        let row = self.row;
        self.row = self.row.saturating_add(self.row_repeats.max(1));
        let Some((_, table)) = &mut self.sheet else {
            return;
        };
        if self.cells.is_empty() {
            return;
        }
        for (column, text) in &self.cells {
            table.put(row, *column, text);
        }
        table.repeat_row(self.row_repeats.saturating_sub(1));
        self.cells.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(xml: &str, expect: &[(&str, &str)]) {
        let found: Vec<(String, String)> = pages(xml)
            .unwrap()
            .into_iter()
            .map(|page| (page.label.unwrap_or_default(), page.text))
            .collect();
        let expect: Vec<(String, String)> = expect
            .iter()
            .map(|(label, text)| ((*label).to_owned(), (*text).to_owned()))
            .collect();
        assert_eq!(found, expect, "{xml}");
    }

    #[test]
    fn a_sheet_shows_the_words_of_its_cells() {
        check(
            "<s><table:table table:name=\"Anagrafe\"><table:table-row>\
             <table:table-cell office:value-type=\"float\" office:value=\"1234.5\"><text:p>1.234,50 €</text:p></table:table-cell>\
             <table:table-cell table:number-columns-repeated=\"2\"/>\
             <table:table-cell><office:annotation><text:p>nota</text:p></office:annotation><text:p>31/12/2026</text:p><text:p>sera &amp; notte</text:p></table:table-cell>\
             </table:table-row></table:table><table:table table:name=\"Vuoto &amp; no\"/></s>",
            &[
                (
                    "Foglio «Anagrafe»",
                    "1.234,50 €\t\t\t31/12/2026 sera & notte",
                ),
                ("Foglio «Vuoto & no»", ""),
            ],
        );
    }

    #[test]
    fn repeats_cost_no_more_than_they_show() {
        check(
            "<table:table table:name=\"A\">\
             <table:table-row table:number-rows-repeated=\"3\"><table:table-cell table:number-columns-repeated=\"2\"><text:p>x</text:p></table:table-cell></table:table-row>\
             <table:table-row table:number-rows-repeated=\"18446744073709551615\"><table:table-cell table:number-columns-repeated=\"18446744073709551615\"/></table:table-row>\
             <table:table-row><table:table-cell><text:p>fine</text:p></table:table-cell></table:table-row></table:table>",
            &[("Foglio «A»", "x\tx\nx\tx\nx\tx\n\nfine")],
        );
        let bomb = "<table:table table:name=\"B\"><table:table-row table:number-rows-repeated=\"99999999999\"><table:table-cell table:number-columns-repeated=\"99999999999\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>";
        let text = &pages(bomb).unwrap()[0].text;
        assert!(text.len() < 30 << 20 && text.contains("continua"));
    }
}
