//! Who is told of what, on the site.

use fra_unioni::features::documents::{self, DocumentId, DocumentKind, NewDocument, Reach};
use fra_unioni::features::people;
use fra_unioni::features::questions::{self, NewQuestion};
use fra_unioni::features::subscriptions::{self, Frequency};
use fra_unioni::platform::actor::{Actor, PersonId};
use fra_unioni::platform::audience::Token;
use fra_unioni::platform::db::Tx;
use fra_unioni::platform::subject::{Subject, SubjectKind};

use crate::support::cast::Person;
use crate::support::{Cast, TestApp};

/// What a person may do when it acts through the verbs.
pub fn actor(tx: &mut Tx<'_>, person: &Person) -> Actor {
    let id = person.id;
    people::actors(tx, &[id]).unwrap().remove(&id).unwrap()
}

/// The number an address carries: `/domande/118-…` → 118.
pub fn number(url: &str) -> i64 {
    let segment = url
        .split(['#', '?'])
        .next()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap();
    segment.split('-').next().unwrap().parse().unwrap()
}

/// Asks a question of ICT and answers its address.
pub fn ask(app: &TestApp, cast: &Cast, who: &Person, title: &str) -> String {
    app.write(|tx| {
        let actor = actor(tx, who);
        let new = NewQuestion {
            title: title.to_owned(),
            body: "Siamo in **cinque** comuni, e nessuno ha un tecnico.".to_owned(),
            topics: vec![cast.ict],
            audience: Token::Public,
            unione: None,
            about: None,
        };
        questions::ask(tx, &actor, &new)
    })
}

/// Answers a question by its address.
pub fn answer(app: &TestApp, who: &Person, question: &str, body: &str) -> String {
    app.write(|tx| {
        let actor = actor(tx, who);
        questions::answer(tx, &actor, number(question), body)
    })
}

/// Has a person follow ICT.
pub fn follow_ict(app: &TestApp, cast: &Cast, who: &Person, frequency: Frequency) {
    follow(
        app,
        who,
        Subject::new(SubjectKind::Topic, cast.ict),
        frequency,
    );
}

/// Has a person follow something.
pub fn follow(app: &TestApp, who: &Person, what: Subject, frequency: Frequency) {
    app.write(|tx| {
        let actor = actor(tx, who);
        subscriptions::follow(tx, &actor, what, frequency)
    });
}

/// Shares a document of ICT, from the person's own Unione.
pub fn share(app: &TestApp, cast: &Cast, who: &Person, reach: Reach, title: &str) -> DocumentId {
    let id = app.write(|tx| {
        let actor = actor(tx, who);
        let new = NewDocument {
            title: title.to_owned(),
            description: "Lo schema che abbiamo usato noi.".to_owned(),
            kind: DocumentKind::ALL[0],
            topics: vec![cast.ict],
            unione: actor.unioni().next(),
            reach,
            named: Vec::new(),
            file: None,
            given_text: Some(vec!["Articolo uno.".to_owned()]),
            source_url: None,
            licence: None,
            deed: documents::Deed::default(),
        };
        documents::share(tx, &actor, new)
    });
    app.understand();
    id
}

fn unread(app: &TestApp, person: PersonId) -> i64 {
    app.read(|conn| fra_unioni::features::notifications::unread(conn, person))
}

#[test]
fn who_follows_a_topic_finds_the_new_question_in_the_inbox() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    follow_ict(&app, &cast, &cast.bruno, Frequency::Never);
    follow_ict(&app, &cast, &cast.marco, Frequency::AtOnce);
    ask(&app, &cast, &cast.marco, "Chi firma gli atti?");
    app.settle();

    let mut bruno = app.browser_as(&cast.bruno);
    let inbox = bruno.visit("/notifiche");
    assert_eq!(inbox.status, 200);
    assert!(inbox.has("Segui") && inbox.has("Chi firma gli atti?"));
    assert!(inbox.has("Una novità da leggere") && inbox.has("1 da leggere"));

    let read = bruno.form("Segna come letta").send();
    assert!(read.has("Hai letto tutto.") && read.has("Chi firma gli atti?"));
    // Who asked is never told of its own act, though it follows the topic and the question.
    assert_eq!(unread(&app, cast.marco.id), 0);
    assert!(
        app.browser_as(&cast.marco)
            .visit("/notifiche")
            .has("Hai letto tutto.")
    );
}

#[test]
fn one_event_reaches_one_person_once_by_the_strongest_reason() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let question = ask(&app, &cast, &cast.marco, "Chi firma gli atti?");
    follow_ict(&app, &cast, &cast.marco, Frequency::AtOnce);
    app.settle();
    app.letters();
    answer(
        &app,
        &cast.lucia,
        &question,
        "Il dirigente. Che ne dici, @marco-ferri?",
    );
    app.settle();

    let inbox = app.browser_as(&cast.marco).visit("/notifiche");
    assert!(inbox.has("Ti riguardano"));
    assert_eq!(inbox.html.matches("Chi firma gli atti?</p>").count(), 1);
    assert_eq!(unread(&app, cast.marco.id), 1);
    let letters = app.letters();
    assert_eq!(letters.len(), 1, "one event, one letter");
    assert!(letters[0].text.contains("perché qualcuno ti ha nominato"));
}

