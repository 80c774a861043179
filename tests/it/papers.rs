//! What one takes away from a practice: the scheda per la Giunta, the fascicolo di riuso, the citation
//! and what machines read.

use std::io::{Cursor, Read};
use std::process::Command;

use fra_unioni::features::documents::{
    self, DocumentId, DocumentKind, NewDocument, Reach, StoredFile,
};
use fra_unioni::features::practices::{self, NewPractice, Text};
use fra_unioni::platform::extract::FileKind;
use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::imports::take_in;
use crate::notifications::actor;
use crate::support::browser::Page;
use crate::support::{Cast, TestApp};

const TITLE: &str = "Perché l’attività è più semplice insieme";

/// Stores a file and hands it in, from Valle Serena, by Chiara: for members and for everybody it is
/// published at once.
fn share(
    app: &TestApp,
    cast: &Cast,
    title: &str,
    reach: Reach,
    file_name: &str,
    bytes: Vec<u8>,
) -> DocumentId {
    let size_bytes = bytes.len() as u64;
    let kind = FileKind::of(&mut Cursor::new(&bytes)).unwrap();
    let blobs = app.app.blobs.clone();
    let blob = actix_web::rt::System::new().block_on(async move {
        let pieces = futures_util::stream::iter([Ok::<_, std::io::Error>(bytes.into())]);
        blobs.put(pieces, u64::MAX).await.unwrap()
    });
    let id = app.write(|tx| {
        let chiara = actor(tx, &cast.chiara);
        let new = NewDocument {
            title: title.to_owned(),
            description: "Lo schema che abbiamo usato noi.".to_owned(),
            kind: DocumentKind::DeliberaConsiglio,
            topics: vec![cast.ict],
            unione: Some(cast.valle_serena),
            reach,
            named: Vec::new(),
            file: Some(StoredFile {
                hash: blob.hash,
                file_name: documents::clean_file_name(file_name),
                kind,
                size_bytes,
            }),
            given_text: Some(vec!["Articolo uno.".to_owned()]),
            source_url: None,
            licence: Some("CC BY 4.0".to_owned()),
            deed: documents::Deed::default(),
        };
        documents::share(tx, &chiara, new)
    });
    app.understand();
    id
}

/// Publishes a practice of Valle Serena with these documents; answers its address.
fn publish(app: &TestApp, cast: &Cast, title: &str, attached: &[DocumentId]) -> String {
    app.write(|tx| {
        let marco = actor(tx, &cast.marco);
        let new = NewPractice {
            unione: cast.valle_serena,
            title: title.to_owned(),
            summary: "Cinque comuni, un solo ufficio.".to_owned(),
            topics: vec![cast.ict],
        };
        let begun = practices::draft(tx, &marco, new)?;
        let attached: Vec<Value> = attached
            .iter()
            .enumerate()
            // The last belongs to the first phase.
            .map(|(at, id)| json!({ "document": id, "phase": if at + 1 == attached.len() { 7 } else { 8 } }))
            .collect();
        let content = json!({
            "topics": [cast.ict],
            "context": "Ogni comune comprava da sé. Così l’attività costava di più.",
            "facts": { "inhabitants": "10.200", "funding": "Avviso 1.4.3" },
            "spending": { "start": { "from": 30000, "to": 40000 }, "yearly": { "unavailable": true } },
            "phases": [
                { "key": 7, "kind": "survey", "title": "Si parte", "from": "2006", "to": "2011" },
                { "key": 8, "kind": "rollout", "title": "Si va", "from": "2018-05" },
            ],
            "organisation": "Un ufficio unico.",
            "obstacles": [{ "what": "I sindaci temevano di perdere voce.", "kind": "political", "outcome": "eased", "done": "Un tavolo al mese." }, { "what": "Mancava un tecnico.", "kind": "staff", "outcome": "unknown" }],
            "benefits": [{ "what": "Si risponde prima.", "evidence": "measured", "before": "4", "after": "1", "unit": "giorni", "source": "Registro delle richieste" }, { "what": "Ci si conosce.", "evidence": "perceived" }],
            "fit": { "factors": [{ "factor": "political_backing", "need": "required" }], "people_from": 8000 },
            "lessons": "Partite dai contratti.",
            "contacts": "Ufficio ICT",
            "documents": attached,
        });
        let text = Text {
            title: title.to_owned(),
            summary: "Cinque comuni, un solo ufficio.".to_owned(),
            content: serde_json::from_value(content).unwrap(),
        };
        let saved = practices::save(tx, &marco, begun.number, begun.lock_version, &text)?;
        practices::submit(tx, &marco, saved.number, None)?;
        let chiara = actor(tx, &cast.chiara);
        Ok(practices::publish(tx, &chiara, saved.number, None)?.url())
    })
}

