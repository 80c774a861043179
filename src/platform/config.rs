//! Every setting: its name, unit, default and where its value came from. The only reader of the
//! environment.
//!
//! A value is taken, in this order, from a flag, from the environment (`FRA_UNIONI_` and the name
//! in capitals), from the file (`fra-unioni.toml` in the data folder, or `--config`), from the
//! default.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One setting as the documentation shows it.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name in the file; in the environment `FRA_UNIONI_` and the name in capitals.
    pub name: &'static str,
    /// What a bare number counts; empty when it counts nothing.
    pub unit: &'static str,
    /// The value when nobody gives one.
    pub default: &'static str,
    /// What it is for.
    pub help: &'static str,
    /// Whether its value must not be shown.
    pub secret: bool,
}

const fn setting(
    name: &'static str,
    unit: &'static str,
    default: &'static str,
    help: &'static str,
) -> Setting {
    Setting {
        name,
        unit,
        default,
        help,
        secret: false,
    }
}

/// Every setting there is, in the order `fra-unioni config` prints them.
pub const SETTINGS: &[Setting] = &[
    setting(
        "data",
        "folder",
        "data",
        "where everything lives: database, files, index, demo mail",
    ),
    setting(
        "listen",
        "address:port",
        "127.0.0.1:8080",
        "where the server listens; port 0 picks a free one",
    ),
    setting(
        "public_url",
        "URL",
        "",
        "the address people use; empty means the listening one",
    ),
    Setting {
        secret: true,
        ..setting(
            "database_url",
            "URL or path",
            "",
            "postgres://… or a SQLite file; empty means fra-unioni.db in the data folder",
        )
    },
    setting(
        "readers",
        "connections",
        "4",
        "how many requests may read the database at once",
    ),
    setting(
        "http_workers",
        "threads",
        "0",
        "threads that serve HTTP; 0 means one a core",
    ),
    setting(
        "owner",
        "name",
        "",
        "the body that runs this installation, shown at the top of every page",
    ),
    setting(
        "accessibility_url",
        "URL",
        "",
        "the accessibility declaration on form.agid.gov.it, linked from every page",
    ),
    setting(
        "session_days",
        "days",
        "30",
        "how long a person stays signed in, if they asked for it",
    ),
    setting(
        "session_hours",
        "hours",
        "12",
        "how long a person stays signed in otherwise",
    ),
    setting(
        "upload_limit_mb",
        "megabytes",
        "200",
        "the largest file that can be uploaded",
    ),
    setting(
        "extract_seconds",
        "seconds",
        "30",
        "how long reading the text of one file may take",
    ),
    setting(
        "extract_memory_mb",
        "megabytes",
        "512",
        "how much memory reading the text of one file may take",
    ),
    setting(
        "mail",
        "folder|smtp",
        "folder",
        "where letters go: .eml files in a folder, or an SMTP server",
    ),
    setting(
        "mail_folder",
        "folder",
        "",
        "the folder for letters; empty means posta in the data folder",
    ),
    setting(
        "mail_from",
        "mailbox",
        "Fra Unioni <fra-unioni@localhost>",
        "who the letters come from",
    ),
    setting("smtp_host", "name", "127.0.0.1", "the SMTP server"),
    setting("smtp_port", "port", "25", "its port"),
    setting(
        "smtp_tls",
        "none|starttls|tls",
        "none",
        "how the connection to it is protected",
    ),
    setting(
        "smtp_username",
        "name",
        "",
        "the name to sign in with; empty means no signing in",
    ),
    Setting {
        secret: true,
        ..setting(
            "smtp_password",
            "password",
            "",
            "the password to sign in with",
        )
    },
    setting(
        "smtp_helo",
        "name",
        "localhost",
        "what we call ourselves when greeting it",
    ),
    setting(
        "smtp_seconds",
        "seconds",
        "30",
        "how long one exchange with it may take",
    ),
    setting(
        "mail_gap_minutes",
        "minutes",
        "60",
        "at most one letter to a person about one thread in this time",
    ),
    setting(
        "poll_seconds",
        "seconds",
        "5",
        "how often a worker looks for work when nobody wakes it",
    ),
    setting(
        "rate_limits",
        "on|off",
        "on",
        "off switches every rate limit off, for measurements",
    ),
    setting(
        "limit_sign_in_account",
        "per 10 minutes",
        "5",
        "attempts to sign in for one account",
    ),
    setting(
        "limit_sign_in_address",
        "per 10 minutes",
        "100",
        "attempts to sign in from one network address",
    ),
    setting(
        "limit_reset_account",
        "per hour",
        "5",
        "new passwords asked for one account",
    ),
    setting(
        "limit_reset_address",
        "per hour",
        "60",
        "new passwords asked from one network address",
    ),
    setting(
        "limit_ask_account",
        "per hour",
        "30",
        "questions asked by one account",
    ),
    setting(
        "limit_ask_address",
        "per hour",
        "300",
        "questions asked from one network address",
    ),
    setting(
        "limit_search_account",
        "per minute",
        "120",
        "searches by one account",
    ),
    setting(
        "limit_search_address",
        "per minute",
        "600",
        "searches from one network address",
    ),
    setting(
        "limit_api_account",
        "per minute",
        "300",
        "API requests by one account",
    ),
    setting(
        "limit_api_address",
        "per minute",
        "600",
        "API requests from one network address",
    ),
    setting(
        "behind_proxy",
        "yes|no",
        "no",
        "whether X-Forwarded-For tells the true network address",
    ),
    setting(
        "log_format",
        "text|json",
        "text",
        "how log lines are written",
    ),
    setting(
        "log_level",
        "level",
        "info",
        "the least important log line that is written: error, warn, info, debug",
    ),
];

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Nobody gave one.
    Default,
    /// The file.
    File(PathBuf),
    /// The environment variable of this name.
    Environment(String),
    /// A flag of the command line.
    Flag,
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Source::Default => f.write_str("default"),
            Source::File(path) => write!(f, "file {}", path.display()),
            Source::Environment(name) => write!(f, "environment {name}"),
            Source::Flag => f.write_str("flag"),
        }
    }
}

