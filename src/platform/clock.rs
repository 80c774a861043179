//! The only place that asks the time.

use std::sync::Mutex;

use chrono::{DateTime, Utc};

/// Tells the time; given to whoever needs it, so that tests can hold the hands.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that asks the time"
        )]
        Utc::now()
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock(Mutex<DateTime<Utc>>);

impl ManualClock {
    /// A clock standing at `at`.
    pub fn at(at: DateTime<Utc>) -> ManualClock {
        ManualClock(Mutex::new(at))
    }

    /// Moves the hands forward (or, for a negative duration, back).
    pub fn advance(&self, by: chrono::Duration) {
        let mut hands = self
            .0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        *hands += by;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self
            .0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
