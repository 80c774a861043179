//! What the application runs on; knows nothing of the features.

pub mod blobs;
pub mod extract;
pub mod mail;
pub mod search;
