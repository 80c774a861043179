//! What lists, followers and the index know of a practice.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use super::{Freshness, Practice, PracticeId, PracticeState, VersionId, store};
use crate::features::card::{Bearings, Card};
use crate::features::{topics, unioni};
use crate::platform::actor::{Actor, BodyId};
use crate::platform::audience;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::search::IndexEntry;
use crate::platform::subject::SubjectKind;
use crate::platform::text;

/// How many characters of a summary a list shows.
const EXCERPT: usize = 220;

/// These, as lists show them, to this reader; what it may not see is left out.
///
/// # Errors
/// When the database refuses.
pub fn cards(conn: &mut Conn, reader: &Actor, ids: &[Uuid]) -> Result<HashMap<Uuid, Card>> {
    let ids: Vec<PracticeId> = ids.iter().copied().map(PracticeId).collect();
    let practices = store::list_visible(conn, reader.tokens(), &ids)?;
    let shown: Vec<VersionId> = practices.iter().filter_map(shown_version).collect();
    let summaries: HashMap<VersionId, String> = store::list_summaries(conn, &shown)?
        .into_iter()
        .map(|(id, _, summary)| (id, summary))
        .collect();
    let owners: Vec<BodyId> = practices.iter().filter_map(|one| one.unione).collect();
    let owners = unioni::briefs(conn, &owners)?;
    let found: Vec<Uuid> = practices.iter().map(|one| one.id.into()).collect();
    let mut tags = topics::of_many(conn, SubjectKind::Practice, &found)?;
    Ok(practices
        .into_iter()
        .map(|practice| {
            let id = practice.id.into();
            let summary = shown_version(&practice).and_then(|version| summaries.get(&version));
            let card = Card {
                subject: practice.subject(),
                url: practice.url(),
                excerpt: summary.map_or_else(String::new, |text| text::excerpt(text, EXCERPT)),
                signals: signals(&practice),
                unione: practice
                    .unione
                    .and_then(|unione| owners.get(&unione).cloned()),
                topics: tags.remove(&id).unwrap_or_default(),
                published_at: practice.published_at,
                file_bytes: None,
                edition: None,
                title: practice.title,
            };
            (id, card)
        })
        .collect())
}

/// The most practices that are looked up beside a document.
const NAMING: usize = 20;

/// The published practices that name a document and that this reader may see, by their titles.
///
/// # Errors
/// When the database refuses.
pub fn naming(conn: &mut Conn, reader: &Actor, document: Uuid) -> Result<Vec<Card>> {
    let ids: Vec<Uuid> = store::list_naming(conn, &BTreeSet::from([document]))?
        .into_iter()
        .map(Uuid::from)
        .take(NAMING)
        .collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut naming: Vec<Card> = cards(conn, reader, &ids)?.into_values().collect();
    naming.sort_by(|one, other| one.title.cmp(&other.title));
    Ok(naming)
}

/// Whether a card is that of a withdrawn practice, which only its own people still find.
pub fn is_withdrawn(card: &Card) -> bool {
    let withdrawn = PracticeState::Withdrawn.words();
    card.signals.iter().any(|signal| signal == withdrawn)
}

/// What a reader of a list should know of it: how far it may be relied on, and whether it still may;
/// nothing of a draft beside what is public.
fn signals(practice: &Practice) -> Vec<String> {
    let at_rest = matches!(
        practice.state,
        PracticeState::Archived | PracticeState::Withdrawn
    );
    if at_rest || practice.published_version.is_none() {
        return vec![practice.state.words().to_owned()];
    }
    let old = PracticeState::of(PracticeState::Published, practice.freshness);
    std::iter::once(practice.maturity.words())
        .chain((old != PracticeState::Published).then(|| old.words()))
        .map(str::to_owned)
        .collect()
}

/// The version lists and the index speak of.
fn shown_version(practice: &Practice) -> Option<VersionId> {
    practice.published_version.or(practice.draft_version)
}

/// What it hangs on.
///
/// # Errors
/// When the database refuses.
pub fn bearings(conn: &mut Conn, id: Uuid) -> Result<Option<Bearings>> {
    let Some(practice) = store::find(conn, PracticeId(id))? else {
        return Ok(None);
    };
    let involved = match practice.latest_version() {
        Some(version) => vec![store::find_version(conn, version)?.author],
        None => Vec::new(),
    };
    Ok(Some(Bearings {
        author: practice.author,
        unione: practice.unione,
        about: None,
        involved,
    }))
}

/// What the index knows of it, from the rows as they are now; nothing when nobody may find it.
///
/// # Errors
/// When the database refuses.
pub fn entries(conn: &mut Conn, id: Uuid) -> Result<Vec<IndexEntry>> {
    let Some(practice) = store::find(conn, PracticeId(id))? else {
        return Ok(Vec::new());
    };
    let audience = audience::of(conn, practice.subject())?;
    let found = !audience.is_empty() && practice.state != PracticeState::Withdrawn;
    let Some(version) = shown_version(&practice).filter(|_| found) else {
        return Ok(Vec::new());
    };
    let version = store::find_version(conn, version)?;
    let owner = match practice.unione {
        Some(unione) => unioni::briefs(conn, &[unione])?.remove(&unione),
        None => None,
    };
    let known = topics::all(conn)?;
    let filed: Vec<_> = topics::of(conn, practice.subject())?
        .into_iter()
        .map(|tag| tag.id)
        .collect();
    let topics = topics::with_ancestors(&known, &filed)
        .iter()
        .filter_map(|id| known.iter().find(|topic| topic.id == *id))
        .map(|topic| topic.slug.clone())
        .collect();
    let mut body = vec![version.text.summary.as_str()];
    body.extend(version.text.content.texts());
    Ok(vec![IndexEntry {
        key: "whole".to_owned(),
        subject: practice.subject().to_string(),
        kind: SubjectKind::Practice.as_str().to_owned(),
        title: version.text.title.clone(),
        body: text::to_plain(&body.join("\n\n")),
        page: None,
        topics,
        unione: owner.as_ref().map(|brief| brief.id.to_string()),
        region: owner.and_then(|brief| brief.region),
        published_at: practice.published_at.map(|at| at.0),
        edition: None,
        is_stale: practice.freshness == Freshness::Expired,
        audience,
    }])
}

/// Ids in order, after this one, at most `limit`: for rebuilding the index.
///
/// # Errors
/// When the database refuses.
pub fn ids_after(conn: &mut Conn, after: Option<Uuid>, limit: i64) -> Result<Vec<Uuid>> {
    store::list_ids_after(conn, after, limit)
}
