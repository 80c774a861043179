//! All published practices at a glance, for the list and its facets: kept in memory until something
//! happens, with what was found of them for the same reader and the same choice.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use super::content::PhaseKind;
use super::store::catalogue::{self as store, Row};
use super::{Freshness, Maturity, PracticeId, PracticeState};
use crate::features::topics::{self, Tag, Topic};
use crate::features::unioni::LegalForm;
use crate::features::unioni::directory::{Directory, Listed, SizeClass, directory};
use crate::platform::actor::{BodyId, TopicId};
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::facets::{self, Facet, Found, Value};
use crate::platform::kept::Kept;
use crate::platform::subject::SubjectKind;
use crate::platform::text;
use crate::platform::web::fields::Fields;

/// How many practices are filed in one statement.
const AT_ONCE: usize = 500;
/// The facet of the topics.
pub const TOPIC: &str = "argomento";
/// How many findings are kept.
const MOST_FOUND: usize = 2_000;

/// The published practices, what may be relied on first, in that the newest; and what narrows them.
pub struct Catalogue {
    lines: Vec<Line>,
    /// The lines of each Unione.
    by_unione: HashMap<BodyId, Vec<usize>>,
    /// What narrows the list: topic, region, population class, form, maturity, phase reached, state.
    pub facets: Vec<Facet>,
    found: Mutex<HashMap<String, Arc<Found>>>,
}

struct Line {
    id: PracticeId,
    number: i64,
    /// The audience, as tokens.
    tokens: Vec<String>,
    /// For each facet, the places of its values.
    values: Vec<Vec<usize>>,
}

/// What somebody chose: for each facet, the places of its values.
pub type Chosen = Vec<Vec<usize>>;

/// The catalogue as it is now.
///
/// # Errors
/// When the database refuses.
pub fn catalogue(kept: &Kept, conn: &mut Conn) -> Result<Arc<Catalogue>> {
    kept.get(conn, "practices", |conn| {
        let unioni = directory(kept, conn)?;
        read(conn, &unioni)
    })
}

impl Catalogue {
    /// What an address chooses; values that are none choose nothing.
    pub fn chosen(&self, query: &Fields) -> Chosen {
        self.facets
            .iter()
            .map(|facet| {
                let mut places: Vec<usize> = query
                    .all(facet.name)
                    .filter_map(|value| facet.place(value))
                    .collect();
                places.sort_unstable();
                places.dedup();
                places
            })
            .collect()
    }

    /// The choice of any of these values of one facet.
    pub fn any_of(&self, name: &str, values: &[String]) -> Chosen {
        let places = |facet: &Facet| {
            let places = values.iter().filter_map(|value| facet.place(value));
            places.collect()
        };
        self.facets
            .iter()
            .map(|facet| match facet.name == name {
                true => places(facet),
                false => Vec::new(),
            })
            .collect()
    }

    /// The practices that fit and that the holder of these tokens may see, with the counts.
    pub fn find(&self, tokens: &[String], chosen: &Chosen) -> Arc<Found> {
        let key = format!("{chosen:?} {}", tokens.join(" "));
        let known = || self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(&key) {
            return found.clone();
        }
        let seen: Vec<usize> = (0..self.lines.len())
            .filter(|line| {
                let audience = &self.lines[*line].tokens;
                audience.iter().any(|token| tokens.contains(token))
            })
            .collect();
        let values = seen.iter().map(|line| self.lines[*line].values.as_slice());
        let mut found = facets::find(&self.facets, values, chosen);
        for place in &mut found.lines {
            *place = seen[*place];
        }
        let found = Arc::new(found);
        let mut known = known();
        if known.len() < MOST_FOUND {
            known.insert(key, found.clone());
        }
        found
    }

