//! All Unioni at a glance: for the list, for its filters, and for finding those that are alike.
//!
//! There are some hundreds of Unioni in Italy; the whole directory is kept in memory until
//! something happens.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use super::alike::Alike;
use super::profile::{Facts, Inhabitants, Population};
use super::{Altitude, Area, Brief, Factor, LegalForm, store};
use crate::platform::actor::{BodyId, TopicId};
use crate::platform::dates;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::kept::Kept;
use crate::platform::web::address;
use crate::text_enum;

/// How many are read with one statement.
const AT_ONCE: usize = 500;

/// The regions of Italy, as the list offers them.
pub const REGIONI: [&str; 20] = [
    "Abruzzo",
    "Basilicata",
    "Calabria",
    "Campania",
    "Emilia-Romagna",
    "Friuli-Venezia Giulia",
    "Lazio",
    "Liguria",
    "Lombardia",
    "Marche",
    "Molise",
    "Piemonte",
    "Puglia",
    "Sardegna",
    "Sicilia",
    "Toscana",
    "Trentino-Alto Adige",
    "Umbria",
    "Valle d’Aosta",
    "Veneto",
];

text_enum! {
    /// The population classes of the Piano triennale's survey of gestioni associate.
    pub enum SizeClass {
        /// Fewer than 5,000 people.
        UpTo5 = "fino-5",
        /// From 5,000 to 15,000.
        UpTo15 = "fino-15",
        /// From 15,000 to 50,000.
        UpTo50 = "fino-50",
        /// 50,000 or more.
        Over50 = "oltre-50",
    }
}

impl SizeClass {
    /// The class of a number of people.
    pub fn of(people: i64) -> SizeClass {
        match people {
            ..5_000 => SizeClass::UpTo5,
            5_000..15_000 => SizeClass::UpTo15,
            15_000..50_000 => SizeClass::UpTo50,
            _ => SizeClass::Over50,
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            SizeClass::UpTo5 => "meno di 5.000",
            SizeClass::UpTo15 => "da 5.000 a 15.000",
            SizeClass::UpTo50 => "da 15.000 a 50.000",
            SizeClass::Over50 => "50.000 e più",
        }
    }
}

/// An Unione in the directory.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The Unione.
    pub brief: Brief,
    /// Its names as they are compared, lower case and without accents.
    pub(super) names_key: String,
    /// How many Comuni it has today.
    pub comuni: usize,
    /// How many people live there.
    pub inhabitants: Inhabitants,
    /// What it does for its Comuni today, with the topic it belongs to.
    pub functions: Vec<(String, Option<TopicId>)>,
    /// What it is by law.
    pub form: Option<LegalForm>,
    /// Where it lies.
    pub altitude: Option<Altitude>,
    /// Whether its Comuni share the RTD; none when nobody said.
    pub rtd_shared: Option<bool>,
    /// The software it uses, and that of its Comuni if everybody may see its inventory: each with
    /// its area, by its name as it is compared.
    pub software: BTreeSet<(Area, String)>,
    /// The enabling factors it says it has, or has not.
    pub factors: BTreeMap<Factor, bool>,
}

impl Listed {
    /// Its population class, if the population is known.
    pub fn size(&self) -> Option<SizeClass> {
        self.inhabitants.people().map(SizeClass::of)
    }

    /// `5 comuni, 10.200 abitanti, Piemonte`, as far as known.
    pub fn in_words(&self) -> String {
        let comuni =
            (self.comuni > 0).then(|| dates::count(self.comuni as i64, "comune", "comuni"));
        let people = self
            .inhabitants
            .people()
            .map(|people| dates::count(people, "abitante", "abitanti"));
        let parts: Vec<String> = [comuni, people, self.brief.region.clone()]
            .into_iter()
            .flatten()
            .collect();
        parts.join(", ")
    }
}

/// What narrows the list; empty means everything.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// A part of a name.
    pub name: String,
    /// Any of these regions.
    pub regioni: Vec<String>,
    /// Any of these classes.
    pub sizes: Vec<SizeClass>,
}

/// All Unioni.
#[derive(Debug, Default)]
pub struct Directory {
    /// By name.
    listed: Vec<Listed>,
    /// Their places by their ids.
    places: HashMap<BodyId, usize>,
    /// Those that are alike, as far as anybody asked.
    pub(super) alike: Mutex<HashMap<BodyId, Arc<Vec<Alike>>>>,
}

/// The directory as it is now.
///
/// # Errors
/// When the database refuses.
pub fn directory(kept: &Kept, conn: &mut Conn) -> Result<Arc<Directory>> {
    kept.get(conn, "unioni", read)
}

