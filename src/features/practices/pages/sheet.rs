//! The form of the editor: what was typed, as it was typed, and what it means.
//!
//! Each page of the editor is some single fields and at most one group of rows (phases, obstacles,
//! benefits). A row is a list of texts in the order of the group's parts, so that adding, removing and
//! moving rows is the same for all and loses nothing that is not right yet.

use super::super::check::Section;
use super::super::content::{
    Benefit, Evidence, Obstacle, ObstacleKind, Outcome, Phase, PhaseKind, StallCause,
};
use super::super::{PracticeContent, SECTION_MAX, SUMMARY_MAX, TITLE_MAX, Text};
use crate::features::topics::Choice;
use crate::platform::dates::PartialDate;
use crate::platform::web::fields::{Faults, Fields, length};

/// How a field is filled in.
#[derive(Debug, Clone, Copy)]
pub enum Widget {
    /// One line of at most so many characters.
    Line(usize),
    /// Several lines: at most so many characters, and how many are seen.
    Lines(usize, usize),
    /// One of a list: value and words.
    Choice(fn() -> Vec<(&'static str, &'static str)>),
}

/// A single field of a page.
struct Single {
    section: Section,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    widget: Widget,
    slot: fn(&mut Text) -> &mut String,
}

const fn single(
    section: Section,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    widget: Widget,
    slot: fn(&mut Text) -> &mut String,
) -> Single {
    Single {
        section,
        name,
        label,
        hint,
        widget,
        slot,
    }
}

const LONG: Widget = Widget::Lines(SECTION_MAX, 10);
const FACT: Widget = Widget::Line(120);

#[rustfmt::skip]
const SINGLES: &[Single] = &[
    single(Section::Brief, "titolo", "Titolo", "Meglio se con un verbo. Per esempio: mettere insieme la polizia locale", Widget::Line(TITLE_MAX), |text| &mut text.title),
    single(Section::Brief, "riassunto", "La pratica in breve", "Che problema avevate e che cosa fate oggi?", Widget::Lines(SUMMARY_MAX, 4), |text| &mut text.summary),
    single(Section::Brief, "comuni", "Quanti comuni", "", FACT, |text| &mut text.content.facts.comuni),
    single(Section::Brief, "abitanti", "Quanti abitanti", "", FACT, |text| &mut text.content.facts.inhabitants),
    single(Section::Brief, "persone", "Persone dedicate", "Per esempio: 1 e mezza", FACT, |text| &mut text.content.facts.staff),
    single(Section::Brief, "costo", "Costo annuo", "", FACT, |text| &mut text.content.facts.yearly_cost),
    single(Section::Brief, "forma", "Forma giuridica", "Per esempio: conferimento di funzione", FACT, |text| &mut text.content.facts.legal_form),
    single(Section::Brief, "investimento", "Primo investimento", "", FACT, |text| &mut text.content.facts.first_investment),
    single(Section::Brief, "fondi", "Fondi", "Per esempio: propri, Regione", FACT, |text| &mut text.content.facts.funding),
    single(Section::Brief, "risparmio", "Risparmio stimato", "", FACT, |text| &mut text.content.facts.saving),
    single(Section::Context, "contesto", "Contesto", "La situazione di partenza: funzioni già associate, persone, perché avete cominciato.", LONG, |text| &mut text.content.context),
    single(Section::Organisation, "organizzazione", "Organizzazione", "Chi fa che cosa, dove, come si dividono i costi.", LONG, |text| &mut text.content.organisation),
    single(Section::Organisation, "scelte", "Soluzioni e scelte", "Che cosa avete messo in comune; che cosa avete scartato, e perché.", LONG, |text| &mut text.content.choices),
    single(Section::Lessons, "costi", "Costi e risorse", "Avvio, esercizio, ore di lavoro, fondi usati.", LONG, |text| &mut text.content.costs),
    single(Section::Lessons, "lezioni", "Lezioni apprese", "Fate, non fate, chiedete prima. Che cosa rifareste diversamente?", LONG, |text| &mut text.content.lessons),
    single(Section::Lessons, "trasferibilita", "Trasferibilità", "Che cosa serve per rifarlo altrove; che cosa si può riusare e che cosa no.", LONG, |text| &mut text.content.transferability),
    single(Section::Lessons, "contatti", "Contatti", "L’ufficio a cui chiedere, non il nome di una persona.", Widget::Lines(2_000, 3), |text| &mut text.content.contacts),
    single(Section::Lessons, "fonti", "Fonti e voci critiche", "Atti, articoli, dati; anche chi non è d’accordo.", LONG, |text| &mut text.content.sources),
    single(Section::Lessons, "avvertenza", "Avvertenza sulle fonti", "Se chi racconta non è l’unione: da dove vengono i fatti.", Widget::Lines(1_000, 3), |text| &mut text.content.source_note),
];

