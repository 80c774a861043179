//! Notifications: what each person was told, on the site and by letter.
//!
//! The notifier reads the log and, for each event, decides whom to tell ([`rules`]); each person is
//! told once of one event, and may read of it in the inbox. A letter is *owed* then and composed
//! only as it leaves ([`letter`], [`mod@compose`]), from the rows as they are at that moment: what was
//! withdrawn meanwhile is not told any more.

mod compose;
pub mod letter;
mod names;
pub mod pages;
mod reason;
mod recipients;
pub mod rules;
mod store;
pub mod unsubscription;

use crate::features::card::Told;
use crate::features::content;
use crate::platform::actor::{Actor, PersonId};
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::{Error, Result};
use crate::platform::events::{self, Event};
use crate::platform::subject::Subject;
use crate::typed_id;

pub use compose::{Composed, compose};
pub use reason::Reason;
use rules::Post;

typed_id! {
    /// A notification.
    NotificationId
}

/// What a person was told.
#[derive(Debug, Clone)]
pub struct Notification {
    /// Its id.
    pub id: NotificationId,
    /// The event, by its place in the log.
    pub event_seq: i64,
    /// Why the person was told.
    pub reason: Reason,
    /// What it is about.
    pub subject: Subject,
    /// When the person said to have read it.
    pub read_at: Option<When>,
    /// When the person was told.
    pub created_at: When,
}

/// The follower of the log that tells people.
pub const CURSOR: &str = "notifier";

/// The most events told in one transaction.
const EVENTS: i64 = 200;
/// After so many notifications the transaction ends: others wait for the writer.
const NOTIFICATIONS: usize = 500;

/// Tells of the next events of the log: notifications, letters owed and the cursor, in one
/// transaction. Answers whether there was any; with several nodes, none when another is at it.
///
/// # Errors
/// When the database refuses.
pub fn tell_next(tx: &mut Tx<'_>, gap: chrono::Duration) -> Result<bool> {
    let Some(cursor) = store::claim_cursor(tx, CURSOR)? else {
        return Ok(false);
    };
    let log = events::after(tx, cursor, EVENTS)?;
    let (mut told, mut through) = (0, cursor);
    for event in &log {
        told += tell(tx, event, gap)?;
        through = event.seq;
        if told >= NOTIFICATIONS {
            break;
        }
    }
    if through > cursor {
        events::move_cursor(tx, CURSOR, through)?;
    }
    Ok(through > cursor)
}

/// Tells everybody an event is for; answers how many they were.
fn tell(tx: &mut Tx<'_>, event: &Event, gap: chrono::Duration) -> Result<usize> {
    let recipients = recipients::of(tx, event)?;
    for recipient in &recipients {
        let Some(id) = store::insert(tx, event, recipient)? else {
            continue;
        };
        let letter = match recipient.letter {
            None => continue,
            Some(Post::Gathered) => letter::owe(tx, recipient.person, event.subject, gap)?,
            Some(Post::Alone) => letter::owe_alone(tx, recipient.person, event.subject)?,
        };
        store::set_letter(tx, id, letter)?;
    }
    Ok(recipients.len())
}

/// How many events nobody has been told of yet, and when the oldest happened.
///
/// # Errors
/// When the database refuses.
pub fn behind(conn: &mut Conn) -> Result<(i64, Option<When>)> {
    let cursor = events::cursor(conn, CURSOR)?;
    let waiting = events::last(conn)? - cursor;
    let oldest = events::after(conn, cursor, 1)?;
    Ok((waiting, oldest.first().map(|event| event.at)))
}

/// A notification in words.
#[derive(Debug, Clone)]
pub struct Line {
    /// The notification.
    pub notification: Notification,
    /// What happened, unless the person may not see it any more.
    pub told: Option<Told>,
}

/// Some of the inbox, newest first.
///
/// # Errors
/// When the database refuses.
pub fn inbox(conn: &mut Conn, actor: &Actor, offset: i64, limit: i64) -> Result<Vec<Line>> {
    let person = actor.id().ok_or(Error::LoginNeeded)?;
    let page = store::list_of(conn, person, offset, limit)?;
    lines(conn, actor, page)
}

/// How many notifications a person has.
///
/// # Errors
/// When the database refuses.
pub fn count(conn: &mut Conn, person: PersonId) -> Result<i64> {
    store::count_of(conn, person)
}

/// Notifications in words, for this reader.
fn lines(conn: &mut Conn, reader: &Actor, notifications: Vec<Notification>) -> Result<Vec<Line>> {
    let seqs: Vec<i64> = notifications.iter().map(|one| one.event_seq).collect();
    let log = events::of_seqs(conn, &seqs)?;
    let mut told = content::told(conn, reader, &log)?;
    Ok(notifications
        .into_iter()
        .map(|notification| Line {
            told: told.remove(&notification.event_seq),
            notification,
        })
        .collect())
}

/// Marks one of the actor's notifications as read.
///
/// # Errors
/// [`Error::NotFound`] when the actor has none of this id.
pub fn mark_read(tx: &mut Tx<'_>, actor: &Actor, id: NotificationId) -> Result<()> {
    let person = actor.id().ok_or(Error::LoginNeeded)?;
    store::set_read(tx, person, id)
}

/// Marks as read all the actor was told up to this event, which is the newest the actor saw.
///
/// # Errors
/// When the database refuses.
pub fn mark_all_read(tx: &mut Tx<'_>, actor: &Actor, through_seq: i64) -> Result<()> {
    let person = actor.id().ok_or(Error::LoginNeeded)?;
    store::set_all_read(tx, person, through_seq)
}

/// How many notifications a person has not read.
///
/// # Errors
/// When the database refuses.
pub fn unread(conn: &mut Conn, person: PersonId) -> Result<i64> {
    store::count_unread(conn, person)
}

/// The place in the log of the newest event a person was told of; 0 for none.
///
/// # Errors
/// When the database refuses.
pub fn newest(conn: &mut Conn, person: PersonId) -> Result<i64> {
    store::find_newest(conn, person)
}
