//! Importing the lines of a file, some hundred in one transaction.
//!
//! How far a file has come is written with what its lines changed: whoever goes on after a crash does no
//! line twice, and no transaction holds the writer for long.

use super::lines::{
    ApplicationLine, CallLine, ComuneLine, Line, Outcome, Reading, UnioneLine, compare_some,
    read_all,
};
use super::{AtOnce, Fault, LIMITS, NewFile, Register, RegisterFile, Settings, Tally, store};
use crate::platform::actor::PersonId;
use crate::platform::app::App;
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::{Error, Result};
use crate::platform::events::{self, EventKind};
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::table::Table;

/// Lines imported in one transaction.
pub const AT_ONCE: usize = 500;

/// How many confirmed files wait to be imported, and since when the oldest does.
///
/// # Errors
/// When the database refuses.
pub fn waiting(conn: &mut Conn) -> Result<(i64, Option<When>)> {
    store::count_waiting(conn)
}

/// Goes on with the file that waits longest, through at most `batches` transactions. Answers whether
/// there was one.
///
/// # Errors
/// When the file cannot be read, or the database refuses.
pub fn continue_one(app: &App, batches: usize) -> Result<bool> {
    let Some(file) = app.db.read(store::find_waiting)? else {
        return Ok(false);
    };
    let table = stored_table(app, &file)?;
    let mut step =
        |change: &mut dyn FnMut(&mut Tx<'_>) -> Result<bool>| app.write_now(|tx| change(tx));
    dispatch(&mut step, &file, &table, &file.settings, batches)?;
    Ok(true)
}

/// The table of a stored file. It was read once before it was kept.
///
/// # Errors
/// When the file is gone or is no table any more.
pub fn stored_table(app: &App, file: &RegisterFile) -> Result<Table> {
    let hash = file.blob().ok_or(Error::NotFound)?;
    let bytes = std::fs::read(app.blobs.local(&hash)?.path())?;
    Table::read(&bytes, LIMITS).map_err(|fault| Error::Bug(fault.into()))
}

/// Runs a change in a transaction; answers what the change answers.
type Step<'a> = dyn FnMut(&mut dyn FnMut(&mut Tx<'_>) -> Result<bool>) -> Result<bool> + 'a;

/// Imports a table at once and keeps what became of it; `step` runs each transaction. Answers the file
/// as it is afterwards.
///
/// # Errors
/// When the database refuses.
pub fn import_now(step: &mut Step<'_>, what: &AtOnce<'_>) -> Result<RegisterFile> {
    let new = NewFile {
        register: what.register,
        file_name: what.file_name.to_owned(),
        blob: None,
        settings: what.settings.clone(),
        row_count: what.table.rows().len() as i64,
    };
    let mut file = None;
    let state = super::FileState::Confirmed;
    step(&mut |tx| {
        let (_, number) = store::insert(tx, what.by, state, &new)?;
        file = Some(store::find(tx, number)?);
        Ok(true)
    })?;
    let file = file.ok_or(Error::NotFound)?;
    dispatch(step, &file, what.table, what.settings, usize::MAX)?;
    let mut done = None;
    step(&mut |tx| {
        done = Some(store::find(tx, file.number)?);
        Ok(true)
    })?;
    done.ok_or(Error::NotFound)
}

fn dispatch(
    step: &mut Step<'_>,
    file: &RegisterFile,
    table: &Table,
    settings: &Settings,
    batches: usize,
) -> Result<()> {
    match file.register {
        Register::Unioni => through::<UnioneLine>(step, file, table, settings, batches),
        Register::Comuni => through::<ComuneLine>(step, file, table, settings, batches),
        Register::Calls => through::<CallLine>(step, file, table, settings, batches),
        Register::Applications => through::<ApplicationLine>(step, file, table, settings, batches),
    }
}

fn through<L: Line>(
    step: &mut Step<'_>,
    file: &RegisterFile,
    table: &Table,
    settings: &Settings,
    batches: usize,
) -> Result<()> {
    let readings = read_all::<L>(table, settings);
    for _ in 0..batches {
        if !step(&mut |tx| import_some(tx, file, &readings))? {
            return Ok(());
        }
    }
    Ok(())
}

/// Imports the next lines of a file; answers whether there may be more. Somebody else may have gone on
/// with it meanwhile: what counts is how far it has come now.
fn import_some<L: Line>(
    tx: &mut Tx<'_>,
    file: &RegisterFile,
    readings: &[(u64, Reading<L>)],
) -> Result<bool> {
    let Some(done) = store::find_progress(tx, file.id)? else {
        return Ok(false);
    };
    let done = usize::try_from(done).unwrap_or(0).min(readings.len());
    let end = (done + AT_ONCE).min(readings.len());
    let (tally, faults) = import_lines(tx, file.by, &readings[done..end])?;
    store::insert_faults(tx, file.id, &faults)?;
    store::add_progress(tx, file.id, end as i64, &tally)?;
    let ended = end == readings.len();
    if ended {
        store::set_imported(tx, file.id)?;
    }
    if ended || tally.effect() > 0 {
        // Whatever is kept in memory is made anew when the log grows.
        events::record(
            tx,
            file.by,
            EventKind::RegisterImported,
            Subject::new(SubjectKind::RegisterFile, file.id),
            serde_json::json!({ "rows": end, "added": tally.added, "changed": tally.changed }),
        )?;
    }
    Ok(!ended)
}

fn import_lines<L: Line>(
    tx: &mut Tx<'_>,
    by: Option<PersonId>,
    readings: &[(u64, Reading<L>)],
) -> Result<(Tally, Vec<Fault>)> {
    let (mut tally, mut faults, mut written) = (Tally::default(), Vec::new(), Vec::new());
    for line in compare_some(tx, readings)? {
        tally.count(&line.outcome);
        match (line.outcome, line.finding) {
            (Outcome::New | Outcome::Changed(_), Some(finding)) => {
                written.push(finding.line.put(tx, by, finding.known)?);
            }
            (Outcome::Broken(reason), _) => faults.push(Fault {
                line: line.number.cast_signed(),
                about: line.about,
                reason,
            }),
            _ => {}
        }
    }
    L::put_all(tx, by, &written)?;
    Ok((tally, faults))
}
