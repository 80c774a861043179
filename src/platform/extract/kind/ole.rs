//! Which program wrote a file in the container of Office up to 2003 (MS-CFB): its directory names streams.

use std::io::{Read, Seek, SeekFrom};

use super::FileKind;

/// The most sectors of the directory that are looked at; files of Office have few.
const MAX_SECTORS: usize = 64;
/// The header holds the places of so many sectors of the table; the directory is mostly among them.
const TABLE_SECTORS: u64 = 109;
const ENTRY_BYTES: usize = 128;

/// The kind of a container with this beginning, by the names in its directory.
pub fn kind(file: &mut (impl Read + Seek), head: &[u8]) -> std::io::Result<FileKind> {
    let word = |at: usize| {
        let four = head.get(at..at + 4)?.try_into().ok()?;
        Some(u64::from(u32::from_le_bytes(four)))
    };
    let shift = head.get(30).copied().unwrap_or(9).clamp(9, 12);
    let sector_bytes = 1_u64 << shift;
    let mut sector = word(48).unwrap_or(u64::MAX);
    let mut found = FileKind::Ole;
    for _ in 0..MAX_SECTORS {
        let bytes = read_at(
            file,
            (sector.saturating_add(1)).saturating_mul(sector_bytes),
            sector_bytes,
        )?;
        for entry in bytes.chunks_exact(ENTRY_BYTES) {
            match named(entry) {
                // Whatever else is there, it cannot be read.
                Some(FileKind::LockedOffice) => return Ok(FileKind::LockedOffice),
                Some(kind) if found == FileKind::Ole => found = kind,
                _ => {}
            }
        }
        // The table tells which sector of the directory is next.
        let at = sector.saturating_mul(4);
        let Some(table) = Some(at / sector_bytes)
            .filter(|place| *place < TABLE_SECTORS)
            .and_then(|place| word(76 + place as usize * 4))
        else {
            break;
        };
        let place = (table.saturating_add(1))
            .saturating_mul(sector_bytes)
            .saturating_add(at % sector_bytes);
        let next = read_at(file, place, 4)?;
        match <[u8; 4]>::try_from(next).map(u32::from_le_bytes) {
            Ok(next) if next < 0xffff_fffa && u64::from(next) != sector => sector = next.into(),
            _ => break,
        }
    }
    Ok(found)
}

fn read_at(file: &mut (impl Read + Seek), at: u64, bytes: u64) -> std::io::Result<Vec<u8>> {
    let mut read = Vec::new();
    // Beyond the end there is nothing, and the largest offset of a file is that of its system.
    if at < 1 << 62 {
        file.seek(SeekFrom::Start(at))?;
        file.by_ref().take(bytes).read_to_end(&mut read)?;
    }
    Ok(read)
}

/// What a name in the directory says of the whole.
fn named(entry: &[u8]) -> Option<FileKind> {
    let length = usize::from(u16::from_le_bytes([entry[64], entry[65]]));
    let units: Vec<u16> = entry[..length.clamp(2, 64) - 2]
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    Some(match String::from_utf16_lossy(&units).as_str() {
        "EncryptedPackage" => FileKind::LockedOffice,
        "WordDocument" => FileKind::Doc,
        "Workbook" | "Book" => FileKind::Xls,
        "PowerPoint Document" => FileKind::Ppt,
        "__properties_version1.0" => FileKind::Msg,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn check(streams: &[&str], expect: FileKind) {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        for stream in streams {
            file.create_stream(stream).unwrap();
        }
        let bytes = file.into_inner().into_inner();
        assert_eq!(
            FileKind::of(&mut Cursor::new(bytes)).unwrap(),
            expect,
            "{streams:?}"
        );
    }

    #[test]
    fn the_streams_tell_the_program() {
        check(&["/WordDocument", "/1Table"], FileKind::Doc);
        check(&["/Workbook"], FileKind::Xls);
        check(&["/Book"], FileKind::Xls);
        check(&["/PowerPoint Document"], FileKind::Ppt);
        check(&["/__properties_version1.0"], FileKind::Msg);
        check(
            &["/EncryptionInfo", "/EncryptedPackage"],
            FileKind::LockedOffice,
        );
        check(&["/Contents"], FileKind::Ole);
        // The directory goes on in other sectors.
        check(
            &["/a", "/b", "/c", "/d", "/e", "/f", "/g", "/h", "/Workbook"],
            FileKind::Xls,
        );
    }

    #[test]
    fn a_directory_that_leads_nowhere() {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.resize(4096, 0xff);
        for place in 8..600 {
            for value in [0, 1, 9, 0xfe] {
                let mut changed = bytes.clone();
                changed[place] = value;
                let kind = FileKind::of(&mut Cursor::new(changed)).unwrap();
                assert_eq!(kind, FileKind::Ole);
            }
        }
    }
}
