//! Acronyms and synonyms: which words stand for which.
//!
//! The two tables live in `search-index/lexicon`, are part of the program and act on queries only: changing
//! them asks for no rebuilding of the index.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::analyser;

/// How much another wording of what was typed counts, where 1 is the typed words themselves.
const ACRONYM_WEIGHT: f32 = 1.0;
const SYNONYM_WEIGHT: f32 = 0.4;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    Lexicon::parse(
        include_str!("../../../search-index/lexicon/acronyms.tsv"),
        include_str!("../../../search-index/lexicon/synonyms.tsv"),
    )
});

/// The lexicon the program carries.
pub fn lexicon() -> &'static Lexicon {
    &LEXICON
}

/// Another way of saying what was typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// Stems of the words, in order.
    pub stems: Vec<String>,
    /// Weight against the typed words.
    pub weight: f32,
}

/// A form as it may be typed and what it leads to.
#[derive(Debug)]
struct Form {
    stems: Vec<String>,
    /// Set for acronyms that are also common words (`VIA`): they count only when typed like this.
    capitals: Option<String>,
    alternatives: Vec<Alternative>,
}

/// Acronyms and synonyms by the first stem of what may be typed.
#[derive(Debug, Default)]
pub struct Lexicon {
    forms: HashMap<String, Vec<Form>>,
}

/// A word as the lexicon looks at it.
pub trait Typed {
    /// Its stem.
    fn stem(&self) -> &str;
    /// The word as the person wrote it.
    fn written(&self) -> &str;
}

impl Lexicon {
    /// Reads both tables; their format is told in `search-index/README.md`. Lines that say nothing are skipped.
    pub fn parse(acronyms: &str, synonyms: &str) -> Lexicon {
        let mut lexicon = Lexicon::default();
        for line in lines(acronyms) {
            let mut columns = line
                .splitn(2, '\t')
                .map(|column| column.split('|').map(str::trim).collect::<Vec<_>>());
            let (Some(short), Some(long)) = (columns.next(), columns.next()) else {
                continue;
            };
            let plain: Vec<&str> = short
                .iter()
                .copied()
                .filter(|form| !form.starts_with('='))
                .collect();
            for form in short.iter().chain(&long) {
                let others: Vec<&str> = plain
                    .iter()
                    .chain(&long)
                    .copied()
                    .filter(|other| other != form)
                    .collect();
                lexicon.add(form, &others, ACRONYM_WEIGHT);
            }
        }
        for line in lines(synonyms) {
            let terms: Vec<&str> = line.split('\t').map(str::trim).collect();
            for term in &terms {
                let others: Vec<&str> = terms
                    .iter()
                    .copied()
                    .filter(|other| other != term)
                    .collect();
                lexicon.add(term, &others, SYNONYM_WEIGHT);
            }
        }
        lexicon
    }

    fn add(&mut self, form: &str, others: &[&str], weight: f32) {
        let capitals = form.strip_prefix('=').map(str::to_owned);
        let stems = analyser::stems(form.trim_start_matches('='));
        let Some(first) = stems.first().cloned() else {
            return;
        };
        let forms = self.forms.entry(first).or_default();
        let place = forms
            .iter()
            .position(|known| known.stems == stems && known.capitals == capitals);
        let place = place.unwrap_or_else(|| {
            forms.push(Form {
                stems: stems.clone(),
                capitals,
                alternatives: Vec::new(),
            });
            forms.len() - 1
        });
        let known = &mut forms[place].alternatives;
        for other in others {
            let other = analyser::stems(other);
            if !other.is_empty()
                && other != stems
                && !known.iter().any(|alternative| alternative.stems == other)
            {
                known.push(Alternative {
                    stems: other,
                    weight,
                });
            }
        }
    }

