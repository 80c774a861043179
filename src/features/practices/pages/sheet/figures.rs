//! Figures as people type them.

use crate::platform::codes::{self, CUP_LENGTH, Fault};
use crate::platform::dates;

/// The greatest figure that is taken: more is a slip of the finger.
const MOST: i64 = 1_000_000_000_000;

/// A whole number as Italians write it: `38.000`, `38000`, `38 000`, `38.000,00 €`; none when nothing was typed.
/// Cents are rounded.
///
/// # Errors
/// What to do, without full stop.
pub(super) fn figure(typed: &str) -> Result<Option<i64>, String> {
    if typed.is_empty() {
        return Ok(None);
    }
    let digits: String = typed
        .to_lowercase()
        .replace("euro", "")
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '€')
        .collect();
    let (whole, cents) = digits.split_once(',').unwrap_or((&digits, "0"));
    match (grouped(whole), cents_of(cents)) {
        (Some(whole), Some(_)) if whole > MOST => {
            Err("questa cifra è troppo grande, controlla gli zeri".to_owned())
        }
        (Some(whole), Some(cents)) => Ok(Some(whole + i64::from(cents >= 50))),
        _ => Err(
            "scrivi la cifra in numeri, per esempio 38.000 oppure 38000; se non è esatta, scrivi da quanto a quanto"
                .to_owned(),
        ),
    }
}

/// Digits, all together or in groups of three behind points.
fn grouped(text: &str) -> Option<i64> {
    let groups: Vec<&str> = text.split('.').collect();
    let (first, rest) = groups.split_first()?;
    let is_number = |group: &&str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let right = groups.iter().all(is_number)
        && rest.iter().all(|group| group.len() == 3)
        && (rest.is_empty() || first.len() <= 3);
    if !right || text.len() > 20 {
        return None;
    }
    // Longer than any number there is, it is too large as well.
    Some(groups.concat().parse().unwrap_or(i64::MAX))
}

/// Hundredths: `0`, `5` for fifty, `05`.
fn cents_of(text: &str) -> Option<u32> {
    match (text.len(), text.parse::<u32>()) {
        (1, Ok(tenths)) => Some(tenths * 10),
        (2, Ok(cents)) => Some(cents),
        _ => None,
    }
}

/// A figure as it stands in its field: `38.000`.
pub(super) fn typed_figure(figure: Option<i64>) -> String {
    figure.map(dates::number).unwrap_or_default()
}

/// A CUP; empty when nothing was typed.
///
/// # Errors
/// What to do, without full stop.
pub(super) fn cup(typed: &str) -> Result<String, String> {
    match codes::cup(typed) {
        Ok(code) => Ok(code),
        Err(Fault::Length(0)) => Ok(String::new()),
        Err(Fault::Length(many)) => Err(format!(
            "il CUP ha {CUP_LENGTH} caratteri: adesso ne ha {many}"
        )),
        Err(Fault::Sign | Fault::Check) => Err("il CUP è fatto solo di lettere e cifre".to_owned()),
    }
}

/// Which figures an answer says nobody has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Unavailable {
    pub(super) start: bool,
    pub(super) yearly: bool,
    pub(super) hours: bool,
}

/// What an answer about costs says is not available: each figure it names in the same breath, both costs
/// when it names none and tells no figure at all.
pub(super) fn unavailable(answer: &str) -> Unavailable {
    let answer = answer.to_lowercase();
    let mut said = Unavailable::default();
    let has_digits = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    let has_figures = has_digits(&answer);
    for breath in breaths(&answer) {
        let is_said = ["non disponibil", "non è disponibil", "non sono disponibil"]
            .iter()
            .any(|words| breath.contains(words));
        if !is_said || has_digits(&breath) {
            continue;
        }
        let names = |words: &[&str]| words.iter().any(|word| breath.contains(word));
        let start = names(&["cominciare", "inizi", "avvi", "investiment"]);
        let yearly = names(&[
            "ogni anno",
            "all’anno",
            "all'anno",
            "l’anno",
            "l'anno",
            "annu",
        ]);
        let hours = breath.split_whitespace().any(|word| word == "ore");
        let named = start || yearly || hours;
        said.start |= start || !(named || has_figures);
        said.yearly |= yearly || !(named || has_figures);
        said.hours |= hours;
    }
    said
}

/// The pieces of an answer between full stops and commas; one that begins with "non" goes on from the
/// one before it.
fn breaths(answer: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for sentence in answer.split(['\n', '.', ';']) {
        let mut last = "";
        for piece in sentence.split(',') {
            let goes_on = piece.trim_start().starts_with("non ");
            let has_figures = last.contains(|c: char| c.is_ascii_digit());
            all.push(if goes_on && !has_figures {
                format!("{last}{piece}")
            } else {
                piece.to_owned()
            });
            last = piece;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn figures_are_read_as_italians_write_them_and_words_are_refused() {
        for (typed, expected) in [
            ("", Some(None)),
            ("0", Some(Some(0))),
            ("38000", Some(Some(38_000))),
            ("38.000", Some(Some(38_000))),
            ("38 000 €", Some(Some(38_000))),
            ("€ 38.000,00", Some(Some(38_000))),
            ("38000,00 €", Some(Some(38_000))),
            ("38.000,50 euro", Some(Some(38_001))),
            ("1.159.443", Some(Some(1_159_443))),
            ("circa 38 mila", None),
            ("38mila", None),
            ("38,000", None),
            ("38.00", None),
            ("3.8000", None),
            ("-38", None),
            ("1.2.3", None),
            ("€", None),
            ("99999999999999999999", None),
            ("38.000-40.000", None),
        ] {
            assert_eq!(figure(typed).ok(), expected, "{typed}");
        }
    }

    #[test]
    fn a_figure_that_nobody_has_is_heard() {
        let heard = |answer: &str| {
            let said = unavailable(answer);
            (said.start, said.yearly, said.hours)
        };
        for (answer, expected) in [
            ("", (false, false, false)),
            ("Non disponibile", (true, true, false)),
            (
                "Non disponibile: nessuno ha tenuto i conti.",
                (true, true, false),
            ),
            (
                "Per cominciare: non disponibile\nOgni anno 12.000 €",
                (true, false, false),
            ),
            (
                "38.000 € per cominciare; il costo annuo non è disponibile",
                (false, true, false),
            ),
            ("Per cominciare, non disponibile", (true, false, false)),
            ("Le ore non sono disponibili", (false, false, true)),
            (
                "38.000 €. Il resto non è disponibile",
                (false, false, false),
            ),
            ("Il documento è disponibile", (false, false, false)),
        ] {
            assert_eq!(heard(answer), expected, "{answer}");
        }
    }

    #[test]
    fn a_cup_has_fifteen_letters_and_digits() {
        assert_eq!(cup(" b51b 21005740007"), Ok("B51B21005740007".into()));
        assert_eq!(cup(""), Ok(String::new()));
        assert_eq!(
            cup("B51B2100574000"),
            Err("il CUP ha 15 caratteri: adesso ne ha 14".into())
        );
        assert!(cup("B51B2100574000-").is_err());
    }

    proptest! {
        #[test]
        fn a_figure_shown_is_read_again(figure_kept in 0..=MOST) {
            prop_assert_eq!(figure(&typed_figure(Some(figure_kept))), Ok(Some(figure_kept)));
        }
    }
}
