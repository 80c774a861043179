//! When an Unione is asked how its reuse went: pure reckoning.
//!
//! The months are counted from the adoption; as long as nothing was adopted, from the declaration. What
//! was counted from the declaration is not asked any more once the practice is adopted. Of a partial date
//! the last day counts, so that nobody is asked too early. A round that was past already when it became
//! known is never asked: who declares an adoption of three years ago has just told how it goes. After a
//! long silence of the site only the last round that fell due is asked.

use chrono::{Months, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Rome;

use super::ReuseState::{self, Abandoned};
use super::{Move, ReuseId, RoundId, policy};
use crate::platform::dates::PartialDate;
use crate::platform::db::When;
use crate::text_enum;

/// After how many months it is asked.
pub const MONTHS: [i32; 3] = [6, 12, 24];
/// After so many days without an answer the Unione is asked once more, and after as many again the
/// facilitatori see it on their desk.
pub const SILENCE_DAYS: i64 = 14;
/// For how many days the link of a letter lets answer.
pub const ANSWER_DAYS: i64 = 150;
/// For how many days after answering it lets correct the answer.
pub const CORRECT_DAYS: i64 = 30;

text_enum! {
    /// What the months are counted from.
    pub enum Start {
        /// The declaration.
        Declaration = "declaration",
        /// The adoption.
        Adoption = "adoption",
    }
}

/// A round of questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Its id.
    pub id: RoundId,
    /// About which reuse.
    pub reuse: ReuseId,
    /// What its months are counted from.
    pub counted_from: Start,
    /// After how many months.
    pub months: i32,
    /// When it was asked.
    pub asked_at: When,
    /// When it was asked once more.
    pub reminded_at: Option<When>,
    /// When it was answered first.
    pub answered_at: Option<When>,
    /// How far the Unione said to have come.
    pub state: Option<ReuseState>,
    /// The cause or reason it gave.
    pub reason: String,
    /// What it said to have changed.
    pub changed: String,
    /// What it said that did not work.
    pub failed: String,
}

impl Round {
    /// Until when the link of its letter lets answer.
    pub fn open_until(&self) -> When {
        self.asked_at + chrono::Duration::days(ANSWER_DAYS)
    }

    /// Whether it may be answered, or its answer corrected, now.
    pub fn takes_answer(&self, now: When) -> bool {
        self.answered_at
            .is_none_or(|at| now < at + chrono::Duration::days(CORRECT_DAYS))
    }
}

/// From when the months of a reuse are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// From what.
    pub from: Start,
    /// The instant.
    at: When,
    /// Since when this count holds: rounds that were past by then are not asked.
    known_at: When,
}

impl Count {
    /// The count of a reuse that its Unione declared or confirmed then, with this history.
    pub fn of(confirmed_at: When, moves: &[Move]) -> Count {
        let adoption = moves.iter().find(|one| policy::is_done(one.state));
        let resumed_at = moves
            .windows(2)
            .rev()
            .find(|pair| pair[0].state == Abandoned)
            .map(|pair| pair[1].moved_at);
        let (from, at, known_at) = match adoption {
            Some(one) => {
                let said_at = one.moved_at.max(confirmed_at);
                let at = one
                    .since
                    .map_or(said_at, |since| end_of(since).min(said_at));
                (Start::Adoption, at, said_at)
            }
            None => (Start::Declaration, confirmed_at, confirmed_at),
        };
        Count {
            from,
            at,
            known_at: resumed_at.map_or(known_at, |at| at.max(known_at)),
        }
    }

    fn due_at(self, months: i32) -> When {
        let later = Months::new(months.unsigned_abs());
        When(self.at.0.checked_add_months(later).unwrap_or(self.at.0))
    }

    /// The rounds still to be asked, with when each is due; `asked` are the rounds there were.
    fn left(self, asked: &[Round]) -> impl Iterator<Item = (i32, When)> {
        let last = asked
            .iter()
            .filter(|round| round.counted_from == self.from)
            .map(|round| round.months)
            .max();
        MONTHS
            .into_iter()
            .filter(move |months| last.is_none_or(|last| *months > last))
            .map(move |months| (months, self.due_at(months)))
            .filter(move |(_, due_at)| *due_at > self.known_at)
    }

    /// When the next round is due.
    pub fn next_at(self, asked: &[Round]) -> Option<When> {
        self.left(asked).next().map(|(_, due_at)| due_at)
    }

    /// The round to be asked now: the last one due.
    pub fn due(self, asked: &[Round], now: When) -> Option<i32> {
        self.left(asked)
            .take_while(|(_, due_at)| *due_at <= now)
            .last()
            .map(|(months, _)| months)
    }
}

/// Nine in the morning, in Rome, of the last day a partial date may mean.
fn end_of(date: PartialDate) -> When {
    let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default();
    let local = date.last_day().and_time(nine);
    When(
        Rome.from_local_datetime(&local)
            .earliest()
            .map_or_else(|| local.and_utc(), |at| at.with_timezone(&Utc)),
    )
}

#[cfg(test)]
#[path = "rounds/tests.rs"]
mod tests;
