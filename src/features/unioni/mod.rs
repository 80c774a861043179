//! Unioni, their Comuni, and the other organisations whose people take part.
//!
//! A Comune belongs to an Unione by an adesione with its dates; while the end is unknown it is a
//! member. What nobody said stays unknown, and pages say so. Everybody may read a profile.

mod adesione;
pub mod alike;
mod change;
mod clash;
mod completeness;
mod comune;
pub mod directory;
mod factor;
mod import;
pub mod inventory;
mod nature;
pub mod pages;
mod policy;
mod profile;
pub mod register;
mod searchable;
mod software;
mod store;

use std::collections::HashMap;

use crate::platform::actor::{BodyId, PersonId};
use crate::platform::audience::{self, Token};
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;
use crate::platform::events::{self, EventKind};
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::web::address;
use crate::text_enum;

pub use adesione::{Period, member_meanwhile};
pub use change::{
    Edited, EditedComune, NewAdesione, NewComune, add_comune, add_population, add_shared_function,
    change, describe, join_comune, set_factors, set_software,
};
pub use clash::{Clash, clashes};
pub use completeness::{Completeness, Missing, completeness};
pub use factor::{Factor, yes_or_no};
pub use import::{ImportedUnione, insert_imported, update_imported};
pub use nature::{Activity, Altitude, FunctionModel, LegalForm};
pub use policy::may_edit;
pub use profile::{
    Adesione, Facts, Inhabitants, Population, Profile, SharedFunction, Unione, find, profile,
};
pub use searchable::{cards, entries, ids_after};
pub use software::{Area, Software};
pub use store::Brief;
pub use store::profile::SeatComune;

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

impl BodyKind {
    /// Its place in lists of all bodies: the Comuni last, for they are many.
    pub fn rank(self) -> u8 {
        match self {
            BodyKind::Unione => 0,
            BodyKind::Other => 1,
            BodyKind::Comune => 2,
        }
    }
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

    /// Whether this is its name, without regard to case and accents.
    pub fn is_named(&self, name: &str) -> bool {
        address::sort_key(&self.name) == address::sort_key(name)
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

/// The most characters of a body's name.
pub const NAME_MOST: usize = 150;

/// Said to whoever writes a codice IPA that cannot be one.
pub const IPA_CODE_SENTENCE: &str = "Scrivi il codice IPA com’è nell’indice, per esempio udcvc: lettere, numeri e il trattino basso";

/// Whether this is written as the index of public bodies writes its codes.
pub fn is_ipa_code(text: &str) -> bool {
    text.len() <= 20
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// Whether these are the two letters of a province.
pub fn is_province(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// The body that a new one would double: of its codice IPA, or else of its kind and name, unless
/// codes or regions tell the two apart.
///
/// # Errors
/// When the database refuses.
pub fn find_like(conn: &mut Conn, new: &NewBody) -> Result<Option<Brief>> {
    if let Some(code) = &new.ipa_code
        && let Some(known) = by_ipa_code(conn, code)?
    {
        return Ok(Some(known));
    }
    let differ = |one: &Option<String>, other: &Option<String>| {
        one.is_some() && other.is_some() && one != other
    };
    // Two codes that are there differ, or the one would have been found by the other.
    Ok(by_name(conn, &new.name)?.into_iter().find(|known| {
        known.kind == new.kind
            && !differ(&new.ipa_code, &known.ipa_code)
            && !differ(&new.region, &known.region)
    }))
}

/// Adds a body. An Unione may be seen, found and followed by everybody from then on.
///
/// # Errors
/// When the codice IPA is taken, or the database refuses.
pub fn add(tx: &mut Tx<'_>, new: &NewBody) -> Result<BodyId> {
    add_by(tx, None, new)
}

/// Like [`add`], by somebody.
///
/// # Errors
/// When the codice IPA is taken, or the database refuses.
pub fn add_by(tx: &mut Tx<'_>, by: Option<PersonId>, new: &NewBody) -> Result<BodyId> {
    let id = store::insert(tx, new)?;
    if new.kind == BodyKind::Unione {
        let subject = Subject::new(SubjectKind::Unione, id);
        audience::set(tx, subject, &[Token::Public])?;
        events::record(
            tx,
            by,
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

/// The bodies of a name, compared without regard to case and accents.
///
/// # Errors
/// When the database refuses.
pub fn by_name(conn: &mut Conn, name: &str) -> Result<Vec<Brief>> {
    store::list_by_name_key(conn, &address::sort_key(name))
}

/// Every body: Unioni, then other organisations, then Comuni, each by name.
///
/// # Errors
/// When the database refuses.
pub fn bodies(conn: &mut Conn) -> Result<Vec<Brief>> {
    let mut all = store::list_bodies(conn)?;
    all.sort_by_key(|body| body.kind.rank());
    Ok(all)
}

/// These bodies, in one statement.
///
/// # Errors
/// When the database refuses.
pub fn briefs(conn: &mut Conn, ids: &[BodyId]) -> Result<HashMap<BodyId, Brief>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
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

/// The name of an Unione in a sentence: "l’Unione Valle Serena", but "Comunità montana X" as it is called.
pub fn with_article(name: &str) -> String {
    elided("l’", "", name)
}

/// "dall’Unione Valle Serena", "da Comunità montana X".
pub fn with_da(name: &str) -> String {
    elided("dall’", "da ", name)
}

/// "dell’Unione Valle Serena", "di Comunità montana X".
pub fn with_di(name: &str) -> String {
    elided("dell’", "di ", name)
}

fn elided(before_unione: &str, otherwise: &str, name: &str) -> String {
    let before = if name.to_lowercase().starts_with("unione") {
        before_unione
    } else {
        otherwise
    };
    format!("{before}{name}")
}
