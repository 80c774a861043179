//! What a machine can say of a text before somebody reads it: it helps who reviews, and decides nothing.

use std::collections::BTreeSet;

use super::check::{self, Section};
use super::content::Evidence;
use super::{Text, store};
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::subject::SubjectKind;

/// Words after which a sentence is long.
const LONG_WORDS: usize = 45;
/// No more of one kind are told of.
const AT_MOST: usize = 10;

/// Sorts of finding, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// Something is missing without which it cannot be published.
    Missing,
    /// What may be somebody's personal data.
    PersonalData,
    /// A benefit that does not say how it is known.
    BareClaim,
    /// A link to a page of ours that readers cannot open.
    BrokenLink,
    /// A sentence that is hard to read.
    LongSentence,
}

impl FindingKind {
    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            FindingKind::Missing => "Manca qualcosa",
            FindingKind::PersonalData => "Possibili dati personali",
            FindingKind::BareClaim => "Vantaggi senza prova",
            FindingKind::BrokenLink => "Collegamenti che non si aprono",
            FindingKind::LongSentence => "Consiglio: frasi molto lunghe",
        }
    }
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What sort.
    pub kind: FindingKind,
    /// Where.
    pub section: Section,
    /// What, as an Italian sentence.
    pub sentence: String,
}

/// A page of ours that a text leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// What kind of thing is there.
    pub kind: SubjectKind,
    /// Its number.
    pub number: i64,
}

/// What is found in a text, whose parts are all that is written in each section; `site` is our own
/// address. The gravest comes first.
///
/// # Errors
/// When the database refuses.
pub fn findings(
    conn: &mut Conn,
    site: &str,
    text: &Text,
    parts: &[(Section, String)],
) -> Result<Vec<Finding>> {
    let mut found: Vec<Finding> = check::missing(text)
        .into_iter()
        .map(|missing| Finding {
            kind: FindingKind::Missing,
            section: missing.section,
            sentence: missing.sentence.to_owned(),
        })
        .collect();
    found.extend(bare_claims(text));
    for (section, written) in parts {
        found.extend(in_words(*section, written));
    }
    let linked: Vec<(Section, Target)> = parts
        .iter()
        .flat_map(|(section, written)| {
            targets(site, written)
                .into_iter()
                .map(|target| (*section, target))
        })
        .collect();
    let wanted: BTreeSet<Target> = linked.iter().map(|(_, target)| *target).collect();
    let readable = store::list_readable(conn, &wanted)?;
    found.extend(
        linked
            .into_iter()
            .filter(|(_, target)| !readable.contains(target))
            .map(|(section, target)| Finding {
                kind: FindingKind::BrokenLink,
                section,
                sentence: format!(
                    "«{}{}» non c’è, oppure non tutti la possono leggere.",
                    prefix(target.kind),
                    target.number
                ),
            }),
    );
    found.sort();
    found.dedup();
    Ok(at_most_of_each(found))
}

fn at_most_of_each(found: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::with_capacity(found.len());
    for one in found {
        if kept.iter().filter(|other| other.kind == one.kind).count() < AT_MOST {
            kept.push(one);
        }
    }
    kept
}

fn bare_claims(text: &Text) -> Vec<Finding> {
    let is_bare = |evidence| !matches!(evidence, Evidence::Perceived | Evidence::Unsaid);
    text.content
        .benefits
        .iter()
        .enumerate()
        .filter(|(_, one)| is_bare(one.evidence) && one.source.is_empty() && one.document.is_none())
        .map(|(at, one)| Finding {
            kind: FindingKind::BareClaim,
            section: Section::Benefits,
            sentence: format!(
                "Il vantaggio {} è «{}», ma non dice da quale fonte o documento si sa.",
                at + 1,
                one.evidence.words().to_lowercase()
            ),
        })
        .collect()
}

fn in_words(section: Section, written: &str) -> Vec<Finding> {
    let of = |kind, sentence| Finding {
        kind,
        section,
        sentence,
    };
    let personal = personal_data(written)
        .into_iter()
        .map(|sentence| of(FindingKind::PersonalData, sentence));
    let long = long_sentences(written).into_iter().map(|(begins, words)| {
        of(
            FindingKind::LongSentence,
            format!("Una frase ha {words} parole: «{begins}…»"),
        )
    });
    personal.chain(long).collect()
}

/// What in a text looks like a fiscal code, an e-mail address or the number of a mobile telephone.
fn personal_data(written: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in written.split(|c: char| !(c.is_alphanumeric() || "@.-_+".contains(c))) {
        let word = word.trim_matches(['.', '-', '_']);
        if is_fiscal_code(word) {
            found.push(format!("«{word}» sembra un codice fiscale."));
        } else if is_address(word) {
            found.push(format!(
                "«{word}» è un indirizzo e-mail: è di un ufficio o di una persona?"
            ));
        }
    }
    found.extend(
        mobile_numbers(written)
            .into_iter()
            .map(|number| format!("«{number}» sembra un numero di cellulare.")),
    );
    found
}

/// Six letters, two digits, a letter, two digits, a letter, three digits, a letter; where two have the
/// same code, some digits are letters (d.m. 23 dicembre 1976).
fn is_fiscal_code(word: &str) -> bool {
    let shape = "LLLLLLNNLNNLNNNL";
    word.len() == shape.len()
        && word.chars().zip(shape.chars()).all(|(c, kind)| match kind {
            'L' => c.is_ascii_alphabetic(),
            _ => c.is_ascii_digit() || "LMNPQRSTUVlmnpqrstuv".contains(c),
        })
        && word.chars().filter(char::is_ascii_digit).count() >= 2
}

