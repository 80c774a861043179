//! The container of Office up to 2003 (MS-CFB), and what is in it.

use std::io::{Cursor, Read};

use cfb::CompoundFile;

use super::room::Room;
use super::{Extraction, FileKind, msg, ppt, sheets, word97};

/// A compound file that is only read.
pub struct Container<'a> {
    file: CompoundFile<Cursor<&'a [u8]>>,
    size_bytes: u64,
}

impl<'a> Container<'a> {
    /// Reads its directory.
    ///
    /// # Errors
    /// When it has none.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Extraction> {
        Ok(Self {
            file: CompoundFile::open(Cursor::new(bytes)).map_err(Extraction::damaged)?,
            size_bytes: bytes.len() as u64,
        })
    }

    /// Whether there is a stream of this path.
    pub fn has(&self, path: &str) -> bool {
        self.file.is_stream(path)
    }

    /// The bytes of a stream, or as many as the file has.
    pub fn stream(&mut self, path: &str) -> Option<Vec<u8>> {
        let stream = self.file.open_stream(path).ok()?;
        let mut bytes = Vec::new();
        // What is cut off is read as far as it goes.
        let _ = stream.take(self.size_bytes).read_to_end(&mut bytes);
        Some(bytes)
    }

    /// The names of the folders at the top, at most as many as are looked at.
    pub fn folders(&self) -> Vec<String> {
        self.file
            .read_root_storage()
            .filter(cfb::Entry::is_storage)
            .map(|entry| entry.name().to_owned())
            .take(2_000)
            .collect()
    }
}

/// Reads whichever Office file it is.
pub fn read(bytes: &[u8], room: &mut Room) -> Extraction {
    let mut container = match Container::open(bytes) {
        Ok(container) => container,
        Err(fault) => return fault,
    };
    if container.has("EncryptedPackage") {
        return Extraction::Encrypted;
    }
    if container.has("WordDocument") {
        return word97::read(&mut container);
    }
    if container.has("Workbook") || container.has("Book") {
        return sheets::read_xls(bytes);
    }
    if container.has("PowerPoint Document") {
        return ppt::read(&mut container);
    }
    if container.has("__properties_version1.0") {
        return msg::read(&mut container, room);
    }
    Extraction::Unreadable {
        kind: FileKind::Ole,
    }
}
