//! The full-text index: Italian analyser, lexicon, queries, life cycle. The only place that names tantivy.
//!
//! The index knows subjects (whatever the features call by a kind and an id), their entries, and the tokens of
//! those who may find them; it knows nothing of what they are. It is disposable: everything in it is a function
//! of rows of the database, and its last commit carries the number of the event it has followed up to.
//!
//! What an asker may not see does not exist: hits, totals, facets and corrected spelling are made of visible
//! entries alone. Hits are pointers all the same, to be read again from the database before they are shown.
//! (Ranking uses word frequencies of the whole index; of a score nobody can tell what else there is.)
//!
//! Reading order: [`schema`] (what is kept), [`analyser`] (how text becomes terms), [`lexicon`], [`parse`] (what
//! was typed), [`spelling`], [`query`] (what is looked for), [`sight`] (who sees what), [`collect`] (entries to
//! subjects), [`snippet`], [`answer`] (one search end to end), [`folder`] and [`index`] (life cycle).

mod analyser;
mod answer;
mod collect;
#[cfg(test)]
mod evaluation;
mod finder;
#[cfg(test)]
mod fixture;
mod folder;
mod index;
mod lexicon;
mod marker;
mod parse;
mod query;
mod schema;

mod sight;
mod snippet;
mod spelling;

pub use answer::{Found, Hit, Note, SearchRequest};
pub use index::{Busy, Indexed, Position, Rebuild, SearchIndex, Stats};
pub use marker::{Extent, Marker, escaped};
pub use schema::IndexEntry;
