//! Questions read by programs, on paper, and from far away.

use super::*;
use crate::papers::about;

/// The texts of these elements of a feed, in its order; the whole of it must be well formed.
fn texts_of(feed: &Page, element: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(&feed.html);
    let (mut found, mut inside): (Vec<String>, bool) = (Vec::new(), false);
    loop {
        match reader.read_event().expect("well formed") {
            Event::Start(start) if start.name().as_ref() == element => {
                inside = true;
                found.push(String::new());
            }
            Event::End(end) if end.name().as_ref() == element => inside = false,
            Event::Text(text) if inside => {
                found.last_mut().unwrap().push_str(&text);
            }
            Event::GeneralRef(name) if inside => {
                let entity = format!("&{};", &*name);
                let plain = quick_xml::escape::unescape(&entity).unwrap();
                found.last_mut().unwrap().push_str(&plain);
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn a_feed_tells_what_everybody_may_read_and_names_no_person() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut lucia) = (app.browser_as(&cast.marco), app.browser_as(&cast.lucia));
    let question = ask(
        &mut marco,
        "Chi firma <gli atti> & perché?",
        "Lo chiediamo a @lucia-bassi: i segretari non sono d’accordo.",
    )
    .address;
    answer(&mut lucia, &question, "Firma l’RTD dell’unione.");
    answer(&mut lucia, &question, "Questa non serve a molto.");
    marco.visit(&question);
    marco.form("Questa mi ha risolto").send();
    let members = "Quanto costa davvero il vostro protocollo?";
    ask_for(&mut marco, members, BODY, "members");

    // Signed in or not, a feed says the same.
    for reader in [&mut app.browser(), &mut marco] {
        let feed = reader.visit("/domande/feed.xml");
        assert_eq!(feed.status, 200);
        assert_eq!(
            feed.header("content-type"),
            Some("application/atom+xml; charset=utf-8")
        );
        assert_eq!(
            texts_of(&feed, "title"),
            ["Domande – Fra Unioni", "Chi firma <gli atti> & perché?"]
        );
        let said = texts_of(&feed, "content").remove(0);
        assert!(said.contains("Firma l’RTD dell’unione."), "{said}");
        assert!(!said.contains("Questa non serve"), "{said}");
        assert!(said.contains("2 risposte, una ha risolto"), "{said}");
        assert!(!feed.html.contains(members));
        for name in ["Marco", "Lucia", "lucia-bassi"] {
            assert!(!feed.html.contains(name), "{name}");
        }
        assert_eq!(
            texts_of(&feed, "name"),
            ["Fra Unioni", "Unione Valle Serena"]
        );
    }
}

#[test]
fn a_feed_is_asked_again_with_its_tag() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut visitor = app.browser();
    // Without a question it is a feed all the same.
    let empty = visitor.visit("/domande/feed.xml");
    assert_eq!(texts_of(&empty, "updated").len(), 1);
    let tag = empty.header("etag").unwrap().to_owned();
    let again = visitor.request("GET", "/domande/feed.xml", &[("if-none-match", &tag)], None);
    assert_eq!(again.status, 304);
    ask(&mut app.browser_as(&cast.marco), TITLE, BODY);
    let later = visitor.request("GET", "/domande/feed.xml", &[("if-none-match", &tag)], None);
    assert_eq!(later.status, 200);
}

#[test]
fn each_topic_has_a_feed_of_its_own() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    ask(&mut app.browser_as(&cast.marco), TITLE, BODY);
    let mut visitor = app.browser();
    let topics = visitor.visit("/argomenti").links("/argomenti/");
    let mut told = 0;
    for topic in topics.iter().filter(|link| !link.contains('#')) {
        let page = visitor.visit(topic);
        let link = page.links("/feed.xml");
        assert_eq!(link.len(), 1, "{topic}");
        let feed = visitor.visit(&link[0]);
        assert_eq!(feed.status, 200, "{topic}");
        told += texts_of(&feed, "content").len();
    }
    assert_eq!(told, 1, "filed under one topic");
    let moved = visitor.visit("/argomenti/1-altro-nome/feed.xml");
    assert_eq!(moved.status, 200, "an old name leads to the new one");
    assert_eq!(visitor.visit("/argomenti/9999-x/feed.xml").status, 404);
}

