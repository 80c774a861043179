//! What lists and the index know of an Unione.

use std::collections::HashMap;

use uuid::Uuid;

use super::profile::{Adesione, Inhabitants, SharedFunction, Unione};
use super::{BodyKind, Brief, store};
use crate::features::card::Card;
use crate::features::topics;
use crate::platform::actor::{Actor, BodyId};
use crate::platform::audience::Token;
use crate::platform::dates;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::search::IndexEntry;
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::text;

/// How much of a description a list shows, in characters.
const EXCERPT_CHARS: usize = 200;

/// These Unioni, as lists show them; everybody may see them.
///
/// # Errors
/// When the database refuses.
pub fn cards(conn: &mut Conn, _reader: &Actor, ids: &[Uuid]) -> Result<HashMap<Uuid, Card>> {
    let ids: Vec<BodyId> = ids.iter().copied().map(BodyId).collect();
    let unioni = store::profile::list_by_ids(conn, &ids)?;
    let adesioni = store::profile::list_adesioni_of(conn, &ids)?;
    let counts = store::profile::latest_populations(conn, &ids)?;
    Ok(unioni
        .into_iter()
        .map(|unione| {
            let comuni: Vec<&Adesione> = members(&adesioni, unione.id).collect();
            let of_comuni: Vec<_> = comuni.iter().map(|one| one.population.as_ref()).collect();
            let inhabitants = Inhabitants::of(counts.get(&unione.id), &of_comuni);
            (unione.id.0, card(unione, &comuni, &inhabitants))
        })
        .collect())
}

fn members(
    adesioni: &HashMap<BodyId, Vec<Adesione>>,
    unione: BodyId,
) -> impl Iterator<Item = &Adesione> {
    adesioni
        .get(&unione)
        .into_iter()
        .flatten()
        .filter(|adesione| adesione.until.is_none())
}

fn card(unione: Unione, comuni: &[&Adesione], inhabitants: &Inhabitants) -> Card {
    let mut signals = Vec::new();
    if !unione.facts.region.is_empty() {
        signals.push(unione.facts.region.clone());
    }
    if !comuni.is_empty() {
        signals.push(dates::count(comuni.len() as i64, "comune", "comuni"));
    }
    if let Some(people) = inhabitants.people() {
        signals.push(dates::count(people, "abitante", "abitanti"));
    }
    let excerpt = if unione.facts.description.is_empty() {
        comuni
            .iter()
            .map(|comune| comune.name.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    } else {
        unione.facts.description.clone()
    };
    Card {
        subject: Subject::new(SubjectKind::Unione, unione.id),
        url: unione.url(),
        excerpt: text::excerpt(&excerpt, EXCERPT_CHARS),
        signals,
        topics: Vec::new(),
        published_at: None,
        file_bytes: None,
        edition: None,
        unione: Some(Brief {
            id: unione.id,
            kind: BodyKind::Unione,
            number: unione.number,
            name: unione.facts.name.clone(),
            ipa_code: text::unless_empty(&unione.facts.ipa_code),
            region: text::unless_empty(&unione.facts.region),
            example: unione.example,
        }),
        title: unione.facts.name,
    }
}

/// What the index knows of an Unione: its names, its Comuni, its functions.
///
/// # Errors
/// When the database refuses.
pub fn entries(conn: &mut Conn, id: Uuid) -> Result<Vec<IndexEntry>> {
    let body = BodyId(id);
    let Some(unione) = store::profile::list_by_ids(conn, &[body])?.pop() else {
        return Ok(Vec::new());
    };
    let adesioni = store::profile::list_adesioni(conn, body)?;
    let functions = store::profile::list_functions(conn, body)?;
    let known = topics::all(conn)?;
    let filed: Vec<_> = functions
        .iter()
        .filter_map(|function| function.topic)
        .collect();
    let within = topics::with_ancestors(&known, &filed);
    Ok(vec![IndexEntry {
        key: "whole".to_owned(),
        subject: Subject::new(SubjectKind::Unione, id).to_string(),
        kind: SubjectKind::Unione.as_str().to_owned(),
        body: body_text(&unione, &adesioni, &functions),
        title: unione.facts.name,
        page: None,
        topics: known
            .iter()
            .filter(|topic| within.contains(&topic.id))
            .map(|topic| topic.slug.clone())
            .collect(),
        unione: Some(body.to_string()),
        region: text::unless_empty(&unione.facts.region),
        published_at: None,
        edition: None,
        is_stale: false,
        audience: vec![Token::Public.to_string()],
    }])
}

fn body_text(unione: &Unione, adesioni: &[Adesione], functions: &[SharedFunction]) -> String {
    let facts = &unione.facts;
    let mut lines = vec![
        facts.other_names.clone(),
        facts.ipa_code.clone(),
        facts.region.clone(),
        facts.province.clone(),
        facts.seat.clone(),
        facts.legal_form_in_words(),
    ];
    lines.extend(adesioni.iter().map(|adesione| adesione.name.clone()));
    lines.extend(functions.iter().map(|function| function.name.clone()));
    lines.push(text::to_plain(&facts.description));
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// Ids in order, after this one, at most `limit`: for rebuilding the index.
///
/// # Errors
/// When the database refuses.
pub fn ids_after(conn: &mut Conn, after: Option<Uuid>, limit: i64) -> Result<Vec<Uuid>> {
    store::list_ids_after(conn, after, limit)
}
