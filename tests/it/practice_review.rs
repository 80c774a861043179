//! What becomes of a practice between those who write it and those who read it: reviewed, confirmed,
//! looked at again, withdrawn.

use chrono::Duration;
use diesel::RunQueryDsl;
use fra_unioni::features::people::{self, NewPerson, PersonState};
use fra_unioni::features::practices::{self, Freshness, Maturity, PracticeState};
use fra_unioni::platform::actor::{OfficeKind, Scope};
use fra_unioni::platform::events::{self, EventKind};

use crate::practices::{actor, begin, complete, last_event, published};
use crate::support::browser::Browser;
use crate::support::cast::Person;
use crate::support::letter::Letter;
use crate::support::{Cast, TestApp};

const TITLE: &str = "Mettere insieme la polizia locale";

/// A practice of Marco's that waits for review; answers its number.
fn submitted(app: &TestApp, cast: &Cast) -> String {
    let mut marco = app.browser_as(&cast.marco);
    let number = begin(&mut marco, "", TITLE);
    complete(&mut marco, &number);
    marco.form("Invia la pratica").send();
    number
}

/// A practice Chiara has written for the Unione Valle Serena; answers its number.
fn drafted_by_chiara(app: &TestApp, cast: &Cast, chiara: &mut Browser) -> String {
    let unione = app.read(|conn| {
        let briefs = fra_unioni::features::unioni::briefs(conn, &[cast.valle_serena])?;
        Ok(briefs[&cast.valle_serena].number.to_string())
    });
    let number = begin(chiara, &unione, TITLE);
    complete(chiara, &number);
    number
}

/// A second facilitatore of the whole site.
fn nora(app: &TestApp, cast: &Cast) -> Person {
    let team = actor(app, &cast.chiara).memberships()[0].body;
    let email = "nora.villa@esempio.example".to_owned();
    let new = NewPerson {
        given_name: "Nora".into(),
        family_name: "Villa".into(),
        email: email.clone(),
        state: PersonState::Active,
        admin: false,
    };
    let id = app.write(|tx| {
        let id = people::add(tx, &new)?;
        let membership = people::join(tx, id, team, "Facilitatrice")?;
        people::grant(tx, membership, OfficeKind::Facilitatore, &Scope::Site)?;
        Ok(id)
    });
    Person { id, email }
}

/// The practice of a number, as Marco may see it: what is his, and what is published.
fn practice(app: &TestApp, cast: &Cast, number: &str) -> practices::Practice {
    let marco = actor(app, &cast.marco);
    app.read(|conn| practices::find(conn, &marco, number.parse().unwrap()))
}

/// The letters that leave now to somebody, by a part of its address.
fn letters_to(app: &TestApp, who: &str) -> Vec<Letter> {
    app.settle();
    app.letters()
        .into_iter()
        .filter(|letter| letter.to.contains(who))
        .collect()
}

fn kinds(app: &TestApp) -> Vec<EventKind> {
    app.read(|conn| events::after(conn, 0, 10_000))
        .into_iter()
        .map(|event| event.kind)
        .collect()
}

fn count(app: &TestApp, kind: EventKind) -> usize {
    kinds(app)
        .into_iter()
        .filter(|known| *known == kind)
        .count()
}

