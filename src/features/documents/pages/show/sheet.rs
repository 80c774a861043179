//! A page of text that is a table: lines whose cells a tabulator keeps apart, as spreadsheets are read.

use crate::platform::search::Marker;

/// The most rows that are shown; the file has them all.
const MOST_ROWS: usize = 200;
/// The most columns.
const MOST_COLUMNS: usize = 40;

/// A table.
#[derive(Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The names of the columns, when the first row looks like them; cells are HTML.
    pub header: Vec<String>,
    /// The other rows; cells are HTML.
    pub rows: Vec<Vec<String>>,
    /// How many rows and columns there are, when not all are shown.
    pub cut: Option<(usize, usize)>,
}

/// The table a text is, or none: most of its lines have more than one cell.
pub fn of(text: &str, marker: Option<&Marker>) -> Option<Sheet> {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let with_cells = lines.iter().filter(|line| line.contains('\t')).count();
    if lines.len() < 2 || with_cells * 5 < lines.len() * 4 {
        return None;
    }
    let columns = lines
        .iter()
        .map(|line| line.split('\t').count())
        .max()
        .unwrap_or(0);
    let has_header = is_header(lines[0], columns);
    let cells = |line: &&str| -> Vec<String> {
        let mut cells: Vec<String> = line
            .split('\t')
            .take(MOST_COLUMNS)
            .map(|cell| html(cell.trim(), marker))
            .collect();
        cells.resize(columns.min(MOST_COLUMNS), String::new());
        cells
    };
    let from = usize::from(has_header);
    let is_cut = lines.len() > MOST_ROWS + from || columns > MOST_COLUMNS;
    Some(Sheet {
        header: if has_header {
            cells(&lines[0])
        } else {
            Vec::new()
        },
        rows: lines[from..].iter().take(MOST_ROWS).map(cells).collect(),
        cut: is_cut.then_some((lines.len() - from, columns)),
    })
}

/// Whether a row names the columns: each has a name, and none is a number.
fn is_header(line: &str, columns: usize) -> bool {
    let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
    let is_name = |cell: &&str| cell.chars().any(char::is_alphabetic);
    cells.len() == columns && cells.iter().all(is_name)
}

fn html(cell: &str, marker: Option<&Marker>) -> String {
    marker.map_or_else(
        || crate::platform::search::escaped(cell),
        |marker| marker.html(cell),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_cells_are_a_table_with_its_header() {
        let sheet = of("Comune\tAbitanti\nAlvito\t2.700\nVicalvi\t800\t<b>\n", None).unwrap();
        assert!(
            sheet.header.is_empty(),
            "the header has not all the columns"
        );
        let sheet = of("Comune\tAbitanti\nAlvito\t2.700\nVicalvi\t<b>", None).unwrap();
        assert_eq!(sheet.header, ["Comune", "Abitanti"]);
        assert_eq!(sheet.rows[1], ["Vicalvi", "&lt;b&gt;"]);
        assert_eq!(sheet.cut, None);
    }

    #[test]
    fn prose_is_no_table_and_a_long_one_is_cut() {
        assert_eq!(of("Una riga.\nUn’altra\tcon un salto.", None), None);
        let long: String = (0..500).map(|n| format!("{n}\t{n}\n")).collect();
        let sheet = of(&long, None).unwrap();
        assert_eq!((sheet.rows.len(), sheet.cut), (200, Some((500, 2))));
    }
}
