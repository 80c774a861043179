<<<<<<< HEAD
//! The content that a demo begins with.

pub mod files;
=======
//! The demo: true facts about two real unions, and invented unions plainly marked "(esempio)".

pub mod content;
>>>>>>> demo
