//! The one integration test binary: stories told from outside.

mod extract;
mod mail;
mod people;
mod support;
