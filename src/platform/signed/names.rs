//! The names in certificates, as a page can tell them.
//!
//! Italian certificates carry the fiscal code of a person, some of them inside the name: it is
//! taken out of there, so that it stands in one place that can be masked.

use super::certificate::Named;

/// Who signed.
#[derive(Debug, PartialEq, Eq)]
pub struct Person {
    pub name: String,
    /// 16 characters, or empty.
    pub fiscal_code: String,
    pub organisation: String,
}

/// The person a certificate names: given name and surname, else the common name.
pub fn person(named: &Named) -> Person {
    let (common, in_common) = without_code(&named.common);
    let (_, in_serial) = without_code(&named.serial);
    let own = format!("{} {}", named.given, named.surname);
    let (own, in_own) = without_code(own.trim());
    let organisation = without_code(&named.organisation).0;
    // What is written for want of an organisation.
    let organisation = if organisation.eq_ignore_ascii_case("non presente") {
        String::new()
    } else {
        organisation
    };
    let name = [own, common, organisation.clone()]
        .into_iter()
        .find(|name| name.chars().any(char::is_alphabetic))
        .unwrap_or_default();
    Person {
        name,
        fiscal_code: [in_serial, in_common, in_own]
            .into_iter()
            .flatten()
            .next()
            .unwrap_or_default(),
        organisation,
    }
}

/// The authority that issued a certificate, or stamped a time.
pub fn authority(named: &Named) -> String {
    let name = if named.common.is_empty() {
        &named.organisation
    } else {
        &named.common
    };
    without_code(name).0
}

/// The words of `text` without the fiscal codes in them, and the first of these. Whatever is neither
/// letter nor digit sets a code apart: certificates write it in brackets, after a dot, anyhow.
fn without_code(text: &str) -> (String, Option<String>) {
    let mut code = None;
    let mut rest = text.to_owned();
    for word in text.split(|letter: char| !letter.is_ascii_alphanumeric()) {
        if !is_code(word) {
            continue;
        }
        code.get_or_insert_with(|| word.to_uppercase());
        while let Some(at) = rest.find(word) {
            // What stands directly around it was there to set it apart.
            let sets_apart = |letter: char| !letter.is_alphanumeric() && !letter.is_whitespace();
            let before = rest[..at].trim_end_matches(sets_apart);
            let after = rest[at + word.len()..].trim_start_matches(sets_apart);
            rest = format!("{before} {after}");
        }
    }
    if code.is_some() {
        rest = rest
            .split_whitespace()
            .map(|word| word.trim_matches(['/', ':', '-', '=', ',', ';', '_']))
            .filter(|word| word.contains(char::is_alphanumeric))
            .collect::<Vec<_>>()
            .join(" ");
    }
    (rest, code)
}

/// Whether a word has the shape of a fiscal code (d.m. 23 December 1976, with the letters that stand
/// for digits where two people would have the same).
pub fn is_code(word: &str) -> bool {
    let letters = word.as_bytes();
    letters.len() == 16
        && letters.iter().enumerate().all(|(at, letter)| {
            let letter = letter.to_ascii_uppercase();
            match at {
                0..6 | 8 | 11 | 15 => letter.is_ascii_uppercase(),
                _ => letter.is_ascii_digit() || matches!(letter, b'L'..=b'N' | b'P'..=b'V'),
            }
        })
}

/// A fiscal code as those see it who need not know it: `RSS•••••••••501U`.
pub fn masked(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters
        .iter()
        .enumerate()
        .map(|(at, letter)| {
            if at < 3 || at + 4 >= letters.len() {
                *letter
            } else {
                '•'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_stands_in_one_place() {
        let check = |named: Named, name: &str, code: &str| {
            let person = person(&named);
            assert_eq!(
                (person.name.as_str(), person.fiscal_code.as_str()),
                (name, code)
            );
        };
        check(
            Named {
                common: "ROSSI MARIO".to_owned(),
                given: "MARIO".to_owned(),
                surname: "ROSSI".to_owned(),
                serial: "TINIT-RSSMRA80A01H501U".to_owned(),
                ..Named::default()
            },
            "MARIO ROSSI",
            "RSSMRA80A01H501U",
        );
        check(
            Named {
                common: "Rossi Mario/rssmra80a01h501u/12".to_owned(),
                serial: "IT:RSSMRA80A01H501U".to_owned(),
                ..Named::default()
            },
            "Rossi Mario 12",
            "RSSMRA80A01H501U",
        );
        for common in [
            "Rossi Mario (RSSMRA80A01H501U)",
            "Rossi Mario_RSSMRA80A01H501U",
            "RSSMRA80A01H501U.Rossi Mario",
            "Rossi Mario; RSSMRA80A01H501U",
            "Rossi «rssmra80a01h501u» Mario [RSSMRA80A01H501U]",
        ] {
            let named = Named {
                common: common.to_owned(),
                ..Named::default()
            };
            check(named, "Rossi Mario", "RSSMRA80A01H501U");
        }
        check(
            Named {
                common: "RSSMRA80A01H501U".to_owned(),
                organisation: "Comune di Esempio".to_owned(),
                ..Named::default()
            },
            "Comune di Esempio",
            "RSSMRA80A01H501U",
        );
        check(
            Named {
                common: "Sigillo del Comune".to_owned(),
                serial: "VATIT-01234567890".to_owned(),
                organisation: "non presente".to_owned(),
                ..Named::default()
            },
            "Sigillo del Comune",
            "",
        );
        check(Named::default(), "", "");
    }

    #[test]
    fn nine_characters_are_masked() {
        assert_eq!(masked("RSSMRA80A01H501U"), "RSS•••••••••501U");
        assert_eq!(masked(""), "");
    }
}
