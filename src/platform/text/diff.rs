//! What changed between two texts, word by word, white space kept.

use std::ops::Range;
use std::time::Duration;

use similar::{DiffTag, TextDiff};

/// The longest one comparison may look for the shortest answer; after it the rest counts as rewritten.
/// Two texts of 100 kB with nothing in common need far less.
const PATIENCE: Duration = Duration::from_millis(300);

/// What happened to a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Stands in both texts.
    Same,
    /// Was in the old text and is no more.
    Removed,
    /// Was not in the old text.
    Added,
}

/// A run of words with one fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Its fate.
    pub change: Change,
    /// Its words, as they were written.
    pub text: &'a str,
}

/// The differences between two texts, in the order of reading: what was removed comes before what took its place.
///
/// The pieces that are not added make up the old text again, those not removed the new one.
/// Neighbours never share their fate, and no piece is empty. The space between two rewritten words
/// is counted with them, so that a rewritten sentence reads as one.
pub fn diff<'a>(old: &'a str, new: &'a str) -> Vec<Piece<'a>> {
    let words = TextDiff::configure()
        .timeout(PATIENCE)
        .diff_unicode_words(old, new);
    let old_ends = ends(words.iter_old_slices());
    let new_ends = ends(words.iter_new_slices());
    let mut pieces = Pieces::new(old, new);
    for op in words.ops() {
        let before = bytes(&old_ends, op.old_range());
        let after = bytes(&new_ends, op.new_range());
        match op.tag() {
            DiffTag::Equal => pieces.same(before, after),
            _ => pieces.changed(before.end, after.end),
        }
    }
    pieces.finish()
}

/// Where each word ends, in bytes.
fn ends<'a>(words: impl Iterator<Item = &'a str>) -> Vec<usize> {
    words
        .scan(0, |end, word| {
            *end += word.len();
            Some(*end)
        })
        .collect()
}

/// The bytes of a range of words.
fn bytes(ends: &[usize], words: Range<usize>) -> Range<usize> {
    let end_of = |count: usize| count.checked_sub(1).map_or(0, |last| ends[last]);
    end_of(words.start)..end_of(words.end)
}

/// The pieces so far, with a change that may still grow.
struct Pieces<'a> {
    old: &'a str,
    new: &'a str,
    /// How much of each text stands in `done`.
    told: (usize, usize),
    /// Up to where the open change reaches, in each text.
    reached: (usize, usize),
    done: Vec<Piece<'a>>,
}

impl<'a> Pieces<'a> {
    fn new(old: &'a str, new: &'a str) -> Pieces<'a> {
        Pieces {
            old,
            new,
            told: (0, 0),
            reached: (0, 0),
            done: Vec::new(),
        }
    }

    fn same(&mut self, before: Range<usize>, after: Range<usize>) {
        let text = &self.new[after.clone()];
        let rewritten = self.told.0 < self.reached.0 && self.told.1 < self.reached.1;
        let last = before.end == self.old.len() && after.end == self.new.len();
        // What follows the gap is another change: the two read as one.
        if rewritten && !last && is_gap(text) {
            self.reached = (before.end, after.end);
            return;
        }
        self.close();
        self.push(Change::Same, text);
        self.told = (before.end, after.end);
        self.reached = self.told;
    }

    fn changed(&mut self, old_end: usize, new_end: usize) {
        self.reached = (old_end, new_end);
    }

    /// Tells the open change, if there is one.
    fn close(&mut self) {
        let removed = &self.old[self.told.0..self.reached.0];
        let added = &self.new[self.told.1..self.reached.1];
        self.push(Change::Removed, removed);
        self.push(Change::Added, added);
        self.told = self.reached;
    }

    fn push(&mut self, change: Change, text: &'a str) {
        if !text.is_empty() {
            self.done.push(Piece { change, text });
        }
    }

    fn finish(mut self) -> Vec<Piece<'a>> {
        self.close();
        self.done
    }
}

/// White space inside a line.
fn is_gap(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() && c != '\n')
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use proptest::prelude::*;

    use super::*;

    fn written(old: &str, new: &str) -> String {
        diff(old, new)
            .iter()
            .map(|piece| match piece.change {
                Change::Same => piece.text.to_owned(),
                Change::Removed => format!("[-{}-]", piece.text),
                Change::Added => format!("[+{}+]", piece.text),
            })
            .collect()
    }

    #[test]
    fn words_figures_and_sentences_change_whole() {
        assert_eq!(written("Uguale.", "Uguale."), "Uguale.");
        assert_eq!(written("", ""), "");
        assert_eq!(written("", "Nuovo testo"), "[+Nuovo testo+]");
        assert_eq!(written("Vecchio testo", ""), "[-Vecchio testo-]");
        assert_eq!(
            written("Costa 38.000 euro.", "Costa 40.000 euro."),
            "Costa [-38.000-][+40.000+] euro."
        );
        assert_eq!(
            written("Nel 2009 il progetto si ferma.", "Nel 2009 tutto tace."),
            "Nel 2009 [-il progetto si ferma-][+tutto tace+]."
        );
        assert_eq!(
            written("uno\n\ndue", "uno\n\ndue tre"),
            "uno\n\ndue[+ tre+]"
        );
    }

    #[test]
    fn two_long_texts_with_nothing_in_common_are_compared_in_time() {
        let long = |word: &str| -> String {
            (0..12_000)
                .map(|n| format!("{word}{} ", (n * 7919) % 6007))
                .collect()
        };
        let (old, new) = (long("a"), long("b"));
        let shuffled: String = old.split(' ').rev().collect::<Vec<_>>().join(" ");
        let begun = Instant::now();
        diff(&old, &new);
        diff(&old, &shuffled);
        assert!(begun.elapsed() < Duration::from_secs(5));
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_off_the_pieces(
            old in "([a-c]{1,2}[ \n.’]{0,2}){0,30}",
            new in "([a-c]{1,2}[ \n.’]{0,2}){0,30}",
        ) {
            let pieces = diff(&old, &new);
            let without = |change: Change| -> String {
                pieces.iter().filter(|piece| piece.change != change).map(|piece| piece.text).collect()
            };
            prop_assert_eq!(without(Change::Added), old.as_str());
            prop_assert_eq!(without(Change::Removed), new.as_str());
            prop_assert!(pieces.iter().all(|piece| !piece.text.is_empty()));
            prop_assert!(pieces.windows(2).all(|two| two[0].change != two[1].change));
        }
    }
}
