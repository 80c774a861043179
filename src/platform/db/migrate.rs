//! The schema, step by step: embedded, one folder for each engine, the same steps in both.

use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::Conn;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Takes the steps not yet taken and says how many they were.
///
/// # Errors
/// When a step fails; it is then undone, the steps before it stay.
pub fn up(conn: &mut Conn) -> anyhow::Result<usize> {
    match conn {
        Conn::Sqlite(sqlite) => sqlite.run_pending_migrations(SQLITE).map(|done| done.len()),
        Conn::Postgres(postgres) => postgres
            .run_pending_migrations(POSTGRES)
            .map(|done| done.len()),
    }
    .map_err(|e| anyhow::anyhow!("a migration failed: {e}"))
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
