//! What other programs of this machine can add to our own reading, where an administrator has named
//! them: `pdftotext` for a PDF we fail at, `tesseract` for pictures of text and the pages of scans,
//! `libreoffice` for kinds we do not read. Nothing needs them, and what they fail at stays as we found it.
//! `clamdscan` looks for viruses, and of a file it could not look at nothing is known.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::super::confined::outside::{Call, Output, Talks, run};
use super::super::confined::{self, End, Limits};
use super::super::draw::{Drawing, Size, draw};
use super::pdf::MIN_CHARACTERS_A_PAGE;
use super::{Extraction, FileKind, MAX_TEXT_BYTES, Page, clean, extract};

/// The programs that were named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Programs {
    /// Text of a PDF (poppler).
    pub pdftotext: Option<PathBuf>,
    /// Text of a picture, in Italian.
    pub tesseract: Option<PathBuf>,
    /// Other kinds of document, as PDF.
    pub libreoffice: Option<PathBuf>,
    /// Viruses in files (ClamAV; its daemon does the work).
    pub clamdscan: Option<PathBuf>,
}

/// What `tesseract` is told.
const RECOGNISE: [&str; 4] = ["stdin", "stdout", "-l", "ita"];
/// On no more pages of a scan letters are recognised.
const MOST_PAGES: u32 = 50;
/// All pages together have so many times the time of one.
const ALL_PAGES_TIME: u32 = 10;
/// The most that may be said of one picture, in bytes.
const PICTURE_TEXT_BYTES: u64 = 1 << 20;

/// An office suite maps more than it uses: it may have so many times the memory of our own child.
const OFFICE_MEMORY: u64 = 4;

impl Programs {
    /// Tries again what [`extract`] could not read, with the program that can; `found` is what it said.
    /// `None` when there is no such program, or it knows no better. What takes long ends early once
    /// `is_stopping` says so.
    ///
    /// # Errors
    /// When the file cannot be opened, or a program was ended from outside: it may be tried again.
    pub fn read_again(
        &self,
        own: &Path,
        file: &Path,
        found: &Extraction,
        limits: &Limits,
        is_stopping: &dyn Fn() -> bool,
    ) -> anyhow::Result<Option<Extraction>> {
        if matches!(
            found,
            Extraction::Text { .. } | Extraction::Encrypted | Extraction::Empty
        ) {
            return Ok(None);
        }
        let kind = FileKind::of(&mut File::open(file)?)?;
        if let Some(better) = self.second_try(own, file, kind, limits)? {
            return Ok(Some(better));
        }
        match (found, &self.tesseract) {
            (Extraction::ImageOnly { pages }, Some(tesseract)) if kind == FileKind::Pdf => {
                by_pictures(own, tesseract, file, *pages, limits, is_stopping)
            }
            _ => Ok(None),
        }
    }

    fn second_try(
        &self,
        own: &Path,
        file: &Path,
        kind: FileKind,
        limits: &Limits,
    ) -> anyhow::Result<Option<Extraction>> {
        let said = |program: &Option<PathBuf>, arguments: &[&str]| {
            let Some(program) = program else {
                return Ok(None);
            };
            let call = Call {
                program,
                arguments,
                folder: None,
                talks: Talks::WithNobody,
            };
            let end = run(own, &call, File::open(file)?, limits);
            text_of(end)
        };
        match kind {
            FileKind::Pdf => said(&self.pdftotext, &["-q", "-enc", "UTF-8", "-", "-"]),
            FileKind::Png | FileKind::Jpeg | FileKind::Tiff | FileKind::Webp | FileKind::Bmp => {
                Ok(said(&self.tesseract, &RECOGNISE)?.map(recognised))
            }
            FileKind::Ole
            | FileKind::Doc
            | FileKind::Xls
            | FileKind::Ppt
            | FileKind::Rtf
            | FileKind::Pptx
            | FileKind::Odp => match &self.libreoffice {
                Some(office) => by_office(own, office, file, limits),
                None => Ok(None),
            },
            _ => Ok(None),
        }
    }
}

/// The same text as one that may hold errors.
fn recognised(found: Extraction) -> Extraction {
    match found {
        Extraction::Text { pages, .. } => Extraction::Recognised {
            of: u32::try_from(pages.len()).unwrap_or(u32::MAX),
            pages: pages.into_iter().map(|page| page.partly(true)).collect(),
        },
        other => other,
    }
}

