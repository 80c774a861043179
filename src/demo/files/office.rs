//! The smallest DOCX, ODT and XLSX packages that office programs open without a question.

use std::io::{Cursor, Write};

use anyhow::Result;
use quick_xml::escape::escape;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A Word document with `title` as heading and document title, then `paragraphs`.
///
/// # Errors
/// When the file cannot be written, which no text leads to.
pub fn docx(title: &str, paragraphs: &[&str]) -> Result<Vec<u8>> {
    let mut body = format!(
        "<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>",
        escape(title)
    );
    for text in paragraphs {
        body += &format!(
            "<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>",
            escape(*text)
        );
    }
    let document = format!(
        "{XML}<w:document xmlns:w=\"{WORD}\"><w:body>{body}<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1418\" w:right=\"1418\" w:bottom=\"1418\" w:left=\"1418\" w:header=\"708\" w:footer=\"708\" w:gutter=\"0\"/>\
         </w:sectPr></w:body></w:document>"
    );
    let styles = format!(
        "{XML}<w:styles xmlns:w=\"{WORD}\"><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" w:cs=\"Arial\"/><w:sz w:val=\"22\"/><w:lang w:val=\"it-IT\"/></w:rPr></w:rPrDefault>\
         <w:pPrDefault><w:pPr><w:spacing w:after=\"160\" w:line=\"288\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Title\"><w:name w:val=\"Title\"/><w:basedOn w:val=\"Normal\"/>\
         <w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr><w:rPr><w:b/><w:sz w:val=\"36\"/></w:rPr></w:style></w:styles>"
    );
    let core = core(title);
    package(&[
        ("[Content_Types].xml", &format!("{XML}{CONTENT_TYPES}")),
        ("_rels/.rels", &format!("{XML}{PACKAGE_RELATIONS}")),
        ("word/document.xml", &document),
        (
            "word/_rels/document.xml.rels",
            &format!("{XML}{DOCUMENT_RELATIONS}"),
        ),
        ("word/styles.xml", &styles),
        ("docProps/core.xml", &core),
    ])
}

/// An OpenDocument text with `title` as heading and document title, then `paragraphs`.
///
/// # Errors
/// When the file cannot be written, which no text leads to.
pub fn odt(title: &str, paragraphs: &[&str]) -> Result<Vec<u8>> {
    let mut body = format!(
        "<text:h text:style-name=\"Heading\" text:outline-level=\"1\">{}</text:h>",
        escape(title)
    );
    for text in paragraphs {
        body += &format!(
            "<text:p text:style-name=\"Standard\">{}</text:p>",
            escape(*text)
        );
    }
    let content = format!(
        "{XML}<office:document-content {OPEN_DOCUMENT}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    let styles = format!(
        "{XML}<office:document-styles {OPEN_DOCUMENT}><office:styles>\
         <style:default-style style:family=\"paragraph\"><style:text-properties style:font-name=\"Arial\" fo:font-family=\"Arial\" \
         fo:font-size=\"11pt\" fo:language=\"it\" fo:country=\"IT\"/></style:default-style>\
         <style:style style:name=\"Standard\" style:family=\"paragraph\"><style:paragraph-properties fo:margin-bottom=\"0.3cm\"/></style:style>\
         <style:style style:name=\"Heading\" style:family=\"paragraph\" style:parent-style-name=\"Standard\">\
         <style:text-properties fo:font-size=\"18pt\" fo:font-weight=\"bold\"/></style:style></office:styles></office:document-styles>"
    );
    let meta = format!(
        "{XML}<office:document-meta {OPEN_DOCUMENT}><office:meta><dc:title>{}</dc:title><dc:language>it-IT</dc:language></office:meta></office:document-meta>",
        escape(title)
    );
    package(&[
        // First and uncompressed, so that the kind can be told from the first bytes.
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", &format!("{XML}{MANIFEST}")),
        ("content.xml", &content),
        ("styles.xml", &styles),
        ("meta.xml", &meta),
    ])
}

/// A sheet: its name, then its rows of cells.
pub type Sheet<'a> = (&'a str, Vec<Vec<&'a str>>);

/// An Excel workbook. What reads as a number is one.
///
/// # Errors
/// When the file cannot be written, which no text leads to.
pub fn xlsx(title: &str, sheets: &[Sheet<'_>]) -> Result<Vec<u8>> {
    let (mut kinds, mut names, mut relations) = (String::new(), String::new(), String::new());
    let mut parts = Vec::new();
    for (at, (name, rows)) in sheets.iter().enumerate() {
        let n = at + 1;
        kinds += &format!(
            "<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{SPREADSHEET}.worksheet+xml\"/>"
        );
        names += &format!(
            "<sheet name=\"{}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>",
            escape(*name)
        );
        relations += &format!(
            "<Relationship Id=\"rId{n}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
        );
        let rows: String = rows
            .iter()
            .map(|row| {
                let cells: String = row.iter().map(|cell| cell_of(cell)).collect();
                format!("<row>{cells}</row>")
            })
            .collect();
        parts.push((
            format!("xl/worksheets/sheet{n}.xml"),
            format!("{XML}<worksheet xmlns=\"{SHEETS}\"><sheetData>{rows}</sheetData></worksheet>"),
        ));
    }
    let types = format!(
        "{XML}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{SPREADSHEET}.sheet.main+xml\"/>{kinds}</Types>"
    );
    let whole = format!(
        "{XML}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>"
    );
    let workbook = format!(
        "{XML}<workbook xmlns=\"{SHEETS}\" xmlns:r=\"{RELATIONS}\"><sheets>{names}</sheets></workbook>"
    );
    let relations = format!(
        "{XML}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}</Relationships>"
    );
    let core = core(title);
    let mut all = vec![
        ("[Content_Types].xml", types.as_str()),
        ("_rels/.rels", &whole),
        ("xl/workbook.xml", &workbook),
        ("xl/_rels/workbook.xml.rels", &relations),
        ("docProps/core.xml", &core),
    ];
    all.extend(
        parts
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    );
    package(&all)
}

fn cell_of(text: &str) -> String {
    if text.parse::<f64>().is_ok() {
        format!("<c><v>{text}</v></c>")
    } else {
        format!(
            "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
            escape(text)
        )
    }
}

/// What a package says of itself: its title, in Italian.
fn core(title: &str) -> String {
    format!(
        "{XML}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:language>it-IT</dc:language></cp:coreProperties>",
        escape(title)
    )
}

fn package(parts: &[(&str, &str)]) -> Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        let method = if *name == "mimetype" {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        zip.start_file(
            *name,
            SimpleFileOptions::default().compression_method(method),
        )?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

const SHEETS: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

const SPREADSHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

const CONTENT_TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
    <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
    <Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
    <Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>\
    <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";

const PACKAGE_RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>\
    <Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>";

const DOCUMENT_RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>";

const OPEN_DOCUMENT: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
    xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
    xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
    xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
    xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.3\"";

const MANIFEST: &str = "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">\
    <manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" manifest:media-type=\"application/vnd.oasis.opendocument.text\"/>\
    <manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>\
    <manifest:file-entry manifest:full-path=\"styles.xml\" manifest:media-type=\"text/xml\"/>\
    <manifest:file-entry manifest:full-path=\"meta.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>";
