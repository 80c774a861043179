//! What the page of a practice shows, and to whom.

use chrono::Duration;
use fra_unioni::features::card::Place;
use fra_unioni::features::content;
use fra_unioni::features::documents::{self, DocumentId, Reach};
use fra_unioni::features::people;
use fra_unioni::features::practices::content::{
    Advice, Amount, Attached, Benefit, Evidence, FactorNeed, Facts, Fit, Model, Need, Obstacle,
    ObstacleKind, Outcome, Phase, PhaseKind, PracticeContent, Spending,
};
use fra_unioni::features::practices::{self, Maturity, NewPractice, Text};
use fra_unioni::features::unioni::{self, BodyKind, Factor, NewBody, Population, SharedFunction};
use fra_unioni::platform::actor::BodyId;
use fra_unioni::platform::subject::{Subject, SubjectKind};

use crate::notifications::{actor, share};
use crate::statements::publish_practice;
use crate::support::browser::Page;
use crate::support::cast::Person;
use crate::support::{Cast, TestApp};

/// Publishes a practice of Valle Serena and answers its address.
fn publish(app: &TestApp, cast: &Cast, content: PracticeContent) -> String {
    app.write(|tx| {
        let (marco, chiara) = (actor(tx, &cast.marco), actor(tx, &cast.chiara));
        let whole = PracticeContent {
            topics: vec![cast.ict],
            organisation: "Un ufficio solo.".into(),
            lessons: "Partite dall’inventario.".into(),
            contacts: "Ufficio ICT".into(),
            ..content
        };
        let begun = practices::draft(
            tx,
            &marco,
            NewPractice {
                unione: cast.valle_serena,
                title: "Un solo ufficio informatico".into(),
                summary: "Cinque comuni, un ufficio.".into(),
                topics: vec![cast.ict],
            },
        )?;
        let text = Text {
            title: begun.title.clone(),
            summary: "Cinque comuni, un ufficio.".into(),
            content: whole,
        };
        let saved = practices::save(tx, &marco, begun.number, begun.lock_version, &text)?;
        practices::submit(tx, &marco, saved.number, None)?;
        practices::publish(tx, &chiara, saved.number, None)?;
        Ok(saved.url())
    })
}

fn phase(key: u32, kind: PhaseKind, title: &str, from: &str, to: &str) -> Phase {
    Phase {
        key,
        title: title.into(),
        from: from.parse().ok(),
        to: to.parse().ok(),
        ..Phase::of(kind)
    }
}

/// What publishing asks for, and nothing else.
fn least() -> PracticeContent {
    PracticeContent {
        phases: vec![
            phase(1, PhaseKind::Design, "Si parte", "2006", "2010"),
            phase(2, PhaseKind::Stall, "Tutto fermo", "2010", "2014"),
            Phase {
                ongoing: true,
                ..phase(3, PhaseKind::Operation, "Si lavora", "2014-03", "")
            },
        ],
        obstacles: vec![Obstacle {
            what: "Contratti diversi.".into(),
            outcome: Outcome::Open,
            phase: Some(2),
            ..Obstacle::of(ObstacleKind::Supplier)
        }],
        benefits: vec![Benefit {
            what: "Guasti risolti prima".into(),
            ..Benefit::of(Evidence::Perceived)
        }],
        ..PracticeContent::default()
    }
}

fn read(app: &TestApp, person: &Person, url: &str) -> Page {
    app.browser_as(person).visit(url)
}

