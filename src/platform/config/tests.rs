use super::*;

fn with(environment: &[(&str, &str)], flags: &[(&'static str, &str)]) -> anyhow::Result<Config> {
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
