//! People named in a text with `@nome-cognome`.

use std::ops::Range;

use crate::features::people;
use crate::platform::actor::PersonId;
use crate::platform::db::Conn;
use crate::platform::error::Result;

/// More names than these in one text are not looked up: nobody is called by the dozen.
const AT_MOST: usize = 20;

/// The people a text names, for the particulars of an event.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, text: &str) -> Result<Vec<PersonId>> {
    let handles = handles(text);
    if handles.is_empty() {
        return Ok(Vec::new());
    }
    people::by_handles(conn, &handles)
}

/// What stands for a name in what visitors read and what everybody can search: visitors are told
/// offices and bodies, names are for members only.
const WITHHELD: &str = "[nome riservato]";

/// The text as visitors read it, without the names.
pub fn withheld(text: &str) -> String {
    replaced(text, WITHHELD)
}

/// The text as the index keeps it: whoever searches a name does not find who called it.
pub fn left_out(text: &str) -> String {
    replaced(text, "")
}

fn replaced(text: &str, instead: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for (span, _) in spans(text) {
        kept.push_str(&text[at..span.start]);
        kept.push_str(instead);
        at = span.end;
    }
    kept.push_str(&text[at..]);
    kept
}

/// The handles in a text, in lower case, each once.
pub fn handles(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (_, handle) in spans(text) {
        if found.len() < AT_MOST && !found.contains(&handle) {
            found.push(handle);
        }
    }
    found
}

/// Where the handles of a text stand, with their `@`. An address such as `a@b` names nobody.
fn spans(text: &str) -> impl Iterator<Item = (Range<usize>, String)> + '_ {
    text.match_indices('@').filter_map(|(at, _)| {
        let joined = |c: char| c.is_alphanumeric() || c == '.' || c == '_';
        if text[..at].chars().next_back().is_some_and(joined) {
            return None;
        }
        let rest = &text[at + 1..];
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .unwrap_or(rest.len());
        let name = rest[..end].trim_end_matches('-');
        let handle = name.trim_start_matches('-').to_ascii_lowercase();
        (!handle.is_empty()).then(|| (at..at + 1 + name.len(), handle))
    })
}

#[cfg(test)]
mod tests {
    use super::{handles, left_out, withheld};

    #[test]
    fn names_in_a_text() {
        for (text, expected) in [
            ("Ciao @lucia-ferro, che ne dici?", vec!["lucia-ferro"]),
            (
                "@Marco-Rossi e @lucia-ferro-2.",
                vec!["marco-rossi", "lucia-ferro-2"],
            ),
            ("scrivi a protocollo@comune.example.it", vec![]),
            ("@@ @ @- (@anna) @anna", vec!["anna"]),
            ("", vec![]),
        ] {
            assert_eq!(handles(text), expected, "{text:?}");
        }
    }

    #[test]
    fn names_are_kept_from_visitors_and_from_the_index() {
        let text = "Forse lo sa @lucia-ferro: scrivi a urp@comune.example.it, -@anna-.";
        assert_eq!(
            withheld(text),
            "Forse lo sa [nome riservato]: scrivi a urp@comune.example.it, -[nome riservato]-."
        );
        assert_eq!(
            left_out(text),
            "Forse lo sa : scrivi a urp@comune.example.it, --."
        );
        assert_eq!(withheld("@"), "@");
    }

    #[test]
    fn a_crowd_is_cut() {
        let text: String = (0..50).map(|n| format!("@p{n} ")).collect();
        assert_eq!(handles(&text).len(), 20);
    }
}
