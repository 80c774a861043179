//! Files of every kind that is read, made here, through the child.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use super::*;

fn zip_of(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        // What says what an OpenDocument file is stands in it as it is.
        let method = if *name == "mimetype" {
            zip::CompressionMethod::Stored
        } else {
            zip::CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file(*name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The pages of a file: what each is called, and its text.
fn pages(bytes: &[u8]) -> Vec<(String, String)> {
    let extraction = read(bytes);
    let Extraction::Text { pages } = extraction else {
        panic!("{extraction:?}")
    };
    pages
        .into_iter()
        .map(|page| (page.label.unwrap_or_default(), page.text))
        .collect()
}

fn check(bytes: &[u8], expect: &[(&str, &str)]) {
    let expect: Vec<(String, String)> = expect
        .iter()
        .map(|(label, text)| ((*label).to_owned(), (*text).to_owned()))
        .collect();
    assert_eq!(pages(bytes), expect);
}

const TYPES: (&str, &str) = ("[Content_Types].xml", "<Types/>");
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A list of parts by id, kind and target.
fn relations(parts: &[(&str, &str, &str)]) -> String {
    let parts: Vec<String> = parts
        .iter()
        .map(|(id, kind, target)| {
            format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
        })
        .collect();
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}</Relationships>",
        parts.concat()
    )
}

#[test]
fn cells_of_excel_are_as_people_see_them() {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let workbook = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"Anagrafe &amp; tributi\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"Vuoto\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>"
    );
    let styles = format!(
        "<styleSheet xmlns=\"{main}\"><numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"000000\"/><numFmt numFmtId=\"165\" formatCode=\"#,##0.00\\ &quot;€&quot;\"/></numFmts><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>\
         <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"4\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"10\"/></cellXfs></styleSheet>"
    );
    let sheet = format!(
        "<worksheet xmlns=\"{main}\"><dimension ref=\"A1:XFD1048576\"/><sheetData>\
         <row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Comune\ndi Avella</t></is></c><c r=\"B1\" s=\"1\"><v>46387</v></c><c r=\"C1\" s=\"2\"><v>1234.5</v></c><c r=\"D1\"><v>1234.5</v></c></row>\
         <row r=\"2\"><c r=\"A2\" s=\"3\"><v>83048</v></c><c r=\"B2\" s=\"4\"><v>1234.5</v></c><c r=\"C2\" s=\"5\"><v>0.125</v></c><c r=\"D2\" t=\"b\"><v>1</v></c><c r=\"E2\" t=\"e\"><v>#N/A</v></c></row>\
         <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>"
    );
    let empty = format!("<worksheet xmlns=\"{main}\"><sheetData/></worksheet>");
    let file = zip_of(&[
        TYPES,
        (
            "_rels/.rels",
            &relations(&[("rId1", "officeDocument", "xl/workbook.xml")]),
        ),
        ("xl/workbook.xml", &workbook),
        (
            "xl/_rels/workbook.xml.rels",
            &relations(&[
                ("rId1", "worksheet", "worksheets/sheet1.xml"),
                ("rId2", "worksheet", "worksheets/sheet2.xml"),
                ("rId3", "styles", "styles.xml"),
            ]),
        ),
        ("xl/styles.xml", &styles),
        ("xl/worksheets/sheet1.xml", &sheet),
        ("xl/worksheets/sheet2.xml", &empty),
    ]);
    check(
        &file,
        &[
            (
                "Foglio «Anagrafe & tributi»",
                "Comune di Avella\t31/12/2026\t1.234,50\t1234,5\n083048\t1.234,50 €\t12,50%\tVERO\t#N/D\n\n[Il foglio ha più di 256 colonne: le altre sono solo nel file.]",
            ),
            ("Foglio «Vuoto»", ""),
        ],
    );
}

