//! The form of the editor: what was typed, as it was typed, and what it means.
//!
//! A page is some single fields and at most one group of rows (phases, obstacles, benefits, documents).
//! Everything is text until the page is checked, so that adding, removing, moving and comparing is the
//! same for all and loses nothing that is not right yet.

mod asked;
mod beside;
mod field;
mod figures;
mod lines;
mod meaning;
mod press;
mod rows;
mod taken;

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use crate::features::card::Card;
use crate::features::practices::check::{Section, WRITTEN};
use crate::features::practices::content::{Amount, PhaseKey, PracticeContent};
use crate::features::practices::words::when;
use crate::features::practices::{Text, portion};
use crate::features::topics::Topic;
use crate::platform::web::fields::{Faults, Fields};

pub use asked::Widget;
use asked::singles;
use beside::{Beside, theirs};
pub use beside::{Difference, Origin, differences};
pub use field::{Asked, Field, Row, within};
use field::{asked_of, in_order};
use meaning::{keep_rows, typed_rows};
pub use press::Press;
pub use rows::Group;
use rows::ROWS_READ;
use taken::Taken;
pub use taken::{NAMING_PHASES, TakenRow};

/// What one form asks: a section, or all that is asked on the telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// One section.
    Section(Section),
    /// The nine questions of the interview.
    Interview,
}

impl Page {
    /// The sections the form writes.
    pub fn sections(self) -> &'static [Section] {
        match self {
            Page::Section(section) => Section::ALL
                .iter()
                .position(|one| *one == section)
                .map_or(&[], |at| &Section::ALL[at..=at]),
            // From the context to what another Unione needs.
            Page::Interview => &WRITTEN[1..10],
        }
    }
}

/// What a page offers to choose from.
#[derive(Default)]
pub struct Offered {
    /// The present year.
    pub year: i32,
    /// The topics.
    pub topics: Vec<Topic>,
    /// The documents this person may see, as far as the page speaks of them.
    pub documents: HashMap<Uuid, Card>,
    /// The phases of the path, by their keys.
    pub phases: Vec<(PhaseKey, String)>,
    /// The documents that belong to the practice, or prove something in it.
    pub attached: Vec<Uuid>,
}

impl Offered {
    /// What a text itself offers to its other sections.
    pub fn by(content: &PracticeContent) -> Offered {
        let name = |(at, phase): (usize, &_)| phase_name(at + 1, phase);
        let keys = content.phases.iter().map(|phase| phase.key);
        let mut attached: Vec<Uuid> = content.documents.iter().map(|one| one.document).collect();
        for proof in content.benefits.iter().filter_map(|one| one.document) {
            if !attached.contains(&proof) {
                attached.push(proof);
            }
        }
        Offered {
            phases: keys
                .zip(content.phases.iter().enumerate().map(name))
                .filter(|(key, _)| *key > 0)
                .collect(),
            attached,
            ..Offered::default()
        }
    }

    /// The title of a document, or that this person may not see it.
    pub fn document_title(&self, id: Uuid) -> String {
        self.documents.get(&id).map_or_else(
            || "un documento che non puoi vedere".to_owned(),
            |card| card.title.clone(),
        )
    }
}

fn phase_name(number: usize, phase: &crate::features::practices::content::Phase) -> String {
    let title = if phase.title.is_empty() {
        phase.kind.words()
    } else {
        &phase.title
    };
    format!("{number}. {title} ({})", when(phase))
}

/// One page of the editor with all that is typed on it.
pub struct Sheet {
    page: Page,
    text: Text,
    offered: Arc<Offered>,
    values: Vec<String>,
    rows: Vec<Vec<String>>,
    /// How many rows were sent beyond those that are read.
    beyond: usize,
    /// Documents chosen to become rows.
    chosen: Vec<String>,
    /// The row that was taken away last, as long as it can be put back.
    taken: Option<Taken>,
    /// The row that was put back.
    put_back: Option<Taken>,
    beside: Option<Beside>,
}

