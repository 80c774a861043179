//! The differences of two texts as a page shows them: in words, marked, and only as much as is asked for.

use crate::features::practices::compare::{Fate, FieldChange, Piece, RowChange, SectionChange};
use crate::features::practices::telling::Sort;
use crate::platform::dates;
use crate::platform::text::diff::{AROUND, Change, shortened};

/// How much of two texts is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What changed, with a few words around it.
    Changes,
    /// Both texts whole.
    Everything,
}

/// A section with what is shown of it.
pub struct SectionView {
    pub anchor: &'static str,
    pub heading: &'static str,
    pub fields: Vec<FieldView>,
    pub rows: Vec<RowView>,
}

/// A field of both texts.
pub struct FieldView {
    pub label: &'static str,
    /// Whether the heading above says the same as the label.
    pub is_headed: bool,
    pub pieces: Vec<PieceView>,
    /// The same as it was and as it is, for reading one beside the other.
    pub before: Vec<PieceView>,
    pub after: Vec<PieceView>,
}

/// A row of one text or both.
pub struct RowView {
    pub heading: String,
    pub fields: Vec<FieldView>,
}

/// Some words, and the element that marks them: `del`, `ins` or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceView {
    pub mark: &'static str,
    pub words: &'static str,
    pub text: String,
}

/// How many characters of a piece that stayed the same are shown: those next to the change before it
/// and to the change after it.
#[derive(Clone, Copy)]
struct Around {
    before: usize,
    after: usize,
}

/// What is shown of two texts.
pub fn sections(changes: &[SectionChange], extent: Extent) -> Vec<SectionView> {
    changes
        .iter()
        .map(|section| SectionView {
            anchor: section.section.anchor(),
            heading: section.section.title(),
            fields: fields(&section.fields, section.section.title(), extent),
            rows: rows(section, extent),
        })
        .filter(|section| !section.fields.is_empty() || !section.rows.is_empty())
        .collect()
}

fn rows(section: &SectionChange, extent: Extent) -> Vec<RowView> {
    let Some(sort) = section.sort else {
        return Vec::new();
    };
    section
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| extent == Extent::Everything || row.is_changed())
        .map(|(at, row)| RowView {
            heading: heading(sort, at + 1, row),
            fields: fields(&row.fields, "", extent),
        })
        .collect()
}

fn fields(fields: &[FieldChange], heading: &str, extent: Extent) -> Vec<FieldView> {
    fields
        .iter()
        .filter(|field| !field.is_empty())
        .filter(|field| extent == Extent::Everything || field.is_changed())
        .map(|field| FieldView {
            is_headed: field.label == heading,
            ..field_view(field, extent)
        })
        .collect()
}

fn field_view(field: &FieldChange, extent: Extent) -> FieldView {
    let last = field.pieces.len().saturating_sub(1);
    let pieces: Vec<PieceView> = field
        .pieces
        .iter()
        .enumerate()
        .map(|(at, piece)| {
            let around = Around {
                before: if at == 0 { 0 } else { AROUND },
                after: if at == last { 0 } else { AROUND },
            };
            piece_view(piece, extent, around)
        })
        .collect();
    let without = |mark: &str| {
        let kept = pieces.iter().filter(|piece| piece.mark != mark);
        kept.cloned().collect()
    };
    FieldView {
        label: field.label,
        is_headed: false,
        before: without("ins"),
        after: without("del"),
        pieces,
    }
}

fn piece_view(piece: &Piece, extent: Extent, around: Around) -> PieceView {
    let (mark, words) = match piece.change {
        Change::Same => ("", ""),
        Change::Removed => ("del", "tolto"),
        Change::Added => ("ins", "aggiunto"),
    };
    let text = if piece.change == Change::Same && extent == Extent::Changes {
        shortened(&piece.text, around.before, around.after)
    } else {
        piece.text.clone()
    };
    PieceView { mark, words, text }
}

/// One of a sort, several of them, and whether its words end in "a".
fn noun(sort: Sort) -> (&'static str, &'static str, bool) {
    match sort {
        Sort::Topic => ("argomento", "argomenti", false),
        Sort::Phase => ("fase", "fasi", true),
        Sort::Obstacle => ("ostacolo", "ostacoli", false),
        Sort::Benefit => ("vantaggio", "vantaggi", false),
        Sort::Factor => ("fattore", "fattori", false),
        Sort::Document => ("documento", "documenti", false),
    }
}