#[test]
fn everything_that_was_told_is_shown() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let url = publish(
        &app,
        &cast,
        PracticeContent {
            model: Some(Model::Centralised),
            facts: Facts {
                comuni: "5".into(),
                inhabitants: "10.200".into(),
                ..Facts::default()
            },
            spending: Spending {
                start: Amount {
                    unavailable: true,
                    ..Amount::default()
                },
                yearly: Amount {
                    from: Some(80_000),
                    to: Some(95_000),
                    ..Amount::default()
                },
                cup: "G81F22001400006".into(),
                ..Spending::default()
            },
            advice: Advice {
                ask_first: "Chi è proprietario dei numeri di telefono.".into(),
                ..Advice::default()
            },
            fit: Fit {
                people_from: Some(5_000),
                time: "due anni".into(),
                not_to_copy: "Il nostro logo.".into(),
                factors: vec![FactorNeed {
                    factor: Factor::PoliticalBacking,
                    need: Need::Required,
                }],
                ..Fit::default()
            },
            benefits: vec![Benefit {
                what: "Guasti".into(),
                before: "4".into(),
                after: "1".into(),
                unit: "giorni".into(),
                period: "2019–2023".into(),
                source: "Registro".into(),
                ..Benefit::of(Evidence::Measured)
            }],
            ..least()
        },
    );
    let page = app.browser().visit(&url);
    for words in [
        "A regime",
        "Abitanti 10.200",
        "Dall’avvio al regime circa 8 anni",
        "Costo annuo da 80.000 a 95.000 €",
        "Primo investimento non disponibile",
        "Fondi non indicato",
        "Modello accentrato",
        "Costo annuo per abitante da 7,84 a 9,31 €",
        "calcolato su 10.200 abitanti, come indicato nella pratica",
        "CUP del progetto G81F22001400006",
        "Chiedete prima",
        "Il presidio politico necessario",
        "Abitanti almeno 5.000",
        "Tempo realistico due anni",
        "Da non copiare Il nostro logo.",
        "prima 4 giorni, dopo 1 giorni (2019–2023)",
        "Misurato: Registro",
        "Fase 2, Tutto fermo",
        "Linea del tempo della pratica, dal 2006 a oggi",
        "3 fasi: 1, progettazione, 2006–2010; 2, stasi, 2010–2014; 3, gestione, da marzo 2014, in corso.",
    ] {
        assert!(page.has(words), "{words}: {}", page.text());
    }
    assert!(page.html.contains(r##"href="#fase-2""##) && page.html.contains(r#"id="fase-2""#));
    assert!(page.html.contains(r#"role="img""#) && page.html.contains("url(#tempo-righe)"));
    assert!(!page.has("Non fate"), "nobody said what not to do");

    // Only what is drawn is explained, in the words of the kinds.
    assert!(page.has("Progettazione Gestione Stasi"), "{}", page.text());

    // Beside others each fact stands once.
    let page = app.browser().visit("/pratiche/confronto?con=1");
    assert!(page.has("Costo annuo per abitante"), "{}", page.text());
    assert!(page.html.contains("tempo-mini") && !page.has("(uguale)"));
    for once in ["da 80.000 a 95.000 €", "Primo investimento"] {
        let times = page.text().matches(once).count();
        assert_eq!(times, 1, "{once}: {}", page.text());
    }
}

#[test]
fn beside_others_a_withdrawn_practice_is_passed_over() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    publish(&app, &cast, least());
    publish(&app, &cast, least());
    let compared = "/pratiche/confronto?con=1&con=2";
    let mut visitor = app.browser();
    let page = visitor.visit(compared);
    assert_eq!(page.links("/pratiche/2-").len(), 1, "{}", page.text());
    app.write(|tx| {
        let paola = actor(tx, &cast.paola);
        practices::withdraw(tx, &paola, 2, None, "C’era il nome di una cittadina.")
    });
    let page = visitor.visit(compared);
    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(page.links("/pratiche/1-").len(), 1, "{}", page.text());
    assert!(page.links("/pratiche/2-").is_empty(), "{}", page.text());
}

#[test]
fn what_was_not_told_is_left_out_or_said() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    publish_practice(&app, &cast, "Solo un contesto");
    let mut visitor = app.browser();
    let url = visitor.visit("/pratiche").links("/pratiche/1")[0].clone();
    let page = visitor.visit(&url);
    let unknown = page.text().matches("non indicato").count();
    assert_eq!(unknown, 9, "{}", page.text());
    assert!(page.has("Riuso ancora da nessuna unione"));
    assert!(page.has("L’unione non ha indicato ostacoli.") && page.has("Nessun documento."));
    for absent in [
        "Percorso",
        "Costi e risorse",
        "Vantaggi",
        "Trasferibilità",
        "Lezioni",
    ] {
        assert!(!page.has(absent), "{absent}: {}", page.text());
    }
    let asks = page.links("/domande/nuova?su=pratica:1");
    assert_eq!(asks.len(), 3, "of the Unione, how it went, for a document");
}

#[test]
fn phases_without_dates_stand_in_the_list_and_the_drawing_says_so() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let with = |phases: Vec<Phase>| PracticeContent { phases, ..least() };
    let some = publish(
        &app,
        &cast,
        with(vec![
            phase(1, PhaseKind::Survey, "Contarsi", "2019", "2019"),
            phase(2, PhaseKind::Stall, "Fermi", "", ""),
        ]),
    );
    let none = publish(
        &app,
        &cast,
        with(vec![
            phase(1, PhaseKind::Survey, "Contarsi", "", ""),
            phase(2, PhaseKind::Stall, "Fermi", "", ""),
        ]),
    );
    let page = app.browser().visit(&some);
    assert!(
        page.has("Una fase senza date non è disegnata") && page.has("date non indicate: stasi")
    );
    let page = app.browser().visit(&none);
    assert!(page.has("Nessuna fase ha una data") && page.has("Fermi"));
    assert!(!page.html.contains("tempo-disegno"));
}

