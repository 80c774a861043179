//! A page of many lines takes no more statements than a page of a few: nothing is asked line by line.

use fra_unioni::features::documents::{self, Reach};
use fra_unioni::features::notifications::{self, Line};
use fra_unioni::features::practices::{self, ImportedPractice, insert_imported};
use fra_unioni::features::questions::{self, AnswerId};
use fra_unioni::features::subscriptions::Frequency;
use fra_unioni::platform::audience::Token;
use fra_unioni::platform::events::{self, EventKind};
use fra_unioni::platform::subject::{Subject, SubjectKind};
use serde_json::json;

use crate::desk::propose_practice;
use crate::notifications::{actor, answer, ask, follow_ict, number, share};
use crate::practices::actor as reader;
use crate::support::cast::Person;
use crate::support::{Cast, TestApp};

/// How many lines of Bruno's inbox a [`day`] makes.
const LINES: usize = 6;

fn answer_id(url: &str) -> AnswerId {
    let id = url.split("#risposta-").nth(1).unwrap();
    AnswerId(id.parse().unwrap())
}

/// One of each of the things Bruno, who follows ICT, is told of.
fn day(app: &TestApp, cast: &Cast, n: usize) {
    share(
        app,
        cast,
        &cast.chiara,
        Reach::Members,
        &format!("Guida {n}"),
    );
    publish_practice(app, cast, &format!("Pratica numero {n}"));
    let own = ask(app, cast, &cast.bruno, &format!("Chi firma gli atti? {n}"));
    let answered = answer(app, &cast.lucia, &own, "Il dirigente.");
    app.write(|tx| {
        let marco = actor(tx, &cast.marco);
        let on = Some(answer_id(&answered));
        questions::comment(tx, &marco, number(&own), on, "E per delega?")
    });
    let of_marco = ask(app, cast, &cast.marco, &format!("Chi paga i server? {n}"));
    let answered = answer(app, &cast.bruno, &of_marco, "Ciascun comune.");
    app.write(|tx| {
        let marco = actor(tx, &cast.marco);
        questions::mark_solving(tx, &marco, number(&of_marco), answer_id(&answered))
    });
}

/// A practice of Valle Serena that Chiara has just published.
pub fn publish_practice(app: &TestApp, cast: &Cast, title: &str) {
    app.write(|tx| {
        let practice = insert_imported(
            tx,
            &ImportedPractice {
                title: title.to_owned(),
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
            },
        )?;
        let subject = Subject::new(SubjectKind::Practice, practice);
        let kind = EventKind::PracticePublished;
        events::record(tx, Some(cast.chiara.id), kind, subject, json!({}))
    });
}

/// The first page of a person's inbox, and how many statements it takes.
fn inbox(app: &TestApp, person: &Person) -> (Vec<Line>, usize) {
    let reader = reader(app, person);
    app.counting(|conn| notifications::inbox(conn, &reader, 0, 30))
}

#[test]
fn a_long_inbox_takes_no_more_than_a_short_one() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    follow_ict(&app, &cast, &cast.bruno, Frequency::Never);
    day(&app, &cast, 0);
    app.settle();
    let (short, for_short) = inbox(&app, &cast.bruno);
    for n in 1..5 {
        day(&app, &cast, n);
    }
    app.settle();
    let (long, for_long) = inbox(&app, &cast.bruno);

    assert_eq!((short.len(), long.len()), (LINES, 5 * LINES));
    assert!(long.iter().all(|line| line.told.is_some()), "{long:?}");
    assert_eq!(for_long, for_short);
}

#[test]
fn a_long_queue_of_documents_takes_no_more_than_a_short_one() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let chiara = reader(&app, &cast.chiara);
    let propose = |title: &str| share(&app, &cast, &cast.marco, Reach::Public, title);
    propose("Schema di convenzione");
    let (short, for_short) = app.counting(|conn| documents::review_queue(conn, &chiara, 50));
    for n in 0..8 {
        app.clock.advance(chrono::Duration::hours(1));
        propose(&format!("Regolamento {n}"));
    }
    let (long, for_long) = app.counting(|conn| documents::review_queue(conn, &chiara, 50));

    assert_eq!((short.len(), long.len()), (1, 9));
    assert_eq!(long[0].title, "Schema di convenzione");
    assert_eq!(for_long, for_short);
}

#[test]
fn a_long_queue_of_practices_takes_no_more_than_a_short_one() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let chiara = reader(&app, &cast.chiara);
    let look = || {
        let (queue, for_queue) = app.counting(|conn| practices::review_queue(conn, &chiara, 50));
        let (home, for_home) = app.counting(|conn| practices::waiting_for(conn, &chiara));
        ((queue.len(), home.len()), (for_queue, for_home))
    };
    let propose = |title: &str| {
        app.write(|tx| propose_practice(tx, &cast.marco, cast.ict, title));
    };
    propose("Un solo comando");
    let (short, for_short) = look();
    for n in 0..8 {
        propose(&format!("Pratica {n}"));
    }
    let (long, for_long) = look();

    assert_eq!((short, long), ((1, 1), (9, 9)));
    assert_eq!(for_long, for_short);
}