/// "Fase «Si parte»: cambiata; spostata dal posto 4 al posto 1".
fn heading(sort: Sort, at: usize, row: &RowChange) -> String {
    let (one, _, feminine) = noun(sort);
    let end = if feminine { "a" } else { "o" };
    let mut fates = Vec::new();
    match row.fate {
        Fate::Same => {}
        Fate::Changed => fates.push(format!("cambiat{end}")),
        Fate::Added => fates.push(format!("aggiunt{end}")),
        Fate::Removed => fates.push(format!("tolt{end}")),
    }
    if let Some((from, to)) = row.moved {
        fates.push(format!("spostat{end} dal posto {from} al posto {to}"));
    }
    if fates.is_empty() {
        fates.push("come prima".to_owned());
    }
    let name = match (row.name.as_str(), row.fate) {
        ("", Fate::Removed) => String::new(),
        ("", _) => format!(" {at}"),
        (name, _) => format!(" «{name}»"),
    };
    let mut heading = format!("{one}{name}: {}", fates.join("; "));
    heading[..1].make_ascii_uppercase();
    heading
}

/// How a section changed: "2 voci cambiate; fasi: 1 aggiunta, 1 spostata".
pub fn in_words(section: &SectionChange) -> String {
    let many = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let mut parts = Vec::new();
    let changed = section.fields.iter().filter(|one| one.is_changed()).count();
    if changed > 0 {
        parts.push(dates::count(
            many(changed),
            "voce cambiata",
            "voci cambiate",
        ));
    }
    if let Some(sort) = section.sort {
        let (_, several, feminine) = noun(sort);
        let (one_end, many_end) = if feminine { ("a", "e") } else { ("o", "i") };
        let moved = |row: &RowChange| row.moved.is_some();
        let counts = [
            ("aggiunt", count(section, |row| row.fate == Fate::Added)),
            ("tolt", count(section, |row| row.fate == Fate::Removed)),
            ("cambiat", count(section, |row| row.fate == Fate::Changed)),
            ("spostat", count(section, moved)),
        ];
        let counted: Vec<String> = counts
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(word, count)| {
                let end = if *count == 1 { one_end } else { many_end };
                format!("{count} {word}{end}")
            })
            .collect();
        if !counted.is_empty() {
            parts.push(format!("{several}: {}", counted.join(", ")));
        }
    }
    parts.join("; ")
}

fn count(section: &SectionChange, is: impl Fn(&RowChange) -> bool) -> usize {
    section.rows.iter().filter(|row| is(row)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::practices::check::Section;

    fn row(name: &str, fate: Fate, moved: Option<(usize, usize)>) -> RowChange {
        RowChange {
            name: name.into(),
            fate,
            moved,
            fields: Vec::new(),
        }
    }

    #[test]
    fn what_became_of_a_row_is_said_in_words() {
        for (sort, row, said) in [
            (
                Sort::Phase,
                row("Si parte", Fate::Changed, Some((4, 1))),
                "Fase «Si parte»: cambiata; spostata dal posto 4 al posto 1",
            ),
            (
                Sort::Phase,
                row("Si parte", Fate::Same, None),
                "Fase «Si parte»: come prima",
            ),
            (
                Sort::Obstacle,
                row("", Fate::Added, None),
                "Ostacolo 2: aggiunto",
            ),
            (
                Sort::Benefit,
                row("", Fate::Removed, None),
                "Vantaggio: tolto",
            ),
            (
                Sort::Document,
                row("Schema", Fate::Same, Some((1, 2))),
                "Documento «Schema»: spostato dal posto 1 al posto 2",
            ),
        ] {
            assert_eq!(heading(sort, 2, &row), said);
        }
    }

    #[test]
    fn how_a_section_changed_is_counted() {
        let section = SectionChange {
            section: Section::Path,
            fields: Vec::new(),
            sort: Some(Sort::Phase),
            rows: vec![
                row("a", Fate::Added, None),
                row("b", Fate::Changed, Some((2, 3))),
                row("c", Fate::Changed, None),
                row("d", Fate::Same, None),
            ],
        };
        assert_eq!(
            in_words(&section),
            "fasi: 1 aggiunta, 2 cambiate, 1 spostata"
        );
    }

    #[test]
    fn of_what_stayed_only_the_words_next_to_a_change_are_shown() {
        let long = "parola ".repeat(200);
        let between = Around {
            before: AROUND,
            after: AROUND,
        };
        let (first, last) = (
            Around {
                before: 0,
                ..between
            },
            Around {
                after: 0,
                ..between
            },
        );
        let middle = shortened(&long, between.before, between.after);
        assert!(middle.starts_with("parola ") && middle.contains(" […] parola"));
        assert!(middle.chars().count() < 2 * AROUND + 10);
        assert!(shortened(&long, first.before, first.after).starts_with("[…] parola"));
        assert!(shortened(&long, last.before, last.after).ends_with("parola […]"));
        assert_eq!(
            shortened("poche parole", between.before, between.after),
            "poche parole"
        );
        // A single word as long as a page is left out, not cut.
        assert_eq!(
            shortened(&"x".repeat(2000), between.before, between.after),
            "[…]"
        );
    }
}
