#![no_main]
//! The blanks of models: what can be listed can be filled, and then holds what was written.

use fra_unioni_fuzz::package;
use fra_unioni_fuzz::platform::extract::FileKind;
use fra_unioni_fuzz::platform::extract::blanks::{Values, fill, list};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|xml: &[u8]| {
    let word = package(&[("[Content_Types].xml", b""), ("word/document.xml", xml)]);
    let text = package(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", xml)]);
    for (model, kind) in [(word, FileKind::Docx), (text, FileKind::Odt)] {
        let Ok(blanks) = list(&model, kind) else { continue };
        let values: Values = blanks.into_iter().map(|blank| (blank.name, "detto & <scritto>".to_owned())).collect();
        let filled = fill(&model, kind, &values).expect("what was listed can be filled");
        list(&filled, kind).expect("what was filled can be read");
    }
});
