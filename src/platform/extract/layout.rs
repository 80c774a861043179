//! From characters placed on a PDF page to lines and paragraphs.
//!
//! A PDF has no words, lines or paragraphs, only characters at places. Strings drawn one after the
//! other are put together again by where each begins: on the same line with or without a space, on
//! a new line, or after an empty one. Everything is measured along the direction of the text, so
//! that pages turned on their side are read as well.
//!
//! A file may draw a page in any order: the letterhead last, the foot of the page first. What is
//! drawn further up than what came before is a piece of its own, and is put where it stands
//! ([`in_order`]). Columns stay whole, for a line is only put before what lies below it.

use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};

/// A gap wider than this is a space, in sizes of the font.
const SPACE: f64 = 0.1;
/// What is moved so far back along the same line is another piece of text: a column whose
/// neighbour's font claims to be wider than it is, or print over print.
const JUMP_BACK: f64 = 1.0;
/// What is so much higher or lower is another line, wherever it begins.
const OTHER_LINE: f64 = 1.5;
/// What is so much higher or lower, and does not go on to the right, is another line.
const NEXT_LINE: f64 = 0.5;
/// The letter or number of a note is so much smaller than the word it hangs on.
const NOTE_MARK: f64 = 0.8;
/// An empty line is left where lines are so much further apart than they mostly are.
const PARAGRAPH: f64 = 1.3;

/// Gathers the text of one page.
pub struct Page {
    lines: Vec<Line>,
    last: Option<Place>,
    begins_string: bool,
    moved: bool,
    room_bytes: usize,
    full: bool,
}

struct Line {
    text: String,
    /// Where its first character stands.
    place: Place,
    /// Along its direction, how far it reaches to both sides.
    left: f64,
    right: f64,
}

impl Line {
    /// How far it lies below `other`, in points; nothing where the two run in different directions.
    fn drop_from(&self, other: &Line) -> f64 {
        if self.place.runs_with(&other.place) {
            other.place.height - self.place.height
        } else {
            0.0
        }
    }

    /// Whether it stands further up than `other`, wherever beside it.
    fn is_higher_than(&self, other: &Line) -> bool {
        other.drop_from(self) > self.place.size * NEXT_LINE
    }

    /// Whether it stands above `other`: further up, and over some of it.
    fn is_above(&self, other: &Line) -> bool {
        self.is_higher_than(other) && self.left < other.right && other.left < self.right
    }
}

/// Where a character stands.
#[derive(Clone, Copy)]
struct Place {
    /// The direction of the text, of length 1.
    direction: (f64, f64),
    /// Along that direction, where the character begins and ends.
    start: f64,
    end: f64,
    /// Across it, upwards.
    height: f64,
    /// The size of the font on the page.
    size: f64,
}

impl Place {
    fn runs_with(&self, other: &Place) -> bool {
        self.direction.0 * other.direction.0 + self.direction.1 * other.direction.1 > 0.9
    }
}

impl Page {
    /// An empty page for at most `room_bytes` of text.
    pub fn new(room_bytes: usize) -> Self {
        Self {
            lines: Vec::new(),
            last: None,
            begins_string: true,
            moved: false,
            room_bytes,
            full: false,
        }
    }

    /// Whether there was more text than room for it.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// The text, with an empty line between paragraphs.
    pub fn into_text(self) -> String {
        let lines = in_order(self.lines);
        let drops: Vec<f64> = std::iter::once(0.0)
            .chain(lines.windows(2).map(|pair| pair[1].drop_from(&pair[0])))
            .collect();
        let usual = usual_drop(&lines, &drops);
        let mut text = String::new();
        for (line, drop) in lines.iter().zip(&drops) {
            if !text.is_empty() {
                text.push('\n');
                if *drop > (usual * PARAGRAPH).max(line.place.size * OTHER_LINE) {
                    text.push('\n');
                }
            }
            text.push_str(&line.text);
        }
        text
    }

    fn put(&mut self, place: Place, text: &str) {
        let Some(last) = self.last else {
            return self.begin_line(text, place);
        };
        if !self.begins_string {
            return self.extend(text, place);
        }
        let drop = last.height - place.height;
        let gap = place.start - last.end;
        if !last.runs_with(&place)
            || drop.abs() > place.size * OTHER_LINE
            || (gap < 0.0 && drop.abs() > place.size * NEXT_LINE)
        {
            return self.begin_line(text, place);
        }
        if gap > place.size * SPACE
            || self.begins_column(gap, place, text)
            || self.is_note_mark(last, place, text)
        {
            self.extend(" ", place);
        }
        self.extend(text, place);
    }

