//! The child's part: reads one file and says what it found.

use std::fs::File;
use std::io::{self, Write};

use super::super::confined::{self, Fault};
use super::super::signed;
use super::room::Room;
use super::{
    Extraction, FileKind, Page, archive, comma, html, image, letter, office, ole, pdf, rtf, sheets,
    slides, txt,
};

/// Reads `file` and writes an [`Extraction`] in JSON, whatever it found.
///
/// # Errors
/// When the file is too large to be held, or could not be read from the disk.
pub fn answer(file: File, out: &mut dyn Write) -> Result<(), Fault> {
    let extraction = read(&confined::whole(file)?);
    serde_json::to_writer(out, &extraction).map_err(|error| io::Error::from(error).into())
}

/// What is in `bytes`, by what they are. Only for bytes that are trusted, or in the child.
pub fn read(bytes: &[u8]) -> Extraction {
    read_within(bytes, &mut Room::new())
}

/// The same of a file that may stand inside another.
pub(super) fn read_within(bytes: &[u8], room: &mut Room) -> Extraction {
    let kind = match FileKind::of(&mut io::Cursor::new(bytes)) {
        Ok(kind) => kind,
        Err(error) => return Extraction::damaged(error),
    };
    let found = match kind {
        FileKind::Empty => Extraction::Empty,
        FileKind::Pdf => pdf::read(bytes),
        FileKind::Docx | FileKind::Docm => office::read_docx(bytes, room),
        FileKind::Odt => office::read_odt(bytes, room),
        FileKind::Xlsx | FileKind::Xlsm => sheets::read_xlsx(bytes, room),
        FileKind::Xlsb => sheets::read_xlsb(bytes, room),
        FileKind::Ods => sheets::read_ods(bytes, room),
        FileKind::Pptx | FileKind::Pptm => slides::read_pptx(bytes, room),
        FileKind::Odp | FileKind::Odg => slides::read_odp(bytes, room),
        FileKind::Doc
        | FileKind::Xls
        | FileKind::Ppt
        | FileKind::Msg
        | FileKind::LockedOffice
        | FileKind::Ole => ole::read(bytes, room),
        FileKind::Rtf => rtf::read(bytes),
        FileKind::Txt => txt::read(bytes),
        FileKind::Csv => comma::read(bytes),
        FileKind::Html => html::read(bytes),
        FileKind::Xml => html::read_xml(bytes),
        FileKind::Eml => letter::read(bytes, room),
        FileKind::Zip => archive::read(bytes, room),
        FileKind::Gzip => archive::read_gzip(bytes, room),
        FileKind::Png
        | FileKind::Jpeg
        | FileKind::Gif
        | FileKind::Bmp
        | FileKind::Tiff
        | FileKind::Webp
        | FileKind::Heif => image::read(bytes, kind),
        FileKind::P7m => enveloped(bytes, room),
        FileKind::Rar | FileKind::SevenZip | FileKind::Program | FileKind::Other => {
            Extraction::Unreadable { kind }
        }
    };
    match kind {
        // The pages of a PDF are those that are drawn.
        FileKind::Pdf => found.with_pages(|page| vec![page.cut()]),
        // What is inside was divided as what it is.
        FileKind::P7m => found,
        _ => found.with_pages(Page::divided),
    }
}

/// The text of the document in an envelope; there is none when it is kept elsewhere, or too deep.
fn enveloped(bytes: &[u8], room: &mut Room) -> Extraction {
    let read = signed::with_document(bytes, |document, _| match document {
        Some(document) => room
            .deeper(|room| read_within(document, room))
            .unwrap_or(Extraction::TooLarge),
        None => Extraction::Unreadable {
            kind: FileKind::P7m,
        },
    });
    read.unwrap_or_else(Extraction::damaged)
}
