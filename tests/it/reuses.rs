//! An Unione does as another did, and says how it goes.

mod asked;

use fra_unioni::features::practices::{ImportedPractice, insert_imported};
use fra_unioni::features::reuses;
use fra_unioni::features::unioni::{self, NewAdesione, NewComune};
use fra_unioni::platform::audience::Token;
use fra_unioni::platform::events::{self, EventKind};
use fra_unioni::platform::subject::{Subject, SubjectKind};
use serde_json::json;

use crate::support::browser::{Browser, Page};
use crate::support::cast::Person;
use crate::support::{Cast, TestApp};

const TITLE: &str = "Un solo comando di polizia locale";

/// A practice of the Unione Valle Serena, written by Marco and published: number 1.
fn published(app: &TestApp, cast: &Cast) -> Subject {
    app.write(|tx| {
        let new = ImportedPractice {
            title: TITLE.to_owned(),
            summary: "Quattro comuni, un solo comando.".to_owned(),
            body: String::new(),
            sections: Default::default(),
            topics: vec![cast.ict],
            unione: Some(cast.valle_serena),
            audience: Token::Public,
            published_at: None,
            source_url: None,
            licence: None,
            author: cast.marco.id,
        };
        let practice = Subject::new(SubjectKind::Practice, insert_imported(tx, &new)?);
        events::record(
            tx,
            Some(cast.marco.id),
            EventKind::PracticePublished,
            practice,
            json!({}),
        )?;
        Ok(practice)
    })
}

/// The practice as this browser sees it.
fn practice(browser: &mut Browser) -> Page {
    let page = browser.visit("/pratiche/1");
    assert_eq!(page.status, 200, "{}", page.text());
    page
}

/// Bruno declares that his Unione has come so far; answers the page that follows.
fn declare(bruno: &mut Browser, state: &str, since: &str, changed: &str) -> Page {
    bruno.visit("/pratiche/1/riuso");
    bruno
        .form("Dichiara il riuso")
        .fill("stato", state)
        .fill("dal", since)
        .fill("cambiato", changed)
        .send()
}

fn to<'a>(
    letters: &'a [crate::support::letter::Letter],
    person: &Person,
) -> Vec<&'a crate::support::letter::Letter> {
    letters
        .iter()
        .filter(|letter| letter.to.contains(&person.email))
        .collect()
}

#[test]
fn an_unione_like_ones_own_stands_by_a_practice_when_it_did_it_and_with_the_reason() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    published(&app, &cast);
    app.write(|tx| {
        let own = [
            (cast.valle_serena, "Alvito"),
            (cast.terre_del_salice, "Vicalvi"),
        ];
        for (unione, name) in own {
            let new = NewComune {
                name: name.to_owned(),
                ..NewComune::default()
            };
            let comune = unioni::add_comune(tx, &new)?;
            unioni::join_comune(tx, unione, comune, &NewAdesione::default())?;
        }
        Ok(())
    });
    let title = "Unioni come la tua che l’hanno fatto";
    let reason = "In comune con la tua: stesso numero di comuni";
    let mut bruno = app.browser_as(&cast.bruno);
    let page = practice(&mut bruno);
    for said in [title, "Questa pratica è sua", reason] {
        assert!(page.has(said), "{said}: {}", page.text());
    }
    // Who is only interested has not done it.
    let mut marco = app.browser_as(&cast.marco);
    declare(&mut bruno, "interested", "", "");
    assert!(!practice(&mut marco).has(title));
    for state in ["adapting", "adopted"] {
        bruno.visit("/riusi/1/modifica");
        bruno
            .form("Salva")
            .fill("stato", state)
            .fill("dal", "05/2025")
            .send();
    }
    let page = practice(&mut marco);
    for said in [title, "La riusa: adottata da maggio 2025", reason] {
        assert!(page.has(said), "{said}: {}", page.text());
    }
    assert!(!practice(&mut app.browser()).has(title));
}

