use super::*;

/// A zip of these parts.
fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        let method = if *name == "mimetype" {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file(*name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn docx(body: &str) -> Vec<u8> {
    archive(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "word/header1.xml",
            "<w:hdr><w:p><w:r><w:t>{{ente}}</w:t></w:r></w:p></w:hdr>",
        ),
        (
            "word/document.xml",
            &format!("<w:document><w:body>{body}</w:body></w:document>"),
        ),
        ("word/styles.xml", "<w:styles/>"),
    ])
}

fn odt(body: &str) -> Vec<u8> {
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        (
            "content.xml",
            &format!(
                "<office:document-content><office:body><office:text>{body}</office:text></office:body></office:document-content>"
            ),
        ),
    ])
}

fn names(bytes: &[u8], kind: FileKind) -> Vec<String> {
    let blanks = list(bytes, kind).unwrap();
    blanks.into_iter().map(|blank| blank.name).collect()
}

fn values(pairs: &[(&str, &str)]) -> Values {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn part(bytes: &[u8], name: &str) -> String {
    Archive::open(bytes, &mut Room::new())
        .unwrap()
        .text(name)
        .unwrap()
}

#[test]
fn a_name_that_word_cut_into_runs_is_one_blank() {
    let model = docx(
        "<w:p><w:r><w:t>L’unione {{nome</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t> ente}</w:t></w:r>\
         <w:r><w:t>} e [COMUNI]</w:t></w:r></w:p>",
    );
    assert_eq!(
        names(&model, FileKind::Docx),
        ["ente", "nome ente", "COMUNI"]
    );
    let filled = fill(
        &model,
        FileKind::Docx,
        &values(&[("nome ente", "Alta <Valle> & Co"), ("COMUNI", "Alba\nBra")]),
    )
    .unwrap();
    let body = part(&filled, "word/document.xml");
    assert!(
        body.contains("L’unione Alta &lt;Valle&gt; &amp; Co</w:t>"),
        "{body}"
    );
    assert!(
        body.contains("<w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\"></w:t>"),
        "{body}"
    );
    assert!(
        body.contains(" e Alba</w:t><w:br/><w:t xml:space=\"preserve\">Bra</w:t>"),
        "{body}"
    );
    assert!(
        part(&filled, "word/header1.xml").contains("{{ente}}"),
        "what is not told stays"
    );
    assert_eq!(part(&filled, "word/styles.xml"), "<w:styles/>");
}

#[test]
fn rows_of_dots_are_each_their_own() {
    let model = docx(
        "<w:p><w:r><w:t>nato a ____ il ____</w:t></w:r></w:p>\
         <w:p><w:r><w:t>residente a ____ il ____</w:t></w:r></w:p>",
    );
    assert_eq!(
        names(&model, FileKind::Docx),
        ["ente", "nato a", "il", "residente a", "il (2)"]
    );
    let filled = fill(&model, FileKind::Docx, &values(&[("il (2)", "3 maggio")])).unwrap();
    let body = part(&filled, "word/document.xml");
    assert!(body.contains("nato a ____ il ____"), "{body}");
    assert!(body.contains("residente a ____ il 3 maggio"), "{body}");
}

#[test]
fn the_fields_of_word() {
    let model = docx(
        "<w:sdt><w:sdtPr><w:alias w:val=\"Ente\"/><w:tag w:val=\"x\"/><w:showingPlcHdr/><w:text/></w:sdtPr>\
         <w:sdtContent><w:p><w:r><w:rPr><w:rStyle w:val=\"Segnaposto\"/></w:rPr><w:t>Fare clic</w:t></w:r>\
         <w:r><w:t> qui</w:t></w:r></w:p></w:sdtContent></w:sdt>\
         <w:sdt><w:sdtPr><w:docPartObj/><w:text/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>Indice</w:t></w:r></w:p></w:sdtContent></w:sdt>\
         <w:p><w:fldSimple w:instr=\" MERGEFIELD Sede \\* MERGEFORMAT \"><w:r><w:t>«Sede»</w:t></w:r></w:fldSimple>\
         <w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> MERGEFIELD &quot;Data atto&quot; </w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>«Data_atto»</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
         <w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>",
    );
    assert_eq!(
        names(&model, FileKind::Docx),
        ["ente", "Ente", "Sede", "Data atto"]
    );
    let filled = fill(
        &model,
        FileKind::Docx,
        &values(&[
            ("Ente", "Alta Valle"),
            ("Sede", "Bra"),
            ("Data atto", "1 maggio 2027"),
        ]),
    )
    .unwrap();
    let body = part(&filled, "word/document.xml");
    for gone in ["showingPlcHdr", "Segnaposto", "Fare clic", " qui", "«"] {
        assert!(!body.contains(gone), "{gone}: {body}");
    }
    for there in ["Alta Valle", "Bra", "1 maggio 2027", ">7<", "Indice"] {
        assert!(body.contains(there), "{there}: {body}");
    }
}

#[test]
fn the_fields_of_open_document() {
    let model = odt(
        "<text:p>Tra <text:placeholder text:placeholder-type=\"text\">&lt;ente&gt;</text:placeholder> e il \
         <text:span text:style-name=\"T1\">Comune di ____</text:span>, {{da<text:s/>ta}}</text:p>\
         <text:h><text:text-input text:description=\"oggetto\">scrivi</text:text-input></text:h>",
    );
    assert_eq!(
        names(&model, FileKind::Odt),
        ["ente", "e il Comune di", "da ta", "oggetto"]
    );
    let filled = fill(
        &model,
        FileKind::Odt,
        &values(&[
            ("ente", "Alta\nValle"),
            ("e il Comune di", "Bra"),
            ("oggetto", "ICT"),
        ]),
    )
    .unwrap();
    let body = part(&filled, "content.xml");
    assert!(
        body.contains("Tra Alta<text:line-break/>Valle e il"),
        "{body}"
    );
    assert!(body.contains("Comune di Bra</text:span>, {{da"), "{body}");
    assert!(body.contains("<text:h>ICT</text:h>"), "{body}");
    let first = ZipArchive::new(Cursor::new(&filled))
        .unwrap()
        .by_index(0)
        .unwrap()
        .name()
        .unwrap()
        .into_owned();
    assert_eq!(
        first, "mimetype",
        "ODF 1.3 part 2, section 3.3 wants it first"
    );
}

#[test]
fn nothing_told_changes_nothing() {
    for (model, kind) in [
        (
            docx("<w:p><w:r><w:t>{{a b}} ____</w:t></w:r></w:p>"),
            FileKind::Docx,
        ),
        (odt("<text:p>{{a b}} ____ &amp; co</text:p>"), FileKind::Odt),
    ] {
        let filled = fill(&model, kind, &Values::new()).unwrap();
        let name = if kind == FileKind::Docx {
            "word/document.xml"
        } else {
            "content.xml"
        };
        assert_eq!(part(&filled, name), part(&model, name));
        assert_eq!(names(&filled, kind), names(&model, kind));
    }
}

#[test]
fn what_is_broken_is_said() {
    assert!(matches!(
        list(b"PK\x03\x04 rubbish", FileKind::Docx),
        Err(Extraction::Damaged { .. })
    ));
    assert!(matches!(
        list(&docx("<w:p>"), FileKind::Docx),
        Err(Extraction::Damaged { .. }) | Ok(_)
    ));
    let deep = format!("{}{}", "<w:r>".repeat(600), "</w:r>".repeat(600));
    assert!(matches!(
        list(&docx(&deep), FileKind::Docx),
        Err(Extraction::Damaged { .. })
    ));
    assert!(list(b"%PDF", FileKind::Pdf).is_err());
}