    /// What these Unioni tell on any of these topics, one practice each, in the order of the Unioni,
    /// with the names of the topics it is on.
    pub fn of_unioni_on(
        &self,
        tokens: &[String],
        unioni: impl Iterator<Item = BodyId>,
        topics: &[Tag],
    ) -> Vec<(Uuid, Vec<String>)> {
        let slugs: Vec<String> = topics.iter().map(|topic| topic.slug.clone()).collect();
        let wanted = self.any_of(TOPIC, &slugs);
        let shared = |line: &Line| -> Vec<String> {
            let mut names = Vec::new();
            for (facet, (wanted, values)) in self.facets.iter().zip(wanted.iter().zip(&line.values))
            {
                let both = wanted.iter().filter(|place| values.contains(place));
                let both = both.filter_map(|place| facet.values.get(*place));
                names.extend(both.map(|value| value.label.clone()));
            }
            names
        };
        let first = |unione: BodyId| -> Option<(Uuid, Vec<String>)> {
            let lines = self.by_unione.get(&unione)?.iter();
            lines
                .filter_map(|line| self.lines.get(*line))
                .filter(|line| line.tokens.iter().any(|token| tokens.contains(token)))
                .map(|line| (line.id.into(), shared(line)))
                .find(|(_, names)| !names.is_empty())
        };
        unioni.filter_map(first).collect()
    }

    /// The first lines found, by their ids, each with the number of its practice.
    pub fn numbered(&self, found: &Found, limit: usize) -> Vec<(Uuid, i64)> {
        let lines = found.lines.iter().take(limit);
        lines
            .map(|line| &self.lines[*line])
            .map(|line| (line.id.into(), line.number))
            .collect()
    }

    /// The ids of some of the lines found.
    pub fn ids(&self, found: &Found, offset: usize, limit: usize) -> Vec<Uuid> {
        found
            .lines
            .iter()
            .skip(offset)
            .take(limit)
            .map(|line| self.lines[*line].id.into())
            .collect()
    }
}

fn read(conn: &mut Conn, unioni: &Directory) -> Result<Catalogue> {
    let known = topics::all(conn)?;
    let rows = store::list(conn)?;
    let mut audiences = store::list_audiences(conn)?;
    let mut filed: HashMap<Uuid, Vec<TopicId>> = HashMap::with_capacity(rows.len());
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.into()).collect();
    for some in ids.chunks(AT_ONCE) {
        for (id, tags) in topics::of_many(conn, SubjectKind::Practice, some)? {
            let own: Vec<TopicId> = tags.into_iter().map(|tag| tag.id).collect();
            filed.insert(id, topics::with_ancestors(&known, &own));
        }
    }
    let told: Vec<Told<'_>> = rows
        .iter()
        .map(|row| Told {
            row,
            topics: filed.remove(&row.id.into()).unwrap_or_default(),
            unione: row.unione.and_then(|unione| unioni.get(unione)),
        })
        .collect();
    let kinds: Vec<Kind<'_>> = vec![
        of_topics(&known),
        of_regions(unioni),
        of_sizes(),
        of_forms(),
        of_maturities(),
        of_phases(),
        of_states(),
    ];
    let mut by_unione: HashMap<BodyId, Vec<usize>> = HashMap::new();
    for (place, row) in rows.iter().enumerate() {
        if let Some(unione) = row.unione {
            by_unione.entry(unione).or_default().push(place);
        }
    }
    let lines = told
        .iter()
        .map(|told| Line {
            id: told.row.id,
            number: told.row.number,
            tokens: audiences.remove(&told.row.id).unwrap_or_default(),
            values: kinds.iter().map(|kind| kind.places(told)).collect(),
        })
        .collect();
    Ok(Catalogue {
        lines,
        by_unione,
        facets: kinds.into_iter().map(|kind| kind.facet).collect(),
        found: Mutex::default(),
    })
}

/// What a line is made of.
struct Told<'a> {
    row: &'a Row,
    topics: Vec<TopicId>,
    unione: Option<&'a Listed>,
}

