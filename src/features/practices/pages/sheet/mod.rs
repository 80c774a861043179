//! The form of the editor: what was typed, as it was typed, and what it means.
//!
//! Each page of the editor is some single fields and at most one group of rows (phases, obstacles,
//! benefits). A row is a list of texts in the order of the group's parts, so that adding, removing and
//! moving rows is the same for all and loses nothing that is not right yet.

mod asked;
mod meaning;

use crate::features::practices::check::Section;
use crate::features::practices::{PracticeContent, Text};
use crate::features::topics::Choice;
use crate::platform::web::fields::{Faults, Fields, length};

pub use asked::{Group, Widget};
use asked::{ROWS_MAX, SINGLES};
use meaning::{benefit, obstacle, phase, typed_benefit, typed_obstacle, typed_phase};

/// What a button of the editor asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// Save and go on to the next page.
    Continue,
    /// Save and stay.
    Keep,
    /// One row more.
    Add,
    /// This row away, from 0.
    Remove(usize),
    /// This row before the one above it.
    Up(usize),
    /// This row after the one below it.
    Down(usize),
}

impl Press {
    /// Reads the value of the pressed button; whatever is not known keeps the draft.
    pub fn read(text: &str) -> Press {
        let row = |number: &str| number.parse::<usize>().ok()?.checked_sub(1);
        let (verb, number) = text.split_once('-').unwrap_or((text, ""));
        match (verb, row(number)) {
            ("avanti", _) => Press::Continue,
            ("aggiungi", _) => Press::Add,
            ("togli", Some(row)) => Press::Remove(row),
            ("su", Some(row)) => Press::Up(row),
            ("giu", Some(row)) => Press::Down(row),
            _ => Press::Keep,
        }
    }
}

/// One page of the editor with all that is typed on it.
pub struct Sheet {
    section: Section,
    text: Text,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    /// The page as it was saved.
    pub fn of(section: Section, text: Text) -> Sheet {
        let rows = match section {
            Section::Path => text.content.phases.iter().map(typed_phase).collect(),
            Section::Obstacles => text.content.obstacles.iter().map(typed_obstacle).collect(),
            Section::Benefits => text.content.benefits.iter().map(typed_benefit).collect(),
            _ => Vec::new(),
        };
        Sheet {
            section,
            text,
            rows,
        }
    }

    /// The page as a form sent it, over what was saved.
    pub fn read(section: Section, mut text: Text, fields: &Fields) -> Sheet {
        for single in SINGLES.iter().filter(|single| single.section == section) {
            fields
                .text(single.name)
                .clone_into((single.slot)(&mut text));
        }
        let mut rows = Vec::new();
        if let Some(group) = Group::of(section) {
            while rows.len() <= ROWS_MAX {
                let names = group.parts.iter().map(|part| group.field(rows.len(), part));
                let names: Vec<String> = names.collect();
                if !names.iter().any(|name| fields.has(name)) {
                    break;
                }
                rows.push(
                    names
                        .iter()
                        .map(|name| fields.text(name).to_owned())
                        .collect(),
                );
            }
        }
        Sheet {
            section,
            text,
            rows,
        }
    }

    /// Does what a button asks of the rows; answers the row to show then, from 0.
    pub fn press(&mut self, press: Press) -> Option<usize> {
        let group = Group::of(self.section)?;
        let last = self.rows.len().saturating_sub(1);
        match press {
            Press::Add => {
                self.rows.push(group.blank());
                Some(self.rows.len() - 1)
            }
            Press::Remove(row) if row < self.rows.len() => {
                self.rows.remove(row);
                Some(row.min(last.saturating_sub(1)))
            }
            Press::Up(row) if row > 0 && row <= last => {
                self.rows.swap(row, row - 1);
                Some(row - 1)
            }
            Press::Down(row) if row < last => {
                self.rows.swap(row, row + 1);
                Some(row + 1)
            }
            _ => {
                self.rows.retain(|row| !group.is_blank(row));
                None
            }
        }
    }

