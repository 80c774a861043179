//! Zip archives written as they are sent: however large the files, a few kilobytes are in memory.
//!
//! The archive is a stream. Each time the receiver asks for more, a piece of a file is read, added and
//! given away; nothing runs ahead, no thread waits for a slow receiver, and one who goes away takes
//! the stream and its open file along.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use bytes::Bytes;
use chrono::{Datelike, NaiveDate};
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, stream};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::blobs::{BlobHash, Blobs};

/// A file of an archive.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its name in the archive.
    pub name: String,
    /// What is in it.
    pub content: Content,
    /// How it is kept.
    pub packing: Packing,
}

/// What is in a file.
#[derive(Debug, Clone)]
pub enum Content {
    /// These bytes.
    Bytes(Bytes),
    /// A file of the store.
    Blob {
        /// Its name there.
        hash: BlobHash,
        /// Its size, in bytes.
        size_bytes: u64,
    },
}

/// How a file is kept in an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Compressed.
    Deflated,
    /// As it is, for it is compressed already.
    Stored,
}

/// From this size on a file needs the long form of its record, in bytes; some room is left for
/// what compressing adds.
const LARGE_BYTES: u64 = u32::MAX as u64 - 16 * 1024 * 1024;

/// The bytes of an archive of these files, in their order, all dated `day`. It ends with an error
/// when a file is not in the store any more: the receiver then sees that the archive is broken off.
pub fn stream(
    blobs: Blobs,
    day: NaiveDate,
    entries: Vec<Entry>,
) -> impl Stream<Item = Result<Bytes>> + 'static {
    let out = Out::default();
    let packer = Packer {
        zip: Some(ZipWriter::new_stream(out.clone())),
        out,
        blobs,
        day,
        entries: entries.into(),
        open: None,
    };
    stream::unfold(Some(packer), async |packer| {
        let mut packer = packer?;
        match packer.next().await {
            Ok(Some(bytes)) => Some((Ok(bytes), Some(packer))),
            Ok(None) => None,
            Err(error) => Some((Err(error), None)),
        }
    })
}

/// What the zip writer has written and nobody has taken yet.
#[derive(Clone, Default)]
struct Out(Arc<Mutex<Vec<u8>>>);

impl Out {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An archive being written.
struct Packer {
    /// None once its end is written.
    zip: Option<ZipWriter<StreamWriter<Out>>>,
    out: Out,
    blobs: Blobs,
    day: NaiveDate,
    entries: VecDeque<Entry>,
    /// The file of the store that is being added.
    open: Option<BoxStream<'static, Result<Bytes>>>,
}

impl Packer {
    /// The next bytes of the archive; none after the last.
    async fn next(&mut self) -> Result<Option<Bytes>> {
        loop {
            let written = self.out.take();
            if !written.is_empty() {
                return Ok(Some(written.into()));
            }
            let Some(zip) = &mut self.zip else {
                return Ok(None);
            };
            let piece = match &mut self.open {
                Some(open) => open.next().await,
                None => None,
            };
            if let Some(piece) = piece {
                zip.write_all(&piece?)?;
                continue;
            }
            self.open = None;
            match self.entries.pop_front() {
                Some(entry) => self.begin(entry).await?,
                None => self.finish()?,
            }
        }
    }

