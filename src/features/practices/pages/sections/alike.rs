//! Unioni like the reader's own: those that did as a practice tells, and what others tell on topics
//! near it.

use crate::features::card::{Card, Reusers};
use crate::features::unioni::alike::Alike;
use crate::platform::actor::BodyId;

/// What Unioni like the reader's own have to do with a practice.
#[derive(Debug, Default)]
pub struct AlikeSection {
    /// Those that did it.
    pub done: Vec<AlikeItem>,
    /// What others tell on its topics.
    pub near: Vec<AlikeItem>,
}

/// An Unione like the reader's own, or a practice of it.
#[derive(Debug)]
pub struct AlikeItem {
    /// Where one reads of it.
    pub url: String,
    pub title: String,
    /// What it has to do with the practice.
    pub what: String,
    /// In what it is like the reader's own.
    pub reason: String,
}

/// Those of the Unioni alike that told the practice, or do as it tells and have said so.
pub fn done(like: &[Alike], owner: Option<BodyId>, reuses: &Reusers) -> Vec<AlikeItem> {
    like.iter()
        .filter_map(|one| {
            let brief = &one.unione.brief;
            let (url, what) = if owner == Some(brief.id) {
                (brief.url(), "Questa pratica è sua".to_owned())
            } else {
                let mut lines = reuses.lines.iter();
                let reuse = lines.find(|reuse| reuse.unione.id == brief.id && reuse.is_done)?;
                let what = format!("La riusa: {} {}", reuse.state.to_lowercase(), reuse.since);
                (reuse.url.clone(), what.trim_end().to_owned())
            };
            Some(AlikeItem {
                url,
                title: brief.name.clone(),
                what,
                reason: one.reason(),
            })
        })
        .collect()
}

/// Practices of the Unioni alike, each with the topics it shares with the one that is read.
pub fn near(like: &[Alike], practices: Vec<(Card, Vec<String>)>) -> Vec<AlikeItem> {
    practices
        .into_iter()
        .filter_map(|(card, topics)| {
            let unione = card.unione?;
            let one = like.iter().find(|one| one.unione.brief.id == unione.id)?;
            Some(AlikeItem {
                url: card.url,
                title: card.title,
                what: format!("{}, su {}", unione.name, topics.join(", ")),
                reason: one.reason(),
            })
        })
        .collect()
}