    /// What the page means, or what is to be mended. Nothing needs to be complete: it is a draft.
    ///
    /// # Errors
    /// The faults, each with its field.
    pub fn checked(&self) -> Result<Text, Faults> {
        let mut faults = Faults::default();
        let mut text = self.text.clone();
        for field in self.fields() {
            faults.unless(
                field.name != "titolo" || !field.value.is_empty(),
                &field.name,
                "Scrivi il titolo: anche una bozza ne ha uno",
            );
            field.check(&mut faults, "");
        }
        if let Some(group) = Group::of(self.section) {
            faults.unless(
                self.rows.len() <= ROWS_MAX,
                &format!("{}-{ROWS_MAX}", group.name),
                format!("Qui ce ne stanno al massimo {ROWS_MAX}: riuniscine qualcuna"),
            );
            for (at, row) in self.rows().into_iter().enumerate() {
                for field in row.fields {
                    field.check(&mut faults, &format!("{} {}: ", group.legend, at + 1));
                }
            }
        }
        let rows = self.rows.iter();
        let content = &mut text.content;
        match self.section {
            Section::Path => {
                content.phases = rows
                    .enumerate()
                    .map(|(at, row)| phase(at, row, &mut faults))
                    .collect();
            }
            Section::Obstacles => content.obstacles = rows.map(|row| obstacle(row)).collect(),
            Section::Benefits => content.benefits = rows.map(|row| benefit(row)).collect(),
            _ => {}
        }
        faults.or(text)
    }

    /// The single fields of the page.
    pub fn fields(&self) -> Vec<Field> {
        let mut text = self.text.clone();
        SINGLES
            .iter()
            .filter(|single| single.section == self.section)
            .map(|single| Field {
                name: single.name.to_owned(),
                label: single.label,
                hint: single.hint,
                widget: single.widget,
                value: (single.slot)(&mut text).clone(),
            })
            .collect()
    }

    /// The rows of the page.
    pub fn rows(&self) -> Vec<Row> {
        let Some(group) = Group::of(self.section) else {
            return Vec::new();
        };
        let many = self.rows.len();
        self.rows
            .iter()
            .enumerate()
            .map(|(at, values)| Row {
                number: at + 1,
                is_last: at + 1 == many,
                fields: group
                    .parts
                    .iter()
                    .zip(values)
                    .map(|(part, value)| Field {
                        name: group.field(at, part),
                        label: part.label,
                        hint: part.hint,
                        widget: part.widget,
                        value: value.clone(),
                    })
                    .collect(),
            })
            .collect()
    }

    /// Puts empty rows where there are none, for somebody who begins.
    pub fn invite(&mut self) {
        if let Some(group) = Group::of(self.section) {
            while self.rows.len() < group.at_least {
                self.rows.push(group.blank());
            }
        }
    }
}

/// A row as the page shows it.
pub struct Row {
    /// From 1.
    pub number: usize,
    /// Whether nothing comes after it.
    pub is_last: bool,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// A field as the page shows it.
pub struct Field {
    /// Its name, and its id.
    pub name: String,
    /// What it asks.
    pub label: &'static str,
    /// How to answer.
    pub hint: &'static str,
    /// How it is filled in.
    pub widget: Widget,
    /// What stands in it.
    pub value: String,
}

impl Field {
    /// What can be chosen.
    pub fn choices(&self) -> Vec<Choice> {
        let Widget::Choice(choices) = self.widget else {
            return Vec::new();
        };
        choices()
            .into_iter()
            .map(|(value, label)| Choice {
                chosen: value == self.value,
                value: value.to_owned(),
                label: label.to_owned(),
            })
            .collect()
    }

    /// What stands in it, as one reads it.
    pub fn in_words(&self) -> String {
        self.choices()
            .into_iter()
            .find(|choice| choice.chosen)
            .map_or_else(|| self.value.clone(), |choice| choice.label)
    }

    fn check(&self, faults: &mut Faults, whose: &str) {
        let label = format!("{whose}«{}»", self.label);
        match self.widget {
            Widget::Line(max) | Widget::Lines(max, _) => {
                within(faults, &self.name, &label, &self.value, max);
            }
            Widget::Choice(choices) => faults.unless(
                choices().iter().any(|(value, _)| *value == self.value),
                &self.name,
                format!("{label}: scegli una voce dell’elenco"),
            ),
        }
    }
}

/// Adds a fault when a text is too long.
pub fn within(faults: &mut Faults, field: &str, label: &str, value: &str, max: usize) {
    let typed = length(value);
    faults.unless(
        typed <= max,
        field,
        format!("{label} può avere al massimo {max} caratteri: adesso ne ha {typed}"),
    );
}

/// Whether a page of the editor has been written on: the tick beside its step.
pub fn is_begun(section: Section, text: &Text) -> bool {
    let content: &PracticeContent = &text.content;
    match section {
        // The title was there when it began.
        Section::Brief => !text.summary.is_empty(),
        Section::Path => !content.phases.is_empty(),
        Section::Obstacles => !content.obstacles.is_empty(),
        Section::Benefits => !content.benefits.is_empty(),
        Section::Review => false,
        _ => Sheet::of(section, text.clone())
            .fields()
            .iter()
            .any(|field| !field.value.is_empty()),
    }
}

#[cfg(test)]
mod tests;
