use super::*;

fn with(environment: &[(&str, &str)], flags: &[(&'static str, &str)]) -> anyhow::Result<Config> {
    let flags = flags
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    let environment = environment
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    read_from(&flags, None, &environment)
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
        ("SMTP_TLS", "ssl"),
        ("SMTP_SECONDS", "soon"),
        ("DATABASE_URL", "mysql://u:secret@h/d"),
    ] {
        let error = with(&[(&format!("FRA_UNIONI_{name}"), value)], &[])
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

#[test]
fn a_variable_that_names_no_setting_is_known() {
    let config = with(
        &[
            ("FRA_UNIONI_MIAL", "smtp"),
            ("FRA_UNIONI_MAIL", "folder"),
            ("FRA_UNIONIST", "x"),
        ],
        &[],
    )
    .unwrap();
    assert_eq!(config.unknown, ["FRA_UNIONI_MIAL"]);
}

#[test]
fn letters_by_smtp_need_a_server() {
    let empty = ("FRA_UNIONI_SMTP_HOST", "");
    let error = with(&[("FRA_UNIONI_MAIL", "smtp"), empty], &[])
        .unwrap_err()
        .to_string();
    assert!(error.contains("the setting smtp_host"), "{error}");
    assert!(with(&[empty], &[]).is_ok());
}

#[test]
fn a_database_is_a_file_or_postgresql() {
    for good in ["postgresql://h/d", "sqlite:/a/b.db", "/a/b.db", "b.db"] {
        assert!(with(&[("DATABASE_URL", good)], &[]).is_ok(), "{good}");
    }
    let error = with(&[("DATABASE_URL", "mysql://u:secret@h/d")], &[])
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("DATABASE_URL") && !error.contains("secret"),
        "{error}"
    );
}
