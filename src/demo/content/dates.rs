//! When things happened: partial dates for what is true, days ago for what is made up.

use serde::Deserialize;

use std::fmt;

/// A date of which only the year, or the year and the month, may be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct PartialDate {
    /// Four digits.
    pub year: i32,
    /// 1 to 12.
    pub month: Option<u32>,
    /// 1 to 31, only with a month.
    pub day: Option<u32>,
}

impl TryFrom<String> for PartialDate {
    type Error = String;

    /// Reads `2018`, `2018-01` or `2018-01-31`.
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fault = || format!("not a date, a month or a year: {text:?}");
        let parts = text.split('-').collect::<Vec<_>>();
        let widths_fit = parts
            .iter()
            .zip([4, 2, 2])
            .all(|(part, width)| part.len() == width);
        if parts.len() > 3 || !widths_fit {
            return Err(fault());
        }
        let numbers = parts
            .iter()
            .map(|part| part.parse::<u32>())
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| fault())?;
        let year = i32::try_from(numbers[0]).map_err(|_| fault())?;
        let month = numbers.get(1).copied();
        let day = numbers.get(2).copied();
        chrono::NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1))
            .ok_or_else(fault)?;
        Ok(Self { year, month, day })
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

/// When something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// This many days before the demo is loaded.
    DaysAgo(u32),
    /// On this day, because it truly happened.
    On(PartialDate),
}
