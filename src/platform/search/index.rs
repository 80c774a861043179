//! The life of an index: opened, followed, rebuilt aside, swapped, found damaged.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use anyhow::{Context, Result, anyhow, bail};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tantivy::directory::MmapDirectory;
use tantivy::indexer::UserOperation;
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};
use uuid::Uuid;

use super::analyser;
use super::answer::{self, Found, Note, SearchRequest};
pub use super::folder::Busy;
use super::folder::Folder;
use super::schema::{self, Fields, IndexEntry};
use super::sight::labels_of;

/// What a writer may hold in memory before it makes a segment, in bytes, when following the log.
const FOLLOWING_MEMORY_BYTES: usize = 50_000_000;
/// The same for each thread of a rebuild.
const REBUILDING_MEMORY_BYTES: usize = 60_000_000;
/// Threads of a rebuild.
const REBUILDING_THREADS: usize = 2;
/// Decompressed blocks of stored texts kept in memory for each segment, 16 KB each.
const STORE_CACHE_BLOCKS: usize = 20;
/// Up to this size, in bytes, checksums are verified whenever an index is opened.
const VERIFIED_AT_OPENING_BYTES: u64 = 256_000_000;

/// How far an index has followed the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// Up to the event of this number, included.
    UpTo(i64),
    /// There is no index that can be trusted: it has to be built from the rows.
    Rebuild,
}

/// An entry as the index has it, to be compared with the database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Indexed {
    /// Whose.
    pub subject: String,
    /// Which.
    pub key: String,
    /// [`IndexEntry::digest`] at the time it was written: texts, labels and audience.
    pub digest: u64,
}

/// Size of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stats {
    /// Entries.
    pub entries: u64,
    /// Parts the index consists of.
    pub segments: usize,
    /// Size on disk.
    pub size_bytes: u64,
    /// How far it has got.
    pub position: Position,
}

/// The search index of one instance, in one folder. One process writes, any number of threads search.
pub struct SearchIndex {
    folder: Folder,
    instance: Uuid,
    fields: Fields,
    live: RwLock<Option<Arc<Live>>>,
    damaged: AtomicBool,
    rebuilding: Mutex<()>,
}

/// The generation that answers.
struct Live {
    path: PathBuf,
    index: Index,
    reader: IndexReader,
    writer: Mutex<Option<IndexWriter>>,
    seq: Mutex<i64>,
}

/// What the last commit of an index says of it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Payload {
    instance: Uuid,
    schema: u32,
    analyser: String,
    tantivy: String,
    seq: i64,
}

impl Payload {
    fn new(instance: Uuid, seq: i64) -> Payload {
        let stop_words = Sha256::digest(analyser::stop_words_text());
        Payload {
            instance,
            schema: schema::VERSION,
            analyser: format!(
                "{}-{}",
                analyser::VERSION,
                data_encoding::HEXLOWER.encode(&stop_words[..8])
            ),
            tantivy: tantivy::version_string().to_owned(),
            seq,
        }
    }
}

impl SearchIndex {
    /// Opens the index in a folder, to follow the log and to search. What is missing, damaged, of another
    /// instance or of another version is no error: [`SearchIndex::position`] then says [`Position::Rebuild`].
    ///
    /// # Errors
    /// [`Busy`] if another process has the folder open to write; else the folder cannot be made or written.
    pub fn open(root: &Path, instance: Uuid) -> Result<SearchIndex> {
        let folder = Folder::open_to_write(root)?;
        let opened = SearchIndex::open_folder(folder, instance);
        opened.folder.sweep()?;
        Ok(opened)
    }

    /// Looks at an index that another process may be writing to. As [`SearchIndex::open`], but cannot be changed.
    pub fn open_to_read(root: &Path, instance: Uuid) -> SearchIndex {
        SearchIndex::open_folder(Folder::open_to_read(root), instance)
    }

    fn open_folder(folder: Folder, instance: Uuid) -> SearchIndex {
        let (_, fields) = schema::build();
        let live = folder.current().and_then(|path| {
            let opened = catch_unwind(AssertUnwindSafe(|| Live::open(&path, instance)));
            match opened.unwrap_or_else(|_| Err(anyhow!("opening it panicked"))) {
                Ok(live) => Some(Arc::new(live)),
                Err(error) => {
                    tracing::warn!(
                        error = format!("{error:#}"),
                        "the search index cannot be used and has to be rebuilt"
                    );
                    None
                }
            }
        });
        SearchIndex {
            folder,
            instance,
            fields,
            live: RwLock::new(live),
            damaged: AtomicBool::new(false),
            rebuilding: Mutex::new(()),
        }
    }

    /// How far the index has followed the log. Says `Rebuild` as well when its files have gone since it was
    /// opened, or a search has found them damaged.
    pub fn position(&self) -> Position {
        match self.live() {
            Some(live)
                if !self.damaged.load(Ordering::Relaxed)
                    && live.path.join("meta.json").exists() =>
            {
                Position::UpTo(*locked(&live.seq))
            }
            _ => Position::Rebuild,
        }
    }

