use super::flow::{BOTTOM, TOP, WIDTH};
use super::strips::Part;
use super::*;
use lopdf::{Document, Object};
use proptest::prelude::*;

fn paper(blocks: Vec<Block>) -> Paper {
    Paper {
        title: "Perché l’unione «fa» – così".into(),
        author: "Unione Valle Serena".into(),
        description: "Una prova.".into(),
        day: NaiveDate::from_ymd_opt(2026, 5, 8).unwrap(),
        foot: "Versione 1 · esempio.it/pratiche/1".into(),
        blocks,
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn every_block(words: &str) -> Vec<Block> {
    let item = |term: &str, text: &str| Item {
        term: term.to_owned(),
        text: text.to_owned(),
    };
    vec![
        Block::Kicker(text(words)),
        Block::Title(text(words)),
        Block::Lead(text(words)),
        Block::Heading(text(words)),
        Block::Paragraph(text(words)),
        Block::List(vec![item(words, words), item("", words), item(words, "")]),
        Block::Steps(vec![item("2006–2011:", words)]),
        Block::Facts(vec![
            (text("Comuni"), text(words)),
            (text(words), text("5")),
        ]),
        Block::Table {
            head: vec![text("Voce"), text(words), text("Per abitante")],
            rows: vec![vec![text("Avvio"), text("38.000 €"), text(words)]],
        },
        Block::Small(text(words)),
        Block::Address(text("https://esempio.it/pratiche/1-perche")),
    ]
}

fn write(paper: &Paper) -> Vec<u8> {
    lay_out(paper).unwrap().write().unwrap()
}

/// What a dictionary says under a name, wherever it is kept.
fn under<'a>(file: &'a Document, dictionary: &'a lopdf::Dictionary, name: &[u8]) -> &'a Object {
    let (_, object) = file.dereference(dictionary.get(name).unwrap()).unwrap();
    object
}

/// How many elements of the tree are of a sort.
fn elements(file: &Document, sort: &[u8]) -> usize {
    file.objects
        .values()
        .filter_map(|object| object.as_dict().ok())
        .filter(|element| element.get(b"S").and_then(Object::as_name).ok() == Some(sort))
        .filter(|element| element.has(b"P"))
        .count()
}

#[test]
fn a_paper_is_tagged_and_says_what_it_is() {
    let bytes = write(&paper(every_block("Perché l’attività è così")));
    let file = Document::load_mem(&bytes).unwrap();
    let catalog = file.catalog().unwrap();
    assert_eq!(under(&file, catalog, b"Lang").as_str().unwrap(), b"it-IT");
    let marks = under(&file, catalog, b"MarkInfo").as_dict().unwrap();
    assert!(marks.get(b"Marked").unwrap().as_bool().unwrap());
    let viewing = under(&file, catalog, b"ViewerPreferences")
        .as_dict()
        .unwrap();
    assert!(viewing.get(b"DisplayDocTitle").unwrap().as_bool().unwrap());
    assert!(catalog.has(b"Outlines") && catalog.has(b"Metadata"));
    under(&file, catalog, b"StructTreeRoot").as_dict().unwrap();
    for (sort, count) in [
        ("H1", 1),
        ("H2", 1),
        ("L", 2),
        ("LI", 4),
        ("Table", 2),
        ("TH", 6),
        ("TD", 4),
        ("Link", 1),
    ] {
        assert_eq!(elements(&file, sort.as_bytes()), count, "{sort}");
    }
    assert!(
        bytes.windows(12).any(|at| at == b"pdfuaid:part"),
        "it says that it keeps PDF/UA-1"
    );
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    let paper = paper(every_block("Sempre uguale."));
    assert_eq!(write(&paper), write(&paper));
}

#[test]
fn what_the_faces_lack_is_written_as_it_sounds() {
    for words in [
        "🚒 pompieri",
        "Ελλάδα, Україна, 中国, مرحبا",
        "a\u{202E}fdp.exe\u{0}\u{FEFF}\u{FFFE}\u{AD}",
        "e\u{301}criture, fi fl ffi",
        "",
        "\u{10FFFF}",
    ] {
        write(&paper(every_block(words)));
    }
}

#[test]
fn long_papers_take_more_pages() {
    let blocks = (0..60)
        .map(|_| Block::Paragraph("Una frase lunga quanto basta. ".repeat(8)))
        .collect();
    let paper = paper(blocks);
    let laid_out = lay_out(&paper).unwrap();
    assert!(laid_out.pages() > 2);
}

fn parts<'a>(laid_out: &'a LaidOut<'_>) -> impl Iterator<Item = &'a Part> {
    laid_out
        .pages
        .iter()
        .flat_map(|page| &page.0)
        .flat_map(|placed| &placed.strip.parts)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 8, ..ProptestConfig::default() })]

    #[test]
    fn nothing_stands_outside_the_page(words in "(\\PC{0,40}[ \n]?){0,12}") {
        let paper = paper(every_block(&words));
        let laid_out = lay_out(&paper).unwrap();
        for part in parts(&laid_out) {
            // A space at the end of a line may hang over.
            prop_assert!(part.x + part.line.width() <= WIDTH + 12.0);
        }
        for placed in laid_out.pages.iter().flat_map(|page| &page.0) {
            prop_assert!(placed.y >= TOP && placed.y + placed.strip.height <= BOTTOM + 0.1);
        }
        for page in &laid_out.pages {
            for two in page.0.windows(2) {
                prop_assert!(two[0].y + two[0].strip.height <= two[1].y + 0.1, "in order, and none upon another");
            }
        }
        laid_out.write().unwrap();
    }
}
