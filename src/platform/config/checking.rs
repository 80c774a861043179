//! From texts to checked and typed values.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::{
    Config, FilesRoute, Limit, MailRoute, Programs, RateLimits, S3, SETTINGS, Smtp, Source,
};

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
        let secret = SETTINGS
            .iter()
            .any(|setting| setting.name == name && setting.secret);
        if secret {
            anyhow::anyhow!("the setting {name} ({source}) must be {may_be}")
        } else {
            anyhow::anyhow!(
                "the setting {name} ({source}) is {:?}: it must be {may_be}",
                self.text(name)
            )
        }
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

    /// A program is named by its whole path: what a search along PATH finds is for others to decide.
    fn program(&self, name: &str) -> anyhow::Result<Option<PathBuf>> {
        match self.optional(name).map(PathBuf::from) {
            Some(path) if !path.is_absolute() => {
                Err(self.wrong(name, "the whole path of a program, or empty"))
            }
            other => Ok(other),
        }
    }

    fn address(&self, name: &str) -> anyhow::Result<Option<String>> {
        match self.optional(name) {
            Some(url) if !url.starts_with("http://") && !url.starts_with("https://") => {
                Err(self.wrong(name, "an address that begins with https:// or http://"))
            }
            other => Ok(other.map(|url| url.trim_end_matches('/').to_owned())),
        }
    }

    /// A SQLite file is named by its path: whatever else has a scheme is a slip, and no file of that name.
    fn database(&self) -> anyhow::Result<Option<String>> {
        let schemes = ["postgres://", "postgresql://", "sqlite:"];
        match self.optional("database_url") {
            Some(url) if url.contains("://") && !schemes.iter().any(|one| url.starts_with(one)) => {
                Err(self.wrong(
                    "database_url",
                    "an address that begins with postgres://, or the path of a SQLite file",
                ))
            }
            other => Ok(other),
        }
    }

    fn smtp(&self) -> anyhow::Result<Smtp> {
        Ok(Smtp {
            host: self.text("smtp_host").to_owned(),
            port: self.number("smtp_port", 1, 65_535)?,
            tls: self
                .one_of("smtp_tls", &["none", "starttls", "tls"])?
                .to_owned(),
            username: self.text("smtp_username").to_owned(),
            password: self.text("smtp_password").to_owned(),
            helo: self.text("smtp_helo").to_owned(),
            timeout: Duration::from_secs(self.number("smtp_seconds", 1, 600)?),
        })
    }

    fn files(&self) -> anyhow::Result<FilesRoute> {
        let s3 = S3 {
            bucket: self.text("s3_bucket").to_owned(),
            endpoint: self.address("s3_endpoint")?,
            region: self.text("s3_region").to_owned(),
            path_style: self.yes("s3_path_style")?,
            access_key: self.text("s3_access_key").to_owned(),
            secret_key: self.text("s3_secret_key").to_owned(),
            timeout: Duration::from_secs(self.number("s3_seconds", 1, 600)?),
        };
        if self.one_of("files", &["folder", "s3"])? == "folder" {
            return Ok(FilesRoute::Folder);
        }
        for (name, value, may_be) in [
            (
                "s3_bucket",
                &s3.bucket,
                "the name of a bucket while files is s3",
            ),
            (
                "s3_region",
                &s3.region,
                "the name of a region while files is s3",
            ),
            (
                "s3_access_key",
                &s3.access_key,
                "the key to sign in with while files is s3",
            ),
            (
                "s3_secret_key",
                &s3.secret_key,
                "the secret to sign in with while files is s3",
            ),
        ] {
            if value.is_empty() {
                return Err(self.wrong(name, may_be));
            }
        }
        Ok(FilesRoute::S3(s3))
    }

    fn limit(&self, of: &str, within: Duration) -> anyhow::Result<Limit> {
        Ok(Limit {
            account: self.number(&format!("limit_{of}_account"), 1, 1_000_000)?,
            address: self.number(&format!("limit_{of}_address"), 1, 1_000_000)?,
            within,
        })
    }
}

pub(super) fn check(values: BTreeMap<&'static str, (String, Source)>) -> anyhow::Result<Config> {
    let read = Reader(&values);
    let data = PathBuf::from(read.text("data"));
    let minutes = |m: u64| Duration::from_secs(60 * m);
    // Read wherever letters go: who switches to SMTP later is not to find out then.
    let smtp = read.smtp()?;
    let mail = match read.one_of("mail", &["folder", "smtp"])? {
        "smtp" if smtp.host.is_empty() => {
            return Err(read.wrong("smtp_host", "the name of a server while mail is smtp"));
        }
        "smtp" => MailRoute::Smtp(smtp),
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
            .database()?
            .unwrap_or_else(|| data.join("fra-unioni.db").to_string_lossy().into_owned()),
        readers: read.number("readers", 1, 64)?,
        http_workers: read.number("http_workers", 0, 256)?,
        owner: read.optional("owner"),
        accessibility_url: read.address("accessibility_url")?,
        session_long: chrono::Duration::days(read.number("session_days", 1, 365)?),
        session_short: chrono::Duration::hours(read.number("session_hours", 1, 720)?),
        upload_limit_bytes: read.number::<u64>("upload_limit_mb", 1, 10_000)? * 1_000_000,
        upload_hours: chrono::Duration::hours(read.number("upload_hours", 1, 720)?),
        files: read.files()?,
        extract_time: Duration::from_secs(read.number("extract_seconds", 1, 600)?),
        extract_memory_bytes: read.number::<u64>("extract_memory_mb", 64, 65_536)? << 20,
        signature_trust_bundle: read.optional("signature_trust_bundle").map(Into::into),
        programs: Programs {
            pdftotext: read.program("pdftotext")?,
            tesseract: read.program("tesseract")?,
            libreoffice: read.program("libreoffice")?,
            clamdscan: read.program("clamdscan")?,
        },
        mail,
        mail_from,
        mail_gap: chrono::Duration::minutes(read.number("mail_gap_minutes", 0, 10_080)?),
        poll: Duration::from_secs(read.number("poll_seconds", 1, 3600)?),
        limits: if read.yes("rate_limits")? {
            Some(RateLimits {
                sign_in: read.limit("sign_in", minutes(10))?,
                reset: read.limit("reset", minutes(60))?,
                ask: read.limit("ask", minutes(60))?,
                search: read.limit("search", minutes(1))?,
                api: read.limit("api", minutes(1))?,
                model: read.limit("model", minutes(60))?,
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
        unknown: Vec::new(),
        data,
        values: BTreeMap::new(),
    };
    Ok(Config { values, ..config })
}