    /// Replaces all entries of each subject by those given (none: the subject goes), and notes that the log has
    /// been followed up to an event. Both or neither survive a crash; when it returns, searches see it.
    /// Repeating it changes nothing.
    ///
    /// # Errors
    /// There is no index (see [`SearchIndex::position`]), it is not ours to write, or the disk is full or fails;
    /// then the index stays as it was.
    pub fn replace(&self, changes: &[(String, Vec<IndexEntry>)], through_seq: i64) -> Result<()> {
        self.require_writable()?;
        let live = self
            .live()
            .context("there is no search index to change: it has to be built first")?;
        let mut guard = locked(&live.writer);
        let written = (|| {
            let writer = match &mut *guard {
                Some(writer) => writer,
                none => none.insert(live.follow()?),
            };
            write(writer, &self.fields, changes)?;
            commit(writer, &Payload::new(self.instance, through_seq))
        })();
        if let Err(error) = written {
            // A writer that failed once may have lost its threads; the next change begins with a new one, from
            // the last commit.
            *guard = None;
            return Err(error.context("the search index cannot be written"));
        }
        live.reader
            .reload()
            .context("the search index cannot be read again")?;
        *locked(&live.seq) = through_seq;
        Ok(())
    }

    /// Begins to build the index anew, aside: meanwhile the present one, if any, goes on answering and following.
    ///
    /// # Errors
    /// It is being rebuilt already, is not ours to write, or the disk is full or fails.
    pub fn begin_rebuild(&self) -> Result<Rebuild<'_>> {
        self.require_writable()?;
        let Ok(turn) = self.rebuilding.try_lock() else {
            bail!("the search index is being rebuilt already")
        };
        let path = self.folder.next()?;
        let index = create(&path)?;
        let writer = index.writer_with_num_threads(
            REBUILDING_THREADS,
            REBUILDING_THREADS * REBUILDING_MEMORY_BYTES,
        )?;
        Ok(Rebuild {
            of: self,
            path,
            index: Some((index, writer)),
            _turn: turn,
        })
    }

    /// Searches as somebody who holds these tokens. Never fails for what was typed.
    ///
    /// # Errors
    /// The files of the index are damaged; from then on [`SearchIndex::position`] says so.
    pub fn search(&self, request: &SearchRequest, audience: &[String]) -> Result<Found> {
        let Some(live) = self.live() else {
            return Ok(Found {
                notes: vec![Note::BeingBuilt],
                ..Found::default()
            });
        };
        let searcher = live.reader.searcher();
        let run = catch_unwind(AssertUnwindSafe(|| {
            answer::run(&searcher, &self.fields, request, audience)
        }));
        run.unwrap_or_else(|_| Err(anyhow!("searching panicked")))
            .inspect_err(|_| {
                self.damaged.store(true, Ordering::Relaxed);
            })
    }

    /// Every entry of the index, in order; empty if there is none.
    ///
    /// # Errors
    /// The files of the index are damaged.
    pub fn subjects(&self) -> Result<Vec<Indexed>> {
        let Some(live) = self.live() else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for segment in live.reader.searcher().segment_readers() {
            let digests = segment.fast_fields().u64("digest")?;
            let (Some(subjects), Some(keys)) =
                (labels_of(segment, "subject")?, labels_of(segment, "key")?)
            else {
                continue;
            };
            for entry in segment.doc_ids_alive() {
                let mut one = Indexed {
                    subject: String::new(),
                    key: String::new(),
                    digest: 0,
                };
                if let (Some(subject), Some(key)) =
                    (subjects.ords().first(entry), keys.ords().first(entry))
                {
                    subjects.ord_to_str(subject, &mut one.subject)?;
                    keys.ord_to_str(key, &mut one.key)?;
                }
                one.digest = digests.first(entry).unwrap_or_default();
                found.push(one);
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Reads every file of the index and names those whose checksum is wrong.
    ///
    /// # Errors
    /// There is no index, or a file cannot be read.
    pub fn check(&self) -> Result<Vec<PathBuf>> {
        let live = self
            .live()
            .context("there is no search index: it has to be built")?;
        damaged_files(&live.index)
    }

    /// Size and position.
    ///
    /// # Errors
    /// A file of the index cannot be read.
    pub fn stats(&self) -> Result<Stats> {
        let position = self.position();
        let Some(live) = self.live() else {
            return Ok(Stats {
                entries: 0,
                segments: 0,
                size_bytes: 0,
                position,
            });
        };
        let searcher = live.reader.searcher();
        let size_bytes = searcher.space_usage()?.total().get_bytes();
        Ok(Stats {
            entries: searcher.num_docs(),
            segments: searcher.segment_readers().len(),
            size_bytes,
            position,
        })
    }

    fn live(&self) -> Option<Arc<Live>> {
        self.live
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn require_writable(&self) -> Result<()> {
        if self.folder.is_writable() {
            Ok(())
        } else {
            Err(Busy.into())
        }
    }
}

/// An index being built beside the one that answers. Dropped before [`Rebuild::finish`] it leaves no trace.
pub struct Rebuild<'a> {
    of: &'a SearchIndex,
    path: PathBuf,
    index: Option<(Index, IndexWriter)>,
    _turn: MutexGuard<'a, ()>,
}

impl Rebuild<'_> {
    /// Adds subjects with all their entries; a subject given again replaces itself.
    ///
    /// # Errors
    /// The disk is full or fails.
    pub fn add(&mut self, subjects: &[(String, Vec<IndexEntry>)]) -> Result<()> {
        let (_, writer) = self.index.as_ref().context("the rebuild is over")?;
        write(writer, &self.of.fields, subjects).context("the new search index cannot be written")
    }

    /// Puts the new index in the place of the old one. `through_seq` is the last event whose consequences the
    /// rows already showed when the rebuild began to read them.
    ///
    /// # Errors
    /// The disk is full or fails; then the old index stays.
    pub fn finish(mut self, through_seq: i64) -> Result<()> {
        let (index, mut writer) = self.index.take().context("the rebuild is over")?;
        commit(&mut writer, &Payload::new(self.of.instance, through_seq))?;
        writer.wait_merging_threads()?;
        drop(index);
        let next = Live::open(&self.path, self.of.instance)?;
        self.of.folder.switch_to(&self.path)?;
        let mut live = self.of.live.write().unwrap_or_else(PoisonError::into_inner);
        let former = live.replace(Arc::new(next));
        drop(live);
        self.of.damaged.store(false, Ordering::Relaxed);
        if let Some(former) = former {
            *locked(&former.writer) = None;
        }
        self.of.folder.sweep()
    }
}

impl Drop for Rebuild<'_> {
    fn drop(&mut self) {
        if self.index.take().is_some()
            && let Err(error) = std::fs::remove_dir_all(&self.path)
        {
            tracing::warn!(%error, "an unfinished search index cannot be deleted");
        }
    }
}

