//! Files by the hash of their content.
//!
//! A file stands under `ab/cd/<SHA-256>`, in a folder of this machine or in a bucket of an
//! S3-compatible store; the same content is kept once. What is acknowledged is on the disk, file and
//! directory entries both, or was acknowledged by the store. On the way in a file always stands on
//! this machine: under `incoming/` while it is received at one go, where what a crash leaves is swept
//! later, or under `partial/` while it comes in pieces ([`Partial`]). Nothing here knows which files
//! are still wanted: that is for the rows that name them.

mod incoming;
mod local_copy;
mod partial;
mod s3;

use std::fmt;
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context, Result};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Location;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use tokio::sync::RwLock;
use uuid::Uuid;

use super::config::FilesRoute;
use incoming::{make_folder, receive, sweep};

pub use local_copy::LocalCopy;
pub use partial::{Hold, Partial, PieceError};

/// Where files stand until their hash is known.
const INCOMING: &str = "incoming";

/// The SHA-256 of a file, in 64 hexadecimal digits, lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobHash(String);

impl BlobHash {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn location(&self) -> Location {
        Location::from_iter([&self.0[..2], &self.0[2..4], &self.0])
    }
}

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text that is not a SHA-256 in 64 lower-case hexadecimal digits.
#[derive(Debug, thiserror::Error)]
#[error("not a blob hash")]
pub struct NotAHash;

impl FromStr for BlobHash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() == 64 && text.bytes().all(is_digit) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAHash)
        }
    }
}

/// A file that has been stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// Its name here.
    pub hash: BlobHash,
    /// Its size.
    pub size_bytes: u64,
}

/// A file as the store lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBlob {
    /// The file.
    pub blob: Blob,
    /// When it was last stored. A file no row names may still be on its way into a row: only one
    /// that has stood for a while is an orphan.
    pub stored_at: DateTime<Utc>,
}

/// A file opened for reading.
pub struct OpenBlob {
    /// The size of the whole file.
    pub size_bytes: u64,
    /// Which bytes of it the stream gives.
    pub range: Range<u64>,
    /// Those bytes.
    pub stream: BoxStream<'static, Result<Bytes>>,
}

/// Why a file was not stored. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// It is larger than allowed.
    #[error("more than {limit_bytes} bytes")]
    TooLarge {
        /// What is allowed.
        limit_bytes: u64,
    },
    /// The sender broke off.
    #[error("the stream broke off: {0}")]
    Cut(String),
    /// The store failed.
    #[error("the file could not be stored: {0}")]
    Store(#[from] object_store::Error),
    /// What was received could not be read again.
    #[error("the file could not be read again: {0}")]
    Read(#[from] std::io::Error),
}

/// Whether a file that no row names was taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Swept {
    /// It is gone.
    Gone,
    /// It was stored anew meanwhile, or others are being stored: the next sweep looks again.
    Kept,
}

/// The store of files.
#[derive(Clone, Debug)]
pub struct Blobs {
    /// Where files stand for good.
    store: Arc<dyn ObjectStore>,
    /// The folder of this machine.
    here: Arc<LocalFileSystem>,
    root: PathBuf,
    is_remote: bool,
    /// Held by many while they put a file in its place, by one while it takes an orphan away: between
    /// looking at the age of a file and deleting it, nobody stores it anew.
    turn: Arc<RwLock<()>>,
    partial: Partial,
    /// When the folder of this machine was swept last, in seconds since 1970.
    swept_s: Arc<AtomicI64>,
}

impl Blobs {
    /// The store that the settings name; its folder on this machine is `root`.
    ///
    /// # Errors
    /// When the folder cannot be made, or the bucket not be addressed. It is not looked for here:
    /// a store that is down now may be up when somebody asks for a file.
    pub fn open_as(files: &FilesRoute, root: &Path) -> Result<Self> {
        let here = Self::on_disk(root)?;
        Ok(match files {
            FilesRoute::Folder => here,
            FilesRoute::S3(settings) => Self {
                store: Arc::new(s3::bucket(settings)?),
                is_remote: true,
                ..here
            },
        })
    }

