//! The one integration test binary: stories told from outside.

#![allow(
    clippy::disallowed_methods,
    reason = "stories read the environment and the real time"
)]

mod extract;
mod letters;
mod mail;
mod migrations;
mod notifications;
mod people;
mod permissions;
mod subscriptions;
mod support;
mod tidy;
