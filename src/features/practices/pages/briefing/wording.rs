//! Small words of the scheda: shares, sentences, capitals.

use super::compose::Told;
use crate::features::practices::content::Amount;
use crate::platform::dates;

/// How many people the costs are shared by: as the practice tells it, when that is a number, else as
/// it is known of the Unione.
pub fn people(told: &Told) -> Option<i64> {
    let written = told.content.facts.inhabitants.trim().replace('.', "");
    if written.is_empty() {
        told.unione.as_ref()?.inhabitants.people()
    } else {
        written.parse().ok()
    }
    .filter(|people| *people > 0)
}

/// `3,73 €`, `da 2,94 a 3,92 €`; none without a number or without people.
pub fn per_head(amount: &Amount, people: Option<i64>) -> Option<String> {
    let people = people?;
    if amount.unavailable {
        return None;
    }
    let share = |euro: i64| {
        let cents = (i128::from(euro) * 100 + i128::from(people) / 2) / i128::from(people);
        let whole = i64::try_from(cents / 100).unwrap_or(i64::MAX);
        format!("{},{:02}", dates::number(whole), cents % 100)
    };
    match (amount.from, amount.to) {
        (Some(from), Some(to)) if from != to => {
            Some(format!("da {} a {} €", share(from), share(to)))
        }
        (Some(one), _) => Some(format!("{} €", share(one))),
        (None, Some(most)) => Some(format!("al massimo {} €", share(most))),
        (None, None) => None,
    }
}

/// What is told, or else what is known.
pub fn told_or(told: &str, known: Option<String>) -> Option<String> {
    if told.is_empty() {
        known
    } else {
        Some(told.to_owned())
    }
}

/// The text, or what stands for one that is empty.
pub fn or(text: String, unknown: &str) -> String {
    if text.is_empty() {
        unknown.to_owned()
    } else {
        text
    }
}

/// Adds one sentence more; nothing when there is none.
pub fn add_sentence(told: &mut String, part: &str) {
    if part.is_empty() {
        return;
    }
    if !told.is_empty() {
        told.push(' ');
    }
    told.push_str(&sentence(part.trim()));
}

/// With a full stop, unless it ends with a mark.
pub fn sentence(text: &str) -> String {
    if text.is_empty() || text.ends_with(['.', '!', '?', '…', ')']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// Without the full stop, to go on in the same sentence.
pub fn without_stop(text: &str) -> &str {
    text.trim_end_matches('.')
}

/// With a capital.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_shared_by_heads() {
        let amount = |from, to| Amount {
            from,
            to,
            ..Amount::default()
        };
        for (amount, people, expected) in [
            (amount(Some(38_000), None), Some(10_200), Some("3,73 €")),
            (
                amount(Some(30_000), Some(40_000)),
                Some(10_200),
                Some("da 2,94 a 3,92 €"),
            ),
            (
                amount(None, Some(102)),
                Some(10_200),
                Some("al massimo 0,01 €"),
            ),
            (amount(Some(0), Some(0)), Some(10_200), Some("0,00 €")),
            (
                amount(Some(i64::MAX), None),
                Some(1),
                Some("9.223.372.036.854.775.807,00 €"),
            ),
            (amount(Some(38_000), None), None, None),
            (amount(None, None), Some(10_200), None),
        ] {
            assert_eq!(per_head(&amount, people).as_deref(), expected);
        }
    }

    #[test]
    fn people_are_those_the_practice_tells() {
        let told = |inhabitants: &str| {
            let mut told = Told::default();
            told.content.facts.inhabitants = inhabitants.to_owned();
            people(&told)
        };
        assert_eq!(told("10.200"), Some(10_200));
        assert_eq!(told("circa 10.000"), None);
        assert_eq!(told("0"), None);
        assert_eq!(told(""), None);
    }
}
