//! What somebody types about an Unione, kept as typed until it can be saved.

use crate::features::topics::Topic;
use crate::features::unioni::{
    Activity, Adesione, Altitude, Factor, FunctionModel, LegalForm, Profile, SharedFunction,
};
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
    pub seat_comune: String,
    pub legal_form: String,
    pub legal_form_words: String,
    pub activity: String,
    pub activity_words: String,
    pub altitude: String,
    pub rtd: String,
    pub rtd_since: String,
    pub rtd_shared: String,
    pub founded: String,
    pub description: String,
    pub contacts: String,
    pub source: String,
    pub comuni: Vec<ComuneRow>,
    pub populations: Vec<PopulationRow>,
    pub functions: Vec<FunctionRow>,
    pub software: Vec<SoftwareRow>,
    /// What was said of each enabling factor, in the order of `Factor::ALL`: yes, no or nothing.
    pub factors: Vec<String>,
}

/// A Comune as it was typed. Its number stands in the form when the Comune is known already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ComuneRow {
    pub number: String,
    pub name: String,
    pub istat_code: String,
    pub since: String,
    pub until: String,
    pub act: String,
    pub leaving_reason: String,
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
    pub model: String,
    pub deed: String,
    /// The numbers of the Comuni that confer it.
    pub comuni: Vec<String>,
    pub source: String,
}

/// A piece of software as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SoftwareRow {
    pub area: String,
    pub name: String,
    pub supplier: String,
}

/// Yes, no, or nothing said, as a form sends it.
pub fn answer(said: Option<bool>) -> &'static str {
    match said {
        Some(true) => "si",
        Some(false) => "no",
        None => "",
    }
}

/// What a form sent as yes, no, or nothing said.
pub fn answered(text: &str) -> Option<bool> {
    match text {
        "si" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// A date as Italians type it; nothing when it is not known.
pub fn typed(date: Option<PartialDate>) -> String {
    date.map(PartialDate::typed).unwrap_or_default()
}

/// The rows of one kind that a form sent: as many as have this first field.
pub fn rows<T>(
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

impl ComuneRow {
    fn of(adesione: &Adesione) -> ComuneRow {
        let count = adesione.population.as_ref();
        ComuneRow {
            number: adesione.number.to_string(),
            name: adesione.name.clone(),
            istat_code: adesione.istat_code.clone().unwrap_or_default(),
            since: typed(adesione.since),
            until: typed(adesione.until),
            act: adesione.act.clone(),
            leaving_reason: adesione.leaving_reason.clone(),
            source: adesione.source.clone(),
            people: count
                .map(|count| count.people.to_string())
                .unwrap_or_default(),
            counted: typed(count.map(|count| count.counted)),
            people_source: count.map(|count| count.source.clone()).unwrap_or_default(),
        }
    }
}

impl FunctionRow {
    fn of(function: &SharedFunction, profile: &Profile, topics: &[Topic]) -> FunctionRow {
        FunctionRow {
            name: function.name.clone(),
            topic: topics
                .iter()
                .find(|topic| Some(topic.id) == function.topic)
                .map(|topic| topic.slug.clone())
                .unwrap_or_default(),
            since: typed(function.since),
            until: typed(function.until),
            model: code(function.model.map(FunctionModel::as_str)),
            deed: function.deed.clone(),
            comuni: profile
                .conferring(function)
                .map(|adesione| adesione.number.to_string())
                .collect(),
            source: function.source.clone(),
        }
    }
}

/// One of a closed list as a form sends it.
fn code(one: Option<&str>) -> String {
    one.unwrap_or_default().to_owned()
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
            seat_comune: profile
                .seat_comune
                .as_ref()
                .map(|seat| seat.number.to_string())
                .unwrap_or_default(),
            seat: facts.seat.clone(),
            website: facts.website.clone(),
            legal_form: code(facts.legal_form.map(LegalForm::as_str)),
            legal_form_words: facts.legal_form_words.clone(),
            activity: code(facts.activity.map(Activity::as_str)),
            activity_words: facts.activity_words.clone(),
            altitude: code(facts.altitude.map(Altitude::as_str)),
            rtd: facts.rtd.clone(),
            rtd_since: typed(facts.rtd_since),
            rtd_shared: answer(facts.rtd_shared).to_owned(),
            founded: typed(facts.founded),
            description: facts.description.clone(),
            contacts: facts.contacts.clone(),
            source: facts.source.clone(),
            comuni: profile.adesioni.iter().map(ComuneRow::of).collect(),
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
                .map(|function| FunctionRow::of(function, profile, topics))
                .collect(),
            software: profile
                .software
                .iter()
                .map(|piece| SoftwareRow {
                    area: piece.area.to_string(),
                    name: piece.name.clone(),
                    supplier: piece.supplier.clone(),
                })
                .collect(),
            factors: Factor::ALL
                .iter()
                .map(|factor| answer(profile.factors.get(factor).copied()).to_owned())
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
            seat_comune: text("sede_comune"),
            legal_form: text("forma"),
            legal_form_words: text("forma_parole"),
            activity: text("attivita"),
            activity_words: text("attivita_parole"),
            altitude: text("zona"),
            rtd: text("rtd"),
            rtd_since: text("rtd_dal"),
            rtd_shared: text("rtd_associato"),
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
                act: field("atto"),
                leaving_reason: field("motivo"),
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
            functions: (0..)
                .zip(rows(fields, "funzione", "nome", |field| FunctionRow {
                    name: field("nome"),
                    topic: field("argomento"),
                    since: field("dal"),
                    until: field("al"),
                    model: field("modello"),
                    deed: field("atto"),
                    source: field("fonte"),
                    comuni: Vec::new(),
                }))
                .map(|(n, row): (usize, FunctionRow)| FunctionRow {
                    comuni: fields
                        .all(&format!("funzione-{n}-comuni"))
                        .map(str::to_owned)
                        .collect(),
                    ..row
                })
                .collect(),
            software: rows(fields, "software", "nome", |field| SoftwareRow {
                area: field("area"),
                name: field("nome"),
                supplier: field("fornitore"),
            }),
            factors: Factor::ALL
                .iter()
                .map(|factor| text(&format!("fattore-{factor}")))
                .collect(),
        }
    }

    /// The name of a Comune of the form, by its number; the number when there is none.
    pub fn name_of<'a>(&'a self, number: &'a str) -> &'a str {
        self.comuni
            .iter()
            .find(|row| !number.is_empty() && row.number == number)
            .map_or(number, |row| &row.name)
    }

    /// Takes away the rows in which nothing was typed.
    pub fn drop_empty_rows(&mut self) {
        self.comuni.retain(|row| *row != ComuneRow::default());
        self.populations
            .retain(|row| *row != PopulationRow::default());
        self.functions.retain(|row| *row != FunctionRow::default());
        self.software.retain(|row| *row != SoftwareRow::default());
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
            "altro-software" => add(&mut self.software),
            _ => {
                if let Some(n) = row("togli-comune-") {
                    take(&mut self.comuni, n);
                } else if let Some(n) = row("togli-popolazione-") {
                    take(&mut self.populations, n);
                } else if let Some(n) = row("togli-funzione-") {
                    take(&mut self.functions, n);
                } else if let Some(n) = row("togli-software-") {
                    take(&mut self.software, n);
                } else {
                    return false;
                }
            }
        }
        true
    }
}