#[test]
fn everything_is_marked_as_read_up_to_what_was_seen() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    follow_ict(&app, &cast, &cast.bruno, Frequency::Never);
    for n in 0..3 {
        ask(&app, &cast, &cast.marco, &format!("Domanda numero {n}"));
    }
    app.settle();
    let mut bruno = app.browser_as(&cast.bruno);
    assert!(bruno.visit("/notifiche").has("3 novità da leggere"));
    // Meanwhile something else happens: nobody has seen it yet.
    ask(&app, &cast, &cast.marco, "Domanda arrivata dopo");
    app.settle();
    let page = bruno.form("Segna tutte come lette").send();
    assert!(page.has("Una novità da leggere"));
    assert_eq!(unread(&app, cast.bruno.id), 1);
}

#[test]
fn the_notifications_of_others_are_nobody_elses() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    follow_ict(&app, &cast, &cast.bruno, Frequency::Never);
    ask(&app, &cast, &cast.marco, "Chi firma gli atti?");
    app.settle();
    let inbox = app.browser_as(&cast.bruno).visit("/notifiche");
    let action = inbox
        .html
        .split('"')
        .find(|part| {
            part.starts_with("/notifiche/") && part.ends_with("/lettura") && part.len() > 30
        })
        .unwrap()
        .to_owned();
    let mut lucia = app.browser_as(&cast.lucia);
    lucia.visit("/profilo/seguiti");
    let csrf = lucia.csrf();
    assert_eq!(lucia.post(&action, &[("csrf", &csrf)]).status, 404);
    assert_eq!(unread(&app, cast.bruno.id), 1);
}

#[test]
fn what_one_may_not_see_one_is_not_told() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    for person in [&cast.paola, &cast.lucia, &cast.bruno] {
        follow_ict(&app, &cast, person, Frequency::AtOnce);
    }
    share(&app, &cast, &cast.marco, Reach::Own, "Schema interno");
    app.settle();
    assert_eq!(unread(&app, cast.paola.id), 1);
    assert_eq!(unread(&app, cast.lucia.id) + unread(&app, cast.bruno.id), 0);
    let letters = app.letters();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].to.contains("Paola"));
}

#[test]
fn who_facilitates_is_told_of_what_waits_for_review_and_the_author_of_its_end() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let document = share(
        &app,
        &cast,
        &cast.marco,
        Reach::Public,
        "Schema di convenzione",
    );
    app.settle();
    let to_chiara = app.letters();
    assert_eq!(to_chiara.len(), 1);
    assert!(to_chiara[0].to.contains("Chiara"));
    // Work that waits for exactly this person is no mailing list.
    assert_eq!(to_chiara[0].header("list-unsubscribe"), None);

    app.clock.advance(chrono::Duration::hours(2));
    let number = app.read(|conn| {
        let reader = people::actors(conn, &[cast.chiara.id])?;
        let cards = documents::cards(conn, &reader[&cast.chiara.id], &[document.0])?;
        Ok(number(&cards[&document.0].url))
    });
    app.write(|tx| {
        let chiara = actor(tx, &cast.chiara);
        let seen = documents::find(tx, &chiara, number)?.shown();
        documents::publish(tx, &chiara, number, seen, None)
    });
    app.settle();
    let to_marco = app.letters();
    assert_eq!(to_marco.len(), 1);
    assert!(to_marco[0].to.contains("Marco"));
    assert!(
        to_marco[0]
            .text
            .contains("Lo schema che abbiamo usato noi.")
    );
}

#[test]
fn what_is_about_a_thing_reaches_its_author_and_the_answerer_hears_of_comments() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let question = ask(&app, &cast, &cast.marco, "Chi firma gli atti?");
    let answered = answer(&app, &cast.lucia, &question, "Il dirigente.");
    app.settle();
    app.letters();
    app.clock.advance(chrono::Duration::hours(2));
    let id: uuid::Uuid = answered
        .split("#risposta-")
        .nth(1)
        .and_then(|id| id.parse().ok())
        .unwrap();
    app.write(|tx| {
        let bruno = actor(tx, &cast.bruno);
        let on = Some(questions::AnswerId(id));
        questions::comment(tx, &bruno, number(&question), on, "E per delega?")
    });
    app.settle();
    let mut to: Vec<String> = app.letters().into_iter().map(|letter| letter.to).collect();
    to.sort();
    assert_eq!(to.len(), 2, "{to:?}");
    assert!(to[0].starts_with("Lucia") && to[1].starts_with("Marco"));
}

#[test]
fn an_import_tells_nobody() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    follow_ict(&app, &cast, &cast.bruno, Frequency::AtOnce);
    app.write(|tx| {
        let author = people::system_author(tx)?;
        let asked_at = tx.now();
        questions::insert_imported(
            tx,
            &questions::ImportedQuestion {
                title: "Una domanda di un altro sito".into(),
                body: String::new(),
                topics: vec![cast.ict],
                unione: None,
                audience: Token::Public,
                author,
                source_url: None,
                licence: None,
                asked_at,
                answers: Vec::new(),
            },
        )
    });
    app.settle();
    assert_eq!(unread(&app, cast.bruno.id), 0);
    assert!(app.letters().is_empty());
}
