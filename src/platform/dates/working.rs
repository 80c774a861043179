//! Working days of Italian offices: Monday to Friday, save the national holidays, which are reckoned.
//!
//! The days of local patrons are not counted: every comune has another. 4 October is a national
//! holiday again from 2026 on (law 151/2025). Days are those of the calendar in Rome.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Europe::Rome;

/// The first year in which 4 October is a holiday again.
const FRANCIS_FROM: i32 = 2026;

/// Easter Sunday of a year of the Gregorian calendar (Meeus, "Astronomical Algorithms", chapter 8).
fn easter(year: i32) -> NaiveDate {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    let (month, day) = (month.unsigned_abs(), day.unsigned_abs());
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// Whether a day is a national holiday that is no Sunday by its nature.
fn is_holiday(day: NaiveDate) -> bool {
    match (day.month(), day.day()) {
        (1, 1 | 6) | (4, 25) | (5, 1) | (6, 2) | (8, 15) | (11, 1) | (12, 8 | 25 | 26) => true,
        (10, 4) => day.year() >= FRANCIS_FROM,
        (3 | 4, _) => easter(day.year()).succ_opt() == Some(day),
        _ => false,
    }
}

/// Whether offices work on a day.
fn is_working(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_holiday(day)
}

/// The `n`th working day after a day; what falls on a day off counts from the next working day.
pub fn nth_after(day: NaiveDate, n: u32) -> NaiveDate {
    let next_working = |mut day: NaiveDate| {
        while !is_working(day) {
            match day.succ_opt() {
                Some(next) => day = next,
                None => return day,
            }
        }
        day
    };
    (0..n).fold(next_working(day), |day, _| {
        next_working(day.checked_add_days(Days::new(1)).unwrap_or(day))
    })
}

/// The first instant of those whose `n`th working day is not over at `now`: what happened earlier has
/// waited longer.
pub fn still_within(now: DateTime<Utc>, n: u32) -> DateTime<Utc> {
    let today = super::in_rome(now);
    let mut first = today;
    while let Some(earlier) = first.pred_opt()
        && nth_after(earlier, n) >= today
    {
        first = earlier;
    }
    let midnight = first.and_time(NaiveTime::MIN);
    Rome.from_local_datetime(&midnight)
        .earliest()
        .map_or_else(|| midnight.and_utc(), |at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn easter_of_many_years() {
        for sunday in [
            "1999-04-04",
            "2000-04-23",
            "2008-03-23",
            "2011-04-24",
            "2024-03-31",
            "2026-04-05",
            "2027-03-28",
            "2038-04-25",
            "2285-03-22",
        ] {
            assert_eq!(easter(day(sunday).year()), day(sunday));
        }
    }

    #[test]
    fn holidays_of_a_year() {
        let of = |year: i32| -> Vec<String> {
            let days = NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days();
            days.take_while(|day| day.year() == year)
                .filter(|day| is_holiday(*day))
                .map(|day| day.format("%m-%d").to_string())
                .collect()
        };
        assert_eq!(
            of(2027),
            [
                "01-01", "01-06", "03-29", "04-25", "05-01", "06-02", "08-15", "10-04", "11-01",
                "12-08", "12-25", "12-26",
            ]
        );
        assert!(!of(2025).contains(&"10-04".to_owned()), "not before 2026");
    }

    #[test]
    fn days_off_are_jumped() {
        for (from, n, to) in [
            ("2026-12-04", 0, "2026-12-04"),  // Friday
            ("2026-12-04", 2, "2026-12-09"),  // over the 8th
            ("2026-12-05", 0, "2026-12-07"),  // Saturday
            ("2026-12-05", 1, "2026-12-09"),  // counts from Monday
            ("2026-12-23", 2, "2026-12-28"),  // over Christmas
            ("2026-12-23", 10, "2027-01-11"), // and New Year and the 6th
            ("2027-03-26", 1, "2027-03-30"),  // Easter Monday
        ] {
            assert_eq!(nth_after(day(from), n), day(to), "{n} after {from}");
        }
    }

    #[test]
    fn what_is_within_is_what_is_not_over_for_every_day_of_a_year() {
        for today in day("2026-06-01").iter_days().take(365) {
            let now = today.and_hms_opt(10, 0, 0).unwrap().and_utc();
            let first = super::super::in_rome(still_within(now, 3));
            assert!(nth_after(first, 3) >= today, "{today}");
            assert!(nth_after(first.pred_opt().unwrap(), 3) < today, "{today}");
        }
    }
}
