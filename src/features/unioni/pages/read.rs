//! From what was typed to what can be saved, or to what is to be mended first.

use super::form::{ComuneRow, EditForm, FunctionRow};
use crate::features::topics::Topic;
use crate::features::unioni::directory::REGIONI;
use crate::features::unioni::{
    Edited, EditedComune, Facts, IPA_CODE_SENTENCE, NAME_MOST, NewAdesione, Population,
    SharedFunction, Unione, is_ipa_code, is_province,
};
use crate::platform::dates::{PartialDate, PartialDateFault};
use crate::platform::text;
use crate::platform::web::fields::{Faults, length};

impl EditForm {
    /// What was typed as what can be saved, or what is to be mended first.
    ///
    /// # Errors
    /// The faults, each with its field.
    pub fn read(&self, unione: &Unione, topics: &[Topic]) -> Result<Edited, Faults> {
        let mut faults = Faults::default();
        let facts = self.read_facts(unione, &mut faults);
        let comuni = self.read_comuni(&mut faults);
        let populations = self
            .populations
            .iter()
            .enumerate()
            .filter_map(|(n, row)| {
                let field = |name: &str| format!("popolazione-{n}-{name}");
                read_population(
                    (&row.people, &field("abitanti")),
                    (&row.counted, &field("data")),
                    (&row.source, &field("chi")),
                    &mut faults,
                )
            })
            .collect();
        let functions = self.read_functions(topics, &mut faults);
        faults.or(Edited {
            facts,
            comuni,
            populations,
            functions,
            ..Edited::default()
        })
    }

    fn read_facts(&self, unione: &Unione, faults: &mut Faults) -> Facts {
        faults.unless(!self.name.is_empty(), "nome", "Scrivi il nome dell’unione");
        // A name that came longer from an import may stay as it is.
        if self.name != unione.facts.name {
            at_most(faults, "nome", &self.name, NAME_MOST);
        }
        at_most(faults, "altri_nomi", &self.other_names, 1_000);
        at_most(faults, "sede", &self.seat, 200);
        at_most(faults, "sito", &self.website, 300);
        at_most(faults, "forma", &self.legal_form, 100);
        at_most(faults, "attivita", &self.activity, 100);
        at_most(faults, "descrizione", &self.description, 5_000);
        at_most(faults, "contatti", &self.contacts, 2_000);
        at_most(faults, "fonte", &self.source, 500);
        faults.unless(is_ipa_code(&self.ipa_code), "codice_ipa", IPA_CODE_SENTENCE);
        faults.unless(
            self.province.is_empty()
                || is_province(&self.province)
                || self.province == unione.facts.province,
            "provincia",
            "Scrivi la provincia con le due lettere della sigla, per esempio CN",
        );
        faults.unless(
            self.region.is_empty()
                || REGIONI.contains(&self.region.as_str())
                || self.region == unione.facts.region,
            "regione",
            "Scegli la regione dall’elenco",
        );
        faults.unless(
            self.website.is_empty()
                || ["https://", "http://"].iter().any(|scheme| {
                    self.website.strip_prefix(scheme).is_some_and(|rest| {
                        rest.contains('.') && !rest.contains(char::is_whitespace)
                    })
                }),
            "sito",
            "Scrivi l’indirizzo del sito per intero, per esempio https://www.unione.example.it",
        );
        Facts {
            name: self.name.clone(),
            other_names: self.other_names.clone(),
            ipa_code: self.ipa_code.clone(),
            region: self.region.clone(),
            province: if length(&self.province) == 2 {
                self.province.to_uppercase()
            } else {
                self.province.clone()
            },
            seat: self.seat.clone(),
            website: self.website.clone(),
            legal_form_words: self.legal_form.clone(),
            activity_words: self.activity.clone(),
            founded: read_date(&self.founded, "fondata", faults),
            description: self.description.clone(),
            contacts: self.contacts.clone(),
            source: self.source.clone(),
            ..unione.facts.clone()
        }
    }

