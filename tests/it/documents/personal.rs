//! Nothing goes to members or to everybody before its text was looked through for personal data.

use fra_unioni::demo::files;
use fra_unioni::features::documents::{self, DocumentKind, ImportedDocument, Reach};
use fra_unioni::platform::events::{self, EventKind};

use super::{TITLE, acts, begun, found, pdf, share, visitor};
use crate::support::browser::{Browser, Page};
use crate::support::{Cast, TestApp};

/// The example of a fiscal code the tax office gives, and a made-up number.
const PERSON: &str = "Il sig. Matteo Moretti, C.F. MRTMTT25D09F205Z, nato a Milano il 09/04/1925, \
    cellulare 347 1234567, matteo.moretti@gmail.com.";

fn of_a_person() -> Vec<u8> {
    files::pdf("Graduatoria", &[PERSON]).unwrap()
}

/// The number of a document that an import published for everybody, with personal data in its text.
fn imported(app: &TestApp, cast: &Cast) -> i64 {
    app.write(|tx| {
        let id = documents::insert_imported(
            tx,
            &ImportedDocument {
                author: cast.bruno.id,
                title: "Graduatoria".into(),
                summary: String::new(),
                body: PERSON.into(),
                kind: DocumentKind::Altro,
                topics: vec![cast.ict],
                unione: Some(cast.valle_serena),
                reach: Reach::Public,
                published_at: None,
                source_url: None,
                licence: None,
                file: None,
                deed: documents::Deed::default(),
            },
        )?;
        documents::number_of(tx, id)
    })
}

fn decide(browser: &mut Browser, button: &str, what: &str, why: &str) -> Page {
    browser
        .form(button)
        .tick("controllo", what)
        .fill("motivo_dati", why)
        .send()
}

/// The decisions that were logged.
fn decisions(app: &TestApp) -> Vec<String> {
    let log = app.read(|conn| events::after(conn, 0, 1_000));
    log.into_iter()
        .filter(|event| event.kind == EventKind::DocumentChecked)
        .map(|event| event.particulars["decision"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn without_personal_data_it_goes_out_by_itself() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let page = share(&mut chiara, TITLE, "public", "a.pdf", &pdf());
    assert!(
        page.has("Prima di pubblicarlo leggiamo il testo"),
        "{}",
        page.text()
    );
    assert_eq!(app.browser().visit(&page.address).status, 404);
    app.settle();
    let open = app.browser().visit(&page.address);
    assert_eq!(open.status, 200);
    for seen in [open, chiara.visit(&page.address)] {
        assert!(!seen.html.contains("id=\"dati-personali\""));
    }
    assert_eq!(decisions(&app), [""; 0]);
}

#[test]
fn with_personal_data_it_waits_for_a_decision_that_is_logged() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let page = share(
        &mut chiara,
        "Graduatoria",
        "public",
        "a.pdf",
        &of_a_person(),
    );
    app.settle();
    assert_eq!(app.browser().visit(&page.address).status, 404);
    assert_eq!(app.browser_as(&cast.bruno).visit(&page.address).status, 404);
    assert!(found(&app, &visitor(), "Moretti").is_empty());
    assert!(
        chiara
            .visit("/")
            .has("Prima di pubblicare «Graduatoria» decidi sui dati personali")
    );
    let seen = chiara.visit(&page.address);
    for words in [
        "MRTM••••••••••5Z",
        "347•••••67",
        "ma••••••••••••@gmail.com",
        "nato a Milano il ••/••/1925",
        "pagina 1",
    ] {
        assert!(seen.has(words), "{words}: {}", seen.text());
    }

    let none = chiara.form("Pubblica il documento").send();
    assert_eq!(none.status, 422);
    assert!(
        none.has("scegli che cosa hai deciso sui dati personali"),
        "{}",
        none.text()
    );
    let no_reason = decide(&mut chiara, "Pubblica il documento", "may_be_published", "");
    assert_eq!(no_reason.status, 422);
    assert!(no_reason.has("Scrivi perché i dati si possono pubblicare"));
    assert_eq!(app.browser().visit(&page.address).status, 404);
    assert_eq!(decisions(&app), [""; 0]);

    let published = decide(
        &mut chiara,
        "Pubblica il documento",
        "may_be_published",
        "È un esempio della norma.",
    );
    assert!(
        published.has("Documento pubblicato."),
        "{}",
        published.text()
    );
    assert!(published.has("ha deciso che i dati si possono pubblicare"));
    assert!(published.has("È un esempio della norma."));
    let open = app.browser().visit(&page.address);
    assert_eq!(open.status, 200);
    assert!(
        !open.has("È un esempio della norma."),
        "that is for those who answer for it"
    );
    assert_eq!(decisions(&app), ["may_be_published"]);
}

#[test]
fn who_hands_it_in_decides_and_the_reviewer_sees_it() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut chiara) = (app.browser_as(&cast.marco), app.browser_as(&cast.chiara));
    let page = share(
        &mut marco,
        "Graduatoria",
        "members",
        "a.pdf",
        &of_a_person(),
    );
    app.settle();
    assert!(
        app.letters()
            .iter()
            .any(|letter| letter.to.contains("Marco")
                && letter.text.contains("va deciso sui dati personali")),
        "he is told"
    );
    // The page and its acts are not for others.
    let mut bruno = app.browser_as(&cast.bruno);
    bruno.visit("/documenti");
    let csrf = bruno.csrf();
    let forged = bruno.post(
        &format!("{}/controllo", acts(&page)),
        &[("csrf", &csrf), ("controllo", "nothing_to_remove")],
    );
    assert_eq!(forged.status, 404);

    marco.visit(&page.address);
    let decided = decide(&mut marco, "Registra la decisione", "nothing_to_remove", "");
    assert!(decided.has("Decisione registrata."), "{}", decided.text());
    assert_eq!(
        app.browser_as(&cast.bruno).visit(&page.address).status,
        404,
        "a facilitatore publishes"
    );
    let seen = chiara.visit(&page.address);
    assert!(seen.has("Marco Ferri ha controllato"), "{}", seen.text());
    assert!(
        chiara
            .form("Pubblica il documento")
            .send()
            .has("Documento pubblicato.")
    );
    assert_eq!(app.browser_as(&cast.bruno).visit(&page.address).status, 200);
    assert_eq!(
        decisions(&app).first().map(String::as_str),
        Some("nothing_to_remove")
    );

    // For everybody it is decided anew.
    chiara.visit(&format!("{}/modifica", acts(&page)));
    chiara
        .form("Salva le modifiche")
        .untick("visibilita")
        .tick("visibilita", "public")
        .send();
    app.settle();
    assert_eq!(app.browser().visit(&page.address).status, 404);
    assert_eq!(app.browser_as(&cast.bruno).visit(&page.address).status, 200);
    chiara.visit(&page.address);
    decide(
        &mut chiara,
        "Pubblica il documento",
        "nothing_to_remove",
        "",
    );
    assert_eq!(app.browser().visit(&page.address).status, 200);
}

