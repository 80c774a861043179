//! Signing in and out, forgotten passwords, invitations, first steps, one's own profile.

use chrono::Duration;
use diesel::prelude::*;
use fra_unioni::features::people::{self, Password, Purpose};
use fra_unioni::features::subscriptions::{self, Frequency};
use fra_unioni::platform::actor::PersonId;
use fra_unioni::platform::db::schema::{access_tokens, letters, people as persons, sessions};

use crate::support::browser::{Browser, Page};
use crate::support::cast::Person;
use crate::support::{Cast, TestApp};

const OLD: &str = "quattro gatti sul tetto";
const NEW: &str = "cinque cani nel prato";

/// Gives a person the password `OLD`.
fn with_password(app: &TestApp, person: &Person) {
    let hash = Password::choose(OLD).unwrap().hash().unwrap();
    let id = person.id;
    app.write(move |tx| people::set_password(tx, id, &hash));
}

fn sign_in(browser: &mut Browser, email: &str, password: &str) -> Page {
    browser.visit("/accedi");
    browser
        .form("Accedi")
        .fill("email", email)
        .fill("password", password)
        .send()
}

fn is_inside(browser: &mut Browser) -> bool {
    browser.visit("/profilo").address == "/profilo"
}

/// The path of a fresh link, minted as the postman does.
fn link(app: &TestApp, person: PersonId, purpose: Purpose) -> String {
    app.write(move |tx| {
        let token = people::mint_token(tx, person, purpose, purpose.lasts())?;
        Ok(purpose.path(&token))
    })
}

fn id_of(app: &TestApp, email: &str) -> PersonId {
    let email = email.to_owned();
    app.read(|conn| Ok(people::credentials(conn, &email)?.unwrap().person))
}

fn owed(app: &TestApp, person: PersonId, kind: &str) -> i64 {
    let kind = kind.to_owned();
    app.read(|conn| {
        Ok(letters::table
            .filter(letters::person_id.eq(person))
            .filter(letters::kind.eq(kind))
            .count()
            .get_result(conn)?)
    })
}

#[test]
fn one_signs_in_and_out() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    with_password(&app, &cast.marco);
    let mut browser = app.browser();
    assert!(!is_inside(&mut browser));
    sign_in(
        &mut browser,
        &format!(" {} ", cast.marco.email.to_uppercase()),
        OLD,
    );
    assert!(is_inside(&mut browser));
    let stolen = browser.cookie("sessione").unwrap().to_owned();
    browser.form("Esci").send();
    assert!(!is_inside(&mut browser));
    browser.set_cookie("sessione", &stolen);
    assert!(
        !is_inside(&mut browser),
        "a session that ended is over for its old cookie too"
    );
}

#[test]
fn a_session_begins_anew_at_each_sign_in_and_ends_by_the_clock() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    with_password(&app, &cast.marco);
    let mut browser = app.browser();
    browser.set_cookie("sessione", "planted-by-somebody-else");
    sign_in(&mut browser, &cast.marco.email, OLD);
    assert_ne!(browser.cookie("sessione"), Some("planted-by-somebody-else"));
    assert!(is_inside(&mut browser));
    app.clock.advance(Duration::days(400));
    assert!(!is_inside(&mut browser));
    app.write(|tx| people::forget_expired(tx, tx.now()));
    let left: i64 = app.read(|conn| Ok(sessions::table.count().get_result(conn)?));
    assert_eq!(left, 0);
}

#[test]
fn a_wrong_password_and_an_unknown_address_read_the_same() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    with_password(&app, &cast.marco);
    let wrong = sign_in(
        &mut app.browser(),
        &cast.marco.email,
        "sette topi in cantina",
    );
    let unknown = sign_in(
        &mut app.browser(),
        "nessuno@esempio.example",
        "sette topi in cantina",
    );
    assert_eq!((wrong.status, unknown.status), (422, 422));
    let same = |page: &Page, email: &str| page.text().replace(email, "");
    assert!(wrong.has("E-mail o password non corrette"));
    assert_eq!(
        same(&wrong, &cast.marco.email),
        same(&unknown, "nessuno@esempio.example")
    );
}

