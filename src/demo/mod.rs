//! The content that a demo begins with.

pub mod files;