#[test]
fn a_giunta_reads_a_practice_on_one_sheet() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let deed = share(
        &app,
        &cast,
        "Delibera n. 12 del 28 novembre 2018: convenzione",
        Reach::Members,
        "convenzione.txt",
        b"Articolo uno.".to_vec(),
    );
    let url = publish(&app, &cast, TITLE, &[deed]);
    let mut visitor = app.browser();
    let practice = visitor.visit(&url);
    assert!(practice.links("/scheda").len() == 2, "{}", practice.html);
    for said in [
        "Ostacolo di personale",
        "Le fonti non dicono che cosa è stato fatto.",
        "Percepito; chi lo dice non è indicato",
    ] {
        assert!(practice.has(said), "{said}: {}", practice.text());
    }
    let page = visitor.visit(&format!("{url}/scheda"));
    assert_eq!(page.status, 200);
    for said in [
        TITLE,
        "Scheda per la Giunta",
        "Ogni comune comprava da sé.",
        "Unione Valle Serena",
        "da 30.000 a 40.000 €",
        "da 2,94 a 3,92 €",
        "non disponibile",
        "2006–2011: ricognizione. Si parte.",
        "Da individuare",
        "Politico, mitigato. I sindaci temevano di perdere voce. Che cosa si è fatto: Un tavolo al mese.",
        "Di personale, esito non indicato. Mancava un tecnico.",
        "Percepito. Ci si conosce. Chi lo dice non è indicato.",
        "Misurato. Si risponde prima. Prima: 4, dopo: 1 giorni. Fonte: Registro delle richieste.",
        "Necessario: il presidio politico.",
        "almeno 8.000 abitanti",
        "Versione 1, pubblicata il 23 novembre 2026",
    ] {
        assert!(page.has(said), "{said}: {}", page.text());
    }
    assert!(
        !page.has("Delibera n. 12"),
        "only members may read the deed"
    );
    let page = app.browser_as(&cast.bruno).visit(&format!("{url}/scheda"));
    assert!(
        page.has("Delibera di Consiglio. Delibera n. 12 del 28 novembre 2018: convenzione. Atto dell’unione: n. 12 del 28 novembre 2018."),
        "{}",
        page.text()
    );
    assert!(!page.has("Da individuare"));
    let number = url.split('-').next().unwrap();
    let moved = visitor.request("GET", &format!("{number}/scheda"), &[], None);
    assert_eq!(
        (moved.status, moved.header("location")),
        (301, Some(format!("{url}/scheda").as_str()))
    );
}

#[test]
fn the_sheet_of_an_archived_practice_says_so_first() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let url = publish(&app, &cast, TITLE, &[]);
    let mut visitor = app.browser();
    let warning = "Questa pratica è archiviata";
    assert!(!visitor.visit(&format!("{url}/scheda")).has(warning));
    app.write(|tx| {
        let chiara = actor(tx, &cast.chiara);
        practices::archive(tx, &chiara, 1, None)
    });
    let page = visitor.visit(&format!("{url}/scheda"));
    assert!(page.has(warning), "{}", page.text());
    let pdf = visitor.visit(&format!("{url}/scheda.pdf"));
    let text = pdf_extract::extract_text_from_mem(&pdf.bytes).unwrap();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(warning), "{text}");
}

