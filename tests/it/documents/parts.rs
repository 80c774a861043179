//! Sheets, slides and attached files have names, on the page and in what is found.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use super::*;

#[test]
fn a_file_in_an_archive_is_found_by_its_name() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [
        ("dati.csv", &b"Comune;Abitanti\nAvella;7900\n"[..]),
        ("verbale.txt", b"La quadratura del bilancio"),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let zip = zip.finish().unwrap().into_inner();
    let page = share(
        &mut chiara,
        "Allegati della seduta",
        "public",
        "allegati.zip",
        &zip,
    );
    app.settle();
    let page = app.browser().visit(&page.address);
    for words in [
        "Elenco dei file",
        "Contenuto dell’archivio: 2 file",
        "dati.csv, Tabella",
        "verbale.txt",
        "La quadratura del bilancio",
    ] {
        assert!(page.has(words), "{words}: {}", page.text());
    }
    let found = app.browser().visit("/cerca?q=quadratura");
    assert!(found.has("trovato in: verbale.txt"), "{}", found.text());
}

#[test]
fn a_picture_says_how_large_it_is() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let png = [
        &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..],
        &[0, 0, 4, 0, 0, 0, 3, 0],
    ]
    .concat();
    let page = share(&mut chiara, "Mappa", "public", "mappa.png", &png);
    app.settle();
    // What cannot be read somebody looks at before it goes out.
    let page = chiara.visit(&page.address);
    assert!(
        page.has("Solo immagine: il testo non si può cercare."),
        "{}",
        page.text()
    );
    assert!(page.has("Immagine, 1.024 × 768 pixel"), "{}", page.text());
}
