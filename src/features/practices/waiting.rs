//! What waits for a person: drafts, notes, confirmations, reviews.

use uuid::Uuid;

use super::policy::{self, Act, Teller};
use super::{Practice, PracticeState, Standing, standings, store};
use crate::features::card::{Card, Waiting};
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::error::Result;

/// How many practices are looked at: more never wait at once for one person.
const LIMIT: i64 = 200;

/// The practices on which the next step is this person's.
///
/// # Errors
/// When the database refuses.
pub fn waiting_for(conn: &mut Conn, actor: &Actor) -> Result<Vec<Waiting>> {
    if !actor.is_member() {
        return Ok(Vec::new());
    }
    let states = [
        PracticeState::Draft,
        PracticeState::InReview,
        PracticeState::ToMend,
        PracticeState::ToConfirm,
    ];
    Ok(visible_in(conn, actor, &states)?
        .iter()
        .filter_map(|(practice, standing)| line(actor, practice, standing))
        .collect())
}

fn line(actor: &Actor, practice: &Practice, standing: &Standing) -> Option<Waiting> {
    let (act, sentence, url, action) = match (practice.state, practice.teller) {
        (PracticeState::Draft, _) if !actor.is(practice.author) => return None,
        (PracticeState::Draft, _) => (
            Act::Save,
            format!("Hai lasciato in bozza «{}»", practice.title),
            format!("/pratiche/{}/modifica", practice.number),
            "Continua a scrivere",
        ),
        // Only who tells it mends it, though its Unione may write on it as well.
        (PracticeState::ToMend, Teller::Facilitatore) if !actor.is_facilitatore() => return None,
        (PracticeState::ToMend, _) => (
            Act::Save,
            format!(
                "«{}» è tornata con una nota: è da sistemare",
                practice.title
            ),
            format!("/pratiche/{}/modifica", practice.number),
            "Leggi la nota e sistema",
        ),
        (PracticeState::InReview, _) => (
            Act::Publish,
            format!(
                "«{}» aspetta di essere riletta e pubblicata",
                practice.title
            ),
            practice.draft_url(),
            "Rileggi",
        ),
        (PracticeState::ToConfirm, _) => (
            Act::Confirm,
            format!("«{}» aspetta la conferma della tua unione", practice.title),
            practice.draft_url(),
            "Leggi e conferma",
        ),
        (PracticeState::Published | PracticeState::Archived, _) => return None,
    };
    policy::may(actor, standing, act).then(|| Waiting {
        sentence,
        url,
        action: action.to_owned(),
    })
}

/// The practices this facilitatore may publish or send back, the longest waiting first.
///
/// # Errors
/// When the database refuses.
pub fn review_queue(conn: &mut Conn, actor: &Actor) -> Result<Vec<Card>> {
    let waiting: Vec<Practice> = visible_in(conn, actor, &[PracticeState::InReview])?
        .into_iter()
        .filter(|(_, standing)| policy::may(actor, standing, Act::Publish))
        .map(|(practice, _)| practice)
        .collect();
    let ids: Vec<Uuid> = waiting.iter().map(|one| one.id.into()).collect();
    let mut cards = super::cards(conn, actor, &ids)?;
    Ok(waiting
        .iter()
        .filter_map(|practice| {
            let card = cards.remove(&practice.id.into())?;
            Some(Card {
                url: practice.draft_url(),
                // What waits has waited since it was sent.
                published_at: practice.submitted_at,
                ..card
            })
        })
        .collect())
}

fn visible_in(
    conn: &mut Conn,
    actor: &Actor,
    states: &[PracticeState],
) -> Result<Vec<(Practice, Standing)>> {
    let practices = store::list_visible_in(conn, actor.tokens(), states, LIMIT)?;
    let standings = standings(conn, &practices)?;
    Ok(practices.into_iter().zip(standings).collect())
}
