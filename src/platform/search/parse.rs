//! What a person typed, taken apart. Cannot fail: whatever is typed means something, if only "too general".
//!
//! `"frase esatta"` must occur, `-parola` must not, everything else ranks. Codes (`1.4.3`, `267/2000`) are kept
//! together besides being words. Nothing else has a meaning: `AND`, `(`, `titolo:` are words and punctuation.

use super::analyser::{self, Word};
use super::lexicon::Typed;

/// Longer queries are cut here.
pub const LONGEST_QUERY_CHARS: usize = 200;
/// And after this many words.
pub const MOST_WORDS: usize = 32;

/// A word that ranks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Folded, as in the exact field.
    pub folded: String,
    /// As in the stemmed field.
    pub stem: String,
    /// As the person wrote it.
    pub written: String,
    /// First byte in the text that was read.
    pub from: usize,
    /// The byte after the last one.
    pub to: usize,
    /// Part of a code; such words are not respelt, and count less than the code.
    pub in_code: bool,
}

impl Typed for Term {
    fn stem(&self) -> &str {
        &self.stem
    }

    fn written(&self) -> &str {
        &self.written
    }
}

/// A query taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// The text that was read, cut to its greatest length.
    pub text: String,
    /// True if some of it was cut off.
    pub cut: bool,
    /// Words that rank, stop words left out, in order; without the one still being typed.
    pub terms: Vec<Term>,
    /// Folded words of phrases that must occur.
    pub phrases: Vec<Vec<String>>,
    /// Folded words (one or several in a row) that must not occur.
    pub excluded: Vec<Vec<String>>,
    /// Folded words of codes.
    pub codes: Vec<Vec<String>>,
    /// The last word, if it is still being typed.
    pub unfinished: Option<Term>,
    /// Every word outside quotes, when all of them are stop words.
    pub only_stop_words: Vec<String>,
}

impl Parsed {
    /// True if there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.phrases.is_empty() && self.unfinished.is_none()
    }

    /// The text as if nothing in it stood in quotation marks.
    pub fn without_quotes(&self) -> String {
        self.text.replace(is_quote, " ")
    }
}

/// How far the person has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typing {
    /// The query is complete.
    Done,
    /// The last word may go on.
    InLastWord,
}

/// Takes a query apart.
pub fn parse(text: &str, typing: Typing) -> Parsed {
    let end = text
        .char_indices()
        .nth(LONGEST_QUERY_CHARS)
        .map_or(text.len(), |(at, _)| at);
    let mut parsed = Parsed {
        text: text[..end].to_owned(),
        cut: end < text.len(),
        ..Parsed::default()
    };
    let mut left = MOST_WORDS;
    let mut plain: Vec<Word> = Vec::new();
    for piece in pieces(&text[..end]) {
        let mut words = analyser::words(piece.text);
        parsed.cut |= words.len() > left;
        words.truncate(left);
        left -= words.len();
        let folded = || {
            words
                .iter()
                .map(|word| word.text.clone())
                .collect::<Vec<_>>()
        };
        match piece.role {
            _ if words.is_empty() => {}
            Role::Phrase => parsed.phrases.push(folded()),
            Role::Excluded => parsed.excluded.push(folded()),
            Role::Plain | Role::Code => {
                let in_code = piece.role == Role::Code && words.len() > 1;
                if in_code {
                    parsed.codes.push(folded());
                }
                for word in words {
                    let (from, to) = (piece.at + word.from, piece.at + word.to);
                    let word = Word {
                        text: word.text,
                        from,
                        to,
                    };
                    if !analyser::is_stop_word(&word.text) {
                        parsed.terms.push(term(text, &word, in_code));
                    }
                    plain.push(word);
                }
            }
        }
    }
    if typing == Typing::InLastWord && !parsed.cut {
        parsed.unfinished = plain
            .last()
            .filter(|word| word.to == end)
            .map(|word| term(text, word, false));
        if parsed.terms.last().map(|term| term.from)
            == parsed.unfinished.as_ref().map(|term| term.from)
        {
            parsed.terms.pop();
        }
    }
    if parsed.is_empty() {
        parsed.only_stop_words = plain.into_iter().map(|word| word.text).collect();
    }
    parsed
}

fn term(text: &str, word: &Word, in_code: bool) -> Term {
    Term {
        stem: analyser::stem(&word.text),
        folded: word.text.clone(),
        written: text[word.from..word.to].to_owned(),
        from: word.from,
        to: word.to,
        in_code,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Plain,
    Code,
    Phrase,
    Excluded,
}

struct Piece<'a> {
    text: &'a str,
    at: usize,
    role: Role,
}

