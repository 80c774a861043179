//! The rows of a profile.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;

use super::BodyKind;
use crate::features::unioni::{
    Activity, Adesione, Altitude, Area, Factor, Facts, FunctionModel, LegalForm, Population,
    SharedFunction, Software, Unione,
};
use crate::platform::actor::{BodyId, TopicId};
use crate::platform::dates::PartialDate;
use crate::platform::db::schema::{
    adesioni, bodies, populations, shared_function_comuni, shared_functions, unione_factors,
    unione_software,
};
use crate::platform::db::sql::AnyId;
use crate::platform::db::{Backend, Conn, When, columns};
use crate::platform::error::Result;

/// A date as it is kept; one that cannot be read counts as unknown.
pub fn date(kept: Option<String>) -> Option<PartialDate> {
    kept.and_then(|text| text.parse().ok())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = bodies, check_for_backend(Backend))]
struct Row {
    id: BodyId,
    number: i64,
    name: String,
    other_names: String,
    ipa_code: Option<String>,
    region: Option<String>,
    province: Option<String>,
    seat: Option<String>,
    website: Option<String>,
    legal_form: Option<LegalForm>,
    legal_form_words: String,
    activity: Option<Activity>,
    activity_words: String,
    altitude: Option<Altitude>,
    seat_comune_id: Option<BodyId>,
    rtd: String,
    rtd_since: Option<String>,
    rtd_shared: Option<bool>,
    founded: Option<String>,
    description: String,
    contacts: String,
    source: String,
    example: bool,
    updated_at: When,
    lock_version: i32,
}

impl From<Row> for Unione {
    fn from(row: Row) -> Unione {
        Unione {
            id: row.id,
            number: row.number,
            example: row.example,
            facts: Facts {
                name: row.name,
                other_names: row.other_names,
                ipa_code: row.ipa_code.unwrap_or_default(),
                region: row.region.unwrap_or_default(),
                province: row.province.unwrap_or_default(),
                seat: row.seat.unwrap_or_default(),
                website: row.website.unwrap_or_default(),
                seat_comune: row.seat_comune_id,
                legal_form: row.legal_form,
                legal_form_words: row.legal_form_words,
                activity: row.activity,
                activity_words: row.activity_words,
                altitude: row.altitude,
                rtd: row.rtd,
                rtd_since: date(row.rtd_since),
                rtd_shared: row.rtd_shared,
                founded: date(row.founded),
                description: row.description,
                contacts: row.contacts,
                source: row.source,
            },
            updated_at: row.updated_at,
            lock_version: row.lock_version,
        }
    }
}

pub fn find(conn: &mut Conn, number: i64) -> Result<Unione> {
    let row: Row = bodies::table
        .filter(bodies::kind.eq(BodyKind::Unione))
        .filter(bodies::number.eq(number))
        .select(Row::as_select())
        .first(conn)?;
    Ok(row.into())
}

pub fn list_by_ids(conn: &mut Conn, ids: &[BodyId]) -> Result<Vec<Unione>> {
    let rows: Vec<Row> = bodies::table
        .filter(bodies::kind.eq(BodyKind::Unione))
        .filter(bodies::id.eq_any(ids))
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Unione::from).collect())
}

type AdesioneRow = (
    BodyId,
    BodyId,
    i64,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    String,
    String,
    String,
);

/// The Comuni of these Unioni with the latest count of each: today's first, each group by name.
pub fn list_adesioni_of(
    conn: &mut Conn,
    unioni: &[BodyId],
) -> Result<HashMap<BodyId, Vec<Adesione>>> {
    let rows: Vec<AdesioneRow> = adesioni::table
        .inner_join(bodies::table.on(bodies::id.eq(adesioni::comune_id)))
        .filter(adesioni::unione_id.eq_any(unioni))
        .order((bodies::name_key, adesioni::since))
        .select((
            adesioni::unione_id,
            bodies::id,
            bodies::number,
            bodies::name,
            bodies::istat_code,
            adesioni::since,
            adesioni::until,
            adesioni::source,
            adesioni::act,
            adesioni::leaving_reason,
        ))
        .load(conn)?;
    let comuni: Vec<BodyId> = rows.iter().map(|row| row.1).collect();
    let latest = latest_populations(conn, &comuni)?;
    let mut found: HashMap<BodyId, Vec<Adesione>> = HashMap::new();
    for (unione, comune, number, name, istat_code, since, until, source, act, leaving_reason) in
        rows
    {
        found.entry(unione).or_default().push(Adesione {
            comune,
            number,
            name,
            istat_code,
            since: date(since),
            until: date(until),
            source,
            act,
            leaving_reason,
            population: latest.get(&comune).cloned(),
        });
    }
    for adesioni in found.values_mut() {
        adesioni.sort_by_key(|adesione| adesione.until.is_some());
    }
    Ok(found)
}

pub fn list_adesioni(conn: &mut Conn, unione: BodyId) -> Result<Vec<Adesione>> {
    Ok(list_adesioni_of(conn, &[unione])?
        .remove(&unione)
        .unwrap_or_default())
}

type PopulationRow = (BodyId, i64, String, String);

fn population(people: i64, counted: &str, source: String) -> Option<Population> {
    Some(Population {
        people,
        counted: counted.parse().ok()?,
        source,
    })
}

/// The latest count of each of these bodies.
pub fn latest_populations(conn: &mut Conn, ids: &[BodyId]) -> Result<HashMap<BodyId, Population>> {
    let rows: Vec<PopulationRow> = populations::table
        .filter(populations::body_id.eq_any(ids))
        .order((populations::counted, populations::id))
        .select((
            populations::body_id,
            populations::people,
            populations::counted,
            populations::source,
        ))
        .load(conn)?;
    // In order of time: the last one put in stays.
    Ok(rows
        .into_iter()
        .filter_map(|(body, people, counted, source)| {
            Some((body, population(people, &counted, source)?))
        })
        .collect())
}

