//! The page of a document: pictures of its pages, words found in its text, versions side by side, what
//! is reported of it, and what is promised before there is a file.

use fra_unioni::demo::files;
use fra_unioni::features::documents;

use super::{TITLE, acts, begun, pdf, share};
use crate::support::browser::{Browser, Page};
use crate::support::{Cast, TestApp, signing};

/// A PDF of several pages, one of which speaks of watercourses.
fn long_pdf() -> Vec<u8> {
    let filler = "Il personale conferito dai comuni lavora presso la sede dell’unione. ".repeat(60);
    let rare = "I corsi d’acqua sono sorvegliati dalla protezione civile.";
    files::pdf(TITLE, &[&filler, rare, &filler]).unwrap()
}

/// The first address in a page that contains this.
fn link(page: &Page, part: &str) -> String {
    let found = page.links(part).into_iter().next();
    found.unwrap_or_else(|| panic!("no link to {part} on {}", page.address))
}

fn report(browser: &mut Browser, acts: &str, reason: &str) -> Page {
    browser.visit(&format!("{acts}/segnalazioni"));
    browser
        .form("Invia la segnalazione")
        .tick("motivo", reason)
        .fill("parole", "A pagina 2, nella terza riga.")
        .send()
}

#[test]
fn the_pages_of_a_pdf_are_seen_as_pictures() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let shared = share(&mut chiara, TITLE, "public", "a.pdf", &long_pdf());
    assert!(shared.has("L’anteprima di questa pagina sta arrivando."));
    app.settle();

    let mut visitor = app.browser();
    let page = visitor.visit(&shared.address);
    assert!(page.has("Pagina 1 di"), "{}", page.text());
    let picture = visitor.visit(&link(&page, "/anteprime/1"));
    assert_eq!(picture.status, 200);
    assert_eq!(picture.header("content-type"), Some("image/png"));
    assert!(picture.bytes.starts_with(b"\x89PNG"));
    assert!(picture.bytes.len() <= 120_000, "{}", picture.bytes.len());
    let next = visitor.visit(&link(&page, "anteprima=2"));
    assert!(next.has("Pagina 2 di"));
    assert!(next.html.contains("/anteprime/2?"), "{}", next.html);

    let in_place = visitor.visit(&link(&page, "vista=browser"));
    let disposition = in_place.header("content-disposition").unwrap();
    assert!(disposition.starts_with("inline"), "{disposition}");
    let policy = in_place.header("content-security-policy").unwrap();
    assert!(policy.contains("sandbox"), "{policy}");

    // Who may not see the document sees no picture of it either.
    let mut marco = app.browser_as(&cast.marco);
    let own = share(&mut marco, "Atto interno", "own", "b.pdf", &pdf());
    app.settle();
    let picture = format!("{}/anteprime/1", acts(&own));
    assert_eq!(marco.visit(&picture).status, 200);
    assert_eq!(visitor.visit(&picture).status, 404);
    assert_eq!(app.browser_as(&cast.bruno).visit(&picture).status, 404);
}

#[test]
fn a_picture_is_shown_as_the_server_has_drawn_it() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let mut picture = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(1_800, 900, |x, y| {
        image::Rgb([(x / 8) as u8, (y / 4) as u8, 90])
    })
    .write_to(&mut picture, image::ImageFormat::Bmp)
    .unwrap();
    let picture = picture.into_inner();
    let shared = share(&mut chiara, "La sede", "members", "sede.bmp", &picture);
    assert!(
        shared.has("L’anteprima sta arrivando."),
        "{}",
        shared.text()
    );
    app.settle();
    let page = chiara.visit(&shared.address);
    assert!(page.has("Ridisegnata in piccolo"), "{}", page.text());
    assert!(!page.has("Pagina 1 di 1"));
    let drawn = chiara.visit(&link(&page, "/anteprime/1"));
    assert_eq!(drawn.header("content-type"), Some("image/png"));
    assert!(drawn.bytes.len() <= 120_000, "{}", drawn.bytes.len());
    // The file itself is never opened in place.
    assert!(page.links("vista=browser").is_empty());
    let file = chiara.visit(&format!("{}/file?vista=browser", acts(&shared)));
    assert_eq!(file.bytes, picture);
    let disposition = file.header("content-disposition").unwrap();
    assert!(disposition.starts_with("attachment"), "{disposition}");

    let broken = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR and nothing more";
    let shared = share(&mut chiara, "Rotta", "members", "rotta.png", broken);
    app.settle();
    let page = chiara.visit(&shared.address);
    assert!(
        page.has("Questa immagine non si può disegnare"),
        "{}",
        page.text()
    );
}

