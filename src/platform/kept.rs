//! Values made from many rows, kept in memory until something happens.
//!
//! Whatever changes content appends to the log: as long as the log has not grown, what was made
//! from the rows is still true.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::db::Conn;
use super::error::Result;
use super::events;

/// The values kept, each by its type and a name.
#[derive(Default)]
pub struct Kept(Mutex<HashMap<(TypeId, &'static str), Value>>);

/// A value and the place in the log up to which it is true.
type Value = (i64, Arc<dyn Any + Send + Sync>);

impl Kept {
    /// The value of this type and name, made anew if anything happened since it was made.
    ///
    /// # Errors
    /// What `make` returns; when the database refuses.
    pub fn get<T: Send + Sync + 'static>(
        &self,
        conn: &mut Conn,
        name: &'static str,
        make: impl FnOnce(&mut Conn) -> Result<T>,
    ) -> Result<Arc<T>> {
        let key = (TypeId::of::<T>(), name);
        // Read before the rows: a change in between makes the value be made once more, never stale.
        let seq = events::last(conn)?;
        let known = {
            let values = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            values
                .get(&key)
                .filter(|(made_at, _)| *made_at == seq)
                .map(|(_, value)| value.clone())
        };
        if let Some(value) = known.and_then(|value| value.downcast::<T>().ok()) {
            return Ok(value);
        }
        let value = Arc::new(make(conn)?);
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, (seq, value.clone()));
        Ok(value)
    }

    /// How many rows of a list the holder of these tokens may see, counted anew if anything happened
    /// since. `what` names the list and what it is narrowed to.
    ///
    /// # Errors
    /// What `count` returns; when the database refuses.
    pub fn count(
        &self,
        conn: &mut Conn,
        tokens: &[String],
        what: &str,
        count: impl FnOnce(&mut Conn) -> Result<i64>,
    ) -> Result<i64> {
        let counts = self.get(conn, "counts", |_| Ok(Counts::default()))?;
        let key = format!("{what} {}", tokens.join(" "));
        let known = counts.known().get(&key).copied();
        if let Some(known) = known {
            return Ok(known);
        }
        let counted = count(conn)?;
        let mut known = counts.known();
        if known.len() < MOST_COUNTS {
            known.insert(key, counted);
        }
        Ok(counted)
    }
}

/// How many counts are kept: what people ask for on a quiet day. More are counted each time.
const MOST_COUNTS: usize = 5_000;

/// Counts by what was counted and for whom.
#[derive(Default)]
struct Counts(Mutex<HashMap<String, i64>>);

impl Counts {
    fn known(&self) -> MutexGuard<'_, HashMap<String, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
