//! What a practice costs each inhabitant: what makes the costs of two Unioni comparable.

use super::content::{Amount, PracticeContent};
use crate::platform::dates;

/// Over how many people a cost is reckoned, and whose number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum People {
    /// As the practice tells it.
    OfPractice(i64),
    /// As the Unione has them today.
    OfUnione(i64),
}

impl People {
    /// The people of a practice: its own when it tells a number, else those of its Unione.
    pub fn of(content: &PracticeContent, unione: Option<i64>) -> Option<People> {
        number(&content.facts.inhabitants)
            .map(People::OfPractice)
            .or(unione.filter(|people| *people > 0).map(People::OfUnione))
    }

    /// How many they are.
    pub fn count(self) -> i64 {
        match self {
            People::OfPractice(people) | People::OfUnione(people) => people,
        }
    }

    /// How a cost was reckoned, as a sentence.
    pub fn in_words(self) -> String {
        let people = dates::count(self.count(), "abitante", "abitanti");
        match self {
            People::OfPractice(_) => {
                format!(
                    "Il costo per abitante è calcolato su {people}, come indicato nella pratica."
                )
            }
            People::OfUnione(_) => {
                format!("Il costo per abitante è calcolato su {people}, quelli dell’unione.")
            }
        }
    }
}

/// From here on whole euro are told, where an amount stands alone.
const WHOLE_FROM: f64 = 9.995;

/// `circa 26 €`, `da 3,20 a 4,40 €`; empty when the amount is not known as a number.
pub fn per_head(amount: &Amount, people: People) -> String {
    let share = |euro: i64| euro as f64 / people.count() as f64;
    let each = |euro: i64| euro_and_cents(share(euro));
    match (amount.from, amount.to) {
        _ if amount.unavailable => String::new(),
        // Both ends of a range are told alike.
        (Some(from), Some(to)) if from != to && share(from.min(to)) < WHOLE_FROM => {
            format!("da {} a {} €", cents(share(from)), cents(share(to)))
        }
        (Some(from), Some(to)) if from != to => format!("da {} a {} €", each(from), each(to)),
        (Some(one), _) => format!("circa {} €", each(one)),
        (None, Some(most)) => format!("al massimo {} €", each(most)),
        (None, None) => String::new(),
    }
}

/// The costs of a text for each inhabitant, as sentences with whose number it is; none without people.
pub fn in_sentences(content: &PracticeContent, unione: Option<i64>) -> Vec<String> {
    let Some(people) = People::of(content, unione) else {
        return Vec::new();
    };
    let spending = &content.spending;
    let mut sentences: Vec<String> = [
        ("Per cominciare", &spending.start),
        ("Ogni anno", &spending.yearly),
    ]
    .into_iter()
    .map(|(when, amount)| (when, per_head(amount, people)))
    .filter(|(_, each)| !each.is_empty())
    .map(|(when, each)| format!("{when}: {each} per abitante."))
    .collect();
    if !sentences.is_empty() {
        sentences.push(people.in_words());
    }
    sentences
}

/// Whole euro from ten on: more would claim to be exact.
fn euro_and_cents(euro: f64) -> String {
    if euro >= WHOLE_FROM {
        return dates::number(euro.round() as i64);
    }
    cents(euro)
}

/// With two decimals, whatever the amount: `9,19`, `1.100,00`.
fn cents(euro: f64) -> String {
    let all = (euro * 100.0).round() as i64;
    format!("{},{:02}", dates::number(all / 100), all % 100)
}

/// A text that is a number of people and nothing else: `10200`, `10.200`.
fn number(text: &str) -> Option<i64> {
    let mut groups = text.trim().split('.');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let grouped = rest.is_empty() || (1..=3).contains(&first.len());
    let whole = digits(first) && rest.iter().all(|part| part.len() == 3 && digits(part));
    let people = (grouped && whole).then(|| format!("{first}{}", rest.concat()))?;
    people.parse().ok().filter(|people| *people > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::practices::content::Facts;

    #[test]
    fn only_a_number_is_a_number() {
        for (text, expected) in [
            ("10200", Some(10_200)),
            (" 10.200 ", Some(10_200)),
            ("1.010.200", Some(1_010_200)),
            ("circa 10mila", None),
            ("10.20", None),
            ("1020.200", None),
            ("", None),
            ("0", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }

    #[test]
    fn the_practice_comes_before_its_unione() {
        let content = |inhabitants: &str| PracticeContent {
            facts: Facts {
                inhabitants: inhabitants.into(),
                ..Facts::default()
            },
            ..PracticeContent::default()
        };
        let (told, untold) = (content("10.200"), content("circa diecimila"));
        assert_eq!(People::of(&told, Some(7)), Some(People::OfPractice(10_200)));
        assert_eq!(People::of(&untold, Some(7)), Some(People::OfUnione(7)));
        assert_eq!(People::of(&untold, Some(0)), None);
        assert_eq!(People::of(&untold, None), None);
    }

    #[test]
    fn a_cost_is_shared_among_people() {
        let amount = |from, to| Amount {
            from,
            to,
            ..Amount::default()
        };
        let unavailable = Amount {
            unavailable: true,
            ..amount(Some(1), None)
        };
        for (amount, people, expected) in [
            (amount(Some(812_000), None), 31_200, "circa 26 €"),
            (amount(Some(240_000), None), 54_630, "circa 4,39 €"),
            (amount(Some(0), Some(0)), 10, "circa 0,00 €"),
            (
                amount(Some(30_000), Some(40_000)),
                10_000,
                "da 3,00 a 4,00 €",
            ),
            (
                amount(Some(91_900), Some(110_000)),
                10_000,
                "da 9,19 a 11,00 €",
            ),
            (amount(Some(300_000), Some(110_000)), 10_000, "da 30 a 11 €"),
            (amount(None, Some(900_000)), 10, "al massimo 90.000 €"),
            (amount(None, None), 10, ""),
            (unavailable, 10, ""),
        ] {
            assert_eq!(per_head(&amount, People::OfUnione(people)), expected);
        }
    }
}
