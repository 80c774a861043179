//! Zip archives, unpacked within limits: what Office and OpenDocument files are made of.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use super::Extraction;
use super::markup::attribute;
use super::room::Room;

/// Why nothing came out.
pub type Fault = Extraction;

/// A zip archive that gives out no more than there is room for.
pub struct Archive<'a, 'r> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    size_bytes: u64,
    room: &'r mut Room,
}

/// What an archive says of one of its entries, before it is unpacked.
pub struct Entry {
    /// Its path as written, in characters.
    pub name: String,
    /// Whether it is a folder.
    pub is_folder: bool,
    /// The bytes it says it has.
    pub size_bytes: u64,
}

impl<'a, 'r> Archive<'a, 'r> {
    /// Reads the directory of an archive.
    ///
    /// # Errors
    /// When it has none, or more entries than may be.
    pub fn open(bytes: &'a [u8], room: &'r mut Room) -> Result<Self, Fault> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(fault)?;
        if !room.take_entries(zip.len()) {
            return Err(Extraction::TooLarge);
        }
        Ok(Self {
            zip,
            size_bytes: bytes.len() as u64,
            room,
        })
    }

    /// The room that is left.
    pub fn room(&mut self) -> &mut Room {
        self.room
    }

    /// Whether there is a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.zip.len()
    }

    /// What is said of an entry.
    ///
    /// # Errors
    /// When its header is broken.
    pub fn entry(&mut self, index: usize) -> Result<Entry, Fault> {
        let part = self.zip.by_index_raw(index).map_err(fault)?;
        let written = part.name_raw();
        // Without the mark of UTF-8 a name is in the code page of the system that packed it.
        let name = match std::str::from_utf8(written) {
            Ok(name) => name.to_owned(),
            Err(_) => part.name().map_or_else(
                |_| String::from_utf8_lossy(written).into_owned(),
                |name| name.into_owned(),
            ),
        };
        Ok(Entry {
            name,
            is_folder: part.is_dir(),
            size_bytes: part.size(),
        })
    }

    /// The names of XML parts that begin so, those with a number in the order of the numbers.
    pub fn names_starting(&self, start: &str) -> Vec<String> {
        let mut names: Vec<String> = self
            .zip
            .file_names()
            .filter_map(|name| name.ok().map(|name| name.into_owned()))
            .filter(|name| name.starts_with(start) && name.ends_with(".xml"))
            .collect();
        names.sort_by(|one, other| (one.len(), one).cmp(&(other.len(), other)));
        names
    }

    /// Unpacks a part and decodes it.
    ///
    /// # Errors
    /// When there is none, it is broken, under a password, too large, or not text.
    pub fn text(&mut self, name: &str) -> Result<String, Fault> {
        let Some(index) = self.zip.index_for_name(name) else {
            return Err(Extraction::damaged(format!("there is no part {name}")));
        };
        let bytes = self.bytes(index)?;
        if let Some(text) = super::utf16(&bytes) {
            return Ok(text);
        }
        String::from_utf8(bytes).map_err(Extraction::damaged)
    }

    /// Unpacks an entry. Sizes in the archive may lie, so that bytes are counted.
    ///
    /// # Errors
    /// As [`Archive::text`].
    pub fn bytes(&mut self, index: usize) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        self.unpack(index, |part, allowed_bytes| {
            part.take(allowed_bytes).read_to_end(&mut bytes)?;
            Ok(bytes.len() as u64)
        })?;
        Ok(bytes)
    }

    /// Unpacks every entry and throws it away, for readers that would unpack without counting.
    ///
    /// # Errors
    /// As [`Archive::text`].
    pub fn measure(&mut self) -> Result<(), Fault> {
        for index in 0..self.len() {
            self.unpack(index, |part, allowed_bytes| {
                std::io::copy(&mut part.take(allowed_bytes), &mut std::io::sink())
            })?;
        }
        Ok(())
    }

    fn unpack(
        &mut self,
        index: usize,
        read: impl FnOnce(&mut dyn Read, u64) -> std::io::Result<u64>,
    ) -> Result<(), Fault> {
        let mut part = self.zip.by_index(index).map_err(fault)?;
        let packed_bytes = part.compressed_size().min(self.size_bytes);
        let allowed_bytes = self.room.allowed_bytes(packed_bytes);
        let unpacked_bytes = read(&mut part, allowed_bytes + 1).map_err(Extraction::damaged)?;
        if self.room.take_unpacked(unpacked_bytes, allowed_bytes) {
            Ok(())
        } else {
            Err(Extraction::TooLarge)
        }
    }

    /// The parts that `part` names in its relations, by the id it names them with (ECMA-376 part 2,
    /// section 9.3): their paths in the archive.
    ///
    /// # Errors
    /// As [`Archive::text`]; a part without relations has none.
    pub fn relations(&mut self, part: &str) -> Result<Vec<Relation>, Fault> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let name = if folder.is_empty() {
            format!("_rels/{file}.rels")
        } else {
            format!("{folder}/_rels/{file}.rels")
        };
        if !self.has(&name) {
            return Ok(Vec::new());
        }
        let xml = self.text(&name)?;
        let mut reader = Reader::from_str(&xml);
        let mut relations = Vec::new();
        loop {
            match reader.read_event().map_err(Extraction::damaged)? {
                Event::Start(element) | Event::Empty(element)
                    if element.local_name().as_ref() == "Relationship" =>
                {
                    relations.extend(relation(&element, folder));
                }
                Event::Eof => return Ok(relations),
                _ => {}
            }
        }
    }
}

