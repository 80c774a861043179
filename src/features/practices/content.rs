//! What a version of a practice says: one value, kept whole in `practice_versions.content`.
//!
//! A section nobody has written is empty, never a guess. A later field is optional, so that what was
//! kept before it is still read.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::features::unioni::Factor;
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
    /// Who does the work, if it was said.
    pub model: Option<Model>,
    /// Organizzazione.
    pub organisation: String,
    /// Soluzioni e scelte.
    pub choices: String,
    /// Ostacoli.
    pub obstacles: Vec<Obstacle>,
    /// Vantaggi.
    pub benefits: Vec<Benefit>,
    /// The figures of costi e risorse.
    pub spending: Spending,
    /// Costi e risorse, in words.
    pub costs: String,
    /// Three sentences to who begins now.
    pub advice: Advice,
    /// Lezioni apprese, what else there is to say.
    pub lessons: String,
    /// What one needs to do the same.
    pub fit: Fit,
    /// Trasferibilità, in words.
    pub transferability: String,
    /// Documenti: those to reuse, in order.
    pub documents: Vec<Attached>,
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
    /// By which instrument: "Conferimento di funzione".
    pub legal_form: String,
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
        /// Nobody has said.
        Unsaid = "unsaid",
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

/// What names a phase of a text for as long as the text lives, wherever the phase is moved to.
/// 0 is a phase kept before there were keys: nothing points to it.
pub type PhaseKey = u32;

/// A stretch of the path. Dates nobody knows are none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// Its name inside this text: obstacles and documents point to it.
    #[serde(default)]
    pub key: PhaseKey,
    /// One of seven.
    pub kind: PhaseKind,
    /// A few words.
    #[serde(default)]
    pub title: String,
    /// When it began.
    #[serde(default)]
    pub from: Option<PartialDate>,
    /// When it ended, if it is known.
    #[serde(default)]
    pub to: Option<PartialDate>,
    /// Whether it still goes on; then there is no end.
    #[serde(default)]
    pub ongoing: bool,
    /// What happened.
    #[serde(default)]
    pub what: String,
    /// What stopped it, only for a stall.
    #[serde(default)]
    pub cause: Option<StallCause>,
    /// What set it going again, only for a restart.
    #[serde(default)]
    pub unlocked_by: String,
    /// Who took part: offices and bodies, not persons.
    #[serde(default)]
    pub who: String,
    /// Who helped from outside: a programme, a Region, a supplier.
    #[serde(default)]
    pub support: String,
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
        /// Nobody has said.
        Unsaid = "unsaid",
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
    /// The phase in which it was met.
    #[serde(default)]
    pub phase: Option<PhaseKey>,
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
        /// Nobody has said how.
        Unsaid = "unsaid",
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
    /// The document that proves it.
    #[serde(default)]
    pub document: Option<Uuid>,
}

text_enum! {
    /// Where the work of a gestione associata is done (Piano triennale, "Strumento 2").
    pub enum Model {
        /// One office of the Unione does it for all: modello accentrato.
        Centralised = "centralised",
        /// The Comuni do it, the Unione directs: modello decentrato, a regia.
        Decentralised = "decentralised",
    }
}

/// The figures of what it takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Spending {
    /// Euro to begin.
    pub start: Amount,
    /// Euro a year.
    pub yearly: Amount,
    /// Hours of work of the staff, a year.
    pub hours: Amount,
    /// The CUP of the project that paid, 15 characters.
    pub cup: String,
}

/// A quantity as far as it is known: one number, a range, "not available", or nothing said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Amount {
    /// The number, or the least of a range.
    pub from: Option<i64>,
    /// The most of a range; none when it is one number.
    pub to: Option<i64>,
    /// Whether those who tell it say that they do not have the number.
    pub unavailable: bool,
    /// What the number counts, or how it was told.
    pub note: String,
}

/// What one says to who begins now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Advice {
    /// Fate.
    pub go: String,
    /// Non fate.
    pub avoid: String,
    /// Chiedete prima.
    pub ask_first: String,
}

