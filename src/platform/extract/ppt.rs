//! The text of PowerPoint 97–2003 presentations (MS-PPT): records in records, some of them text.

use std::collections::HashMap;

use encoding_rs::{UTF_16LE, WINDOWS_1252};

use super::ole::Container;
use super::{Extraction, MAX_TEXT_BYTES, slides};

const DOCUMENT: u16 = 0x03e8;
const SLIDE: u16 = 0x03ee;
const SLIDE_PERSIST: u16 = 0x03f3;
const TEXT_WIDE: u16 = 0x0fa0;
const TEXT_NARROW: u16 = 0x0fa8;
const SLIDE_LIST: u16 = 0x0ff0;
const USER_EDIT: u16 = 0x0ff5;
const PERSIST: u16 = 0x1772;
const CRYPT: u16 = 0x2f14;
const MAX_DEPTH: usize = 32;
/// The most records looked at, edits followed and slides read.
const MAX_RECORDS: usize = 2_000_000;
const MAX_EDITS: usize = 1_000;

/// Reads the slides as they were when the file was saved last.
pub fn read(container: &mut Container<'_>) -> Extraction {
    let stream = container.stream("PowerPoint Document").unwrap_or_default();
    let user = container.stream("Current User").unwrap_or_default();
    text(&stream, &user)
        .unwrap_or_else(|| Extraction::damaged("the file says not where its slides are"))
}

fn text(stream: &[u8], user: &[u8]) -> Option<Extraction> {
    // Section 2.3.2: 0xF3D1C4DF says that what follows is encrypted.
    if long(user, 12) == Some(0xf3d1_c4df) {
        return Some(Extraction::Encrypted);
    }
    let mut places: HashMap<u32, u32> = HashMap::new();
    let mut edit = long(user, 16)?;
    let mut document = None;
    // The newest edit comes first, and what it says of a place holds.
    for _ in 0..MAX_EDITS {
        let record = Record::at(stream, edit as usize).filter(|record| record.kind == USER_EDIT)?;
        let (before, directory) = (long(record.body, 8)?, long(record.body, 12)?);
        document = document.or(long(record.body, 16));
        if let Some(record) =
            Record::at(stream, directory as usize).filter(|record| record.kind == PERSIST)
        {
            remember(record.body, &mut places);
        }
        if before == 0 || before >= edit {
            break;
        }
        edit = before;
    }
    let body = |id: u32| Record::at(stream, *places.get(&id)? as usize);
    let document = body(document?).filter(|record| record.kind == DOCUMENT)?;
    let mut walk = Walk::default();
    let mut texts: Vec<String> = Vec::new();
    for list in
        records(document.body).filter(|record| record.kind == SLIDE_LIST && record.instance == 0)
    {
        for record in records(list.body) {
            match record.kind {
                SLIDE_PERSIST => {
                    let drawn = long(record.body, 0)
                        .and_then(body)
                        .filter(|record| record.kind == SLIDE);
                    let mut text = String::new();
                    if let Some(slide) = drawn {
                        walk.gather(&slide, 0, &mut text);
                    }
                    texts.push(text);
                }
                CRYPT => return Some(Extraction::Encrypted),
                // What stands in the places of the layout is kept in the outline, beside the slide.
                _ => {
                    let mut words = String::new();
                    walk.gather(&record, 0, &mut words);
                    if let Some(text) = texts.last_mut()
                        && !words.trim().is_empty()
                        && !text.contains(words.trim())
                    {
                        // Titles come before what is drawn freely.
                        text.push_str(&words);
                    }
                }
            }
            if walk.bytes > MAX_TEXT_BYTES || walk.records > MAX_RECORDS {
                return Some(Extraction::TooLarge);
            }
        }
    }
    Some(slides::finish(&texts))
}

/// A record (section 2.3.1).
struct Record<'a> {
    is_container: bool,
    instance: u16,
    kind: u16,
    body: &'a [u8],
    whole_bytes: usize,
}

impl<'a> Record<'a> {
    /// The record that begins at `at`, cut where the bytes end.
    fn at(bytes: &'a [u8], at: usize) -> Option<Self> {
        let head = bytes.get(at..at.checked_add(8)?)?;
        let first = u16::from_le_bytes([head[0], head[1]]);
        let length = long(head, 4)? as usize;
        let end = at.saturating_add(8).saturating_add(length).min(bytes.len());
        Some(Self {
            is_container: first & 0xf == 0xf,
            instance: first >> 4,
            kind: u16::from_le_bytes([head[2], head[3]]),
            body: &bytes[at + 8..end],
            whole_bytes: end - at,
        })
    }
}