    fn last_letter(&self) -> Option<char> {
        self.lines.last()?.text.chars().next_back()
    }

    /// Whether what is moved back begins another column. Between small letters it is one word that
    /// the file draws in pieces, with a font that claims to be wider than it is.
    fn begins_column(&self, gap: f64, place: Place, text: &str) -> bool {
        let within_a_word = self.last_letter().is_some_and(char::is_lowercase)
            && text.starts_with(char::is_lowercase);
        self.moved && gap < -place.size * JUMP_BACK && !within_a_word
    }

    /// A small number straight after a letter: the mark of a note, not the end of the word.
    fn is_note_mark(&self, last: Place, place: Place, text: &str) -> bool {
        place.size < last.size * NOTE_MARK
            && self.last_letter().is_some_and(char::is_alphabetic)
            && text.starts_with(|letter: char| letter.is_ascii_digit())
    }

    fn begin_line(&mut self, text: &str, place: Place) {
        // A line takes room besides its text, or a page of empty lines would have no limit.
        if self.takes(size_of::<Line>()) {
            self.lines.push(Line {
                text: String::new(),
                place,
                left: place.start,
                right: place.end,
            });
            self.extend(text, place);
        }
    }

    fn extend(&mut self, text: &str, place: Place) {
        if self.takes(text.len())
            && let Some(line) = self.lines.last_mut()
        {
            line.text.push_str(text);
            line.left = line.left.min(place.start);
            line.right = line.right.max(place.end);
        }
    }

    fn takes(&mut self, bytes: usize) -> bool {
        match self.room_bytes.checked_sub(bytes) {
            Some(room_bytes) => self.room_bytes = room_bytes,
            None => self.full = true,
        }
        !self.full
    }
}

/// Lines and pieces beyond which a page is no page of text but a drawing, and its lines stay as they came:
/// each piece is compared with all lines before it.
const MAX_PIECES: usize = 500;
const MAX_LINES: usize = 5_000;

/// The lines from the top of the page down: a piece that was drawn further up than what came
/// before goes before the first line that lies below it.
fn in_order(lines: Vec<Line>) -> Vec<Line> {
    let begins_piece = |pair: &[Line]| pair[1].is_higher_than(&pair[0]);
    if lines.len() > MAX_LINES
        || lines.windows(2).filter(|pair| begins_piece(pair)).count() > MAX_PIECES
    {
        return lines;
    }
    let mut ordered: Vec<Line> = Vec::with_capacity(lines.len());
    let mut piece: Vec<Line> = Vec::new();
    for line in lines {
        if piece.last().is_some_and(|last| line.is_higher_than(last)) {
            insert(&mut ordered, std::mem::take(&mut piece));
        }
        piece.push(line);
    }
    insert(&mut ordered, piece);
    ordered
}

fn insert(ordered: &mut Vec<Line>, mut piece: Vec<Line>) {
    while let Some(first) = piece.first() {
        let below = ordered.iter().position(|line| {
            piece.iter().any(|one| one.is_above(line)) && first.is_higher_than(line)
        });
        let Some(below) = below else {
            ordered.append(&mut piece);
            return;
        };
        // As much of the piece as stands above that line; what does not is placed by itself.
        let count = piece
            .iter()
            .take_while(|one| one.is_higher_than(&ordered[below]))
            .count()
            .max(1);
        let rest = piece.split_off(count);
        ordered.splice(below..below, std::mem::replace(&mut piece, rest));
    }
}

/// How far apart lines mostly are: the median of what lies between lines of one column.
fn usual_drop(lines: &[Line], drops: &[f64]) -> f64 {
    let mut drops: Vec<f64> = lines
        .iter()
        .zip(drops)
        .map(|(line, drop)| (*drop, line.place.size))
        .filter(|(drop, size)| *drop > size * NEXT_LINE && *drop < size * 3.0)
        .map(|(drop, _)| drop)
        .collect();
    drops.sort_by(f64::total_cmp);
    drops.get(drops.len() / 2).copied().unwrap_or(0.0)
}