#[test]
fn a_decision_is_about_what_was_shown() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let number = imported(&app, &cast);
    app.settle();
    let address = format!("/documenti/{number}");
    let (mut paola, mut chiara) = (app.browser_as(&cast.paola), app.browser_as(&cast.chiara));
    paola.visit(&format!("{address}/versioni"));
    paola
        .form("Carica la nuova versione")
        .attach("file", "b.pdf", &of_a_person())
        .send();
    app.settle();
    chiara.visit(&address);
    chiara
        .form("Rimanda con la nota")
        .fill("nota", "Togli i nomi.")
        .send();

    // She reads the first version, and decides about that.
    let seen = chiara.visit(&address);
    assert!(
        seen.has("Il documento è già pubblicato: controlla, e decidi"),
        "{}",
        seen.text()
    );
    let open = paola.visit(&address);
    assert!(open.has("Versione 2") && open.has("Prima di pubblicarlo qualcuno deve controllare"));
    let nothing = chiara.form("Registra la decisione").send();
    assert_eq!(nothing.status, 422);
    assert!(!nothing.has("qualcun altro ha già deciso"));
    let decided = decide(
        &mut chiara,
        "Registra la decisione",
        "nothing_to_remove",
        "",
    );
    assert!(decided.has("Decisione registrata."), "{}", decided.text());
    assert!(decided.has("I dati personali sono stati controllati."));
    let still = paola.visit(&address);
    assert!(
        still.has("Prima di pubblicarlo qualcuno deve controllare"),
        "{}",
        still.text()
    );
    assert!(!still.has("nessun dato personale da togliere,"));

    // What changed while she looked is told, and nothing is decided.
    paola.visit(&address);
    let other = uuid::Uuid::now_v7().to_string();
    let late = paola
        .form("Registra la decisione")
        .tick("controllo", "nothing_to_remove")
        .fill("visto_id", &other)
        .send();
    assert_eq!(late.status, 409, "{}", late.text());
    assert!(late.has("Il documento è cambiato mentre lo guardavi"));
    assert_eq!(decisions(&app), ["nothing_to_remove"]);
}

