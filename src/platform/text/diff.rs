//! What changed between two texts, word by word, white space kept.

use std::ops::Range;
use std::time::Duration;

use similar::{DiffTag, TextDiff};

/// The longest one comparison may look for the shortest answer; after it the rest counts as rewritten.
/// Two texts of 100 kB with nothing in common need far less.
const PATIENCE: Duration = Duration::from_millis(300);

/// Fewer equal words than these between two changes do not keep them apart.
const ANCHOR: usize = 3;
/// Texts of fewer words are read at a glance, however little was kept.
const GLANCE: usize = 8;
/// Of the shorter text, how many words in a hundred must have been kept for reading the two as one.
const KEPT_PERCENT: usize = 40;

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
/// Neighbours never share their fate, and no piece is empty. A few equal words between two changes
/// of a line are counted with them, so that a rewritten sentence reads as one; where little was
/// kept, the whole old text comes before the whole new one.
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
    let pieces = pieces.finish();
    if is_rewritten(old, new, &pieces) {
        let piece = |change, text| Piece { change, text };
        return vec![piece(Change::Removed, old), piece(Change::Added, new)];
    }
    pieces
}

/// Whether so little of the shorter text was kept that its words say nothing among the others.
fn is_rewritten(old: &str, new: &str, pieces: &[Piece<'_>]) -> bool {
    let shorter = words_in(old).min(words_in(new));
    let same = pieces.iter().filter(|piece| piece.change == Change::Same);
    let kept: usize = same.map(|piece| words_in(piece.text)).sum();
    shorter >= GLANCE && kept * 100 < shorter * KEPT_PERCENT
}

/// How many characters of what stayed the same are shown on each side of a change.
pub const AROUND: usize = 160;

/// Words that stayed the same, as much of them as is shown next to changes: `before` characters after
/// the change before them, `after` before the change that follows. What is left out reads `[…]`.
pub fn shortened(text: &str, before: usize, after: usize) -> String {
    let length = text.chars().count();
    if length <= before + after + AROUND {
        return text.to_owned();
    }
    let head: String = text.chars().take(before).collect();
    let tail: String = text.chars().skip(length - after).collect();
    let head = head
        .rsplit_once(char::is_whitespace)
        .map_or("", |(head, _)| head);
    let tail = tail
        .split_once(char::is_whitespace)
        .map_or("", |(_, tail)| tail);
    let gap = |side: &str| if side.is_empty() { "" } else { " " };
    format!("{head}{}[…]{}{tail}", gap(head), gap(tail))
}

/// How many words a text has; signs alone are none.
fn words_in(text: &str) -> usize {
    let words = text.split_whitespace();
    words
        .filter(|word| word.contains(char::is_alphanumeric))
        .count()
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
        let follows_change = self.told != self.reached;
        let last = before.end == self.old.len() && after.end == self.new.len();
        // What follows so few words is another change: the two read as one.
        if follows_change && !last && is_short(text) {
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

/// A few words inside a line.
fn is_short(text: &str) -> bool {
    !text.contains('\n') && words_in(text) < ANCHOR
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
    fn few_equal_words_do_not_hold_two_changes_apart() {
        assert_eq!(
            written(
                "La sede di Alvito apre il lunedì a tutti i cittadini.",
                "La porta di Vicalvi apre ogni giovedì a tutti i cittadini."
            ),
            "La [-sede di Alvito apre il lunedì-][+porta di Vicalvi apre ogni giovedì+] a tutti i cittadini."
        );
        let three = written(
            "Prima riga di un testo che resta quasi uguale.",
            "Ultima riga di un testo che resta poco simile.",
        );
        assert_eq!(
            three,
            "[-Prima-][+Ultima+] riga di un testo che resta [-quasi uguale-][+poco simile+]."
        );
        // The end of a line is kept.
        assert_eq!(
            written("Uno va.\n\nDue torna.", "Tre va.\n\nDue resta."),
            "[-Uno-][+Tre+] va.\n\nDue [-torna-][+resta+]."
        );
    }

    #[test]
    fn of_a_rewritten_text_the_old_comes_whole_before_the_new() {
        let old =
            "Il comando unico di polizia locale parte dai turni della notte, il resto viene dopo.";
        let new = "Abbiamo scritto una convenzione di dieci articoli; il costo dei mezzi si divide per abitante.";
        assert_eq!(written(old, new), format!("[-{old}-][+{new}+]"));
        // What was only added to is not rewritten.
        let more =
            "Poi abbiamo scritto una convenzione di dieci articoli e diviso il costo dei mezzi";
        let longer = format!("{old} {more}");
        assert_eq!(written(old, &longer), format!("{old}[+ {more}+]"));
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
