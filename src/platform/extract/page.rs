//! One page of what was read, and what it is called.

use serde::{Deserialize, Serialize};

use super::clean;

/// The longest text of one page, in bytes: thirty pages of a typed text. Whoever keeps, indexes or shows
/// a text holds one page at a time.
const PAGE_BYTES: usize = 100_000;
/// The longest label, in characters.
const LABEL_CHARS: usize = 160;

/// The text of one page, sheet, slide or file in an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// What people call it, in Italian, where it is more than a number: "Foglio «Anagrafe»".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Its text, clean. Of a sheet one line for each row, its cells parted by a TAB.
    pub text: String,
    /// Whether the file holds words here that are not in the text: a scan under a stamp, what is
    /// packed and cannot be opened, rows beyond the limit, what was struck out and is still there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_partial: bool,
}

impl Page {
    /// A page that is called so, on one line and not too long.
    pub fn labelled(label: &str, text: String) -> Self {
        let label = clean::line(label);
        let short = match label.char_indices().nth(LABEL_CHARS) {
            Some((end, _)) => format!("{}…", &label[..end]),
            None => label,
        };
        Self {
            label: Some(short).filter(|label| !label.is_empty()),
            text,
            is_partial: false,
        }
    }

    /// The same page, of which more was left unread when `is_partial`.
    pub fn partly(self, is_partial: bool) -> Self {
        Self {
            is_partial: self.is_partial || is_partial,
            ..self
        }
    }

    /// The same text as parts of at most [`PAGE_BYTES`], that end where a line does if one ends there.
    pub(super) fn divided(self) -> Vec<Self> {
        if self.text.len() <= PAGE_BYTES {
            return vec![self];
        }
        let mut parts = Vec::new();
        let mut rest = self.text.as_str();
        while !rest.is_empty() {
            let (part, next) = rest.split_at(part_end(rest));
            let number = parts.len() + 1;
            let label = match &self.label {
                Some(label) => format!("{label}, parte {number}"),
                None => format!("Parte {number}"),
            };
            parts.push(Self::labelled(&label, part.trim_end().to_owned()).partly(self.is_partial));
            rest = next;
        }
        parts
    }

    /// The same page with no more than [`PAGE_BYTES`] of its text.
    pub(super) fn cut(mut self) -> Self {
        if self.text.len() > PAGE_BYTES {
            self.text.truncate(part_end(&self.text));
            self.is_partial = true;
        }
        self
    }

    /// The same page without what no page holds: characters that are no signs, a label over its length.
    pub(super) fn in_order(mut self) -> Self {
        let is_odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\t');
        if self.text.contains(is_odd) {
            self.text.retain(|letter| !is_odd(letter));
        }
        match self.label {
            Some(label) if label.chars().count() > LABEL_CHARS + 1 || label.contains(is_odd) => {
                Self::labelled(&label, self.text)
            }
            _ => self,
        }
    }

    /// The same page as it is called inside `whole`, a file of `count` pages, as their `number`th.
    pub fn inside(self, whole: &str, number: usize, count: usize) -> Self {
        let label = match self.label {
            Some(label) => format!("{whole}, {label}"),
            None if count == 1 => whole.to_owned(),
            None => format!("{whole}, pagina {number}"),
        };
        Self::labelled(&label, self.text).partly(self.is_partial)
    }
}

/// Where a text is to be parted: after the last line that ends within [`PAGE_BYTES`], else after the
/// last character.
fn part_end(text: &str) -> usize {
    let most = text.floor_char_boundary(PAGE_BYTES);
    if most == text.len() {
        return most;
    }
    text[..most].rfind('\n').map_or(most, |end| end + 1)
}

impl From<String> for Page {
    fn from(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }
}

impl From<&str> for Page {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_called_after_what_it_stands_in() {
        let plain = Page::from("testo");
        let sheet = Page::labelled("Foglio «Anagrafe»", "testo".to_owned());
        let label = |page: Page| page.label.unwrap();
        assert_eq!(
            label(plain.clone().inside("atto.pdf", 2, 9)),
            "atto.pdf, pagina 2"
        );
        assert_eq!(label(plain.inside("nota.txt", 1, 1)), "nota.txt");
        assert_eq!(
            label(sheet.inside("dati.xlsx", 1, 1)),
            "dati.xlsx, Foglio «Anagrafe»"
        );
        assert_eq!(Page::labelled(" \n", String::new()).label, None);
        let long = label(Page::labelled(&"è".repeat(1_000), String::new()));
        assert_eq!(long.chars().count(), LABEL_CHARS + 1);
    }

    #[test]
    fn a_long_text_is_parted_where_lines_end() {
        let text = "Una riga dell’elenco.\n".repeat(10_000);
        let sheet = Page::labelled("Foglio «Elenco»", text.clone()).partly(true);
        let parts = sheet.divided();
        assert_eq!(parts.len(), 3);
        assert_eq!(parts[2].label.as_deref(), Some("Foglio «Elenco», parte 3"));
        assert!(parts.iter().all(|part| part.is_partial));
        assert!(parts.iter().all(|part| part.text.len() <= PAGE_BYTES));
        assert!(parts.iter().all(|part| part.text.ends_with("elenco.")));
        let together: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
        assert_eq!(together.join("\n"), text.trim_end());
        // Where no line ends, nothing is lost either, nor a character cut in two.
        let endless = "è".repeat(70_000);
        let parts = Page::from(endless.as_str()).divided();
        assert_eq!(parts[0].label.as_deref(), Some("Parte 1"));
        let together: String = parts.into_iter().map(|part| part.text).collect();
        assert_eq!(together, endless);
        let cut = Page::from(endless).cut();
        assert!(cut.is_partial && cut.text.len() == PAGE_BYTES);
        assert_eq!(Page::from("breve").divided(), [Page::from("breve")]);
        assert_eq!(Page::from("breve").cut(), Page::from("breve"));
    }
}
