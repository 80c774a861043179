//! How a practice comes to be read by others.

use fra_unioni::features::people;
use fra_unioni::features::practices::{
    self, ImportedPractice, insert_imported, review_queue, update_imported, waiting_for,
};
use fra_unioni::platform::actor::Actor;
use fra_unioni::platform::audience::Token;
use fra_unioni::platform::events::{self, Event, EventKind};
use fra_unioni::platform::subject::SubjectKind;

use crate::support::browser::{Browser, Page};
use crate::support::{Cast, TestApp};

pub const TITLE: &str = "Mettere insieme la polizia locale";

/// Begins a practice and answers its number.
pub fn begin(browser: &mut Browser, unione: &str, title: &str) -> String {
    browser.visit("/pratiche/nuova");
    let form = browser.form("Comincia a raccontare");
    let form = if unione.is_empty() {
        form
    } else {
        form.fill("unione", unione)
    };
    let page = form
        .fill("titolo", title)
        .fill("riassunto", "Quattro comuni, un solo comando.")
        .tick("argomenti", "ict")
        .send();
    assert_eq!(page.status, 200, "{}", page.text());
    let number = page
        .address
        .split('/')
        .nth(2)
        .unwrap_or_default()
        .to_owned();
    assert_eq!(
        page.address,
        format!("/pratiche/{number}/modifica/contesto")
    );
    number
}

/// Opens a page of the editor.
pub fn section<'a>(browser: &'a mut Browser, number: &str, section: &str) -> &'a mut Browser {
    let page = browser.visit(&format!("/pratiche/{number}/modifica/{section}"));
    assert_eq!(page.status, 200, "{section}: {}", page.text());
    browser
}

/// Fills in all that is asked before sending.
pub fn complete(browser: &mut Browser, number: &str) {
    let page = section(browser, number, "percorso")
        .form("Salva e continua")
        .fill("fase-1-tipo", "survey")
        .fill("fase-1-titolo", "Si parte")
        .fill("fase-1-dal", "2006")
        .fill("fase-1-al", "2007")
        .fill("fase-1-testo", "Tre comuni firmano.")
        .fill("fase-2-tipo", "stall")
        .fill("fase-2-titolo", "Ci si ferma")
        .fill("fase-2-causa", "lack_of_staff")
        .send();
    assert_eq!(
        page.address,
        format!("/pratiche/{number}/modifica/organizzazione")
    );
    for (name, fields) in [
        (
            "organizzazione",
            &[("organizzazione", "Un comandante, quattro presidi.")][..],
        ),
        (
            "ostacoli",
            &[
                (
                    "ostacolo-1-testo",
                    "I sindaci temevano di perdere il loro vigile.",
                ),
                ("ostacolo-1-tipo", "political"),
                ("ostacolo-1-esito", "open"),
            ],
        ),
        (
            "vantaggi",
            &[
                ("vantaggio-1-testo", "Pattuglie anche la sera."),
                ("vantaggio-1-prova", "perceived"),
            ],
        ),
        ("lezioni", &[("lezioni", "Partite dai turni.")]),
        ("contatti", &[("contatti", "Comando della polizia locale")]),
    ] {
        let mut form = section(browser, number, name).form("Salva la bozza");
        for (field, value) in fields {
            form = form.fill(field, value);
        }
        assert_eq!(form.send().status, 200, "{name}");
    }
    let page = section(browser, number, "rivedi").page.clone();
    assert!(page.has("C’è tutto quello che serve."), "{}", page.text());
}

/// Goes through the whole life up to publication and answers the number.
pub fn published(app: &TestApp, cast: &Cast) -> String {
    let mut marco = app.browser_as(&cast.marco);
    let number = begin(&mut marco, "", TITLE);
    complete(&mut marco, &number);
    marco.form("Invia la pratica").send();
    let mut chiara = app.browser_as(&cast.chiara);
    chiara.visit(&format!("/pratiche/{number}/revisione"));
    chiara.form("Pubblica").send();
    number
}

fn status(app: &TestApp, path: &str) -> u16 {
    app.browser().visit(path).status
}

pub fn actor(app: &TestApp, person: &crate::support::cast::Person) -> Actor {
    app.read(|conn| people::actors(conn, &[person.id]))
        .remove(&person.id)
        .expect("somebody who may sign in")
}

pub fn last_event(app: &TestApp, kind: EventKind) -> Event {
    app.read(|conn| events::after(conn, 0, 1000))
        .into_iter()
        .rfind(|event| event.kind == kind)
        .expect("it was recorded")
}

