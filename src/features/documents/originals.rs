//! Documents for those who take them along: the files and what is known of the acts.

use std::collections::HashMap;

use uuid::Uuid;

use super::{Deed, Document, DocumentId, StoredFile, policy, store, typed};
use crate::features::card::{Original, OriginalFile};
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::error::Result;

/// These documents, in their order, each in the version this reader may read; those it may not see
/// are left out.
///
/// # Errors
/// When the database refuses.
pub fn originals(conn: &mut Conn, reader: &Actor, ids: &[Uuid]) -> Result<Vec<Original>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = store::list_visible_of(conn, reader, &typed(ids))?;
    let found: HashMap<DocumentId, Document> = store::complete_all(conn, rows)?
        .into_iter()
        .map(|document| (document.id, document.seen_by(reader)))
        .collect();
    let versions: Vec<_> = found.values().map(|document| document.version).collect();
    let mut files = store::list_with_file(conn, &versions)?;
    let known: Vec<DocumentId> = found.keys().copied().collect();
    let deeds = store::list_deeds(conn, &known)?;
    Ok(ids
        .iter()
        .filter_map(|id| found.get(&DocumentId(*id)))
        .map(|document| {
            let version = files
                .remove(&document.version)
                .filter(|_| !policy::is_blocked_for(reader, document));
            let file = version.and_then(|version| version.given_file().cloned());
            original(document, deeds.get(&document.id), file)
        })
        .collect())
}

fn original(document: &Document, deed: Option<&Deed>, file: Option<StoredFile>) -> Original {
    // What was said of the act counts; without it, what its title names.
    let said = deed.filter(|deed| !deed.number.is_empty()).map(Deed::act);
    Original {
        id: document.id.0,
        url: document.url(),
        kind: document.kind.label(),
        is_deed: document.kind.is_deed(),
        act: said.unwrap_or_else(|| act(&document.title)),
        licence: document.licence.clone().unwrap_or_default(),
        title: document.title.clone(),
        file: file.map(|file| OriginalFile {
            hash: file.hash,
            file_name: file.file_name,
            kind: file.kind,
            size_bytes: file.size_bytes,
        }),
    }
}

/// The words that stand before the number of an act.
const NUMBER_WORDS: [&str; 5] = ["n.", "nr.", "n°", "num.", "numero"];

/// The most words between the number of an act and the year of its date: `del 28 novembre 2018`.
const DATE_WORDS: usize = 4;

/// Number and date of the act that a title names, as it names them: `n. 12 del 28 novembre 2018`;
/// the number alone when there is no date, nothing when there is no number.
fn act(title: &str) -> String {
    let words: Vec<&str> = title.split_whitespace().collect();
    let begins_with_digit = |word: Option<&&str>| {
        word.is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
    };
    let Some(at) = (0..words.len()).find(|at| {
        NUMBER_WORDS.contains(&words[*at].to_lowercase().as_str())
            && begins_with_digit(words.get(at + 1))
    }) else {
        return String::new();
    };
    let number = at + 2;
    let names_date = !words[at + 1].ends_with([',', ';', ')'])
        && words
            .get(number)
            .is_some_and(|word| word.to_lowercase().starts_with("del"));
    let end = words
        .iter()
        .enumerate()
        .skip(number)
        .take(DATE_WORDS)
        .find(|(_, word)| names_date && ends_with_year(word))
        .map_or(number, |(last, _)| last + 1);
    words[at..end]
        .join(" ")
        .trim_end_matches([',', ';', ':', '.', ')', '»'])
        .to_owned()
}

/// Whether a word is a year, or a date that ends with one.
fn ends_with_year(word: &str) -> bool {
    let word = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let digits = word.bytes().rev().take_while(u8::is_ascii_digit).count();
    digits == 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_name_their_acts() {
        for (title, expected) in [
            (
                "Delibera di Consiglio n. 12 del 28 novembre 2018: convenzione",
                "n. 12 del 28 novembre 2018",
            ),
            ("Determina N. 7/2019 (rete)", "N. 7/2019"),
            ("Decreto n° 3 del 01/02/2020.", "n° 3 del 01/02/2020"),
            (
                "Delibera numero 40 dell’8 maggio 2021",
                "numero 40 dell’8 maggio 2021",
            ),
            ("Allegato n. 2, del regolamento 2018", "n. 2"),
            ("Convenzione per i servizi ICT", ""),
            ("Regolamento n. unico", ""),
            ("n.", ""),
            ("", ""),
        ] {
            assert_eq!(act(title), expected, "{title}");
        }
    }
}
