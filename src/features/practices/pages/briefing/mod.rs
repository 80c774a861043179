//! The scheda per la Giunta: a practice on one or two sheets, as a page and as PDF.

mod compose;
mod shorten;
mod sources;
mod wording;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use askama::Template;
use bytes::Bytes;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{life, originals_of};
use crate::features::card::LookUpOriginals;
use crate::features::people::Visit;
use crate::features::practices::{self as feature, Practice, Version, VersionId};
use crate::features::unioni::directory::directory;
use crate::platform::app::{App, off_the_async_threads};
use crate::platform::dates;
use crate::platform::error::{Error, Result};
use crate::platform::pdf::{self, Block, Paper};
use crate::platform::web::address;
use crate::platform::web::frame::Frame;
use crate::platform::web::respond;
use compose::{Room, Told, compose};

/// A Giunta reads no more.
const MOST_PAGES: usize = 2;

/// From the most room to the least: the first that fits on two pages is taken.
const ROOMS: [Room; 9] = [
    room(1_400, 420, 14),
    room(900, 300, 12),
    room(600, 220, 10),
    room(400, 150, 8),
    room(260, 110, 6),
    room(160, 80, 4),
    room(90, 40, 2),
    room(60, 20, 1),
    room(30, 10, 0),
];

const fn room(section: usize, item: usize, items: usize) -> Room {
    Room {
        section,
        item,
        items,
    }
}

/// A scheda that was made.
pub struct Briefing {
    blocks: Vec<Block>,
    pdf: Bytes,
    /// Tells this file from others, for browsers that have it.
    tag: String,
}

/// The schede made since something last happened, by version and by the documents their readers see.
#[derive(Default)]
struct Briefings(Mutex<HashMap<Key, Arc<Briefing>>>);

type Key = (VersionId, Vec<Uuid>);

/// How many schede are kept, of some 40 kB each. More are made each time.
const MOST_KEPT: usize = 200;

impl Briefings {
    fn known(&self, key: &Key) -> Option<Arc<Briefing>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(key).cloned()
    }

    fn keep(&self, key: Key, briefing: &Arc<Briefing>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MOST_KEPT {
            known.insert(key, briefing.clone());
        }
    }
}

#[derive(Template)]
#[template(path = "practices/briefing.html")]
struct BriefingPage {
    frame: Frame,
    /// The address of the practice.
    url: String,
    title: String,
    briefing: Arc<Briefing>,
    size: String,
}

/// `GET /pratiche/{n-slug}/scheda`
///
/// # Errors
/// [`Error::NotFound`] for whoever may not see the practice, and while nothing of it is published.
pub async fn briefing_page(
    visit: Visit,
    path: web::Path<String>,
    look_up: LookUpOriginals,
) -> Result<HttpResponse> {
    let Found {
        practice,
        title,
        briefing,
        ..
    } = find(&visit, address::number(&path)?, look_up).await?;
    if practice.segment() != *path {
        return Ok(respond::moved(&format!("{}/scheda", practice.url())));
    }
    visit.page(&BriefingPage {
        frame: visit.frame().section("pratiche"),
        size: dates::file_size(briefing.pdf.len() as u64),
        url: practice.url(),
        title,
        briefing,
    })
}

/// `GET /pratiche/{n-slug}/scheda.pdf`
///
/// # Errors
/// As [`briefing_page`].
pub async fn briefing_pdf(
    visit: Visit,
    path: web::Path<String>,
    look_up: LookUpOriginals,
) -> Result<HttpResponse> {
    let found = find(&visit, address::number(&path)?, look_up).await?;
    let name = format!(
        "scheda-{}-versione-{}.pdf",
        found.practice.segment(),
        found.ordinal
    );
    let Briefing { pdf, tag, .. } = &*found.briefing;
    let caching = if visit.actor.is_member() {
        "no-store"
    } else {
        "private, no-cache"
    };
    let known = visit
        .request()
        .headers()
        .get(header::IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok())
        .is_some_and(|known| known.contains(tag.as_str()));
    let mut response = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::ETAG, tag.clone()))
        .insert_header((header::CACHE_CONTROL, caching))
        .insert_header((header::VARY, "Cookie"));
    if known {
        return Ok(response.finish());
    }
    Ok(response
        .insert_header((header::CONTENT_TYPE, "application/pdf"))
        .insert_header((header::CONTENT_DISPOSITION, respond::attachment(&name)))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .body(pdf.clone()))
}

