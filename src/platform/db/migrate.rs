//! The schema, step by step: embedded, one folder for each engine, the same steps in both.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use anyhow::Context;
use diesel::sql_types::Text;
use diesel::sqlite::SqliteConnection;
use diesel::{QueryableByName, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::Conn;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Takes the steps not yet taken and says how many they were. A SQLite database that already holds
/// something is first copied beside itself: the way back, should the new version disappoint.
///
/// # Errors
/// When the copy cannot be made; when a step fails: it is then undone, the steps before it stay.
pub fn up(conn: &mut Conn) -> anyhow::Result<usize> {
    match conn {
        Conn::Sqlite(sqlite) => {
            copy_before_change(sqlite)?;
            sqlite.run_pending_migrations(SQLITE).map(|done| done.len())
        }
        Conn::Postgres(postgres) => postgres
            .run_pending_migrations(POSTGRES)
            .map(|done| done.len()),
    }
    .map_err(|e| anyhow::anyhow!("a migration failed: {e}"))
}

/// Copies the database into `NAME.before-STEP`, where STEP is the next step to take, unless no step was
/// taken yet or none is left.
fn copy_before_change(sqlite: &mut SqliteConnection) -> anyhow::Result<()> {
    #[derive(QueryableByName)]
    struct Main {
        #[diesel(sql_type = Text)]
        file: String,
    }
    let told = |e| anyhow::anyhow!("the steps taken cannot be read: {e}");
    let taken = sqlite.applied_migrations().map_err(told)?;
    let pending = sqlite.pending_migrations(SQLITE).map_err(told)?;
    let Some(next) = pending.first().filter(|_| !taken.is_empty()) else {
        return Ok(());
    };
    let main: Main = diesel::sql_query("SELECT file FROM pragma_database_list WHERE name = 'main'")
        .get_result(sqlite)?;
    if main.file.is_empty() {
        return Ok(());
    }
    let copy = PathBuf::from(format!("{}.before-{}", main.file, next.name().version()));
    if copy.metadata().is_ok_and(|found| found.len() > 0) {
        // An earlier try got as far as this; its copy is of the same state.
        return Ok(());
    }
    // Made by us first, because SQLite would let everybody read it; it fills an empty file.
    OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(&copy)
        .with_context(|| format!("the copy {} cannot be made", copy.display()))?;
    diesel::sql_query("VACUUM INTO ?")
        .bind::<Text, _>(copy.to_string_lossy().as_ref())
        .execute(sqlite)
        .with_context(|| format!("the database cannot be copied to {}", copy.display()))?;
    tracing::info!("the database was copied to {}", copy.display());
    Ok(())
}

/// Undoes every step; used to test that each can be undone.
///
/// # Errors
/// When a step cannot be undone.
pub fn down(conn: &mut Conn) -> anyhow::Result<usize> {
    match conn {
        Conn::Sqlite(sqlite) => sqlite.revert_all_migrations(SQLITE).map(|done| done.len()),
        Conn::Postgres(postgres) => postgres
            .revert_all_migrations(POSTGRES)
            .map(|done| done.len()),
    }
    .map_err(|e| anyhow::anyhow!("a migration could not be undone: {e}"))
}

/// Whether every step has been taken.
///
/// # Errors
/// When the table of steps cannot be read.
pub fn complete(conn: &mut Conn) -> anyhow::Result<bool> {
    match conn {
        Conn::Sqlite(sqlite) => sqlite.has_pending_migration(SQLITE),
        Conn::Postgres(postgres) => postgres.has_pending_migration(POSTGRES),
    }
    .map(|pending| !pending)
    .map_err(|e| anyhow::anyhow!("the steps taken cannot be read: {e}"))
}
