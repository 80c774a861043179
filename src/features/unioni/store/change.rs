//! Writing the rows of a profile.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::{BodyKind, ipa_key};
use crate::features::unioni::{Factor, Facts, NewAdesione, Population, SharedFunction, Software};
use crate::platform::actor::BodyId;
use crate::platform::dates::PartialDate;
use crate::platform::db::schema::{
    adesioni, bodies, populations, shared_function_comuni, shared_functions, unione_factors,
    unione_software,
};
use crate::platform::db::sql::AnyId;
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;
use crate::platform::text;
use crate::platform::web::address;

fn kept(date: Option<PartialDate>) -> Option<String> {
    date.map(PartialDate::to_storage)
}

fn new_id() -> AnyId {
    AnyId(uuid::Uuid::now_v7())
}

pub fn set_codes(
    tx: &mut Tx<'_>,
    comune: BodyId,
    istat: Option<&str>,
    cadastral: Option<&str>,
) -> Result<()> {
    diesel::update(bodies::table.find(comune))
        .set((
            bodies::istat_code.eq(istat),
            bodies::cadastral_code.eq(cadastral),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn insert_adesione(
    tx: &mut Tx<'_>,
    unione: BodyId,
    comune: BodyId,
    new: &NewAdesione,
) -> Result<()> {
    diesel::insert_into(adesioni::table)
        .values((
            adesioni::id.eq(new_id()),
            adesioni::unione_id.eq(unione),
            adesioni::comune_id.eq(comune),
            adesioni::since.eq(kept(new.since)),
            adesioni::until.eq(kept(new.until)),
            adesioni::source.eq(&new.source),
            adesioni::act.eq(&new.act),
            adesioni::leaving_reason.eq(&new.leaving_reason),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn set_population(tx: &mut Tx<'_>, body: BodyId, population: &Population) -> Result<()> {
    let counted = population.counted.to_storage();
    diesel::delete(
        populations::table
            .filter(populations::body_id.eq(body))
            .filter(populations::counted.eq(&counted)),
    )
    .execute(&mut **tx)?;
    diesel::insert_into(populations::table)
        .values((
            populations::id.eq(new_id()),
            populations::body_id.eq(body),
            populations::people.eq(population.people),
            populations::counted.eq(counted),
            populations::source.eq(&population.source),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn delete_latest_population(tx: &mut Tx<'_>, body: BodyId) -> Result<()> {
    let latest: Option<AnyId> = populations::table
        .filter(populations::body_id.eq(body))
        .order((populations::counted.desc(), populations::id.desc()))
        .select(populations::id)
        .first(&mut **tx)
        .optional()?;
    if let Some(latest) = latest {
        diesel::delete(populations::table.find(latest)).execute(&mut **tx)?;
    }
    Ok(())
}

pub fn insert_function(tx: &mut Tx<'_>, unione: BodyId, function: &SharedFunction) -> Result<()> {
    let id = new_id();
    diesel::insert_into(shared_functions::table)
        .values((
            shared_functions::id.eq(id),
            shared_functions::unione_id.eq(unione),
            shared_functions::topic_id.eq(function.topic),
            shared_functions::name.eq(&function.name),
            shared_functions::since.eq(kept(function.since)),
            shared_functions::until.eq(kept(function.until)),
            shared_functions::source.eq(&function.source),
            shared_functions::model.eq(function.model),
            shared_functions::deed.eq(&function.deed),
        ))
        .execute(&mut **tx)?;
    for comune in &function.comuni {
        diesel::insert_into(shared_function_comuni::table)
            .values((
                shared_function_comuni::function_id.eq(id),
                shared_function_comuni::comune_id.eq(*comune),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

pub fn set_software(tx: &mut Tx<'_>, unione: BodyId, software: &[Software]) -> Result<()> {
    diesel::delete(unione_software::table.filter(unione_software::unione_id.eq(unione)))
        .execute(&mut **tx)?;
    for piece in software {
        diesel::insert_into(unione_software::table)
            .values((
                unione_software::id.eq(new_id()),
                unione_software::unione_id.eq(unione),
                unione_software::area.eq(piece.area),
                unione_software::name.eq(&piece.name),
                unione_software::supplier.eq(&piece.supplier),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

pub fn set_factors(
    tx: &mut Tx<'_>,
    unione: BodyId,
    factors: &BTreeMap<Factor, bool>,
) -> Result<()> {
    diesel::delete(unione_factors::table.filter(unione_factors::unione_id.eq(unione)))
        .execute(&mut **tx)?;
    for (factor, present) in factors {
        diesel::insert_into(unione_factors::table)
            .values((
                unione_factors::unione_id.eq(unione),
                unione_factors::factor.eq(*factor),
                unione_factors::present.eq(*present),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// The Unioni a change of this body is a change of: itself, or those the Comune belongs to.
pub fn list_unioni_with(conn: &mut Conn, body: BodyId) -> Result<Vec<BodyId>> {
    let kind: BodyKind = bodies::table.find(body).select(bodies::kind).first(conn)?;
    Ok(match kind {
        BodyKind::Unione => vec![body],
        BodyKind::Comune => adesioni::table
            .filter(adesioni::comune_id.eq(body))
            .filter(adesioni::until.is_null())
            .select(adesioni::unione_id)
            .load(conn)?,
        BodyKind::Other => Vec::new(),
    })
}

/// Takes away Comuni, populations and functions of an Unione, before they are written anew.
pub fn delete_parts(tx: &mut Tx<'_>, unione: BodyId) -> Result<()> {
    diesel::delete(adesioni::table.filter(adesioni::unione_id.eq(unione))).execute(&mut **tx)?;
    diesel::delete(populations::table.filter(populations::body_id.eq(unione)))
        .execute(&mut **tx)?;
    diesel::delete(shared_functions::table.filter(shared_functions::unione_id.eq(unione)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Writes the facts; with a `lock_version` only if the profile still has it. Answers whether it did.
pub fn set_facts(
    tx: &mut Tx<'_>,
    unione: BodyId,
    facts: &Facts,
    lock_version: Option<i32>,
) -> Result<bool> {
    let now = tx.now();
    let ipa_code = text::unless_empty(&facts.ipa_code);
    let values = (
        bodies::name.eq(&facts.name),
        bodies::name_key.eq(address::sort_key(&facts.name)),
        bodies::other_names.eq(&facts.other_names),
        bodies::ipa_key.eq(ipa_code.as_deref().map(ipa_key)),
        bodies::ipa_code.eq(ipa_code),
        bodies::region.eq(text::unless_empty(&facts.region)),
        bodies::province.eq(text::unless_empty(&facts.province)),
        bodies::seat.eq(text::unless_empty(&facts.seat)),
        bodies::website.eq(text::unless_empty(&facts.website)),
        (
            bodies::seat_comune_id.eq(facts.seat_comune),
            bodies::legal_form.eq(facts.legal_form),
            bodies::legal_form_words.eq(&facts.legal_form_words),
            bodies::activity.eq(facts.activity),
            bodies::activity_words.eq(&facts.activity_words),
            bodies::altitude.eq(facts.altitude),
            bodies::rtd.eq(&facts.rtd),
            bodies::rtd_since.eq(kept(facts.rtd_since)),
            bodies::rtd_shared.eq(facts.rtd_shared),
        ),
        bodies::founded.eq(kept(facts.founded)),
        bodies::description.eq(&facts.description),
        bodies::contacts.eq(&facts.contacts),
        bodies::source.eq(&facts.source),
        bodies::updated_at.eq(now),
        bodies::lock_version.eq(bodies::lock_version + 1),
    );
    let changed = match lock_version {
        Some(version) => diesel::update(
            bodies::table
                .filter(bodies::id.eq(unione))
                .filter(bodies::lock_version.eq(version)),
        )
        .set(values)
        .execute(&mut **tx)?,
        None => diesel::update(bodies::table.filter(bodies::id.eq(unione)))
            .set(values)
            .execute(&mut **tx)?,
    };
    Ok(changed > 0)
}
