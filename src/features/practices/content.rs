//! What a version of a practice says: one value, kept whole in `practice_versions.content`.
//!
//! A section nobody has written is empty, never a guess. A later field is optional, so that what was
//! kept before it is still read.

use serde::{Deserialize, Serialize};

use crate::platform::actor::TopicId;
use crate::platform::dates::PartialDate;
use crate::text_enum;

/// The sections of a practice, in the light grammar of `platform::text`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PracticeContent {
    /// What it is filed under. The rows of `subject_topics` follow when the version is published.
    pub topics: Vec<TopicId>,
    /// The facts that are comparable from practice to practice.
    pub facts: Facts,
    /// Contesto.
    pub context: String,
    /// Percorso, in order.
    pub phases: Vec<Phase>,
    /// Organizzazione.
    pub organisation: String,
    /// Soluzioni e scelte.
    pub choices: String,
    /// Ostacoli.
    pub obstacles: Vec<Obstacle>,
    /// Vantaggi.
    pub benefits: Vec<Benefit>,
    /// Costi e risorse.
    pub costs: String,
    /// Lezioni apprese.
    pub lessons: String,
    /// Trasferibilità.
    pub transferability: String,
    /// Contatti: an office, so that it outlives the person.
    pub contacts: String,
    /// Fonti e voci critiche.
    pub sources: String,
    /// Where the facts come from, when they were not told by those who did it.
    pub source_note: String,
}

/// Short facts in the words of who tells them; empty is "non indicato".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// How many comuni take part.
    pub comuni: String,
    /// How many people live there.
    pub inhabitants: String,
    /// Who works on it: "1 e mezza".
    pub staff: String,
    /// What it costs a year.
    pub yearly_cost: String,
    /// By which instrument: "Conferimento di funzione".
    pub legal_form: String,
    /// What it took to begin.
    pub first_investment: String,
    /// Whose money.
    pub funding: String,
    /// What is saved, and according to whom.
    pub saving: String,
}

text_enum! {
    /// The five kinds of phase of the Piano triennale's "Strumento 2", and the two it lacks.
    pub enum PhaseKind {
        /// Finding out what is there.
        Survey = "survey",
        /// Designing.
        Design = "design",
        /// Putting into practice.
        Rollout = "rollout",
        /// Running.
        Operation = "operation",
        /// Growing to more comuni or functions.
        Expansion = "expansion",
        /// Standing still.
        Stall = "stall",
        /// Starting again.
        Restart = "restart",
    }
}

text_enum! {
    /// Why a path stands still.
    pub enum StallCause {
        /// Another administration came.
        AdministrationChange = "administration_change",
        /// Nobody to do it.
        LackOfStaff = "lack_of_staff",
        /// No money.
        LackOfFunds = "lack_of_funds",
        /// A comune left.
        ComuneLeft = "comune_left",
        /// The supplier.
        Supplier = "supplier",
        /// The law.
        Law = "law",
        /// An emergency.
        Emergency = "emergency",
        /// Something else.
        Other = "other",
    }
}

/// A stretch of the path. Dates nobody knows are none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// One of seven.
    pub kind: PhaseKind,
    /// A few words.
    #[serde(default)]
    pub title: String,
    /// When it began.
    #[serde(default)]
    pub from: Option<PartialDate>,
    /// When it ended; none as well when it goes on.
    #[serde(default)]
    pub to: Option<PartialDate>,
    /// What happened.
    #[serde(default)]
    pub what: String,
    /// What stopped it, only for a stall.
    #[serde(default)]
    pub cause: Option<StallCause>,
    /// What set it going again, only for a restart.
    #[serde(default)]
    pub unlocked_by: String,
}

text_enum! {
    /// Sorts of obstacle.
    pub enum ObstacleKind {
        /// Political.
        Political = "political",
        /// Of organisation.
        Organisational = "organisational",
        /// Of staff.
        Staff = "staff",
        /// Technical.
        Technical = "technical",
        /// Of money.
        Financial = "financial",
        /// Of law.
        Legal = "legal",
        /// A supplier.
        Supplier = "supplier",
    }
}

text_enum! {
    /// How an obstacle stands.
    pub enum Outcome {
        /// It is gone.
        Solved = "solved",
        /// It weighs less.
        Eased = "eased",
        /// It is still there.
        Open = "open",
        /// Nobody has said.
        Unknown = "unknown",
    }
}

/// Something that stood in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obstacle {
    /// What it was.
    pub what: String,
    /// What sort.
    pub kind: ObstacleKind,
    /// What was done about it; empty when nothing was.
    #[serde(default)]
    pub done: String,
    /// How it stands.
    pub outcome: Outcome,
}

text_enum! {
    /// How a benefit is known.
    pub enum Evidence {
        /// A figure with its proof.
        Measured = "measured",
        /// A reckoning.
        Estimated = "estimated",
        /// Those who work there say so.
        Perceived = "perceived",
        /// Said in public by the body.
        Declared = "declared",
    }
}

/// What got better.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Benefit {
    /// What.
    pub what: String,
    /// How it is known.
    pub evidence: Evidence,
    /// How it was.
    #[serde(default)]
    pub before: String,
    /// How it is.
    #[serde(default)]
    pub after: String,
    /// What before and after are counted in.
    #[serde(default)]
    pub unit: String,
    /// Over which time.
    #[serde(default)]
    pub period: String,
    /// By what or whom it is known.
    #[serde(default)]
    pub source: String,
}

impl PracticeContent {
    /// Every text a reader may look for, in the order of the page.
    pub fn texts(&self) -> Vec<&str> {
        let facts = &self.facts;
        let mut texts = vec![
            facts.legal_form.as_str(),
            &facts.funding,
            &self.context,
            &self.organisation,
            &self.choices,
        ];
        for phase in &self.phases {
            texts.extend([phase.title.as_str(), &phase.what, &phase.unlocked_by]);
        }
        for obstacle in &self.obstacles {
            texts.extend([obstacle.what.as_str(), &obstacle.done]);
        }
        for benefit in &self.benefits {
            texts.extend([
                benefit.what.as_str(),
                &benefit.before,
                &benefit.after,
                &benefit.source,
            ]);
        }
        texts.extend([
            self.costs.as_str(),
            &self.lessons,
            &self.transferability,
            &self.contacts,
            &self.sources,
        ]);
        texts.retain(|text| !text.is_empty());
        texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again() {
        let content = PracticeContent {
            context: "Cinque comuni.".into(),
            phases: vec![Phase {
                kind: PhaseKind::Stall,
                title: "Sosta".into(),
                from: "2006-05".parse().ok(),
                to: None,
                what: String::new(),
                cause: Some(StallCause::LackOfStaff),
                unlocked_by: String::new(),
            }],
            ..PracticeContent::default()
        };
        let kept = serde_json::to_value(&content).unwrap();
        assert_eq!(kept["phases"][0]["kind"], "stall");
        assert_eq!(kept["phases"][0]["from"], "2006-05");
        assert_eq!(
            serde_json::from_value::<PracticeContent>(kept).unwrap(),
            content
        );
    }

    #[test]
    fn what_was_kept_before_a_field_existed_is_still_read() {
        let content: PracticeContent = serde_json::from_str(
            r#"{"context":"x","phases":[{"kind":"survey"}],"obstacles":[{"what":"y","kind":"legal","outcome":"open"}],"benefits":[{"what":"z","evidence":"measured"}]}"#,
        )
        .unwrap();
        assert_eq!(content.texts(), ["x", "y", "z"]);
    }
}
