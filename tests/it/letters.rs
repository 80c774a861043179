//! Letters: what they say, when they leave, and that each leaves once.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::Duration;
use fra_unioni::features::documents::Reach;
use fra_unioni::features::people::{self, NewPerson, PersonState};
use fra_unioni::features::subscriptions::{self, Frequency};
use fra_unioni::platform::actor::OfficeKind;
use fra_unioni::platform::mail::{Mood, SendFailure};
use fra_unioni::platform::subject::{Subject, SubjectKind};
use fra_unioni::workers::{Outcome, postman};

use crate::notifications::{answer, ask, follow_ict, share};
use crate::support::letter::Letter;
use crate::support::{Cast, TestApp};

/// A letter to Bruno about a question of Marco's.
fn one_letter(app: &TestApp, cast: &Cast) -> Letter {
    follow_ict(app, cast, &cast.bruno, Frequency::AtOnce);
    ask(app, cast, &cast.marco, "Chi firma gli atti?");
    app.settle();
    let mut letters = app.letters();
    assert_eq!(letters.len(), 1);
    letters.remove(0)
}

/// The path of an address of ours.
fn path(app: &TestApp, address: &str) -> String {
    let path = address.strip_prefix(&app.url);
    path.unwrap_or_else(|| panic!("{address} is not of {}", app.url))
        .to_owned()
}

#[test]
fn a_letter_is_complete_in_itself_and_says_why_it_came() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let letter = one_letter(&app, &cast);
    assert!(letter.to.contains("bruno.sala@esempio.example"));
    assert!(letter.subject.chars().count() <= 70 && letter.subject.contains("chiede"));
    assert!(
        letter
            .text
            .contains("Siamo in cinque comuni, e nessuno ha un tecnico.")
    );
    assert!(letter.html.contains("<strong>cinque</strong>"));
    assert!(letter.text.contains("perché segui l’argomento «"));
    assert!(!letter.html.contains("<img") && !letter.html.contains("http://localhost"));
    assert!(
        letter
            .text
            .contains(&format!("{}/profilo/seguiti", app.url))
    );

    let stop = letter.header("list-unsubscribe").unwrap();
    let stop = stop.trim_matches(['<', '>']);
    assert_eq!(letter.link_containing("/disiscrivi/"), stop);
    assert!(letter.html.contains(stop));
    assert_eq!(
        letter.header("list-unsubscribe-post"),
        Some("List-Unsubscribe=One-Click")
    );
    assert_eq!(letter.header("auto-submitted"), Some("auto-generated"));
    assert!(
        letter
            .header("list-id")
            .unwrap()
            .contains("<domande.fra-unioni.")
    );
    assert_ne!(letter.header("references"), letter.header("message-id"));
    // The link leads to the page of what is new.
    let mut bruno = app.browser_as(&cast.bruno);
    let page = bruno.visit(&path(&app, &letter.link_containing("/domande/")));
    assert!(page.status == 200 && page.has("Chi firma gli atti?"));
}

#[test]
fn what_happens_within_the_hour_waits_and_comes_in_one_letter() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let question = ask(&app, &cast, &cast.marco, "Chi firma gli atti?");
    app.settle();
    answer(&app, &cast.lucia, &question, "Il dirigente.");
    app.settle();
    let first = app.letters();
    assert_eq!(first.len(), 1, "the first answer is told at once");
    assert!(
        first[0]
            .subject
            .starts_with("Lucia Bassi ha risposto alla tua domanda")
    );

    app.clock.advance(Duration::minutes(20));
    answer(&app, &cast.bruno, &question, "Da noi il presidente.");
    app.clock.advance(Duration::minutes(20));
    answer(&app, &cast.lucia, &question, "Aggiungo una delibera.");
    app.settle();
    assert!(app.letters().is_empty(), "the hour is not over");

    app.clock.advance(Duration::minutes(21));
    app.settle();
    let second = app.letters();
    assert_eq!(second.len(), 1);
    assert!(
        second[0]
            .subject
            .starts_with("2 novità: Chi firma gli atti?")
    );
    for said in ["Da noi il presidente.", "Aggiungo una delibera."] {
        assert!(second[0].text.contains(said), "{}", second[0].text);
    }
    assert_eq!(
        first[0].header("references"),
        second[0].header("references")
    );
    // Another thread does not wait for this one.
    let other = ask(&app, &cast, &cast.marco, "Chi paga?");
    answer(&app, &cast.lucia, &other, "La Regione.");
    app.settle();
    assert_eq!(app.letters().len(), 1);
}

