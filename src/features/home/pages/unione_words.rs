//! What is known of an Unione, in words.

use crate::features::topics::Topic;
use crate::features::unioni::{
    Adesione, Altitude, Factor, FunctionModel, Inhabitants, Profile, SharedFunction, yes_or_no,
};
use crate::platform::dates::{self, PartialDate};

/// A Comune of the Unione in words.
pub struct Member {
    pub name: String,
    pub istat_code: String,
    pub since: String,
    pub until: String,
    pub reason: String,
    pub act: String,
    pub source: String,
    pub people: String,
    pub people_source: String,
}

impl Member {
    pub fn of(adesione: &Adesione) -> Member {
        let date =
            |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
        let count = adesione.population.as_ref();
        Member {
            name: adesione.name.clone(),
            istat_code: adesione.istat_code.clone().unwrap_or_default(),
            since: date(adesione.since),
            until: date(adesione.until),
            reason: adesione.leaving_reason.clone(),
            act: adesione.act.clone(),
            source: adesione.source.clone(),
            people: count
                .map(|count| dates::number(count.people))
                .unwrap_or_default(),
            people_source: count
                .map(|count| format!("{}, {}", count.counted, count.source))
                .unwrap_or_default(),
        }
    }

    /// Whether one knows where anything of it comes from.
    fn tells_source(&self) -> bool {
        [&self.source, &self.people_source, &self.act]
            .iter()
            .any(|text| !text.is_empty())
    }
}

/// Comuni of the Unione in a table, which leaves out the columns in which nothing is known.
pub struct Members {
    pub rows: Vec<Member>,
    pub tells_people: bool,
    pub tells_sources: bool,
    /// What is left out, as a sentence; empty when nothing is.
    pub untold: &'static str,
}

impl Members {
    pub fn of<'a>(adesioni: impl Iterator<Item = &'a Adesione>) -> Members {
        let rows: Vec<Member> = adesioni.map(Member::of).collect();
        let tells_people = rows.iter().any(|row| !row.people.is_empty());
        let tells_sources = rows.iter().any(Member::tells_source);
        Members {
            rows,
            tells_people,
            tells_sources,
            untold: match (tells_people, tells_sources) {
                (true, true) => "",
                (false, true) => "Gli abitanti di questi comuni non sono indicati.",
                (true, false) => "Le fonti non sono indicate.",
                (false, false) => "Gli abitanti di questi comuni e le fonti non sono indicati.",
            },
        }
    }
}

/// A shared function in words.
pub struct Function {
    pub name: String,
    pub topic: Option<Topic>,
    /// "dal 2018", "da maggio 2010 fino al 2015".
    pub period: String,
    pub model: &'static str,
    pub deed: String,
    /// "da tutti i comuni di oggi", "da 3 comuni: Alvito, Gallinaro, Vicalvi".
    pub conferred: String,
    pub source: String,
}

impl Function {
    pub fn of(function: &SharedFunction, profile: &Profile, known: &[Topic]) -> Function {
        let since = function.since.map(PartialDate::with_since);
        let until = function
            .until
            .map(|date| format!("fino {}", date.with_until()));
        let period = since.into_iter().chain(until).collect::<Vec<_>>().join(" ");
        Function {
            name: function.name.clone(),
            topic: known
                .iter()
                .find(|topic| Some(topic.id) == function.topic)
                .cloned(),
            period,
            model: function.model.map_or("", FunctionModel::label),
            deed: function.deed.clone(),
            conferred: conferred(function, profile),
            source: function.source.clone(),
        }
    }
}

/// Which Comuni confer a function: all of today's, or those named; empty when nobody said.
fn conferred(function: &SharedFunction, profile: &Profile) -> String {
    let comuni: Vec<&Adesione> = profile.conferring(function).collect();
    let of_today = profile.members().count();
    let all_of_today = of_today > 0
        && profile
            .members()
            .all(|member| function.comuni.contains(&member.comune));
    if all_of_today && comuni.len() == of_today {
        return "da tutti i comuni di oggi".to_owned();
    }
    let names: Vec<&str> = comuni.iter().map(|comune| comune.name.as_str()).collect();
    match comuni.len() {
        0 => String::new(),
        some => format!(
            "da {}: {}",
            dates::count(some as i64, "comune", "comuni"),
            names.join(", ")
        ),
    }
}

/// The facts that are comparable from Unione to Unione, always the same and in the same order.
pub fn facts_in_brief(profile: &Profile) -> Vec<(&'static str, String)> {
    let facts = &profile.unione.facts;
    let count = |count: usize| match count {
        0 => String::new(),
        count => count.to_string(),
    };
    let functions = profile
        .functions
        .iter()
        .filter(|function| function.until.is_none())
        .count();
    vec![
        ("Comuni", count(profile.members().count())),
        ("Abitanti", profile.inhabitants().number()),
        ("Funzioni associate", count(functions)),
        ("Forma giuridica", facts.legal_form_in_words()),
        ("Stato di attività", facts.activity_in_words()),
        ("Regione", facts.region.clone()),
        ("Provincia", facts.province.clone()),
        (
            "Zona",
            facts.altitude.map_or("", Altitude::label).to_owned(),
        ),
        ("Sede", seat(profile)),
        (
            "Fondata",
            facts
                .founded
                .map(|date| date.to_string())
                .unwrap_or_default(),
        ),
    ]
}

/// The Comune of the seat and its address, each said once.
fn seat(profile: &Profile) -> String {
    let address = &profile.unione.facts.seat;
    match &profile.seat_comune {
        Some(comune) if address.is_empty() => comune.name.clone(),
        Some(comune) if !address.starts_with(&comune.name) => {
            format!("{}, {address}", comune.name)
        }
        _ => address.clone(),
    }
}

/// The office of the digital transition, term by term.
pub fn rtd(profile: &Profile) -> Vec<(&'static str, String)> {
    let facts = &profile.unione.facts;
    vec![
        ("RTD", facts.rtd.clone()),
        (
            "Nominato dal",
            facts
                .rtd_since
                .map(|date| date.to_string())
                .unwrap_or_default(),
        ),
        ("In forma associata", yes_or_no(facts.rtd_shared).to_owned()),
    ]
}

/// The enabling factors, each with what the Unione says of it.
pub fn factors(profile: &Profile) -> Vec<(String, String)> {
    Factor::ALL
        .iter()
        .map(|factor| {
            let mut words = factor.words().chars();
            let label: String = words
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .chain(words)
                .collect();
            let said = yes_or_no(profile.factors.get(factor).copied());
            (label, said.to_owned())
        })
        .collect()
}

/// The counts of people in the course of time, and the sum of the Comuni beside them.
pub fn populations(profile: &Profile) -> Vec<String> {
    let mut lines: Vec<String> = profile
        .populations
        .iter()
        .map(|count| {
            let source = match count.source.as_str() {
                "" => String::new(),
                source => format!(" ({source})"),
            };
            format!("{}: {}{source}", count.counted, count.in_words())
        })
        .collect();
    let members: Vec<_> = profile
        .members()
        .map(|adesione| adesione.population.as_ref())
        .collect();
    let sum = Inhabitants::of(None, &members);
    // When nobody counted the whole Unione, the sum stands above already.
    if let (false, Some(people)) = (lines.is_empty(), sum.people()) {
        lines.push(format!(
            "Dai comuni di oggi: {}, {}",
            dates::count(people, "abitante", "abitanti"),
            sum.explained()
        ));
    }
    lines
}