/// Where letters go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailRoute {
    /// One `.eml` file a letter.
    Folder(PathBuf),
    /// An SMTP server.
    Smtp(Smtp),
}

/// How to reach the SMTP server.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is explained at its setting")]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    pub tls: String,
    pub username: String,
    pub password: String,
    pub helo: String,
    pub timeout: Duration,
}

/// How many times something may be done by one account and from one network address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// For one account.
    pub account: u32,
    /// From one network address.
    pub address: u32,
    /// The time in which they count.
    pub within: Duration,
}

/// Every limit, or none when they are switched off.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is explained at its setting")]
pub struct Limits {
    pub sign_in: Limit,
    pub reset: Limit,
    pub ask: Limit,
    pub search: Limit,
    pub api: Limit,
}

/// The settings, checked and typed.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is explained at its setting")]
pub struct Config {
    pub data: PathBuf,
    pub listen: SocketAddr,
    pub public_url: Option<String>,
    pub database_url: String,
    pub readers: u32,
    pub http_workers: usize,
    pub owner: Option<String>,
    pub accessibility_url: Option<String>,
    pub session_long: chrono::Duration,
    pub session_short: chrono::Duration,
    pub upload_limit_bytes: u64,
    pub extract_time: Duration,
    pub extract_memory_bytes: u64,
    pub mail: MailRoute,
    pub mail_from: String,
    pub mail_gap: chrono::Duration,
    pub poll: Duration,
    pub limits: Option<Limits>,
    pub behind_proxy: bool,
    pub log_json: bool,
    pub log_level: String,
    /// Whether this is a demonstration: one-click entry, only on loopback, said on every page.
    pub demo: bool,
    values: BTreeMap<&'static str, (String, Source)>,
}

/// Reads the settings; `flags` are those the command line gave, by setting name.
///
/// # Errors
/// A sentence that names the setting which cannot be used and says what it may be.
pub fn read(flags: &BTreeMap<&'static str, String>, file: Option<&Path>) -> anyhow::Result<Config> {
    read_from(flags, file, &|name| {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that reads the environment"
        )]
        std::env::var(name).ok()
    })
}

fn read_from(
    flags: &BTreeMap<&'static str, String>,
    file: Option<&Path>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> anyhow::Result<Config> {
    let mut values: BTreeMap<&'static str, (String, Source)> = BTreeMap::new();
    let from_outside = |name: &'static str| -> Option<(String, Source)> {
        if let Some(value) = flags.get(name) {
            return Some((value.clone(), Source::Flag));
        }
        let variable = format!("FRA_UNIONI_{}", name.to_uppercase());
        let names = if name == "database_url" {
            vec![variable, "DATABASE_URL".to_owned()]
        } else {
            vec![variable]
        };
        names
            .into_iter()
            .find_map(|name| environment(&name).map(|value| (value, Source::Environment(name))))
    };
    // The data folder is known before the file is, for the file lies in it.
    let data = from_outside("data").map_or_else(|| "data".to_owned(), |(value, _)| value);
    let path = file.map_or_else(
        || Path::new(&data).join("fra-unioni.toml"),
        Path::to_path_buf,
    );
    let given = read_file(&path, file.is_some())?;
    for setting in SETTINGS {
        let value = from_outside(setting.name)
            .or_else(|| {
                given
                    .get(setting.name)
                    .map(|value| (value.clone(), Source::File(path.clone())))
            })
            .unwrap_or_else(|| (setting.default.to_owned(), Source::Default));
        values.insert(setting.name, value);
    }
    check(values)
}