fn records(bytes: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let record = Record::at(bytes, at)?;
        at += record.whole_bytes;
        Some(record)
    })
}

/// Where things are kept (section 2.3.4): runs of places, each with its first number.
fn remember(body: &[u8], places: &mut HashMap<u32, u32>) {
    let mut at = 0;
    while let Some(head) = long(body, at) {
        let (first, count) = (head & 0x000f_ffff, head >> 20);
        at += 4;
        for id in first..first.saturating_add(count) {
            let Some(place) = long(body, at) else { return };
            places.entry(id).or_insert(place);
            at += 4;
        }
    }
}

/// Gathers text out of records, and counts what that takes.
#[derive(Default)]
struct Walk {
    records: usize,
    bytes: usize,
}

impl Walk {
    fn gather(&mut self, record: &Record<'_>, depth: usize, out: &mut String) {
        self.records += 1;
        if depth > MAX_DEPTH || self.records > MAX_RECORDS || self.bytes > MAX_TEXT_BYTES {
            return;
        }
        let encoding = match record.kind {
            TEXT_WIDE => UTF_16LE,
            TEXT_NARROW => WINDOWS_1252,
            _ => {
                if record.is_container {
                    for inner in records(record.body) {
                        self.gather(&inner, depth + 1, out);
                    }
                }
                return;
            }
        };
        let text = encoding.decode_without_bom_handling(record.body).0;
        self.bytes += text.len();
        out.extend(text.chars().map(|letter| match letter {
            '\r' | '\u{b}' => '\n',
            letter => letter,
        }));
        out.push('\n');
    }
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    Some(u32::from_le_bytes(four))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::extract::Page;

    fn record(first: u16, kind: u16, body: &[u8]) -> Vec<u8> {
        let mut bytes = first.to_le_bytes().to_vec();
        bytes.extend(kind.to_le_bytes());
        bytes.extend((body.len() as u32).to_le_bytes());
        bytes.extend(body);
        bytes
    }

    fn longs(values: &[u32]) -> Vec<u8> {
        values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect()
    }

    /// A document (place 1) with one slide (place 2).
    fn presentation() -> (Vec<u8>, Vec<u8>) {
        let wide: Vec<u8> = "Città €"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let list = [
            record(0, SLIDE_PERSIST, &longs(&[2, 0, 0, 256, 0])),
            record(0, TEXT_WIDE, &wide),
        ]
        .concat();
        let document = record(0xf, DOCUMENT, &record(0xf, SLIDE_LIST, &list));
        let slide = record(
            0xf,
            SLIDE,
            &record(0xf, 0xf00d, &record(0, TEXT_NARROW, b"riquadro\rdue")),
        );
        let directory = record(
            0,
            PERSIST,
            &longs(&[(2 << 20) | 1, 0, document.len() as u32]),
        );
        let at = (document.len() + slide.len()) as u32;
        let edit = record(0, USER_EDIT, &longs(&[0, 0, 0, at, 1, 0, 0]));
        let user = longs(&[0, 0, 0x14, 0xe391_c05f, at + directory.len() as u32]);
        ([document, slide, directory, edit].concat(), user)
    }

    #[test]
    fn a_slide_has_what_is_drawn_and_what_is_in_the_outline() {
        let (stream, user) = presentation();
        let pages = vec![Page::labelled(
            "Diapositiva 1",
            "riquadro\ndue\nCittà €".to_owned(),
        )];
        assert_eq!(text(&stream, &user), Some(Extraction::Text { pages }));
        let locked = longs(&[0, 0, 0x14, 0xf3d1_c4df, 0]);
        assert_eq!(text(&stream, &locked), Some(Extraction::Encrypted));
    }

    #[test]
    fn no_change_of_a_byte_is_a_panic() {
        let (stream, user) = presentation();
        for place in 0..stream.len() {
            for value in [0, 0x0f, 0xff] {
                let mut changed = stream.clone();
                changed[place] = value;
                let _ = text(&changed, &user);
                let _ = text(&stream[..place], &user);
            }
        }
    }
}