#[test]
fn after_five_wrong_tries_the_wait_is_told() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    with_password(&app, &cast.marco);
    let mut browser = app.browser();
    for _ in 0..5 {
        let page = sign_in(&mut browser, &cast.marco.email, "sette topi in cantina");
        assert_eq!(page.status, 422);
    }
    let page = sign_in(&mut browser, &cast.marco.email, OLD);
    assert_eq!(page.status, 429);
    assert!(page.has("Aspetta"), "{}", page.text());
    assert!(page.header("retry-after").is_some());
}

#[test]
fn what_is_too_long_to_be_an_address_is_not_counted() {
    let app = TestApp::with(&[("limit_sign_in_address", "1")]);
    let cast = Cast::of(&app);
    with_password(&app, &cast.marco);
    let long = format!("{}@esempio.example", "a".repeat(240));
    let mut browser = app.browser();
    for _ in 0..3 {
        let page = sign_in(&mut browser, &long, OLD);
        assert_eq!(page.status, 422);
        assert!(page.has("Scrivi la tua e-mail"));
    }
    sign_in(&mut browser, &cast.marco.email, OLD);
    assert!(is_inside(&mut browser));
}

#[test]
fn behind_a_proxy_everybody_is_counted_alone_whatever_they_claim() {
    let app = TestApp::with(&[("limit_sign_in_address", "2"), ("behind_proxy", "yes")]);
    let mut browser = app.browser();
    browser.visit("/accedi");
    let csrf = browser.csrf();
    let mut try_from = |lines: &[&str], n: usize| {
        let body = format!("csrf={csrf}&email=nessuno{n}%40esempio.example&password=x");
        let headers: Vec<(&str, &str)> = lines
            .iter()
            .map(|line| ("x-forwarded-for", *line))
            .collect();
        let form = ("application/x-www-form-urlencoded", body.into_bytes());
        browser
            .request("POST", "/accedi", &headers, Some(form))
            .status
    };
    // Whoever writes a line of its own, or before the proxy's in the same one, changes nothing.
    assert_eq!(try_from(&["203.0.113.9"], 1), 422);
    assert_eq!(try_from(&["198.51.100.1", "203.0.113.9"], 2), 422);
    assert_eq!(try_from(&["198.51.100.2, 203.0.113.9"], 3), 429);
    assert_eq!(try_from(&["203.0.113.10"], 4), 422);
}

#[test]
fn who_is_suspended_or_a_system_author_cannot_enter() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    with_password(&app, &cast.marco);
    let mut inside = app.browser_as(&cast.marco);
    assert!(is_inside(&mut inside));
    for state in ["suspended", "system", "invited"] {
        let id = cast.marco.id;
        app.write(move |tx| {
            diesel::update(persons::table.find(id))
                .set(persons::state.eq(state))
                .execute(&mut **tx)?;
            Ok(())
        });
        assert!(!is_inside(&mut inside), "{state}");
        let page = sign_in(&mut app.browser(), &cast.marco.email, OLD);
        assert_eq!(page.status, 422, "{state}");
    }
}

#[test]
fn one_goes_back_only_to_pages_of_this_site() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    with_password(&app, &cast.marco);
    for (back, goes_to) in [
        ("/profilo", "/profilo"),
        ("//evil.example/x", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
    ] {
        let mut browser = app.browser();
        browser.visit("/accedi");
        let csrf = browser.csrf();
        let body = format!(
            "csrf={csrf}&email={}&password={}&ritorno={}",
            encode(&cast.marco.email),
            encode(OLD),
            encode(back)
        );
        let page = browser.request(
            "POST",
            "/accedi",
            &[],
            Some(("application/x-www-form-urlencoded", body.into_bytes())),
        );
        assert_eq!(page.status, 303, "{back}");
        assert_eq!(page.header("location"), Some(goes_to), "{back}");
        let mut again = app.browser_as(&cast.marco);
        let page = again.request(
            "GET",
            &format!("/accedi?ritorno={}", encode(back)),
            &[],
            None,
        );
        assert_eq!(page.header("location"), Some(goes_to), "{back}");
    }
}

fn encode(text: &str) -> String {
    fra_unioni::platform::web::address::query_value(text)
}