#[test]
fn an_unione_declares_a_reuse_and_the_practice_tells_it() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    published(&app, &cast);
    let mut visitor = app.browser();
    let page = practice(&mut visitor);
    assert!(page.has("Ancora nessuna unione ha raccontato di riusarla."));
    assert!(page.has("Lo facciamo anche noi") && page.has("Ci interessa"));
    assert!(page.has("ancora da nessuna unione"));
    assert!(
        visitor
            .visit("/pratiche/1/riuso")
            .address
            .starts_with("/accedi")
    );
    // Whose practice it is cannot reuse it.
    let mut marco = app.browser_as(&cast.marco);
    assert!(!practice(&mut marco).has("Lo facciamo anche noi"));
    assert!(
        marco
            .visit("/pratiche/1/riuso")
            .has("questa pratica è della tua")
    );

    let mut bruno = app.browser_as(&cast.bruno);
    let page = bruno.visit("/pratiche/1/riuso?stato=adopted");
    assert!(page.has("La riusa: Unione Terre del Salice"));
    let page = bruno
        .form("Dichiara il riuso")
        .fill("dal", "05/2025")
        .fill("cambiato", "Abbiamo tenuto <b>due</b> sedi.")
        .fill("non_funzionato", "I turni della notte.")
        .send();
    assert_eq!((page.status, page.address.as_str()), (200, "/riusi/1"));
    assert!(page.has("Adottata da maggio 2025") && page.has("Abbiamo tenuto <b>due</b> sedi."));

    // Everybody reads it on the practice, which counts it.
    let page = practice(&mut visitor);
    for told in [
        "Chi la riusa o ci ha provato",
        "Unione Terre del Salice",
        "da maggio 2025",
        "Abbiamo tenuto <b>due</b> sedi.",
        "I turni della notte.",
        "da 1 unione",
    ] {
        assert!(page.has(told), "{told}: {}", page.text());
    }
    assert_eq!(visitor.visit("/riusi/1").status, 200);
    assert!(practice(&mut bruno).has("Il nostro riuso"));
    let unione = visitor.visit("/unioni/2");
    assert!(unione.has("Riusa") && unione.has(TITLE) && unione.has("adottata da maggio 2025"));
    let unione = visitor.visit("/unioni/1");
    assert!(unione.has("Le sue pratiche riusate") && unione.has("Unione Terre del Salice"));

    // The giving Unione is told, whole, and cannot alter it.
    app.settle();
    let letters = app.letters();
    let letter = to(&letters, &cast.marco)[0];
    let subject = &letter.subject;
    let fact = ": l’Unione Terre del Salice";
    assert!(
        subject.starts_with("Un solo") && subject.contains(fact),
        "{subject}"
    );
    for told in [
        "L’Unione Terre del Salice ha adottato una pratica:",
        "A che punto: adottata da maggio 2025.",
        "Che cosa ha cambiato: Abbiamo tenuto <b>due</b> sedi.",
        "Che cosa non ha funzionato: I turni della notte.",
        &format!("{}/riusi/1", app.url),
    ] {
        assert!(letter.text.contains(told), "{told}: {}", letter.text);
    }
    assert_eq!(to(&letters, &cast.paola).len(), 1);
    assert!(to(&letters, &cast.bruno).is_empty(), "not of its own act");
    for address in ["/riusi/1/modifica", "/riusi/1/esito"] {
        assert_eq!(marco.visit(address).status, 403, "{address}");
        assert!(visitor.visit(address).address.starts_with("/accedi"));
    }
    marco.visit("/riusi/1");
    let csrf = marco.csrf();
    let forged = marco.post(
        "/riusi/1/modifica",
        &[("csrf", &csrf), ("stato", "abandoned")],
    );
    assert_eq!(forged.status, 403);

    // Who searches for the Unione finds what it reuses.
    let found = visitor.visit("/cerca?q=terre+del+salice&tipo=pratica");
    assert!(found.has(TITLE), "{}", found.text());
    assert!(found.has("riusata da 1 unione"), "{}", found.text());
}

#[test]
fn declared_twice_it_is_one_reuse() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    published(&app, &cast);
    let mut bruno = app.browser_as(&cast.bruno);
    let mut lucia = app.browser_as(&cast.lucia);
    bruno.visit("/pratiche/1/riuso");
    lucia.visit("/pratiche/1/riuso");
    let first = bruno
        .form("Dichiara il riuso")
        .fill("stato", "adapting")
        .send();
    let again = lucia
        .form("Dichiara il riuso")
        .fill("stato", "running")
        .send();
    assert_eq!((&*first.address, &*again.address), ("/riusi/1", "/riusi/1"));
    assert!(again.has("Questo riuso era già dichiarato") && again.has("In adattamento"));
    assert_eq!(lucia.visit("/pratiche/1/riuso").address, "/riusi/1");
    assert_eq!(lucia.visit("/riusi").links("/riusi/2").len(), 0);
}

