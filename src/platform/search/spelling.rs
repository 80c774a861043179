//! Words that were mistyped, and words not yet typed to the end. Both are looked up among the words of the
//! index, and only of entries the audience sees: nothing else may be suggested.

use std::collections::HashMap;

use anyhow::Result;
use tantivy::Term;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;

use super::analyser;
use super::schema::Fields;
use super::sight::View;

/// Shorter words are left alone: nearly every one has a neighbour.
const SHORTEST: usize = 4;
/// From this length on two letters may be wrong.
const LONG: usize = 8;
/// How many candidates are looked at closely.
const CANDIDATES: usize = 12;
/// How many words a beginning may stand for.
const CONTINUATIONS: usize = 40;

/// The word most probably meant, if this one occurs nowhere and another that is very near does.
///
/// # Errors
/// A file of the index cannot be read.
pub fn correct(
    view: &View<'_>,
    fields: &Fields,
    folded: &str,
    stem: &str,
) -> Result<Option<String>> {
    let letters = folded.chars().count();
    if letters < SHORTEST || folded.contains(|c: char| c.is_ascii_digit()) {
        return Ok(None);
    }
    if view.knows(&Term::from_field_text(fields.text, stem))?
        || view.knows(&Term::from_field_text(fields.exact, folded))?
    {
        return Ok(None);
    }
    for distance in 1..=if letters >= LONG { 2 } else { 1 } {
        let mut best: Option<(bool, u32, String)> = None;
        for candidate in neighbours(view, fields.exact, folded, distance)? {
            let count = view.count(&Term::from_field_text(fields.exact, &candidate), u32::MAX)?;
            let same_start = candidate.chars().next() == folded.chars().next();
            if count > 0
                && best
                    .as_ref()
                    .is_none_or(|(start, most, _)| (same_start, count) > (*start, *most))
            {
                best = Some((same_start, count, candidate));
            }
        }
        if let Some((_, _, word)) = best {
            return Ok(Some(word));
        }
    }
    Ok(None)
}

/// Words at most so many letters away (a swap of two counts as one), the commonest first.
fn neighbours(view: &View<'_>, field: Field, folded: &str, distance: u8) -> Result<Vec<String>> {
    let query = FuzzyTermQuery::new(Term::from_field_text(field, folded), distance, true);
    let automaton = query.automaton()?;
    let mut frequency = HashMap::new();
    for segment in view.searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut words = inverted.terms().search(&automaton).into_stream()?;
        while words.advance() {
            add(&mut frequency, words.key(), words.value().doc_freq);
        }
    }
    frequency.retain(|word, _| word.chars().count() >= SHORTEST && !analyser::is_stop_word(word));
    Ok(commonest(frequency, CANDIDATES))
}

/// Words that begin so, the commonest first, of those the audience sees.
///
/// # Errors
/// A file of the index cannot be read.
pub fn continuations(view: &View<'_>, fields: &Fields, beginning: &str) -> Result<Vec<String>> {
    let mut frequency = HashMap::new();
    let after = format!("{beginning}\u{10ffff}");
    for segment in view.searcher.segment_readers() {
        let inverted = segment.inverted_index(fields.exact)?;
        let mut words = inverted
            .terms()
            .range()
            .ge(beginning)
            .lt(&after)
            .into_stream()?;
        while words.advance() {
            add(&mut frequency, words.key(), words.value().doc_freq);
        }
    }
    frequency.retain(|word, _| !analyser::is_stop_word(word));
    let mut found = Vec::new();
    for word in commonest(frequency, CONTINUATIONS) {
        if view.knows(&Term::from_field_text(fields.exact, &word))? {
            found.push(word);
        }
    }
    Ok(found)
}

fn add(frequency: &mut HashMap<String, u32>, word: &[u8], entries: u32) {
    if let Ok(word) = std::str::from_utf8(word) {
        match frequency.get_mut(word) {
            Some(known) => *known += entries,
            None => drop(frequency.insert(word.to_owned(), entries)),
        }
    }
}

fn commonest(frequency: HashMap<String, u32>, at_most: usize) -> Vec<String> {
    let mut words: Vec<(String, u32)> = frequency.into_iter().collect();
    words.sort_unstable_by(|one, two| two.1.cmp(&one.1).then_with(|| one.0.cmp(&two.0)));
    words.truncate(at_most);
    words.into_iter().map(|(word, _)| word).collect()
}
