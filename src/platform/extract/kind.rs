//! What a file is, decided by its bytes; its name and what a browser claims about it are never asked.

use std::io::{Read, Seek, SeekFrom};

use serde::{Deserialize, Serialize};

use self::signs::Window;
use super::{comma, txt};

mod ole;
mod signs;

/// How much is looked at from each end of a file, in bytes: the first names of a zip stand at the
/// beginning, its directory at the end.
const WINDOW_BYTES: u64 = 64 * 1024;

/// The kinds of file that are told apart.
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
    /// A drawing of OpenDocument.
    Odg,
    /// Word, Excel and PowerPoint of today with macros in them.
    Docm,
    Xlsm,
    Pptm,
    /// Excel in binary parts.
    Xlsb,
    /// Word, Excel and PowerPoint up to 2003.
    Doc,
    Xls,
    Ppt,
    /// A letter kept by Outlook.
    Msg,
    /// An Office file of today under a password.
    LockedOffice,
    /// Another file in the container of Office up to 2003.
    Ole,
    Rtf,
    /// A table in text.
    Csv,
    /// A letter as it was sent.
    Eml,
    /// A document inside a CAdES signature.
    P7m,
    Html,
    Xml,
    Png,
    Jpeg,
    Gif,
    Tiff,
    Webp,
    Bmp,
    /// What telephones take.
    Heif,
    Zip,
    Rar,
    SevenZip,
    Gzip,
    /// A program, for whatever system.
    Program,
    Other,
}

impl FileKind {
    /// Decides the kind of `file`. At most 192 KiB are read, save for what looks like plain text,
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
        let window = Window {
            head: &head,
            tail: &tail,
            size_bytes,
        };
        if let Some(kind) = signs::of(&window) {
            return Ok(match kind {
                Self::Ole => ole::kind(file, &head)?,
                kind => kind,
            });
        }
        file.seek(SeekFrom::Start(0))?;
        if !is_text(file)? {
            return Ok(Self::Other);
        }
        let text = txt::decode(&head);
        Ok(match comma::separator(&text) {
            Some(_) => Self::Csv,
            None => Self::Txt,
        })
    }

    /// How it is written in answers of the extractor and in the database.
    ///
    /// # Errors
    /// Never: no kind holds anything that could not be written.
    pub fn word(self) -> serde_json::Result<String> {
        serde_json::from_value(serde_json::to_value(self)?)
    }

    /// The kind that is written so; [`FileKind::Other`] when none is.
    pub fn of_word(word: &str) -> Self {
        serde_json::from_value(serde_json::Value::from(word)).unwrap_or(Self::Other)
    }

    /// Whether text can be read out of it.
    pub fn is_readable(self) -> bool {
        match self {
            Self::Pdf
            | Self::Docx
            | Self::Docm
            | Self::Odt
            | Self::Txt
            | Self::Xlsx
            | Self::Xlsm
            | Self::Xlsb
            | Self::Pptx
            | Self::Pptm
            | Self::Ods
            | Self::Odp
            | Self::Odg
            | Self::Doc
            | Self::Xls
            | Self::Ppt
            | Self::Msg
            | Self::Rtf
            | Self::Csv
            | Self::Eml
            | Self::Html
            | Self::Xml
            | Self::Zip
            | Self::Gzip
            | Self::P7m => true,
            Self::LockedOffice
            | Self::Ole
            | Self::Empty
            | Self::Png
            | Self::Jpeg
            | Self::Gif
            | Self::Tiff
            | Self::Webp
            | Self::Bmp
            | Self::Heif
            | Self::Rar
            | Self::SevenZip
            | Self::Program
            | Self::Other => false,
        }
    }

    /// Whether its bytes are compressed already, so that compressing them again gains nothing.
    pub fn is_packed(self) -> bool {
        !matches!(
            self,
            Self::Txt
                | Self::Csv
                | Self::Eml
                | Self::Doc
                | Self::Xls
                | Self::Ppt
                | Self::Msg
                | Self::Ole
                | Self::Rtf
                | Self::Html
                | Self::Xml
                | Self::Tiff
                | Self::Bmp
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
            Self::Odg => "application/vnd.oasis.opendocument.graphics",
            Self::Docm => "application/vnd.ms-word.document.macroEnabled.12",
            Self::Xlsm => "application/vnd.ms-excel.sheet.macroEnabled.12",
            Self::Pptm => "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
            Self::Xlsb => "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
            Self::Doc => "application/msword",
            Self::Xls => "application/vnd.ms-excel",
            Self::Ppt => "application/vnd.ms-powerpoint",
            Self::Msg => "application/vnd.ms-outlook",
            Self::LockedOffice | Self::Ole => "application/x-ole-storage",
            Self::Csv => "text/csv",
            Self::Eml => "message/rfc822",
            Self::Rtf => "application/rtf",
            Self::P7m => "application/pkcs7-mime",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Tiff => "image/tiff",
            Self::Webp => "image/webp",
            Self::Bmp => "image/bmp",
            Self::Heif => "image/heif",
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
            Self::Odg => "Disegno OpenDocument",
            Self::Docm => "Word con macro",
            Self::Xlsm => "Excel con macro",
            Self::Pptm => "PowerPoint con macro",
            Self::Xlsb => "Excel binario",
            Self::Doc => "Word 97-2003",
            Self::Xls => "Excel 97-2003",
            Self::Ppt => "PowerPoint 97-2003",
            Self::Msg => "Messaggio di Outlook",
            Self::LockedOffice => "Office protetto da password",
            Self::Ole => "Office 97-2003",
            Self::Csv => "Tabella CSV",
            Self::Eml => "Messaggio di posta",
            Self::Rtf => "RTF",
            Self::P7m => "Documento firmato (p7m)",
            Self::Html => "Pagina web",
            Self::Xml => "XML",
            Self::Png => "Immagine PNG",
            Self::Jpeg => "Immagine JPEG",
            Self::Gif => "Immagine GIF",
            Self::Tiff => "Immagine TIFF",
            Self::Webp => "Immagine WebP",
            Self::Bmp => "Immagine BMP",
            Self::Heif => "Immagine HEIF",
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
    fn a_kind_is_read_as_it_was_written() {
        assert_eq!(FileKind::SevenZip.word().unwrap(), "seven_zip");
        assert_eq!(FileKind::of_word("seven_zip"), FileKind::SevenZip);
        assert_eq!(FileKind::of_word("of tomorrow"), FileKind::Other);
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
        check(b"Comune;Abitanti\nAvella;7900\n", FileKind::Csv);
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
