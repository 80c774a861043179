//! Unioni, their Comuni, and the other organisations whose people take part.
//!
//! A Comune belongs to an Unione by an adesione with its dates; while the end is unknown it is a
//! member. What nobody said stays unknown, and pages say so. Everybody may read a profile.

mod change;
pub mod directory;
mod import;
pub mod pages;
mod policy;
mod profile;
mod searchable;
mod store;

use std::collections::HashMap;

use crate::platform::actor::BodyId;
use crate::platform::audience::{self, Token};
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;
use crate::platform::events::{self, EventKind};
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::web::address;
use crate::text_enum;

pub use change::{
    Edited, EditedComune, NewComune, add_comune, add_population, add_shared_function, change,
    describe, join_comune,
};
pub use import::{ImportedUnione, insert_imported, update_imported};
pub use policy::may_edit;
pub use profile::{
    Adesione, Facts, Inhabitants, Population, Profile, SharedFunction, Unione, find, profile,
};
pub use searchable::{cards, entries, ids_after};

text_enum! {
    /// What kind of body it is.
    pub enum BodyKind {
        /// An Unione di Comuni.
        Unione = "unione",
        /// A Comune.
        Comune = "comune",
        /// A programme's team, a Region…
        Other = "other",
    }
}

/// A body as other pages name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    /// Its id.
    pub id: BodyId,
    /// What kind of body it is.
    pub kind: BodyKind,
    /// Its number in addresses.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// Its codice IPA.
    pub ipa_code: Option<String>,
    /// Its region.
    pub region: Option<String>,
    /// Whether it is invented, for the demonstration.
    pub example: bool,
}

impl Brief {
    /// The last segment of its address.
    pub fn segment(&self) -> String {
        address::segment(self.number, &self.name)
    }

    /// The address of its page; only Unioni have one.
    pub fn url(&self) -> String {
        format!("/unioni/{}", self.segment())
    }
}

/// What is needed to add a body.
#[derive(Debug, Clone)]
pub struct NewBody {
    /// What kind of body it is.
    pub kind: BodyKind,
    /// Its name.
    pub name: String,
    /// Its codice IPA, compared without regard to case.
    pub ipa_code: Option<String>,
    /// Its region.
    pub region: Option<String>,
    /// Its province, by its letters.
    pub province: Option<String>,
    /// Whether it is invented, for the demonstration.
    pub example: bool,
}

/// Adds a body. An Unione may be seen, found and followed by everybody from then on.
///
/// # Errors
/// When the codice IPA is taken, or the database refuses.
pub fn add(tx: &mut Tx<'_>, new: &NewBody) -> Result<BodyId> {
    let id = store::insert(tx, new)?;
    if new.kind == BodyKind::Unione {
        let subject = Subject::new(SubjectKind::Unione, id);
        audience::set(tx, subject, &[Token::Public])?;
        events::record(
            tx,
            None,
            EventKind::UnioneAdded,
            subject,
            serde_json::json!({}),
        )?;
    }
    Ok(id)
}

/// How a codice IPA is compared: without spaces around it and in lower case.
pub fn ipa_key(code: &str) -> String {
    code.trim().to_lowercase()
}

/// The body of a codice IPA.
///
/// # Errors
/// When the database refuses.
pub fn by_ipa_code(conn: &mut Conn, code: &str) -> Result<Option<Brief>> {
    store::find_by_ipa_key(conn, &ipa_key(code))
}

/// These bodies, in one statement.
///
/// # Errors
/// When the database refuses.
pub fn briefs(conn: &mut Conn, ids: &[BodyId]) -> Result<HashMap<BodyId, Brief>> {
    Ok(store::list_briefs(conn, ids)?
        .into_iter()
        .map(|brief| (brief.id, brief))
        .collect())
}

/// Every Unione, by name: for lists to choose from.
///
/// # Errors
/// When the database refuses.
pub fn all(conn: &mut Conn) -> Result<Vec<Brief>> {
    store::list_unioni(conn)
}