#[test]
fn never_means_no_letter_also_for_letters_owed_already() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let ict = Subject::new(SubjectKind::Topic, cast.ict);
    follow_ict(&app, &cast, &cast.bruno, Frequency::Never);
    follow_ict(&app, &cast, &cast.lucia, Frequency::AtOnce);
    ask(&app, &cast, &cast.marco, "Chi firma gli atti?");
    fra_unioni::workers::notifier::run_once(&app.app).unwrap();
    // Lucia's letter is owed; before it leaves she thinks otherwise.
    app.write(|tx| subscriptions::set_for(tx, cast.lucia.id, ict, Some(Frequency::Never)));
    app.settle();
    assert!(app.letters().is_empty());
    assert_eq!(
        ended(&app),
        [("withheld".to_owned(), Some("unwanted".to_owned()))]
    );
}

#[test]
fn what_was_withdrawn_before_the_letter_left_is_not_told() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    follow_ict(&app, &cast, &cast.paola, Frequency::AtOnce);
    let document = share(&app, &cast, &cast.marco, Reach::Own, "Schema interno");
    fra_unioni::workers::notifier::run_once(&app.app).unwrap();
    let subject = Subject::new(SubjectKind::Document, document);
    app.write(|tx| fra_unioni::platform::audience::set(tx, subject, &[]));
    app.settle();
    assert!(app.letters().is_empty());
    assert_eq!(
        ended(&app),
        [("withheld".to_owned(), Some("nothing_to_tell".to_owned()))]
    );
    let inbox = app.browser_as(&cast.paola).visit("/notifiche");
    assert!(!inbox.has("Schema interno") && inbox.has("Una novità che non puoi più vedere"));
}

/// State and reason of every letter.
fn ended(app: &TestApp) -> Vec<(String, Option<String>)> {
    use diesel::prelude::*;
    use fra_unioni::platform::db::schema::letters;
    app.read(|conn| {
        Ok(letters::table
            .order((letters::created_at, letters::id))
            .select((letters::state, letters::reason))
            .load(conn)?)
    })
}

#[test]
fn a_scanner_that_looks_at_every_link_changes_nothing_and_one_click_stops() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let letter = one_letter(&app, &cast);
    let ict = Subject::new(SubjectKind::Topic, cast.ict);
    let frequency = || app.read(|conn| subscriptions::frequency_of(conn, cast.bruno.id, ict));
    let mut links: Vec<String> = letter
        .text
        .split_whitespace()
        .chain(letter.html.split('"'))
        .filter(|word| word.starts_with(&app.url))
        .map(str::to_owned)
        .collect();
    links.sort();
    links.dedup();
    assert!(links.len() >= 3, "{links:?}");
    let log = app.read(fra_unioni::platform::events::last);
    let mut scanner = app.browser();
    for link in &links {
        for method in ["HEAD", "GET"] {
            scanner.request(method, &path(&app, link), &[], None);
        }
        scanner.visit(&path(&app, link));
    }
    assert_eq!(frequency(), Some(Frequency::AtOnce));
    assert_eq!(app.read(fra_unioni::platform::events::last), log);

    // The mail program's button: no cookie, no session, no token of a form.
    let stop = path(
        &app,
        letter
            .header("list-unsubscribe")
            .unwrap()
            .trim_matches(['<', '>']),
    );
    let mut program = app.browser();
    let page = program.visit(&stop);
    assert!(page.status == 200 && page.has("Non ricevere più queste e-mail?"));
    for _ in 0..2 {
        program.forget_cookies();
        let page = program.post(&stop, &[("List-Unsubscribe", "One-Click")]);
        assert!(
            page.status == 200 && page.has("Non ti scriviamo più"),
            "{}",
            page.text()
        );
        assert_eq!(frequency(), Some(Frequency::Never));
    }
    ask(&app, &cast, &cast.marco, "E chi paga?");
    app.settle();
    assert!(app.letters().is_empty());
    // It can be undone from the same page.
    program.visit(&stop);
    let page = program.form("Annulla: scrivetemi di nuovo").send();
    assert!(page.has("Tutto come prima"));
    assert_eq!(frequency(), Some(Frequency::AtOnce));
    // A link that is not ours is no page.
    assert_eq!(program.visit(&format!("{stop}x")).status, 404);
    assert_eq!(program.post(&format!("{stop}x"), &[]).status, 404);
}

