//! What somebody types about an Unione, kept as typed until it can be saved.

use crate::features::topics::{Choice, Topic};
use crate::features::unioni::Profile;
use crate::features::unioni::directory::REGIONI;
use crate::platform::dates::PartialDate;
use crate::platform::web::fields::Fields;

/// Rows of one kind in a form.
const MOST_ROWS: usize = 150;

/// The form as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EditForm {
    pub lock_version: String,
    pub name: String,
    pub other_names: String,
    pub ipa_code: String,
    pub region: String,
    pub province: String,
    pub seat: String,
    pub website: String,
    pub legal_form: String,
    pub activity: String,
    pub founded: String,
    pub description: String,
    pub contacts: String,
    pub source: String,
    pub comuni: Vec<ComuneRow>,
    pub populations: Vec<PopulationRow>,
    pub functions: Vec<FunctionRow>,
}

/// A Comune as it was typed. Its number stands in the form when the Comune is known already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ComuneRow {
    pub number: String,
    pub name: String,
    pub istat_code: String,
    pub since: String,
    pub until: String,
    pub source: String,
    pub people: String,
    pub counted: String,
    pub people_source: String,
}

/// A count of people as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PopulationRow {
    pub people: String,
    pub counted: String,
    pub source: String,
}

/// A shared function as it was typed; its topic by slug.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FunctionRow {
    pub name: String,
    pub topic: String,
    pub since: String,
    pub until: String,
    pub source: String,
}

/// A date as Italians type it.
fn typed(date: Option<PartialDate>) -> String {
    let Some(date) = date else {
        return String::new();
    };
    match (date.month(), date.day()) {
        (Some(month), Some(day)) => format!("{day:02}/{month:02}/{}", date.year()),
        (Some(month), None) => format!("{month:02}/{}", date.year()),
        _ => date.year().to_string(),
    }
}

/// The rows of one kind that a form sent.
fn rows<T>(
    fields: &Fields,
    kind: &str,
    first: &str,
    row: impl Fn(&dyn Fn(&str) -> String) -> T,
) -> Vec<T> {
    (0..MOST_ROWS)
        .take_while(|n| fields.has(&format!("{kind}-{n}-{first}")))
        .map(|n| row(&|name| fields.text(&format!("{kind}-{n}-{name}")).to_owned()))
        .collect()
}

impl EditForm {
    /// The form filled with what is saved.
    pub fn of(profile: &Profile, topics: &[Topic]) -> EditForm {
        let facts = &profile.unione.facts;
        EditForm {
            lock_version: profile.unione.lock_version.to_string(),
            name: facts.name.clone(),
            other_names: facts.other_names.clone(),
            ipa_code: facts.ipa_code.clone(),
            region: facts.region.clone(),
            province: facts.province.clone(),
            seat: facts.seat.clone(),
            website: facts.website.clone(),
            legal_form: facts.legal_form_words.clone(),
            activity: facts.activity_words.clone(),
            founded: typed(facts.founded),
            description: facts.description.clone(),
            contacts: facts.contacts.clone(),
            source: facts.source.clone(),
            comuni: profile
                .adesioni
                .iter()
                .map(|adesione| {
                    let count = adesione.population.as_ref();
                    ComuneRow {
                        number: adesione.number.to_string(),
                        name: adesione.name.clone(),
                        istat_code: adesione.istat_code.clone().unwrap_or_default(),
                        since: typed(adesione.since),
                        until: typed(adesione.until),
                        source: adesione.source.clone(),
                        people: count
                            .map(|count| count.people.to_string())
                            .unwrap_or_default(),
                        counted: typed(count.map(|count| count.counted)),
                        people_source: count.map(|count| count.source.clone()).unwrap_or_default(),
                    }
                })
                .collect(),
            populations: profile
                .populations
                .iter()
                .map(|population| PopulationRow {
                    people: population.people.to_string(),
                    counted: typed(Some(population.counted)),
                    source: population.source.clone(),
                })
                .collect(),
            functions: profile
                .functions
                .iter()
                .map(|function| FunctionRow {
                    name: function.name.clone(),
                    topic: topics
                        .iter()
                        .find(|topic| Some(topic.id) == function.topic)
                        .map(|topic| topic.slug.clone())
                        .unwrap_or_default(),
                    since: typed(function.since),
                    until: typed(function.until),
                    source: function.source.clone(),
                })
                .collect(),
        }
    }

    /// The form as it was sent.
    pub fn sent(fields: &Fields) -> EditForm {
        let text = |name: &str| fields.text(name).to_owned();
        EditForm {
            lock_version: text("lock_version"),
            name: text("nome"),
            other_names: text("altri_nomi"),
            ipa_code: text("codice_ipa"),
            region: text("regione"),
            province: text("provincia"),
            seat: text("sede"),
            website: text("sito"),
            legal_form: text("forma"),
            activity: text("attivita"),
            founded: text("fondata"),
            description: text("descrizione"),
            contacts: text("contatti"),
            source: text("fonte"),
            comuni: rows(fields, "comune", "dal", |field| ComuneRow {
                number: field("numero"),
                name: field("nome"),
                istat_code: field("istat"),
                since: field("dal"),
                until: field("al"),
                source: field("fonte"),
                people: field("abitanti"),
                counted: field("data"),
                people_source: field("chi"),
            }),
            populations: rows(fields, "popolazione", "abitanti", |field| PopulationRow {
                people: field("abitanti"),
                counted: field("data"),
                source: field("chi"),
            }),
            functions: rows(fields, "funzione", "nome", |field| FunctionRow {
                name: field("nome"),
                topic: field("argomento"),
                since: field("dal"),
                until: field("al"),
                source: field("fonte"),
            }),
        }
    }

    /// Does what a button of the form asks short of saving: one more row, or one fewer. Answers
    /// whether it was such a button.
    pub fn press(&mut self, button: &str) -> bool {
        let row = |prefix: &str| {
            button
                .strip_prefix(prefix)
                .and_then(|n| n.parse::<usize>().ok())
        };
        fn take<T>(rows: &mut Vec<T>, n: usize) {
            if n < rows.len() {
                rows.remove(n);
            }
        }
        fn add<T: Default>(rows: &mut Vec<T>) {
            if rows.len() < MOST_ROWS {
                rows.push(T::default());
            }
        }
        match button {
            "altro-comune" => add(&mut self.comuni),
            "altra-popolazione" => add(&mut self.populations),
            "altra-funzione" => add(&mut self.functions),
            _ => {
                if let Some(n) = row("togli-comune-") {
                    take(&mut self.comuni, n);
                } else if let Some(n) = row("togli-popolazione-") {
                    take(&mut self.populations, n);
                } else if let Some(n) = row("togli-funzione-") {
                    take(&mut self.functions, n);
                } else {
                    return false;
                }
            }
        }
        true
    }

    /// The regions to choose from; one that is written otherwise in the profile is kept.
    pub fn regioni(&self) -> Vec<Choice> {
        let known = REGIONI.contains(&self.region.as_str()) || self.region.is_empty();
        let other = (!known).then_some(self.region.as_str());
        [("", "non indicata")]
            .into_iter()
            .chain(REGIONI.iter().map(|region| (*region, *region)))
            .chain(other.map(|region| (region, region)))
            .map(|(value, label)| Choice {
                value: value.to_owned(),
                label: label.to_owned(),
                chosen: value == self.region,
            })
            .collect()
    }
}
