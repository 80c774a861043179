//! What the pages say is what happens: after a save, of a promised file, of an old version, of a report.

use fra_unioni::demo::files;
use fra_unioni::features::people::{self, NewPerson, PersonState};
use fra_unioni::features::unioni;
use fra_unioni::platform::actor::{BodyId, OfficeKind, PersonId, Scope};

use super::{TITLE, acts, begun, pdf, share};
use crate::support::browser::{Browser, Page};
use crate::support::{Cast, TestApp};

fn docx() -> Vec<u8> {
    files::docx(TITLE, &["Il testo nuovo parla di videosorveglianza."]).unwrap()
}

fn add_version(browser: &mut Browser, acts: &str, name: &str, bytes: &[u8]) -> Page {
    browser.visit(&format!("{acts}/versioni"));
    let form = browser.form("Carica la nuova versione");
    form.attach("file", name, bytes).send()
}

/// Sara facilitates Lombardia, where none of the stories are.
fn sara(app: &TestApp, cast: &Cast) -> PersonId {
    app.write(|tx| {
        let id = people::add(
            tx,
            &NewPerson {
                given_name: "Sara".into(),
                family_name: "Greco".into(),
                email: "sara@esempio.example".into(),
                state: PersonState::Active,
                admin: false,
            },
        )?;
        let membership = people::join(tx, id, cast.terre_del_salice, "")?;
        let lombardia = Scope::Region("Lombardia".into());
        people::grant(tx, membership, OfficeKind::Facilitatore, &lombardia)?;
        Ok(id)
    })
}

fn number_of(app: &TestApp, unione: BodyId) -> String {
    app.read(|conn| unioni::briefs(conn, &[unione]))[&unione]
        .number
        .to_string()
}

#[test]
fn what_is_said_after_a_save_is_what_will_happen() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut sara = app.browser_of(sara(&app, &cast));
    let form = sara.visit("/documenti/nuovo");
    assert!(form.has("se è della tua regione o dei tuoi argomenti"));
    let elsewhere = share(&mut sara, "Piano", "public", "a.pdf", &pdf());
    assert!(
        elsewhere.has("Documento caricato: un facilitatore lo pubblica dopo averlo guardato."),
        "{}",
        elsewhere.text()
    );
    let form = sara.visit(&format!("{}/modifica", acts(&elsewhere)));
    assert!(form.has("per gli iscritti o per tutti prima lo guarda un facilitatore"));

    let mut chiara = app.browser_as(&cast.chiara);
    let page = share(&mut chiara, TITLE, "public", "a.pdf", &pdf());
    assert!(page.has("Documento caricato. Si pubblica da solo"));
    let acts = acts(&page);
    chiara.visit(&format!("{acts}/modifica"));
    let form = chiara.form("Salva le modifiche");
    let saved = form.fill("descrizione", "Con gli allegati.").send();
    assert!(
        saved.has("Salvato. Si pubblica da solo appena abbiamo letto il testo."),
        "{}",
        saved.text()
    );
    app.settle();
    let added = add_version(&mut chiara, &acts, "b.docx", &docx());
    assert!(
        added.has("Nuova versione caricata. Si pubblica da sola"),
        "{}",
        added.text()
    );
    assert!(added.has("Qui leggi la versione 2, che si pubblica da sola"));
    app.settle();
    let page = app.browser().visit(&page.address);
    assert!(page.has("videosorveglianza"), "{}", page.text());
}

#[test]
fn the_very_file_that_is_there_is_no_new_version() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let acts = acts(&share(&mut marco, TITLE, "own", "a.pdf", &pdf()));
    let other = share(&mut marco, "Un altro", "own", "b.docx", &docx());

    let same = add_version(&mut marco, &acts, "di nuovo.pdf", &pdf());
    assert_eq!(same.status, 422, "{}", same.text());
    assert!(same.has("Questo file è già quello del documento"));
    assert!(!marco.visit(&acts).has("Versione 2"));

    // Another one is taken, once however often the form arrives, and its twin is told.
    let form = marco.visit(&format!("{acts}/versioni"));
    for _ in 0..2 {
        marco.page = form.clone();
        let form = marco.form("Carica la nuova versione");
        let page = form.attach("file", "b.docx", &docx()).send();
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(page.has("è anche nel documento n. 2, «Un altro»"));
        assert!(page.has("Versione 2") && !page.has("Versione 3"));
    }
    assert!(other.has("Un altro"));
    // Going back to an older one is a change.
    let back = add_version(&mut marco, &acts, "a.pdf", &pdf());
    assert!(back.has("Versione 3"), "{}", back.text());
    assert!(!back.has("è anche nel documento"));
}

