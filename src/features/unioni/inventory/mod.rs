//! What is already there in the Comuni of an Unione: the software of each by area, its supplier and
//! the end of its contract, how it is connected, who looks after it. "Bisogna partire da quello che
//! c'è già", said those who began.
//!
//! It belongs to the Unione that wrote it down, and is seen by whom that Unione decides: by nobody
//! else when it decided nothing. Nothing of it is in the index or in a letter; of one that everybody
//! may see, the software counts among what makes Unioni alike.

pub mod chart;
pub mod picture;
pub mod table;

use super::policy::{may_see_inventory, may_write_inventory};
use super::profile::Unione;
use super::{Area, store};
use crate::platform::actor::{Actor, BodyId};
use crate::platform::dates::PartialDate;
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::events::{self, EventKind};
use crate::platform::subject::{Subject, SubjectKind};
use crate::text_enum;

pub use picture::{AreaSummary, Sameness, summary};

text_enum! {
    /// Whom an Unione lets see its inventory.
    pub enum Reach {
        /// Its own people, those of its Comuni included.
        Own = "own",
        /// Whoever is a member of the site, facilitatori included.
        Members = "members",
        /// Everybody.
        Public = "public",
    }
}

impl Reach {
    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Reach::Own => "solo le persone dell’unione e dei suoi comuni",
            Reach::Members => "chi è iscritto al sito, facilitatori compresi",
            Reach::Public => "tutti",
        }
    }
}

text_enum! {
    /// How a Comune is connected.
    pub enum Connection {
        /// Fibre up to the office.
        Fibre = "fibra",
        /// Fibre up to the cabinet, copper from there.
        FibreAndCopper = "fibra-rame",
        /// Copper only.
        Copper = "adsl",
        /// Fixed radio.
        Radio = "radio",
        /// The network of mobile telephones.
        Mobile = "mobile",
        /// Satellite.
        Satellite = "satellite",
        /// The network of the Unione or of the Region.
        SharedNetwork = "rete-condivisa",
    }
}

impl Connection {
    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Connection::Fibre => "fibra fino in ufficio (FTTH)",
            Connection::FibreAndCopper => "fibra e rame (FTTC)",
            Connection::Copper => "ADSL",
            Connection::Radio => "radio (FWA)",
            Connection::Mobile => "rete mobile (4G, 5G)",
            Connection::Satellite => "satellite",
            Connection::SharedNetwork => "rete dell’unione o della Regione",
        }
    }
}

/// A piece of software a Comune uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// What it is for.
    pub area: Area,
    /// What it is for, in words, when it is for something else.
    pub other_area: String,
    /// What it is called.
    pub name: String,
    /// Who supplies it; empty when not known.
    pub supplier: String,
    /// When the contract ends.
    pub contract_end: Option<PartialDate>,
}

impl Used {
    /// What it is for, as people read it.
    pub fn area_in_words(&self) -> String {
        match self.area {
            Area::Other if !self.other_area.is_empty() => self.other_area.clone(),
            area => area.label().to_owned(),
        }
    }
}

/// What a Comune has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holdings {
    /// How it is connected.
    pub connection: Option<Connection>,
    /// How fast, in megabits a second.
    pub mbit_s: Option<i64>,
    /// How many people look after its information technology.
    pub ict_people: Option<i64>,
    /// How many full-time posts these people are, in hundredths.
    pub fte_hundredths: Option<i64>,
    /// Its software, by area.
    pub software: Vec<Used>,
}

/// A Comune of the Unione with what it has.
#[derive(Debug, Clone)]
pub struct Held {
    /// The Comune.
    pub comune: BodyId,
    /// Its number.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// Its ISTAT code.
    pub istat_code: Option<String>,
    /// What it has.
    pub holdings: Holdings,
    /// Counts the changes; nothing was written down while it is 0.
    pub lock_version: i32,
}

/// What is already there in the Comuni of an Unione.
#[derive(Debug, Clone)]
pub struct Inventory {
    /// Who may see it.
    pub reach: Reach,
    /// The Comuni that are members today, by name.
    pub comuni: Vec<Held>,
    /// When it last changed; none while nothing was written down.
    pub updated_at: Option<When>,
}

impl Inventory {
    /// Whether anything was written down of a Comune of today.
    pub fn is_empty(&self) -> bool {
        self.comuni
            .iter()
            .all(|held| held.holdings == Holdings::default())
    }
}