#[test]
fn a_form_sent_twice_declares_once() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    published(&app, &cast);
    let mut bruno = app.browser_as(&cast.bruno);
    bruno.visit("/pratiche/1/riuso");
    let csrf = bruno.csrf();
    let form = bruno.form("Dichiara il riuso");
    let token = form.value("form_token").to_owned();
    let fields = [
        ("csrf", csrf.as_str()),
        ("form_token", token.as_str()),
        ("unione", "2"),
        ("stato", "adapting"),
    ];
    let first = bruno.post("/pratiche/1/riuso", &fields);
    let log = app.read(events::last);
    let again = bruno.post("/pratiche/1/riuso", &fields);
    assert_eq!((&*first.address, &*again.address), ("/riusi/1", "/riusi/1"));
    assert_eq!(app.read(events::last), log);
}

#[test]
fn an_interest_is_for_members_and_giving_up_is_for_everybody() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    published(&app, &cast);
    let mut bruno = app.browser_as(&cast.bruno);
    let page = bruno.visit("/pratiche/1/riuso?stato=interested");
    assert!(page.has("lo leggono solo le persone iscritte"));
    let page = bruno.form("Dichiara il riuso").send();
    assert!(
        page.has("lo leggono solo le persone iscritte"),
        "{}",
        page.text()
    );
    let mut visitor = app.browser();
    assert_eq!(visitor.visit("/riusi/1").status, 404);
    assert!(!practice(&mut visitor).has("Terre del Salice"));
    assert!(!visitor.visit("/unioni/2").has(TITLE));
    app.settle();
    assert!(
        !visitor
            .visit("/cerca?q=terre+del+salice&tipo=pratica")
            .has(TITLE)
    );
    let page = practice(&mut app.browser_as(&cast.marco));
    assert!(page.has("Terre del Salice") && page.has("Interessata"));
    assert!(
        page.has("ancora da nessuna unione"),
        "an interest does not count"
    );

    // It gives up: that wants its reason, and then everybody learns from it.
    bruno.visit("/riusi/1/modifica");
    let page = bruno
        .form("Salva")
        .fill("stato", "abandoned")
        .fill("non_funzionato", "Nessuno aveva tempo.")
        .send();
    assert_eq!(page.status, 422);
    assert!(page.has("Scrivi perché l’avete abbandonata") && page.has("Nessuno aveva tempo."));
    let page = bruno
        .form("Salva")
        .fill("motivo", "Siamo troppo piccoli.")
        .send();
    assert_eq!(page.address, "/riusi/1", "{}", page.text());
    let page = practice(&mut visitor);
    for told in [
        "Abbandonata",
        "Siamo troppo piccoli.",
        "Nessuno aveva tempo.",
    ] {
        assert!(page.has(told), "{told}");
    }
    assert!(page.has("ancora da nessuna unione"));
}

