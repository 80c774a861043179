//! The folder of this machine where files stand until their hash is known.

use std::fmt;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::pin::pin;
use std::time::SystemTime;

use anyhow::Result;
use bytes::Bytes;
use data_encoding::HEXLOWER;
use futures_util::{Stream, StreamExt};
use object_store::{MultipartUpload, PutPayload};
use sha2::{Digest, Sha256};

use super::{Blob, BlobHash, PutError};

/// How much is gathered before it is written, in bytes: all that an upload holds in memory,
/// together with the piece that is being received.
pub(super) const PART_BYTES: usize = 256 * 1024;

/// Makes a folder and those it lies in, for us alone, so that a power cut takes none of them away again.
pub(super) fn make_folder(folder: &Path) -> std::io::Result<()> {
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
pub(super) async fn receive<E: fmt::Display>(
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

/// Deletes the files of a folder that were last written before an instant; answers how many.
pub(super) fn sweep(folder: &Path, before: SystemTime) -> Result<u64> {
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
