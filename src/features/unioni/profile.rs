//! What is known of an Unione, and of whom it is made.

use std::collections::BTreeMap;

use super::nature::with_words;
use super::{Activity, Altitude, Factor, FunctionModel, LegalForm, SeatComune, Software, store};
use crate::platform::actor::{BodyId, TopicId};
use crate::platform::dates::{self, PartialDate};
use crate::platform::db::{Conn, When};
use crate::platform::error::Result;
use crate::platform::web::address;

/// What is written of an Unione itself; an empty text is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Its name.
    pub name: String,
    /// Other names it is found under, one a line.
    pub other_names: String,
    /// Its codice IPA.
    pub ipa_code: String,
    /// Its region, by its Italian name.
    pub region: String,
    /// Its province, by its letters.
    pub province: String,
    /// The Comune of its seat.
    pub seat_comune: Option<BodyId>,
    /// The address of its seat.
    pub seat: String,
    /// The address of its own site.
    pub website: String,
    /// What it is by law.
    pub legal_form: Option<LegalForm>,
    /// What it is by law, in other words.
    pub legal_form_words: String,
    /// Whether it works.
    pub activity: Option<Activity>,
    /// Whether it works, in other words: "in costituzione".
    pub activity_words: String,
    /// Where it lies.
    pub altitude: Option<Altitude>,
    /// The office or role of its RTD (art. 17 CAD), never a person's name.
    pub rtd: String,
    /// Since when it has this RTD.
    pub rtd_since: Option<PartialDate>,
    /// Whether its Comuni share the RTD; none when nobody said.
    pub rtd_shared: Option<bool>,
    /// When it was founded, as far as known.
    pub founded: Option<PartialDate>,
    /// What it is, in the light text grammar.
    pub description: String,
    /// How its offices are reached, never persons; in the light text grammar.
    pub contacts: String,
    /// Where these facts come from.
    pub source: String,
}

impl Facts {
    /// What it is by law, as people read it; empty when not known.
    pub fn legal_form_in_words(&self) -> String {
        with_words(
            self.legal_form.map(LegalForm::label),
            &self.legal_form_words,
        )
    }

    /// Whether it works, as people read it; empty when not known.
    pub fn activity_in_words(&self) -> String {
        with_words(self.activity.map(Activity::label), &self.activity_words)
    }
}

/// An Unione.
#[derive(Debug, Clone)]
pub struct Unione {
    /// Its id.
    pub id: BodyId,
    /// Its number in addresses.
    pub number: i64,
    /// Whether it is invented, for the demonstration.
    pub example: bool,
    /// What is written of it.
    pub facts: Facts,
    /// When its profile last changed.
    pub updated_at: When,
    /// Counts the changes of its profile.
    pub lock_version: i32,
}

impl Unione {
    /// The last segment of its address.
    pub fn segment(&self) -> String {
        address::segment(self.number, &self.facts.name)
    }

    /// The address of its page.
    pub fn url(&self) -> String {
        format!("/unioni/{}", self.segment())
    }
}

/// How many people live somewhere, as counted on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Population {
    /// People.
    pub people: i64,
    /// When they were counted.
    pub counted: PartialDate,
    /// Who says so.
    pub source: String,
}

impl Population {
    /// `2.852 abitanti`.
    pub fn in_words(&self) -> String {
        dates::count(self.people, "abitante", "abitanti")
    }
}

/// A Comune's membership of the Unione.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adesione {
    /// The Comune.
    pub comune: BodyId,
    /// Its number.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// Its ISTAT code, six digits.
    pub istat_code: Option<String>,
    /// Member since, as far as known; no day to come.
    pub since: Option<PartialDate>,
    /// Member until, no day to come; none means still a member.
    pub until: Option<PartialDate>,
    /// Where the dates come from.
    pub source: String,
    /// The act it joined by.
    pub act: String,
    /// Why it left.
    pub leaving_reason: String,
    /// Its people, by the latest count.
    pub population: Option<Population>,
}

/// A function the Unione exercises for its Comuni.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SharedFunction {
    /// As the Unione calls it.
    pub name: String,
    /// The topic it belongs to.
    pub topic: Option<TopicId>,
    /// Since when.
    pub since: Option<PartialDate>,
    /// Until when; none means still today.
    pub until: Option<PartialDate>,
    /// How it is run, as far as known.
    pub model: Option<FunctionModel>,
    /// The act that confers it.
    pub deed: String,
    /// The Comuni that confer it; none when nobody said which.
    pub comuni: Vec<BodyId>,
    /// Who says so.
    pub source: String,
}

/// An Unione with all that is known of it.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The Unione.
    pub unione: Unione,
    /// Its Comuni: today's first, each group by name.
    pub adesioni: Vec<Adesione>,
    /// Its people, the latest count first.
    pub populations: Vec<Population>,
    /// What it does for its Comuni, by name.
    pub functions: Vec<SharedFunction>,
    /// The software it uses itself, by area.
    pub software: Vec<Software>,
    /// The enabling factors it says it has, or has not; what it did not speak of is missing.
    pub factors: BTreeMap<Factor, bool>,
    /// The Comune of its seat, with its ISTAT code.
    pub seat_comune: Option<SeatComune>,
}

/// How many people live in an Unione, and how we know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inhabitants {
    /// Nobody said.
    Unknown,
    /// Somebody counted them for the whole Unione.
    Counted(Population),
    /// Added up over the Comuni of which a count is known.
    Summed {
        /// People.
        people: i64,
        /// The Comuni added up.
        counted: usize,
        /// All Comuni of the Unione.
        comuni: usize,
        /// The oldest and the latest of the counts.
        between: (PartialDate, PartialDate),
    },
}