#[test]
fn from_the_first_line_to_the_public() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let number = begin(&mut marco, "", TITLE);
    let path = format!("/pratiche/{number}");

    // A draft is for its Unione alone.
    assert_eq!(marco.visit(&path).status, 200);
    assert_eq!(app.browser_as(&cast.paola).visit(&path).status, 200);
    for stranger in [&cast.bruno, &cast.chiara] {
        let mut stranger = app.browser_as(stranger);
        assert_eq!(stranger.visit(&path).status, 404);
        assert_eq!(stranger.visit(&format!("{path}/modifica")).status, 404);
    }
    assert_eq!(status(&app, &path), 404);
    assert!(!app.browser().visit("/pratiche").has(TITLE));

    complete(&mut marco, &number);
    let page = marco.form("Invia la pratica").send();
    assert!(page.has("Pratica inviata."), "{}", page.text());
    assert!(page.has("In revisione") && page.has("Ora tocca a chi facilita"));
    assert_eq!(marco.visit(&format!("{path}/modifica")).status, 409);
    assert_eq!(status(&app, &path), 404);
    assert_eq!(app.browser_as(&cast.bruno).visit(&path).status, 404);

    // Chiara sends it back: a note is needed.
    let chiara_acts = actor(&app, &cast.chiara);
    assert_eq!(
        app.read(|conn| review_queue(conn, &chiara_acts, 10)).len(),
        1
    );
    let mut chiara = app.browser_as(&cast.chiara);
    let review = format!("{path}/revisione");
    chiara.visit(&review);
    let page = chiara.form("Rimanda con le note").send();
    assert_eq!(page.status, 422);
    assert!(page.title().starts_with("Errore: ") && page.has("Scrivi che cosa c’è da sistemare"));
    let page = chiara
        .form("Rimanda con le note")
        .fill("nota", "Ostacoli: dite anche che cosa avete fatto.")
        .send();
    assert_eq!(
        page.address, "/redazione",
        "she goes on with what else waits"
    );
    assert!(
        page.has("Pratica rimandata con le tue note."),
        "{}",
        page.text()
    );

    // Marco is told, and mends.
    let marco_acts = actor(&app, &cast.marco);
    let waiting = app.read(|conn| waiting_for(conn, &marco_acts));
    assert_eq!(waiting.len(), 1);
    assert!(waiting[0].sentence.contains("da sistemare"));
    let event = last_event(&app, EventKind::PracticeSentBack);
    let told = app
        .read(|conn| practices::told(conn, &marco_acts, &[&event]))
        .remove(&event.seq)
        .expect("told");
    assert_eq!(
        told.sentence,
        "Chiara Conti ha rimandato la pratica con una nota"
    );
    assert_eq!(told.body, "Ostacoli: dite anche che cosa avete fatto.");
    let page = marco.visit(&waiting[0].url);
    assert!(
        page.has("dite anche che cosa avete fatto"),
        "{}",
        page.text()
    );
    section(&mut marco, &number, "ostacoli")
        .form("Salva la bozza")
        .fill(
            "ostacolo-1-soluzione",
            "Presidi fissi due mattine a settimana.",
        )
        .fill("ostacolo-1-esito", "solved")
        .send();
    marco.visit(&format!("{path}/modifica/rivedi"));
    let page = marco.form("Invia la pratica").send();
    assert!(page.has("In revisione"), "{}", page.text());

    chiara.visit(&review);
    let page = chiara.form("Pubblica").send();
    assert!(page.has("Pratica pubblicata"), "{}", page.text());

    // Everybody reads it.
    let mut visitor = app.browser();
    let page = visitor.visit(&path);
    assert_eq!(page.status, 200);
    assert_eq!(
        page.address,
        format!("{path}-mettere-insieme-la-polizia-locale")
    );
    for text in [
        TITLE,
        "Unione Valle Serena",
        "Pubblicata",
        "2006–2007: ricognizione",
        "date non indicate: stasi",
        "Che cosa l’ha fermata: mancanza di personale",
        "Presidi fissi due mattine a settimana.",
        "Risolto",
        "Percepito",
        "Partite dai turni.",
        "non indicato",
        "versione 1, Fra Unioni, 23 novembre 2026",
    ] {
        assert!(page.has(text), "{text}: {}", page.text());
    }
    assert!(!page.has("Modifica") && !page.has("Ora tocca"));
    assert!(
        visitor
            .visit("/pratiche?argomento=ict&regione=Lazio")
            .has(TITLE)
    );
    assert!(
        !visitor
            .visit("/pratiche?argomento=suap-commercio")
            .has(TITLE)
    );
    assert!(!visitor.visit("/pratiche?argomento=personale").has(TITLE));
    assert!(visitor.visit("/pratiche?pagina=2").has(TITLE));
    let event = last_event(&app, EventKind::PracticePublished);
    let told = app
        .read(|conn| practices::told(conn, &Actor::visitor(), &[&event]))
        .remove(&event.seq)
        .expect("told");
    assert_eq!(
        told.sentence,
        "L’Unione Valle Serena ha pubblicato una pratica"
    );
    let entries = app.read(|conn| practices::entries(conn, event.subject.id));
    assert_eq!(entries.len(), 1);
    assert!(entries[0].body.contains("Presidi fissi") && entries[0].audience == ["public"]);
    assert_eq!(entries[0].topics, ["ict"]);
}