impl Sheet {
    /// The page as it was saved.
    pub fn of(page: Page, mut text: Text, offered: Arc<Offered>) -> Sheet {
        portion::settle(&mut text.content);
        let values = singles(page).map(|single| (single.show)(&text, &offered));
        Sheet {
            values: values.collect(),
            rows: typed_rows(page, &text.content, &offered),
            beyond: 0,
            page,
            text,
            offered,
            chosen: Vec::new(),
            taken: None,
            put_back: None,
            beside: None,
        }
    }

    /// The page as a form sent it, over what was saved. Where the form says so, what somebody else has
    /// saved takes the place of what was typed.
    pub fn read(page: Page, mut text: Text, fields: &Fields, offered: Arc<Offered>) -> Sheet {
        portion::settle(&mut text.content);
        let sent: HashMap<&str, &str> = fields
            .pairs()
            .iter()
            .rev()
            .map(|(name, value)| (name.as_str(), value.trim()))
            .collect();
        let value = |name: &str, widget: Widget| {
            let kept = match sent.get(format!("tieni-{name}").as_str()) {
                Some(&"altro") => sent.get(format!("altro-{name}").as_str()),
                _ => None,
            };
            match (kept, widget) {
                (Some(kept), _) => (*kept).to_owned(),
                (None, Widget::Topics) => fields.all(name).collect::<Vec<_>>().join(" "),
                (None, _) => sent.get(name).copied().unwrap_or_default().to_owned(),
            }
        };
        let values = singles(page).map(|single| value(single.name, single.widget));
        let (mut rows, mut beyond) = (Vec::new(), 0);
        if let Some(group) = Group::of(page) {
            let is_sent = |row: &usize| {
                let mut parts = group.parts.iter();
                parts.any(|part| sent.contains_key(group.field(*row, part).as_str()))
            };
            let count = (0..).take_while(is_sent).count();
            let read = ROWS_READ.max(typed_rows(page, &text.content, &offered).len());
            beyond = count.saturating_sub(read);
            for row in 0..count.min(read) {
                let parts = group.parts.iter();
                let row = parts.map(|part| value(&group.field(row, part), part.widget));
                rows.push(row.collect());
            }
        }
        Sheet {
            values: values.collect(),
            rows,
            beyond,
            page,
            text,
            offered,
            chosen: fields.all("scelti").map(str::to_owned).collect(),
            taken: Group::of(page).and_then(|group| Taken::sent(group, fields)),
            put_back: None,
            beside: None,
        }
    }

    /// Does what a button asks of the rows; answers the row to show then, from 0.
    pub fn press(&mut self, press: Press) -> Option<usize> {
        let group = Group::of(self.page)?;
        let last = self.rows.len().saturating_sub(1);
        match press {
            Press::Add => {
                let blank = self.blank(group);
                self.rows.push(blank);
                Some(self.rows.len() - 1)
            }
            Press::Remove(row) if row < self.rows.len() => {
                let gone = self.rows.remove(row);
                self.taken = Taken::of(group, row, gone, &self.text.content);
                Some(row.min(last.saturating_sub(1)))
            }
            Press::PutBack => self.put_back(group),
            Press::Up(row) if row > 0 && row <= last => {
                self.rows.swap(row, row - 1);
                Some(row - 1)
            }
            Press::Down(row) if row < last => {
                self.rows.swap(row, row + 1);
                Some(row + 1)
            }
            Press::Attach => self.attach(group),
            _ => {
                self.rows.retain(|row| !group.is_blank(row));
                None
            }
        }
    }

    /// Makes rows of the chosen documents that are none yet.
    fn attach(&mut self, group: &'static Group) -> Option<usize> {
        let first = self.rows.len();
        for id in std::mem::take(&mut self.chosen) {
            let is_row = self
                .rows
                .iter()
                .any(|row| group.value(row, group.known_by) == id);
            if !is_row && !group.known_by.is_empty() {
                let row = group.row(&self.offered, &[(group.known_by, id)]);
                self.rows.push(row);
            }
        }
        (self.rows.len() > first).then_some(first)
    }

