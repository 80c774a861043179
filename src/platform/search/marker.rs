//! Marks the words of a query in whole texts, as the index finds them: by their stems, and by what else
//! the lexicon calls them.

use super::analyser;
use super::finder::Finder;
use super::parse::{self, Typing};
use super::query::{mark_words, wordings};
use super::snippet::Marks;

/// What to look for in a text.
#[derive(Debug)]
pub struct Marker {
    all: Marks,
    /// The same, each word or wording that was typed for itself.
    each: Finder,
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
        (!each.is_empty()).then(|| Marker {
            all,
            each: Finder::of(&each),
        })
    }

    /// How much of the query a text has.
    pub fn extent_in(&self, text: &str) -> Extent {
        match self.each.count_in(text) {
            0 => Extent::Nothing,
            found if found == self.each.count() => Extent::All,
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
        // Words in a row are found in a row only, and the wordings of the lexicon by any of them.
        for (query, text, extent) in [
            ("\"ufficio unico\"", "L’ufficio è unico", Extent::Nothing),
            ("\"ufficio unico\"", "Un ufficio unico", Extent::All),
            (
                "suap",
                "lo sportello unico per le attività produttive",
                Extent::All,
            ),
            ("suap", "lo sportello delle attività", Extent::Nothing),
            ("polizia polizia corsi", "la polizia", Extent::Some),
        ] {
            let marker = Marker::of(query).unwrap();
            assert_eq!(marker.extent_in(text), extent, "{query}: {text}");
        }
    }

    #[test]
    fn what_says_nothing_is_not_looked_for() {
        assert!(Marker::of("").is_none());
        assert!(Marker::of("della").is_none());
        assert!(Marker::of("\"ufficio unico\"").is_some());
    }

    proptest! {
        #[test]
        fn what_a_text_has_is_what_is_marked_in_it(
            query in "(suap|polizia|ufficio unico|\"ufficio unico\"|corsi| ){1,4}",
            text in "(suap|Polizie|uffici|ufficio|unico|dell’|corso| |sportello|attività|produttive){0,12}",
        ) {
            if let Some(marker) = Marker::of(&query) {
                let is_marked = marker.html(&text).contains("<mark>");
                prop_assert_eq!(marker.extent_in(&text) != Extent::Nothing, is_marked);
            }
        }

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
