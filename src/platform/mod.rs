//! What the application runs on; knows nothing of the features.
//!
//! **Invariant:** no word of the domain stands here, save four closed vocabularies:
//! [`actor`], [`subject`], [`events::EventKind`] and [`error::Refusal`].

pub mod actor;
pub mod app;
pub mod audience;
pub mod blobs;
pub mod clock;
pub mod config;
pub mod dates;
pub mod db;
pub mod error;
pub mod events;
pub mod extract;
pub mod installation;
pub mod kept;
pub mod mail;
pub mod search;
pub mod subject;
pub mod submissions;
pub mod text;
pub mod web;
