//! Letters as files in a folder, one `.eml` each: the default of the demo.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::message::compose;
use super::reading::{ReadLetter, read_letter};
use super::{Mail, Mailer, Receipt, SendFailure};

/// Writes each letter into a folder. The file is named after the `Message-ID`, so a repeat replaces it.
pub struct FolderMailer {
    folder: PathBuf,
}

/// A letter in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledLetter {
    /// File name without `.eml`, to be given to [`FolderMailer::read`].
    pub name: String,
    /// What it says.
    pub letter: ReadLetter,
}

impl FolderMailer {
    /// Uses this folder, made if missing.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn new(folder: impl Into<PathBuf>) -> anyhow::Result<Self> {
        let folder = folder.into();
        // Letters are for whom they are addressed to.
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)
            .with_context(|| format!("cannot make the mail folder {}", folder.display()))?;
        Ok(Self { folder })
    }

    /// All letters in the folder, newest first. Files that are not ours are passed over.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn list(&self) -> anyhow::Result<Vec<FiledLetter>> {
        let mut letters = Vec::new();
        for entry in fs::read_dir(&self.folder).context("cannot read the mail folder")? {
            let path = entry?.path();
            if path.extension().is_some_and(|e| e == "eml")
                && let Some(name) = path.file_stem().and_then(|stem| stem.to_str())
                && let Some(letter) = self.read(name)?
            {
                letters.push(FiledLetter {
                    name: name.to_owned(),
                    letter,
                });
            }
        }
        letters.sort_by(|a, b| (b.letter.date, &b.name).cmp(&(a.letter.date, &a.name)));
        Ok(letters)
    }

    /// One letter by its name; `None` if there is none such.
    ///
    /// # Errors
    /// If the file is there but cannot be read.
    pub fn read(&self, name: &str) -> anyhow::Result<Option<ReadLetter>> {
        if name.is_empty() || name != file_name(name) {
            return Ok(None);
        }
        match fs::read(self.path(name)) {
            Ok(raw) => Ok(read_letter(&raw)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).context("cannot read a letter in the mail folder"),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.eml"))
    }

    /// First aside and flushed to the disk, then in place: a crash leaves the old letter or the new one, never half.
    fn write(&self, name: &str, raw: &[u8]) -> std::io::Result<()> {
        let aside = self.folder.join(format!("{name}.part"));
        let mut file = File::create(&aside)?;
        file.write_all(raw)?;
        file.sync_all()?;
        fs::rename(&aside, self.path(name))?;
        sync_folder(&self.folder)
    }
}

/// Makes the rename itself survive a power cut.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

/// The `Message-ID` with only what is safe in a file name, and no dot at the start.
fn file_name(message_id: &str) -> String {
    message_id
        .trim_matches(['<', '>'])
        .chars()
        .take(200)
        .enumerate()
        .map(|(place, c)| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' => c,
            '.' | '@' if place > 0 => c,
            _ => '_',
        })
        .collect()
}

impl Mailer for FolderMailer {
    fn send(&self, mail: &Mail) -> Result<Receipt, SendFailure> {
        let composed = compose(mail)?;
        let name = file_name(&mail.message_id);
        self.write(&name, &composed.raw)
            .map_err(|error| SendFailure::Temporary(format!("mail folder: {}", error.kind())))?;
        Ok(Receipt {
            note: format!("{name}.eml"),
        })
    }

    fn check(&self) -> anyhow::Result<String> {
        let probe = self.folder.join("check.part");
        fs::write(&probe, b"").context("cannot write into the mail folder")?;
        fs::remove_file(&probe).context("cannot remove a file from the mail folder")?;
        Ok(format!(
            "letters are written into {}",
            self.folder.display()
        ))
    }

    fn describe(&self) -> String {
        format!("folder {}", self.folder.display())
    }
}
