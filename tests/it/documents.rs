//! Documents: shared, read, found, reviewed, changed, withdrawn.

mod deed;
mod deeds;
mod hostile;
mod long;
mod model;
mod mutated;
mod page;
mod parts;
mod personal;
mod published;
mod real;
mod recognised;
mod review;
mod scanned;
mod signed;
mod suggested;
mod told;

use chrono::Duration;
use fra_unioni::demo::files;
use fra_unioni::features::documents;
use fra_unioni::platform::events;
use fra_unioni::platform::search::SearchRequest;

use crate::support::browser::{Browser, Form, Page};
use crate::support::{Cast, TestApp};

const TITLE: &str = "Regolamento della polizia locale associata";
const TEXT: &str = "L’attività dell’ufficio unico è svolta dal personale conferito dai comuni: \
    il comandante ne risponde alla giunta dell’unione.";

fn pdf() -> Vec<u8> {
    files::pdf(TITLE, &[TEXT]).unwrap()
}

/// The form of a new document, filled in as far as all stories need it.
fn begun<'a>(browser: &'a mut Browser, title: &str, reach: &str) -> Form<'a> {
    browser.visit("/documenti/nuovo");
    browser
        .form("Carica il documento")
        .fill("titolo", title)
        .fill("tipo", "regolamento")
        .tick("argomenti", "polizia-locale")
        .tick("visibilita", reach)
}

fn share(browser: &mut Browser, title: &str, reach: &str, file_name: &str, bytes: &[u8]) -> Page {
    let page = begun(browser, title, reach)
        .attach("file", file_name, bytes)
        .send();
    assert_eq!(page.status, 200, "{}", page.text());
    page
}

/// The address of the acts on the document of a page: `/documenti/1`.
fn acts(page: &Page) -> String {
    page.address
        .split(['-', '?'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// How many documents there are, whoever may see them.
fn count(app: &TestApp) -> usize {
    app.read(|conn| documents::ids_after(conn, None, 1_000))
        .len()
}

/// Puts into the index what documents say of themselves now, and looks for words there.
fn found(app: &TestApp, tokens: &[String], words: &str) -> Vec<String> {
    let (changes, seq) = app.read(|conn| {
        let mut changes = Vec::new();
        for id in documents::ids_after(conn, None, 1_000)? {
            let subject = documents::subject(id.into()).to_string();
            changes.push((subject, documents::entries(conn, id)?));
        }
        Ok((changes, events::last(conn)?))
    });
    let mut index = app.app.index.begin_rebuild().unwrap();
    index.add(&changes).unwrap();
    index.finish(seq).unwrap();
    let found = app
        .app
        .index
        .search(&SearchRequest::new(words), tokens)
        .unwrap();
    found.hits.into_iter().map(|hit| hit.subject).collect()
}

fn visitor() -> Vec<String> {
    vec!["public".to_owned()]
}

fn member() -> Vec<String> {
    vec!["public".to_owned(), "members".to_owned()]
}

#[test]
fn what_chiara_publishes_is_read_and_found() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let page = share(&mut chiara, TITLE, "public", "regolamento.pdf", &pdf());
    assert!(page.has("Documento caricato."), "{}", page.text());
    assert!(page.has("Stiamo leggendo il documento"));

    app.settle();
    let page = app.browser().visit(&page.address);
    assert_eq!(page.status, 200);
    assert!(
        page.has("il comandante ne risponde alla giunta"),
        "{}",
        page.text()
    );
    assert!(page.has("Lo vedono tutti"));
    assert!(page.has("PDF, "));
    assert!(!page.has("Conti"), "visitors read no names");
    for words in [
        "attività ufficio unico",
        "attivita",
        "comandante",
        "dell'ufficio",
        "REGOLAMENTO",
    ] {
        assert_eq!(found(&app, &visitor(), words).len(), 1, "{words}");
    }
    assert!(app.browser().visit("/documenti").has(TITLE));
    assert!(
        app.browser()
            .visit("/documenti?tipo=regolamento&argomento=polizia-locale")
            .has(TITLE)
    );
    assert!(
        app.browser()
            .visit("/documenti?tipo=verbale")
            .has("Nessun documento con questi filtri")
    );

    let file = app.browser().visit(&format!("{}/file", acts(&page)));
    assert_eq!(file.status, 200);
    assert_eq!(file.bytes, pdf());
    assert_eq!(file.header("content-type"), Some("application/pdf"));
    assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
    let disposition = file.header("content-disposition").unwrap();
    assert!(disposition.starts_with("attachment; filename=\"regolamento.pdf\""));
    assert!(
        file.header("content-security-policy")
            .unwrap()
            .contains("sandbox")
    );
    let part = app.browser().request(
        "GET",
        &format!("{}/file", acts(&page)),
        &[("range", "bytes=0-3")],
        None,
    );
    assert_eq!((part.status, part.bytes.as_slice()), (206, &b"%PDF"[..]));

    let wrong = app
        .browser()
        .request("GET", &format!("{}-altro", acts(&page)), &[], None);
    assert_eq!(wrong.status, 301);
    assert_eq!(wrong.header("location"), Some(page.address.as_str()));
}

#[test]
fn what_is_for_members_does_not_exist_for_visitors() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let page = share(&mut chiara, TITLE, "members", "regolamento.pdf", &pdf());
    app.settle();
    let mut stranger = app.browser();
    assert_eq!(stranger.visit(&page.address).status, 404);
    assert_eq!(stranger.visit(&format!("{}/file", acts(&page))).status, 404);
    assert!(!stranger.visit("/documenti").has(TITLE));
    assert!(found(&app, &visitor(), "comandante").is_empty());
    assert_eq!(found(&app, &member(), "comandante").len(), 1);
    assert_eq!(app.browser_as(&cast.bruno).visit(&page.address).status, 200);
}

#[test]
fn what_an_unione_shares_stays_between_unioni() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let own = share(&mut marco, "Piano di casa", "own", "piano.pdf", &pdf());
    assert!(
        own.has("Lo vede solo Unione Valle Serena"),
        "{}",
        own.text()
    );
    assert_eq!(app.browser_as(&cast.paola).visit(&own.address).status, 200);
    assert_eq!(app.browser_as(&cast.bruno).visit(&own.address).status, 404);
    assert_eq!(app.browser_as(&cast.chiara).visit(&own.address).status, 404);

    let salice =
        app.read(|conn| fra_unioni::features::unioni::briefs(conn, &[cast.terre_del_salice]));
    let number = salice[&cast.terre_del_salice].number.to_string();
    let none_named = begun(&mut marco, "Piano per due", "named")
        .attach("file", "p.pdf", &pdf())
        .send();
    assert_eq!(none_named.status, 422);
    assert!(none_named.has("Scegli almeno un’unione con cui condividerlo"));
    let named = begun(&mut marco, "Piano per due", "named")
        .tick("unioni", &number)
        .attach("file", "p.pdf", &pdf())
        .send();
    assert!(
        named.has("Lo vedono Unione Valle Serena e Unione Terre del Salice"),
        "{}",
        named.text()
    );
    let mut bruno = app.browser_as(&cast.bruno);
    assert_eq!(bruno.visit(&named.address).status, 200);
    assert!(!bruno.page.has("Ritira"));
    let changed = bruno.visit(&format!("{}/modifica", acts(&named)));
    assert_eq!(changed.status, 403);
    assert!(changed.has("Può modificarlo chi l’ha condiviso"));
    let page = bruno.visit(&format!("{}/ritiro", acts(&own)));
    assert_eq!(page.status, 404, "what one may not see is not there");
}

