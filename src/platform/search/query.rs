//! From what was typed to what tantivy looks for.
//!
//! Any word is enough to match, and every word adds to the score. A word counts in the stemmed text, a little
//! more where it stands as typed, a little more where it is in the title; words that follow one another gain
//! where they do so in the text. The weights were measured: see `search-index/README.md`.

use anyhow::Result;
use tantivy::Term as IndexTerm;
use tantivy::query::{
    BooleanQuery, BoostQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::analyser;
use super::lexicon::{Alternative, lexicon};
use super::parse::{Parsed, Term};
use super::schema::Fields;
use super::sight::View;
use super::snippet::Marks;
use super::spelling;

/// A word as typed, beside its stem.
const EXACT_WEIGHT: f32 = 0.5;
/// A word of the title, beside its repetitions in the text.
const TITLE_WEIGHT: f32 = 0.3;
/// Two words that follow one another.
const PAIR_WEIGHT: f32 = 0.2;
/// How many words may stand between the two.
const PAIR_SLOP: u32 = 2;
/// The numbers of a code, beside the code.
const CODE_PART_WEIGHT: f32 = 0.3;
/// A code found whole.
const CODE_WEIGHT: f32 = 1.5;
/// The words of a wording that has an acronym, beside the wording.
const SCATTERED_WEIGHT: f32 = 0.5;
/// How many words of other wordings may stand between the words of one.
const WORDING_SLOP: u32 = 1;
/// A word that goes on from what was typed so far.
const CONTINUATION_WEIGHT: f32 = 1.0;

type Clauses = Vec<(Occur, Box<dyn Query>)>;

/// A query ready to run.
pub struct Plan {
    /// What tantivy looks for.
    pub query: Box<dyn Query>,
    /// What to mark in titles and snippets.
    pub marks: Marks,
    /// Words that were respelt: where they stand in the query, and what was looked for instead, folded.
    pub corrections: Vec<(usize, usize, String)>,
}

/// What to do with words that occur nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// Take them for a word spelt alike that the audience sees.
    Mended,
    /// Look for them all the same.
    AsTyped,
}

/// Plans a query.
///
/// # Errors
/// A file of the index cannot be read.
pub fn plan(parsed: &Parsed, spelling: Spelling, view: &View<'_>, fields: &Fields) -> Result<Plan> {
    let mut corrections = Vec::new();
    let mut terms = parsed.terms.clone();
    let mut unfinished = Vec::new();
    if let Some(last) = &parsed.unfinished {
        unfinished = spelling::continuations(view, fields, &last.folded)?;
        if unfinished.is_empty() && !analyser::is_stop_word(&last.folded) {
            terms.push(last.clone());
        }
    }
    for term in terms
        .iter_mut()
        .filter(|term| spelling == Spelling::Mended && !term.in_code)
    {
        if let Some(word) = spelling::correct(view, fields, &term.folded, &term.stem)? {
            corrections.push((term.from, term.to, word.clone()));
            term.stem = analyser::stem(&word);
            term.folded = word;
        }
    }
    let mut building = Building {
        fields,
        clauses: Vec::new(),
        marks: Marks::default(),
    };
    building.words(&terms);
    mark_words(&terms, &mut building.marks);
    building.pairs(&terms);
    for code in &parsed.codes {
        building.should(CODE_WEIGHT, phrase(fields.exact, code, 0));
    }
    if let Some(last) = parsed
        .unfinished
        .as_ref()
        .filter(|_| !unfinished.is_empty())
    {
        building.continuations(last, &unfinished);
        if let Some(before) = terms.last() {
            building.continued_pair(before, &unfinished);
        }
    }
    for words in &parsed.phrases {
        building
            .clauses
            .push((Occur::Must, phrase(fields.exact, words, 0)));
        building.marks.add_run_as_typed(words);
    }
    for words in &parsed.excluded {
        building
            .clauses
            .push((Occur::MustNot, phrase(fields.exact, words, 0)));
    }
    if parsed.only_stop_words.len() > 1 {
        building.should(1.0, phrase(fields.exact, &parsed.only_stop_words, 0));
        building.marks.add_run_as_typed(&parsed.only_stop_words);
    }
    let looks_for_something = building
        .clauses
        .iter()
        .any(|(occur, _)| *occur != Occur::MustNot);
    let query: Box<dyn Query> = if looks_for_something {
        Box::new(BooleanQuery::new(building.clauses))
    } else {
        Box::new(EmptyQuery)
    };
    Ok(Plan {
        query,
        marks: building.marks,
        corrections,
    })
}

/// Marks each word, and what else it is called together with those beside it.
pub fn mark_words(terms: &[Term], marks: &mut Marks) {
    for (typed, alternatives) in wordings(terms) {
        for term in typed {
            marks.add_stem(&term.stem);
            marks.add_typed(&term.folded);
        }
        for alternative in &alternatives {
            marks.add_run(&alternative.stems);
        }
    }
}