/// What another Unione needs, to do the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fit {
    /// The enabling factors that matter here; of one that is missing nothing was said.
    pub factors: Vec<FactorNeed>,
    /// The least number of inhabitants at which it is worth it.
    pub people_from: Option<i64>,
    /// The greatest number of inhabitants at which it still works.
    pub people_to: Option<i64>,
    /// How long it takes, realistically.
    pub time: String,
    /// What can be taken as it is.
    pub as_is: String,
    /// What has to be adapted.
    pub to_adapt: String,
    /// What is better not copied.
    pub not_to_copy: String,
}

text_enum! {
    /// How much an enabling factor matters.
    pub enum Need {
        /// Without it, it does not work.
        Required = "required",
        /// It helps.
        Helpful = "helpful",
        /// It does not matter.
        Indifferent = "indifferent",
    }
}

/// How much one enabling factor matters for this practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorNeed {
    /// Which.
    pub factor: Factor,
    /// How much.
    pub need: Need,
}

/// A document of the library that belongs to the practice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// The document.
    pub document: Uuid,
    /// The phase it comes from.
    #[serde(default)]
    pub phase: Option<PhaseKey>,
    /// What it is good for here.
    #[serde(default)]
    pub note: String,
}

impl Phase {
    /// A phase of which only the kind is known.
    pub fn of(kind: PhaseKind) -> Phase {
        Phase {
            key: 0,
            kind,
            title: String::new(),
            from: None,
            to: None,
            ongoing: false,
            what: String::new(),
            cause: None,
            unlocked_by: String::new(),
            who: String::new(),
            support: String::new(),
        }
    }
}

impl Obstacle {
    /// An obstacle of which only the sort is known.
    pub fn of(kind: ObstacleKind) -> Obstacle {
        Obstacle {
            what: String::new(),
            kind,
            done: String::new(),
            outcome: Outcome::Unknown,
            phase: None,
        }
    }
}

impl Benefit {
    /// A benefit of which only is known how it is known.
    pub fn of(evidence: Evidence) -> Benefit {
        Benefit {
            what: String::new(),
            evidence,
            before: String::new(),
            after: String::new(),
            unit: String::new(),
            period: String::new(),
            source: String::new(),
            document: None,
        }
    }

    /// Whether it is said to be felt, and not by whom.
    pub fn is_felt_by_nobody(&self) -> bool {
        self.evidence == Evidence::Perceived && self.source.is_empty() && self.document.is_none()
    }
}

impl PracticeContent {
    /// How far the path has come: the last phase that goes on, else the last one; none when nobody has
    /// said which phase that is.
    pub fn phase_reached(&self) -> Option<PhaseKind> {
        let goes_on = self.phases.iter().rev().find(|phase| phase.ongoing);
        let kind = goes_on.or(self.phases.last())?.kind;
        (kind != PhaseKind::Unsaid).then_some(kind)
    }

    /// The place of a phase in the path, from 1, and the phase.
    pub fn phase(&self, key: PhaseKey) -> Option<(usize, &Phase)> {
        let at = self.phases.iter().position(|phase| phase.key == key)?;
        (key != 0).then(|| (at + 1, &self.phases[at]))
    }

    /// Every document it names: those to reuse and those that prove a benefit.
    pub fn named_documents(&self) -> Vec<Uuid> {
        let proofs = self.benefits.iter().filter_map(|benefit| benefit.document);
        let mut named: Vec<Uuid> = self.documents.iter().map(|one| one.document).collect();
        named.extend(proofs);
        named
    }

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
            texts.extend([
                phase.title.as_str(),
                &phase.what,
                &phase.unlocked_by,
                &phase.who,
                &phase.support,
            ]);
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
            self.spending.cup.as_str(),
            &self.costs,
            &self.advice.go,
            &self.advice.avoid,
            &self.advice.ask_first,
            &self.lessons,
            &self.fit.time,
            &self.fit.as_is,
            &self.fit.to_adapt,
            &self.fit.not_to_copy,
            &self.transferability,
            &self.contacts,
            &self.sources,
        ]);
        texts.retain(|text| !text.is_empty());
        texts
    }
}

#[cfg(test)]
mod tests;
