//! What is published stays where it is, and what never was published stays so.

use diesel::connection::SimpleConnection;
use fra_unioni::demo::files;
use fra_unioni::platform::db::Engine;

use super::{TITLE, acts, begun, found, member, pdf, share, visitor};
use crate::support::browser::{Browser, Page};
use crate::support::{Cast, TestApp};

const NEW_TEXT: &str = "Il testo nuovo parla di videosorveglianza.";

fn docx() -> Vec<u8> {
    files::docx(TITLE, &[NEW_TEXT]).unwrap()
}

fn add_version(browser: &mut Browser, acts: &str) -> Page {
    browser.visit(&format!("{acts}/versioni"));
    let page = browser
        .form("Carica la nuova versione")
        .attach("file", "b.docx", &docx())
        .send();
    assert_eq!(page.status, 200, "{}", page.text());
    page
}

fn change_reach(browser: &mut Browser, acts: &str, reach: &str) -> Page {
    browser.visit(&format!("{acts}/modifica"));
    browser
        .form("Salva le modifiche")
        .untick("visibilita")
        .tick("visibilita", reach)
        .send()
}

fn publish(browser: &mut Browser, address: &str) -> Page {
    browser.visit(address);
    let page = browser.form("Pubblica il documento").send();
    assert!(page.has("Documento pubblicato."), "{}", page.text());
    page
}

fn download(browser: &mut Browser, acts: &str, version: i32) -> u16 {
    browser
        .visit(&format!("{acts}/file?versione={version}"))
        .status
}

#[test]
fn what_was_between_colleagues_stays_so_when_the_next_version_is_published() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut chiara) = (app.browser_as(&cast.marco), app.browser_as(&cast.chiara));
    let page = share(&mut marco, TITLE, "own", "a.pdf", &pdf());
    let acts = acts(&page);
    add_version(&mut marco, &acts);
    change_reach(&mut marco, &acts, "public");
    assert_eq!(download(&mut chiara, &acts, 2), 200);
    assert_eq!(download(&mut chiara, &acts, 1), 404, "not what waits");
    app.settle();
    publish(&mut chiara, &page.address);
    app.settle();

    for mut other in [app.browser(), app.browser_as(&cast.bruno)] {
        let seen = other.visit(&page.address);
        assert!(seen.has(NEW_TEXT), "{}", seen.text());
        assert!(seen.has("Versione 2"));
        assert!(!seen.has("Versione 1"), "{}", seen.text());
        assert_eq!(download(&mut other, &acts, 1), 404);
        assert_eq!(download(&mut other, &acts, 2), 200);
    }
    assert!(marco.visit(&page.address).has("Versione 1"));
    assert_eq!(download(&mut marco, &acts, 1), 200);
    assert_eq!(download(&mut app.browser_as(&cast.paola), &acts, 1), 200);
}

#[test]
fn an_unione_that_is_named_later_reads_what_it_is_given() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = share(&mut marco, TITLE, "own", "a.pdf", &pdf());
    let acts = acts(&page);
    add_version(&mut marco, &acts);
    let salice =
        app.read(|conn| fra_unioni::features::unioni::briefs(conn, &[cast.terre_del_salice]));
    let number = salice[&cast.terre_del_salice].number.to_string();
    marco.visit(&format!("{acts}/modifica"));
    marco
        .form("Salva le modifiche")
        .untick("visibilita")
        .tick("visibilita", "named")
        .tick("unioni", &number)
        .send();
    let mut bruno = app.browser_as(&cast.bruno);
    assert_eq!(download(&mut bruno, &acts, 1), 404);
    assert_eq!(download(&mut bruno, &acts, 2), 200);
    // Between unioni a new version counts at once, and the one before stays readable.
    marco.visit(&format!("{acts}/versioni"));
    let form = marco.form("Carica la nuova versione");
    form.attach("file", "c.pdf", &pdf()).send();
    assert_eq!(download(&mut bruno, &acts, 3), 200);
    assert_eq!(download(&mut bruno, &acts, 2), 200);
}

