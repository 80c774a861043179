//! A model to adapt: its blanks are listed, filled with what is known of one's own Unione, and the
//! file comes back filled.

use std::io::{Cursor, Read};

use fra_unioni::demo::files;
use fra_unioni::features::unioni::{NewAdesione, NewComune, add_comune, join_comune};
use fra_unioni::platform::app::CHILD_TURNS;

use super::{acts, begun};
use crate::support::browser::Browser;
use crate::support::{Cast, TestApp};

const TITLE: &str = "Schema di convenzione per l’ufficio ICT";

/// Shares a model and answers the address of the acts on it.
fn share_model(browser: &mut Browser, kind: &str, paragraphs: &[&str]) -> String {
    let bytes = files::docx(TITLE, paragraphs).unwrap();
    let page = begun(browser, TITLE, "public")
        .untick("tipo")
        .tick("tipo", kind)
        .attach("file", "schema.docx", &bytes)
        .send();
    assert_eq!(page.status, 200, "{}", page.text());
    acts(&page)
}

fn body_of(docx: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut body = String::new();
    zip.by_name("word/document.xml")
        .unwrap()
        .read_to_string(&mut body)
        .unwrap();
    body
}

#[test]
fn marco_fills_a_model_with_the_data_of_his_unione() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    app.write(|tx| {
        for (name, istat) in [("Alvito", "060008"), ("Atina", "060011")] {
            let new = NewComune {
                name: name.to_owned(),
                istat_code: Some(istat.to_owned()),
                cadastral_code: None,
                region: Some("Lazio".to_owned()),
                province: None,
                example: true,
            };
            let comune = add_comune(tx, &new)?;
            join_comune(tx, cast.valle_serena, comune, &NewAdesione::default())?;
        }
        Ok(())
    });
    let mut chiara = app.browser_as(&cast.chiara);
    let acts = share_model(
        &mut chiara,
        "modello",
        &[
            "Tra {{ente}}, con sede in {{sede}}, e i comuni di [COMUNI].",
            "Il canone è di euro ________ (in lettere) l’anno.",
        ],
    );
    app.settle();

    let mut marco = app.browser_as(&cast.marco);
    let page = marco.visit(&acts);
    assert!(
        page.has("Compila con i dati della tua unione"),
        "{}",
        page.text()
    );
    let page = marco.visit(&format!("{acts}/modello"));
    assert_eq!(page.status, 200, "{}", page.text());
    let form = marco.form("Scarica il file compilato");
    assert_eq!(form.value("campo-1"), "Unione Valle Serena");
    assert_eq!(form.value("campo-2"), "", "nobody said where its seat is");
    assert_eq!(form.value("campo-3"), "Alvito, Atina");
    let filled = form.fill("campo-4", "<mille> & uno").send();
    assert_eq!(filled.status, 200);
    let disposition = filled.header("content-disposition").unwrap_or_default();
    assert!(
        disposition.contains("schema - compilato.docx"),
        "{disposition}"
    );
    let body = body_of(&filled.bytes);
    for there in [
        "Tra Unione Valle Serena, con sede in {{sede}}, e i comuni di Alvito, Atina.",
        "euro &lt;mille&gt; &amp; uno (in lettere)",
    ] {
        assert!(body.contains(there), "{there}: {body}");
    }
}

#[test]
fn a_visitor_fills_it_too_but_gets_no_data() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let acts = share_model(
        &mut chiara,
        "regolamento",
        &["Il consiglio di {{ente}} approva."],
    );
    app.settle();
    let mut visitor = app.browser();
    visitor.visit(&format!("{acts}/modello"));
    let form = visitor.form("Scarica il file compilato");
    assert_eq!(form.value("campo-1"), "");
    let long = form.fill("campo-1", &"a".repeat(3_000)).send();
    assert_eq!(long.status, 422);
    assert!(long.has("Accorcia «ente»"), "{}", long.text());
    let filled = visitor
        .form("Scarica il file compilato")
        // What is no sign would break the file.
        .fill("campo-1", "Unione\u{1} X\u{ffff}")
        .send();
    assert!(body_of(&filled.bytes).contains("Il consiglio di Unione X approva."));
    // Whose data it asks for is its own affair only.
    let other = visitor.visit(&format!("{acts}/modello?unione=1"));
    assert_eq!(other.status, 404);
}

/// Each filling costs a process: they are few at once, and everybody's are counted.
#[test]
fn whoever_has_to_wait_finds_the_words_again() {
    let app = TestApp::with(&[("limit_model_address", "2")]);
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let acts = share_model(&mut chiara, "regolamento", &["L’ente {{ente}} approva."]);
    app.settle();
    let mut visitor = app.browser();
    visitor.visit(&format!("{acts}/modello"));

    let turns = app.app.child_turns.clone();
    let all = u32::try_from(CHILD_TURNS).unwrap();
    let taken = turns.try_acquire_many_owned(all).unwrap();
    let page = visitor
        .form("Scarica il file compilato")
        .fill("campo-1", "Unione X")
        .send();
    assert_eq!(page.status, 503);
    assert!(page.header("retry-after").is_some());
    assert!(page.has("altri stanno compilando"), "{}", page.text());
    drop(taken);

    let form = visitor.form("Scarica il file compilato");
    assert_eq!(form.value("campo-1"), "Unione X");
    assert_eq!(form.send().status, 200);
    visitor.visit(&format!("{acts}/modello"));
    let page = visitor
        .form("Scarica il file compilato")
        .fill("campo-1", "Unione Y")
        .send();
    assert_eq!(page.status, 429);
    assert!(page.header("retry-after").is_some());
    let form = visitor.form("Scarica il file compilato");
    assert_eq!(form.value("campo-1"), "Unione Y");
}

#[test]
fn what_is_no_model_offers_nothing() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let acts = share_model(
        &mut chiara,
        "regolamento",
        &["Il sottoscritto ________ dichiara."],
    );
    app.settle();
    assert!(!chiara.visit(&acts).has("Compila con i dati"));
    assert_eq!(chiara.visit(&format!("{acts}/modello")).status, 404);
}