pub fn list_populations(conn: &mut Conn, unione: BodyId) -> Result<Vec<Population>> {
    let rows: Vec<PopulationRow> = populations::table
        .filter(populations::body_id.eq(unione))
        .order((populations::counted.desc(), populations::id.desc()))
        .select((
            populations::body_id,
            populations::people,
            populations::counted,
            populations::source,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(_, people, counted, source)| population(people, &counted, source))
        .collect())
}

type FunctionRow = (
    AnyId,
    BodyId,
    String,
    Option<TopicId>,
    Option<String>,
    Option<String>,
    String,
    Option<FunctionModel>,
    String,
);

pub fn list_functions_of(
    conn: &mut Conn,
    unioni: &[BodyId],
) -> Result<HashMap<BodyId, Vec<SharedFunction>>> {
    let rows: Vec<FunctionRow> = shared_functions::table
        .filter(shared_functions::unione_id.eq_any(unioni))
        .order((shared_functions::until, shared_functions::id))
        .select((
            shared_functions::id,
            shared_functions::unione_id,
            shared_functions::name,
            shared_functions::topic_id,
            shared_functions::since,
            shared_functions::until,
            shared_functions::source,
            shared_functions::model,
            shared_functions::deed,
        ))
        .load(conn)?;
    let mut comuni = list_conferring(conn, unioni)?;
    let mut found: HashMap<BodyId, Vec<SharedFunction>> = HashMap::new();
    for (id, unione, name, topic, since, until, source, model, deed) in rows {
        found.entry(unione).or_default().push(SharedFunction {
            name,
            topic,
            since: date(since),
            until: date(until),
            source,
            model,
            deed,
            comuni: comuni.remove(&id.0).unwrap_or_default(),
        });
    }
    for functions in found.values_mut() {
        functions.sort_by_key(|function| function.until.is_some());
    }
    Ok(found)
}

pub fn list_functions(conn: &mut Conn, unione: BodyId) -> Result<Vec<SharedFunction>> {
    Ok(list_functions_of(conn, &[unione])?
        .remove(&unione)
        .unwrap_or_default())
}

/// The Comuni that confer each function of these Unioni.
fn list_conferring(conn: &mut Conn, unioni: &[BodyId]) -> Result<HashMap<uuid::Uuid, Vec<BodyId>>> {
    let rows: Vec<(AnyId, BodyId)> = shared_function_comuni::table
        .inner_join(
            shared_functions::table
                .on(shared_functions::id.eq(shared_function_comuni::function_id)),
        )
        .inner_join(bodies::table.on(bodies::id.eq(shared_function_comuni::comune_id)))
        .filter(shared_functions::unione_id.eq_any(unioni))
        .order(bodies::name_key)
        .select((
            shared_function_comuni::function_id,
            shared_function_comuni::comune_id,
        ))
        .load(conn)?;
    let mut found: HashMap<uuid::Uuid, Vec<BodyId>> = HashMap::new();
    for (function, comune) in rows {
        found.entry(function.0).or_default().push(comune);
    }
    Ok(found)
}

/// The software of these Unioni, in the order of the areas.
pub fn list_software_of(
    conn: &mut Conn,
    unioni: &[BodyId],
) -> Result<HashMap<BodyId, Vec<Software>>> {
    let rows: Vec<(BodyId, Area, String, String)> = unione_software::table
        .filter(unione_software::unione_id.eq_any(unioni))
        .order((unione_software::name, unione_software::id))
        .select((
            unione_software::unione_id,
            unione_software::area,
            unione_software::name,
            unione_software::supplier,
        ))
        .load(conn)?;
    let mut found: HashMap<BodyId, Vec<Software>> = HashMap::new();
    for (unione, area, name, supplier) in rows {
        found.entry(unione).or_default().push(Software {
            area,
            name,
            supplier,
        });
    }
    for software in found.values_mut() {
        software.sort_by_key(|one| one.area);
    }
    Ok(found)
}

/// The software of an Unione, in the order of the areas.
pub fn list_software(conn: &mut Conn, unione: BodyId) -> Result<Vec<Software>> {
    Ok(list_software_of(conn, &[unione])?
        .remove(&unione)
        .unwrap_or_default())
}

/// What these Unioni say of the enabling factors.
pub fn list_factors_of(
    conn: &mut Conn,
    unioni: &[BodyId],
) -> Result<HashMap<BodyId, BTreeMap<Factor, bool>>> {
    let rows: Vec<(BodyId, Factor, bool)> = unione_factors::table
        .filter(unione_factors::unione_id.eq_any(unioni))
        .select((
            unione_factors::unione_id,
            unione_factors::factor,
            unione_factors::present,
        ))
        .load(conn)?;
    let mut found: HashMap<BodyId, BTreeMap<Factor, bool>> = HashMap::new();
    for (unione, factor, present) in rows {
        found.entry(unione).or_default().insert(factor, present);
    }
    Ok(found)
}

pub fn list_factors(conn: &mut Conn, unione: BodyId) -> Result<BTreeMap<Factor, bool>> {
    Ok(list_factors_of(conn, &[unione])?
        .remove(&unione)
        .unwrap_or_default())
}

/// The Comune of a seat.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = bodies)]
pub struct SeatComune {
    /// Its number.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// Its ISTAT code, six digits.
    pub istat_code: Option<String>,
}

pub fn find_seat_comune(conn: &mut Conn, comune: BodyId) -> Result<Option<SeatComune>> {
    Ok(bodies::table
        .find(comune)
        .select(columns::<SeatComune>())
        .first(conn)
        .optional()?)
}
