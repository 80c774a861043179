//! Tables that people download: as the spreadsheet programs of Italian offices open them.

/// The bytes of a table with these headings: UTF-8 with its mark, semicolons, CRLF. What a spreadsheet
/// program would take for a formula is made a text.
pub fn write<'a>(headings: &[&str], rows: impl IntoIterator<Item = &'a [String]>) -> Vec<u8> {
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    put(&mut bytes, headings.iter().copied());
    for row in rows {
        put(&mut bytes, row.iter().map(String::as_str));
    }
    bytes
}

fn put<'a>(bytes: &mut Vec<u8>, cells: impl Iterator<Item = &'a str>) {
    for (place, text) in cells.enumerate() {
        if place > 0 {
            bytes.push(b';');
        }
        let text = cell(text);
        if text.contains(['"', ';', ',', '\t', '\n', '\r']) {
            bytes.push(b'"');
            bytes.extend(text.replace('"', "\"\"").bytes());
            bytes.push(b'"');
        } else {
            bytes.extend(text.bytes());
        }
    }
    bytes.extend(b"\r\n");
}

/// A text as a cell that no spreadsheet program runs: before what would begin a formula stands an
/// apostrophe (OWASP, "CSV injection"). A negative number stays a number.
pub fn cell(text: &str) -> String {
    let begins_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let is_number = text.replace(['.', ','], "").parse::<i64>().is_ok() && !text.starts_with('+');
    if begins_formula && !is_number {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
