//! What belongs beside a thing on its page.

use serde_json::json;

use crate::imports::take_in;
use crate::support::app::TestApp;
use crate::support::cast::Cast;

#[test]
fn a_practice_offers_the_documents_of_its_unione_on_its_topics() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let document = |id: &str, unione: &str, topic: &str, audience: &str| {
        json!({"external_id": id, "kind": "document", "title": format!("Atto {id}"), "body": "Il testo.",
               "unione": unione, "topics": [topic], "audience": audience})
    };
    let (summary, heard) = take_in(
        &app,
        &[
            json!({"external_id": "p", "kind": "practice", "title": "Un solo centralino", "body": "Il contesto.",
                   "unione": "uvs_", "topics": ["ict"]}),
            document("pubblico", "uvs_", "ict", "public"),
            document("riservato", "uvs_", "ict", "members"),
            document("fuori tema", "uvs_", "polizia-locale", "public"),
            document("altrui", "uts_", "ict", "public"),
        ],
    );
    assert_eq!(summary.added, 5, "{:?}", heard.0);
    let mut visitor = app.browser();
    let url = visitor.visit("/pratiche").links("/pratiche/1")[0].clone();
    let page = visitor.visit(&url);
    assert!(
        page.has("Documenti da riusare") && page.has("Atto pubblico"),
        "{}",
        page.text()
    );
    for other in ["Atto riservato", "Atto fuori tema", "Atto altrui"] {
        assert!(!page.has(other), "{other}");
    }
    assert!(
        app.browser_as(&cast.marco)
            .visit(&url)
            .has("Atto riservato")
    );
}

#[test]
fn a_document_shows_what_was_asked_about_it() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    take_in(
        &app,
        &[
            json!({"external_id": "d", "kind": "document", "title": "Convenzione", "body": "Il testo."}),
        ],
    );
    let mut bruno = app.browser_as(&cast.bruno);
    let url = bruno.visit("/documenti").links("/documenti/1")[0].clone();
    assert!(!bruno.visit(&url).has("Domande su questo documento"));
    for (title, for_whom) in [
        ("Chi firma la convenzione?", "public"),
        ("Quanto vi costa davvero?", "members"),
    ] {
        bruno.visit(&url);
        bruno.visit("/domande/nuova?su=documento:1");
        bruno
            .form("Pubblica la domanda")
            .fill("titolo", title)
            .fill(
                "contesto",
                "Ce lo chiede la giunta, che vuole decidere entro l’anno.",
            )
            .tick("argomenti", "ict")
            .fill("a_chi", for_whom)
            .send();
    }
    let page = app.browser().visit(&url);
    assert!(
        page.has("Domande su questo documento") && page.has("Chi firma la convenzione?"),
        "{}",
        page.text()
    );
    assert!(!page.has("Quanto vi costa davvero?"), "not for everybody");
    assert!(bruno.visit(&url).has("Quanto vi costa davvero?"));
}
