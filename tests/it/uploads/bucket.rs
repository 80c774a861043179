//! Files in a bucket of an S3-compatible store, which fails as stores do.

use super::*;
use crate::support::s3_server::{Mood, S3Server};

const TEXT: &str = "Il comandante ne risponde alla giunta dell’unione.";

fn text_file() -> Vec<u8> {
    files::pdf("Regolamento", &[TEXT]).unwrap()
}

#[test]
fn a_document_lives_in_a_bucket() {
    let store = S3Server::start();
    let app = TestApp::with(&store.settings());
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let bytes = text_file();
    let page = share(
        &mut marco,
        &[("titolo", "Nel secchio")],
        &[("a.pdf", &bytes)],
    );
    assert!(page.has("Documento condiviso."), "{}", page.text());
    let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes));
    let name = format!("{}/{}/{hash}", &hash[..2], &hash[2..4]);
    assert_eq!(
        store.objects().into_iter().collect::<Vec<_>>(),
        [(name.clone(), bytes.clone())]
    );
    assert_eq!(stored(&app), 0, "nothing of it is left on this machine");

    app.settle();
    assert!(
        marco.visit(&page.address).has("Il comandante ne risponde"),
        "its text is read from a copy"
    );
    assert_eq!(stored(&app), 0, "the copy is gone");
    let path = format!("{}/file", acts(&page));
    assert_eq!(marco.visit(&path).bytes, bytes);
    let part = marco.request("GET", &path, &[("range", "bytes=1-3")], None);
    assert_eq!((part.status, part.bytes.as_slice()), (206, &b"PDF"[..]));
    assert_eq!(
        marco
            .request("HEAD", &path, &[], None)
            .header("content-length"),
        Some(bytes.len().to_string().as_str())
    );
    assert_eq!(
        app.browser().visit(&path).status,
        404,
        "the store gives nobody anything past us"
    );
}

#[test]
fn a_large_file_goes_in_parts() {
    let store = S3Server::start();
    let app = TestApp::with(&store.settings());
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let bytes = noise(17_000_001);
    let page = share(&mut marco, &[("titolo", "Grande")], &[("a.bin", &bytes)]);
    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(marco.visit(&format!("{}/file", acts(&page))).bytes, bytes);
    assert_eq!(store.uploads(), 0);
    assert_eq!(
        store
            .asked()
            .iter()
            .filter(|method| *method == "PUT")
            .count(),
        3
    );
}

#[test]
fn a_store_that_stumbles_is_asked_again() {
    let store = S3Server::start();
    let app = TestApp::with(&store.settings());
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let bytes = noise(300_000);
    for (nth, mood) in [Mood::Fails(500, 2), Mood::Fails(503, 2), Mood::HangsUp(2)]
        .into_iter()
        .enumerate()
    {
        store.be(mood);
        let title = format!("Prova {nth}");
        let page = share(&mut marco, &[("titolo", &title)], &[("a.bin", &bytes)]);
        assert_eq!(page.status, 200, "{mood:?}: {}", page.text());
    }
    let path = "/documenti/1/file";
    for mood in [Mood::Fails(503, 2), Mood::HangsUp(1), Mood::Halves(1)] {
        store.be(mood);
        assert_eq!(marco.visit(path).bytes, bytes, "{mood:?}");
    }
}

#[test]
fn a_store_that_is_down_is_told_and_nothing_is_half_done() {
    let store = S3Server::start();
    let app = TestApp::with(&store.settings());
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = share(&mut marco, &[("titolo", "Prima")], &[("a.txt", b"prima")]);
    store.be(Mood::Down(503));
    let path = format!("{}/file", acts(&page));
    let refused = marco.visit(&path);
    assert_eq!(refused.status, 503);
    assert!(refused.has("Torniamo subito"));
    let refused = share(
        &mut marco,
        &[("titolo", "Dopo")],
        &[("b.bin", &noise(9_000_000))],
    );
    assert_eq!(refused.status, 503, "{}", refused.text());
    assert_eq!((count(&app), stored(&app)), (1, 0));
    // What came in pieces stays, and is brought to its end when the store is back.
    let mut marco = Tus::of(&app, marco);
    let url = marco.announce("c.txt", 4);
    assert_eq!(marco.add(&url, 0, b"ciao").status, 503);
    store.be(Mood::Well);
    assert_eq!(marco.offset(&url), 4);
    let id = url.rsplit('/').next().unwrap();
    let page = share(
        &mut marco.browser,
        &[("titolo", "Poi"), ("caricato", id)],
        &[],
    );
    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(store.uploads(), 0, "a broken upload in parts is given up");
}

#[test]
fn a_sweep_takes_what_no_row_names_and_nothing_else() {
    let store = S3Server::start();
    let app = TestApp::with(&store.settings());
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let page = share(&mut marco, &[("titolo", "Resta")], &[("a.txt", b"resta")]);
    let long_ago = "Sun, 01 Nov 2026 09:00:00 GMT";
    let place = |bytes: &[u8]| {
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(bytes));
        format!("{}/{}/{hash}", &hash[..2], &hash[2..4])
    };
    // Named by a row, however old; old and named by none; young and named by none yet; a stranger.
    store.put(&place(b"resta"), b"resta", long_ago);
    store.put(&place(b"orfano"), b"orfano", long_ago);
    store.put(
        &place(b"in viaggio"),
        b"in viaggio",
        "Mon, 23 Nov 2026 08:59:00 GMT",
    );
    store.put("leggimi.txt", b"di altri", long_ago);
    app.settle();
    let mut left: Vec<String> = store.objects().into_keys().collect();
    let mut expected = vec![
        place(b"resta"),
        place(b"in viaggio"),
        "leggimi.txt".to_owned(),
    ];
    left.sort();
    expected.sort();
    assert_eq!(left, expected);
    assert_eq!(
        marco.visit(&format!("{}/file", acts(&page))).bytes,
        b"resta"
    );
}

#[test]
fn every_file_is_read_again_by_a_command() {
    let store = S3Server::start();
    let app = TestApp::with(&store.settings());
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    for name in ["intatto", "cambiato", "perduto"] {
        share(&mut marco, &[("titolo", name)], &[(name, name.as_bytes())]);
    }
    let hash = |text: &str| data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes()));
    let verify = || {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_fra-unioni"));
        program.arg("--data").arg(&app.app.config.data);
        program.env("FRA_UNIONI_DATABASE_URL", &app.app.config.database_url);
        for (name, value) in store.settings() {
            program.env(format!("FRA_UNIONI_{}", name.to_uppercase()), value);
        }
        let output = program.args(["files", "verify"]).output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    let (code, told) = verify();
    assert_eq!(code, Some(0), "{told}");
    assert!(
        told.contains("3 intact, 0 changed, 0 missing, 0 not to be read, 0 that no row names"),
        "{told}"
    );

    let place = |hash: &str| format!("{}/{}/{hash}", &hash[..2], &hash[2..4]);
    store.damage(&place(&hash("cambiato")), b"un altro");
    store.damage(&place(&hash("orfano")), b"orfano");
    let lost: fra_unioni::platform::blobs::BlobHash = hash("perduto").parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(app.app.blobs.delete(&lost)).unwrap();
    let (code, told) = verify();
    assert_eq!(code, Some(1));
    for line in [
        format!("changed  {}", hash("cambiato")),
        format!("missing  {lost}"),
        format!("orphan   {}", hash("orfano")),
        "1 intact, 1 changed, 1 missing, 0 not to be read, 1 that no row names".to_owned(),
    ] {
        assert!(told.contains(&line), "{line}: {told}");
    }
}
