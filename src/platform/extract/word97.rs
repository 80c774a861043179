//! The text of Word 97–2003 documents (MS-DOC), by the table of pieces its characters stand in; of
//! older ones, as far as it stands in one piece.

use std::ops::Range;

use encoding_rs::WINDOWS_1252;

use super::ole::Container;
use super::{Extraction, MAX_PAGES, MAX_TEXT_BYTES, Page, clean};

/// Where the first page of formatted characters is told (section 2.5.6: fcPlcfBteChpx).
const CHARACTER_RUNS_AT: usize = 0xfa;
/// Where the table of pieces is told (fcClx).
const PIECES_AT: usize = 0x1a2;
const SECTOR_BYTES: usize = 512;

/// Reads the body, then headers, notes, remarks and text boxes.
pub fn read(container: &mut Container<'_>) -> Extraction {
    text(container).unwrap_or_else(|fault| fault)
}

fn text(container: &mut Container<'_>) -> Result<Extraction, Extraction> {
    let main = container.stream("WordDocument").unwrap_or_default();
    let broken = || Extraction::damaged("the file says not where its text is");
    let flags = short(&main, 0x0a).ok_or_else(broken)?;
    if flags & 0x0100 != 0 {
        return Err(Extraction::Encrypted);
    }
    // Before Word 97 there is no table of pieces at this place.
    if short(&main, 2).unwrap_or(0) < 0xc1 {
        let range = long(&main, 0x18).zip(long(&main, 0x1c));
        let (from, to) = range.ok_or_else(broken)?;
        let bytes = main.get(from..to.min(main.len())).ok_or_else(broken)?;
        let text = WINDOWS_1252.decode_without_bom_handling(bytes).0;
        return Ok(finish(&text));
    }
    let table = container.stream(if flags & 0x0200 == 0 {
        "0Table"
    } else {
        "1Table"
    });
    let table = table.ok_or_else(broken)?;
    let pieces = pieces(&main, &table).ok_or_else(broken)?;
    let unseen = unseen(&main, &table);
    let mut out = String::new();
    for piece in &pieces {
        push_piece(&mut out, &main, piece, &unseen);
        if out.len() > MAX_TEXT_BYTES {
            return Err(Extraction::TooLarge);
        }
    }
    Ok(finish(&out))
}

/// Some characters that stand together.
struct Piece {
    bytes: Range<usize>,
    /// One byte a character in Windows-1252, or two in UTF-16.
    is_narrow: bool,
}

/// The table of pieces (sections 2.9.38 and 2.9.177).
fn pieces(main: &[u8], table: &[u8]) -> Option<Vec<Piece>> {
    let (start, length) = (long(main, PIECES_AT)?, long(main, PIECES_AT + 4)?);
    let mut clx = table.get(start..start.checked_add(length)?.min(table.len()))?;
    // Properties come first, each with its length.
    while let [1, rest @ ..] = clx {
        let length = short(rest, 0)? as usize;
        clx = rest.get(2 + length..)?;
    }
    let [2, rest @ ..] = clx else { return None };
    let length = long(rest, 0)?.min(rest.len().saturating_sub(4));
    let plc = rest.get(4..4 + length)?;
    let count = plc.len().checked_sub(4)? / 12;
    let mut pieces = Vec::with_capacity(count);
    for place in 0..count {
        let characters = long(plc, place * 4 + 4)?.checked_sub(long(plc, place * 4)?)?;
        let at = long(plc, (count + 1) * 4 + place * 8 + 2)?;
        let is_narrow = at & 0x4000_0000 != 0;
        let at = at & 0x3fff_ffff;
        let (from, width) = if is_narrow { (at / 2, 1) } else { (at, 2) };
        let to = from.checked_add(characters.checked_mul(width)?)?;
        pieces.push(Piece {
            bytes: from.min(main.len())..to.min(main.len()),
            is_narrow,
        });
    }
    Some(pieces)
}

/// Where characters stand that are deleted with changes tracked, or hidden: ranges of bytes, in order.
fn unseen(main: &[u8], table: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let Some((start, length)) =
        long(main, CHARACTER_RUNS_AT).zip(long(main, CHARACTER_RUNS_AT + 4))
    else {
        return found;
    };
    let end = start.saturating_add(length).min(table.len());
    let Some(plc) = table.get(start..end).filter(|plc| plc.len() >= 4) else {
        return found;
    };
    let count = (plc.len() - 4) / 8;
    for place in 0..count {
        let number = long(plc, (count + 1) * 4 + place * 4).unwrap_or(0) & 0x003f_ffff;
        let at = number * SECTOR_BYTES;
        let Some(sector) = main.get(at..at + SECTOR_BYTES) else {
            continue;
        };
        found.extend(unseen_in(sector));
    }
    found.sort_by_key(|range| range.start);
    found
}

