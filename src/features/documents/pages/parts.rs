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

/// One part of a text, ready to be shown.
#[derive(Debug, Default)]
pub struct Part {
    /// The stretches of text with the number of their page, and what it is called.
    pub stretches: Vec<(i32, String, Option<String>)>,
    /// Which part this is, from 1.
    pub number: usize,
    /// How many parts there are.
    pub count: usize,
}

/// The part of a text that was asked for: by its number, or by a page in it.
pub fn part_of(
    conn: &mut Conn,
    version: &Version,
    number: Option<usize>,
    page: Option<i32>,
) -> Result<Part> {
    let parts = divide(&store::list_page_chars(conn, version.id)?);
    let with_page = page.and_then(|page| {
        parts
            .iter()
            .position(|part| part.iter().any(|stretch| stretch.page == page))
    });
    let at = number
        .map(|number| number.saturating_sub(1))
        .or(with_page)
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

fn texts(
    conn: &mut Conn,
    version: VersionId,
    part: &[Stretch],
) -> Result<Vec<(i32, String, Option<String>)>> {
    let (Some(first), Some(last)) = (part.first(), part.last()) else {
        return Ok(Vec::new());
    };
    let pages = store::list_pages(conn, version, first.page, last.page)?;
    Ok(part
        .iter()
        .filter_map(|stretch| {
            let (_, text, label) = pages.iter().find(|(page, ..)| *page == stretch.page)?;
            let room = stretch.to - stretch.from;
            Some((
                stretch.page,
                text.chars().skip(stretch.from).take(room).collect(),
                label.clone(),
            ))
        })
        .collect())
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
    fn nothing_has_no_part_and_an_empty_page_one() {
        assert!(divide(&[]).is_empty());
        assert_eq!(divide(&[0]).len(), 1);
    }
}
