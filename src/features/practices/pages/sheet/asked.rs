//! What each page of the editor asks.

use crate::features::practices::check::Section;
use crate::features::practices::content::{Evidence, ObstacleKind, Outcome, PhaseKind, StallCause};
use crate::features::practices::{SECTION_MAX, SUMMARY_MAX, TITLE_MAX, Text};

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
pub(super) struct Single {
    pub(super) section: Section,
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) widget: Widget,
    pub(super) slot: fn(&mut Text) -> &mut String,
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

/// Every single field, in the order of the pages.
#[rustfmt::skip]
pub(super) const SINGLES: &[Single] = &[
    single(Section::Brief, "titolo", "Titolo", "Meglio se con un verbo. Per esempio: mettere insieme la polizia locale", Widget::Line(TITLE_MAX), |text| &mut text.title),
    single(Section::Brief, "riassunto", "La pratica in breve", "Che problema avevate e che cosa fate oggi?", Widget::Lines(SUMMARY_MAX, 4), |text| &mut text.summary),
    single(Section::Brief, "comuni", "Quanti comuni", "", FACT, |text| &mut text.content.facts.comuni),
    single(Section::Brief, "abitanti", "Quanti abitanti", "", FACT, |text| &mut text.content.facts.inhabitants),
    single(Section::Brief, "persone", "Persone dedicate", "Per esempio: 1 e mezza", FACT, |text| &mut text.content.facts.staff),
    single(Section::Brief, "forma", "Forma giuridica", "Per esempio: conferimento di funzione", FACT, |text| &mut text.content.facts.legal_form),
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
pub(super) struct Part {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) widget: Widget,
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
    pub(super) at_least: usize,
    pub(super) parts: &'static [Part],
}

/// How many rows a group may have.
pub(super) const ROWS_MAX: usize = 40;
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

/// Every group, in the order of the pages.
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

    pub(super) fn field(&self, row: usize, part: &Part) -> String {
        format!("{}-{}-{}", self.name, row + 1, part.name)
    }

    pub(super) fn blank(&self) -> Vec<String> {
        let default = |part: &Part| match part.widget {
            Widget::Choice(choices) => choices().first().map_or("", |(value, _)| value).to_owned(),
            _ => String::new(),
        };
        self.parts.iter().map(default).collect()
    }

    pub(super) fn is_blank(&self, row: &[String]) -> bool {
        let typed = |part: &Part| !matches!(part.widget, Widget::Choice(_));
        self.parts
            .iter()
            .zip(row)
            .all(|(part, value)| !typed(part) || value.is_empty())
    }
}