#[test]
fn a_form_without_its_token_is_refused() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let token = link(&app, cast.marco.id, Purpose::PasswordReset);
    for path in ["/accedi", "/password/dimenticata", token.as_str()] {
        let mut browser = app.browser();
        browser.visit(path);
        let page = browser.post(
            path,
            &[("email", cast.marco.email.as_str()), ("password", NEW)],
        );
        assert_eq!(page.status, 403, "{path}");
        assert!(page.has("Il modulo è scaduto"));
    }
    let mut marco = app.browser_as(&cast.marco);
    for path in [
        "/profilo",
        "/profilo/password",
        "/profilo/sessioni",
        "/benvenuto",
    ] {
        assert_eq!(marco.post(path, &[("csrf", "x")]).status, 403, "{path}");
    }
}

#[test]
fn asking_for_a_password_answers_the_same_for_everybody() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let ask = |email: &str| {
        let mut browser = app.browser();
        browser.visit("/password/dimenticata");
        browser
            .form("Mandami il collegamento")
            .fill("email", email)
            .send()
    };
    let (known, unknown) = (ask(&cast.marco.email), ask("nessuno@esempio.example"));
    assert_eq!(known.status, 200);
    assert!(known.has("Controlla la posta"));
    assert_eq!(known.text(), unknown.text());
    assert_eq!(known.address, unknown.address);
    assert_eq!(owed(&app, cast.marco.id, "password_reset"), 1);
    // Asked twice before it left: one letter.
    ask(&cast.marco.email);
    assert_eq!(owed(&app, cast.marco.id, "password_reset"), 1);
    let kept: i64 = app.read(|conn| Ok(access_tokens::table.count().get_result(conn)?));
    assert_eq!(kept, 0, "a link is made as the letter is composed");
    assert_eq!(ask("non-è-una-mail").status, 422);
}

#[test]
fn a_forgotten_password_is_chosen_anew() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    with_password(&app, &cast.marco);
    let mut elsewhere = app.browser_as(&cast.marco);
    let (path, older) = (
        link(&app, cast.marco.id, Purpose::PasswordReset),
        link(&app, cast.marco.id, Purpose::PasswordReset),
    );
    let mut browser = app.browser();
    // Looking is no use of the link: mail scanners look, too.
    for _ in 0..3 {
        assert_eq!(app.browser().visit(&path).status, 200);
    }
    browser.visit(&path);
    let short = browser
        .form("Cambia la password")
        .fill("password", "breve")
        .send();
    assert_eq!(short.status, 422);
    assert!(short.title().starts_with("Errore: "));
    assert!(!short.html.contains("breve"));
    let page = browser
        .form("Cambia la password")
        .fill("password", NEW)
        .send();
    assert_eq!(page.address, "/accedi");
    assert!(page.has("La tua nuova password è pronta"));
    assert!(
        browser.cookie("sessione").is_none(),
        "the link does not sign in"
    );
    assert!(!is_inside(&mut elsewhere), "every session has ended");
    assert_eq!(owed(&app, cast.marco.id, "password_changed"), 1);
    for spent in [&path, &older] {
        let page = app.browser().visit(spent);
        assert_eq!(page.status, 410);
        assert!(
            page.links("/password/dimenticata").len() == 1,
            "a way onward"
        );
    }
    assert_eq!(
        sign_in(&mut app.browser(), &cast.marco.email, OLD).status,
        422
    );
    let mut again = app.browser();
    sign_in(&mut again, &cast.marco.email, NEW);
    assert!(is_inside(&mut again));
}

#[test]
fn a_spent_link_is_no_place_to_guess_the_password() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let path = link(&app, cast.marco.id, Purpose::PasswordReset);
    let mut browser = app.browser();
    browser.visit(&path);
    let form = browser.page.clone();
    let mut send = |password: &str| {
        browser.page = form.clone();
        browser
            .form("Cambia la password")
            .fill("password", password)
            .send()
            .status
    };
    assert_eq!(send(NEW), 200);
    for _ in 0..5 {
        assert_eq!(send("sette topi in cantina"), 410);
    }
    assert_eq!(send(NEW), 429);
}

