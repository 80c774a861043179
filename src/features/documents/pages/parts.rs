//! A long text in parts that a browser can show at once.

use crate::features::documents::store;
use crate::features::documents::{Version, VersionId};
use crate::platform::db::Conn;
use crate::platform::error::Result;

/// The most pages in one part.
const PART_PAGES: usize = 60;
/// The most characters in one part.
const PART_CHARS: usize = 200_000;

/// A stretch of one page of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    page: i32,
    from: usize,
    to: usize,
}

/// A stretch of text.
#[derive(Debug)]
pub struct Passage {
    /// The number of its page.
    pub page: i32,
    /// What the page is called.
    pub label: Option<String>,
    pub text: String,
    /// How many lines of its page stand before it.
    pub lines_before: usize,
}

/// One part of a text, ready to be shown.
#[derive(Debug, Default)]
pub struct Part {
    /// The stretches of text.
    pub stretches: Vec<Passage>,
    /// Which part this is, from 1.
    pub number: usize,
    /// How many parts there are.
    pub count: usize,
}

/// The part of a text that was asked for: by its number, or by a page and the character in it that
/// a stretch begins at.
pub fn part_of(
    conn: &mut Conn,
    version: &Version,
    number: Option<usize>,
    place: Option<(i32, usize)>,
) -> Result<Part> {
    let parts = divide(&store::list_page_chars(conn, version.id)?);
    let with_place = place.and_then(|place| {
        let is_there = |stretch: &Stretch| (stretch.page, stretch.from) == place;
        parts.iter().position(|part| part.iter().any(is_there))
    });
    let at = number
        .map(|number| number.saturating_sub(1))
        .or(with_place)
        .unwrap_or(0)
        .min(parts.len().saturating_sub(1));
    let Some(part) = parts.get(at) else {
        return Ok(Part::default());
    };
    Ok(Part {
        stretches: texts(conn, version.id, part)?,
        number: at + 1,
        count: parts.len(),
    })
}

fn texts(conn: &mut Conn, version: VersionId, part: &[Stretch]) -> Result<Vec<Passage>> {
    let (Some(first), Some(last)) = (part.first(), part.last()) else {
        return Ok(Vec::new());
    };
    let pages = store::list_pages(conn, version, first.page, last.page)?;
    Ok(part
        .iter()
        .filter_map(|stretch| {
            let (_, text, label) = pages.iter().find(|(page, ..)| *page == stretch.page)?;
            let room = stretch.to - stretch.from;
            let before = text.chars().take(stretch.from);
            Some(Passage {
                page: stretch.page,
                label: label.clone(),
                text: text.chars().skip(stretch.from).take(room).collect(),
                lines_before: before.filter(|letter| *letter == '\n').count(),
            })
        })
        .collect())
}

/// The stretches of the text of a page, each with the character it begins at; one, unless the page alone
/// is too long for a part.
pub fn stretches_of(text: &str) -> Vec<(usize, &str)> {
    let (mut stretches, mut from, mut rest) = (Vec::new(), 0, text);
    loop {
        let end = rest.char_indices().nth(PART_CHARS);
        let (stretch, next) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        stretches.push((from, stretch));
        if next.is_empty() {
            return stretches;
        }
        (from, rest) = (from + PART_CHARS, next);
    }
}

/// Divides pages of so many characters, from page 1; a page that alone is too long is divided as well.
fn divide(pages: &[usize]) -> Vec<Vec<Stretch>> {
    let mut parts: Vec<Vec<Stretch>> = Vec::new();
    let mut chars = 0;
    for (page, length) in (1i32..).zip(pages.iter().copied()) {
        let mut from = 0;
        loop {
            let to = length.min(from + PART_CHARS);
            let full = parts
                .last()
                .is_none_or(|part| part.len() >= PART_PAGES || chars + (to - from) > PART_CHARS);
            if full {
                parts.push(Vec::new());
                chars = 0;
            }
            chars += to - from;
            if let Some(part) = parts.last_mut() {
                part.push(Stretch { page, from, to });
            }
            if to == length {
                break;
            }
            from = to;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_pages_are_divided_and_none_is_lost() {
        let parts = divide(&[1_000; 130]);
        assert_eq!(parts.iter().map(Vec::len).collect::<Vec<_>>(), [60, 60, 10]);
        assert_eq!(parts[2][9].page, 130);
    }

    #[test]
    fn a_page_too_long_is_divided_too() {
        let parts = divide(&[10, 450_000, 10]);
        let stretches: Vec<Stretch> = parts.iter().flatten().copied().collect();
        let of_two: usize = stretches
            .iter()
            .filter(|stretch| stretch.page == 2)
            .map(|stretch| stretch.to - stretch.from)
            .sum();
        assert_eq!(of_two, 450_000);
        for part in &parts {
            assert!(part.iter().map(|s| s.to - s.from).sum::<usize>() <= PART_CHARS);
        }
    }

    #[test]
    fn a_text_is_divided_as_its_page_is() {
        for chars in [0, 1, PART_CHARS, PART_CHARS + 1, 2 * PART_CHARS] {
            let text = "è".repeat(chars);
            let of_text: Vec<(usize, usize)> = stretches_of(&text)
                .into_iter()
                .map(|(from, stretch)| (from, from + stretch.chars().count()))
                .collect();
            let of_page: Vec<(usize, usize)> = divide(&[chars])
                .into_iter()
                .flatten()
                .map(|stretch| (stretch.from, stretch.to))
                .collect();
            assert_eq!(of_text, of_page, "{chars}");
        }
    }

    #[test]
    fn nothing_has_no_part_and_an_empty_page_one() {
        assert!(divide(&[]).is_empty());
        assert_eq!(divide(&[0]).len(), 1);
    }
}