#[test]
fn documents_come_in_order_of_phase_to_those_who_may_see_them() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let document = |reach, title: &str| {
        let id = share(&app, &cast, &cast.marco, reach, title);
        app.write(|tx| {
            let chiara = actor(tx, &cast.chiara);
            let number = documents::number_of(tx, id)?;
            let seen = documents::find(tx, &chiara, number)?.shown();
            documents::publish(tx, &chiara, number, seen, None)?;
            Ok(id)
        })
    };
    let (late, early) = (
        document(Reach::Public, "Capitolato di gara"),
        document(Reach::Members, "Scheda di inventario"),
    );
    let proof = document(Reach::Members, "Registro dei guasti");
    let attached = |document: DocumentId, phase, note: &str| Attached {
        document: document.into(),
        phase,
        note: note.into(),
    };
    let mut told = least();
    told.documents = vec![
        attached(late, Some(3), "Il testo della gara."),
        attached(early, Some(1), ""),
    ];
    told.benefits[0].document = Some(proof.into());
    let url = publish(&app, &cast, told);

    let page = read(&app, &cast.bruno, &url);
    let (first, second) = (
        page.text().find("Scheda di inventario"),
        page.text().find("Capitolato di gara"),
    );
    assert!(first.is_some() && first < second, "{}", page.text());
    assert!(page.has("Il testo della gara.") && page.has("Fase 3, Si lavora"));
    assert!(page.has("Lo prova: Registro dei guasti"));
    assert!(
        page.has("possibile, 2 documenti") && page.has("Documenti da riusare (3)"),
        "{}",
        page.text()
    );
    assert!(page.has("Dalla stessa unione, sugli stessi argomenti"));

    let page = app.browser().visit(&url);
    assert!(page.has("Capitolato di gara") && page.has("possibile, 1 documento"));
    for hidden in ["Scheda di inventario", "Registro dei guasti", "Lo prova"] {
        assert!(!page.has(hidden), "{hidden}");
    }

    // Beside other practices each reader is told the same number.
    let compared = "/pratiche/confronto?con=1";
    assert!(read(&app, &cast.bruno, compared).has("possibile, 2 documenti"));
    let page = app.browser().visit(compared);
    assert!(page.has("possibile, 1 documento"), "{}", page.text());
}

#[test]
fn what_happens_to_a_document_reaches_the_practices_whose_published_text_names_it() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let waiting = |title: &str| share(&app, &cast, &cast.marco, Reach::Members, title);
    let (deed, proof) = (
        waiting("Capitolato di gara"),
        waiting("Registro dei guasti"),
    );
    let (mut attaches, mut proves) = (least(), least());
    attaches.documents = vec![Attached {
        document: deed.into(),
        phase: None,
        note: String::new(),
    }];
    attaches.benefits[0].document = Some(deed.into());
    proves.benefits[0].document = Some(proof.into());
    for told in [attaches, proves, least()] {
        publish(&app, &cast, told);
    }
    let maturities = || {
        // The caretaker makes its rounds every ten minutes.
        app.clock.advance(Duration::minutes(11));
        app.settle();
        app.read(|conn| {
            let marco = people::actors(conn, &[cast.marco.id])?.remove(&cast.marco.id);
            let marco = marco.expect("somebody who may sign in");
            let mut found = Vec::new();
            for number in 1..=3 {
                found.push(practices::find(conn, &marco, number)?.maturity);
            }
            Ok(found)
        })
    };
    assert_eq!(maturities(), [Maturity::Told; 3]);

    app.write(|tx| {
        let chiara = actor(tx, &cast.chiara);
        for id in [deed, proof] {
            let number = documents::number_of(tx, id)?;
            let seen = documents::find(tx, &chiara, number)?.shown();
            documents::publish(tx, &chiara, number, seen, None)?;
        }
        Ok(())
    });
    let documented = [Maturity::Documented, Maturity::Documented, Maturity::Told];
    assert_eq!(maturities(), documented);

    // A draft that no longer names it changes nothing before it is published.
    app.write(|tx| {
        let marco = actor(tx, &cast.marco);
        let practice = practices::find(tx, &marco, 2)?;
        let published = practice.published_version.expect("it is published");
        let mut text = practices::version(tx, published)?.text;
        text.content.benefits[0].document = None;
        practices::save(tx, &marco, 2, practice.lock_version, &text)?;
        let number = documents::number_of(tx, proof)?;
        documents::withdraw(tx, &marco, number, "Era una copia sbagliata.")
    });
    let left = [Maturity::Documented, Maturity::Told, Maturity::Told];
    assert_eq!(maturities(), left);
}