fn read_file(path: &Path, must_exist: bool) -> anyhow::Result<BTreeMap<String, String>> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !must_exist => {
            return Ok(BTreeMap::new());
        }
        Err(error) => anyhow::bail!(
            "the settings file {} cannot be read: {error}",
            path.display()
        ),
    };
    let table: toml::Table = text
        .parse()
        .map_err(|e| anyhow::anyhow!("the settings file {} is not TOML: {e}", path.display()))?;
    let mut given = BTreeMap::new();
    for (name, value) in table {
        if !SETTINGS.iter().any(|setting| setting.name == name) {
            anyhow::bail!(
                "{}: there is no setting {name:?}; `fra-unioni config` lists them",
                path.display()
            );
        }
        let text = match value {
            toml::Value::String(text) => text,
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Boolean(yes) => if yes { "on" } else { "off" }.to_owned(),
            other => anyhow::bail!("{}: the setting {name} cannot be {other}", path.display()),
        };
        given.insert(name, text);
    }
    Ok(given)
}

/// Reads typed values and names the setting when one cannot be used.
struct Reader<'a>(&'a BTreeMap<&'static str, (String, Source)>);

impl Reader<'_> {
    fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |(value, _)| value.trim())
    }

    fn wrong(&self, name: &str, may_be: &str) -> anyhow::Error {
        let source = self
            .0
            .get(name)
            .map_or(&Source::Default, |(_, source)| source);
        anyhow::anyhow!(
            "the setting {name} ({source}) is {:?}: it must be {may_be}",
            self.text(name)
        )
    }

    fn number<T: std::str::FromStr + PartialOrd + std::fmt::Display>(
        &self,
        name: &str,
        least: T,
        most: T,
    ) -> anyhow::Result<T> {
        match self.text(name).parse::<T>() {
            Ok(number) if number >= least && number <= most => Ok(number),
            _ => Err(self.wrong(name, &format!("a whole number from {least} to {most}"))),
        }
    }

    fn one_of<'b>(&'b self, name: &str, choices: &[&str]) -> anyhow::Result<&'b str> {
        let value = self.text(name);
        if choices.contains(&value) {
            Ok(value)
        } else {
            Err(self.wrong(name, &choices.join(" or ")))
        }
    }

    fn yes(&self, name: &str) -> anyhow::Result<bool> {
        Ok(matches!(
            self.one_of(name, &["on", "off", "yes", "no"])?,
            "on" | "yes"
        ))
    }

    fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name).to_owned()).filter(|value| !value.is_empty())
    }

    fn address(&self, name: &str) -> anyhow::Result<Option<String>> {
        match self.optional(name) {
            Some(url) if !url.starts_with("http://") && !url.starts_with("https://") => {
                Err(self.wrong(name, "an address that begins with https:// or http://"))
            }
            other => Ok(other.map(|url| url.trim_end_matches('/').to_owned())),
        }
    }

    fn limit(&self, of: &str, within: Duration) -> anyhow::Result<Limit> {
        Ok(Limit {
            account: self.number(&format!("limit_{of}_account"), 1, 1_000_000)?,
            address: self.number(&format!("limit_{of}_address"), 1, 1_000_000)?,
            within,
        })
    }
}

