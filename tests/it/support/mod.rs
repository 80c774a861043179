//! What the stories stand on.

#![allow(dead_code, reason = "each story uses its own part")]

pub mod app;
pub mod browser;
pub mod cast;
pub mod letter;
pub mod s3_server;
pub mod signing;
pub mod smtp_server;

pub use app::TestApp;
pub use cast::Cast;
