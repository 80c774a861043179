//! What differs between two versions, section by section and in words.
//!
//! Phases, documents, topics and factors are recognised by what names them; obstacles and benefits by
//! what they say. A row that is only moved is told as moved, not as taken away and added.

use super::Text;
use super::check::Section;
use super::telling::{self, Field, Kind, Names, Row, Sort, ToldSection};
use crate::platform::text::diff::{self, Change};

/// A run of words with one fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its fate.
    pub change: Change,
    /// Its words.
    pub text: String,
}

/// A field of both versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// What it is about.
    pub label: &'static str,
    /// Its words, those of the older version before those that took their place.
    pub pieces: Vec<Piece>,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It says what it said.
    Same,
    /// It says something else.
    Changed,
    /// It was not there.
    Added,
    /// It is no more.
    Removed,
}

/// A row of one version or of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowChange {
    /// What it is called, in the newer version where it is there.
    pub name: String,
    /// What became of it.
    pub fate: Fate,
    /// The place it had and the place it has, from 1, when it went past others.
    pub moved: Option<(usize, usize)>,
    /// Its fields.
    pub fields: Vec<FieldChange>,
}

/// A section of both versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionChange {
    /// Which one it is.
    pub section: Section,
    /// What is said once.
    pub fields: Vec<FieldChange>,
    /// Of which sort the rows are.
    pub sort: Option<Sort>,
    /// What is said of several: in the order of the newer version, then what is no more.
    pub rows: Vec<RowChange>,
}

impl FieldChange {
    /// Whether the versions differ here.
    pub fn is_changed(&self) -> bool {
        self.pieces.iter().any(|piece| piece.change != Change::Same)
    }