#[test]
fn a_link_works_once_and_for_its_time() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let path = link(&app, cast.marco.id, Purpose::PasswordReset);
    let (mut first, mut second) = (app.browser(), app.browser());
    first.visit(&path);
    second.visit(&path);
    let mut twice = first.page.clone();
    assert_eq!(
        first
            .form("Cambia la password")
            .fill("password", NEW)
            .send()
            .address,
        "/accedi"
    );
    // The same form a second time, as an impatient click sends it, is no fault.
    std::mem::swap(&mut first.page, &mut twice);
    assert_eq!(
        first
            .form("Cambia la password")
            .fill("password", NEW)
            .send()
            .address,
        "/accedi"
    );
    assert_eq!(owed(&app, cast.marco.id, "password_changed"), 1);
    // Another password is.
    let page = second
        .form("Cambia la password")
        .fill("password", "sette topi in cantina")
        .send();
    assert_eq!(page.status, 410);
    let late = link(&app, cast.lucia.id, Purpose::PasswordReset);
    app.clock.advance(Duration::minutes(29));
    assert_eq!(app.browser().visit(&late).status, 200);
    app.clock.advance(Duration::minutes(1));
    let page = app.browser().visit(&late);
    assert_eq!(page.status, 410);
    assert_eq!(
        app.browser().visit("/password/nuova/mai-dato").text(),
        page.text()
    );
    let invitation = link(&app, cast.lucia.id, Purpose::Invitation);
    let crossed = invitation.replace("/invito/", "/password/nuova/");
    assert_eq!(
        app.browser().visit(&crossed).status,
        410,
        "a link is for one purpose"
    );
}

/// Fills in the form of an invitation for the Unione of Paola.
fn invite(browser: &mut Browser, email: &str, fields: &[(&str, &str)]) -> Page {
    browser.visit("/inviti/nuovo");
    let mut form = browser
        .form("Manda l’invito")
        .fill("nome", "Nadia")
        .fill("cognome", "Ferri")
        .fill("email", email)
        .fill("qualifica", "Responsabile tributi");
    for (name, value) in fields {
        form = if *name == "incarichi" {
            form.tick(name, value)
        } else {
            form.fill(name, value)
        };
    }
    form.send()
}

#[test]
fn an_invitation_is_accepted() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let body = cast.terre_del_salice.to_string();
    let page = invite(
        &mut chiara,
        "nadia@esempio.example",
        &[("ente", &body), ("incarichi", "mentore"), ("temi", "ict")],
    );
    assert!(
        page.has("Invito mandato a nadia@esempio.example"),
        "{}",
        page.text()
    );
    let nadia = id_of(&app, "nadia@esempio.example");
    assert_eq!(owed(&app, nadia, "invitation"), 1);
    let notice = app
        .write(|tx| people::invitation(tx, nadia))
        .expect("the letter is needed");
    assert!(
        notice
            .paragraphs
            .concat()
            .contains("Unione Terre del Salice")
    );
    let (_, path) = notice.action.expect("a link");
    let mut browser = app.browser();
    let page = browser.visit(&path);
    for words in [
        "ti invita a partecipare",
        "Unione Terre del Salice",
        "mai il nome",
        "Mentore",
    ] {
        assert!(page.has(words), "{words:?} in {}", page.text());
    }
    let page = browser
        .form("Accetta l’invito")
        .fill("nome", "Nadia Maria")
        .fill("password", NEW)
        .send();
    assert_eq!(page.address, "/benvenuto");
    assert!(is_inside(&mut browser));
    assert_eq!(app.browser().visit(&path).status, 410);
    assert!(
        app.write(|tx| people::invitation(tx, nadia)).is_none(),
        "nothing more to send"
    );
    let actor = app.read(|conn| Ok(people::actors(conn, &[nadia])?.remove(&nadia).unwrap()));
    assert_eq!(actor.name(), "Nadia Maria Ferri");
    assert!(actor.mentors(&[cast.ict]));
    // First steps: the topic of the office is ticked already; every step can be skipped.
    browser.visit("/benvenuto?passo=1");
    let page = browser
        .form("Salva e continua")
        .fill("presentazione", "Ho seguito il passaggio dei tributi.")
        .send();
    assert_eq!(page.address, "/benvenuto?passo=2");
    assert_eq!(browser.form("Salva e continua").value("temi"), "ict");
    let page = browser
        .form("Salva e continua")
        .tick("temi", "scuola")
        .send();
    assert_eq!(page.address, "/benvenuto?passo=3");
    assert!(
        browser
            .visit("/benvenuto?passo=1")
            .has("Ho seguito il passaggio dei tributi.")
    );
    browser.visit("/benvenuto?passo=3");
    browser.form("Ho finito").fill("frequenza", "never").send();
    let followed = app.read(|conn| subscriptions::of(conn, nadia));
    assert_eq!(followed.len(), 2);
    assert!(followed.iter().any(|one| one.subject.id == cast.ict.0));
    assert!(followed.iter().all(|one| one.frequency == Frequency::Never));
    assert!(app.read(|conn| people::account(conn, nadia)).welcomed);
}

