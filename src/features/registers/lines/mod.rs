//! The lines of a register, as they are read and compared with what is known.

mod applications;
mod calls;
mod comuni;
mod unioni;

use std::collections::HashMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Register, Settings, values};
use crate::platform::actor::PersonId;
use crate::platform::dates::{self, PartialDate};
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;
use crate::platform::table::{Row, Table};
use crate::platform::web::address;

pub use applications::ApplicationLine;
pub use calls::CallLine;
pub use comuni::{ComuneLine, population_day};
pub use unioni::UnioneLine;

/// A line of one kind of register.
pub trait Line: Clone + Sized {
    /// The register it is a line of.
    const REGISTER: Register;
    /// Reads a row; none when the register has lines that are none of ours, an Italian sentence when it
    /// cannot be read.
    fn read(cells: &Cells<'_>) -> Result<Option<Self>, String>;
    /// What people know it by.
    fn about(&self) -> String;
    /// What it is told apart by within a file.
    fn key(&self) -> String;
    /// What importing these would do, each with what is to be written. Takes a few statements, however
    /// many they are.
    fn compare(conn: &mut Conn, lines: Vec<Self>) -> Result<Vec<Finding<Self>>>;
    /// Writes it down; answers the id of what it told of.
    fn put(&self, tx: &mut Tx<'_>, by: Option<PersonId>, known: Option<Uuid>) -> Result<Uuid>;
    /// Tells whom the changes of these concern.
    fn put_all(tx: &mut Tx<'_>, by: Option<PersonId>, ids: &[Uuid]) -> Result<()> {
        let _ = (tx, by, ids);
        Ok(())
    }
}

/// What importing a line would do.
#[derive(Debug, Clone)]
pub struct Finding<L> {
    /// The line, with what is to be written.
    pub line: L,
    /// The id of what it tells of, if that is known.
    pub known: Option<Uuid>,
    /// What would be done.
    pub outcome: Outcome,
}

/// What is done with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It tells of something new.
    New,
    /// It tells something else than what is known.
    Changed(Vec<Change>),
    /// It tells what is known.
    Unchanged,
    /// It is none of ours.
    LeftOut,
    /// It cannot be imported; why, in a whole Italian sentence.
    Broken(String),
}

/// One thing that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What people call it.
    pub label: String,
    /// What is known; empty when nothing is.
    pub old: String,
    /// What the file tells.
    pub new: String,
}

/// The changes between what is known and what a line tells.
#[derive(Debug, Default)]
pub struct Changes(Vec<Change>);

impl Changes {
    /// What the line tells, when it tells something that is not known already, letter case and accents
    /// apart; empty else.
    pub fn text(&mut self, label: &str, old: Option<&str>, new: &str) -> String {
        let old = old.unwrap_or_default();
        if new.is_empty() || address::sort_key(old) == address::sort_key(new) {
            return String::new();
        }
        self.add(label, old.to_owned(), new.to_owned());
        new.to_owned()
    }

    /// The day the line tells, or else the one that is known.
    pub fn day(
        &mut self,
        label: &str,
        old: Option<NaiveDate>,
        new: Option<NaiveDate>,
    ) -> Option<NaiveDate> {
        let in_words = |day: Option<NaiveDate>| day.map(dates::written).unwrap_or_default();
        if new.is_some() && new != old {
            self.add(label, in_words(old), in_words(new));
        }
        new.or(old)
    }

    /// The amount the line tells, or else the one that is known.
    pub fn cents(&mut self, label: &str, old: Option<i64>, new: Option<i64>) -> Option<i64> {
        let in_words = |cents: Option<i64>| {
            cents
                .map(crate::features::calls::in_euro)
                .unwrap_or_default()
        };
        if new.is_some() && new != old {
            self.add(label, in_words(old), in_words(new));
        }
        new.or(old)
    }

    /// Something that changes.
    pub fn add(&mut self, label: &str, old: String, new: String) {
        self.0.push(Change {
            label: label.to_owned(),
            old,
            new,
        });
    }

    /// What is to be done.
    pub fn outcome(self) -> Outcome {
        if self.0.is_empty() {
            Outcome::Unchanged
        } else {
            Outcome::Changed(self.0)
        }
    }
}

