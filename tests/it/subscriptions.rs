//! Following things, and letting them go.

use fra_unioni::features::documents::Reach;
use fra_unioni::features::subscriptions::{self, Frequency};
use fra_unioni::platform::subject::{Subject, SubjectKind};

use crate::notifications::{ask, follow, follow_ict, share};
use crate::support::{Cast, TestApp};

#[test]
fn a_topic_is_followed_changed_and_let_go_without_javascript() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = marco.visit("/profilo/seguiti");
    assert!(page.has("Non segui ancora niente."));
    let name = app.read(fra_unioni::features::topics::all)[0].name.clone();
    let page = marco.form(&format!("Segui: {name}")).send();
    assert_eq!(page.address, "/profilo/seguiti");
    assert!(page.has("ti scriviamo appena c’è una novità"));

    let followed = app.read(|conn| subscriptions::of(conn, cast.marco.id));
    assert_eq!(followed.len(), 1);
    assert_eq!(followed[0].frequency, Frequency::AtOnce);
    let field = format!("frequenza-{}", followed[0].subject);
    let page = marco.form("Salva le scelte").fill(&field, "never").send();
    assert!(page.has("Salvato."));
    let frequency =
        app.read(|conn| subscriptions::frequency_of(conn, cast.marco.id, followed[0].subject));
    assert_eq!(frequency, Some(Frequency::Never));

    let page = marco.form(&format!("Smetti di seguire: {name}")).send();
    assert!(page.has("Non segui ancora niente."));
}

#[test]
fn a_page_left_open_does_not_bring_back_what_was_let_go() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    follow_ict(&app, &cast, &cast.marco, Frequency::AtOnce);
    let ict = Subject::new(SubjectKind::Topic, cast.ict);
    let mut marco = app.browser_as(&cast.marco);
    marco.visit("/profilo/seguiti");
    app.write(|tx| subscriptions::set_for(tx, cast.marco.id, ict, None));
    marco
        .form("Salva le scelte")
        .fill(&format!("frequenza-{ict}"), "never")
        .send();
    let frequency = app.read(|conn| subscriptions::frequency_of(conn, cast.marco.id, ict));
    assert_eq!(frequency, None);
}

#[test]
fn nobody_follows_what_it_cannot_see_or_what_is_not_there() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let document = share(&app, &cast, &cast.marco, Reach::Own, "Schema interno");
    let mut bruno = app.browser_as(&cast.bruno);
    bruno.visit("/profilo/seguiti");
    let csrf = bruno.csrf();
    let nothing = uuid::Uuid::now_v7().to_string();
    let document = document.0.to_string();
    let person = cast.marco.id.to_string();
    for (kind, id) in [
        ("document", document.as_str()),
        ("document", &nothing),
        ("topic", &nothing),
        ("unione", &nothing),
        ("person", &person),
        ("question", "x"),
        ("", ""),
    ] {
        let fields = [
            ("csrf", csrf.as_str()),
            ("kind", kind),
            ("id", id),
            ("frequenza", "at_once"),
        ];
        assert_eq!(bruno.post("/seguiti", &fields).status, 404, "{kind} {id}");
    }
    let ict = cast.ict.to_string();
    for frequency in ["", "always", "AtOnce"] {
        let fields = [
            ("csrf", csrf.as_str()),
            ("kind", "topic"),
            ("id", &ict),
            ("frequenza", frequency),
        ];
        assert_eq!(bruno.post("/seguiti", &fields).status, 400, "{frequency}");
    }
    assert!(
        app.read(|conn| subscriptions::of(conn, cast.bruno.id))
            .is_empty()
    );
    // The way back is a page of ours or none.
    let fields = [
        ("csrf", csrf.as_str()),
        ("kind", "topic"),
        ("id", &ict),
        ("frequenza", "never"),
        ("ritorno", "//altrove.example/"),
    ];
    assert_eq!(bruno.post("/seguiti", &fields).address, "/profilo/seguiti");
}

#[test]
fn a_thing_that_was_withdrawn_can_still_be_let_go_but_not_named() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let document = share(&app, &cast, &cast.marco, Reach::Own, "Schema interno");
    let subject = Subject::new(SubjectKind::Document, document);
    follow(&app, &cast.paola, subject, Frequency::AtOnce);
    let mut paola = app.browser_as(&cast.paola);
    assert!(paola.visit("/profilo/seguiti").has("Schema interno"));
    app.write(|tx| fra_unioni::platform::audience::set(tx, subject, &[]));
    let page = paola.visit("/profilo/seguiti");
    assert!(!page.has("Schema interno") && page.has("Una cosa che non puoi più vedere"));
    paola
        .form("Smetti di seguire: Una cosa che non puoi più vedere")
        .send();
    assert!(
        app.read(|conn| subscriptions::of(conn, cast.paola.id))
            .is_empty()
    );
}

#[test]
fn following_a_question_on_its_page() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let question = ask(&app, &cast, &cast.marco, "Chi firma gli atti?");
    assert!(!app.browser().visit(&question).has("Segui la domanda"));
    let mut bruno = app.browser_as(&cast.bruno);
    assert!(bruno.visit(&question).has("Segui la domanda"));
    let page = bruno.form("Segui").send();
    assert_eq!(page.address, question);
    assert!(page.has("Segui già"));
    let page = bruno.form("Smetti di seguire").send();
    assert!(page.has("Segui la domanda"));
}
