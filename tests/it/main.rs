//! The one integration test binary: stories told from outside.

#![allow(
    clippy::disallowed_methods,
    reason = "stories read the environment and the real time"
)]

mod extract;
mod home;
mod mail;
mod migrations;
mod people;
mod permissions;
mod support;
mod tidy;
mod topics;
mod unioni;