#[test]
fn life_goes_forward_and_back_and_the_history_is_kept() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let practice = published(&app, &cast);
    let mut bruno = app.browser_as(&cast.bruno);
    declare(&mut bruno, "adapting", "2024", "");
    let tell = |browser: &mut Browser, state: &str, since: &str, reason: &str| {
        browser.visit("/riusi/1/modifica");
        browser
            .form("Salva")
            .fill("stato", state)
            .fill("dal", since)
            .fill("motivo", reason)
            .send()
    };
    let page = tell(&mut bruno, "adopted", "31/02/2025", "");
    assert!(
        page.has("Questa data non esiste nel calendario"),
        "{}",
        page.text()
    );
    for (state, since, reason) in [
        ("adopted", "2025", ""),
        ("stopped", "2026-01", "È andato in pensione chi lo seguiva."),
        ("running", "2026-09", ""),
    ] {
        let page = tell(&mut bruno, state, since, reason);
        assert_eq!(page.address, "/riusi/1", "{state}: {}", page.text());
    }
    let page = app.browser().visit("/riusi/1");
    for told in [
        "In adattamento dal 2024",
        "Adottata dal 2025",
        "Sospesa da gennaio 2026",
        "È andato in pensione chi lo seguiva.",
        "A regime da settembre 2026",
    ] {
        assert!(page.has(told), "{told}: {}", page.text());
    }
    let confirmed = |app: &TestApp| {
        app.read(|conn| reuses::confirmed_count(conn, &[practice.id.into()]))
            .values()
            .sum::<i64>()
    };
    assert_eq!(confirmed(&app), 1);

    // What cannot be is refused in words, and nothing typed is lost.
    for (state, since, reason, sentence) in [
        (
            "interested",
            "",
            "",
            "Da dove eravate non si arriva qui in un passo",
        ),
        ("", "", "", "Scegli a che punto siete"),
        ("boh", "", "", "Scegli a che punto siete"),
        ("stopped", "2027", "x", "Questa data deve ancora venire"),
        ("stopped", "9999", "x", "Questa data deve ancora venire"),
        ("stopped", "un tempo", "x", "Scrivi la data come 2024"),
        ("stopped", "0", "x", "Scrivi la data come 2024"),
        (
            "stopped",
            "2023",
            "x",
            "Prima eravate «a regime» da settembre 2026",
        ),
        ("stopped", "", "", "Scrivi che cosa ha fermato il riuso"),
    ] {
        let page = tell(&mut bruno, state, since, reason);
        assert_eq!(page.status, 422, "{state} {since}");
        assert!(page.has(sentence), "{sentence}: {}", page.text());
        assert_eq!(bruno.form("Salva").value("dal"), since);
    }
    let long = "è".repeat(5_001);
    bruno.visit("/riusi/1/modifica");
    let page = bruno.form("Salva").fill("cambiato", &long).send();
    assert!(page.status == 422 && page.has("Accorcia il testo"));
    assert_eq!(bruno.form("Salva").value("cambiato"), long);

    // The same state told anew mends what was told of it.
    tell(&mut bruno, "running", "2026-10", "");
    let page = bruno.visit("/riusi/1");
    assert!(page.has("A regime da ottobre 2026") && !page.has("settembre 2026"));
    tell(&mut bruno, "abandoned", "", "Costava più di prima.");
    assert_eq!(confirmed(&app), 0);
}

#[test]
fn a_facilitatrice_declares_on_behalf_and_the_unione_has_the_word() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    published(&app, &cast);
    let mut chiara = app.browser_as(&cast.chiara);
    chiara.visit("/pratiche/1/riuso");
    let propose = |chiara: &mut Browser| {
        chiara.visit("/pratiche/1/riuso");
        let form = chiara.form("Dichiara il riuso");
        form.fill("unione", "2")
            .fill("stato", "running")
            .fill("cambiato", "Lo dicono al telefono.")
            .send()
    };
    let page = propose(&mut chiara);
    assert_eq!(page.address, "/riusi/1");
    assert!(
        page.has("Da confermare") && page.has("le abbiamo scritto"),
        "{}",
        page.text()
    );
    app.settle();
    let letters = app.letters();
    let letter = to(&letters, &cast.bruno)[0];
    assert!(
        letter
            .text
            .contains("La tua unione deve confermare un riuso, dichiarato da chi facilita")
    );
    assert!(letter.text.contains("Lo dicono al telefono."));
    assert_eq!(letters.len(), 2, "Bruno and Lucia, and nobody else");
    // Nobody else knows, and nothing counts.
    let mut marco = app.browser_as(&cast.marco);
    let mut visitor = app.browser();
    for other in [&mut marco, &mut visitor] {
        assert_eq!(other.visit("/riusi/1").status, 404);
        let page = practice(other);
        assert!(!page.has("Terre del Salice") && page.has("ancora da nessuna unione"));
    }

    let mut bruno = app.browser_as(&cast.bruno);
    assert!(
        bruno
            .visit("/")
            .has("Chi facilita dice che la tua unione riusa")
    );
    assert!(bruno.visit("/riusi").has("dite voi se è così"));
    bruno.visit("/riusi/1");
    let page = bruno.form("Sì, è così").send();
    assert!(
        page.has("Confermato.") && !page.has("Da confermare"),
        "{}",
        page.text()
    );
    assert!(practice(&mut visitor).has("da 1 unione"));
    app.settle();
    let letters = app.letters();
    let told = to(&letters, &cast.marco)[0];
    assert!(
        told.text
            .contains("L’Unione Terre del Salice usa a regime una pratica")
    );
    // From now on the facilitatrice reads, and does not tell for others.
    assert_eq!(chiara.visit("/riusi/1/modifica").status, 403);
    let csrf = bruno.csrf();
    assert_eq!(
        bruno.post("/riusi/1/conferma", &[("csrf", &csrf)]).status,
        409
    );
}