#[test]
fn a_promised_file_has_come_when_those_it_is_for_read_it() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let promised = begun(&mut app.browser_as(&cast.chiara), TITLE, "public")
        .fill("unione", &number_of(&app, cast.valle_serena))
        .fill("promesso_entro", "2027-03-31")
        .send();
    assert!(promised.has("Documento annunciato"), "{}", promised.text());
    app.settle();

    let mut marco = app.browser_as(&cast.marco);
    let mine = add_version(&mut marco, &acts(&promised), "a.pdf", &pdf());
    assert!(
        mine.has("Qui leggi la versione 1, che aspetta un facilitatore. Fino ad allora gli altri non leggono ancora niente."),
        "{}",
        mine.text()
    );
    assert!(!mine.has("Carica il file") && !mine.has("arrivato in tempo"));
    app.settle();
    assert!(marco.visit(&promised.address).has("il comandante"));
    let page = app.browser_as(&cast.bruno).visit(&promised.address);
    assert!(page.has("non ancora arrivato"), "{}", page.text());
    assert!(!page.has("arrivato in tempo") && !page.has("versione 0"));
    let found = app.browser().visit("/cerca?q=regolamento");
    assert!(found.has("non ancora arrivato"), "{}", found.text());

    // It was in time, however late somebody looks.
    app.clock.advance(chrono::Duration::days(400));
    let mut chiara = app.browser_as(&cast.chiara);
    let waiting = chiara.visit(&promised.address);
    assert!(waiting.has("il comandante") && !waiting.has("Il file non c’è ancora"));
    chiara.form("Pubblica il documento").send();
    app.settle();
    let page = app.browser().visit(&promised.address);
    assert!(page.has("il comandante"), "{}", page.text());
    assert!(page.has("arrivato in tempo"), "{}", page.text());
}

#[test]
fn beside_an_old_version_nothing_is_said_of_the_newest() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = share(&mut marco, TITLE, "public", "a.pdf", &pdf());
    app.settle();
    let mut chiara = app.browser_as(&cast.chiara);
    chiara.visit(&page.address);
    chiara.form("Pubblica il documento").send();
    let newest = add_version(&mut marco, &acts(&page), "b.docx", &docx());
    assert!(newest.has("Qui leggi la versione 2"), "{}", newest.text());
    let old = marco.visit(&format!("{}?versione=1", page.address));
    assert!(old.has("Stai leggendo la versione 1."), "{}", old.text());
    assert!(!old.has("Qui leggi"), "{}", old.text());
}

#[test]
fn between_unioni_a_report_is_for_who_answers_for_the_document() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = begun(&mut marco, TITLE, "named")
        .tick("unioni", &number_of(&app, cast.terre_del_salice))
        .attach("file", "a.pdf", &pdf())
        .send();
    app.settle();
    let mut bruno = app.browser_as(&cast.bruno);
    let form = bruno.visit(&format!("{}/segnalazioni", acts(&page)));
    assert!(form.has("la legge e la chiude chi risponde del documento"));
    assert!(!form.has("un facilitatore"), "{}", form.text());
    let reported = bruno
        .form("Invia la segnalazione")
        .tick("motivo", "personal_data")
        .fill("parole", "A pagina 1.")
        .send();
    assert!(
        reported.has("finché chi risponde del documento non l’ha guardato"),
        "{}",
        reported.text()
    );
    assert!(reported.has("torna leggibile quando chi risponde del documento l’ha guardato"));
    assert!(!reported.has("un facilitatore"), "{}", reported.text());
    marco.visit(&page.address);
    let form = marco.form("Chiudi la segnalazione");
    assert!(
        form.fill("nota", "Non è un dato.")
            .send()
            .has("Segnalazione chiusa.")
    );
}
