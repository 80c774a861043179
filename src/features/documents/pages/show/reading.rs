//! The text of a version as its page shows it: page by page, with the words looked for marked.

use super::address_of::AddressOf;
use super::sheet::{self, Sheet};
use crate::features::documents::pages::parts::{self, Part};
use crate::features::documents::{self, Version, VersionId, store};
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::search::{Extent, Marker};
use crate::platform::{dates, text};

/// A stretch of the text.
pub struct Stretch {
    pub page: i32,
    /// "Pagina 12", or what the page is called.
    pub heading: String,
    /// Whether the page begins here, or goes on from the part before.
    pub begins: bool,
    /// The words, when they need no mark-up.
    pub text: String,
    /// The words as HTML: those that were given, and those with marks in them.
    pub html: String,
    /// The words as a table, when they are one.
    pub sheet: Option<Sheet>,
}

/// Where the words looked for stand.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// The pages with all the words or, if there are none, with any.
    pub pages: Vec<Hit>,
    /// Whether no page has all of them.
    pub is_partial: bool,
    /// How many pages were looked through, when the text is too long for all.
    pub looked_through: Option<i32>,
}

/// A page with the words looked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Hit {
    pub page: i32,
    /// What it is called.
    pub label: Option<String>,
    /// The character that the first of its stretches with the most of the words begins at.
    pub from: usize,
}

impl Hits {
    /// Where the text is to be opened: at the words on a page or, when none was asked for, at the first.
    pub fn opened_at(&self, page: Option<i32>) -> Option<(i32, usize)> {
        let hit = match page {
            Some(page) => self.pages.iter().find(|hit| hit.page == page),
            None => self.pages.first(),
        };
        let place = hit.map(|hit| (hit.page, hit.from));
        place.or(page.map(|page| (page, 0)))
    }
}

/// The link to such a page.
pub struct HitLink {
    /// "pagina 12", or what the page is called.
    pub words: String,
    pub url: String,
}

/// The most characters that are looked through at once.
const SEARCHED_CHARS: usize = 3_000_000;
/// The most pages that are named.
pub const MOST_HITS: usize = 60;

/// The text of a version as far as it is looked through, taken out of the database.
pub struct Searched {
    pub version: VersionId,
    pages: Vec<(i32, String, Option<String>)>,
    looked_through: Option<i32>,
}

/// Takes the text of a version out of the database.
pub fn searched(conn: &mut Conn, version: &Version) -> Result<Searched> {
    let chars = store::list_page_chars(conn, version.id)?;
    let mut room = SEARCHED_CHARS;
    let reached = chars
        .iter()
        .take_while(|chars| {
            let fits = room > 0;
            room = room.saturating_sub(**chars);
            fits
        })
        .count();
    let last = i32::try_from(reached).unwrap_or(i32::MAX);
    Ok(Searched {
        version: version.id,
        pages: store::list_pages(conn, version.id, 1, last)?,
        looked_through: (reached < chars.len()).then_some(last),
    })
}

/// Looks through a text. This takes as long as the text is long: no connection may be held.
pub fn hits(searched: Searched, marker: &Marker) -> Hits {
    let (mut all, mut some) = (Vec::new(), Vec::new());
    for (page, words, label) in searched.pages {
        let pages = match marker.extent_in(&words) {
            Extent::All => &mut all,
            Extent::Some => &mut some,
            Extent::Nothing => continue,
        };
        let from = from(&words, marker);
        pages.push(Hit { page, label, from });
    }
    let is_partial = all.is_empty();
    Hits {
        pages: if is_partial { some } else { all },
        is_partial,
        looked_through: searched.looked_through,
    }
}

/// The character that the first stretch of a page with the most of the words begins at.
fn from(text: &str, marker: &Marker) -> usize {
    let stretches = parts::stretches_of(text);
    if stretches.len() == 1 {
        return 0;
    }
    let best = stretches
        .iter()
        .rev()
        .max_by_key(|(_, stretch)| marker.extent_in(stretch));
    best.map_or(0, |(from, _)| *from)
}

/// The stretches of a part of the text.
pub fn stretches(part: &Part, is_given: bool, marker: Option<&Marker>) -> Vec<Stretch> {
    let mut before = None;
    part.stretches
        .iter()
        .map(|passage| {
            let (page, words) = (passage.page, &passage.text);
            // The first stretch of a part may go on with the page the part before ended in; two
            // stretches of one page in one part do.
            let begins = before != Some(page);
            before = Some(page);
            let sheet = if is_given {
                None
            } else {
                sheet::of(words, passage.lines_before, marker)
            };
            let html = match marker {
                _ if sheet.is_some() => String::new(),
                Some(marker) if is_given => marker.html(&text::to_plain(words)),
                Some(marker) => marker.html(words),
                None if is_given => text::to_html(words),
                None => String::new(),
            };
            Stretch {
                page,
                heading: (passage.label.clone()).unwrap_or_else(|| format!("Pagina {page}")),
                begins,
                text: if html.is_empty() && sheet.is_none() {
                    words.clone()
                } else {
                    String::new()
                },
                html,
                sheet,
            }
        })
        .collect()
}

/// The pages that are named, each with its address.
pub fn links(hits: &Hits, here: &AddressOf) -> Vec<HitLink> {
    hits.pages
        .iter()
        .take(MOST_HITS)
        .map(|Hit { page, label, .. }| HitLink {
            words: documents::page_words(label.as_deref(), page),
            url: here.with(&format!("pagina={page}"), &format!("pagina-{page}")),
        })
        .collect()
}

/// What is said of a search in the text.
pub fn hit_words(hits: &Hits, words: &str) -> String {
    let within = match hits.looked_through {
        Some(pages) => format!(" (nelle prime {pages} pagine)"),
        None => String::new(),
    };
    let found = i64::try_from(hits.pages.len()).unwrap_or(i64::MAX);
    let pages = dates::count(found, "pagina", "pagine");
    match found {
        0 => format!("«{words}» non c’è nel testo{within}."),
        _ if hits.is_partial => format!(
            "Nessuna pagina ha tutte le parole di «{words}»; qualcuna c’è in {pages}{within}:"
        ),
        _ => format!("«{words}» si trova in {pages}{within}:"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_said_in_words() {
        let hits = |pages: &[i32], is_partial, looked_through| Hits {
            pages: pages
                .iter()
                .map(|page| Hit {
                    page: *page,
                    label: None,
                    from: 0,
                })
                .collect(),
            is_partial,
            looked_through,
        };
        let said = |hits| hit_words(&hits, "canone");
        assert_eq!(said(hits(&[], true, None)), "«canone» non c’è nel testo.");
        assert_eq!(
            said(hits(&[3], false, Some(900))),
            "«canone» si trova in 1 pagina (nelle prime 900 pagine):"
        );
        assert!(said(hits(&[3, 4], true, None)).ends_with("qualcuna c’è in 2 pagine:"));
    }
}
