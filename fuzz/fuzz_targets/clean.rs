#![no_main]
//! Making text tidy: twice is once, and nothing is added.

use libfuzzer_sys::fuzz_target;

#[allow(dead_code)]
#[path = "../../src/platform/extract/clean.rs"]
mod clean;

fuzz_target!(|raw: &str| {
    let page = clean::page(raw);
    assert!(!page.contains("\n\n\n") && !page.contains("  "));
    assert!(page.trim_matches('\n') == page);
    // Ligatures and composed letters become up to three letters each.
    assert!(clean::ink(&page) <= 4 * raw.chars().count());
});
