//! The list of settings.

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
        "upload_hours",
        "hours",
        "24",
        "how long an upload that broke off can be resumed, and a file waits for its form",
    ),
    setting(
        "files",
        "folder|s3",
        "folder",
        "where uploaded files stand: in the data folder, or in a bucket of an S3-compatible store",
    ),
    setting("s3_bucket", "name", "", "the bucket"),
    setting(
        "s3_endpoint",
        "URL",
        "",
        "the address of the store; empty means that of Amazon for the region",
    ),
    setting("s3_region", "name", "us-east-1", "the region of the bucket"),
    setting(
        "s3_path_style",
        "yes|no",
        "yes",
        "whether the bucket stands in the path (yes) or in the name of the host (no)",
    ),
    Setting {
        secret: true,
        ..setting("s3_access_key", "key", "", "the key to sign in with")
    },
    Setting {
        secret: true,
        ..setting("s3_secret_key", "secret", "", "the secret to sign in with")
    },
    setting(
        "s3_seconds",
        "seconds",
        "30",
        "how long the store may be silent before a request is tried again",
    ),
    setting(
        "extract_seconds",
        "seconds",
        "20",
        "how long reading the text of one file may take, by the wall clock and in processor time",
    ),
    setting(
        "extract_memory_mb",
        "megabytes",
        "512",
        "how much memory reading the text of one file may take",
    ),
    setting(
        "signature_trust_bundle",
        "file",
        "",
        "certificates (PEM) of the authorities whose signatures are trusted; empty means none",
    ),
    setting(
        "pdftotext",
        "path",
        "",
        "the program pdftotext (poppler), for PDF we fail at; empty means none",
    ),
    setting(
        "tesseract",
        "path",
        "",
        "the program tesseract with its Italian data, for pictures of text; empty means none",
    ),
    setting(
        "libreoffice",
        "path",
        "",
        "the program libreoffice, for kinds of document we do not read; empty means none",
    ),
    setting(
        "clamdscan",
        "path",
        "",
        "the program clamdscan (ClamAV), which looks for viruses in uploaded files; empty means none",
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
        "limit_model_account",
        "per hour",
        "60",
        "models filled in by one account",
    ),
    setting(
        "limit_model_address",
        "per hour",
        "300",
        "models filled in from one network address",
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