#[test]
fn search_engines_read_questions_and_answers_without_names() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut lucia) = (app.browser_as(&cast.marco), app.browser_as(&cast.lucia));
    let question = ask(
        &mut marco,
        TITLE,
        "Lo chiede il segretario a @lucia-bassi, da ieri.",
    )
    .address;
    answer(&mut lucia, &question, "</script> La prima.");
    answer(&mut lucia, &question, "La seconda.");
    marco.visit(&question);
    marco.form("Questa mi ha risolto").send();

    let mut visitor = app.browser();
    let page = visitor.visit(&question);
    let said = about(&page).expect("a public question");
    assert_eq!(said["@type"], "QAPage");
    let main = &said["mainEntity"];
    assert_eq!(main["name"], TITLE);
    assert_eq!(main["answerCount"], 2);
    assert_eq!(main["author"]["name"], "Unione Valle Serena");
    assert_eq!(main["acceptedAnswer"][0]["text"], "</script> La prima.");
    assert_eq!(main["suggestedAnswer"][0]["text"], "La seconda.");
    let whole = said.to_string();
    assert!(
        !whole.contains("Lucia") && !whole.contains("lucia-bassi"),
        "{whole}"
    );
    let url = main["acceptedAnswer"][0]["url"].as_str().unwrap();
    let (_, path) = url.split_once("/domande").unwrap();
    assert_eq!(visitor.visit(&format!("/domande{path}")).status, 200);

    let members = ask_for(
        &mut marco,
        "Quanto costa il vostro protocollo?",
        BODY,
        "members",
    );
    assert_eq!(about(&members), None);
}

#[test]
fn an_answer_has_an_address_that_holds() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut lucia = app.browser_as(&cast.lucia);
    let author = app.write(people::system_author);
    let answers = 130;
    app.write(|tx| {
        let question = ImportedQuestion {
            title: "Come avete fatto il passaggio al cloud?".into(),
            body: BODY.into(),
            topics: vec![cast.ict],
            unione: None,
            audience: Token::Members,
            author,
            source_url: None,
            licence: None,
            asked_at: tx.now(),
            answers: (0..answers)
                .map(|n| ImportedAnswer {
                    body: format!("Risposta numero {n}."),
                    solved: false,
                    answered_at: tx.now(),
                })
                .collect(),
        };
        insert_imported(tx, &question)
    });
    let question = lucia.visit("/domande").links("/domande/1")[0].clone();
    let second = lucia.visit(&format!("{question}?pagina=2"));
    assert_eq!(answers_of(&second).len(), 30);
    let permanent = second.links("/risposte/").pop().unwrap();
    let page = lucia.visit(&permanent);
    assert!(page.address.contains("?risposta="), "{}", page.address);
    assert_eq!(answers_of(&page), answers_of(&second));

    // On paper all stand on one page.
    let paper = lucia.visit(&format!("/domande/{}/stampa", number_of(&question)));
    assert_eq!(answers_of(&paper).len(), answers);
    assert!(paper.has("Stampata il") && paper.has("Solo per gli iscritti."));
    assert_eq!(paper.header("x-robots-tag"), Some("noindex, nofollow"));

    let mut visitor = app.browser();
    assert_eq!(visitor.visit(&permanent).status, 404);
    assert_eq!(
        visitor
            .visit(&format!("/domande/{}/stampa", number_of(&question)))
            .status,
        404
    );
    let other = ask(&mut app.browser_as(&cast.marco), TITLE, BODY).address;
    let (_, answer) = permanent.rsplit_once('/').unwrap();
    let elsewhere = format!("/domande/{}/risposte/{answer}", number_of(&other));
    assert_eq!(lucia.visit(&elsewhere).status, 404, "of another question");
    assert_eq!(
        lucia
            .visit(&format!("/domande/{}/risposte/x", number_of(&other)))
            .status,
        404
    );
}

#[test]
fn a_question_waits_working_days() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    // From Monday, 23 November, to Friday, 4 December 2026, in the afternoon.
    app.clock
        .advance(chrono::Duration::days(11) + chrono::Duration::hours(6));
    let question = ask(&mut app.browser_as(&cast.marco), TITLE, BODY);
    // Over a Saturday, a Sunday and the 8th.
    let until = "Se entro il 10 dicembre 2026 nessuno risponde";
    assert!(question.has(until), "{}", question.text());
    // A session does not last that long.
    let seen = || app.browser().visit(&question.address);
    let desk = || app.browser_as(&cast.chiara).visit("/redazione");
    app.clock.advance(chrono::Duration::days(6));
    assert!(seen().has(until));
    let page = desk();
    assert!(
        page.has("nessuna da più di tre giorni lavorativi"),
        "{}",
        page.text()
    );
    app.clock.advance(chrono::Duration::days(1));
    assert!(seen().has("Ora è fra quelle per cui i facilitatori"));
    let page = desk();
    assert!(
        page.has("1 da più di tre giorni lavorativi"),
        "{}",
        page.text()
    );
}