#[test]
fn what_a_facilitatore_writes_waits_for_the_unione() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    chiara.visit("/pratiche/nuova");
    let unione = app.read(|conn| {
        let briefs = fra_unioni::features::unioni::briefs(conn, &[cast.valle_serena])?;
        Ok(briefs[&cast.valle_serena].number.to_string())
    });
    let number = begin(&mut chiara, &unione, TITLE);
    complete(&mut chiara, &number);
    let path = format!("/pratiche/{number}");
    let ask = format!("{path}/richiesta-conferma");
    assert!(
        !chiara
            .visit(&format!("{path}/modifica/rivedi"))
            .links(&ask)
            .is_empty()
    );
    chiara.visit(&ask);
    // Paola answers for the Unione: she is proposed.
    let page = chiara.form("Manda la richiesta").send();
    assert!(
        page.has("Ora tocca all’Unione Valle Serena"),
        "{}",
        page.text()
    );
    assert_eq!(app.browser_as(&cast.bruno).visit(&path).status, 404);
    // Chiara may read it, but the yes is not hers.
    chiara.visit(&path);
    let token = chiara.csrf();
    let page = chiara.post(
        &format!("{path}/revisione"),
        &[("csrf", &token), ("azione", "conferma")],
    );
    assert_eq!(page.status, 403);
    assert!(page.has("La conferma chi lavora nell’unione"));

    let paola_acts = actor(&app, &cast.paola);
    let waiting = app.read(|conn| waiting_for(conn, &paola_acts));
    assert!(
        waiting[0]
            .sentence
            .contains("aspetta la conferma della tua unione")
    );
    let event = last_event(&app, EventKind::PracticeSentToConfirm);
    assert!(
        app.read(|conn| practices::told(conn, &paola_acts, &[&event]))
            .contains_key(&event.seq)
    );
    let bruno_acts = actor(&app, &cast.bruno);
    assert!(
        app.read(|conn| practices::told(conn, &bruno_acts, &[&event]))
            .is_empty()
    );

    let mut paola = app.browser_as(&cast.paola);
    paola.visit(&waiting[0].url);
    let page = paola
        .form("Rimanda con le note")
        .fill("nota", "I comuni sono cinque.")
        .send();
    assert!(page.has("Ora tocca a chi facilita"), "{}", page.text());
    chiara.visit(&ask);
    chiara.form("Manda la richiesta").send();
    paola.visit(&format!("{path}/revisione"));
    let page = paola.form("Conferma e pubblica").send();
    assert!(
        page.has("Pratica pubblicata: ora la leggono tutti."),
        "{}",
        page.text()
    );
    assert_eq!(status(&app, &path), 200);
}

#[test]
fn nothing_is_published_that_is_not_complete() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let number = begin(&mut marco, "", TITLE);
    marco.visit(&format!("/pratiche/{number}/modifica/rivedi"));
    let page = marco.form("Invia la pratica").send();
    assert_eq!(page.status, 422);
    for text in [
        "Racconta almeno due fasi del percorso",
        "Scrivi com’è organizzato il lavoro",
        "Racconta almeno un ostacolo, anche se non è risolto",
        "Racconta almeno un vantaggio",
        "Scrivi che cosa avete imparato",
        "Scrivi a quale ufficio si può chiedere",
    ] {
        assert!(page.has(text), "{text}: {}", page.text());
    }
    assert!(
        !page
            .links(&format!("/pratiche/{number}/modifica/percorso#fase-1"))
            .is_empty()
    );
    assert!(marco.visit(&format!("/pratiche/{number}")).has("Bozza"));
}

