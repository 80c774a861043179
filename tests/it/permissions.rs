//! Knocks at every door of the route table as everybody, and writes `docs/PERMISSIONS.md`.

use actix_web::http::Method;
use fra_unioni::features::practices::policy::{STEPS, Teller, Who};
use fra_unioni::routes::{self, Enter, Proof, Route};

use crate::support::{Cast, TestApp};

/// The path with something in place of its parameters that no content has.
fn knocked(route: &Route) -> String {
    let mut path = String::new();
    let mut rest = route.path;
    while let Some((before, after)) = rest.split_once('{') {
        path.push_str(before);
        path.push_str("999999");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    path + rest
}

fn in_words(enter: Enter) -> &'static str {
    match enter {
        Enter::Public => "anybody",
        Enter::Member => "members",
        Enter::UnioneManager => "union managers",
        Enter::Facilitatore => "facilitators",
        Enter::Admin => "administrators",
    }
}

#[test]
fn who_may_not_enter_is_sent_away() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut visitor, mut marco) = (app.browser(), app.browser_as(&cast.marco));
    for route in routes::table()
        .iter()
        .filter(|route| route.enter != Enter::Public)
    {
        let path = knocked(route);
        let form = matches!(route.method, Method::POST | Method::PATCH)
            .then(|| ("application/x-www-form-urlencoded", Vec::new()));
        let page = visitor.request(route.method.as_str(), &path, &[], form.clone());
        assert_eq!(page.status, 303, "{} {path} as a visitor", route.method);
        assert!(
            page.header("location")
                .unwrap_or_default()
                .starts_with("/accedi"),
            "{} {path}",
            route.method
        );
        if route.enter > Enter::Member {
            let page = marco.request(route.method.as_str(), &path, &[], form);
            assert_eq!(page.status, 404, "{} {path} as a referente", route.method);
        }
    }
}

#[test]
fn no_change_is_made_without_the_token_of_our_forms() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut ada = app.browser_as(&cast.ada);
    for route in routes::table()
        .iter()
        .filter(|route| route.proof == Proof::Form)
    {
        let path = knocked(route);
        let bare = ada.request(
            "POST",
            &path,
            &[],
            Some(("application/x-www-form-urlencoded", b"csrf=wrong".to_vec())),
        );
        // An upload tells its token in its first part; without any part it cannot be read at all.
        assert!(
            matches!(bare.status, 403 | 400),
            "POST {path}: {}",
            bare.status
        );
    }
    for route in routes::table()
        .iter()
        .filter(|route| route.proof == Proof::Header)
    {
        let path = knocked(route);
        let headers = [("tus-resumable", "1.0.0"), ("x-csrf-token", "wrong")];
        let body = (route.method != Method::DELETE)
            .then(|| ("application/offset+octet-stream", Vec::new()));
        let bare = ada.request(route.method.as_str(), &path, &headers, body);
        assert_eq!(bare.status, 403, "{} {path}", route.method);
    }
}

#[test]
fn who_asks_in_the_wrong_way_is_told_the_right_one() {
    let app = TestApp::start();
    let mut machine = app.browser();
    for path in ["/", "/health", "/pratiche", "/api/v1/search?q=unione"] {
        let head = machine.request("HEAD", path, &[], None);
        assert_eq!(head.status, machine.visit(path).status, "{path}");
        assert!(head.html.is_empty(), "{path}");
    }
    let page = machine.request("GET", "/esci", &[], None);
    assert_eq!((page.status, page.header("allow")), (405, Some("POST")));
    let page = machine.request("DELETE", "/accedi", &[], None);
    assert_eq!(page.status, 405);
    assert_eq!(page.header("allow"), Some("HEAD, GET, POST"));
    assert_eq!(
        machine.request("HEAD", "/non-esiste", &[], None).status,
        404
    );
}

#[test]
fn nothing_is_changed_by_a_get() {
    for route in routes::table() {
        assert_eq!(
            route.method.is_safe(),
            route.proof == Proof::Reads,
            "{} {}",
            route.method,
            route.path
        );
    }
}

fn who_in_words(who: Who) -> &'static str {
    match who {
        Who::People => "people of its union",
        Who::Manager => "who answers for its union",
        Who::Reviewer => "facilitators of its region or topics",
        Who::Drafter => "the facilitator who wrote it, or one of the same scope",
        Who::Asked => "whoever was sent a link, signed in or not",
        Who::Clock => "the clock",
    }
}

/// The table by which a practice passes from hand to hand.
fn life_of_a_practice() -> String {
    let mut table = String::from(
        "\n## The life of a practice\n\nFrom `practices::policy::STEPS`. What is not here cannot be done; withdrawing needs something published.\n\n\
         | state | written by | act | who | next |\n|---|---|---|---|---|\n",
    );
    for step in STEPS {
        let teller = match step.teller {
            Some(Teller::Unione) => "its union",
            Some(Teller::Facilitatore) => "a facilitator",
            None => "",
        };
        table.push_str(&format!(
            "| {} | {teller} | {:?} | {} | {} |\n",
            step.state.words(),
            step.act,
            who_in_words(step.who),
            step.next.words()
        ));
    }
    table
}

#[test]
fn the_table_of_permissions_is_written_down() {
    let mut page = String::from(
        "# Permissions\n\nMade by `tests/it/permissions.rs` from the route table; run the tests with `UPDATE_DOCS=1` to write it anew.\n\n\
         Seeing is a matter of the audience of each piece of content: what one may not see answers 404.\n\n\
         | method | address | who may enter | a change proves its origin by |\n|---|---|---|---|\n",
    );
    for route in routes::table() {
        let proof = match route.proof {
            Proof::Reads => "",
            Proof::Form => "form of ours",
            Proof::Header => "header of our script",
            Proof::SignedLink => "signed link",
        };
        page.push_str(&format!(
            "| {} | `{}` | {} | {proof} |\n",
            route.method,
            route.path,
            in_words(route.enter)
        ));
    }
    page.push_str(&life_of_a_practice());
    let path = format!("{}/docs/PERMISSIONS.md", env!("CARGO_MANIFEST_DIR"));
    if std::env::var("UPDATE_DOCS").is_ok() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/PERMISSIONS.md is not what the route table says: run the tests with UPDATE_DOCS=1"
    );
}
