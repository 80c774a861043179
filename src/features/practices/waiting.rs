//! What waits for a person: drafts, notes, confirmations, reviews.

use uuid::Uuid;

use super::policy::{self, Act, Teller};
use super::{Practice, PracticeState, Standing, standings, store};
use crate::features::card::{Card, Waiting};
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::error::{Error, Result};

/// No more are told of at once.
const AT_MOST: i64 = 10;

/// The practices on which the next step is this person's, the longest waiting first.
///
/// # Errors
/// When the database refuses.
pub fn waiting_for(conn: &mut Conn, actor: &Actor) -> Result<Vec<Waiting>> {
    let waiting = store::list_waiting_for(conn, actor, AT_MOST)?;
    Ok(with_standings(conn, waiting)?
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
            practice.review_url(),
            "Rileggi",
        ),
        (PracticeState::ToConfirm, _) => (
            Act::Confirm,
            format!("«{}» aspetta la conferma della tua unione", practice.title),
            practice.review_url(),
            "Leggi e conferma",
        ),
        (PracticeState::ToRecheck | PracticeState::Expired, _)
            if policy::may(actor, standing, Act::Recheck) =>
        {
            (
                Act::Recheck,
                format!("«{}» è da ricontrollare: è ancora così?", practice.title),
                practice.url(),
                "Ricontrolla",
            )
        }
        (PracticeState::Expired, _) => (
            Act::Verify,
            format!("«{}» è scaduta: nessuno l’ha ricontrollata", practice.title),
            practice.url(),
            "Guarda",
        ),
        (
            PracticeState::Published
            | PracticeState::ToRecheck
            | PracticeState::Archived
            | PracticeState::Withdrawn,
            _,
        ) => return None,
    };
    policy::may(actor, standing, act).then(|| Waiting {
        sentence,
        url,
        action: action.to_owned(),
    })
}

/// The practices this facilitatore may publish or send back, the longest waiting first, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub fn review_queue(conn: &mut Conn, actor: &Actor, limit: i64) -> Result<Vec<Card>> {
    let waiting = store::list_in_review(conn, actor, limit)?;
    let waiting: Vec<Practice> = with_standings(conn, waiting)?
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
                url: practice.review_url(),
                // What waits has waited since it was sent.
                published_at: practice.submitted_at,
                ..card
            })
        })
        .collect())
}

/// How many practices this facilitatore may publish or send back.
///
/// # Errors
/// When the database refuses.
pub fn count_in_review(conn: &mut Conn, actor: &Actor) -> Result<i64> {
    store::count_in_review(conn, actor)
}

/// A practice this facilitatore was to review, though somebody else may have dealt with it since:
/// whoever comes late is told so.
///
/// # Errors
/// [`Error::NotFound`] when it was never sent, or was never this person's to review.
pub fn once_in_review(conn: &mut Conn, actor: &Actor, number: i64) -> Result<Practice> {
    let practice = store::find_numbered(conn, number)?
        .filter(|practice| practice.submitted_at.is_some())
        .ok_or(Error::NotFound)?;
    let standing = super::standing(conn, &practice)?;
    if policy::is_theirs(actor, &standing, Act::Publish) {
        Ok(practice)
    } else {
        Err(Error::NotFound)
    }
}

fn with_standings(conn: &mut Conn, practices: Vec<Practice>) -> Result<Vec<(Practice, Standing)>> {
    let standings = standings(conn, &practices)?;
    Ok(practices.into_iter().zip(standings).collect())
}