#[test]
fn the_pdf_is_tagged_and_found_by_searching() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let url = publish(&app, &cast, TITLE, &[]);
    let mut visitor = app.browser();
    let pdf = visitor.visit(&format!("{url}/scheda.pdf"));
    assert_eq!(
        (
            pdf.status,
            pdf.header("content-type"),
            pdf.header("content-encoding")
        ),
        (200, Some("application/pdf"), Some("identity"))
    );
    let name = format!("scheda-{}-versione-1.pdf", url.rsplit('/').next().unwrap());
    assert!(
        pdf.header("content-disposition")
            .unwrap()
            .starts_with(&format!(
                "attachment; filename=\"{name}\"; filename*=UTF-8''"
            ))
    );
    let text = pdf_extract::extract_text_from_mem(&pdf.bytes).unwrap();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [TITLE, "l’attività costava di più", "da 2,94 a 3,92 €"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let tag = pdf.header("etag").unwrap().to_owned();
    let again = visitor.request(
        "GET",
        &format!("{url}/scheda.pdf"),
        &[("if-none-match", &tag)],
        None,
    );
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    says_the_same_to_poppler(&pdf);
}

/// The tools by which offices look at a PDF, where they are there.
fn says_the_same_to_poppler(pdf: &Page) {
    let file = std::env::temp_dir().join(format!("fra-unioni-{}.pdf", uuid::Uuid::now_v7()));
    std::fs::write(&file, &pdf.bytes).unwrap();
    let said = |program: &str, arguments: &[&str]| {
        Command::new(program)
            .arg(&file)
            .args(arguments)
            .output()
            // It prints the titles of headings as they are kept, which may be UTF-16.
            .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    if let Ok(info) = said("pdfinfo", &[]) {
        let of = |name: &str| {
            let line = info.lines().find(|line| line.starts_with(name)).unwrap();
            line.split_once(':').unwrap().1.trim().to_owned()
        };
        assert_eq!(of("Title"), format!("{TITLE} – scheda per la Giunta"));
        assert_eq!(of("Tagged"), "yes", "{info}");
        assert_eq!(of("Author"), "Unione Valle Serena");
        assert!(of("Page size").contains("A4"), "{info}");
        assert!(["1", "2"].contains(&of("Pages").as_str()), "{info}");
        let tree = said("pdfinfo", &["-struct"]).unwrap();
        assert!(tree.contains("H1") && tree.contains("Table"), "{tree}");
    }
    if let Ok(text) = said("pdftotext", &["-"]) {
        assert!(text.contains(TITLE), "{text}");
    }
    std::fs::remove_file(&file).unwrap();
}

#[test]
fn nothing_is_taken_away_of_what_is_not_published() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let url = app.write(|tx| {
        let marco = actor(tx, &cast.marco);
        let new = NewPractice {
            unione: cast.valle_serena,
            title: TITLE.to_owned(),
            summary: String::new(),
            topics: vec![cast.ict],
        };
        Ok(practices::draft(tx, &marco, new)?.url())
    });
    for mut browser in [app.browser(), app.browser_as(&cast.marco)] {
        for paper in ["scheda", "scheda.pdf", "fascicolo", "fascicolo.zip"] {
            let page = browser.visit(&format!("{url}/{paper}"));
            assert_eq!(page.status, 404, "{paper}");
        }
    }
    let page = app.browser_as(&cast.marco).visit(&url);
    assert!(!page.has("Scheda per la Giunta") && !page.html.contains("ld+json"));
}

/// The files of an archive, with their bytes.
fn unpacked(page: &Page) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(&page.bytes)).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut file = zip.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

