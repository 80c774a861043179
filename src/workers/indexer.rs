//! The indexer: follows the log, and keeps the index a function of the rows.
//!
//! What an event says does not matter, only what it is about: the subject is read again and its
//! entries replaced. The commit that replaces them carries the number of the event, so that a crash
//! loses nothing and a repeat changes nothing. An index that cannot be trusted is built anew, aside.

use std::collections::HashSet;

use super::{Lag, Outcome, Worker};
use crate::features::content;
use crate::platform::actor::BodyId;
use crate::platform::app::App;
use crate::platform::db::{Conn, Database};
use crate::platform::error::Result;
use crate::platform::events::{self, Event, EventKind};
use crate::platform::search::{IndexEntry, Position, SearchIndex};
use crate::platform::subject::Subject;

/// Events looked at for one commit: far behind, few large commits are far quicker than many small.
const EVENTS: i64 = 5_000;
/// Text gathered before it is handed to the index, in bytes: what bounds the memory.
const TEXT_BYTES: usize = 32 << 20;
/// Subjects read from the database at once when everything is read.
const PAGE: i64 = 200;

/// The worker.
pub const WORKER: Worker = Worker {
    name: "indexer",
    what: "Tiene la ricerca al passo con i contenuti",
    run_once,
    lag,
};

/// A subject and all its entries.
type Change = (String, Vec<IndexEntry>);

fn run_once(app: &App) -> anyhow::Result<Outcome> {
    follow(&app.db, &app.index)
}

fn lag(app: &App) -> anyhow::Result<Lag> {
    let now = app.now();
    let seq = match app.index.position() {
        Position::UpTo(seq) => seq,
        Position::Rebuild => 0,
    };
    let (last, oldest) = app.db.read(|conn| {
        Ok((
            events::last(conn)?,
            events::after(conn, seq, 1)?.into_iter().next(),
        ))
    })?;
    Ok(Lag {
        waiting: (last - seq).max(0),
        oldest_s: oldest.map_or(0, |event| (now.0 - event.at.0).num_seconds().max(0)),
        fault: None,
    })
}

/// Follows the log for one commit, or builds the index if there is none.
///
/// # Errors
/// When the database or the index refuses; the index stays as it was.
pub fn follow(db: &Database, index: &SearchIndex) -> anyhow::Result<Outcome> {
    let Position::UpTo(seq) = index.position() else {
        rebuild(db, index, &mut |_| {})?;
        return Ok(Outcome::Worked);
    };
    let (last, (changes, through)) =
        db.read(|conn| Ok((events::last(conn)?, changes_after(conn, seq)?)))?;
    if last < seq {
        // The database is another than the one the index followed: an older copy was put back.
        rebuild(db, index, &mut |_| {})?;
        return Ok(Outcome::Worked);
    }
    if through == seq {
        return Ok(Outcome::Idle);
    }
    index.replace(&changes, through)?;
    Ok(Outcome::Worked)
}

/// Builds the index anew from the rows, beside the one that answers; tells how many subjects are in.
///
/// # Errors
/// When the database or the index refuses; the index stays as it was.
pub fn rebuild(
    db: &Database,
    index: &SearchIndex,
    told: &mut dyn FnMut(u64),
) -> anyhow::Result<u64> {
    // Before the rows: what happens while they are read is followed afterwards.
    let through = db.read(events::last)?;
    let mut building = index.begin_rebuild()?;
    let mut done = 0;
    for kind in content::INDEXED {
        let mut after = None;
        loop {
            let (last, changes) = db.read(|conn| {
                let ids = content::ids_after(conn, *kind, after, PAGE)?;
                let changes = ids
                    .iter()
                    .map(|id| change(conn, Subject::new(*kind, *id)))
                    .collect::<Result<Vec<_>>>()?;
                Ok((ids.last().copied(), changes))
            })?;
            if last.is_none() {
                break;
            }
            after = last;
            building.add(&changes)?;
            done += changes.len() as u64;
            told(done);
        }
    }
    building.finish(through)?;
    Ok(done)
}

/// What the events after `seq` changed, each subject once, and the last event that is part of it.
fn changes_after(conn: &mut Conn, seq: i64) -> Result<(Vec<Change>, i64)> {
    let mut through = seq;
    let (mut seen, mut changes, mut size_bytes) = (HashSet::new(), Vec::new(), 0);
    for event in events::after(conn, seq, EVENTS)? {
        for subject in touched(conn, &event)? {
            // The rows are younger than every event of this round: reading them once is enough.
            if seen.insert(subject) {
                let change = change(conn, subject)?;
                size_bytes += change.1.iter().map(|entry| entry.body.len()).sum::<usize>();
                changes.push(change);
            }
        }
        through = event.seq;
        if size_bytes > TEXT_BYTES {
            break;
        }
    }
    Ok((changes, through))
}

/// What an event may have changed in the index.
///
/// # Errors
/// When the database refuses.
pub fn touched(conn: &mut Conn, event: &Event) -> Result<Vec<Subject>> {
    let mut touched = Vec::new();
    if content::INDEXED.contains(&event.subject.kind) {
        touched.push(event.subject);
    }
    if event.kind == EventKind::UnioneChanged {
        // Its content is filed under its region.
        touched.extend(content::of_unione(conn, BodyId(event.subject.id))?);
    }
    Ok(touched)
}

fn change(conn: &mut Conn, subject: Subject) -> Result<Change> {
    Ok((subject.to_string(), content::entries(conn, subject)?))
}
