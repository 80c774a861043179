//! Real documents of public bodies, where they are at hand.

use std::path::PathBuf;
use std::time::Instant;

use super::*;

fn shared() -> PathBuf {
    option_env!("FRA_UNIONI_SHARED")
        .map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
            PathBuf::from,
        )
        .join("data/files")
}

#[test]
fn the_words_of_real_documents_are_found() {
    // Part of the name, words in the text, least number of pages.
    let expect: [(&str, &[&str], usize); 12] = [
        (
            "Delibera_8_5338",
            &[
                "COMUNE DI AVELLA",
                "APPROVAZIONE D.U.P. 2026/2028",
                "formalità prescritte",
            ],
            5,
        ),
        ("Delibera_16_5422", &["regolamento", "patrocinio"], 8),
        ("Delibera_3_5333", &["PIANO INDUSTRIALE"], 14),
        ("Determinazione_188", &["CIG"], 6),
        ("atto_5_5444", &["ORDINANZA"], 3),
        (
            "All_1_Glossario",
            &["conservazione", "Aggregazione documentale informatica"],
            14,
        ),
        (
            "All_5_I_Metadati",
            &["Alfanumerico", "ambiguità terminologiche"],
            31,
        ),
        ("Allegato_C_informativa", &["protezione dei dati"], 2),
        (
            "CIR_FOIA_REVe.docx",
            &["accesso civico “generalizzato”", "attività"],
            20,
        ),
        (
            "CIR_FOIA_REVe.odt",
            &["accesso civico “generalizzato”", "attività"],
            1,
        ),
        ("faq_spid.docx", &["SPID"], 1),
        ("cond_gen_esercenti.odt", &["esercent"], 1),
    ];
    let Ok(files) = std::fs::read_dir(shared()) else {
        return;
    };
    let files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    for (name, expected, least_pages) in expect {
        let named = |path: &&PathBuf| {
            path.to_string_lossy().contains(name) && !path.to_string_lossy().ends_with(".p7m")
        };
        let Some(path) = files.iter().find(named) else {
            continue;
        };
        let pages = pages(path);
        assert!(pages.len() >= least_pages, "{name}: {} pages", pages.len());
        let text = words(&pages).to_lowercase();
        for word in expected {
            assert!(text.contains(&word.to_lowercase()), "{name}: {word}");
        }
    }
}

/// The pages of a file that has text, with a line of what it took.
fn pages(path: &Path) -> Vec<Page> {
    let name = path.file_name().unwrap().to_string_lossy();
    let (_, extraction) = told(path);
    let Extraction::Text { pages } = extraction else {
        panic!("{name}: {extraction:?}")
    };
    pages
}

/// All words of a text, on one line.
fn words(pages: &[Page]) -> String {
    let texts: Vec<&str> = pages.iter().map(|page| page.text.as_str()).collect();
    texts.join(" ").replace(['\n', '\t'], " ")
}

/// The kind of a file and what came out of it, with a line of a table that says so.
fn told(path: &Path) -> (FileKind, Extraction) {
    let name = path.file_name().unwrap().to_string_lossy();
    let kind = FileKind::of(&mut std::fs::File::open(path).unwrap()).unwrap();
    let begun = Instant::now();
    let extraction = extract(program(), path, &Limits::default()).unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    let (state, pages, characters) = match &extraction {
        Extraction::Text { pages } | Extraction::Recognised { pages, .. } => {
            let characters = pages.iter().map(|page| page.text.chars().count()).sum();
            ("text", pages.len(), characters)
        }
        Extraction::ImageOnly { .. } | Extraction::Image { .. } => ("image only", 0, 0),
        Extraction::Encrypted => ("encrypted", 0, 0),
        Extraction::Damaged { .. } => ("damaged", 0, 0),
        Extraction::TooLarge => ("too large", 0, 0),
        Extraction::TimedOut => ("timed out", 0, 0),
        Extraction::Unreadable { .. } => ("unreadable", 0, 0),
        Extraction::Empty => ("empty", 0, 0),
    };
    println!(
        "| {name} | {} | {seconds:.2} | {characters} | {pages} | {state} |",
        kind.label()
    );
    (kind, extraction)
}

#[test]
fn every_deed_of_a_comune_is_read() {
    let Ok(files) = std::fs::read_dir(shared()) else {
        return;
    };
    for entry in files {
        let path = entry.unwrap().path();
        let name = path.to_string_lossy();
        if name.contains("delibere-comunali") && name.ends_with(".pdf") {
            let pages = pages(&path);
            assert!(pages.len() >= 3, "{name}");
            assert!(pages.iter().all(|page| !page.text.is_empty()), "{name}");
            assert!(words(&pages).to_lowercase().contains("avella"), "{name}");
        }
    }
}

/// With `--nocapture` this prints a table: file, kind, seconds, characters, pages, state.
#[test]
fn every_file_has_a_state_and_all_that_are_not_signed_have_text() {
    let Ok(files) = std::fs::read_dir(shared()) else {
        return;
    };
    let mut files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    println!("| file | kind | seconds | characters | pages | state |\n|---|---|---|---|---|---|");
    for path in files {
        let name = path.to_string_lossy().into_owned();
        if name.ends_with("files.tsv") {
            continue;
        }
        let (kind, extraction) = told(&path);
        if kind == FileKind::P7m {
            continue;
        }
        let Extraction::Text { pages } = extraction else {
            panic!("{name}: {extraction:?}")
        };
        let is_sheet = matches!(kind, FileKind::Xlsx | FileKind::Xls);
        assert_eq!(
            pages.iter().all(|page| {
                let label = page.label.as_deref();
                label.is_some_and(|label| label.starts_with("Foglio «"))
            }),
            is_sheet,
            "{name}"
        );
    }
}

#[test]
fn the_cells_of_real_sheets_are_seen() {
    // Part of the name, the label of a page, a line on it.
    let expect = [
        (
            "anpr__tab_Titolo_di_studio",
            "Foglio «Tabella 11»",
            "2\tLicenza media",
        ),
        (
            "tabelle_tipologiche",
            "Foglio «Elenco Tabelle Tipologiche»",
            "DIMENSIONE_BENEFICIARI\tQualifica la dimensione del soggetto beneficiario\t29/12/2017",
        ),
        (
            "openbdap_083048",
            "Foglio «Dettaglio CIG»",
            "D41F22000280006\tZ83380785F\t-\t05/10/22\tFORNITURA SITO + MODULI DI SERVIZI INTEGRATI PER ISTITUTI COMPRENSIVI CAP P01/06\t5.984,43",
        ),
        (
            "municipal_notice_board.xls",
            "Foglio «Sheet1»",
            "A\tAtto amministrativo\t01\tDecreto\t\t02\tDecreto del Sindaco\t\tDekret des Bürgermeisters\tDecreto sindacale",
        ),
    ];
    let Ok(files) = std::fs::read_dir(shared()) else {
        return;
    };
    let files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    for (name, label, line) in expect {
        let named = |path: &&PathBuf| path.to_string_lossy().contains(name);
        let Some(path) = files.iter().find(named) else {
            continue;
        };
        let pages = pages(path);
        let page = pages
            .iter()
            .find(|page| page.label.as_deref() == Some(label))
            .unwrap_or_else(|| panic!("{name}: no {label}"));
        assert!(
            page.text.lines().any(|one| one == line),
            "{name}: {}",
            page.text
        );
    }
}