/// A part of every row of a group.
struct Part {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    widget: Widget,
}

const fn part(name: &'static str, label: &'static str, hint: &'static str, widget: Widget) -> Part {
    Part {
        name,
        label,
        hint,
        widget,
    }
}

/// A group of rows.
pub struct Group {
    section: Section,
    /// The beginning of the names of its fields.
    pub name: &'static str,
    /// What one row is called.
    pub legend: &'static str,
    /// One row with its article, after a verb.
    pub one: &'static str,
    /// The words of the button that adds one.
    pub add: &'static str,
    /// How many rows are shown when there are none.
    at_least: usize,
    parts: &'static [Part],
}

/// How many rows a group may have.
const ROWS_MAX: usize = 40;
const STORY: Widget = Widget::Lines(5_000, 4);

fn phase_kinds() -> Vec<(&'static str, &'static str)> {
    PhaseKind::ALL
        .iter()
        .map(|one| (one.as_str(), one.words()))
        .collect()
}

fn causes() -> Vec<(&'static str, &'static str)> {
    let known = StallCause::ALL
        .iter()
        .map(|one| (one.as_str(), one.words()));
    std::iter::once(("", "non indicata")).chain(known).collect()
}

fn obstacle_kinds() -> Vec<(&'static str, &'static str)> {
    ObstacleKind::ALL
        .iter()
        .map(|one| (one.as_str(), one.words()))
        .collect()
}

fn outcomes() -> Vec<(&'static str, &'static str)> {
    Outcome::ALL
        .iter()
        .map(|one| (one.as_str(), one.words()))
        .collect()
}

fn evidence() -> Vec<(&'static str, &'static str)> {
    Evidence::ALL
        .iter()
        .map(|one| (one.as_str(), one.words()))
        .collect()
}

#[rustfmt::skip]
const GROUPS: &[Group] = &[
    Group {
        section: Section::Path, name: "fase", legend: "Fase", one: "la fase", add: "Aggiungi una fase", at_least: 2,
        parts: &[
            part("tipo", "Tipo di fase", "", Widget::Choice(phase_kinds)),
            part("titolo", "Titolo", "Per esempio: si parte", Widget::Line(TITLE_MAX)),
            part("dal", "Dal", "Per esempio 2006, 05/2006 o 31/05/2006. Lascia vuoto se non lo sai.", Widget::Line(10)),
            part("al", "Al", "Vuoto se continua ancora, o se non lo sai.", Widget::Line(10)),
            part("testo", "Che cosa è successo", "", STORY),
            part("causa", "Se è una stasi: che cosa vi ha fermato", "", Widget::Choice(causes)),
            part("sblocco", "Se è una ripartenza: che cosa l’ha sbloccata", "", Widget::Lines(1_000, 2)),
        ],
    },
    Group {
        section: Section::Obstacles, name: "ostacolo", legend: "Ostacolo", one: "l’ostacolo", add: "Aggiungi un ostacolo", at_least: 1,
        parts: &[
            part("testo", "Che cosa vi ha fermato", "Per esempio: nessun tecnico in pianta organica", STORY),
            part("tipo", "Tipo di ostacolo", "", Widget::Choice(obstacle_kinds)),
            part("soluzione", "Che cosa avete fatto", "Lascia vuoto se è ancora aperto.", STORY),
            part("esito", "Com’è finita", "", Widget::Choice(outcomes)),
        ],
    },
    Group {
        section: Section::Benefits, name: "vantaggio", legend: "Vantaggio", one: "il vantaggio", add: "Aggiungi un vantaggio", at_least: 1,
        parts: &[
            part("testo", "Che cosa è migliorato", "Per esempio: guasti risolti in giornata", Widget::Lines(2_000, 3)),
            part("prova", "Come lo sapete", "", Widget::Choice(evidence)),
            part("prima", "Prima", "Per esempio: 4 giorni", Widget::Line(200)),
            part("dopo", "Dopo", "Per esempio: 1 giorno", Widget::Line(200)),
            part("unita", "Unità di misura", "", Widget::Line(80)),
            part("periodo", "Periodo", "Per esempio: 2019–2023", Widget::Line(80)),
            part("fonte", "Fonte", "Da chi o da quale documento lo sapete.", Widget::Lines(1_000, 2)),
        ],
    },
];

