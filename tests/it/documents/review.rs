//! Facilitators decide on what they saw, and hear of what changes without them.

use fra_unioni::demo::files;

use super::{TITLE, acts, pdf, share};
use crate::support::browser::Browser;
use crate::support::{Cast, TestApp};

fn retitle(browser: &mut Browser, acts: &str, title: &str) {
    browser.visit(&format!("{acts}/modifica"));
    let page = browser
        .form("Salva le modifiche")
        .fill("titolo", title)
        .send();
    assert_eq!(page.status, 200, "{}", page.text());
}

#[test]
fn nobody_publishes_what_it_did_not_see() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut chiara) = (app.browser_as(&cast.marco), app.browser_as(&cast.chiara));
    let page = share(&mut marco, TITLE, "public", "a.pdf", &pdf());
    let acts = acts(&page);
    chiara.visit(&page.address);
    retitle(&mut marco, &acts, "Ben altro titolo");
    let refused = chiara.form("Pubblica il documento").send();
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(refused.title().starts_with("Errore: "));
    assert!(refused.has("Il documento è cambiato mentre lo guardavi"));
    assert!(refused.has(&format!("Il titolo: prima era «{TITLE}».")));
    assert!(!refused.has("La descrizione."));
    assert_eq!(app.browser().visit(&acts).status, 404);

    // A new version meanwhile, and the note stays where it was being written.
    marco.visit(&format!("{acts}/versioni"));
    marco
        .form("Carica la nuova versione")
        .attach("file", "b.docx", &files::docx(TITLE, &["Altro."]).unwrap())
        .send();
    let refused = chiara
        .form("Rimanda con la nota")
        .fill("nota", "Togli le firme.")
        .send();
    assert_eq!(refused.status, 409);
    assert!(refused.has("guardavi la versione 1, adesso c’è la versione 2"));
    let form = chiara.form("Rimanda con la nota");
    assert_eq!(form.value("nota"), "Togli le firme.");

    // Somebody else decides first: what was written is still there to be read.
    app.settle();
    let mut ada = app.browser_as(&cast.ada);
    ada.visit(&acts);
    ada.form("Pubblica il documento").send();
    let late = chiara.form("Rimanda con la nota").send();
    assert_eq!(late.status, 409);
    assert!(late.has("qualcun altro ha già deciso") && late.has("Togli le firme."));
    assert_eq!(app.browser().visit(&acts).status, 200);
}

#[test]
fn each_form_sent_twice_has_one_effect_and_the_same_answer() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut chiara) = (app.browser_as(&cast.marco), app.browser_as(&cast.chiara));
    let first = share(&mut marco, TITLE, "public", "a.pdf", &pdf());
    let second = share(&mut marco, "Un altro", "public", "a.pdf", &pdf());
    let edit = format!("{}/modifica", acts(&first));
    let withdraw = format!("{}/ritiro", acts(&first));
    for (of_chiara, at, button) in [
        (false, edit.as_str(), "Salva le modifiche"),
        (true, first.address.as_str(), "Pubblica il documento"),
        (true, second.address.as_str(), "Rimanda con la nota"),
        (false, withdraw.as_str(), "Ritira il documento"),
    ] {
        let browser = if of_chiara { &mut chiara } else { &mut marco };
        let page = browser.visit(at);
        let mut send = || {
            browser.page = page.clone();
            browser.form(button).fill("nota", "Togli le firme.").send()
        };
        let (once, twice) = (send(), send());
        assert_eq!(once.status, 200, "{button}: {}", once.text());
        assert_eq!(
            (once.status, &once.address, once.text()),
            (twice.status, &twice.address, twice.text()),
            "{button}"
        );
    }
}

#[test]
fn facilitators_hear_of_a_change_to_what_is_published() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut chiara) = (app.browser_as(&cast.marco), app.browser_as(&cast.chiara));
    let page = share(&mut marco, TITLE, "public", "a.pdf", &pdf());
    let acts = acts(&page);
    app.settle();
    chiara.visit(&page.address);
    chiara.form("Pubblica il documento").send();
    const SAID: &str = "Il documento è pubblicato: le modifiche si leggono subito";
    assert!(marco.visit(&format!("{acts}/modifica")).has(SAID));
    assert!(!chiara.visit(&format!("{acts}/modifica")).has(SAID));
    retitle(&mut chiara, &acts, "Titolo di Chiara");
    app.settle();
    assert!(
        !app.browser_as(&cast.ada)
            .visit("/notifiche")
            .has("ha modificato un documento pubblicato"),
        "who may publish needs nobody to look"
    );
    retitle(&mut marco, &acts, "Titolo di Marco");
    app.settle();
    assert!(app.browser().visit(&acts).has("Titolo di Marco"));
    let inbox = chiara.visit("/notifiche");
    assert!(
        inbox.has("Marco Ferri ha modificato un documento pubblicato"),
        "{}",
        inbox.text()
    );
    assert!(inbox.has("Titolo di Marco"));
}

#[test]
fn the_reason_of_a_withdrawal_is_for_whom_it_concerns() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut chiara) = (app.browser_as(&cast.marco), app.browser_as(&cast.chiara));
    let page = share(&mut marco, TITLE, "public", "a.pdf", &pdf());
    app.settle();
    chiara.visit(&page.address);
    chiara.form("Pubblica il documento").send();
    chiara.visit(&format!("{}/ritiro", acts(&page)));
    chiara
        .form("Ritira il documento")
        .fill("motivo", "C’erano dati personali.")
        .send();
    for person in [&cast.marco, &cast.paola, &cast.chiara] {
        let told = app.browser_as(person).visit(&page.address);
        assert_eq!(told.status, 410);
        assert!(told.has("C’erano dati personali."), "{}", told.text());
        assert!(told.has("23 novembre 2026"));
    }
    for mut other in [app.browser(), app.browser_as(&cast.bruno)] {
        let gone = other.visit(&page.address);
        assert_eq!(gone.status, 410);
        assert!(!gone.has("C’erano dati personali."));
    }
}
