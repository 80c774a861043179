//! Files on their way to a form: in pieces, over lines that break, several at once.

mod bucket;
mod serving;

use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use fra_unioni::demo::files;
use fra_unioni::features::documents;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::support::browser::{Browser, Page};
use crate::support::{Cast, TestApp};

const PIECE: &str = "application/offset+octet-stream";

/// A client of the protocol: a browser, and the token of its forms.
struct Tus<'a> {
    app: &'a TestApp,
    browser: Browser,
    csrf: String,
}

impl<'a> Tus<'a> {
    fn of(app: &'a TestApp, mut browser: Browser) -> Tus<'a> {
        browser.visit("/documenti/nuovo");
        let csrf = browser.csrf();
        Tus { app, browser, csrf }
    }

    fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Page {
        let csrf = self.csrf.clone();
        let mut all = vec![("tus-resumable", "1.0.0"), ("x-csrf-token", csrf.as_str())];
        all.extend(headers);
        let body = matches!(method, "POST" | "PATCH").then(|| (PIECE, body.to_vec()));
        self.browser.request(method, path, &all, body)
    }

    /// Announces a file; answers its address.
    fn announce(&mut self, name: &str, size: usize) -> String {
        let name = data_encoding::BASE64.encode(name.as_bytes());
        let page = self.ask(
            "POST",
            "/caricamenti",
            &[
                ("upload-length", &size.to_string()),
                ("upload-metadata", &format!("filename {name}")),
            ],
            b"",
        );
        assert_eq!(page.status, 201, "{}", page.html);
        assert_eq!(page.header("tus-resumable"), Some("1.0.0"));
        page.header("location").unwrap().to_owned()
    }

    fn offset(&mut self, url: &str) -> usize {
        let page = self.ask("HEAD", url, &[], b"");
        assert_eq!(page.status, 200);
        page.header("upload-offset").unwrap().parse().unwrap()
    }

    fn add(&mut self, url: &str, offset: usize, piece: &[u8]) -> Page {
        self.ask(
            "PATCH",
            url,
            &[("upload-offset", &offset.to_string())],
            piece,
        )
    }

    /// Begins to send a piece, and breaks the connection once the server has kept something of it.
    fn break_off(&mut self, url: &str, offset: usize, rest: &[u8], at: usize) {
        let host = self.app.url.trim_start_matches("http://");
        let session = self.browser.cookie("sessione").unwrap();
        let mut line = TcpStream::connect(host).unwrap();
        write!(
            line,
            "PATCH {url} HTTP/1.1\r\nHost: {host}\r\nCookie: sessione={session}\r\nTus-Resumable: 1.0.0\r\n\
             X-CSRF-Token: {}\r\nContent-Type: {PIECE}\r\nUpload-Offset: {offset}\r\nContent-Length: {}\r\n\r\n",
            self.csrf,
            rest.len()
        )
        .unwrap();
        line.write_all(&rest[..at]).unwrap();
        let id: Uuid = url.rsplit('/').next().unwrap().parse().unwrap();
        let begun = Instant::now();
        while self.app.app.blobs.partial().length(id).unwrap() <= offset as u64 {
            assert!(begun.elapsed() < Duration::from_secs(60), "nothing is kept");
            std::thread::yield_now();
        }
    }
}

/// Bytes that are not the same anywhere.
fn noise(size: usize) -> Vec<u8> {
    let mut state = 0x2026_1130_u64;
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        bytes.extend((state ^ (state >> 29)).to_le_bytes());
    }
    bytes.truncate(size);
    bytes
}

/// Sends the form of a new document with these fields besides; answers the page it leads to.
fn share(browser: &mut Browser, fields: &[(&str, &str)], attached: &[(&str, &[u8])]) -> Page {
    browser.visit("/documenti/nuovo");
    let mut form = browser
        .form("Carica il documento")
        .fill("tipo", "regolamento")
        .tick("argomenti", "polizia-locale")
        .tick("visibilita", "own");
    for (name, value) in fields {
        form = form.fill(name, value);
    }
    for (name, bytes) in attached {
        form = form.attach("file", name, bytes);
    }
    form.send()
}

fn acts(page: &Page) -> String {
    let address = page.address.split(['-', '?']).next();
    address.unwrap_or_default().to_owned()
}

fn count(app: &TestApp) -> usize {
    app.read(|conn| documents::ids_after(conn, None, 1_000))
        .len()
}

