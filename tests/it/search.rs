//! Searching: what is found, what is said, and what nobody may learn from it.

use diesel::RunQueryDsl;
use serde_json::json;

use crate::imports::{document, take_in};
use crate::support::app::TestApp;
use crate::support::browser::Page;
use crate::support::cast::Cast;

fn shelf(app: &TestApp) {
    let (summary, heard) = take_in(
        app,
        &[
            json!({"external_id": "conv", "kind": "document", "title": "Convenzione per l’ufficio unico", "topics": ["ict"], "unione": "uvs_",
                   "body": "L'attività dell'unione è svolta in forma associata. Le città aderenti conferiscono la funzione."}),
            json!({"external_id": "rtd", "kind": "practice", "title": "Un solo responsabile per la transizione digitale", "topics": ["ict"], "unione": "uts_",
                   "body": "Cinque comuni, una nomina."}),
            json!({"external_id": "dom", "kind": "question", "title": "Chi firma gli atti?", "topics": ["personale"], "body": "La convenzione non lo dice.",
                   "answers": [{"body": "Il segretario comunale.", "solved": true}]}),
            json!({"external_id": "ris", "kind": "document", "title": "Contenzioso riservatissimo", "topics": ["cuc-appalti"], "audience": "members",
                   "body": "La convenzione contestata dal fornitore."}),
        ],
    );
    assert_eq!(summary.added, 4, "{:?}", heard.0);
}

fn sql(app: &TestApp, statement: &str) {
    app.write(|tx| {
        diesel::sql_query(statement).execute(&mut **tx)?;
        Ok(())
    });
}

fn search(app: &TestApp, query: &str) -> Page {
    app.browser().visit(&format!("/cerca?q={query}"))
}

#[test]
fn words_are_found_as_people_write_them() {
    let app = TestApp::start();
    let _cast = Cast::of(&app);
    shelf(&app);
    for (query, title) in [
        ("attivita", "Convenzione per l’ufficio unico"),
        ("ATTIVITA'", "Convenzione per l’ufficio unico"),
        (
            "dell%E2%80%99attivit%C3%A0",
            "Convenzione per l’ufficio unico",
        ),
        ("citta", "Convenzione per l’ufficio unico"),
        ("convenzioni", "Convenzione per l’ufficio unico"),
        ("RTD", "Un solo responsabile"),
        ("segretario", "Chi firma gli atti?"),
        ("valle+serena", "Unione Valle Serena"),
    ] {
        let page = search(&app, query);
        assert_eq!(page.status, 200);
        assert!(page.has(title), "{query}: {}", page.text());
    }
    let page = search(&app, "convenzione");
    assert!(
        page.html.contains("<mark>Convenzione</mark>"),
        "{}",
        page.html
    );
    assert!(page.has("2 risultati"));
    assert!(
        page.html.contains("value=\"convenzione\""),
        "the header keeps the query"
    );
}

#[test]
fn a_word_spelt_wrong_is_taken_for_the_right_one_and_that_is_said() {
    let app = TestApp::start();
    let _cast = Cast::of(&app);
    shelf(&app);
    let mut browser = app.browser();
    let page = browser.visit("/cerca?q=convenzoine+ufficio");
    assert!(
        page.has("Abbiamo cercato convenzione ufficio"),
        "{}",
        page.text()
    );
    let literal = page
        .links("esatta=1")
        .into_iter()
        .next()
        .expect("a link to the literal search");
    let page = browser.visit(&literal);
    assert!(!page.has("Abbiamo cercato"), "{}", page.text());
    assert!(
        page.has("Convenzione per l’ufficio unico"),
        "found by the other word"
    );
    let page = browser.visit("/cerca?q=convenzoine&esatta=1");
    assert!(page.has("Nessun risultato per «convenzoine»"));
}

