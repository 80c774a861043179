//! The child that works on foreign files can do nothing else.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use data_encoding::BASE64;

use fra_unioni::platform::confined::probe::probe;
use fra_unioni::platform::confined::{End, Limits, Task, run, run_into};
use fra_unioni::platform::draw::{Drawing, Size, draw};
use fra_unioni::platform::extract::blanks::{self, Values};
use fra_unioni::platform::extract::{Extraction, extract};
use fra_unioni::platform::signed;
use fra_unioni::platform::signed::chain::{self, Asked, Purpose};

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_fra-unioni"))
}

/// Runs these commands in the place of the child.
fn stand_in(commands: &str, limits: &Limits) -> End<Vec<u8>> {
    let folder = crate::imports::Folder::new();
    let file = folder.write("commands", commands);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/confined/child.sh");
    run(&script, &Task::Text, File::open(file).unwrap(), limits)
}

#[test]
fn what_the_child_tries_is_refused() {
    let found = probe(program()).unwrap();
    assert!(
        found.holds() || !(found.layers.landlock || found.layers.seccomp),
        "{found:?}"
    );
    if found.layers.seccomp {
        assert!(
            !found.made_a_socket && !found.started_a_program,
            "{found:?}"
        );
    }
    if found.layers.landlock {
        assert!(!found.opened_a_file, "{found:?}");
    }
    println!("{found:?}");
}

#[test]
fn the_answer_is_what_the_child_wrote() {
    // What it says on standard error is no part of it.
    let answer = stand_in("echo no >&2; printf 'a\\0b'", &Limits::default());
    assert!(
        matches!(&answer, End::Answered(bytes) if bytes == b"a\0b"),
        "{answer:?}"
    );
}

#[test]
fn every_exit_of_the_child_has_its_end() {
    let limits = Limits::default();
    assert!(matches!(
        stand_in("echo 'no such page' >&2; exit 3", &limits),
        End::Declined(why) if why == "no such page"
    ));
    assert!(matches!(stand_in("exit 4", &limits), End::TooLarge));
    assert!(matches!(stand_in("exit 101", &limits), End::Crashed(_)));
    assert!(matches!(
        stand_in("kill -SEGV $$", &limits),
        End::Crashed(_)
    ));
    assert!(matches!(stand_in("exit 2", &limits), End::NotTried(_)));
    assert!(matches!(stand_in("kill -9 $$", &limits), End::NotTried(_)));
    let impatient = Limits {
        time: Duration::from_millis(50),
        ..limits
    };
    assert!(matches!(
        stand_in("exec sleep 600", &impatient),
        End::TimedOut
    ));
}

/// What a child leaves running would hold the answer open, and use the machine.
#[test]
fn whoever_the_child_started_ends_with_it() {
    let folder = crate::imports::Folder::new();
    let pipe = folder.0.join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let (ended, end) = std::sync::mpsc::channel();
    let other_side = pipe.clone();
    // Open until nobody writes any more: until the last of them has ended.
    let reader = std::thread::spawn(move || {
        std::fs::read(other_side).unwrap();
        ended.send(()).unwrap();
    });
    let impatient = Limits {
        time: Duration::from_secs(1),
        ..Limits::default()
    };
    let commands = format!("sleep 600 > {} & wait", pipe.display());
    assert!(matches!(stand_in(&commands, &impatient), End::TimedOut));
    end.recv_timeout(Duration::from_secs(60))
        .expect("it still runs");
    reader.join().unwrap();
}

