use proptest::prelude::*;

use super::*;

const LIMITS: Limits = Limits {
    bytes: 100_000,
    rows: 500,
};

fn read(text: &str) -> Table {
    Table::read(text.as_bytes(), LIMITS).expect("a table")
}

fn cells(table: &Table) -> Vec<Vec<&str>> {
    let columns = table.headings().len();
    table
        .rows()
        .iter()
        .map(|row| (0..columns).map(|column| row.text(column)).collect())
        .collect()
}

#[test]
fn what_offices_export_is_read() {
    for text in [
        "codice,nome\n001,Agliè\n002,\"Ala, di Stura\"\n",
        "codice;nome\r\n001;Agliè\r\n002;Ala, di Stura\r\n",
        "\u{feff}codice\tnome\r001\tAgliè\r002\tAla, di Stura",
        " codice ; nome ;\n 001 ; Agliè ;\n;;\n002;Ala, di Stura;\n\u{1a}",
    ] {
        let table = read(text);
        assert_eq!(table.headings(), ["codice", "nome"], "{text:?}");
        let expected = vec![vec!["001", "Agliè"], vec!["002", "Ala, di Stura"]];
        assert_eq!(cells(&table), expected, "{text:?}");
        assert!(table.rows().iter().all(|row| row.fault().is_none()));
    }
    let latin = Table::read(b"codice;nome\n001;Agli\xe8 \x80\n", LIMITS).expect("a table");
    assert_eq!(latin.rows()[0].text(1), "Agliè €");
    let wide: Vec<u8> = "\u{feff}codice\tnome\n001\tAgliè"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(
        Table::read(&wide, LIMITS).expect("a table").rows()[0].text(1),
        "Agliè"
    );
}

#[test]
fn lines_are_those_of_the_file() {
    let table = read("a;\"due\r\nrighe\"\r\n\r\n1;2\r\n3;\"4\"\r\n");
    assert_eq!(table.headings(), ["a", "due righe"]);
    let lines: Vec<u64> = table.rows().iter().map(Row::line).collect();
    assert_eq!(lines, [4, 5]);
    assert!(table.rows().iter().all(|row| row.fault().is_none()));
}

#[test]
fn a_mark_that_is_not_closed_breaks_its_own_line_only() {
    for end in ["\n", "\r\n", "\r"] {
        for (broken, shown) in [
            ("r1,\"Uno,CN", "Uno"),
            ("r1,Uno\",CN", "Uno"),
            ("r1,\"Uno \"\"bis,CN", "Uno   bis"),
            ("r1,Uno,\"", "Uno"),
        ] {
            let good = [
                "r2,Due,CN",
                "r3,\"Tre, con \"\"lode\"\"\",CN",
                "r4,\"Quattro\",CN",
            ];
            let text = [&["a,b,c", broken][..], &good, &[broken, "r6,Sei,CN"]]
                .concat()
                .join(end);
            let table = read(&text);
            let told: Vec<(u64, &str, Option<RowFault>)> = table
                .rows()
                .iter()
                .map(|row| (row.line(), row.text(1), row.fault()))
                .collect();
            let unclosed = Some(RowFault::Unclosed);
            assert_eq!(
                told,
                [
                    (2, shown, unclosed),
                    (3, "Due", None),
                    (4, "Tre, con \"lode\"", None),
                    (5, "Quattro", None),
                    (6, shown, unclosed),
                    (7, "Sei", None),
                ],
                "{text:?}"
            );
        }
    }
}

#[test]
fn a_long_file_of_marks_that_are_not_closed_is_read_line_by_line() {
    let limits = Limits {
        bytes: 1_000_000,
        rows: 50_000,
    };
    let text = format!("a;b\n{}", "1;\"2\n".repeat(50_000));
    let table = Table::read(text.as_bytes(), limits).expect("a table");
    assert_eq!(table.rows().len(), 50_000);
    let is_unclosed = |row: &Row| row.fault() == Some(RowFault::Unclosed);
    assert!(table.rows().iter().all(is_unclosed));
}

#[test]
fn a_row_that_cannot_be_read_says_why_and_the_others_are_read() {
    let long = "x".repeat(CELL_MOST + 1);
    let table = read(&format!(
        "a;b;c\n1;2;3\n1;2\n1;2;3;4\n1;2;3;;\n1;{long};3\n"
    ));
    let faults: Vec<Option<RowFault>> = table.rows().iter().map(Row::fault).collect();
    let cells = |found| Some(RowFault::Cells { found, expected: 3 });
    assert_eq!(
        faults,
        [None, cells(2), cells(4), None, Some(RowFault::LongCell)]
    );
    assert_eq!(
        RowFault::Cells {
            found: 1,
            expected: 3
        }
        .sentence(),
        "La riga ha 1 cella, le intestazioni sono 3."
    );
}

