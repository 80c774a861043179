//! Plain text: UTF-8, UTF-16 with its mark, else taken for Windows-1252, as Italian offices wrote it.

use super::{Extraction, MAX_PAGES, MAX_TEXT_BYTES, Page, clean};

/// Reads `bytes`; a form feed begins a new page.
pub fn read(bytes: &[u8]) -> Extraction {
    if bytes.len() > MAX_TEXT_BYTES {
        return Extraction::TooLarge;
    }
    Extraction::of(
        decode(bytes)
            .split('\u{c}')
            .take(MAX_PAGES + 1)
            .map(|page| Page::from(clean::page(page)))
            .collect(),
    )
}

/// The characters of a plain text.
pub fn decode(bytes: &[u8]) -> String {
    if let Some(text) = super::utf16(bytes) {
        return text;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
            .into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expect: &[&str]) {
        let pages = expect.iter().map(|page| Page::from(*page)).collect();
        assert_eq!(read(bytes), Extraction::Text { pages });
    }

    #[test]
    fn encodings_are_told_apart() {
        check("L’unità è 5 €".as_bytes(), &["L’unità è 5 €"]);
        check(b"\xef\xbb\xbfCiao", &["Ciao"]);
        check(b"L\x92unit\xe0 \xe8 5 \x80", &["L’unità è 5 €"]);
        check(b"\xff\xfeC\0i\0\xe0\0", &["Cià"]);
        check(b"\xfe\xff\0C\0i\0\xe0", &["Cià"]);
    }

    #[test]
    fn a_form_feed_begins_a_page() {
        check(b"uno\n\x0cdue", &["uno", "due"]);
    }

    #[test]
    fn blanks_are_no_text() {
        assert_eq!(read(b" \n\t\n"), Extraction::Empty);
    }
}
