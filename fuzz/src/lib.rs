//! The readers of foreign files, taken from their place in the site.

#![allow(dead_code, missing_docs, reason = "only part of each module is tried here")]

pub mod platform {
    #[path = "../../../src/platform/confined/mod.rs"]
    pub mod confined;
    #[path = "../../../src/platform/dates.rs"]
    pub mod dates;
    #[path = "../../../src/platform/draw/mod.rs"]
    pub mod draw;
    #[path = "../../../src/platform/extract/mod.rs"]
    pub mod extract;
    #[path = "../../../src/platform/signed/mod.rs"]
    pub mod signed;
    #[path = "../../../src/platform/table.rs"]
    pub mod table;
    #[path = "../../../src/platform/text.rs"]
    pub mod text;
}

/// The smallest zip archive that holds these parts, stored as they are.
pub fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::{Cursor, Write};
    use zip::write::SimpleFileOptions;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        zip.start_file(*name, stored).expect("a name");
        zip.write_all(bytes).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}