impl OutputDev for Page {
    fn begin_page(
        &mut self,
        _number: u32,
        _media: &MediaBox,
        _art: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        matrix: &Transform,
        width: f64,
        _spacing: f64,
        font_size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        let stretch = matrix.m11.hypot(matrix.m12);
        let size = (matrix.m21.hypot(matrix.m22) * font_size).abs();
        let direction = if stretch > 0.0 {
            (matrix.m11 / stretch, matrix.m12 / stretch)
        } else {
            (1.0, 0.0)
        };
        let start = matrix.m31 * direction.0 + matrix.m32 * direction.1;
        let height = matrix.m32 * direction.0 - matrix.m31 * direction.1;
        let end = start + width * font_size * stretch;
        let place = Place {
            direction,
            start,
            end,
            height,
            size,
        };
        self.put(place, text);
        self.last = Some(place);
        self.begins_string = false;
        self.moved = false;
        if self.full {
            Err(std::fmt::Error.into())
        } else {
            Ok(())
        }
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        self.begins_string = true;
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    /// Called whenever the place of the next string is set, on the same line or another.
    fn end_line(&mut self) -> Result<(), OutputError> {
        self.moved = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws strings of letters half as wide as high, each at (x, y, size).
    fn check(strings: &[(f64, f64, f64, &str)], expect: &str) {
        for turn in [false, true] {
            let mut page = Page::new(1000);
            for (x, y, size, text) in strings {
                page.end_line().unwrap();
                page.begin_word().unwrap();
                for (index, letter) in text.chars().enumerate() {
                    let x = x + index as f64 * size / 2.0;
                    // Turned, the page lies on its left side.
                    let matrix = if turn {
                        Transform::row_major(0.0, 1.0, -1.0, 0.0, -y, x)
                    } else {
                        Transform::row_major(1.0, 0.0, 0.0, 1.0, x, *y)
                    };
                    page.output_character(
                        &matrix,
                        0.5,
                        0.0,
                        *size,
                        letter.encode_utf8(&mut [0; 4]),
                    )
                    .unwrap();
                }
            }
            assert_eq!(page.into_text(), expect, "turned: {turn}");
        }
    }

    #[test]
    fn strings_on_a_line() {
        check(
            &[(0.0, 0.0, 10.0, "comu"), (20.0, 0.0, 10.0, "ne")],
            "comune",
        );
        check(
            &[(0.0, 0.0, 10.0, "un"), (13.0, 0.0, 10.0, "ente")],
            "un ente",
        );
        check(
            &[(0.0, 0.0, 10.0, "largo"), (10.0, 0.0, 10.0, "Altro")],
            "largo Altro",
        );
        check(
            &[(0.0, 0.0, 10.0, "firma"), (25.0, 4.0, 6.0, "12")],
            "firma 12",
        );
        check(&[(0.0, 0.0, 10.0, "m"), (5.0, 0.0, 10.0, "2")], "m2");
    }

    #[test]
    fn lines_and_paragraphs() {
        let line = |y, text| (0.0, y, 10.0, text);
        check(
            &[
                line(100.0, "a"),
                line(88.0, "b"),
                line(76.0, "c"),
                line(50.0, "d"),
            ],
            "a\nb\nc\n\nd",
        );
        let wide = [
            line(100.0, "a"),
            line(80.0, "b"),
            line(60.0, "c"),
            line(40.0, "d"),
            line(0.0, "e"),
        ];
        check(&wide, "a\nb\nc\nd\n\ne");
    }

    #[test]
    fn what_is_drawn_late_stands_where_it_belongs() {
        let line = |y, text| (0.0, y, 10.0, text);
        // The foot first, the head last.
        check(
            &[
                line(10.0, "piede"),
                line(80.0, "uno"),
                line(68.0, "due"),
                line(100.0, "capo"),
            ],
            "capo\nuno\ndue\n\npiede",
        );
        // A line that was left out of a paragraph.
        check(
            &[line(100.0, "a"), line(76.0, "c"), line(88.0, "b")],
            "a\nb\nc",
        );
    }

    #[test]
    fn columns_stay_whole() {
        let columns = [
            (0.0, 100.0, 10.0, "a"),
            (0.0, 88.0, 10.0, "b"),
            (0.0, 76.0, 10.0, "c"),
            (200.0, 100.0, 10.0, "d"),
            (200.0, 88.0, 10.0, "e"),
            (200.0, 76.0, 10.0, "f"),
        ];
        check(&columns, "a\nb\nc\nd\ne\nf");
        // The foot of the page, as wide as both, was drawn first.
        let foot = "un piede che corre sotto tutte e due le colonne";
        let page = [&[(0.0, 10.0, 10.0, foot)], &columns[..]].concat();
        check(&page, &format!("a\nb\nc\nd\ne\nf\n\n{foot}"));
    }

    #[test]
    fn a_page_takes_no_more_than_there_is_room_for() {
        let mut page = Page::new(200);
        let outcome: Result<Vec<()>, _> = (0..1000)
            .map(|_| page.output_character(&Transform::identity(), 0.5, 0.0, 10.0, "a"))
            .collect();
        assert!(outcome.is_err() && page.is_full());
    }
}
