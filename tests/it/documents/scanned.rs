//! A scanner of viruses: what it has not looked at, and what it found something in, nobody is given.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use fra_unioni::features::documents;
use fra_unioni::workers;

use super::{TITLE, acts, found, member, pdf, share};
use crate::support::browser::{Browser, Page};
use crate::support::signing::{Holder, Wanted, base64, p7m};
use crate::support::{Cast, TestApp};

const VIRUS: &str = "Eicar-Signature";
const BAD: &[u8] = b"Delibera della giunta con dentro EICAR e molte altre parole da cercare.";

/// A program that says of every file what a story wants, in place of `clamdscan`.
struct Scanner(PathBuf);

impl Scanner {
    fn finding(word: &str) -> Scanner {
        let path = std::env::temp_dir().join(format!("scanner-{}", uuid::Uuid::now_v7()));
        let scanner = Scanner(path);
        scanner.looks_for(word);
        scanner
    }

    fn says(&self, script: &str) {
        // Written aside: a program that runs is not written to.
        let aside = self.0.with_extension("new");
        fs::write(&aside, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&aside, fs::Permissions::from_mode(0o755)).unwrap();
        fs::rename(&aside, &self.0).unwrap();
    }

    fn looks_for(&self, word: &str) {
        self.says(&format!(
            "if grep -qa '{word}'; then echo 'stdin: {VIRUS} FOUND'; exit 1; fi; echo 'stdin: OK'"
        ));
    }

    /// As when the daemon is down.
    fn is_gone(&self) {
        self.says("cat > /dev/null; echo 'ERROR: Could not connect to clamd' >&2; exit 2");
    }

    fn app(&self) -> TestApp {
        TestApp::with(&[("clamdscan", self.0.to_str().unwrap())])
    }
}

