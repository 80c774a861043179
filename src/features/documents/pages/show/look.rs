//! What the page of a document needs of the database.

use super::super::deed::{self, DeedView};
use super::super::parts::{self, Part};
use super::super::personal::{self, PersonalView};
use super::reading::{self, Hits};
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
    pub personal: Option<PersonalView>,
    pub has_suggestions: bool,
    pub blanks: Vec<Blank>,
}

pub fn look(conn: &mut Conn, reader: &Actor, number: i64, asked: &Asked) -> Result<Found> {
    let document = documents::find(conn, reader, number)?;
    let versions = documents::versions(conn, reader, &document)?;
    let current = versions
        .iter()
        .find(|version| match asked.version {
            Some(ordinal) => ordinal > 0 && version.ordinal == ordinal,
            None => version.id == document.version,
        })
        .cloned();
    if current.is_none() && asked.version.is_some() {
        return Err(Error::NotFound);
    }
    let marker = Marker::of(&asked.words);
    let hits = match (&current, &marker) {
        (Some(version), Some(marker)) => reading::hits(conn, version, marker)?,
        _ => Hits::default(),
    };
    let page = asked.page.or(hits.pages.first().map(|(page, _)| *page));
    let (part, preview) = match &current {
        Some(version) => (
            parts::part_of(conn, version, asked.part, page)?,
            preview::look(conn, version, asked.preview.or(asked.page))?,
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
    let seal = match &current {
        Some(version) if !policy::is_shut(version) => {
            signatures::seals(conn, &[version.id])?.remove(&version.id)
        }
        _ => None,
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
    let has_suggestions = deed.is_none()
        && policy::may_edit(reader, &document)
        && documents::reading(conn, document.version)?
            .is_some_and(|reading| reading.suggested.tells_of_an_act());
    Ok(Found {
        deed,
        personal,
        has_suggestions,
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
        words: asked.words.clone(),
        part,
        byline,
        named,
        follow,
        around,
        seal,
    })
}

fn place(document: &Document) -> Place {
    Place {
        subject: document.subject(),
        unione: document.unione.as_ref().map(|unione| unione.id),
        topics: document.topics.iter().map(|topic| topic.id).collect(),
        named: Vec::new(),
    }
}
