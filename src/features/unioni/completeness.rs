//! How much of a profile is told, and what to tell next: for those who may write it.

use super::profile::Profile;

/// What a profile does not say yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing {
    /// What it is, as part of a sentence: "quali comuni ne fanno parte".
    pub words: &'static str,
    /// The section of the form in which it is told.
    pub section: &'static str,
}

/// How much of a profile is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Completeness {
    /// How many things are told.
    pub told: usize,
    /// How many there are to tell.
    pub all: usize,
    /// What to tell next; none when all is told.
    pub next: Option<Missing>,
}

/// What a profile is asked to say, the most useful to others first, and whether it says it.
fn asked(profile: &Profile) -> [(bool, Missing); 12] {
    let facts = &profile.unione.facts;
    let missing = |told: bool, section, words| (told, Missing { words, section });
    let conferred = profile
        .functions
        .iter()
        .all(|function| !function.comuni.is_empty());
    [
        missing(
            profile.members().next().is_some(),
            "comuni",
            "quali comuni ne fanno parte",
        ),
        missing(
            profile.inhabitants().people().is_some(),
            "comuni",
            "quanti abitanti hanno i comuni",
        ),
        missing(
            !profile.functions.is_empty(),
            "funzioni",
            "che cosa fa per i suoi comuni",
        ),
        missing(facts.legal_form.is_some(), "forma", "la forma giuridica"),
        missing(facts.activity.is_some(), "forma", "lo stato di attività"),
        missing(!facts.region.is_empty(), "territorio", "la regione"),
        missing(
            facts.altitude.is_some(),
            "territorio",
            "la zona altimetrica",
        ),
        missing(
            facts.seat_comune.is_some() || !facts.seat.is_empty(),
            "territorio",
            "dove ha la sede",
        ),
        missing(
            conferred && !profile.functions.is_empty(),
            "funzioni",
            "quali comuni hanno conferito ogni funzione",
        ),
        missing(
            !facts.rtd.is_empty(),
            "rtd",
            "chi fa da responsabile per la transizione digitale",
        ),
        missing(
            !profile.software.is_empty(),
            "software",
            "quale software usa l’unione",
        ),
        missing(
            !profile.factors.is_empty(),
            "condizioni",
            "quali condizioni che aiutano ha già",
        ),
    ]
}

/// How much of a profile is told.
pub fn completeness(profile: &Profile) -> Completeness {
    let asked = asked(profile);
    Completeness {
        told: asked.iter().filter(|(told, _)| *told).count(),
        all: asked.len(),
        next: asked
            .iter()
            .find(|(told, _)| !told)
            .map(|(_, missing)| *missing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::unioni::{Activity, Facts, Unione};
    use crate::platform::actor::BodyId;
    use crate::platform::db::When;

    #[test]
    fn what_helps_others_most_is_asked_first() {
        let mut profile = Profile {
            unione: Unione {
                id: BodyId::new(),
                number: 1,
                example: true,
                facts: Facts::default(),
                updated_at: When::from(chrono::DateTime::UNIX_EPOCH),
                lock_version: 1,
            },
            adesioni: Vec::new(),
            populations: Vec::new(),
            functions: Vec::new(),
            software: Vec::new(),
            factors: Default::default(),
            seat_comune: None,
        };
        let nothing = completeness(&profile);
        assert_eq!((nothing.told, nothing.all), (0, 12));
        assert_eq!(nothing.next.map(|next| next.section), Some("comuni"));
        profile.unione.facts.activity = Some(Activity::Active);
        assert_eq!(completeness(&profile).told, 1);
    }
}
