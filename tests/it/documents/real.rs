//! Real documents of public bodies, where they are at hand.

use std::path::{Path, PathBuf};

use super::*;

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
