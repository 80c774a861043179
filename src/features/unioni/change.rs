//! Writing down what is known of an Unione.

use super::profile::{Facts, Population, SharedFunction, Unione};
use super::{BodyKind, NewBody, store};
use crate::platform::actor::{Actor, BodyId, PersonId};
use crate::platform::dates::PartialDate;
use crate::platform::db::Tx;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::events::{self, EventKind};
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::text;

/// What is needed to add a Comune.
#[derive(Debug, Clone, Default)]
pub struct NewComune {
    /// Its name, as ISTAT writes it.
    pub name: String,
    /// Its ISTAT code, six digits.
    pub istat_code: Option<String>,
    /// Its cadastral code.
    pub cadastral_code: Option<String>,
    /// Its region.
    pub region: Option<String>,
    /// Its province, by its letters.
    pub province: Option<String>,
    /// Whether it is invented, for the demonstration.
    pub example: bool,
}

/// What somebody says an Unione is, all of it: what is left out is taken away.
#[derive(Debug, Clone, Default)]
pub struct Edited {
    /// What is written of the Unione itself.
    pub facts: Facts,
    /// Its Comuni.
    pub comuni: Vec<EditedComune>,
    /// Its people, by date.
    pub populations: Vec<Population>,
    /// What it does for its Comuni.
    pub functions: Vec<SharedFunction>,
}

/// A Comune of the Unione, as somebody says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditedComune {
    /// The Comune's number, if it is known already.
    pub number: Option<i64>,
    /// Its name; only a new Comune takes it.
    pub name: String,
    /// Its ISTAT code; only a new Comune takes it.
    pub istat_code: Option<String>,
    /// Member since.
    pub since: Option<PartialDate>,
    /// Member until; none means still a member.
    pub until: Option<PartialDate>,
    /// Where the dates come from.
    pub source: String,
    /// Its people by the latest count; none takes the latest count away.
    pub population: Option<Population>,
}

/// The Comune of this ISTAT code, or else of this name and region; added if there is none.
///
/// # Errors
/// When the database refuses.
pub fn add_comune(tx: &mut Tx<'_>, new: &NewComune) -> Result<BodyId> {
    let known = match &new.istat_code {
        Some(code) => store::change::find_comune_by_istat(tx, code)?,
        None => store::change::find_comune_by_name(tx, &new.name, new.region.as_deref())?,
    };
    if let Some(known) = known {
        return Ok(known);
    }
    let id = store::insert(
        tx,
        &NewBody {
            kind: BodyKind::Comune,
            name: new.name.clone(),
            ipa_code: None,
            region: new.region.clone(),
            province: new.province.clone(),
            example: new.example,
        },
    )?;
    store::change::set_codes(
        tx,
        id,
        new.istat_code.as_deref(),
        new.cadastral_code.as_deref(),
    )?;
    Ok(id)
}

/// Writes down that a Comune belongs, or belonged, to an Unione.
///
/// # Errors
/// When the database refuses.
pub fn join_comune(
    tx: &mut Tx<'_>,
    unione: BodyId,
    comune: BodyId,
    since: Option<PartialDate>,
    until: Option<PartialDate>,
    source: &str,
) -> Result<()> {
    store::change::insert_adesione(tx, unione, comune, since, until, source)?;
    record(tx, None, unione)
}

/// Writes down how many people a body had on a day; the same day again replaces the number.
///
/// # Errors
/// When the database refuses.
pub fn add_population(tx: &mut Tx<'_>, body: BodyId, population: &Population) -> Result<()> {
    store::change::set_population(tx, body, population)?;
    for unione in store::change::list_unioni_with(tx, body)? {
        record(tx, None, unione)?;
    }
    Ok(())
}

/// Writes down a function the Unione exercises for its Comuni.
///
/// # Errors
/// When the database refuses.
pub fn add_shared_function(
    tx: &mut Tx<'_>,
    unione: BodyId,
    function: &SharedFunction,
) -> Result<()> {
    store::change::insert_function(tx, unione, function)?;
    record(tx, None, unione)
}

/// Writes down what is known of the Unione itself, whatever was written before.
///
/// # Errors
/// [`is_taken`](crate::platform::error::is_taken) when another body has this codice IPA; when the database refuses.
pub fn describe(tx: &mut Tx<'_>, unione: BodyId, facts: &Facts) -> Result<()> {
    store::change::set_facts(tx, unione, facts, None)?;
    record(tx, None, unione)
}

/// Replaces the profile of an Unione by what somebody says it is.
///
/// # Errors
/// [`Refusal::ChangedMeanwhile`] when somebody saved it since `lock_version` was read;
/// [`is_taken`](crate::platform::error::is_taken) when another body has this codice IPA;
/// [`Error::Forbidden`]; when the database refuses.
pub fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    unione: &Unione,
    lock_version: i32,
    edited: &Edited,
) -> Result<()> {
    if !super::may_edit(actor, unione) {
        return Err(Error::Forbidden(super::pages::WHOSE_ACT));
    }
    let id = unione.id;
    if !store::change::set_facts(tx, id, &edited.facts, Some(lock_version))? {
        return Err(Error::Refused(Refusal::ChangedMeanwhile));
    }
    store::change::delete_parts(tx, id)?;
    for comune in &edited.comuni {
        let comune_id = match comune.number {
            Some(number) => store::change::find_comune(tx, number)?,
            None => {
                let facts = &edited.facts;
                add_comune(
                    tx,
                    &NewComune {
                        name: comune.name.clone(),
                        istat_code: comune.istat_code.clone(),
                        cadastral_code: None,
                        region: text::unless_empty(&facts.region),
                        province: text::unless_empty(&facts.province),
                        example: unione.example,
                    },
                )?
            }
        };
        store::change::insert_adesione(
            tx,
            id,
            comune_id,
            comune.since,
            comune.until,
            &comune.source,
        )?;
        match &comune.population {
            Some(population) => store::change::set_population(tx, comune_id, population)?,
            None => store::change::delete_latest_population(tx, comune_id)?,
        }
    }
    for population in &edited.populations {
        store::change::set_population(tx, id, population)?;
    }
    for function in &edited.functions {
        store::change::insert_function(tx, id, function)?;
    }
    record(tx, actor.id(), id)
}

pub(super) fn record(tx: &mut Tx<'_>, actor: Option<PersonId>, unione: BodyId) -> Result<()> {
    events::record(
        tx,
        actor,
        EventKind::UnioneChanged,
        Subject::new(SubjectKind::Unione, unione),
        serde_json::json!({}),
    )?;
    Ok(())
}
