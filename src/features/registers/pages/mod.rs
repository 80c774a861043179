//! The pages of registers: bringing a file, looking at what it would do, importing it.

mod file;
mod list;

pub use file::{confirm, describe, discard, faults_file, show};
pub use list::{list, upload};

use super::Tally;
use crate::platform::dates;

/// What a choice of a form shows.
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

impl Choice {
    fn new(value: &str, label: &str, chosen: bool) -> Choice {
        Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen,
        }
    }
}

/// What lines come to in words: `3 nuove, 1 cambiata, 97 già uguali`.
fn in_words(tally: &Tally) -> String {
    let parts = [
        (tally.added, "nuova", "nuove"),
        (tally.changed, "cambiata", "cambiate"),
        (tally.unchanged, "già uguale", "già uguali"),
        (
            tally.left_out,
            "non riguarda gli enti del sito",
            "non riguardano gli enti del sito",
        ),
        (tally.broken, "da sistemare", "da sistemare"),
    ];
    let said: Vec<String> = parts
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| dates::count(count, one, many))
        .collect();
    said.join(", ")
}
