//! The text of DOCX and ODT files: zip archives of XML parts, unpacked and parsed within limits.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::markup::{Dialect, Flow};
use super::{Extraction, clean, kind};

/// The most that is unpacked from one archive, all parts together, counted as it comes out.
const MAX_UNPACKED_BYTES: u64 = 64 << 20;
const MAX_ENTRIES: usize = 2_000;
/// The most that a part may grow by when unpacked. Small parts may: an empty table is all repetition.
const MAX_RATIO: u64 = 200;
const RATIO_COUNTS_FROM_BYTES: u64 = 1 << 20;

/// Why no text came out.
pub(super) type Fault = Extraction;

/// Reads the body of a DOCX, with headers first, footers and notes last, each once.
pub fn read_docx(bytes: &[u8]) -> Extraction {
    docx(bytes).unwrap_or_else(|fault| fault)
}

/// Reads the body of an ODT, with headers first and footers last, each once.
pub fn read_odt(bytes: &[u8]) -> Extraction {
    odt(bytes).unwrap_or_else(|fault| fault)
}

fn docx(bytes: &[u8]) -> Result<Extraction, Fault> {
    let mut archive = Archive::open(bytes)?;
    let body = archive.main_part()?;
    let folder = body
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder)
        .to_owned();
    let beside =
        |archive: &Archive<'_>, name: &str| archive.names_starting(&format!("{folder}/{name}"));

    let mut headers = Flow::default();
    for part in beside(&archive, "header") {
        headers.append_unseen(&archive.text(&part)?, Dialect::Word)?;
    }
    let mut flow = Flow::default();
    flow.append(&archive.text(&body)?, Dialect::Word)?;
    let mut rest = Flow::default();
    for name in ["footnotes", "endnotes", "footer"] {
        for part in beside(&archive, name) {
            rest.append_unseen(&archive.text(&part)?, Dialect::Word)?;
        }
    }
    Ok(finish(headers, flow, rest))
}

fn odt(bytes: &[u8]) -> Result<Extraction, Fault> {
    let mut archive = Archive::open(bytes)?;
    if archive.has("META-INF/manifest.xml")
        && archive
            .text("META-INF/manifest.xml")?
            .contains("encryption-data")
    {
        return Err(Extraction::Encrypted);
    }
    let mut flow = Flow::default();
    flow.append(&archive.text("content.xml")?, Dialect::OpenDocument)?;
    let (mut headers, mut footers) = (Flow::default(), Flow::default());
    if archive.has("styles.xml") {
        let styles = archive.text("styles.xml")?;
        headers.append_unseen(&styles, Dialect::OpenDocumentHeaders)?;
        footers.append_unseen(&styles, Dialect::OpenDocumentFooters)?;
    }
    Ok(finish(headers, flow, footers))
}

/// Puts what repeats on every page once: headers before the first page, the rest after the last.
fn finish(headers: Flow, flow: Flow, rest: Flow) -> Extraction {
    let mut pages = flow.into_pages();
    let (above, below) = (
        headers.into_pages().join("\n"),
        rest.into_pages().join("\n"),
    );
    if let Some(first) = pages.first_mut()
        && !above.trim().is_empty()
    {
        *first = format!("{above}\n\n{first}");
    }
    if let Some(last) = pages.last_mut()
        && !below.trim().is_empty()
    {
        *last = format!("{last}\n\n{below}");
    }
    let pages: Vec<String> = pages.iter().map(|page| clean::page(page)).collect();
    if pages.iter().all(String::is_empty) {
        return Extraction::ImageOnly {
            pages: u32::try_from(pages.len()).unwrap_or(u32::MAX),
        };
    }
    Extraction::Text { pages }
}

/// A zip archive that gives out no more than it may.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    size_bytes: u64,
    room_bytes: u64,
}

impl<'a> Archive<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(fault)?;
        if zip.len() > MAX_ENTRIES {
            return Err(Extraction::TooLarge);
        }
        Ok(Self {
            zip,
            size_bytes: bytes.len() as u64,
            room_bytes: MAX_UNPACKED_BYTES,
        })
    }

    pub fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// The parts of a DOCX that hold text: headers, body, notes, footers.
    pub fn word_parts(&mut self) -> Result<Vec<String>, Fault> {
        let body = self.main_part()?;
        let folder = body.rsplit_once('/').map_or("", |(folder, _)| folder);
        let beside = |name: &str| self.names_starting(&format!("{folder}/{name}"));
        let mut names = beside("header");
        names.push(body.clone());
        for name in ["footnotes", "endnotes", "footer"] {
            names.extend(beside(name));
        }
        Ok(names)
    }

    /// The names of XML parts that begin so, in order.
    fn names_starting(&self, start: &str) -> Vec<String> {
        let mut names: Vec<String> = self
            .zip
            .file_names()
            .filter_map(|name| name.ok().map(|name| name.into_owned()))
            .filter(|name| name.starts_with(start) && name.ends_with(".xml"))
            .collect();
        names.sort();
        names
    }

    /// The part that holds the body: named by the package, not always `word/document.xml`
    /// (ECMA-376 part 1, section 11.3.10).
    fn main_part(&mut self) -> Result<String, Fault> {
        const USUAL: &str = "word/document.xml";
        if self.has(USUAL) {
            return Ok(USUAL.to_owned());
        }
        let relations = self.text("_rels/.rels")?;
        let named = relations
            .split('<')
            .filter(|element| element.contains("/officeDocument\""))
            .find_map(|element| element.split_once("Target=\"")?.1.split_once('"'))
            .map(|(target, _)| target.trim_start_matches('/').to_owned());
        named.ok_or_else(|| Extraction::damaged("the package names no body"))
    }

    /// Unpacks a part and decodes it. Sizes in the archive may lie, so that bytes are counted.
    pub fn text(&mut self, name: &str) -> Result<String, Fault> {
        let mut part = self.zip.by_name(name).map_err(fault)?;
        let packed_bytes = part.compressed_size().min(self.size_bytes);
        let allowed_bytes = packed_bytes
            .saturating_mul(MAX_RATIO)
            .max(RATIO_COUNTS_FROM_BYTES)
            .min(self.room_bytes);
        let mut bytes = Vec::new();
        part.by_ref()
            .take(allowed_bytes + 1)
            .read_to_end(&mut bytes)
            .map_err(Extraction::damaged)?;
        let unpacked_bytes = bytes.len() as u64;
        if unpacked_bytes > allowed_bytes {
            return Err(Extraction::TooLarge);
        }
        self.room_bytes -= unpacked_bytes;
        if let Some(text) = super::utf16(&bytes) {
            return Ok(text);
        }
        String::from_utf8(bytes).map_err(Extraction::damaged)
    }
}

fn fault(error: ZipError) -> Fault {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Extraction::Encrypted
        }
        error => Extraction::damaged(error),
    }
}

/// Reads an Office container of the older kind: no text comes out, but if it wraps an encrypted
/// document of today (MS-OFFCRYPTO section 2.3.4.4) that is worth saying.
pub fn is_encrypted_package(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    kind::contains(bytes, &name)
}
