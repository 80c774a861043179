//! The documents of a practice, in the order in which its path meets them.

use std::collections::HashSet;

use uuid::Uuid;

use crate::features::card::{LookUpOriginals, Original};
use crate::features::practices::content::{Attached, PracticeContent};
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::error::Result;

/// The documents of a practice that this reader may see, in order of phase.
///
/// # Errors
/// When the database refuses.
pub fn originals_of(
    conn: &mut Conn,
    reader: &Actor,
    content: &PracticeContent,
    look_up: LookUpOriginals,
) -> Result<Vec<Original>> {
    look_up(conn, reader, &in_order(content))
}

/// The ids of the documents by their phase, then as they were attached; those of no phase last, and
/// each once.
fn in_order(content: &PracticeContent) -> Vec<Uuid> {
    let place = |attached: &&Attached| {
        attached
            .phase
            .and_then(|key| content.phases.iter().position(|phase| phase.key == key))
            .unwrap_or(usize::MAX)
    };
    let mut attached: Vec<&Attached> = content.documents.iter().collect();
    attached.sort_by_key(place);
    let mut seen = HashSet::new();
    attached
        .into_iter()
        .map(|attached| attached.document)
        .filter(|document| seen.insert(*document))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::practices::content::{Phase, PhaseKind};

    #[test]
    fn documents_follow_the_path() {
        let [a, b, c, d] = [1, 2, 3, 4].map(Uuid::from_u128);
        let attached = |document, phase| Attached {
            document,
            phase,
            note: String::new(),
        };
        let phase = |key| Phase {
            key,
            ..Phase::of(PhaseKind::Design)
        };
        let content = PracticeContent {
            // The phase of key 9 was taken away.
            phases: vec![phase(2), phase(1)],
            documents: vec![
                attached(a, None),
                attached(b, Some(1)),
                attached(c, Some(9)),
                attached(d, Some(2)),
                attached(b, Some(2)),
            ],
            ..PracticeContent::default()
        };
        assert_eq!(in_order(&content), [d, b, a, c]);
    }
}
