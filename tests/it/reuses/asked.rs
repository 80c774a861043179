//! After 6, 12 and 24 months: the letter with three questions, answered without signing in.

use chrono::Duration;
use fra_unioni::features::people::{self, PersonState};
use fra_unioni::platform::events;

use super::{TITLE, declare, practice, published, to};
use crate::support::letter::Letter;
use crate::support::{Cast, TestApp};

/// Bruno's Unione has adopted the practice today.
fn adopted() -> (TestApp, Cast) {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    published(&app, &cast);
    declare(
        &mut app.browser_as(&cast.bruno),
        "adopted",
        "23/11/2026",
        "Due sedi.",
    );
    app.settle();
    app.letters();
    (app, cast)
}

/// The letters after so many days; the workers run when they are over.
fn after(app: &TestApp, days: i64) -> Vec<Letter> {
    app.clock.advance(Duration::days(days));
    app.settle();
    app.letters()
}

/// The path of the link in a letter that lets answer.
fn link(app: &TestApp, letter: &Letter) -> String {
    let address = letter.link_containing("/esiti/");
    address.strip_prefix(&app.url).unwrap().to_owned()
}

#[test]
fn the_letter_asks_three_questions_and_its_link_lets_answer_without_signing_in() {
    let (app, cast) = adopted();
    assert!(after(&app, 180).is_empty(), "too early");
    let letters = after(&app, 2);
    assert_eq!(letters.len(), 1);
    let letter = to(&letters, &cast.bruno)[0];
    assert!(
        letter
            .subject
            .starts_with("Com’è andata 6 mesi dopo l’adozione: Un solo"),
        "{}",
        letter.subject
    );
    for told in [
        TITLE,
        "A che punto siete?",
        "Che cosa avete cambiato?",
        "Che cosa non ha funzionato?",
        "senza password",
        "per 150 giorni, fino al 21 ottobre 2027",
        "A che punto: adottata dal 23 novembre 2026.",
        "Che cosa ha cambiato: Due sedi.",
        "perché la tua unione riusa questa pratica",
    ] {
        assert!(letter.text.contains(told), "{told}: {}", letter.text);
    }
    let link = link(&app, letter);

    // A scanner looks at it in every way, and nothing happens.
    let log = app.read(events::last);
    let mut scanner = app.browser();
    for method in ["HEAD", "GET"] {
        assert_eq!(scanner.request(method, &link, &[], None).status, 200);
    }
    let page = scanner.visit(&link);
    assert!(page.has("Com’è andata, 6 mesi dopo l’adozione?") && page.has("Due sedi."));
    assert_eq!(app.read(events::last), log);

    // Bruno answers, without cookies and without a password.
    scanner.forget_cookies();
    let page = scanner
        .form("Manda la risposta")
        .fill("stato", "running")
        .fill("dal", "2027")
        .fill("cambiato", "Adesso sono tre.")
        .fill("non_funzionato", "Il numero <unico>.")
        .send();
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.has("Grazie, risposta ricevuta"), "{}", page.text());
    let page = practice(&mut app.browser());
    for told in [
        "6 mesi dopo l’adozione: A regime",
        "Adesso sono tre.",
        "Il numero <unico>.",
        "Due sedi.",
        "dal 2027",
    ] {
        assert!(page.has(told), "{told}: {}", page.text());
    }
    // The giving Unione hears of it; the act is Bruno's.
    let told = after(&app, 1);
    let told = to(&told, &cast.marco)[0];
    assert!(
        told.text
            .contains("L’Unione Terre del Salice racconta com’è andata 6 mesi dopo l’adozione")
    );
    assert!(told.text.contains("Adesso sono tre."));

    // What was sent can be corrected for thirty days: the correction takes the place of the answer.
    app.clock.advance(Duration::days(20));
    let mut bruno = app.browser();
    let page = bruno.visit(&link);
    assert!(page.has("Avete già risposto.") && page.has("Adesso sono tre."));
    let page = bruno
        .form("Correggi la risposta")
        .fill("stato", "abandoned")
        .fill("dal", "")
        .fill("motivo", "Era il riuso sbagliato.")
        .send();
    assert_eq!(page.status, 200, "{}", page.text());
    let reuse = app.browser().visit("/riusi/1");
    assert!(reuse.has("Abbandonata") && reuse.has("Era il riuso sbagliato."));
    assert!(
        !reuse.has("A regime"),
        "the mistake is not history: {}",
        reuse.text()
    );
    bruno.visit(&link);
    let page = bruno
        .form("Correggi la risposta")
        .fill("stato", "running")
        .fill("dal", "2027")
        .send();
    assert_eq!(page.status, 200, "back to what was meant: {}", page.text());
    app.clock.advance(Duration::days(15));
    let page = bruno.visit(&link);
    assert!(matches!(page.status, 404 | 410), "{}", page.status);
    assert!(!page.has("Adesso sono tre."));
}

