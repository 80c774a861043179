//! Tables in text: CSV with commas, semicolons or tabs, as offices and portals export them.

use super::sheets::Table;
use super::{Extraction, MAX_TEXT_BYTES, txt};

/// Separators that are looked for, those that no prose has first.
const SEPARATORS: [u8; 3] = [b'\t', b';', b','];
/// How many lines are looked at to tell a table.
const LOOKED_AT: usize = 40;

/// Reads the rows.
pub fn read(bytes: &[u8]) -> Extraction {
    if bytes.len() > MAX_TEXT_BYTES {
        return Extraction::TooLarge;
    }
    let text = txt::decode(bytes);
    let separator = separator(&text).unwrap_or(b',');
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut table = Table::new(MAX_TEXT_BYTES - (1 << 20));
    let mut is_cut = false;
    for (number, row) in (0..).zip(rows.records()) {
        let Ok(row) = row else {
            is_cut = true;
            break;
        };
        for (column, cell) in row.iter().enumerate() {
            table.put(number, column, cell);
        }
        if table.is_full() {
            break;
        }
    }
    Extraction::of(vec![
        table.into_page("Tabella", "La tabella").partly(is_cut),
    ])
}

/// What parts the cells of each line alike, if anything does: then the text is a table.
pub fn separator(text: &str) -> Option<u8> {
    SEPARATORS
        .into_iter()
        .find(|separator| is_table(text, *separator))
}

fn is_table(text: &str, separator: u8) -> bool {
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = rows
        .records()
        .take(LOOKED_AT)
        .map_while(Result::ok)
        .collect();
    // The last line looked at may be cut off.
    let whole = if rows.len() > 2 {
        &rows[..rows.len() - 1]
    } else {
        &rows[..]
    };
    let Some(width) = whole.first().map(csv::StringRecord::len) else {
        return false;
    };
    let filled = |place: usize| {
        whole
            .iter()
            .filter(|row| row.get(place).is_some_and(|cell| !cell.trim().is_empty()))
            .count()
    };
    // Prose has a space after its commas, and lists end their lines with the separator.
    let like_prose = separator != b'\t'
        && whole
            .iter()
            .flat_map(|row| row.iter().skip(1))
            .all(|cell| cell.is_empty() || cell.starts_with([' ', '\n', '\r']));
    rows.len() >= 2
        && width >= 2
        && whole.iter().all(|row| row.len() == width)
        && (1..width).any(|place| filled(place) > 0)
        && !like_prose
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::extract::Page;

    #[test]
    fn a_table_is_told_from_prose() {
        for (text, expect) in [
            ("Comune;Abitanti\nAvella;7900\n", Some(b';')),
            ("Comune,Abitanti\nAvella,7900\nBaiano,4500\n", Some(b',')),
            ("a\tb\nc\td", Some(b'\t')),
            ("\"a;b\",c\n\"d\ne\",f\n", Some(b',')),
            (
                "Gentile sindaco, le scrivo\nper dirle, in breve\nche tutto va, grazie",
                None,
            ),
            ("Servono:\n- la delibera;\n- il piano;\n", None),
            ("la delibera;\nil piano;\nla determina;\n", None),
            ("una riga; sola", None),
            ("", None),
        ] {
            assert_eq!(separator(text), expect, "{text}");
        }
    }

    #[test]
    fn rows_are_lines_of_cells() {
        let expect = Page::labelled("Tabella", "Comune\tNote\nAvella\tdue righe".to_owned());
        assert_eq!(
            read("\u{feff}Comune;Note\r\nAvella;\"due\r\nrighe\"\r\n".as_bytes()),
            Extraction::of(vec![expect])
        );
    }
}
