//! The one integration test binary: stories told from outside.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "stories read the environment and the real time, and stop at the first surprise"
)]

mod api;
mod around;
mod commands;
mod confined;
mod desk;
mod doctor;
mod documents;
mod extract;
mod home;
mod imports;
mod inventory;
mod journeys;
mod letters;
mod lists;
mod mail;
mod migrations;
mod notifications;
mod papers;
mod people;
mod permissions;
mod practice_editor;
mod practice_review;
mod practice_together;
mod practice_versions;
mod practices;
mod practices_reading;
mod questions;
mod registers;
mod reuses;
mod search;
mod search_golden;
mod signed;
mod statements;
mod subscriptions;
mod support;
mod tidy;
mod topics;
mod unioni;
mod unioni_profile;
mod uploads;