    async fn begin(&mut self, entry: Entry) -> Result<()> {
        let Entry {
            name,
            content,
            packing,
        } = entry;
        let Some(zip) = &mut self.zip else {
            return Ok(());
        };
        let size_bytes = match &content {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::Blob { size_bytes, .. } => *size_bytes,
        };
        let options = SimpleFileOptions::default()
            .compression_method(match packing {
                Packing::Deflated => CompressionMethod::Deflated,
                Packing::Stored => CompressionMethod::Stored,
            })
            .last_modified_time(at_midnight(self.day))
            .large_file(size_bytes >= LARGE_BYTES);
        zip.start_file(name, options)?;
        match content {
            Content::Bytes(bytes) => zip.write_all(&bytes)?,
            Content::Blob { hash, .. } => {
                let found = self
                    .blobs
                    .open(&hash, None)
                    .await?
                    .with_context(|| format!("the file {hash} is not in the store"))?;
                self.open = Some(found.stream);
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        if let Some(zip) = self.zip.take() {
            zip.finish()?;
        }
        Ok(())
    }
}

/// The instant as archives keep it; their time begins in 1980.
fn at_midnight(day: NaiveDate) -> zip::DateTime {
    let part = |number: u32| u8::try_from(number).unwrap_or(1);
    u16::try_from(day.year())
        .ok()
        .and_then(|year| {
            zip::DateTime::from_date_and_time(year, part(day.month()), part(day.day()), 0, 0, 0)
                .ok()
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::TryStreamExt;
    use std::io::Read;

    async fn store(blobs: &Blobs, bytes: Vec<u8>) -> BlobHash {
        let stream = stream::iter([Ok::<_, io::Error>(Bytes::from(bytes))]);
        blobs.put(stream, u64::MAX).await.unwrap().hash
    }

    fn folder() -> std::path::PathBuf {
        std::env::temp_dir().join(format!("fra-unioni-archive-{}", uuid::Uuid::now_v7()))
    }

    #[actix_web::test]
    async fn what_is_packed_is_unpacked_again() {
        let root = folder();
        let blobs = Blobs::on_disk(&root).unwrap();
        let large: Vec<u8> = (0..700_000u32).flat_map(u32::to_le_bytes).collect();
        let hash = store(&blobs, large.clone()).await;
        let entries = vec![
            Entry {
                name: "indice.csv".into(),
                content: Content::Bytes(Bytes::from_static(b"titolo;tipo")),
                packing: Packing::Deflated,
            },
            Entry {
                name: "01-perche.pdf".into(),
                content: Content::Blob {
                    size_bytes: large.len() as u64,
                    hash,
                },
                packing: Packing::Stored,
            },
            Entry {
                name: "02-vuoto.txt".into(),
                content: Content::Bytes(Bytes::new()),
                packing: Packing::Deflated,
            },
        ];
        let day = NaiveDate::from_ymd_opt(2026, 5, 8).unwrap();
        let pieces: Vec<Bytes> = stream(blobs, day, entries).try_collect().await.unwrap();
        let most = pieces.iter().map(Bytes::len).max().unwrap();
        assert!(most < 256 * 1024, "{most} bytes were in memory at once");
        let mut zip = zip::ZipArchive::new(io::Cursor::new(pieces.concat())).unwrap();
        let names: Vec<String> = (0..zip.len())
            .map(|at| zip.by_index(at).unwrap().name().unwrap().into_owned())
            .collect();
        assert_eq!(names, ["indice.csv", "01-perche.pdf", "02-vuoto.txt"]);
        let mut file = zip.by_name("01-perche.pdf").unwrap();
        assert_eq!(file.compression(), CompressionMethod::Stored);
        assert_eq!(file.last_modified().unwrap().year(), 2026);
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        assert!(bytes == large);
        std::fs::remove_dir_all(root).unwrap();
    }

    #[actix_web::test]
    async fn a_file_that_is_gone_breaks_the_archive_off() {
        let root = folder();
        let blobs = Blobs::on_disk(&root).unwrap();
        let entries = vec![Entry {
            name: "01.pdf".into(),
            content: Content::Blob {
                hash: "0".repeat(64).parse().unwrap(),
                size_bytes: 1,
            },
            packing: Packing::Stored,
        }];
        let day = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();
        let outcome: Result<Vec<Bytes>> = stream(blobs, day, entries).try_collect().await;
        assert!(outcome.is_err());
        std::fs::remove_dir_all(root).unwrap();
    }
}