#[test]
fn a_referente_asks_for_everybody_and_a_facilitatrice_decides() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = share(&mut marco, TITLE, "public", "regolamento.pdf", &pdf());
    assert!(page.has("un facilitatore lo pubblica dopo averlo guardato"));
    assert!(page.has("In attesa di pubblicazione"));
    app.settle();
    assert_eq!(app.browser().visit(&page.address).status, 404);
    assert_eq!(app.browser_as(&cast.bruno).visit(&page.address).status, 404);
    assert!(found(&app, &visitor(), "comandante").is_empty());
    let mut bruno = app.browser_as(&cast.bruno);
    bruno.visit("/documenti/nuovo");
    let csrf = bruno.csrf();
    let forged = bruno.post(
        &format!("{}/pubblicazione", acts(&page)),
        &[("csrf", &csrf)],
    );
    assert_eq!(forged.status, 404);

    let mut chiara = app.browser_as(&cast.chiara);
    chiara.visit(&page.address);
    let empty = chiara.form("Rimanda con la nota").send();
    assert_eq!(empty.status, 422);
    assert!(empty.has("Scrivi che cosa va sistemato"));
    let back = chiara
        .form("Rimanda con la nota")
        .fill("nota", "Togli le firme a pagina 2.")
        .send();
    assert!(
        back.has("Documento rimandato con la tua nota"),
        "{}",
        back.text()
    );
    assert_eq!(chiara.visit(&page.address).status, 404);
    let again = chiara.request("GET", &page.address, &[], None);
    assert_eq!(again.status, 404);

    let seen = marco.visit(&page.address);
    assert!(seen.has("Togli le firme a pagina 2."));
    marco.visit(&format!("{}/modifica", acts(&page)));
    let proposed = marco
        .form("Salva le modifiche")
        .untick("visibilita")
        .tick("visibilita", "public")
        .send();
    assert!(
        proposed.has("In attesa di pubblicazione"),
        "{}",
        proposed.text()
    );

    chiara.visit(&page.address);
    let published = chiara.form("Pubblica il documento").send();
    assert!(published.has("Documento pubblicato."));
    app.settle();
    assert!(
        app.browser()
            .visit(&page.address)
            .has("il comandante ne risponde")
    );
    assert_eq!(found(&app, &visitor(), "comandante").len(), 1);

    let csrf = chiara.csrf();
    let twice = chiara.post(
        &format!("{}/pubblicazione", acts(&page)),
        &[("csrf", &csrf)],
    );
    assert_eq!(twice.status, 409);
}

