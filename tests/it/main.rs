//! The one integration test binary: stories told from outside.

#![allow(
    clippy::disallowed_methods,
    reason = "stories read the environment and the real time"
)]

mod extract;
mod mail;
mod migrations;
mod people;
mod permissions;
mod practices;
mod support;
mod tidy;
