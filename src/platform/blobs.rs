//! Files by the hash of their content.
//!
//! A file stands under `ab/cd/<SHA-256>`; the same content is kept once. What is acknowledged is on
//! the disk, file and directory entries both. On the way in a file stands under `incoming/`, and
//! what a crash leaves there is swept later. Nothing here knows which files are still wanted: that
//! is for the rows that name them.

use std::fmt;
use std::ops::Range;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::str::FromStr;
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::{Context, Result};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Location;
use object_store::{
    GetOptions, GetRange, MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Where files stand until their hash is known.
const INCOMING: &str = "incoming";

/// How much is gathered before it is written, in bytes: all that an upload holds in memory,
/// together with the piece that is being received.
const PART_BYTES: usize = 256 * 1024;

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
    #[error("the file could not be stored")]
    Store(#[from] object_store::Error),
}

/// The store of files.
#[derive(Clone, Debug)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    root: PathBuf,
}

impl Blobs {
    /// A store in the folder `root`, which is made if it is not there.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn on_disk(root: &Path) -> Result<Self> {
        make_folder(&root.join(INCOMING))
            .with_context(|| format!("make the folder {}", root.display()))?;
        let root = std::fs::canonicalize(root)
            .with_context(|| format!("open the folder {}", root.display()))?;
        let store = LocalFileSystem::new_with_prefix(&root)?.with_fsync(true);
        Ok(Self {
            store: Arc::new(store),
            root,
        })
    }

    /// Stores what `stream` gives, up to `limit_bytes`. When this returns the file survives a power
    /// cut. A file that is here already is replaced by its equal, so that [`StoredBlob::stored_at`]
    /// is of now and no sweep of orphans takes it from under a row about to be written.
    ///
    /// # Errors
    /// [`PutError`]; nothing is left behind, and if the future is dropped half-way, nothing either.
    pub async fn put<E: fmt::Display>(
        &self,
        stream: impl Stream<Item = Result<Bytes, E>>,
        limit_bytes: u64,
    ) -> Result<Blob, PutError> {
        let temporary = Location::from_iter([INCOMING, &Uuid::now_v7().to_string()]);
        let mut upload = self.store.put_multipart(&temporary).await?;
        let blob = match receive(stream, upload.as_mut(), limit_bytes).await {
            Ok(blob) => blob,
            Err(error) => {
                // The first error is the one to tell; what abort leaves is swept later.
                let _ = upload.abort().await;
                return Err(error);
            }
        };
        upload.complete().await?;
        if let Err(error) = self.store.rename(&temporary, &blob.hash.location()).await {
            let _ = self.store.delete(&temporary).await;
            return Err(error.into());
        }
        Ok(blob)
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

    /// Where a file stands on this machine, whether or not it is there, for a program that reads it.
    pub fn local_path(&self, hash: &BlobHash) -> PathBuf {
        let BlobHash(digits) = hash;
        self.root
            .join(&digits[..2])
            .join(&digits[2..4])
            .join(digits)
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

/// Makes a folder and those it lies in, for us alone, so that a power cut takes none of them away again.
fn make_folder(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let parent = match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    make_folder(parent)?;
    match std::fs::DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        made => made.and_then(|()| std::fs::File::open(parent)?.sync_all()),
    }
}

/// Passes a stream on in parts, counting and hashing.
async fn receive<E: fmt::Display>(
    stream: impl Stream<Item = Result<Bytes, E>>,
    upload: &mut dyn MultipartUpload,
    limit_bytes: u64,
) -> Result<Blob, PutError> {
    let mut stream = pin!(stream);
    let mut hash = Sha256::new();
    let mut size_bytes = 0;
    let mut part: Vec<Bytes> = Vec::new();
    let mut part_bytes = 0;
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|error| PutError::Cut(error.to_string()))?;
        size_bytes += piece.len() as u64;
        if size_bytes > limit_bytes {
            return Err(PutError::TooLarge { limit_bytes });
        }
        hash.update(&piece);
        part_bytes += piece.len();
        part.push(piece);
        if part_bytes >= PART_BYTES {
            upload
                .put_part(PutPayload::from_iter(std::mem::take(&mut part)))
                .await?;
            part_bytes = 0;
        }
    }
    if part_bytes > 0 {
        upload.put_part(PutPayload::from_iter(part)).await?;
    }
    let hash = BlobHash(HEXLOWER.encode(&hash.finalize()));
    Ok(Blob { hash, size_bytes })
}

fn sweep(folder: &Path, before: SystemTime) -> Result<u64> {
    let mut swept = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        // A file may leave for its place while this loop runs.
        let Ok(about) = entry.metadata() else {
            continue;
        };
        if about.is_file() && about.modified()? < before {
            match std::fs::remove_file(entry.path()) {
                Ok(()) => swept += 1,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(swept)
}

#[cfg(test)]
mod tests;