#[test]
fn visitors_learn_nothing_of_what_is_for_members() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    shelf(&app);
    for query in [
        "riservatissimo",
        "contenzioso",
        "riservatisimo",
        "fornitore",
    ] {
        let page = search(&app, query);
        assert!(page.has("Nessun risultato"), "{query}: {}", page.text());
        assert!(
            !page.text().contains("Abbiamo cercato"),
            "{query}: {}",
            page.text()
        );
    }
    let page = search(&app, "convenzione");
    assert!(
        page.has("2 risultati") && page.has("Documenti (1)"),
        "{}",
        page.text()
    );
    assert!(
        page.has("Centrale di committenza e contratti (0)"),
        "{}",
        page.text()
    );
    let mut marco = app.browser_as(&cast.marco);
    let page = marco.visit("/cerca?q=convenzione");
    assert!(
        page.has("3 risultati") && page.has("Documenti (2)"),
        "{}",
        page.text()
    );
    assert!(page.has("Contenzioso riservatissimo"));
}

#[test]
fn an_index_left_behind_hides_but_never_tells() {
    let app = TestApp::start();
    let _cast = Cast::of(&app);
    shelf(&app);
    assert!(search(&app, "ufficio").has("Convenzione per l’ufficio unico"));
    // Behind the indexer's back, so that the index still has everything.
    sql(
        &app,
        "DELETE FROM audiences WHERE subject_kind = 'document'",
    );
    let page = search(&app, "ufficio+unico");
    assert!(!page.text().contains("Convenzione per"), "{}", page.text());
    assert!(
        page.has("Nessun risultato") && page.has("Documenti (0)"),
        "{}",
        page.text()
    );
    let page = search(&app, "uficio");
    assert!(!page.text().contains("Abbiamo cercato"), "{}", page.text());
    let answer = app.browser().visit("/api/v1/search?q=ufficio").html;
    assert!(
        answer.contains("\"total\":0") && answer.contains("\"did_you_mean\":null"),
        "{answer}"
    );

    sql(&app, "UPDATE questions SET title = 'Titolo corretto'");
    let page = search(&app, "firma");
    assert!(
        page.has("Titolo corretto") && !page.has("Chi firma gli atti"),
        "{}",
        page.text()
    );
}

#[test]
fn filters_narrow_and_can_be_taken_off() {
    let app = TestApp::start();
    let _cast = Cast::of(&app);
    shelf(&app);
    let mut browser = app.browser();
    let page = browser.visit("/cerca?q=convenzione&tipo=documento&argomento=ict");
    assert!(
        page.has("1 risultato") && page.has("Togli tutti i filtri"),
        "{}",
        page.text()
    );
    assert!(
        page.has("Domande (0)") && page.has("(2 filtri attivi)"),
        "{}",
        page.text()
    );
    assert!(
        page.links("/cerca?q=convenzione&argomento=ict").len() == 1,
        "a chip takes one filter off"
    );
    let page = browser.visit("/cerca?q=convenzione&tipo=unione");
    assert!(
        page.has("senza filtri ci sono 2 risultati"),
        "{}",
        page.text()
    );
    let page = browser.visit("/cerca?q=convenzione&tipo=sciocchezze&argomento=%3Cb%3E");
    assert!(
        page.has("2 risultati") && !page.has("filtri attivi"),
        "{}",
        page.text()
    );
}

#[test]
fn many_results_stand_on_pages_of_twenty() {
    let app = TestApp::start();
    let records: Vec<_> = (1..=45)
        .map(|n| {
            document(
                &format!("d{n}"),
                &format!("Bilancio numero {n}"),
                "conto consuntivo",
            )
        })
        .collect();
    take_in(&app, &records);
    let mut browser = app.browser();
    let mut seen = std::collections::HashSet::new();
    for (page, expect) in [(1, 20), (2, 20), (3, 5)] {
        let page = browser.visit(&format!("/cerca?q=consuntivo&pagina={page}"));
        let links = page.links("/documenti/");
        assert_eq!(links.len(), expect, "{}", page.text());
        seen.extend(links);
        assert!(page.has("45 risultati"));
    }
    assert_eq!(seen.len(), 45);
    assert_eq!(browser.visit("/cerca?q=consuntivo&pagina=99").status, 200);
}

