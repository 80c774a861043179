//! What the unit tests of this module start from.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

use super::{IndexEntry, SearchIndex};

/// The instance of the tests.
pub const INSTANCE: Uuid = Uuid::from_u128(1);

/// A folder that vanishes with the test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("fra-unioni-search-{}-{number}", std::process::id()));
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A public document of one entry.
pub fn entry(subject: &str, title: &str, body: &str) -> IndexEntry {
    IndexEntry {
        key: "whole".into(),
        subject: subject.into(),
        kind: "document".into(),
        title: title.into(),
        body: body.into(),
        page: None,
        topics: Vec::new(),
        unione: None,
        region: None,
        published_at: None,
        edition: None,
        is_stale: false,
        audience: vec!["public".into()],
    }
}

/// Entries by subject, as an index takes them.
pub fn by_subject(entries: &[IndexEntry]) -> Vec<(String, Vec<IndexEntry>)> {
    let mut subjects: Vec<(String, Vec<IndexEntry>)> = Vec::new();
    for entry in entries {
        match subjects
            .iter_mut()
            .find(|(subject, _)| *subject == entry.subject)
        {
            Some((_, entries)) => entries.push(entry.clone()),
            None => subjects.push((entry.subject.clone(), vec![entry.clone()])),
        }
    }
    subjects
}

/// An index of these entries, followed up to event 1.
pub fn index_of(entries: &[IndexEntry]) -> (Folder, SearchIndex) {
    let folder = Folder::new();
    let index = SearchIndex::open(&folder.0, INSTANCE).unwrap();
    let mut rebuild = index.begin_rebuild().unwrap();
    rebuild.add(&by_subject(entries)).unwrap();
    rebuild.finish(1).unwrap();
    (folder, index)
}

/// The tokens of somebody who holds these.
pub fn audience(tokens: &[&str]) -> Vec<String> {
    tokens.iter().map(|token| (*token).to_owned()).collect()
}
