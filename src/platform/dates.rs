//! Dates, numbers and sizes as Italians write them, in the time of Rome.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, TimeDelta, Timelike, Utc};
use chrono_tz::Europe::Rome;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The names of the months, from January.
pub const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];

const WEEKDAYS: [&str; 7] = [
    "lunedì",
    "martedì",
    "mercoledì",
    "giovedì",
    "venerdì",
    "sabato",
    "domenica",
];

/// `giovedì 26 novembre 2026, ore 10:00`.
pub fn long(instant: DateTime<Utc>) -> String {
    let local = instant.with_timezone(&Rome);
    let weekday = WEEKDAYS[local.weekday().num_days_from_monday() as usize];
    let (hour, minute) = (local.hour(), local.minute());
    format!(
        "{weekday} {}, ore {hour}:{minute:02}",
        written(local.date_naive())
    )
}

/// `10:42`.
pub fn hour(instant: DateTime<Utc>) -> String {
    let local = instant.with_timezone(&Rome);
    format!("{}:{:02}", local.hour(), local.minute())
}

/// `2026-11-26T09:30:00Z`, for attributes `datetime`: HTML allows at most milliseconds there, and
/// seconds are more than anybody reads.
pub fn machine(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// `26 novembre 2026`.
pub fn day(instant: DateTime<Utc>) -> String {
    written(in_rome(instant))
}

/// `26 novembre`, with the year if it is not the year of `now`.
pub fn short(instant: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let date = in_rome(instant);
    if date.year() == in_rome(now).year() {
        format!("{} {}", ordinal(date.day()), month_name(date.month()))
    } else {
        written(date)
    }
}

/// `poco fa`, `12 minuti fa`, `2 ore fa`, `ieri`, `3 giorni fa`; from seven days on, and for the future, as [`short`].
/// Days are those of the calendar: at one in the morning, eleven in the evening is yesterday, but still "2 ore fa".
pub fn relative(instant: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let elapsed = now - instant;
    let days = (in_rome(now) - in_rome(instant)).num_days();
    if elapsed < TimeDelta::zero() {
        short(instant, now)
    } else if elapsed < TimeDelta::minutes(2) {
        "poco fa".to_owned()
    } else if elapsed < TimeDelta::hours(1) {
        format!("{} minuti fa", elapsed.num_minutes())
    } else if elapsed < TimeDelta::hours(6) || days == 0 {
        count(elapsed.num_hours(), "ora", "ore") + " fa"
    } else if days == 1 {
        "ieri".to_owned()
    } else if days < 7 {
        format!("{days} giorni fa")
    } else {
        short(instant, now)
    }
}

/// The date an instant falls on in Rome.
pub fn in_rome(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&Rome).date_naive()
}

/// `26 novembre 2026`, of a date.
pub fn written(date: NaiveDate) -> String {
    format!(
        "{} {} {}",
        ordinal(date.day()),
        month_name(date.month()),
        date.year()
    )
}

/// The first of a month is spoken and written as an ordinal: `1º maggio`.
fn ordinal(day: u32) -> String {
    if day == 1 {
        "1º".to_owned()
    } else {
        day.to_string()
    }
}

fn month_name(month: u32) -> &'static str {
    MONTHS[month as usize - 1]
}

/// The month of a name, 1 to 12.
fn month_number(name: &str) -> Option<u32> {
    let name = name.to_lowercase();
    (1..=12).find(|month| month_name(*month) == name)
}

/// A date of which only the year, or the year and the month, may be known.
/// Ordered by time; the less precise comes before what lies within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartialDate {
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
}

/// Why a text is not a partial date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PartialDateFault {
    /// The text has none of the known forms.
    #[error("scrivi la data come 2006, 05/2006 o 31/05/2006")]
    Form,
    /// The form is right, but the calendar has no such day.
    #[error("questa data non esiste nel calendario")]
    NoSuchDay,
}

