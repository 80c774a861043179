//! `fra-unioni doctor`: looks at every part we stand on and says what to do.
//!
//! It changes nothing, and works beside a running server.

mod confinement;
mod files;
mod folder;
mod index;
mod programs;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use crate::platform::app::sqlite_file;
use crate::platform::blobs::Blobs;
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::{Database, check, migrate};
use crate::platform::error::Result;
use crate::platform::events;
use crate::platform::installation;
use crate::platform::mail::Mailer;
use crate::platform::search::SearchIndex;
use crate::platform::signed;

/// What was found, line by line.
#[derive(Debug, Default)]
pub struct Findings {
    lines: Vec<String>,
    problems: usize,
}

impl Findings {
    fn ok(&mut self, what: &str, found: impl std::fmt::Display) {
        self.lines.push(format!("ok       {what}: {found}"));
    }

    fn problem(&mut self, what: &str, found: impl std::fmt::Display, advice: &str) {
        self.problems += 1;
        self.lines
            .push(format!("problem  {what}: {found} → {advice}"));
    }
}

/// Examines an installation and prints what it found; the exit code is 1 when something is wrong.
pub fn doctor(
    config: &Config,
    mailer: anyhow::Result<Box<dyn Mailer>>,
    clock: Arc<dyn Clock>,
    program: &Path,
) -> ExitCode {
    let findings = examine(config, mailer, &*clock, program);
    for line in &findings.lines {
        println!("{line}");
    }
    match findings.problems {
        0 => {
            println!("All is well.");
            ExitCode::SUCCESS
        }
        1 => {
            println!("1 problem.");
            ExitCode::FAILURE
        }
        many => {
            println!("{many} problems.");
            ExitCode::FAILURE
        }
    }
}

/// Examines every part; what one part makes impossible to know of another is left out.
pub fn examine(
    config: &Config,
    mailer: anyhow::Result<Box<dyn Mailer>>,
    clock: &dyn Clock,
    program: &Path,
) -> Findings {
    let mut findings = Findings::default();
    folder::examine(config, &mut findings);
    trusted_authorities(config, &mut findings);
    if let Some(db) = database(config, &mut findings) {
        time(&db, clock, &mut findings);
        match Blobs::open_as(&config.files, &config.files_folder()) {
            Ok(blobs) => files::examine(&db, &blobs, clock, &mut findings),
            Err(error) => findings.problem(
                "files",
                format!("{error:#}"),
                "let the user that runs the server write in the data folder",
            ),
        }
        match db.read(installation::find_instance) {
            Ok(Some(instance)) => {
                let index = SearchIndex::open_to_read(&config.index_folder(), instance);
                index::examine(&db, &index, &mut findings);
            }
            Ok(None) => findings.problem(
                "installation",
                "it has no identity yet",
                "start the server once",
            ),
            Err(error) => findings.problem(
                "installation",
                format!("{error:#}"),
                "see what was said of the database",
            ),
        }
    }
    mail(mailer, &mut findings);
    confinement::examine(program, &mut findings);
    programs::examine(config, program, &mut findings);
    findings
}

/// The authorities of signatures that the administrator trusts, if the setting names any.
fn trusted_authorities(config: &Config, findings: &mut Findings) {
    const WHAT: &str = "signatures";
    let Some(path) = &config.signature_trust_bundle else {
        return;
    };
    match std::fs::read_to_string(path).map(|bundle| signed::chain::count(&bundle)) {
        Ok(0) => findings.problem(
            WHAT,
            format!("no certificate in {}", path.display()),
            "put certificates in PEM into it, or empty the setting signature_trust_bundle",
        ),
        Ok(count) => findings.ok(WHAT, format!("{count} certificates of authorities trusted")),
        Err(error) => findings.problem(
            WHAT,
            format!("{} cannot be read ({error})", path.display()),
            "check the setting signature_trust_bundle and whose file it is",
        ),
    }
}

/// The database, if it can be worked with.
fn database(config: &Config, findings: &mut Findings) -> Option<Database> {
    if let Some(file) = sqlite_file(&config.database_url)
        && !file.is_file()
    {
        findings.problem(
            "database",
            format!("{} is not there", file.display()),
            "check --data, or start the server, which makes it",
        );
        return None;
    }
    let db = match Database::open(&config.database_url, 1) {
        Ok(db) => db,
        Err(error) => {
            findings.problem(
                "database",
                format!("it cannot be opened ({error:#})"),
                "check the setting database_url, that the database runs, and whose files they are",
            );
            return None;
        }
    };
    let looked = db.maintain(|conn| Ok((migrate::complete(conn)?, check::faults(conn)?)));
    let (complete, faults) = match looked {
        Ok(looked) => looked,
        Err(error) => {
            findings.problem(
                "database",
                format!("it does not answer ({error:#})"),
                "restore it from the last back-up if its file is damaged",
            );
            return None;
        }
    };
    for fault in &faults {
        findings.problem("database", fault, "restore it from the last back-up");
    }
    if !complete {
        findings.problem(
            "database",
            "its tables are older than this program",
            "run `fra-unioni migrate`, or start the server",
        );
        return None;
    }
    if faults.is_empty() {
        findings.ok("database", "it opens, its tables are up to date and whole");
    }
    Some(db)
}

/// Whether the clock is where the log left it.
fn time(db: &Database, clock: &dyn Clock, findings: &mut Findings) {
    let last = db.read(|conn| {
        let last = events::last(conn)?;
        Result::Ok(events::after(conn, last - 1, 1)?.into_iter().next())
    });
    let now = clock.now();
    let written = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%d %H:%M:%S UTC");
    match last {
        Ok(Some(event)) if event.at.0 > now + chrono::Duration::minutes(5) => findings.problem(
            "clock",
            format!(
                "it says {}, but the last change was written at {}",
                written(now),
                written(event.at.0)
            ),
            "set the clock of this machine, best by NTP",
        ),
        Ok(_) => findings.ok(
            "clock",
            format!("{}, not behind the last change", written(now)),
        ),
        Err(error) => findings.problem(
            "clock",
            format!("the log cannot be read ({error:#})"),
            "see what was said of the database",
        ),
    }
}

fn mail(mailer: anyhow::Result<Box<dyn Mailer>>, findings: &mut Findings) {
    match mailer.and_then(|mailer| mailer.check()) {
        Ok(found) => findings.ok("mail", found),
        Err(error) => findings.problem(
            "mail",
            format!("{error:#}"),
            "check the settings that begin with mail_ and smtp_ (`fra-unioni config`)",
        ),
    }
}
