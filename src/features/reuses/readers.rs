//! What pages of practices and of Unioni, lists and the index know of reuses.

use std::collections::HashMap;

use uuid::Uuid;

use super::store::{self, Whose};
use super::words::since;
use super::{Reuse, ReuseId, Round, policy};
use crate::features::card::{Card, Place, ReuseOutcome, Reuser, Reusers};
use crate::features::documents::DocumentId;
use crate::features::practices::{self, PracticeId};
use crate::features::unioni::{self, Brief};
use crate::platform::actor::{Actor, BodyId};
use crate::platform::dates;
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;
use crate::platform::search::IndexEntry;
use crate::platform::text::to_html;

/// How many Unioni stand on the page of a practice.
const ON_PRACTICE: usize = 20;

/// How many Unioni do as each of these practices tells and have confirmed it; those of none are not there.
///
/// # Errors
/// When the database refuses.
pub fn confirmed_count(
    conn: &mut Conn,
    practices: &[PracticeId],
) -> Result<HashMap<PracticeId, i64>> {
    if practices.is_empty() {
        return Ok(HashMap::new());
    }
    store::count_confirmed(conn, practices)
}

/// Tells a practice by how many Unioni it is reused now: its maturity hangs on it.
pub(super) fn recount(tx: &mut Tx<'_>, practice: PracticeId) -> Result<()> {
    let counted = confirmed_count(tx, &[practice])?
        .remove(&practice)
        .unwrap_or(0);
    practices::set_reuse_count(tx, practice, i32::try_from(counted).unwrap_or(i32::MAX))?;
    Ok(())
}

/// The cards of practices, saying by how many Unioni each is reused.
///
/// # Errors
/// When the database refuses.
pub fn with_counts(conn: &mut Conn, mut cards: HashMap<Uuid, Card>) -> Result<HashMap<Uuid, Card>> {
    let ids: Vec<PracticeId> = cards.keys().copied().map(PracticeId).collect();
    for (practice, count) in confirmed_count(conn, &ids)? {
        if let Some(card) = cards.get_mut(&practice.into()) {
            let unioni = dates::count(count, "unione", "unioni");
            card.signals.push(format!("riusata da {unioni}"));
        }
    }
    Ok(cards)
}

/// Adds to what the index knows of a practice who reuses it, as far as everybody may read it.
///
/// # Errors
/// When the database refuses.
pub fn name_reusers(
    conn: &mut Conn,
    practice: Uuid,
    mut entries: Vec<IndexEntry>,
) -> Result<Vec<IndexEntry>> {
    let Some(entry) = entries.first_mut() else {
        return Ok(entries);
    };
    let names = store::list_public_reusers(conn, PracticeId(practice))?;
    if !names.is_empty() {
        entry.body.push_str("\n\nRiusata da ");
        entry.body.push_str(&names.join(", "));
    }
    Ok(entries)
}

/// Who reuses a practice, for this reader, with what it can do about it.
///
/// # Errors
/// When the database refuses.
pub fn of_practice(conn: &mut Conn, reader: &Actor, place: &Place) -> Result<Reusers> {
    let practice = PracticeId(place.subject.id);
    let whose = Whose::OfPractice(practice);
    let mut reuses = store::list_told(conn, reader.tokens(), whose, ON_PRACTICE as i64 + 1)?;
    let is_cut = reuses.len() > ON_PRACTICE;
    reuses.truncate(ON_PRACTICE);
    let own: Vec<BodyId> = reader.unioni().collect();
    let own_url = find_own(conn, reader, practice, &own)?.map(|reuse| reuse.url());
    let confirmed = confirmed_count(conn, &[practice])?;
    Ok(Reusers {
        is_cut,
        confirmed: confirmed.get(&practice).copied().unwrap_or(0),
        may_declare: own_url.is_none() && is_offered(reader, place.unione),
        own_url,
        lines: in_words(conn, &reuses)?,
    })
}

/// The reuse of a practice by one of these Unioni that the reader may see.
///
/// # Errors
/// When the database refuses.
pub fn find_own(
    conn: &mut Conn,
    reader: &Actor,
    practice: PracticeId,
    unioni: &[BodyId],
) -> Result<Option<Reuse>> {
    store::find_own_visible(conn, reader.tokens(), practice, unioni)
}

/// Whether declaring is offered: to visitors, who may belong to any Unione, to who belongs to another
/// one than that whose practice it is, and to facilitatori.
fn is_offered(reader: &Actor, owner: Option<BodyId>) -> bool {
    !reader.is_member()
        || reader.is_facilitatore()
        || reader.unioni().any(|unione| Some(unione) != owner)
}

/// These reuses in words, in their order, with what was answered about them.
///
/// # Errors
/// When the database refuses.
pub(super) fn in_words(conn: &mut Conn, reuses: &[Reuse]) -> Result<Vec<Reuser>> {
    let unioni: Vec<BodyId> = reuses.iter().map(|reuse| reuse.unione).collect();
    let mut unioni = unioni::briefs(conn, &unioni)?;
    let ids: Vec<ReuseId> = reuses.iter().map(|reuse| reuse.id).collect();
    let rounds = store::list_rounds(conn, &ids)?;
    Ok(reuses
        .iter()
        .filter_map(|reuse| {
            let unione = unioni.remove(&reuse.unione)?;
            let own = rounds.iter().filter(|round| round.reuse == reuse.id);
            Some(reuser(reuse, unione, own))
        })
        .collect())
}

