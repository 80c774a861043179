//! From what was typed to what can be saved, or to what is to be mended first.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::NaiveDate;

use super::form::{ComuneRow, EditForm, answered};
use crate::features::topics::Topic;
use crate::features::unioni::directory::REGIONI;
use crate::features::unioni::{
    Edited, EditedComune, Factor, Facts, IPA_CODE_SENTENCE, NAME_MOST, NewAdesione, Period,
    Population, Profile, SharedFunction, Software, is_ipa_code, is_province,
};
use crate::platform::actor::BodyId;
use crate::platform::dates::{PartialDate, PartialDateFault};
use crate::platform::text;
use crate::platform::web::fields::{Faults, length};

impl EditForm {
    /// What was typed as what can be saved, or what is to be mended first. What begins or ends after
    /// `today` waits for its day: whatever has no end is so today, and what has one is over.
    ///
    /// # Errors
    /// The faults, each with its field.
    pub fn read(
        &self,
        profile: &Profile,
        topics: &[Topic],
        today: NaiveDate,
    ) -> Result<Edited, Faults> {
        let mut faults = Faults::default();
        let facts = self.read_facts(profile, &mut faults);
        let comuni = self.read_comuni(today, &mut faults);
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
        let functions = self.read_functions(profile, topics, today, &mut faults);
        let software = self.read_software(&mut faults);
        faults.or(Edited {
            facts,
            comuni,
            populations,
            functions,
            software,
            factors: self.read_factors(),
        })
    }

