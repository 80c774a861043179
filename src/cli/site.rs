//! As much of an installation as the commands need that change rows beside a running server.

use crate::features::topics;
use crate::platform::app::open_database;
use crate::platform::clock::SystemClock;
use crate::platform::config::Config;
use crate::platform::db::{Conn, Database, Tx};
use crate::platform::error::{Error, Result};

/// The database and the address people use.
pub struct Site {
    db: Database,
    url: String,
}

impl Site {
    /// Opens the database, making what is not there yet.
    ///
    /// # Errors
    /// A sentence naming what cannot be opened.
    pub fn open(config: &Config) -> anyhow::Result<Site> {
        let db = open_database(config)?;
        let url = config
            .public_url
            .clone()
            .unwrap_or_else(|| format!("http://{}", config.listen));
        let site = Site { db, url };
        site.write(|tx| Ok(topics::ensure_roots(tx)?))?;
        Ok(site)
    }

    /// Looks into the database.
    ///
    /// # Errors
    /// What `look` returns.
    pub fn read<T>(&self, look: impl FnOnce(&mut Conn) -> Result<T>) -> anyhow::Result<T> {
        Ok(self.db.read(look)?)
    }

    /// Changes the database in one transaction.
    ///
    /// # Errors
    /// What `change` returns.
    pub fn write<T>(
        &self,
        change: impl FnOnce(&mut Tx<'_>) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        self.db
            .write(&SystemClock, |tx| Ok(change(tx)?))
            .map_err(|error| match error {
                Error::Bug(error) => error,
                other => anyhow::Error::new(other),
            })
    }

    /// The whole address of a path.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}
