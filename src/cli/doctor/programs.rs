//! The programs of this machine that were named to help with reading.

use std::path::{Path, PathBuf};

use super::Findings;
use crate::platform::config::Config;
use crate::platform::confined::{Limits, outside};

pub fn examine(config: &Config, own: &Path, findings: &mut Findings) {
    let programs = &config.programs;
    let named: [(&str, &Option<PathBuf>, &str); 3] = [
        ("pdftotext", &programs.pdftotext, "-v"),
        ("tesseract", &programs.tesseract, "--version"),
        ("libreoffice", &programs.libreoffice, "--version"),
    ];
    let limits = Limits {
        // An office suite maps more than it uses.
        memory_bytes: 4 * config.extract_memory_bytes,
        ..Limits::default()
    };
    for (name, path, flag) in named {
        let Some(path) = path else {
            findings.ok(name, "not named, and not needed");
            continue;
        };
        match outside::version(own, path, flag, &limits) {
            Ok(version) => findings.ok(name, version),
            Err(error) => findings.problem(
                name,
                format!("{}: {error:#}", path.display()),
                "install it, or correct the setting of this name",
            ),
        }
    }
}