#[test]
fn a_form_sent_twice_has_one_effect() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    marco.visit("/pratiche/nuova");
    let opened = marco.page.clone();
    let send = |marco: &mut Browser, opened: &Page| -> String {
        marco.page = opened.clone();
        marco
            .form("Comincia a raccontare")
            .fill("titolo", TITLE)
            .send()
            .address
    };
    let first = send(&mut marco, &opened);
    assert_eq!(send(&mut marco, &opened), first);
    let number = first.split('/').nth(2).unwrap().to_owned();
    let save = section(&mut marco, &number, "contesto").page.clone();
    for _ in 0..2 {
        marco.page = save.clone();
        let page = marco.form("Salva la bozza").fill("contesto", "x").send();
        assert_eq!(page.status, 200, "{}", page.text());
    }
    section(&mut marco, &number, "in-breve")
        .form("Salva la bozza")
        .fill("riassunto", "In breve")
        .tick("argomenti", "ict")
        .send();
    complete(&mut marco, &number);
    let review = marco.page.clone();
    for _ in 0..2 {
        marco.page = review.clone();
        let page = marco.form("Invia la pratica").send();
        assert_eq!(page.status, 200, "{}", page.text());
    }
}

#[test]
fn a_published_practice_is_mended_beside_what_everybody_reads() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let number = published(&app, &cast);
    let path = format!("/pratiche/{number}");
    let mut marco = app.browser_as(&cast.marco);
    section(&mut marco, &number, "in-breve")
        .form("Salva la bozza")
        .fill("titolo", "Un solo comando")
        .untick("argomenti")
        .tick("argomenti", "polizia-locale")
        .send();
    // Everybody reads the old text, under the old topics; strangers are told nothing of the draft.
    let mut visitor = app.browser();
    let page = visitor.visit(&format!("{path}?bozza=1"));
    assert!(page.has(TITLE) && page.has("Pubblicata"));
    assert!(!page.has("Un solo comando") && !page.has("Bozza"));
    assert!(visitor.visit("/pratiche?argomento=ict").has(TITLE));
    let page = app
        .browser_as(&cast.bruno)
        .visit(&format!("{path}?bozza=1"));
    assert!(!page.has("Un solo comando"));
    assert_eq!(
        app.browser_as(&cast.bruno)
            .visit(&format!("{path}/modifica"))
            .status,
        403
    );
    let page = marco.visit(&path);
    assert!(page.has(TITLE) && page.has("C’è una bozza più recente"));
    assert!(
        marco
            .visit(&format!("{path}?bozza=1"))
            .has("Un solo comando")
    );

    marco.visit(&format!("{path}/modifica/rivedi"));
    marco
        .form("Invia la pratica")
        .fill("cambiamento", "Un titolo più corto")
        .send();
    assert!(visitor.visit(&path).has(TITLE));
    let mut chiara = app.browser_as(&cast.chiara);
    chiara.visit(&format!("{path}/revisione"));
    chiara.form("Pubblica").send();
    let page = visitor.visit(&path);
    assert!(page.has("Un solo comando") && page.has("Versione 2"));
    assert_eq!(page.address, format!("{path}-un-solo-comando"));
    assert!(
        visitor
            .visit("/pratiche?argomento=polizia-locale")
            .has("Un solo comando")
    );

    // Archived: off the lists, still there.
    let mut paola = app.browser_as(&cast.paola);
    paola.visit(&format!("{path}/archiviazione"));
    let page = paola.form("Archivia la pratica").send();
    assert!(page.has("Pratica archiviata."), "{}", page.text());
    let list = visitor.visit("/pratiche");
    assert!(!list.has("Un solo comando"));
    assert!(
        !list.has("Lazio"),
        "a region without practices is not offered"
    );
    let page = visitor.visit(&path);
    assert_eq!(page.status, 200);
    assert!(page.has("Questa pratica è archiviata"));
}

#[test]
fn what_is_being_written_and_asked_stays_with_those_it_is_for() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let number = published(&app, &cast);
    let path = format!("/pratiche/{number}");
    let (mut marco, mut chiara) = (app.browser_as(&cast.marco), app.browser_as(&cast.chiara));
    let mut visitor = app.browser();
    assert!(marco.visit(&path).has(TITLE));

    // A draft that is being written takes nothing off the lists of the others.
    section(&mut marco, &number, "in-breve")
        .form("Salva la bozza")
        .fill("titolo", "Un titolo ancora segreto")
        .send();
    app.settle();
    assert!(visitor.visit("/").has(TITLE));
    // Who was once to review it is not told how the next draft is called.
    let inbox = chiara.visit("/notifiche");
    assert!(!inbox.has("Un titolo ancora segreto"), "{}", inbox.text());

    // What is asked about it is found beside it, by those who may see the question.
    let mut bruno = app.browser_as(&cast.bruno);
    for (title, for_whom) in [
        ("Quanti agenti siete?", "public"),
        ("Quanto vi costa?", "members"),
    ] {
        bruno.visit(&format!("/domande/nuova?su=pratica:{number}"));
        bruno
            .form("Pubblica la domanda")
            .fill("titolo", title)
            .fill(
                "contesto",
                "Ce lo chiede la giunta, che vuole decidere entro l’anno.",
            )
            .tick("argomenti", "polizia-locale")
            .fill("a_chi", for_whom)
            .send();
    }
    let page = visitor.visit(&path);
    assert!(page.has("Domande su questa pratica") && page.has("Quanti agenti siete?"));
    assert!(!page.has("Quanto vi costa?"));
    assert!(marco.visit(&path).has("Quanto vi costa?"));
}

