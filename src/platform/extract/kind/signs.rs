//! The signs by which kinds of file are told: how they begin, and what stands in a zip.

use super::{FileKind, looks_like_text};
use crate::platform::signed;

/// What is looked at of a file.
pub struct Window<'a> {
    /// Its beginning.
    pub head: &'a [u8],
    /// Its end; of a small file the same bytes.
    pub tail: &'a [u8],
    /// How long it is.
    pub size_bytes: u64,
}

/// The kind of a file that bears a sign.
pub fn of(window: &Window<'_>) -> Option<FileKind> {
    let head = window.head;
    let plain: [(&[u8], FileKind); 18] = [
        (b"\x7fELF", FileKind::Program),
        (b"MZ", FileKind::Program),
        (b"\xfe\xed\xfa", FileKind::Program),
        (b"\xcf\xfa\xed\xfe", FileKind::Program),
        (b"#!", FileKind::Program),
        (b"\x89PNG\r\n\x1a\n", FileKind::Png),
        (b"\xff\xd8\xff", FileKind::Jpeg),
        (b"GIF87a", FileKind::Gif),
        (b"GIF89a", FileKind::Gif),
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
    if head.starts_with(b"BM") && head.get(6..10) == Some(&[0; 4]) && !looks_like_text(head) {
        return Some(FileKind::Bmp);
    }
    if head.get(4..8) == Some(b"ftyp")
        && [&b"heic"[..], b"heix", b"heif", b"mif1", b"msf1", b"avif"]
            .iter()
            .any(|brand| head.get(8..12) == Some(*brand))
    {
        return Some(FileKind::Heif);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Some(zip_kind(window));
    }
    if signed::is_envelope(head) {
        return Some(FileKind::P7m);
    }
    if let Some(kind) = markup(head) {
        return Some(kind);
    }
    if is_letter(head) {
        return Some(FileKind::Eml);
    }
    // Readers accept some rubbish before the header, and some programs write it.
    if contains(&head[..head.len().min(1024)], b"%PDF-") {
        return Some(FileKind::Pdf);
    }
    None
}

/// Names inside a zip stand uncompressed in it, so that no parser need see the file to tell them.
fn zip_kind(window: &Window<'_>) -> FileKind {
    let head = window.head;
    if head.get(30..38) == Some(b"mimetype") {
        let declared = &head[38..head.len().min(138)];
        // Templates are named after what they are templates of.
        for (name, kind) in [
            (&b"opendocument.text"[..], FileKind::Odt),
            (b"opendocument.spreadsheet", FileKind::Ods),
            (b"opendocument.presentation", FileKind::Odp),
            (b"opendocument.graphics", FileKind::Odg),
        ] {
            if contains(declared, name) {
                return kind;
            }
        }
    }
    let names = names(window);
    let has = |start: &[u8]| names.iter().any(|name| name.starts_with(start));
    let ends = |end: &[u8]| names.iter().any(|name| name.ends_with(end));
    if !has(b"[Content_Types].xml") {
        return FileKind::Zip;
    }
    let macros = ends(b"vbaProject.bin");
    if has(b"word/") {
        if macros {
            FileKind::Docm
        } else {
            FileKind::Docx
        }
    } else if has(b"xl/workbook.bin") {
        FileKind::Xlsb
    } else if has(b"xl/") {
        if macros {
            FileKind::Xlsm
        } else {
            FileKind::Xlsx
        }
    } else if has(b"ppt/") {
        if macros {
            FileKind::Pptm
        } else {
            FileKind::Pptx
        }
    } else {
        FileKind::Zip
    }
}

/// The names of the entries: from the directory, as far as it is in sight; of a file without one,
/// from the heads of the entries at its beginning. So what is in a zip inside does not count.
fn names<'a>(window: &Window<'a>) -> Vec<&'a [u8]> {
    let tail = window.tail;
    let found = tail
        .windows(4)
        .rposition(|four| four == b"PK\x05\x06")
        .and_then(|end| Some((end, long(tail, end + 16)?)));
    let Some((end, directory)) = found else {
        return entries(window.head, b"PK\x03\x04", 26, 30);
    };
    let begins = window.size_bytes.saturating_sub(tail.len() as u64);
    let start = usize::try_from(u64::from(directory).saturating_sub(begins)).unwrap_or(0);
    entries(&tail[start.min(end)..end], b"PK\x01\x02", 28, 46)
}

