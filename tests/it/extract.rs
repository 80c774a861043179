//! Text is read out of foreign files, and no file harms who asks for it.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use fra_unioni::demo::files;
use fra_unioni::platform::confined::Limits;
use fra_unioni::platform::extract::{Extraction, FileKind, Page, extract};

#[path = "extract/formats.rs"]
mod formats;
#[path = "extract/hostile.rs"]
mod hostile;
#[path = "extract/programs.rs"]
mod programs;
#[path = "extract/real.rs"]
mod real;

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_fra-unioni"))
}

/// A file that is deleted with this value.
struct Scratch(PathBuf);

impl Scratch {
    fn new(bytes: &[u8]) -> Self {
        let path =
            std::env::temp_dir().join(format!("fra-unioni-extract-{}", uuid::Uuid::now_v7()));
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn read(bytes: &[u8]) -> Extraction {
    extract(program(), &Scratch::new(bytes).0, &Limits::default()).unwrap()
}

fn damaged(bytes: &[u8]) -> bool {
    let extraction = read(bytes);
    let damaged = matches!(extraction, Extraction::Damaged { .. });
    if !damaged {
        eprintln!("{extraction:?}");
    }
    damaged
}

const TITLE: &str = "Schema di convenzione per l’ufficio unico";
const TEXT: &str = "L’Unione è già partita: perché aspettare? Costa 5 € l'anno.";

#[test]
fn pdf_word_and_open_document_are_read() {
    for bytes in [
        files::pdf(TITLE, &[TEXT]),
        files::docx(TITLE, &[TEXT]),
        files::odt(TITLE, &[TEXT]),
    ] {
        let Extraction::Text { pages } = read(&bytes.unwrap()) else {
            panic!("no text")
        };
        assert_eq!(pages.len(), 1);
        assert!(pages[0].text.starts_with(TITLE), "{pages:?}");
        assert!(pages[0].text.ends_with(TEXT), "{pages:?}");
    }
}

#[test]
fn plain_text_is_read() {
    assert_eq!(
        read(b"Citt\xe0"),
        Extraction::Text {
            pages: vec![Page::from("Città")]
        }
    );
}

#[test]
fn what_has_no_text_is_told_apart() {
    assert_eq!(read(b""), Extraction::Empty);
    assert_eq!(read(b" \n "), Extraction::Empty);
    let elf = [b"\x7fELF\x02\x01\x01\0".as_slice(), &[0; 64]].concat();
    assert_eq!(
        read(&elf),
        Extraction::Unreadable {
            kind: FileKind::Program
        }
    );
    assert_eq!(
        read(b"\x89PNG\r\n\x1a\n"),
        Extraction::Image {
            pages: 1,
            pixels: None
        }
    );
    assert_eq!(
        read(&files::pdf("", &[]).unwrap()),
        Extraction::ImageOnly { pages: 1 }
    );
}

#[test]
fn what_is_broken_is_told_apart() {
    for bytes in [
        files::pdf(TITLE, &[TEXT]),
        files::docx(TITLE, &[TEXT]),
        files::odt(TITLE, &[TEXT]),
    ] {
        let bytes = bytes.unwrap();
        assert!(damaged(&bytes[..bytes.len() * 6 / 10]));
    }
    assert!(damaged(b"%PDF-1.7\nand nothing else"));
}

#[test]
fn a_missing_file_says_nothing_about_the_file() {
    let error = extract(
        program(),
        Path::new("/nowhere/file.pdf"),
        &Limits::default(),
    )
    .unwrap_err();
    assert!(format!("{error:#}").contains("No such file"), "{error:#}");
    assert!(
        extract(
            Path::new("/nowhere/program"),
            Path::new("/"),
            &Limits::default()
        )
        .is_err()
    );
}

/// Runs a stand-in for the child.
fn stand_in(name: &str, limits: &Limits) -> anyhow::Result<Extraction> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/extract")
        .join(name);
    extract(&script, Path::new("/dev/null"), limits)
}

#[test]
fn every_end_of_the_child_has_its_case() {
    let limits = Limits::default();
    let impatient = Limits {
        time: Duration::from_millis(50),
        ..limits
    };
    assert_eq!(
        stand_in("hang.sh", &impatient).unwrap(),
        Extraction::TimedOut
    );
    assert_eq!(stand_in("spin.sh", &limits).unwrap(), Extraction::TimedOut);
    assert_eq!(
        stand_in("short_of_memory.sh", &limits).unwrap(),
        Extraction::TooLarge
    );
    assert!(matches!(
        stand_in("aborted.sh", &limits).unwrap(),
        Extraction::Damaged { .. }
    ));
    assert!(stand_in("killed.sh", &limits).is_err());
    assert!(stand_in("babble.sh", &limits).is_err());
    // Prints its arguments for ever.
    let endless = extract(
        Path::new("/usr/bin/yes"),
        Path::new("/dev/null"),
        &Limits {
            output_bytes: 100_000,
            ..limits
        },
    );
    assert_eq!(endless.unwrap(), Extraction::TooLarge);
}
