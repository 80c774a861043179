//! What importing a file would do, before anything is done.

use super::lines::{
    ApplicationLine, CallLine, Change, ComuneLine, Line, Outcome, UnioneLine, compare_some,
    read_all,
};
use super::{Fault, Register, Settings, Tally, intake::AT_ONCE};
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::table::Table;

/// Lines of each sort that are shown; the rest is counted.
const SHOWN: usize = 50;

/// What importing a file would do.
#[derive(Debug, Default)]
pub struct Preview {
    /// How many lines would come to what.
    pub tally: Tally,
    /// The first lines that would add or change something.
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

/// Compares every line of a table with what is known; takes a few statements for some hundred lines.
///
/// # Errors
/// When the database refuses.
pub fn preview(
    conn: &mut Conn,
    register: Register,
    table: &Table,
    settings: &Settings,
) -> Result<Preview> {
    match register {
        Register::Unioni => of::<UnioneLine>(conn, register, table, settings),
        Register::Comuni => of::<ComuneLine>(conn, register, table, settings),
        Register::Calls => of::<CallLine>(conn, register, table, settings),
        Register::Applications => of::<ApplicationLine>(conn, register, table, settings),
    }
}

fn of<L: Line>(
    conn: &mut Conn,
    register: Register,
    table: &Table,
    settings: &Settings,
) -> Result<Preview> {
    let mut preview = Preview::default();
    for some in read_all::<L>(table, register, settings).chunks(AT_ONCE) {
        for line in compare_some(conn, some)? {
            preview.tally.count(&line.outcome);
            match line.outcome {
                Outcome::New => preview.show(line.number, line.about, Vec::new()),
                Outcome::Changed(changes) => preview.show(line.number, line.about, changes),
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
    Ok(preview)
}

impl Preview {
    fn show(&mut self, line: u64, about: String, changes: Vec<Change>) {
        if self.effects.len() < SHOWN {
            self.effects.push(Shown {
                line,
                about,
                changes,
            });
        }
    }
}