fn reuser<'a>(reuse: &Reuse, unione: Brief, rounds: impl Iterator<Item = &'a Round>) -> Reuser {
    Reuser {
        unione,
        url: reuse.url(),
        state: reuse.state.words(),
        tone: reuse.state.tone(),
        since: since(reuse.since),
        is_confirmed: reuse.is_confirmed(),
        is_done: reuse.is_confirmed() && policy::is_done(reuse.state),
        told: told(&reuse.reason, &reuse.changed, &reuse.failed),
        outcomes: rounds.filter_map(outcome).collect(),
    }
}

fn outcome(round: &Round) -> Option<ReuseOutcome> {
    Some(ReuseOutcome {
        when: round.words(),
        state: round.state?.words(),
        told: told(&round.reason, &round.changed, &round.failed),
    })
}

/// What an Unione tells, with labels, as HTML; what it does not tell is left out.
fn told(reason: &str, changed: &str, failed: &str) -> Vec<(&'static str, String)> {
    [
        ("Perché", reason),
        ("Che cosa ha cambiato", changed),
        ("Che cosa non ha funzionato", failed),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(label, text)| (label, to_html(text)))
    .collect()
}

/// The rounds of a reuse, the oldest first.
///
/// # Errors
/// When the database refuses.
pub fn rounds_of(conn: &mut Conn, reuse: ReuseId) -> Result<Vec<Round>> {
    store::list_rounds(conn, &[reuse])
}

/// What an Unione reuses, as lists show it, what was told last first, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub fn of_unione(conn: &mut Conn, reader: &Actor, unione: BodyId, limit: i64) -> Result<Vec<Card>> {
    let reuses = store::list_told(conn, reader.tokens(), Whose::By(&[unione]), limit)?;
    cards(conn, reader, &reuses, |_, card| card.unione.clone())
}

/// Who reuses the practices of an Unione, as lists show it, what was told last first, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub fn from_unione(
    conn: &mut Conn,
    reader: &Actor,
    unione: BodyId,
    limit: i64,
) -> Result<Vec<Card>> {
    let reuses = store::list_told(conn, reader.tokens(), Whose::From(unione), limit)?;
    let ids: Vec<BodyId> = reuses.iter().map(|reuse| reuse.unione).collect();
    let unioni = unioni::briefs(conn, &ids)?;
    cards(conn, reader, &reuses, |reuse, _| {
        unioni.get(&reuse.unione).cloned()
    })
}

/// The reuses a document was made for, by whoever reuses, what was told last first, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub fn naming(conn: &mut Conn, reader: &Actor, document: Uuid, limit: i64) -> Result<Vec<Card>> {
    let whose = Whose::Naming(DocumentId(document));
    let reuses = store::list_told(conn, reader.tokens(), whose, limit)?;
    if reuses.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<BodyId> = reuses.iter().map(|reuse| reuse.unione).collect();
    let unioni = unioni::briefs(conn, &ids)?;
    cards(conn, reader, &reuses, |reuse, _| {
        unioni.get(&reuse.unione).cloned()
    })
}

/// Reuses as cards: the title of the practice, which says if it was withdrawn, and of the two Unioni the
/// one that `other` names.
pub(super) fn cards(
    conn: &mut Conn,
    reader: &Actor,
    reuses: &[Reuse],
    other: impl Fn(&Reuse, &Card) -> Option<Brief>,
) -> Result<Vec<Card>> {
    let ids: Vec<Uuid> = reuses.iter().map(|reuse| reuse.practice.into()).collect();
    let practices = practices::cards(conn, reader, &ids)?;
    Ok(reuses
        .iter()
        .filter_map(|reuse| {
            let practice = practices.get(&reuse.practice.into())?;
            let other = other(reuse, practice);
            let mut signals: Vec<String> = other.iter().map(|brief| brief.name.clone()).collect();
            signals.push(point(reuse));
            Some(Card {
                subject: reuse.subject(),
                url: reuse.url(),
                title: if practices::is_withdrawn(practice) {
                    format!("{} (ritirata)", practice.title)
                } else {
                    practice.title.clone()
                },
                excerpt: String::new(),
                signals,
                unione: other,
                topics: Vec::new(),
                published_at: None,
                file_bytes: None,
                edition: None,
            })
        })
        .collect())
}

/// "a regime dal 2024".
pub(super) fn point(reuse: &Reuse) -> String {
    let state = if reuse.is_confirmed() {
        reuse.state.words().to_lowercase()
    } else {
        format!("{}, da confermare", reuse.state.words().to_lowercase())
    };
    format!("{state} {}", since(reuse.since))
        .trim_end()
        .to_owned()
}
