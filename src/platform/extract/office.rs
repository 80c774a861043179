//! The text of DOCX and ODT files: zip archives of XML parts.

use super::container::{Archive, Fault};
use super::markup::{Dialect, Flow};
use super::room::Room;
use super::{Extraction, Page, clean};

/// Reads the body of a DOCX, with headers first, then notes, footers and
/// remarks last, each once.
pub fn read_docx(bytes: &[u8], room: &mut Room) -> Extraction {
    docx(bytes, room).unwrap_or_else(|fault| fault)
}

/// Reads the body of an ODT, with headers first, footers and remarks last, each once.
pub fn read_odt(bytes: &[u8], room: &mut Room) -> Extraction {
    odt(bytes, room).unwrap_or_else(|fault| fault)
}

fn docx(bytes: &[u8], room: &mut Room) -> Result<Extraction, Fault> {
    let mut archive = Archive::open(bytes, room)?;
    let body = word_body(&mut archive)?;
    let beside = |archive: &Archive<'_, '_>, name: &str| names_beside(archive, &body, name);

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
    let mut remarks = Flow::default();
    for part in beside(&archive, "comments") {
        remarks.append_unseen(&archive.text(&part)?, Dialect::Word)?;
    }
    Ok(finish(headers, flow, rest, remarks))
}

fn odt(bytes: &[u8], room: &mut Room) -> Result<Extraction, Fault> {
    let mut archive = Archive::open(bytes, room)?;
    refuse_encrypted(&mut archive)?;
    let mut flow = Flow::default();
    let content = archive.text("content.xml")?;
    flow.append(&content, Dialect::OpenDocument)?;
    let mut remarks = Flow::default();
    remarks.append_unseen(&content, Dialect::OpenDocumentRemarks)?;
    let (mut headers, mut footers) = (Flow::default(), Flow::default());
    if archive.has("styles.xml") {
        let styles = archive.text("styles.xml")?;
        headers.append_unseen(&styles, Dialect::OpenDocumentHeaders)?;
        footers.append_unseen(&styles, Dialect::OpenDocumentFooters)?;
    }
    Ok(finish(headers, flow, footers, remarks))
}

/// The part of a DOCX that holds its body.
///
/// # Errors
/// When the package names none.
pub fn word_body(archive: &mut Archive<'_, '_>) -> Result<String, Fault> {
    main_part(archive, "word/document.xml")
}

/// The parts that lie beside the body of a DOCX and are called so: `header1.xml`, `header2.xml`.
pub fn names_beside(archive: &Archive<'_, '_>, body: &str, name: &str) -> Vec<String> {
    let folder = body.rsplit_once('/').map_or("", |(folder, _)| folder);
    archive.names_starting(&format!("{folder}/{name}"))
}

/// Refuses an OpenDocument file under a password (ODF 1.3 part 2, section 3.4.1): its parts are there,
/// but what they say is not.
///
/// # Errors
/// [`Extraction::Encrypted`]; when the manifest cannot be read.
pub fn refuse_encrypted(archive: &mut Archive<'_, '_>) -> Result<(), Fault> {
    const MANIFEST: &str = "META-INF/manifest.xml";
    if archive.has(MANIFEST) && archive.text(MANIFEST)?.contains("encryption-data") {
        return Err(Extraction::Encrypted);
    }
    Ok(())
}

/// The part that holds the body: named by the package, not always by its usual name (ECMA-376 part 1,
/// section 11.3.10).
///
/// # Errors
/// When the package names none.
pub fn main_part(archive: &mut Archive<'_, '_>, usual: &str) -> Result<String, Fault> {
    if archive.has(usual) {
        return Ok(usual.to_owned());
    }
    let named = archive
        .relations("")?
        .into_iter()
        .find(|relation| relation.kind.ends_with("/officeDocument"));
    named
        .map(|relation| relation.target)
        .ok_or_else(|| Extraction::damaged("the package names no body"))
}

/// Puts what repeats on every page once: headers before the first page, the rest after the last,
/// and what people remarked after that, for it is not part of the text.
fn finish(headers: Flow, flow: Flow, rest: Flow, remarks: Flow) -> Extraction {
    let has_deletions = [&headers, &flow, &rest, &remarks]
        .into_iter()
        .any(Flow::has_deletions);
    let mut pages = flow.into_pages();
    let (above, mut below) = (headers.into_text(), rest.into_text());
    let remarks = remarks.into_text();
    if !remarks.trim().is_empty() {
        below = format!("{below}\n\nCommenti nel file:\n{remarks}");
    }
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
    let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    let pages = pages
        .iter()
        .map(|page| Page::from(clean::page(page)).partly(has_deletions))
        .collect();
    match Extraction::of(pages) {
        Extraction::Empty => Extraction::ImageOnly { pages: count },
        found => found,
    }
}
