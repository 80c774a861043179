//! Letters as Outlook keeps them (MS-OXMSG): a property is a stream named after its number and type.

use encoding_rs::WINDOWS_1252;

use super::archive::Members;
use super::ole::Container;
use super::room::Room;
use super::{Extraction, FileKind, Page, clean};

/// Reads subject, people, words and attachments.
pub fn read(container: &mut Container<'_>, room: &mut Room) -> Extraction {
    let mut head = Vec::new();
    for (what, property) in [
        ("Oggetto", "0037"),
        ("Da", "0C1A"),
        ("A", "0E04"),
        ("Copia", "0E03"),
    ] {
        let words = clean::line(&text(container, "", property).unwrap_or_default());
        if !words.is_empty() {
            head.push(format!("{what}: {words}"));
        }
    }
    let body = text(container, "", "1000").unwrap_or_default();
    let folders: Vec<String> = container
        .folders()
        .into_iter()
        .filter(|name| name.starts_with("__attach_version1.0_"))
        .collect();
    if !room.take_entries(folders.len()) {
        return Extraction::TooLarge;
    }
    let mut members = Members::default();
    let mut attached = Vec::new();
    for (number, folder) in (1..).zip(&folders) {
        let name = ["3707", "3704", "3001"]
            .iter()
            .find_map(|property| text(container, folder, property))
            .map(|name| clean::line(&name))
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| format!("Allegato {number}"));
        match container.stream(&format!("/{folder}/__substg1.0_37010102")) {
            Some(bytes) => {
                let (_, outcome) = members.read(&name, &bytes, room);
                attached.push(format!("{name} ({outcome})"));
            }
            None => {
                let inside = Extraction::Unreadable {
                    kind: FileKind::Other,
                };
                let outcome = members.keep(&name, inside);
                attached.push(format!("{name} ({outcome})"));
            }
        }
    }
    if !attached.is_empty() {
        head.push(format!("Allegati: {}", attached.join(", ")));
    }
    let words = clean::page(&format!("{}\n\n{body}", head.join("\n")));
    Extraction::of(members.under(Page::labelled("Messaggio", words)))
}

/// A property that is text, in UTF-16 or in the code page of its time.
fn text(container: &mut Container<'_>, folder: &str, property: &str) -> Option<String> {
    let path = |kind: &str| {
        let stream = format!("__substg1.0_{property}{kind}");
        if folder.is_empty() {
            format!("/{stream}")
        } else {
            format!("/{folder}/{stream}")
        }
    };
    if let Some(bytes) = container.stream(&path("001F")) {
        return Some(
            encoding_rs::UTF_16LE
                .decode_without_bom_handling(&bytes)
                .0
                .into_owned(),
        );
    }
    let bytes = container.stream(&path("001E"))?;
    Some(
        WINDOWS_1252
            .decode_without_bom_handling(&bytes)
            .0
            .into_owned(),
    )
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::*;

    #[test]
    fn a_letter_of_outlook_is_read() {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        let wide = |text: &str| {
            text.encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<u8>>()
        };
        file.create_storage("/__attach_version1.0_#00000000")
            .unwrap();
        for (path, bytes) in [
            ("/__properties_version1.0", vec![0; 32]),
            ("/__substg1.0_0037001F", wide("Città")),
            ("/__substg1.0_0C1A001E", b"Unit\xe0".to_vec()),
            ("/__substg1.0_1000001F", wide("Buongiorno")),
            (
                "/__attach_version1.0_#00000000/__substg1.0_3707001F",
                wide("nota.txt"),
            ),
            (
                "/__attach_version1.0_#00000000/__substg1.0_37010102",
                b"allegata".to_vec(),
            ),
        ] {
            file.create_stream(path).unwrap().write_all(&bytes).unwrap();
        }
        let bytes = file.into_inner().into_inner();
        let Extraction::Text { pages } = super::super::ole::read(&bytes, &mut Room::new()) else {
            panic!("no text")
        };
        assert_eq!(
            pages,
            [
                Page::labelled(
                    "Messaggio",
                    "Oggetto: Città\nDa: Unità\nAllegati: nota.txt (testo letto)\n\nBuongiorno"
                        .to_owned()
                ),
                Page::labelled("nota.txt", "allegata".to_owned()),
            ]
        );
    }
}