/// The names of entries that each begin with a mark, with the length of the name at one place and the
/// name at another.
fn entries<'a>(bytes: &'a [u8], mark: &[u8], length_at: usize, name_at: usize) -> Vec<&'a [u8]> {
    let mut names = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(4).position(|four| four == mark) {
        rest = &rest[at..];
        let length = rest.get(length_at..length_at + 2);
        let length = length.map_or(0, |two| usize::from(u16::from_le_bytes([two[0], two[1]])));
        let Some(name) = rest.get(name_at..name_at + length) else {
            break;
        };
        names.push(name);
        rest = &rest[name_at + length..];
    }
    names
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(u32::from_le_bytes(four))
}

fn without_mark(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head)
}

/// A page or data in markup, whatever stands before its first element.
fn markup(head: &[u8]) -> Option<FileKind> {
    // In UTF-16 there is a byte between the letters.
    let wide = [b"\xff\xfe", b"\xfe\xff"]
        .iter()
        .any(|mark| head.starts_with(*mark));
    let narrowed: Vec<u8>;
    let text = if wide {
        narrowed = head[2..]
            .iter()
            .copied()
            .filter(|byte| *byte != 0)
            .collect();
        &narrowed
    } else {
        without_mark(head)
    };
    let mut rest = text.trim_ascii_start();
    let mut is_data = false;
    loop {
        let (end, from): (&[u8], usize) = if rest.starts_with(b"<!--") {
            (b"-->", 4)
        } else if rest.starts_with(b"<?xml") {
            is_data = true;
            (b"?>", 5)
        } else if is_data && rest.starts_with(b"<?") {
            (b"?>", 2)
        } else {
            break;
        };
        // What does not end in sight is still markup.
        let Some(at) = rest[from..].windows(end.len()).position(|w| w == end) else {
            return Some(if is_data {
                FileKind::Xml
            } else {
                FileKind::Html
            });
        };
        rest = rest[from + at + end.len()..].trim_ascii_start();
    }
    // Those by which browsers take text for a page (WHATWG MIME Sniffing, section 7.1).
    const ELEMENTS: [&[u8]; 22] = [
        b"<!doctype html",
        b"<html",
        b"<head",
        b"<body",
        b"<script",
        b"<iframe",
        b"<h1",
        b"<div",
        b"<font",
        b"<table",
        b"<a",
        b"<style",
        b"<title",
        b"<b",
        b"<br",
        b"<p",
        b"<meta",
        b"<link",
        b"<center",
        b"<span",
        b"<img",
        b"<form",
    ];
    let begins = |word: &[u8]| {
        begins_with_word(rest, word)
            && rest
                .get(word.len())
                .is_none_or(|next| !next.is_ascii_alphanumeric() && *next != b':' && *next != b'-')
    };
    // What says that it is XML is a page only when it is one as a whole.
    let of_pages = if is_data {
        &ELEMENTS[..2]
    } else {
        &ELEMENTS[..]
    };
    if of_pages.iter().any(|element| begins(element)) {
        return Some(FileKind::Html);
    }
    (is_data || begins(b"<svg")).then_some(FileKind::Xml)
}

/// A letter begins with its header: lines of a name and a colon, among them who sent it and when.
fn is_letter(head: &[u8]) -> bool {
    let mut names: Vec<Vec<u8>> = Vec::new();
    for line in without_mark(head).split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        // The last line in sight may be cut off.
        let is_name =
            name.len() < line.len() && name.iter().all(|byte| (b'!'..=b'~').contains(byte));
        if !is_name || name.is_empty() {
            if names.len() > 20 {
                break;
            }
            return false;
        }
        names.push(name.to_ascii_lowercase());
    }
    let has = |any: &[&[u8]]| names.iter().any(|name| any.contains(&name.as_slice()));
    has(&[b"from", b"received", b"return-path"]) && has(&[b"date", b"message-id", b"mime-version"])
}

