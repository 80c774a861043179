//! Practices: the sections, the path, what stood in the way, what got better.

use serde::Deserialize;

use super::{Moment, PartialDate};
use crate::features::practices::content::{Advice, Facts, Fit, Model, Spending};

/// Where a practice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PracticeState {
    /// Being written.
    Draft,
    /// Waits for a facilitator.
    InReview,
    /// Sent back with notes.
    ToMend,
    /// Written by a facilitator, waits for the union's yes.
    AwaitingConfirmation,
    /// On the site.
    Published,
    /// Off the lists, kept.
    Archived,
    /// Taken away; a page says so.
    Withdrawn,
}

/// A practice with all its sections; a section nobody has written is none, never a guess.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Practice {
    /// What the other files call it.
    pub key: String,
    /// Key of the union whose practice it is.
    pub unione: String,
    /// Key of who wrote it.
    pub author: String,
    /// Where it stands.
    pub state: PracticeState,
    /// When it came to that state.
    pub moment: Moment,
    /// When it was checked on its documents, if it was.
    pub verified: Option<Moment>,
    /// Why it was withdrawn.
    #[serde(default)]
    pub reason: String,
    /// How it read at first, when it has been published twice.
    pub earlier: Option<Earlier>,
    /// At most 150 characters.
    pub title: String,
    /// At most 300 characters.
    pub summary: String,
    /// Slugs.
    pub topics: Vec<String>,
    /// Shown where the facts come from public sources alone.
    pub source_note: Option<String>,
    /// Contesto.
    pub context: Option<String>,
    /// Organizzazione.
    pub organisation: Option<String>,
    /// Soluzioni e scelte.
    pub choices: Option<String>,
    /// Costi e risorse.
    pub costs: Option<String>,
    /// Lezioni apprese.
    pub lessons: Option<String>,
    /// Trasferibilità.
    pub transferability: Option<String>,
    /// Contatti: an office, never a name.
    pub contact: Option<String>,
    /// In breve: the comparable facts.
    #[serde(default)]
    pub facts: Facts,
    /// Who does the work.
    pub model: Option<Model>,
    /// Costi e risorse, in figures.
    #[serde(default)]
    pub spending: Spending,
    /// Lezioni apprese, in three sentences.
    #[serde(default)]
    pub advice: Advice,
    /// Trasferibilità, as a checklist.
    #[serde(default)]
    pub fit: Fit,
    /// Documenti da riusare.
    #[serde(default)]
    pub document: Vec<Attached>,
    /// Percorso, in order.
    #[serde(default)]
    pub phase: Vec<Phase>,
    /// Ostacoli.
    #[serde(default)]
    pub obstacle: Vec<Obstacle>,
    /// Vantaggi.
    #[serde(default)]
    pub benefit: Vec<Benefit>,
    /// Fonti e voci critiche.
    #[serde(default)]
    pub source: Vec<Source>,
    /// What the facilitator asks to be mended.
    #[serde(default)]
    pub note: Vec<ReviewNote>,
}

/// What the first version of a practice said where it was different.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Earlier {
    /// When it was published.
    pub moment: Moment,
    /// How many of the phases it told.
    pub phases: usize,
    /// Costi e risorse.
    pub costs: String,
    /// Lezioni apprese.
    pub lessons: String,
    /// What the present text changes.
    pub change: String,
}

/// The seven kinds of phase: the five of the Piano Triennale's "Strumento 2", and the two it lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhaseKind {
    /// Finding out what is there.
    Ricognizione,
    /// Designing.
    Progettazione,
    /// Putting into practice.
    Implementazione,
    /// Running.
    Gestione,
    /// Growing to more municipalities or functions.
    Espansione,
    /// Standing still.
    Stasi,
    /// Starting again.
    Ripartenza,
}

/// A document to be used again.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attached {
    /// Its key.
    pub key: String,
    /// The phase it comes from, by its place in the path, from 1.
    pub phase: Option<u32>,
    /// What it is good for here.
    #[serde(default)]
    pub note: String,
}

/// A stretch of the path.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// One of seven.
    pub kind: PhaseKind,
    /// None when no source tells.
    pub from: Option<PartialDate>,
    /// None when it goes on, or when no source tells.
    pub until: Option<PartialDate>,
    /// Whether it goes on.
    #[serde(default)]
    pub ongoing: bool,
    /// A few words.
    pub title: String,
    /// What happened.
    pub text: String,
    /// What stopped it (only for [`PhaseKind::Stasi`]).
    pub stopped_by: Option<StopCause>,
    /// What set it going again (only for [`PhaseKind::Ripartenza`]).
    pub unlocked_by: Option<String>,
    /// Who took part: offices and bodies.
    #[serde(default)]
    pub who: String,
    /// Who helped from outside.
    #[serde(default)]
    pub support: String,
}

/// Why a path stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopCause {
    /// Cambio di amministrazione.
    ChangeOfAdministration,
    /// Mancanza di personale.
    LackOfStaff,
    /// Mancanza di fondi.
    LackOfFunds,
    /// Uscita di un comune.
    ComuneLeft,
    /// Fornitore.
    Supplier,
    /// Norma.
    Law,
    /// Emergenza.
    Emergency,
    /// Altro.
    Other,
}

/// Something that stood in the way.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Obstacle {
    /// What sort.
    pub kind: ObstacleKind,
    /// What it was.
    pub text: String,
    /// What was done about it; none when nothing was.
    pub done: Option<String>,
    /// How it stands.
    pub state: ObstacleState,
    /// The phase in which it was met, by its place in the path, from 1.
    pub phase: Option<u32>,
}

/// Sorts of obstacle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObstacleKind {
    /// Politico.
    Political,
    /// Organizzativo.
    Organisational,
    /// Personale.
    Staff,
    /// Tecnico.
    Technical,
    /// Finanziario.
    Financial,
    /// Giuridico.
    Legal,
    /// Fornitore.
    Supplier,
}

/// How an obstacle stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObstacleState {
    /// Risolto.
    Solved,
    /// Mitigato.
    Eased,
    /// Ancora aperto.
    Open,
    /// Nobody has said.
    Unknown,
}

/// What got better.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Benefit {
    /// What.
    pub text: String,
    /// How it was.
    pub before: Option<String>,
    /// How it is.
    pub after: Option<String>,
    /// How it is known.
    pub evidence: Evidence,
    /// By what or whom it is known.
    pub source: Option<String>,
    /// Over which time.
    #[serde(default)]
    pub period: String,
    /// The document that proves it, by its key.
    pub document: Option<String>,
}

/// How a benefit is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// Misurato: a figure with its proof.
    Measured,
    /// Stimato: a reckoning.
    Estimated,
    /// Percepito: those who work there say so.
    Perceived,
    /// Dichiarato: said in public by the body, with the source.
    Declared,
}

/// Where something may be read, or who disagrees.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub date: Option<PartialDate>,
    /// Where, when the address names nobody.
    pub url: Option<String>,
    /// Whether it speaks against the practice.
    #[serde(default)]
    pub critical: bool,
    /// What it says, in a sentence.
    pub says: Option<String>,
}

/// A facilitator's note on a section.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewNote {
    /// Key of the facilitator.
    pub author: String,
    /// Which section: the name of the field or table of [`Practice`] it is about.
    pub section: String,
    /// What to mend.
    pub text: String,
}