/// The text a change of the line leaves: what is new, or else what is known.
pub fn told_or(new: String, old: &str) -> String {
    if new.is_empty() { old.to_owned() } else { new }
}

/// The cells of a row, by what they tell.
pub struct Cells<'a> {
    row: &'a Row,
    settings: &'a Settings,
    /// The day of the column of inhabitants.
    pub population_day: Option<PartialDate>,
}

impl Cells<'_> {
    /// What a row tells under this name of a field, on one line; empty when it tells nothing.
    pub fn text(&self, field: &str) -> String {
        let column = self.settings.columns.get(field);
        let text = column.map_or("", |column| self.row.text(*column));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What was said of the whole file.
    pub fn settings(&self) -> &Settings {
        self.settings
    }
}

/// A line as it was read.
#[derive(Debug, Clone)]
pub enum Reading<L> {
    /// It can be compared.
    Read(L),
    /// It is none of ours.
    LeftOut,
    /// It cannot be read.
    Broken {
        /// What people may know it by.
        about: String,
        /// Why, in a whole Italian sentence.
        reason: String,
    },
}

/// Every row of a table with its line number. What stands in the file twice counts once.
pub fn read_all<L: Line>(table: &Table, settings: &Settings) -> Vec<(u64, Reading<L>)> {
    let day = population_day(table.headings(), settings);
    let mut seen: HashMap<String, u64> = HashMap::new();
    table
        .rows()
        .iter()
        .map(|row| {
            let cells = Cells {
                row,
                settings,
                population_day: day,
            };
            let reading = match read_one::<L>(&cells) {
                Reading::Read(line) => match seen.insert(line.key(), row.line()) {
                    Some(before) => {
                        seen.insert(line.key(), before);
                        Reading::Broken {
                            about: line.about(),
                            reason: format!("È già alla riga {before}: vale la prima."),
                        }
                    }
                    None => Reading::Read(line),
                },
                other => other,
            };
            (row.line(), reading)
        })
        .collect()
}

fn read_one<L: Line>(cells: &Cells<'_>) -> Reading<L> {
    let about = || {
        let told: Vec<String> = super::columns::fields(L::REGISTER)
            .iter()
            .map(|field| cells.text(field.name))
            .filter(|text| !text.is_empty())
            .take(2)
            .collect();
        values::shown(&told.join(", "))
    };
    if let Some(fault) = cells.row.fault() {
        return Reading::Broken {
            about: about(),
            reason: fault.sentence(),
        };
    }
    match L::read(cells) {
        Ok(Some(line)) => Reading::Read(line),
        Ok(None) => Reading::LeftOut,
        Err(reason) => Reading::Broken {
            about: about(),
            reason,
        },
    }
}

/// A line of the file, what was found of it, and its number.
pub struct Compared<L> {
    /// The line of the file.
    pub number: u64,
    /// What people know it by.
    pub about: String,
    /// What was found; none when it could not be read or is none of ours.
    pub finding: Option<Finding<L>>,
    /// What is done with it.
    pub outcome: Outcome,
}

/// Compares some lines with what is known.
///
/// # Errors
/// When the database refuses.
pub fn compare_some<L: Line>(
    conn: &mut Conn,
    readings: &[(u64, Reading<L>)],
) -> Result<Vec<Compared<L>>> {
    let lines = readings.iter().filter_map(|(_, reading)| match reading {
        Reading::Read(line) => Some(line.clone()),
        _ => None,
    });
    let mut findings = L::compare(conn, lines.collect())?.into_iter();
    Ok(readings
        .iter()
        .map(|(number, reading)| {
            let number = *number;
            match reading {
                Reading::Read(line) => {
                    let finding = findings.next();
                    Compared {
                        number,
                        about: line.about(),
                        outcome: finding
                            .as_ref()
                            .map_or(Outcome::LeftOut, |finding| finding.outcome.clone()),
                        finding,
                    }
                }
                Reading::LeftOut => Compared {
                    number,
                    about: String::new(),
                    finding: None,
                    outcome: Outcome::LeftOut,
                },
                Reading::Broken { about, reason } => Compared {
                    number,
                    about: about.clone(),
                    finding: None,
                    outcome: Outcome::Broken(reason.clone()),
                },
            }
        })
        .collect())
}
