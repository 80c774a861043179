//! Signed files in the confined child: what is asked of it, and its answers.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use super::super::confined::{self, End, Fault, Limits, Task};
use super::chain::{self, Question};
use super::{Malformed, Report, examine, with_document};

impl From<Malformed> for Fault {
    fn from(fault: Malformed) -> Self {
        Self::Declined(fault.to_string())
    }
}

/// Writes the [`Report`] of `file` in JSON.
///
/// # Errors
/// When it is an envelope that cannot be opened, or too large to be held.
pub fn answer(file: File, out: &mut dyn Write) -> Result<(), Fault> {
    let report = examine(&confined::whole(file)?)?;
    serde_json::to_writer(out, &report).map_err(|error| io::Error::from(error).into())
}

/// Writes the document that is inside `file`, byte for byte.
///
/// # Errors
/// When there is none, or the file is too large to be held.
pub fn answer_document(file: File, out: &mut dyn Write) -> Result<(), Fault> {
    let bytes = confined::whole(file)?;
    with_document(&bytes, |document, _| match document {
        Some(document) => Ok(out.write_all(document)?),
        None => Err(Fault::Declined("nothing inside".to_owned())),
    })?
}

/// Writes, in JSON, for each certificate of the [`Question`] in `file` whether it is trusted.
///
/// # Errors
/// When the question is none.
pub fn answer_trust(file: File, out: &mut dyn Write) -> Result<(), Fault> {
    let question: Question = serde_json::from_slice(&confined::whole(file)?)
        .map_err(|error| Fault::Declined(error.to_string()))?;
    let answer = chain::answer(&question);
    serde_json::to_writer(out, &answer).map_err(|error| io::Error::from(error).into())
}

/// Asks a child of `program` for the [`Report`] of the file at `path`.
pub fn report(program: &Path, path: &Path, limits: &Limits) -> End<Report> {
    let end = confined::run_on(program, &Task::Signatures, path, limits);
    understood(end)
}

/// Asks a child of `program` which certificates are trusted. The question is passed on in a file of
/// `folder` that has no name any more when the child begins: it is too long for a command line.
pub fn trusted(
    program: &Path,
    question: &Question,
    folder: &Path,
    limits: &Limits,
) -> End<Vec<bool>> {
    let file = serde_json::to_vec(question)
        .map_err(anyhow::Error::new)
        .and_then(|question| confined::unnamed(folder, |file| file.write_all(&question)));
    match file {
        Ok(file) => understood(confined::run(program, &Task::Trust, file, limits)),
        Err(error) => End::NotTried(error),
    }
}

fn understood<T: serde::de::DeserializeOwned>(end: End<Vec<u8>>) -> End<T> {
    match end.map(|answer| serde_json::from_slice(&answer)) {
        End::Answered(Ok(answer)) => End::Answered(answer),
        End::Answered(Err(error)) => End::NotTried(
            anyhow::Error::new(error).context("the answer of the child is not understood"),
        ),
        End::Declined(why) => End::Declined(why),
        End::TooLarge => End::TooLarge,
        End::TimedOut => End::TimedOut,
        End::Crashed(detail) => End::Crashed(detail),
        End::NotTried(error) => End::NotTried(error),
    }
}