#[test]
fn what_an_unione_does_not_confirm_is_gone() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    published(&app, &cast);
    let mut chiara = app.browser_as(&cast.chiara);
    chiara.visit("/pratiche/1/riuso");
    chiara
        .form("Dichiara il riuso")
        .fill("unione", "2")
        .fill("stato", "running")
        .send();
    app.settle();
    app.letters();
    let mut lucia = app.browser_as(&cast.lucia);
    lucia.visit("/riusi/1");
    let page = lucia.form("No, non la riusiamo: togli").send();
    assert!(page.has("Tolto: chi l’aveva dichiarato lo saprà.") && page.has(TITLE));
    assert_eq!(chiara.visit("/riusi/1").status, 404);
    app.settle();
    let letters = app.letters();
    let letter = to(&letters, &cast.chiara)[0];
    assert!(
        letter
            .text
            .contains("L’Unione Terre del Salice dice che non riusa la pratica")
    );
    assert_eq!(letters.len(), 1);
    // It may still declare it by itself.
    let mut bruno = app.browser_as(&cast.bruno);
    assert_eq!(
        declare(&mut bruno, "evaluating", "", "").address,
        "/riusi/2"
    );
}

#[test]
fn two_people_tell_at_once_and_nothing_is_lost() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    published(&app, &cast);
    let (mut bruno, mut lucia) = (app.browser_as(&cast.bruno), app.browser_as(&cast.lucia));
    declare(&mut bruno, "adapting", "", "Primo testo.");
    bruno.visit("/riusi/1/modifica");
    lucia.visit("/riusi/1/modifica");
    lucia
        .form("Salva")
        .fill("stato", "adopted")
        .fill("cambiato", "Testo di Lucia.")
        .send();
    let page = bruno
        .form("Salva")
        .fill("cambiato", "Testo di Bruno.")
        .send();
    assert_eq!(page.status, 409);
    assert!(page.has("un’altra persona della tua unione ha salvato questo"));
    assert!(
        page.has("Testo di Lucia.") && page.has("Testo di Bruno."),
        "{}",
        page.text()
    );
    let page = bruno.form("Salva").fill("stato", "adopted").send();
    assert!(
        page.status == 200 && page.has("Testo di Bruno."),
        "{}",
        page.text()
    );
    // The same words sent twice are no conflict.
    bruno.visit("/riusi/1/modifica");
    lucia.visit("/riusi/1/modifica");
    bruno.form("Salva").fill("cambiato", "Uguale.").send();
    let page = lucia.form("Salva").fill("cambiato", "Uguale.").send();
    assert_eq!(page.address, "/riusi/1");
}

#[test]
fn the_documents_of_a_reuse_are_seen_by_who_may_see_each() {
    use crate::notifications::share;
    use fra_unioni::features::documents::Reach;
    let app = TestApp::start();
    let cast = Cast::of(&app);
    published(&app, &cast);
    share(
        &app,
        &cast,
        &cast.lucia,
        Reach::Own,
        "La nostra convenzione",
    );
    share(&app, &cast, &cast.marco, Reach::Own, "Atto di altri");
    let mut bruno = app.browser_as(&cast.bruno);
    bruno.visit("/pratiche/1/riuso");
    let page = bruno
        .form("Dichiara il riuso")
        .fill("stato", "adopted")
        .fill("documenti", "/documenti/2")
        .send();
    assert!(
        page.status == 422 && page.has("non è l’indirizzo di un documento"),
        "{}",
        page.text()
    );
    let page = bruno
        .form("Dichiara il riuso")
        .fill(
            "documenti",
            &format!("{}/documenti/1-la-nostra\n1\n", app.url),
        )
        .send();
    assert!(page.has("I documenti che ne ha fatto") && page.has("La nostra convenzione"));
    assert!(!app.browser().visit("/riusi/1").has("La nostra convenzione"));
    // The document says so too, to who may see the reuse.
    let document = bruno.visit("/documenti/1");
    assert!(
        document.has("I riusi per cui è nato"),
        "{}",
        document.text()
    );
    assert_eq!(document.links("/riusi/"), ["/riusi/1"]);
}