impl Drop for Scanner {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn file(browser: &mut Browser, acts: &str) -> Page {
    browser.visit(&format!("{acts}/file"))
}

fn add_version(browser: &mut Browser, acts: &str, name: &str, bytes: &[u8]) -> Page {
    browser.visit(&format!("{acts}/versioni"));
    let form = browser.form("Carica la nuova versione");
    form.attach("file", name, bytes).send()
}

#[test]
fn a_clean_file_is_given_once_it_was_scanned() {
    let scanner = Scanner::finding("EICAR");
    let app = scanner.app();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = share(&mut marco, TITLE, "own", "a.pdf", &pdf());
    let acts = acts(&page);
    assert!(
        page.has("L’antivirus deve ancora guardare il file"),
        "{}",
        page.text()
    );
    assert!(page.links("/file").is_empty(), "nothing to download yet");
    let refused = file(&mut marco, &acts);
    assert_eq!(refused.status, 403, "not even to who handed it in");
    assert!(refused.has("non ha ancora guardato questo file"));

    app.settle();
    let page = marco.visit(&page.address);
    assert!(!page.has("antivirus"), "{}", page.text());
    assert!(page.has("il comandante ne risponde"));
    assert!(page.has("Anteprima"));
    assert!(!page.links("/file").is_empty());
    assert_eq!(file(&mut marco, &acts).bytes, pdf());
}

#[test]
fn an_infected_file_is_given_to_nobody_and_told_to_who_can_mend_it() {
    let scanner = Scanner::finding("EICAR");
    let app = scanner.app();
    let cast = Cast::of(&app);
    let (mut marco, mut chiara) = (app.browser_as(&cast.marco), app.browser_as(&cast.chiara));
    let page = share(&mut marco, TITLE, "public", "a.txt", BAD);
    let acts = acts(&page);
    app.settle();

    for browser in [&mut marco, &mut chiara] {
        let page = browser.visit(&page.address);
        assert!(
            page.has(&format!("L’antivirus ha trovato «{VIRUS}» nel file")),
            "{}",
            page.text()
        );
        assert!(page.has("carica una nuova versione"), "{}", page.text());
        assert!(!page.has("molte altre parole"), "{}", page.text());
        assert!(!page.has("dati personali:"), "nothing to decide about");
        assert!(page.links("/file").is_empty());
        let refused = file(browser, &acts);
        assert_eq!(refused.status, 403);
        assert!(refused.has("L’antivirus ha trovato un virus"));
        assert!(!String::from_utf8_lossy(&refused.bytes).contains("EICAR"));
    }
    let held = marco.visit(&format!("{acts}/file?forma=contenuto"));
    assert_eq!(held.status, 403);
    assert!(found(&app, &member(), "parole").is_empty());

    let letters = app.letters();
    for email in [&cast.marco.email, &cast.chiara.email] {
        let letter = letters.iter().find(|letter| {
            letter.to.contains(email.as_str()) && letter.text.contains("ha trovato un virus")
        });
        let letter = letter.unwrap_or_else(|| panic!("no letter to {email}: {letters:?}"));
        assert!(letter.text.contains(VIRUS), "{}", letter.text);
        assert!(letter.text.contains("carica una nuova versione"));
    }
    let desk = chiara.visit("/redazione");
    assert!(desk.has("File con un virus"), "{}", desk.text());
    assert!(desk.has(VIRUS));
    assert!(
        marco
            .visit("/")
            .has("L’antivirus ha trovato un virus nel file di")
    );

    // A facilitatore cannot publish it, be it from a page of before.
    let page = chiara.visit(&page.address);
    assert!(
        page.has("Nel file c’è un virus: non si può pubblicare"),
        "{}",
        page.text()
    );

    add_version(&mut marco, &acts, "b.pdf", &pdf());
    app.settle();
    let page = chiara.visit(&page.address);
    assert!(page.has("il comandante ne risponde"), "{}", page.text());
    assert!(!chiara.visit("/redazione").has("File con un virus"));
    assert_eq!(file(&mut chiara, &acts).bytes, pdf());
    let old = marco.visit(&format!("{acts}/file?versione=1"));
    assert_eq!(old.status, 403, "the infected one stays shut");
}

#[test]
fn what_cannot_be_scanned_waits_and_the_rest_goes_on() {
    let scanner = Scanner::finding("EICAR");
    scanner.is_gone();
    let app = scanner.app();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = share(&mut marco, TITLE, "own", "a.pdf", &pdf());
    let acts = acts(&page);
    // More often than a file is tried that ends its reader.
    for _ in 0..5 {
        let error = workers::settle(&app.app).unwrap_err();
        assert!(
            format!("{error:#}").contains("clamdscan did not answer"),
            "{error:#}"
        );
    }
    let waiting = marco.visit(&page.address);
    assert!(
        waiting.has("L’antivirus per ora non risponde"),
        "{}",
        waiting.text()
    );
    assert_eq!(file(&mut marco, &acts).status, 403);

    scanner.looks_for("EICAR");
    app.settle();
    assert!(marco.visit(&page.address).has("il comandante ne risponde"));
    assert_eq!(file(&mut marco, &acts).bytes, pdf());
}

#[test]
fn a_file_the_scanner_cannot_look_at_keeps_nobody_waiting_and_is_told() {
    let scanner = Scanner::finding("EICAR");
    // As `clamdscan` does with what is larger than its daemon takes.
    scanner.says(
        "test $(wc -c) -gt 900 && { echo 'INSTREAM size limit exceeded' >&2; exit 2; }; exit 0",
    );
    let app = scanner.app();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let large = share(&mut marco, TITLE, "own", "grande.pdf", &pdf());
    let small = share(
        &mut marco,
        "Breve",
        "own",
        "breve.txt",
        b"Il comandante ne risponde.",
    );
    // It is tried some times, and then no more: what comes after it is read.
    while let Err(error) = workers::settle(&app.app) {
        let told = format!("{error:#}");
        assert!(told.contains("clamdscan did not answer"), "{told}");
    }
    assert!(marco.visit(&small.address).has("Il comandante ne risponde"));
    let page = marco.visit(&large.address);
    assert!(
        page.has("L’antivirus non riesce a guardare questo file"),
        "{}",
        page.text()
    );
    assert_eq!(file(&mut marco, &acts(&large)).status, 403);

    // With other settings of the daemon, and a server that begins anew, it is looked at.
    scanner.looks_for("EICAR");
    app.settle();
    assert_eq!(file(&mut marco, &acts(&large)).status, 403);
    workers::begin(&app.app).unwrap();
    app.settle();
    assert_eq!(file(&mut marco, &acts(&large)).bytes, pdf());
}

#[test]
fn what_is_inside_an_envelope_is_scanned_as_well() {
    let scanner = Scanner::finding("EICAR");
    let app = scanner.app();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let holder = Holder::new(&Wanted::default(), None);
    // Written so, nobody who does not unwrap it sees what is inside.
    let envelope = base64(&p7m(BAD, &[&holder]));
    let page = share(&mut marco, TITLE, "own", "a.txt.p7m", &envelope);
    let acts = acts(&page);
    app.settle();
    let page = marco.visit(&page.address);
    assert!(
        page.has(&format!("L’antivirus ha trovato «{VIRUS}»")),
        "{}",
        page.text()
    );
    assert_eq!(
        marco.visit(&format!("{acts}/file?forma=contenuto")).status,
        403
    );
}

#[test]
fn what_was_there_before_the_scanner_is_given_until_it_finds_something() {
    let scanner = Scanner::finding("nothing of the sort");
    let app = scanner.app();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = share(&mut marco, TITLE, "own", "a.pdf", &pdf());
    let acts = acts(&page);
    // As if there were no scanner.
    app.write(documents::waive_scans);
    assert_eq!(file(&mut marco, &acts).status, 200);
    scanner.looks_for("PDF");
    app.settle();
    assert_eq!(file(&mut marco, &acts).status, 403);
    let page = marco.visit(&page.address);
    assert!(!page.has("il comandante ne risponde"), "{}", page.text());
    assert!(!page.has("Anteprima"));
    assert_eq!(marco.visit(&format!("{acts}/anteprime/1")).status, 403);
}

#[test]
fn without_a_scanner_nothing_waits() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = share(&mut marco, TITLE, "own", "a.txt", BAD);
    assert!(!page.has("antivirus"));
    assert_eq!(file(&mut marco, &acts(&page)).bytes, BAD);
}
