//! Whether what a practice needs is there in another Unione, condition by condition, with the
//! reason in words. Nothing is added up to a score: who reads decides what weighs.

mod own;
#[cfg(test)]
mod tests;

use super::content::{Fit, Need};
use crate::features::unioni::Factor;
use crate::platform::dates;
use crate::text_enum;
pub use own::Own;

text_enum! {
    /// How a condition stands in an Unione.
    pub enum Verdict {
        /// It is there.
        Met = "met",
        /// It is missing.
        Unmet = "unmet",
        /// Nobody has said.
        Unknown = "unknown",
    }
}

/// A condition of a practice, held against an Unione.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// How it stands there.
    pub verdict: Verdict,
    /// What it is.
    pub what: &'static str,
    /// How much it matters, if that was said.
    pub need: Option<Need>,
    /// Why it stands so, as a sentence.
    pub reason: String,
}

/// The conditions of a practice in this Unione: first the size, then what is necessary, then what
/// helps. What does not matter is not a condition.
pub fn conditions(fit: &Fit, own: &Own) -> Vec<Condition> {
    let mut needs: Vec<(Factor, Need)> = fit
        .factors
        .iter()
        .filter(|one| one.need != Need::Indifferent)
        .map(|one| (one.factor, one.need))
        .collect();
    needs.sort_by_key(|(_, need)| *need != Need::Required);
    let of_size = needs.iter().find(|(factor, _)| *factor == Factor::Size);
    let of_size = of_size.map(|(_, need)| *need);
    let mut conditions: Vec<Condition> = size(fit, of_size, own).into_iter().collect();
    conditions.extend(
        needs
            .into_iter()
            .filter(|(factor, _)| *factor != Factor::Size)
            .map(|(factor, need)| condition(factor, need, own)),
    );
    conditions
}

/// `almeno 5.000`, `da 5.000 a 20.000`, `al massimo 20.000`; empty when nothing was said.
pub fn people_in_words(fit: &Fit) -> String {
    match (fit.people_from, fit.people_to) {
        (None, None) => String::new(),
        (Some(least), None) => format!("almeno {}", dates::number(least)),
        (None, Some(most)) => format!("al massimo {}", dates::number(most)),
        (Some(least), Some(most)) => {
            format!("da {} a {}", dates::number(least), dates::number(most))
        }
    }
}

/// The same with what is counted: `almeno 5.000 abitanti`.
pub fn size_in_words(fit: &Fit) -> String {
    match people_in_words(fit).as_str() {
        "" => String::new(),
        people => format!("{people} abitanti"),
    }
}

fn size(fit: &Fit, need: Option<Need>, own: &Own) -> Option<Condition> {
    let asked = people_in_words(fit);
    if asked.is_empty() && need.is_none() {
        return None;
    }
    let people = own
        .people
        .map(|people| dates::count(people, "abitante", "abitanti"));
    let (verdict, reason) = match (own.people, people) {
        (_, Some(people)) if asked.is_empty() => (
            Verdict::Unknown,
            format!("La tua unione ha {people}; quanti ne servono la pratica non lo dice."),
        ),
        (Some(count), Some(people)) => {
            let enough = fit.people_from.is_none_or(|least| count >= least);
            let few_enough = fit.people_to.is_none_or(|most| count <= most);
            let verdict = if enough && few_enough {
                Verdict::Met
            } else {
                Verdict::Unmet
            };
            let reason = format!("La tua unione ha {people}; ne servono {asked}.");
            (verdict, reason)
        }
        _ if asked.is_empty() => (
            Verdict::Unknown,
            "Non sappiamo quanti abitanti ha la tua unione, e la pratica non dice quanti ne servono."
                .to_owned(),
        ),
        _ => (
            Verdict::Unknown,
            format!("Non sappiamo quanti abitanti ha la tua unione; ne servono {asked}."),
        ),
    };
    Some(Condition {
        verdict,
        what: Factor::Size.words(),
        need,
        reason,
    })
}

fn condition(factor: Factor, need: Need, own: &Own) -> Condition {
    let (verdict, reason) = match (factor, own.factor(factor)) {
        (Factor::OtherFunction, _) if !own.functions.is_empty() => (
            Verdict::Met,
            format!("La tua unione associa già: {}.", own.functions.join(", ")),
        ),
        (_, Some(true)) => (
            Verdict::Met,
            "Lo dice il profilo della tua unione.".to_owned(),
        ),
        (_, Some(false)) => (
            Verdict::Unmet,
            "Il profilo della tua unione dice che non c’è.".to_owned(),
        ),
        (Factor::OtherFunction, None) => (
            Verdict::Unknown,
            "Il profilo della tua unione non elenca funzioni associate.".to_owned(),
        ),
        (_, None) => (
            Verdict::Unknown,
            "Il profilo della tua unione non lo dice.".to_owned(),
        ),
    };
    Condition {
        verdict,
        what: factor.words(),
        need: Some(need),
        reason,
    }
}

/// `3 ci sono, 1 manca, di 2 non si sa`.
pub fn in_words(conditions: &[Condition]) -> String {
    let count = |verdict| {
        conditions
            .iter()
            .filter(|one| one.verdict == verdict)
            .count()
    };
    let parts = [
        match count(Verdict::Met) {
            0 => String::new(),
            1 => "1 c’è".to_owned(),
            many => format!("{many} ci sono"),
        },
        match count(Verdict::Unmet) {
            0 => String::new(),
            1 => "1 manca".to_owned(),
            many => format!("{many} mancano"),
        },
        match count(Verdict::Unknown) {
            0 => String::new(),
            many => format!("di {many} non si sa"),
        },
    ];
    let told: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    told.join(", ")
}
