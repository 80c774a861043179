//! All Unioni at a glance: for the list, for its filters, and for finding those that are alike.
//!
//! There are some hundreds of Unioni in Italy; the whole directory is kept in memory until
//! something happens.

use std::sync::Arc;

use super::profile::{Inhabitants, Population};
use super::{Brief, store};
use crate::platform::actor::BodyId;
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
    names_key: String,
    /// How many Comuni it has today.
    pub comuni: usize,
    /// How many people live there.
    pub inhabitants: Inhabitants,
    /// What it does for its Comuni today.
    pub functions: Vec<String>,
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

/// Another Unione that is alike, and in what.
#[derive(Debug, Clone)]
pub struct Alike {
    /// The other Unione.
    pub unione: Listed,
    /// "stesso numero di comuni, popolazione vicina".
    pub reason: String,
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

/// All Unioni, by name.
#[derive(Debug, Default)]
pub struct Directory(Vec<Listed>);

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
        let mut other_names = store::list_other_names(conn, &ids)?;
        for brief in some {
            let members: Vec<Option<&Population>> = adesioni
                .get(&brief.id)
                .into_iter()
                .flatten()
                .filter(|adesione| adesione.until.is_none())
                .map(|adesione| adesione.population.as_ref())
                .collect();
            let others = other_names.remove(&brief.id).unwrap_or_default();
            listed.push(Listed {
                names_key: address::sort_key(&format!("{} {others}", brief.name)),
                comuni: members.len(),
                inhabitants: Inhabitants::of(counts.get(&brief.id), &members),
                functions: functions
                    .remove(&brief.id)
                    .unwrap_or_default()
                    .into_iter()
                    .filter(|function| function.until.is_none())
                    .map(|function| function.name)
                    .collect(),
                brief: brief.clone(),
            });
        }
    }
    Ok(Directory(listed))
}

impl Directory {
    /// How many Unioni there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The regions of the Unioni, in order.
    pub fn regions(&self) -> Vec<String> {
        let mut regions: Vec<String> = self
            .0
            .iter()
            .filter_map(|listed| listed.brief.region.clone())
            .collect();
        regions.sort_unstable();
        regions.dedup();
        regions
    }

    /// The Unione of an id.
    pub fn get(&self, id: BodyId) -> Option<&Listed> {
        self.0.iter().find(|listed| listed.brief.id == id)
    }

    /// The Unioni a filter lets through, by name.
    pub fn matching(&self, filter: &Filter) -> Vec<&Listed> {
        let words = address::sort_key(&filter.name);
        self.0
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

    /// The Unioni nearest to this one in Comuni and people, at most `limit`; only those that are
    /// alike in something.
    pub fn like(&self, id: BodyId, limit: usize) -> Vec<Alike> {
        let Some(own) = self.get(id) else {
            return Vec::new();
        };
        let mut near: Vec<(f64, Alike)> = self
            .0
            .iter()
            .filter(|other| other.brief.id != id)
            .filter_map(|other| {
                let reason = likeness(own, other)?;
                let unione = other.clone();
                Some((distance(own, other), Alike { unione, reason }))
            })
            .collect();
        near.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        near.truncate(limit);
        near.into_iter().map(|(_, alike)| alike).collect()
    }
}

/// In what two Unioni are alike, in words; none when neither Comuni nor people are near.
fn likeness(own: &Listed, other: &Listed) -> Option<String> {
    let mut reasons = Vec::new();
    if own.comuni > 0 && own.comuni == other.comuni {
        reasons.push("stesso numero di comuni");
    } else if own.comuni > 0 && other.comuni > 0 && own.comuni.abs_diff(other.comuni) <= 2 {
        reasons.push("quasi lo stesso numero di comuni");
    }
    if let (Some(ours), Some(theirs)) = (own.inhabitants.people(), other.inhabitants.people()) {
        if ours.max(theirs) * 3 <= ours.min(theirs) * 4 {
            reasons.push("popolazione vicina");
        } else if own.size() == other.size() {
            reasons.push("stessa fascia di abitanti");
        }
    }
    if reasons.is_empty() {
        return None;
    }
    if own.brief.region.is_some() && own.brief.region == other.brief.region {
        reasons.push("stessa regione");
    }
    Some(reasons.join(", "))
}

/// How far apart two Unioni are: a difference of one Comune weighs as much as a quarter more people.
fn distance(own: &Listed, other: &Listed) -> f64 {
    let comuni = own.comuni.abs_diff(other.comuni) as f64;
    let people = match (own.inhabitants.people(), other.inhabitants.people()) {
        (Some(ours), Some(theirs)) => {
            ((ours.max(1) as f64).ln() - (theirs.max(1) as f64).ln()).abs() / 1.25f64.ln()
        }
        // Unknown is farther than a class away.
        _ => 6.0,
    };
    let size = if own.size() == other.size() { 0.0 } else { 2.0 };
    comuni + people + size
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::unioni::BodyKind;

    fn listed(name: &str, region: &str, comuni: usize, people: Option<i64>) -> Listed {
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
        }
    }

    fn directory() -> Directory {
        Directory(vec![
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

    #[test]
    fn the_nearest_come_first_and_say_why() {
        let all = directory();
        let own = all.0[0].brief.id;
        let near = all.like(own, 5);
        let found: Vec<(&str, &str)> = near
            .iter()
            .map(|alike| (alike.unione.brief.name.as_str(), alike.reason.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (
                    "Unione Terre del Salice",
                    "stesso numero di comuni, stessa fascia di abitanti"
                ),
                (
                    "Unione Alto Rivo",
                    "quasi lo stesso numero di comuni, popolazione vicina"
                ),
            ]
        );
        assert!(all.like(BodyId::new(), 5).is_empty());
    }
}
