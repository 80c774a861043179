//! Signed files in the confined child: what is asked of it, and its answers.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use chrono::{DateTime, Datelike, Utc};

use super::super::confined::{self, End, Fault, Limits, Task};
use super::certificate::tidy;
use super::chain::{self, Question};
use super::names::is_code;
use super::{Malformed, Report, Signature, examine, with_document};

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
    end.checked(|answer| understood::<Report>(&answer)?.in_order())
}

/// Asks a child of `program` which certificates are trusted: one answer for each that is asked. The question is passed on in a file of
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
        Ok(file) => {
            let end = confined::run(program, &Task::Trust, file, limits);
            let asked = question.asked.len();
            end.checked(|answer| {
                understood(&answer).filter(|answers: &Vec<bool>| answers.len() == asked)
            })
        }
        Err(error) => End::NotTried(error),
    }
}

fn understood<T: serde::de::DeserializeOwned>(answer: &[u8]) -> Option<T> {
    serde_json::from_slice(answer).ok()
}

/// More than any file has, of signatures and of certificates.
const MOST_SIGNATURES: usize = 512;
const MOST_CERTIFICATES: usize = 8_192;

impl Report {
    /// The report as a child may have made it: not too long, with words as a page can show them.
    fn in_order(mut self) -> Option<Self> {
        if self.signatures.len() > MOST_SIGNATURES || self.certificates.len() > MOST_CERTIFICATES {
            return None;
        }
        for signature in &mut self.signatures {
            signature.put_in_order();
        }
        Some(self)
    }
}

impl Signature {
    fn put_in_order(&mut self) {
        let words = [
            &mut self.name,
            &mut self.organisation,
            &mut self.issuer,
            &mut self.algorithm,
        ];
        let authority = self.stamp.as_mut().map(|stamp| &mut stamp.authority);
        for word in words.into_iter().chain(authority) {
            *word = tidy(word);
        }
        if !is_code(&self.fiscal_code) {
            self.fiscal_code.clear();
        }
        let is_year = |at: &DateTime<Utc>| (1..=9_999).contains(&at.year());
        for at in [
            &mut self.signed_at,
            &mut self.valid_from,
            &mut self.valid_until,
        ] {
            *at = at.filter(is_year);
        }
        self.stamp = self.stamp.take().filter(|stamp| is_year(&stamp.at));
    }
}
