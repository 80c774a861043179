#![no_main]
//! A whole file of any kind but PDF, whose parser is not ours, panics, and is caught.

use fra_unioni_fuzz::platform::extract::{Extraction, FileKind, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if matches!(FileKind::of(&mut std::io::Cursor::new(bytes)), Ok(FileKind::Pdf)) {
        return;
    }
    if let Extraction::Text { pages } = read(bytes) {
        assert!(pages.iter().any(|page| !page.text.is_empty()));
    }
});
