use super::*;
use crate::platform::extract::{Extraction, FileKind, read};

const TITLE: &str = "Convenzione per l’esercizio associato della funzione “sistemi informativi”";
const PARAGRAPHS: [&str; 3] = [
    "Perché l'Unione? Più Comuni, un solo ufficio: è già così a Fossano – città d’arte – e dintorni.",
    "Costo: 12.500,00 € l’anno & IVA <22%>; «quota pro capite» di 0,85 €.",
    "ÀÈÉÌÒÙ àèéìòù… e basta.",
];

fn text(bytes: &[u8]) -> Vec<String> {
    match read(bytes) {
        Extraction::Text { pages } => pages.into_iter().map(|page| page.text).collect(),
        other => panic!("{other:?}"),
    }
}

fn unwrapped(pages: &[String]) -> String {
    pages
        .join(" ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn what_is_written_is_read() {
    let expect = format!("{TITLE} {}", PARAGRAPHS.join(" "));
    for (make, kind) in [
        (
            pdf as fn(&str, &[&str]) -> anyhow::Result<Vec<u8>>,
            FileKind::Pdf,
        ),
        (docx, FileKind::Docx),
        (odt, FileKind::Odt),
    ] {
        let bytes = make(TITLE, &PARAGRAPHS).unwrap();
        assert_eq!(
            FileKind::of(&mut std::io::Cursor::new(&bytes)).unwrap(),
            kind
        );
        assert_eq!(unwrapped(&text(&bytes)), expect, "{kind:?}");
    }
}

#[test]
fn a_long_pdf_has_pages_and_keeps_its_lines_inside_the_margins() {
    let paragraphs = vec![PARAGRAPHS[0].repeat(8); 20];
    let paragraphs: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
    let pages = text(&pdf(TITLE, &paragraphs).unwrap());
    assert!(pages.len() > 2, "{}", pages.len());
    assert!(pages.iter().all(|page| !page.is_empty()));
    let found = unwrapped(&pages).matches("Perché l'Unione?").count();
    assert_eq!(found, 160);
    let widest = pages
        .iter()
        .flat_map(|page| page.lines())
        .map(|line| line.chars().count())
        .max();
    assert!(
        widest.is_some_and(|letters| (60..110).contains(&letters)),
        "{widest:?}"
    );
}

#[test]
fn letters_no_font_has_become_question_marks() {
    let pages = text(
        &pdf(
            "Prova di caratteri fuori tabella",
            &["漢字 e testo latino a seguire"],
        )
        .unwrap(),
    );
    assert!(pages[0].contains("?? e testo latino"), "{pages:?}");
}

#[test]
fn a_form_feed_begins_a_page() {
    let pages = text(
        &pdf(
            "Atto in due pagine",
            &[PARAGRAPHS[0], "\u{c}", PARAGRAPHS[1]],
        )
        .unwrap(),
    );
    assert_eq!(pages.len(), 2);
    assert!(pages[0].contains("Più Comuni") && pages[1].contains("Costo:"));
}

#[test]
fn a_workbook_has_its_sheets() {
    let sheets = [
        (
            "Contratti",
            vec![vec!["Comune", "Canone"], vec!["Rio & C.", "12.5"]],
        ),
        ("Sedi", vec![vec!["Municipio"]]),
    ];
    let Extraction::Text { pages } = read(&xlsx(TITLE, &sheets).unwrap()) else {
        panic!("no text")
    };
    let labels: Vec<_> = pages
        .iter()
        .map(|page| page.label.as_deref().unwrap())
        .collect();
    assert!(
        labels[0].contains("Contratti") && labels[1].contains("Sedi"),
        "{labels:?}"
    );
    assert!(
        pages[0].text.contains("Rio & C.") && pages[0].text.contains("12,5"),
        "{:?}",
        pages[0]
    );
}

#[test]
fn an_envelope_is_intact_and_says_who_signed_until_a_byte_is_changed() {
    use crate::platform::signed::{Verdict, examine};
    let content = pdf(TITLE, &PARAGRAPHS).unwrap();
    let at = chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000);
    let signing = Signing {
        name: "Anna",
        surname: "Verdi",
        fiscal_code: "VRDNNA80A41H501X",
        organisation: "Unione di prova",
        at,
    };
    let mut envelope = p7m(&content, &signing).unwrap();
    let report = examine(&envelope).unwrap();
    let signature = &report.signatures[0];
    assert_eq!(signature.verdict, Verdict::Intact);
    assert_eq!(
        (signature.name.as_str(), signature.fiscal_code.as_str()),
        ("ANNA VERDI", "VRDNNA80A41H501X")
    );
    assert_eq!(signature.signed_at, Some(at));
    let place = envelope
        .windows(5)
        .position(|bytes| bytes == b"%PDF-")
        .unwrap();
    envelope[place + 5] ^= 1;
    assert_eq!(
        examine(&envelope).unwrap().signatures[0].verdict,
        Verdict::Altered
    );
}
