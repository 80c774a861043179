//! Words looked for in long tables and long pages are shown where they stand.

use std::fmt::Write as _;

use fra_unioni::features::documents::{self, DocumentKind, ImportedDocument, Reach};

use super::share;
use crate::support::{Cast, TestApp};

#[test]
fn a_row_far_down_a_table_is_shown_with_its_number() {
    let mut csv = "Comune;Abitanti\n".to_owned();
    for row in 2..=900 {
        let name = if row == 700 { "Avella" } else { "Alvito" };
        writeln!(csv, "{name} {row};{}", row * 3).unwrap();
    }
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let page = share(
        &mut chiara,
        "Popolazione",
        "public",
        "p.csv",
        csv.as_bytes(),
    );
    app.settle();
    let mut visitor = app.browser();
    let whole = visitor.visit(&page.address);
    assert!(
        whole.has("Qui si vedono le prime 200 righe, su 899."),
        "{}",
        whole.text()
    );
    assert!(!whole.has("2.700") && !whole.html.contains("Avella"));

    let found = visitor.visit(&format!("{}?q=avella", page.address));
    assert!(found.has("si trova in 1 pagina"), "{}", found.text());
    assert!(
        found.html.contains("<mark>Avella</mark> 700"),
        "{}",
        found.html
    );
    assert!(found.html.contains("<th scope=\"row\">700</th>"));
    assert!(found.has("solo la riga con le parole cercate, su 899"));
    assert!(!found.html.contains("Alvito"));
    // What stands in no row shows the beginning, as without words.
    let none = visitor.visit(&format!("{}?q=abitanti", page.address));
    assert!(none.html.contains("<mark>Abitanti</mark>") && none.html.contains("Alvito 2<"));
    assert!(none.has("le prime 200 righe"));
}

#[test]
fn a_page_that_does_not_fit_is_looked_through_and_opened_where_the_words_stand() {
    let line = "Il personale conferito dai comuni lavora presso la sede.\n";
    let before = line.repeat(9_000);
    let body = format!("{before}Sopra i corsi d’acqua.\n{}", line.repeat(48_000));
    assert!(body.chars().count() > 3_000_000 && before.chars().count() > 400_000);
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let number = app.write(|tx| {
        let id = documents::insert_imported(
            tx,
            &ImportedDocument {
                author: cast.bruno.id,
                title: "Elenco".into(),
                summary: String::new(),
                body,
                kind: DocumentKind::Altro,
                topics: vec![cast.ict],
                unione: Some(cast.valle_serena),
                reach: Reach::Public,
                published_at: None,
                source_url: None,
                licence: None,
                file: None,
                deed: documents::Deed::default(),
            },
        )?;
        documents::number_of(tx, id)
    });
    for at in ["", "&pagina=1"] {
        let page = app
            .browser()
            .visit(&format!("/documenti/{number}-elenco?q=corsi{at}"));
        assert!(page.has("«corsi» si trova in 1 pagina:"), "{at}");
        assert!(page.has("questa è la parte 3 di 17"), "{at}");
        assert!(page.html.contains("<mark>corsi</mark>"), "{at}");
        assert!(page.html.contains("id=\"pagina-1\""), "{at}");
    }
}
