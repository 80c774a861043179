//! Programs of this machine that an administrator may add: used when there, never needed.
//!
//! They get the file as their standard input and answer on their standard output, under the same
//! limits as our own child, which becomes them: no network, nothing to read but the system, nothing
//! to write but one folder of their own.

use std::fs::File;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use serde::{Deserialize, Serialize};

use super::parent::{Said, gather, interpret};
use super::{End, Limits, Task, sandbox};

/// What a program said that came to its end by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its exit code; 0 when all went well, by custom.
    pub code: i32,
    /// What it wrote.
    pub bytes: Vec<u8>,
    /// The end of what it wrote beside that.
    pub complaint: String,
}

/// A program and what it is told.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// Where it lies.
    pub program: &'a Path,
    /// What it is told.
    pub arguments: &'a [&'a str],
    /// The one folder it may write in.
    pub folder: Option<&'a Path>,
    /// With whom it may talk; never beyond this machine.
    pub talks: Talks,
}

/// With whom a program may talk through sockets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Talks {
    /// With nobody.
    WithNobody,
    /// With other programs of this machine, as the scanner with its daemon.
    OnThisMachine,
}

/// Lets `call` work on `file`; `own` is this program's path. A program that ends with another code
/// than 0 has answered too; one that cannot be started declines.
pub fn run(own: &Path, call: &Call<'_>, file: File, limits: &Limits) -> End<Output> {
    let task = Task::Outside {
        program: call.program.to_owned(),
        arguments: call
            .arguments
            .iter()
            .map(|said| (*said).to_owned())
            .collect(),
        folder: call.folder.map(Path::to_owned),
        talks: call.talks,
    };
    match gather(own, &task, file, limits, Vec::new()) {
        Ok(said) => settle(said),
        Err(end) => end.map(|bytes| Output {
            code: 0,
            bytes,
            complaint: String::new(),
        }),
    }
}

fn settle(said: Said<Vec<u8>>) -> End<Output> {
    let Said {
        status,
        answer: bytes,
        complaint,
    } = said;
    match status.code() {
        Some(NOT_THERE) => End::Declined(format!("it cannot be started: {complaint}")),
        Some(code) => End::Answered(Output {
            code,
            bytes,
            complaint,
        }),
        None => interpret(status, &complaint).map(|()| Output {
            code: 0,
            bytes,
            complaint,
        }),
    }
}

/// What a program says when it is asked which it is: the first line, or that it is not there.
///
/// # Errors
/// When it cannot be started or says nothing.
pub fn version(own: &Path, program: &Path, flag: &str, limits: &Limits) -> anyhow::Result<String> {
    let call = Call {
        program,
        arguments: &[flag],
        folder: None,
        talks: Talks::WithNobody,
    };
    match run(own, &call, File::open("/dev/null")?, limits) {
        // Some say it on the one stream, some on the other.
        End::Answered(Output {
            bytes, complaint, ..
        }) => {
            let said = String::from_utf8_lossy(&bytes);
            let first = said
                .lines()
                .chain(complaint.lines())
                .find(|line| !line.trim().is_empty());
            first
                .map(|line| line.trim().chars().take(80).collect())
                .ok_or_else(|| anyhow::anyhow!("it says nothing"))
        }
        End::NotTried(error) => Err(error),
        End::Declined(why) => anyhow::bail!(why),
        other => anyhow::bail!("it did not answer: {other:?}"),
    }
}

/// The exit code of the child when the program could not be started, as shells have it.
pub(super) const NOT_THERE: i32 = 127;

/// The child's part: becomes the program. Comes back only when that fails.
pub(super) fn become_it(
    program: &Path,
    arguments: &[String],
    folder: Option<&Path>,
    talks: Talks,
    seconds: u64,
    memory_bytes: u64,
) -> io::Error {
    if let Err(error) = sandbox::enter_outside(seconds, memory_bytes, program, folder, talks) {
        return error;
    }
    let home = folder.unwrap_or(Path::new("/nonexistent"));
    Command::new(program)
        .args(arguments)
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("LC_ALL", "C.UTF-8")
        .env("OMP_THREAD_LIMIT", "1")
        .env("HOME", home)
        .env("TMPDIR", home)
        .exec()
}
