//! The groups of rows: phases, obstacles, benefits, documents.

use super::{Offered, Page, Widget};
use crate::features::practices::TITLE_MAX;
use crate::features::practices::check::Section;
use crate::features::practices::content::{Evidence, ObstacleKind, Outcome, PhaseKind, StallCause};

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
    /// What several are called.
    pub many: &'static str,
    /// The words of the button that adds one; empty where rows come another way.
    pub add: &'static str,
    /// How many rows there may be.
    pub at_most: usize,
    /// How many rows are shown when there are none.
    pub(super) at_least: usize,
    /// The part by which a row is known wherever it is moved to; empty when there is none.
    pub(super) known_by: &'static str,
    pub(super) parts: &'static [Part],
}

/// How many rows of a form are read, unless more are saved: more than any group may have, so that too
/// many come back whole with the sentence that says so. Those beyond are counted.
pub(super) const ROWS_READ: usize = 500;
/// Room for the longest day in words, and for what is to be mended in it.
const DATE: Widget = Widget::Line(40);
const STORY: Widget = Widget::Lines(5_000, 4);
const SENTENCE: Widget = Widget::Lines(1_000, 2);

/// The kinds one can choose, after none: nothing is claimed that nobody has said.
macro_rules! every {
    ($kind:ident) => {
        |_| {
            let known = $kind::SAID
                .iter()
                .map(|one| (one.to_string(), one.words().to_owned()));
            std::iter::once((String::new(), "scegli".to_owned()))
                .chain(known)
                .collect()
        }
    };
}

/// How an obstacle may stand: first that nobody has said.
fn outcomes(_: &Offered) -> Vec<(String, String)> {
    let known = Outcome::ALL.iter().filter(|one| **one != Outcome::Unknown);
    std::iter::once(&Outcome::Unknown)
        .chain(known)
        .map(|one| (one.to_string(), one.words().to_owned()))
        .collect()
}

fn causes(_: &Offered) -> Vec<(String, String)> {
    let known = StallCause::ALL
        .iter()
        .map(|one| (one.to_string(), one.words().to_owned()));
    std::iter::once((String::new(), "non indicata".to_owned()))
        .chain(known)
        .collect()
}

fn phases(offered: &Offered) -> Vec<(String, String)> {
    let known = offered
        .phases
        .iter()
        .map(|(key, name)| (key.to_string(), name.clone()));
    std::iter::once((String::new(), "non indicata".to_owned()))
        .chain(known)
        .collect()
}

fn proofs(offered: &Offered) -> Vec<(String, String)> {
    let known = offered
        .attached
        .iter()
        .map(|id| (id.to_string(), offered.document_title(*id)));
    std::iter::once((String::new(), "nessuno".to_owned()))
        .chain(known)
        .collect()
}

