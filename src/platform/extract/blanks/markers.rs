//! Where a running text leaves something to be filled in.

use std::ops::Range;

/// The longest name of a blank, in characters; between brackets stands a sentence otherwise.
const NAME_CHARS: usize = 60;
/// So many words before a dotted blank say what it is for.
const LABEL_WORDS: usize = 5;
/// The fewest underscores, or full stops, that are a blank and not a manner of writing.
const DOTS: usize = 4;
/// What stands between square brackets in acts without being a blank.
const REMARKS: [&str; 6] = ["omissis", "sic", "ndr", "n.d.r.", "segue", "continua"];
/// What a blank is called of which nothing is said.
const NAMELESS: &str = "spazio da compilare";

/// A blank in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// The bytes that are to give way.
    pub at: Range<usize>,
    /// What it is called, or the words around it.
    pub name: String,
    /// Whether it has a name: all blanks of one name are one, while dots are each their own.
    pub is_named: bool,
}

/// The blanks of a paragraph, in order: `{{nome}}`, `[nome]`, `<nome>`, and rows of underscores or
/// full stops with the words around them.
pub fn find(text: &str) -> Vec<Marker> {
    let mut found: Vec<Marker> = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let before = found.last().map_or(0, |marker| marker.at.end);
        match bracketed(text, at).or_else(|| dotted(text, at, before)) {
            Some(marker) => {
                at = marker.at.end;
                found.push(marker);
            }
            None => at += first.len_utf8(),
        }
    }
    found
}

/// A blank between brackets that begins here.
fn bracketed(text: &str, at: usize) -> Option<Marker> {
    let rest = &text[at..];
    [("{{", "}}"), ("[", "]"), ("<", ">")]
        .into_iter()
        .find_map(|(open, close)| {
            let inner = rest.strip_prefix(open)?;
            let inner = &inner[..inner.find(close)?];
            let end = at + open.len() + inner.len() + close.len();
            if is_dots(inner) && open == "[" {
                return Some(Marker {
                    at: at..end,
                    name: label(&text[..at], &text[end..]),
                    is_named: false,
                });
            }
            is_name(inner, open).then(|| Marker {
                at: at..end,
                name: tidy(inner),
                is_named: true,
            })
        })
}

/// Whether what stands between brackets names a blank.
fn is_name(inner: &str, open: &str) -> bool {
    // Between signs of more and less there is space on both sides: that is arithmetic.
    if open == "<" && inner != inner.trim() {
        return false;
    }
    let inner = inner.trim();
    inner.chars().next().is_some_and(char::is_alphabetic)
        && inner.chars().nth(1).is_some()
        && inner.chars().count() <= NAME_CHARS
        && !inner.contains(['\n', '{', '}', '[', ']', '<', '>', '@'])
        && (open == "{{" || !REMARKS.contains(&inner.to_lowercase().as_str()))
        && !inner.contains("://")
}

fn is_dots(inner: &str) -> bool {
    let dots = inner.chars().filter(|c| matches!(c, '_' | '.')).count()
        + 3 * inner.chars().filter(|c| *c == '…').count();
    dots >= 3 && inner.chars().all(|c| matches!(c, '_' | '.' | '…' | ' '))
}

/// A row of underscores or full stops that begins here; `before` is where the last blank ended.
fn dotted(text: &str, at: usize, before: usize) -> Option<Marker> {
    let rest = &text[at..];
    let first = rest.chars().next()?;
    let len: usize = match first {
        '_' => rest.chars().take_while(|c| *c == '_').count(),
        '.' | '…' => rest
            .chars()
            .take_while(|c| matches!(c, '.' | '…'))
            .map(char::len_utf8)
            .sum(),
        _ => return None,
    };
    let weight = rest[..len]
        .chars()
        .map(|c| if c == '…' { 3 } else { 1 })
        .sum::<usize>();
    let end = at + len;
    // Dots that lead to a page number are those of a table of contents.
    let after = text[end..].trim();
    let leads = first != '_' && !after.is_empty() && after.chars().all(|c| c.is_ascii_digit());
    (weight >= DOTS && !leads).then(|| Marker {
        at: at..end,
        name: label(&text[before..at], &text[end..]),
        is_named: false,
    })
}

/// What a blank without a name is for: what stands in parentheses after it, or the words before it.
fn label(before: &str, after: &str) -> String {
    let after = after.trim_start();
    if let Some(inner) = after.strip_prefix('(')
        && let Some(end) = inner.find(')')
        && inner[..end].chars().count() <= NAME_CHARS
        && inner[..end].chars().any(char::is_alphabetic)
    {
        return tidy(&inner[..end]);
    }
    let line = before.rsplit('\n').next().unwrap_or_default();
    let words: Vec<&str> = line.split_whitespace().collect();
    let last = &words[words.len().saturating_sub(LABEL_WORDS)..];
    let name = tidy(last.join(" ").trim_matches(|c: char| !c.is_alphanumeric()));
    if name.is_empty() {
        NAMELESS.to_owned()
    } else {
        name
    }
}

/// A name on one line, as people write it.
pub fn tidy(name: &str) -> String {
    let spaced = name.replace('_', " ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    words.join(" ").chars().take(NAME_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<(String, String, bool)> {
        find(text)
            .into_iter()
            .map(|marker| {
                (
                    text[marker.at.clone()].to_owned(),
                    marker.name,
                    marker.is_named,
                )
            })
            .collect()
    }

    fn one(text: &str) -> (String, String, bool) {
        let mut all = names(text);
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    #[test]
    fn names_between_brackets() {
        for (text, whole, name) in [
            ("Il {{nome_ente}} rende noto", "{{nome_ente}}", "nome ente"),
            ("L’unione [ENTE] approva", "[ENTE]", "ENTE"),
            (
                "tra <nome del comune> e",
                "<nome del comune>",
                "nome del comune",
            ),
        ] {
            assert_eq!(one(text), (whole.to_owned(), name.to_owned(), true));
        }
    }

    #[test]
    fn rows_of_dots_are_called_by_the_words_around_them() {
        assert_eq!(
            one("Il Comune di ________, di seguito"),
            ("________".to_owned(), "Il Comune di".to_owned(), false)
        );
        assert_eq!(
            one("addì …………… (giorno e mese)"),
            ("……………".to_owned(), "giorno e mese".to_owned(), false)
        );
        assert_eq!(
            names("nato a ________ il ________"),
            [
                ("________".to_owned(), "nato a".to_owned(), false),
                ("________".to_owned(), "il".to_owned(), false)
            ]
        );
        assert_eq!(one("[....]").1, NAMELESS);
    }

    #[test]
    fn what_only_looks_like_a_blank() {
        for text in [
            "[omissis]",
            "come detto [1] e [12]",
            "Articolo 3 ............ 14",
            "e così via...",
            "<https://www.example.it>",
            "Mario <mario@example.it>",
            "x < y e y > z",
            "{{}}",
            "senza fine {{ente",
        ] {
            assert_eq!(names(text), [], "{text}");
        }
    }
}
