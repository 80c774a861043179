//! What a file is, decided by its bytes; its name and what a browser claims about it are never asked.

use std::io::{Read, Seek, SeekFrom};

use serde::{Deserialize, Serialize};

use super::super::signed;

/// How much is looked at from each end of a file, in bytes: the first names of a zip stand at the
/// beginning, its directory at the end.
const WINDOW_BYTES: u64 = 64 * 1024;

/// The kinds of file that are told apart. Only the first four are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name says what it is")]
pub enum FileKind {
    Pdf,
    Docx,
    Odt,
    Txt,
    Empty,
    Xlsx,
    Pptx,
    Ods,
    Odp,
    /// Word, Excel and PowerPoint up to 2003, and today's Office files under a password.
    Ole,
    Rtf,
    /// A document inside a CAdES signature.
    P7m,
    Html,
    Xml,
    Png,
    Jpeg,
    Gif,
    Tiff,
    Webp,
    Zip,
    Rar,
    SevenZip,
    Gzip,
    /// A program, for whatever system.
    Program,
    Other,
}

impl FileKind {
    /// Decides the kind of `file`. At most 128 KiB are read, save for what looks like plain text,
    /// which is read through (in small pieces), for one control byte anywhere makes it something else.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn of(file: &mut (impl Read + Seek)) -> std::io::Result<Self> {
        let size_bytes = file.seek(SeekFrom::End(0))?;
        if size_bytes == 0 {
            return Ok(Self::Empty);
        }
        let head = window(file, 0)?;
        let tail = window(file, size_bytes.saturating_sub(WINDOW_BYTES))?;
        if let Some(kind) = by_signature(&head, &tail) {
            return Ok(kind);
        }
        file.seek(SeekFrom::Start(0))?;
        Ok(if is_text(file)? {
            Self::Txt
        } else {
            Self::Other
        })
    }

    /// Whether text can be read out of it.
    pub fn is_readable(self) -> bool {
        matches!(
            self,
            Self::Pdf | Self::Docx | Self::Odt | Self::Txt | Self::P7m
        )
    }

    /// Whether its bytes are compressed already, so that compressing them again gains nothing.
    pub fn is_packed(self) -> bool {
        !matches!(
            self,
            Self::Txt
                | Self::Ole
                | Self::Rtf
                | Self::Html
                | Self::Xml
                | Self::Tiff
                | Self::Program
                | Self::Other
        )
    }

    /// The media type to send it with. Whatever a browser might run is `application/octet-stream`.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Txt => "text/plain",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
            Self::Ole => "application/x-ole-storage",
            Self::Rtf => "application/rtf",
            Self::P7m => "application/pkcs7-mime",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Tiff => "image/tiff",
            Self::Webp => "image/webp",
            Self::Zip => "application/zip",
            Self::Rar => "application/vnd.rar",
            Self::SevenZip => "application/x-7z-compressed",
            Self::Gzip => "application/gzip",
            Self::Empty | Self::Html | Self::Xml | Self::Program | Self::Other => {
                "application/octet-stream"
            }
        }
    }

    /// What people call it, in Italian.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Docx => "Word",
            Self::Odt => "Testo OpenDocument",
            Self::Txt => "Testo semplice",
            Self::Empty => "File vuoto",
            Self::Xlsx => "Excel",
            Self::Pptx => "PowerPoint",
            Self::Ods => "Foglio di calcolo OpenDocument",
            Self::Odp => "Presentazione OpenDocument",
            Self::Ole => "Office 97-2003",
            Self::Rtf => "RTF",
            Self::P7m => "Documento firmato (p7m)",
            Self::Html => "Pagina web",
            Self::Xml => "XML",
            Self::Png => "Immagine PNG",
            Self::Jpeg => "Immagine JPEG",
            Self::Gif => "Immagine GIF",
            Self::Tiff => "Immagine TIFF",
            Self::Webp => "Immagine WebP",
            Self::Zip => "Archivio ZIP",
            Self::Rar => "Archivio RAR",
            Self::SevenZip => "Archivio 7z",
            Self::Gzip => "Archivio GZIP",
            Self::Program => "Programma",
            Self::Other => "Altro",
        }
    }
}

fn window(file: &mut (impl Read + Seek), from: u64) -> std::io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.by_ref().take(WINDOW_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn by_signature(head: &[u8], tail: &[u8]) -> Option<FileKind> {
    let plain: [(&[u8], FileKind); 17] = [
        (b"\x7fELF", FileKind::Program),
        (b"MZ", FileKind::Program),
        (b"\xfe\xed\xfa", FileKind::Program),
        (b"\xcf\xfa\xed\xfe", FileKind::Program),
        (b"#!", FileKind::Program),
        (b"\x89PNG\r\n\x1a\n", FileKind::Png),
        (b"\xff\xd8\xff", FileKind::Jpeg),
        (b"GIF8", FileKind::Gif),
        (b"II*\0", FileKind::Tiff),
        (b"MM\0*", FileKind::Tiff),
        (b"Rar!\x1a\x07", FileKind::Rar),
        (b"7z\xbc\xaf\x27\x1c", FileKind::SevenZip),
        (b"\x1f\x8b", FileKind::Gzip),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind::Ole),
        (b"{\\rtf", FileKind::Rtf),
        (b"-----BEGIN PKCS7", FileKind::P7m),
        (b"-----BEGIN CMS", FileKind::P7m),
    ];
    // "MZ" may begin an ordinary text; a program has bytes in its header that no text has.
    let known = plain.iter().find(|(magic, kind)| {
        head.starts_with(magic)
            && !(*magic == b"MZ" && *kind == FileKind::Program && looks_like_text(head))
    });
    if let Some((_, kind)) = known {
        return Some(*kind);
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Some(FileKind::Webp);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Some(zip_kind(head, tail));
    }
    if signed::is_envelope(head) {
        return Some(FileKind::P7m);
    }
    let start = without_preamble(head);
    if begins_with_word(start, b"<!doctype html") || begins_with_word(start, b"<html") {
        return Some(FileKind::Html);
    }
    if begins_with_word(start, b"<?xml") || begins_with_word(start, b"<svg") {
        return Some(FileKind::Xml);
    }
    // Readers accept some rubbish before the header, and some programs write it.
    if contains(&head[..head.len().min(1024)], b"%PDF-") {
        return Some(FileKind::Pdf);
    }
    None
}