fn begins_with_word(bytes: &[u8], word: &[u8]) -> bool {
    bytes
        .get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Whether `part` stands somewhere in `whole`.
fn contains(whole: &[u8], part: &[u8]) -> bool {
    whole.windows(part.len()).any(|window| window == part)
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
            String::from_utf8_lossy(&bytes[..bytes.len().min(40)])
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
        check(b"PK\x03\x04 something else", FileKind::Zip);
    }

    #[test]
    fn pages_are_told_whatever_stands_before_them() {
        for page in [
            "<!-- da Word --> <!-- due -->\r\n<HTML>",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"x\">",
            "\u{feff}<table><tr><td>a;b",
            "<!-- mai chiuso",
            "<p>Testo</p>",
        ] {
            check(page.as_bytes(), FileKind::Html);
        }
        check(b"\xff\xfe<\0h\0t\0m\0l\0>\0", FileKind::Html);
        check(
            b"<?xml version=\"1.0\"?><?mso-application x?><Workbook/>",
            FileKind::Xml,
        );
        check(b"<p:FatturaElettronica>", FileKind::Txt);
        check(b"<abc@example.it> ha scritto", FileKind::Txt);
    }

    #[test]
    fn letters_are_told_from_other_text() {
        check(
            b"Return-Path: <a@b.it>\r\nReceived: from x\r\n by y\r\nDate: oggi\r\n\r\nCiao\0",
            FileKind::Eml,
        );
        check(b"Da: Ufficio\nOggetto: prova\n\nCiao", FileKind::Txt);
        check(
            b"From: a\nquesto non e una testata\nDate: b\n\n",
            FileKind::Txt,
        );
    }

    #[test]
    fn signed_files_in_base64_are_told_in_lines_too() {
        let der = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80\x02\x01\x01\x31\x0b\x30\x09";
        check(der, FileKind::P7m);
        let text = data_encoding::BASE64.encode(der);
        check(text.as_bytes(), FileKind::P7m);
        let lines = format!("{}\r\n{}", &text[..10], &text[10..]);
        check(lines.as_bytes(), FileKind::P7m);
        check(
            b"Mario Rossi ha scritto al Comune per dire che va tutto bene cosi",
            FileKind::Txt,
        );
    }

    #[test]
    fn what_is_in_a_zip_tells_its_kind() {
        use std::io::Write;
        let zip = |files: &[(&str, &[u8])]| {
            let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
            let stored = zip::write::SimpleFileOptions::default()
                .compression_method(zip::CompressionMethod::Stored);
            for (name, bytes) in files {
                zip.start_file(*name, stored).unwrap();
                zip.write_all(bytes).unwrap();
            }
            zip.finish().unwrap().into_inner()
        };
        let types: (&str, &[u8]) = ("[Content_Types].xml", b"");
        let sheet = zip(&[types, ("xl/workbook.xml", b"")]);
        check(&sheet, FileKind::Xlsx);
        check(&zip(&[types, ("xl/workbook.bin", b"")]), FileKind::Xlsb);
        check(
            &zip(&[
                types,
                ("word/document.xml", b""),
                ("word/vbaProject.bin", b""),
            ]),
            FileKind::Docm,
        );
        check(
            &zip(&[
                types,
                ("ppt/presentation.xml", b""),
                ("ppt/embeddings/a.xlsx", &sheet),
            ]),
            FileKind::Pptx,
        );
        check(&zip(&[("a.xlsx", &sheet)]), FileKind::Zip);
        for (media, kind) in [
            ("text-template", FileKind::Odt),
            ("spreadsheet-template", FileKind::Ods),
            ("graphics", FileKind::Odg),
        ] {
            let media = format!("application/vnd.oasis.opendocument.{media}");
            check(&zip(&[("mimetype", media.as_bytes())]), kind);
        }
    }
}