#[test]
fn remarks_stand_beside_the_sections_until_they_are_settled() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let number = submitted(&app, &cast);
    let review = format!("/pratiche/{number}/revisione");
    let mut chiara = app.browser_as(&cast.chiara);
    let page = chiara.visit(&review);
    for text in [
        "Ora tocca a chi facilita",
        "Quattro comuni, un solo comando.",
        "Fase 1",
        "I sindaci temevano di perdere il loro vigile.",
        "Nessun avviso",
    ] {
        assert!(page.has(text), "{text}: {}", page.text());
    }
    // Notes and publishing at once: which is meant?
    let page = chiara
        .form("Pubblica")
        .fill("nota-percorso", "Quando?")
        .send();
    assert_eq!(page.status, 422);
    assert!(page.has("Hai scritto delle note"), "{}", page.text());
    let page = chiara
        .form("Rimanda con le note")
        .fill("nota-percorso", "Quando vi siete fermati?")
        .fill("nota-ostacoli", "E adesso?")
        .fill("nota", "Bella storia.")
        .send();
    assert_eq!(page.address, "/redazione");

    let letters = letters_to(&app, "marco.ferri");
    assert_eq!(letters.len(), 1);
    let text = &letters[0].text;
    for said in [
        "Chiara Conti ha rimandato la pratica con una nota",
        "Bella storia.",
        "Percorso: Quando vi siete fermati?",
        "Ostacoli e soluzioni: E adesso?",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let mut marco = app.browser_as(&cast.marco);
    let page = marco.visit(&format!("/pratiche/{number}/modifica/percorso"));
    assert!(page.has("Quando vi siete fermati?") && !page.has("E adesso?"));
    // Both sections are marked, and no other.
    assert!(page.has("Percorso (da sistemare)") && page.has("Contatti (scritto)"));
    assert!(!page.has("Percorso (scritto)"), "{}", page.text());
    let page = marco.visit(&format!("/pratiche/{number}/modifica"));
    assert!(page.has("Quando vi siete fermati?") && page.has("E adesso?"));
    let held = practice(&app, &cast, &number);
    assert_eq!(app.read(|conn| practices::remarks(conn, &held)).len(), 2);
    marco.form("Invia la pratica").send();

    // Sent again: nothing is left to be mended, and who reads it again sees what was asked.
    let held = practice(&app, &cast, &number);
    assert!(app.read(|conn| practices::remarks(conn, &held)).is_empty());
    let page = chiara.visit(&review);
    assert!(page.has("Le note di prima") && page.has("Quando vi siete fermati?"));
}

#[test]
fn a_second_facilitatrice_is_told_what_the_first_has_done() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let nora = nora(&app, &cast);
    let number = submitted(&app, &cast);
    let review = format!("/pratiche/{number}/revisione");
    let (mut chiara, mut nora) = (app.browser_as(&cast.chiara), app.browser_as(&nora));
    chiara.visit(&review);
    nora.visit(&review);
    chiara
        .form("Rimanda con le note")
        .fill("nota", "Manca il percorso.")
        .send();
    let page = nora
        .form("Rimanda con le note")
        .fill("nota-vantaggi", "Da quale fonte?")
        .send();
    assert_eq!(page.status, 409);
    assert!(page.has("già rimandata all’unione") && page.has("Chiara Conti"));
    assert!(
        page.has("Da quale fonte?"),
        "nothing typed is lost: {}",
        page.text()
    );
    assert!(!page.links("/redazione").is_empty());
    assert!(!page.has(TITLE), "the draft is the Unione’s again");
    assert_eq!(nora.visit(&review).status, 409);
    // Strangers are told nothing of it.
    assert_eq!(app.browser_as(&cast.bruno).visit(&review).status, 404);

    // Published by one, then by the other.
    let mut marco = app.browser_as(&cast.marco);
    marco.visit(&format!("/pratiche/{number}/modifica/rivedi"));
    marco.form("Invia la pratica").send();
    chiara.visit(&review);
    nora.visit(&review);
    chiara.form("Pubblica").send();
    let page = nora.form("Pubblica").send();
    assert_eq!(page.status, 409);
    assert!(page.has("già pubblicata"), "{}", page.text());
    assert_eq!(count(&app, EventKind::PracticePublished), 1);
}

#[test]
fn what_was_sent_can_be_taken_back_before_anybody_answers() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let number = submitted(&app, &cast);
    let mut marco = app.browser_as(&cast.marco);
    let mut chiara = app.browser_as(&cast.chiara);
    chiara.visit(&format!("/pratiche/{number}/revisione"));
    marco.visit(&format!("/pratiche/{number}"));
    let page = marco.form("Riprendi la bozza").send();
    assert!(page.has("La bozza è di nuovo tua"), "{}", page.text());
    let page = chiara.form("Pubblica").send();
    assert_eq!(page.status, 409);
    assert!(page.has("l’unione l’ha ripresa"), "{}", page.text());
    assert_eq!(practice(&app, &cast, &number).state, PracticeState::Draft);
}