#[test]
fn a_new_version_takes_the_published_one_away_from_nobody() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut chiara) = (app.browser_as(&cast.marco), app.browser_as(&cast.chiara));
    let page = share(&mut marco, TITLE, "public", "a.pdf", &pdf());
    let acts = acts(&page);
    app.settle();
    publish(&mut chiara, &page.address);
    app.settle();
    app.letters();
    // One thread is written of once an hour.
    app.clock.advance(chrono::Duration::hours(2));
    let mine = add_version(&mut marco, &acts);
    assert!(mine.has("Qui leggi la versione 2, che aspetta un facilitatore"));
    app.settle();

    let asks: Vec<_> = app.letters();
    assert_eq!(asks.len(), 1);
    assert!(asks[0].to.contains("Chiara"));
    assert!(
        !asks[0].text.contains("comandante"),
        "it is not the published text that is to be looked at"
    );
    for mut other in [app.browser(), app.browser_as(&cast.bruno)] {
        let seen = other.visit(&page.address);
        assert!(
            seen.has("il comandante ne risponde") && seen.has("Pubblicato"),
            "{}",
            seen.text()
        );
        assert!(!seen.has(NEW_TEXT) && !seen.has("Versione 2") && !seen.has("In attesa"));
        assert_eq!(other.visit(&format!("{acts}/file")).bytes, pdf());
        assert_eq!(download(&mut other, &acts, 2), 404);
        let list = other.visit("/documenti");
        assert!(list.has(TITLE) && list.has("PDF") && !list.has("In attesa"));
        let topic = &seen.links("/argomenti/")[0];
        assert!(other.visit(topic).has(TITLE), "{topic}");
    }
    assert_eq!(found(&app, &visitor(), "comandante").len(), 1);
    assert!(found(&app, &member(), "videosorveglianza").is_empty());
    for near in [&cast.paola, &cast.chiara] {
        let mut near = app.browser_as(near);
        assert!(near.visit(&page.address).has(NEW_TEXT));
        assert_eq!(near.visit(&format!("{acts}/file")).bytes, docx());
    }

    // Sent back, it is between the Unione and whoever handed it in; the published one still stays.
    chiara.visit(&page.address);
    let back = chiara
        .form("Rimanda con la nota")
        .fill("nota", "Togli le firme.")
        .send();
    assert!(back.has("Documento rimandato con la tua nota"));
    assert!(back.has("il comandante ne risponde"), "{}", back.text());
    assert_eq!(download(&mut chiara, &acts, 2), 404);
    assert!(app.browser().visit(&page.address).has("il comandante"));
    let mine = marco.visit(&page.address);
    assert!(mine.has("Togli le firme.") && mine.has("non pubblicata"));
    assert!(marco.visit("/").has("ti è stato rimandato con una nota"));

    marco.visit(&format!("{acts}/modifica"));
    let again = marco.form("Salva le modifiche").send();
    assert!(again.has("un facilitatore lo pubblica dopo averlo guardato"));
    app.settle();
    publish(&mut chiara, &page.address);
    let mut stranger = app.browser();
    assert!(stranger.visit(&page.address).has(NEW_TEXT));
    assert_eq!(download(&mut stranger, &acts, 1), 200, "it was published");
    assert_eq!(found(&app, &visitor(), "videosorveglianza").len(), 1);
    assert!(found(&app, &visitor(), "comandante").is_empty());
}

#[test]
fn what_was_sent_back_goes_no_further_by_who_is_not_shown_it() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut chiara) = (app.browser_as(&cast.marco), app.browser_as(&cast.chiara));
    let page = share(&mut marco, TITLE, "members", "a.pdf", &pdf());
    let acts = acts(&page);
    app.settle();
    publish(&mut chiara, &page.address);
    add_version(&mut marco, &acts);
    app.settle();
    chiara.visit(&page.address);
    chiara
        .form("Rimanda con la nota")
        .fill("nota", "Togli le firme.")
        .send();
    assert_eq!(download(&mut chiara, &acts, 2), 404);

    // She widens what she reads, and nothing else.
    let widened = change_reach(&mut chiara, &acts, "public");
    assert!(widened.has("Lo vedono tutti"), "{}", widened.text());
    app.settle();
    let mut stranger = app.browser();
    let seen = stranger.visit(&page.address);
    assert_eq!(seen.status, 200);
    assert!(seen.has("il comandante ne risponde") && !seen.has(NEW_TEXT));
    assert_eq!(download(&mut stranger, &acts, 1), 200);
    assert_eq!(download(&mut stranger, &acts, 2), 404);
    assert!(found(&app, &visitor(), "videosorveglianza").is_empty());
    let mine = marco.visit(&page.address);
    assert!(mine.has("Togli le firme.") && mine.has("non pubblicata"));

    // Nor does she give it to other Unioni.
    let salice =
        app.read(|conn| fra_unioni::features::unioni::briefs(conn, &[cast.terre_del_salice]));
    let number = salice[&cast.terre_del_salice].number.to_string();
    chiara.visit(&format!("{acts}/modifica"));
    let refused = chiara
        .form("Salva le modifiche")
        .untick("visibilita")
        .tick("visibilita", "named")
        .tick("unioni", &number)
        .send();
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert_eq!(
        download(&mut app.browser_as(&cast.bruno), &acts, 2),
        404,
        "what was sent back is for those it comes from"
    );

    // A form that was begun on another version is told so.
    chiara.visit(&format!("{acts}/modifica"));
    let other = uuid::Uuid::now_v7().to_string();
    let late = chiara
        .form("Salva le modifiche")
        .fill("visto_id", &other)
        .send();
    assert_eq!(late.status, 409);
    assert!(late.has("Qualcun altro ha salvato mentre scrivevi"));
}

