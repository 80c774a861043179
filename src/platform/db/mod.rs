//! One connection type over both engines, the pools, transactions and typed ids.
//!
//! **Invariant:** a query is written once. What only one engine can say is a named wrapper in
//! [`dialect`], never an `if` in a store.

pub mod check;
mod conn;
pub mod dialect;
pub mod migrate;
pub mod numbers;
pub mod schema;
mod scope;
pub mod sql;

use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::r2d2;

use crate::platform::clock::Clock;
use crate::platform::error::{Error, Result};
pub use conn::{Conn, MultiBackend};
pub use dialect::{AnyOf, BothExt, JsonText, SkipLocked, columns};
pub use sql::{Json, When};

/// The SQL dialect both engines share.
pub type Backend = MultiBackend;

/// A transaction that writes: a connection and the one instant everything in it happened at.
pub struct Tx<'a> {
    conn: &'a mut Conn,
    now: When,
}

impl Tx<'_> {
    /// The instant of this transaction, the same for all it writes.
    pub fn now(&self) -> When {
        self.now
    }

    /// Runs a part of the transaction that can fail without taking the rest along.
    ///
    /// # Errors
    /// What `change` returns: what it wrote is undone, what was written before stays. When even that
    /// cannot be undone, [`Error::Unavailable`]: the transaction is lost.
    pub fn savepoint<T>(&mut self, change: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        type Savepoints = <Conn as Connection>::TransactionManager;
        Savepoints::begin_transaction(&mut *self.conn)?;
        let mut part = Tx {
            conn: &mut *self.conn,
            now: self.now,
        };
        match change(&mut part) {
            Ok(value) => {
                Savepoints::commit_transaction(&mut *self.conn)?;
                Ok(value)
            }
            Err(error) => {
                Savepoints::rollback_transaction(&mut *self.conn)
                    .map_err(|e| Error::Unavailable(e.to_string()))?;
                Err(error)
            }
        }
    }
}

impl std::ops::Deref for Tx<'_> {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        self.conn
    }
}

impl std::ops::DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Conn {
        self.conn
    }
}

/// The pools: many readers, and for SQLite exactly one writer.
#[derive(Clone)]
pub struct Database {
    readers: r2d2::Pool<Opener>,
    writers: r2d2::Pool<Opener>,
    engine: Engine,
}

/// Which engine an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// `postgres://…`
    Postgres,
    /// A path, or `sqlite:PATH`.
    Sqlite,
}

impl Engine {
    /// Reads the engine off the address; never guesses by trying.
    pub fn of(url: &str) -> Engine {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Engine::Postgres
        } else {
            Engine::Sqlite
        }
    }
}

impl Database {
    /// Opens the pools; `readers` is the number of connections that may read at once.
    ///
    /// # Errors
    /// When the database cannot be reached or opened.
    pub fn open(url: &str, readers: u32) -> anyhow::Result<Database> {
        let engine = Engine::of(url);
        let pool = |access: Access, size: u32| {
            r2d2::Pool::builder()
                .max_size(size)
                .min_idle(Some(1))
                .test_on_check_out(engine == Engine::Postgres)
                .connection_timeout(Duration::from_secs(3))
                .build(Opener {
                    url: url.to_owned(),
                    engine,
                    access,
                })
        };
        // The writer comes first: it makes the file, which a reader may not.
        let writers = pool(
            Access::Write,
            if engine == Engine::Sqlite { 1 } else { readers },
        )?;
        let readers = pool(Access::Read, readers)?;
        Ok(Database {
            readers,
            writers,
            engine,
        })
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Runs `look` on a connection that cannot write. Blocks: call it off the async threads.
    ///
    /// # Errors
    /// What `look` returns, or [`Error::Unavailable`] when no connection was free in time.
    pub fn read<T>(&self, look: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        let mut conn = self
            .readers
            .get()
            .map_err(|e| Error::Unavailable(e.to_string()))?;
        look(&mut conn)
    }

    /// Runs `change` in one transaction that holds the write lock from its beginning.
    /// Blocks: call it off the async threads.
    ///
    /// # Errors
    /// What `change` returns (everything it wrote is then undone), or [`Error::Unavailable`].
    pub fn write<T>(
        &self,
        clock: &dyn Clock,
        change: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut conn = self
            .writers
            .get()
            .map_err(|e| Error::Unavailable(e.to_string()))?;
        let now = When::from(clock.now());
        begin(&mut conn)?;
        let mut tx = Tx {
            conn: &mut conn,
            now,
        };
        match change(&mut tx) {
            Ok(value) => {
                <Conn as Connection>::TransactionManager::commit_transaction(&mut *conn)?;
                Ok(value)
            }
            Err(error) => {
                // A failed rollback breaks the connection, which the pool then drops; the first error is the one to tell.
                let _ = <Conn as Connection>::TransactionManager::rollback_transaction(&mut *conn);
                Err(error)
            }
        }
    }

    /// A connection outside any transaction, for migrations and maintenance.
    ///
    /// # Errors
    /// When no connection was free in time.
    pub fn maintain<T>(
        &self,
        work: impl FnOnce(&mut Conn) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let mut conn = self.writers.get()?;
        work(&mut conn)
    }
}

/// `BEGIN IMMEDIATE` on SQLite: a deferred transaction that reads and then writes fails with
/// `SQLITE_BUSY` half-way, without waiting.
fn begin(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(sqlite) => {
            AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE")
        }
        Conn::Postgres(postgres) => AnsiTransactionManager::begin_transaction(postgres),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    Read,
    Write,
}

/// Opens connections of the engine the address names and prepares each of them.
#[derive(Debug)]
struct Opener {
    url: String,
    engine: Engine,
    access: Access,
}

impl r2d2::ManageConnection for Opener {
    type Connection = Conn;
    type Error = r2d2::Error;

    fn connect(&self) -> std::result::Result<Conn, r2d2::Error> {
        let failed = r2d2::Error::QueryError;
        match self.engine {
            Engine::Postgres => {
                let mut conn =
                    PgConnection::establish(&self.url).map_err(r2d2::Error::ConnectionError)?;
                conn.batch_execute("SET TIME ZONE 'UTC'; SET statement_timeout = '30s'")
                    .map_err(failed)?;
                if self.access == Access::Read {
                    conn.batch_execute("SET default_transaction_read_only = on")
                        .map_err(failed)?;
                }
                Ok(Conn::Postgres(conn))
            }
            Engine::Sqlite => {
                let path = self.url.strip_prefix("sqlite:").unwrap_or(&self.url);
                let mut conn =
                    SqliteConnection::establish(path).map_err(r2d2::Error::ConnectionError)?;
                // FULL: what was confirmed survives a power cut (one fsync a commit).
                conn.batch_execute(
                    "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                     PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -2000; \
                     PRAGMA mmap_size = 268435456;",
                )
                .map_err(failed)?;
                if self.access == Access::Read {
                    conn.batch_execute("PRAGMA query_only = ON")
                        .map_err(failed)?;
                }
                Ok(Conn::Sqlite(conn))
            }
        }
    }

    fn is_valid(&self, conn: &mut Conn) -> std::result::Result<(), r2d2::Error> {
        r2d2::R2D2Connection::ping(conn).map_err(r2d2::Error::QueryError)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        std::thread::panicking() || r2d2::R2D2Connection::is_broken(conn)
    }
}