#[test]
fn forged_numbers_lead_nowhere_and_forged_acts_change_nothing() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let number = published(&app, &cast);
    let mut bruno = app.browser_as(&cast.bruno);
    for path in [
        "/pratiche/0",
        "/pratiche/-1",
        "/pratiche/99999999999999999999",
        "/pratiche/007",
        "/pratiche/nulla",
        "/pratiche/999",
        "/pratiche/999/modifica",
        "/pratiche/999/modifica/percorso",
        "/pratiche/999/archiviazione",
        "/pratiche/999/revisione",
        "/pratiche/999/ritiro",
        "/pratiche/999/verifica",
        "/pratiche/999/richiesta-conferma",
        "/conferma/inventato",
    ] {
        assert_eq!(bruno.visit(path).status, 404, "{path}");
    }
    assert_eq!(
        app.browser_as(&cast.marco)
            .visit(&format!("/pratiche/{number}/modifica/altro"))
            .status,
        404
    );
    bruno.visit("/pratiche/nuova");
    let token = bruno.csrf();
    for act in [
        "invio",
        "revisione",
        "archiviazione",
        "modifica/contesto",
        "richiesta-conferma",
        "ripresa",
        "ricontrollo",
        "verifica",
        "ritiro",
        "ritorno",
    ] {
        let page = bruno.post(
            &format!("/pratiche/{number}/{act}"),
            &[
                ("csrf", &token),
                ("nota", "x"),
                ("motivo", "x"),
                ("lock_version", "1"),
            ],
        );
        assert_eq!(page.status, 403, "{act}");
    }
    // Bruno's own Unione is the only one he may tell of.
    let other = app.read(|conn| {
        let briefs = fra_unioni::features::unioni::briefs(conn, &[cast.valle_serena])?;
        Ok(briefs[&cast.valle_serena].number.to_string())
    });
    bruno.visit("/pratiche/nuova");
    let page = bruno
        .form("Comincia a raccontare")
        .fill("unione", &other)
        .fill("titolo", "Di altri")
        .send();
    assert_eq!(page.status, 403);
    assert_eq!(status(&app, &format!("/pratiche/{number}")), 200);
}

#[test]
fn imported_practices_are_published_at_once_and_changed_in_place() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut new = ImportedPractice {
        sections: Default::default(),
        title: "t".repeat(1000),
        summary: String::new(),
        body: "Un corpo\0 con il contesto".into(),
        topics: vec![cast.ict],
        unione: Some(cast.valle_serena),
        audience: Token::Members,
        published_at: None,
        source_url: Some("https://esempio.example/x".into()),
        licence: Some("CC BY 4.0".into()),
        author: cast.ada.id,
    };
    let given = new.clone();
    let id = app.write(move |tx| insert_imported(tx, &given));
    assert_eq!(status(&app, "/pratiche/1"), 404);
    let mut bruno = app.browser_as(&cast.bruno);
    assert!(bruno.visit("/pratiche/1").has("Un corpo con il contesto"));
    assert!(bruno.visit("/pratiche").has("ttttt"));
    new.title = "Un titolo nuovo".into();
    new.audience = Token::Public;
    app.write(move |tx| update_imported(tx, id, &new));
    let page = app.browser().visit("/pratiche/1");
    assert!(page.has("Un titolo nuovo") && page.has("Licenza: CC BY 4.0"));
    let after = app.read(|conn| practices::ids_after(conn, None, 10));
    assert_eq!(after, [id.0]);
    assert!(
        app.read(|conn| practices::ids_after(conn, Some(id.0), 10))
            .is_empty()
    );
    let bearings = app
        .read(|conn| practices::bearings(conn, id.0))
        .expect("there");
    assert_eq!(bearings.unione, Some(cast.valle_serena));
    let cards = app.read(|conn| practices::cards(conn, &Actor::visitor(), &[id.0]));
    assert_eq!(cards[&id.0].subject.kind, SubjectKind::Practice);
}
