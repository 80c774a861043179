//! The documents a practice names, as far as its reader may see them.

use std::collections::HashSet;

use uuid::Uuid;

use super::path::PhaseLink;
use crate::features::card::{Around, Card};
use crate::features::practices::content::PracticeContent;
use crate::platform::dates;

/// A document to be used again.
pub struct Attachment {
    pub url: String,
    pub title: String,
    /// Kind, size and pages.
    pub signals: Vec<String>,
    pub phase: Option<PhaseLink>,
    pub note: String,
    /// The address of its file; empty when it has none.
    pub file_url: String,
}

/// The document that proves a benefit.
pub struct Proof {
    pub url: String,
    pub title: String,
}

impl Proof {
    /// The document of an id, if this reader may see it.
    pub fn of(around: &Around, document: Uuid) -> Option<Proof> {
        let card = around.named.get(&document)?;
        Some(Proof {
            url: card.url.clone(),
            title: card.title.clone(),
        })
    }
}

/// The documents of the practice in order of phase, those of no phase last.
pub fn attached(content: &PracticeContent, around: &Around) -> Vec<Attachment> {
    let mut attached: Vec<Attachment> = content
        .documents
        .iter()
        .filter_map(|one| {
            let card = around.named.get(&one.document)?;
            Some(Attachment {
                url: card.url.clone(),
                title: card.title.clone(),
                signals: card.signals.clone(),
                phase: PhaseLink::of(content, one.phase),
                note: one.note.clone(),
                file_url: card.file_url(),
            })
        })
        .collect();
    attached.sort_by_key(|one| one.phase.as_ref().map_or(usize::MAX, |phase| phase.number));
    attached
}

/// The link that brings all of their files at once, with their size; empty when there is none.
pub fn dossier_link(content: &PracticeContent, around: &Around) -> String {
    let named: HashSet<Uuid> = content.documents.iter().map(|one| one.document).collect();
    let sizes: Vec<u64> = named
        .iter()
        .filter_map(|id| around.named.get(id)?.file_bytes)
        .collect();
    if sizes.is_empty() {
        return String::new();
    }
    let size = dates::file_size(sizes.iter().sum());
    format!("Scarica tutto (.zip, {size})")
}

/// Of the documents found beside the practice those it does not name itself.
pub fn others(content: &PracticeContent, found: Vec<Card>) -> Vec<Card> {
    let is_named = |card: &Card| {
        let mut named = content.documents.iter();
        named.any(|one| one.document == card.subject.id)
    };
    found.into_iter().filter(|card| !is_named(card)).collect()
}