/// The words in order, each alone or in the longest wording the lexicon knows, with what else that is
/// called.
pub fn wordings(terms: &[Term]) -> Vec<(&[Term], Vec<Alternative>)> {
    let mut rest = terms;
    let mut wordings = Vec::new();
    while let Some(first) = rest.first() {
        let known = lexicon().longest(rest).filter(|_| !first.in_code);
        let (length, alternatives) = known.unwrap_or((1, Vec::new()));
        let (typed, behind) = rest.split_at(length);
        rest = behind;
        wordings.push((typed, alternatives));
    }
    wordings
}

struct Building<'a> {
    fields: &'a Fields,
    clauses: Clauses,
    marks: Marks,
}

impl Building<'_> {
    fn should(&mut self, weight: f32, query: Box<dyn Query>) {
        self.clauses.push((Occur::Should, boosted(weight, query)));
    }

    /// Each word, or the longest wording the lexicon knows together with what else it is called.
    fn words(&mut self, terms: &[Term]) {
        for (typed, alternatives) in wordings(terms) {
            match typed {
                [only] if alternatives.is_empty() => {
                    let weight = if only.in_code { CODE_PART_WEIGHT } else { 1.0 };
                    self.word(only, weight);
                }
                _ => self.concept(typed, &alternatives),
            }
        }
    }

    fn word(&mut self, term: &Term, weight: f32) {
        self.should(weight, single(self.fields.text, &term.stem));
        self.should(
            weight * EXACT_WEIGHT,
            single(self.fields.exact, &term.folded),
        );
        self.should(weight * TITLE_WEIGHT, single(self.fields.title, &term.stem));
    }

    /// One thing with several names: it counts once, by the name that fits best.
    fn concept(&mut self, typed: &[Term], alternatives: &[Alternative]) {
        for (field, weight) in [(self.fields.text, 1.0), (self.fields.title, TITLE_WEIGHT)] {
            let stems: Vec<String> = typed.iter().map(|term| term.stem.clone()).collect();
            let mut names = vec![phrase(field, &stems, WORDING_SLOP)];
            for alternative in alternatives {
                names.push(boosted(
                    alternative.weight,
                    phrase(field, &alternative.stems, WORDING_SLOP),
                ));
            }
            self.should(weight, Box::new(DisjunctionMaxQuery::new(names)));
        }
        let weight = if typed.len() > 1 {
            SCATTERED_WEIGHT
        } else {
            0.0
        };
        for term in typed {
            if weight > 0.0 {
                self.word(term, weight);
            } else {
                self.should(EXACT_WEIGHT, single(self.fields.exact, &term.folded));
            }
        }
    }

    fn pairs(&mut self, terms: &[Term]) {
        for pair in terms.windows(2) {
            let stems = [pair[0].stem.clone(), pair[1].stem.clone()];
            if stems[0] != stems[1] {
                self.should(PAIR_WEIGHT, phrase(self.fields.text, &stems, PAIR_SLOP));
            }
        }
    }

    /// The word still being typed: whatever it may become counts once, and most if it is complete already.
    fn continuations(&mut self, last: &Term, words: &[String]) {
        let mut names: Vec<Box<dyn Query>> = Vec::new();
        let mut stems: Vec<String> = Vec::new();
        for word in words {
            let stem = analyser::stem(word);
            let weight = if *word == last.folded {
                1.0
            } else {
                CONTINUATION_WEIGHT
            };
            names.push(boosted(
                weight * EXACT_WEIGHT,
                single(self.fields.exact, word),
            ));
            if !stems.contains(&stem) {
                names.push(boosted(weight, single(self.fields.text, &stem)));
                stems.push(stem);
            }
        }
        self.should(1.0, Box::new(DisjunctionMaxQuery::new(names)));
        self.marks.add_beginning(&last.folded);
    }

    /// The word before and whatever the unfinished one may become, side by side.
    fn continued_pair(&mut self, before: &Term, words: &[String]) {
        let mut pairs = Vec::new();
        for word in words.iter().take(10) {
            let stems = [before.stem.clone(), analyser::stem(word)];
            if stems[0] != stems[1] {
                pairs.push(phrase(self.fields.text, &stems, PAIR_SLOP));
            }
        }
        if !pairs.is_empty() {
            self.should(PAIR_WEIGHT, Box::new(DisjunctionMaxQuery::new(pairs)));
        }
    }
}

fn boosted(weight: f32, query: Box<dyn Query>) -> Box<dyn Query> {
    if weight == 1.0 {
        query
    } else {
        Box::new(BoostQuery::new(query, weight))
    }
}

fn single(field: Field, word: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(
        IndexTerm::from_field_text(field, word),
        IndexRecordOption::WithFreqs,
    ))
}

/// Words in a row; a row of one is a word.
fn phrase(field: Field, words: &[String], slop: u32) -> Box<dyn Query> {
    match words {
        [] => Box::new(EmptyQuery),
        [word] => single(field, word),
        _ => {
            let terms = words
                .iter()
                .map(|word| IndexTerm::from_field_text(field, word))
                .enumerate()
                .collect();
            Box::new(PhraseQuery::new_with_offset_and_slop(terms, slop))
        }
    }
}
