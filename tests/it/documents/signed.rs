//! Signed documents: who signed stands on the page, what is inside is found and downloaded.

use fra_unioni::platform::blobs::BlobHash;

use super::*;
use crate::support::signing::{
    Envelope, Holder, Wanted, authority, base64, enveloped, october, p7m, pades, pades_of, pem,
    stamper,
};

const WORD: &str = "comandante";

/// The date of the check is the first day of every story: the 23rd of November 2026.
const CHECKED: &str = "23 novembre 2026, al caricamento";

fn mario() -> Holder {
    Holder::new(&Wanted::default(), None)
}

/// Shares a signed file with everybody and lets the workers read it.
fn shared(app: &TestApp, chiara: &mut Browser, name: &str, bytes: &[u8]) -> String {
    let page = share(chiara, TITLE, "public", name, bytes);
    app.settle();
    acts(&page)
}

#[test]
fn a_signed_file_says_who_signed_and_gives_what_is_inside() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let (document, file) = (pdf(), base64(&p7m(&pdf(), &[&mario()])));
    let document_acts = shared(&app, &mut chiara, "regolamento.pdf.p7m", &file);

    let page = chiara.visit(&document_acts);
    let text = page.text();
    for words in [
        "Firma integra, certificatore non verificato",
        "Firmato da MARIO ROSSI",
        "Unione Terre del Salice",
        "Non è una verifica legale.",
        "RSSMRA80A01H501U",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("Firma valida"));

    // Everybody else sees the fiscal code masked.
    let mut visitor = app.browser();
    let text = visitor.visit(&document_acts).text();
    assert!(text.contains("RSS•••••••••501U"), "{text}");
    assert!(!text.contains("RSSMRA80A01H501U"));
    // Lists say who signed.
    let list = visitor.visit("/documenti").text();
    assert!(list.contains("firmato da MARIO ROSSI"), "{list}");

    // What is inside is found, and both come back byte for byte.
    assert_eq!(found(&app, &super::visitor(), WORD).len(), 1);
    let original = visitor.visit(&format!("{document_acts}/file"));
    assert_eq!(original.bytes, file);
    let inside = visitor.visit(&format!("{document_acts}/file?forma=contenuto"));
    assert_eq!(inside.bytes, document);
    assert_eq!(
        visitor
            .visit(&format!("{document_acts}/file?forma=altro"))
            .status,
        404
    );

    // The sweep of files that no row names leaves it alone.
    app.clock.advance(Duration::days(2));
    app.settle();
    let inside = visitor.visit(&format!("{document_acts}/file?forma=contenuto"));
    assert_eq!(inside.bytes, document);
    let named: std::collections::HashSet<BlobHash> = app.read(documents::blob_hashes);
    assert_eq!(
        named.len(),
        3,
        "the envelope, what is inside, its page drawn"
    );
}

#[test]
fn the_pages_of_what_is_inside_are_seen() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    // In base64 not even a lenient reader finds the PDF in the envelope.
    let envelope = base64(&p7m(&pdf(), &[&mario()]));
    let at = shared(&app, &mut chiara, "regolamento.pdf.p7m", &envelope);
    let mut visitor = app.browser();
    let page = visitor.visit(&at);
    assert!(page.has("Pagina 1 di 1"), "{}", page.text());
    let picture = visitor.visit(&page.links("/anteprime/1")[0]);
    assert!(picture.bytes.starts_with(b"\x89PNG"));
    // The browser is given the PDF, not its envelope.
    let in_place = visitor.visit(&page.links("vista=browser")[0]);
    assert_eq!(in_place.bytes, pdf());
    let disposition = in_place.header("content-disposition").unwrap();
    assert!(disposition.starts_with("inline"), "{disposition}");

    // What is inside has no pages: nothing is said of a preview.
    let letter = files::docx("Lettera", &["Buongiorno."]).unwrap();
    let letter = p7m(&letter, &[&mario()]);
    let at = shared(&app, &mut chiara, "lettera.docx.p7m", &letter);
    let page = visitor.visit(&at);
    assert_eq!(page.status, 200);
    assert!(!page.has("Anteprima"), "{}", page.text());
}

#[test]
fn a_changed_byte_stands_on_the_page() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let mut file = p7m(&pdf(), &[&mario()]);
    let last = file.len() - 1;
    file[last] ^= 1;
    let at = shared(&app, &mut chiara, "regolamento.pdf.p7m", &file);
    assert!(
        chiara
            .visit(&at)
            .text()
            .contains("File alterato dopo la firma")
    );

    let signed = pades(&pdf(), &mario(), "ETSI.CAdES.detached");
    let at = shared(&app, &mut chiara, "regolamento.pdf", &signed);
    let text = chiara.visit(&at).text();
    assert!(
        text.contains("PAdES") && text.contains("Firmato da MARIO ROSSI"),
        "{text}"
    );
    let added = [&signed[..], b"9 0 obj\nnull\nendobj\n"].concat();
    let at = shared(&app, &mut chiara, "regolamento.pdf", &added);
    assert!(
        chiara
            .visit(&at)
            .text()
            .contains("Modificato dopo la firma")
    );
}

