//! What a version says, as sections of labelled fields in words: the form in which two are compared.

use std::collections::HashMap;

use uuid::Uuid;

use super::check::Section;
use super::content::{Attached, Benefit, Obstacle, Phase, PhaseKey, PracticeContent};
use super::{Text, content};
use crate::platform::actor::TopicId;
use crate::platform::dates::{self, PartialDate};

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Word by word.
    Prose,
    /// Whole: a date, a figure, one of a list.
    Figure,
}

/// One thing a version says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What it is about.
    pub label: &'static str,
    /// What is said, in words; empty when nothing is.
    pub value: String,
    /// How it is compared.
    pub kind: Kind,
}

/// One of several things of the same sort: a phase, an obstacle, a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is known by from version to version; none where only its words tell.
    pub identity: Option<String>,
    /// What it is called, if it has a name.
    pub name: String,
    /// What is said of it.
    pub fields: Vec<Field>,
}

/// The sorts of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// What it is filed under.
    Topic,
    /// A stretch of the path.
    Phase,
    /// What stood in the way.
    Obstacle,
    /// What got better.
    Benefit,
    /// An enabling factor.
    Factor,
    /// A document to reuse.
    Document,
}

/// A section of a version. Every version has the same ones in the same order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldSection {
    /// Which one it is.
    pub section: Section,
    /// What is said once.
    pub fields: Vec<Field>,
    /// What is said of several, in order.
    pub rows: Vec<Row>,
    /// Of which sort the rows are; none in a section that has no rows.
    pub sort: Option<Sort>,
}

/// What the things a text points to are called, for one reader.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Topics.
    pub topics: HashMap<TopicId, String>,
    /// Documents; one that is missing may not be seen.
    pub documents: HashMap<Uuid, String>,
}

impl Names {
    fn document(&self, id: Uuid) -> String {
        self.documents
            .get(&id)
            .cloned()
            .unwrap_or_else(|| "un documento che non puoi vedere".to_owned())
    }
}

/// The documents a text points to.
pub fn documents_of(text: &Text) -> impl Iterator<Item = Uuid> + '_ {
    let attached = text.content.documents.iter().map(|one| one.document);
    let proofs = text.content.benefits.iter().filter_map(|one| one.document);
    attached.chain(proofs)
}

/// What the phases of a text are called, by their keys.
pub fn phase_names(text: &Text) -> HashMap<PhaseKey, String> {
    let phases = text.content.phases.iter();
    phases
        .filter(|phase| phase.key != 0)
        .map(|phase| (phase.key, phase_name(phase)))
        .collect()
}

fn phase_name(phase: &Phase) -> String {
    if phase.title.is_empty() {
        phase.kind.words().to_owned()
    } else {
        phase.title.clone()
    }
}

fn prose(label: &'static str, value: &str) -> Field {
    Field {
        label,
        value: value.to_owned(),
        kind: Kind::Prose,
    }
}

fn figure(label: &'static str, value: String) -> Field {
    Field {
        label,
        value,
        kind: Kind::Figure,
    }
}

fn date(date: Option<PartialDate>) -> String {
    date.map_or_else(String::new, |date| date.to_string())
}

fn people(number: Option<i64>) -> String {
    number.map_or_else(String::new, dates::number)
}

/// Everything a version says. `phases` are the names by which obstacles and documents tell their phase.
pub fn told(text: &Text, names: &Names, phases: &HashMap<PhaseKey, String>) -> Vec<ToldSection> {
    let content = &text.content;
    let phase = |key: Option<PhaseKey>| match key {
        None => String::new(),
        Some(key) => phases
            .get(&key)
            .cloned()
            .unwrap_or_else(|| "una fase che non c’è più".to_owned()),
    };
    let plain = |section, fields| ToldSection {
        section,
        fields,
        rows: Vec::new(),
        sort: None,
    };
    vec![
        brief(text, names),
        plain(Section::Context, vec![prose("Contesto", &content.context)]),
        ToldSection {
            rows: content.phases.iter().map(phase_row).collect(),
            sort: Some(Sort::Phase),
            ..plain(Section::Path, Vec::new())
        },
        plain(
            Section::Organisation,
            vec![
                figure(
                    "Modello",
                    content.model.map_or("", content::Model::words).to_owned(),
                ),
                prose("Organizzazione", &content.organisation),
            ],
        ),
        plain(
            Section::Choices,
            vec![prose("Soluzioni e scelte", &content.choices)],
        ),
        ToldSection {
            rows: content
                .obstacles
                .iter()
                .map(|one| obstacle_row(one, phase(one.phase)))
                .collect(),
            sort: Some(Sort::Obstacle),
            ..plain(Section::Obstacles, Vec::new())
        },
        ToldSection {
            rows: content
                .benefits
                .iter()
                .map(|one| benefit_row(one, names))
                .collect(),
            sort: Some(Sort::Benefit),
            ..plain(Section::Benefits, Vec::new())
        },
        plain(Section::Costs, costs(content)),
        plain(
            Section::Lessons,
            vec![
                prose("Fate", &content.advice.go),
                prose("Non fate", &content.advice.avoid),
                prose("Chiedete prima", &content.advice.ask_first),
                prose("Lezioni apprese", &content.lessons),
            ],
        ),
        fit(content),
        ToldSection {
            rows: content
                .documents
                .iter()
                .map(|one| document_row(one, names, phase(one.phase)))
                .collect(),
            sort: Some(Sort::Document),
            ..plain(Section::Documents, Vec::new())
        },
        plain(
            Section::Contacts,
            vec![prose("Contatti", &content.contacts)],
        ),
        plain(
            Section::Sources,
            vec![
                prose("Fonti e voci critiche", &content.sources),
                prose("Avvertenza sulle fonti", &content.source_note),
            ],
        ),
    ]
}