#[test]
fn a_link_answers_for_one_person_and_one_round_only() {
    let (app, cast) = adopted();
    let letters = after(&app, 182);
    let link = link(&app, &letters[0]);
    let mut stranger = app.browser();
    let broken = format!("{}x", link);
    for address in [broken.as_str(), "/esiti/x", "/esiti/a.b", "/esiti/."] {
        let page = stranger.visit(address);
        assert!(
            matches!(page.status, 404 | 410),
            "{address}: {}",
            page.status
        );
        assert!(matches!(
            stranger.post(address, &[("stato", "running")]).status,
            404 | 410
        ));
    }
    // Bad input comes back filled, as everywhere.
    stranger.visit(&link);
    let page = stranger
        .form("Manda la risposta")
        .fill("stato", "stopped")
        .fill("cambiato", "Da non perdere.")
        .send();
    assert_eq!(page.status, 422);
    assert!(page.has("Scrivi che cosa ha fermato il riuso") && page.has("Da non perdere."));
    // Lucia told other things meanwhile: nothing is overwritten unseen, and nothing typed is lost.
    stranger.visit(&link);
    let mut lucia = app.browser_as(&cast.lucia);
    lucia.visit("/riusi/1/modifica");
    lucia.form("Salva").fill("stato", "running").send();
    let page = stranger
        .form("Manda la risposta")
        .fill("cambiato", "Ancora qui.")
        .send();
    assert_eq!(page.status, 409);
    assert!(page.has("ha raccontato altro") && page.has("Ancora qui."));
    // Who has left answers no more.
    app.write(|tx| people::set_state(tx, cast.bruno.id, PersonState::Suspended));
    assert!(matches!(stranger.visit(&link).status, 404 | 410));
    // Lucia answers signed in.
    let page = lucia.visit("/");
    assert!(
        page.has("Com’è andata con") && page.has("Rispondi"),
        "{}",
        page.text()
    );
    lucia.visit("/riusi/1/esito");
    let page = lucia
        .form("Manda la risposta")
        .fill("stato", "running")
        .fill("non_funzionato", "Poco.")
        .send();
    assert_eq!(page.address, "/riusi/1", "{}", page.text());
    assert!(page.has("Poco.") && page.has("Correggi la risposta"));
    assert_eq!(
        app.browser_as(&cast.marco).visit("/riusi/1/esito").status,
        403
    );
}

#[test]
fn while_nothing_is_asked_the_page_says_so_and_leads_on() {
    let (app, cast) = adopted();
    let page = app.browser_as(&cast.bruno).visit("/riusi/1/esito");
    assert_eq!(page.status, 200);
    assert!(
        page.has("Ora non c’è niente da rispondere"),
        "{}",
        page.text()
    );
    assert_eq!(page.links("/riusi/1/modifica").len(), 1);
}

#[test]
fn over_two_years_each_round_is_asked_once_reminded_once_and_then_the_desk_knows() {
    let (app, cast) = adopted();
    let asked = |letters: &[Letter], times: &str| {
        letters
            .iter()
            .filter(|letter| letter.subject.starts_with(&format!("Com’è andata {times}")))
            .count()
    };
    let desk = || {
        app.browser_as(&cast.chiara)
            .visit("/redazione")
            .has("Riusi senza notizie")
    };
    // Six months: asked, and answered by nobody.
    assert_eq!(asked(&after(&app, 182), "6 mesi"), 1);
    for _ in 0..13 {
        assert!(after(&app, 1).is_empty());
    }
    let again = after(&app, 1);
    assert_eq!((again.len(), asked(&again, "6 mesi")), (1, 1), "once more");
    assert!(!desk());
    for _ in 0..13 {
        assert!(after(&app, 1).is_empty());
    }
    assert!(!desk());
    assert!(after(&app, 1).is_empty(), "never a third time");
    assert!(desk(), "a telephone call may be enough");
    assert!(
        app.browser_as(&cast.chiara)
            .visit("/redazione")
            .has("Unione Terre del Salice")
    );
    // Both links still answer; the answer takes it off the desk.
    let page = app.browser().visit(&link(&app, &again[0]));
    assert!(page.has("Com’è andata, 6 mesi"));
    let mut bruno = app.browser_as(&cast.bruno);
    bruno.visit("/riusi/1/esito");
    bruno
        .form("Manda la risposta")
        .fill("stato", "running")
        .send();
    assert!(!desk());
    after(&app, 1);

    // The server is off for a month in which twelve months are over: asked once, a little late.
    let late = after(&app, 365 - 182 - 29 + 31);
    assert_eq!(
        (late.len(), asked(&late, "12 mesi")),
        (1, 1),
        "{:?}",
        late.len()
    );
    let page = app.browser().visit(&link(&app, &late[0]));
    assert!(
        page.has("6 mesi dopo l’adozione: A regime"),
        "what was said before: {}",
        page.text()
    );
    // It gives up by letter, and that is welcome; it is not asked again.
    let mut bruno = app.browser();
    bruno.visit(&link(&app, &late[0]));
    let page = bruno
        .form("Manda la risposta")
        .fill("stato", "abandoned")
        .fill("motivo", "Il comune più grande è uscito.")
        .send();
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(practice(&mut app.browser()).has("Il comune più grande è uscito."));
    after(&app, 1);
    assert!(after(&app, 400).is_empty(), "who gave up is left in peace");
}