#[test]
fn an_invitation_lasts_fourteen_days() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    invite(
        &mut app.browser_as(&cast.paola),
        "nadia@esempio.example",
        &[],
    );
    let path = link(
        &app,
        id_of(&app, "nadia@esempio.example"),
        Purpose::Invitation,
    );
    app.clock.advance(Duration::days(14) - Duration::seconds(1));
    assert_eq!(app.browser().visit(&path).status, 200);
    app.clock.advance(Duration::seconds(1));
    let page = app.browser().visit(&path);
    assert_eq!(page.status, 410);
    assert!(page.has("chi ti ha invitato"));
}

#[test]
fn an_invitation_of_a_known_address_is_told() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut paola = app.browser_as(&cast.paola);
    let page = invite(&mut paola, &cast.lucia.email.to_uppercase(), &[]);
    assert_eq!(page.status, 422);
    assert!(page.has("C’è già una persona con questa e-mail"));
    assert_eq!(
        paola.form("Manda l’invito").value("cognome"),
        "Ferri",
        "nothing is lost"
    );
    invite(&mut paola, "nadia@esempio.example", &[]);
    let page = invite(&mut paola, "nadia@esempio.example", &[]);
    assert_eq!(page.status, 422);
    let page = paola.form("Manda di nuovo l’invito").send();
    assert!(page.has("Invito mandato di nuovo"), "{}", page.text());
    // Not for somebody else's people.
    let body = cast.terre_del_salice.to_string();
    invite(
        &mut app.browser_as(&cast.chiara),
        "ugo@esempio.example",
        &[("ente", &body)],
    );
    let page = invite(&mut paola, "ugo@esempio.example", &[]);
    assert!(!page.has("Manda di nuovo"));
    let csrf = paola.csrf();
    let page = paola.post(
        "/inviti/nuovo",
        &[("csrf", &csrf), ("ancora", "ugo@esempio.example")],
    );
    assert_eq!(page.status, 403);
}

#[test]
fn a_union_manager_invites_only_for_its_own_unione() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut paola = app.browser_as(&cast.paola);
    let page = paola.visit("/inviti/nuovo");
    assert!(page.has("Unione Valle Serena") && !page.has("Unione Terre del Salice"));
    assert!(!page.has("Facilitatore:") && !page.has("Amministratore:"));
    let other = cast.terre_del_salice.to_string();
    for forged in [
        &[("ente", other.as_str())][..],
        &[("incarichi", "facilitatore"), ("ambito", "site")],
        &[("incarichi", "facilitatore"), ("ambito", "region:Lazio")],
        &[("incarichi", "admin")],
    ] {
        let page = invite(&mut paola, "nadia@esempio.example", forged);
        assert_eq!(page.status, 403, "{forged:?}: {}", page.text());
    }
    let nobody = app.read(|conn| people::credentials(conn, "nadia@esempio.example"));
    assert!(nobody.is_none(), "nothing of it stays");
    assert_eq!(invite(&mut paola, "nadia@esempio.example", &[]).status, 200);
    // A facilitatrice makes no administrator, a referente invites nobody.
    let own = cast.valle_serena.to_string();
    let admin = [("ente", own.as_str()), ("incarichi", "admin")];
    assert_eq!(
        invite(
            &mut app.browser_as(&cast.chiara),
            "x@esempio.example",
            &admin
        )
        .status,
        403
    );
    assert_eq!(
        app.browser_as(&cast.marco).visit("/inviti/nuovo").status,
        404
    );
    assert_eq!(
        invite(&mut app.browser_as(&cast.ada), "x@esempio.example", &admin).status,
        200
    );
    let id = id_of(&app, "x@esempio.example");
    assert!(app.read(|conn| people::account(conn, id)).admin);
}

