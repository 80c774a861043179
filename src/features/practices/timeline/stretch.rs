//! From partial dates to days on an axis.

use chrono::{Datelike, NaiveDate};

use crate::features::practices::content::{Phase, PhaseKind};
use crate::platform::dates::PartialDate;

/// A phase of which at least one date is known. Days are counted from the beginning of our era.
#[derive(Debug, Clone)]
pub struct Stretch {
    /// Its place in the list of phases, from 1.
    pub number: usize,
    /// Its kind.
    pub kind: PhaseKind,
    /// The day on which it begins.
    pub from: Option<f64>,
    /// The day before which it ends; today when it goes on.
    pub to: Option<f64>,
    /// Whether it goes on.
    pub goes_on: bool,
    /// The year in which it begins.
    pub first_year: Option<i32>,
    /// The year in which it ends, when it has ended.
    pub last_year: Option<i32>,
}

/// The phases that have a date, in their order. An end before the beginning counts as unknown.
///
/// A year or a month stands for all its days. Where one phase ends in the same year in which
/// another begins, they meet there: at the finer of the two dates, or in the middle of the year.
pub fn stretches(phases: &[Phase], today: NaiveDate) -> Vec<Stretch> {
    let mut told: Vec<(Dated, Stretch)> = phases
        .iter()
        .zip(1..)
        .filter_map(|(phase, number)| {
            let dated = Dated::of(phase)?;
            let stretch = dated.stretch(number, phase.kind, today);
            Some((dated, stretch))
        })
        .collect();
    for before in 0..told.len() {
        for after in 0..told.len() {
            if before != after
                && let Some(day) = meeting(&told[before], &told[after])
            {
                told[before].1.to = Some(day);
                told[after].1.from = Some(day);
            }
        }
    }
    told.into_iter().map(|(_, stretch)| stretch).collect()
}

/// The dates of a phase as they were told.
struct Dated {
    from: Option<PartialDate>,
    to: Option<PartialDate>,
    goes_on: bool,
}

impl Dated {
    fn of(phase: &Phase) -> Option<Dated> {
        let ends_after = |to: &PartialDate| phase.from.is_none_or(|from| end(*to) > begin(from));
        let dated = Dated {
            from: phase.from,
            to: phase.to.filter(|_| !phase.ongoing).filter(ends_after),
            goes_on: phase.ongoing,
        };
        (dated.from.is_some() || dated.to.is_some()).then_some(dated)
    }

    fn stretch(&self, number: usize, kind: PhaseKind, today: NaiveDate) -> Stretch {
        let from = self.from.map(begin);
        let now = counted(today);
        Stretch {
            number,
            kind,
            from,
            to: match self.to {
                Some(to) => Some(end(to)),
                None if self.goes_on => Some(from.map_or(now, |from| from.max(now))),
                None => None,
            },
            goes_on: self.goes_on,
            first_year: self.from.map(PartialDate::year),
            last_year: self.to.map(PartialDate::year),
        }
    }
}

/// The day on which the one ends and the other begins, when both dates can mean the same day and
/// nothing told speaks against it.
fn meeting((before, early): &(Dated, Stretch), (after, late): &(Dated, Stretch)) -> Option<f64> {
    let (ended, begun) = (before.to?, after.from?);
    let (first, last) = (begin(begun).max(begin(ended)), end(begun).min(end(ended)));
    if first >= last {
        return None;
    }
    let day = match (precision(ended), precision(begun)) {
        (coarse, fine) if coarse < fine => first,
        (fine, coarse) if coarse < fine => last,
        _ => f64::midpoint(first, last),
    };
    let begins_earlier = early
        .from
        .is_none_or(|from| from < day && late.from.is_none_or(|late| from <= late));
    let ends_later = late.to.is_none_or(|to| day < to);
    let is_before = begins_earlier && (early.from < late.from || early.number < late.number);
    (is_before && ends_later && early.to > late.from).then_some(day)
}

/// How much of a date is known.
fn precision(date: PartialDate) -> u8 {
    u8::from(date.month().is_some()) + u8::from(date.day().is_some())
}

/// The first day a date can mean.
fn begin(date: PartialDate) -> f64 {
    counted(date.first_day())
}

/// The day after the last one a date can mean.
fn end(date: PartialDate) -> f64 {
    counted(date.last_day()) + 1.0
}

/// A day of the calendar, counted. There is no other than those of a [`PartialDate`].
pub fn day(year: i32, month: u32, day: u32) -> f64 {
    counted(NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default())
}

fn counted(date: NaiveDate) -> f64 {
    f64::from(date.num_days_from_ce())
}
