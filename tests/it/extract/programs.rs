//! Programs of this machine that help with reading, where they were named.

use std::fs::File;

use fra_unioni::platform::confined::End;
use fra_unioni::platform::confined::outside::{Call, Talks, run, version};
use fra_unioni::platform::extract::programs::{Programs, Scan, scan};

use super::*;

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/extract/programs")
        .join(name)
}

fn scripts() -> Programs {
    Programs {
        pdftotext: Some(script("pdftotext.sh")),
        tesseract: Some(script("tesseract.sh")),
        libreoffice: Some(script("libreoffice.sh")),
        clamdscan: None,
    }
}

fn read_by(programs: &Programs, bytes: &[u8]) -> Extraction {
    let file = Scratch::new(bytes);
    programs
        .extract(program(), &file.0, &Limits::default())
        .unwrap()
}

#[test]
fn what_we_read_is_asked_of_nobody_else() {
    let bytes = files::pdf(TITLE, &[TEXT]).unwrap();
    assert_eq!(read_by(&scripts(), &bytes), read(&bytes));
}

#[test]
fn a_pdf_we_fail_at_is_tried_again() {
    let broken = b"%PDF-1.7\nand nothing else";
    let Extraction::Text { pages } = read_by(&scripts(), broken) else {
        panic!("no text")
    };
    assert_eq!(pages.len(), 2);
    assert!(pages[1].text.starts_with("Pagina due"), "{pages:?}");
    assert!(matches!(
        read_by(&Programs::default(), broken),
        Extraction::Damaged { .. }
    ));
}

#[test]
fn pictures_and_other_kinds_are_read_by_those_who_can() {
    let picture = b"\x89PNG\r\n\x1a\nDelibera della giunta numero dodici";
    assert!(matches!(
        read_by(&scripts(), picture),
        Extraction::Text { pages } if pages[0].text.starts_with("Delibera")
    ));
    let letter = [&b"{\\rtf"[..], &files::pdf(TITLE, &[TEXT]).unwrap()].concat();
    assert!(matches!(
        read_by(&scripts(), &letter),
        Extraction::Text { pages } if pages[0].text.contains(TITLE)
    ));
}

#[test]
fn a_program_that_is_not_there_changes_nothing() {
    let programs = Programs {
        pdftotext: Some("/nowhere/pdftotext".into()),
        ..Programs::default()
    };
    assert!(matches!(
        read_by(&programs, b"%PDF-1.7\nand nothing else"),
        Extraction::Damaged { .. }
    ));
    let limits = Limits::default();
    assert!(version(program(), Path::new("/nowhere/pdftotext"), "-v", &limits).is_err());
    let said = version(program(), &script("libreoffice.sh"), "--version", &limits);
    assert_eq!(said.unwrap(), "LibreOffice 99");
}

#[test]
fn the_real_pdftotext_says_which_it_is() {
    let real = Path::new("/usr/bin/pdftotext");
    if real.is_file() {
        let said = version(program(), real, "-v", &Limits::default()).unwrap();
        assert!(said.starts_with("pdftotext version"), "{said}");
    }
}

#[test]
fn a_virus_is_told_by_its_name() {
    let scan_of = |bytes: &[u8], scanner: &str| {
        let file = Scratch::new(bytes);
        let opened = File::open(&file.0).unwrap();
        scan(program(), Path::new(scanner), opened, &Limits::default())
    };
    let scanner = script("clamdscan.sh");
    let scanner = scanner.to_str().unwrap();
    assert_eq!(scan_of(b"ciao", scanner).unwrap(), Scan::Clean);
    assert_eq!(
        scan_of(b"x EICAR x", scanner).unwrap(),
        Scan::Infected("Eicar-Signature".to_owned())
    );
    // What says nothing has found nothing out.
    assert!(scan_of(b"ciao", "/bin/false").is_err());
    assert!(scan_of(b"ciao", "/nowhere").is_err());
}

#[test]
fn a_program_sees_neither_our_files_nor_writes_any() {
    let found = fra_unioni::platform::confined::probe::probe(program()).unwrap();
    if !(found.layers.landlock && found.layers.seccomp) {
        return;
    }
    let (secret, place) = (Scratch::new(b"segreto"), Scratch::new(b""));
    let call = Call {
        program: &script("curious.sh"),
        arguments: &[
            secret.0.to_str().unwrap(),
            place.0.to_str().unwrap(),
            place.0.file_name().unwrap().to_str().unwrap(),
        ],
        folder: None,
        talks: Talks::WithNobody,
    };
    let end = run(
        program(),
        &call,
        File::open("/dev/null").unwrap(),
        &Limits::default(),
    );
    let End::Answered(output) = end else {
        panic!("{end:?}")
    };
    assert_eq!(String::from_utf8_lossy(&output.bytes), "");
}