#[test]
fn a_body_that_is_not_there_yet_is_added_with_the_invitation() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let new = |kind: &'static str, name: &'static str, code: &'static str| {
        [
            ("ente", "nuovo"),
            ("regione", "Lazio"),
            ("tipo_ente", kind),
            ("nome_ente", name),
            ("codice_ipa", code),
            ("incarichi", "referente"),
        ]
    };
    for (fields, words) in [
        (
            new("", "", ""),
            ["Scegli che cos’è l’ente", "Scrivi il nome dell’ente"],
        ),
        (
            new("unione", "Unione del Lago", "con spazi"),
            ["Scrivi il codice IPA", "value=\"Unione del Lago\""],
        ),
        (
            new("unione", "Un altro nome", "UVS_"),
            [
                "Questo codice IPA è di «Unione Valle Serena»",
                "Un altro nome",
            ],
        ),
    ] {
        let page = invite(&mut chiara, "nadia@esempio.example", &fields);
        assert_eq!(page.status, 422, "{fields:?}");
        for words in words {
            assert!(page.html.contains(words), "{words:?} in {}", page.text());
        }
    }
    let page = invite(
        &mut chiara,
        "nadia@esempio.example",
        &new("unione", "Unione del  Lago", "udl"),
    );
    assert!(
        page.has("Invito mandato a nadia@esempio.example"),
        "{}",
        page.text()
    );
    app.settle();
    let page = app.browser().visit("/unioni");
    assert!(
        page.has("Unione del Lago"),
        "everybody finds it: {}",
        page.text()
    );
    assert!(chiara.visit("/inviti/nuovo").has("Unione del Lago"));

    // One that is there already is meant, whether it stands in the list or not.
    invite(
        &mut chiara,
        "ugo@esempio.example",
        &new("unione", "UNIONE  valle sèrena", ""),
    );
    let ugo = id_of(&app, "ugo@esempio.example");
    let membership = app.read(|conn| people::account(conn, ugo)).bodies;
    assert_eq!(membership[0].body, "Unione Valle Serena");

    // Who invites for one Unione only adds none, by whatever form.
    let mut paola = app.browser_as(&cast.paola);
    assert!(
        !paola
            .visit("/inviti/nuovo")
            .has("Un ente che non c’è ancora")
    );
    let page = invite(
        &mut paola,
        "ivo@esempio.example",
        &new("comune", "Comune di Prova", ""),
    );
    assert_eq!(page.status, 403);
}

#[test]
fn an_invitation_sent_twice_is_one_person_and_one_letter() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut paola = app.browser_as(&cast.paola);
    paola.visit("/inviti/nuovo");
    let shown = paola.page.clone();
    for _ in 0..2 {
        paola.page = shown.clone();
        let page = paola
            .form("Manda l’invito")
            .fill("nome", "Nadia")
            .fill("cognome", "Ferri")
            .fill("email", "nadia@esempio.example")
            .fill("qualifica", "Responsabile tributi")
            .send();
        assert!(
            page.has("Invito mandato a nadia@esempio.example"),
            "{}",
            page.text()
        );
    }
    let nadia = id_of(&app, "nadia@esempio.example");
    assert_eq!(owed(&app, nadia, "invitation"), 1);
}

#[test]
fn bad_invitations_are_told_field_by_field() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    chiara.visit("/inviti/nuovo");
    let page = chiara
        .form("Manda l’invito")
        .fill("email", "nadia@")
        .tick("incarichi", "mentore")
        .send();
    assert_eq!(page.status, 422);
    for words in [
        "Scrivi il nome",
        "Scrivi l’e-mail di chi inviti",
        "Scegli l’ente in cui lavora",
        "Scrivi la qualifica",
        "Scegli almeno un argomento",
    ] {
        assert!(page.has(words), "{words:?} in {}", page.text());
    }
}

#[test]
fn the_profile_is_kept_and_no_change_overwrites_another_unseen() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut here, mut there) = (app.browser_as(&cast.marco), app.browser_as(&cast.marco));
    here.visit("/profilo");
    there.visit("/profilo");
    let page = here
        .form("Salva il profilo")
        .fill("presentazione", "So di tributi.")
        .send();
    assert!(page.has("Profilo salvato."));
    let page = there
        .form("Salva il profilo")
        .fill("presentazione", "So di polizia.")
        .send();
    assert_eq!(page.status, 409);
    assert!(page.has("So di tributi.") && page.html.contains("So di polizia."));
    there.form("Salva il profilo").send();
    assert!(there.visit("/profilo").html.contains("So di polizia."));
    let page = there.form("Salva il profilo").fill("nome", " ").send();
    assert_eq!(page.status, 422);
    assert!(page.has("Scrivi il nome"));
}

