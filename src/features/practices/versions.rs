//! The history of a practice: which versions there are, who may read them, and going back to one.
//!
//! A version is numbered as it is begun and keeps its number. What was published is never altered: going
//! back to it begins a new draft that says the same. A draft that was put aside stays, unpublished,
//! for those who may read drafts; its number is then missing from what the others read.

use serde_json::json;

use super::policy::{self, Act, Standing};
use super::{Practice, Version, VersionId, begin_step, standing, store, write};
use crate::features::topics;
use crate::platform::actor::{Actor, PersonId};
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::events::{self, EventKind};

/// The longest note on what a version changes, in characters.
pub const CHANGE_NOTE_MAX: usize = 300;

/// How much of a history somebody may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// What has been published.
    Published,
    /// The drafts as well: the one being written and those that were put aside.
    Everything,
}

/// A version in the list of a history, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: VersionId,
    /// Its number.
    pub ordinal: i32,
    /// Who began it.
    pub author: PersonId,
    /// When it was last written on.
    pub updated_at: When,
    /// When it was published, if it ever was.
    pub published_at: Option<When>,
    /// What it changes, in the words of who sent it.
    pub change_note: String,
}

/// What a version is to its practice now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The one everybody reads.
    Current,
    /// Everybody could read it once.
    Earlier,
    /// It is being written.
    Draft,
    /// A draft that was put aside for an older text.
    PutAside,
}

impl Role {
    /// The role of a version of this practice.
    pub fn of(practice: &Practice, version: VersionId, published_at: Option<When>) -> Role {
        if practice.published_version == Some(version) {
            Role::Current
        } else if practice.draft_version == Some(version) {
            Role::Draft
        } else if published_at.is_some() {
            Role::Earlier
        } else {
            Role::PutAside
        }
    }
}

/// How much of the history of a practice this actor may read.
pub fn sight(actor: &Actor, standing: &Standing) -> Sight {
    if actor.is_member() && policy::may_read_draft(actor, standing) {
        Sight::Everything
    } else {
        Sight::Published
    }
}

/// How many versions may be read.
///
/// # Errors
/// When the database refuses.
pub fn count(conn: &mut Conn, practice: &Practice, sight: Sight) -> Result<i64> {
    store::count_versions(conn, practice.id, sight)
}

/// Some of the versions that may be read, the newest first.
///
/// # Errors
/// When the database refuses.
pub fn list(
    conn: &mut Conn,
    practice: &Practice,
    sight: Sight,
    limit: i64,
    offset: i64,
) -> Result<Vec<Entry>> {
    store::list_versions(conn, practice.id, sight, limit, offset)
}

/// The version of a number, with its text.
///
/// # Errors
/// [`Error::NotFound`] when there is none or it may not be read.
pub fn find(conn: &mut Conn, practice: &Practice, sight: Sight, ordinal: i32) -> Result<Version> {
    store::find_version_numbered(conn, practice.id, sight, ordinal)
}

/// The number of the version published before this one, if there is one.
///
/// # Errors
/// When the database refuses.
pub fn previous(conn: &mut Conn, practice: &Practice, ordinal: i32) -> Result<Option<i32>> {
    store::find_previous_published(conn, practice.id, ordinal)
}

/// Says what the draft changes: whoever sends a new version of what is published has to.
///
/// # Errors
/// [`Refusal::WrongState`] when there is no draft to send; [`Error::Forbidden`]; [`Error::NotFound`].
pub fn note_change(tx: &mut Tx<'_>, actor: &Actor, number: i64, note: &str) -> Result<()> {
    let practice = store::find_visible(tx, actor.tokens(), number)?;
    let standing = standing(tx, &practice)?;
    let sends = [Act::Submit, Act::SendToConfirm];
    if !sends
        .iter()
        .any(|act| policy::is_theirs(actor, &standing, *act))
    {
        return Err(Error::Forbidden(super::whose(Act::Submit)));
    }
    match practice.draft_version {
        Some(draft) if sends.iter().any(|act| policy::may(actor, &standing, *act)) => {
            store::set_change_note(tx, draft, note)
        }
        _ => Err(Error::Refused(Refusal::WrongState)),
    }
}

/// Begins a new draft that says what an older version said. It goes through the usual review.
/// A draft that is being written has to be named by its number to be put aside.
///
/// # Errors
/// [`Refusal::AlreadyDone`] when that version is what everybody reads or what is being written;
/// [`Refusal::ChangedMeanwhile`] when somebody changed the practice after it was `seen`, or when there is
/// another draft than the one to `put_aside`; [`Refusal::WrongState`] while others have the draft;
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub fn restore(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    seen: Option<i32>,
    ordinal: i32,
    put_aside: Option<i32>,
) -> Result<Practice> {
    let author = actor.id().ok_or(Error::LoginNeeded)?;
    let step = begin_step(tx, actor, number, seen, Act::Save)?;
    let mut practice = step.practice;
    let sight = sight(actor, &standing(tx, &practice)?);
    let old = find(tx, &practice, sight, ordinal)?;
    if matches!(
        Role::of(&practice, old.id, old.published_at),
        Role::Current | Role::Draft
    ) {
        return Err(Error::Refused(Refusal::AlreadyDone));
    }
    match practice.draft_version {
        Some(draft) if Some(store::find_version(tx, draft)?.ordinal) != put_aside => {
            return Err(Error::Refused(Refusal::ChangedMeanwhile));
        }
        Some(_) => {}
        None => {
            practice.teller = write::teller(actor, practice.unione);
            practice.review_note = None;
        }
    }
    let draft = store::insert_version(tx, practice.id, &old.text, author)?;
    store::set_change_note(tx, draft, &format!("Ripristina la versione {ordinal}"))?;
    practice.state = step.next;
    practice.draft_version = Some(draft);
    if practice.published_version.is_none() {
        practice.title.clone_from(&old.text.title);
        topics::set(tx, practice.subject(), &old.text.content.topics)?;
    }
    store::set(tx, &practice)?;
    events::record(
        tx,
        Some(author),
        EventKind::PracticeDrafted,
        practice.subject(),
        json!({ "restores": ordinal }),
    )?;
    store::find(tx, practice.id)?.ok_or(Error::NotFound)
}
