//! How long a question waits for an answer before a facilitatore looks for who can give one.

use chrono::NaiveDate;

use crate::platform::dates::{self, working};
use crate::platform::db::When;

/// In working days, after the day it was asked.
pub const PATIENCE_DAYS: u32 = 3;

/// The day until which anybody may still answer what was asked then.
pub fn waits_until(asked_at: When) -> NaiveDate {
    working::nth_after(dates::in_rome(asked_at.0), PATIENCE_DAYS)
}

/// What was asked before this instant, and nobody has answered, has waited too long at `now`.
pub fn late_before(now: When) -> When {
    When(working::still_within(now.0, PATIENCE_DAYS))
}
