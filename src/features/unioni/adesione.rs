//! When a Comune belongs to an Unione, and when two adesioni cannot both be true.
//!
//! Dates may be known only to the month or the year. Two adesioni are refused when they certainly
//! share a day; what only might be so is left to whoever knows better.

use chrono::{Days, NaiveDate};

use super::{Brief, store};
use crate::platform::actor::BodyId;
use crate::platform::dates::PartialDate;
use crate::platform::db::Conn;
use crate::platform::error::Result;

/// From a date to a date, either of them possibly unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// Its first day; none when not known.
    pub since: Option<PartialDate>,
    /// The day it ended; none while it lasts.
    pub until: Option<PartialDate>,
}

/// What is certain of a period.
enum Certain {
    /// It lasts from the first of these days to the day before the second; never, when they cross.
    Days(NaiveDate, NaiveDate),
    /// It lasts on the day before it ended, which is one of those between these two.
    Before(NaiveDate, NaiveDate),
}

impl Period {
    /// Whether it ends before it begins, whatever the days that are not known.
    pub fn is_backwards(self) -> bool {
        match (self.since, self.until) {
            (Some(since), Some(until)) => until.last_day() < since.first_day(),
            _ => false,
        }
    }

    /// Whether it certainly begins or ends after a day.
    pub fn is_to_come(self, today: NaiveDate) -> bool {
        let mut dates = self.since.into_iter().chain(self.until);
        dates.any(|date| date.first_day() > today)
    }

    /// Whether it certainly has a day in common with another one. That one ends on the day the
    /// other begins is no day in common.
    pub fn meets(self, other: Period) -> bool {
        match (self.certain(), other.certain()) {
            (Certain::Days(from, to), Certain::Days(begin, end)) => {
                from < to && begin < end && from.max(begin) < to.min(end)
            }
            (Certain::Days(from, to), Certain::Before(first, last))
            | (Certain::Before(first, last), Certain::Days(from, to)) => from < first && last <= to,
            (Certain::Before(first, last), Certain::Before(begin, end)) => {
                first == last && begin == end && first == begin
            }
        }
    }

    /// Whether it may have a day in common with another one.
    pub fn may_meet(self, other: Period) -> bool {
        let first = |period: Period| period.since.map_or(NaiveDate::MIN, PartialDate::first_day);
        let last = |period: Period| period.until.map_or(NaiveDate::MAX, PartialDate::last_day);
        first(self).max(first(other)) <= last(self).min(last(other))
    }

    fn certain(self) -> Certain {
        let end = self.until.map_or(NaiveDate::MAX, PartialDate::first_day);
        match (self.since, self.until) {
            (Some(since), _) => Certain::Days(since.last_day(), end),
            (None, Some(until)) => Certain::Before(until.first_day(), until.last_day()),
            // It lasts today: all that last without an end meet in the days to come.
            (None, None) => Certain::Days(end - Days::new(1), end),
        }
    }
}

/// The Unione of which a Comune certainly is a member on some day of this period; the adesioni to
/// `but` are not looked at.
///
/// # Errors
/// When the database refuses.
pub fn member_meanwhile(
    conn: &mut Conn,
    comune: BodyId,
    period: Period,
    but: Option<BodyId>,
) -> Result<Option<Brief>> {
    Ok(store::adesioni::list_periods(conn, &[comune])?
        .into_iter()
        .filter(|(_, unione, _)| Some(unione.id) != but)
        .find(|(_, _, known)| known.meets(period))
        .map(|(_, unione, _)| unione))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn period(since: &str, until: &str) -> Period {
        Period {
            since: since.parse().ok(),
            until: until.parse().ok(),
        }
    }

    #[test]
    fn what_certainly_shares_a_day_meets() {
        for (one, other, meet) in [
            (("2006", ""), ("2018", ""), true),
            (("", ""), ("", ""), true),
            (("", ""), ("2010", ""), true),
            (("", ""), ("2010", "2012"), false),
            (("2006", "2018"), ("2018", ""), false),
            (("2006", "2018-06-30"), ("2018-06-30", ""), false),
            (("2006", "2018-07-01"), ("2018-06-30", ""), true),
            (("2006", "2018-07"), ("2018-06-30", ""), true),
            (("2018", "2018"), ("2010", ""), false),
            (("", "2015"), ("2010", ""), true),
            (("", "2015"), ("2015", ""), false),
            (("", "2015"), ("2010", "2015"), false),
            (("", "2015-03-01"), ("", "2015-03-01"), true),
            (("", "2015"), ("", "2015"), false),
        ] {
            let (one, other) = (period(one.0, one.1), period(other.0, other.1));
            assert_eq!(one.meets(other), meet, "{one:?} {other:?}");
            assert_eq!(other.meets(one), meet, "{other:?} {one:?}");
        }
    }

    #[test]
    fn a_period_ends_after_it_begins_as_far_as_known() {
        for (since, until, backwards) in [
            ("2010", "2006", true),
            ("2010", "2010", false),
            ("2010-05-10", "2010-05", false),
            ("2010-05-10", "2010", false),
            ("2010-05-10", "2010-04", true),
            ("", "2010", false),
            ("2010", "", false),
        ] {
            assert_eq!(
                period(since, until).is_backwards(),
                backwards,
                "{since} {until}"
            );
        }
    }

    #[test]
    fn what_certainly_begins_or_ends_after_today_is_to_come() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        for (since, until, to_come) in [
            ("", "", false),
            ("2026", "", false),
            ("2026-11-23", "2026", false),
            ("2026-11-24", "", true),
            ("2010", "2026-12", true),
            ("2027", "", true),
        ] {
            let found = period(since, until).is_to_come(today);
            assert_eq!(found, to_come, "{since} {until}");
        }
    }

    /// Days of a year, so that periods often touch.
    fn day() -> impl Strategy<Value = PartialDate> {
        (1_u32..=3, 1_u32..=28)
            .prop_map(|(month, day)| PartialDate::new(2020, Some(month), Some(day)).unwrap())
    }

    fn dated() -> impl Strategy<Value = Period> {
        (day(), proptest::option::of(day())).prop_map(|(since, until)| Period {
            since: Some(since),
            until,
        })
    }

    proptest! {
        #[test]
        fn no_sequence_of_adesioni_puts_a_comune_in_two_unioni_at_one_day(
            wanted in prop::collection::vec(dated(), 0..20)
        ) {
            let mut kept: Vec<Period> = Vec::new();
            for period in wanted {
                if !period.is_backwards() && !kept.iter().any(|known| known.meets(period)) {
                    kept.push(period);
                }
            }
            for number in 0..100 {
                let day = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + Days::new(number);
                let member_of = kept
                    .iter()
                    .filter(|period| period.since.unwrap().first_day() <= day)
                    .filter(|period| period.until.is_none_or(|until| day < until.first_day()))
                    .count();
                prop_assert!(member_of <= 1, "{member_of} on {day}: {kept:?}");
            }
        }

        #[test]
        fn what_is_refused_shares_a_day_and_what_is_taken_shares_none(
            one in dated(), other in dated()
        ) {
            let holds = |period: Period, day: NaiveDate| {
                period.since.unwrap().first_day() <= day
                    && period.until.is_none_or(|until| day < until.first_day())
            };
            let shared = (0..100)
                .map(|number| NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + Days::new(number))
                .any(|day| holds(one, day) && holds(other, day));
            prop_assert_eq!(one.meets(other), shared);
        }
    }
}
