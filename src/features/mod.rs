//! What the site is about; the folders use the same file names, as far as they need them.
//!
//! `mod.rs` the noun, its states and verbs; `policy.rs` who may; `store.rs` rows and queries;
//! `pages.rs` handlers, forms and page structs; `letters.rs` what it says by mail and in the inbox;
//! `searchable.rs` what lists and the index know of it. What has grown is a folder of that name.
//!
//! Each uses those before it in this list, save three: [`people`] offers [`topics`] to who invites a
//! mentore, [`unioni`] makes a [`card`], and [`questions`] asks [`content`] for the card of what a
//! question is about. `documents`, `practices` and `questions` never name one another; [`reuses`] stands
//! above them, and practices know of it only through [`card::Around`].

pub mod people;
pub mod topics;
pub mod unioni;

pub mod calls;

pub mod subscriptions;

pub mod uploads;

pub mod card;
pub mod documents;
pub mod practices;
pub mod questions;

pub mod reuses;

pub mod content;

pub mod imports;
pub mod registers;

pub mod files;

pub mod notifications;

pub mod searches;

pub mod desk;

pub mod home;

pub mod api;
