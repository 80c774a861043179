//! People named in a text with `@nome-cognome`.

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

/// The handles in a text, in lower case, each once. An address such as `a@b` names nobody.
pub fn handles(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut before = None;
    for (at, c) in text.char_indices() {
        if c == '@' && !before.is_some_and(|c: char| c.is_alphanumeric() || c == '.' || c == '_') {
            let rest = &text[at + 1..];
            let end = rest
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
                .unwrap_or(rest.len());
            let handle = rest[..end].trim_matches('-').to_ascii_lowercase();
            if !handle.is_empty() && !found.contains(&handle) {
                found.push(handle);
                if found.len() == AT_MOST {
                    break;
                }
            }
        }
        before = Some(c);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::handles;

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
    fn a_crowd_is_cut() {
        let text: String = (0..50).map(|n| format!("@p{n} ")).collect();
        assert_eq!(handles(&text).len(), 20);
    }
}
