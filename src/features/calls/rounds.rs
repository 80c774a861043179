//! The applications of an Unione, call by call: what a reader compares.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{Call, Made, in_euro, state_in_words, title_key};
use crate::platform::dates;

/// What an Unione and its Comuni did at one call.
#[derive(Debug, Clone)]
pub struct Round {
    /// The call.
    pub call: Call,
    /// Its applications, by day and name.
    pub made: Vec<Made>,
}

/// The applications grouped by call: the call of the latest application first.
pub fn rounds(made: Vec<Made>) -> Vec<Round> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut rounds: Vec<Round> = Vec::new();
    for one in made {
        let place = *places.entry(title_key(&one.call.title)).or_insert_with(|| {
            rounds.push(Round {
                call: one.call.clone(),
                made: Vec::new(),
            });
            rounds.len() - 1
        });
        rounds[place].made.push(one);
    }
    rounds.sort_by_key(|round| std::cmp::Reverse(round.sent().map(|(_, last)| last)));
    rounds
}

impl Round {
    /// The first and the last day an application was sent.
    fn sent(&self) -> Option<(NaiveDate, NaiveDate)> {
        let days = || self.made.iter().filter_map(|one| one.application.sent_on);
        Some((days().min()?, days().max()?))
    }

    /// `10 novembre 2022`, `10 novembre 2022 – 11 novembre 2022`; empty when no day is known.
    pub fn sent_in_words(&self) -> String {
        match self.sent() {
            None => String::new(),
            Some((first, last)) if first == last => dates::written(first),
            Some((first, last)) => format!("{} – {}", dates::written(first), dates::written(last)),
        }
    }

    /// Who applied, each once, in the order of the days.
    pub fn by(&self) -> String {
        let mut names: Vec<&str> = Vec::new();
        for one in &self.made {
            if !names.contains(&one.by.as_str()) {
                names.push(&one.by);
            }
        }
        names.join(", ")
    }

    /// `3 finanziate, 2 pagate`, in the order of the letters.
    pub fn states_in_words(&self) -> String {
        let mut counts: Vec<(&str, i64)> = Vec::new();
        for one in &self.made {
            let state = one.application.state.as_str();
            match counts.iter_mut().find(|(known, _)| *known == state) {
                Some((_, count)) => *count += 1,
                None => counts.push((state, 1)),
            }
        }
        counts.sort_unstable();
        let in_words = |(state, count): (&str, i64)| match state {
            "A" => dates::count(count, "finanziata", "finanziate"),
            "R" => dates::count(count, "rinuncia", "rinunce"),
            "E" => dates::count(count, "pagata", "pagate"),
            "" => format!("{count} senza stato"),
            other => format!("{count} con {}", state_in_words(other)),
        };
        counts
            .into_iter()
            .map(in_words)
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// What was granted in all, those renounced left out; empty when no amount is known.
    pub fn amount_in_words(&self) -> String {
        let known: Vec<i64> = self
            .made
            .iter()
            .filter(|one| one.application.state != "R")
            .filter_map(|one| one.application.amount_cents)
            .collect();
        if known.is_empty() {
            String::new()
        } else {
            in_euro(known.iter().sum())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::calls::{Application, Origin};
    use crate::platform::actor::BodyId;

    fn made(call: &str, by: &str, sent: &str, state: &str, cents: i64) -> Made {
        Made {
            application: Application {
                body: BodyId::new(),
                unione: None,
                call: call.to_owned(),
                measure: String::new(),
                cup: "G51F22005870006".to_owned(),
                sent_on: sent.parse().ok(),
                funded_on: None,
                amount_cents: Some(cents),
                decree: String::new(),
                state: state.to_owned(),
                state_on: None,
                origin: Origin::default(),
            },
            by: by.to_owned(),
            call: Call {
                title: call.to_owned(),
                ..Call::default()
            },
        }
    }

    #[test]
    fn calls_come_latest_first_and_sum_up_what_happened() {
        let rounds = rounds(vec![
            made("PDND", "Genola", "2022-11-10", "E", 1_017_200),
            made("PDND", "Salmour", "2022-11-11", "R", 1_017_200),
            made("Notifiche", "Genola", "2024-05-29", "A", 2_314_700),
            made("Vecchio", "Genola", "", "Z", 1),
        ]);
        let titles: Vec<&str> = rounds.iter().map(|one| one.call.title.as_str()).collect();
        assert_eq!(titles, ["Notifiche", "PDND", "Vecchio"]);
        assert_eq!(rounds[1].by(), "Genola, Salmour");
        assert_eq!(rounds[1].states_in_words(), "1 pagata, 1 rinuncia");
        assert_eq!(rounds[1].amount_in_words(), "10.172,00 €");
        assert_eq!(
            rounds[1].sent_in_words(),
            "10 novembre 2022 – 11 novembre 2022"
        );
        assert_eq!(rounds[0].sent_in_words(), "29 maggio 2024");
        assert_eq!(rounds[2].sent_in_words(), "");
    }
}
