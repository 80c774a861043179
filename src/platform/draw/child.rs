//! The child process: limits itself, draws some pages of one file, prints them.

use std::path::Path;
use std::process::ExitCode;

use super::{Drawing, page};
use crate::platform::extract;

/// Draws the pages from `first` to `last` of `file` within so many seconds of processor time and bytes
/// of address space, and prints a [`Drawing`] as one line of JSON, the last of the output. The exit
/// code is 0 when it did, whatever came of it, and 2 when the file could not be tried.
pub fn child(file: &Path, (first, last): (u32, u32), seconds: u64, memory_bytes: u64) -> ExitCode {
    extract::in_the_child(file, seconds, memory_bytes, move |bytes| {
        bytes.map_or_else(
            || Drawing::failed("too large"),
            |bytes| page::draw(bytes, first, last),
        )
    })
}
