//! Reuses: an Unione does as the practice of another tells, and says how it goes.
//!
//! `interested → evaluating → adapting → adopted → running | stopped | abandoned`, also backwards where
//! life does so; the whole table is [`policy::MOVES`]. There is one reuse for each Unione and practice.
//! Only the people of the reusing Unione speak for it; what a facilitatore declared on its behalf counts
//! once one of them has confirmed it. The Unione whose practice it is reads, and alters nothing.
//!
//! After 6, 12 and 24 months the Unione is asked how it went ([`rounds`]); what it answers, that it gave
//! up included, stands on the practice.
//!
//! **Invariants:** state, since and reason are those of the last move; the audience of a reuse follows
//! from its state and confirmation ([`policy::audience`]), and nobody reads of a reuse who may not see
//! its practice. What happens to a reuse is recorded as happening to its practice.

mod answer;
mod ask;
mod declare;
mod letters;
pub mod pages;
mod policy;
mod readers;
mod rounds;
mod said;
mod store;
mod tell;
mod waiting;
mod words;

use super::practices::PracticeId;
use crate::platform::actor::{BodyId, PersonId};
use crate::platform::dates::PartialDate;
use crate::platform::db::When;
use crate::platform::subject::{Subject, SubjectKind};
use crate::{text_enum, typed_id};

pub use answer::{answer, answer_by_link};
pub use ask::ask_due;
pub use declare::{Declared, confirm, declare, decline};
pub use letters::told;
pub use readers::{
    confirmed_count, find_own, from_unione, name_reusers, naming, of_practice, of_unione,
    rounds_of, with_counts,
};
pub use rounds::{Round, Start};
pub use said::Said;
pub use tell::{Changed, find, tell};
pub use waiting::{Silent, count_silent, silent, waiting_for};

typed_id! {
    /// A reuse.
    ReuseId
}
typed_id! {
    /// A round of questions about a reuse.
    RoundId
}
typed_id! {
    /// A step in the history of a reuse.
    MoveId
}

text_enum! {
    /// How far an Unione has come with a reuse.
    pub enum ReuseState {
        /// It would like to.
        Interested = "interested",
        /// It looks whether it can.
        Evaluating = "evaluating",
        /// It fits the practice to itself.
        Adapting = "adapting",
        /// It has decided to do so, and begun.
        Adopted = "adopted",
        /// It does so every day.
        Running = "running",
        /// It has stopped for a while, for a cause.
        Stopped = "stopped",
        /// It has given up, for a reason.
        Abandoned = "abandoned",
    }
}

/// That an Unione reuses a practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reuse {
    /// Its id.
    pub id: ReuseId,
    /// Its number in addresses.
    pub number: i64,
    /// What is reused.
    pub practice: PracticeId,
    /// Who reuses it.
    pub unione: BodyId,
    /// How far it has come.
    pub state: ReuseState,
    /// Since when it is so, as far as known.
    pub since: Option<PartialDate>,
    /// The cause of a stop, or why it gave up.
    pub reason: String,
    /// What it changed, in the light text grammar.
    pub changed: String,
    /// What did not work, in the light text grammar.
    pub failed: String,
    /// Who declared it.
    pub declared_by: PersonId,
    /// When.
    pub declared_at: When,
    /// When the Unione said that it is so.
    pub confirmed_at: Option<When>,
    /// Who of the Unione spoke for it last, and is asked how it goes.
    pub spoken_by: Option<PersonId>,
    /// When the next round is due; none when there is none.
    pub next_round_at: Option<When>,
    /// When it last changed.
    pub updated_at: When,
    /// Grows with every change; who changes it names the one that was seen.
    pub lock_version: i32,
}

impl Reuse {
    /// The reuse as audiences and links of letters point to it.
    pub fn subject(&self) -> Subject {
        Subject::new(SubjectKind::Reuse, self.id)
    }

    /// The practice as events point to it.
    pub fn practice_subject(&self) -> Subject {
        Subject::new(SubjectKind::Practice, self.practice)
    }

    /// The address of its page.
    pub fn url(&self) -> String {
        format!("/riusi/{}", self.number)
    }

    /// Whether its Unione has said that it is so.
    pub fn is_confirmed(&self) -> bool {
        self.confirmed_at.is_some()
    }
}

/// A step in the history of a reuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Its id; later ones sort later.
    pub id: MoveId,
    /// Of which reuse.
    pub reuse: ReuseId,
    /// The round whose answer it was; a correction of that answer takes its place.
    pub round: Option<RoundId>,
    /// The state it came to.
    pub state: ReuseState,
    /// Since when, as far as known.
    pub since: Option<PartialDate>,
    /// Why, for a stop and for giving up.
    pub reason: String,
    /// When it was said.
    pub moved_at: When,
}
