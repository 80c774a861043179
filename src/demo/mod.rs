//! The demo: true facts about two real unions, and invented unions plainly marked "(esempio)".

pub mod content;
pub mod files;
pub mod load;
