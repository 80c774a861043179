//! The programs of this machine that were named to help with reading.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::Findings;
use crate::platform::config::Config;
use crate::platform::confined::{Limits, outside};
use crate::platform::extract::programs::scan;

pub fn examine(config: &Config, own: &Path, findings: &mut Findings) {
    let programs = &config.programs;
    let named: [(&str, &Option<PathBuf>, &str); 4] = [
        ("pdftotext", &programs.pdftotext, "-v"),
        ("tesseract", &programs.tesseract, "--version"),
        ("libreoffice", &programs.libreoffice, "--version"),
        ("clamdscan", &programs.clamdscan, "--version"),
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
    if let Some(path) = &programs.clamdscan {
        ask_scanner(own, path, &limits, findings);
    }
}

/// The program is there without its daemon too: only a scan tells whether that answers.
fn ask_scanner(own: &Path, clamdscan: &Path, limits: &Limits, findings: &mut Findings) {
    let tried = File::open("/dev/null")
        .map_err(anyhow::Error::from)
        .and_then(|nothing| scan(own, clamdscan, nothing, limits));
    match tried {
        Ok(_) => findings.ok("scanner", "clamdscan looked at a file"),
        Err(error) => findings.problem(
            "scanner",
            format!("no file can be scanned: {error:#}"),
            "start its daemon (clamav-daemon); until then files that come in are given to nobody",
        ),
    }
}
