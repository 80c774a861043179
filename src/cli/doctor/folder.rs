//! The data folder: ours to write, nobody else's to read.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::Findings;
use crate::platform::app::sqlite_file;
use crate::platform::config::{Config, MailRoute};

const WHAT: &str = "data folder";

pub fn examine(config: &Config, findings: &mut Findings) {
    let folder = &config.data;
    if !folder.is_dir() {
        findings.problem(
            WHAT,
            format!("{} is not there", folder.display()),
            "check --data, or start the server, which makes it",
        );
        return;
    }
    let trial = folder.join(format!(".doctor-{}", uuid::Uuid::now_v7().simple()));
    let written = fs::write(&trial, b"").and_then(|()| fs::remove_file(&trial));
    if let Err(error) = written {
        findings.problem(
            WHAT,
            format!("{} cannot be written ({error})", folder.display()),
            "run this as the user that runs the server, and give it the folder",
        );
    }
    // Who cannot enter the folder cannot read what is in it.
    let open = if mode(folder) & 0o005 == 0 {
        Vec::new()
    } else {
        readable_by_all(config)
    };
    if open.is_empty() {
        findings.ok(WHAT, format!("{}, closed to others", folder.display()));
    } else {
        findings.problem(
            WHAT,
            format!("everybody on this machine may read {}", open.join(", ")),
            &format!("run `chmod o-rwx {}`", folder.display()),
        );
    }
}

/// What of the private things in the folder everybody may read.
fn readable_by_all(config: &Config) -> Vec<String> {
    let mut private = vec![config.files_folder(), config.index_folder()];
    private.extend(sqlite_file(&config.database_url).map(Path::to_owned));
    if let MailRoute::Folder(letters) = &config.mail {
        private.push(letters.clone());
    }
    private
        .into_iter()
        .filter(|path| path.exists() && mode(path) & 0o004 != 0)
        .map(|path| path.display().to_string())
        .collect()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).map_or(0, |found| found.permissions().mode())
}
