//! Topics: the list with its counts, the page of a topic.

use fra_unioni::features::topics;

use super::unioni::asked;
use crate::support::{Cast, TestApp};

#[test]
fn the_list_counts_what_everybody_may_see() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut visitor = app.browser();
    let page = visitor.visit("/argomenti");
    assert_eq!(page.status, 200);
    assert!(page.has("ICT e transizione digitale") && page.has("Ancora niente"));
    asked(&app, &cast, &cast.marco, cast.valle_serena, "Chi firma?");
    asked(&app, &cast, &cast.marco, cast.valle_serena, "Chi paga?");
    let page = visitor.visit("/argomenti");
    assert!(page.has("2 domande"), "{}", page.text());
    app.write(|tx| topics::add(tx, "cloud", "Cloud", "Migrare.", Some(cast.ict)));
    assert!(visitor.visit("/argomenti").has("Cloud"));
    assert!(visitor.visit("/argomenti").has("2 domande"));
}

#[test]
fn a_topic_shows_its_content_its_mentori_and_what_nobody_answered() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let empty = marco.visit("/argomenti/1");
    assert_eq!(empty.address, "/argomenti/1-ict-e-transizione-digitale");
    assert!(empty.has("Ancora nessuna pratica su questo argomento. Chi l’ha già fatto?"));
    assert!(empty.has("Lucia Bassi") && empty.has("Segui l’argomento"));
    asked(&app, &cast, &cast.marco, cast.valle_serena, "Chi firma?");
    let page = marco.visit("/argomenti/1");
    assert!(page.has("Chi firma?") && page.has("Ancora senza risposta"));
    let mut visitor = app.browser();
    let seen = visitor.visit("/argomenti/1");
    assert!(!seen.has("Lucia Bassi") && !seen.has("Segui l’argomento"));
    assert!(seen.has("Responsabile CED"));
    assert_eq!(visitor.visit("/argomenti/99").status, 404);
    let moved = visitor.request("GET", "/argomenti/1-altro", &[], None);
    assert_eq!(moved.status, 301);
}

#[test]
fn what_is_below_a_topic_is_on_its_page() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let child = app.write(|tx| topics::add(tx, "cloud", "Cloud", "Migrare.", Some(cast.ict)));
    let below = Cast { ict: child, ..cast };
    asked(
        &app,
        &below,
        &below.marco,
        below.valle_serena,
        "Quale cloud?",
    );
    let mut visitor = app.browser();
    assert!(visitor.visit("/argomenti/1").has("Quale cloud?"));
    assert!(visitor.visit("/argomenti/19").has("Quale cloud?"));
    assert!(!visitor.visit("/argomenti/2").has("Quale cloud?"));
}
