//! The inventory as a picture: what the Comuni have in common, what differs, what ends when.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Held, Inventory};
use crate::features::unioni::Area;
use crate::platform::actor::{Actor, BodyId};
use crate::platform::dates::PartialDate;
use crate::platform::db::Conn;
use crate::platform::error::{Error, Result};
use crate::platform::web::address;

/// Whether the Comuni of an Unione use the same software for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sameness {
    /// Nobody said what is used.
    Unknown,
    /// All use the same.
    Same,
    /// Those of which it is known use the same.
    SameSoFar,
    /// It is known of one Comune only.
    One,
    /// They use different things.
    Different,
}

impl Sameness {
    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Sameness::Unknown => "non indicato",
            Sameness::Same => "uguale in tutti i comuni",
            Sameness::SameSoFar => "uguale dove è indicato",
            Sameness::One => "indicato per un solo comune",
            Sameness::Different => "diverso",
        }
    }
}

/// What is said of an area of software.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaSummary {
    /// The area.
    pub area: Area,
    /// What it is called: the area's name, or the words for something else.
    pub label: String,
    /// Whether the Comuni use the same.
    pub sameness: Sameness,
    /// What each Comune uses, by name; nothing where it is not known.
    pub by_comune: Vec<String>,
}

/// The areas of an inventory of which something is known, in their order.
pub fn areas(inventory: &Inventory) -> Vec<AreaSummary> {
    let known: BTreeMap<(Area, String), String> = inventory
        .comuni
        .iter()
        .flat_map(|held| &held.holdings.software)
        .map(|used| {
            let words = used.area_in_words();
            ((used.area, address::sort_key(&words)), words)
        })
        .collect();
    known
        .into_iter()
        .map(|((area, key), label)| area_of(&inventory.comuni, area, &key, label))
        .collect()
}

fn area_of(comuni: &[Held], area: Area, key: &str, label: String) -> AreaSummary {
    let names = |held: &Held| -> Vec<String> {
        held.holdings
            .software
            .iter()
            .filter(|used| used.area == area && address::sort_key(&used.area_in_words()) == key)
            .map(|used| used.name.clone())
            .collect()
    };
    let all: Vec<Vec<String>> = comuni.iter().map(names).collect();
    AreaSummary {
        area,
        label,
        sameness: sameness(&all),
        by_comune: all.iter().map(|names| names.join(", ")).collect(),
    }
}

fn sameness(all: &[Vec<String>]) -> Sameness {
    let known: Vec<BTreeSet<String>> = all
        .iter()
        .filter(|names| !names.is_empty())
        .map(|names| names.iter().map(|name| address::sort_key(name)).collect())
        .collect();
    let alike = known.windows(2).all(|pair| pair[0] == pair[1]);
    match known.len() {
        0 => Sameness::Unknown,
        _ if !alike => Sameness::Different,
        some if some == all.len() => Sameness::Same,
        1 => Sameness::One,
        _ => Sameness::SameSoFar,
    }
}

