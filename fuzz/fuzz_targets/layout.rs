#![no_main]
//! Characters drawn anywhere on a page: all of them come out, whatever the numbers.

use libfuzzer_sys::fuzz_target;
use pdf_extract::{OutputDev, Transform};

#[allow(dead_code)]
#[path = "../../src/platform/extract/layout.rs"]
mod layout;

fuzz_target!(|bytes: &[u8]| {
    let mut page = layout::Page::new(1 << 20);
    let mut drawn = 0;
    for piece in bytes.chunks_exact(16) {
        let number = |at: usize| f64::from(f32::from_le_bytes([piece[at], piece[at + 1], piece[at + 2], piece[at + 3]]));
        let turn = f64::from(piece[12] % 4);
        let (cos, sin) = ([1.0, 0.0, -1.0, 0.0][turn as usize], [0.0, 1.0, 0.0, -1.0][turn as usize]);
        let matrix = Transform::row_major(cos, sin, -sin, cos, number(0), number(4));
        if piece[13] & 1 == 1 {
            let _ = page.end_line();
        }
        if piece[13] & 2 == 2 {
            let _ = page.begin_word();
        }
        if page.output_character(&matrix, 0.5, 0.0, number(8), "a").is_err() {
            break;
        }
        drawn += 1;
    }
    if !page.is_full() {
        let text = page.into_text();
        assert_eq!(text.matches('a').count(), drawn);
    }
});