/// A version's file, what was inside it and the pictures of its pages are all named by rows, and what
/// has come of an upload is no file yet.
#[test]
fn no_file_of_a_document_is_swept_and_each_is_verified() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let envelope = signing::p7m(
        &pdf(),
        &[&signing::Holder::new(&signing::Wanted::default(), None)],
    );
    let shared = share(&mut chiara, TITLE, "public", "a.pdf.p7m", &envelope);
    app.settle();
    chiara.visit("/documenti/nuovo");
    let csrf = chiara.csrf();
    let headers = [
        ("tus-resumable", "1.0.0"),
        ("x-csrf-token", csrf.as_str()),
        ("upload-length", "8"),
        ("upload-metadata", "filename YS50eHQ="),
    ];
    let kind = "application/offset+octet-stream";
    let begun = chiara.request("POST", "/caricamenti", &headers, Some((kind, Vec::new())));
    let upload = begun.header("location").unwrap().to_owned();
    let headers = [headers[0], headers[1], ("upload-offset", "0")];
    let came = chiara.request("PATCH", &upload, &headers, Some((kind, b"meta".to_vec())));
    assert_eq!(came.status, 204, "{}", came.html);

    app.clock.advance(chrono::Duration::hours(3));
    app.settle();
    let acts = acts(&shared);
    for part in ["file", "file?forma=contenuto", "anteprime/1"] {
        assert_eq!(
            chiara.visit(&format!("{acts}/{part}")).status,
            200,
            "{part}"
        );
    }
    let left = chiara.request("HEAD", &upload, &headers[..2], None);
    assert_eq!(left.header("upload-offset"), Some("4"));

    let verify = || {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_fra-unioni"));
        program.arg("--data").arg(&app.app.config.data);
        program.env("FRA_UNIONI_DATABASE_URL", &app.app.config.database_url);
        let output = program.args(["files", "verify"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let told = verify();
    assert!(told.contains("3 intact, 0 changed, 0 missing"), "{told}");
    assert!(told.contains(" 0 that no row names"), "{told}");
    // Each of the three is looked at.
    for hash in app.read(documents::blob_hashes) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(app.app.blobs.delete(&hash)).unwrap();
        assert!(verify().contains(&format!("missing  {hash}")));
    }
}

#[test]
fn a_document_says_what_took_its_place_to_who_may_see_that() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let old = share(
        &mut chiara,
        "Regolamento vecchio",
        "public",
        "a.pdf",
        &pdf(),
    );
    app.settle();
    let new = begun(&mut chiara, "Regolamento nuovo", "members")
        .fill("sostituisce", &old.address)
        .attach("file", "b.pdf", &long_pdf())
        .send();
    app.settle();
    let mut bruno = app.browser_as(&cast.bruno);
    let page = bruno.visit(&old.address);
    assert!(page.has("Questo documento è superato."), "{}", page.text());
    assert_eq!(link(&page, "/documenti/2"), new.address);
    let page = bruno.visit(&new.address);
    assert!(page.has("Sostituisce") && !page.has("è superato"));
    let list = bruno.visit("/documenti");
    assert_eq!(
        list.text().matches("Superato").count(),
        1,
        "{}",
        list.text()
    );
    let results = bruno.visit("/cerca?q=regolamento+vecchio");
    assert!(
        results.has("superato da un altro documento"),
        "{}",
        results.text()
    );

    // Who may not see the new one is not told that there is one.
    let mut visitor = app.browser();
    for address in [&old.address, "/documenti", "/cerca?q=regolamento+vecchio"] {
        let page = visitor.visit(address);
        assert!(page.has("Regolamento vecchio"), "{address}");
        let said = page.text().to_lowercase();
        assert!(!said.contains("superato"), "{address}: {said}");
    }
}