/// What Terre del Salice has: 7,400 people, and one shared function.
fn describe_terre_del_salice(app: &TestApp, unione: BodyId) {
    app.write(|tx| {
        unioni::add_population(
            tx,
            unione,
            &Population {
                people: 7_400,
                counted: "2025".parse().unwrap(),
                source: "Anagrafe".into(),
            },
        )?;
        unioni::add_shared_function(
            tx,
            unione,
            &SharedFunction {
                name: "Polizia locale".into(),
                ..SharedFunction::default()
            },
        )
    });
}

fn demanding() -> PracticeContent {
    let need = |factor, need| FactorNeed { factor, need };
    PracticeContent {
        fit: Fit {
            people_from: Some(5_000),
            factors: vec![
                need(Factor::OtherFunction, Need::Required),
                need(Factor::RegionSupport, Need::Helpful),
            ],
            ..Fit::default()
        },
        ..least()
    }
}

#[test]
fn a_member_reads_how_it_fits_the_own_unione() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let url = publish(&app, &cast, demanding());
    let page = read(&app, &cast.bruno, &url);
    assert!(page.has("Non sappiamo quanti abitanti ha la tua unione; ne servono almeno 5.000."));
    assert!(page.has("Condizioni: di 3 non si sa."), "{}", page.text());

    describe_terre_del_salice(&app, cast.terre_del_salice);
    let page = read(&app, &cast.bruno, &url);
    for words in [
        "Per la tua unione",
        "Condizioni: 2 ci sono, di 1 non si sa.",
        "C’è: una dimensione sufficiente La tua unione ha 7.400 abitanti; ne servono almeno 5.000.",
        "C’è: un’altra funzione già associata (necessario) La tua unione associa già: Polizia locale.",
        "Non si sa: il sostegno della Regione (utile)",
        "Guarda il profilo della tua unione",
    ] {
        assert!(page.has(words), "{words}: {}", page.text());
    }
    assert!(page.links("?unione=").is_empty(), "Bruno has one");

    // The tellers have done it; a visitor has no Unione; the facilitatrice neither.
    for page in [
        app.browser().visit(&url),
        read(&app, &cast.marco, &url),
        read(&app, &cast.chiara, &url),
    ] {
        assert!(!page.has("Per la tua unione"), "{}", page.text());
    }
    // A practice that names no condition has none to hold against anybody.
    let plain = publish(&app, &cast, least());
    assert!(!read(&app, &cast.bruno, &plain).has("Per la tua unione"));
}

#[test]
fn who_belongs_to_several_unioni_chooses() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    describe_terre_del_salice(&app, cast.terre_del_salice);
    app.write(|tx| {
        let small = unioni::add(
            tx,
            &NewBody {
                kind: BodyKind::Unione,
                name: "Unione Alto Rivo".into(),
                ipa_code: None,
                region: None,
                province: None,
                example: true,
            },
        )?;
        unioni::add_population(
            tx,
            small,
            &Population {
                people: 900,
                counted: "2025".parse().unwrap(),
                source: String::new(),
            },
        )?;
        people::join(tx, cast.bruno.id, small, "Comandante")?;
        people::join(tx, cast.bruno.id, cast.valle_serena, "Comandante")
    });
    let url = publish(&app, &cast, demanding());
    let mut bruno = app.browser_as(&cast.bruno);
    let page = bruno.visit(&url);
    assert!(
        page.has("La tua unione ha 7.400 abitanti"),
        "{}",
        page.text()
    );
    // Not Valle Serena, which told the practice.
    let others = page.links("?unione=");
    assert_eq!(others.len(), 1, "{}", page.text());
    let page = bruno.visit(others[0].split('#').next().unwrap());
    assert!(
        page.has("Manca: una dimensione sufficiente La tua unione ha 900 abitanti; ne servono almeno 5.000."),
        "{}",
        page.text()
    );
    // A number that is not one of theirs changes nothing.
    let page = bruno.visit(&format!("{url}?unione=999"));
    assert!(page.has("La tua unione ha 7.400 abitanti"));
}

#[test]
fn a_practice_of_many_documents_takes_no_more_statements_than_one_of_one() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let documents: Vec<DocumentId> = (0..8)
        .map(|n| share(&app, &cast, &cast.marco, Reach::Own, &format!("Atto {n}")))
        .collect();
    let (marco, unione) = app.write(|tx| Ok((actor(tx, &cast.marco), cast.valle_serena)));
    let look = |named: &[DocumentId]| {
        let place = Place {
            subject: Subject::new(SubjectKind::Practice, practices::PracticeId::new()),
            unione: Some(unione),
            topics: vec![cast.ict],
            named: named.iter().map(|id| id.0).collect(),
        };
        let (around, statements) = app.counting(|conn| content::around(conn, &marco, &place));
        (around.named.len(), statements)
    };
    let ((one, for_one), (all, for_all)) = (look(&documents[..1]), look(&documents));
    assert_eq!((one, all), (1, 8));
    assert_eq!(for_all, for_one);
}
