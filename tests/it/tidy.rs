//! The shape of the house: who may name which crate, how long a file may be, where words go.

use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below `folder` with this ending, with their path from the root.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == ending) {
                let name = path
                    .strip_prefix(root())
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The lines that are code: comments say what they like.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
}

#[test]
fn one_dependency_has_one_home() {
    let homes: &[(&str, &[&str])] = &[
        (
            "diesel::",
            &[
                "src/platform/db/",
                "src/platform/events.rs",
                "src/platform/audience.rs",
                "src/platform/submissions.rs",
                "src/platform/installation.rs",
                "src/platform/error.rs",
                "store.rs",
                "/store/",
            ],
        ),
        ("tantivy::", &["src/platform/search/"]),
        ("lettre::", &["src/platform/mail/"]),
        ("object_store::", &["src/platform/blobs"]),
        ("rustls::", &["src/platform/blobs"]),
        ("pdf_extract::", &["src/platform/extract/"]),
        ("hayro::", &["src/platform/draw/"]),
        ("png::", &["src/platform/draw/"]),
        ("landlock::", &["src/platform/confined/"]),
        ("seccompiler::", &["src/platform/confined/"]),
        ("libc::", &["src/platform/confined/"]),
        ("rustix::", &["src/platform/confined/"]),
        ("calamine::", &["src/platform/extract/"]),
        ("mail_parser::", &["src/platform/extract/"]),
        ("cfb::", &["src/platform/extract/"]),
        ("krilla::", &["src/platform/pdf/"]),
        ("parley::", &["src/platform/pdf/"]),
        ("governor::", &["src/platform/web/limits.rs"]),
        ("argon2::", &["src/features/people/password.rs"]),
    ];
    for (file, text) in files("src", "rs") {
        for (krate, allowed) in homes {
            let named = code(&text).any(|line| {
                line.contains(&format!("use {krate}"))
                    || line.contains(&format!(" {krate}"))
                    || line.contains(&format!("({krate}"))
            });
            assert!(
                !named || allowed.iter().any(|home| file.contains(home)),
                "{file} names {krate}"
            );
        }
    }
}

/// The extractors of the framework that read a body wait for it as long as the other side likes.
#[test]
fn no_body_is_read_without_a_limit_of_time() {
    for (file, text) in files("src", "rs") {
        for extractor in [": web::Bytes,\n) -> ", ": web::Json<", ": web::Form<"] {
            assert!(
                !text.contains(extractor),
                "{file} lets the framework read the body: read it with Fields, or as an upload"
            );
        }
    }
}

#[test]
fn the_platform_knows_nothing_of_the_features() {
    for (file, text) in files("src/platform", "rs") {
        assert!(
            !code(&text).any(|line| line.contains("crate::features")),
            "{file} looks up"
        );
    }
}

#[test]
fn content_features_do_not_know_one_another() {
    let content = ["documents", "practices", "questions"];
    for feature in content {
        for (file, text) in files(&format!("src/features/{feature}"), "rs") {
            for other in content.iter().filter(|other| **other != feature) {
                let named = code(&text).any(|line| {
                    line.contains(&format!("features::{other}::"))
                        || line.contains(&format!("super::{other}::"))
                });
                assert!(!named, "{file} names {other}");
            }
        }
    }
}

#[test]
fn no_file_is_longer_than_a_reader_bears() {
    for (file, text) in files("src", "rs") {
        // The tables are one list.
        if file != "src/platform/db/schema.rs" {
            assert!(
                text.lines().count() <= 500,
                "{file} has {} lines",
                text.lines().count()
            );
        }
    }
}

#[test]
fn nothing_is_left_open() {
    for (file, text) in files("src", "rs") {
        for word in ["TODO", "FIXME", "XXX", "todo!(", "unimplemented!("] {
            assert!(!text.contains(word), "{file} holds {word}");
        }
        for drawer in ["utils", "helpers", "manager.rs", "common"] {
            assert!(!file.contains(drawer), "{file} is a drawer without a name");
        }
    }
}

#[test]
fn pages_carry_no_style_and_no_script_of_their_own() {
    for (file, text) in files("templates", "html") {
        // Letters and the index of a dossier leave the site and take their style along.
        let leaves_the_site =
            file.starts_with("templates/mail/") || file == "templates/practices/dossier_index.html";
        if !leaves_the_site {
            assert!(
                !text.contains(" style=") && !text.contains("<style"),
                "{file} has a style of its own"
            );
            assert!(
                !text.contains("<script>") && !text.contains(" onclick="),
                "{file} has a script of its own"
            );
        }
    }
}

#[test]
fn the_documents_lead_somewhere() {
    let mut pages = files("docs", "md");
    pages.push((
        "README.md".into(),
        std::fs::read_to_string(root().join("README.md")).unwrap(),
    ));
    for (file, text) in pages {
        let folder = root().join(&file).parent().unwrap().to_path_buf();
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let path = link.split('#').next().unwrap();
            if !path.is_empty() && !link.contains("://") && !link.starts_with("mailto:") {
                assert!(
                    folder.join(path).exists(),
                    "{file} leads to {link}, which is not there"
                );
            }
        }
    }
}
