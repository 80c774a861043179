//! The path: the list of phases, and its drawing for a desk and for a phone.

use chrono::NaiveDate;

use crate::features::practices::content::PracticeContent;
use crate::features::practices::timeline::{Canvas, Drawing, Path};
use crate::features::practices::words::when;
use crate::platform::text::to_html;

/// The path of a practice.
pub struct PathSection {
    pub phases: Vec<PhaseItem>,
    /// None when no phase has a date.
    pub wide: Option<Drawing>,
    pub narrow: Option<Drawing>,
}

/// A stretch of the path.
pub struct PhaseItem {
    /// Its place, from 1.
    pub number: usize,
    pub class: &'static str,
    pub when: String,
    pub kind: &'static str,
    pub title: String,
    pub what: String,
    pub cause: &'static str,
    pub unlocked_by: String,
    pub who: String,
    pub support: String,
}

impl PathSection {
    /// The path of a text, as it is on this day.
    pub fn of(content: &PracticeContent, today: NaiveDate) -> PathSection {
        let path = Path {
            name: "",
            phases: &content.phases,
        };
        PathSection {
            phases: phases(content),
            wide: Drawing::of(&[path], today, &Canvas::WIDE),
            narrow: Drawing::of(&[path], today, &Canvas::NARROW),
        }
    }
}

fn phases(content: &PracticeContent) -> Vec<PhaseItem> {
    content
        .phases
        .iter()
        .zip(1..)
        .map(|(phase, number)| PhaseItem {
            number,
            class: phase.kind.class(),
            when: when(phase),
            kind: phase.kind.words(),
            title: phase.title.clone(),
            what: to_html(&phase.what),
            cause: phase.cause.map_or("", |cause| cause.words()),
            unlocked_by: phase.unlocked_by.clone(),
            who: phase.who.clone(),
            support: phase.support.clone(),
        })
        .collect()
}

/// A phase as others point to it.
pub struct PhaseLink {
    pub number: usize,
    /// "Fase 3, Tutto fermo".
    pub words: String,
}

impl PhaseLink {
    /// The phase of a key, if the text has it.
    pub fn of(content: &PracticeContent, key: Option<u32>) -> Option<PhaseLink> {
        let (number, phase) = content.phase(key?)?;
        let name = match phase.title.as_str() {
            "" => phase.kind.words(),
            title => title,
        };
        Some(PhaseLink {
            number,
            words: format!("Fase {number}, {name}"),
        })
    }
}