/// Splits at spaces and at pairs of quotation marks. A quotation mark that is never closed is punctuation.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(skipped) = text[at..].find(|c: char| !c.is_whitespace()) {
        let start = at + skipped;
        let excluding = text[start..].starts_with(['-', '−'])
            && text[start..]
                .chars()
                .nth(1)
                .is_some_and(|c| c.is_alphabetic() || is_quote(c));
        let sign = if excluding {
            text[start..].chars().next().map_or(0, char::len_utf8)
        } else {
            0
        };
        let inside = start + sign;
        if let Some((from, to, behind)) = quoted(text, inside) {
            let role = if excluding {
                Role::Excluded
            } else {
                Role::Phrase
            };
            found.push(Piece {
                text: &text[from..to],
                at: from,
                role,
            });
            at = behind;
            continue;
        }
        let first = text[inside..].chars().next().map_or(0, char::len_utf8);
        let length = text[inside + first..].find(|c: char| c.is_whitespace() || is_quote(c));
        let end = length.map_or(text.len(), |length| inside + first + length);
        let chunk = &text[inside..end];
        let role = match excluding {
            true => Role::Excluded,
            false if chunk.contains(|c: char| c.is_ascii_digit()) => Role::Code,
            false => Role::Plain,
        };
        found.push(Piece {
            text: chunk,
            at: inside,
            role,
        });
        at = end;
    }
    found
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

/// Where the quotation that opens at `at` begins, ends, and goes on behind.
fn quoted(text: &str, at: usize) -> Option<(usize, usize, usize)> {
    let open = text[at..].chars().next().filter(|c| is_quote(*c))?;
    let from = at + open.len_utf8();
    let to = from + text[from..].find(is_quote)?;
    let close = text[to..].chars().next().map_or(0, char::len_utf8);
    Some((from, to, to + close))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn outline(parsed: &Parsed) -> String {
        let mut parts: Vec<String> = parsed
            .terms
            .iter()
            .map(|term| term.folded.clone())
            .collect();
        parts.extend(
            parsed
                .phrases
                .iter()
                .map(|words| format!("\"{}\"", words.join(" "))),
        );
        parts.extend(
            parsed
                .excluded
                .iter()
                .map(|words| format!("-{}", words.join(" "))),
        );
        parts.extend(
            parsed
                .codes
                .iter()
                .map(|words| format!("#{}", words.join("."))),
        );
        parts.extend(
            parsed
                .unfinished
                .iter()
                .map(|term| format!("{}*", term.folded)),
        );
        parts.extend(
            parsed
                .only_stop_words
                .iter()
                .map(|word| format!("({word})")),
        );
        parts.join(" ")
    }

    fn check(text: &str, expect: &str) {
        assert_eq!(outline(&parse(text, Typing::Done)), expect, "{text:?}");
    }

    #[test]
    fn what_a_query_means() {
        check("Chi firma gli atti?", "firma atti");
        check("l'unione dell’ente", "unione ente");
        check(
            "gestione \"polizia locale\" suap",
            "gestione suap \"polizia locale\"",
        );
        check("«in caso di fusione»", "\"in caso di fusione\"");
        check(
            "bilancio -consolidato -\"piano triennale\"",
            "bilancio -consolidato -piano triennale",
        );
        check("piano - parte", "piano parte");
        check("piano -2026", "piano 2026");
        check("e-mail", "mail");
        check("delibera 34/2026", "delibera 34 2026 #34.2026");
        check("avviso 1.4.3", "avviso 1 4 3 #1.4.3");
        check("CUP J31B21006210001", "cup j31b21006210001");
        check("titolo:statuto AND (OR", "titolo statuto and or");
        check("\"aperta e mai chiusa", "aperta mai chiusa");
        check("il la", "(il) (la)");
        check("*", "");
        check("", "");
        check("🙂 ((( \u{202e}", "");
    }

    fn check_typing(text: &str, expect: &str) {
        assert_eq!(
            outline(&parse(text, Typing::InLastWord)),
            expect,
            "{text:?}"
        );
    }

    #[test]
    fn the_last_word_may_go_on() {
        check_typing("polizia loc", "polizia loc*");
        check_typing("polizia locale ", "polizia locale");
        check_typing("gestione con", "gestione con*");
        check_typing("\"polizia loc\"", "\"polizia loc\"");
        check_typing("fusione/acquis", "fusione acquis*");
        check_typing("-esclu", "-esclu");
    }

    #[test]
    fn long_queries_are_cut() {
        let parsed = parse(&"parola ".repeat(2_000), Typing::Done);
        assert!(parsed.cut);
        assert!(parsed.text.chars().count() <= LONGEST_QUERY_CHARS);
        let parsed = parse(&"ab ".repeat(60), Typing::Done);
        assert!(parsed.cut);
        assert_eq!(parsed.terms.len(), MOST_WORDS);
        assert!(!parse(&"à".repeat(LONGEST_QUERY_CHARS), Typing::Done).cut);
    }

    proptest! {
        #[test]
        fn any_text_is_a_query(text in r#"(\PC|[\s"«»“-]|-?[a-zàè']{1,9}[./ ]?[0-9]?){0,40}"#) {
            for typing in [Typing::Done, Typing::InLastWord] {
                let parsed = parse(&text, typing);
                for term in parsed.terms.iter().chain(&parsed.unfinished) {
                    prop_assert_eq!(&parsed.text[term.from..term.to], &term.written);
                }
            }
        }
    }
}
