//! A scan whose letters another program recognises: read, found, and never taken for sure.

use std::path::Path;

use fra_unioni::demo::files;
use lopdf::dictionary;

use super::{TITLE, found, member, share};
use crate::support::signing::{Holder, Wanted, p7m};
use crate::support::{Cast, TestApp};

const WARNING: &str = "Testo riconosciuto dalle immagini: può contenere errori. Fa fede il file.";

fn tesseract() -> String {
    program("tesseract.sh")
}

fn program(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = root.join("tests/it/extract/programs").join(name);
    script.to_string_lossy().into_owned()
}

/// A scan of two pages, the second across.
fn two_pages() -> Vec<u8> {
    let mut document = lopdf::Document::with_version("1.7");
    let pages = document.new_object_id();
    let kids: Vec<lopdf::Object> = [[300, 400], [400, 300]]
        .map(|[width, height]| {
            let page = dictionary! {
                "Type" => "Page",
                "Parent" => pages,
                "MediaBox" => vec![0.into(), 0.into(), width.into(), height.into()],
            };
            document.add_object(page).into()
        })
        .into();
    let all = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 2 };
    document.objects.insert(pages, all.into());
    let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", root);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn of_a_page_without_letters_it_is_said_that_none_were_recognised() {
    let app = TestApp::with(&[("tesseract", &program("tesseract_upright.sh"))]);
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = share(&mut marco, TITLE, "own", "scansione.pdf", &two_pages());
    app.settle();
    let page = marco.visit(&page.address);
    assert!(page.has("Verbale della seduta"), "{}", page.text());
    assert!(
        page.has("Di questa pagina non abbiamo riconosciuto il testo."),
        "{}",
        page.text()
    );
    assert!(!page.has("In questa pagina non c’è testo."));
}

#[test]
fn the_words_of_a_scan_are_shown_with_a_warning_and_found() {
    let app = TestApp::with(&[("tesseract", &tesseract())]);
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let scan = files::pdf("", &[]).unwrap();
    let page = share(&mut chiara, TITLE, "members", "scansione.pdf", &scan);
    app.settle();

    let page = chiara.visit(&page.address);
    assert!(page.has(WARNING), "{}", page.text());
    assert!(page.has("Pagina 1"), "{}", page.text());
    assert!(page.has("Verbale della seduta di giunta comunale"));
    // What may hold errors may hide personal data: it does not go out by itself.
    assert!(
        page.has("non si può leggere in automatico"),
        "{}",
        page.text()
    );
    let mut bruno = app.browser_as(&cast.bruno);
    assert_eq!(bruno.visit(&page.address).status, 404);

    let form = chiara.form("Pubblica il documento");
    form.tick("controllo", "nothing_to_remove").send();
    app.settle();
    let page = bruno.visit(&page.address);
    assert!(page.has(WARNING), "{}", page.text());
    assert!(!found(&app, &member(), "seduta giunta comunale").is_empty());
}

#[test]
fn a_scan_in_an_envelope_is_recognised_too() {
    let app = TestApp::with(&[("tesseract", &tesseract())]);
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let holder = Holder::new(&Wanted::default(), None);
    let envelope = p7m(&files::pdf("", &[]).unwrap(), &[&holder]);
    let page = share(&mut marco, TITLE, "own", "scansione.pdf.p7m", &envelope);
    app.settle();
    let page = marco.visit(&page.address);
    assert!(page.has(WARNING), "{}", page.text());
    assert!(page.has("Verbale della seduta di giunta comunale"));
}

#[test]
fn what_is_read_out_of_a_file_is_not_called_recognised() {
    let app = TestApp::with(&[("tesseract", &tesseract())]);
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = share(&mut marco, TITLE, "own", "a.pdf", &super::pdf());
    app.settle();
    let page = marco.visit(&page.address);
    assert!(!page.has(WARNING));
    assert!(page.has("Estratto in automatico dal file"));
}
