//! Unioni that come from elsewhere.

use super::profile::Facts;
use super::{BodyKind, NewBody, add, by_ipa_code, change, store};
use crate::platform::actor::BodyId;
use crate::platform::db::Tx;
use crate::platform::error::{Error, Result};

/// An Unione as a record of an import tells it.
#[derive(Debug, Clone)]
pub struct ImportedUnione {
    /// Its name.
    pub name: String,
    /// Its codice IPA.
    pub ipa_code: String,
    /// What it is, in the light text grammar; empty leaves what is written there already.
    pub description: String,
    /// Where this comes from.
    pub source: String,
}

/// Adds an Unione; one that has this codice IPA already is described anew instead.
///
/// # Errors
/// [`Error::BadRequest`] when the codice IPA is that of another kind of body; when the database refuses.
pub fn insert_imported(tx: &mut Tx<'_>, new: &ImportedUnione) -> Result<BodyId> {
    let id = match by_ipa_code(tx, &new.ipa_code)? {
        Some(known) if known.kind == BodyKind::Unione => known.id,
        Some(_) => {
            return Err(Error::BadRequest(
                "this codice IPA is that of a body which is not an Unione",
            ));
        }
        None => add(
            tx,
            &NewBody {
                kind: BodyKind::Unione,
                name: new.name.clone(),
                ipa_code: Some(new.ipa_code.clone()),
                region: None,
                province: None,
                example: false,
            },
        )?,
    };
    update_imported(tx, id, new)?;
    Ok(id)
}

/// Makes name, codice IPA and description of an Unione what the import says; the rest stays.
///
/// # Errors
/// [`Error::NotFound`] when there is no such Unione; when the database refuses.
pub fn update_imported(tx: &mut Tx<'_>, id: BodyId, new: &ImportedUnione) -> Result<()> {
    let known = store::profile::list_by_ids(tx, &[id])?
        .pop()
        .ok_or(Error::NotFound)?;
    let mut facts: Facts = known.facts;
    facts.name.clone_from(&new.name);
    facts.ipa_code.clone_from(&new.ipa_code);
    if !new.description.is_empty() {
        facts.description.clone_from(&new.description);
    }
    if !new.source.is_empty() {
        facts.source.clone_from(&new.source);
    }
    change::describe(tx, id, &facts)
}
