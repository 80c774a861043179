//! Fields and rows as the page shows them.

use super::Widget;
use super::beside::{Origin, Theirs};
use super::rows::{Group, Part};
use crate::features::practices::content::PhaseKind;
use crate::features::topics::Choice;
use crate::platform::dates;
use crate::platform::web::fields::{Faults, length};

pub(super) fn in_order(
    faults: &mut Faults,
    field: &str,
    label: &str,
    from: Option<i64>,
    to: Option<i64>,
) {
    let upside_down = matches!((from, to), (Some(from), Some(to)) if to < from);
    faults.unless(
        !upside_down,
        field,
        format!("{label}: il massimo è più piccolo del minimo, controlla le due cifre"),
    );
}

/// A row as the page shows it.
pub struct Row {
    /// From 1.
    pub number: usize,
    /// Whether nothing comes after it.
    pub is_last: bool,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Whose it is, where two texts are merged.
    pub origin: Origin,
    /// The address of the document it is about.
    pub url: String,
    /// What the document it is about is called.
    pub title: String,
    /// Whether it is about a document that this person may not attach.
    pub is_hidden_document: bool,
}

/// Whether a field is asked of every row, or of some only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Of all.
    Always,
    /// Of the rows of one kind: of the others it is folded away.
    When(Fold),
}

/// Under what a field is folded away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    /// Its words.
    pub words: &'static str,
    /// The kind of row it concerns, as one chooses it.
    pub kind: &'static str,
    /// Whether this row is of that kind, or something stands in the field.
    pub is_open: bool,
}

/// Whether a part is asked of a row: why it stopped is for a stop, what unlocked it for a new start.
pub(super) fn asked_of(group: &Group, row: &[String], part: &Part) -> Asked {
    let (words, kind) = match (group.name, part.name) {
        ("fase", "causa") => ("Se è una stasi", PhaseKind::Stall),
        ("fase", "sblocco") => ("Se è una ripartenza", PhaseKind::Restart),
        _ => return Asked::Always,
    };
    let kind = kind.as_str();
    Asked::When(Fold {
        words,
        kind,
        is_open: group.value(row, "tipo") == kind || !group.value(row, part.name).is_empty(),
    })
}

/// A field as the page shows it.
pub struct Field {
    /// Whether it is asked of every row.
    pub asked: Asked,
    /// The heading it stands under with its neighbours.
    pub under: &'static str,
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
    /// What somebody else has saved in it meanwhile, when it differs.
    pub theirs: Option<Theirs>,
    pub(super) choices: Vec<(String, String)>,
}

impl Field {
    /// What can be chosen.
    pub fn choices(&self) -> Vec<Choice> {
        let chosen: Vec<&str> = match self.widget {
            Widget::Topics => self.value.split_whitespace().collect(),
            _ => vec![&self.value],
        };
        let choice = |(value, label): &(String, String)| Choice {
            chosen: chosen.contains(&value.as_str()),
            value: value.clone(),
            label: label.clone(),
        };
        self.choices.iter().map(choice).collect()
    }

    /// What stands in it, as one reads it.
    pub fn in_words(&self) -> String {
        self.words_of(&self.value)
    }

    pub(super) fn words_of(&self, value: &str) -> String {
        let label = |value: &str| {
            let mut all = self.choices.iter();
            all.find(|(known, _)| known == value)
                .map(|(_, label)| label.clone())
        };
        match self.widget {
            Widget::Hidden => String::new(),
            Widget::Tick => if value.is_empty() { "no" } else { "sì" }.to_owned(),
            Widget::Topics => value
                .split_whitespace()
                .filter_map(label)
                .collect::<Vec<_>>()
                .join(", "),
            _ => label(value).unwrap_or_else(|| value.to_owned()),
        }
    }

    /// What it is called where its heading is not seen.
    pub fn whole_label(&self) -> String {
        if self.under.is_empty() {
            self.label.to_owned()
        } else {
            format!("{}: {}", self.under, self.label)
        }
    }

    /// What a fault calls it: with its heading where several of the page have the same label.
    pub(super) fn called(&self) -> String {
        match (self.label, self.under.split_once(", ")) {
            ("Da" | "A" | "Che cosa comprende", Some((of, _))) => {
                format!("{of}, {}", self.label.to_lowercase())
            }
            _ => format!("«{}»", self.label),
        }
    }

    /// The class of its column: short fields stand side by side where there is room.
    pub fn column(&self) -> &'static str {
        match self.widget {
            _ if self.theirs.is_some() => "col-12",
            Widget::Line(..=120) | Widget::Choice(_) => "col-md-6",
            Widget::Line(_) if matches!(self.label, "Prima" | "Dopo") => "col-md-6",
            _ => "col-12",
        }
    }

    pub(super) fn check(&self, faults: &mut Faults, whose: &str) {
        let label = format!("{whose}{}", self.called());
        match self.widget {
            Widget::Line(max) | Widget::Lines(max, _) => {
                within(faults, &self.name, &label, &self.value, max);
            }
            Widget::Choice(_) => faults.unless(
                self.choices.iter().any(|(value, _)| *value == self.value),
                &self.name,
                format!("{label}: scegli una voce dell’elenco"),
            ),
            Widget::Topics | Widget::Tick | Widget::Hidden => {}
        }
    }
}

/// Adds a fault when a text is too long.
pub fn within(faults: &mut Faults, field: &str, label: &str, value: &str, max: usize) {
    let typed = length(value);
    let number = |many: usize| dates::number(i64::try_from(many).unwrap_or(i64::MAX));
    faults.unless(
        typed <= max,
        field,
        format!(
            "{label} può avere al massimo {} caratteri: adesso ne ha {}",
            number(max),
            number(typed)
        ),
    );
}
