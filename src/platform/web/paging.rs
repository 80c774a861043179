//! Which page of a list is asked for, and which there is.

use std::num::IntErrorKind;

use super::fields::Fields;

/// A page of a list that is shown a page at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// This page, from 1.
    pub page: usize,
    /// How many there are; an empty list has one.
    pub pages: usize,
    /// How many lines stand before it.
    pub offset: i64,
}

impl Paging {
    /// The page a query asks for in its field `pagina`, of a list of `total` lines: see [`Paging::at`].
    pub fn of(query: &Fields, total: i64, per_page: i64) -> Paging {
        Paging::at(asked(query), total, per_page)
    }

    /// The page of this number; before the beginning the first, beyond the end the last.
    pub fn at(number: i64, total: i64, per_page: i64) -> Paging {
        let pages = (total - 1).max(0) / per_page + 1;
        let page = number.clamp(1, pages);
        Paging {
            page: usize::try_from(page).unwrap_or(1),
            pages: usize::try_from(pages).unwrap_or(1),
            offset: (page - 1) * per_page,
        }
    }
}

/// The number in the field `pagina`; 1 when there is none.
pub fn asked(query: &Fields) -> i64 {
    match query.text("pagina").parse() {
        Ok(number) => number,
        // More digits than a number has room for lie beyond the end of every list.
        Err(error) if *error.kind() == IntErrorKind::PosOverflow => i64::MAX,
        Err(_) => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, total: i64) -> (usize, usize, i64) {
        let pairs = vec![("pagina".to_owned(), text.to_owned())];
        let query = Fields::from_pairs(pairs, "/pratiche");
        let Paging {
            page,
            pages,
            offset,
        } = Paging::of(&query, total, 20);
        (page, pages, offset)
    }

    #[test]
    fn every_number_leads_to_a_page_there_is() {
        assert_eq!(shown("", 41), (1, 3, 0));
        assert_eq!(shown("2", 41), (2, 3, 20));
        for beyond in ["4", "99", "99999999999999999999"] {
            assert_eq!(shown(beyond, 41), (3, 3, 40), "{beyond}");
        }
        for none in ["0", "-1", "-99999999999999999999", "abc", "1.5"] {
            assert_eq!(shown(none, 41), (1, 3, 0), "{none}");
        }
    }

    #[test]
    fn a_full_page_has_none_after_it_and_an_empty_list_has_one() {
        assert_eq!(shown("2", 20), (1, 1, 0));
        assert_eq!(shown("2", 21), (2, 2, 20));
        assert_eq!(shown("1", 0), (1, 1, 0));
        assert_eq!(shown("7", 0), (1, 1, 0));
    }
}