/// Which values of a facet a practice has.
type ValuesOf<'a> = Box<dyn Fn(&Told<'_>) -> Vec<String> + 'a>;

/// A facet and which of its values a practice has.
struct Kind<'a> {
    facet: Facet,
    values: ValuesOf<'a>,
}

impl Kind<'_> {
    fn places(&self, told: &Told<'_>) -> Vec<usize> {
        let mut places: Vec<usize> = (self.values)(told)
            .iter()
            .filter_map(|value| self.facet.place(value))
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

fn facet(
    name: &'static str,
    legend: &'static str,
    values: impl Iterator<Item = (String, String)>,
) -> Facet {
    Facet {
        name,
        legend,
        values: values
            .map(|(value, label)| Value { value, label })
            .collect(),
    }
}

/// Each topic with those below it.
fn of_topics(known: &[Topic]) -> Kind<'_> {
    let all = known.iter();
    Kind {
        facet: facet(
            TOPIC,
            "Argomento",
            all.map(|topic| (topic.slug.clone(), topic.name.clone())),
        ),
        values: Box::new(|told| {
            let of_it = known.iter().filter(|topic| told.topics.contains(&topic.id));
            of_it.map(|topic| topic.slug.clone()).collect()
        }),
    }
}

fn of_regions(unioni: &Directory) -> Kind<'static> {
    let regions = unioni.regions().into_iter();
    Kind {
        facet: facet(
            "regione",
            "Regione",
            regions.map(|region| (region.clone(), region)),
        ),
        values: Box::new(|told| {
            let region = told.unione.and_then(|unione| unione.brief.region.clone());
            region.into_iter().collect()
        }),
    }
}

fn of_sizes() -> Kind<'static> {
    let sizes = SizeClass::ALL.iter();
    Kind {
        facet: facet(
            "abitanti",
            "Abitanti",
            sizes.map(|size| (size.to_string(), size.label().to_owned())),
        ),
        values: Box::new(|told| {
            let size = told.unione.and_then(Listed::size);
            size.map(|size| size.to_string()).into_iter().collect()
        }),
    }
}

fn of_forms() -> Kind<'static> {
    let forms = LegalForm::ALL.iter();
    Kind {
        facet: facet(
            "forma",
            "Forma dell’unione",
            forms.map(|form| (form.to_string(), text::capitalised(form.label()))),
        ),
        values: Box::new(|told| {
            let form = told.unione.and_then(|unione| unione.form);
            form.map(|form| form.to_string()).into_iter().collect()
        }),
    }
}

fn of_maturities() -> Kind<'static> {
    let maturities = Maturity::ALL.iter();
    Kind {
        facet: facet(
            "maturita",
            "Maturità",
            maturities.map(|one| (one.words().to_lowercase(), one.words().to_owned())),
        ),
        values: Box::new(|told| vec![told.row.maturity.words().to_lowercase()]),
    }
}

/// Whether it was looked at again in time: practices of other states are not listed.
fn of_states() -> Kind<'static> {
    let state = |freshness: Freshness| PracticeState::of(PracticeState::Published, freshness);
    let value =
        move |freshness: Freshness| state(freshness).words().to_lowercase().replace(' ', "-");
    let states = Freshness::ALL.iter();
    Kind {
        facet: facet(
            "stato",
            "Stato",
            states.map(|one| (value(*one), state(*one).words().to_owned())),
        ),
        values: Box::new(move |told| vec![value(told.row.freshness)]),
    }
}

fn of_phases() -> Kind<'static> {
    let phases = PhaseKind::SAID.iter();
    Kind {
        facet: facet(
            "fase",
            "Fase raggiunta",
            phases.map(|kind| (kind.words().to_owned(), text::capitalised(kind.words()))),
        ),
        values: Box::new(|told| {
            let reached = told.row.phase_reached;
            reached
                .map(|kind| kind.words().to_owned())
                .into_iter()
                .collect()
        }),
    }
}
