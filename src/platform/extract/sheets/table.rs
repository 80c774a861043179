//! Rows and cells as lines of text, within limits that are said when they are reached.

use crate::platform::dates;
use crate::platform::extract::{Page, clean};

const MAX_ROWS: u32 = 50_000;
const MAX_CELL_CHARS: usize = 4_000;

/// A table as it is read, cell after cell.
pub struct Table {
    text: String,
    row: Option<u64>,
    cells: Vec<String>,
    rows: u32,
    room_bytes: usize,
    pending_gap: bool,
    is_cut: bool,
    is_narrowed: bool,
    is_shortened: bool,
}

impl Table {
    /// The columns that are shown.
    pub const MAX_COLUMNS: usize = 256;

    /// An empty table for at most `room_bytes` of text.
    pub fn new(room_bytes: usize) -> Self {
        Self {
            text: String::new(),
            row: None,
            cells: Vec::new(),
            rows: 0,
            room_bytes,
            pending_gap: false,
            is_cut: false,
            is_narrowed: false,
            is_shortened: false,
        }
    }

    /// Whether nothing more goes in: what comes after need not be read.
    pub fn is_full(&self) -> bool {
        self.is_cut
    }

    /// Puts a cell where it belongs. Rows come in order; what lies between two is one empty line.
    pub fn put(&mut self, row: u64, column: usize, shown: &str) {
        if self.row != Some(row) {
            self.end_row();
            self.pending_gap |= self
                .row
                .is_some_and(|before| row > before.saturating_add(1));
            self.row = Some(row);
        }
        let shown = clean::line(shown);
        if shown.is_empty() || self.is_cut {
            return;
        }
        if column >= Self::MAX_COLUMNS {
            self.is_narrowed = true;
            return;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column] = match shown.char_indices().nth(MAX_CELL_CHARS) {
            Some((end, _)) => {
                self.is_shortened = true;
                format!("{}…", &shown[..end])
            }
            None => shown,
        };
    }

    /// The row that was just put, so often again.
    pub fn repeat_row(&mut self, times: u64) {
        let line = self.cells.join("\t");
        self.end_row();
        for _ in 0..times {
            if self.is_cut {
                return;
            }
            self.push_line(&line);
        }
        self.row = self.row.map(|row| row.saturating_add(times));
    }

    fn end_row(&mut self) {
        let line = std::mem::take(&mut self.cells).join("\t");
        if self.row.is_some() {
            self.push_line(&line);
        }
    }

    fn push_line(&mut self, line: &str) {
        if self.is_cut {
            return;
        }
        if line.is_empty() {
            self.pending_gap = true;
            return;
        }
        if self.rows >= MAX_ROWS || self.text.len() + line.len() + 2 > self.room_bytes {
            self.is_cut = true;
            return;
        }
        if !self.text.is_empty() {
            self.text
                .push_str(if self.pending_gap { "\n\n" } else { "\n" });
        }
        self.pending_gap = false;
        self.text.push_str(line);
        self.rows += 1;
    }

    /// The lines as a page that is called so, and what is not there: `whole` is what the table is, with
    /// its article.
    pub fn into_page(mut self, label: &str, whole: &str) -> Page {
        self.end_row();
        let mut text = self.text;
        if self.is_cut {
            let rows = dates::count(self.rows.into(), "riga", "righe");
            text.push_str(&format!(
                "\n\n[{whole} continua: qui ci si ferma dopo {rows}. Il resto è nel file.]"
            ));
        }
        if self.is_narrowed {
            text.push_str(&format!(
                "\n\n[{whole} ha più di {} colonne: le altre sono solo nel file.]",
                Self::MAX_COLUMNS
            ));
        }
        if self.is_shortened {
            text.push_str(&format!(
                "\n\n[Le celle con più di {} caratteri qui sono accorciate.]",
                dates::number(MAX_CELL_CHARS as i64)
            ));
        }
        Page::labelled(label, text.trim_start_matches('\n').to_owned())
            .partly(self.is_cut || self.is_narrowed || self.is_shortened)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(cells: &[(u64, usize, &str)]) -> String {
        let mut table = Table::new(1_000_000);
        for (row, column, text) in cells {
            table.put(*row, *column, text);
        }
        table.into_page("", "Il foglio").text
    }

    #[test]
    fn a_row_is_a_line_and_cells_are_parted_by_tabs() {
        assert_eq!(
            table(&[
                (0, 0, "Comune"),
                (0, 1, "Abitanti"),
                (1, 0, "Avella\n(AV)"),
                (1, 1, "7.900"),
                (1, 2, " ")
            ]),
            "Comune\tAbitanti\nAvella (AV)\t7.900"
        );
        assert_eq!(
            table(&[(3, 1, "b"), (9, 0, "a\tc"), (12, 0, "")]),
            "\tb\n\na c"
        );
        assert_eq!(table(&[]), "");
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let mut long = Table::new(usize::MAX);
        for row in 0..60_000 {
            long.put(row, 0, "x");
            long.put(row, 300, "y");
        }
        assert!(long.is_full());
        let page = long.into_page("", "Il foglio");
        assert!(page.is_partial);
        let text = page.text;
        assert!(
            text.contains("qui ci si ferma dopo 50.000 righe"),
            "{}",
            &text[100_000..]
        );
        assert!(text.contains("più di 256 colonne"));
        let mut narrow = Table::new(10);
        narrow.put(0, 0, "12345");
        narrow.put(1, 0, "67890");
        assert!(
            narrow
                .into_page("", "Il foglio")
                .text
                .starts_with("12345\n\n[Il foglio continua: qui ci si ferma dopo 1 riga.")
        );
        assert!(table(&[(0, 0, &"x".repeat(5_000))]).contains("accorciate"));
        // A cell at the far end of the sheet costs one line.
        assert_eq!(table(&[(0, 0, "a"), (1_048_575, 0, "z")]), "a\n\nz");
    }
}