/// Every group, in the order of the pages.
#[rustfmt::skip]
const GROUPS: &[Group] = &[
    Group {
        section: Section::Path, name: "fase", legend: "Fase", one: "la fase", many: "fasi", add: "Aggiungi una fase",
        at_most: 60, at_least: 2, known_by: "chiave",
        parts: &[
            part("chiave", "", "", Widget::Hidden),
            part("tipo", "Tipo di fase", "Stasi è una sosta; ripartenza è quando ricomincia.", Widget::Choice(every!(PhaseKind))),
            part("titolo", "Titolo", "Per esempio: si parte", Widget::Line(TITLE_MAX)),
            part("dal", "Dal", "2006, giugno 2006 o 31/05/2006. Vuoto se non lo sai.", DATE),
            part("al", "Al", "Per esempio 2011. Vuoto se continua ancora, o se non lo sai.", DATE),
            part("continua", "Continua ancora", "", Widget::Tick),
            part("testo", "Che cosa è successo", "Per esempio: tre comuni firmano la convenzione, due aspettano il bilancio.", STORY),
            part("chi", "Chi c’era", "Uffici ed enti, non persone. Per esempio: segretario, polizia locale", Widget::Line(300)),
            part("sostegno", "Sostegno da fuori", "Per esempio: il Progetto ITALIAE, la Regione, un fornitore", Widget::Line(300)),
            part("causa", "Se è una stasi: che cosa vi ha fermato", "Per esempio: mancanza di personale", Widget::Choice(causes)),
            part("sblocco", "Se è una ripartenza: che cosa l’ha sbloccata", "Per esempio: un avviso della Regione, un nuovo sindaco", SENTENCE),
        ],
    },
    Group {
        section: Section::Obstacles, name: "ostacolo", legend: "Ostacolo", one: "l’ostacolo", many: "ostacoli", add: "Aggiungi un ostacolo",
        at_most: 40, at_least: 1, known_by: "",
        parts: &[
            part("testo", "Che cosa vi ha fermato", "Per esempio: nessun tecnico in pianta organica", STORY),
            part("soluzione", "Che cosa avete fatto", "Per esempio: una convenzione con il comune vicino. Lascia vuoto se è ancora aperto.", STORY),
            part("tipo", "Tipo di ostacolo", "", Widget::Choice(every!(ObstacleKind))),
            part("esito", "Com’è finita", "", Widget::Choice(outcomes)),
            part("fase", "In quale fase", "Le fasi sono quelle del percorso.", Widget::Choice(phases)),
        ],
    },
    Group {
        section: Section::Benefits, name: "vantaggio", legend: "Vantaggio", one: "il vantaggio", many: "vantaggi", add: "Aggiungi un vantaggio",
        at_most: 40, at_least: 1, known_by: "",
        parts: &[
            part("testo", "Che cosa è migliorato", "Per esempio: guasti risolti in giornata", Widget::Lines(2_000, 3)),
            part("prova", "Come lo sapete", "Misurato: c’è un numero. Stimato: è un calcolo. Percepito: lo dice chi ci lavora. Dichiarato: lo ha detto l’ente in pubblico.", Widget::Choice(every!(Evidence))),
            part("prima", "Prima", "Per esempio: 4", Widget::Line(200)),
            part("dopo", "Dopo", "Per esempio: 1", Widget::Line(200)),
            part("unita", "Unità di misura", "Per esempio: giorni", Widget::Line(80)),
            part("periodo", "Periodo", "Per esempio: 2019–2023", Widget::Line(80)),
            part("fonte", "Fonte", "Da chi lo sapete; se è percepito, chi lo dice. Per esempio: registro delle chiamate, oppure i tecnici dei comuni", SENTENCE),
            part("documento", "Documento che lo prova", "Si sceglie tra quelli della sezione Documenti.", Widget::Choice(proofs)),
        ],
    },
    Group {
        section: Section::Documents, name: "documento", legend: "Documento", one: "il documento", many: "documenti", add: "",
        at_most: 40, at_least: 0, known_by: "id",
        parts: &[
            part("id", "", "", Widget::Hidden),
            part("fase", "Di quale fase", "Le fasi sono quelle del percorso.", Widget::Choice(phases)),
            part("nota", "A che cosa serve qui", "Per esempio: la convenzione che hanno firmato tutti", Widget::Line(300)),
        ],
    },
];

impl Group {
    /// The group of a page, if it has one.
    pub fn of(page: Page) -> Option<&'static Group> {
        GROUPS
            .iter()
            .find(|group| page == Page::Section(group.section))
    }

    pub(super) fn field(&self, row: usize, part: &Part) -> String {
        format!("{}-{}-{}", self.name, row + 1, part.name)
    }

    /// The place of a part in every row.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.parts.iter().position(|part| part.name == name)
    }

    /// What a row says in one of its parts.
    pub(super) fn value<'a>(&self, row: &'a [String], name: &str) -> &'a str {
        self.place(name)
            .and_then(|at| row.get(at))
            .map_or("", String::as_str)
    }

    /// A row with some parts filled in, and the others as they are when nothing was said.
    pub(super) fn row(&self, offered: &Offered, filled: &[(&str, String)]) -> Vec<String> {
        let value = |part: &Part| {
            let given = filled.iter().find(|(name, _)| *name == part.name);
            match (given, part.widget) {
                (Some((_, value)), _) => value.clone(),
                (None, Widget::Choice(choices)) => choices(offered)
                    .into_iter()
                    .next()
                    .map_or_else(String::new, |(value, _)| value),
                (None, _) => String::new(),
            }
        };
        self.parts.iter().map(value).collect()
    }

    /// Whether nothing was typed in a row. A document is never nothing.
    pub(super) fn is_blank(&self, row: &[String]) -> bool {
        let is_typed = |part: &Part| match part.widget {
            Widget::Choice(_) => false,
            Widget::Hidden => part.name != "chiave",
            _ => true,
        };
        self.parts
            .iter()
            .zip(row)
            .all(|(part, value)| !is_typed(part) || value.is_empty())
    }
}