/// The same in one sector of runs (section 2.9.33).
fn unseen_in(sector: &[u8]) -> Vec<Range<usize>> {
    let count = usize::from(sector[SECTOR_BYTES - 1]);
    (0..count)
        .filter_map(|run| {
            let (from, to) = (long(sector, run * 4)?, long(sector, run * 4 + 4)?);
            let at = usize::from(*sector.get((count + 1) * 4 + run)?) * 2;
            let length = usize::from(*sector.get(at).filter(|_| at > 0)?);
            let changes = sector.get(at + 1..at + 1 + length)?;
            (from < to && hides(changes)).then_some(from..to)
        })
        .collect()
}

/// Whether these changes of formatting (section 2.2.5.1) hide a character or mark it deleted.
fn hides(mut changes: &[u8]) -> bool {
    const DELETED: u32 = 0x0800;
    const HIDDEN: u32 = 0x083c;
    while let (Some(change), Some(value)) = (short(changes, 0), changes.get(2)) {
        if matches!(change, DELETED | HIDDEN) && *value == 1 {
            return true;
        }
        let length = match change >> 13 {
            0 | 1 => 1,
            3 => 4,
            6 => usize::from(*value) + 1,
            7 => 3,
            _ => 2,
        };
        changes = changes.get(2 + length..).unwrap_or_default();
    }
    false
}

fn push_piece(out: &mut String, main: &[u8], piece: &Piece, unseen: &[Range<usize>]) {
    let mut from = piece.bytes.start;
    let first = unseen.partition_point(|range| range.end <= from);
    let beyond = piece.bytes.end..piece.bytes.end;
    for hidden in unseen[first..].iter().chain(std::iter::once(&beyond)) {
        let to = hidden.start.clamp(from, piece.bytes.end);
        let bytes = main.get(from..to).unwrap_or_default();
        let encoding = if piece.is_narrow {
            WINDOWS_1252
        } else {
            encoding_rs::UTF_16LE
        };
        out.push_str(&encoding.decode_without_bom_handling(bytes).0);
        from = hidden.end.clamp(to, piece.bytes.end);
        if from >= piece.bytes.end || out.len() > MAX_TEXT_BYTES {
            return;
        }
    }
}

/// The characters as they are meant (section 2.4.1 and those it names).
fn finish(raw: &str) -> Extraction {
    let mut text = String::with_capacity(raw.len());
    // Fields stand as written up to a mark, and then as shown.
    let mut fields: Vec<bool> = Vec::new();
    for letter in raw.chars() {
        match letter {
            '\u{13}' => fields.push(true),
            '\u{14}' => {
                if let Some(as_written) = fields.last_mut() {
                    *as_written = false;
                }
            }
            '\u{15}' => {
                fields.pop();
            }
            _ if fields.contains(&true) => {}
            '\r' | '\u{b}' => text.push('\n'),
            '\u{7}' => text.push('\t'),
            '\u{1e}' => text.push('-'),
            '\u{1f}' => text.push('\u{ad}'),
            '\t' | '\n' | '\u{c}' => text.push(letter),
            letter if letter.is_control() => {}
            letter => text.push(letter),
        }
        // A file of nothing but marks has no fields a person could see.
        if fields.len() > 100 {
            fields.clear();
        }
    }
    let pages: Vec<Page> = text
        .trim_end_matches('\u{c}')
        .split('\u{c}')
        .take(MAX_PAGES + 1)
        .map(|page| Page::from(clean::page(page)))
        .collect();
    Extraction::of(pages)
}