#[test]
fn a_profile_sent_twice_is_saved_once_and_answered_alike() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    marco.visit("/profilo");
    let shown = marco.page.clone();
    for _ in 0..2 {
        marco.page = shown.clone();
        let page = marco
            .form("Salva il profilo")
            .fill("presentazione", "So di tributi.")
            .send();
        assert_eq!(page.status, 200);
        assert!(page.has("Profilo salvato."), "{}", page.text());
    }
    let saved = app.read(|conn| people::account(conn, cast.marco.id));
    assert_eq!(saved.lock_version, 2);
}

#[test]
fn the_present_password_is_not_to_be_guessed_on_the_profile() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    with_password(&app, &cast.marco);
    let mut marco = app.browser_as(&cast.marco);
    let mut change = |present: &str| {
        marco.visit("/profilo");
        marco
            .form("Cambia la password")
            .fill("attuale", present)
            .fill("password", NEW)
            .send()
            .status
    };
    for _ in 0..5 {
        assert_eq!(change("sette topi in cantina"), 422);
    }
    assert_eq!(change(OLD), 429);
}

#[test]
fn changing_the_password_needs_the_present_one_and_ends_other_sessions() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    with_password(&app, &cast.marco);
    let (mut here, mut there) = (app.browser_as(&cast.marco), app.browser_as(&cast.marco));
    here.visit("/profilo");
    let page = here
        .form("Cambia la password")
        .fill("attuale", "sette topi in cantina")
        .fill("password", NEW)
        .send();
    assert_eq!(page.status, 422);
    let page = here
        .form("Cambia la password")
        .fill("attuale", OLD)
        .fill("password", NEW)
        .send();
    assert!(page.has("Password cambiata."), "{}", page.text());
    assert!(is_inside(&mut here) && !is_inside(&mut there));
    assert_eq!(owed(&app, cast.marco.id, "password_changed"), 1);
    let notice = app.write(|tx| people::password_changed(tx, cast.marco.id));
    assert!(notice.is_some());
    sign_in(&mut there, &cast.marco.email, NEW);
    assert!(is_inside(&mut there));
}

#[test]
fn one_signs_out_of_all_other_computers() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut here, mut there) = (app.browser_as(&cast.marco), app.browser_as(&cast.marco));
    let mut lucia = app.browser_as(&cast.lucia);
    let page = here.visit("/profilo");
    assert!(page.has("Questo computer") && page.has("Un altro computer"));
    let page = here.form("Esci da tutti gli altri computer").send();
    assert!(!page.has("Un altro computer"));
    assert!(is_inside(&mut here) && !is_inside(&mut there) && is_inside(&mut lucia));
}

#[test]
fn people_are_found_by_what_they_are() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    app.write(|tx| {
        assert_eq!(people::managers_of(tx, cast.valle_serena)?, [cast.paola.id]);
        let of = people::of_unione(tx, cast.valle_serena)?;
        assert!(of.contains(&cast.marco.id) && of.contains(&cast.paola.id));
        assert!(!of.contains(&cast.lucia.id));
        assert_eq!(people::mentori_of(tx, &[cast.ict])?, [cast.lucia.id]);
        assert_eq!(
            people::facilitatori_for(tx, Some("Lazio"), &[])?,
            [cast.chiara.id]
        );
        let author = people::system_author(tx)?;
        assert_eq!(people::system_author(tx)?, author, "there is one");
        assert!(people::mailbox(tx, author)?.is_none());
        assert!(people::actors(tx, &[author])?.is_empty());
        assert!(!people::mailbox(tx, cast.marco.id)?.unwrap().blocked);
        people::block_mail(tx, cast.marco.id, "550 no such user")?;
        assert!(people::mailbox(tx, cast.marco.id)?.unwrap().blocked);
        let actors = people::actors(tx, &[cast.marco.id, cast.lucia.id])?;
        assert!(actors[&cast.marco.id].belongs_to(cast.valle_serena));
        assert!(actors[&cast.lucia.id].mentors(&[cast.ict]));
        assert!(!actors[&cast.marco.id].name().is_empty());
        Ok(())
    });
}
