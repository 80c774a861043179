//! The part of a text that shows best why it was found, as HTML in which the words found are marked.

use std::collections::HashSet;

use super::analyser::{self, Word};

/// How much of a text is shown, in characters.
const SHOWN_CHARS: usize = 240;
/// How much of a long text is looked at, in bytes.
const READ_BYTES: usize = 60_000;

/// What to mark.
#[derive(Debug, Default)]
pub struct Marks {
    pub(super) stems: HashSet<String>,
    /// First letters of the stems: a word that begins otherwise need not be stemmed.
    pub(super) starts: Vec<String>,
    pub(super) typed: HashSet<String>,
    pub(super) beginnings: Vec<String>,
    pub(super) runs: Vec<Vec<String>>,
    pub(super) typed_runs: Vec<Vec<String>>,
}

impl Marks {
    /// Marks every form of a word.
    pub fn add_stem(&mut self, stem: &str) {
        self.starts.push(start(stem));
        self.stems.insert(stem.to_owned());
    }

    /// Marks a folded word as it is.
    pub fn add_typed(&mut self, folded: &str) {
        self.typed.insert(folded.to_owned());
    }

    /// Marks words that begin so.
    pub fn add_beginning(&mut self, folded: &str) {
        self.beginnings.push(folded.to_owned());
    }

    /// Marks words of these stems where they follow one another, stop words between them or not.
    pub fn add_run(&mut self, stems: &[String]) {
        match stems {
            [stem] => self.add_stem(stem),
            _ => {
                self.starts.extend(stems.iter().map(|stem| start(stem)));
                self.runs.push(stems.to_vec());
            }
        }
    }

    /// Marks folded words exactly in this order.
    pub fn add_run_as_typed(&mut self, folded: &[String]) {
        self.typed_runs.push(folded.to_vec());
    }

    /// Which of the words are to be marked.
    pub fn of(&self, words: &[Word]) -> Vec<bool> {
        let mut marked: Vec<bool> = words
            .iter()
            .map(|word| self.is_marked(&word.text))
            .collect();
        for run in &self.typed_runs {
            for at in 0..words.len().saturating_sub(run.len().saturating_sub(1)) {
                if words[at..]
                    .iter()
                    .zip(run)
                    .all(|(word, typed)| word.text == *typed)
                {
                    marked[at..at + run.len()].fill(true);
                }
            }
        }
        if !self.runs.is_empty() {
            self.mark_runs(words, &mut marked);
        }
        marked
    }

    fn is_marked(&self, folded: &str) -> bool {
        self.typed.contains(folded)
            || self
                .beginnings
                .iter()
                .any(|beginning| folded.starts_with(beginning.as_str()))
            || (!self.stems.is_empty()
                && self.may_be_a_form(folded)
                && !analyser::is_stop_word(folded)
                && self.stems.contains(&analyser::stem(folded)))
    }

    fn may_be_a_form(&self, folded: &str) -> bool {
        self.starts
            .iter()
            .any(|start| folded.starts_with(start.as_str()))
    }

    fn mark_runs(&self, words: &[Word], marked: &mut [bool]) {
        let kept: Vec<(usize, String)> = words
            .iter()
            .enumerate()
            .filter(|(_, word)| !analyser::is_stop_word(&word.text))
            .map(|(at, word)| {
                (
                    at,
                    if self.may_be_a_form(&word.text) {
                        analyser::stem(&word.text)
                    } else {
                        String::new()
                    },
                )
            })
            .collect();
        for run in &self.runs {
            for window in kept
                .windows(run.len())
                .filter(|window| window.iter().zip(run).all(|(kept, stem)| kept.1 == *stem))
            {
                window.iter().for_each(|(at, _)| marked[*at] = true);
            }
        }
    }
}

/// Snowball takes nothing off the first three letters.
fn start(word: &str) -> String {
    word.chars().take(3).collect()
}

/// A title with its marks, whole.
pub fn title_html(title: &str, marks: &Marks) -> String {
    let words = analyser::words(title);
    let marked = marks.of(&words);
    html(title, 0, title.len(), &words, &marked)
}

/// The best part of a text with its marks; its beginning if nothing is marked in it.
pub fn snippet_html(text: &str, marks: &Marks) -> String {
    let text = &text[..text.floor_char_boundary(READ_BYTES)];
    let words = analyser::words(text);
    let marked = marks.of(&words);
    let (from, to) = best_part(text, &words, &marked);
    let shown = html(text, from, to, &words, &marked);
    let before = if text[..from].trim().is_empty() {
        ""
    } else {
        "… "
    };
    let after = if text[to..].trim().is_empty() {
        ""
    } else {
        " …"
    };
    format!("{before}{}{after}", shown.trim())
}

/// The folded word as the texts write it, in lower case; with its accent if any of them puts one.
pub fn as_written<'a>(folded: &str, texts: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut plain = None;
    for text in texts {
        for word in analyser::words(text)
            .into_iter()
            .filter(|word| word.text == folded)
        {
            let written = text[word.from..word.to].to_lowercase();
            if written != folded {
                return Some(written);
            }
            plain = Some(written);
        }
    }
    plain
}

