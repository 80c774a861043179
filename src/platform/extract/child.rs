//! The child's part: reads one file and says what it found.

use std::fs::File;
use std::io::{self, Write};

use super::super::confined::{self, Fault};
use super::super::signed;
use super::{Extraction, FileKind, office, pdf, txt};

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
    let kind = match FileKind::of(&mut io::Cursor::new(bytes)) {
        Ok(kind) => kind,
        Err(error) => return Extraction::damaged(error),
    };
    match kind {
        FileKind::Empty => Extraction::Empty,
        FileKind::Pdf => pdf::read(bytes),
        FileKind::Docx => office::read_docx(bytes),
        FileKind::Odt => office::read_odt(bytes),
        FileKind::Txt => txt::read(bytes),
        FileKind::P7m => enveloped(bytes),
        FileKind::Ole if office::is_encrypted_package(bytes) => Extraction::Encrypted,
        kind => Extraction::Unreadable { kind },
    }
}

/// The text of the document in an envelope; there is none when it is kept elsewhere, or too deep.
fn enveloped(bytes: &[u8]) -> Extraction {
    let read = signed::with_document(bytes, |document, _| match document {
        Some(document) => read(document),
        None => Extraction::Unreadable {
            kind: FileKind::P7m,
        },
    });
    read.unwrap_or_else(Extraction::damaged)
}
