//! The sections of a practice as its page shows them.

use crate::features::card::Around;
use crate::features::practices::content::{Benefit, Outcome, PracticeContent};
use crate::features::practices::words::when;
use crate::features::unioni::directory::Listed;
use crate::platform::text::to_html;

/// A stretch of the path.
pub struct PhaseItem {
    pub class: &'static str,
    pub when: String,
    pub kind: &'static str,
    pub title: String,
    pub what: String,
    pub cause: &'static str,
    pub unlocked_by: String,
}

/// An obstacle and what was done.
pub struct ObstacleItem {
    pub kind: &'static str,
    pub what: String,
    pub done: String,
    pub outcome: &'static str,
    pub is_open: bool,
}

/// A benefit and how it is known.
pub struct BenefitItem {
    pub what: String,
    pub evidence: &'static str,
    pub change: String,
    pub source: String,
}

/// The same facts on every page; what nobody has said reads "non indicato". How many Comuni and
/// people there are is known of the Unione where the practice does not tell it for itself.
pub fn facts(
    content: &PracticeContent,
    unione: Option<&Listed>,
    around: &Around,
) -> Vec<(&'static str, String)> {
    let facts = &content.facts;
    let told = |told: &str, known: Option<String>| match told {
        "" => known.unwrap_or_default(),
        told => told.to_owned(),
    };
    let comuni = unione
        .filter(|one| one.comuni > 0)
        .map(|one| one.comuni.to_string());
    let people = unione.map(|one| one.inhabitants.number());
    let begun = content.phases.iter().filter_map(|phase| phase.from).min();
    vec![
        (
            "Regione",
            unione
                .and_then(|one| one.brief.region.clone())
                .unwrap_or_default(),
        ),
        ("Comuni", told(&facts.comuni, comuni)),
        ("Abitanti", told(&facts.inhabitants, people)),
        (
            "Cominciata nel",
            begun.map_or_else(String::new, |from| from.year().to_string()),
        ),
        ("Persone dedicate", facts.staff.clone()),
        ("Costo annuo", content.spending.yearly.in_euro()),
        ("Forma", facts.legal_form.clone()),
        ("Primo investimento", content.spending.start.in_euro()),
        ("Fondi", facts.funding.clone()),
        ("Risparmio stimato", facts.saving.clone()),
        ("Riuso", around.reuses.counted()),
    ]
}

/// The sections that have something to show, with the ids of their headings. Obstacles always stand
/// there: that none is told is worth knowing.
pub fn index(content: &PracticeContent, around: &Around) -> Vec<(&'static str, &'static str)> {
    let there = |text: &String| !text.is_empty();
    [
        (true, "in-breve", "In breve"),
        (there(&content.context), "contesto", "Contesto"),
        (!content.phases.is_empty(), "percorso", "Percorso"),
        (
            there(&content.organisation),
            "organizzazione",
            "Organizzazione",
        ),
        (there(&content.choices), "scelte", "Soluzioni e scelte"),
        (true, "ostacoli", "Ostacoli e soluzioni"),
        (!content.benefits.is_empty(), "vantaggi", "Vantaggi"),
        (there(&content.costs), "costi", "Costi e risorse"),
        (there(&content.lessons), "lezioni", "Lezioni apprese"),
        (
            there(&content.transferability),
            "trasferibilita",
            "Trasferibilità",
        ),
        (there(&content.sources), "fonti", "Fonti e voci critiche"),
        (there(&content.contacts), "contatti", "Contatti"),
        (around.reuses.is_told(), "riuso", "Chi la riusa"),
        (
            !around.documents.is_empty(),
            "documenti",
            "Documenti da riusare",
        ),
        (
            !around.questions.is_empty(),
            "domande",
            "Domande su questa pratica",
        ),
        (true, "cita", "Cita e stampa"),
    ]
    .into_iter()
    .filter(|(there, ..)| *there)
    .map(|(_, id, title)| (id, title))
    .collect()
}

/// The path.
pub fn phases(content: &PracticeContent) -> Vec<PhaseItem> {
    content
        .phases
        .iter()
        .map(|phase| PhaseItem {
            class: phase.kind.class(),
            when: when(phase),
            kind: phase.kind.words(),
            title: phase.title.clone(),
            what: to_html(&phase.what),
            cause: phase.cause.map_or("", |cause| cause.words()),
            unlocked_by: phase.unlocked_by.clone(),
        })
        .collect()
}

/// The obstacles.
pub fn obstacles(content: &PracticeContent) -> Vec<ObstacleItem> {
    content
        .obstacles
        .iter()
        .map(|one| ObstacleItem {
            kind: one.kind.words(),
            what: to_html(&one.what),
            done: to_html(&one.done),
            outcome: one.outcome.words(),
            is_open: one.outcome == Outcome::Open,
        })
        .collect()
}

/// The benefits.
pub fn benefits(content: &PracticeContent) -> Vec<BenefitItem> {
    content
        .benefits
        .iter()
        .map(|one| BenefitItem {
            what: one.what.clone(),
            evidence: one.evidence.words(),
            change: change(one),
            source: one.source.clone(),
        })
        .collect()
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