#[test]
fn what_is_found_opens_at_its_page_with_the_words_marked() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let shared = share(&mut chiara, TITLE, "public", "a.pdf", &long_pdf());
    app.settle();

    let mut visitor = app.browser();
    let results = visitor.visit("/cerca?q=corso+sorvegliato");
    assert!(results.has("trovato a pagina"), "{}", results.text());
    let hit = link(&results, "#pagina-");
    assert!(hit.contains("q=corso"), "{hit}");
    let page = visitor.visit(hit.split('#').next().unwrap());
    assert_eq!(page.status, 200);
    // Every form of the word is marked: the search knows stems.
    assert!(page.html.contains("<mark>corsi</mark>"), "{}", page.html);
    assert!(page.html.contains("<mark>sorvegliati</mark>"));
    assert!(page.has("si trova in 1 pagina:"), "{}", page.text());

    let nothing = visitor.visit(&format!("{}?q=astronave", shared.address));
    assert!(nothing.has("«astronave» non c’è nel testo."));
    let harmless = visitor.visit(&format!("{}?q=%3Cscript%3E", shared.address));
    assert!(!harmless.html.contains("<script>«"), "it is escaped");
    assert_eq!(harmless.status, 200);
}

#[test]
fn who_looks_through_texts_too_often_waits() {
    let app = TestApp::with(&[("limit_search_address", "2")]);
    let cast = Cast::of(&app);
    let shared = share(
        &mut app.browser_as(&cast.chiara),
        TITLE,
        "public",
        "a.pdf",
        &pdf(),
    );
    app.settle();
    let mut visitor = app.browser();
    let compare = format!("{}/confronto?da=1&a=1", shared.address);
    let words = format!("{}?q=comandante", shared.address);
    assert_eq!(visitor.visit(&compare).status, 200);
    assert!(visitor.visit(&words).has("si trova in 1 pagina"));
    for address in [&words, &compare] {
        assert_eq!(visitor.visit(address).status, 429, "{address}");
        assert!(visitor.page.header("retry-after").is_some());
    }
    // Words that say nothing are not looked for, and the page itself is read as often as one likes.
    for address in [&shared.address, &format!("{}?q=della", shared.address)] {
        assert_eq!(visitor.visit(address).status, 200, "{address}");
    }
}

#[test]
fn an_old_version_is_read_and_compared() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let first = files::docx(
        TITLE,
        &["Il canone è di 38.000 euro ogni anno per tutti i comuni."],
    );
    let second = files::docx(
        TITLE,
        &["Il canone è di 40.000 euro ogni anno per tutti i comuni."],
    );
    let shared = share(&mut chiara, TITLE, "public", "a.docx", &first.unwrap());
    app.settle();
    let acts = acts(&shared);
    chiara.visit(&format!("{acts}/versioni"));
    let form = chiara.form("Carica la nuova versione");
    form.attach("file", "b.docx", &second.unwrap()).send();
    app.settle();

    let mut visitor = app.browser();
    let page = visitor.visit(&shared.address);
    assert!(page.has("40.000 euro") && !page.has("38.000 euro"));
    let old = visitor.visit(&link(&page, "?versione=1"));
    assert!(old.has("Stai leggendo la versione 1."), "{}", old.text());
    assert!(old.has("38.000 euro") && !old.has("40.000 euro"));
    let compared = visitor.visit(&link(&page, "/confronto?"));
    assert!(compared.has("[tolto: 38.000 ]"), "{}", compared.text());
    assert!(compared.has("[aggiunto: 40.000 ]"));
    assert_eq!(
        visitor
            .visit(&format!("{}?versione=9", shared.address))
            .status,
        404
    );
}

