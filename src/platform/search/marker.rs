//! Marks the words of a query in whole texts, as the index finds them: by their stems, and by what else
//! the lexicon calls them.

use super::analyser;
use super::parse::{self, Typing};
use super::query::{mark_words, wordings};
use super::snippet::Marks;

/// What to look for in a text.
#[derive(Debug)]
pub struct Marker {
    all: Marks,
    /// The same, one for each word or wording that was typed.
    each: Vec<Marks>,
}

/// How much of what was typed a text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// None of the words.
    Nothing,
    /// Some of them.
    Some,
    /// All.
    All,
}

impl Marker {
    /// Reads a query as the search does; `None` when it has no word that says anything.
    pub fn of(query: &str) -> Option<Marker> {
        let parsed = parse::parse(query, Typing::Done);
        let mut all = Marks::default();
        mark_words(&parsed.terms, &mut all);
        let mut each: Vec<Marks> = wordings(&parsed.terms)
            .into_iter()
            .map(|(typed, _)| {
                let mut marks = Marks::default();
                mark_words(typed, &mut marks);
                marks
            })
            .collect();
        for phrase in &parsed.phrases {
            all.add_run_as_typed(phrase);
            let mut marks = Marks::default();
            marks.add_run_as_typed(phrase);
            each.push(marks);
        }
        (!each.is_empty()).then_some(Marker { all, each })
    }

    /// How much of the query a text has.
    pub fn extent_in(&self, text: &str) -> Extent {
        let words = analyser::words(text);
        let found = self
            .each
            .iter()
            .filter(|marks| marks.of(&words).contains(&true))
            .count();
        match found {
            0 => Extent::Nothing,
            found if found == self.each.len() => Extent::All,
            _ => Extent::Some,
        }
    }

    /// A text, escaped, in which the words found are marked; white space stays as it is.
    pub fn html(&self, text: &str) -> String {
        let words = analyser::words(text);
        let marked = self.all.of(&words);
        let mut html = String::with_capacity(text.len() + text.len() / 8);
        let mut at = 0;
        for (word, _) in words.iter().zip(marked).filter(|(_, marked)| *marked) {
            escape(&text[at..word.from], &mut html);
            html.push_str("<mark>");
            escape(&text[word.from..word.to], &mut html);
            html.push_str("</mark>");
            at = word.to;
        }
        escape(&text[at..], &mut html);
        html
    }
}

/// A text as HTML without an element; white space stays as it is.
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    escape(text, &mut html);
    html
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_form_of_a_word_is_marked_and_lines_stay() {
        let marker = Marker::of("convenzione").unwrap();
        assert_eq!(
            marker.html("Le convenzioni\ndell’Unione <b>"),
            "Le <mark>convenzioni</mark>\ndell’Unione &lt;b&gt;"
        );
    }

    #[test]
    fn a_page_has_all_the_words_or_some() {
        let marker = Marker::of("gestione del personale").unwrap();
        assert_eq!(marker.extent_in("La gestione e il personale"), Extent::All);
        assert_eq!(marker.extent_in("Il personale"), Extent::Some);
        assert_eq!(marker.extent_in("Altro"), Extent::Nothing);
    }

    #[test]
    fn what_says_nothing_is_not_looked_for() {
        assert!(Marker::of("").is_none());
        assert!(Marker::of("della").is_none());
        assert!(Marker::of("\"ufficio unico\"").is_some());
    }

    proptest! {
        #[test]
        fn nothing_but_marks_is_html(text in "(\\PC|<|mark|&|\\s){0,200}", word in "[a-z]{3,6}") {
            if let Some(marker) = Marker::of(&word) {
                let html = marker.html(&text);
                let bare = html.replace("<mark>", "").replace("</mark>", "");
                prop_assert!(!bare.contains(['<', '>', '"', '\'']));
            }
        }
    }
}
