//! The one integration test binary: stories told from outside.

mod extract;
mod mail;
mod migrations;
mod people;
mod permissions;
mod support;
mod tidy;
