//! Texts made short: at the end of a sentence where there is one, never inside a word.

use crate::platform::text;

/// A text on one line, as much of it as there is room for.
#[derive(Debug, PartialEq, Eq)]
pub struct Short {
    /// The beginning of the text; empty when not even a word has room.
    pub text: String,
    /// Whether that is all of it.
    pub is_whole: bool,
}

/// The beginning of `text`, of at most `most` characters, without marks and on one line.
pub fn shorten(text: &str, most: usize) -> Short {
    let line = on_one_line(text);
    if line.chars().count() <= most {
        return Short {
            text: line,
            is_whole: true,
        };
    }
    // Room for the ellipsis that stands where no sentence ends.
    let room = line
        .char_indices()
        .nth(most.saturating_sub(2))
        .map_or(line.len(), |(at, _)| at);
    let text = match last_sentence(&line, room) {
        Some(end) => line[..end].trim_end_matches([';', ' ']).to_owned(),
        None => match line[..room].rfind(' ') {
            Some(end) => format!("{} …", line[..end].trim_end_matches([',', ';', ':', ' '])),
            None => String::new(),
        },
    };
    Short {
        text,
        is_whole: false,
    }
}

/// The lines of a text one after the other: items end with a semicolon, paragraphs with a full stop.
fn on_one_line(text: &str) -> String {
    let plain = text::to_plain(text);
    let lines: Vec<&str> = plain
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let mut joined = String::with_capacity(plain.len());
    for (at, line) in lines.iter().enumerate() {
        let words = line.strip_prefix("- ").unwrap_or(line);
        for word in words.split_whitespace() {
            if !joined.is_empty() && !joined.ends_with(' ') {
                joined.push(' ');
            }
            joined.push_str(word);
        }
        let is_last = at + 1 == lines.len();
        if !is_last && !joined.ends_with(['.', ';', ':', ',', '!', '?', '…', '»']) {
            joined.push(if *line == words { '.' } else { ';' });
        }
    }
    joined
}

/// Where the last sentence that ends before `room` does, past its mark.
fn last_sentence(line: &str, room: usize) -> Option<usize> {
    line[..room]
        .char_indices()
        .filter(|(_, c)| matches!(c, '.' | '!' | '?' | '…' | ';'))
        .map(|(at, c)| at + c.len_utf8())
        .rfind(|end| ends_sentence(line, *end))
}

/// Whether a sentence ends here: the next begins with a capital, and the mark is none of an
/// abbreviation such as `art.` or `n.`.
fn ends_sentence(line: &str, end: usize) -> bool {
    let Some(rest) = line[end..].strip_prefix(' ') else {
        return false;
    };
    if line[..end].ends_with(';') {
        return true;
    }
    let before = line[..end]
        .trim_end_matches(['.', '!', '?', '…'])
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '«' | '’'))
        .next()
        .unwrap_or_default();
    let is_word = before.chars().count() > 3 || before.ends_with(|c: char| c.is_ascii_digit());
    let next = rest.chars().next();
    is_word && next.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || c == '«' || c == '“')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_end_where_a_sentence_does() {
        for (text, most, expected, whole) in [
            ("Poche parole.", 40, "Poche parole.", true),
            (
                "Cinque comuni insieme. Poi ne venne un sesto, più grande.",
                30,
                "Cinque comuni insieme.",
                false,
            ),
            (
                "Lo dice l’art. 32 del testo unico sugli enti locali, al comma terzo.",
                40,
                "Lo dice l’art. 32 del testo unico …",
                false,
            ),
            (
                "- una convenzione\n- un regolamento",
                80,
                "una convenzione; un regolamento",
                true,
            ),
            ("Una riga\n\nUn’altra", 80, "Una riga. Un’altra", true),
            ("Parolalunghissimasenzafine", 10, "", false),
        ] {
            let short = shorten(text, most);
            assert_eq!(
                (short.text.as_str(), short.is_whole),
                (expected, whole),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_word_is_cut(text in "([A-Za-zàè’]{1,12}[.,;]? ?){0,60}", most in 0usize..200) {
            let short = shorten(&text, most);
            prop_assert!(short.text.chars().count() <= most);
            let whole = on_one_line(&text);
            let kept = short.text.trim_end_matches(" …");
            prop_assert!(whole.starts_with(kept));
            let rest = &whole[kept.len()..];
            prop_assert!(kept.is_empty() || rest.is_empty() || rest.starts_with([' ', ',', ';', ':']), "{kept} | {rest}");
        }
    }
}