fn is_address(word: &str) -> bool {
    word.split_once('@').is_some_and(|(user, domain)| {
        !user.is_empty() && domain.contains('.') && !domain.contains('@')
    })
}

/// Runs of digits, with single separators between, that make an Italian mobile number: a 3 and eight
/// or nine digits more, after +39 or 0039 or nothing.
fn mobile_numbers(written: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut run = String::new();
    for c in written.chars().chain(std::iter::once('\n')) {
        let separator = " .-/".contains(c) && run.ends_with(|last: char| last.is_ascii_digit());
        if c.is_ascii_digit() || separator || (c == '+' && run.is_empty()) {
            run.push(c);
            continue;
        }
        if is_mobile(&run) {
            found.push(run.trim_end_matches([' ', '.', '-', '/']).to_owned());
        }
        run.clear();
    }
    found
}

fn is_mobile(run: &str) -> bool {
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix("0039").unwrap_or(&digits);
    let digits = if run.starts_with("+39") {
        digits.strip_prefix("39").unwrap_or(digits)
    } else {
        digits
    };
    digits.starts_with('3') && matches!(digits.len(), 9 | 10)
}

/// The beginning of each long sentence, and how many words it has.
fn long_sentences(written: &str) -> Vec<(String, usize)> {
    written
        .split(['.', '!', '?', '\n', ';', ':'])
        .filter_map(|sentence| {
            let words: Vec<&str> = sentence.split_whitespace().collect();
            (words.len() > LONG_WORDS).then(|| (words[..8].join(" "), words.len()))
        })
        .collect()
}

/// The kinds of thing that have an address with a number, and how it begins.
const KINDS: &[(SubjectKind, &str)] = &[
    (SubjectKind::Practice, "/pratiche/"),
    (SubjectKind::Document, "/documenti/"),
    (SubjectKind::Question, "/domande/"),
    (SubjectKind::Unione, "/unioni/"),
];

fn prefix(kind: SubjectKind) -> &'static str {
    KINDS
        .iter()
        .find(|(known, _)| *known == kind)
        .map_or("", |(_, prefix)| prefix)
}

/// The pages of ours a text leads to, by an address with our name or one that begins with a slash.
fn targets(site: &str, written: &str) -> Vec<Target> {
    let mut found = Vec::new();
    for (kind, prefix) in KINDS {
        for (at, _) in written.match_indices(prefix) {
            let before = &written[..at];
            let ours = before.ends_with(site)
                || !before.ends_with(|c: char| c.is_alphanumeric() || "/.-_".contains(c));
            let number: String = written[at + prefix.len()..]
                .chars()
                .take_while(char::is_ascii_digit)
                .collect();
            if let (true, Ok(number)) = (ours, number.parse()) {
                found.push(Target {
                    kind: *kind,
                    number,
                });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_somebody_is_told() {
        for (written, expected) in [
            ("Il codice RSSMRA80A01H501U è suo", 1),
            ("rssmra80a01h501u", 1),
            ("CODICE: RSSMRAQLAL1HRLMU", 0),
            ("Scrivere a comando.pl@unione.example.", 1),
            ("@anna-verdi ha risposto", 0),
            ("Telefonare al 333 1234567 la mattina", 1),
            ("+39 333.123.4567", 1),
            ("0039 3331234567", 1),
            ("Centralino 0172 123456, dal 2006 al 2011", 0),
            ("CUP J31C22000000006, importo 38.000 €", 0),
            ("protocollo 31234567890123", 0),
            ("dal 3 maggio 2006 al 31 dicembre 2010", 0),
            ("Partite dai turni.", 0),
        ] {
            assert_eq!(personal_data(written).len(), expected, "{written}");
        }
    }

    #[test]
    fn our_own_links_are_found() {
        let site = "https://fra.example";
        let of = |written: &str| -> Vec<(SubjectKind, i64)> {
            targets(site, written)
                .into_iter()
                .map(|target| (target.kind, target.number))
                .collect()
        };
        assert_eq!(
            of("Vedi [la pratica](/pratiche/12-polizia) e https://fra.example/documenti/3."),
            [(SubjectKind::Practice, 12), (SubjectKind::Document, 3)]
        );
        assert_eq!(
            of("https://altro.example/pratiche/12 e /pratiche/nuova"),
            []
        );
        assert_eq!(of("/unioni/99999999999999999999"), []);
    }

    #[test]
    fn long_sentences_are_counted() {
        assert_eq!(long_sentences(&"parola ".repeat(45)), []);
        let (begins, words) = &long_sentences(&"è ".repeat(46))[0];
        assert_eq!((begins.as_str(), *words), ("è è è è è è è è", 46));
    }

    #[test]
    fn a_claim_says_how_it_is_known() {
        use crate::features::practices::content::Benefit;
        let mut text = Text::default();
        text.content.benefits = vec![
            Benefit {
                what: "Meno spese".into(),
                ..Benefit::of(Evidence::Measured)
            },
            Benefit {
                what: "Si lavora meglio".into(),
                ..Benefit::of(Evidence::Perceived)
            },
            Benefit {
                source: "Rendiconto 2024".into(),
                ..Benefit::of(Evidence::Declared)
            },
        ];
        let bare = bare_claims(&text);
        assert_eq!(bare.len(), 1);
        assert!(bare[0].sentence.starts_with("Il vantaggio 1 è «misurato»"));
    }
}
