//! What waits for the people of an Unione, and for the desk.

use chrono::Duration;

use super::rounds::SILENCE_DAYS;
use super::{Reuse, readers, store};
use crate::features::card::{Card, Waiting};
use crate::features::unioni;
use crate::platform::actor::{Actor, BodyId};
use crate::platform::db::{Conn, When};
use crate::platform::error::Result;

/// Of each kind no more are told of at once.
const AT_MOST: i64 = 10;

/// What waits for this person: what was declared for its Unione and wants a word, then the questions
/// nobody of its Unione has answered.
///
/// # Errors
/// When the database refuses.
pub fn waiting_for(conn: &mut Conn, actor: &Actor) -> Result<Vec<Waiting>> {
    let unioni: Vec<BodyId> = actor.unioni().collect();
    if unioni.is_empty() {
        return Ok(Vec::new());
    }
    let proposed = store::list_unconfirmed_of(conn, actor.tokens(), &unioni, AT_MOST)?;
    let asked = store::list_unanswered_of(conn, &unioni, AT_MOST)?;
    let proposed = titled(conn, actor, &proposed)?;
    let asked = titled(conn, actor, &asked)?;
    let proposed = proposed.into_iter().map(|(url, title)| Waiting {
        sentence: format!("Chi facilita dice che la tua unione riusa «{title}»: è così?"),
        url,
        action: "Leggi e conferma".to_owned(),
    });
    let asked = asked.into_iter().map(|(url, title)| Waiting {
        sentence: format!("Com’è andata con «{title}»? Sono tre domande"),
        url: format!("{url}/esito"),
        action: "Rispondi".to_owned(),
    });
    Ok(proposed.chain(asked).collect())
}

/// The addresses of these reuses with the titles of their practices.
fn titled(conn: &mut Conn, actor: &Actor, reuses: &[Reuse]) -> Result<Vec<(String, String)>> {
    Ok(readers::cards(conn, actor, reuses, |_, _| None)?
        .into_iter()
        .map(|card| (card.url, card.title))
        .collect())
}

/// A reuse whose Unione does not answer, as the desk shows it.
#[derive(Debug, Clone)]
pub struct Silent {
    /// The reuse; its Unione is the one that reuses.
    pub card: Card,
    /// When it last told anything.
    pub told_at: When,
}

/// Before this instant the second letter must have gone for its silence to come to the desk.
fn reminded_before(now: When) -> When {
    now - Duration::days(SILENCE_DAYS)
}

/// The reuses, in the scopes of this facilitatore, whose Unioni were asked twice in vain, the longest
/// silent first, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub fn silent(conn: &mut Conn, actor: &Actor, now: When, limit: i64) -> Result<Vec<Silent>> {
    let reuses = store::list_silent(conn, actor, reminded_before(now), limit)?;
    let ids: Vec<BodyId> = reuses.iter().map(|reuse| reuse.unione).collect();
    let unioni = unioni::briefs(conn, &ids)?;
    let cards = readers::cards(conn, actor, &reuses, |reuse, _| {
        unioni.get(&reuse.unione).cloned()
    })?;
    Ok(cards
        .into_iter()
        .filter_map(|card| {
            let reuse = reuses.iter().find(|one| one.subject() == card.subject)?;
            Some(Silent {
                told_at: reuse.updated_at,
                card,
            })
        })
        .collect())
}

/// How many they are.
///
/// # Errors
/// When the database refuses.
pub fn count_silent(conn: &mut Conn, actor: &Actor, now: When) -> Result<i64> {
    store::count_silent(conn, actor, reminded_before(now))
}
