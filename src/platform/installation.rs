//! What belongs to this installation alone, whichever of its nodes asks: its identity and its keys.

use diesel::prelude::*;
use uuid::Uuid;

use super::db::schema::installation;
use super::db::{BothExt, Conn, Tx};
use super::error::{Error, Result};

/// The identity and the secret of an installation; made at the first start.
#[derive(Clone)]
pub struct Installation {
    /// Tells this database from every other: the index of another one is not ours.
    pub instance: Uuid,
    /// 32 random bytes from which tokens are derived.
    pub secret: [u8; 32],
}

impl std::fmt::Debug for Installation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Installation")
            .field("instance", &self.instance)
            .finish_non_exhaustive()
    }
}

/// Reads the installation's identity and secret, making them when they are not there yet.
///
/// # Errors
/// When the database refuses, or holds something that is neither.
pub fn read_or_make(tx: &mut Tx<'_>) -> Result<Installation> {
    let instance = value(tx, "instance", || Ok(Uuid::now_v7().to_string()))?;
    let secret = value(tx, "secret", || {
        Ok(data_encoding::HEXLOWER.encode(&random()?))
    })?;
    parse(&instance, &secret)
}

/// The installation's identity and secret, once it was started.
///
/// # Errors
/// When the database refuses, or does not hold both.
pub fn find(conn: &mut Conn) -> Result<Installation> {
    let instance = note(conn, "instance")?.unwrap_or_default();
    let secret = note(conn, "secret")?.unwrap_or_default();
    parse(&instance, &secret)
}

fn parse(instance: &str, secret: &str) -> Result<Installation> {
    let broken = |what: &str| {
        Error::Bug(anyhow::anyhow!(
            "the table installation holds a broken {what}"
        ))
    };
    Ok(Installation {
        instance: instance.parse().map_err(|_| broken("instance"))?,
        secret: data_encoding::HEXLOWER
            .decode(secret.as_bytes())
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| broken("secret"))?,
    })
}

/// The identity of the installation, if it was started once.
///
/// # Errors
/// When the database refuses.
pub fn find_instance(conn: &mut Conn) -> Result<Option<Uuid>> {
    let known: Option<String> = installation::table
        .find("instance")
        .select(installation::value)
        .first(conn)
        .optional()?;
    Ok(known.and_then(|known| known.parse().ok()))
}

/// The note that files are to be scanned for viruses.
const SCANS: &str = "scans_files";

/// Whether files that come in wait for a scanner of viruses.
///
/// # Errors
/// When the database refuses.
pub fn scans_files(conn: &mut Conn) -> Result<bool> {
    Ok(note(conn, SCANS)?.as_deref() == Some("yes"))
}

/// Notes whether files that come in from now on wait for a scanner, whichever process takes them in.
///
/// # Errors
/// When the database refuses.
pub fn set_scans_files(tx: &mut Tx<'_>, scans: bool) -> Result<()> {
    if scans_files(tx)? == scans {
        return Ok(());
    }
    set_note(tx, SCANS, if scans { "yes" } else { "no" })
}

/// 32 bytes from the system's source of randomness.
///
/// # Errors
/// When the system has none to give.
pub fn random() -> Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|e| Error::Bug(anyhow::anyhow!("no randomness: {e}")))?;
    Ok(bytes)
}

fn value(tx: &mut Tx<'_>, name: &str, make: impl FnOnce() -> Result<String>) -> Result<String> {
    let known: Option<String> = installation::table
        .find(name)
        .select(installation::value)
        .first(&mut **tx)
        .optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    // Two nodes may start at once: the first to write wins, both read what it wrote.
    diesel::insert_into(installation::table)
        .values((installation::name.eq(name), installation::value.eq(make()?)))
        .on_conflict_do_nothing()
        .both()
        .execute(&mut **tx)?;
    Ok(installation::table
        .find(name)
        .select(installation::value)
        .first(&mut **tx)?)
}

/// What the installation noted under this name.
///
/// # Errors
/// When the database refuses.
pub fn note(conn: &mut Conn, name: &str) -> Result<Option<String>> {
    Ok(installation::table
        .find(name)
        .select(installation::value)
        .first(conn)
        .optional()?)
}

/// Notes something about the installation under a name.
///
/// # Errors
/// When the database refuses.
pub fn set_note(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<()> {
    diesel::insert_into(installation::table)
        .values((installation::name.eq(name), installation::value.eq(value)))
        .on_conflict(installation::name)
        .do_update()
        .set(installation::value.eq(value))
        .both()
        .execute(&mut **tx)?;
    Ok(())
}