    /// A store in the folder `root`, which is made if it is not there.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn on_disk(root: &Path) -> Result<Self> {
        make_folder(&root.join(INCOMING))
            .with_context(|| format!("make the folder {}", root.display()))?;
        let root = std::fs::canonicalize(root)
            .with_context(|| format!("open the folder {}", root.display()))?;
        let partial = Partial::in_folder(root.join(partial::FOLDER))?;
        let here = Arc::new(LocalFileSystem::new_with_prefix(&root)?.with_fsync(true));
        Ok(Self {
            store: here.clone(),
            here,
            root,
            is_remote: false,
            turn: Arc::default(),
            partial,
            swept_s: Arc::default(),
        })
    }

    /// "in the folder …", "in an S3 bucket", for whoever runs this.
    pub fn whereabouts(&self) -> String {
        if self.is_remote {
            "in an S3 bucket".to_owned()
        } else {
            format!("in {}", self.root.display())
        }
    }

    /// What comes in pieces.
    pub fn partial(&self) -> &Partial {
        &self.partial
    }

    /// Stores what `stream` gives, up to `limit_bytes`. When this returns the file survives a power
    /// cut. A file that is here already is replaced by its equal, so that [`StoredBlob::stored_at`]
    /// is of now and no sweep of orphans takes it from under a row about to be written.
    ///
    /// # Errors
    /// [`PutError`]; nothing is left behind, and if the future is dropped half-way, nothing that is
    /// not swept.
    pub async fn put<E: fmt::Display>(
        &self,
        stream: impl Stream<Item = Result<Bytes, E>>,
        limit_bytes: u64,
    ) -> Result<Blob, PutError> {
        let (blob, ()) = self.put_examined(stream, limit_bytes, |_| Ok(())).await?;
        Ok(blob)
    }

    /// Like [`Blobs::put`]; `examine` looks at the file while it still stands on this machine.
    ///
    /// # Errors
    /// Those of [`Blobs::put`], and those of `examine`.
    pub async fn put_examined<E: fmt::Display, T: Send + 'static>(
        &self,
        stream: impl Stream<Item = Result<Bytes, E>>,
        limit_bytes: u64,
        examine: impl FnOnce(&mut File) -> std::io::Result<T> + Send + 'static,
    ) -> Result<(Blob, T), PutError> {
        let temporary = Location::from_iter([INCOMING, &Uuid::now_v7().to_string()]);
        let mut upload = self.here.put_multipart(&temporary).await?;
        let blob = match receive(stream, upload.as_mut(), limit_bytes).await {
            Ok(blob) => blob,
            Err(error) => {
                // The first error is the one to tell; what abort leaves is swept later.
                let _ = upload.abort().await;
                return Err(error);
            }
        };
        upload.complete().await?;
        let settled = self.settle(&temporary, blob, examine).await;
        if settled.is_err() {
            let _ = self.here.delete(&temporary).await;
        }
        settled
    }

    /// Stores a file that came in pieces and is whole. It is left where it stands: its sender may ask for
    /// it until the row that names it is written, and [`Partial::delete`] is for then.
    ///
    /// What is read, examined and stored is one and the same file under a name that nobody else has:
    /// under the old name another may come to stand meanwhile.
    ///
    /// # Errors
    /// [`PutError`]; those of `examine`.
    pub async fn take_whole<T: Send + 'static>(
        &self,
        id: Uuid,
        examine: impl FnOnce(&mut File) -> std::io::Result<T> + Send + 'static,
    ) -> Result<(Blob, T), PutError> {
        let own = Location::from_iter([INCOMING, &Uuid::now_v7().to_string()]);
        let (partial, path) = (self.partial.clone(), self.root.join(own.as_ref()));
        let blob = blocking(move || {
            partial.link(id, &path)?;
            partial::digest(&path)
        })
        .await?;
        let settled = self.settle(&own, blob, examine).await;
        // Moving a file onto itself leaves both names.
        let _ = self.here.delete(&own).await;
        settled
    }

    /// Looks at a file of this machine and brings it to where it stands for good.
    async fn settle<T: Send + 'static>(
        &self,
        from: &Location,
        blob: Blob,
        examine: impl FnOnce(&mut File) -> std::io::Result<T> + Send + 'static,
    ) -> Result<(Blob, T), PutError> {
        let path = self.root.join(from.as_ref());
        let read = path.clone();
        let found = blocking(move || examine(&mut File::open(read)?)).await?;
        let _turn = self.turn.read().await;
        let place = blob.hash.location();
        if self.is_remote {
            s3::send(&*self.store, &path, blob.size_bytes, &place).await?;
            self.here.delete(from).await?;
        } else {
            self.here.rename(from, &place).await?;
        }
        Ok((blob, found))
    }

    /// Opens a file, from one end to the other or only `range` (cut to the size of the file).
    /// `None` if there is no such file.
    ///
    /// # Errors
    /// When the store fails, or `range` begins beyond the end or is empty.
    pub async fn open(
        &self,
        hash: &BlobHash,
        range: Option<Range<u64>>,
    ) -> Result<Option<OpenBlob>> {
        let options = GetOptions {
            range: range.map(GetRange::Bounded),
            ..GetOptions::default()
        };
        match self.store.get_opts(&hash.location(), options).await {
            Ok(found) => Ok(Some(OpenBlob {
                size_bytes: found.meta.size,
                range: found.range.clone(),
                stream: found.into_stream().map_err(anyhow::Error::from).boxed(),
            })),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// A file on this machine, for a program that reads it: the file itself when it stands here, else
    /// a copy that goes with the answer. The copy is never longer than the store said, and is what its
    /// name says. To be asked where waiting holds nobody up.
    ///
    /// # Errors
    /// When the store has no such file, fails, or has another file under its name.
    pub fn local(&self, hash: &BlobHash) -> Result<LocalCopy> {
        if self.is_remote {
            local_copy::fetch(self, hash, &self.root.join(INCOMING))
        } else {
            Ok(LocalCopy::itself(self.local_path(hash)))
        }
    }

    /// Where a file stands in the folder of this machine, whether or not it is there; files of a
    /// bucket are not, see [`Blobs::local`].
    pub fn local_path(&self, hash: &BlobHash) -> PathBuf {
        let BlobHash(digits) = hash;
        self.root
            .join(&digits[..2])
            .join(&digits[2..4])
            .join(digits)
    }

    /// Reads a file through and says whether it still is what its name says; `None` if it is not there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_intact(&self, hash: &BlobHash) -> Result<Option<bool>> {
        let Some(mut open) = self.open(hash, None).await? else {
            return Ok(None);
        };
        let mut digest = Sha256::new();
        while let Some(piece) = open.stream.next().await {
            digest.update(&piece?);
        }
        Ok(Some(HEXLOWER.encode(&digest.finalize()) == hash.as_str()))
    }

    /// All files, in no order, as they are found. What is not named by a hash is passed over.
    pub fn list(&self) -> BoxStream<'static, Result<StoredBlob>> {
        self.store
            .list(None)
            .map_err(anyhow::Error::from)
            .try_filter_map(async |found| {
                let Some(hash) = found
                    .location
                    .filename()
                    .and_then(|name| name.parse::<BlobHash>().ok())
                else {
                    return Ok(None);
                };
                if hash.location() != found.location {
                    return Ok(None);
                }
                let blob = Blob {
                    hash,
                    size_bytes: found.size,
                };
                Ok(Some(StoredBlob {
                    blob,
                    stored_at: found.last_modified,
                }))
            })
            .boxed()
    }

    /// When a file was last stored; `None` if there is no such file.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn stored_at(&self, hash: &BlobHash) -> Result<Option<DateTime<Utc>>> {
        match self.store.head(&hash.location()).await {
            Ok(found) => Ok(Some(found.last_modified)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes a file. One that is not there is as good as deleted.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete(&self, hash: &BlobHash) -> Result<()> {
        match self.store.delete(&hash.location()).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes a file that no row names, unless it was stored after `before`: then a row is about to.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete_orphan(&self, hash: &BlobHash, before: DateTime<Utc>) -> Result<Swept> {
        // Whoever waited here would keep everybody from storing until the longest upload is done.
        let Ok(_turn) = self.turn.try_write() else {
            return Ok(Swept::Kept);
        };
        match self.stored_at(hash).await? {
            Some(at) if at < before => {
                self.delete(hash).await?;
                Ok(Swept::Gone)
            }
            _ => Ok(Swept::Kept),
        }
    }

    /// Whether the folder of this machine is to be swept: it was not within `every_s` seconds. Whoever
    /// asks and hears yes does it.
    pub fn takes_sweep(&self, now: DateTime<Utc>, every_s: i64) -> bool {
        let now_s = now.timestamp();
        let last_s = self.swept_s.load(Ordering::Relaxed);
        // A clock that was set back makes it due as well, for the next would be far away.
        let is_due = (now_s - last_s).abs() >= every_s;
        is_due
            && self
                .swept_s
                .compare_exchange(last_s, now_s, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
    }

    /// Deletes what uploads left that ended without a word, last written before `before`; returns
    /// how many files that were.
    ///
    /// # Errors
    /// When the folder cannot be read or a file not be deleted.
    pub async fn sweep_incoming(&self, before: DateTime<Utc>) -> Result<u64> {
        let folder = self.root.join(INCOMING);
        tokio::task::spawn_blocking(move || sweep(&folder, before.into())).await?
    }
}

/// Runs work on files where it holds nobody up.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> std::io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(std::io::Error::other)?
}

#[cfg(test)]
mod tests;
