//! The whole text of a practice, section by section, with a box for remarks beside each: for who
//! reviews it, and for who confirms it.

use std::collections::HashMap;

use super::sheet::within;
use crate::features::practices::check::{Section, WRITTEN};
use crate::features::practices::telling::{self, Kind, Names, Sort};
use crate::features::practices::{Notes, Remark, Text};
use crate::platform::text::{capitalised, to_html};
use crate::platform::web::fields::{Faults, Fields};

/// The longest remark, in characters.
pub const REMARK_MAX: usize = 5_000;

/// A section as it is read.
pub struct ReadSection {
    /// Its name in addresses.
    pub name: &'static str,
    /// What people read.
    pub title: &'static str,
    /// What is written there; nothing when it is empty.
    pub entries: Vec<Entry>,
    /// What was asked for before.
    pub earlier: Vec<String>,
    /// What is being written beside it.
    pub typed: String,
}

/// A field with its answer.
pub struct Entry {
    /// What was asked.
    pub label: String,
    /// The answer, as HTML.
    pub html: String,
    /// The answer, as it was typed.
    plain: String,
}

impl ReadSection {
    /// The name of the field for the remark on it.
    pub fn note_field(&self) -> String {
        format!("nota-{}", self.name)
    }

    /// What people read beside that field.
    pub fn note_label(&self) -> String {
        format!("La tua nota su «{}»", self.title)
    }
}

impl Entry {
    fn of(label: String, field: &telling::Field) -> Entry {
        let plain = field.value.clone();
        let html = match field.kind {
            Kind::Prose => to_html(&plain),
            // A date, a figure, one of a list: nothing in it is mark-up.
            Kind::Figure => escaped(&plain),
        };
        Entry { label, html, plain }
    }
}

fn escaped(text: &str) -> String {
    askama::filters::escape(text, askama::filters::Html)
        .map(|safe| safe.to_string())
        .unwrap_or_default()
}

/// All the sections of a text, in order, with the names its reader may read.
pub fn sections(
    text: &Text,
    names: &Names,
    earlier: &HashMap<Section, Vec<Remark>>,
    typed: &Notes,
) -> Vec<ReadSection> {
    let told = telling::told(text, names, &telling::phase_names(text));
    WRITTEN
        .iter()
        .zip(told)
        .map(|(section, told)| ReadSection {
            name: section.as_str(),
            title: section.title(),
            entries: entries(&told),
            earlier: earlier
                .get(section)
                .into_iter()
                .flatten()
                .map(|remark| remark.body.clone())
                .collect(),
            typed: typed
                .remarks
                .iter()
                .find(|(of, _)| of == section)
                .map(|(_, body)| body.clone())
                .unwrap_or_default(),
        })
        .collect()
}

fn entries(told: &telling::Section) -> Vec<Entry> {
    let mut entries: Vec<Entry> = told
        .fields
        .iter()
        .map(|field| Entry::of(field.label.to_owned(), field))
        .collect();
    if told.sort == Some(Sort::Topic) {
        let topics: Vec<&str> = told.rows.iter().map(|row| row.name.as_str()).collect();
        let plain = topics.join(", ");
        entries.push(Entry {
            label: "Argomenti".to_owned(),
            html: escaped(&plain),
            plain,
        });
    } else {
        for (at, row) in told.rows.iter().enumerate() {
            entries.extend(row_entries(told.sort, at + 1, row));
        }
    }
    entries.retain(|entry| !entry.plain.is_empty());
    entries
}

fn row_entries(sort: Option<Sort>, number: usize, row: &telling::Row) -> Vec<Entry> {
    let legend = match sort {
        Some(Sort::Phase) => format!("Fase {number}"),
        Some(Sort::Obstacle) => format!("Ostacolo {number}"),
        Some(Sort::Benefit) => format!("Vantaggio {number}"),
        Some(Sort::Document) => format!("Documento {number}, «{}»", row.name),
        Some(Sort::Factor) => capitalised(&row.name),
        Some(Sort::Topic) | None => String::new(),
    };
    let label = |field: &telling::Field| format!("{legend}: {}", field.label.to_lowercase());
    let mut entries: Vec<Entry> = row
        .fields
        .iter()
        .map(|field| Entry::of(label(field), field))
        .collect();
    // A document that nothing is said of stands there all the same.
    if sort == Some(Sort::Document) && entries.iter().all(|entry| entry.plain.is_empty()) {
        entries.push(Entry {
            label: format!("Documento {number}"),
            html: escaped(&row.name),
            plain: row.name.clone(),
        });
    }
    entries
}

/// All that is written in each section, for what a machine can say of it.
pub fn written(sections: &[ReadSection]) -> Vec<(Section, String)> {
    sections
        .iter()
        .filter_map(|section| {
            let answers: Vec<&str> = section
                .entries
                .iter()
                .map(|entry| entry.plain.as_str())
                .collect();
            Some((section.name.parse().ok()?, answers.join("\n")))
        })
        .collect()
}

/// The notes of a form, as they were typed.
pub fn typed_notes(fields: &Fields) -> Notes {
    Notes {
        whole: fields.text("nota").to_owned(),
        remarks: Section::ALL
            .iter()
            .map(|section| {
                let body = fields.text(&format!("nota-{section}"));
                (*section, body.to_owned())
            })
            .filter(|(_, body)| !body.is_empty())
            .collect(),
    }
}

/// Whether nothing was noted.
pub fn is_blank(notes: &Notes) -> bool {
    notes.whole.is_empty() && notes.remarks.is_empty()
}

/// What is wrong with notes with which a text is to be sent back.
pub fn check_notes(notes: &Notes) -> Faults {
    let mut faults = Faults::default();
    faults.unless(
        !is_blank(notes),
        "nota",
        "Scrivi che cosa c’è da sistemare, accanto alla sezione o qui: senza una nota chi ha scritto non sa che fare",
    );
    within(&mut faults, "nota", "La nota", &notes.whole, REMARK_MAX);
    for (section, body) in &notes.remarks {
        within(
            &mut faults,
            &format!("nota-{section}"),
            &format!("La nota su «{}»", section.title()),
            body,
            REMARK_MAX,
        );
    }
    faults
}
