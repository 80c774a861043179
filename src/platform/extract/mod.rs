//! Reading the text out of foreign files, in a child process with limits.
//!
//! [`extract`] starts this very program as `extract FILE SECONDS BYTES`; there [`child()`] reads the file and
//! answers with an [`Extraction`] in JSON. Whatever a file does to its reader, the parent goes on
//! and learns which of the cases it was.

use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

pub mod blanks;
mod child;
mod clean;
mod kind;
mod layout;
mod markup;
mod office;
mod pdf;
mod txt;

pub use child::child;
#[cfg(test)]
pub(crate) use child::read;
pub use kind::FileKind;

/// The most text taken from one file.
const MAX_TEXT_BYTES: usize = 20 << 20;

/// What came out of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "case", rename_all = "snake_case")]
pub enum Extraction {
    /// Its text by page, at least one, not all of them empty. A file that has no pages has one.
    Text {
        /// In the order of the file; a page without text is an empty string.
        pages: Vec<String>,
    },
    /// A scan: pages, but no text on them.
    ImageOnly {
        /// How many.
        pages: u32,
    },
    /// It asks for a password.
    Encrypted,
    /// It breaks the rules of its own format, or the program that reads it.
    Damaged {
        /// What exactly, for developers; not meant to be shown.
        detail: String,
    },
    /// It unpacks to more than is allowed, or asks for more memory.
    TooLarge,
    /// Reading it took longer than is allowed.
    TimedOut,
    /// It is of a kind that has no text or whose text is not read.
    Unreadable {
        /// The kind.
        kind: FileKind,
    },
    /// No bytes, or nothing but blanks.
    Empty,
}

impl Extraction {
    fn damaged(detail: impl std::fmt::Display) -> Self {
        Self::Damaged {
            detail: detail.to_string().chars().take(200).collect(),
        }
    }
}

/// What the parent allows. The child is also kept from writing files and from saying more than
/// 20 MiB of text.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long the child may take, by the clock on the wall and by that of the processor.
    pub time: Duration,
    /// The address space the child may use, in bytes.
    pub memory_bytes: u64,
    /// The most output to accept.
    pub output_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(30),
            memory_bytes: 512 << 20,
            output_bytes: 64 << 20,
        }
    }
}

/// Reads the text of `file` in a child process of `program` (this program's own path). Blocks
/// until the child has answered or been ended; it is never left behind.
///
/// # Errors
/// When the child could not be started, the file not be opened, or the child was ended from
/// outside: nothing is known about the file then, and it may be tried again.
pub fn extract(program: &Path, file: &Path, limits: &Limits) -> Result<Extraction> {
    let mut child = Ended(
        Command::new(program)
            .arg("extract")
            .arg(file)
            .arg(limits.time.as_secs().max(1).to_string())
            .arg(limits.memory_bytes.to_string())
            .env_clear()
            // Threads and arenas of the allocator reserve address space, and that is limited.
            .env("RAYON_NUM_THREADS", "1")
            .env("MALLOC_ARENA_MAX", "2")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("start {} extract", program.display()))?,
    );
    let output = collect(child.0.stdout.take(), limits.output_bytes);
    let complaint = collect(child.0.stderr.take(), 4096);

    let Ok(output) = output.recv_timeout(limits.time) else {
        return Ok(Extraction::TimedOut);
    };
    let Some(output) = output else {
        return Ok(Extraction::TooLarge);
    };
    let Some(status) = child.settle() else {
        return Ok(Extraction::TimedOut);
    };
    let complaint = complaint
        .recv_timeout(SETTLE)
        .ok()
        .flatten()
        .unwrap_or_default();
    interpret(status, &output, &String::from_utf8_lossy(&complaint))
}

/// How long a child may take to end once it has closed its output.
const SETTLE: Duration = Duration::from_secs(1);

/// Reads a stream to its end in a thread: `None` when there was more than `limit_bytes`. The
/// thread ends with the child.
fn collect(
    stream: Option<impl Read + Send + 'static>,
    limit_bytes: usize,
) -> mpsc::Receiver<Option<Vec<u8>>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(stream) = stream {
            // What cannot be read any more is judged by how the child ended.
            let _ = stream.take(limit_bytes as u64 + 1).read_to_end(&mut bytes);
        }
        let _ = sender.send((bytes.len() <= limit_bytes).then_some(bytes));
    });
    receiver
}

/// A child that is ended and buried with the value that holds it.
struct Ended(Child);

impl Ended {
    /// Waits a little for the end of a child that has said all; `None` if it does not come.
    fn settle(&mut self) -> Option<ExitStatus> {
        const STEP: Duration = Duration::from_millis(2);
        for _ in 0..SETTLE.as_millis() / STEP.as_millis() {
            if let Ok(Some(status)) = self.0.try_wait() {
                return Some(status);
            }
            // There is no wait with an end; this thread has nobody to wake it earlier.
            std::thread::park_timeout(STEP);
        }
        None
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Tells the case from how the child ended and what it said.
fn interpret(status: ExitStatus, output: &[u8], complaint: &str) -> Result<Extraction> {
    // Numbers of signals on Linux, signal(7).
    const ILL: i32 = 4;
    const ABRT: i32 = 6;
    const BUS: i32 = 7;
    const SEGV: i32 = 11;
    const XCPU: i32 = 24;
    if status.success() {
        let answer = output
            .rsplit(|byte| *byte == b'\n')
            .next()
            .unwrap_or_default();
        return serde_json::from_slice(answer).context("the answer of the child is not understood");
    }
    match status.signal() {
        Some(XCPU) => Ok(Extraction::TimedOut),
        // The allocator gives up by aborting too, and says so.
        Some(ABRT) if complaint.contains("memory allocation") => Ok(Extraction::TooLarge),
        Some(signal @ (ILL | ABRT | BUS | SEGV)) => Ok(Extraction::damaged(format!(
            "signal {signal}: {}",
            complaint.trim()
        ))),
        _ if status.code() == Some(101) => Ok(Extraction::damaged("the parser panicked")),
        _ => bail!("{status}: {}", complaint.trim()),
    }
}

/// UTF-16 with its mark, decoded; `None` for anything else.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (mark, rest) = bytes.split_first_chunk::<2>()?;
    let unit = match mark {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    let units = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    Some(
        char::decode_utf16(units)
            .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect(),
    )
}