fn brief(text: &Text, names: &Names) -> ToldSection {
    let facts = &text.content.facts;
    let topic = |id: &TopicId| Row {
        identity: Some(id.to_string()),
        name: names.topics.get(id).cloned().unwrap_or_default(),
        fields: Vec::new(),
    };
    ToldSection {
        section: Section::Brief,
        fields: vec![
            prose("Titolo", &text.title),
            prose("La pratica in breve", &text.summary),
            prose("Comuni", &facts.comuni),
            prose("Abitanti", &facts.inhabitants),
            prose("Persone dedicate", &facts.staff),
            prose("Forma giuridica", &facts.legal_form),
            prose("Fondi", &facts.funding),
            prose("Risparmio", &facts.saving),
        ],
        rows: text.content.topics.iter().map(topic).collect(),
        sort: Some(Sort::Topic),
    }
}

fn phase_row(phase: &Phase) -> Row {
    let to = if phase.ongoing {
        "continua ancora".to_owned()
    } else {
        date(phase.to)
    };
    Row {
        identity: Some(phase.key)
            .filter(|key| *key != 0)
            .map(|key| key.to_string()),
        name: phase_name(phase),
        fields: vec![
            figure("Tipo di fase", phase.kind.words().to_owned()),
            prose("Titolo", &phase.title),
            figure("Dal", date(phase.from)),
            figure("Al", to),
            prose("Che cosa è successo", &phase.what),
            figure(
                "Che cosa l’ha fermata",
                phase
                    .cause
                    .map_or("", content::StallCause::words)
                    .to_owned(),
            ),
            prose("Che cosa l’ha sbloccata", &phase.unlocked_by),
            prose("Chi ha partecipato", &phase.who),
            prose("Chi ha aiutato da fuori", &phase.support),
        ],
    }
}

fn obstacle_row(obstacle: &Obstacle, phase: String) -> Row {
    Row {
        identity: None,
        name: String::new(),
        fields: vec![
            prose("Che cosa ha fermato", &obstacle.what),
            figure("Tipo di ostacolo", obstacle.kind.words().to_owned()),
            figure("Fase", phase),
            prose("Che cosa hanno fatto", &obstacle.done),
            figure("Com’è finita", obstacle.outcome.words().to_owned()),
        ],
    }
}

fn benefit_row(benefit: &Benefit, names: &Names) -> Row {
    let proof = benefit.document.map(|id| names.document(id));
    Row {
        identity: None,
        name: String::new(),
        fields: vec![
            prose("Che cosa è migliorato", &benefit.what),
            figure("Come si sa", benefit.evidence.words().to_owned()),
            prose("Prima", &benefit.before),
            prose("Dopo", &benefit.after),
            prose("Unità di misura", &benefit.unit),
            prose("Periodo", &benefit.period),
            prose("Fonte", &benefit.source),
            figure("Documento che lo prova", proof.unwrap_or_default()),
        ],
    }
}

fn costs(content: &PracticeContent) -> Vec<Field> {
    let spending = &content.spending;
    vec![
        figure("Primo investimento", spending.start.in_euro()),
        figure("Costo annuo", spending.yearly.in_euro()),
        figure("Lavoro in un anno", spending.hours.in_units("ore")),
        figure("CUP", spending.cup.clone()),
        prose("Costi e risorse", &content.costs),
    ]
}

fn fit(content: &PracticeContent) -> ToldSection {
    let fit = &content.fit;
    let factor = |one: &content::FactorNeed| Row {
        identity: Some(one.factor.to_string()),
        name: one.factor.words().to_owned(),
        fields: vec![figure("Quanto conta", one.need.words().to_owned())],
    };
    ToldSection {
        section: Section::Transferability,
        fields: vec![
            figure("Abitanti, almeno", people(fit.people_from)),
            figure("Abitanti, al massimo", people(fit.people_to)),
            prose("Quanto tempo serve", &fit.time),
            prose("Si può prendere com’è", &fit.as_is),
            prose("Da adattare", &fit.to_adapt),
            prose("Da non copiare", &fit.not_to_copy),
            prose("Trasferibilità", &content.transferability),
        ],
        rows: fit.factors.iter().map(factor).collect(),
        sort: Some(Sort::Factor),
    }
}

fn document_row(attached: &Attached, names: &Names, phase: String) -> Row {
    Row {
        identity: Some(attached.document.to_string()),
        name: names.document(attached.document),
        fields: vec![
            figure("Fase", phase),
            prose("A che cosa serve", &attached.note),
        ],
    }
}
