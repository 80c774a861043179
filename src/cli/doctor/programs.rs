//! The programs of this machine that were named to help with reading.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::Findings;
use crate::platform::config::Config;
use crate::platform::confined::outside::{Call, Talks};
use crate::platform::confined::{End, Limits, outside};
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
    if let Some(path) = &programs.tesseract {
        ask_for_italian(own, path, &limits, findings);
    }
    if let Some(path) = &programs.clamdscan {
        ask_scanner(own, path, &limits, findings);
    }
}

/// Without its Italian data it recognises nothing.
fn ask_for_italian(own: &Path, tesseract: &Path, limits: &Limits, findings: &mut Findings) {
    let call = Call {
        program: tesseract,
        arguments: &["--list-langs"],
        folder: None,
        talks: Talks::WithNobody,
    };
    let Ok(nothing) = File::open("/dev/null") else {
        return;
    };
    let speaks = match outside::run(own, &call, nothing, limits) {
        End::Answered(output) => String::from_utf8_lossy(&output.bytes)
            .lines()
            .chain(output.complaint.lines())
            .any(|line| line.trim() == "ita"),
        _ => false,
    };
    if speaks {
        findings.ok("tesseract", "it has the Italian data");
    } else {
        findings.problem(
            "tesseract",
            "it lacks the Italian data: no scan is read".to_owned(),
            "install tesseract-ocr-ita",
        );
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
