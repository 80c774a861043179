#![no_main]
//! Telling what a file is: any bytes have a kind.

use std::io::Cursor;

use fra_unioni_fuzz::platform::extract::FileKind;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let kind = FileKind::of(&mut Cursor::new(bytes)).expect("memory can be read");
    assert!(!kind.label().is_empty());
    assert_eq!(kind == FileKind::Empty, bytes.is_empty());
});
