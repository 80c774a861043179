//! The search interface, as programs use it.

use serde_json::{Value, json};

use crate::imports::take_in;
use crate::support::app::TestApp;
use crate::support::browser::Browser;
use crate::support::cast::Cast;

fn ask(browser: &mut Browser, query: &str) -> Value {
    let page = browser.visit(&format!("/api/v1/search?{query}"));
    assert_eq!(page.status, 200, "{query}: {}", page.html);
    serde_json::from_str(&page.html).unwrap()
}

fn titles(answer: &Value) -> Vec<&str> {
    answer["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["title"].as_str().unwrap())
        .collect()
}

fn stocked() -> (TestApp, Cast) {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (summary, heard) = take_in(
        &app,
        &[
            json!({"external_id": "S1", "kind": "document", "title": "Bilancio & <conti>", "body": "Il piano degli investimenti.", "topics": ["bilancio-tributi"],
                   "unione": "uvs_", "published_at": "2026-03-11T09:00:00+01:00"}),
            json!({"external_id": "S2", "kind": "question", "title": "Come si fa il piano?", "body": "Chiediamo.", "topics": ["ict"]}),
            json!({"external_id": "S3", "kind": "practice", "title": "Piano segreto", "body": "piano", "audience": "members"}),
        ],
    );
    assert_eq!(summary.added, 3, "{:?}", heard.0);
    (app, cast)
}

#[test]
fn an_answer_has_every_field() {
    let (app, _cast) = stocked();
    let answer = ask(&mut app.browser(), "q=investimenti");
    assert_eq!(answer["total"], 1);
    assert_eq!(answer["did_you_mean"], Value::Null);
    assert!(answer["took_ms"].as_f64().unwrap() >= 0.0);
    let result = &answer["results"][0];
    assert_eq!(result["external_id"], "S1");
    assert_eq!(result["kind"], "document");
    assert_eq!(result["title"], "Bilancio & <conti>");
    assert!(
        result["url"]
            .as_str()
            .unwrap()
            .starts_with("/documenti/1-bilancio-conti")
    );
    assert!(
        result["snippet"]
            .as_str()
            .unwrap()
            .contains("<mark>investimenti</mark>")
    );
    assert!(result["score"].as_f64().unwrap() > 0.0);
    assert_eq!(result["topics"], json!(["bilancio-tributi"]));
    assert_eq!(result["unione"], "uvs_");
    assert_eq!(result["published_at"], "2026-03-11T08:00:00Z");
    result["id"]
        .as_str()
        .unwrap()
        .parse::<uuid::Uuid>()
        .unwrap();
    let address = result["url"].as_str().unwrap().to_owned();
    assert_eq!(app.browser().visit(&address).status, 200);
}

#[test]
fn filters_pages_and_prefixes() {
    let (app, _cast) = stocked();
    let mut browser = app.browser();
    assert_eq!(
        titles(&ask(&mut browser, "q=piano&kind=question")),
        ["Come si fa il piano?"]
    );
    assert_eq!(
        ask(&mut browser, "q=piano&kind=question,document")["total"],
        2
    );
    assert_eq!(
        ask(&mut browser, "q=piano&kind=question&kind=document")["total"],
        2
    );
    assert_eq!(
        titles(&ask(&mut browser, "q=piano&topic=ict")),
        ["Come si fa il piano?"]
    );
    let (one, two) = (
        ask(&mut browser, "q=piano&limit=1"),
        ask(&mut browser, "q=piano&limit=1&page=2"),
    );
    assert_eq!((one["total"].clone(), titles(&one).len()), (json!(2), 1));
    assert_ne!(titles(&one), titles(&two));
    assert_eq!(titles(&ask(&mut browser, "q=piano&page=3")).len(), 0);
    assert_eq!(ask(&mut browser, "q=investim&prefix=true")["total"], 1);
    assert_eq!(ask(&mut browser, "q=investim&prefix=false")["total"], 0);
    assert_eq!(
        ask(&mut browser, "q=investimneti")["did_you_mean"],
        "investimenti"
    );
}

#[test]
fn everybody_finds_what_they_may_see() {
    let (app, cast) = stocked();
    let visitor = ask(&mut app.browser(), "q=piano");
    assert_eq!(visitor["total"], 2);
    assert!(!visitor.to_string().contains("segreto"));
    let marco = ask(&mut app.browser_as(&cast.marco), "q=piano");
    assert_eq!(marco["total"], 3);
}

#[test]
fn bad_parameters_are_told_in_the_standard_way() {
    let (app, _cast) = stocked();
    let mut browser = app.browser();
    for (query, parameter) in [
        ("", "q"),
        ("q=", "q"),
        ("q=a&limit=0", "limit"),
        ("q=a&limit=1000", "limit"),
        ("q=a&page=zero", "page"),
        ("q=a&kind=persona", "kind"),
        ("q=a&topic=nessuno", "topic"),
        ("q=a&prefix=forse", "prefix"),
    ] {
        let page = browser.visit(&format!("/api/v1/search?{query}"));
        assert_eq!(page.status, 400, "{query}");
        assert_eq!(
            page.header("content-type"),
            Some("application/problem+json")
        );
        let problem: Value = serde_json::from_str(&page.html).unwrap();
        assert_eq!(problem["parameter"], parameter, "{query}");
        assert_eq!(problem["status"], 400);
        assert!(problem["detail"].as_str().unwrap().ends_with('.'));
    }
}

#[test]
fn too_many_requests_are_told_in_the_standard_way() {
    let app = TestApp::with(&[("limit_api_address", "1")]);
    app.settle();
    let mut browser = app.browser();
    assert_eq!(browser.visit("/api/v1/search?q=a").status, 200);
    let page = browser.visit("/api/v1/search?q=a");
    assert_eq!(page.status, 429);
    assert!(page.header("retry-after").is_some());
    assert_eq!(
        page.header("content-type"),
        Some("application/problem+json")
    );
}