    /// Whether neither version says anything here.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

impl RowChange {
    /// Whether the versions differ here.
    pub fn is_changed(&self) -> bool {
        self.fate != Fate::Same || self.moved.is_some()
    }
}

impl SectionChange {
    /// Whether the versions differ here.
    pub fn is_changed(&self) -> bool {
        self.fields.iter().any(FieldChange::is_changed)
            || self.rows.iter().any(RowChange::is_changed)
    }
}

/// How much text one comparison tells apart word by word, in bytes of both versions together; what
/// changed beyond that counts as rewritten. Two practices as long as the editor allows take less than
/// a second.
const WORD_BY_WORD_BYTES: usize = 400_000;

/// How much may still be told apart word by word.
struct Patience {
    bytes: usize,
}

/// Compares two versions: every section, in the order of the page.
pub fn compare(old: &Text, new: &Text, names: &Names) -> Vec<SectionChange> {
    // A phase that was only renamed must not change the obstacles that point to it.
    let mut phases = telling::phase_names(old);
    phases.extend(telling::phase_names(new));
    let mut patience = Patience {
        bytes: WORD_BY_WORD_BYTES,
    };
    let old = telling::told(old, names, &phases);
    let new = telling::told(new, names, &phases);
    old.iter()
        .zip(&new)
        .map(|(old, new)| section(old, new, &mut patience))
        .collect()
}

fn section(old: &ToldSection, new: &ToldSection, patience: &mut Patience) -> SectionChange {
    SectionChange {
        section: new.section,
        fields: fields(&old.fields, &new.fields, patience),
        sort: new.sort,
        rows: rows(&old.rows, &new.rows, patience),
    }
}

/// The fields of two rows or sections of the same sort: they have the same ones in the same order.
fn fields(old: &[Field], new: &[Field], patience: &mut Patience) -> Vec<FieldChange> {
    old.iter()
        .zip(new)
        .map(|(old, new)| FieldChange {
            label: new.label,
            pieces: pieces(old, new, patience),
        })
        .collect()
}

fn pieces(old: &Field, new: &Field, patience: &mut Patience) -> Vec<Piece> {
    if old.value == new.value {
        return whole(Change::Same, &new.value);
    }
    let length = old.value.len() + new.value.len();
    if new.kind == Kind::Figure || patience.bytes < length {
        let mut pieces = whole(Change::Removed, &old.value);
        pieces.extend(whole(Change::Added, &new.value));
        return pieces;
    }
    patience.bytes -= length;
    diff::diff(&old.value, &new.value)
        .into_iter()
        .map(|piece| Piece {
            change: piece.change,
            text: piece.text.to_owned(),
        })
        .collect()
}

fn whole(change: Change, text: &str) -> Vec<Piece> {
    if text.is_empty() {
        return Vec::new();
    }
    vec![Piece {
        change,
        text: text.to_owned(),
    }]
}

/// A row that stands in one version only.
fn alone(row: &Row, fate: Fate, change: Change) -> RowChange {
    RowChange {
        name: row.name.clone(),
        fate,
        moved: None,
        fields: row
            .fields
            .iter()
            .map(|field| FieldChange {
                label: field.label,
                pieces: whole(change, &field.value),
            })
            .collect(),
    }
}

fn rows(old: &[Row], new: &[Row], patience: &mut Patience) -> Vec<RowChange> {
    let was = pairs(old, new);
    let stayed = stayed(&was);
    let mut changes = Vec::with_capacity(new.len());
    for (at, row) in new.iter().enumerate() {
        let Some(before) = was[at] else {
            changes.push(alone(row, Fate::Added, Change::Added));
            continue;
        };
        let fields = fields(&old[before].fields, &row.fields, patience);
        let changed = fields.iter().any(FieldChange::is_changed);
        changes.push(RowChange {
            name: row.name.clone(),
            fate: if changed { Fate::Changed } else { Fate::Same },
            moved: (!stayed[at]).then_some((before + 1, at + 1)),
            fields,
        });
    }
    let gone = old
        .iter()
        .enumerate()
        .filter(|(at, _)| !was.contains(&Some(*at)));
    changes.extend(gone.map(|(_, row)| alone(row, Fate::Removed, Change::Removed)));
    changes
}

/// For each row of the newer version, its place in the older one, if it was there.
fn pairs(old: &[Row], new: &[Row]) -> Vec<Option<usize>> {
    let mut pairs = Pairs {
        was: vec![None; new.len()],
        taken: vec![false; old.len()],
    };
    pairs.join(|before, at| {
        old[before].identity.is_some() && old[before].identity == new[at].identity
    });
    // Two different names are two different rows, however alike their words are.
    let nameless =
        |before: usize, at: usize| old[before].identity.is_none() || new[at].identity.is_none();
    pairs.join(|before, at| nameless(before, at) && old[before].fields == new[at].fields);
    pairs.join(|before, at| nameless(before, at) && begin_alike(&old[before], &new[at]));
    let old_words: Vec<Vec<String>> = old.iter().map(words).collect();
    let new_words: Vec<Vec<String>> = new.iter().map(words).collect();
    pairs.join(|before, at| nameless(before, at) && are_alike(&old_words[before], &new_words[at]));
    pairs.was
}

/// Which rows belong together: of each newer one the place of the older one, and which of those are taken.
struct Pairs {
    was: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Pairs {
    /// Joins what is still alone on both sides and belongs together, each with the first it finds.
    fn join(&mut self, belong: impl Fn(usize, usize) -> bool) {
        for at in 0..self.was.len() {
            if self.was[at].is_some() {
                continue;
            }
            let found =
                (0..self.taken.len()).find(|before| !self.taken[*before] && belong(*before, at));
            if let Some(before) = found {
                self.was[at] = Some(before);
                self.taken[before] = true;
            }
        }
    }
}

/// Whether both begin with the same text: what an obstacle was, what got better, a title.
fn begin_alike(old: &Row, new: &Row) -> bool {
    let first = |row: &Row| {
        let mut prose = row.fields.iter().filter(|field| field.kind == Kind::Prose);
        prose.next().map(|field| field.value.clone())
    };
    first(old).is_some_and(|text| !text.is_empty()) && first(old) == first(new)
}

/// The words of a row, sorted.
fn words(row: &Row) -> Vec<String> {
    let prose = row.fields.iter().filter(|field| field.kind == Kind::Prose);
    let mut words: Vec<String> = prose
        .flat_map(|field| field.value.split_whitespace())
        .map(str::to_lowercase)
        .collect();
    words.sort_unstable();
    words
}

/// Whether more than half of the words of the longer one stand in the other as well.
fn are_alike(old: &[String], new: &[String]) -> bool {
    let (mut at, mut common) = (0, 0);
    for word in new {
        while old.get(at).is_some_and(|other| other < word) {
            at += 1;
        }
        if old.get(at) == Some(word) {
            common += 1;
            at += 1;
        }
    }
    2 * common > old.len().max(new.len())
}

/// Which rows kept their order: the longest run of them that did. The others went past them.
fn stayed(was: &[Option<usize>]) -> Vec<bool> {
    // Of each row the longest run that ends with it, and the row before it in that run.
    let mut runs: Vec<(usize, Option<usize>)> = vec![(0, None); was.len()];
    for at in 0..was.len() {
        let Some(place) = was[at] else { continue };
        let best = (0..at)
            .filter(|before| was[*before].is_some_and(|other| other < place))
            .max_by_key(|before| (runs[*before].0, std::cmp::Reverse(*before)));
        runs[at] = (best.map_or(0, |before| runs[before].0) + 1, best);
    }
    let mut stayed: Vec<bool> = was.iter().map(Option::is_none).collect();
    let mut next = (0..was.len()).max_by_key(|at| (runs[*at].0, std::cmp::Reverse(*at)));
    while let Some(at) = next.filter(|at| runs[*at].0 > 0) {
        stayed[at] = true;
        next = runs[at].1;
    }
    stayed
}

#[cfg(test)]
mod tests;
