//! Files that come in pieces, over connections that break.
//!
//! Each stands under its id, and how long it is says how much has come: there is no second account of
//! it that could disagree. One connection at a time adds to a file. Whoever comes last has it: the
//! connection before may have broken without our being told yet, and what it still wants to add is
//! refused.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::incoming::make_folder;
use super::{Blob, BlobHash};

/// The folder they stand in.
pub(super) const FOLDER: &str = "partial";

/// The files that come in pieces.
#[derive(Clone, Debug)]
pub struct Partial {
    folder: PathBuf,
    held: Arc<Mutex<HashMap<Uuid, Arc<Mutex<u64>>>>>,
}

/// The right to add to a file, until somebody else takes it.
#[derive(Clone, Debug)]
pub struct Hold {
    id: Uuid,
    turn: u64,
    last: Arc<Mutex<u64>>,
}

/// Why a piece was not added.
#[derive(Debug, thiserror::Error)]
pub enum PieceError {
    /// Another connection has taken over.
    #[error("another connection has taken over")]
    TakenOver,
    /// The disk failed.
    #[error(transparent)]
    Disk(#[from] std::io::Error),
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Partial {
    pub(super) fn in_folder(folder: PathBuf) -> Result<Partial> {
        make_folder(&folder).with_context(|| format!("make the folder {}", folder.display()))?;
        Ok(Partial {
            folder,
            held: Arc::default(),
        })
    }

    /// Where a file stands while it comes.
    pub(super) fn path(&self, id: Uuid) -> PathBuf {
        self.folder.join(id.to_string())
    }

    /// How much of a file has come, in bytes.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn length(&self, id: Uuid) -> std::io::Result<u64> {
        match std::fs::metadata(self.path(id)) {
            Ok(about) => Ok(about.len()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// Takes the file over from whoever adds to it: when this returns nobody is adding any more.
    /// Answers the right to go on, and how much has come. Waits for a piece that is being written.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn take_over(&self, id: Uuid) -> std::io::Result<(Hold, u64)> {
        let last = locked(&self.held).entry(id).or_default().clone();
        let turn = {
            let mut last = locked(&last);
            *last += 1;
            *last
        };
        Ok((Hold { id, turn, last }, self.length(id)?))
    }

    /// Adds a piece at `offset`, which is where the file ends.
    ///
    /// # Errors
    /// [`PieceError`].
    pub fn add(&self, hold: &Hold, offset: u64, piece: &[u8]) -> Result<(), PieceError> {
        let last = self.still(hold)?;
        let mut file = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .mode(0o600)
            .open(self.path(hold.id))?;
        file.seek(SeekFrom::Start(offset))?;
        file.write_all(piece)?;
        drop(last);
        Ok(())
    }

    /// Brings what has come to the disk, so that a power cut does not take it.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn sync(&self, id: Uuid) -> std::io::Result<()> {
        match File::open(self.path(id)) {
            Ok(file) => {
                file.sync_data()?;
                File::open(&self.folder)?.sync_all()
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Takes back what came after `length`.
    ///
    /// # Errors
    /// [`PieceError`].
    pub fn cut(&self, hold: &Hold, length: u64) -> Result<(), PieceError> {
        let _last = self.still(hold)?;
        match OpenOptions::new().write(true).open(self.path(hold.id)) {
            Ok(file) => Ok(file.set_len(length)?),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives a file a second name, and takes it over: whoever was adding to it adds nothing any more.
    ///
    /// # Errors
    /// When it is not there, or the disk fails.
    pub(super) fn link(&self, id: Uuid, to: &Path) -> std::io::Result<()> {
        let (hold, _) = self.take_over(id)?;
        let _last = locked(&hold.last);
        std::fs::hard_link(self.path(id), to)
    }

    fn still<'a>(&self, hold: &'a Hold) -> Result<MutexGuard<'a, u64>, PieceError> {
        let last = locked(&hold.last);
        if *last == hold.turn {
            Ok(last)
        } else {
            Err(PieceError::TakenOver)
        }
    }

    /// Deletes a file, whoever adds to it.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn delete(&self, id: Uuid) -> std::io::Result<()> {
        let (hold, _) = self.take_over(id)?;
        let last = locked(&hold.last);
        let deleted = match std::fs::remove_file(self.path(id)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            done => done,
        };
        drop(last);
        self.forget(id);
        deleted
    }

    /// Forgets who adds to a file that is not here any more.
    fn forget(&self, id: Uuid) {
        locked(&self.held).remove(&id);
    }

    /// The files that are coming.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn ids(&self) -> std::io::Result<Vec<Uuid>> {
        let mut ids = Vec::new();
        for entry in std::fs::read_dir(&self.folder)? {
            ids.extend(
                entry?
                    .file_name()
                    .to_str()
                    .and_then(|name| name.parse::<Uuid>().ok()),
            );
        }
        Ok(ids)
    }
}

/// What a file is called that is whole. It is made young, as if it had been written now: no sweep is
/// to take it before a row names it.
pub(super) fn digest(path: &Path) -> std::io::Result<Blob> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let (mut hash, mut size_bytes) = (Sha256::new(), 0);
    let mut piece = vec![0; 256 * 1024];
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            break;
        }
        hash.update(&piece[..read]);
        size_bytes += read as u64;
    }
    // Setting the length it has sets the instant of its last change.
    file.set_len(size_bytes)?;
    file.sync_all()?;
    Ok(Blob {
        hash: BlobHash(HEXLOWER.encode(&hash.finalize())),
        size_bytes,
    })
}
