//! Work on foreign files, in a child process that can do nothing else.
//!
//! [`run`] starts this very program again with one [`Task`], hands it the opened file as its
//! standard input and gets the bytes it answers. The child limits itself, gives up files, network
//! and programs ([`sandbox`]), and only then looks at the first byte. Whatever a file does to its
//! reader, the parent goes on and learns which [`End`] it was.
//!
//! Which function carries out a task is a table of the command line (`cli/confined.rs`): this
//! module knows no format and no feature. A new task is a variant of [`Task`] and a line there.

use std::fs::File;
use std::io::{self, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use serde::{Deserialize, Serialize};

mod child;
pub mod outside;
mod parent;
pub mod probe;
mod sandbox;

pub use child::{Fault, child, whole};
pub use parent::{run, run_into};
pub use sandbox::Layers;

/// What the child is to do with the file. It travels as JSON on the command line, so that arguments
/// are small: numbers, names, never content, which everybody on this machine could read there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "snake_case")]
pub enum Task {
    /// Read its text: answers one line of JSON ([`extract`](super::extract)).
    Text,
    /// Check its signatures: answers one line of JSON ([`signed`](super::signed)).
    Signatures,
    /// Take the document out of its envelopes: answers its bytes ([`signed`](super::signed)).
    Document,
    /// Look for a chain from certificates to those trusted: the file is the question, and the answer
    /// is JSON ([`signed::chain`](super::signed::chain)).
    Trust,
    /// Draw some pages: answers one line of JSON ([`draw`](super::draw)).
    Pages {
        /// The first, from 1.
        first: u32,
        /// The last.
        last: u32,
        /// How large.
        size: super::draw::Size,
    },
    /// List the blanks of a model: answers JSON ([`extract::blanks`](super::extract::blanks)).
    Blanks,
    /// Fill them: the file is what is written into which, and the model; answers it filled
    /// ([`extract::blanks`](super::extract::blanks)).
    Fill,
    /// Become another program of this machine ([`outside`]), which gets the file and answers.
    Outside {
        /// Its path.
        program: PathBuf,
        /// What it is told.
        arguments: Vec<String>,
        /// The one folder it may write in.
        folder: Option<PathBuf>,
        /// With whom it may talk.
        talks: outside::Talks,
    },
    /// Try what is forbidden and answer what came of it ([`probe`]); the file is not read.
    Probe {
        /// A port of this machine on which somebody listens.
        port: u16,
    },
}

/// The function that carries out a task in the child: it gets the file, opened to read and
/// standing at its beginning, and writes its answer. It runs confined, with a stack of 8 MiB, and
/// may panic.
pub type CarryOut = fn(&Task, File, &mut dyn Write) -> Result<(), Fault>;

/// What the parent allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long the child may take, by the clock on the wall and by that of the processor.
    pub time: Duration,
    /// The address space the child may use, in bytes.
    pub memory_bytes: u64,
    /// The most output to accept.
    pub output_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(20),
            memory_bytes: 512 << 20,
            output_bytes: 64 << 20,
        }
    }
}

/// How the child ended.
#[derive(Debug)]
pub enum End<T> {
    /// It answered. Only then is what it wrote whole.
    Answered(T),
    /// The file is not fit for the task, and this is why; for developers, not meant to be shown.
    Declined(String),
    /// It asked for more memory than is allowed, or answered more, or the file is too large to try.
    TooLarge,
    /// It took longer than is allowed.
    TimedOut,
    /// The file broke the program that reads it; for developers, not meant to be shown.
    Crashed(String),
    /// It was not started, was ended from outside, or the answer could not be kept: nothing is
    /// known about the file, and it may be tried again.
    NotTried(anyhow::Error),
}

impl<T> End<T> {
    /// The same end, with another answer.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> End<U> {
        match self {
            Self::Answered(answer) => End::Answered(change(answer)),
            Self::Declined(why) => End::Declined(why),
            Self::TooLarge => End::TooLarge,
            Self::TimedOut => End::TimedOut,
            Self::Crashed(detail) => End::Crashed(detail),
            Self::NotTried(error) => End::NotTried(error),
        }
    }
}

impl<T> End<T> {
    /// The same end, if what was answered can be: `check` gives it back in good order, or nothing. A
    /// child that was taken over by its file may answer anything.
    pub fn checked<U>(self, check: impl FnOnce(T) -> Option<U>) -> End<U> {
        match self.map(check) {
            End::Answered(Some(answer)) => End::Answered(answer),
            End::Answered(None) => End::Crashed("the answer is none".to_owned()),
            End::Declined(why) => End::Declined(why),
            End::TooLarge => End::TooLarge,
            End::TimedOut => End::TimedOut,
            End::Crashed(detail) => End::Crashed(detail),
            End::NotTried(error) => End::NotTried(error),
        }
    }
}

/// A file in `folder` that has no name any more, standing at the beginning of what `write` put in it:
/// for what a child is asked that is too long for a command line, or nobody else's affair.
///
/// # Errors
/// When the file cannot be made or written.
pub fn unnamed(
    folder: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> anyhow::Result<File> {
    let path = folder.join(format!("question-{}", uuid::Uuid::now_v7()));
    let mut file = File::options()
        .read(true)
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("make the file {}", path.display()))?;
    std::fs::remove_file(&path)?;
    write(&mut file)?;
    file.rewind()?;
    Ok(file)
}

/// The name of the command that begins the child.
pub const COMMAND: &str = "confined";

/// Carries out `task` on the file at `path`; see [`run_into`] for larger answers.
pub fn run_on(program: &Path, task: &Task, path: &Path, limits: &Limits) -> End<Vec<u8>> {
    match File::open(path) {
        Ok(file) => run(program, task, file, limits),
        Err(error) => End::NotTried(
            anyhow::Error::new(error).context(format!("open the file {}", path.display())),
        ),
    }
}