    /// The longest known form that the words begin with: its length in words and its other wordings.
    pub fn longest<T: Typed>(&self, words: &[T]) -> Option<(usize, Vec<Alternative>)> {
        let forms = self.forms.get(words.first()?.stem())?;
        let begins = |form: &&Form| {
            form.stems.len() <= words.len()
                && form
                    .stems
                    .iter()
                    .zip(words)
                    .all(|(stem, word)| stem == word.stem())
                && form
                    .capitals
                    .as_ref()
                    .is_none_or(|capitals| capitals == words[0].written())
        };
        let length = forms
            .iter()
            .filter(begins)
            .map(|form| form.stems.len())
            .max()?;
        let mut alternatives: Vec<Alternative> = Vec::new();
        for form in forms
            .iter()
            .filter(begins)
            .filter(|form| form.stems.len() == length)
        {
            for alternative in &form.alternatives {
                if !alternatives
                    .iter()
                    .any(|known| known.stems == alternative.stems)
                {
                    alternatives.push(alternative.clone());
                }
            }
        }
        (!alternatives.is_empty()).then_some((length, alternatives))
    }
}

fn lines(table: &str) -> impl Iterator<Item = &str> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Plain(String, String);

    impl Typed for Plain {
        fn stem(&self) -> &str {
            &self.0
        }
        fn written(&self) -> &str {
            &self.1
        }
    }

    fn check(lexicon: &Lexicon, typed: &str, expect: Option<(usize, &[&str])>) {
        let words: Vec<Plain> = analyser::words(typed)
            .into_iter()
            .filter(|word| !analyser::is_stop_word(&word.text))
            .map(|word| {
                Plain(
                    analyser::stem(&word.text),
                    typed[word.from..word.to].to_owned(),
                )
            })
            .collect();
        let found = lexicon.longest(&words);
        let found = found.map(|(length, others)| {
            (
                length,
                others
                    .into_iter()
                    .map(|other| other.stems)
                    .collect::<Vec<_>>(),
            )
        });
        let expect = expect.map(|(length, others)| {
            (
                length,
                others.iter().map(|other| analyser::stems(other)).collect(),
            )
        });
        assert_eq!(found, expect, "{typed:?}");
    }

    #[test]
    fn what_stands_for_what() {
        let lexicon = Lexicon::parse(
            "RTD|RDT\tresponsabile per la transizione al digitale\nCUP\tcodice unico di progetto\nCUP\tcentro unico di prenotazione\n=VIA\tvalutazione di impatto ambientale\nd.lgs.|dlgs\tdecreto legislativo",
            "avviso\tbando\ngestione associata\tservizi associati",
        );
        check(
            &lexicon,
            "rtd",
            Some((1, &["rdt", "responsabile transizione digitale"])),
        );
        check(
            &lexicon,
            "responsabile della transizione al digitale e altro",
            Some((3, &["rtd", "rdt"])),
        );
        check(
            &lexicon,
            "CUP",
            Some((1, &["codice unico progetto", "centro unico prenotazione"])),
        );
        check(&lexicon, "centro unico prenotazione", Some((3, &["cup"])));
        check(
            &lexicon,
            "D.Lgs. 267",
            Some((2, &["dlgs", "decreto legislativo"])),
        );
        check(
            &lexicon,
            "VIA",
            Some((1, &["valutazione impatto ambientale"])),
        );
        check(&lexicon, "via Roma", None);
        check(&lexicon, "valutazione impatto ambientale", None);
        check(&lexicon, "bandi", Some((1, &["avviso"])));
        check(
            &lexicon,
            "gestioni associate",
            Some((2, &["servizi associati"])),
        );
        check(&lexicon, "bilancio", None);
    }

    #[test]
    fn the_tables_have_no_line_in_vain() {
        for line in lines(include_str!("../../../search-index/lexicon/acronyms.tsv")) {
            assert_eq!(line.split('\t').count(), 2, "{line:?}");
            for form in line.split(['\t', '|']) {
                assert!(
                    !analyser::stems(form).is_empty(),
                    "only stop words: {form:?} in {line:?}"
                );
            }
        }
        for line in lines(include_str!("../../../search-index/lexicon/synonyms.tsv")) {
            assert!(line.split('\t').count() >= 2, "{line:?}");
            for form in line.split('\t') {
                assert!(
                    !analyser::stems(form).is_empty(),
                    "only stop words: {form:?} in {line:?}"
                );
            }
        }
    }
}