fn read(conn: &mut Conn) -> Result<Directory> {
    let briefs = super::all(conn)?;
    let mut listed = Vec::with_capacity(briefs.len());
    for some in briefs.chunks(AT_ONCE) {
        let ids: Vec<BodyId> = some.iter().map(|brief| brief.id).collect();
        let adesioni = store::profile::list_adesioni_of(conn, &ids)?;
        let mut functions = store::profile::list_functions_of(conn, &ids)?;
        let counts = store::profile::latest_populations(conn, &ids)?;
        let software = store::profile::list_software_of(conn, &ids)?;
        let public = store::inventory::list_public_software_of(conn, &ids)?;
        let mut factors = store::profile::list_factors_of(conn, &ids)?;
        let mut facts: HashMap<BodyId, Facts> = store::profile::list_by_ids(conn, &ids)?
            .into_iter()
            .map(|unione| (unione.id, unione.facts))
            .collect();
        for brief in some {
            let members: Vec<Option<&Population>> = adesioni
                .get(&brief.id)
                .into_iter()
                .flatten()
                .filter(|adesione| adesione.until.is_none())
                .map(|adesione| adesione.population.as_ref())
                .collect();
            let facts = facts.remove(&brief.id).unwrap_or_default();
            let own = software.get(&brief.id).into_iter().flatten();
            let of_comuni = public.get(&brief.id).into_iter().flatten();
            let used = own
                .map(|one| (one.area, address::sort_key(&one.name)))
                .chain(of_comuni.map(|(area, name)| (*area, address::sort_key(name))));
            listed.push(Listed {
                names_key: address::sort_key(&format!("{} {}", brief.name, facts.other_names)),
                form: facts.legal_form,
                altitude: facts.altitude,
                rtd_shared: facts.rtd_shared,
                software: used.collect(),
                factors: factors.remove(&brief.id).unwrap_or_default(),
                comuni: members.len(),
                inhabitants: Inhabitants::of(counts.get(&brief.id), &members),
                functions: functions
                    .remove(&brief.id)
                    .unwrap_or_default()
                    .into_iter()
                    .filter(|function| function.until.is_none())
                    .map(|function| (function.name, function.topic))
                    .collect(),
                brief: brief.clone(),
            });
        }
    }
    Ok(Directory::of(listed))
}

impl Directory {
    pub(super) fn of(listed: Vec<Listed>) -> Directory {
        Directory {
            places: listed
                .iter()
                .enumerate()
                .map(|(place, one)| (one.brief.id, place))
                .collect(),
            listed,
            alike: Mutex::default(),
        }
    }

    /// How many Unioni there are.
    pub fn len(&self) -> usize {
        self.listed.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// The regions of the Unioni, in order.
    pub fn regions(&self) -> Vec<String> {
        let mut regions: Vec<String> = self
            .listed
            .iter()
            .filter_map(|listed| listed.brief.region.clone())
            .collect();
        regions.sort_unstable();
        regions.dedup();
        regions
    }

    /// The Unione of an id.
    pub fn get(&self, id: BodyId) -> Option<&Listed> {
        self.places.get(&id).map(|place| &self.listed[*place])
    }

    /// Every Unione, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Listed> {
        self.listed.iter()
    }

    /// The Unioni a filter lets through, by name.
    pub fn matching(&self, filter: &Filter) -> Vec<&Listed> {
        let words = address::sort_key(&filter.name);
        self.listed
            .iter()
            .filter(|listed| {
                let region = listed.brief.region.as_deref();
                let in_region = filter.regioni.is_empty()
                    || filter.regioni.iter().any(|one| region == Some(one));
                let in_size = filter.sizes.is_empty()
                    || listed
                        .size()
                        .is_some_and(|size| filter.sizes.contains(&size));
                in_region && in_size && words.split(' ').all(|word| listed.names_key.contains(word))
            })
            .collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::features::unioni::BodyKind;

    pub fn listed(name: &str, region: &str, comuni: usize, people: Option<i64>) -> Listed {
        Listed {
            brief: Brief {
                id: BodyId::new(),
                kind: BodyKind::Unione,
                number: 1,
                name: name.to_owned(),
                ipa_code: None,
                region: Some(region.to_owned()),
                example: false,
            },
            names_key: address::sort_key(name),
            comuni,
            inhabitants: people.map_or(Inhabitants::Unknown, |people| {
                Inhabitants::Counted(Population {
                    people,
                    counted: "2021".parse().expect("a date"),
                    source: "ISTAT".to_owned(),
                })
            }),
            functions: Vec::new(),
            form: None,
            altitude: None,
            rtd_shared: None,
            software: BTreeSet::new(),
            factors: BTreeMap::new(),
        }
    }

    fn directory() -> Directory {
        Directory::of(vec![
            listed("Unione Valle Serena", "Lazio", 5, Some(7_100)),
            listed("Unione Alto Rivo", "Marche", 6, Some(8_400)),
            listed("Unione Terre del Salice", "Piemonte", 5, Some(10_200)),
            listed("Unione della Città", "Lazio", 12, Some(80_000)),
            listed("Unione Ignota", "Lazio", 0, None),
        ])
    }

    fn names(found: &[&Listed]) -> Vec<String> {
        found.iter().map(|one| one.brief.name.clone()).collect()
    }

    #[test]
    fn filters_narrow_together() {
        let all = directory();
        assert_eq!(all.matching(&Filter::default()).len(), 5);
        let named = |name: &str| Filter {
            name: name.to_owned(),
            ..Filter::default()
        };
        assert_eq!(
            names(&all.matching(&named("CITTA"))),
            ["Unione della Città"]
        );
        assert_eq!(names(&all.matching(&named("salice terre"))).len(), 1);
        let lazio = Filter {
            regioni: vec!["Lazio".to_owned()],
            sizes: vec![SizeClass::UpTo15, SizeClass::UpTo5],
            ..Filter::default()
        };
        assert_eq!(names(&all.matching(&lazio)), ["Unione Valle Serena"]);
    }

    #[test]
    fn classes_begin_at_their_number() {
        for (people, class) in [
            (0, SizeClass::UpTo5),
            (4_999, SizeClass::UpTo5),
            (5_000, SizeClass::UpTo15),
            (14_999, SizeClass::UpTo15),
            (15_000, SizeClass::UpTo50),
            (50_000, SizeClass::Over50),
        ] {
            assert_eq!(SizeClass::of(people), class, "{people}");
        }
    }
}