/// Nothing for what leads out of the package, or is not whole.
fn relation(element: &BytesStart<'_>, folder: &str) -> Option<Relation> {
    let said = |name: &str| {
        let raw = attribute(element, name)?;
        Some(unescape(&raw).ok()?.into_owned())
    };
    if said("TargetMode").as_deref() == Some("External") {
        return None;
    }
    Some(Relation {
        id: said("Id")?,
        kind: said("Type")?,
        target: resolved(folder, &said("Target")?),
    })
}

/// That a part names another.
pub struct Relation {
    /// What the part calls it.
    pub id: String,
    /// What it is to the part; the last segment of the address says it.
    pub kind: String,
    /// The path of the other in the archive.
    pub target: String,
}

/// The path of `target` as seen from `folder`.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            ".." => {
                path.pop();
            }
            "." | "" => {}
            part => path.push(part),
        }
    }
    path.join("/")
}

fn fault(error: ZipError) -> Fault {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Extraction::Encrypted
        }
        error => Extraction::damaged(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_are_read_however_they_are_written() {
        let xml = "<r:Relationships xmlns:r='x'><r:Relationship Target = 'a&amp;b.xml' Type='t/slide'
            Id='rId1'></r:Relationship><r:Relationship Id='rId2' Type='t/link' Target='http://example.it'
            TargetMode='External'/></r:Relationships>";
        let start = |xml: &str| {
            let mut reader = Reader::from_str(xml);
            let mut found = Vec::new();
            loop {
                match reader.read_event().unwrap() {
                    Event::Start(element) | Event::Empty(element) => {
                        found.extend(relation(&element, "ppt"));
                    }
                    Event::Eof => return found,
                    _ => {}
                }
            }
        };
        let found = start(xml);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].id, "rId1");
        assert_eq!(found[0].target, "ppt/a&b.xml");
    }

    #[test]
    fn targets_are_resolved_from_the_folder_of_the_part() {
        assert_eq!(
            resolved("ppt/slides", "../notesSlides/a.xml"),
            "ppt/notesSlides/a.xml"
        );
        assert_eq!(resolved("ppt", "slides/b.xml"), "ppt/slides/b.xml");
        assert_eq!(resolved("ppt", "/ppt/c.xml"), "ppt/c.xml");
        assert_eq!(resolved("", "../../d.xml"), "d.xml");
    }
}
