//! The child: limits itself, gives up what it does not need, carries out one task.
//!
//! Parsers of foreign files may hang, eat all memory or overflow the stack, and the last two end
//! the process whatever one catches. Here they end a process that has nothing else to do.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::process::ExitCode;

use super::{CarryOut, Task, outside, probe, sandbox};

const STACK_BYTES: usize = 8 << 20;
/// A larger file would not fit in memory beside what is made of it.
const MAX_FILE_BYTES: u64 = 256 << 20;

/// The exit code of a child whose task panicked; that of every Rust program.
pub(super) const PANICKED: i32 = 101;
/// The exit code when the task asked for more than it may have.
pub(super) const TOO_LARGE: i32 = 4;
/// The exit code when the file is not fit for the task; the reason stands on standard error.
pub(super) const DECLINED: i32 = 3;
/// The exit code when the child could not begin: nothing is known then about what is in the file.
const NOT_TRIED: i32 = 2;

/// Why a task gave no answer.
#[derive(Debug)]
pub enum Fault {
    /// The file is not fit for the task; a short reason for developers, in one line.
    Declined(String),
    /// It would take more memory, or make more output, than is allowed.
    TooLarge,
    /// It could not be tried here.
    NotTried(io::Error),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::OutOfMemory => Self::TooLarge,
            _ => Self::NotTried(error),
        }
    }
}

/// Carries out `task` (in JSON) on the file that is standard input, within so many seconds of
/// processor time and bytes of address space. The exit code tells the parent what came of it.
pub fn child(task: &str, seconds: u64, memory_bytes: u64, carry_out: CarryOut) -> ExitCode {
    let code = match confined(task, seconds, memory_bytes, carry_out) {
        Ok(()) => 0,
        Err(Ending::Panicked) => PANICKED,
        Err(Ending::NotThere(error)) => {
            complain(&error.to_string());
            outside::NOT_THERE
        }
        Err(Ending::Fault(Fault::TooLarge)) => TOO_LARGE,
        Err(Ending::Fault(Fault::Declined(why))) => {
            complain(&why);
            DECLINED
        }
        Err(Ending::Fault(Fault::NotTried(error))) => {
            complain(&error.to_string());
            NOT_TRIED
        }
    };
    ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX))
}

/// Nobody may be there to read it, which is no reason to panic.
fn complain(why: &str) {
    let _ = writeln!(
        io::stderr(),
        "{}",
        why.chars().take(200).collect::<String>()
    );
}

enum Ending {
    Fault(Fault),
    Panicked,
    /// The program to become could not be started.
    NotThere(io::Error),
}

impl<E: Into<Fault>> From<E> for Ending {
    fn from(fault: E) -> Self {
        Self::Fault(fault.into())
    }
}

fn confined(
    task: &str,
    seconds: u64,
    memory_bytes: u64,
    carry_out: CarryOut,
) -> Result<(), Ending> {
    let task: Task = serde_json::from_str(task).map_err(io::Error::from)?;
    if let Task::Outside {
        program,
        arguments,
        folder,
        talks,
    } = &task
    {
        // Comes back only when it fails.
        return Err(Ending::NotThere(outside::become_it(
            program,
            arguments,
            folder.as_deref(),
            *talks,
            seconds,
            memory_bytes,
        )));
    }
    let file = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let mut answer = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    // A parser may print something: it is no part of the answer.
    let nowhere = File::options().write(true).open("/dev/null")?;
    rustix::stdio::dup2_stdout(nowhere).map_err(io::Error::from)?;
    std::panic::set_hook(Box::new(|_| {}));
    let layers = sandbox::enter(seconds, memory_bytes)?;

    let work = std::thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(move || {
            let mut out = io::BufWriter::new(&mut answer);
            match task {
                Task::Probe { port } => probe::answer(port, layers, &mut out)?,
                task => carry_out(&task, file, &mut out)?,
            }
            out.flush()?;
            Ok::<(), Fault>(())
        })?;
    match work.join() {
        Ok(outcome) => Ok(outcome?),
        Err(_) => Err(Ending::Panicked),
    }
}

/// All bytes of a task's file.
///
/// # Errors
/// [`Fault::TooLarge`] when there are more than 256 MiB, or more than memory holds.
pub fn whole(file: File) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(Fault::TooLarge);
    }
    Ok(bytes)
}
