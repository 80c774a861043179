//! `fra-unioni demo`: a demonstration on content of its own, only on this machine.

use std::path::Path;

use crate::demo::load;
use crate::features::people;
use crate::platform::app::App;
use crate::platform::config::{Config, MailRoute};
use crate::serve;

/// Loads the content unless it is there, and serves.
///
/// # Errors
/// When the address is not of this machine alone, or the folder holds something else.
pub fn run(mut config: Config, reset: bool) -> anyhow::Result<()> {
    if !config.listen.ip().is_loopback() {
        anyhow::bail!(
            "a demonstration lets anybody in as anybody: it listens on this machine only (127.0.0.1), not on {}",
            config.listen
        );
    }
    config.demo = true;
    if reset {
        remove(&config)?;
    }
    let app = match prepare(config.clone())? {
        Some(app) => app,
        None => {
            // The last loading was interrupted: what it left is nobody's work.
            remove(&config)?;
            prepare(config)?.ok_or_else(|| anyhow::anyhow!("the demonstration cannot be loaded"))?
        }
    };
    serve::serve(app, greeting)
}

/// The application with its content whole; none when an earlier loading was interrupted.
fn prepare(config: Config) -> anyhow::Result<Option<App>> {
    let app = super::open(config)?;
    match app.db.read(load::state)? {
        load::State::Whole => Ok(Some(app)),
        load::State::Interrupted => Ok(None),
        load::State::Absent => {
            eprintln!("Loading the demonstration…");
            load::load(&app)?;
            Ok(Some(app))
        }
        load::State::NotADemonstration => anyhow::bail!(
            "the folder {} holds an installation that is no demonstration: choose another with --data",
            app.config.data.display()
        ),
    }
}

/// Removes the folder of a demonstration, and nothing else.
fn remove(config: &Config) -> anyhow::Result<()> {
    if !config.data.exists() {
        return Ok(());
    }
    let state = {
        let app = super::open(config.clone())?;
        app.db.read(load::state)?
    };
    if state == load::State::NotADemonstration {
        anyhow::bail!(
            "the folder {} holds an installation that is no demonstration: it is left alone",
            config.data.display()
        );
    }
    remove_known(&config.data)
}

/// Removes what the program keeps in a data folder, copies made before a change of tables too; a settings
/// file stays.
fn remove_known(data: &Path) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(data)? {
        let entry = entry?;
        if entry
            .file_name()
            .to_string_lossy()
            .starts_with("fra-unioni.db")
        {
            std::fs::remove_file(entry.path())?;
        }
    }
    for name in ["files", "index", "posta"] {
        let path = data.join(name);
        if path.exists() {
            std::fs::remove_dir_all(path)?;
        }
    }
    Ok(())
}

/// What is printed after the address.
fn greeting(app: &App) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        "Fra Unioni: a demonstration. Open the address above in a browser.".to_owned(),
    ];
    lines.push(format!("One-click entry: {}/accedi", app.public_url()));
    for person in app.db.read(people::offered).unwrap_or_default() {
        lines.push(format!(
            "  {:<22} {} <{}>",
            person.name, person.role, person.email
        ));
    }
    lines.push(where_mail_goes(&app.config.mail, &app.public_url()));
    lines.push("Stop it with Ctrl+C.".to_owned());
    lines
}

fn where_mail_goes(route: &MailRoute, url: &str) -> String {
    match route {
        MailRoute::Folder(folder) => format!(
            "Mail goes to the folder {} and can be read at {url}/posta",
            folder.display()
        ),
        MailRoute::Smtp(smtp) => format!(
            "Mail goes to the SMTP server {}, port {}",
            smtp.host, smtp.port
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::platform::config;

    #[test]
    fn wherever_mail_goes_it_is_said() {
        let said = |mail: &str| {
            let flags = BTreeMap::from([("mail", mail.to_owned()), ("data", "/d".to_owned())]);
            let config = config::read(&flags, None).unwrap();
            where_mail_goes(&config.mail, "http://127.0.0.1:1")
        };
        assert_eq!(
            said("folder"),
            "Mail goes to the folder /d/posta and can be read at http://127.0.0.1:1/posta"
        );
        assert_eq!(
            said("smtp"),
            "Mail goes to the SMTP server 127.0.0.1, port 25"
        );
    }
}
