//! The whole text of a practice, section by section, with a box for remarks beside each: for who
//! reviews it, and for who confirms it.

use std::collections::HashMap;

use super::sheet::within;
use crate::features::practices::check::Section;
use crate::features::practices::telling::{self, Kind, Names, Sort};
use crate::features::practices::{Notes, Remark, Text};
use crate::platform::text::{capitalised, to_html};
use crate::platform::web::fields::{Faults, Fields};

/// The longest remark, in characters.
pub const REMARK_MAX: usize = 5_000;

/// A section as it is read.
pub struct ReadSection {
    /// Which one it is.
    pub section: Section,
    /// What is written there; none when it is empty.
    pub groups: Vec<Group>,
    /// What was asked for before.
    pub earlier: Vec<String>,
    /// What is being written beside it.
    pub typed: String,
}

/// What stands together: what is said once, or one of several things.
pub struct Group {
    /// "Fase 2"; empty over what is said once.
    pub heading: String,
    /// What is said, at least one thing.
    pub entries: Vec<Entry>,
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
        format!("nota-{}", self.section)
    }

    /// What people read beside that field.
    pub fn note_label(&self) -> String {
        format!("La tua nota su «{}»", self.section.title())
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
    telling::told(text, names, &telling::phase_names(text))
        .into_iter()
        .map(|told| ReadSection {
            section: told.section,
            groups: groups(&told),
            earlier: earlier
                .get(&told.section)
                .into_iter()
                .flatten()
                .map(|remark| remark.body.clone())
                .collect(),
            typed: typed
                .remarks
                .iter()
                .find(|(of, _)| *of == told.section)
                .map(|(_, body)| body.clone())
                .unwrap_or_default(),
        })
        .collect()
}

fn groups(told: &telling::ToldSection) -> Vec<Group> {
    let mut once = answers(&told.fields);
    let mut rows = Vec::new();
    if told.sort == Some(Sort::Topic) {
        let topics: Vec<&str> = told.rows.iter().map(|row| row.name.as_str()).collect();
        let plain = topics.join(", ");
        once.push(Entry {
            label: "Argomenti".to_owned(),
            html: escaped(&plain),
            plain,
        });
    }
    for (row, number) in told.rows.iter().zip(1..) {
        match told.sort {
            Some(Sort::Phase) => rows.push((format!("Fase {number}"), answers(&row.fields))),
            Some(Sort::Obstacle) => rows.push((format!("Ostacolo {number}"), answers(&row.fields))),
            Some(Sort::Benefit) => rows.push((format!("Vantaggio {number}"), answers(&row.fields))),
            Some(Sort::Document) => rows.push((format!("Documento {number}"), document(row))),
            // One thing is said of each.
            Some(Sort::Factor) => {
                let label = capitalised(&row.name);
                once.extend(
                    row.fields
                        .iter()
                        .map(|field| Entry::of(label.clone(), field)),
                );
            }
            Some(Sort::Topic) | None => {}
        }
    }
    std::iter::once((String::new(), once))
        .chain(rows)
        .map(|(heading, mut entries)| {
            entries.retain(|entry| !entry.plain.is_empty());
            Group { heading, entries }
        })
        .filter(|group| !group.entries.is_empty())
        .collect()
}

fn answers(fields: &[telling::Field]) -> Vec<Entry> {
    let each = fields.iter();
    each.map(|field| Entry::of(field.label.to_owned(), field))
        .collect()
}

/// A document that nothing is said of stands there all the same.
fn document(row: &telling::Row) -> Vec<Entry> {
    let title = Entry {
        label: "Titolo".to_owned(),
        html: escaped(&row.name),
        plain: row.name.clone(),
    };
    let mut entries = vec![title];
    entries.extend(answers(&row.fields));
    entries
}

/// All that is written in each section, for what a machine can say of it.
pub fn written(sections: &[ReadSection]) -> Vec<(Section, String)> {
    sections
        .iter()
        .map(|section| {
            let answers: Vec<&str> = section
                .groups
                .iter()
                .flat_map(|group| &group.entries)
                .map(|entry| entry.plain.as_str())
                .collect();
            (section.section, answers.join("\n"))
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
