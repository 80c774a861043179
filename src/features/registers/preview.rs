//! What importing a file would do, before anything is done.

use super::lines::{
    ApplicationLine, CallLine, Change, ComuneLine, Line, Outcome, UnioneLine, compare_some,
    read_all,
};
use super::{Fault, Register, Settings, Tally, intake::AT_ONCE};
use crate::platform::db::Database;
use crate::platform::error::Result;
use crate::platform::table::Table;

/// Lines of each sort that are shown; the rest is counted.
const SHOWN: usize = 50;

/// What importing a file would do.
#[derive(Debug, Default)]
pub struct Preview {
    /// How many lines would come to what.
    pub tally: Tally,
    /// The first lines that would change something, then the first that would add something.
    pub effects: Vec<Shown>,
    /// The first lines that cannot be imported.
    pub faults: Vec<Fault>,
}

/// A line that would add or change something.
#[derive(Debug)]
pub struct Shown {
    /// Its number in the file.
    pub line: u64,
    /// What people know it by.
    pub about: String,
    /// What would change; nothing for what is new.
    pub changes: Vec<Change>,
}

/// Compares every line of a table with what is known: a few statements for some hundred lines, each time
/// in a read of its own, so that no connection is held for as long as a whole file takes. Blocks.
///
/// # Errors
/// When the database refuses.
pub fn preview(
    db: &Database,
    register: Register,
    table: &Table,
    settings: &Settings,
) -> Result<Preview> {
    match register {
        Register::Unioni => of::<UnioneLine>(db, table, settings),
        Register::Comuni => of::<ComuneLine>(db, table, settings),
        Register::Calls => of::<CallLine>(db, table, settings),
        Register::Applications => of::<ApplicationLine>(db, table, settings),
    }
}

fn of<L: Line>(db: &Database, table: &Table, settings: &Settings) -> Result<Preview> {
    let mut preview = Preview::default();
    let mut added: Vec<Shown> = Vec::new();
    for some in read_all::<L>(table, settings).chunks(AT_ONCE) {
        for line in db.read(|conn| compare_some(conn, some))? {
            preview.tally.count(&line.outcome);
            match line.outcome {
                Outcome::New => show(&mut added, line.number, line.about, Vec::new()),
                Outcome::Changed(changes) => {
                    show(&mut preview.effects, line.number, line.about, changes);
                }
                Outcome::Broken(reason) if preview.faults.len() < SHOWN => {
                    preview.faults.push(Fault {
                        line: line.number.cast_signed(),
                        about: line.about,
                        reason,
                    });
                }
                Outcome::Broken(_) | Outcome::Unchanged | Outcome::LeftOut => {}
            }
        }
    }
    // What takes the place of something known is looked at first: among many new lines it would be lost.
    let room = SHOWN - preview.effects.len();
    preview.effects.extend(added.into_iter().take(room));
    Ok(preview)
}

fn show(shown: &mut Vec<Shown>, line: u64, about: String, changes: Vec<Change>) {
    if shown.len() < SHOWN {
        shown.push(Shown {
            line,
            about,
            changes,
        });
    }
}
