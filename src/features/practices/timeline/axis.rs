//! The axis of time of a drawing: where a day stands, where the marks and the words are.

use chrono::{Datelike, NaiveDate};

use super::stretch::{Stretch, day};
use super::{Canvas, rounded};
use crate::platform::dates::PartialDate;

/// A mark of the axis.
#[derive(Debug, Clone, Copy)]
pub struct Tick {
    /// Where it stands.
    pub x: f64,
}

/// A word under the axis, centred.
#[derive(Debug, Clone)]
pub struct Label {
    /// Its middle.
    pub x: f64,
    /// The year, or the month and the year.
    pub text: String,
}

/// The days of a drawing, and where they stand.
#[derive(Debug, Clone, Copy)]
pub struct Axis {
    first: f64,
    last: f64,
    left: f64,
    right: f64,
}

/// How many months may lie between two words.
const STEPS: [i32; 15] = [
    1, 3, 6, 12, 24, 60, 120, 240, 600, 1_200, 2_400, 6_000, 12_000, 24_000, 60_000,
];
/// The days of a month, on average.
const MONTH: f64 = 30.44;
/// Days under which a drawing begins with a month instead of a year.
const FEW_YEARS: f64 = 3.0 * 365.0;
/// The least distance of two marks.
const BETWEEN_TICKS: f64 = 8.0;
/// The least distance of two words.
const BETWEEN_LABELS: f64 = 14.0;

impl Axis {
    /// The axis on which all of these have their place; none when there are none.
    pub fn over<'a>(told: impl Iterator<Item = &'a Stretch>, canvas: &Canvas) -> Option<Axis> {
        let days = told.flat_map(|one| [one.from, one.to]).flatten();
        let (first, last) = days.fold((f64::MAX, f64::MIN), |(first, last), day| {
            (first.min(day), last.max(day))
        });
        if first > last {
            return None;
        }
        let (year, month) = month_of(first);
        let first = if last - first < FEW_YEARS {
            day(year, month, 1)
        } else {
            day(year, 1, 1)
        };
        Some(Axis {
            first,
            last: last.max(first + MONTH),
            left: canvas.margin,
            right: canvas.width - canvas.margin,
        })
    }

    /// Where a day stands.
    pub fn x(&self, day: f64) -> f64 {
        self.left + (day - self.first) / (self.last - self.first) * (self.right - self.left)
    }

    /// The marks: every year where there is room, else only where a word is.
    pub fn ticks(&self) -> Vec<Tick> {
        let step = STEPS
            .into_iter()
            .filter(|step| *step != 6)
            .find(|step| self.width_of(*step) >= BETWEEN_TICKS);
        self.months(step.unwrap_or(60_000))
            .map(|(x, ..)| Tick { x: rounded(x) })
            .collect()
    }

    /// The words, as many as stand beside one another.
    pub fn labels(&self, canvas: &Canvas) -> Vec<Label> {
        let step = STEPS
            .into_iter()
            .find(|step| {
                let longest = if *step < 12 { "settembre 2026" } else { "2026" };
                self.width_of(*step) >= canvas.text_width(longest) + BETWEEN_LABELS
            })
            .unwrap_or(60_000);
        let mut places = self.months(step).peekable();
        let first = places.peek().is_none().then(|| {
            let (year, month) = month_of(self.first);
            (self.left, year, month)
        });
        let mut labels: Vec<Label> = Vec::new();
        let mut taken = f64::MIN;
        for (x, year, month) in first.into_iter().chain(places) {
            let text = in_words(year, month, step);
            let half = canvas.text_width(&text) / 2.0;
            let x = rounded(x.max(half).min(canvas.width - half));
            if x - half > taken + BETWEEN_LABELS / 2.0 {
                taken = x + half;
                labels.push(Label { x, text });
            }
        }
        labels
    }

    fn width_of(&self, months: i32) -> f64 {
        f64::from(months) * MONTH / (self.last - self.first) * (self.right - self.left)
    }

    /// Every so many months, counted from the year 0: where it stands, year and month.
    fn months(&self, step: i32) -> impl Iterator<Item = (f64, i32, u32)> {
        let (year, month) = month_of(self.first);
        let counted = year * 12 + month.cast_signed() - 1;
        let beginning = counted + (-counted).rem_euclid(step);
        let axis = *self;
        (0..)
            .map(move |n| beginning + n * step)
            .map(move |months| {
                let year = months.div_euclid(12);
                let month = months.rem_euclid(12).cast_unsigned() + 1;
                (axis.x(day(year, month, 1)), year, month)
            })
            .take_while(move |(x, ..)| *x <= axis.right + 0.05)
    }
}

/// The year and the month of a counted day.
fn month_of(days: f64) -> (i32, u32) {
    let date = NaiveDate::from_num_days_from_ce_opt(days as i32).unwrap_or_default();
    (date.year(), date.month())
}

fn in_words(year: i32, month: u32, step: i32) -> String {
    if step >= 12 {
        return year.to_string();
    }
    PartialDate::new(year, Some(month), None)
        .map_or_else(|| year.to_string(), |date| date.to_string())
}