/// A child that its file took over may answer what no reader of files does.
#[test]
fn an_answer_is_looked_at_before_it_is_believed() {
    let folder = crate::imports::Folder::new();
    let limits = Limits::default();
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/confined");
    let child = scripts.join("child.sh");
    let saying = |answer: &str| folder.write("commands", &format!("cat <<'END'\n{answer}\nEND\n"));
    let long = "a".repeat(3_000);

    let file = saying(&format!(
        r#"{{"case":"text","pages":[{{"text":"u\u0000no\ndue","label":"x\u0007{long}"}}]}}"#
    ));
    let Extraction::Text { pages } = extract(&child, &file, &limits).unwrap() else {
        panic!("no text")
    };
    assert_eq!(pages[0].text, "uno\ndue");
    let label = pages[0].label.as_deref().unwrap();
    assert!(label.starts_with("x a") && label.len() < 200, "{label}");
    let page = r#"{"text":"x"},"#.repeat(20_001);
    let file = saying(&format!(
        r#"{{"case":"text","pages":[{}]}}"#,
        page.trim_end_matches(',')
    ));
    let found = extract(&child, &file, &limits).unwrap();
    assert_eq!(found, Extraction::TooLarge);

    let signature = format!(
        r#"{{"format":"pades","name":"Ma\u0000rio {long}","fiscal_code":"<b>","organisation":"","issuer":"","signed_at":null,"stamp":null,"valid_from":null,"valid_until":null,"algorithm":"","verdict":{{"verdict":"intact"}},"certificate":"","covers_all":true,"is_stamp":false}}"#
    );
    let report = |signatures: &str| {
        let file = saying(&format!(
            r#"{{"signatures":[{signatures}],"certificates":[],"place":"here","is_added_to":false}}"#
        ));
        signed::report(&child, &file, &limits)
    };
    let End::Answered(found) = report(&signature) else {
        panic!("no report")
    };
    let only = &found.signatures[0];
    assert!(only.name.starts_with("Ma rio a") && only.name.len() <= 200);
    assert_eq!(only.fiscal_code, "");
    let many = vec![signature.replace(&long, ""); 600].join(",");
    assert!(matches!(report(&many), End::Crashed(_)));

    // Two are asked about, one answer comes.
    let asked = || Asked {
        certificate: String::new(),
        moment: crate::support::app::beginning(),
        purpose: Purpose::Sign,
    };
    let question = chain::Question {
        bundle: String::new(),
        certificates: Vec::new(),
        asked: vec![asked(), asked()],
    };
    let agrees = scripts.join("agrees.sh");
    let end = signed::trusted(&agrees, &question, &folder.0, &limits);
    assert!(matches!(end, End::Crashed(_)), "{end:?}");

    let file = saying(r#"[{"name":"a\u0000b","is_named":true}]"#);
    assert!(matches!(
        blanks::listed(&child, &file, &limits),
        End::Crashed(_)
    ));

    let drawn = |number: u32, png: &[u8]| {
        let png = BASE64.encode(png);
        let file = saying(&format!(
            r#"{{"case":"pages","count":9,"pages":[{{"number":{number},"width_px":1,"height_px":2,"png":"{png}"}}]}}"#
        ));
        draw(&child, &file, (1, 3), Size::Shown, &limits).unwrap()
    };
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x02";
    assert!(matches!(drawn(3, head), Drawing::Pages { .. }));
    let large = [&head[..], &[0; 300_000]].concat();
    for (number, png) in [
        (4, &head[..]),
        (3, &b"<svg>"[..]),
        (3, &head[..20]),
        (3, &large[..]),
    ] {
        assert!(matches!(drawn(number, png), Drawing::Failed { .. }));
    }
}

/// What is written into a model is nobody else's affair: command lines can be read by everybody.
#[test]
fn what_people_write_stands_on_no_command_line() {
    let folder = crate::imports::Folder::new();
    let model = folder.write("model", "a model");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/confined/told.sh");
    let values = Values::from([("ente".to_owned(), "Mario Rossi".to_owned())]);
    let limits = Limits::default();
    let end = blanks::filled(&script, Path::new(&model), &values, &folder.0, &limits);
    let End::Answered(told) = end else {
        panic!("{end:?}")
    };
    let told = String::from_utf8_lossy(&told);
    let (line, input) = told.split_once('|').unwrap();
    assert!(line.contains("fill") && !line.contains("Rossi"), "{line}");
    assert!(input.contains("Mario Rossi") && input.ends_with("a model"));
    let left = std::fs::read_dir(&folder.0).unwrap().count();
    assert_eq!(left, 1, "the question has no name");
}

/// A place for an answer that is full at once.
struct Full;

impl std::io::Write for Full {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::StorageFull.into())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_answer_that_cannot_be_kept_says_nothing_of_the_file() {
    let file = File::open("/dev/null").unwrap();
    let end = run_into(
        Path::new("/usr/bin/yes"),
        &Task::Text,
        file,
        &Limits::default(),
        Full,
    );
    assert!(matches!(end, End::NotTried(_)));
}