/// All files below the folder of files, whatever they are.
fn stored(app: &TestApp) -> usize {
    let (mut folders, mut files) = (vec![app.app.config.files_folder()], 0);
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

/// Moves the story's clock well beyond the machine's, which dates files, and sweeps.
fn sweep_much_later(app: &TestApp) {
    let now = app.app.now().0;
    let machine = chrono::DateTime::<chrono::Utc>::from(
        std::fs::metadata(&app.app.config.data)
            .unwrap()
            .modified()
            .unwrap(),
    );
    app.clock
        .advance((machine - now).max(chrono::Duration::zero()) + chrono::Duration::hours(30));
    app.settle();
}

/// `FRA_UNIONI_UPLOAD_MB` names another size than that of every day.
#[test]
fn a_file_arrives_whole_over_a_line_that_breaks_five_times() {
    let megabytes = std::env::var("FRA_UNIONI_UPLOAD_MB");
    let megabytes: usize = megabytes.map_or(6, |text| text.parse().unwrap());
    let app = TestApp::with(&[("upload_limit_mb", "600")]);
    let cast = Cast::of(&app);
    let mut marco = Tus::of(&app, app.browser_as(&cast.marco));
    let bytes = noise(megabytes * 1_000_000);
    let url = marco.announce("Capitolato è lungo.bin", bytes.len());
    let mut offset = 0;
    for _ in 0..5 {
        let rest = &bytes[offset..];
        marco.break_off(&url, offset, rest, (rest.len() / 4).max(600_000));
        let kept = marco.offset(&url);
        assert!(kept > offset, "what came before the break is kept");
        offset = kept;
    }
    let end = marco.add(&url, offset, &bytes[offset..]);
    assert_eq!(end.status, 204);
    assert_eq!(
        end.header("upload-offset"),
        Some(bytes.len().to_string().as_str())
    );

    let id = url.rsplit('/').next().unwrap().to_owned();
    let fields = [("titolo", "Capitolato"), ("caricato", id.as_str())];
    let page = share(&mut marco.browser, &fields, &[]);
    assert!(page.has("Documento condiviso."), "{}", page.text());
    let file = marco.browser.visit(&format!("{}/file", acts(&page)));
    assert_eq!(Sha256::digest(&file.bytes), Sha256::digest(&bytes));
    let disposition = file.header("content-disposition").unwrap();
    assert!(disposition.ends_with("UTF-8''Capitolato%20%C3%A8%20lungo.bin"));
    assert_eq!(stored(&app), 1);
}

#[test]
fn an_upload_is_one_persons() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = Tus::of(&app, app.browser_as(&cast.marco));
    let url = marco.announce("a.txt", 4);
    let mut bruno = Tus::of(&app, app.browser_as(&cast.bruno));
    for method in ["HEAD", "PATCH", "DELETE"] {
        let page = bruno.ask(method, &url, &[("upload-offset", "0")], b"ciao");
        assert_eq!(page.status, 404, "{method}");
    }
    assert_eq!(marco.add(&url, 0, b"ciao").status, 204);
    let id = url.rsplit('/').next().unwrap();
    let stolen = share(
        &mut bruno.browser,
        &[("titolo", "Rubato"), ("caricato", id)],
        &[],
    );
    assert_eq!(stolen.status, 422);
    assert!(stolen.has("Un file caricato prima non c’è più"));
    assert_eq!(marco.ask("DELETE", &url, &[], b"").status, 204);
    assert_eq!(marco.ask("HEAD", &url, &[], b"").status, 404);
    assert_eq!(count(&app), 0);
}

