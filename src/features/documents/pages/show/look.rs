//! What the page of a document needs of the database.

use super::super::deed::{self, DeedView};
use super::super::parts::{self, Part};
use super::super::personal::{self, PersonalView};
use super::reading::{self, Hits, Searched};
use super::{Asked, preview};
use crate::features::card::{Around, Place};
use crate::features::documents::signatures::{self, Seal};
use crate::features::documents::{self, Document, Report, ScanState, Version, model, policy};
use crate::features::people::{self, Byline};
use crate::features::subscriptions::{self, FollowBox};
use crate::features::unioni;
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::error::{Error, Result};
use crate::platform::extract::blanks::Blank;
use crate::platform::search::Marker;

/// Everything the page needs of the database.
pub struct Found {
    pub document: Document,
    pub versions: Vec<Version>,
    pub current: Option<Version>,
    pub preview: Option<preview::Found>,
    pub marker: Option<Marker>,
    pub hits: Hits,
    pub reports: Vec<Report>,
    pub words: String,
    pub part: Part,
    pub byline: Option<Byline>,
    pub named: Vec<String>,
    pub follow: Option<FollowBox>,
    pub around: Around,
    pub seal: Option<Seal>,
    pub deed: Option<DeedView>,
    /// Title and address of what took its place.
    pub successor: Option<(String, String)>,
    pub personal: Option<PersonalView>,
    pub has_suggestions: bool,
    /// Whether it goes out by itself once its text was understood.
    pub is_held: bool,
    pub blanks: Vec<Blank>,
}

pub fn look(conn: &mut Conn, reader: &Actor, number: i64, asked: Asked) -> Result<Found> {
    let document = documents::find(conn, reader, number)?;
    let versions = documents::versions(conn, reader, &document)?;
    let current = current(&document, &versions, asked.version)?;
    let marker = Marker::of(&asked.words);
    // What was found in another version, or in one that was taken away meanwhile, is not told.
    let hits = asked
        .found
        .filter(|(version, _)| current.as_ref().map(|one| one.id) == Some(*version))
        .map_or_else(Hits::default, |(_, hits)| hits);
    let opened_at = hits.opened_at(asked.page);
    let seal = match &current {
        Some(version) if !policy::is_shut(version) => {
            signatures::seals(conn, &[version.id])?.remove(&version.id)
        }
        _ => None,
    };
    let (part, preview) = match &current {
        Some(version) => (
            parts::part_of(conn, version, asked.part, opened_at)?,
            preview::look(conn, version, seal.as_ref(), asked.preview.or(asked.page))?,
        ),
        None => (Part::default(), None),
    };
    let reports = documents::reports(conn, reader, &document)?;
    let byline = people::bylines(conn, reader, &[document.author])?.remove(&document.author);
    let mut named: Vec<String> = unioni::briefs(conn, &document.named)?
        .into_values()
        .map(|unione| unione.name)
        .collect();
    named.sort();
    let follow = subscriptions::follow_box(conn, reader, document.subject(), &document.url())?;
    let around = match asked.look_around {
        Some(look) => look(conn, reader, &place(&document))?,
        None => Around::default(),
    };
    // What is to be decided about is the newest version, on its own page.
    let is_newest = current
        .as_ref()
        .is_none_or(|version| version.id == document.version);
    // Of an infected one nothing is: it does not go out.
    let is_infected = current
        .as_ref()
        .is_some_and(|version| version.scan == ScanState::Infected);
    let personal = if is_newest && !is_infected {
        personal::view(conn, reader, &document, asked.sent.as_ref())?
    } else {
        None
    };
    let deed = deed::block(conn, reader, &document)?;
    let successor = documents::superseded_by(conn, reader, document.id)?;
    let has_suggestions = deed.is_none()
        && policy::may_edit(reader, &document)
        && documents::reading(conn, document.version)?
            .is_some_and(|reading| reading.suggested.tells_of_an_act());
    Ok(Found {
        deed,
        successor,
        personal,
        has_suggestions,
        is_held: documents::held_by(conn, document.id)?.is_some(),
        blanks: match &current {
            Some(version) => model::blanks_of(conn, &document, version)?,
            None => Vec::new(),
        },
        document,
        versions,
        current,
        preview,
        marker,
        hits,
        reports,
        words: asked.words,
        part,
        byline,
        named,
        follow,
        around,
        seal,
    })
}

/// The text that is to be looked through, if there is one this reader may read.
pub fn searched(
    conn: &mut Conn,
    reader: &Actor,
    number: i64,
    ordinal: Option<i32>,
) -> Result<Option<Searched>> {
    let document = documents::find(conn, reader, number)?;
    let versions = documents::versions(conn, reader, &document)?;
    match current(&document, &versions, ordinal)? {
        Some(version) => reading::searched(conn, &version).map(Some),
        None => Ok(None),
    }
}

/// The version that was asked for, or the newest; none while none may be read.
fn current(
    document: &Document,
    versions: &[Version],
    ordinal: Option<i32>,
) -> Result<Option<Version>> {
    let current = versions.iter().find(|version| match ordinal {
        Some(ordinal) => ordinal > 0 && version.ordinal == ordinal,
        None => version.id == document.version,
    });
    if current.is_none() && ordinal.is_some() {
        return Err(Error::NotFound);
    }
    Ok(current.cloned())
}

fn place(document: &Document) -> Place {
    Place {
        subject: document.subject(),
        unione: document.unione.as_ref().map(|unione| unione.id),
        topics: document.topics.iter().map(|topic| topic.id).collect(),
        named: Vec::new(),
    }
}