    /// A row in which nothing is said, with a key of its own where rows have one.
    fn blank(&self, group: &Group) -> Vec<String> {
        let keys = self
            .rows
            .iter()
            .filter_map(|row| group.value(row, "chiave").parse::<PhaseKey>().ok());
        let known = self.text.content.phases.iter().map(|phase| phase.key);
        let taken = self.taken.iter().filter_map(Taken::key);
        let next = keys.chain(known).chain(taken).max().unwrap_or(0) + 1;
        group.row(&self.offered, &[("chiave", next.to_string())])
    }

    /// What the page means, or what is to be mended. Nothing needs to be complete: it is a draft.
    ///
    /// # Errors
    /// The faults, each with its field.
    pub fn checked(&self) -> Result<Text, Faults> {
        let mut faults = Faults::default();
        let mut text = self.text.clone();
        for (single, field) in singles(self.page).zip(self.fields()) {
            faults.unless(
                field.name != "titolo" || !field.value.is_empty(),
                &field.name,
                "Scrivi il titolo: anche una bozza ne ha uno",
            );
            field.check(&mut faults, "");
            if let Err(sentence) = (single.set)(&mut text, &field.value, &self.offered) {
                faults.add(&field.name, format!("{}: {sentence}", field.called()));
            }
        }
        self.check_amounts(&text.content, &mut faults);
        if let (Page::Section(section), Some(group)) = (self.page, Group::of(self.page)) {
            // What was imported may have more already: it keeps them.
            let saved = typed_rows(self.page, &self.text.content, &self.offered).len();
            self.check_rows(group, saved, &mut faults);
            keep_rows(
                group,
                section,
                &self.rows,
                &self.offered,
                &mut text.content,
                &mut faults,
            );
        }
        if let Some(back) = &self.put_back {
            back.link(&mut text.content);
        }
        if self.page == Page::Interview {
            lines::check(&self.text, &text, &self.offered, &mut faults);
        }
        faults.or(text)
    }

    fn check_rows(&self, group: &Group, saved: usize, faults: &mut Faults) {
        let (count, most) = (self.rows.len() + self.beyond, group.at_most.max(saved));
        faults.unless(
            count <= most,
            &format!("{}-{}", group.name, most + 1),
            format!(
                "Qui ci stanno al massimo {most} {}: adesso ce ne sono {count}, riuniscine qualcuna",
                group.many
            ),
        );
        for row in self.rows() {
            let whose = format!("{} {}: ", group.legend, row.number);
            for field in &row.fields {
                field.check(faults, &whose);
            }
            faults.unless(
                !row.is_hidden_document,
                &format!("{}-{}", group.name, row.number),
                format!("{whose}questo documento non c’è, o non lo puoi vedere: toglilo"),
            );
        }
    }

    fn check_amounts(&self, content: &PracticeContent, faults: &mut Faults) {
        let (spending, fit) = (&content.spending, &content.fit);
        let amounts: &[(&str, &str, &Amount)] = match self.page {
            Page::Section(Section::Costs) => &[
                ("avvio", "Per cominciare", &spending.start),
                ("annuo", "Ogni anno", &spending.yearly),
                ("ore", "Ore di lavoro", &spending.hours),
            ],
            _ => &[],
        };
        for (name, label, amount) in amounts {
            let said = amount.from.is_some() || amount.to.is_some();
            faults.unless(
                !(said && amount.unavailable),
                &format!("{name}-nd"),
                format!("{label}: hai scritto una cifra e anche che non è disponibile; tieni una delle due"),
            );
            in_order(faults, &format!("{name}-a"), label, amount.from, amount.to);
        }
        if self.page == Page::Section(Section::Transferability) {
            in_order(
                faults,
                "taglia-a",
                "Quanti abitanti",
                fit.people_from,
                fit.people_to,
            );
        }
    }