#[test]
fn what_is_wrong_is_told_by_its_number() {
    let app = TestApp::with(&[("upload_limit_mb", "1")]);
    let cast = Cast::of(&app);
    let mut marco = Tus::of(&app, app.browser_as(&cast.marco));
    let able = marco.ask("OPTIONS", "/caricamenti", &[], b"");
    assert_eq!(able.status, 204);
    assert_eq!(able.header("tus-max-size"), Some("1000000"));
    assert_eq!(
        able.header("tus-extension"),
        Some("creation,termination,checksum,expiration")
    );
    let old = marco.browser.request("HEAD", "/caricamenti/x", &[], None);
    assert_eq!(
        (old.status, old.header("tus-version")),
        (412, Some("1.0.0"))
    );
    for (length, status) in [("1000001", 413), ("0", 400), ("molti", 400), ("-1", 400)] {
        let page = marco.ask("POST", "/caricamenti", &[("upload-length", length)], b"");
        assert_eq!(page.status, status, "{length}");
    }
    let url = marco.announce("a.txt", 8);
    let wrong = marco.add(&url, 4, b"ciao");
    assert_eq!(
        (wrong.status, wrong.header("upload-offset")),
        (409, Some("0"))
    );
    assert_eq!(marco.add(&url, 0, b"troppo lungo").status, 413);
    assert_eq!(marco.offset(&url), 0);
    let right = data_encoding::BASE64.encode(&Sha256::digest(b"ciao"));
    let right = format!("sha256 {right}");
    let checked = |marco: &mut Tus<'_>, sum: &str, offset: &str| {
        let headers = [("upload-offset", offset), ("upload-checksum", sum)];
        marco.ask("PATCH", &url, &headers, b"ciao").status
    };
    assert_eq!(checked(&mut marco, "sha256 AAAA", "0"), 460);
    assert_eq!(marco.offset(&url), 0, "of a wrong piece nothing is kept");
    assert_eq!(checked(&mut marco, "md4 AAAA", "0"), 400);
    assert_eq!(checked(&mut marco, &right, "0"), 204);
    assert_eq!(checked(&mut marco, &right, "4"), 204);
    assert_eq!(marco.offset(&url), 8);
    let late = marco.add(&url, 8, b"");
    assert_eq!(late.status, 204, "what has come may be told again");
}

#[test]
fn nobody_fills_the_disk_alone() {
    let app = TestApp::with(&[("upload_limit_mb", "1")]);
    let cast = Cast::of(&app);
    let mut tus = Tus::of(&app, app.browser_as(&cast.chiara));
    for number in 0..20 {
        tus.announce(&format!("{number}.pdf"), 1_000_000);
    }
    let page = tus.ask("POST", "/caricamenti", &[("upload-length", "1000000")], b"");
    assert_eq!(page.status, 400, "{}", page.html);
    assert!(
        page.html.contains("molti file molto grandi"),
        "{}",
        page.html
    );
    // A colleague has room of their own.
    let mut other = Tus::of(&app, app.browser_as(&cast.paola));
    other.announce("altro.pdf", 1_000_000);
}

#[test]
fn whoever_comes_last_goes_on() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = Tus::of(&app, app.browser_as(&cast.marco));
    let bytes = noise(2_000_000);
    let url = marco.announce("a.bin", bytes.len());
    let id: Uuid = url.rsplit('/').next().unwrap().parse().unwrap();
    let partial = app.app.blobs.partial();
    let (old, _) = partial.take_over(id).unwrap();
    partial.add(&old, 0, &bytes[..1000]).unwrap();
    assert_eq!(marco.offset(&url), 1000);
    assert!(
        partial.add(&old, 1000, &bytes[1000..2000]).is_err(),
        "taken over"
    );
    assert_eq!(marco.add(&url, 1000, &bytes[1000..]).status, 204);
}

#[test]
fn what_nobody_goes_on_with_is_swept() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = Tus::of(&app, app.browser_as(&cast.marco));
    let url = marco.announce("lasciato.bin", 10);
    marco.add(&url, 0, b"cinque");
    let whole = marco.announce("intero.txt", 4);
    marco.add(&whole, 0, b"ciao");
    app.settle();
    assert_eq!(stored(&app), 2, "what waits for its form is kept");
    sweep_much_later(&app);
    assert_eq!(stored(&app), 0);
    let mut again = Tus::of(&app, app.browser_as(&cast.marco));
    assert_eq!(again.ask("HEAD", &url, &[], b"").status, 404);
}

#[test]
fn several_files_become_several_documents() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let (one, two) = (files::pdf("Uno", &["Primo."]).unwrap(), b"secondo".to_vec());
    // The form has a fault: both files are kept while it is mended.
    marco.visit("/documenti/nuovo");
    let faulty = marco
        .form("Carica il documento")
        .tick("argomenti", "polizia-locale")
        .tick("visibilita", "own")
        .attach("file", "convenzione_quadro.pdf", &one)
        .attach("file", "verbale 2.txt", &two)
        .send();
    assert_eq!(faulty.status, 422);
    assert!(faulty.has("File già caricati"), "{}", faulty.text());
    assert!(faulty.has("convenzione_quadro.pdf (PDF,"));
    assert!(
        !faulty.has("Scrivi il titolo"),
        "each is called after its file"
    );
    let made = marco
        .form("Carica il documento")
        .fill("tipo", "regolamento")
        .send();
    assert!(made.has("Hai caricato 2 documenti"), "{}", made.text());
    assert!(made.has("Documenti condivisi."));
    for words in [
        "Convenzione quadro",
        "Verbale 2",
        "manca la descrizione",
        "il titolo viene dal nome del file",
    ] {
        assert!(made.has(words), "{words}: {}", made.text());
    }
    assert_eq!(count(&app), 2);
    let mut bruno = app.browser_as(&cast.bruno);
    assert_eq!(bruno.visit(&made.address).status, 404);
    let page = marco.visit(&made.links("/documenti/2")[0]);
    let file = marco.visit(&format!("{}/file", acts(&page)));
    assert_eq!(file.bytes, two);
}

