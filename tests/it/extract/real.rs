//! Real documents of public bodies, where they are at hand.

use std::path::PathBuf;

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
        let extraction = extract(program(), path, &Limits::default()).unwrap();
        let Extraction::Text { pages } = extraction else {
            panic!("{name}: {extraction:?}")
        };
        println!(
            "{name:<24} {:>3} pages {:>7} characters",
            pages.len(),
            pages.iter().map(String::len).sum::<usize>()
        );
        assert!(pages.len() >= least_pages, "{name}: {} pages", pages.len());
        let text = pages.join("\n").replace('\n', " ").to_lowercase();
        for word in words {
            assert!(text.contains(&word.to_lowercase()), "{name}: {word}");
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
