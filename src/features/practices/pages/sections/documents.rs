//! The documents a practice names, as far as its reader may see them.

use uuid::Uuid;

use super::path::PhaseLink;
use crate::features::card::{Around, Card};
use crate::features::practices::content::PracticeContent;

/// A document to be used again.
pub struct Attachment {
    pub url: String,
    pub title: String,
    /// Kind, size and pages.
    pub signals: Vec<String>,
    pub phase: Option<PhaseLink>,
    pub note: String,
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
            })
        })
        .collect();
    attached.sort_by_key(|one| one.phase.as_ref().map_or(usize::MAX, |phase| phase.number));
    attached
}

/// Of the documents found beside the practice those it does not name itself.
pub fn others(content: &PracticeContent, found: Vec<Card>) -> Vec<Card> {
    let is_named = |card: &Card| {
        let mut named = content.documents.iter();
        named.any(|one| one.document == card.subject.id)
    };
    found.into_iter().filter(|card| !is_named(card)).collect()
}