#[test]
fn what_is_no_table_is_told_apart() {
    let fault = |bytes: &[u8]| Table::read(bytes, LIMITS).expect_err("no table");
    assert_eq!(fault(b""), TableFault::Empty);
    assert_eq!(fault(b"\xef\xbb\xbf \r\n;;\n"), TableFault::Empty);
    assert_eq!(fault(b"codice;nome\n"), TableFault::HeadingsOnly);
    assert_eq!(fault(b"%PDF-1.7\n1 0 obj\n"), TableFault::NoTable);
    assert_eq!(fault(b"\x00\x01\x02\n\x00"), TableFault::NoTable);
    assert_eq!(fault(b"PK\x03\x04rest"), TableFault::Spreadsheet);
    assert_eq!(fault(&[b'a'; 100_001]), TableFault::TooLarge(100_000));
    let rows = "1;2\n".repeat(501);
    assert_eq!(
        fault(format!("a;b\n{rows}").as_bytes()),
        TableFault::TooManyRows(500)
    );
    assert_eq!(fault("a;".repeat(300).as_bytes()), TableFault::NoTable);
    for fault in [
        TableFault::Empty,
        TableFault::NoTable,
        TableFault::TooLarge(5_000_000),
    ] {
        assert!(fault.sentence().ends_with('.'));
    }
}

#[test]
fn a_download_holds_no_formula() {
    for formula in ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1"] {
        assert!(cell(formula).starts_with('\''), "{formula:?}");
    }
    for harmless in ["-12,5", "-3", "Alvito", "", "1+1"] {
        assert_eq!(cell(harmless), harmless);
    }
    let bytes = write(&["a", "b"], [&["x;\"y\"".to_owned(), "=1".to_owned()][..]]);
    assert_eq!(bytes, "\u{feff}a;b\r\n\"x;\"\"y\"\"\";'=1\r\n".as_bytes());
}

/// A cell as people fill it in; what a table cannot tell from nothing is left out.
fn a_cell() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9àèìòù’«»€,;\t\"' .-]{0,12}".prop_map(|text| text.trim().to_owned())
}

fn a_table() -> impl Strategy<Value = Vec<Vec<String>>> {
    (1usize..6, 1usize..12).prop_flat_map(|(columns, rows)| {
        proptest::collection::vec(proptest::collection::vec(a_cell(), columns), rows)
    })
}

fn quoted(cell: &str, always: bool) -> String {
    if always || cell.is_empty() || cell.contains([',', ';', '\t', '"', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

proptest! {
    #[test]
    fn any_table_is_read_back_however_it_is_written(
        rows in a_table(),
        between in prop::sample::select(vec![',', ';', '\t']),
        end in prop::sample::select(vec!["\n", "\r\n"]),
        always in any::<bool>(),
        encoding in 0..4,
    ) {
        let names: Vec<String> = (0..rows[0].len()).map(|n| format!("Colonna, n. {n}")).collect();
        let mut text = String::new();
        for row in std::iter::once(&names).chain(&rows) {
            let cells: Vec<String> = row.iter().map(|cell| quoted(cell, always)).collect();
            text += &(cells.join(&between.to_string()) + end);
        }
        let bytes = match encoding {
            0 => text.clone().into_bytes(),
            1 => format!("\u{feff}{text}").into_bytes(),
            2 => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
            _ => {
                let latin = WINDOWS_1252.encode(&text).0.into_owned();
                // Bytes that are UTF-8 as well cannot be told from it.
                prop_assume!(latin.is_ascii() || std::str::from_utf8(&latin).is_err());
                latin
            }
        };
        let filled: Vec<Vec<String>> =
            rows.iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).cloned().collect();
        match Table::read(&bytes, LIMITS) {
            Ok(table) => {
                prop_assert_eq!(table.headings(), &names[..]);
                prop_assert_eq!(cells(&table), filled);
            }
            Err(fault) => prop_assert!(filled.is_empty() && fault == TableFault::HeadingsOnly),
        }
    }

    #[test]
    fn what_we_write_we_read(rows in a_table()) {
        let headings: Vec<String> = (0..rows[0].len()).map(|n| format!("c{n}")).collect();
        let names: Vec<&str> = headings.iter().map(String::as_str).collect();
        let bytes = write(&names, rows.iter().map(Vec::as_slice));
        if let Ok(table) = Table::read(&bytes, LIMITS) {
            let safe: Vec<Vec<String>> = rows
                .iter()
                .filter(|row| row.iter().any(|text| !text.is_empty()))
                .map(|row| row.iter().map(|text| cell(text)).collect())
                .collect();
            prop_assert_eq!(cells(&table), safe);
        }
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(table) = Table::read(&bytes, LIMITS) {
            prop_assert!(!table.headings().is_empty() && !table.rows().is_empty());
            for row in table.rows() {
                prop_assert!(row.line() > 1);
            }
        }
    }
}
