//! What the confined child does: one line for each task.

use std::fs::File;
use std::io::Write;

use crate::platform::confined::{Fault, Task};
use crate::platform::extract::blanks;
use crate::platform::{draw, extract, signed};

/// Carries out a task; the child's side of [`confined`](crate::platform::confined).
pub fn carry_out(task: &Task, file: File, out: &mut dyn Write) -> Result<(), Fault> {
    match task {
        Task::Text => extract::answer(file, out),
        Task::Signatures => signed::answer(file, out),
        Task::Document => signed::answer_document(file, out),
        Task::Trust => signed::answer_trust(file, out),
        Task::Pages { first, last, size } => draw::answer(file, (*first, *last), *size, out),
        Task::Blanks => blanks::answer_list(file, out),
        Task::Fill => blanks::answer_fill(file, out),
        // The child does these by itself.
        Task::Outside { .. } | Task::Probe { .. } => Ok(()),
    }
}