#[test]
fn withdrawn_it_is_gone_at_once() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let open = share(&mut chiara, TITLE, "public", "regolamento.pdf", &pdf());
    let inside = share(
        &mut chiara,
        "Verbale riservato",
        "members",
        "verbale.pdf",
        &pdf(),
    );
    app.settle();
    for page in [&open, &inside] {
        chiara.visit(&format!("{}/ritiro", acts(page)));
        assert!(chiara.page.has("Vuoi ritirare"));
        let gone = chiara
            .form("Ritira il documento")
            .fill("motivo", "Sbagliato")
            .send();
        assert!(gone.has("Documento ritirato."));
    }
    let (mut stranger, mut bruno) = (app.browser(), app.browser_as(&cast.bruno));
    let page = stranger.visit(&open.address);
    assert_eq!(page.status, 410);
    assert!(page.has("Contenuto ritirato"));
    assert!(!page.has("Sbagliato"), "the reason is not for everybody");
    let told = chiara.visit(&open.address);
    assert_eq!(told.status, 410);
    assert!(told.has("Sbagliato"), "{}", told.text());
    assert!(told.has(TITLE));
    assert_eq!(stranger.visit(&format!("{}/file", acts(&open))).status, 410);
    assert_eq!(stranger.visit(&inside.address).status, 404);
    assert_eq!(
        stranger.visit(&format!("{}/file", acts(&inside))).status,
        404
    );
    assert_eq!(bruno.visit(&inside.address).status, 410);
    assert!(!stranger.visit("/documenti").has(TITLE));
    assert!(found(&app, &member(), "comandante").is_empty());
    assert_eq!(
        chiara.visit(&format!("{}/modifica", acts(&open))).status,
        410
    );
}

#[test]
fn the_file_is_kept_while_the_form_is_mended() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let faulty = begun(&mut marco, "", "own")
        .fill("fonte", "javascript:alert(1)")
        .attach("file", "atto.pdf", &pdf())
        .send();
    assert_eq!(faulty.status, 422);
    assert!(faulty.title().starts_with("Errore: "));
    assert!(faulty.has("Scrivi il titolo del documento"));
    assert!(faulty.has("Scrivi l’indirizzo per intero"));
    assert!(
        faulty.has("File già caricato") && faulty.has("atto.pdf (PDF,"),
        "{}",
        faulty.text()
    );
    assert_eq!(count(&app), 0);

    let kept = marco
        .form("Carica il documento")
        .value("caricato")
        .to_owned();
    let page = marco
        .form("Carica il documento")
        .fill("titolo", "Atto")
        .fill("fonte", "")
        .send();
    assert_eq!(page.status, 200, "{}", page.text());
    let file = marco.visit(&format!("{}/file", acts(&page)));
    assert_eq!(file.bytes, pdf());

    // It is kept for one person, and is one file.
    let mut bruno = app.browser_as(&cast.bruno);
    let stolen = begun(&mut bruno, "Rubato", "own")
        .fill("caricato", &kept)
        .send();
    assert_eq!(stolen.status, 422);
    assert!(stolen.has("Un file caricato prima non c’è più"));
    let forged = kept.replacen(&kept[..4], "0000", 1);
    let other = begun(&mut marco, "Altro", "own")
        .fill("caricato", &forged)
        .send();
    assert_eq!(other.status, 422);
}

#[test]
fn a_form_sent_twice_makes_one_document() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    marco.visit("/documenti/nuovo");
    let token = marco
        .form("Carica il documento")
        .value("form_token")
        .to_owned();
    let mut send = |bytes: &[u8]| {
        begun(&mut marco, "Una volta sola", "own")
            .fill("form_token", &token)
            .attach("file", "a.pdf", bytes)
            .send()
    };
    let (first, second) = (send(&pdf()), send(&pdf()));
    assert_eq!(first.address, second.address);
    assert_eq!(count(&app), 1);
    let other = send(&files::pdf("Altro", &["Altro."]).unwrap());
    assert_eq!(
        other.status, 422,
        "the same form with another file is another form"
    );
    assert_eq!(count(&app), 1);
}

