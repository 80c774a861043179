//! Two sheets of the same page beside each other: what differs, field by field, and one made of both.

use super::rows::Group;
use super::{Field, Sheet, Widget};
use crate::platform::text::diff::{Change, Piece, diff};

/// For each of `new`, which of `old` it stands for: first those that are the same, wherever they were
/// moved to, then the rest in their order.
pub(super) fn pair<N, O>(
    new: &[N],
    old: &[O],
    same: impl Fn(&N, &O) -> bool,
) -> Vec<Option<usize>> {
    let mut taken = vec![false; old.len()];
    let mut pairs: Vec<Option<usize>> = Vec::with_capacity(new.len());
    for one in new {
        let found = (0..old.len()).find(|at| !taken[*at] && same(one, &old[*at]));
        if let Some(at) = found {
            taken[at] = true;
        }
        pairs.push(found);
    }
    let mut rest = (0..old.len()).filter(|at| !taken[*at]);
    for one in pairs.iter_mut().filter(|one| one.is_none()) {
        *one = rest.next();
    }
    pairs
}

/// Pairs the rows of two sheets of one page. Rows that are known by something are never taken for others.
fn pair_rows(group: &Group, new: &[Vec<String>], old: &[Vec<String>]) -> Vec<Option<usize>> {
    if group.known_by.is_empty() {
        return pair(new, old, |one, other| one == other);
    }
    let name = |row: &Vec<String>| group.value(row, group.known_by).to_owned();
    new.iter()
        .map(|one| old.iter().position(|other| name(one) == name(other)))
        .collect()
}

/// A stretch of text with its fate, as the page shows it.
pub struct Shown {
    /// Whether it stands only in the older text.
    pub removed: bool,
    /// Whether it stands only in the newer text.
    pub added: bool,
    /// The words.
    pub text: String,
}

/// The differences between two texts.
pub fn shown(old: &str, new: &str) -> Vec<Shown> {
    let shown = |piece: Piece<'_>| Shown {
        removed: piece.change == Change::Removed,
        added: piece.change == Change::Added,
        text: piece.text.to_owned(),
    };
    diff(old, new).into_iter().map(shown).collect()
}

/// A field that differs.
pub struct Difference {
    /// What it is called, with its row.
    pub label: String,
    /// What differs.
    pub pieces: Vec<Shown>,
}

/// What became of a field between two sheets of one page.
pub fn differences(old: &Sheet, new: &Sheet) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut tell = |label: String, old: &str, new: &str| {
        if old != new {
            found.push(Difference {
                label,
                pieces: shown(old, new),
            });
        }
    };
    for (old, new) in old.fields().iter().zip(&new.fields()) {
        tell(new.whole_label(), &old.in_words(), &new.in_words());
    }
    let Some(group) = Group::of(new.page) else {
        return found;
    };
    let (old_rows, new_rows) = (old.rows(), new.rows());
    let pairs = pair_rows(group, &new.rows, &old.rows);
    let label =
        |number: usize, field: &Field| format!("{} {number}: {}", group.legend, field.label);
    for (row, old) in new_rows.iter().zip(&pairs) {
        let before = old.map(|old| &old_rows[old]);
        for (at, field) in row.fields.iter().enumerate() {
            let was = before.map_or_else(String::new, |row| row.fields[at].in_words());
            tell(label(row.number, field), &was, &field.in_words());
        }
    }
    for (at, row) in old_rows.iter().enumerate() {
        for field in row.fields.iter().filter(|_| !pairs.contains(&Some(at))) {
            tell(label(row.number, field), &field.in_words(), "");
        }
    }
    found
}

/// What somebody else has saved in a field meanwhile.
pub struct Theirs {
    /// As it is typed.
    pub value: String,
    /// What differs, from theirs to one's own.
    pub pieces: Vec<Shown>,
}

/// Where a row of a merged sheet comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Both texts have it.
    Both,
    /// Only what was typed has it.
    Mine,
    /// Only what is saved has it.
    Theirs,
}

/// What another sheet says of the fields and rows of one's own.
pub(super) struct Beside {
    pub(super) values: Vec<String>,
    pub(super) rows: Vec<(Origin, Vec<String>)>,
}

impl Sheet {
    /// Whether the sheet beside this one says anything else.
    pub fn differs(&self) -> bool {
        let differ = |fields: &[Field]| fields.iter().any(|field| field.theirs.is_some());
        differ(&self.fields())
            || self
                .rows()
                .iter()
                .any(|row| row.origin != Origin::Both || differ(&row.fields))
    }

    /// One's own sheet with all that only the other one has put in its place, and beside each field what
    /// the other one says: nothing of either is lost.
    pub fn beside(mut self, theirs: &Sheet) -> Sheet {
        let mut rows = Vec::new();
        if let Some(group) = Group::of(self.page) {
            let pairs = pair_rows(group, &self.rows, &theirs.rows);
            let mut merged: Vec<(Origin, Vec<String>, Vec<String>)> = self
                .rows
                .iter()
                .zip(&pairs)
                .map(|(mine, other)| match other {
                    Some(other) => (Origin::Both, mine.clone(), theirs.rows[*other].clone()),
                    None => (Origin::Mine, mine.clone(), mine.clone()),
                })
                .collect();
            for (at, row) in theirs.rows.iter().enumerate() {
                if !pairs.contains(&Some(at)) {
                    // After the row it follows in the other sheet, or first of all.
                    let before = at.checked_sub(1).map(|before| &theirs.rows[before]);
                    let place = merged
                        .iter()
                        .position(|(_, _, other)| Some(other) == before);
                    let place = place.map_or(0, |place| place + 1);
                    merged.insert(place, (Origin::Theirs, row.clone(), row.clone()));
                }
            }
            self.rows = merged.iter().map(|(_, mine, _)| mine.clone()).collect();
            rows = merged
                .into_iter()
                .map(|(origin, _, other)| (origin, other))
                .collect();
        }
        self.beside = Some(Beside {
            values: theirs.values.clone(),
            rows,
        });
        self
    }
}

/// What the other sheet says of a field, unless it says the same.
pub(super) fn theirs(field: &Field, value: &str) -> Option<Theirs> {
    if field.value == value || matches!(field.widget, Widget::Hidden) {
        return None;
    }
    Some(Theirs {
        pieces: shown(&field.words_of(value), &field.in_words()),
        value: value.to_owned(),
    })
}
