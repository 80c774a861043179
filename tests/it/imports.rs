//! Content that comes from elsewhere, and the command that takes it in.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use fra_unioni::demo::files;
use fra_unioni::features::imports::{self, Mode, Summary, Told};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::app::TestApp;
use crate::support::cast::Cast;

/// What an import said of bad lines.
#[derive(Default)]
pub struct Heard(pub Vec<(u64, String)>);

impl Told for Heard {
    fn bad(&mut self, line: u64, reason: &str) {
        self.0.push((line, reason.to_owned()));
    }
    fn through(&mut self, _: u64, _: &Summary) {}
}

/// Imports records into an application and lets all workers work.
pub fn take_in(app: &TestApp, records: &[Value]) -> (Summary, Heard) {
    let outcome = run(app, records, Mode::Import);
    app.settle();
    outcome
}

fn run(app: &TestApp, records: &[Value], mode: Mode) -> (Summary, Heard) {
    let lines: Vec<String> = records.iter().map(Value::to_string).collect();
    let mut heard = Heard::default();
    let summary = imports::run(
        &app.app,
        lines.join("\n").as_bytes(),
        &std::env::temp_dir(),
        mode,
        &mut heard,
    )
    .unwrap();
    (summary, heard)
}

/// A public document.
pub fn document(id: &str, title: &str, body: &str) -> Value {
    json!({"external_id": id, "kind": "document", "title": title, "body": body})
}

