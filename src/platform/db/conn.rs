//! The connection itself; the derive writes its types without doc comments.

#![expect(
    missing_docs,
    reason = "the types the derive makes cannot carry doc comments"
)]

use diesel::{PgConnection, SqliteConnection};

/// A connection to whichever engine the configuration names.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL 15 or later, for several nodes.
    Postgres(PgConnection),
    /// SQLite, bundled: the default.
    Sqlite(SqliteConnection),
}