#[test]
fn a_kept_file_can_be_left_out() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    let faulty = share(
        &mut marco,
        &[("fonte", "javascript:1")],
        &[("sbagliato.txt", b"no")],
    );
    assert_eq!(faulty.status, 422);
    let page = marco
        .form("Carica il documento")
        .untick("caricato")
        .fill("titolo", "Giusto")
        .fill("fonte", "")
        .attach("file", "giusto.txt", b"si")
        .send();
    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(marco.visit(&format!("{}/file", acts(&page))).bytes, b"si");
}

#[test]
fn a_file_that_is_there_already_is_told_to_who_may_see_it() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (mut marco, mut bruno) = (app.browser_as(&cast.marco), app.browser_as(&cast.bruno));
    let first = share(
        &mut marco,
        &[("titolo", "Il primo")],
        &[("a.txt", b"lo stesso")],
    );
    assert!(!first.has("Questo file c’era già"));
    let asked = format!(
        "/documenti/uguali?sha256={}",
        data_encoding::HEXLOWER.encode(&Sha256::digest(b"lo stesso"))
    );
    let told = marco.visit(&asked);
    let expected = format!(
        r#"[{{"titolo":"Il primo","indirizzo":"{}"}}]"#,
        first.address
    );
    assert_eq!(told.html, expected);
    assert_eq!(bruno.visit(&asked).html, "[]", "not even that it is there");
    assert_eq!(bruno.visit("/documenti/uguali?sha256=x").status, 404);
    let again = share(
        &mut marco,
        &[("titolo", "Di nuovo")],
        &[("b.txt", b"lo stesso")],
    );
    assert!(
        again.has("Questo file c’era già: è anche nel documento n. 1, «Il primo»."),
        "{}",
        again.text()
    );
    let other = share(
        &mut bruno,
        &[("titolo", "Altrove")],
        &[("c.txt", b"lo stesso")],
    );
    assert!(!other.has("c’era già"));
    let several = share(
        &mut marco,
        &[],
        &[("d.txt", b"lo stesso"), ("e.txt", b"nuovo")],
    );
    assert!(several.has("Questo file c’è già: "), "{}", several.text());
    assert!(!several.links(&first.address).is_empty());
}

#[test]
fn a_form_cut_at_any_byte_leaves_nothing() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut marco = app.browser_as(&cast.marco);
    marco.visit("/documenti/nuovo");
    let (csrf, session) = (marco.csrf(), marco.cookie("sessione").unwrap().to_owned());
    let mut body =
        format!("--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n")
            .into_bytes();
    for name in ["a.bin", "b.bin"] {
        body.extend(
            format!(
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
            )
            .bytes(),
        );
        body.extend(noise(700_000));
        body.extend(b"\r\n");
    }
    body.extend(b"--x--\r\n");
    let host = app.url.trim_start_matches("http://").to_owned();
    for nth in 0..12 {
        let at = (nth * 119_321 + 17) % body.len();
        let mut line = TcpStream::connect(&host).unwrap();
        write!(
            line,
            "POST /documenti/nuovo HTTP/1.1\r\nHost: {host}\r\nCookie: sessione={session}\r\n\
             Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {}\r\n\r\n",
            body.len()
        )
        .unwrap();
        // The server may have closed it first.
        let _ = line.write_all(&body[..at]);
    }
    // One worker answers in turn: when this comes back, what came before has been seen to.
    marco.visit("/documenti/nuovo");
    sweep_much_later(&app);
    assert_eq!(count(&app), 0);
    let begun = Instant::now();
    while stored(&app) > 0 {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "{} files are left",
            stored(&app)
        );
        sweep_much_later(&app);
    }
}