#[test]
fn members_go_on_reading_while_everybody_is_asked_for() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut chiara) = (app.browser_as(&cast.marco), app.browser_as(&cast.chiara));
    let page = share(&mut marco, TITLE, "members", "a.pdf", &pdf());
    let acts = acts(&page);
    app.settle();
    publish(&mut chiara, &page.address);
    let mut bruno = app.browser_as(&cast.bruno);
    add_version(&mut marco, &acts);
    change_reach(&mut marco, &acts, "public");
    assert_eq!(bruno.visit(&page.address).status, 200);
    assert_eq!(app.browser().visit(&page.address).status, 404);
    app.settle();
    publish(&mut chiara, &page.address);
    assert_eq!(download(&mut bruno, &acts, 1), 200);
    assert_eq!(download(&mut app.browser(), &acts, 1), 404);
    assert_eq!(download(&mut app.browser(), &acts, 2), 200);

    // The author takes a proposal back: nothing waits any more, and nobody is told of a publication.
    change_reach(&mut marco, &acts, "members");
    assert_eq!(app.browser().visit(&page.address).status, 404);
    change_reach(&mut marco, &acts, "public");
    assert_eq!(app.browser().visit(&page.address).status, 404);
    let taken_back = change_reach(&mut marco, &acts, "members");
    assert!(taken_back.has("Pubblicato"), "{}", taken_back.text());
    assert_eq!(bruno.visit(&page.address).status, 200);
}

#[test]
fn what_was_published_before_versions_were_kept_apart_stays_published() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut chiara) = (app.browser_as(&cast.marco), app.browser_as(&cast.chiara));
    let page = share(&mut marco, TITLE, "own", "a.pdf", &pdf());
    let acts = acts(&page);
    add_version(&mut marco, &acts);
    change_reach(&mut marco, &acts, "public");
    app.settle();
    publish(&mut chiara, &page.address);
    app.settle();
    let (down, up) = match app.app.db.engine() {
        Engine::Sqlite => (
            include_str!("../../../migrations/sqlite/0011_keep_published_versions/down.sql"),
            include_str!("../../../migrations/sqlite/0011_keep_published_versions/up.sql"),
        ),
        Engine::Postgres => (
            include_str!("../../../migrations/postgres/0011_keep_published_versions/down.sql"),
            include_str!("../../../migrations/postgres/0011_keep_published_versions/up.sql"),
        ),
    };
    app.write(|tx| {
        tx.batch_execute(down)?;
        tx.batch_execute(up)?;
        Ok(())
    });
    let mut stranger = app.browser();
    assert!(stranger.visit(&page.address).has(NEW_TEXT));
    assert_eq!(download(&mut stranger, &acts, 2), 200);
    assert_eq!(download(&mut stranger, &acts, 1), 404);
    assert_eq!(found(&app, &visitor(), "videosorveglianza").len(), 1);
}

#[test]
fn what_is_not_for_everybody_is_kept_on_no_disk_on_the_way() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    for (reach, caching) in [("members", "no-store"), ("public", "private, no-cache")] {
        let page = begun(&mut chiara, TITLE, reach)
            .attach("file", "a.pdf", &pdf())
            .send();
        app.settle();
        let file = format!("{}/file", acts(&page));
        let whole = chiara.visit(&file);
        assert_eq!(whole.header("cache-control"), Some(caching), "{reach}");
        let tag = whole.header("etag").unwrap_or_default().to_owned();
        for (name, value) in [
            ("range", "bytes=0-3"),
            ("range", "bytes=9999999-"),
            ("if-none-match", tag.as_str()),
        ] {
            let part = chiara.request("GET", &file, &[(name, value)], None);
            assert_eq!(part.header("cache-control"), Some(caching), "{name}");
        }
    }
    // What waits beside a public version is not public.
    let mut marco = app.browser_as(&cast.marco);
    let page = share(&mut marco, "Altro", "public", "a.pdf", &pdf());
    app.settle();
    publish(&mut chiara, &page.address);
    let acts = acts(&page);
    add_version(&mut marco, &acts);
    let waiting = marco.visit(&format!("{acts}/file"));
    assert_eq!(waiting.header("cache-control"), Some("no-store"));
}