#[test]
fn what_cannot_be_checked_is_said_plainly() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let how = Envelope {
        is_detached: true,
        ..Envelope::default()
    };
    let apart = enveloped(&pdf(), &[&mario()], how);
    let at = shared(&app, &mut chiara, "regolamento.p7m", &apart);
    let text = chiara.visit(&at).text();
    assert!(
        text.contains("Non siamo riusciti a controllare la firma"),
        "{text}"
    );
    assert!(text.contains("La firma è staccata dal documento"), "{text}");
    assert_eq!(
        chiara.visit(&format!("{at}/file?forma=contenuto")).status,
        404
    );

    let whole = p7m(&pdf(), &[&mario()]);
    let at = shared(&app, &mut chiara, "a.p7m", &whole[..whole.len() / 2]);
    let text = chiara.visit(&at).text();
    assert!(
        text.contains("La busta della firma è danneggiata"),
        "{text}"
    );
}

/// An application that trusts whom `authority` vouches for, and its bundle.
fn trusting(authority: &Holder) -> (TestApp, std::path::PathBuf) {
    let bundle = std::env::temp_dir().join(format!("fra-unioni-{}.pem", uuid::Uuid::now_v7()));
    std::fs::write(&bundle, pem(&authority.certificate, "CERTIFICATE")).unwrap();
    let path = bundle.to_string_lossy().into_owned();
    let app = TestApp::with(&[("signature_trust_bundle", path.as_str())]);
    (app, bundle)
}

#[test]
fn a_pdf_changed_after_a_valid_signature_is_not_valid() {
    let root = authority("Certificatore di prova");
    let (app, bundle) = trusting(&root);
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let mario = Holder::new(&Wanted::default(), Some(&root));
    let signed = pades(&pdf(), &mario, "ETSI.CAdES.detached");
    let clock = stamper("Marche temporali di prova", Some(&root));
    let changed = [&signed[..], b"9 0 obj\nnull\nendobj\n"].concat();

    let at = shared(&app, &mut chiara, "a.pdf", &signed);
    assert!(chiara.visit(&at).has("Firma valida al caricamento"));
    let by_nobody = pades_of(&changed, "ETSI.CAdES.detached", |covered| {
        let how = Envelope {
            is_detached: true,
            ..Envelope::default()
        };
        enveloped(covered, &[], how)
    });
    let stranger = authority("Marche temporali di nessuno");
    let stamped = pades(&changed, &stranger, "ETSI.RFC3161");
    for (name, file) in [("b.pdf", by_nobody), ("c.pdf", stamped)] {
        let at = shared(&app, &mut chiara, name, &file);
        let text = chiara.visit(&at).text();
        assert!(text.contains("Modificato dopo la firma"), "{name}: {text}");
        assert!(!text.contains("Firma valida"), "{name}: {text}");
    }
    let by_stranger = pades(&signed, &stranger, "ETSI.RFC3161");
    let at = shared(&app, &mut chiara, "d.pdf", &by_stranger);
    let text = chiara.visit(&at).text();
    assert!(
        text.contains("di Marche temporali di nessuno (non verificato)"),
        "{text}"
    );
    // What a trusted authority stamped says that nothing was added since.
    let at = shared(
        &app,
        &mut chiara,
        "e.pdf",
        &pades(&signed, &clock, "ETSI.RFC3161"),
    );
    let text = chiara.visit(&at).text();
    assert!(text.contains("Firma valida al caricamento"), "{text}");
    assert!(text.contains("Marca temporale del file"), "{text}");
    std::fs::remove_file(bundle).unwrap();
}

#[test]
fn trust_is_for_the_administrator_to_give() {
    let root = authority("Certificatore di prova");
    let (app, bundle) = trusting(&root);
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);

    let mario = Holder::new(&Wanted::default(), Some(&root));
    let at = shared(&app, &mut chiara, "a.pdf.p7m", &p7m(&pdf(), &[&mario]));
    let text = chiara.visit(&at).text();
    assert!(text.contains("Firma valida al caricamento"), "{text}");
    assert!(text.contains(CHECKED), "{text}");

    // Of one whose certificate ended before the check nothing more is said.
    let wanted = Wanted {
        until: october(20),
        ..Wanted::default()
    };
    let late = Holder::new(&wanted, Some(&root));
    let at = shared(&app, &mut chiara, "b.pdf.p7m", &p7m(&pdf(), &[&late]));
    let text = chiara.visit(&at).text();
    assert!(
        text.contains("Firma presente, certificato scaduto"),
        "{text}"
    );
    assert!(!text.contains("Firma valida"), "{text}");

    // A stamp that is trusted says that it was made before. Whoever the authority lets sign can make
    // none.
    let clock = stamper("Marche temporali di prova", Some(&root));
    for (name, by, is_valid) in [("c.pdf.p7m", &clock, true), ("d.pdf.p7m", &mario, false)] {
        let how = Envelope {
            stamp: Some(by),
            ..Envelope::default()
        };
        let stamped = enveloped(&pdf(), &[&late], how);
        let at = shared(&app, &mut chiara, name, &stamped);
        let text = chiara.visit(&at).text();
        let says_valid = text.contains("Firma valida al caricamento");
        assert_eq!(says_valid, is_valid, "{name}: {text}");
    }
    std::fs::remove_file(bundle).unwrap();
}
