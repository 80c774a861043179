//! Files, names and titles made to harm, and files that are simply broken.

use super::*;

const CRASHES_THE_PARSER: &[u8] = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n\
    2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R>>\nendobj\n\
    xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000055 00000 n \n0000000107 00000 n \n\
    trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n149\n%%EOF\n";

fn docx_bomb() -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("[Content_Types].xml", options).unwrap();
    zip.write_all(b"<Types/>").unwrap();
    zip.start_file("word/document.xml", options).unwrap();
    zip.write_all(&vec![b' '; 80 << 20]).unwrap();
    zip.finish().unwrap().into_inner()
}

fn encrypted() -> Vec<u8> {
    let mut document = lopdf::Document::load_mem(&pdf()).unwrap();
    let id = || lopdf::Object::String(vec![7; 16], lopdf::StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![id(), id()]);
    let version = lopdf::EncryptionVersion::V2 {
        document: &document,
        owner_password: "padrone",
        user_password: "segreto",
        key_length: 128,
        permissions: lopdf::Permissions::all(),
    };
    let state = lopdf::EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn whatever_a_file_is_its_document_is_whole_and_says_so() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    let whole = pdf();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        (
            "programma.pdf",
            b"\x7fELF\x02\x01\x01\0\0\0\0\0".to_vec(),
            "Di questo tipo di file il testo non si legge",
        ),
        (
            "tabella.png",
            b"\x89PNG\r\n\x1a\n0000".to_vec(),
            "Solo immagine: il testo non si può cercare",
        ),
        (
            "pagina.html",
            b"<!DOCTYPE html><script>alert(1)</script>".to_vec(),
            "Non c’è testo",
        ),
        (
            "tronco.pdf",
            whole[..whole.len() / 3].to_vec(),
            "Il file è danneggiato",
        ),
        ("chiuso.pdf", encrypted(), "Il file è protetto da password"),
        ("bomba.docx", docx_bomb(), "Il testo è troppo grande"),
        (
            "rotto.pdf",
            CRASHES_THE_PARSER.to_vec(),
            "Il file è danneggiato",
        ),
        ("vuoto.txt", b" \n\n \n".to_vec(), "Non c’è testo"),
        ("sano.pdf", whole, "Estratto in automatico"),
    ];
    let pages: Vec<Page> = cases
        .iter()
        .map(|(name, bytes, _)| share(&mut chiara, &format!("Prova {name}"), "public", name, bytes))
        .collect();
    app.settle();
    for ((name, bytes, words), page) in cases.iter().zip(&pages) {
        // What cannot be read somebody looks at before it goes out.
        let mine = chiara.visit(&page.address);
        if mine.has("Pubblica il documento") {
            assert!(mine.has("non possiamo cercarvi dati personali"), "{name}");
            chiara
                .form("Pubblica il documento")
                .tick("controllo", "nothing_to_remove")
                .send();
        }
        let page = app.browser().visit(&page.address);
        assert_eq!(page.status, 200, "{name}");
        assert!(page.has(words), "{name}: {}", page.text());
        let file = app.browser().visit(&format!("{}/file", acts(&page)));
        assert_eq!(&file.bytes, bytes, "{name}");
        assert!(
            !file.header("content-type").unwrap().contains("html"),
            "{name}"
        );
        assert_eq!(
            found(&app, &visitor(), name.split('.').next().unwrap()).len(),
            1,
            "{name}"
        );
    }
}

#[test]
fn an_empty_file_is_no_file() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = begun(&mut marco, "Vuoto", "own")
        .attach("file", "vuoto.pdf", b"")
        .send();
    assert_eq!(page.status, 422);
    assert!(page.has("Il file «vuoto.pdf» è vuoto"), "{}", page.text());
    let page = begun(&mut marco, "Nessuno", "own")
        .attach("file", "", b"")
        .send();
    assert!(page.has("Scegli il file da caricare"));
    assert_eq!(count(&app), 0);
}

#[test]
fn a_file_beyond_the_limit_is_told_and_not_kept() {
    let app = TestApp::with(&[("upload_limit_mb", "1")]);
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    for size in [1_200_000, 5_000_000] {
        let page = begun(&mut marco, "Grande", "own")
            .attach("file", "grande.pdf", &vec![b'x'; size])
            .send();
        assert_eq!(page.status, 413, "{size}");
        assert!(
            page.has("Si può inviare al massimo 1 MB"),
            "{}",
            page.text()
        );
    }
    assert_eq!(count(&app), 0);
    assert_eq!(stored(&app), 0);
    let fits = begun(&mut marco, "Al limite", "own")
        .attach("file", "limite.txt", &vec![b'x'; 1_000_000])
        .send();
    assert_eq!(fits.status, 200);
}

#[test]
fn titles_of_every_kind_stay_text() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let long = "è".repeat(300);
    let page = begun(&mut marco, &long, "own")
        .attach("file", "a.pdf", &pdf())
        .send();
    assert_eq!(page.status, 422);
    assert!(page.has("Accorcia il titolo: al massimo 150 caratteri"));
    let odd = "🚒 \u{202E}olotit</h1><script>alert(\"x\")</script> & 'apici' مرحبا";
    let page = share(&mut marco, odd, "own", "a.pdf", &pdf());
    assert!(!page.html.contains("<script>alert"));
    assert!(page.text().contains("</h1><script>alert(\"x\")</script>"));
    assert_eq!(marco.visit(&page.address).status, 200);
    assert!(marco.visit("/documenti").text().contains("<script>"));
}

#[test]
fn names_of_files_reach_neither_the_disk_nor_the_headers() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    for (name, expected) in [
        ("../../../etc/passwd", "passwd"),
        (
            "a%0D%0ASet-Cookie: x=1.pdf",
            "a%250D%250ASet-Cookie_%20x%3D1.pdf",
        ),
        ("fattura\u{202E}fdp.exe", "fatturafdp.exe"),
        (
            "Perché, così è.pdf",
            "Perch%C3%A9%2C%20cos%C3%AC%20%C3%A8.pdf",
        ),
    ] {
        let page = share(&mut marco, "Nome", "own", name, &pdf());
        let file = marco.visit(&format!("{}/file", acts(&page)));
        let disposition = file.header("content-disposition").unwrap();
        assert!(
            disposition.ends_with(&format!("filename*=UTF-8''{expected}")),
            "{disposition}"
        );
        assert_eq!(file.header("set-cookie"), None);
    }
    assert_eq!(
        stored(&app),
        1,
        "the same content is kept once, under its hash"
    );
}

#[test]
fn a_file_before_the_proof_is_not_even_stored() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    marco.visit("/documenti/nuovo");
    let csrf = marco.csrf();
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nciao\r\n\
         --x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--x--\r\n"
    );
    let page = marco.request(
        "POST",
        "/documenti/nuovo",
        &[],
        Some(("multipart/form-data; boundary=x", body.into_bytes())),
    );
    assert_eq!(page.status, 403);
    assert_eq!(stored(&app), 0);
    let cut = b"--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nab".to_vec();
    let page = marco.request(
        "POST",
        "/documenti/nuovo",
        &[],
        Some(("multipart/form-data; boundary=x", cut)),
    );
    assert_eq!(page.status, 400);
}
