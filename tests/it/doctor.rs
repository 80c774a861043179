//! The doctor, and what it finds.

use std::os::unix::fs::PermissionsExt;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use serde_json::json;

use crate::imports::{Folder, document, program, said};

fn healthy() -> Folder {
    let folder = Folder::new();
    folder.write("atti/atto.txt", "Il capitolato del servizio.");
    let lines = [
        document("a", "Statuto", "testo dello statuto").to_string(),
        json!({"external_id": "b", "kind": "document", "title": "Capitolato", "body": "", "file": "atti/atto.txt"}).to_string(),
        json!({"external_id": "c", "kind": "question", "title": "Chi firma?", "body": "x"}).to_string(),
    ];
    let file = folder.write("dati.jsonl", &lines.join("\n"));
    let (code, out, err) = said(&program(
        &folder.0.join("data"),
        &["import", file.to_str().unwrap()],
        &[],
    ));
    assert_eq!(code, 0, "{out}{err}");
    folder
}

fn doctor(folder: &Folder, environment: &[(&str, &str)]) -> (i32, String) {
    let (code, out, err) = said(&program(&folder.0.join("data"), &["doctor"], environment));
    (code, out + &err)
}

#[test]
fn a_healthy_installation() {
    let folder = healthy();
    let (code, out) = doctor(&folder, &[]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("missing 0 / extra 0"), "{out}");
    assert!(out.contains("1 named by documents, missing 0"), "{out}");
    assert!(out.contains("ok       confinement"), "{out}");
    assert!(out.contains("All is well."), "{out}");
}

#[test]
fn nothing_there_yet() {
    let folder = Folder::new();
    let (code, out) = doctor(&folder, &[]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("is not there"), "{out}");
    assert!(
        !folder.0.join("data").exists(),
        "nothing is made by examining it"
    );
}

#[test]
fn an_index_that_tells_another_story() {
    let folder = healthy();
    let data = folder.0.join("data");
    let mut conn =
        SqliteConnection::establish(data.join("fra-unioni.db").to_str().unwrap()).unwrap();
    // Behind the log's back: one thing nobody may find any more, one that has another title.
    conn.batch_execute(
        "DELETE FROM audiences WHERE subject_kind = 'document' AND subject_id = (SELECT subject_id FROM imports WHERE external_id = 'a');
         UPDATE questions SET title = 'Altro'",
    )
    .unwrap();
    drop(conn);
    let (code, out) = doctor(&folder, &[]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("missing 0 / extra 1 / outdated 1"), "{out}");
    assert!(out.contains("reindex"), "{out}");

    let (code, said_, err) = said(&program(&data, &["reindex"], &[]));
    assert_eq!(code, 0, "{err}");
    assert!(said_.contains("built anew"), "{said_}");
    assert_eq!(doctor(&folder, &[]).0, 0);

    std::fs::remove_dir_all(data.join("index")).unwrap();
    let (code, out) = doctor(&folder, &[]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("none that can be used"), "{out}");
}

#[test]
fn a_file_that_is_gone() {
    let folder = healthy();
    for first in std::fs::read_dir(folder.0.join("data/files")).unwrap() {
        let first = first.unwrap().path();
        if first.file_name().unwrap() != "incoming" {
            std::fs::remove_dir_all(first).unwrap();
        }
    }
    let (code, out) = doctor(&folder, &[]);
    assert_eq!(code, 1, "{out}");
    assert!(
        out.contains("missing 1") && out.contains("back-up"),
        "{out}"
    );
}

#[test]
fn a_folder_everybody_may_read() {
    let folder = healthy();
    let data = folder.0.join("data");
    let open = |path: &std::path::Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    open(&data, 0o755);
    assert_eq!(doctor(&folder, &[]).0, 0, "what is in it is closed");
    open(&data.join("fra-unioni.db"), 0o644);
    let (code, out) = doctor(&folder, &[]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("chmod"), "{out}");
}

#[test]
fn a_mail_server_that_does_not_answer() {
    let folder = healthy();
    let (code, out) = doctor(
        &folder,
        &[
            ("FRA_UNIONI_MAIL", "smtp"),
            ("FRA_UNIONI_SMTP_PORT", "1"),
            ("FRA_UNIONI_SMTP_SECONDS", "2"),
        ],
    );
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("problem  mail"), "{out}");
}

#[test]
fn a_scanner_without_its_daemon() {
    let folder = healthy();
    let scanner = folder.write(
        "clamdscan",
        "#!/bin/sh\ntest \"$1\" = --version && echo 'ClamAV 1.4' && exit\necho 'ERROR: Could not connect' >&2; exit 2\n",
    );
    std::fs::set_permissions(&scanner, std::fs::Permissions::from_mode(0o755)).unwrap();
    let named = [("FRA_UNIONI_CLAMDSCAN", scanner.to_str().unwrap())];
    let (code, out) = doctor(&folder, &named);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("ClamAV 1.4"), "{out}");
    assert!(out.contains("no file can be scanned"), "{out}");

    folder.write(
        "clamdscan",
        "#!/bin/sh\ncat > /dev/null; echo 'stdin: OK'\n",
    );
    let (code, out) = doctor(&folder, &named);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("clamdscan looked at a file"), "{out}");
}
