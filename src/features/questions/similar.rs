//! What resembles a question that is being asked, or read: found by the index, read again from the
//! database.

use std::collections::HashSet;

use crate::features::card::Card;
use crate::features::content;
use crate::platform::actor::Actor;
use crate::platform::app::App;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::search::{Hit, SearchRequest};
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::web::address;

/// How many are shown.
const AT_MOST: usize = 4;
/// Shorter words say too little to tell two questions apart.
const TELLING_WORD: usize = 4;
/// As much of a word as two of its forms have in common: a rough stem, only for counting.
const STEM: usize = 5;

/// What may already answer a question of this title. `kinds` says where to look.
///
/// # Errors
/// When index or database refuse.
pub fn to_title(
    app: &App,
    conn: &mut Conn,
    reader: &Actor,
    title: &str,
    kinds: &[SubjectKind],
    but: Option<Subject>,
) -> Result<Vec<Card>> {
    let request = SearchRequest {
        kinds: kinds.iter().map(SubjectKind::to_string).collect(),
        limit: AT_MOST + 1,
        ..SearchRequest::new(title)
    };
    let found = app.index.search(&request, reader.tokens())?;
    let wanted = telling_words(title);
    let subjects: Vec<Subject> = found
        .hits
        .iter()
        .filter(|hit| is_alike(&wanted, hit))
        .filter_map(|hit| Subject::parse(&hit.subject))
        .filter(|subject| Some(*subject) != but)
        .take(AT_MOST)
        .collect();
    let mut cards = content::cards(conn, reader, &subjects)?;
    Ok(subjects
        .iter()
        .filter_map(|subject| cards.remove(subject))
        .collect())
}

/// Whether most of what the title says is found, some of it in the title of the hit.
fn is_alike(wanted: &HashSet<String>, hit: &Hit) -> bool {
    let mut marked = marked_words(&hit.title_html);
    if marked.is_disjoint(wanted) {
        return false;
    }
    marked.extend(marked_words(&hit.snippet_html));
    marked.intersection(wanted).count() * 5 >= wanted.len() * 3
}

/// The words between `<mark>` and `</mark>`.
fn marked_words(html: &str) -> HashSet<String> {
    html.split("<mark>")
        .skip(1)
        .filter_map(|rest| rest.split("</mark>").next())
        .flat_map(telling_words)
        .collect()
}

fn telling_words(text: &str) -> HashSet<String> {
    address::sort_key(text)
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() >= TELLING_WORD)
        .map(|word| word.chars().take(STEM).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(title: &str, snippet: &str) -> Hit {
        Hit {
            subject: String::new(),
            kind: String::new(),
            edition: None,
            page: None,
            score: 1.0,
            title_html: title.to_owned(),
            snippet_html: snippet.to_owned(),
        }
    }

    #[test]
    fn most_words_must_be_there() {
        let wanted = telling_words("Chi firma gli acquisti ICT dopo la nomina del responsabile?");
        assert!(is_alike(
            &wanted,
            &hit(
                "Chi <mark>firma</mark> gli <mark>acquisti</mark>?",
                "la <mark>nomina</mark> dei <mark>responsabili</mark>"
            )
        ));
        assert!(!is_alike(
            &wanted,
            &hit("<mark>Nomina</mark> del segretario", "")
        ));
        assert!(!is_alike(
            &wanted,
            &hit(
                "Altro",
                "<mark>firma</mark> <mark>acquisti</mark> <mark>nomina</mark> <mark>responsabile</mark>"
            )
        ));
    }

    #[test]
    fn a_title_without_telling_words_resembles_nothing() {
        assert!(!is_alike(
            &telling_words("e ora?"),
            &hit("<mark>ora</mark>", "")
        ));
    }
}
