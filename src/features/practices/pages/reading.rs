//! The whole text of a practice, section by section, with a box for remarks beside each: for who
//! reviews it, and for who confirms it.

use std::collections::HashMap;

use super::sheet::{Field, Group, Sheet, Widget, within};
use crate::features::practices::check::Section;
use crate::features::practices::{Notes, Remark, Text};
use crate::features::topics::Topic;
use crate::platform::text::to_html;
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
    fn of(label: String, field: &Field) -> Entry {
        let plain = field.in_words();
        let html = match field.widget {
            Widget::Lines(..) => to_html(&plain),
            // One line: nothing in it is mark-up.
            _ => askama::filters::escape(plain.as_str(), askama::filters::Html)
                .map(|safe| safe.to_string())
                .unwrap_or_default(),
        };
        Entry { label, html, plain }
    }
}

/// All the sections of a text, in order.
pub fn sections(
    text: &Text,
    known: &[Topic],
    earlier: &HashMap<Section, Vec<Remark>>,
    typed: &Notes,
) -> Vec<ReadSection> {
    Section::ALL
        .iter()
        .filter(|section| **section != Section::Review)
        .map(|section| ReadSection {
            name: section.as_str(),
            title: section.title(),
            entries: entries(*section, text, known),
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

fn entries(section: Section, text: &Text, known: &[Topic]) -> Vec<Entry> {
    let sheet = Sheet::of(section, text.clone());
    let mut entries: Vec<Entry> = sheet
        .fields()
        .iter()
        .map(|field| Entry::of(field.label.to_owned(), field))
        .collect();
    if section == Section::Brief {
        entries.push(topics(text, known));
    }
    let legend = Group::of(section).map_or("", |group| group.legend);
    for row in sheet.rows() {
        for field in &row.fields {
            entries.push(Entry::of(
                format!("{legend} {}: {}", row.number, field.label.to_lowercase()),
                field,
            ));
        }
    }
    entries.retain(|entry| !entry.plain.is_empty());
    entries
}

fn topics(text: &Text, known: &[Topic]) -> Entry {
    let names: Vec<&str> = known
        .iter()
        .filter(|topic| text.content.topics.contains(&topic.id))
        .map(|topic| topic.name.as_str())
        .collect();
    let plain = names.join(", ");
    Entry {
        label: "Argomenti".to_owned(),
        html: to_html(&plain),
        plain,
    }
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
