//! Files made to harm their reader.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, StringFormat};
use zip::write::SimpleFileOptions;

use super::*;

/// A PDF of these objects, numbered from 1; the first is the catalog.
fn pdf_of(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", bytes.len()).unwrap();
        bytes.extend(
            [
                format!("{} 0 obj\n", index + 1).as_bytes(),
                object,
                b"\nendobj\n",
            ]
            .concat(),
        );
    }
    let start = bytes.len();
    write!(
        table,
        "trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    )
    .unwrap();
    bytes.extend(table.as_bytes());
    bytes
}

fn pdf(objects: &[&str]) -> Vec<u8> {
    pdf_of(
        &objects
            .iter()
            .map(|object| object.as_bytes().to_vec())
            .collect::<Vec<_>>(),
    )
}

const CATALOG: &str = "<</Type/Catalog/Pages 2 0 R>>";
const ONE_PAGE: &str = "<</Type/Pages/Count 1/Kids[3 0 R]>>";

fn docx_with(document: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in [
        ("[Content_Types].xml", &b"<Types/>"[..]),
        ("word/document.xml", document),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(part).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn encrypted(owner_password: &str, user_password: &str) -> Vec<u8> {
    let mut document = Document::load_mem(&files::pdf(TITLE, &[TEXT]).unwrap()).unwrap();
    let id = || Object::String(vec![7; 16], StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![id(), id()]);
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password,
        user_password,
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_password_to_open_is_told_and_one_to_change_does_not_matter() {
    assert_eq!(
        read(&encrypted("padrone", "segreto")),
        Extraction::Encrypted
    );
    let Extraction::Text { pages } = read(&encrypted("padrone", "")) else {
        panic!("no text")
    };
    assert!(pages[0].text.contains(TITLE), "{pages:?}");
}

#[test]
fn a_pdf_that_makes_the_parser_panic() {
    // pdf-extract expects a MediaBox.
    assert!(damaged(&pdf(&[
        CATALOG,
        ONE_PAGE,
        "<</Type/Page/Parent 2 0 R>>"
    ])));
}

#[test]
fn a_pdf_with_a_page_that_cannot_be_read_gives_the_others() {
    let content =
        "BT /F1 12 Tf 50 700 Td (La pagina che si lascia leggere si legge tutta intera) Tj ET";
    let extraction = read(&pdf(&[
        CATALOG,
        "<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>",
        "<</Type/Page/Parent 2 0 R>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F1 6 0 R>>>>>>",
        &format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]));
    let pages = vec![
        Page::default().partly(true),
        Page::from("La pagina che si lascia leggere si legge tutta intera"),
    ];
    assert_eq!(extraction, Extraction::Text { pages });
}

#[test]
fn a_pdf_whose_pages_lead_back_to_themselves() {
    assert!(damaged(&pdf(&[
        CATALOG,
        "<</Type/Pages/Count 1/Kids[2 0 R]/Parent 2 0 R>>"
    ])));
}

#[test]
fn a_pdf_whose_form_draws_itself() {
    let extraction = read(&pdf(&[
        CATALOG,
        ONE_PAGE,
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
        "<</Length 5>>stream\n/X Do\nendstream",
        "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>/Length 5>>stream\n/X Do\nendstream",
    ]));
    assert!(
        matches!(
            extraction,
            Extraction::Damaged { .. } | Extraction::ImageOnly { .. }
        ),
        "{extraction:?}"
    );
}

#[test]
fn a_pdf_of_nested_arrays() {
    let nested = "[".repeat(200_000) + &"]".repeat(200_000);
    let extraction = read(&pdf(&[CATALOG, ONE_PAGE, &nested]));
    assert!(
        !matches!(extraction, Extraction::Text { .. }),
        "{extraction:?}"
    );
    let nested = "<</A".repeat(100_000) + &">>".repeat(100_000);
    let extraction = read(&pdf(&[CATALOG, ONE_PAGE, &nested]));
    assert!(
        !matches!(extraction, Extraction::Text { .. }),
        "{extraction:?}"
    );
}

#[test]
fn a_pdf_that_unpacks_to_more_than_memory() {
    let zeros = zlib_of_zeros(600 << 20);
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>";
    let mut stream = format!("<</Filter/FlateDecode/Length {}>>stream\n", zeros.len()).into_bytes();
    stream.extend([&zeros[..], b"\nendstream"].concat());
    let objects: Vec<Vec<u8>> = [CATALOG, ONE_PAGE, page]
        .map(|object| object.as_bytes().to_vec())
        .into();
    // Unpacking ends where memory does; whether what came until then is given up depends on who noticed.
    let found = read(&pdf_of(&[objects, vec![stream]].concat()));
    assert!(
        matches!(
            found,
            Extraction::TooLarge | Extraction::ImageOnly { pages: 1 }
        ),
        "{found:?}"
    );
}

/// A zlib stream that is mostly "the last byte again, 258 times" in the fixed code (RFC 1951, 3.2.6).
fn zlib_of_zeros(size_bytes: usize) -> Vec<u8> {
    let (mut bytes, mut bits, mut held) = (vec![0x78, 0x9c], 0_u64, 0_u32);
    let mut put = |code: u64, length: u32| {
        bits |= code << held;
        held += length;
        while held >= 8 {
            bytes.push(bits as u8);
            bits >>= 8;
            held -= 8;
        }
    };
    put(0b011, 3); // the last block, fixed code
    put(0b0000_1100, 8); // literal 0, its code 00110000 from the other end
    for _ in 0..size_bytes / 258 {
        put(0b0_0000_1010_0011, 13); // length 258 (11000101), distance 1 (00000)
    }
    put(0, 7 + 7); // end of block, padding
    bytes
}

#[test]
fn office_files_that_unpack_to_more_than_is_allowed() {
    let bomb = docx_with(&vec![b' '; 80 << 20]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(read(&bomb), Extraction::TooLarge);

    // The same, saying that it is small.
    let mut liar = bomb;
    let size = (80_u32 << 20).to_le_bytes();
    while let Some(at) = liar.windows(4).position(|window| window == size) {
        liar[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    let extraction = read(&liar);
    assert!(
        matches!(
            extraction,
            Extraction::TooLarge | Extraction::Damaged { .. }
        ),
        "{extraction:?}"
    );
}

#[test]
fn office_files_with_too_many_parts() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in [
        "[Content_Types].xml".to_owned(),
        "word/document.xml".to_owned(),
    ]
    .into_iter()
    .chain((0..2_000).map(|number| format!("word/header{number}.xml")))
    {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(b"<w:t>x</w:t>").unwrap();
    }
    assert_eq!(
        read(&zip.finish().unwrap().into_inner()),
        Extraction::TooLarge
    );
}

#[test]
fn office_files_with_hostile_markup() {
    assert!(damaged(&docx_with("<a>".repeat(300_000).as_bytes())));
    let mut bomb = "<!DOCTYPE x [<!ENTITY a0 \"aaaaaaaaaa\">".to_owned();
    for level in 1..10 {
        write!(
            bomb,
            "<!ENTITY a{level} \"{}\">",
            format!("&a{};", level - 1).repeat(10)
        )
        .unwrap();
    }
    assert!(damaged(&docx_with(
        format!("{bomb}]><w:p><w:r><w:t>&a9;</w:t></w:r></w:p>").as_bytes()
    )));
}

fn container(streams: &[&str]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for stream in streams {
        file.create_stream(stream)
            .unwrap()
            .write_all(&[7; 5000])
            .unwrap();
    }
    file.into_inner().into_inner()
}

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        // What says what an OpenDocument file is stands in it as it is.
        let method = if *name == "mimetype" {
            zip::CompressionMethod::Stored
        } else {
            zip::CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn files_under_a_password_say_so() {
    assert_eq!(
        read(&container(&["/EncryptionInfo", "/EncryptedPackage"])),
        Extraction::Encrypted
    );
    let manifest = b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
    for media in ["text", "spreadsheet", "presentation"] {
        let media = format!("application/vnd.oasis.opendocument.{media}");
        let file = zip_of(&[
            ("mimetype", media.as_bytes()),
            ("META-INF/manifest.xml", manifest),
            ("content.xml", b"\x01\x02"),
        ]);
        assert_eq!(read(&file), Extraction::Encrypted, "{media}");
    }
    // One bit of each head of an entry says that it is locked (APPNOTE, section 4.4.4).
    let mut locked = zip_of(&[("atto.txt", b"segreto")]);
    for (mark, at) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let head = locked.windows(4).position(|four| four == mark).unwrap();
        locked[head + at] |= 1;
    }
    assert_eq!(read(&locked), Extraction::Encrypted);
}

/// Files of every kind, cut short and with bytes changed: each has an answer, and none ends the
/// program that reads it.
#[test]
fn files_that_are_cut_or_changed_have_an_answer() {
    let sheet = zip_of(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", b"<workbook><sheets/></workbook>"),
    ]);
    let letter = b"From: a@example.it\r\nDate: x\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nciao\r\n--B--".to_vec();
    let whole = [
        files::docx(TITLE, &[TEXT]).unwrap(),
        files::odt(TITLE, &[TEXT]).unwrap(),
        zip_of(&[("nota.txt", b"nota"), ("dati.csv", b"a;b\nc;d\n")]),
        container(&["/WordDocument", "/1Table"]),
        container(&["/Workbook"]),
        container(&["/PowerPoint Document", "/Current User"]),
        sheet,
        letter,
        b"{\\rtf1 {\\b testo} \\u232? \\'e0}".to_vec(),
    ];
    for bytes in &whole {
        for step in 1..6 {
            read(&bytes[..bytes.len() * step / 6]);
            let mut changed = bytes.clone();
            for place in (step * 7..changed.len()).step_by(changed.len() / 9 + 1) {
                changed[place] ^= 0xff;
            }
            read(&changed);
        }
    }
}