impl PartialDate {
    /// A date, known as far as given; `None` if there is no such day, or a day without a month.
    /// Years run from 1000 to 9999.
    pub fn new(year: i32, month: Option<u32>, day: Option<u32>) -> Option<Self> {
        let known_before = month.is_some() || day.is_none();
        let exists = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1)).is_some();
        ((1000..=9999).contains(&year) && known_before && exists).then_some(Self {
            year,
            month,
            day,
        })
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// The month, 1 to 12, if known.
    pub fn month(self) -> Option<u32> {
        self.month
    }

    /// The day of the month, if known.
    pub fn day(self) -> Option<u32> {
        self.day
    }

    /// The first day it may be.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
            .unwrap_or_default()
    }

    /// The last day it may be.
    pub fn last_day(self) -> NaiveDate {
        let after = match (self.month, self.day) {
            (_, Some(_)) => return self.first_day(),
            (Some(month @ 1..12), None) => NaiveDate::from_ymd_opt(self.year, month + 1, 1),
            _ => NaiveDate::from_ymd_opt(self.year + 1, 1, 1),
        };
        after.and_then(|day| day.pred_opt()).unwrap_or_default()
    }

    /// `del 2006`, `di maggio 2006`, `del 31 maggio 2006`, `dell’8 maggio 2006`.
    pub fn with_of(self) -> String {
        self.after("del", "di", "dell’")
    }

    /// `dal 2006`, `da maggio 2006`, `dall’11 maggio 2006`.
    pub fn with_since(self) -> String {
        self.after("dal", "da", "dall’")
    }

    /// `al 2006`, `a maggio 2006`, `ad agosto 2006`, `all’8 maggio 2006`.
    pub fn with_until(self) -> String {
        let without = match self.month {
            // April and August begin with the same vowel.
            Some(4 | 8) => "ad",
            _ => "a",
        };
        self.after("al", without, "all’")
    }

    /// A year and a day take the article, a month does not; eight and eleven begin with a vowel.
    fn after(self, with_article: &str, without: &str, elided: &str) -> String {
        match (self.month, self.day) {
            (_, Some(8 | 11)) => format!("{elided}{self}"),
            (Some(_), None) => format!("{without} {self}"),
            _ => format!("{with_article} {self}"),
        }
    }

    /// How Italians type it: `2006`, `05/2006`, `31/05/2006`.
    pub fn typed(self) -> String {
        match (self.month, self.day) {
            (Some(month), Some(day)) => format!("{day:02}/{month:02}/{}", self.year),
            (Some(month), None) => format!("{month:02}/{}", self.year),
            _ => self.year.to_string(),
        }
    }

    /// How it is stored and travels: `2006`, `2006-05`, `2006-05-31`. Sorted as text it is sorted by time.
    pub fn to_storage(self) -> String {
        match (self.month, self.day) {
            (Some(month), Some(day)) => format!("{}-{month:02}-{day:02}", self.year),
            (Some(month), None) => format!("{}-{month:02}", self.year),
            _ => self.year.to_string(),
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(day) = self.day {
            write!(f, "{} ", ordinal(day))?;
        }
        if let Some(month) = self.month {
            write!(f, "{} ", month_name(month))?;
        }
        write!(f, "{}", self.year)
    }
}

impl FromStr for PartialDate {
    type Err = PartialDateFault;

    /// Reads `2006`, `2006-05`, `2006-05-31`, `05/2006`, `31/05/2006`, `31.05.2006`, `31-05-2006`, `maggio 2006`,
    /// `31 maggio 2006`; days and months in Italian order may lack the zero.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let words: Vec<&str> = text.split_whitespace().collect();
        if let [day @ .., month, year] = words.as_slice()
            && let Some(month) = month_number(month)
        {
            let day = match day {
                [] => None,
                [day] => Some(digits(day.trim_end_matches(['º', '°']), 1..=2)?),
                _ => return Err(PartialDateFault::Form),
            };
            let year = digits(year, 4..=4)?.cast_signed();
            return Self::new(year, Some(month), day).ok_or(PartialDateFault::NoSuchDay);
        }
        // Days and months before the year, however they are set apart; `2006-05-31` begins with the year.
        let italian: Vec<&str> = text.split(['/', '.', '-']).collect();
        let (year, month, day) = if let [first, .., year] = italian.as_slice()
            && (first.len() < 4 || text.contains('/'))
        {
            let (month, day) = match italian.as_slice() {
                [month, _] => (*month, None),
                [day, month, _] => (*month, Some(*day)),
                _ => return Err(PartialDateFault::Form),
            };
            let loose = |part| digits(part, 1..=2);
            (
                digits(year, 4..=4)?,
                Some(loose(month)?),
                day.map(loose).transpose()?,
            )
        } else {
            let mut parts = text.split('-');
            let (year, month, day) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
            if parts.next().is_some() {
                return Err(PartialDateFault::Form);
            }
            let strict = |part| digits(part, 2..=2);
            (
                digits(year, 4..=4)?,
                month.map(strict).transpose()?,
                day.map(strict).transpose()?,
            )
        };
        Self::new(year.cast_signed(), month, day).ok_or(PartialDateFault::NoSuchDay)
    }
}

fn digits(part: &str, lengths: std::ops::RangeInclusive<usize>) -> Result<u32, PartialDateFault> {
    if lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()) {
        part.parse().map_err(|_| PartialDateFault::Form)
    } else {
        Err(PartialDateFault::Form)
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_storage())
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// `10.200`: a dot between thousands, also for four digits.
pub fn number(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut written = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        written.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push('.');
        }
        written.push(digit);
    }
    written
}

/// A length as Italians write it: `20.000`; templates pass it by reference.
pub fn quantity(n: impl Borrow<usize>) -> String {
    number(i64::try_from(*n.borrow()).unwrap_or(i64::MAX))
}

/// `1 risposta`, `2 risposte`, `0 risposte`.
pub fn count(n: i64, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// `812 byte`, `640 kB`, `1,6 MB`, `2,1 GB`: thousands, as operating systems for people count them; one decimal from MB on.
pub fn file_size(bytes: u64) -> String {
    let tenths = |unit: u64| bytes.saturating_add(unit / 20) / (unit / 10);
    let with_decimal = |tenths: u64, name: &str| match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole} {name}"),
        (whole, rest) => format!("{whole},{rest} {name}"),
    };
    match bytes {
        0..1_000 => format!("{bytes} byte"),
        1_000..999_500 => format!("{} kB", (bytes + 500) / 1_000),
        999_500..999_950_000 => with_decimal(tenths(1_000_000), "MB"),
        _ => with_decimal(tenths(1_000_000_000), "GB"),
    }
}

pub mod working;

#[cfg(test)]
mod tests;
