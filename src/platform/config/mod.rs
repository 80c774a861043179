//! Every setting: its name, unit, default and where its value came from. The only reader of the
//! environment.
//!
//! A value is taken, in this order, from a flag, from the environment (`FRA_UNIONI_` and the name
//! in capitals), from the file (`fra-unioni.toml` in the data folder, or `--config`), from the
//! default.

mod checking;
mod settings;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use checking::check;
pub use settings::{SETTINGS, Setting};

use super::extract::programs::Programs;

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

/// Where the uploaded files stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilesRoute {
    /// In the data folder.
    Folder,
    /// In a bucket of an S3-compatible store; what is on its way stands in the data folder.
    S3(S3),
}

/// How to reach the bucket.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is explained at its setting")]
pub struct S3 {
    pub bucket: String,
    pub endpoint: Option<String>,
    pub region: String,
    pub path_style: bool,
    pub access_key: String,
    pub secret_key: String,
    pub timeout: Duration,
}

impl std::fmt::Debug for S3 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The keys are nobody's to read in a log.
        write!(f, "S3({:?} at {:?})", self.bucket, self.endpoint)
    }
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
pub struct RateLimits {
    pub sign_in: Limit,
    pub reset: Limit,
    pub ask: Limit,
    pub search: Limit,
    pub api: Limit,
    pub model: Limit,
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
    pub upload_hours: chrono::Duration,
    pub files: FilesRoute,
    pub extract_time: Duration,
    pub extract_memory_bytes: u64,
    pub signature_trust_bundle: Option<PathBuf>,
    pub programs: Programs,
    pub mail: MailRoute,
    pub mail_from: String,
    pub mail_gap: chrono::Duration,
    pub poll: Duration,
    pub limits: Option<RateLimits>,
    pub behind_proxy: bool,
    pub log_json: bool,
    pub log_level: String,
    /// Whether this is a demonstration: one-click entry, only on loopback, said on every page.
    pub demo: bool,
    /// Variables of the environment that are called like settings and are none, misspelt perhaps.
    pub unknown: Vec<String>,
    values: BTreeMap<&'static str, (String, Source)>,
}

/// Reads the settings; `flags` are those the command line gave, by setting name.
///
/// # Errors
/// A sentence that names the setting which cannot be used and says what it may be.
pub fn read(flags: &BTreeMap<&'static str, String>, file: Option<&Path>) -> anyhow::Result<Config> {
    let environment = std::env::vars_os()
        .filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            Some((name, value.to_string_lossy().into_owned()))
        })
        .collect();
    read_from(flags, file, &environment)
}

/// What the variables of a setting are called, before its name in capitals.
const PREFIX: &str = "FRA_UNIONI_";

/// Variables that are called like ours and name no setting.
fn unknown_among(environment: &BTreeMap<String, String>) -> Vec<String> {
    let is_setting = |rest: &str| {
        SETTINGS
            .iter()
            .any(|setting| setting.name.to_uppercase() == rest)
    };
    environment
        .keys()
        .filter(|name| {
            name.strip_prefix(PREFIX)
                .is_some_and(|rest| !is_setting(rest))
        })
        .cloned()
        .collect()
}

fn read_from(
    flags: &BTreeMap<&'static str, String>,
    file: Option<&Path>,
    environment: &BTreeMap<String, String>,
) -> anyhow::Result<Config> {
    let mut values: BTreeMap<&'static str, (String, Source)> = BTreeMap::new();
    let from_outside = |name: &'static str| -> Option<(String, Source)> {
        if let Some(value) = flags.get(name) {
            return Some((value.clone(), Source::Flag));
        }
        let variable = format!("{PREFIX}{}", name.to_uppercase());
        let names = if name == "database_url" {
            vec![variable, "DATABASE_URL".to_owned()]
        } else {
            vec![variable]
        };
        names.into_iter().find_map(|name| {
            let value = environment.get(&name)?.clone();
            Some((value, Source::Environment(name)))
        })
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
    Ok(Config {
        unknown: unknown_among(environment),
        ..check(values)?
    })
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
mod tests;