#[test]
fn what_a_machine_sees_is_told_to_who_reviews() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let number = begin(&mut marco, "", TITLE);
    complete(&mut marco, &number);
    marco.visit(&format!("/pratiche/{number}/modifica/contesto"));
    marco
        .form("Salva la bozza")
        .fill(
            "contesto",
            "Il vigile RSSMRA80A01H501U risponde al 333 1234567. Vedi [qui](/documenti/999).",
        )
        .send();
    marco.visit(&format!("/pratiche/{number}/modifica/vantaggi"));
    marco
        .form("Salva la bozza")
        .fill("vantaggio-1-prova", "measured")
        .send();
    marco.visit(&format!("/pratiche/{number}/modifica/rivedi"));
    let sent = marco.form("Invia la pratica").send();
    if sent.status == 422 {
        // Where a claim must have a source before it is sent, there is nothing to tell of it here.
        return;
    }
    let page = app
        .browser_as(&cast.chiara)
        .visit(&format!("/pratiche/{number}/revisione"));
    for text in [
        "«RSSMRA80A01H501U» sembra un codice fiscale.",
        "«333 1234567» sembra un numero di cellulare.",
        "«/documenti/999» non c’è, oppure non tutti la possono leggere.",
        "Il vantaggio 1 è «misurato»",
    ] {
        assert!(page.has(text), "{text}: {}", page.text());
    }
}

/// Asks somebody who has no account to confirm; answers the link of the letter.
fn asked_for(app: &TestApp, chiara: &mut Browser, number: &str) -> String {
    chiara.visit(&format!("/pratiche/{number}/richiesta-conferma"));
    chiara
        .form("Manda la richiesta")
        .untick("persone")
        .fill("nome", "Rita")
        .fill("cognome", "Sole")
        .fill("email", "rita.sole@valleserena.example")
        .send();
    let letters = letters_to(app, "rita.sole");
    assert_eq!(letters.len(), 1, "one letter, with one link");
    letters[0].link_containing("/conferma/")
}

#[test]
fn the_referente_confirms_by_a_link_without_an_account() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let number = drafted_by_chiara(&app, &cast, &mut chiara);
    let ask = format!("/pratiche/{number}/richiesta-conferma");
    chiara.visit(&ask);
    let page = chiara.form("Manda la richiesta").untick("persone").send();
    assert_eq!(page.status, 422);
    assert!(page.has("Scegli almeno una persona dell’unione"));
    // An address that is somebody else's is not made to be of this Unione.
    let page = chiara
        .form("Manda la richiesta")
        .fill("nome", "Bruno")
        .fill("cognome", "Sala")
        .fill("email", &cast.bruno.email.to_uppercase())
        .send();
    assert_eq!(page.status, 422);
    assert!(page.has("non è di questa unione"), "{}", page.text());
    chiara
        .form("Manda la richiesta")
        .fill("nome", "Rita")
        .fill("cognome", "Sole")
        .fill("email", "rita.sole@valleserena.example")
        .send();
    let letters = letters_to(&app, "rita.sole");
    assert_eq!(letters.len(), 1, "the request, and no invitation");
    let letter = &letters[0];
    assert!(
        letter.subject == format!("{TITLE}: ci confermi questa pratica?"),
        "{}",
        letter.subject
    );
    for said in [
        "Chiara Conti (Facilitatrice, Gruppo di facilitazione)",
        "come ha fatto l’Unione Valle Serena",
        "Fra Unioni è il sito in cui",
        "rispondi a questa e-mail",
        TITLE,
        "Quattro comuni, un solo comando.",
        "non serve un accesso",
        "vale fino al 22 gennaio 2027",
        "Se non fai nulla la pratica non si pubblica.",
        "perché ti viene chiesto di confermare una pratica della tua unione.",
    ] {
        assert!(letter.text.contains(said), "{said}: {}", letter.text);
    }
    assert_eq!(letter.text.matches("http").count(), 2, "{}", letter.text);
    letter.link_containing("/privacy");
    let reply_to = letter.header("reply-to").unwrap();
    assert!(reply_to.contains(&cast.chiara.email), "{reply_to}");
    assert_eq!(letter.header("list-unsubscribe"), None);

    // Whoever opens it, and however often, changes nothing and may do nothing else.
    let link = letter.link_containing("/conferma/");
    let before = kinds(&app).len();
    let mut rita = app.browser();
    for _ in 0..3 {
        assert_eq!(rita.request("HEAD", &link, &[], None).status, 200);
        let page = rita.visit(&link);
        assert_eq!(page.status, 200);
        assert!(page.has("I sindaci temevano di perdere il loro vigile."));
        assert_eq!(page.header("x-robots-tag"), Some("noindex, nofollow"));
        assert_eq!(page.header("cache-control"), Some("no-store"));
        assert!(!page.has("Esci"), "nobody is signed in");
    }
    assert_eq!(kinds(&app).len(), before);
    assert_eq!(rita.visit(&format!("/pratiche/{number}")).status, 404);

    let page = rita.visit(&link);
    assert_eq!(page.status, 200);
    let page = rita.form("Confermo: pubblicatela").send();
    assert_eq!(page.status, 200);
    assert!(
        page.has("Grazie: la pratica è pubblicata"),
        "{}",
        page.text()
    );
    let event = last_event(&app, EventKind::PracticePublished);
    let names = app.read(|conn| {
        let by = event.actor.expect("somebody did it");
        people::bylines(conn, &actor(&app, &cast.chiara), &[by])
    });
    assert_eq!(names[&event.actor.unwrap()].name, "Rita Sole");
    let held = practice(&app, &cast, &number);
    assert_eq!(held.state, PracticeState::Published);
    assert_eq!(held.maturity, Maturity::Told);
    assert!(rita.visit(&format!("/pratiche/{number}")).has(TITLE));
    // A second time, and from the letter: nothing happens any more.
    let page = rita.visit(&link);
    assert!(page.has("L’hai confermata tu"));
    assert_eq!(count(&app, EventKind::PracticePublished), 1);
    assert_eq!(rita.visit("/profilo").address, "/accedi?ritorno=%2Fprofilo");
}