impl Group {
    /// The group of a page, if it has one.
    pub fn of(section: Section) -> Option<&'static Group> {
        GROUPS.iter().find(|group| group.section == section)
    }

    fn field(&self, row: usize, part: &Part) -> String {
        format!("{}-{}-{}", self.name, row + 1, part.name)
    }

    fn blank(&self) -> Vec<String> {
        let default = |part: &Part| match part.widget {
            Widget::Choice(choices) => choices().first().map_or("", |(value, _)| value).to_owned(),
            _ => String::new(),
        };
        self.parts.iter().map(default).collect()
    }

    fn is_blank(&self, row: &[String]) -> bool {
        let typed = |part: &Part| !matches!(part.widget, Widget::Choice(_));
        self.parts
            .iter()
            .zip(row)
            .all(|(part, value)| !typed(part) || value.is_empty())
    }
}

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
        let rows = self.rows.iter().enumerate();
        let content = &mut text.content;
        match self.section {
            Section::Path => {
                content.phases = rows.map(|(at, row)| phase(at, row, &mut faults)).collect();
            }
            Section::Obstacles => content.obstacles = rows.map(|(_, row)| obstacle(row)).collect(),
            Section::Benefits => content.benefits = rows.map(|(_, row)| benefit(row)).collect(),
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

fn typed_date(date: Option<PartialDate>) -> String {
    match date.map(|date| (date.day(), date.month(), date.year())) {
        Some((Some(day), Some(month), year)) => format!("{day:02}/{month:02}/{year}"),
        Some((None, Some(month), year)) => format!("{month:02}/{year}"),
        Some((_, None, year)) => year.to_string(),
        None => String::new(),
    }
}

fn typed_phase(phase: &Phase) -> Vec<String> {
    vec![
        phase.kind.to_string(),
        phase.title.clone(),
        typed_date(phase.from),
        typed_date(phase.to),
        phase.what.clone(),
        phase.cause.map_or("", StallCause::as_str).to_owned(),
        phase.unlocked_by.clone(),
    ]
}

fn typed_obstacle(one: &Obstacle) -> Vec<String> {
    vec![
        one.what.clone(),
        one.kind.to_string(),
        one.done.clone(),
        one.outcome.to_string(),
    ]
}

fn typed_benefit(one: &Benefit) -> Vec<String> {
    vec![
        one.what.clone(),
        one.evidence.to_string(),
        one.before.clone(),
        one.after.clone(),
        one.unit.clone(),
        one.period.clone(),
        one.source.clone(),
    ]
}

fn value(row: &[String], at: usize) -> String {
    row.get(at).cloned().unwrap_or_default()
}

/// The phase of a row. A value of a list that is none has its fault already.
fn phase(at: usize, row: &[String], faults: &mut Faults) -> Phase {
    let number = at + 1;
    let mut date = |index: usize, part: &str| {
        let typed = value(row, index);
        if typed.is_empty() {
            return None;
        }
        typed
            .parse::<PartialDate>()
            .map_err(|fault| {
                faults.add(
                    &format!("fase-{number}-{part}"),
                    format!("Fase {number}: {fault}"),
                )
            })
            .ok()
    };
    let (from, to) = (date(2, "dal"), date(3, "al"));
    if let (Some(from), Some(to)) = (from, to) {
        faults.unless(
            !ends_before(from, to),
            &format!("fase-{number}-al"),
            format!("Fase {number}: la fine viene prima dell’inizio, controlla le due date"),
        );
    }
    let kind = value(row, 0).parse().unwrap_or(PhaseKind::Survey);
    Phase {
        kind,
        title: value(row, 1),
        from,
        to,
        what: value(row, 4),
        cause: value(row, 5)
            .parse()
            .ok()
            .filter(|_| kind == PhaseKind::Stall),
        unlocked_by: if kind == PhaseKind::Restart {
            value(row, 6)
        } else {
            String::new()
        },
    }
}

/// Whether the end comes before the beginning, as far as both are known.
fn ends_before(from: PartialDate, to: PartialDate) -> bool {
    let known = |date: PartialDate| [date.month(), date.day()];
    if from.year() != to.year() {
        return to.year() < from.year();
    }
    for (from, to) in known(from).into_iter().zip(known(to)) {
        match (from, to) {
            (Some(from), Some(to)) if from != to => return to < from,
            (Some(_), Some(_)) => {}
            _ => return false,
        }
    }
    false
}

fn obstacle(row: &[String]) -> Obstacle {
    Obstacle {
        what: value(row, 0),
        kind: value(row, 1).parse().unwrap_or(ObstacleKind::Political),
        done: value(row, 2),
        outcome: value(row, 3).parse().unwrap_or(Outcome::Unknown),
    }
}

fn benefit(row: &[String]) -> Benefit {
    Benefit {
        what: value(row, 0),
        evidence: value(row, 1).parse().unwrap_or(Evidence::Perceived),
        before: value(row, 2),
        after: value(row, 3),
        unit: value(row, 4),
        period: value(row, 5),
        source: value(row, 6),
    }
}

/// Whether a page of the editor has been written on: the tick beside its step.
pub fn is_begun(section: Section, text: &Text) -> bool {
    let content: &PracticeContent = &text.content;
    match section {
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
mod tests {
    use super::*;

    fn sheet(section: Section, form: &str) -> Sheet {
        let fields = Fields::from_urlencoded(form.as_bytes(), "/x");
        Sheet::read(section, Text::default(), &fields)
    }

    fn titles(sheet: &Sheet) -> Vec<String> {
        sheet.rows.iter().map(|row| row[1].clone()).collect()
    }

    #[test]
    fn rows_are_added_removed_and_moved_with_all_that_was_typed() {
        let form = "fase-1-tipo=survey&fase-1-titolo=a&fase-1-dal=boh&fase-2-tipo=stall&fase-2-titolo=b&fase-3-titolo=c";
        for (press, expected, shown) in [
            (Press::Add, vec!["a", "b", "c", ""], Some(3)),
            (Press::Remove(0), vec!["b", "c"], Some(0)),
            (Press::Remove(2), vec!["a", "b"], Some(1)),
            (Press::Remove(9), vec!["a", "b", "c"], None),
            (Press::Up(2), vec!["a", "c", "b"], Some(1)),
            (Press::Up(0), vec!["a", "b", "c"], None),
            (Press::Down(0), vec!["b", "a", "c"], Some(1)),
            (Press::Down(2), vec!["a", "b", "c"], None),
        ] {
            let mut sheet = sheet(Section::Path, form);
            assert_eq!(sheet.press(press), shown, "{press:?}");
            assert_eq!(titles(&sheet), expected, "{press:?}");
        }
        assert_eq!(sheet(Section::Path, form).rows[0][2], "boh");
    }

    #[test]
    fn buttons_say_what_they_want() {
        for (text, expected) in [
            ("avanti", Press::Continue),
            ("bozza", Press::Keep),
            ("aggiungi", Press::Add),
            ("togli-2", Press::Remove(1)),
            ("su-1", Press::Up(0)),
            ("giu-3", Press::Down(2)),
            ("togli-0", Press::Keep),
            ("togli-x", Press::Keep),
            ("", Press::Keep),
        ] {
            assert_eq!(Press::read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn dates_are_strict_and_in_order() {
        for (from, to, faults) in [
            ("", "", vec![]),
            ("2006", "2011", vec![]),
            ("05/2006", "2006", vec![]),
            ("31/05/2006", "05/2006", vec![]),
            ("2006-05-31", "31/05/2006", vec![]),
            ("maggio", "", vec!["fase-1-dal"]),
            ("31/02/2006", "2005", vec!["fase-1-dal"]),
            ("2006", "2005", vec!["fase-1-al"]),
            ("06/2006", "05/2006", vec!["fase-1-al"]),
            ("02/05/2006", "01/05/2006", vec!["fase-1-al"]),
        ] {
            let form =
                format!("fase-1-tipo=rollout&fase-1-titolo=x&fase-1-dal={from}&fase-1-al={to}");
            let checked = sheet(Section::Path, &form).checked();
            let found: Vec<String> = checked
                .err()
                .map(|faults| faults.0.into_iter().map(|fault| fault.field).collect())
                .unwrap_or_default();
            assert_eq!(found, faults, "{from} {to}");
        }
    }

    #[test]
    fn what_is_saved_and_shown_again_means_the_same() {
        let form = "fase-1-tipo=stall&fase-1-titolo=Sosta&fase-1-dal=05/2006&fase-1-testo=x&fase-1-causa=law\
            &fase-2-tipo=restart&fase-2-titolo=Via&fase-2-dal=1/2/2010&fase-2-causa=law&fase-2-sblocco=un+bando";
        let text = sheet(Section::Path, form).checked().unwrap();
        assert_eq!(text.content.phases[0].cause, Some(StallCause::Law));
        assert_eq!(text.content.phases[1].cause, None);
        let again = Sheet::of(Section::Path, text.clone()).checked().unwrap();
        assert_eq!(again, text);
    }

    #[test]
    fn a_value_that_is_not_in_the_list_is_a_fault() {
        let faults = sheet(
            Section::Obstacles,
            "ostacolo-1-testo=x&ostacolo-1-tipo=magic&ostacolo-1-esito=open",
        )
        .checked()
        .unwrap_err();
        assert_eq!(faults.0.len(), 1);
        assert_eq!(faults.0[0].field, "ostacolo-1-tipo");
    }

    #[test]
    fn saving_drops_rows_in_which_nothing_was_typed() {
        let mut sheet = sheet(
            Section::Benefits,
            "vantaggio-1-prova=measured&vantaggio-2-testo=x&vantaggio-2-prova=declared",
        );
        sheet.press(Press::Keep);
        assert_eq!(sheet.checked().unwrap().content.benefits.len(), 1);
    }
}