    /// The single fields of the page.
    pub fn fields(&self) -> Vec<Field> {
        singles(self.page)
            .zip(&self.values)
            .enumerate()
            .map(|(at, (single, value))| {
                let mut field = Field {
                    asked: Asked::Always,
                    under: single.under,
                    name: single.name.to_owned(),
                    label: single.label,
                    hint: single.hint,
                    widget: single.widget,
                    value: value.clone(),
                    choices: self.choices(single.widget),
                    theirs: None,
                };
                field.theirs = self
                    .beside
                    .as_ref()
                    .and_then(|beside| theirs(&field, beside.values.get(at)?));
                field
            })
            .collect()
    }

    fn choices(&self, widget: Widget) -> Vec<(String, String)> {
        match widget {
            Widget::Choice(choices) => choices(&self.offered),
            Widget::Topics => {
                let topics = self.offered.topics.iter();
                topics
                    .map(|topic| (topic.slug.clone(), topic.name.clone()))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// The rows of the page.
    pub fn rows(&self) -> Vec<Row> {
        let Some(group) = Group::of(self.page) else {
            return Vec::new();
        };
        let choices: Vec<_> = group
            .parts
            .iter()
            .map(|part| self.choices(part.widget))
            .collect();
        let numbered = self.rows.iter().enumerate();
        numbered
            .map(|(at, values)| self.row(group, at, values, &choices))
            .collect()
    }

    fn row(
        &self,
        group: &Group,
        at: usize,
        values: &[String],
        choices: &[Vec<(String, String)>],
    ) -> Row {
        let beside = self.beside.as_ref().and_then(|beside| beside.rows.get(at));
        let parts = group.parts.iter().zip(choices).zip(values).enumerate();
        let fields = parts.map(|(place, ((part, choices), value))| {
            let mut field = Field {
                asked: asked_of(group, values, part),
                under: "",
                name: group.field(at, part),
                label: part.label,
                hint: part.hint,
                widget: part.widget,
                value: value.clone(),
                choices: choices.clone(),
                theirs: None,
            };
            field.theirs = beside.and_then(|(_, other)| theirs(&field, other.get(place)?));
            field
        });
        let document = group.value(values, "id").parse::<Uuid>().ok();
        let card = document.and_then(|id| self.offered.documents.get(&id));
        let is_kept = |id: Uuid| self.offered.attached.contains(&id);
        Row {
            number: at + 1,
            is_last: at + 1 == self.rows.len(),
            fields: fields.collect(),
            origin: beside.map_or(Origin::Both, |(origin, _)| *origin),
            url: card.map(|card| card.url.clone()).unwrap_or_default(),
            title: document.map_or_else(String::new, |id| self.offered.document_title(id)),
            is_hidden_document: group.name == "documento"
                && card.is_none()
                && !document.is_some_and(is_kept),
        }
    }

    /// Puts empty rows where there are none, for somebody who begins.
    pub fn invite(&mut self) {
        if let Some(group) = Group::of(self.page) {
            while self.rows.len() < group.at_least {
                let blank = self.blank(group);
                self.rows.push(blank);
            }
        }
    }
}

/// The lines of the interview that are kept and do not read yet, each with what to do; none elsewhere.
pub fn to_mend(page: Page, content: &PracticeContent) -> Vec<(String, &'static str)> {
    match page {
        Page::Interview => lines::to_mend(content),
        Page::Section(_) => Vec::new(),
    }
}

/// Whether a page of the editor has been written on: the tick beside its step.
pub fn is_begun(section: Section, text: &Text) -> bool {
    match section {
        // The title was there when it began.
        Section::Brief => !text.summary.is_empty(),
        section => !portion::changed(&[section], text, &Text::default()).is_empty(),
    }
}

#[cfg(test)]
mod tests;
