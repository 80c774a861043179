#![no_main]
//! Tables that offices export.

use fra_unioni_fuzz::platform::table::{Limits, Table};
use libfuzzer_sys::fuzz_target;

const LIMITS: Limits = Limits {
    bytes: 1 << 20,
    rows: 10_000,
};

fuzz_target!(|bytes: &[u8]| {
    let _ = Table::read(bytes, LIMITS);
});