#[test]
fn who_stops_the_letters_of_its_own_question_still_reads_the_answers_on_the_site() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let question = ask(&app, &cast, &cast.marco, "Chi firma gli atti?");
    answer(&app, &cast.lucia, &question, "Il dirigente.");
    app.settle();
    let letter = app.letters().remove(0);
    let stop = path(&app, &letter.link_containing("/disiscrivi/"));
    app.browser()
        .post(&stop, &[("List-Unsubscribe", "One-Click")]);
    app.clock.advance(Duration::hours(2));
    answer(&app, &cast.bruno, &question, "Da noi il presidente.");
    app.settle();
    assert!(app.letters().is_empty());
    assert!(
        app.browser_as(&cast.marco)
            .visit("/notifiche")
            .has("2 novità da leggere")
    );
    // But whoever is called by name is written to.
    answer(&app, &cast.lucia, &question, "@marco-ferri, hai letto?");
    app.settle();
    assert_eq!(app.letters().len(), 1);
}

#[test]
fn a_deferred_letter_is_sent_later_under_the_same_name() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let busy = SendFailure::Temporary("451 busy".into());
    app.mailer.next(2, &Mood::Refuse(busy));
    follow_ict(&app, &cast, &cast.bruno, Frequency::AtOnce);
    ask(&app, &cast, &cast.marco, "Chi firma gli atti?");
    app.settle();
    assert!(app.letters().is_empty());
    app.clock.advance(Duration::minutes(2));
    app.settle();
    assert!(app.letters().is_empty(), "the second try failed too");
    app.clock.advance(Duration::minutes(2));
    app.settle();
    assert!(app.letters().is_empty(), "the second wait is longer");
    app.clock.advance(Duration::minutes(4));
    app.settle();
    assert_eq!(app.letters().len(), 1);

    // Three days in vain are enough.
    app.mailer.next(
        1000,
        &Mood::Refuse(SendFailure::Temporary("451 busy".into())),
    );
    ask(&app, &cast, &cast.marco, "E chi paga?");
    for _ in 0..200 {
        app.settle();
        app.clock.advance(Duration::minutes(30));
    }
    app.mailer.behave();
    app.settle();
    assert!(app.letters().is_empty());
    let (state, reason) = ended(&app).pop().unwrap();
    assert_eq!(state, "failed");
    assert!(reason.unwrap().contains("451"));
}

#[test]
fn an_address_that_is_refused_for_good_gets_no_more_letters() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let unknown = SendFailure::Permanent("550 no such user".into());
    app.mailer.next(1, &Mood::Refuse(unknown));
    follow_ict(&app, &cast, &cast.bruno, Frequency::AtOnce);
    ask(&app, &cast, &cast.marco, "Chi firma gli atti?");
    app.settle();
    ask(&app, &cast, &cast.marco, "Chi paga?");
    app.settle();
    assert!(app.letters().is_empty());
    let states: Vec<_> = ended(&app).into_iter().map(|(state, _)| state).collect();
    assert_eq!(states, ["failed", "withheld"]);
    assert!(
        app.read(|conn| people::mailbox(conn, cast.bruno.id))
            .unwrap()
            .blocked
    );
}

#[test]
fn wrong_settings_hold_every_letter_and_lose_none() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    follow_ict(&app, &cast, &cast.bruno, Frequency::AtOnce);
    follow_ict(&app, &cast, &cast.lucia, Frequency::AtOnce);
    ask(&app, &cast, &cast.marco, "Chi firma gli atti?");
    fra_unioni::workers::notifier::run_once(&app.app).unwrap();
    let wrong = SendFailure::Misconfigured("535 sign-in refused".into());
    app.mailer.next(1, &Mood::Refuse(wrong));
    let error = postman::run_once(&app.app).unwrap_err().to_string();
    assert!(error.contains("535"), "{error}");
    assert_eq!(postman::lag(&app.app).unwrap().waiting, 2);
    app.settle();
    assert_eq!(app.letters().len(), 2);
}

#[test]
fn a_lost_answer_or_a_dead_postman_repeats_a_letter_under_the_same_name() {
    for mood in [Mood::TakeThenLoseAnswer, Mood::TakeThenDie] {
        let app = TestApp::start();
        let cast = Cast::of(&app);
        app.mailer.next(1, &mood);
        follow_ict(&app, &cast, &cast.bruno, Frequency::AtOnce);
        ask(&app, &cast, &cast.marco, "Chi firma gli atti?");
        let died = catch_unwind(AssertUnwindSafe(|| app.settle())).is_err();
        assert_eq!(died, mood == Mood::TakeThenDie);
        // What a dead postman had taken is nobody's until it is given back.
        assert_eq!(postman::run_once(&app.app).unwrap(), Outcome::Idle);
        postman::begin(&app.app).unwrap();
        app.clock.advance(Duration::minutes(16));
        app.settle();
        let letters = app.letters();
        assert_eq!(letters.len(), 2, "{mood:?}");
        assert_eq!(
            letters[0].header("message-id"),
            letters[1].header("message-id")
        );
        app.clock.advance(Duration::hours(10));
        app.settle();
        assert!(app.letters().is_empty(), "and then never again");
    }
}