#[test]
fn the_documents_come_in_one_file_in_order_of_phase() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let pdf = fra_unioni::demo::files::pdf("Capitolato", &["La rete."]).unwrap();
    let hidden = share(
        &app,
        &cast,
        "Riservato",
        Reach::Members,
        "r.txt",
        b"Solo noi.".to_vec(),
    );
    let late = share(
        &app,
        &cast,
        "Capitolato della rete",
        Reach::Public,
        "rete.PDF",
        pdf.clone(),
    );
    let early = share(
        &app,
        &cast,
        "=Delibera n. 12 del 2018; «sì»",
        Reach::Public,
        "d.txt",
        b"Articolo uno.".to_vec(),
    );
    let url = publish(&app, &cast, TITLE, &[late, hidden, early]);
    let mut visitor = app.browser();
    let page = visitor.visit(&format!("{url}/fascicolo"));
    assert!(
        page.has("2 file") && page.has("n. 12 del 2018"),
        "{}",
        page.text()
    );
    assert!(!page.has("Riservato"));
    let practice = visitor.visit(&url);
    assert!(practice.has("Scarica tutto (.zip, "), "{}", practice.text());
    assert_eq!(practice.links("/fascicolo.zip").len(), 1);
    assert_eq!(practice.links("/file").len(), 2, "{}", practice.html);
    let zip = visitor.visit(&format!("{url}/fascicolo.zip"));
    assert_eq!(
        (
            zip.status,
            zip.header("content-type"),
            zip.header("content-length")
        ),
        (200, Some("application/zip"), None)
    );
    let files = unpacked(&zip);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "index.html",
            "indice.csv",
            "01-delibera-n-12-del-2018-si.txt",
            "02-capitolato-della-rete.pdf"
        ]
    );
    assert_eq!(files[2].1, b"Articolo uno.");
    assert!(files[3].1 == pdf);
    let index = String::from_utf8(files[0].1.clone()).unwrap();
    assert!(index.contains("href=\"02-capitolato-della-rete.pdf\"") && index.contains(TITLE));
    assert!(!index.contains("<script") && !index.contains("Riservato"));
    let table = String::from_utf8(files[1].1.clone()).unwrap();
    assert!(
        table.contains(
            "1;\"'=Delibera n. 12 del 2018; «sì»\";Delibera di Consiglio;n. 12 del 2018;CC BY 4.0;"
        ),
        "{table}"
    );
    let mut bruno = app.browser_as(&cast.bruno);
    let files = unpacked(&bruno.visit(&format!("{url}/fascicolo.zip")));
    assert_eq!(files.len(), 5, "members may read one more");
    assert_eq!(files[4].0, "03-riservato.txt");
}

#[test]
fn without_documents_there_is_a_sentence_and_no_file() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let hidden = share(
        &app,
        &cast,
        "Riservato",
        Reach::Members,
        "r.txt",
        b"Solo noi.".to_vec(),
    );
    let url = publish(&app, &cast, TITLE, &[hidden]);
    let mut visitor = app.browser();
    let practice = visitor.visit(&url);
    assert!(!practice.html.contains("/fascicolo"), "{}", practice.html);
    let page = visitor.visit(&format!("{url}/fascicolo"));
    assert!(
        page.has("non ha ancora documenti che tu possa leggere"),
        "{}",
        page.text()
    );
    assert!(page.links("fascicolo.zip").is_empty());
    assert_eq!(visitor.visit(&format!("{url}/fascicolo.zip")).status, 404);
}

/// One file is as large as a film; that its beginning arrives while a later file can still vanish
/// shows that the archive is written as it is sent.
#[test]
fn a_large_dossier_is_sent_as_it_is_read() {
    const LARGE: usize = 100 * 1024 * 1024;
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let large: Vec<u8> = (0..LARGE / 4)
        .flat_map(|at| (at as u32).wrapping_mul(2_654_435_761).to_le_bytes())
        .collect();
    let last = b"L'ultimo atto.".to_vec();
    let second = share(&app, &cast, "Ultimo", Reach::Public, "u.txt", last.clone());
    let first = share(
        &app,
        &cast,
        "Filmato",
        Reach::Public,
        "f.bin",
        large.clone(),
    );
    let url = publish(&app, &cast, TITLE, &[second, first]);
    let mut visitor = app.browser();
    let files = unpacked(&visitor.visit(&format!("{url}/fascicolo.zip")));
    assert_eq!(files[2].0, "01-filmato.bin");
    assert!(files[2].1 == large && files[3].1 == last);

    let mut answer = ureq::get(format!("{}{url}/fascicolo.zip", app.url))
        .call()
        .unwrap();
    assert!(answer.headers().get("content-length").is_none());
    let mut body = answer.body_mut().as_reader();
    let mut beginning = vec![0; 64 * 1024];
    body.read_exact(&mut beginning).unwrap();
    assert!(beginning.starts_with(b"PK"));
    let hash = {
        use sha2::Digest;
        data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(&last))
    };
    let stored = app.app.blobs.local_path(&hash.parse().unwrap());
    std::fs::remove_file(stored).unwrap();
    let mut rest = Vec::new();
    let outcome = body.read_to_end(&mut rest);
    assert!(outcome.is_err(), "it is seen that the archive broke off");
}

