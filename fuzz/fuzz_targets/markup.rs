#![no_main]
//! The body of a word processor's file, in both dialects.

use fra_unioni_fuzz::package;
use fra_unioni_fuzz::platform::extract::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|xml: &[u8]| {
    read(&package(&[
        ("[Content_Types].xml", b""),
        ("word/document.xml", xml),
        ("word/header1.xml", xml),
    ]));
    read(&package(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", xml),
        ("styles.xml", xml),
    ]));
});