#[test]
fn the_file_is_replaced_and_what_was_published_stays() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let page = share(&mut chiara, TITLE, "public", "a.pdf", &pdf());
    app.settle();
    let add = |chiara: &mut Browser, bytes: &[u8]| {
        chiara.visit(&format!("{}/versioni", acts(&page)));
        chiara
            .form("Carica la nuova versione")
            .attach("file", "b.pdf", bytes)
            .send();
        app.settle();
    };
    add(&mut chiara, &of_a_person());
    let open = app.browser().visit(&page.address);
    assert!(open.has("il comandante ne risponde"), "{}", open.text());
    assert!(!open.has("Moretti"));
    chiara.visit(&page.address);
    let upload = decide(&mut chiara, "Pubblica il documento", "replace", "");
    assert!(upload.has("Carica una nuova versione"), "{}", upload.text());
    assert_eq!(decisions(&app), ["replace"]);
    add(
        &mut chiara,
        &files::pdf("Graduatoria", &["Il vincitore è il candidato 12."]).unwrap(),
    );
    assert!(app.browser().visit(&page.address).has("il candidato 12"));
}

#[test]
fn what_cannot_be_read_is_looked_at_by_somebody() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let page = share(
        &mut chiara,
        "Foto",
        "members",
        "foto.jpg",
        b"\xFF\xD8\xFF\xE0 no text in here",
    );
    app.settle();
    assert_eq!(app.browser_as(&cast.bruno).visit(&page.address).status, 404);
    assert!(chiara.visit(&page.address).has("non si può leggere"));
    decide(
        &mut chiara,
        "Pubblica il documento",
        "nothing_to_remove",
        "",
    );
    assert_eq!(app.browser_as(&cast.bruno).visit(&page.address).status, 200);
}

#[test]
fn what_was_found_does_not_hide_that_a_part_was_not_read() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in [
        ("graduatoria.txt", PERSON.as_bytes()),
        ("foto.jpg", b"\xFF\xD8\xFF\xE0 no text in here"),
    ] {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(name, options).unwrap();
        std::io::Write::write_all(&mut zip, bytes).unwrap();
    }
    let zip = zip.finish().unwrap().into_inner();
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let unread = "Questo file, o una sua parte, non si può leggere in automatico";
    let page = share(&mut chiara, "Allegati", "public", "a.zip", &zip);
    let whole = share(
        &mut chiara,
        "Graduatoria",
        "public",
        "a.pdf",
        &of_a_person(),
    );
    app.settle();
    let page = chiara.visit(&page.address);
    assert!(
        page.has("dati personali.") && page.has("MRTM•"),
        "{}",
        page.text()
    );
    assert!(page.has(unread), "{}", page.text());
    let whole = chiara.visit(&whole.address);
    assert!(whole.has("MRTM•") && !whole.has(unread), "{}", whole.text());
}

#[test]
fn what_is_published_while_it_is_read_waits_for_the_reading() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut chiara) = (app.browser_as(&cast.marco), app.browser_as(&cast.chiara));
    let page = share(&mut marco, TITLE, "public", "a.pdf", &pdf());
    chiara.visit(&page.address);
    let said = chiara.form("Pubblica il documento").send();
    assert!(said.has("si pubblica da solo"), "{}", said.text());
    assert_eq!(app.browser().visit(&page.address).status, 404);
    app.settle();
    assert_eq!(app.browser().visit(&page.address).status, 200);
    // What changed after she decided goes to her again.
    let other = share(
        &mut marco,
        "Altro",
        "public",
        "a.pdf",
        &files::pdf("Altro", &["Altro."]).unwrap(),
    );
    chiara.visit(&other.address);
    chiara.form("Pubblica il documento").send();
    marco.visit(&format!("{}/modifica", acts(&other)));
    marco
        .form("Salva le modifiche")
        .fill("titolo", "Un altro titolo")
        .send();
    app.settle();
    assert_eq!(app.browser().visit(&other.address).status, 404);
}

#[test]
fn between_unioni_it_is_only_said() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = begun(&mut marco, "Graduatoria", "own")
        .attach("file", "a.pdf", &of_a_person())
        .send();
    app.settle();
    let seen = marco.visit(&page.address);
    assert!(seen.has("Tra unioni si può condividere"), "{}", seen.text());
    // Paola answers for the Unione.
    let mut paola = app.browser_as(&cast.paola);
    assert!(paola.visit(&page.address).has("MRTM•"));
}