fn check(values: BTreeMap<&'static str, (String, Source)>) -> anyhow::Result<Config> {
    let read = Reader(&values);
    let data = PathBuf::from(read.text("data"));
    let minutes = |m: u64| Duration::from_secs(60 * m);
    let mail = match read.one_of("mail", &["folder", "smtp"])? {
        "smtp" => MailRoute::Smtp(Smtp {
            host: read.text("smtp_host").to_owned(),
            port: read.number("smtp_port", 1, 65_535)?,
            tls: read
                .one_of("smtp_tls", &["none", "starttls", "tls"])?
                .to_owned(),
            username: read.text("smtp_username").to_owned(),
            password: read.text("smtp_password").to_owned(),
            helo: read.text("smtp_helo").to_owned(),
            timeout: Duration::from_secs(read.number("smtp_seconds", 1, 600)?),
        }),
        _ => MailRoute::Folder(
            read.optional("mail_folder")
                .map_or_else(|| data.join("posta"), PathBuf::from),
        ),
    };
    let mail_from = read.text("mail_from").to_owned();
    if !mail_from.contains('@') {
        return Err(read.wrong(
            "mail_from",
            "a mailbox such as \"Fra Unioni <posta@esempio.it>\"",
        ));
    }
    let config = Config {
        listen: read
            .text("listen")
            .parse()
            .map_err(|_| read.wrong("listen", "an address and port such as 127.0.0.1:8080"))?,
        public_url: read.address("public_url")?,
        database_url: read
            .optional("database_url")
            .unwrap_or_else(|| data.join("fra-unioni.db").to_string_lossy().into_owned()),
        readers: read.number("readers", 1, 64)?,
        http_workers: read.number("http_workers", 0, 256)?,
        owner: read.optional("owner"),
        accessibility_url: read.address("accessibility_url")?,
        session_long: chrono::Duration::days(read.number("session_days", 1, 365)?),
        session_short: chrono::Duration::hours(read.number("session_hours", 1, 720)?),
        upload_limit_bytes: read.number::<u64>("upload_limit_mb", 1, 10_000)? * 1_000_000,
        extract_time: Duration::from_secs(read.number("extract_seconds", 1, 600)?),
        extract_memory_bytes: read.number::<u64>("extract_memory_mb", 64, 65_536)? << 20,
        mail,
        mail_from,
        mail_gap: chrono::Duration::minutes(read.number("mail_gap_minutes", 0, 10_080)?),
        poll: Duration::from_secs(read.number("poll_seconds", 1, 3600)?),
        limits: if read.yes("rate_limits")? {
            Some(Limits {
                sign_in: read.limit("sign_in", minutes(10))?,
                reset: read.limit("reset", minutes(60))?,
                ask: read.limit("ask", minutes(60))?,
                search: read.limit("search", minutes(1))?,
                api: read.limit("api", minutes(1))?,
            })
        } else {
            None
        },
        behind_proxy: read.yes("behind_proxy")?,
        log_json: read.one_of("log_format", &["text", "json"])? == "json",
        log_level: read
            .one_of("log_level", &["error", "warn", "info", "debug", "trace"])?
            .to_owned(),
        demo: false,
        data,
        values: BTreeMap::new(),
    };
    Ok(Config { values, ..config })
}

impl Config {
    /// Every setting with its value and source, as `fra-unioni config` prints them; secrets are hidden.
    pub fn explain(&self) -> Vec<(&'static Setting, String, Source)> {
        SETTINGS
            .iter()
            .filter_map(|setting| {
                let (value, source) = self.values.get(setting.name)?;
                let shown = if setting.secret && !value.is_empty() {
                    "(hidden)".to_owned()
                } else {
                    value.clone()
                };
                Some((setting, shown, source.clone()))
            })
            .collect()
    }

    /// The folder of the search index.
    pub fn index_folder(&self) -> PathBuf {
        self.data.join("index")
    }

    /// The folder of the uploaded files.
    pub fn files_folder(&self) -> PathBuf {
        self.data.join("files")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(
        environment: &[(&str, &str)],
        flags: &[(&'static str, &str)],
    ) -> anyhow::Result<Config> {
        let flags = flags
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        read_from(&flags, None, &|name| {
            environment
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn everything_has_a_default() {
        let config = with(&[], &[]).unwrap();
        assert_eq!(config.listen.port(), 8080);
        assert_eq!(config.database_url, "data/fra-unioni.db");
        assert!(config.limits.is_some());
    }

    #[test]
    fn a_flag_goes_before_the_environment() {
        let config = with(
            &[("FRA_UNIONI_DATA", "/a"), ("FRA_UNIONI_RATE_LIMITS", "off")],
            &[("data", "/b")],
        )
        .unwrap();
        assert_eq!(config.data, PathBuf::from("/b"));
        assert!(config.limits.is_none());
        let source = |name: &str| {
            config
                .explain()
                .into_iter()
                .find(|(s, _, _)| s.name == name)
                .unwrap()
                .2
        };
        assert_eq!(source("data"), Source::Flag);
        assert_eq!(
            source("rate_limits"),
            Source::Environment("FRA_UNIONI_RATE_LIMITS".into())
        );
        assert_eq!(source("listen"), Source::Default);
    }

    #[test]
    fn a_bad_value_is_told_by_name() {
        for (name, value) in [
            ("LISTEN", "here"),
            ("SMTP_PORT", "0"),
            ("MAIL", "pigeon"),
            ("PUBLIC_URL", "ftp://x"),
            ("READERS", "-1"),
        ] {
            let error = with(
                &[
                    (&format!("FRA_UNIONI_{name}"), value),
                    (
                        "FRA_UNIONI_MAIL",
                        if name == "SMTP_PORT" {
                            "smtp"
                        } else if name == "MAIL" {
                            value
                        } else {
                            "folder"
                        },
                    ),
                ],
                &[],
            )
            .unwrap_err()
            .to_string();
            assert!(
                error.contains(&format!("the setting {}", name.to_lowercase())),
                "{error}"
            );
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        let config = with(&[("DATABASE_URL", "postgres://u:secret@h/d")], &[]).unwrap();
        assert_eq!(config.database_url, "postgres://u:secret@h/d");
        assert!(
            config
                .explain()
                .iter()
                .all(|(_, shown, _)| !shown.contains("secret@"))
        );
    }
}
