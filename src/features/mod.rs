//! What the site is about; each folder has the same file names.
//!
//! `mod.rs` the noun, its states and verbs; `policy.rs` who may; `store.rs` rows and queries;
//! `pages.rs` handlers, forms and page structs; `letters.rs` what it says by mail and in the inbox;
//! `searchable.rs` what the index knows of it. Each may use those before it in this list.

pub mod people;
pub mod topics;
pub mod unioni;

pub mod subscriptions;

pub mod card;
pub mod documents;
pub mod practices;
pub mod questions;

pub mod content;

pub mod imports;

pub mod notifications;

pub mod searches;

pub mod desk;

pub mod home;

pub mod api;
