//! Writing a practice while others write too, and while the page saves itself.

use fra_unioni::platform::events::{self, EventKind};

use crate::practice_editor::{autosave, write};
use crate::practices::{TITLE, begin, complete, published, section};
use crate::support::browser::Page;
use crate::support::{Cast, TestApp};

#[test]
fn two_people_in_one_section_see_both_texts_and_lose_neither() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut paola) = (app.browser_as(&cast.marco), app.browser_as(&cast.paola));
    let number = begin(&mut marco, "", TITLE);
    write(
        &mut marco,
        &number,
        "costi",
        &[("costi", "Costa poco a tutti."), ("avvio-da", "1.000")],
    );
    section(&mut marco, &number, "costi");
    section(&mut paola, &number, "costi");
    let page = paola
        .form("Salva la bozza")
        .fill("costi", "Costa tanto a tutti.")
        .fill("avvio-da", "2.000")
        .send();
    assert!(page.has("Bozza salvata."), "{}", page.text());
    let page = marco
        .form("Salva la bozza")
        .fill("costi", "Costa poco a noi.")
        .fill("annuo-da", "500")
        .send();
    assert_eq!(page.status, 409);
    assert!(page.has("Qualcuno ha salvato prima di te"));
    assert!(
        page.has("Paola Villa ha salvato questa parte alle ")
            || page.has("ha salvato questa parte alle "),
        "{}",
        page.text()
    );
    assert!(page.html.contains("<del>") && page.html.contains("<ins>"));
    // Field by field: Paola's figure, one's own words touched up, and what only Marco typed.
    let form = marco.form("Salva la bozza");
    assert_eq!(form.value("avvio-da"), "1.000");
    assert_eq!(form.value("costi"), "Costa poco a noi.");
    let page = form
        .fill("tieni-avvio-da", "altro")
        .fill("costi", "Costa tanto a tutti, poco a noi.")
        .send();
    assert!(page.has("Bozza salvata."), "{}", page.text());
    let form = marco.form("Salva la bozza");
    assert_eq!(form.value("avvio-da"), "2.000");
    assert_eq!(form.value("annuo-da"), "500");
    assert_eq!(form.value("costi"), "Costa tanto a tutti, poco a noi.");

    // Paola's window is old by now: she is told too, and saved again meanwhile once more.
    paola.visit(&format!("/pratiche/{number}/modifica/costi"));
    write(&mut marco, &number, "costi", &[("costi", "Ancora Marco.")]);
    let page = paola.form("Salva la bozza").fill("costi", "Paola.").send();
    assert_eq!(page.status, 409);
    write(&mut marco, &number, "costi", &[("costi", "E ancora.")]);
    let page = paola.form("Salva la bozza").send();
    assert_eq!(page.status, 409, "what she compared with has changed again");
    // His words are marked beside hers, and each text is still there whole.
    assert!(page.has("E ancora"), "{}", page.text());
    let form = paola.form("Salva la bozza");
    assert_eq!(form.value("costi"), "Paola.");
    assert_eq!(form.value("altro-costi"), "E ancora.");
}

#[test]
fn a_row_that_somebody_added_meanwhile_is_not_lost() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut paola) = (app.browser_as(&cast.marco), app.browser_as(&cast.paola));
    let number = begin(&mut marco, "", TITLE);
    let phases = [
        ("fase-1-titolo", "Si parte"),
        ("fase-2-titolo", "Si cresce"),
    ];
    write(&mut marco, &number, "percorso", &phases);
    section(&mut marco, &number, "percorso");
    section(&mut paola, &number, "percorso")
        .form("Aggiungi una fase")
        .send();
    paola
        .form("Salva la bozza")
        .fill("fase-3-titolo", "Ci si ferma")
        .send();
    paola.form("Salva la bozza").fill("azione", "su-3").send();
    let page = marco
        .form("Salva la bozza")
        .fill("fase-1-titolo", "Si parte in tre")
        .send();
    assert_eq!(page.status, 409);
    assert!(page.has("C’è solo nel testo già salvato: resta, se non la togli."));
    let page = marco.form("Salva la bozza").send();
    assert!(page.has("Bozza salvata."), "{}", page.text());
    let form = marco.form("Salva la bozza");
    let titles: Vec<&str> = ["fase-1-titolo", "fase-2-titolo", "fase-3-titolo"]
        .iter()
        .map(|name| form.value(name))
        .collect();
    assert_eq!(titles, ["Si parte in tre", "Ci si ferma", "Si cresce"]);
}

#[test]
fn two_people_in_two_sections_do_not_disturb_each_other() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut paola) = (app.browser_as(&cast.marco), app.browser_as(&cast.paola));
    let number = begin(&mut marco, "", TITLE);
    section(&mut marco, &number, "contesto");
    section(&mut paola, &number, "lezioni");
    for (browser, field) in [(&mut paola, "fate"), (&mut marco, "contesto")] {
        let page = browser
            .form("Salva la bozza")
            .fill(field, "Scritto.")
            .send();
        assert!(page.has("Bozza salvata."), "{}", page.text());
    }
    for (name, field) in [("contesto", "contesto"), ("lezioni", "fate")] {
        section(&mut marco, &number, name);
        assert_eq!(
            marco.form("Salva la bozza").value(field),
            "Scritto.",
            "{name}"
        );
    }
    // Also when the draft of a published practice is opened by both.
    let number = published(&app, &cast);
    section(&mut marco, &number, "contesto");
    section(&mut paola, &number, "lezioni");
    for (browser, field) in [(&mut paola, "fate"), (&mut marco, "contesto")] {
        let page = browser.form("Salva la bozza").fill(field, "Nuovo.").send();
        assert!(page.has("Bozza salvata."), "{}", page.text());
    }
    let page = section(&mut paola, &number, "contesto").page.clone();
    assert!(page.has("Che cosa cambia rispetto alla versione pubblicata"));
    assert!(page.html.contains("<ins>"), "{}", page.html);
    assert!(
        page.has("Ultima bozza di questa parte: Marco"),
        "{}",
        page.text()
    );
}