/// Draws the pages of a scan and has letters recognised on each picture, at most [`MOST_PAGES`] of them
/// and as many as there is time for.
fn by_pictures(
    own: &Path,
    tesseract: &Path,
    file: &Path,
    count: u32,
    limits: &Limits,
    is_stopping: &dyn Fn() -> bool,
) -> anyhow::Result<Option<Extraction>> {
    let until = Instant::now() + limits.time * ALL_PAGES_TIME;
    let mut pages: Vec<Page> = Vec::new();
    let mut bytes = 0;
    let short = Limits {
        output_bytes: PICTURE_TEXT_BYTES,
        ..*limits
    };
    for number in 1..=count.min(MOST_PAGES) {
        if Instant::now() >= until || bytes > MAX_TEXT_BYTES {
            break;
        }
        anyhow::ensure!(!is_stopping(), "the server is stopping");
        let drawn = match draw(own, file, (number, number), Size::Read, limits)? {
            Drawing::Pages { mut pages, .. } => pages.pop(),
            Drawing::Failed { detail } => {
                tracing::info!(page = number, detail, "a page of a scan cannot be drawn");
                None
            }
        };
        let mut words = String::new();
        if let Some(drawn) = drawn {
            let picture =
                confined::unnamed(&std::env::temp_dir(), |file| file.write_all(&drawn.png))?;
            let call = Call {
                program: tesseract,
                arguments: &RECOGNISE,
                folder: None,
                talks: Talks::WithNobody,
            };
            match run(own, &call, picture, &short) {
                End::Answered(output) if output.code == 0 => {
                    words = clean::page(&String::from_utf8_lossy(&output.bytes));
                }
                End::NotTried(error) => return Err(error),
                // Without the program every page would be drawn in vain.
                End::Declined(why) => {
                    tracing::warn!("letters cannot be recognised: {why}");
                    return Ok(None);
                }
                other => tracing::warn!(page = number, "no letters recognised: {}", told(&other)),
            }
        }
        bytes += words.len();
        pages.push(Page::from(words).partly(true));
    }
    let characters: usize = pages.iter().map(|page| clean::ink(&page.text)).sum();
    Ok(
        (characters >= MIN_CHARACTERS_A_PAGE)
            .then_some(Extraction::Recognised { pages, of: count }),
    )
}

/// Pages out of what a program wrote, when that is text of pages.
fn text_of(end: End<Output>) -> anyhow::Result<Option<Extraction>> {
    let output = match end {
        End::Answered(output) if output.code == 0 => output,
        End::NotTried(error) => return Err(error),
        other => {
            tracing::warn!("a program outside gave no text: {}", told(&other));
            return Ok(None);
        }
    };
    let text = String::from_utf8_lossy(&output.bytes);
    let mut pages: Vec<String> = text.split('\u{c}').map(clean::page).collect();
    // What ends a page stands after it, the last one too.
    if pages.len() > 1 && pages.last().is_some_and(String::is_empty) {
        pages.pop();
    }
    let characters: usize = pages.iter().map(|page| clean::ink(page)).sum();
    Ok((characters >= MIN_CHARACTERS_A_PAGE * pages.len())
        .then(|| Extraction::of(pages.into_iter().map(Page::from).collect())))
}

/// How it ended, without what it wrote: that may be anything.
fn told(end: &End<Output>) -> String {
    match end {
        End::Answered(output) => format!("exit code {}", output.code),
        End::Declined(why) | End::Crashed(why) => why.clone(),
        End::TooLarge => "more memory or output than is allowed".to_owned(),
        End::TimedOut => "more time than is allowed".to_owned(),
        End::NotTried(error) => format!("{error:#}"),
    }
}

/// As PDF, in a folder that goes away again, and then our own reader.
fn by_office(
    own: &Path,
    office: &Path,
    file: &Path,
    limits: &Limits,
) -> anyhow::Result<Option<Extraction>> {
    let folder = Scratch::new()?;
    let copy = folder.0.join("documento");
    std::fs::copy(file, &copy)?;
    let (place, copy) = (folder.0.to_string_lossy(), copy.to_string_lossy());
    let profile = format!("-env:UserInstallation=file://{place}/profile");
    let call = Call {
        program: office,
        arguments: &[
            "--headless",
            "--norestore",
            &profile,
            "--convert-to",
            "pdf",
            "--outdir",
            &place,
            &copy,
        ],
        folder: Some(&folder.0),
        // Its parts talk among themselves.
        talks: Talks::OnThisMachine,
    };
    let roomy = Limits {
        memory_bytes: limits.memory_bytes.saturating_mul(OFFICE_MEMORY),
        ..*limits
    };
    let end = run(own, &call, File::open("/dev/null")?, &roomy);
    if let End::NotTried(error) = end {
        return Err(error);
    }
    let made = folder.0.join("documento.pdf");
    if !made.is_file() {
        tracing::warn!("the office program made no PDF: {}", told(&end));
        return Ok(None);
    }
    let found = extract(own, &made, limits)?;
    Ok(matches!(found, Extraction::Text { .. }).then_some(found))
}

/// A folder that is removed with this value.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> std::io::Result<Self> {
        use std::os::unix::fs::DirBuilderExt;
        let path = std::env::temp_dir().join(format!("fra-unioni-{}", uuid::Uuid::now_v7()));
        std::fs::DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays behind is in the system's folder for what is temporary.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a scanner of viruses says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scan {
    /// Nothing was found.
    Clean,
    /// A virus of this name, as the scanner calls it.
    Infected(String),
}

/// Lets `clamdscan` look at a file.
///
/// # Errors
/// When it could not be asked, or did not know: nothing is known about the file then.
pub fn scan(own: &Path, clamdscan: &Path, file: File, limits: &Limits) -> anyhow::Result<Scan> {
    let call = Call {
        program: clamdscan,
        arguments: &["--no-summary", "--stdout", "-"],
        folder: None,
        talks: Talks::OnThisMachine,
    };
    match run(own, &call, file, limits) {
        End::Answered(output) if output.code == 0 => Ok(Scan::Clean),
        End::Answered(output) if output.code == 1 => {
            // "stdin: Eicar-Signature FOUND"
            let said = String::from_utf8_lossy(&output.bytes);
            let name = said
                .lines()
                .find_map(|line| line.trim().strip_suffix(" FOUND")?.rsplit(": ").next());
            match name {
                Some(name) => Ok(Scan::Infected(name.chars().take(100).collect())),
                None => anyhow::bail!("clamdscan said nothing of what it found"),
            }
        }
        other => anyhow::bail!("clamdscan did not answer: {}", told(&other)),
    }
}