    fn read_comuni(&self, faults: &mut Faults) -> Vec<EditedComune> {
        let mut read = Vec::new();
        for (n, row) in self.comuni.iter().enumerate() {
            if *row == ComuneRow::default() {
                continue;
            }
            let field = |name: &str| format!("comune-{n}-{name}");
            let number = row.number.parse().ok();
            if number.is_none() {
                faults.unless(
                    !row.name.is_empty(),
                    &field("nome"),
                    "Scrivi il nome del comune",
                );
                at_most(faults, &field("nome"), &row.name, 150);
                faults.unless(
                    row.istat_code.is_empty()
                        || row.istat_code.len() == 6
                            && row.istat_code.bytes().all(|b| b.is_ascii_digit()),
                    &field("istat"),
                    "Il codice ISTAT ha sei cifre, per esempio 060004. Se non lo sai, lascia vuoto",
                );
            }
            at_most(faults, &field("fonte"), &row.source, 500);
            let (since, until) = read_period(
                (&row.since, &field("dal")),
                (&row.until, &field("al")),
                faults,
            );
            read.push(EditedComune {
                number,
                name: row.name.clone(),
                istat_code: text::unless_empty(&row.istat_code),
                adesione: NewAdesione {
                    since,
                    until,
                    source: row.source.clone(),
                    ..NewAdesione::default()
                },
                population: read_population(
                    (&row.people, &field("abitanti")),
                    (&row.counted, &field("data")),
                    (&row.people_source, &field("chi")),
                    faults,
                ),
            });
        }
        read
    }

    fn read_functions(&self, topics: &[Topic], faults: &mut Faults) -> Vec<SharedFunction> {
        let mut read = Vec::new();
        for (n, row) in self.functions.iter().enumerate() {
            if *row == FunctionRow::default() {
                continue;
            }
            let field = |name: &str| format!("funzione-{n}-{name}");
            faults.unless(
                !row.name.is_empty(),
                &field("nome"),
                "Scrivi come si chiama la funzione o il servizio",
            );
            at_most(faults, &field("nome"), &row.name, 150);
            at_most(faults, &field("fonte"), &row.source, 500);
            let topic = topics.iter().find(|topic| topic.slug == row.topic);
            faults.unless(
                row.topic.is_empty() || topic.is_some(),
                &field("argomento"),
                "Scegli l’argomento dall’elenco",
            );
            let (since, until) = read_period(
                (&row.since, &field("dal")),
                (&row.until, &field("al")),
                faults,
            );
            read.push(SharedFunction {
                name: row.name.clone(),
                topic: topic.map(|topic| topic.id),
                since,
                until,
                source: row.source.clone(),
                ..SharedFunction::default()
            });
        }
        read
    }
}

fn at_most(faults: &mut Faults, field: &str, text: &str, most: usize) {
    faults.unless(
        length(text) <= most,
        field,
        format!("Accorcia il testo: al massimo {most} caratteri"),
    );
}

fn read_date(text: &str, field: &str, faults: &mut Faults) -> Option<PartialDate> {
    if text.is_empty() {
        return None;
    }
    text.parse()
        .map_err(|fault| {
            faults.add(
                field,
                match fault {
                    PartialDateFault::Form => "Scrivi la data come 2006, 05/2006 o 31/05/2006",
                    PartialDateFault::NoSuchDay => {
                        "Questa data non esiste nel calendario: controlla giorno e mese"
                    }
                },
            );
        })
        .ok()
}

/// A text and the field it was typed in.
type Typed<'a> = (&'a str, &'a str);

fn read_period(
    since: Typed<'_>,
    until: Typed<'_>,
    faults: &mut Faults,
) -> (Option<PartialDate>, Option<PartialDate>) {
    let begin = read_date(since.0, since.1, faults);
    let end = read_date(until.0, until.1, faults);
    if let (Some(begin), Some(end)) = (begin, end) {
        // A year ends after every day of it: only what is known on both sides is compared.
        faults.unless(
            end.year() > begin.year()
                || end >= begin
                || end.month().is_none() && end.year() == begin.year(),
            until.1,
            "La fine viene prima dell’inizio: controlla le due date",
        );
    }
    (begin, end)
}

/// A number of people with its date and its source; nothing when nothing was typed.
fn read_population(
    people: Typed<'_>,
    counted: Typed<'_>,
    source: Typed<'_>,
    faults: &mut Faults,
) -> Option<Population> {
    if people.0.is_empty() && counted.0.is_empty() && source.0.is_empty() {
        return None;
    }
    let number: Option<i64> = people
        .0
        .replace(['.', ' ', '\u{a0}'], "")
        .parse()
        .ok()
        .filter(|number| (0..=100_000_000).contains(number));
    faults.unless(
        number.is_some(),
        people.1,
        "Scrivi quanti sono gli abitanti con un numero, per esempio 2.852",
    );
    faults.unless(
        !counted.0.is_empty(),
        counted.1,
        "Scrivi a quale data si riferisce il numero, anche solo l’anno",
    );
    let date = read_date(counted.0, counted.1, faults);
    faults.unless(
        !source.0.is_empty(),
        source.1,
        "Scrivi da dove viene il numero, per esempio ISTAT",
    );
    at_most(faults, source.1, source.0, 500);
    Some(Population {
        people: number?,
        counted: date?,
        source: source.0.to_owned(),
    })
}
