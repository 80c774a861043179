//! Bodies as a public register tells them: found by their code, never by their name alone.
//!
//! What the register does not tell stays as people wrote it.

use std::collections::HashMap;

use super::change::record;
use super::profile::Population;
use super::{BodyKind, NewBody, add_by, ipa_key, store};
use crate::platform::actor::{BodyId, PersonId};
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;
use crate::platform::text;
use crate::platform::web::address;

pub use super::store::register::Known;

/// An Unione as a register tells it; what is empty is not told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegisteredUnione {
    /// Its codice IPA.
    pub ipa_code: String,
    /// Its name.
    pub name: String,
    /// The Comune of its seat.
    pub seat: String,
    /// Its province, by its letters.
    pub province: String,
    /// Its region, by its Italian name.
    pub region: String,
    /// The address of its own site.
    pub website: String,
    /// Who tells it; only a new Unione takes it.
    pub source: String,
}

/// A Comune as a register tells it; what is empty is not told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegisteredComune {
    /// Its ISTAT code, six digits.
    pub istat_code: String,
    /// Its name, as ISTAT writes it.
    pub name: String,
    /// Its province, by its letters.
    pub province: String,
    /// Its region, by its Italian name.
    pub region: String,
    /// Its cadastral code.
    pub cadastral_code: String,
    /// Its people on a day.
    pub population: Option<Population>,
}

/// The bodies of these codici IPA, by the code as it is compared.
///
/// # Errors
/// When the database refuses.
pub fn known_by_ipa(conn: &mut Conn, codes: &[&str]) -> Result<HashMap<String, Known>> {
    let keys: Vec<String> = codes.iter().map(|code| ipa_key(code)).collect();
    let known = store::register::list_by_ipa_keys(conn, &keys)?;
    Ok(known
        .into_iter()
        .filter_map(|one| Some((ipa_key(one.ipa_code.as_deref()?), one)))
        .collect())
}

/// The Comuni of these ISTAT codes.
///
/// # Errors
/// When the database refuses.
pub fn known_by_istat(conn: &mut Conn, codes: &[&str]) -> Result<HashMap<String, Known>> {
    let known = store::register::list_by_istat_codes(conn, codes)?;
    Ok(known
        .into_iter()
        .filter_map(|one| Some((one.istat_code.clone()?, one)))
        .collect())
}

/// The bodies of these names that nobody gave a code: Unioni without codice IPA, Comuni without ISTAT
/// code.
///
/// # Errors
/// When the database refuses.
pub fn without_code(conn: &mut Conn, kind: BodyKind, name_keys: &[String]) -> Result<Vec<Known>> {
    store::register::list_without_code(conn, kind, name_keys)
}

/// The Unioni of these names, by the name as it is compared; a name that several have is nobody's.
///
/// # Errors
/// When the database refuses.
pub fn only_unioni_named(conn: &mut Conn, names: &[&str]) -> Result<HashMap<String, Known>> {
    let mut keys: Vec<String> = names.iter().map(|name| address::sort_key(name)).collect();
    keys.retain(|key| !key.is_empty());
    let mut found: HashMap<String, Option<Known>> = HashMap::new();
    for known in store::register::list_unioni_named(conn, &keys)? {
        found
            .entry(known.name_key.clone())
            .and_modify(|other| *other = None)
            .or_insert(Some(known));
    }
    Ok(found
        .into_iter()
        .filter_map(|(key, known)| Some((key, known?)))
        .collect())
}

/// How many people these bodies had on a day.
///
/// # Errors
/// When the database refuses.
pub fn people_on(conn: &mut Conn, bodies: &[BodyId], day: &str) -> Result<HashMap<BodyId, i64>> {
    store::register::list_people_on(conn, bodies, day)
}

/// Writes down what a register tells of an Unione: of a new one, or of the known one.
///
/// # Errors
/// When the codice IPA is taken, or the database refuses.
pub fn put_unione(
    tx: &mut Tx<'_>,
    by: Option<PersonId>,
    known: Option<BodyId>,
    told: &RegisteredUnione,
) -> Result<BodyId> {
    if let Some(id) = known {
        store::register::set_unione(tx, id, told)?;
        record(tx, by, id)?;
        return Ok(id);
    }
    let new = NewBody {
        kind: BodyKind::Unione,
        name: told.name.clone(),
        ipa_code: Some(told.ipa_code.clone()),
        region: text::unless_empty(&told.region),
        province: text::unless_empty(&told.province),
        example: false,
    };
    let id = add_by(tx, by, &new)?;
    store::register::set_unione(tx, id, told)?;
    store::register::set_source(tx, id, &told.source)?;
    Ok(id)
}

/// Writes down what a register tells of a Comune: of a new one, or of the known one. The Unioni it
/// belongs to are not told: see [`comuni_changed`].
///
/// # Errors
/// When the ISTAT code is taken, or the database refuses.
pub fn put_comune(
    tx: &mut Tx<'_>,
    known: Option<BodyId>,
    told: &RegisteredComune,
) -> Result<BodyId> {
    let id = match known {
        Some(id) => id,
        None => store::insert(
            tx,
            &NewBody {
                kind: BodyKind::Comune,
                name: told.name.clone(),
                ipa_code: None,
                region: None,
                province: None,
                example: false,
            },
        )?,
    };
    store::register::set_comune(tx, id, told)?;
    if let Some(population) = &told.population {
        store::change::set_population(tx, id, population)?;
    }
    Ok(id)
}

/// Records that the Unioni changed to which these Comuni belong, each once.
///
/// # Errors
/// When the database refuses.
pub fn comuni_changed(tx: &mut Tx<'_>, by: Option<PersonId>, comuni: &[BodyId]) -> Result<()> {
    for unione in store::register::list_unioni_of(tx, comuni)? {
        record(tx, by, unione)?;
    }
    Ok(())
}