#[test]
fn a_report_of_personal_data_blocks_the_file_until_somebody_has_looked() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let shared = share(&mut chiara, TITLE, "public", "a.pdf", &pdf());
    app.settle();
    let acts = acts(&shared);
    app.settle();
    let mut visitor = app.browser();
    let file = format!("{acts}/file");
    assert_eq!(visitor.visit(&file).status, 200);

    let mut bruno = app.browser_as(&cast.bruno);
    bruno.visit(&format!("{acts}/segnalazioni"));
    let faulty = bruno.form("Invia la segnalazione").send();
    assert_eq!(faulty.status, 422);
    assert!(faulty.has("Scegli che cosa non va"));
    let reported = report(&mut bruno, &acts, "personal_data");
    assert!(reported.has("Grazie."), "{}", reported.text());

    assert_eq!(visitor.visit(&file).status, 404);
    assert_eq!(visitor.visit(&format!("{acts}/anteprime/1")).status, 404);
    let page = visitor.visit(&shared.address);
    assert!(page.has("Il file per ora non si può leggere."));
    assert!(!page.has("il comandante ne risponde"), "{}", page.text());
    app.settle();
    let found = visitor.visit("/cerca?q=comandante");
    assert!(
        !found.has("trovato a pagina") && !found.has(TITLE),
        "{}",
        found.text()
    );

    // A facilitatrice reads it, sees who waits, and closes it with a note.
    assert_eq!(chiara.visit(&file).status, 200);
    let desk = chiara.visit("/redazione");
    assert!(desk.has("Documenti segnalati") && desk.has("file non leggibile"));
    assert!(
        chiara
            .visit(&shared.address)
            .has("A pagina 2, nella terza riga.")
    );
    let unsaid = chiara
        .form("Chiudi la segnalazione")
        .fill("esito", "tolta")
        .send();
    assert_eq!(unsaid.status, 422);
    assert!(
        unsaid.has("Scrivi che cosa hai deciso"),
        "{}",
        unsaid.text()
    );
    let form = chiara.form("Chiudi la segnalazione");
    assert_eq!(form.value("esito"), "tolta", "what was chosen stays");
    let closed = form
        .fill("nota", "Era un dato dell’ente.")
        .fill("esito", "resta")
        .send();
    assert!(closed.has("Segnalazione chiusa."), "{}", closed.text());
    app.settle();
    assert_eq!(visitor.visit(&file).status, 200);
    assert!(!visitor.visit(&shared.address).has("Era un dato dell’ente."));
    assert!(bruno.visit(&shared.address).has("Era un dato dell’ente."));
    assert!(bruno.visit("/notifiche").has("ha chiuso la segnalazione"));
    assert!(!chiara.visit("/redazione").has("Documenti segnalati"));
}