#[test]
fn remarks_come_back_by_the_link_and_an_old_link_leads_on() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let number = drafted_by_chiara(&app, &cast, &mut chiara);
    let first = asked_for(&app, &mut chiara, &number);
    let mut rita = app.browser();
    rita.visit(&first);
    let page = rita.form("Rimanda con le note").send();
    assert_eq!(page.status, 422);
    let page = rita
        .form("Rimanda con le note")
        .fill("nota-percorso", "La sosta fu nel 2009.")
        .send();
    assert!(page.has("le tue note sono arrivate"), "{}", page.text());
    let letters = letters_to(&app, "chiara.conti");
    assert_eq!(letters.len(), 1);
    for said in ["Rita Sole ha rimandato", "Percorso: La sosta fu nel 2009."] {
        assert!(
            letters[0].text.contains(said),
            "{said}: {}",
            letters[0].text
        );
    }
    assert!(
        chiara
            .visit(&format!("/pratiche/{number}/modifica/percorso"))
            .has("La sosta fu nel 2009.")
    );

    // Asked again: the address is known, the person the same, the first link is spent.
    app.clock.advance(Duration::hours(2));
    let second = asked_for(&app, &mut chiara, &number);
    assert_ne!(first, second);
    let page = rita.visit(&first);
    assert_eq!(page.status, 410);
    assert!(page.has("ultima e-mail"), "{}", page.text());
    rita.visit(&second);
    let typed = rita.page.clone();
    // Meanwhile Paola confirms it, signed in.
    let mut paola = app.browser_as(&cast.paola);
    paola.visit(&format!("/pratiche/{number}/revisione"));
    paola.form("Conferma e pubblica").send();
    rita.page = typed;
    let page = rita
        .form("Rimanda con le note")
        .fill("nota", "Ancora una cosa.")
        .send();
    assert_eq!(page.status, 410);
    assert!(page.has("È già stata confermata") && page.has("Ancora una cosa."));
    assert!(!page.links("/pratiche/").is_empty());

    // Over, forged, or of another purpose.
    app.clock.advance(Duration::days(61));
    let page = rita.visit(&second);
    assert_eq!(page.status, 410);
    assert!(page.has("Questo collegamento è scaduto"), "{}", page.text());
    let page = rita.post(
        second.trim_start_matches(&app.url),
        &[("azione", "conferma")],
    );
    assert_eq!(page.status, 410);
    assert_eq!(rita.visit(&format!("{second}a")).status, 404);
    assert_eq!(count(&app, EventKind::PracticePublished), 1);
}

