//! Values made from many rows, kept in memory until something happens.
//!
//! Whatever changes content appends to the log: as long as the log has not grown, what was made
//! from the rows is still true.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

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
}