#[test]
fn two_years_after_the_declaration_the_last_round_is_asked() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    published(&app, &cast);
    declare(&mut app.browser_as(&cast.bruno), "evaluating", "", "");
    app.settle();
    app.letters();
    // The site sleeps for two years: of three rounds the last one is asked, once.
    let letters = after(&app, 731);
    assert_eq!(letters.len(), 1);
    assert!(
        letters[0]
            .subject
            .starts_with("Com’è andata 24 mesi dopo la dichiarazione"),
        "{}",
        letters[0].subject
    );
    assert_eq!(after(&app, 14).len(), 1, "reminded once");
    assert!(after(&app, 700).is_empty());
}

#[test]
fn who_spoke_and_left_is_not_asked_but_who_answers_for_the_unione() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    published(&app, &cast);
    // The practice of Marco's Unione is reused by Bruno's; nobody answers for it, so all its people do.
    declare(&mut app.browser_as(&cast.bruno), "adopted", "", "");
    app.settle();
    app.letters();
    app.write(|tx| people::set_state(tx, cast.bruno.id, PersonState::Suspended));
    let letters = after(&app, 182);
    assert_eq!(letters.len(), 1);
    assert_eq!(to(&letters, &cast.lucia).len(), 1);
}

#[test]
fn of_a_withdrawn_practice_nobody_is_reminded_and_the_link_says_so_in_its_own_words() {
    let (app, cast) = adopted();
    let letters = after(&app, 182);
    let link = link(&app, &letters[0]);
    let page = app.browser().visit(&link);
    for (name, value) in [
        ("x-robots-tag", "noindex, nofollow"),
        ("referrer-policy", "no-referrer"),
    ] {
        assert_eq!(page.header(name), Some(value), "{name}");
    }
    let mut late = app.browser();
    late.visit(&link);
    let mut paola = app.browser_as(&cast.paola);
    paola.visit("/pratiche/1/ritiro");
    paola
        .form("Ritira la pratica")
        .fill("motivo", "È da rifare.")
        .send();
    let page = late
        .form("Manda la risposta")
        .fill("cambiato", "Da non perdere.")
        .send();
    assert_eq!(page.status, 410);
    assert!(page.has("non si può più rispondere") && page.has("Da non perdere."));
    assert!(!page.has("invito"), "{}", page.text());
    assert_eq!(page.header("x-robots-tag"), Some("noindex, nofollow"));

    let asked_again = |letters: &[Letter]| {
        letters
            .iter()
            .filter(|letter| letter.subject.starts_with("Com’è andata"))
            .count()
    };
    assert_eq!(asked_again(&after(&app, 15)), 0);
    let mut chiara = app.browser_as(&cast.chiara);
    chiara.visit("/pratiche/1");
    chiara.form("Riporta tra le altre").send();
    assert_eq!(asked_again(&after(&app, 1)), 1, "once it is back");
    // The log says that an answer came by the link.
    late.visit(&link);
    let page = late
        .form("Manda la risposta")
        .fill("stato", "running")
        .send();
    assert_eq!(page.status, 200, "{}", page.text());
    let log = app.read(|conn| events::after(conn, 0, 10_000));
    let answered = log
        .iter()
        .rfind(|event| event.kind == events::EventKind::ReuseAnswered)
        .expect("it was recorded");
    assert_eq!(answered.particulars["by"], "link");
}
