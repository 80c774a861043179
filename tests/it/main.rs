//! The one integration test binary: stories told from outside.

#![allow(
    clippy::disallowed_methods,
    reason = "stories read the environment and the real time"
)]

mod api;
mod doctor;
mod documents;
mod extract;
mod imports;
mod journeys;
mod mail;
mod migrations;
mod people;
mod permissions;
mod practices;
mod questions;
mod search;
mod search_golden;
mod support;
mod tidy;
