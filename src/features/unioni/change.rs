//! Writing down what is known of an Unione.

use std::collections::BTreeMap;

use super::adesione::{Period, member_meanwhile};
use super::clash::{new_comune, who_is_meant};
use super::comune::{Meant, meant};
use super::profile::{Facts, Population, SharedFunction, Unione};
use super::{BodyKind, Factor, NewBody, Software, store};
use crate::platform::actor::{Actor, BodyId, PersonId};
use crate::platform::dates::{PartialDate, in_rome};
use crate::platform::db::Tx;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::events::{self, EventKind};
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::web::address;

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
    /// The software it uses itself.
    pub software: Vec<Software>,
    /// The enabling factors it says it has, or has not.
    pub factors: BTreeMap<Factor, bool>,
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
    /// Its membership.
    pub adesione: NewAdesione,
    /// Its people by the latest count; none takes the latest count away.
    pub population: Option<Population>,
}

/// What is said of a Comune's membership of an Unione.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewAdesione {
    /// Member since.
    pub since: Option<PartialDate>,
    /// Member until; none means still a member.
    pub until: Option<PartialDate>,
    /// Where the dates come from.
    pub source: String,
    /// The act it joined by.
    pub act: String,
    /// Why it left.
    pub leaving_reason: String,
}

impl NewAdesione {
    /// When it is.
    pub fn period(&self) -> Period {
        Period {
            since: self.since,
            until: self.until,
        }
    }
}

/// The Comune of this ISTAT code, or else of this name and region; added if there is none. One that
/// was known by its name only has its code from then on.
///
/// # Errors
/// [`Refusal::WrongState`] when several Comuni have this name and no code says which; when the
/// database refuses.
pub fn add_comune(tx: &mut Tx<'_>, new: &NewComune) -> Result<BodyId> {
    let codes: Vec<String> = new.istat_code.iter().cloned().collect();
    let keys = [address::sort_key(&new.name)];
    let known = store::adesioni::list_known_comuni(tx, &[], &codes, &keys)?;
    match meant(&known, new) {
        Meant::Known(id) => Ok(id),
        Meant::NowCoded(id) => {
            let code = new.istat_code.as_deref().unwrap_or_default();
            store::adesioni::set_istat_code(tx, id, code)?;
            Ok(id)
        }
        Meant::Several => Err(Error::Refused(Refusal::WrongState)),
        Meant::New => insert_comune(tx, new),
    }
}

fn insert_comune(tx: &mut Tx<'_>, new: &NewComune) -> Result<BodyId> {
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
/// [`Refusal::WrongState`] when it ends before it begins, when it begins or ends in the days to come,
/// when the two are one, or when the Comune is a member of an Unione on some day of it already
/// ([`member_meanwhile`] tells of which); when the database refuses.
pub fn join_comune(
    tx: &mut Tx<'_>,
    unione: BodyId,
    comune: BodyId,
    new: &NewAdesione,
) -> Result<()> {
    // The event first: on PostgreSQL nobody else writes from then on, and what is asked stays true.
    record(tx, None, unione)?;
    if unione == comune
        || new.period().is_backwards()
        || new.period().is_to_come(in_rome(tx.now().0))
        || member_meanwhile(tx, comune, new.period(), None)?.is_some()
    {
        return Err(Error::Refused(Refusal::WrongState));
    }
    store::change::insert_adesione(tx, unione, comune, new)
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
/// [`Refusal::WrongState`] when its Comuni cannot be so ([`clashes`](super::clashes) tells why);
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
    // The event first, for the reason told in `join_comune`.
    record(tx, actor.id(), id)?;
    if !store::change::set_facts(tx, id, &edited.facts, Some(lock_version))? {
        return Err(Error::Refused(Refusal::ChangedMeanwhile));
    }
    let (comuni, clashes) = who_is_meant(tx, unione, edited)?;
    if !clashes.is_empty() {
        return Err(Error::Refused(Refusal::WrongState));
    }
    store::change::delete_parts(tx, id)?;
    for (comune, meant) in edited.comuni.iter().zip(&comuni) {
        let comune_id = match meant {
            Meant::Known(id) => *id,
            // One that an earlier row added is found by then.
            _ => add_comune(tx, &new_comune(comune, unione, edited))?,
        };
        store::change::insert_adesione(tx, id, comune_id, &comune.adesione)?;
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
    set_software(tx, id, &edited.software)?;
    set_factors(tx, id, &edited.factors)
}

/// Says which software the Unione itself uses, whatever was said before; tells nobody by itself.
///
/// # Errors
/// When the database refuses.
pub fn set_software(tx: &mut Tx<'_>, unione: BodyId, software: &[Software]) -> Result<()> {
    store::change::set_software(tx, unione, software)
}

/// Says which enabling factors the Unione has and has not, whatever was said before; tells nobody
/// by itself.
///
/// # Errors
/// When the database refuses.
pub fn set_factors(
    tx: &mut Tx<'_>,
    unione: BodyId,
    factors: &BTreeMap<Factor, bool>,
) -> Result<()> {
    store::change::set_factors(tx, unione, factors)
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
