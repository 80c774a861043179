//! What the application runs on; knows nothing of the features.

pub mod dates;
pub mod extract;
pub mod mail;
pub mod search;
pub mod text;