#[test]
fn what_is_not_to_be_read_any_more_is_not_quoted_by_a_search_that_lags() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut chiara) = (app.browser_as(&cast.marco), app.browser_as(&cast.chiara));
    let shared = share(&mut marco, TITLE, "public", "a.pdf", &long_pdf());
    app.settle();
    chiara.visit(&shared.address);
    chiara.form("Pubblica il documento").send();
    app.settle();
    let acts = acts(&shared);
    let mut visitor = app.browser();
    let quoted = |visitor: &mut Browser| {
        let page = visitor.visit("/cerca?q=acqua+sorvegliati");
        let api = visitor.visit("/api/v1/search?q=acqua+sorvegliati");
        assert!(page.has(TITLE), "{}", page.text());
        assert_eq!(
            api.html.contains("protezione civile"),
            page.has("protezione civile"),
            "{}",
            api.html
        );
        assert_eq!(
            api.html.contains("pagina="),
            page.html.contains("pagina-2"),
            "{}",
            api.html
        );
        (
            page.has("protezione civile"),
            page.html.contains("pagina-2"),
        )
    };
    assert_eq!(quoted(&mut visitor), (true, true));
    let list = visitor.visit("/documenti");
    assert!(list.has("PDF, "), "{}", list.text());

    // A member reports a datum, and the index has not heard of it yet.
    report(&mut app.browser_as(&cast.bruno), &acts, "personal_data");
    assert_eq!(quoted(&mut visitor), (false, false));
    let list = visitor.visit("/documenti");
    assert!(list.has(TITLE) && !list.has("PDF, "), "{}", list.text());

    // It was nothing; then a version without it takes its place.
    chiara.visit(&shared.address);
    let form = chiara.form("Chiudi la segnalazione");
    form.fill("nota", "Non è un dato personale.").send();
    app.settle();
    assert_eq!(quoted(&mut visitor), (true, true));
    marco.visit(&format!("{acts}/versioni"));
    let form = marco.form("Carica la nuova versione");
    form.attach("file", "b.pdf", &pdf()).send();
    app.settle();
    assert_eq!(quoted(&mut visitor), (true, true));
    chiara.visit(&shared.address);
    let published = chiara.form("Pubblica il documento").send();
    assert!(published.has("Documento pubblicato."));
    assert_eq!(quoted(&mut visitor), (false, false));
}

#[test]
fn a_version_with_a_personal_datum_is_not_given_again() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let shared = share(&mut chiara, TITLE, "public", "a.pdf", &pdf());
    app.settle();
    let acts = acts(&shared);
    report(&mut app.browser_as(&cast.bruno), &acts, "personal_data");
    let close = |chiara: &mut Browser| {
        chiara.visit(&shared.address);
        let form = chiara.form("Chiudi la segnalazione");
        form.fill("nota", "Tolto.").fill("esito", "tolta").send()
    };
    let early = close(&mut chiara);
    assert_eq!(early.status, 422);
    assert_eq!(
        chiara.form("Chiudi la segnalazione").value("nota"),
        "Tolto."
    );
    assert!(
        early.has("è ancora quella che si legge"),
        "{}",
        early.text()
    );

    chiara.visit(&format!("{acts}/versioni"));
    let form = chiara.form("Carica la nuova versione");
    form.attach("file", "b.pdf", &long_pdf()).send();
    app.settle();
    assert!(close(&mut chiara).has("Segnalazione chiusa."));
    let mut visitor = app.browser();
    assert_eq!(visitor.visit(&format!("{acts}/file")).status, 200);
    let old = format!("{acts}/file?versione=1");
    assert_eq!(visitor.visit(&old).status, 404);
}

#[test]
fn a_report_is_about_the_version_that_was_read() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let shared = share(&mut chiara, TITLE, "public", "a.pdf", &long_pdf());
    app.settle();
    let acts = acts(&shared);
    let add = |chiara: &mut Browser, bytes: &[u8]| {
        chiara.visit(&format!("{acts}/versioni"));
        let form = chiara.form("Carica la nuova versione");
        form.attach("file", "b.pdf", bytes).send();
        app.settle();
    };
    add(&mut chiara, &pdf());

    // Of an old version, and of one that another takes the place of while the form is filled in.
    let mut bruno = app.browser_as(&cast.bruno);
    let old = bruno.visit(&format!("{}?versione=1", shared.address));
    let first = link(&old, "/segnalazioni");
    for (version, form, meanwhile) in [
        (1, first, None),
        (2, format!("{acts}/segnalazioni"), Some(long_pdf())),
    ] {
        let file = format!("{acts}/file?versione={version}");
        assert_eq!(app.browser().visit(&file).status, 200);
        bruno.visit(&form);
        if let Some(bytes) = meanwhile {
            add(&mut chiara, &bytes);
        }
        let faulty = bruno
            .form("Invia la segnalazione")
            .tick("motivo", "personal_data")
            .send();
        assert_eq!(faulty.status, 422);
        bruno
            .form("Invia la segnalazione")
            .fill("parole", "A pagina 2.")
            .send();
        chiara.visit(&shared.address);
        let closing = chiara.form("Chiudi la segnalazione");
        let closed = closing.fill("nota", "Tolto.").fill("esito", "tolta").send();
        assert!(closed.has("Segnalazione chiusa."), "{}", closed.text());
        assert_eq!(app.browser().visit(&file).status, 404, "{version}");
        assert_eq!(app.browser().visit(&format!("{acts}/file")).status, 200);
    }
}

