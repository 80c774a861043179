//! The sources of a practice as the scheda names them: one at a time and without addresses, which
//! nobody types from paper.

use super::wording::sentence;
use crate::platform::pdf::Item;
use crate::platform::text;

/// How a line begins that tells of somebody who does not agree.
const CRITICAL: [&str; 2] = ["voce critica", "voci critiche"];

/// A source, on one line.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// Whether it speaks against the practice.
    pub is_critical: bool,
    /// What it is and what it says.
    pub text: String,
}

impl Source {
    /// As an item of a list.
    pub fn into_item(self) -> Item {
        let marked = self.text.split_once(". ").filter(|_| self.is_critical);
        let (term, text) = match marked {
            Some((term, text)) => (format!("{term}."), text.to_owned()),
            None => (String::new(), self.text),
        };
        Item { term, text }
    }
}

/// The sources that a text tells, one a line.
pub fn sources(told: &str) -> Vec<Source> {
    text::to_plain(told)
        .lines()
        .map(|line| line.trim().trim_start_matches("- "))
        .filter(|line| line.chars().any(char::is_alphanumeric))
        .map(|line| {
            let start = line.to_lowercase();
            Source {
                is_critical: CRITICAL.iter().any(|words| start.starts_with(words)),
                text: without_addresses(line),
            }
        })
        .collect()
}

/// A line without the addresses in it; of one that is nothing else, the site stays.
fn without_addresses(line: &str) -> String {
    let (addresses, words): (Vec<&str>, Vec<&str>) = line
        .split_whitespace()
        .partition(|word| site(word).is_some());
    let words = words.join(" ");
    match words.trim_end_matches([':', ',', ';', ' ']) {
        "" => addresses
            .first()
            .and_then(|word| site(word))
            .unwrap_or_default()
            .to_owned(),
        words => sentence(words),
    }
}

/// The site of a word that is an address.
fn site(word: &str) -> Option<&str> {
    let word = word.trim_start_matches(['(', '<', '[', '«']);
    let rest = word
        .strip_prefix("https://")
        .or_else(|| word.strip_prefix("http://"))
        .or_else(|| word.starts_with("www.").then_some(word))?;
    rest.split(['/', '?', '#', ')', '>', ']', '»', ','])
        .next()
        .filter(|site| !site.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_source_without_its_address() {
        let told = sources(
            "- Delibera 12/2018: https://esempio.it/a?b\n\n- **Voce critica.** Un consigliere: non basta (https://esempio.it/b).\nhttps://www.esempio.it/dati/",
        );
        let told: Vec<(bool, &str)> = told
            .iter()
            .map(|source| (source.is_critical, source.text.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (false, "Delibera 12/2018."),
                (true, "Voce critica. Un consigliere: non basta."),
                (false, "www.esempio.it"),
            ]
        );
    }
}
