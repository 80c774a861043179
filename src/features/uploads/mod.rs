//! Files on their way to a form: those that come in pieces, over connections that break, and those
//! that have come and wait until the rest of their form is right.
//!
//! An upload belongs to one person, nobody else can name it. It is whole once it has a
//! [`BlobHash`]: from then on the sweep of orphans leaves its file alone, as it does that of a
//! document. It ends by itself ([`Config::upload_hours`] after it
//! began, or was last added to): whoever used it has a row of its own that names the file.
//!
//! The pieces come by tus 1.0.0 (<https://tus.io/protocols/resumable-upload>), see [`pages`].

pub mod pages;
mod store;

use std::collections::HashSet;
use std::fs::File;

use uuid::Uuid;

use crate::platform::actor::{Actor, PersonId};
use crate::platform::app::{App, off_the_async_threads};
use crate::platform::blobs::{BlobHash, PutError};
use crate::platform::config::Config;
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::{Error, Result};
use crate::platform::extract::FileKind;
use crate::typed_id;

typed_id! {
    /// A file on its way to a form.
    UploadId
}

/// How many files one person may have on their way at the same time.
pub const MOST_AT_ONCE: i64 = 40;

/// How many times the largest allowed file all files of a person may weigh that have not ended yet:
/// nobody fills the disk alone.
const MOST_LARGEST: u64 = 20;

/// How long after its end an upload is still kept for a form that found it before, in hours.
const IN_USE_HOURS: i64 = 1;

/// The longest name that is kept, in characters; whoever uses the file shortens it further.
const NAME_CHARS: usize = 1_000;

/// What the settings allow to uploads.
#[derive(Debug, Clone, Copy)]
pub struct Allowed {
    /// The largest file, in bytes.
    pub file_bytes: u64,
    /// How long an upload is kept.
    pub lasts: chrono::Duration,
}

impl Allowed {
    /// What these settings allow.
    pub fn by(config: &Config) -> Allowed {
        Allowed {
            file_bytes: config.upload_limit_bytes,
            lasts: config.upload_hours,
        }
    }
}

/// A file that is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// What the form calls it.
    pub id: UploadId,
    /// Its name in the store.
    pub hash: BlobHash,
    /// Its name as the sender said it, not to be trusted.
    pub file_name: String,
    /// What its bytes say it is.
    pub kind: FileKind,
    /// Its size, in bytes.
    pub size_bytes: u64,
}

/// An upload as its sender asks for it.
#[derive(Debug, Clone)]
pub struct Coming {
    /// Its id.
    pub id: UploadId,
    /// Its name as the sender said it.
    pub file_name: String,
    /// How large the whole is, in bytes.
    pub size_bytes: u64,
    /// Whether all of it has come and is in the store.
    pub is_whole: bool,
    /// When it ends by itself.
    pub expires_at: When,
}

/// A file that was received at one go.
#[derive(Debug, Clone)]
pub struct Received {
    /// Its name in the store.
    pub hash: BlobHash,
    /// Its name as the sender said it.
    pub file_name: String,
    /// What its bytes say it is.
    pub kind: FileKind,
    /// Its size, in bytes.
    pub size_bytes: u64,
}

/// Decides what a file is while it stands on this machine: what the store wants of an examination.
///
/// # Errors
/// When the file cannot be read.
pub fn kind_of(file: &mut File) -> std::io::Result<FileKind> {
    FileKind::of(file)
}

/// Announces a file that will come in pieces.
///
/// # Errors
/// [`Error::LoginNeeded`] for a visitor; [`Error::BadRequest`] when the person has
/// [`MOST_AT_ONCE`] on their way already, or too much for one person.
pub fn begin(
    tx: &mut Tx<'_>,
    actor: &Actor,
    file_name: &str,
    size_bytes: u64,
    allowed: Allowed,
) -> Result<Coming> {
    let person = actor.id().ok_or(Error::LoginNeeded)?;
    let now = tx.now();
    if store::count_coming(tx, person, now)? >= MOST_AT_ONCE {
        return Err(Error::BadRequest(
            "Ci sono già troppi file in arrivo. Aspetta che finiscano, oppure annullane qualcuno.",
        ));
    }
    check_room(tx, person, size_bytes, allowed)?;
    let coming = Coming {
        id: UploadId::new(),
        file_name: shortened(file_name),
        size_bytes,
        is_whole: false,
        expires_at: now + allowed.lasts,
    };
    store::insert(tx, person, &coming, None)?;
    Ok(coming)
}

/// Keeps a file that was received at one go until its form is right.
///
/// # Errors
/// [`Error::LoginNeeded`] for a visitor; [`Error::BadRequest`] when it is too much for one person.
pub fn keep(tx: &mut Tx<'_>, actor: &Actor, received: Received, allowed: Allowed) -> Result<Whole> {
    let person = actor.id().ok_or(Error::LoginNeeded)?;
    check_room(tx, person, received.size_bytes, allowed)?;
    let coming = Coming {
        id: UploadId::new(),
        file_name: shortened(&received.file_name),
        size_bytes: received.size_bytes,
        is_whole: true,
        expires_at: tx.now() + allowed.lasts,
    };
    store::insert(tx, person, &coming, Some((&received.hash, received.kind)))?;
    Ok(Whole {
        id: coming.id,
        hash: received.hash,
        file_name: coming.file_name,
        kind: received.kind,
        size_bytes: received.size_bytes,
    })
}

