//! What the stories stand on.

pub mod letter;
pub mod smtp_server;