#[test]
fn absurd_queries_are_answered() {
    let app = TestApp::start();
    let _cast = Cast::of(&app);
    shelf(&app);
    let mut browser = app.browser();
    let long = "convenzione+".repeat(40);
    for query in [
        "%22",
        "%22%22%22",
        "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "%F0%9F%98%80%F0%9F%98%80",
        "%E2%80%AE%D8%A7%D9%84%D8%B9%D8%B1%D8%A8%D9%8A%D8%A9",
        "%00%ff%fe",
        "-",
        "-convenzione",
        "AND+OR+NOT+(((",
        "titolo%3A%5B*+TO+*%5D",
        "di+il+la",
        &long,
    ] {
        let page = browser.visit(&format!("/cerca?q={query}"));
        assert_eq!(page.status, 200, "{query}");
        assert!(!page.html.contains("<script>alert"), "{query}");
        let answer = browser.visit(&format!("/api/v1/search?q={query}"));
        assert!(
            matches!(answer.status, 200 | 400),
            "{query}: {}",
            answer.status
        );
    }
    let page = browser.visit(&format!("/cerca?q={long}"));
    assert!(
        page.has("solo l’inizio") && page.has("Convenzione per l’ufficio unico"),
        "{}",
        page.text()
    );
    assert!(browser.visit("/cerca?q=di+il+la").has("troppo generali"));
}

#[test]
fn nothing_asked_and_nothing_found_lead_somewhere() {
    let app = TestApp::start();
    app.settle();
    let mut browser = app.browser();
    let page = browser.visit("/cerca");
    assert_eq!(page.status, 200);
    assert!(page.has("Sfoglia gli argomenti") && !page.links("/argomenti/").is_empty());
    let page = browser.visit("/cerca?q=gattopardo");
    assert!(page.has("Nessun risultato per «gattopardo»") && page.has("Fai una domanda"));
    assert_eq!(page.links("/domande/nuova?titolo=gattopardo").len(), 1);
}

#[test]
fn while_there_is_no_index_the_page_says_so_and_it_comes_back_by_itself() {
    let app = TestApp::start();
    let mut browser = app.browser();
    let page = browser.visit("/cerca?q=statuto");
    assert_eq!(page.status, 503);
    assert!(page.has("La ricerca è ferma") && !page.links("/argomenti/").is_empty());
    let answer = browser.visit("/api/v1/search?q=statuto");
    assert_eq!(answer.status, 503);
    assert!(
        answer
            .header("content-type")
            .unwrap_or_default()
            .contains("problem+json")
    );

    take_in(&app, &[document("a", "Statuto dell’unione", "testo")]);
    assert!(browser.visit("/cerca?q=statuto").has("Statuto dell’unione"));
    for generation in std::fs::read_dir(app.app.config.index_folder()).unwrap() {
        let path = generation.unwrap().path();
        if path.is_dir() {
            std::fs::remove_dir_all(path).unwrap();
        }
    }
    app.settle();
    assert!(browser.visit("/cerca?q=statuto").has("Statuto dell’unione"));
    assert!(matches!(
        app.app.index.position(),
        fra_unioni::platform::search::Position::UpTo(_)
    ));
}

#[test]
fn the_region_of_an_unione_reaches_its_content() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    shelf(&app);
    sql(
        &app,
        "UPDATE bodies SET region = 'Toscana' WHERE ipa_key = 'uvs_'",
    );
    app.write(|tx| {
        let unione = fra_unioni::platform::subject::Subject::new(
            fra_unioni::platform::subject::SubjectKind::Unione,
            cast.valle_serena,
        );
        let kind = fra_unioni::platform::events::EventKind::UnioneChanged;
        fra_unioni::platform::events::record(tx, None, kind, unione, json!({}))
    });
    app.settle();
    let request = fra_unioni::platform::search::SearchRequest {
        regions: vec!["Toscana".into()],
        ..fra_unioni::platform::search::SearchRequest::new("ufficio")
    };
    let found = app
        .app
        .index
        .search(&request, &["public".to_owned()])
        .unwrap();
    assert_eq!(found.total, 1);
}

#[test]
fn whoever_searches_too_often_waits() {
    let app = TestApp::with(&[("limit_search_address", "2")]);
    app.settle();
    let mut browser = app.browser();
    let statuses: Vec<u16> = (0..3)
        .map(|_| browser.visit("/cerca?q=statuto").status)
        .collect();
    assert_eq!(statuses, [200, 200, 429]);
    assert!(browser.page.header("retry-after").is_some());
}
