//! Asking the Unioni how their reuses went: what the caretaker does.

use chrono::Duration;
use serde_json::json;

use super::declare::speakers;
use super::rounds::{Count, SILENCE_DAYS};
use super::{Reuse, Round, RoundId, policy, store};
use crate::features::people;
use crate::platform::actor::PersonId;
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;
use crate::platform::events::{self, EventKind};

/// The most reuses of which a round is asked in one transaction.
const AT_ONCE: i64 = 50;

/// Asks the rounds that fell due, and once more those that nobody answered, unless their practice is not
/// on the site now; answers how many reuses it dealt with.
///
/// # Errors
/// When the database refuses.
pub fn ask_due(tx: &mut Tx<'_>) -> Result<usize> {
    let now = tx.now();
    let due = store::list_due(tx, now, AT_ONCE)?;
    for reuse in &due {
        ask(tx, reuse)?;
    }
    // A round that was just followed by another is not asked again.
    let silent = store::list_to_remind(tx, now - Duration::days(SILENCE_DAYS), AT_ONCE)?;
    for (round, reuse) in &silent {
        store::set_reminded(tx, *round, now)?;
        record(tx, EventKind::ReuseReminded, reuse, *round)?;
    }
    Ok(due.len() + silent.len())
}

/// Asks the round that is due, and reckons when the next will be. Of a practice that nobody may read
/// any more nothing is asked.
fn ask(tx: &mut Tx<'_>, reuse: &Reuse) -> Result<()> {
    let now = tx.now();
    let Some(confirmed_at) = reuse.confirmed_at else {
        return store::set_next_round(tx, reuse.id, None);
    };
    let moves = store::list_moves(tx, &[reuse.id])?;
    let mut rounds = store::list_rounds(tx, &[reuse.id])?;
    let count = Count::of(confirmed_at, &moves);
    if let Some(months) = count.due(&rounds, now) {
        let round = Round {
            id: RoundId::new(),
            reuse: reuse.id,
            counted_from: count.from,
            months,
            asked_at: now,
            reminded_at: None,
            answered_at: None,
            state: None,
            reason: String::new(),
            changed: String::new(),
            failed: String::new(),
        };
        if store::is_read(tx, reuse.practice)? {
            store::insert_round(tx, &round)?;
            record(tx, EventKind::ReuseAsked, reuse, round.id)?;
        }
        rounds.push(round);
    }
    store::set_next_round(tx, reuse.id, count.next_at(&rounds))
}

fn record(tx: &mut Tx<'_>, kind: EventKind, reuse: &Reuse, round: RoundId) -> Result<()> {
    let asked = asked(tx, reuse)?;
    events::record(
        tx,
        None,
        kind,
        reuse.practice_subject(),
        json!({ "reuse": reuse.id, "round": round, "asked": asked }),
    )?;
    Ok(())
}

/// Who is asked: who spoke for the reuse last, if it still can; else who answers for the Unione.
fn asked(conn: &mut Conn, reuse: &Reuse) -> Result<Vec<PersonId>> {
    let spoke: Vec<PersonId> = reuse.spoken_by.into_iter().collect();
    let able: Vec<PersonId> = people::actors(conn, &spoke)?
        .into_iter()
        .filter(|(_, actor)| policy::may_speak(actor, reuse.unione))
        .map(|(person, _)| person)
        .collect();
    if able.is_empty() {
        speakers(conn, reuse.unione)
    } else {
        Ok(able)
    }
}
