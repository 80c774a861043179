//! The commands an installation begins with: its bodies, its first people.

/// Runs the program on a data folder; answers the exit code, what it printed and what went wrong.
fn program(data: &std::path::Path, arguments: &[&str], input: &str) -> (bool, String, String) {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_fra-unioni"))
        .arg("--data")
        .arg(data)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.success(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

const ANNA: [&str; 8] = [
    "user",
    "add",
    "--email",
    "anna@esempio.example",
    "--given-name",
    "Anna",
    "--family-name",
    "Verdi",
];

#[test]
fn a_fresh_installation_begins_with_a_command() {
    let data = std::env::temp_dir().join(format!("fra-unioni-cli-{}", uuid::Uuid::now_v7()));
    let (well, printed, wrong) = program(&data, &[&ANNA[..], &["--admin"]].concat(), "");
    assert!(well, "{wrong}");
    assert!(printed.trim().starts_with("http://127.0.0.1:"), "{printed}");
    assert!(printed.contains("/invito/"));
    let (well, _, wrong) = program(&data, &ANNA, "");
    assert!(!well && wrong.contains("already"), "{wrong}");
    let (well, printed, wrong) = program(&data, &["user", "reset", "ANNA@esempio.example"], "");
    assert!(
        well && printed.contains("/invito/"),
        "who has not come in is invited: {wrong}"
    );
    let bruno = [
        "user",
        "add",
        "--email",
        "bruno@esempio.example",
        "--given-name",
        "Bruno",
        "--family-name",
        "Neri",
        "--password-stdin",
    ];
    assert!(!program(&data, &bruno, "breve\n").0);
    assert!(program(&data, &bruno, "quattro gatti sul tetto\n").0);
    let (well, printed, _) = program(&data, &["user", "reset", "bruno@esempio.example"], "");
    assert!(well && printed.contains("/password/nuova/"));
    let role = |change: &[&str]| {
        program(
            &data,
            &[&["user", "role", "bruno@esempio.example"], change].concat(),
            "",
        )
    };
    let suspend = |what: &str| program(&data, &["user", what, "bruno@esempio.example"], "");
    assert!(suspend("suspend").0);
    assert!(!suspend("suspend").0, "once is enough");
    assert!(!suspend("reset").0, "no link for who is shut out");
    assert!(suspend("restore").0 && !suspend("restore").0);
    assert!(role(&["--grant", "admin"]).0);
    assert!(role(&["--revoke", "admin"]).0);
    assert!(role(&[]).2.contains("--grant"));
    assert!(role(&["--grant", "sindaco"]).2.contains("no office"));
    assert!(
        role(&["--grant", "mentore:cucina"])
            .2
            .contains("polizia-locale"),
        "the topics are listed"
    );
    assert!(role(&["--grant", "referente"]).2.contains("no such body"));
    std::fs::remove_dir_all(&data).unwrap();
}

#[test]
fn bodies_and_their_people_begin_with_commands() {
    let data = std::env::temp_dir().join(format!("fra-unioni-cli-{}", uuid::Uuid::now_v7()));
    let body = |arguments: &[&str]| program(&data, &[&["body"], arguments].concat(), "");
    let lake = ["add", "--kind", "unione", "--name", "Unione del Lago"];
    let (well, printed, wrong) =
        body(&[&lake[..], &["--ipa", "udl", "--region", "Lazio"]].concat());
    assert!(well && printed.contains("Unione del Lago"), "{wrong}");
    for (bad, words) in [
        (&["--region", "Lazio"][..], "already"),
        (&["--ipa", "UDL"], "already"),
        (&["--region", "Padania"], "is no region"),
        (&["--province", "Roma"], "two letters"),
        (&["--ipa", "u d l"], "no codice IPA"),
        (&["--name", " "], "cannot be used multiple times"),
    ] {
        let (well, _, wrong) = body(&[&lake[..], bad].concat());
        assert!(!well && wrong.contains(words), "{bad:?}: {wrong}");
    }
    assert!(body(&["add", "--kind", "other", "--name", "Progetto ITALIAE"]).0);
    let (_, printed, _) = body(&["list"]);
    let lines: Vec<&str> = printed.lines().collect();
    assert!(
        lines[0].contains("udl") && lines[0].contains("(Lazio)"),
        "{printed}"
    );
    assert!(lines[1].contains("Progetto ITALIAE"), "{printed}");

    let person = |more: &[&str]| program(&data, &[&ANNA[..], more].concat(), "");
    let (well, _, wrong) = person(&["--body", "Unione del Mare"]);
    assert!(!well && wrong.contains("body add"), "{wrong}");
    assert!(body(&["add", "--kind", "comune", "--name", "Comune di Prova"]).0);
    let manages = ["--body", "comune di prova", "--office", "unione_manager"];
    let (well, _, wrong) = person(&manages);
    assert!(!well && wrong.contains("for an Unione only"), "{wrong}");
    let facilitates = ["--body", "progetto italiae", "--office", "facilitatore"];
    let (well, printed, wrong) = person(&facilitates);
    assert!(well && printed.contains("/invito/"), "{wrong}");
    std::fs::remove_dir_all(&data).unwrap();
}