#[test]
fn who_does_not_answer_is_reminded_twice_and_then_the_facilitatrice_is_told() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let number = drafted_by_chiara(&app, &cast, &mut chiara);
    asked_for(&app, &mut chiara, &number);
    app.clock.advance(Duration::days(6));
    assert!(letters_to(&app, "rita.sole").is_empty());
    app.clock.advance(Duration::days(1));
    assert_eq!(letters_to(&app, "rita.sole").len(), 1);
    app.clock.advance(Duration::days(13));
    assert!(letters_to(&app, "rita.sole").is_empty());
    app.clock.advance(Duration::days(1));
    app.settle();
    let letters = app.letters();
    let to = |who: &str| letters.iter().find(|letter| letter.to.contains(who));
    assert!(to("rita.sole").is_some());
    let told = to("chiara.conti").expect("she is told");
    for said in [
        "Da tre settimane nessuno risponde alla richiesta di conferma",
        "Prova con una telefonata",
    ] {
        assert!(told.text.contains(said), "{said}: {}", told.text);
    }
    app.clock.advance(Duration::days(30));
    app.settle();
    assert!(app.letters().is_empty(), "each was told once");
    assert_eq!(count(&app, EventKind::PracticeConfirmationReminded), 1);
    assert_eq!(count(&app, EventKind::PracticeConfirmationLate), 1);
}

#[test]
fn after_a_month_without_server_nobody_is_reminded_twice_at_once() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let number = drafted_by_chiara(&app, &cast, &mut chiara);
    asked_for(&app, &mut chiara, &number);
    app.clock.advance(Duration::days(30));
    assert_eq!(letters_to(&app, "rita.sole").len(), 1);
    assert_eq!(count(&app, EventKind::PracticeConfirmationReminded), 0);
    assert_eq!(count(&app, EventKind::PracticeConfirmationLate), 1);

    // The same for days of review: what was overtaken is not told.
    let number = published(&app, &cast);
    app.settle();
    app.letters();
    app.clock.advance(Duration::days(365 + 45));
    app.settle();
    let of = |kind| {
        app.read(|conn| events::after(conn, 0, 10_000))
            .into_iter()
            .filter(|event| event.kind == kind)
            .filter(|event| event.subject == practice(&app, &cast, &number).subject())
            .count()
    };
    assert_eq!(of(EventKind::PracticeExpired), 1);
    assert_eq!(of(EventKind::PracticeFellDue), 0);
    assert_eq!(of(EventKind::PracticeRecheckNear), 0);
}

#[test]
fn a_practice_is_looked_at_again_within_a_year() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let number = published(&app, &cast);
    let path = format!("/pratiche/{number}");
    app.settle();
    app.letters();
    app.clock.advance(Duration::days(365 - 15));
    app.settle();
    assert!(app.letters().is_empty());

    // Two weeks before.
    app.clock.advance(Duration::days(1));
    let letters = letters_to(&app, "marco.ferri");
    assert_eq!(letters.len(), 1);
    for said in [
        "Tra poco c’è da ricontrollare una pratica della tua unione",
        "Il controllo è previsto entro il 23 novembre 2027.",
        "Ho ricontrollato: è ancora così",
    ] {
        assert!(
            letters[0].text.contains(said),
            "{said}: {}",
            letters[0].text
        );
    }
    app.clock.advance(Duration::days(13));
    app.settle();
    assert!(app.letters().is_empty(), "told once");

    // The day comes, then a month.
    app.clock.advance(Duration::days(1));
    assert_eq!(letters_to(&app, "marco.ferri").len(), 1);
    let page = app.browser().visit(&path);
    assert!(page.has("Da ricontrollare") && page.has("entro il 23 novembre 2027"));
    assert!(app.browser().visit("/pratiche").has("Da ricontrollare"));
    let acts = actor(&app, &cast.marco);
    let waiting = app.read(|conn| practices::waiting_for(conn, &acts));
    assert!(waiting[0].sentence.contains("è da ricontrollare"));
    app.clock.advance(Duration::days(30));
    app.settle();
    let letters = app.letters();
    let told = letters
        .iter()
        .find(|letter| letter.to.contains("chiara.conti"))
        .expect("facilitators are told");
    assert!(
        told.text
            .contains("Una pratica è scaduta: da un mese nessuno la ricontrolla")
    );
    let held = practice(&app, &cast, &number);
    assert_eq!(held.state, PracticeState::Expired);
    let page = app.browser().visit(&path);
    assert_eq!(page.status, 200, "never hidden");
    assert!(page.has("Questa pratica è scaduta") && page.has("Partite dai turni."));
    let found = app.read(|conn| practices::entries(conn, held.id.0));
    assert!(found[0].is_stale);

    // It comes after a newer and after an older one that still holds.
    let other = published_titled(&app, &cast, "Un solo sportello");
    let list = app.browser().visit("/pratiche").text();
    let at = |title: &str| list.find(title).expect("listed");
    assert!(at("Un solo sportello") < at(TITLE));
    assert_ne!(other, number);

    // One click.
    let mut marco = app.browser_as(&cast.marco);
    marco.visit(&path);
    let page = marco
        .form("Ho ricontrollato: è ancora così")
        .fill("nota", "I comuni sono ancora quattro.")
        .send();
    assert!(page.has("risulta ricontrollata oggi"), "{}", page.text());
    let held = practice(&app, &cast, &number);
    assert_eq!(
        (held.state, held.freshness),
        (PracticeState::Published, Freshness::Current)
    );
    let page = app.browser().visit(&path);
    assert!(page.has("Ricontrollata") && page.has("I comuni sono ancora quattro."));
    assert!(!page.has("scaduta") && !page.has("Marco Ferri"));
    app.settle();
    app.letters();
    app.clock.advance(Duration::days(300));
    app.settle();
    assert_eq!(count(&app, EventKind::PracticeExpired), 1);
}

