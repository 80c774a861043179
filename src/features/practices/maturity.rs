//! How far a practice may be relied on: reckoned from what is there, never chosen by anybody.
//!
//! A ladder: each rung needs those below it, but for reuse. What the Unione itself neither told nor
//! confirmed stays *segnalata*. What another Unione runs by now is *riusata*, with or without documents:
//! that it works elsewhere says more than they do. *Verificata* is a facilitatore's word, given with the
//! mentore of one of its topics when there is one outside the Unione, for the version that is published
//! and as long as its day to be looked at again has not come.

use super::{Freshness, Practice, PracticeId, store};
use crate::platform::dates;
use crate::platform::db::{Conn, Tx};
use crate::platform::error::{Error, Result};
use crate::platform::events::{self, EventKind};
use crate::text_enum;

text_enum! {
    /// How far a practice may be relied on, from the least.
    pub enum Maturity {
        /// Others tell it: an import, a facilitatore, public sources.
        Reported = "reported",
        /// The Unione tells it, or confirmed it.
        Told = "told",
        /// There is a document to read.
        Documented = "documented",
        /// A facilitatore checked it, and its day has not come.
        Verified = "verified",
        /// Another Unione does it too.
        Reused = "reused",
    }
}

/// What the maturity of a practice is reckoned from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grounds {
    /// Whether the published version was told or confirmed by the Unione, and names no other source.
    pub first_hand: bool,
    /// How many of its documents, attached or given as evidence, members may read.
    pub documents: usize,
    /// The day of the check of the published version, while it holds.
    pub verified: Option<String>,
    /// How many Unioni reuse it, as they confirmed.
    pub reuses: i32,
}

impl Grounds {
    /// What they come to.
    pub fn maturity(&self) -> Maturity {
        if !self.first_hand {
            Maturity::Reported
        } else if self.reuses > 0 {
            Maturity::Reused
        } else if self.documents == 0 {
            Maturity::Told
        } else if self.verified.is_some() {
            Maturity::Verified
        } else {
            Maturity::Documented
        }
    }

    /// Why, as a sentence.
    pub fn reason(&self) -> String {
        match self.maturity() {
            Maturity::Reported => {
                "La raccontano altri: l’unione non l’ha ancora confermata.".to_owned()
            }
            Maturity::Told => {
                "La racconta l’unione che l’ha fatta; non ci sono ancora documenti da leggere."
                    .to_owned()
            }
            Maturity::Documented => match self.documents {
                1 => {
                    "La racconta l’unione che l’ha fatta, e c’è un documento da leggere.".to_owned()
                }
                many => format!(
                    "La racconta l’unione che l’ha fatta, e ci sono {many} documenti da leggere."
                ),
            },
            Maturity::Verified => format!(
                "Chi facilita l’ha controllata sui documenti il {}.",
                self.verified.as_deref().unwrap_or_default()
            ),
            Maturity::Reused => match self.reuses {
                1 => "Un’altra unione la sta riusando.".to_owned(),
                many => format!("Altre {many} unioni la stanno riusando."),
            },
        }
    }
}

/// What the maturity of a practice is reckoned from, as it is now.
///
/// # Errors
/// When the database refuses.
pub fn grounds(conn: &mut Conn, practice: &Practice) -> Result<Grounds> {
    let Some(published) = practice.published_version else {
        return Ok(Grounds::default());
    };
    let content = store::find_version(conn, published)?.text.content;
    let named: Vec<_> = content
        .documents
        .iter()
        .map(|attached| attached.document)
        .chain(content.benefits.iter().filter_map(|one| one.document))
        .collect();
    Ok(Grounds {
        first_hand: practice.first_hand && content.source_note.is_empty(),
        documents: store::count_readable_documents(conn, &named)?,
        verified: practice
            .verified_at
            .filter(|_| practice.freshness == Freshness::Current)
            .map(|at| dates::day(at.0)),
        reuses: practice.reuse_count,
    })
}

/// Reckons the maturity of a practice anew and keeps it: to be called whenever something changes
/// that it hangs on. The change is in the log, so that what was counted before is counted again.
///
/// # Errors
/// [`Error::NotFound`]; when the database refuses.
pub fn reckon_maturity(tx: &mut Tx<'_>, id: PracticeId) -> Result<Maturity> {
    let practice = store::find(tx, id)?.ok_or(Error::NotFound)?;
    let maturity = grounds(tx, &practice)?.maturity();
    if maturity != practice.maturity {
        store::set_maturity(tx, id, maturity)?;
        events::record(
            tx,
            None,
            EventKind::PracticeReckoned,
            practice.subject(),
            serde_json::json!({}),
        )?;
    }
    Ok(maturity)
}

/// Keeps how many Unioni reuse a practice, as they confirmed, and reckons its maturity anew.
///
/// # Errors
/// [`Error::NotFound`]; when the database refuses.
pub fn set_reuse_count(tx: &mut Tx<'_>, id: PracticeId, reuses: i32) -> Result<Maturity> {
    store::set_reuse_count(tx, id, reuses)?;
    reckon_maturity(tx, id)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every combination of grounds: exactly what is written here.
    #[test]
    fn the_ladder() {
        let mut found = Vec::new();
        for first_hand in [false, true] {
            for documents in [0, 2] {
                for verified in [None, Some("3 maggio 2026".to_owned())] {
                    for reuses in [0, 1] {
                        let grounds = Grounds {
                            first_hand,
                            documents,
                            verified: verified.clone(),
                            reuses,
                        };
                        assert!(grounds.reason().ends_with('.'));
                        found.push(grounds.maturity().as_str());
                    }
                }
            }
        }
        let expected = "reported reported reported reported reported reported reported reported \
                        told reused told reused documented reused verified reused";
        assert_eq!(found.join(" "), expected);
    }
}
