//! A document raises a question, a mentore answers it, who asked is written to and says it solved.

use fra_unioni::features::documents::{self, DocumentKind, ImportedDocument, Reach};

use crate::support::letter::Letter;
use crate::support::{Cast, TestApp};

fn letter_to(letters: &[Letter], email: &str, words: &str) -> Letter {
    letters
        .iter()
        .find(|letter| letter.to.contains(email) && letter.text.contains(words))
        .cloned()
        .unwrap_or_else(|| {
            let sent: Vec<_> = letters.iter().map(|one| (&one.to, &one.subject)).collect();
            panic!("nobody wrote {words:?} to {email}: {sent:?}")
        })
}

#[test]
fn a_document_raises_a_question_that_a_mentore_answers() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let document = app.write(|tx| {
        documents::insert_imported(
            tx,
            &ImportedDocument {
                author: cast.bruno.id,
                title: "Schema di convenzione per l’ufficio digitale".into(),
                summary: String::new(),
                body: "Art. 1 Oggetto della convenzione.".into(),
                kind: DocumentKind::Altro,
                topics: vec![cast.ict],
                unione: Some(cast.terre_del_salice),
                reach: Reach::Public,
                published_at: None,
                source_url: None,
                licence: None,
                file: None,
                deed: documents::Deed::default(),
            },
        )
    });
    let number = app.read(|conn| documents::number_of(conn, document));

    let mut marco = app.browser_as(&cast.marco);
    let page = marco.visit(&format!("/domande/nuova?su=documento:{number}"));
    assert!(page.has("La domanda nasce da") && page.has("Schema di convenzione"));
    let page = marco
        .form("Pubblica la domanda")
        .fill("titolo", "Chi firma se il responsabile è uno solo?")
        .fill(
            "contesto",
            "Nello schema l’articolo 4 non lo dice. @lucia-bassi lo sai?",
        )
        .tick("argomenti", "ict")
        .send();
    assert!(page.has("Domanda nata da") && page.has("Schema di convenzione"));
    let question = page.address;
    app.settle();
    let letter = letter_to(
        &app.letters(),
        &cast.lucia.email,
        "l’articolo 4 non lo dice",
    );
    assert!(letter.text.contains(&question), "{}", letter.text);

    let mut lucia = app.browser_as(&cast.lucia);
    lucia.visit(&question);
    let page = lucia
        .form("Pubblica la risposta")
        .fill("risposta", "Firma il presidente, con una delega scritta.")
        .send();
    assert!(page.has("Firma il presidente"));
    app.settle();
    let letter = letter_to(
        &app.letters(),
        &cast.marco.email,
        "Firma il presidente, con una delega scritta.",
    );
    assert!(
        letter.text.contains("ha risposto alla tua domanda"),
        "{}",
        letter.text
    );
    assert!(letter.text.contains(&format!("{question}#risposta-")));

    marco.visit(&question);
    let page = marco.form("Questa mi ha risolto").send();
    assert!(page.has("Ha risolto: lo ha detto chi ha chiesto"));
    // She was written to about this question a moment ago: the next letter waits for its hour.
    app.clock.advance(chrono::Duration::minutes(61));
    app.settle();
    letter_to(
        &app.letters(),
        &cast.lucia.email,
        "La tua risposta ha risolto",
    );

    let page = app.browser().visit("/cerca?q=delega+del+presidente");
    assert!(
        page.has("Chi firma se il responsabile è uno solo?"),
        "{}",
        page.text()
    );
}