/// Whether somebody may see the inventory of an Unione.
///
/// # Errors
/// When the database refuses.
pub fn is_visible(conn: &mut Conn, actor: &Actor, unione: BodyId) -> Result<bool> {
    let reach = store::inventory::find_reach(conn, unione)?.map_or(Reach::Own, |(reach, _)| reach);
    Ok(may_see_inventory(actor, unione, reach))
}

/// The inventory of an Unione, in four statements.
///
/// # Errors
/// [`Error::NotFound`] for who may not see it; when the database refuses.
pub fn inventory(conn: &mut Conn, actor: &Actor, unione: BodyId) -> Result<Inventory> {
    let (reach, updated_at) = match store::inventory::find_reach(conn, unione)? {
        Some((reach, at)) => (reach, Some(at)),
        None => (Reach::Own, None),
    };
    if !may_see_inventory(actor, unione, reach) {
        return Err(Error::NotFound);
    }
    Ok(Inventory {
        reach,
        comuni: store::inventory::list_held(conn, unione)?,
        updated_at,
    })
}

/// What may be written by this person: its absence is told only to who may see the inventory.
fn writable(conn: &mut Conn, actor: &Actor, unione: BodyId) -> Result<Inventory> {
    let inventory = inventory(conn, actor, unione)?;
    if may_write_inventory(actor, unione) {
        Ok(inventory)
    } else {
        Err(Error::Forbidden(WHOSE_ACT))
    }
}

/// The inventory for somebody who is about to write in it.
///
/// # Errors
/// [`Error::NotFound`] for who may not see it, [`Error::Forbidden`] for who may see it only; when
/// the database refuses.
pub fn to_write(conn: &mut Conn, actor: &Actor, unione: &Unione) -> Result<Inventory> {
    writable(conn, actor, unione.id)
}

const WHOSE_ACT: &str =
    "Quello che c’è già lo scrive il responsabile dell’unione. Se vedi un errore, scrivi a lui.";

/// Decides who may see the inventory.
///
/// # Errors
/// As [`to_write`].
pub fn open_to(tx: &mut Tx<'_>, actor: &Actor, unione: &Unione, reach: Reach) -> Result<()> {
    writable(tx, actor, unione.id)?;
    store::inventory::set_reach(tx, unione.id, reach)?;
    record(tx, actor, unione.id)
}

/// Writes down what a Comune has, whatever was written before.
///
/// # Errors
/// As [`to_write`]; [`Error::NotFound`] when the Comune is no member today;
/// [`Refusal::ChangedMeanwhile`] when somebody wrote since `lock_version` was read.
pub fn write(
    tx: &mut Tx<'_>,
    actor: &Actor,
    unione: &Unione,
    comune: i64,
    lock_version: i32,
    holdings: &Holdings,
) -> Result<()> {
    // The event first: on PostgreSQL nobody else writes from then on, and what is asked stays true.
    record(tx, actor, unione.id)?;
    let inventory = writable(tx, actor, unione.id)?;
    let held = find(&inventory, comune)?;
    if held.lock_version != lock_version {
        return Err(Error::Refused(Refusal::ChangedMeanwhile));
    }
    store::inventory::set_holdings(tx, unione.id, held, holdings)
}

/// The Comune of a number, of those of an inventory.
///
/// # Errors
/// [`Error::NotFound`] when it is none of them.
pub fn find(inventory: &Inventory, comune: i64) -> Result<&Held> {
    inventory
        .comuni
        .iter()
        .find(|held| held.number == comune)
        .ok_or(Error::NotFound)
}

/// Writes down what a table says, beside what is there already; answers what it added and changed.
///
/// # Errors
/// As [`to_write`].
pub fn take_in(
    tx: &mut Tx<'_>,
    actor: &Actor,
    unione: &Unione,
    lines: &[table::Line],
) -> Result<table::Outcome> {
    record(tx, actor, unione.id)?;
    let inventory = writable(tx, actor, unione.id)?;
    let mut outcome = table::Outcome::default();
    for held in &inventory.comuni {
        let merged = table::merge(&held.holdings, held.number, lines, &mut outcome);
        if merged != held.holdings {
            store::inventory::set_holdings(tx, unione.id, held, &merged)?;
        }
    }
    Ok(outcome)
}

fn record(tx: &mut Tx<'_>, actor: &Actor, unione: BodyId) -> Result<()> {
    events::record(
        tx,
        actor.id(),
        EventKind::InventoryChanged,
        Subject::new(SubjectKind::Unione, unione),
        serde_json::json!({}),
    )?;
    Ok(())
}
