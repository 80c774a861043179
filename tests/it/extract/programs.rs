//! Programs of this machine that help with reading, where they were named.

use std::fs::File;

use fra_unioni::platform::confined::End;
use fra_unioni::platform::confined::outside::{Call, Talks, run, version};
use fra_unioni::platform::draw::{Drawing, Size, draw};
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
    let found = read(bytes);
    let better = read_again(programs, bytes, &found, false).unwrap();
    better.unwrap_or(found)
}

fn read_again(
    programs: &Programs,
    bytes: &[u8],
    found: &Extraction,
    is_stopping: bool,
) -> anyhow::Result<Option<Extraction>> {
    let (file, limits) = (Scratch::new(bytes), Limits::default());
    programs.read_again(program(), &file.0, found, &limits, &|| is_stopping)
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
        Extraction::Recognised { pages, of: 1 } if pages[0].text.starts_with("Delibera")
    ));
    let letter = [&b"{\\rtf"[..], &files::pdf(TITLE, &[TEXT]).unwrap()].concat();
    assert!(matches!(
        read_by(&scripts(), &letter),
        Extraction::Text { pages } if pages[0].text.contains(TITLE)
    ));
}

/// A PDF of these objects, of which the first is its catalogue.
fn pdf_of(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut places = "0000000000 65535 f \n".to_owned();
    for (number, object) in (1..).zip(objects) {
        places += &format!("{:010} 00000 n \n", pdf.len());
        pdf.extend(format!("{number} 0 obj\n").bytes());
        pdf.extend(object);
        pdf.extend(b"\nendobj\n");
    }
    let (size, start) = (objects.len() + 1, pdf.len());
    let end = format!(
        "xref\n0 {size}\n{places}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    );
    pdf.extend(end.bytes());
    pdf
}

/// A PDF of so many pages with nothing on them that is a letter.
fn scan_of_pages(count: usize) -> Vec<u8> {
    let kids: Vec<String> = (0..count).map(|at| format!("{} 0 R", at + 4)).collect();
    let kids = kids.join(" ");
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Kids[{kids}]/Count {count}>>").into_bytes(),
        b"<</Length 18>>\nstream\n100 10 50 5 re f  \nendstream".to_vec(),
    ];
    // Low, so that many are drawn soon.
    let page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 20]/Contents 3 0 R>>";
    objects.extend(std::iter::repeat_n(page.to_vec(), count));
    pdf_of(&objects)
}

/// A page that is one picture with as much on it as a scanner's noise makes.
fn noisy_scan() -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let noise = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[0]
    });
    let mut picture = b"<</Type/XObject/Subtype/Image/Width 800/Height 1000/ColorSpace/DeviceGray\
        /BitsPerComponent 8/Length 800000>>\nstream\n"
        .to_vec();
    picture.extend(noise.take(800_000));
    picture.extend(b"\nendstream");
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 744]/Contents 3 0 R\
        /Resources<</XObject<</I 4 0 R>>>>>>";
    pdf_of(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[5 0 R]/Count 1>>".to_vec(),
        b"<</Length 26>>\nstream\n595 0 0 744 0 0 cm /I Do   \nendstream".to_vec(),
        picture,
        page.as_bytes().to_vec(),
    ])
}

#[test]
fn the_pages_of_a_scan_are_drawn_and_read_up_to_a_bound() {
    let programs = Programs {
        tesseract: Some(script("tesseract.sh")),
        ..Programs::default()
    };
    for (count, read) in [(2, 2), (52, 50)] {
        let bytes = scan_of_pages(count);
        let without = read_by(&Programs::default(), &bytes);
        let count = u32::try_from(count).unwrap();
        assert_eq!(without, Extraction::ImageOnly { pages: count });
        let Extraction::Recognised { pages, of } = read_by(&programs, &bytes) else {
            panic!("no letters")
        };
        assert_eq!((pages.len(), of), (read, count));
        assert!(pages.iter().all(|page| page.text.starts_with("Verbale")));
    }
    // A page may have much more on it than one that is shown may have bytes.
    let Extraction::Recognised { pages, .. } = read_by(&programs, &noisy_scan()) else {
        panic!("no letters")
    };
    assert!(pages[0].text.starts_with("Verbale"));
    // What cannot recognise anything leaves a scan a scan.
    let broken = Programs {
        tesseract: Some("/bin/false".into()),
        ..Programs::default()
    };
    assert_eq!(
        read_by(&broken, &scan_of_pages(2)),
        Extraction::ImageOnly { pages: 2 }
    );
}

#[test]
fn what_was_ended_from_outside_may_be_tried_again() {
    let scan = scan_of_pages(2);
    let found = read(&scan);
    let by = |name: &str| Programs {
        tesseract: Some(script(name)),
        ..Programs::default()
    };
    // As when the server is stopped with all it has started.
    assert!(read_again(&by("killed.sh"), &scan, &found, false).is_err());
    let picture = b"\x89PNG\r\n\x1a\nDelibera della giunta numero dodici";
    assert!(read_again(&by("killed.sh"), picture, &read(picture), false).is_err());
    // Nor is a long scan begun while the server waits for its end.
    assert!(read_again(&by("tesseract.sh"), &scan, &found, true).is_err());
}

#[test]
fn the_real_tesseract_reads_a_page_that_was_drawn() {
    let real = Path::new("/usr/bin/tesseract");
    if !real.is_file() {
        return;
    }
    let bytes = files::pdf(TITLE, &[TEXT]).unwrap();
    let file = Scratch::new(&bytes);
    let limits = Limits::default();
    let drawn = draw(program(), &file.0, (1, 1), Size::Read, &limits).unwrap();
    let Drawing::Pages { pages, .. } = drawn else {
        panic!("{drawn:?}")
    };
    let programs = Programs {
        tesseract: Some(real.into()),
        ..Programs::default()
    };
    // Without the Italian data it stays a picture.
    if let Extraction::Recognised { pages, .. } = read_by(&programs, &pages[0].png) {
        assert!(pages[0].text.contains("ufficio unico"), "{pages:?}");
    }
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