fn published_titled(app: &TestApp, cast: &Cast, title: &str) -> String {
    let mut marco = app.browser_as(&cast.marco);
    let number = begin(&mut marco, "", title);
    complete(&mut marco, &number);
    marco.form("Invia la pratica").send();
    let mut chiara = app.browser_as(&cast.chiara);
    chiara.visit(&format!("/pratiche/{number}/revisione"));
    chiara.form("Pubblica").send();
    number
}

#[test]
fn what_hangs_on_a_call_is_looked_at_after_half_a_year() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let number = begin(&mut marco, "", TITLE);
    marco.visit(&format!("/pratiche/{number}/modifica/in-breve"));
    marco
        .form("Salva la bozza")
        .tick("argomenti", "finanziamenti")
        .send();
    complete(&mut marco, &number);
    marco.form("Invia la pratica").send();
    let mut chiara = app.browser_as(&cast.chiara);
    chiara.visit(&format!("/pratiche/{number}/revisione"));
    let page = chiara.form("Pubblica").send();
    assert!(
        page.has("Da ricontrollare entro il 23 maggio 2027."),
        "{}",
        page.text()
    );
}

#[test]
fn a_withdrawn_practice_leaves_a_page_that_says_so() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let number = published(&app, &cast);
    let path = format!("/pratiche/{number}");
    // Its letters have not left yet.
    let mut bruno = app.browser_as(&cast.bruno);
    let mut paola = app.browser_as(&cast.paola);
    assert_eq!(bruno.visit(&format!("{path}/ritiro")).status, 403);
    paola.visit(&format!("{path}/ritiro"));
    let page = paola.form("Ritira la pratica").send();
    assert_eq!(page.status, 422);
    assert!(page.has("Scrivi perché la ritiri"));
    let page = paola
        .form("Ritira la pratica")
        .fill("motivo", "C’era il nome di una cittadina.")
        .send();
    assert_eq!(page.status, 410);
    assert!(page.has(TITLE) && page.has("C’era il nome di una cittadina."));
    assert!(
        !page.has("Riporta tra le altre"),
        "that is for who facilitates"
    );

    app.settle();
    for letter in app.letters() {
        assert!(
            !letter.text.contains("ha pubblicato una pratica"),
            "{}",
            letter.text
        );
    }
    let mut visitor = app.browser();
    let page = visitor.visit(&path);
    assert_eq!(page.status, 410);
    assert!(page.has("Questa pratica è stata ritirata") && page.has("23 novembre 2026"));
    assert!(page.has("C’era il nome di una cittadina."));
    assert!(!page.has(TITLE) && !page.has("Partite dai turni."));
    for who in [&mut visitor, &mut paola, &mut bruno] {
        for list in ["/pratiche", "/cerca?q=polizia+locale", "/"] {
            let page = who.visit(list);
            let found = page.links(&format!("{path}-"));
            assert!(found.is_empty(), "{list}: {found:?}");
        }
    }
    // There is nothing left to review either, and whoever is not signed in is not told even that.
    let review = format!("{path}/revisione");
    for who in [&mut paola, &mut bruno] {
        let page = who.visit(&review);
        assert_eq!(page.status, 410);
        assert!(!page.has("Partite dai turni."), "{}", page.text());
    }
    let page = visitor.visit(&review);
    assert!(page.address.starts_with("/accedi?"), "{}", page.address);
    assert!(!page.has(TITLE));

    let mut chiara = app.browser_as(&cast.chiara);
    chiara.visit(&path);
    let page = chiara.form("Riporta tra le altre").send();
    assert_eq!(page.status, 200);
    assert!(visitor.visit(&path).has("Partite dai turni."));
    assert!(visitor.visit("/pratiche").has(TITLE));
}

