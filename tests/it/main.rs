//! The one integration test binary: stories told from outside.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "stories read the environment and the real time, and stop at the first surprise"
)]

mod api;
mod around;
mod commands;
mod desk;
mod doctor;
mod documents;
mod extract;
mod home;
mod imports;
mod journeys;
mod letters;
mod lists;
mod mail;
mod migrations;
mod notifications;
mod people;
mod permissions;
mod practice_review;
mod practices;
mod questions;
mod search;
mod search_golden;
mod statements;
mod subscriptions;
mod support;
mod tidy;
mod topics;
mod unioni;