/// A folder that vanishes with the story.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Folder {
        let path = std::env::temp_dir().join(format!("fra-unioni-import-{}", Uuid::now_v7()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs the program itself on a data folder, with settings that no machine changes.
pub fn program(data: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fra-unioni"))
        .args(arguments)
        .arg("--data")
        .arg(data)
        .env_clear()
        .env("FRA_UNIONI_LOG_LEVEL", "error")
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

/// What a program said, and how it ended.
pub fn said(output: &Output) -> (i32, String, String) {
    (
        output.status.code().unwrap_or(-1),
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn good_lines_go_in_and_bad_ones_are_told() {
    let folder = Folder::new();
    let data = folder.0.join("data");
    let lines = [
        document("a1", "Convenzione ICT", "Testo della convenzione").to_string(),
        "{non è JSON".to_owned(),
        String::new(),
        json!({"external_id": "a2", "kind": "document", "title": "x", "body": "", "topics": ["inesistente"]}).to_string(),
        json!({"external_id": "a3", "kind": "document", "title": "x", "body": "", "unione": "nessuna"}).to_string(),
        json!({"external_id": "u1", "kind": "unione", "title": "Unione di prova", "body": "", "unione": "up_"}).to_string(),
        json!({"external_id": "q1", "kind": "question", "title": "Come si fa?", "body": "Contesto", "unione": "UP_", "topics": ["ict"],
               "answers": [{"body": "Così", "solved": true}], "colore": "rosso"}).to_string(),
        document("a1", "Un altro", "").to_string(),
        json!({"external_id": "p1", "kind": "practice", "title": "Una pratica", "body": "Il contesto", "summary": "In breve"}).to_string(),
    ];
    let file = folder.write("dati.jsonl", &lines.join("\n"));
    let file = file.to_str().unwrap();

    let (code, out, err) = said(&program(&data, &["import", file, "--dry-run"], &[]));
    assert_eq!(code, 2, "{out}{err}");
    assert!(!data.exists(), "a dry run makes no installation");
    assert!(
        out.contains("4 added, 0 changed, 0 unchanged, 4 bad"),
        "{out}"
    );

    let (code, out, err) = said(&program(&data, &["import", file], &[]));
    assert_eq!(code, 2, "{out}{err}");
    assert!(
        out.contains("4 added, 0 changed, 0 unchanged, 4 bad"),
        "{out}{err}"
    );
    assert!(out.contains("\"colore\" is not known"), "{out}");
    assert!(out.contains("search has taken everything in"), "{out}");
    for words in [
        "line 2: ",
        "line 4: unknown topic \"inesistente\"",
        "line 5: unknown unione \"nessuna\"",
        "line 8: external_id \"a1\" stands on line 1 already",
    ] {
        assert!(err.contains(words), "{words}: {err}");
    }

    let (_, out, _) = said(&program(&data, &["import", file], &[]));
    assert!(
        out.contains("0 added, 0 changed, 4 unchanged, 4 bad"),
        "{out}"
    );

    let one = folder.write("uno.jsonl", &lines[0]);
    let (code, out, _) = said(&program(&data, &["import", one.to_str().unwrap()], &[]));
    assert_eq!(code, 0, "{out}");
    let (code, _, err) = said(&program(&data, &["import", "/nessun/file.jsonl"], &[]));
    assert_eq!(code, 1);
    assert!(err.contains("cannot be opened"), "{err}");
}

#[test]
fn what_changed_is_changed_and_found_by_its_new_words_only() {
    let app = TestApp::start();
    let before = [
        document("a", "Regolamento", "parla di biciclette"),
        document("b", "Statuto", "parla di pergamene"),
    ];
    assert_eq!(take_in(&app, &before).0.added, 2);
    let after = [
        document("a", "Regolamento", "parla di monopattini"),
        before[1].clone(),
    ];
    let (summary, heard) = take_in(&app, &after);
    assert_eq!(
        (summary.added, summary.changed, summary.unchanged),
        (0, 1, 1),
        "{:?}",
        heard.0
    );
    let mut browser = app.browser();
    assert!(browser.visit("/cerca?q=monopattini").has("Regolamento"));
    assert!(browser.visit("/cerca?q=biciclette").has("Nessun risultato"));
    assert!(browser.visit("/cerca?q=pergamene").has("Statuto"));
}

#[test]
fn what_people_decided_here_stands() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let folder = Folder::new();
    let file = |name: &str, words: &str| {
        let path = folder.0.join(name);
        std::fs::write(&path, files::pdf("Graduatoria", &[words]).unwrap()).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (first, second) = (
        file("a.pdf", "Il primo è Matteo Bernasconi."),
        file("b.pdf", "Il primo è ancora Matteo Bernasconi."),
    );
    let record = |id: &str, title: &str, file: &str| {
        json!({"external_id": id, "kind": "document", "title": title, "body": "",
            "topics": ["ict"], "file": file})
    };
    take_in(&app, &[record("a", "Graduatoria", &first)]);
    let mut visitor = app.browser();
    let address = visitor.visit("/documenti").links("/documenti/1")[0].clone();
    assert!(visitor.visit(&address).has("Bernasconi"));

    // A member reports the name; a version without it takes its place, and the first is taken away.
    let (mut bruno, mut chiara) = (app.browser_as(&cast.bruno), app.browser_as(&cast.chiara));
    bruno.visit("/documenti/1/segnalazioni");
    bruno
        .form("Invia la segnalazione")
        .tick("motivo", "personal_data")
        .fill("parole", "Il nome.")
        .send();
    chiara.visit("/documenti/1/versioni");
    chiara
        .form("Carica la nuova versione")
        .attach(
            "file",
            "c.pdf",
            &files::pdf("Graduatoria", &["Il primo è il candidato 12."]).unwrap(),
        )
        .send();
    app.settle();
    chiara.visit(&address);
    let closed = chiara
        .form("Chiudi la segnalazione")
        .fill("nota", "Tolto.")
        .fill("esito", "tolta")
        .send();
    assert!(closed.has("Segnalazione chiusa."), "{}", closed.text());

    // Another title brings the first file back to nobody.
    let (summary, heard) = take_in(&app, &[record("a", "Graduatoria finale", &first)]);
    assert_eq!(summary.changed, 1, "{:?}", heard.0);
    let seen = visitor.visit("/documenti/1");
    assert!(seen.has("Graduatoria finale"), "{}", seen.text());
    assert!(seen.has("candidato 12") && !seen.has("Bernasconi"));
    assert!(visitor.visit("/cerca?q=bernasconi").has("Nessun risultato"));
    assert_eq!(visitor.visit("/documenti/1/file?versione=1").status, 404);

    // Nor is it everybody's again once it is for members.
    chiara.visit("/documenti/1/modifica");
    chiara
        .form("Salva le modifiche")
        .untick("visibilita")
        .tick("visibilita", "members")
        .send();
    take_in(&app, &[record("a", "Graduatoria", &first)]);
    assert_eq!(visitor.visit("/documenti/1").status, 404);
    assert!(bruno.visit("/documenti/1").has("candidato 12"));

    // Another file of the source is looked at first; so is the same one under another name.
    take_in(
        &app,
        &[
            record("a", "Graduatoria", &second),
            record("z", "Copia", &first),
        ],
    );
    assert!(bruno.visit("/documenti/1").has("candidato 12"));
    assert_eq!(visitor.visit("/documenti/2").status, 404);
    assert_eq!(bruno.visit("/documenti/2").status, 404);
    for (number, words) in [(1, "è ancora Matteo"), (2, "Il primo è Matteo")] {
        let waiting = chiara.visit(&format!("/documenti/{number}"));
        assert!(waiting.has("Da pubblicare"), "{}", waiting.text());
        assert!(waiting.has(words), "{}", waiting.text());
    }
}

#[test]
fn a_record_keeps_its_kind() {
    let app = TestApp::start();
    take_in(&app, &[document("a", "Uno", "x")]);
    let (summary, heard) = take_in(
        &app,
        &[json!({"external_id": "a", "kind": "question", "title": "Uno", "body": "x"})],
    );
    assert_eq!(summary.bad, 1);
    assert!(
        heard.0[0].1.contains("cannot become a question"),
        "{:?}",
        heard.0
    );
}

#[test]
fn a_dry_run_writes_nothing() {
    let app = TestApp::start();
    let records = [
        json!({"external_id": "u", "kind": "unione", "title": "Unione nuova", "body": "", "unione": "un_"}),
        json!({"external_id": "a", "kind": "document", "title": "Suo", "body": "", "unione": "un_"}),
    ];
    let (summary, heard) = run(&app, &records, Mode::DryRun);
    assert_eq!((summary.added, summary.bad), (2, 0), "{:?}", heard.0);
    let (again, _) = take_in(&app, &records);
    assert_eq!(again.added, 2);
}

#[test]
fn nobody_is_told_of_imported_content() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    app.settle();
    app.letters();
    take_in(
        &app,
        &[
            json!({"external_id": "q", "kind": "question", "title": "Chi firma?", "body": "x", "topics": ["ict"], "unione": "uvs_",
                   "answers": [{"body": "Il segretario.", "solved": true, "published_at": "2026-03-12T08:00:00+01:00"}]}),
            json!({"external_id": "d", "kind": "document", "title": "Atto", "body": "x", "topics": ["ict"], "unione": "uvs_"}),
        ],
    );
    assert!(app.letters().is_empty());
    let mut marco = app.browser_as(&cast.marco);
    let page = marco.visit("/cerca?q=segretario");
    assert!(page.has("Chi firma?"), "{}", page.text());
}

#[test]
fn titles_of_a_thousand_characters_and_strange_signs_pass() {
    let app = TestApp::start();
    let long = "Determinazione ".repeat(66);
    let (summary, heard) = take_in(
        &app,
        &[
            document("long", long.trim(), "lunghissimo"),
            document(
                "html",
                "<script>alert(1)</script> & «è»",
                "markup nel titolo",
            ),
            document("emoji", "Bilancio 😀 \u{202e}olleb", "faccina"),
            document("nul", "Con \u{0} nel titolo", "zero\u{0}zero"),
        ],
    );
    assert_eq!(summary.added, 4, "{:?}", heard.0);
    let mut browser = app.browser();
    let page = browser.visit("/cerca?q=markup");
    assert!(page.has("<script>alert(1)</script> & «è»"));
    assert!(!page.html.contains("<script>alert"));
    assert_eq!(browser.visit("/cerca?q=lunghissimo").status, 200);
}

#[test]
fn files_come_from_the_folder_of_the_import_only() {
    let folder = Folder::new();
    let data = folder.0.join("data");
    folder.write(
        "dentro/atti/atto.txt",
        "Il capitolato del servizio di ristorazione.",
    );
    folder.write("segreto.txt", "non si pubblica");
    let record = |id: &str, file: &str| {
        json!({"external_id": id, "kind": "document", "title": format!("Atto {id}"), "body": "", "file": file})
            .to_string()
    };
    let lines = [
        record("1", "atti/atto.txt"),
        record("2", "../segreto.txt"),
        record("3", "/etc/hostname"),
        record("4", "non-c-e.pdf"),
    ];
    let file = folder.write("dentro/dati.jsonl", &lines.join("\n"));
    let (code, out, err) = said(&program(&data, &["import", file.to_str().unwrap()], &[]));
    assert_eq!(code, 2, "{err}");
    assert!(
        out.contains("1 added, 0 changed, 0 unchanged, 3 bad"),
        "{out}{err}"
    );
    assert_eq!(err.matches("is not in the folder").count(), 3, "{err}");

    let (_, out, _) = said(&program(&data, &["import", file.to_str().unwrap()], &[]));
    assert!(out.contains("1 unchanged"), "{out}");
    folder.write("dentro/atti/atto.txt", "Il capitolato è cambiato.");
    let (_, out, _) = said(&program(&data, &["import", file.to_str().unwrap()], &[]));
    assert!(out.contains("1 changed"), "{out}");
}

#[test]
fn files_may_lie_elsewhere_and_be_named_in_full() {
    let folder = Folder::new();
    let data = folder.0.join("data");
    let act = folder.write("archivio/2024/atto.txt", "Il capitolato del servizio.");
    let record = |id: &str, file: &str| {
        json!({"external_id": id, "kind": "document", "title": format!("Atto {id}"), "body": "", "file": file})
            .to_string()
    };
    let lines = [
        record("relative", "2024/atto.txt"),
        record("absolute", act.to_str().unwrap()),
    ];
    let file = folder.write("elenchi/dati.jsonl", &lines.join("\n"));
    let archive = folder.0.join("archivio");
    let import = ["import", file.to_str().unwrap()];
    let from = ["--files", archive.to_str().unwrap()];
    let (code, _, err) = said(&program(&data, &import, &[]));
    assert_eq!(code, 2);
    assert_eq!(err.matches("is not in the folder").count(), 2, "{err}");
    let (code, out, err) = said(&program(&data, &[&import[..], &from].concat(), &[]));
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("2 added"), "{out}");
}

#[test]
fn a_variable_that_names_no_setting_is_said_to_be_unread() {
    let folder = Folder::new();
    let (code, _, err) = said(&program(
        &folder.0,
        &["config"],
        &[("FRA_UNIONI_MIAL", "smtp")],
    ));
    assert_eq!(code, 0);
    assert!(err.contains("there is no setting FRA_UNIONI_MIAL"), "{err}");
}