#[test]
fn an_archived_practice_can_be_brought_back() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let number = published(&app, &cast);
    let path = format!("/pratiche/{number}");
    let mut paola = app.browser_as(&cast.paola);
    let page = paola.visit(&format!("{path}/archiviazione"));
    let said = page.text();
    assert!(
        page.has("» sparisce dagli elenchi.") && !page.has("«Archivia"),
        "{said}"
    );
    paola.form("Archivia la pratica").send();
    assert!(!app.browser().visit("/pratiche").has(TITLE));
    app.clock.advance(Duration::days(400));
    app.settle();
    assert_eq!(count(&app, EventKind::PracticeExpired), 0, "it is at rest");
    // Her session ended long ago.
    let mut paola = app.browser_as(&cast.paola);
    paola.visit(&path);
    paola.form("Riporta tra le altre").send();
    let page = app.browser().visit(&path);
    assert!(page.has("Questa pratica è scaduta"), "{}", page.text());
    assert!(app.browser().visit("/pratiche").has(TITLE));
}

#[test]
fn maturity_is_reckoned_from_what_is_there() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let number = published(&app, &cast);
    let path = format!("/pratiche/{number}");
    let id = practice(&app, &cast, &number).id;
    let maturity = || practice(&app, &cast, &number).maturity;
    assert_eq!(maturity(), Maturity::Told);
    assert!(
        app.browser()
            .visit(&path)
            .has("La racconta l’unione che l’ha fatta")
    );
    assert!(app.browser().visit("/pratiche").has("Raccontata"));

    // Checked by a facilitatrice with a mentore: without documents it stays told.
    let mut chiara = app.browser_as(&cast.chiara);
    let page = chiara.visit(&format!("{path}/verifica"));
    assert!(page.has("resta «raccontata»") && page.has("Lucia Bassi"));
    let page = chiara.form("L’ho verificata").send();
    assert_eq!(page.status, 422);
    assert!(page.has("Scegli il mentore che hai sentito"));
    let page = chiara
        .form("L’ho verificata")
        .fill("mentore", &cast.lucia.id.to_string())
        .fill("nota", "Letta la convenzione.")
        .send();
    assert!(page.has("Verificata da Chiara Conti"), "{}", page.text());
    assert!(page.has("sentito come mentore Lucia Bassi"));
    assert_eq!(maturity(), Maturity::Told);

    // Others do it too; then they stop.
    app.write(|tx| practices::set_reuse_count(tx, id, 2));
    assert_eq!(maturity(), Maturity::Reused);
    assert!(
        app.browser()
            .visit(&path)
            .has("Altre 2 unioni la stanno riusando.")
    );
    app.write(|tx| practices::set_reuse_count(tx, id, 0));
    assert_eq!(maturity(), Maturity::Told);
    assert_eq!(count(&app, EventKind::PracticeReckoned), 3);
}

#[test]
fn the_people_of_the_unione_are_told_whose_word_was_taken_for_theirs() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let number = drafted_by_chiara(&app, &cast, &mut chiara);
    let link = asked_for(&app, &mut chiara, &number);
    let mut rita = app.browser();
    rita.visit(&link);
    rita.form("Confermo: pubblicatela").send();
    let event = last_event(&app, EventKind::PracticePublished);
    assert_eq!(event.particulars["by"], "link");
    app.settle();
    let letters = app.letters();
    for who in ["paola.riva", "marco.ferri"] {
        let letter = letters.iter().find(|letter| letter.to.contains(who));
        let text = &letter.expect("they are told").text;
        assert!(
            text.contains("è stata confermata da Rita Sole, persona indicata da Chiara Conti"),
            "{text}"
        );
    }
    let told = letters
        .iter()
        .find(|letter| letter.to.contains("chiara.conti"));
    assert!(told.is_none_or(|letter| !letter.text.contains("persona indicata")));
}

