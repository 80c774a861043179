//! Letters: owed, then sent, failed or withheld, each with its reason.
//!
//! A letter owed holds no text and no token: it says to whom and about what. It leaves at least
//! once; every try carries the same `Message-ID`, made from its id.

use super::rules::Post;
use super::store::letters as store;
use crate::platform::actor::PersonId;
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::Result;
use crate::platform::subject::Subject;
use crate::{text_enum, typed_id};

typed_id! {
    /// A letter.
    LetterId
}

text_enum! {
    /// What a letter is.
    pub enum LetterKind {
        /// Tells what happened in one thread.
        News = "news",
        /// Lets an invited person in.
        Invitation = "invitation",
        /// Lets a person choose a new password.
        PasswordReset = "password_reset",
        /// Tells that the password was changed.
        PasswordChanged = "password_changed",
    }
}

impl LetterKind {
    /// The letters somebody is waiting for at the screen: they overtake the others.
    pub const URGENT: &'static [LetterKind] = &[
        LetterKind::Invitation,
        LetterKind::PasswordReset,
        LetterKind::PasswordChanged,
    ];
}

text_enum! {
    /// Where a letter stands.
    pub enum LetterState {
        /// To be sent.
        Owed = "owed",
        /// Taken by the mail server.
        Sent = "sent",
        /// Given up.
        Failed = "failed",
        /// Not to be sent any more.
        Withheld = "withheld",
    }
}

text_enum! {
    /// Why a letter was not sent: the closed list that staff reads.
    pub enum Withheld {
        /// Nothing of it may still be seen by the person.
        NothingToTell = "nothing_to_tell",
        /// The person asked meanwhile not to be written to about it.
        Unwanted = "unwanted",
        /// The person reads no mail: suspended, or no more.
        NoMailbox = "no_mailbox",
        /// The address was refused for good before.
        AddressBlocked = "address_blocked",
    }
}

/// The letters that should have left.
#[derive(Debug, Clone)]
pub struct Late {
    /// How many they are.
    pub count: i64,
    /// Since when the oldest should have.
    pub since: Option<When>,
    /// Why the one tried last did not leave, if any was tried.
    pub reason: Option<String>,
}

/// A letter that was taken to be sent.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Its id, of which its `Message-ID` is made.
    pub id: LetterId,
    /// To whom.
    pub person: PersonId,
    /// What it is.
    pub kind: LetterKind,
    /// The thing its news are about.
    pub thread: Option<Subject>,
    /// How often it was tried in vain.
    pub tries: i32,
    /// When it began to be owed.
    pub created_at: When,
}

/// The letter that will tell a person of the news of a thread: the one that is owed already, or a
/// new one, due at once unless one left less than `gap` ago.
///
/// # Errors
/// When the database refuses.
pub fn owe(
    tx: &mut Tx<'_>,
    person: PersonId,
    thread: Subject,
    gap: chrono::Duration,
) -> Result<LetterId> {
    if let Some(open) = store::find_open(tx, person, thread)? {
        return Ok(open);
    }
    let now = tx.now();
    let due_at = match store::last_sent(tx, person, thread)? {
        Some(sent_at) => now.max(sent_at + gap),
        None => now,
    };
    store::insert(tx, person, thread, due_at, Post::Gathered)
}

/// A letter of its own about a thread, due at once: it is never gathered with others, and no news wait
/// for it.
///
/// # Errors
/// When the database refuses.
pub fn owe_alone(tx: &mut Tx<'_>, person: PersonId, thread: Subject) -> Result<LetterId> {
    let now = tx.now();
    store::insert(tx, person, thread, now, Post::Alone)
}

/// How many letters could leave now, and since when the oldest could.
///
/// # Errors
/// When the database refuses.
pub fn waiting(conn: &mut Conn, now: When) -> Result<(i64, Option<When>)> {
    store::waiting(conn, now)
}

/// The letters that should have left by now: those that could, and those that wait to be tried again.
///
/// # Errors
/// When the database refuses.
pub fn late(conn: &mut Conn, now: When) -> Result<Late> {
    store::late(conn, now)
}

/// Takes at most `limit` letters that may leave, until `until`: nobody else takes them meanwhile.
///
/// # Errors
/// When the database refuses.
pub fn claim(tx: &mut Tx<'_>, limit: i64, until: When) -> Result<Vec<Letter>> {
    store::claim(tx, limit, until)
}

/// The letter was taken by the mail server.
///
/// # Errors
/// When the database refuses.
pub fn sent(tx: &mut Tx<'_>, letter: LetterId) -> Result<()> {
    store::set_ended(tx, letter, LetterState::Sent, None)
}

/// The letter is not to be sent any more.
///
/// # Errors
/// When the database refuses.
pub fn withhold(tx: &mut Tx<'_>, letter: LetterId, why: Withheld) -> Result<()> {
    store::set_ended(tx, letter, LetterState::Withheld, Some(why.as_str()))
}

/// The letter will never pass.
///
/// # Errors
/// When the database refuses.
pub fn fail(tx: &mut Tx<'_>, letter: LetterId, reason: &str) -> Result<()> {
    store::set_ended(tx, letter, LetterState::Failed, Some(reason))
}

/// The letter did not pass this time: it waits longer each time, and is given up after three days.
///
/// # Errors
/// When the database refuses.
pub fn postpone(tx: &mut Tx<'_>, letter: &Letter, reason: &str) -> Result<()> {
    let now = tx.now();
    if now.0 - letter.created_at.0 >= chrono::Duration::hours(GIVE_UP_HOURS) {
        return fail(tx, letter.id, &format!("given up: {reason}"));
    }
    let tries = letter.tries.saturating_add(1);
    let due_at = now + wait(tries, letter.id);
    store::set_postponed(tx, letter.id, tries, due_at, reason)
}

/// After so long a letter is no news any more.
const GIVE_UP_HOURS: i64 = 72;

/// How long a letter waits after its `tries`th failure, with up to a tenth more, the same for the
/// same letter: those that failed together do not all come back together.
fn wait(tries: i32, letter: LetterId) -> chrono::Duration {
    let minutes: i64 = match tries {
        ..=1 => 1,
        2 => 5,
        3 => 15,
        4 => 60,
        5 => 4 * 60,
        6 => 12 * 60,
        _ => 24 * 60,
    };
    let spread = i64::from(letter.0.as_bytes()[15]);
    chrono::Duration::seconds(minutes * 60 + minutes * 6 * spread / 255)
}

/// Gives letters back untried.
///
/// # Errors
/// When the database refuses.
pub fn put_back(tx: &mut Tx<'_>, letters: &[LetterId]) -> Result<()> {
    store::release(tx, letters)
}

/// Gives back every letter that was taken, for the only postman there is, as it starts: what is
/// taken was taken by one that died.
///
/// # Errors
/// When the database refuses.
pub fn put_all_back(tx: &mut Tx<'_>) -> Result<usize> {
    store::release_all(tx)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_hardly_differ() {
        let letter = LetterId::new();
        let mut before = chrono::Duration::zero();
        for tries in 1..=7 {
            let now = wait(tries, letter);
            assert!(now > before, "try {tries}: {now} after {before}");
            before = now;
        }
        assert_eq!(
            wait(1, LetterId(uuid::Uuid::nil())),
            chrono::Duration::minutes(1)
        );
        assert_eq!(
            wait(1, LetterId(uuid::Uuid::max())),
            chrono::Duration::seconds(66)
        );
        assert_eq!(wait(9, letter), wait(7, letter));
    }
}
