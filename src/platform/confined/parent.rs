//! The parent: starts the child, gathers what it says, and ends it when it takes too much.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::Context;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use super::child::{DECLINED, PANICKED, TOO_LARGE};
use super::{COMMAND, End, Limits, Task};

/// Carries out `task` on `file` in a child process of `program` (this program's own path) and
/// gathers its answer in memory. Blocks until the child has answered or been ended; it is never
/// left behind.
pub fn run(program: &Path, task: &Task, file: File, limits: &Limits) -> End<Vec<u8>> {
    run_into(program, task, file, limits, Vec::new())
}

/// Like [`run`], but writes the answer into `sink` as it comes, so that it need not fit in memory.
/// What the sink holds counts only when it is given back in [`End::Answered`].
pub fn run_into<W: Write + Send + 'static>(
    program: &Path,
    task: &Task,
    file: File,
    limits: &Limits,
    sink: W,
) -> End<W> {
    match gather(program, task, file, limits, sink) {
        Ok(said) => interpret(said.status, &said.complaint).map(|()| said.answer),
        Err(end) => end,
    }
}

/// What a child that came to its end said, whatever it was.
pub(super) struct Said<W> {
    pub(super) status: ExitStatus,
    pub(super) answer: W,
    pub(super) complaint: String,
}

pub(super) fn gather<W: Write + Send + 'static>(
    program: &Path,
    task: &Task,
    file: File,
    limits: &Limits,
    sink: W,
) -> Result<Said<W>, End<W>> {
    let mut running = Ended::new(start(program, task, file, limits).map_err(End::NotTried)?);
    let output = collect(running.child.stdout.take(), limits.output_bytes, sink);
    let complaint = collect(running.child.stderr.take(), u64::MAX, Tail::default());

    let Ok(output) = output.recv_timeout(limits.time) else {
        return Err(End::TimedOut);
    };
    let answer = match output {
        Collected::Whole(answer) => answer,
        Collected::TooMuch => return Err(End::TooLarge),
        Collected::Fault(error) => {
            let error = anyhow::Error::new(error).context("keep the answer");
            return Err(End::NotTried(error));
        }
    };
    let Some(status) = running.settle() else {
        return Err(End::TimedOut);
    };
    let complaint = match complaint.recv_timeout(SETTLE) {
        Ok(Collected::Whole(Tail(complaint))) => complaint,
        _ => Vec::new(),
    };
    Ok(Said {
        status,
        answer,
        complaint: String::from_utf8_lossy(&complaint).trim().to_owned(),
    })
}

/// The end of what a child says beside its answer: why it gave up comes last. All is listened to,
/// for a child that nobody hears would fail at speaking.
#[derive(Default)]
struct Tail(Vec<u8>);

impl Write for Tail {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        const KEPT_BYTES: usize = 4096;
        self.0.extend_from_slice(bytes);
        let spare_bytes = self.0.len().saturating_sub(KEPT_BYTES);
        self.0.drain(..spare_bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How long a child may take to end once it has closed its output.
const SETTLE: Duration = Duration::from_secs(1);

fn start(program: &Path, task: &Task, file: File, limits: &Limits) -> anyhow::Result<Child> {
    Command::new(program)
        .arg(COMMAND)
        .arg(serde_json::to_string(task)?)
        .arg(limits.time.as_secs().max(1).to_string())
        .arg(limits.memory_bytes.to_string())
        .env_clear()
        // Threads reserve address space, and that is limited.
        .env("RAYON_NUM_THREADS", "1")
        .current_dir("/")
        // With whatever it starts it is a group of its own, and ends as one.
        .process_group(0)
        .stdin(file)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("start {} {COMMAND}", program.display()))
}

/// What came of reading a stream.
enum Collected<W> {
    Whole(W),
    TooMuch,
    Fault(io::Error),
}

/// Reads a stream to its end into `sink`, in a thread that ends with the child.
fn collect<W: Write + Send + 'static>(
    stream: Option<impl Read + Send + 'static>,
    limit_bytes: u64,
    mut sink: W,
) -> mpsc::Receiver<Collected<W>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let copied = match stream {
            Some(stream) => io::copy(&mut stream.take(limit_bytes.saturating_add(1)), &mut sink)
                .and_then(|copied| sink.flush().map(|()| copied)),
            None => Ok(0),
        };
        let _ = sender.send(match copied {
            Ok(copied) if copied <= limit_bytes => Collected::Whole(sink),
            Ok(_) => Collected::TooMuch,
            Err(error) => Collected::Fault(error),
        });
    });
    receiver
}

/// A child that is ended and buried with the value that holds it, and with it all it started.
struct Ended {
    child: Child,
    is_buried: bool,
}

impl Ended {
    fn new(child: Child) -> Self {
        Self {
            child,
            is_buried: false,
        }
    }

    fn number(&self) -> Option<Pid> {
        Pid::from_raw(i32::try_from(self.child.id()).ok()?)
    }

    /// Waits a little for the end of a child that has said all; `None` if it does not come.
    fn settle(&mut self) -> Option<ExitStatus> {
        const STEP: Duration = Duration::from_millis(2);
        let look = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
        let number = self.number()?;
        for _ in 0..SETTLE.as_millis() / STEP.as_millis() {
            if let Ok(Some(_)) = waitid(WaitId::Pid(number), look) {
                return self.bury();
            }
            // There is no wait with an end; this thread has nobody to wake it earlier.
            std::thread::park_timeout(STEP);
        }
        None
    }

    /// Ends whoever is left of its group, then the child itself. In this order: until a child is
    /// buried its number is given to nobody else.
    fn bury(&mut self) -> Option<ExitStatus> {
        self.is_buried = true;
        if let Some(number) = self.number() {
            // Fails only when there is nobody left.
            let _ = kill_process_group(number, Signal::KILL);
        }
        self.child.wait().ok()
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        if !self.is_buried {
            self.bury();
        }
    }
}

/// Tells the end from how the child ended and what it said beside its answer.
pub(super) fn interpret(status: ExitStatus, complaint: &str) -> End<()> {
    // Numbers of signals on Linux, signal(7).
    const ILL: i32 = 4;
    const ABRT: i32 = 6;
    const BUS: i32 = 7;
    const FPE: i32 = 8;
    const SEGV: i32 = 11;
    const XCPU: i32 = 24;
    const SYS: i32 = 31;
    if status.success() {
        return End::Answered(());
    }
    match (status.signal(), status.code()) {
        (Some(XCPU), _) => End::TimedOut,
        // The allocator gives up by aborting too, and says so.
        (Some(ABRT), _) if complaint.contains("memory allocation") => End::TooLarge,
        (Some(signal @ (ILL | ABRT | BUS | FPE | SEGV | SYS)), _) => {
            End::Crashed(format!("signal {signal}: {complaint}"))
        }
        (_, Some(PANICKED)) => End::Crashed("the parser panicked".to_owned()),
        (_, Some(TOO_LARGE)) => End::TooLarge,
        (_, Some(DECLINED)) => End::Declined(complaint.to_owned()),
        _ => End::NotTried(anyhow::anyhow!("{status}: {complaint}")),
    }
}