/// Names inside a zip stand uncompressed in it, so that no parser need see the file to tell them.
fn zip_kind(head: &[u8], tail: &[u8]) -> FileKind {
    if head.get(30..38) == Some(b"mimetype") {
        let declared = &head[38..head.len().min(138)];
        for (name, kind) in [
            (
                &b"application/vnd.oasis.opendocument.text"[..],
                FileKind::Odt,
            ),
            (
                b"application/vnd.oasis.opendocument.spreadsheet",
                FileKind::Ods,
            ),
            (
                b"application/vnd.oasis.opendocument.presentation",
                FileKind::Odp,
            ),
        ] {
            if contains(declared, name) {
                return kind;
            }
        }
    }
    let names = |name: &[u8]| contains(head, name) || contains(tail, name);
    if names(b"[Content_Types].xml") {
        for (folder, kind) in [
            (&b"word/"[..], FileKind::Docx),
            (b"xl/", FileKind::Xlsx),
            (b"ppt/", FileKind::Pptx),
        ] {
            if names(folder) {
                return kind;
            }
        }
    }
    FileKind::Zip
}

fn without_preamble(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start()
}

fn begins_with_word(bytes: &[u8], word: &[u8]) -> bool {
    bytes
        .get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Whether `part` stands somewhere in `whole`.
pub(super) fn contains(whole: &[u8], part: &[u8]) -> bool {
    whole.windows(part.len()).any(|window| window == part)
}

/// Text is what has no control byte save white space: UTF-8, Windows-1252 or, with its mark, UTF-16.
fn is_text(file: &mut impl Read) -> std::io::Result<bool> {
    let mut buffer = vec![0; 64 * 1024];
    let mut first = true;
    loop {
        let read = match file.read(&mut buffer) {
            Ok(0) => return Ok(true),
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let piece = &buffer[..read];
        if first && (piece.starts_with(b"\xff\xfe") || piece.starts_with(b"\xfe\xff")) {
            return Ok(read >= 4);
        }
        first = false;
        if !looks_like_text(piece) {
            return Ok(false);
        }
    }
}

fn looks_like_text(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .all(|byte| !matches!(byte, 0..=8 | 0x0b | 0x0e..=0x1f | 0x7f))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn check(bytes: &[u8], expect: FileKind) {
        assert_eq!(
            FileKind::of(&mut Cursor::new(bytes)).unwrap(),
            expect,
            "{:?}",
            &bytes[..bytes.len().min(40)]
        );
    }

    #[test]
    fn the_bytes_decide() {
        check(b"", FileKind::Empty);
        check(b"%PDF-1.7\n...", FileKind::Pdf);
        check(b"\r\n%PDF-1.4\n...", FileKind::Pdf);
        check(b"\x7fELF\x02\x01\x01\0 %PDF-1.4", FileKind::Program);
        check(b"MZ\x90\0\x03\0\0\0", FileKind::Program);
        check(b"MZ. Appunti della riunione", FileKind::Txt);
        check(b"#!/bin/sh\nrm -rf /", FileKind::Program);
        check(
            b"<!DOCTYPE HTML><script>alert(1)</script>%PDF-1.4",
            FileKind::Html,
        );
        check(b"\xef\xbb\xbf <html>", FileKind::Html);
        check(b"<svg onload=alert(1)>", FileKind::Xml);
        check(b"\x89PNG\r\n\x1a\n\0\0", FileKind::Png);
        check(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", FileKind::Ole);
        check(b"{\\rtf1\\ansi", FileKind::Rtf);
        check(
            b"\x30\x82\x05\x10\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0",
            FileKind::P7m,
        );
        check(b"MIIFEgYJKoZIhvcNAQcCoIIFAzCC", FileKind::P7m);
        // What base64 makes of the identifier depends on how long the length before it is.
        check(b"MIAGCSqGSIb3DQEHAqCAMIACAQEx", FileKind::P7m);
        check(b"MIMBAAAGCSqGSIb3DQEHAqCDAP/x", FileKind::P7m);
        check(b"MIIFEgYJKoZI\r\nhvcNAQcCoIIF\r\n", FileKind::P7m);
        check(b"Molti comuni hanno aderito", FileKind::Txt);
        check(b"PK\x03\x04 something else", FileKind::Zip);
    }

    #[test]
    fn text_is_what_has_no_control_bytes() {
        check(
            "L’unione è già partita.\r\n\tPerché no?\u{c}".as_bytes(),
            FileKind::Txt,
        );
        check(b"L'unione \xe8 gi\xe0 partita", FileKind::Txt);
        check(b"\xff\xfeC\0i\0", FileKind::Txt);
        check(b"un byte \0 solo", FileKind::Other);
        let mut late = vec![b'a'; 300_000];
        late[299_999] = 1;
        check(&late, FileKind::Other);
    }

    #[test]
    fn nothing_a_browser_runs_keeps_its_media_type() {
        for kind in [
            FileKind::Html,
            FileKind::Xml,
            FileKind::Program,
            FileKind::Other,
        ] {
            assert_eq!(kind.media_type(), "application/octet-stream");
        }
    }
}