impl Inhabitants {
    /// From the latest count of the Unione, if any, else from the counts of its Comuni of today.
    pub fn of(own: Option<&Population>, comuni: &[Option<&Population>]) -> Inhabitants {
        if let Some(own) = own {
            return Inhabitants::Counted(own.clone());
        }
        let known: Vec<&Population> = comuni.iter().copied().flatten().collect();
        let dates = || known.iter().map(|population| population.counted);
        match (dates().min(), dates().max()) {
            (Some(oldest), Some(latest)) => Inhabitants::Summed {
                people: known.iter().map(|population| population.people).sum(),
                counted: known.len(),
                comuni: comuni.len(),
                between: (oldest, latest),
            },
            _ => Inhabitants::Unknown,
        }
    }

    /// The number of people, if known.
    pub fn people(&self) -> Option<i64> {
        match self {
            Inhabitants::Unknown => None,
            Inhabitants::Counted(population) => Some(population.people),
            Inhabitants::Summed { people, .. } => Some(*people),
        }
    }

    /// `10.200`; empty when unknown.
    pub fn number(&self) -> String {
        self.people().map(dates::number).unwrap_or_default()
    }

    /// How we know: "al 31 dicembre 2023 (ISTAT)", "somma di 4 comuni su 5, dati dal 2011 al 2019".
    pub fn explained(&self) -> String {
        match self {
            Inhabitants::Unknown => String::new(),
            Inhabitants::Counted(population) if population.source.is_empty() => {
                format!("dato {}", population.counted.with_of())
            }
            Inhabitants::Counted(population) => {
                format!(
                    "dato {}. {}",
                    population.counted.with_of(),
                    population.source
                )
            }
            Inhabitants::Summed {
                counted,
                comuni,
                between: (oldest, latest),
                ..
            } => {
                let which = if counted == comuni {
                    format!(
                        "somma di {}",
                        dates::count(*comuni as i64, "comune", "comuni")
                    )
                } else {
                    format!(
                        "somma dove è indicata, {} su {comuni}",
                        dates::count(*counted as i64, "comune", "comuni")
                    )
                };
                if oldest == latest {
                    format!("{which}, dati {}", latest.with_of())
                } else {
                    format!(
                        "{which}, dati {} {}",
                        oldest.with_since(),
                        latest.with_until()
                    )
                }
            }
        }
    }
}

impl Profile {
    /// The Comuni that are members today.
    pub fn members(&self) -> impl Iterator<Item = &Adesione> {
        self.adesioni
            .iter()
            .filter(|adesione| adesione.until.is_none())
    }

    /// The Comuni that were members once.
    pub fn former_members(&self) -> impl Iterator<Item = &Adesione> {
        self.adesioni
            .iter()
            .filter(|adesione| adesione.until.is_some())
    }

    /// The adesioni of the Comuni that confer a function, each Comune once.
    pub fn conferring<'a>(
        &'a self,
        function: &'a SharedFunction,
    ) -> impl Iterator<Item = &'a Adesione> {
        self.adesioni
            .iter()
            .enumerate()
            .filter_map(|(place, adesione)| {
                let before = &self.adesioni[..place];
                (function.comuni.contains(&adesione.comune)
                    && before.iter().all(|other| other.comune != adesione.comune))
                .then_some(adesione)
            })
    }

    /// How many people live there.
    pub fn inhabitants(&self) -> Inhabitants {
        let comuni: Vec<Option<&Population>> = self
            .members()
            .map(|adesione| adesione.population.as_ref())
            .collect();
        Inhabitants::of(self.populations.first(), &comuni)
    }
}

/// The Unione of a number.
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound) when there is none.
pub fn find(conn: &mut Conn, number: i64) -> Result<Unione> {
    store::profile::find(conn, number)
}

/// All that is known of an Unione, in a few statements.
///
/// # Errors
/// When the database refuses.
pub fn profile(conn: &mut Conn, unione: Unione) -> Result<Profile> {
    Ok(Profile {
        adesioni: store::profile::list_adesioni(conn, unione.id)?,
        populations: store::profile::list_populations(conn, unione.id)?,
        functions: store::profile::list_functions(conn, unione.id)?,
        software: store::profile::list_software(conn, unione.id)?,
        factors: store::profile::list_factors(conn, unione.id)?,
        seat_comune: match unione.facts.seat_comune {
            Some(comune) => store::profile::find_seat_comune(conn, comune)?,
            None => None,
        },
        unione,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn population(people: i64, counted: &str) -> Population {
        Population {
            people,
            counted: counted.parse().expect("a date"),
            source: "ISTAT".to_owned(),
        }
    }

    #[test]
    fn the_count_of_the_unione_comes_before_the_sum_of_its_comuni() {
        let own = population(10_000, "2022-12");
        let part = population(3_000, "2011");
        let both = Inhabitants::of(Some(&own), &[Some(&part)]);
        assert_eq!(both.people(), Some(10_000));
        assert_eq!(both.explained(), "dato di dicembre 2022. ISTAT");
    }

    #[test]
    fn a_sum_says_what_is_missing() {
        let (a, b) = (population(3_000, "2011"), population(500, "2019"));
        let whole = Inhabitants::of(None, &[Some(&a), Some(&b)]);
        assert_eq!(whole.number(), "3.500");
        assert_eq!(
            whole.explained(),
            "somma di 2 comuni, dati dal 2011 al 2019"
        );
        let part = Inhabitants::of(None, &[Some(&a), None]);
        assert_eq!(
            part.explained(),
            "somma dove è indicata, 1 comune su 2, dati del 2011"
        );
        assert_eq!(Inhabitants::of(None, &[None, None]), Inhabitants::Unknown);
        assert_eq!(Inhabitants::of(None, &[]).number(), "");
    }
}
