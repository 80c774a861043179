//! Who reuses which practice, and how it went.

use serde::Deserialize;

use super::Moment;

/// How far an Unione has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words say it")]
pub enum ReuseState {
    Interested,
    Evaluating,
    Adapting,
    Adopted,
    Running,
    Stopped,
    Abandoned,
}

/// What an Unione says of its reuse.
#[derive(Debug, Clone, Deserialize)]
pub struct ReuseSaid {
    /// How far it has come.
    pub state: ReuseState,
    /// Since how many days, as far as known; only the month is told.
    pub since_days_ago: Option<u32>,
    /// Why it stopped or gave up.
    #[serde(default)]
    pub reason: String,
    /// What it changed.
    #[serde(default)]
    pub changed: String,
    /// What did not work.
    #[serde(default)]
    pub failed: String,
}

/// What happened to a reuse after it was declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReuseAct {
    /// Its Unione told how it goes.
    Told,
    /// The caretaker came by, and asked what was due.
    Asked,
    /// Its Unione answered the last round.
    Answered,
}

/// A step of a reuse.
#[derive(Debug, Deserialize)]
pub struct ReuseStep {
    /// What happened.
    pub act: ReuseAct,
    /// When.
    pub moment: Moment,
    /// What was said; nothing when it was asked.
    #[serde(flatten)]
    pub said: Option<ReuseSaid>,
}

/// That an Unione reuses a practice.
#[derive(Debug, Deserialize)]
pub struct Reuse {
    /// Key of the practice.
    pub practice: String,
    /// Key of who declared it.
    pub author: String,
    /// Key of the Unione.
    pub unione: String,
    /// When it was declared.
    pub moment: Moment,
    /// What was said then.
    #[serde(flatten)]
    pub said: ReuseSaid,
    /// In order of time.
    #[serde(default)]
    pub step: Vec<ReuseStep>,
}
