//! Comuni, each by its ISTAT code.

use std::collections::HashSet;

use uuid::Uuid;

use super::{Cells, Changes, Finding, Line, Outcome};
use crate::features::registers::{Register, Settings, values};
use crate::features::unioni::register::{self, Known, RegisteredComune};
use crate::features::unioni::{BodyKind, Population};
use crate::platform::actor::{BodyId, PersonId};
use crate::platform::dates::{self, PartialDate};
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;
use crate::platform::web::address;

/// A Comune of a register.
#[derive(Debug, Clone)]
pub struct ComuneLine(RegisteredComune);

impl Line for ComuneLine {
    const REGISTER: Register = Register::Comuni;

    fn read(cells: &Cells<'_>) -> Result<Option<Self>, String> {
        let people = values::people(&cells.text("population"))?;
        let source = &cells.settings().source;
        Ok(Some(ComuneLine(RegisteredComune {
            istat_code: values::istat_code(&cells.text("istat"))?,
            name: values::name(&cells.text("name"))?,
            province: values::province(&cells.text("province"))?,
            region: values::region(&cells.text("region"))?,
            cadastral_code: values::cadastral_code(&cells.text("cadastral"))?,
            population: people
                .zip(cells.population_day)
                .map(|(people, counted)| Population {
                    people,
                    counted,
                    source: source.clone(),
                }),
        })))
    }

    fn about(&self) -> String {
        format!("{}, {}", self.0.name, self.0.istat_code)
    }

    fn key(&self) -> String {
        self.0.istat_code.clone()
    }

    fn compare(conn: &mut Conn, lines: Vec<Self>) -> Result<Vec<Finding<Self>>> {
        let codes: Vec<&str> = lines
            .iter()
            .map(|line| line.0.istat_code.as_str())
            .collect();
        let known = register::known_by_istat(conn, &codes)?;
        let names: Vec<String> = lines
            .iter()
            .map(|line| address::sort_key(&line.0.name))
            .collect();
        let uncoded = register::without_code(conn, BodyKind::Comune, &names)?;
        let ids: Vec<BodyId> = known.values().chain(&uncoded).map(|one| one.id).collect();
        let day = lines.iter().find_map(|line| line.0.population.as_ref());
        let people = match day {
            Some(population) => register::people_on(conn, &ids, &population.counted.to_storage())?,
            None => Default::default(),
        };
        let mut taken = HashSet::new();
        Ok(lines
            .into_iter()
            .map(|line| {
                let same = known
                    .get(&line.0.istat_code)
                    .or_else(|| line.same_place(&uncoded).filter(|one| taken.insert(one.id)));
                match same {
                    Some(same) => line.beside(same, people.get(&same.id).copied()),
                    None => Finding {
                        line,
                        known: None,
                        outcome: Outcome::New,
                    },
                }
            })
            .collect())
    }

    fn put(&self, tx: &mut Tx<'_>, _by: Option<PersonId>, known: Option<Uuid>) -> Result<Uuid> {
        Ok(register::put_comune(tx, known.map(BodyId), &self.0)?.0)
    }

    fn put_all(tx: &mut Tx<'_>, by: Option<PersonId>, ids: &[Uuid]) -> Result<()> {
        let comuni: Vec<BodyId> = ids.iter().copied().map(BodyId).collect();
        register::comuni_changed(tx, by, &comuni)
    }
}

impl ComuneLine {
    /// The Comune somebody wrote down without its code, when name and place leave no doubt: a province
    /// has no two of one name. Where the province was not said the region must be the same.
    fn same_place<'a>(&self, uncoded: &'a [Known]) -> Option<&'a Known> {
        let name = address::sort_key(&self.0.name);
        let told = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let (province, region) = (told(&self.0.province), told(&self.0.region));
        let mut same = uncoded.iter().filter(|known| {
            known.name_key == name
                && match &known.province {
                    Some(_) => known.province == province,
                    None => region.is_some() && known.region == region,
                }
        });
        same.next().filter(|_| same.next().is_none())
    }

    fn beside(mut self, known: &Known, people: Option<i64>) -> Finding<Self> {
        let mut changes = Changes::default();
        let told = &mut self.0;
        let name = changes.text("Nome", Some(&known.name), &told.name);
        told.name = super::told_or(name, &known.name);
        changes.text(
            "Codice ISTAT",
            known.istat_code.as_deref(),
            &told.istat_code,
        );
        told.province = changes.text("Provincia", known.province.as_deref(), &told.province);
        told.region = changes.text("Regione", known.region.as_deref(), &told.region);
        told.cadastral_code = changes.text(
            "Codice catastale",
            known.cadastral_code.as_deref(),
            &told.cadastral_code,
        );
        told.population = told
            .population
            .take()
            .filter(|told| Some(told.people) != people);
        if let Some(population) = &told.population {
            let label = format!("Abitanti {}", population.counted.with_of());
            let old = people.map(dates::number).unwrap_or_default();
            changes.add(&label, old, dates::number(population.people));
        }
        Finding {
            line: self,
            known: Some(known.id.0),
            outcome: changes.outcome(),
        }
    }
}

/// The day of the column of inhabitants: what its heading says, or else what was said of the file. A
/// heading says `Popolazione legale 2011 (09/10/2011)` or `population_2011`.
pub fn population_day(headings: &[String], settings: &Settings) -> Option<PartialDate> {
    let column = settings.columns.get("population")?;
    let heading = headings.get(*column)?;
    let words: Vec<&str> = heading
        .split(|c: char| !c.is_ascii_digit() && c != '/')
        .collect();
    let day = words
        .iter()
        .filter(|word| word.contains('/'))
        .find_map(|word| word.parse().ok());
    let year = || {
        words
            .iter()
            .filter(|word| word.len() == 4)
            .filter_map(|word| word.parse::<PartialDate>().ok())
            .find(|date| (1861..2100).contains(&date.year()))
    };
    day.or_else(year).or_else(|| settings.data_on.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_says_of_when_the_inhabitants_are() {
        let day = |heading: &str, data_on: &str| {
            let settings = Settings {
                columns: [("population".to_owned(), 0)].into(),
                data_on: data_on.to_owned(),
                ..Settings::default()
            };
            population_day(&[heading.to_owned()], &settings).map(PartialDate::to_storage)
        };
        for (heading, expected) in [
            ("population_2011", "2011"),
            ("Popolazione legale 2011 (09/10/2011)", "2011-10-09"),
            ("Popolazione residente al 31/12/2023", "2023-12-31"),
            ("Popolazione (codice 9999)", "2024-01-01"),
            ("abitanti", "2024-01-01"),
        ] {
            assert_eq!(
                day(heading, "2024-01-01").as_deref(),
                Some(expected),
                "{heading}"
            );
        }
        assert_eq!(day("abitanti", ""), None);
    }
}
