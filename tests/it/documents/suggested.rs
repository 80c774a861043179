//! What texts suggest, measured: on real acts where they are at hand, and on acts that are made here.
//! `make figures` prints the tables.

use std::path::Path;

use fra_unioni::demo::files;
use fra_unioni::features::documents::DocumentKind;
use fra_unioni::features::documents::suggest::{Suggestions, suggest};
use fra_unioni::platform::confined::Limits;
use fra_unioni::platform::dates::PartialDate;
use fra_unioni::platform::extract::{Extraction, extract};

use super::deeds::{LAYOUTS, Made, made};
use super::real::shared;

/// Part of a file's name, what it is, its number and its date, read by a person. Of two numbers that of
/// the general register counts. Attachments of acts have neither.
const TRUTH: [(&str, DocumentKind, &str, &str); 13] = [
    (
        "Avviso_50_5480",
        DocumentKind::DeliberaGiunta,
        "50",
        "2026-04-10",
    ),
    ("Delibera_16_5422", DocumentKind::Regolamento, "", ""),
    (
        "Delibera_18_5424",
        DocumentKind::DeliberaConsiglio,
        "18",
        "2026-03-24",
    ),
    (
        "Delibera_34_5316",
        DocumentKind::DeliberaGiunta,
        "34",
        "2026-03-03",
    ),
    ("Delibera_3_5333", DocumentKind::Piano, "", ""),
    (
        "Delibera_47_5441",
        DocumentKind::DeliberaGiunta,
        "47",
        "2026-03-31",
    ),
    ("Delibera_4_5334", DocumentKind::Piano, "", ""),
    (
        "Delibera_51_5486",
        DocumentKind::DeliberaGiunta,
        "51",
        "2026-04-10",
    ),
    (
        "Delibera_62_5607",
        DocumentKind::DeliberaGiunta,
        "62",
        "2026-05-07",
    ),
    (
        "Delibera_8_5338",
        DocumentKind::DeliberaConsiglio,
        "8",
        "2026-03-03",
    ),
    (
        "Determinazione_188_5376",
        DocumentKind::Determina,
        "188",
        "2026-03-13",
    ),
    (
        "Determinazione_217_5433",
        DocumentKind::Determina,
        "217",
        "2026-03-27",
    ),
    ("atto_5_5444", DocumentKind::Ordinanza, "5", "2026-04-01"),
];

/// How many of all must be right, in percent.
const ENOUGH: usize = 90;

fn text_of(file: &Path) -> Vec<String> {
    let program = Path::new(env!("CARGO_BIN_EXE_fra-unioni"));
    match extract(program, file, &Limits::default()).unwrap() {
        Extraction::Text { pages } => pages.into_iter().map(|page| page.text).collect(),
        other => panic!("{}: {other:?}", file.display()),
    }
}

fn date_of(found: &Suggestions) -> String {
    found.date.map(PartialDate::to_storage).unwrap_or_default()
}

fn is_enough(right: usize, all: usize) -> bool {
    right * 100 >= all * ENOUGH
}

#[test]
fn real_acts_name_their_kind_number_and_date() {
    let Ok(files) = std::fs::read_dir(shared()) else {
        return;
    };
    let files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    let (mut all, mut right) = (0, [0; 3]);
    for (part, kind, number, date) in TRUTH {
        let name = format!("__{part}");
        let Some(file) = files.iter().find(|file| {
            let path = file.to_string_lossy();
            path.contains(&name) && path.ends_with(".pdf")
        }) else {
            continue;
        };
        let found = suggest(&text_of(file));
        let said = (
            found.kind,
            found.number.clone().unwrap_or_default(),
            date_of(&found),
        );
        println!(
            "{part:<26} {:<20} {:<6} {}",
            said.0.map_or("", DocumentKind::as_str),
            said.1,
            said.2
        );
        all += 1;
        right[0] += usize::from(said.0 == Some(kind));
        right[1] += usize::from(said.1 == number);
        right[2] += usize::from(said.2 == date);
    }
    println!(
        "of {all} real acts right: kind {}, number {}, date {}",
        right[0], right[1], right[2]
    );
    for right in right {
        assert!(is_enough(right, all), "{right} of {all}");
    }
}

/// Kind, number, date, protocol, CUP, CIG: which of them are right.
fn right(made: &Made, found: &Suggestions) -> [bool; 6] {
    let sorted = |codes: &[String]| {
        let mut codes = codes.to_vec();
        codes.sort();
        codes
    };
    let protocol = found
        .protocol
        .as_ref()
        .map_or_else(String::new, |one| format!("{}/{}", one.number, one.year));
    [
        found.kind.map(DocumentKind::as_str) == Some(made.kind),
        found.number.as_deref().unwrap_or_default() == made.number,
        date_of(found) == made.date,
        protocol == made.protocol,
        sorted(&found.cups) == sorted(&made.cups),
        sorted(&found.cigs) == sorted(&made.cigs),
    ]
}

const NAMES: [&str; 6] = ["kind", "number", "date", "protocol", "CUP", "CIG"];

#[test]
fn two_hundred_acts_of_ten_layouts_say_what_they_are() {
    let acts = made(200);
    let mut counts = [[0; NAMES.len()]; LAYOUTS];
    for act in &acts {
        for (count, right) in counts[act.layout]
            .iter_mut()
            .zip(right(act, &suggest(&act.pages)))
        {
            *count += usize::from(right);
        }
    }
    println!("layout {}", NAMES.map(|name| format!("{name:>9}")).concat());
    for (layout, counts) in counts.iter().enumerate() {
        println!(
            "{layout:>6} {}",
            counts.map(|count| format!("{count:>9}")).concat()
        );
    }
    for (at, name) in NAMES.iter().enumerate() {
        let right: usize = counts.iter().map(|counts| counts[at]).sum();
        println!("{name}: {right} of {}", acts.len());
        assert!(is_enough(right, acts.len()), "{name}: {right}");
    }
}

#[test]
fn so_they_do_out_of_pdf_files() {
    let folder = std::env::temp_dir().join(format!("fra-unioni-acts-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(&folder).unwrap();
    let acts = made(LAYOUTS);
    let mut all = [0; NAMES.len()];
    for (at, act) in acts.iter().enumerate() {
        let lines: Vec<&str> = act.pages.iter().flat_map(|page| page.lines()).collect();
        let file = folder.join(format!("{at}.pdf"));
        std::fs::write(&file, files::pdf("Atto", &lines).unwrap()).unwrap();
        for (count, right) in all.iter_mut().zip(right(act, &suggest(&text_of(&file)))) {
            *count += usize::from(right);
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    println!("of {} PDF files right: {all:?} ({NAMES:?})", acts.len());
    for (count, name) in all.iter().zip(NAMES) {
        assert!(is_enough(*count, acts.len()), "{name}: {count}");
    }
}