/// A practice with its scheda.
struct Found {
    practice: Practice,
    /// The title of the published version.
    title: String,
    ordinal: i32,
    briefing: Arc<Briefing>,
}

/// The scheda of a version: made before, or what it is to be made from.
enum Known {
    Made(Arc<Briefing>),
    ToMake(Box<ToMake>),
}

/// What a scheda is made from, and where it is kept then.
struct ToMake {
    told: Told,
    kept: Arc<Briefings>,
    key: Key,
}

/// The scheda of a practice as this reader may see it. It is made off the threads that answer requests
/// and after the database was read: its layout keeps no connection from the others.
async fn find(visit: &Visit, number: i64, look_up: LookUpOriginals) -> Result<Found> {
    let app = visit.app.clone();
    let (practice, version, known) = visit
        .read(move |conn, actor| {
            let practice = feature::find(conn, actor, number)?;
            let published = practice.published_version.ok_or(Error::NotFound)?;
            let version = feature::version(conn, published)?;
            let originals = originals_of(conn, actor, &version.text.content, look_up)?;
            let kept = app
                .kept
                .get(conn, "briefings", |_| Ok(Briefings::default()))?;
            let key = (
                published,
                originals.iter().map(|original| original.id).collect(),
            );
            if let Some(briefing) = kept.known(&key) {
                return Ok((practice, version, Known::Made(briefing)));
            }
            let unione = match practice.unione {
                Some(id) => directory(&app.kept, conn)?.get(id).cloned(),
                None => None,
            };
            let told = Told {
                unione,
                originals,
                ..told(&app, &practice, &version)
            };
            let to_make = Box::new(ToMake { told, kept, key });
            Ok((practice, version, Known::ToMake(to_make)))
        })
        .await?;
    let (title, ordinal) = (version.text.title.clone(), version.ordinal);
    let briefing = match known {
        Known::Made(briefing) => briefing,
        Known::ToMake(to_make) => {
            off_the_async_threads(move || {
                let made = Arc::new(make(&to_make.told, &version)?);
                to_make.kept.keep(to_make.key, &made);
                Ok(made)
            })
            .await?
        }
    };
    Ok(Found {
        practice,
        title,
        ordinal,
        briefing,
    })
}

fn told(app: &App, practice: &Practice, version: &Version) -> Told {
    let site = app.public_url();
    let host = site
        .split_once("://")
        .map_or(site.as_str(), |(_, host)| host);
    let published_at = version.published_at.unwrap_or(version.updated_at);
    Told {
        title: version.text.title.clone(),
        summary: version.text.summary.clone(),
        warning: life::warning(practice),
        content: version.text.content.clone(),
        version: format!(
            "Versione {}, pubblicata il {}",
            version.ordinal,
            dates::day(published_at.0)
        ),
        url: format!("{site}{}", practice.url()),
        short_url: format!("{host}/pratiche/{}", practice.number),
        ..Told::default()
    }
}

/// The scheda with as much as two pages hold.
///
/// # Errors
/// A bug, when nothing fits.
fn make(told: &Told, version: &Version) -> Result<Briefing> {
    let published_at = version.published_at.unwrap_or(version.updated_at);
    let mut paper = Paper {
        title: format!(
            "{} – scheda per la Giunta",
            shorten::shorten(&told.title, 200).text
        ),
        author: told.unione.as_ref().map_or_else(
            || "Fra Unioni".to_owned(),
            |unione| unione.brief.name.clone(),
        ),
        description: shorten::shorten(&told.summary, 300).text,
        day: dates::in_rome(published_at.0),
        foot: format!("{} · {}", told.version, told.short_url),
        blocks: Vec::new(),
    };
    for room in ROOMS {
        paper.blocks = compose(told, room);
        let laid_out = pdf::lay_out(&paper)?;
        if laid_out.pages() <= MOST_PAGES {
            let pdf = laid_out.write()?;
            let tag = HEXLOWER.encode(&Sha256::digest(&pdf)[..12]);
            return Ok(Briefing {
                blocks: paper.blocks,
                pdf: pdf.into(),
                tag: format!("\"{tag}\""),
            });
        }
    }
    Err(Error::Bug(anyhow::anyhow!(
        "the scheda of version {} fits on no two pages",
        version.id
    )))
}

#[cfg(test)]
mod tests;
