#![no_main]
//! Envelopes, signed PDF and chains of certificates.

use fra_unioni_fuzz::platform::signed;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = signed::examine(bytes);
    // The same bytes where a PDF says that its signature stands.
    let pdf = [b"%PDF-1.7\n/Type /Sig /ByteRange [0 9 99 9] /Contents <", data(bytes).as_bytes(), b">"].concat();
    let _ = signed::examine(&pdf);
});

fn data(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
