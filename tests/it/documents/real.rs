//! Real documents of public bodies, where they are at hand.

use std::path::{Path, PathBuf};

use fra_unioni::features::documents::TextState;
use fra_unioni::platform::confined::Limits;
use fra_unioni::platform::extract::{Extraction, extract};
use fra_unioni::platform::web::address::query_value;

use super::*;
use crate::notifications::actor;

pub(super) fn shared() -> PathBuf {
    option_env!("FRA_UNIONI_SHARED")
        .map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
            PathBuf::from,
        )
        .join("data/files")
}

#[test]
fn real_deeds_are_found_by_words_inside() {
    let Ok(files) = std::fs::read_dir(shared()) else {
        return;
    };
    let files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    // Part of the name, words inside with accents or articles, the same without.
    let expect = [
        (
            "Delibera_8_5338",
            "formalità prescritte",
            "formalita prescritte",
        ),
        ("All_5_I_Metadati", "ambiguità terminologiche", "ambiguita"),
        ("CIR_FOIA_REVe.docx", "l’attività", "attivita"),
    ];
    let app = TestApp::start();
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    for (part, with, without) in expect {
        let Some(path) = files
            .iter()
            .find(|path| path.to_string_lossy().contains(part))
        else {
            continue;
        };
        let name = path.file_name().unwrap().to_string_lossy();
        let page = share(
            &mut chiara,
            part,
            "public",
            &name,
            &std::fs::read(path).unwrap(),
        );
        app.settle();
        let subjects = |words: &str| found(&app, &visitor(), words);
        let number = acts(&page)
            .rsplit('/')
            .next()
            .unwrap()
            .parse::<i64>()
            .unwrap();
        let subject = app.read(|conn| {
            let reader = fra_unioni::platform::actor::Actor::visitor();
            Ok(documents::find(conn, &reader, number)?
                .subject()
                .to_string())
        });
        assert!(subjects(with).contains(&subject), "{part}: {with}");
        assert!(subjects(without).contains(&subject), "{part}: {without}");
    }
}

/// What came of a file, as a line of the table that `make figures` prints.
fn line(name: &str, seconds: f64, characters: usize, pages: i32, state: TextState) -> String {
    format!("| {name} | {seconds:.2} | {characters} | {pages} | {state} |")
}

#[test]
fn every_real_file_goes_all_the_way() {
    let Ok(files) = std::fs::read_dir(shared()) else {
        return;
    };
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|path| path.extension().is_none_or(|ending| ending != "tsv"));
    files.sort();
    let app = TestApp::with(&[("rate_limits", "off")]);
    let cast = Cast::of(&app);
    let mut chiara = app.browser_as(&cast.chiara);
    println!("| file | seconds | characters | pages | state |\n|---|---|---|---|---|");
    let mut handed_in = Vec::new();
    for (index, path) in files.iter().enumerate() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(path).unwrap();
        // A word that no file has: each is looked for by it and by a word of its own.
        let title = format!("Provavera{index}");
        let page = share(&mut chiara, &title, "members", &name, &bytes);
        let address = acts(&page);
        let begun = std::time::Instant::now();
        app.settle();
        let seconds = begun.elapsed().as_secs_f64();
        let number = address.rsplit('/').next().unwrap().parse().unwrap();
        let version = app
            .write(|tx| {
                let reader = actor(tx, &cast.chiara);
                let document = documents::find(tx, &reader, number)?;
                documents::versions(tx, &reader, &document)
            })
            .remove(0);
        assert_ne!(version.text, TextState::Pending, "{name}");

        let file = chiara.visit(&format!("{address}/file"));
        assert_eq!(file.status, 200, "{name}");
        assert!(file.bytes == bytes, "{name} comes back as it was handed in");
        let page = chiara.visit(&address);
        assert_eq!(page.status, 200, "{name}");
        assert!(!page.has("Stiamo leggendo"), "{name}");

        let text = match extract(&app.app.program, path, &Limits::default()).unwrap() {
            Extraction::Text { pages } => pages.into_iter().map(|page| page.text).collect(),
            _ => vec![String::new()],
        };
        let characters = text.iter().map(|page| page.chars().count()).sum();
        println!(
            "{}",
            line(&name, seconds, characters, version.page_count, version.text)
        );
        let word = text
            .iter()
            .flat_map(|page| page.split(|letter: char| !letter.is_lowercase()))
            .max_by_key(|word| word.len())
            .unwrap_or_default();
        handed_in.push((title, word.to_owned(), address, name));
    }
    for (title, word, address, name) in handed_in {
        let found = chiara.visit(&format!("/cerca?q={title}+{}", query_value(&word)));
        assert!(found.html.contains(&address), "{name}: {title} {word}");
    }
}
