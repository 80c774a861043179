//! What stood in the way, what got better, what one would say to who begins now.

use super::Proof;
use super::path::PhaseLink;
use crate::features::card::Around;
use crate::features::practices::content::{Benefit, Outcome, PracticeContent};
use crate::platform::text::to_html;

/// An obstacle and what was done.
pub struct ObstacleItem {
    pub kind: &'static str,
    pub phase: Option<PhaseLink>,
    pub what: String,
    pub done: String,
    pub outcome: &'static str,
    pub is_open: bool,
    /// Whether nobody said how it ended.
    pub is_unknown: bool,
}

/// A benefit and how it is known.
pub struct BenefitItem {
    pub what: String,
    /// How it is known, and that nobody says who knows it.
    pub evidence: &'static str,
    pub change: String,
    pub source: String,
    /// The document that proves it.
    pub proof: Option<Proof>,
}

/// The obstacles.
pub fn obstacles(content: &PracticeContent) -> Vec<ObstacleItem> {
    content
        .obstacles
        .iter()
        .map(|one| ObstacleItem {
            kind: one.kind.of_obstacle(),
            phase: PhaseLink::of(content, one.phase),
            what: to_html(&one.what),
            done: to_html(&one.done),
            outcome: one.outcome.words(),
            is_open: one.outcome == Outcome::Open,
            is_unknown: one.outcome == Outcome::Unknown,
        })
        .collect()
}

/// The benefits; a proof is named to those who may see it.
pub fn benefits(content: &PracticeContent, around: &Around) -> Vec<BenefitItem> {
    content
        .benefits
        .iter()
        .map(|one| BenefitItem {
            what: one.what.clone(),
            evidence: evidence(one),
            change: change(one),
            source: one.source.clone(),
            proof: one.document.and_then(|id| Proof::of(around, id)),
        })
        .collect()
}

/// The three sentences to who begins now, as far as they are said.
pub fn advice(content: &PracticeContent) -> Vec<(&'static str, String)> {
    let advice = &content.advice;
    [
        ("Fate", &advice.go),
        ("Non fate", &advice.avoid),
        ("Chiedete prima", &advice.ask_first),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(title, text)| (title, to_html(text)))
    .collect()
}

/// How a benefit is known. One that is felt is felt by somebody.
fn evidence(one: &Benefit) -> &'static str {
    if one.is_felt_by_nobody() {
        "Percepito; chi lo dice non è indicato"
    } else {
        one.evidence.words()
    }
}

/// What changed, as far as it is told: "prima 4 giorni, dopo 1 giorno (2019–2023)".
fn change(one: &Benefit) -> String {
    let unit = if one.unit.is_empty() {
        String::new()
    } else {
        format!(" {}", one.unit)
    };
    let mut parts = Vec::new();
    if !one.before.is_empty() {
        parts.push(format!("prima {}{unit}", one.before));
    }
    if !one.after.is_empty() {
        parts.push(format!("dopo {}{unit}", one.after));
    }
    let mut change = parts.join(", ");
    if !one.period.is_empty() {
        if !change.is_empty() {
            change.push(' ');
        }
        change.push_str(&format!("({})", one.period));
    }
    change
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::practices::content::Evidence;

    #[test]
    fn a_benefit_says_what_changed() {
        let benefit = |before: &str, after: &str, unit: &str, period: &str| Benefit {
            before: before.into(),
            after: after.into(),
            unit: unit.into(),
            period: period.into(),
            ..Benefit::of(Evidence::Measured)
        };
        for (one, expected) in [
            (benefit("", "", "", ""), ""),
            (
                benefit("4", "1", "giorni", "2019–2023"),
                "prima 4 giorni, dopo 1 giorni (2019–2023)",
            ),
            (benefit("", "1", "", ""), "dopo 1"),
            (benefit("", "", "", "2020"), "(2020)"),
        ] {
            assert_eq!(change(&one), expected);
        }
    }
}