/// What is known of the software of the Comuni of an Unione, by area; none for who may not see it.
///
/// # Errors
/// When the database refuses.
pub fn summary(
    conn: &mut Conn,
    reader: &Actor,
    unione: BodyId,
) -> Result<Option<Vec<AreaSummary>>> {
    match super::inventory(conn, reader, unione) {
        Ok(inventory) => Ok(Some(areas(&inventory))),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Contracts that end in the same months.
#[derive(Debug, PartialEq, Eq)]
pub struct Ending {
    /// "gennaio–marzo 2027", "2027, mese non indicato".
    pub label: String,
    /// Whether all of them have ended.
    pub over: bool,
    /// What ends, by Comune.
    pub contracts: Vec<Contract>,
}

/// A contract that ends.
#[derive(Debug, PartialEq, Eq)]
pub struct Contract {
    /// The Comune.
    pub comune: String,
    /// The area of the software.
    pub area: String,
    /// The software.
    pub name: String,
    /// Who supplies it; empty when not known.
    pub supplier: String,
    /// When it ends.
    pub end: PartialDate,
}

/// The contracts by the quarter in which they end: those that are over first, then the next.
pub fn endings(inventory: &Inventory, today: NaiveDate) -> Vec<Ending> {
    // Still running or not, year, quarter (5: not known): in this order they are shown.
    let mut quarters: BTreeMap<(bool, i32, u32), Vec<Contract>> = BTreeMap::new();
    for held in &inventory.comuni {
        for used in &held.holdings.software {
            let Some(end) = used.contract_end else {
                continue;
            };
            let quarter = end.month().map_or(5, |month| (month - 1) / 3 + 1);
            let over = end.last_day() < today;
            quarters
                .entry((!over, end.year(), quarter))
                .or_default()
                .push(Contract {
                    comune: held.name.clone(),
                    area: used.area_in_words(),
                    name: used.name.clone(),
                    supplier: used.supplier.clone(),
                    end,
                });
        }
    }
    quarters
        .into_iter()
        .map(|((running, year, quarter), mut contracts)| {
            contracts.sort_by_key(|contract| contract.end);
            Ending {
                label: in_words(year, quarter),
                over: !running,
                contracts,
            }
        })
        .collect()
}

fn in_words(year: i32, quarter: u32) -> String {
    match quarter {
        1 => format!("Gennaio–marzo {year}"),
        2 => format!("Aprile–giugno {year}"),
        3 => format!("Luglio–settembre {year}"),
        4 => format!("Ottobre–dicembre {year}"),
        _ => format!("{year}, mese non indicato"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Holdings, Reach, Used};
    use super::*;

    fn held(name: &str, software: &[(Area, &str, &str)]) -> Held {
        Held {
            comune: BodyId::new(),
            number: 1,
            name: name.to_owned(),
            istat_code: None,
            holdings: Holdings {
                software: software
                    .iter()
                    .map(|(area, name, end)| Used {
                        area: *area,
                        other_area: String::new(),
                        name: (*name).to_owned(),
                        supplier: String::new(),
                        contract_end: end.parse().ok(),
                    })
                    .collect(),
                ..Holdings::default()
            },
            lock_version: 1,
        }
    }

    fn inventory(comuni: Vec<Held>) -> Inventory {
        Inventory {
            reach: Reach::Own,
            comuni,
            updated_at: None,
        }
    }

    #[test]
    fn what_is_common_and_what_differs_is_told_by_area() {
        use Area::{Accounts, NoticeBoard, Protocol, Suap};
        let all = inventory(vec![
            held(
                "Alvito",
                &[
                    (Protocol, "Alfa", ""),
                    (Accounts, "Conti", ""),
                    (Suap, "Uno", ""),
                ],
            ),
            held(
                "Vicalvi",
                &[(Protocol, "ALFA", ""), (Accounts, "Bilancio", "")],
            ),
            held(
                "Settefrati",
                &[
                    (Protocol, "Alfa", ""),
                    (NoticeBoard, "Albo", ""),
                    (Suap, "Uno", ""),
                ],
            ),
        ]);
        let told: Vec<(Area, Sameness)> = areas(&all)
            .into_iter()
            .map(|area| (area.area, area.sameness))
            .collect();
        assert_eq!(
            told,
            [
                (Protocol, Sameness::Same),
                (Accounts, Sameness::Different),
                (Suap, Sameness::SameSoFar),
                (NoticeBoard, Sameness::One),
            ]
        );
        assert_eq!(areas(&all)[1].by_comune, ["Conti", "Bilancio", ""]);
        assert_eq!(sameness(&[Vec::new(), Vec::new()]), Sameness::Unknown);
    }

    #[test]
    fn what_is_over_comes_first_and_then_what_ends_next() {
        let all = inventory(vec![held(
            "Alvito",
            &[
                (Area::Protocol, "Alfa", "2027-03-31"),
                (Area::Accounts, "Conti", "2027"),
                (Area::Suap, "Uno", "2026-12"),
                (Area::Pec, "Posta", "2025-06"),
                (Area::Backup, "Copie", "2027-01"),
                (Area::Website, "Sito", ""),
            ],
        )]);
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let told: Vec<(String, bool, usize)> = endings(&all, today)
            .into_iter()
            .map(|ending| (ending.label, ending.over, ending.contracts.len()))
            .collect();
        assert_eq!(
            told,
            [
                ("Aprile–giugno 2025".to_owned(), true, 1),
                ("Ottobre–dicembre 2026".to_owned(), false, 1),
                ("Gennaio–marzo 2027".to_owned(), false, 2),
                ("2027, mese non indicato".to_owned(), false, 1),
            ]
        );
    }
}
