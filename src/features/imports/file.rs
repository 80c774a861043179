//! Files that come with an import.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::platform::app::App;
use crate::platform::blobs::{Blob, Blobs};

/// How much of a file is read at once, in bytes.
const PIECE_BYTES: usize = 256 * 1024;

/// A file that may be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it lies.
    pub path: PathBuf,
    /// Its last name.
    pub name: String,
    /// What it will be in the store.
    pub blob: Blob,
}

/// The files beside the import, and the store they go to.
pub struct Files<'a> {
    folder: PathBuf,
    blobs: &'a Blobs,
    limit_bytes: u64,
    runtime: tokio::runtime::Runtime,
}

impl<'a> Files<'a> {
    /// Files in `folder` and below.
    ///
    /// # Errors
    /// When the folder is not there.
    pub fn new(app: &'a App, folder: &Path) -> anyhow::Result<Files<'a>> {
        let folder = std::fs::canonicalize(folder)
            .with_context(|| format!("the folder {} cannot be opened", folder.display()))?;
        Ok(Files {
            folder,
            blobs: &app.blobs,
            limit_bytes: app.config.upload_limit_bytes,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?,
        })
    }

    /// Looks for a file and reads it once, for its hash.
    ///
    /// # Errors
    /// Why it cannot be imported. A path that leads out of the folder, be it through a link, is refused:
    /// whoever wrote the import is not whoever owns this machine.
    pub fn find(&self, name: &str) -> Result<Found, String> {
        // Where the path leads in the end is what counts, whichever way it is written.
        let path = std::fs::canonicalize(self.folder.join(name)).ok();
        let path = path.filter(|path| path.starts_with(&self.folder) && path.is_file());
        let Some(path) = path else {
            return Err(format!(
                "file {name:?} is not in the folder {} or below",
                self.folder.display()
            ));
        };
        let blob = self
            .blob(&path)
            .map_err(|error| format!("file {name:?}: {error:#}"))?;
        Ok(Found {
            name: path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            path,
            blob,
        })
    }

    fn blob(&self, path: &Path) -> anyhow::Result<Blob> {
        let mut file = std::fs::File::open(path)?;
        let mut digest = Sha256::new();
        let mut piece = vec![0; PIECE_BYTES];
        let mut size_bytes = 0;
        loop {
            let read = file.read(&mut piece)?;
            if read == 0 {
                break;
            }
            size_bytes += read as u64;
            anyhow::ensure!(
                size_bytes <= self.limit_bytes,
                "it has more than {} bytes (setting upload_limit_mb)",
                self.limit_bytes
            );
            digest.update(&piece[..read]);
        }
        anyhow::ensure!(size_bytes > 0, "it is empty");
        Ok(Blob {
            hash: data_encoding::HEXLOWER.encode(&digest.finalize()).parse()?,
            size_bytes,
        })
    }

    /// Puts a file into the store.
    ///
    /// # Errors
    /// When the store fails, or the file changed since it was found.
    pub fn store(&self, found: &Found) -> anyhow::Result<()> {
        let mut file = std::fs::File::open(&found.path)?;
        let pieces = std::iter::from_fn(move || {
            let mut piece = vec![0; PIECE_BYTES];
            match file.read(&mut piece) {
                Ok(0) => None,
                Ok(read) => {
                    piece.truncate(read);
                    Some(Ok(Bytes::from(piece)))
                }
                Err(error) => Some(Err(error)),
            }
        });
        let pieces = futures_util::stream::iter(pieces);
        let stored = self
            .runtime
            .block_on(self.blobs.put(pieces, self.limit_bytes))
            .with_context(|| format!("the file {} cannot be stored", found.path.display()))?;
        anyhow::ensure!(
            stored == found.blob,
            "the file {} changed while it was imported",
            found.path.display()
        );
        Ok(())
    }
}