#[test]
fn who_follows_the_practice_hears_of_its_reuses_as_it_chose() {
    use crate::notifications::follow;
    use fra_unioni::features::subscriptions::Frequency;
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let practice = published(&app, &cast);
    // Told of before anybody follows it: a letter about that would hold the next one back for an hour.
    app.settle();
    app.letters();
    follow(&app, &cast.lucia, practice, Frequency::AtOnce);
    follow(&app, &cast.paola, practice, Frequency::Never);
    let mut bruno = app.browser_as(&cast.bruno);
    declare(&mut bruno, "adopted", "", "");
    app.settle();
    let letters = app.letters();
    assert_eq!(to(&letters, &cast.lucia).len(), 1);
    assert!(
        to(&letters, &cast.paola).is_empty(),
        "she wants no letters about it"
    );
    assert!(
        app.browser_as(&cast.paola)
            .visit("/notifiche")
            .has("ha adottato una pratica")
    );
    assert!(
        app.browser_as(&cast.chiara)
            .visit("/notifiche")
            .has("ha adottato una pratica")
    );
}

#[test]
fn a_practice_reused_by_many_takes_no_more_statements_than_one_reused_by_two() {
    use fra_unioni::features::people::actors;
    use fra_unioni::features::reuses::{ReuseState, Said};
    use fra_unioni::features::unioni::{self, BodyKind, NewBody};
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let practice = published(&app, &cast);
    let place = fra_unioni::features::card::Place {
        subject: practice,
        unione: Some(cast.valle_serena),
        topics: vec![cast.ict],
        named: Vec::new(),
    };
    let add = |n: usize| {
        app.write(|tx| {
            let new = NewBody {
                kind: BodyKind::Unione,
                name: format!("Unione numero {n}"),
                ipa_code: None,
                region: Some("Lazio".into()),
                province: None,
                example: true,
            };
            let unione = unioni::add(tx, &new)?;
            let chiara = actors(tx, &[cast.chiara.id])?
                .remove(&cast.chiara.id)
                .unwrap();
            let said = Said {
                state: ReuseState::Running,
                since: None,
                reason: String::new(),
                changed: "x".repeat(300),
                failed: String::new(),
                documents: Vec::new(),
            };
            reuses::declare(tx, &chiara, 1, unione, &said)
        })
    };
    let chiara = app.read(|conn| {
        Ok(actors(conn, &[cast.chiara.id])?
            .remove(&cast.chiara.id)
            .unwrap())
    });
    let look = || app.counting(|conn| reuses::of_practice(conn, &chiara, &place));
    add(1);
    add(2);
    let (few, for_few) = look();
    for n in 3..30 {
        add(n);
    }
    let (many, for_many) = look();
    assert_eq!((few.lines.len(), many.lines.len()), (2, 20));
    assert!(!few.is_cut && many.is_cut);
    assert_eq!(for_few, for_many);
}

#[test]
fn a_withdrawn_practice_is_named_as_such_and_asked_about_no_more() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    published(&app, &cast);
    declare(&mut app.browser_as(&cast.bruno), "adopted", "", "");
    let mut chiara = app.browser_as(&cast.chiara);
    assert!(!chiara.visit("/unioni/2").has("(ritirata)"));
    assert_eq!(chiara.visit("/domande/nuova?su=pratica:1").status, 200);
    let mut paola = app.browser_as(&cast.paola);
    paola.visit("/pratiche/1/ritiro");
    paola
        .form("Ritira la pratica")
        .fill("motivo", "È da rifare.")
        .send();
    for path in ["/unioni/1", "/unioni/2"] {
        let page = chiara.visit(path);
        assert!(page.has(&format!("{TITLE} (ritirata)")), "{path}");
    }
    assert_eq!(chiara.visit("/domande/nuova?su=pratica:1").status, 404);
    assert_eq!(paola.visit("/domande/nuova?su=pratica:1").status, 404);
}
