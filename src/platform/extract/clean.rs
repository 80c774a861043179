//! Makes text that came out of a file fit to be read and searched.

use unicode_normalization::UnicodeNormalization;

/// One page of text, made tidy: one space between words, one empty line between paragraphs, no
/// characters that mean nothing outside the file, ligatures and accents composed (NFC), and words
/// that were cut at the end of a line whole again.
pub fn page(raw: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in raw.split(['\n', '\u{2028}', '\u{2029}']) {
        let line = words(line);
        match lines.last_mut() {
            None if line.is_empty() => {}
            Some(last) if line.is_empty() && last.is_empty() => {}
            Some(last) => match joined(last, &line) {
                Some(whole) => *last = whole,
                None => lines.push(line),
            },
            None => lines.push(line),
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.join("\n").replace(SOFT_HYPHEN, "").nfc().collect()
}

/// A piece of text on one line: as [`page`], but line ends are spaces.
pub fn line(raw: &str) -> String {
    words(raw).trim_end_matches(SOFT_HYPHEN).nfc().collect()
}

/// How many characters of `text` are not white space.
pub fn ink(text: &str) -> usize {
    text.chars()
        .filter(|letter| !letter.is_whitespace())
        .count()
}

/// First halves of the adjectives that officials make with a hyphen ("tecnico-amministrativo"):
/// after these it belongs to the word.
const COMPOUNDING: [&str; 20] = [
    "amministrativo",
    "chimico",
    "contabile",
    "culturale",
    "economico",
    "educativo",
    "fisico",
    "giuridico",
    "igienico",
    "medico",
    "organizzativo",
    "paesaggistico",
    "politico",
    "sanitario",
    "scientifico",
    "socio",
    "storico",
    "tecnico",
    "turistico",
    "urbanistico",
];

const SOFT_HYPHEN: char = '\u{ad}';

/// The words of a line with single spaces between them; of soft hyphens one that ends the last.
fn words(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let (mut gap, mut cut) = (false, false);
    for letter in line.chars() {
        match letter {
            SOFT_HYPHEN => cut |= !gap && !out.is_empty(),
            // Zero-width characters join nothing and part nothing.
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{feff}' => {}
            // Private use: the bullets of Word's symbol fonts, for the most part.
            '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' | '\u{fffd}' => gap = true,
            _ if letter.is_whitespace() || letter.is_control() => gap = true,
            _ => {
                if gap && !out.is_empty() {
                    out.push(' ');
                }
                (gap, cut) = (false, false);
                match ligature(letter) {
                    Some(letters) => out.push_str(letters),
                    None => out.push(letter),
                }
            }
        }
    }
    if cut {
        out.push(SOFT_HYPHEN);
    }
    out
}

/// The letters of a Latin ligature (Unicode FB00 to FB06, their NFKC form).
fn ligature(letter: char) -> Option<&'static str> {
    Some(match letter {
        '\u{fb00}' => "ff",
        '\u{fb01}' => "fi",
        '\u{fb02}' => "fl",
        '\u{fb03}' => "ffi",
        '\u{fb04}' => "ffl",
        '\u{fb05}' | '\u{fb06}' => "st",
        _ => return None,
    })
}

/// `upper` and `lower` as one line, if the hyphen at the end of `upper` only cuts a word: two or
/// more small letters before it, a small letter after it.
fn joined(upper: &str, lower: &str) -> Option<String> {
    let stem = upper.strip_suffix(['-', '\u{2010}', SOFT_HYPHEN])?;
    let mut before = stem.chars().rev();
    let cuts_a_word = before.next().is_some_and(char::is_lowercase)
        && before.next().is_some_and(char::is_alphabetic)
        && lower.chars().next().is_some_and(char::is_lowercase);
    if !cuts_a_word {
        return None;
    }
    let last_word = stem
        .rsplit(|letter: char| !letter.is_alphabetic())
        .next()
        .unwrap_or_default();
    let hyphen = if COMPOUNDING.contains(&last_word) {
        "-"
    } else {
        ""
    };
    // The rest of the word goes up to it; what follows stays a line of its own.
    Some(match lower.split_once(' ') {
        Some((rest, after)) => format!("{stem}{hyphen}{rest}\n{after}"),
        None => format!("{stem}{hyphen}{lower}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expect: &str) {
        assert_eq!(page(raw), expect);
    }

    #[test]
    fn spaces_and_empty_lines_are_single() {
        check(
            "\n\n  Gestione   associata\u{a0}ICT \r\n\n\n\n fine\n\n",
            "Gestione associata ICT\n\nfine",
        );
        check(" \n\t\n", "");
    }

    #[test]
    fn characters_without_meaning_go() {
        check("\u{f0b7} primo punto", "primo punto");
        check("pri\u{ad}mo\u{200b} \u{feff}punto", "primo punto");
        check("uno\u{0}due", "uno due");
        check(
            "u\u{fb03}cio, \u{fb01}rma, \u{fb02}usso",
            "ufficio, firma, flusso",
        );
        check(
            "uno \u{ad} due\n\u{ad}\n\n\u{ad}\ntre \u{ad}",
            "uno due\n\ntre",
        );
        check("perche\u{301} citta\u{300}", "perché città");
    }

    #[test]
    fn cut_words_are_joined_when_safe() {
        check("la deli-\nbera del Consiglio", "la delibera\ndel Consiglio");
        check("la deli\u{ad}\nbera", "la delibera");
        check(
            "ammini-\nstra-\nzione comunale",
            "amministrazione\ncomunale",
        );
        check(
            "parere tecnico-\namministrativo reso",
            "parere tecnico-amministrativo\nreso",
        );
        check("Emilia-\nRomagna", "Emilia-\nRomagna");
        check("CIG Z12-\nab", "CIG Z12-\nab");
        check("voci:\n-\nuna", "voci:\n-\nuna");
        check("un para-\n\ngrafo", "un para-\n\ngrafo");
    }
}