#[test]
fn the_link_of_who_has_left_the_unione_leads_nowhere() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let number = drafted_by_chiara(&app, &cast, &mut chiara);
    let link = asked_for(&app, &mut chiara, &number);
    let mut rita = app.browser();
    assert_eq!(rita.visit(&link).status, 200);
    // Of the cast only Rita does nothing that has a name.
    app.write(|tx| {
        diesel::sql_query("UPDATE memberships SET ended_at = created_at WHERE job_title = ''")
            .execute(&mut **tx)?;
        Ok(())
    });
    assert_eq!(rita.form("Confermo: pubblicatela").send().status, 404);
    assert_eq!(rita.visit(&link).status, 404);
    assert_eq!(
        practice(&app, &cast, &number).state,
        PracticeState::ToConfirm
    );
    // Nor is she reminded of it.
    app.clock.advance(Duration::days(8));
    assert!(letters_to(&app, "rita.sole").is_empty());
}

#[test]
fn who_was_asked_before_is_asked_again_by_one_tick_and_each_letter_comes_by_itself() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let number = drafted_by_chiara(&app, &cast, &mut chiara);
    let link = asked_for(&app, &mut chiara, &number);
    let mut rita = app.browser();
    let page = rita.visit(&link);
    assert!(page.html.contains("class=\"lettura\""), "one list to read");
    rita.form("Rimanda con le note")
        .fill("nota", "Manca il 2020.")
        .send();
    // Within the hour, and with nothing typed: she is there, and ticked.
    let sent_back = letters_to(&app, "chiara.conti");
    assert_eq!(sent_back.len(), 1);
    let fact = format!("{TITLE}: rimandata con una nota da Rita");
    assert!(
        sent_back[0].subject.starts_with(&fact),
        "{}",
        sent_back[0].subject
    );
    let page = chiara.visit(&format!("/pratiche/{number}/richiesta-conferma"));
    assert!(page.has("Rita Sole"), "{}", page.text());
    chiara.form("Manda la richiesta").send();
    let again = letters_to(&app, "rita.sole");
    assert_eq!(again.len(), 1, "at once, to her alone");
    let mut rita = app.browser();
    rita.visit(&again[0].link_containing("/conferma/"));
    rita.form("Confermo: pubblicatela").send();
    let published = letters_to(&app, "chiara.conti");
    assert_eq!(published.len(), 1, "the outcome does not wait for the hour");
    assert!(
        published[0]
            .subject
            .starts_with(&format!("{TITLE}: pubblicata")),
        "{}",
        published[0].subject
    );
}

#[test]
fn who_sent_a_practice_is_told_where_it_is_and_nothing_is_said_of_how_far_it_may_be_trusted() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let number = submitted(&app, &cast);
    let mut marco = app.browser_as(&cast.marco);
    for path in ["modifica", "modifica/contesto", "intervista"] {
        let page = marco.visit(&format!("/pratiche/{number}/{path}"));
        assert_eq!(page.status, 409, "{path}");
        assert!(page.has("Adesso è in revisione"), "{path}: {}", page.text());
        assert_eq!(
            page.links(&format!("/pratiche/{number}-")).len(),
            1,
            "{path}"
        );
    }
    let page = marco.visit(&format!("/pratiche/{number}"));
    assert_eq!(page.status, 200);
    assert!(
        !page.has("Segnalata") && !page.has("La raccontano altri"),
        "{}",
        page.text()
    );
}

#[test]
fn a_second_review_says_what_is_new_and_where_the_two_are_compared() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let number = published(&app, &cast);
    let mut marco = app.browser_as(&cast.marco);
    marco.visit(&format!("/pratiche/{number}/modifica/contesto"));
    marco
        .form("Salva la bozza")
        .fill("contesto", "Ogni comune aveva due vigili.")
        .send();
    marco.visit(&format!("/pratiche/{number}/modifica/rivedi"));
    marco
        .form("Invia la pratica")
        .fill("cambiamento", "Raccontato il contesto.")
        .send();
    let mut chiara = app.browser_as(&cast.chiara);
    let page = chiara.visit(&format!("/pratiche/{number}/revisione"));
    assert!(page.has("«Raccontato il contesto»"), "{}", page.text());
    let links = page.links("/versioni/confronto?");
    assert_eq!(links.len(), 1, "{links:?}");
    let page = chiara.visit(&links[0].replace("&amp;", "&"));
    assert_eq!(page.status, 200);
    assert!(page.has("Ogni comune aveva due vigili."), "{}", page.text());
}
