//! The child process: limits itself, reads one file, prints what it found.
//!
//! Parsers of foreign files may hang, eat all memory or overflow the stack, and the last two end
//! the process whatever one catches. Here they end a process that has nothing else to do.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use rlimit::Resource;
use serde::Serialize;

use super::{Extraction, FileKind, office, pdf, txt};

const STACK_BYTES: usize = 8 << 20;
/// A larger file would not fit in memory beside what is made of it.
const MAX_FILE_BYTES: u64 = 256 << 20;

/// The exit code when the file could not even be opened, or the limits not be set: nothing is
/// known then about what is in the file.
pub(super) const NOT_TRIED: u8 = 2;
/// The exit code when the parser panicked, as that of any program of ours that does.
const PANICKED: u8 = 101;

/// Reads `file` within so many seconds of processor time and bytes of address space, and prints an
/// [`Extraction`] as one line of JSON, the last of the output. The exit code is 0 when it did,
/// whatever it found, and 2 when the file could not be tried.
pub fn child(file: &Path, seconds: u64, memory_bytes: u64) -> ExitCode {
    in_the_child(file, seconds, memory_bytes, |bytes| {
        bytes.map_or(Extraction::TooLarge, |bytes| read(&bytes))
    })
}

/// Limits this process, gives the bytes of `file` (`None` when they are too many) to `work` and prints
/// its answer; the exit code is that of [`child`].
pub(in crate::platform) fn in_the_child<T: Serialize + Send + 'static>(
    file: &Path,
    seconds: u64,
    memory_bytes: u64,
    work: impl FnOnce(Option<Vec<u8>>) -> T + Send + 'static,
) -> ExitCode {
    match try_file(file, seconds, memory_bytes, work) {
        Ok(Some(())) => ExitCode::SUCCESS,
        // The code of a panic nobody caught: the parent tells it from an answer.
        Ok(None) => ExitCode::from(PANICKED),
        Err(error) => {
            // Nobody may be there to read it, which is no reason to panic.
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::from(NOT_TRIED)
        }
    }
}

/// `None` when the work panicked.
fn try_file<T: Serialize + Send + 'static>(
    file: &Path,
    seconds: u64,
    memory_bytes: u64,
    work: impl FnOnce(Option<Vec<u8>>) -> T + Send + 'static,
) -> io::Result<Option<()>> {
    limit_self(seconds, memory_bytes)?;
    std::panic::set_hook(Box::new(|_| {}));
    let bytes = match whole(std::fs::File::open(file)?) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::OutOfMemory => None,
        Err(error) => return Err(error),
    };
    let worker = std::thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(move || work(bytes))?;
    let Ok(answer) = worker.join() else {
        return Ok(None);
    };
    let mut out = io::stdout().lock();
    // A parser may have printed something; the answer begins a line.
    out.write_all(b"\n")?;
    serde_json::to_writer(&mut out, &answer)?;
    out.flush()?;
    Ok(Some(()))
}

/// All bytes of `source`, or `None` when there are too many.
fn whole(source: impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    source.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MAX_FILE_BYTES).then_some(bytes))
}

/// Takes away from this process what reading a file does not need.
fn limit_self(seconds: u64, memory_bytes: u64) -> io::Result<()> {
    Resource::AS.set(memory_bytes, memory_bytes)?;
    Resource::CPU.set(seconds, seconds + 1)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::CORE.set(0, 0)
}

/// What is in `bytes`, by what they are. Only for bytes that are trusted, or in the child.
pub(crate) fn read(bytes: &[u8]) -> Extraction {
    let kind = match FileKind::of(&mut io::Cursor::new(bytes)) {
        Ok(kind) => kind,
        Err(error) => return Extraction::damaged(error),
    };
    match kind {
        FileKind::Empty => Extraction::Empty,
        FileKind::Pdf => pdf::read(bytes),
        FileKind::Docx => office::read_docx(bytes),
        FileKind::Odt => office::read_odt(bytes),
        FileKind::Txt => txt::read(bytes),
        FileKind::Ole if office::is_encrypted_package(bytes) => Extraction::Encrypted,
        kind => Extraction::Unreadable { kind },
    }
}
