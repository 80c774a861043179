//! Where the index lies, and how one takes the place of another.
//!
//! ```text
//! index/
//!   lock            held by the one process that may write
//!   current         the name of the generation that answers; replaced by renaming, so it is old or new
//!   generation-7/   an index
//!   generation-8/   the next one, being built
//! ```
//!
//! Whatever `current` does not name is rubbish of a process that died, and is swept when a writer opens the folder.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

const LOCK: &str = "lock";
const CURRENT: &str = "current";
const GENERATION: &str = "generation-";

/// Another process is writing to this index.
#[derive(Debug, thiserror::Error)]
#[error("the search index is in use by another process")]
pub struct Busy;

/// The folder of an index; perhaps with the right to write.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    lock: Option<File>,
}

impl Folder {
    /// Opens a folder to write, creating it if need be.
    ///
    /// # Errors
    /// [`Busy`] if another process has it open to write; else the folder cannot be made or written.
    pub fn open_to_write(root: &Path) -> Result<Folder> {
        fs::create_dir_all(root).with_context(|| format!("cannot create {}", root.display()))?;
        let lock = File::options()
            .create(true)
            .append(true)
            .open(root.join(LOCK));
        let lock = lock.with_context(|| format!("cannot write in {}", root.display()))?;
        match lock.try_lock() {
            Ok(()) => Ok(Folder {
                root: root.to_owned(),
                lock: Some(lock),
            }),
            Err(TryLockError::WouldBlock) => Err(Busy.into()),
            Err(TryLockError::Error(error)) => Err(error).context("cannot lock the search index"),
        }
    }

    /// Looks at a folder that another process may be writing to.
    pub fn open_to_read(root: &Path) -> Folder {
        Folder {
            root: root.to_owned(),
            lock: None,
        }
    }

    /// True if this process may write.
    pub fn is_writable(&self) -> bool {
        self.lock.is_some()
    }

    /// The generation that answers; none if there is no index yet, or it is gone.
    pub fn current(&self) -> Option<PathBuf> {
        let name = fs::read_to_string(self.root.join(CURRENT)).ok()?;
        let name = name.trim();
        let number = name.strip_prefix(GENERATION)?;
        (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| self.root.join(name))
    }

    /// An empty folder for the next generation.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn next(&self) -> Result<PathBuf> {
        fs::create_dir_all(&self.root)?;
        let last = self
            .generations()?
            .into_iter()
            .filter_map(|path| number(&path))
            .max()
            .unwrap_or(0);
        let path = self.root.join(format!("{GENERATION}{}", last + 1));
        fs::create_dir(&path).with_context(|| format!("cannot create {}", path.display()))?;
        Ok(path)
    }

    /// Makes a generation, whose files are safe on disk, the one that answers.
    ///
    /// # Errors
    /// The disk is full or fails; the former generation stays.
    pub fn switch_to(&self, generation: &Path) -> Result<()> {
        let name = generation.file_name().context("a generation has a name")?;
        let aside = self.root.join("current.new");
        let mut file = File::create(&aside)?;
        file.write_all(name.as_encoded_bytes())?;
        file.sync_all()?;
        sync_directory(&self.root)?;
        fs::rename(&aside, self.root.join(CURRENT))?;
        sync_directory(&self.root)?;
        Ok(())
    }

    /// Deletes every generation that does not answer, where deletable.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn sweep(&self) -> Result<()> {
        let current = self.current();
        for path in self.generations()? {
            if Some(&path) != current.as_ref()
                && let Err(error) = fs::remove_dir_all(&path)
            {
                tracing::warn!(%error, "an old search index cannot be deleted");
            }
        }
        Ok(())
    }

    fn generations(&self) -> io::Result<Vec<PathBuf>> {
        let entries = fs::read_dir(&self.root)?.collect::<io::Result<Vec<_>>>()?;
        Ok(entries
            .into_iter()
            .map(|entry| entry.path())
            .filter(|path| number(path).is_some())
            .collect())
    }
}

fn number(path: &Path) -> Option<u64> {
    path.file_name()?
        .to_str()?
        .strip_prefix(GENERATION)?
        .parse()
        .ok()
}

fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}