fn short(bytes: &[u8], at: usize) -> Option<u32> {
    let two = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
    Some(u16::from_le_bytes(two).into())
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(four)).ok()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::*;
    use crate::platform::extract::ole;
    use crate::platform::extract::room::Room;

    fn file(streams: &[(&str, &[u8])]) -> Vec<u8> {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        for (path, bytes) in streams {
            file.create_stream(path).unwrap().write_all(bytes).unwrap();
        }
        file.into_inner().into_inner()
    }

    /// A document of two pieces, one narrow and one wide, and a run that is deleted.
    fn document(narrow: &[u8], wide: &str, deleted: Range<u32>) -> Vec<u8> {
        let mut main = vec![0; 1024];
        main[..2].copy_from_slice(&0xa5ec_u16.to_le_bytes());
        main[2..4].copy_from_slice(&0xc1_u16.to_le_bytes());
        main[0x0a..0x0c].copy_from_slice(&0x0200_u16.to_le_bytes());
        // The sector of runs is the second: one run, its changes at byte 100.
        let sector = &mut main[512..1024];
        sector[..4].copy_from_slice(&deleted.start.to_le_bytes());
        sector[4..8].copy_from_slice(&deleted.end.to_le_bytes());
        sector[8] = 50;
        sector[100..104].copy_from_slice(&[3, 0x00, 0x08, 1]);
        sector[511] = 1;
        let wide: Vec<u8> = wide.encode_utf16().flat_map(u16::to_le_bytes).collect();
        main.extend(narrow);
        main.extend(&wide);

        let narrow_chars = narrow.len() as u32;
        let mut table = vec![1, 2, 0, 9, 9, 2];
        table.extend(28_u32.to_le_bytes());
        for position in [0, narrow_chars, narrow_chars + wide.len() as u32 / 2] {
            table.extend(position.to_le_bytes());
        }
        for at in [(1024_u32 * 2) | 0x4000_0000, 1024 + narrow_chars] {
            table.extend([0, 0]);
            table.extend(at.to_le_bytes());
            table.extend([0, 0]);
        }
        let clx = table.len() as u32;
        for long in [0_u32, u32::MAX, 1] {
            table.extend(long.to_le_bytes());
        }
        main[0x1a2..0x1a6].copy_from_slice(&0_u32.to_le_bytes());
        main[0x1a6..0x1aa].copy_from_slice(&clx.to_le_bytes());
        main[0xfa..0xfe].copy_from_slice(&clx.to_le_bytes());
        main[0xfe..0x102].copy_from_slice(&12_u32.to_le_bytes());
        file(&[("/WordDocument", &main), ("/1Table", &table)])
    }

    #[test]
    fn pieces_of_both_widths_are_put_together() {
        let bytes = document(
            b"L\x92unit\xe0\rvia\x0c",
            "è 5 €\u{13}PAGE\u{14}3\u{15}\u{7}\r",
            0..0,
        );
        let pages = vec![Page::from("L’unità\nvia"), Page::from("è 5 €3")];
        assert_eq!(
            ole::read(&bytes, &mut Room::new()),
            Extraction::Text { pages }
        );
    }

    #[test]
    fn what_was_deleted_with_changes_tracked_is_not_read() {
        // "via" stands at bytes 1032 to 1035.
        let bytes = document(b"L\x92unit\xe0\rvia\x0c", "qui", 1032..1035);
        let pages = vec![Page::from("L’unità"), Page::from("qui")];
        assert_eq!(
            ole::read(&bytes, &mut Room::new()),
            Extraction::Text { pages }
        );
    }

    #[test]
    fn older_and_locked_and_broken_files() {
        let mut old = vec![0; 64];
        old[2] = 0x65;
        old[0x18..0x1c].copy_from_slice(&64_u32.to_le_bytes());
        old[0x1c..0x20].copy_from_slice(&68_u32.to_le_bytes());
        old.extend(b"citt\xe0");
        let read = |main: &[u8]| ole::read(&file(&[("/WordDocument", main)]), &mut Room::new());
        assert_eq!(read(&old), Extraction::of(vec![Page::from("citt")]));
        let mut locked = old.clone();
        locked[0x0b] = 1;
        assert_eq!(read(&locked), Extraction::Encrypted);
        assert!(matches!(read(&[0; 10]), Extraction::Damaged { .. }));
        assert!(matches!(read(&[0xff; 4096]), Extraction::Encrypted));
    }

    #[test]
    fn no_truncation_is_a_panic() {
        let bytes = document(b"L\x92unit\xe0\rvia\x0c", "qui", 1032..1035);
        for length in (0..bytes.len()).step_by(37) {
            let _ = ole::read(&bytes[..length], &mut Room::new());
        }
        for place in (512..bytes.len()).step_by(3) {
            let mut changed = bytes.clone();
            changed[place] = 0xff;
            let _ = ole::read(&changed, &mut Room::new());
        }
    }
}