#[test]
fn a_report_of_something_wrong_blocks_nothing() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let shared = share(&mut chiara, TITLE, "public", "a.pdf", &pdf());
    app.settle();
    let acts = acts(&shared);
    let mut bruno = app.browser_as(&cast.bruno);
    report(&mut bruno, &acts, "obsolete");
    assert_eq!(app.browser().visit(&format!("{acts}/file")).status, 200);
    let again = report(&mut bruno, &acts, "obsolete");
    assert_eq!(again.status, 422);
    assert!(again.has("è già aperta"), "{}", again.text());
    // Whoever has said one thing can still say another.
    let other = report(&mut bruno, &acts, "personal_data");
    assert!(other.has("Grazie."), "{}", other.text());
    assert_eq!(app.browser().visit(&format!("{acts}/file")).status, 404);
    let closing = bruno.post(
        &format!("{acts}/segnalazioni/chiusura"),
        &[
            ("csrf", &bruno.csrf()),
            ("nota", "x"),
            ("segnalazione", "x"),
        ],
    );
    assert_eq!(closing.status, 404);
}

#[test]
fn what_is_promised_has_its_page_and_its_followers_hear_when_it_comes() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let promised = begun(&mut chiara, TITLE, "public")
        .fill("promesso_entro", "2027-03-31")
        .send();
    assert_eq!(promised.status, 200, "{}", promised.text());
    assert!(promised.has("Documento annunciato"), "{}", promised.text());
    app.settle();

    let mut bruno = app.browser_as(&cast.bruno);
    let page = bruno.visit(&promised.address);
    assert!(
        page.has("entro il 31 marzo 2027, non ancora arrivato"),
        "{}",
        page.text()
    );
    assert!(!page.has("Versione 0"));
    assert_eq!(bruno.visit(&format!("{}/file", acts(&page))).status, 404);
    bruno.visit(&promised.address);
    bruno.form("Segui").send();
    let listed = app.browser().visit("/cerca?q=regolamento");
    assert!(listed.has("non ancora arrivato"), "{}", listed.text());

    chiara.visit(&format!("{}/versioni", acts(&page)));
    let form = chiara.form("Carica la nuova versione");
    let arrived = form.attach("file", "a.pdf", &pdf()).send();
    assert!(arrived.has("Versione 1"));
    app.settle();
    let arrived = chiara.visit(&promised.address);
    assert!(arrived.has("arrivato in tempo"), "{}", arrived.text());
    assert!(
        bruno
            .visit("/notifiche")
            .has("ha caricato un documento che era stato promesso"),
        "{}",
        bruno.visit("/notifiche").text()
    );
    assert!(
        !app.browser()
            .visit(&promised.address)
            .has("non ancora arrivato")
    );
}

#[test]
fn only_a_facilitatore_says_that_a_document_is_promised() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    assert!(
        !marco
            .visit("/documenti/nuovo")
            .html
            .contains("promesso_entro")
    );
    let mut chiara = app.browser_as(&cast.chiara);
    let past = begun(&mut chiara, TITLE, "public")
        .fill("promesso_entro", "2020-01-01")
        .send();
    assert_eq!(past.status, 422);
    assert!(past.has("non può essere passato"), "{}", past.text());
}
