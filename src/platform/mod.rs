//! What the application runs on; knows nothing of the features.
//!
//! **Invariant:** nothing here names a feature (`tests/it/tidy.rs` looks). The words of the domain it
//! cannot do without are closed lists: [`actor`], [`subject`], [`audience::Token`],
//! [`events::EventKind`], [`error::Refusal`] and the tables of [`db::schema`].

pub mod actor;
pub mod app;
pub mod archive;
pub mod audience;
pub mod blobs;
pub mod clock;
pub mod codes;
pub mod config;
pub mod confined;
pub mod dates;
pub mod db;
pub mod draw;
pub mod error;
pub mod events;
pub mod extract;
pub mod facets;
pub mod installation;
pub mod kept;
pub mod mail;
pub mod pass;
pub mod pdf;
pub mod search;
pub mod signed;
pub mod subject;
pub mod submissions;
pub mod table;
pub mod text;
pub mod web;