#[test]
fn nobody_hands_in_for_an_unione_of_others() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let briefs =
        app.read(|conn| fra_unioni::features::unioni::briefs(conn, &[cast.terre_del_salice]));
    let number = briefs[&cast.terre_del_salice].number.to_string();
    let mut marco = app.browser_as(&cast.marco);
    for forged in [number.as_str(), "999", "x"] {
        let page = begun(&mut marco, "A nome d’altri", "own")
            .fill("unione", forged)
            .attach("file", "a.pdf", &pdf())
            .send();
        assert_eq!(page.status, 422);
        assert!(page.has("Scegli una delle unioni dell’elenco"));
    }
    let page = begun(&mut marco, "Argomenti", "own")
        .tick("argomenti", "inventato")
        .attach("file", "a.pdf", &pdf())
        .send();
    assert!(page.has("Scegli da uno a cinque argomenti"));
    assert_eq!(count(&app), 0);
}

#[test]
fn of_two_who_change_it_none_loses_a_word() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = share(&mut marco, TITLE, "own", "a.pdf", &pdf());
    let edit = format!("{}/modifica", acts(&page));
    let mut paola = app.browser_as(&cast.paola);
    marco.visit(&edit);
    paola.visit(&edit);
    paola
        .form("Salva le modifiche")
        .fill("descrizione", "La versione di Paola.")
        .send();
    let late = marco
        .form("Salva le modifiche")
        .fill("descrizione", "La versione di Marco.")
        .send();
    assert_eq!(late.status, 409);
    assert!(late.has("La versione di Paola."));
    assert!(late.has("La versione di Marco."));
    let saved = marco.form("Salva le modifiche").send();
    assert_eq!(saved.status, 200);
    assert!(saved.has("La versione di Marco."));
}

#[test]
fn a_new_version_replaces_the_text_and_the_old_one_stays() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = share(&mut marco, TITLE, "public", "a.pdf", &pdf());
    let mut chiara = app.browser_as(&cast.chiara);
    chiara.visit(&page.address);
    chiara.form("Pubblica il documento").send();
    app.settle();
    marco.visit(&format!("{}/versioni", acts(&page)));
    assert!(marco.page.has("Un facilitatore guarda la nuova versione"));
    let none = marco.form("Carica la nuova versione").send();
    assert_eq!(none.status, 422);
    let second = files::docx(TITLE, &["Il testo nuovo parla di videosorveglianza."]).unwrap();
    let changed = marco
        .form("Carica la nuova versione")
        .attach("file", "b.docx", &second)
        .send();
    assert!(
        changed.has("In attesa di pubblicazione"),
        "{}",
        changed.text()
    );
    app.settle();
    assert!(
        app.browser()
            .visit(&page.address)
            .has("il comandante ne risponde"),
        "what is published stays so while the new version waits"
    );
    chiara.visit(&page.address);
    chiara.form("Pubblica il documento").send();
    let seen = app.browser().visit(&page.address);
    assert!(seen.has("videosorveglianza"));
    assert!(!seen.has("il comandante ne risponde"));
    assert_eq!(found(&app, &visitor(), "videosorveglianza").len(), 1);
    assert!(found(&app, &visitor(), "comandante").is_empty());
    let old = app
        .browser()
        .visit(&format!("{}/file?versione=1", acts(&page)));
    assert_eq!(old.bytes, pdf());
    assert_eq!(
        app.browser()
            .visit(&format!("{}/file?versione=3", acts(&page)))
            .status,
        404
    );
}

#[test]
fn what_nobody_names_is_swept_and_what_is_named_stays() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = share(&mut marco, TITLE, "own", "a.pdf", &pdf());
    let left = files::pdf("Lasciato", &["A metà."]).unwrap();
    begun(&mut marco, "", "own")
        .attach("file", "b.pdf", &left)
        .send();
    assert_eq!(stored(&app), 2);
    app.settle();
    // Files carry the machine's time: move the story's clock well beyond it.
    let now = app.app.now().0;
    let machine = chrono::DateTime::<chrono::Utc>::from(
        std::fs::metadata(&app.app.config.data)
            .unwrap()
            .modified()
            .unwrap(),
    );
    app.clock
        .advance((machine - now).max(Duration::zero()) + Duration::hours(30));
    app.settle();
    assert_eq!(stored(&app), 2, "the file and the picture of its page");
    let mut paola = app.browser_as(&cast.paola);
    assert_eq!(paola.visit(&format!("{}/file", acts(&page))).bytes, pdf());
}

fn stored(app: &TestApp) -> usize {
    let mut folders = vec![app.app.config.files_folder()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files += 1;
            }
        }
    }
    files
}