impl Live {
    /// Opens a generation if it is whole and ours.
    fn open(path: &Path, instance: Uuid) -> Result<Live> {
        let index = Index::open_in_dir(path).context("not an index")?;
        let payload = index
            .load_metas()?
            .payload
            .context("the last commit says nothing")?;
        let payload: Payload =
            serde_json::from_str(&payload).context("the last commit says nothing readable")?;
        let expected = Payload::new(instance, payload.seq);
        if payload != expected {
            bail!("it is of another instance or version: {payload:?} instead of {expected:?}");
        }
        let (schema, _) = schema::build();
        if index.schema() != schema {
            bail!("it has other fields");
        }
        analyser::register(&index);
        let reader: IndexReader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(STORE_CACHE_BLOCKS)
            .try_into()?;
        if reader.searcher().space_usage()?.total().get_bytes() <= VERIFIED_AT_OPENING_BYTES {
            let damaged = damaged_files(&index)?;
            if !damaged.is_empty() {
                bail!("damaged files: {damaged:?}");
            }
        }
        let seq = Mutex::new(payload.seq);
        Ok(Live {
            path: path.to_owned(),
            index,
            reader,
            writer: Mutex::new(None),
            seq,
        })
    }

    /// A writer for small changes. Files that a killed one left behind are deleted.
    fn follow(&self) -> Result<IndexWriter> {
        let writer = self
            .index
            .writer_with_num_threads(1, FOLLOWING_MEMORY_BYTES)?;
        writer.garbage_collect_files().wait()?;
        Ok(writer)
    }
}

fn create(path: &Path) -> Result<Index> {
    let (schema, _) = schema::build();
    let index = Index::create(
        MmapDirectory::open(path)?,
        schema,
        tantivy::IndexSettings::default(),
    )?;
    analyser::register(&index);
    Ok(index)
}

/// Writes each subject as one operation, so that its entries stay together in one segment. A subject that
/// cannot be put into words of the index is left out, so that it holds up no other.
fn write(
    writer: &IndexWriter,
    fields: &Fields,
    changes: &[(String, Vec<IndexEntry>)],
) -> Result<()> {
    for (subject, entries) in changes {
        let mut operations = vec![UserOperation::Delete(Term::from_field_text(
            fields.subject,
            subject,
        ))];
        if let Some(entry) = entries.iter().find(|entry| entry.subject != *subject) {
            bail!("an entry of {} was given for {subject}", entry.subject);
        }
        match documents(entries, |entry| fields.document(entry)) {
            Some(documents) => operations.extend(documents.into_iter().map(UserOperation::Add)),
            None => tracing::error!(subject, "cannot be indexed and is left out"),
        }
        writer.run(operations)?;
    }
    Ok(())
}

/// The documents of a subject's entries; none when making one panics.
fn documents(
    entries: &[IndexEntry],
    make: impl Fn(&IndexEntry) -> TantivyDocument,
) -> Option<Vec<TantivyDocument>> {
    catch_unwind(AssertUnwindSafe(|| entries.iter().map(make).collect())).ok()
}

fn commit(writer: &mut IndexWriter, payload: &Payload) -> Result<()> {
    let mut commit = writer.prepare_commit()?;
    commit.set_payload(&serde_json::to_string(payload)?);
    commit.commit()?;
    Ok(())
}

fn damaged_files(index: &Index) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = index.validate_checksum()?.into_iter().collect();
    files.sort_unstable();
    Ok(files)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
