//! The front page, the service pages, the state of the service.

use fra_unioni::features::unioni::{self, NewComune, Population};

use super::unioni::asked;
use crate::support::{Cast, TestApp};

#[test]
fn an_empty_installation_says_what_will_be_here() {
    let app = TestApp::start();
    let mut visitor = app.browser();
    let page = visitor.visit("/");
    assert_eq!(page.status, 200);
    assert!(page.has("Chiedi a un’unione che l’ha già fatto"));
    assert!(page.has("Le prime pratiche arrivano presto"));
    assert!(page.has("La tua unione non c’è ancora?"));
    assert!(!page.has("La rete in numeri"));
    for path in ["/unioni", "/argomenti", "/argomenti/1"] {
        assert_eq!(visitor.visit(path).status, 200, "{path}");
    }
}

#[test]
fn numbers_are_told_from_five_on() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut visitor = app.browser();
    for n in 1..=5 {
        assert!(!visitor.visit("/").has("La rete in numeri"), "{n}");
        asked(
            &app,
            &cast,
            &cast.marco,
            cast.valle_serena,
            &format!("Domanda {n}?"),
        );
    }
    let page = visitor.visit("/");
    assert!(page.has("La rete in numeri") && page.has("domande"));
    assert!(page.has("ICT e transizione digitale (5)"));
    assert!(!page.has("unioni 2"), "two Unioni are not told");
}

#[test]
fn a_member_finds_what_is_new_and_why() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut lucia = app.browser_as(&cast.lucia);
    let page = lucia.visit("/");
    assert!(page.has("Buongiorno, Lucia") && page.has("Niente in sospeso. Buon lavoro."));
    assert!(page.has("Segui almeno un argomento"));
    asked(&app, &cast, &cast.marco, cast.valle_serena, "Chi firma?");
    let page = lucia.visit("/");
    assert!(
        page.has("Chi firma?") && page.has("novità della rete"),
        "{}",
        page.text()
    );
    let page = lucia.form("ICT e transizione digitale").send();
    assert_eq!(page.address, "/");
    assert!(
        page.has("argomento che segui: ICT e transizione digitale"),
        "{}",
        page.text()
    );
    assert!(!page.has("Segui almeno un argomento"));
}

#[test]
fn unioni_like_ones_own_are_named_with_the_reason() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    assert!(
        marco
            .visit("/")
            .has("servono i comuni e gli abitanti della tua")
    );
    for (unione, comune, people) in [
        (cast.valle_serena, "Alvito", 7_000),
        (cast.terre_del_salice, "Genola", 7_500),
    ] {
        app.write(|tx| {
            let comune = unioni::add_comune(
                tx,
                &NewComune {
                    name: comune.to_owned(),
                    ..NewComune::default()
                },
            )?;
            unioni::join_comune(tx, unione, comune, &unioni::NewAdesione::default())?;
            let count = Population {
                people,
                counted: "2021".parse().expect("a date"),
                source: "ISTAT".to_owned(),
            };
            unioni::add_population(tx, comune, &count)
        });
    }
    let page = marco.visit("/");
    assert!(page.has("Unione Terre del Salice"));
    assert!(
        page.has("stesso numero di comuni, popolazione vicina"),
        "{}",
        page.text()
    );
}

#[test]
fn every_service_page_is_there() {
    let app = TestApp::start();
    let mut visitor = app.browser();
    for (path, title) in [
        ("/come-funziona", "Come funziona"),
        ("/privacy", "Privacy"),
        ("/accessibilita", "Accessibilità"),
        ("/licenze", "Licenze"),
        ("/stato", "Stato del servizio"),
    ] {
        let page = visitor.visit(path);
        assert_eq!(page.status, 200, "{path}");
        assert!(page.title().starts_with(title), "{path}: {}", page.title());
    }
}

#[test]
fn health_tells_which_part_does_not_work() {
    let app = TestApp::start();
    app.settle();
    let mut machine = app.browser();
    let answer = machine.visit("/health");
    let said: serde_json::Value = serde_json::from_str(&answer.html).expect("JSON");
    let index = if answer.status == 200 {
        "ok"
    } else {
        "failing"
    };
    assert_eq!(said["parts"]["database"], "ok");
    assert_eq!(said["parts"]["files"], "ok");
    assert_eq!(said["parts"]["index"], index);
    assert_eq!(said["status"], index);
    let files = app.app.config.files_folder();
    std::fs::remove_dir_all(&files).expect("the file store is a folder");
    std::fs::write(&files, b"not a folder").expect("the data folder can be written");
    let answer = machine.visit("/health");
    assert_eq!(answer.status, 503);
    let said: serde_json::Value = serde_json::from_str(&answer.html).expect("JSON");
    assert_eq!(said["parts"]["files"], "failing");
    assert_eq!(said["parts"]["database"], "ok");
    assert!(machine.visit("/stato").has("Qualcosa non va come dovrebbe"));
}
