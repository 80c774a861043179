//! A page of text that is a table: lines whose cells a tabulator keeps apart, as spreadsheets are read.

use crate::platform::dates;
use crate::platform::search::{Extent, Marker};

/// The most rows that are shown; the file has them all.
const MOST_ROWS: usize = 200;
/// The most columns.
const MOST_COLUMNS: usize = 40;

/// A table.
#[derive(Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The names of the columns, when the first row looks like them; cells are HTML.
    pub header: Vec<String>,
    /// The other rows or, of a long table in which words are looked for, those that have them.
    pub rows: Vec<Row>,
    /// Whether rows were left out between those that are shown, so that each is told with its number.
    pub is_numbered: bool,
    /// What is left out, in words; empty when nothing is.
    pub said: String,
}

/// A row; its cells are HTML.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// Which line of its page it is, from 1.
    pub number: usize,
    pub cells: Vec<String>,
}

/// The table a text is, or none: most of its lines have more than one cell. `before` lines of its page
/// stand before it.
pub fn of(text: &str, before: usize, marker: Option<&Marker>) -> Option<Sheet> {
    let lines: Vec<(usize, &str)> = (before + 1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty())
        .collect();
    let with_cells = lines.iter().filter(|(_, line)| line.contains('\t'));
    if lines.len() < 2 || with_cells.count() * 5 < lines.len() * 4 {
        return None;
    }
    let columns = lines
        .iter()
        .map(|(_, line)| line.split('\t').count())
        .max()
        .unwrap_or(0);
    let has_header = is_header(lines[0].1, columns);
    let cells = |line: &str| -> Vec<String> {
        let mut cells: Vec<String> = line
            .split('\t')
            .take(MOST_COLUMNS)
            .map(|cell| html(cell.trim(), marker))
            .collect();
        cells.resize(columns.min(MOST_COLUMNS), String::new());
        cells
    };
    let all = &lines[usize::from(has_header)..];
    let (extent, found) = match marker {
        Some(marker) if all.len() > MOST_ROWS => with_words(all, marker),
        _ => (Extent::Nothing, Vec::new()),
    };
    let shown = if found.is_empty() { all } else { &found };
    Some(Sheet {
        header: if has_header {
            cells(lines[0].1)
        } else {
            Vec::new()
        },
        rows: shown
            .iter()
            .take(MOST_ROWS)
            .map(|(number, line)| Row {
                number: *number,
                cells: cells(line),
            })
            .collect(),
        is_numbered: !found.is_empty(),
        said: cut_words(all.len(), columns, extent, found.len()),
    })
}

/// The rows with all the words looked for or, if there are none, with any, and how much of them that is.
fn with_words<'a>(rows: &[(usize, &'a str)], marker: &Marker) -> (Extent, Vec<(usize, &'a str)>) {
    let extents: Vec<Extent> = rows
        .iter()
        .map(|(_, line)| marker.extent_in(line))
        .collect();
    let most = extents.iter().copied().max().unwrap_or(Extent::Nothing);
    let has_most = |(_, extent): &(_, &Extent)| most > Extent::Nothing && **extent == most;
    let found = rows.iter().zip(&extents).filter(has_most);
    (most, found.map(|(row, _)| *row).collect())
}

/// What is said of a table of which not everything is shown.
fn cut_words(rows: usize, columns: usize, extent: Extent, found: usize) -> String {
    let number = |count: usize| dates::number(i64::try_from(count).unwrap_or(i64::MAX));
    let which = match extent {
        Extent::All => "con le parole cercate",
        _ => "con qualcuna delle parole cercate",
    };
    let shown = match found {
        0 if rows > MOST_ROWS => {
            format!("si vedono le prime {MOST_ROWS} righe, su {}", number(rows))
        }
        0 => String::new(),
        1 => format!("si vede solo la riga {which}, su {}", number(rows)),
        2..=MOST_ROWS => format!(
            "si vedono solo le {found} righe {which}, su {}",
            number(rows)
        ),
        _ => format!(
            "si vedono solo le prime {MOST_ROWS} delle {} righe {which}, su {}",
            number(found),
            number(rows)
        ),
    };
    let numbered = match found {
        0 => "",
        1 => ", contata da dove comincia questo foglio o questa sua parte",
        _ => ", contate da dove comincia questo foglio o questa sua parte",
    };
    let wide = format!("le prime {MOST_COLUMNS} colonne, su {}", number(columns));
    match (shown.is_empty(), columns > MOST_COLUMNS) {
        (true, false) => String::new(),
        (true, true) => format!("Qui si vedono {wide}. Per vedere tutto scarica il file."),
        (false, false) => {
            format!("Qui {shown}{numbered}. Per vedere tutto scarica il file.")
        }
        (false, true) => {
            format!("Qui {shown}{numbered}; {wide}. Per vedere tutto scarica il file.")
        }
    }
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
        let sheet = of(
            "Comune\tAbitanti\nAlvito\t2.700\nVicalvi\t800\t<b>\n",
            0,
            None,
        )
        .unwrap();
        assert!(
            sheet.header.is_empty(),
            "the header has not all the columns"
        );
        let sheet = of("Comune\tAbitanti\nAlvito\t2.700\nVicalvi\t<b>", 0, None).unwrap();
        assert_eq!(sheet.header, ["Comune", "Abitanti"]);
        assert_eq!(sheet.rows[1].cells, ["Vicalvi", "&lt;b&gt;"]);
        assert_eq!(sheet.said, "");
    }

    #[test]
    fn prose_is_no_table_and_a_long_one_is_cut() {
        assert_eq!(of("Una riga.\nUn’altra\tcon un salto.", 0, None), None);
        let long: String = (0..500).map(|n| format!("{n}\t{n}\n")).collect();
        let sheet = of(&long, 0, None).unwrap();
        assert_eq!(sheet.rows.len(), 200);
        assert!(sheet.said.contains("le prime 200 righe, su 500."));
    }

    #[test]
    fn of_a_long_table_the_rows_with_the_words_are_shown() {
        let long: String = (1..=500).map(|n| format!("Comune {n}\t{n}\n")).collect();
        let sheet = |query: &str| of(&long, 10, Marker::of(query).as_ref()).unwrap();
        let one = sheet("comune 321");
        assert_eq!((one.rows.len(), one.rows[0].number), (1, 331));
        assert!(one.rows[0].cells[0].contains("<mark>321</mark>"));
        assert!(one.said.contains("la riga con le parole cercate, su 500"));
        let many = sheet("comune");
        assert_eq!((many.rows.len(), many.is_numbered), (200, true));
        assert!(many.said.contains("solo le prime 200 delle 500 righe con"));
        let some = sheet("comune astronave");
        assert!(
            some.said.contains("con qualcuna delle parole"),
            "{}",
            some.said
        );
        let none = sheet("astronave");
        assert_eq!((none.rows.len(), none.is_numbered), (200, false));
        // A short one is shown whole.
        let short = of("A\t1\nB\t2\n", 0, Marker::of("B").as_ref()).unwrap();
        assert_eq!((short.rows.len(), short.is_numbered), (2, false));
    }
}