#[test]
fn slides_are_read_in_the_order_they_are_shown() {
    let slide = |text: &str| {
        format!("<p:sld><a:p><a:r><a:t>{text}</a:t></a:r><a:fld><a:t>7</a:t></a:fld></a:p></p:sld>")
    };
    let file = zip_of(&[
        TYPES,
        (
            "ppt/presentation.xml",
            "<p:presentation><p:sldIdLst><p:sldId id=\"256\" r:id=\"rId2\"/><p:sldId id=\"257\" r:id=\"rId1\"/></p:sldIdLst></p:presentation>",
        ),
        (
            "ppt/_rels/presentation.xml.rels",
            &relations(&[
                ("rId1", "slide", "slides/slide1.xml"),
                ("rId2", "slide", "slides/slide2.xml"),
            ]),
        ),
        ("ppt/slides/slide1.xml", &slide("Seconda &amp; ultima")),
        ("ppt/slides/slide2.xml", &slide("Prima")),
        (
            "ppt/slides/_rels/slide2.xml.rels",
            &relations(&[("rId1", "notesSlide", "../notesSlides/notesSlide1.xml")]),
        ),
        ("ppt/notesSlides/notesSlide1.xml", &slide("Parlare piano")),
    ]);
    check(
        &file,
        &[
            ("Diapositiva 1", "Prima\n\nNote:\nParlare piano"),
            ("Diapositiva 2", "Seconda & ultima"),
        ],
    );
    let odp = zip_of(&[
        (
            "mimetype",
            "application/vnd.oasis.opendocument.presentation",
        ),
        (
            "content.xml",
            "<o><draw:page><text:p>Prima</text:p></draw:page><draw:page/><draw:page><draw:frame><svg:desc>no</svg:desc><text:p>Terza</text:p></draw:frame></draw:page></o>",
        ),
    ]);
    check(
        &odp,
        &[
            ("Diapositiva 1", "Prima"),
            ("Diapositiva 2", ""),
            ("Diapositiva 3", "Terza"),
        ],
    );
}

#[test]
fn what_stands_beside_the_body_of_a_document_is_read_too() {
    let p = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let docx = zip_of(&[
        TYPES,
        (
            "word/document.xml",
            &format!(
                "{}<w:p><w:del><w:r><w:delText>via</w:delText></w:r></w:del></w:p>",
                p("Corpo")
            ),
        ),
        ("word/header1.xml", &p("Intestazione")),
        ("word/footnotes.xml", &p("Nota")),
        ("word/comments.xml", &p("Da rivedere")),
    ]);
    check(
        &docx,
        &[(
            "",
            "Intestazione\n\nCorpo\n\nNota\n\nCommenti nel file:\nDa rivedere",
        )],
    );
}

#[test]
fn the_other_kinds_are_read() {
    check(br"{\rtf1\ansi Citt\'e0\par}", &[("", "Città")]);
    check(
        b"Comune;Abitanti\nAvella;7900\n",
        &[("Tabella", "Comune\tAbitanti\nAvella\t7900")],
    );
    check(
        b"<!-- x --><p>Citt\xe0<script>no</script>",
        &[("", "Città")],
    );
    check(
        b"<?xml version='1.0'?><a><b>uno</b><b>due</b></a>",
        &[("", "uno\ndue")],
    );
    check(
        b"From: a@example.it\r\nDate: Thu, 31 Dec 2026 10:05:00 +0100\r\nSubject: Prova\r\n\r\nCiao",
        &[("Messaggio", "Oggetto: Prova\nDa: a@example.it\nData: 31/12/2026, ore 10:05\n\nCiao")],
    );
    let archive = zip_of(&[("nota.txt", "nota"), ("vuoto.txt", " ")]);
    check(
        &archive,
        &[
            (
                "Elenco dei file",
                "Contenuto dell’archivio: 2 file, 5 byte in tutto\n\nnota.txt\tTesto semplice\t4 byte\ttesto letto\nvuoto.txt\tTesto semplice\t1 byte\tsenza testo",
            ),
            ("nota.txt", "nota"),
        ],
    );
}