/// Where to cut: the window with the most different marked words, then the most of them, then the first.
fn best_part(text: &str, words: &[Word], marked: &[bool]) -> (usize, usize) {
    let hits: Vec<&Word> = words
        .iter()
        .zip(marked)
        .filter(|(_, marked)| **marked)
        .map(|(word, _)| word)
        .collect();
    let mut best = (0, 0, 0);
    for (number, first) in hits.iter().enumerate() {
        let inside = hits[number..]
            .iter()
            .take_while(|word| word.to - first.from <= SHOWN_CHARS);
        let mut different = HashSet::new();
        let mut count = 0;
        for word in inside {
            different.insert(start(&word.text));
            count += 1;
        }
        if (different.len(), count) > (best.0, best.1) {
            best = (different.len(), count, first.from);
        }
    }
    let from = sentence_start(text, best.2);
    let end = text[from..]
        .char_indices()
        .nth(SHOWN_CHARS)
        .map_or(text.len(), |(at, _)| from + at);
    let to = if end == text.len() {
        end
    } else {
        text[from..end]
            .rfind(char::is_whitespace)
            .map_or(end, |at| from + at)
    };
    (from, to)
}

/// The beginning of the sentence or line around a place, or of a word a little before it.
fn sentence_start(text: &str, at: usize) -> usize {
    let reach = text.floor_char_boundary(at.saturating_sub(SHOWN_CHARS / 3));
    let before = &text[reach..at];
    let line = before.rfind('\n').map(|found| found + 1);
    let sentence = before
        .rmatch_indices(['.', '?', '!', ';'])
        .map(|(found, _)| found + 1)
        .find(|end| before[*end..].starts_with(' '));
    match line.max(sentence) {
        Some(start) => reach + start,
        None if reach == 0 => 0,
        None => before
            .find(char::is_whitespace)
            .map_or(at, |space| reach + space),
    }
}

/// The text from one byte to another, escaped, on one line, with its marks.
fn html(text: &str, from: usize, to: usize, words: &[Word], marked: &[bool]) -> String {
    let mut html = String::with_capacity(to - from + 64);
    let mut at = from;
    for (word, _) in words
        .iter()
        .zip(marked)
        .filter(|(word, marked)| **marked && word.from >= from && word.to <= to)
    {
        escape(&text[at..word.from], &mut html);
        html.push_str("<mark>");
        escape(&text[word.from..word.to], &mut html);
        html.push_str("</mark>");
        at = word.to;
    }
    escape(&text[at..to], &mut html);
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
            c if c.is_whitespace() || c.is_control() => {
                if !html.ends_with(' ') {
                    html.push(' ');
                }
            }
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marks(stems: &str) -> Marks {
        let mut marks = Marks::default();
        analyser::stems(stems)
            .iter()
            .for_each(|stem| marks.add_stem(stem));
        marks
    }

    fn check_title(stems: &str, title: &str, expect: &str) {
        assert_eq!(title_html(title, &marks(stems)), expect);
    }

    #[test]
    fn words_found_are_marked_in_every_form() {
        check_title(
            "convenzione",
            "Le convenzioni dell’Unione",
            "Le <mark>convenzioni</mark> dell’Unione",
        );
        check_title(
            "unione",
            "L'unione <b>",
            "L&#39;<mark>unione</mark> &lt;b&gt;",
        );
        check_title(
            "attivita",
            "ATTIVITA' & attività",
            "<mark>ATTIVITA</mark>&#39; &amp; <mark>attività</mark>",
        );
        check_title("", "\"Statuto\"", "&quot;Statuto&quot;");
    }

    #[test]
    fn runs_are_marked_only_together() {
        let mut marks = Marks::default();
        marks.add_run(&analyser::stems("transizione digitale"));
        assert_eq!(
            title_html("La transizione al digitale", &marks),
            "La <mark>transizione</mark> al <mark>digitale</mark>"
        );
        assert_eq!(
            title_html("Il domicilio digitale", &marks),
            "Il domicilio digitale"
        );
        let mut marks = Marks::default();
        marks.add_run_as_typed(&["in".into(), "caso".into()]);
        assert_eq!(
            title_html("caso in caso", &marks),
            "caso <mark>in</mark> <mark>caso</mark>"
        );
        let mut marks = Marks::default();
        marks.add_beginning("conv");
        assert_eq!(
            title_html("Convenzione", &marks),
            "<mark>Convenzione</mark>"
        );
    }

    #[test]
    fn the_snippet_is_the_part_that_shows_why() {
        let text = format!(
            "{} Il bilancio consolidato si approva in giunta. {}",
            "Premessa inutile. ".repeat(40),
            "Seguono altre frasi. ".repeat(40)
        );
        let snippet = snippet_html(&text, &marks("bilancio consolidato"));
        assert!(
            snippet.starts_with("… Il <mark>bilancio</mark> <mark>consolidato</mark> si approva"),
            "{snippet}"
        );
        assert!(snippet.ends_with(" …"), "{snippet}");
        assert_eq!(
            snippet_html("Breve\n\ntesto", &marks("altro")),
            "Breve testo"
        );
        assert_eq!(snippet_html("", &marks("altro")), "");
    }

    #[test]
    fn a_word_is_shown_as_people_write_it() {
        assert_eq!(
            as_written("attivita", ["LE ATTIVITA'", "Le ATTIVITÀ svolte"]),
            Some("attività".to_owned())
        );
        assert_eq!(
            as_written("bilancio", ["Bilancio"]),
            Some("bilancio".to_owned())
        );
        assert_eq!(as_written("attivita", ["niente"]), None);
    }

    proptest! {
        #[test]
        fn nothing_but_marks_is_html(text in "(\\PC|<|mark|&|\\s){0,300}", word in "[a-z]{1,5}") {
            let mut marks = marks(&word);
            marks.add_beginning(&word);
            for html in [snippet_html(&text, &marks), title_html(&text, &marks)] {
                let bare = html.replace("<mark>", "").replace("</mark>", "");
                prop_assert!(!bare.contains(['<', '>', '"', '\'']));
                prop_assert_eq!(html.matches("<mark>").count(), html.matches("</mark>").count());
            }
        }
    }
}