    fn read_facts(&self, profile: &Profile, faults: &mut Faults) -> Facts {
        let unione = &profile.unione;
        faults.unless(!self.name.is_empty(), "nome", "Scrivi il nome dell’unione");
        // A name that came longer from an import may stay as it is.
        if self.name != unione.facts.name {
            at_most(faults, "nome", &self.name, NAME_MOST);
        }
        at_most(faults, "altri_nomi", &self.other_names, 1_000);
        at_most(faults, "sede", &self.seat, 200);
        at_most(faults, "sito", &self.website, 300);
        at_most(faults, "forma_parole", &self.legal_form_words, 100);
        at_most(faults, "attivita_parole", &self.activity_words, 100);
        at_most(faults, "rtd", &self.rtd, 200);
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
            seat_comune: self.read_seat(profile, faults),
            seat: self.seat.clone(),
            website: self.website.clone(),
            legal_form: read_choice(&self.legal_form, "forma", faults),
            legal_form_words: self.legal_form_words.clone(),
            activity: read_choice(&self.activity, "attivita", faults),
            activity_words: self.activity_words.clone(),
            altitude: read_choice(&self.altitude, "zona", faults),
            rtd: self.rtd.clone(),
            rtd_since: read_date(&self.rtd_since, "rtd_dal", faults),
            rtd_shared: answered(&self.rtd_shared),
            founded: read_date(&self.founded, "fondata", faults),
            description: self.description.clone(),
            contacts: self.contacts.clone(),
            source: self.source.clone(),
        }
    }

    fn read_seat(&self, profile: &Profile, faults: &mut Faults) -> Option<BodyId> {
        if self.seat_comune.is_empty() {
            return None;
        }
        let saved = profile
            .seat_comune
            .as_ref()
            .zip(profile.unione.facts.seat_comune);
        let found = comune_of(profile, &self.seat_comune).or_else(|| {
            saved
                .filter(|(seat, _)| seat.number.to_string() == self.seat_comune)
                .map(|(_, id)| id)
        });
        faults.unless(
            found.is_some(),
            "sede_comune",
            "Scegli il comune dall’elenco",
        );
        found
    }

    fn read_factors(&self) -> BTreeMap<Factor, bool> {
        Factor::ALL
            .iter()
            .zip(&self.factors)
            .filter_map(|(factor, said)| Some((*factor, answered(said)?)))
            .collect()
    }

    fn read_software(&self, faults: &mut Faults) -> Vec<Software> {
        let mut read = Vec::new();
        for (n, row) in self.software.iter().enumerate() {
            let field = |name: &str| format!("software-{n}-{name}");
            faults.unless(
                !row.name.is_empty(),
                &field("nome"),
                "Scrivi come si chiama il software",
            );
            at_most(faults, &field("nome"), &row.name, 150);
            at_most(faults, &field("fornitore"), &row.supplier, 150);
            let area = row.area.parse().ok();
            faults.unless(area.is_some(), &field("area"), "Scegli l’area dall’elenco");
            read.extend(area.map(|area| Software {
                area,
                name: row.name.clone(),
                supplier: row.supplier.clone(),
            }));
        }
        read
    }

    fn read_comuni(&self, today: NaiveDate, faults: &mut Faults) -> Vec<EditedComune> {
        let mut read = Vec::new();
        for (n, row) in self.comuni.iter().enumerate() {
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
            at_most(faults, &field("atto"), &row.act, 300);
            at_most(faults, &field("motivo"), &row.leaving_reason, 500);
            let (since, until) = read_period(
                (&row.since, &field("dal")),
                (&row.until, &field("al")),
                today,
                faults,
            );
            faults.unless(
                row.leaving_reason.is_empty() || !row.until.is_empty(),
                &field("al"),
                "Hai scritto perché è uscito: scrivi anche quando, basta l’anno",
            );
            read.push(EditedComune {
                number,
                name: row.name.clone(),
                istat_code: text::unless_empty(&row.istat_code),
                adesione: NewAdesione {
                    since,
                    until,
                    source: row.source.clone(),
                    act: row.act.clone(),
                    leaving_reason: row.leaving_reason.clone(),
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

    fn read_functions(
        &self,
        profile: &Profile,
        topics: &[Topic],
        today: NaiveDate,
        faults: &mut Faults,
    ) -> Vec<SharedFunction> {
        let mut read = Vec::new();
        for (n, row) in self.functions.iter().enumerate() {
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
                today,
                faults,
            );
            at_most(faults, &field("atto"), &row.deed, 300);
            read.push(SharedFunction {
                name: row.name.clone(),
                topic: topic.map(|topic| topic.id),
                since,
                until,
                model: read_choice(&row.model, &field("modello"), faults),
                deed: row.deed.clone(),
                comuni: self.read_conferring(
                    (&row.comuni, &field("comuni")),
                    Period { since, until },
                    profile,
                    faults,
                ),
                source: row.source.clone(),
            });
        }
        read
    }

    /// The Comuni that confer a function: each one must be a member in its time.
    fn read_conferring(
        &self,
        (numbers, field): (&[String], &str),
        of_function: Period,
        profile: &Profile,
        faults: &mut Faults,
    ) -> Vec<BodyId> {
        let mut read = Vec::new();
        for number in numbers {
            let Some(comune) = comune_of(profile, number) else {
                faults.add(field, "Scegli i comuni dall’elenco");
                continue;
            };
            let mut rows = self.comuni.iter().filter(|row| row.number == *number);
            let name = rows.clone().next().map_or("", |row| row.name.as_str());
            faults.unless(
                rows.any(|row| row.period().may_meet(of_function)),
                field,
                format!("{name} non faceva parte dell’unione in quel periodo: togli la spunta, o controlla le date del comune e della funzione"),
            );
            read.push(comune);
        }
        read
    }
}

impl ComuneRow {
    /// When it was a member, as far as the dates can be read.
    fn period(&self) -> Period {
        Period {
            since: self.since.parse().ok(),
            until: self.until.parse().ok(),
        }
    }
}

/// The Comune of a number, of those the profile names.
fn comune_of(profile: &Profile, number: &str) -> Option<BodyId> {
    profile
        .adesioni
        .iter()
        .find(|adesione| adesione.number.to_string() == number)
        .map(|adesione| adesione.comune)
}

/// One of a closed list, or nothing when nothing was chosen.
fn read_choice<T: FromStr>(text: &str, field: &str, faults: &mut Faults) -> Option<T> {
    if text.is_empty() {
        return None;
    }
    let read = text.parse().ok();
    faults.unless(read.is_some(), field, "Scegli una voce dell’elenco");
    read
}

pub(super) fn at_most(faults: &mut Faults, field: &str, text: &str, most: usize) {
    faults.unless(
        length(text) <= most,
        field,
        format!("Accorcia il testo: al massimo {most} caratteri"),
    );
}

/// The years that can be meant of a body.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2100;

pub(super) fn read_date(text: &str, field: &str, faults: &mut Faults) -> Option<PartialDate> {
    if text.is_empty() {
        return None;
    }
    match text.parse::<PartialDate>() {
        Ok(date) if YEARS.contains(&date.year()) => return Some(date),
        Ok(_) => faults.add(
            field,
            "Controlla l’anno: scrivine uno fra il 1800 e il 2100",
        ),
        Err(PartialDateFault::Form) => {
            faults.add(field, "Scrivi la data come 2006, 05/2006 o 31/05/2006");
        }
        Err(PartialDateFault::NoSuchDay) => faults.add(
            field,
            "Questa data non esiste nel calendario: controlla giorno, mese e anno",
        ),
    }
    None
}

/// A text and the field it was typed in.
type Typed<'a> = (&'a str, &'a str);

fn read_period(
    since: Typed<'_>,
    until: Typed<'_>,
    today: NaiveDate,
    faults: &mut Faults,
) -> (Option<PartialDate>, Option<PartialDate>) {
    let begin = read_date(since.0, since.1, faults);
    let end = read_date(until.0, until.1, faults);
    for (date, field) in [(begin, since.1), (end, until.1)] {
        faults.unless(
            date.is_none_or(|date| date.first_day() <= today),
            field,
            "Questa data deve ancora venire: scrivila quando sarà arrivata",
        );
    }
    let period = Period {
        since: begin,
        until: end,
    };
    faults.unless(
        !period.is_backwards(),
        until.1,
        "La fine viene prima dell’inizio: controlla le due date",
    );
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