/// What the page says to machines.
pub fn about(page: &Page) -> Option<Value> {
    let document = Html::parse_document(&page.html);
    let script = Selector::parse("script[type='application/ld+json']").unwrap();
    let said = document.select(&script).next()?;
    Some(serde_json::from_str(&said.text().collect::<String>()).unwrap())
}

fn meta(page: &Page, property: &str) -> String {
    let document = Html::parse_document(&page.html);
    let selector = Selector::parse(&format!("meta[property='{property}']")).unwrap();
    let meta = document.select(&selector).next().unwrap();
    meta.value().attr("content").unwrap().to_owned()
}

#[test]
fn a_public_practice_says_what_it_is_to_machines() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let title = "</script><script>alert(1)</script>\"><b>x</b> & «sì»";
    let url = publish(&app, &cast, title, &[]);
    let page = app.browser().visit(&url);
    assert!(!page.html.contains("<script>alert"), "{}", page.html);
    let address = format!("{}{url}", app.app.public_url());
    let said = about(&page).unwrap();
    assert_eq!(said["@type"], "Article");
    assert_eq!(said["headline"], title);
    assert_eq!(said["url"], address);
    assert_eq!(said["author"]["name"], "Unione Valle Serena");
    assert_eq!(said["version"], 1);
    assert_eq!(said["datePublished"], "2026-11-23T09:00:00Z");
    assert_eq!(meta(&page, "og:title"), title);
    assert_eq!(meta(&page, "og:url"), address);
    assert_eq!(meta(&page, "og:type"), "article");
    assert_eq!(meta(&page, "og:locale"), "it_IT");
    let canonical = Html::parse_document(&page.html);
    let canonical = canonical
        .select(&Selector::parse("link[rel='canonical']").unwrap())
        .next()
        .and_then(|link| link.value().attr("href").map(str::to_owned));
    assert_eq!(canonical.as_deref(), Some(address.as_str()));
    assert!(page.has(&address), "there is an address to copy");

    let unione = app.browser().visit(&page.links("/unioni/1")[0]);
    let said = about(&unione).unwrap();
    assert_eq!(said["@type"], "GovernmentOrganization");
    assert_eq!(said["name"], "Unione Valle Serena");
    assert_eq!(meta(&unione, "og:type"), "website");
}

#[test]
fn what_only_members_read_says_nothing_to_machines() {
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let (summary, heard) = take_in(
        &app,
        &[
            json!({"external_id": "p", "kind": "practice", "title": "Un solo centralino", "body": "Il contesto.",
                   "unione": "uvs_", "topics": ["ict"], "audience": "members"}),
        ],
    );
    assert_eq!(summary.added, 1, "{:?}", heard.0);
    let mut marco = app.browser_as(&cast.marco);
    let url = marco.visit("/pratiche").links("/pratiche/1")[0].clone();
    let page = marco.visit(&url);
    assert!(page.has("Un solo centralino"));
    assert!(about(&page).is_none() && !page.html.contains("og:"));
    let scheda = marco.visit(&format!("{url}/scheda"));
    assert_eq!(scheda.status, 200);
    assert_eq!(
        app.browser().visit(&format!("{url}/scheda.pdf")).status,
        404
    );
}
