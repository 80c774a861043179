//! The child process: limits itself, reads one file, prints what it found.
//!
//! Parsers of foreign files may hang, eat all memory or overflow the stack, and the last two end
//! the process whatever one catches. Here they end a process that has nothing else to do.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use rlimit::Resource;

use super::room::Room;
use super::{
    Extraction, FileKind, archive, comma, html, image, letter, office, ole, pdf, rtf, sheets,
    slides, txt,
};

const STACK_BYTES: usize = 8 << 20;
/// A larger file would not fit in memory beside what is made of it.
const MAX_FILE_BYTES: u64 = 256 << 20;

/// The exit code when the file could not even be opened, or the limits not be set: nothing is
/// known then about what is in the file.
pub(super) const NOT_TRIED: u8 = 2;

/// Reads `file` within so many seconds of processor time and bytes of address space, and prints an
/// [`Extraction`] as one line of JSON, the last of the output. The exit code is 0 when it did,
/// whatever it found, and 2 when the file could not be tried.
pub fn child(file: &Path, seconds: u64, memory_bytes: u64) -> ExitCode {
    match try_file(file, seconds, memory_bytes) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody may be there to read it, which is no reason to panic.
            let _ = writeln!(io::stderr(), "extract: {error}");
            ExitCode::from(NOT_TRIED)
        }
    }
}

fn try_file(file: &Path, seconds: u64, memory_bytes: u64) -> io::Result<()> {
    limit_self(seconds, memory_bytes)?;
    std::panic::set_hook(Box::new(|_| {}));
    let extraction = match whole(std::fs::File::open(file)?) {
        Ok(Some(bytes)) => {
            let reader = std::thread::Builder::new()
                .stack_size(STACK_BYTES)
                .spawn(move || read(&bytes))?;
            reader
                .join()
                .unwrap_or_else(|_| Extraction::damaged("the parser panicked"))
        }
        Ok(None) => Extraction::TooLarge,
        Err(error) if error.kind() == io::ErrorKind::OutOfMemory => Extraction::TooLarge,
        Err(error) => return Err(error),
    };
    let mut out = io::stdout().lock();
    // A parser may have printed something; the answer begins a line.
    out.write_all(b"\n")?;
    serde_json::to_writer(&mut out, &extraction)?;
    out.flush()
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
    read_within(bytes, &mut Room::new())
}

/// The same of a file that may stand inside another.
pub(super) fn read_within(bytes: &[u8], room: &mut Room) -> Extraction {
    let kind = match FileKind::of(&mut io::Cursor::new(bytes)) {
        Ok(kind) => kind,
        Err(error) => return Extraction::damaged(error),
    };
    match kind {
        FileKind::Empty => Extraction::Empty,
        FileKind::Pdf => pdf::read(bytes),
        FileKind::Docx | FileKind::Docm => office::read_docx(bytes, room),
        FileKind::Odt => office::read_odt(bytes, room),
        FileKind::Xlsx | FileKind::Xlsm => sheets::read_xlsx(bytes, room),
        FileKind::Xlsb => sheets::read_xlsb(bytes, room),
        FileKind::Ods => sheets::read_ods(bytes, room),
        FileKind::Pptx | FileKind::Pptm => slides::read_pptx(bytes, room),
        FileKind::Odp | FileKind::Odg => slides::read_odp(bytes, room),
        FileKind::Doc
        | FileKind::Xls
        | FileKind::Ppt
        | FileKind::Msg
        | FileKind::LockedOffice
        | FileKind::Ole => ole::read(bytes, room),
        FileKind::Rtf => rtf::read(bytes),
        FileKind::Txt => txt::read(bytes),
        FileKind::Csv => comma::read(bytes),
        FileKind::Html => html::read(bytes),
        FileKind::Xml => html::read_xml(bytes),
        FileKind::Eml => letter::read(bytes, room),
        FileKind::Zip => archive::read(bytes, room),
        FileKind::Gzip => archive::read_gzip(bytes, room),
        FileKind::Png
        | FileKind::Jpeg
        | FileKind::Gif
        | FileKind::Bmp
        | FileKind::Tiff
        | FileKind::Webp
        | FileKind::Heif => image::read(bytes, kind),
        FileKind::P7m
        | FileKind::Rar
        | FileKind::SevenZip
        | FileKind::Program
        | FileKind::Other => Extraction::Unreadable { kind },
    }
}
