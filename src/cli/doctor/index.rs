//! The index against the database.

use std::collections::{BTreeMap, HashSet};

use super::Findings;
use crate::features::content;
use crate::platform::db::Database;
use crate::platform::error::Result;
use crate::platform::events;
use crate::platform::search::{Position, SearchIndex};
use crate::platform::subject::Subject;
use crate::workers::indexer;

/// Subjects read from the database at once.
const PAGE: i64 = 200;
/// Entries printed of each kind; the rest is counted.
const PRINTED: usize = 10;

/// An entry by subject and key.
type Key = (String, String);

pub fn examine(db: &Database, index: &SearchIndex, findings: &mut Findings) {
    let Position::UpTo(seq) = index.position() else {
        findings.problem(
            "index",
            "there is none that can be used",
            "start the server, which builds it, or run `fra-unioni reindex`",
        );
        return;
    };
    let compared = index.check().and_then(|damaged| {
        let difference = compare(db, index, seq)?;
        Ok((damaged, difference))
    });
    let (damaged, difference) = match compared {
        Ok(compared) => compared,
        Err(error) => {
            findings.problem(
                "index",
                format!("it cannot be read ({error:#})"),
                "stop the server and run `fra-unioni reindex`",
            );
            return;
        }
    };
    if !damaged.is_empty() {
        findings.problem(
            "index",
            format!("{} damaged files", damaged.len()),
            "stop the server and run `fra-unioni reindex`",
        );
    }
    let Difference {
        same,
        missing,
        extra,
        outdated,
        waiting,
    } = difference;
    let counts = format!(
        "missing {} / extra {}{} (of {} entries; {waiting} changes still to follow)",
        missing.len(),
        extra.len(),
        if outdated.is_empty() {
            String::new()
        } else {
            format!(" / outdated {}", outdated.len())
        },
        same + missing.len() + outdated.len(),
    );
    if missing.is_empty() && extra.is_empty() && outdated.is_empty() {
        findings.ok("index against database", counts);
        return;
    }
    findings.problem(
        "index against database",
        counts,
        "stop the server and run `fra-unioni reindex`",
    );
    for (what, keys) in [
        ("missing", missing),
        ("extra", extra),
        ("outdated", outdated),
    ] {
        for (subject, key) in keys.iter().take(PRINTED) {
            findings
                .lines
                .push(format!("         {what}: {subject} {key}"));
        }
    }
}

/// What is not alike.
#[derive(Debug, Default)]
struct Difference {
    same: usize,
    missing: Vec<Key>,
    extra: Vec<Key>,
    outdated: Vec<Key>,
    /// Events the index has not followed.
    waiting: usize,
}

/// Compares entry by entry, digest by digest. Subjects changed after the index's position are left
/// out: they are on their way.
fn compare(db: &Database, index: &SearchIndex, seq: i64) -> anyhow::Result<Difference> {
    let mut indexed: BTreeMap<Key, u64> = index
        .subjects()?
        .into_iter()
        .map(|entry| ((entry.subject, entry.key), entry.digest))
        .collect();
    let mut difference = Difference::default();
    let mut suspects: Vec<(Key, bool)> = Vec::new();
    let mut unreadable: Vec<Key> = Vec::new();
    for kind in content::INDEXED {
        let mut after = None;
        loop {
            let (last, entries) = db.read(|conn| {
                let ids = content::ids_after(conn, *kind, after, PAGE)?;
                let mut entries = Vec::new();
                for id in &ids {
                    let subject = Subject::new(*kind, *id);
                    match indexer::entries(conn, subject)? {
                        Some(known) => entries.extend(known),
                        None => unreadable.push((subject.to_string(), "(unreadable)".to_owned())),
                    }
                }
                Result::Ok((ids.last().copied(), entries))
            })?;
            if last.is_none() {
                break;
            }
            after = last;
            for entry in entries {
                let digest = entry.digest();
                let key = (entry.subject, entry.key);
                match indexed.remove(&key) {
                    Some(known) if known == digest => difference.same += 1,
                    Some(_) => suspects.push((key, true)),
                    None => suspects.push((key, false)),
                }
            }
        }
    }
    difference.missing = unreadable;
    // Read last, so that whatever happened while the rows were read is among them.
    let changed = changed_after(db, seq)?;
    difference.waiting = changed.waiting;
    for (key, is_indexed) in suspects {
        if changed.subjects.contains(&key.0) {
            continue;
        }
        if is_indexed {
            difference.outdated.push(key);
        } else {
            difference.missing.push(key);
        }
    }
    difference.extra = indexed
        .into_keys()
        .filter(|(subject, _)| !changed.subjects.contains(subject))
        .collect();
    Ok(difference)
}

struct Changed {
    subjects: HashSet<String>,
    waiting: usize,
}

fn changed_after(db: &Database, seq: i64) -> anyhow::Result<Changed> {
    let mut changed = Changed {
        subjects: HashSet::new(),
        waiting: 0,
    };
    let mut after = seq;
    loop {
        let (last, subjects) = db.read(|conn| {
            let events = events::after(conn, after, 1_000)?;
            let mut subjects = Vec::new();
            for event in &events {
                subjects.extend(indexer::touched(conn, event)?);
            }
            changed.waiting += events.len();
            Result::Ok((events.last().map(|event| event.seq), subjects))
        })?;
        let Some(last) = last else { return Ok(changed) };
        after = last;
        changed
            .subjects
            .extend(subjects.iter().map(Subject::to_string));
    }
}