fn check_room(conn: &mut Conn, person: PersonId, size_bytes: u64, allowed: Allowed) -> Result<()> {
    let there = store::sum_bytes(conn, person)?;
    if there.saturating_add(size_bytes) > allowed.file_bytes.saturating_mul(MOST_LARGEST) {
        return Err(Error::BadRequest(
            "Oggi hai già caricato molti file molto grandi. Riprova domani, oppure dividili con un collega.",
        ));
    }
    Ok(())
}

fn shortened(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_control())
        .take(NAME_CHARS)
        .collect()
}

/// An upload of this person that has not ended.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(conn: &mut Conn, actor: &Actor, id: UploadId, now: When) -> Result<Coming> {
    let person = actor.id().ok_or(Error::NotFound)?;
    store::find(conn, person, id, now)
}

/// Of these uploads those that are this person's, whole and have not ended, in the order asked.
///
/// # Errors
/// When the database refuses.
pub fn whole(conn: &mut Conn, actor: &Actor, ids: &[UploadId], now: When) -> Result<Vec<Whole>> {
    let Some(person) = actor.id() else {
        return Ok(Vec::new());
    };
    let mut found = store::list_whole(conn, person, ids, now)?;
    found.sort_by_key(|whole| ids.iter().position(|id| *id == whole.id));
    Ok(found)
}

/// Puts off the end of an upload that was added to.
///
/// # Errors
/// When the database refuses.
pub fn put_off(tx: &mut Tx<'_>, id: UploadId, lasts: chrono::Duration) -> Result<When> {
    let until = tx.now() + lasts;
    store::set_expiry(tx, id, until)?;
    Ok(until)
}

/// Brings an upload whose last piece has come into the store. Asked twice, it does nothing.
///
/// # Errors
/// [`Error::NotFound`] when it ended meanwhile; [`Error::Unavailable`] when the store fails: it can be
/// asked again then, what has come stays.
pub async fn finish(app: &App, actor: &Actor, id: UploadId) -> Result<()> {
    let taken = app.blobs.take_whole(id.0, kind_of).await;
    let (person, now) = (actor.id().ok_or(Error::NotFound)?, app.now());
    let (blob, kind) = match taken {
        Ok(taken) => taken,
        Err(error) => {
            // Two connections may have brought it to its end: one of them found the file gone.
            let known = app.read(move |conn| store::find(conn, person, id, now));
            return if known.await?.is_whole {
                Ok(())
            } else {
                Err(refused(error))
            };
        }
    };
    let lasts = app.config.upload_hours;
    app.write_quietly(move |tx| {
        let until = tx.now() + lasts;
        // Asked for, so that what was given up meanwhile is not said to have come.
        store::find(tx, person, id, now)?;
        store::set_whole(tx, id, &blob.hash, kind, until)
    })
    .await?;
    // What stays behind when this fails is swept once the row has ended.
    let partial = app.blobs.partial().clone();
    off_the_async_threads(move || Ok(partial.delete(id.0)?)).await
}

/// What the store said, as an error of a request.
pub fn refused(error: PutError) -> Error {
    match error {
        PutError::TooLarge { limit_bytes } => Error::TooLarge { limit_bytes },
        PutError::Cut(_) => Error::BadRequest(crate::platform::web::parts::CUT),
        PutError::Store(error) => Error::Unavailable(error.to_string()),
        PutError::Read(error) => Error::Unavailable(error.to_string()),
    }
}

/// Gives an upload up: its row and what has come of it.
///
/// # Errors
/// [`Error::NotFound`] when it is not this person's.
pub async fn give_up(app: &App, actor: &Actor, id: UploadId) -> Result<()> {
    let person = actor.id().ok_or(Error::NotFound)?;
    app.write_quietly(move |tx| store::delete(tx, person, id))
        .await?;
    let partial = app.blobs.partial().clone();
    off_the_async_threads(move || Ok(partial.delete(id.0)?)).await
}

/// Sweeps what has ended: rows, and pieces no row speaks of. To be asked where waiting holds nobody up.
///
/// # Errors
/// When the database or the disk refuses.
pub fn sweep(app: &App) -> Result<usize> {
    // The folder first: a file is begun after its row, so what stands here has its row by now or had one.
    let there = app.blobs.partial().ids()?;
    app.db.write(&*app.clock, |tx| {
        // Whoever found one just before it ended is still about to use it.
        let before = tx.now() - chrono::Duration::hours(IN_USE_HOURS);
        store::delete_ended(tx, before)
    })?;
    let known: HashSet<Uuid> = app.db.read(store::list_ids)?;
    let left: Vec<Uuid> = there.into_iter().filter(|id| !known.contains(id)).collect();
    for id in &left {
        app.blobs.partial().delete(*id)?;
    }
    Ok(left.len())
}

/// The files that wait for their forms.
///
/// # Errors
/// When the database refuses.
pub fn blob_hashes(conn: &mut Conn) -> Result<HashSet<BlobHash>> {
    store::list_blobs(conn)
}

/// Whether a file waits for its form.
///
/// # Errors
/// When the database refuses.
pub fn is_stored_for_a_form(conn: &mut Conn, hash: &BlobHash) -> Result<bool> {
    store::has_blob(conn, hash)
}