#[test]
fn what_is_typed_too_late_is_still_there_to_be_copied() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut paola) = (app.browser_as(&cast.marco), app.browser_as(&cast.paola));
    let number = begin(&mut marco, "", TITLE);
    section(&mut marco, &number, "contesto");
    complete(&mut paola, &number);
    paola.form("Invia la pratica").send();
    let answer = autosave(
        &mut marco,
        &format!("/pratiche/{number}/modifica/contesto"),
        &[("contesto", "Troppo tardi.")],
    );
    assert_eq!(answer.status, 409);
    assert!(
        answer.html.contains("passata in altre mani"),
        "{}",
        answer.html
    );
    let page = marco
        .form("Salva la bozza")
        .fill("contesto", "Troppo tardi.")
        .send();
    assert_eq!(page.status, 409);
    assert!(page.has("passata in altre mani") && page.has("Troppo tardi."));
}

#[test]
fn a_page_saves_itself_without_filling_the_log_or_fighting_with_its_own_button() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let number = begin(&mut marco, "", TITLE);
    let path = format!("/pratiche/{number}/modifica/contesto");
    section(&mut marco, &number, "contesto");
    let before = drafted(&app);
    for typed in ["Cinque", "Cinque comuni", "Cinque comuni."] {
        let answer = autosave(&mut marco, &path, &[("contesto", typed)]);
        assert_eq!(answer.status, 200, "{}", answer.html);
        assert!(
            answer.html.contains("Bozza salvata alle "),
            "{}",
            answer.html
        );
    }
    assert_eq!(drafted(&app), before + 1, "one event for one sitting");
    // The button of the same page, after the page has saved itself.
    let page = marco
        .form("Salva la bozza")
        .fill("contesto", "Cinque comuni, un server.")
        .send();
    assert!(page.has("Bozza salvata."), "{}", page.text());
    assert_eq!(drafted(&app), before + 1);

    // Something that cannot be saved yet is said, and changes nothing.
    section(&mut marco, &number, "percorso");
    let answer = autosave(
        &mut marco,
        &format!("/pratiche/{number}/modifica/percorso"),
        &[
            ("fase-1-tipo", "survey"),
            ("fase-1-titolo", "x"),
            ("fase-1-dal", "20"),
        ],
    );
    assert_eq!(answer.status, 422);
    assert!(
        answer
            .html
            .contains("Bozza non ancora salvata. Fase 1: scrivi la data")
    );

    // Somebody else's page learns of it; a window of one's own that is older does too.
    let mut paola = app.browser_as(&cast.paola);
    section(&mut paola, &number, "contesto");
    section(&mut marco, &number, "contesto");
    autosave(&mut marco, &path, &[("contesto", "Di Marco.")]);
    let answer = autosave(&mut paola, &path, &[("contesto", "Di Paola.")]);
    assert_eq!(answer.status, 409);
    assert!(answer.html.contains("Marco"), "{}", answer.html);
    let answer = autosave(&mut paola, &path, &[("contesto", "Di Marco.")]);
    assert_eq!(answer.status, 200, "the same words are no conflict");

    let stranger = autosave_as_stranger(&app, &cast, &number);
    assert_eq!(stranger.status, 404);
}

fn autosave_as_stranger(app: &TestApp, cast: &Cast, number: &str) -> Page {
    let mut bruno = app.browser_as(&cast.bruno);
    bruno.visit("/pratiche/nuova");
    let token = bruno.csrf();
    bruno.post(
        &format!("/pratiche/{number}/modifica/contesto/bozza"),
        &[("csrf", &token), ("contesto", "x")],
    )
}

fn drafted(app: &TestApp) -> usize {
    let log = app.read(|conn| events::after(conn, 0, 1000));
    log.iter()
        .filter(|event| event.kind == EventKind::PracticeDrafted)
        .count()
}

#[test]
fn who_facilitates_reads_nothing_of_a_draft_the_unione_has_not_sent() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let number = published(&app, &cast);
    let mut marco = app.browser_as(&cast.marco);
    write(
        &mut marco,
        &number,
        "contesto",
        &[("contesto", "Ancora da limare.")],
    );
    write(
        &mut marco,
        &number,
        "in-breve",
        &[("titolo", "Un titolo non ancora detto")],
    );
    let mut chiara = app.browser_as(&cast.chiara);
    chiara.visit("/pratiche/nuova");
    let token = chiara.csrf();
    for path in ["modifica/contesto", "intervista"] {
        let page = chiara.post(
            &format!("/pratiche/{number}/{path}"),
            &[
                ("csrf", &token),
                ("azione", "salva"),
                ("visto", ""),
                ("contesto", "Scritto da chi facilita."),
            ],
        );
        assert_eq!(page.status, 409, "{path}");
        assert!(page.has("Scritto da chi facilita."), "{}", page.text());
        assert!(!page.html.contains("Ancora da limare."), "{path}");
        assert!(!page.html.contains("Un titolo non ancora detto"), "{path}");
    }
    let page = chiara.visit(&format!("/pratiche/{number}/revisione"));
    assert_eq!(page.status, 409);
    assert!(page.has(TITLE) && !page.html.contains("Un titolo non ancora detto"));
}
