//! A file of the store on this machine, for programs that want a path.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use data_encoding::HEXLOWER;
use futures_util::StreamExt;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{BlobHash, Blobs};

/// A file that stands on this machine as long as this is held.
#[derive(Debug)]
pub struct LocalCopy {
    path: PathBuf,
    is_copy: bool,
}

impl LocalCopy {
    /// The file of the store itself.
    pub(super) fn itself(path: PathBuf) -> LocalCopy {
        LocalCopy {
            path,
            is_copy: false,
        }
    }

    /// Where it stands.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for LocalCopy {
    fn drop(&mut self) {
        if self.is_copy {
            // What cannot be deleted now is swept later with what uploads left.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Fetches a file into `folder`.
pub(super) fn fetch(blobs: &Blobs, hash: &BlobHash, folder: &Path) -> Result<LocalCopy> {
    let copy = LocalCopy {
        path: folder.join(Uuid::now_v7().to_string()),
        is_copy: true,
    };
    let mut file = File::create_new(&copy.path)?;
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(async {
            let mut open = blobs
                .open(hash, None)
                .await?
                .with_context(|| format!("the file {hash} is not in the store"))?;
            let (mut came, mut digest) = (0, Sha256::new());
            while let Some(piece) = open.stream.next().await {
                let piece = piece?;
                came += piece.len() as u64;
                ensure!(
                    came <= open.size_bytes,
                    "the store sent more of {hash} than it said"
                );
                digest.update(&piece);
                file.write_all(&piece)?;
            }
            ensure!(
                HEXLOWER.encode(&digest.finalize()) == hash.as_str(),
                "the file {hash} in the store is another one"
            );
            Ok(())
        })?;
    Ok(copy)
}
