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
    for (name, words, least_pages) in expect {
        let named = |path: &&PathBuf| {
            path.to_string_lossy().contains(name) && !path.to_string_lossy().ends_with(".p7m")
        };
        let Some(path) = files.iter().find(named) else {
            continue;
        };
        let pages = pages(path);
        assert!(pages.len() >= least_pages, "{name}: {} pages", pages.len());
        let text = pages.join("\n").replace('\n', " ").to_lowercase();
        for word in words {
            assert!(text.contains(&word.to_lowercase()), "{name}: {word}");
        }
    }
}

/// The pages of a file that has text, with a line of what it took.
fn pages(path: &Path) -> Vec<String> {
    let name = path.file_name().unwrap().to_string_lossy();
    let begun = Instant::now();
    let extraction = extract(program(), path, &Limits::default()).unwrap();
    let Extraction::Text { pages } = extraction else {
        panic!("{name}: {extraction:?}")
    };
    let characters: usize = pages.iter().map(|page| page.chars().count()).sum();
    println!(
        "{:>3} pages {characters:>7} characters {:>5} ms  {name}",
        pages.len(),
        begun.elapsed().as_millis()
    );
    pages
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
            assert!(pages.iter().all(|page| !page.is_empty()), "{name}");
            assert!(pages.join(" ").to_lowercase().contains("avella"), "{name}");
        }
    }
}

#[test]
fn signed_and_tabular_documents_are_named_for_what_they_are() {
    let Ok(files) = std::fs::read_dir(shared()) else {
        return;
    };
    for entry in files {
        let path = entry.unwrap().path();
        let kind = match path.extension().and_then(|ending| ending.to_str()) {
            Some("p7m") => FileKind::P7m,
            Some("xlsx") => FileKind::Xlsx,
            _ => continue,
        };
        let extraction = extract(program(), &path, &Limits::default()).unwrap();
        assert_eq!(
            extraction,
            Extraction::Unreadable { kind },
            "{}",
            path.display()
        );
    }
}