#[test]
fn names_and_titles_cannot_break_out_of_a_header() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let eve = app.write(|tx| {
        let id = people::add(
            tx,
            &NewPerson {
                given_name: "Eva\r\nBcc: tutti@esempio.example".into(),
                family_name: "\"<eva@altrove.example>\u{202e}".into(),
                email: "eva@esempio.example".into(),
                state: PersonState::Active,
                admin: false,
            },
        )?;
        let membership = people::join(tx, id, cast.valle_serena, "Segretaria")?;
        let site = fra_unioni::platform::actor::Scope::Site;
        people::grant(tx, membership, OfficeKind::Referente, &site)?;
        Ok(crate::support::cast::Person {
            id,
            email: "eva@esempio.example".into(),
        })
    });
    follow_ict(&app, &cast, &eve, Frequency::AtOnce);
    follow_ict(&app, &cast, &cast.bruno, Frequency::AtOnce);
    ask(
        &app,
        &cast,
        &cast.marco,
        "Titolo\r\nBcc: altri@esempio.example <b>x</b>",
    );
    ask(&app, &cast, &eve, "Una domanda di Eva");
    app.settle();
    let letters = app.letters();
    assert_eq!(letters.len(), 3);
    for letter in &letters {
        assert_eq!(letter.header("bcc"), None);
        assert!(!letter.subject.contains(['\r', '\n']));
        assert!(!letter.html.contains("<b>x</b>") && !letter.html.contains("<eva@"));
    }
}

#[test]
fn who_forgot_the_password_gets_a_link_that_works() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser();
    marco.visit("/password/dimenticata");
    marco
        .form("Mandami il collegamento")
        .fill("email", &cast.marco.email)
        .send();
    app.settle();
    let letter = app.letters().remove(0);
    assert_eq!(letter.subject, "Scegli una nuova password");
    assert_eq!(letter.header("list-unsubscribe"), None);
    let page = marco.visit(&path(&app, &letter.link_containing("/password/nuova/")));
    assert_eq!(page.status, 200);
}

#[test]
fn the_post_office_is_open_in_a_demonstration_only() {
    let app = TestApp::start();
    assert_eq!(app.browser().visit("/posta").status, 404);
    assert_eq!(app.browser().visit("/posta/x").status, 404);

    let demo = TestApp::demo(&[]);
    let cast = Cast::of(&demo);
    let mut visitor = demo.browser();
    assert!(visitor.visit("/posta").has("Ancora nessuna e-mail."));
    one_letter(&demo, &cast);
    // The letter went to the memory of this story: a folder gets one of its own.
    let folder = match &demo.app.config.mail {
        fra_unioni::platform::config::MailRoute::Folder(folder) => folder.clone(),
        other => panic!("{other:?}"),
    };
    let mailer = fra_unioni::platform::mail::FolderMailer::new(folder).unwrap();
    let hostile = "<script>alert(1)</script>";
    let mail = fra_unioni::platform::mail::Mail {
        message_id: "<018f@localhost>".into(),
        from: fra_unioni::platform::mail::Address::new("Fra Unioni", "fra-unioni@localhost"),
        to: fra_unioni::platform::mail::Address::new("Bruno", "bruno@esempio.example"),
        reply_to: None,
        subject: format!("Novità {hostile}"),
        text: format!("Leggi: {}/domande/1 {hostile}", demo.url),
        html: format!("<p style=\"color:red\">Ciao</p>{hostile}"),
        thread: None,
        list_id: None,
        unsubscribe: None,
        date: demo.app.now().0,
    };
    fra_unioni::platform::mail::Mailer::send(&mailer, &mail).unwrap();
    let page = visitor.visit("/posta");
    assert!(page.has("Novità") && !page.html.contains(hostile));
    let address = page.links("/posta/")[0].clone();
    let page = visitor.visit(&address);
    assert!(page.has("Leggi:") && !page.html.contains(hostile));
    assert_eq!(page.links("/domande/1").len(), 1);
    let page = visitor.visit(&format!("{address}/html"));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"));
    for name in ["../fra-unioni", "x", ".."] {
        assert_eq!(
            visitor.visit(&format!("/posta/{name}/html")).status,
            404,
            "{name}"
        );
    }
}
