//! Checks the signatures of a file and takes the document out of its envelope.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use crate::features::documents::signatures::{self, Seal, SealPlace, Signature, Trust};
use crate::features::documents::{StoredFile, clean_file_name};
use crate::platform::app::App;
use crate::platform::confined::{self, End, Limits, Task};
use crate::platform::db::When;
use crate::platform::extract::FileKind;
use crate::platform::signed::chain::{self, Asked, Purpose};
use crate::platform::signed::{self, Place, Report};

/// What there is to say of the signatures of a file; `None` if it has none.
///
/// # Errors
/// When nothing is known about the file: it may be tried again.
pub fn of_file(app: &App, file: &StoredFile, limits: &Limits) -> Result<Option<Seal>> {
    let is_envelope = file.kind == FileKind::P7m;
    if !is_envelope && file.kind != FileKind::Pdf {
        return Ok(None);
    }
    let local = app.blobs.local(&file.hash)?;
    let path = local.path();
    let checked_at = app.now();
    let report = match signed::report(&app.program, path, limits) {
        End::Answered(report) => report,
        End::NotTried(error) => return Err(error),
        // Whether a PDF that cannot be read is signed, nobody can tell.
        _ if !is_envelope => return Ok(None),
        _ => {
            return Ok(Some(Seal {
                place: SealPlace::Broken,
                is_added_to: false,
                checked_at,
                content: None,
                signatures: Vec::new(),
            }));
        }
    };
    // A PDF that was only stamped was signed by nobody.
    let is_signed = |one: &signed::Signature| !one.is_stamp || one.stamp.is_none();
    if report.place == Place::Here && !report.signatures.iter().any(is_signed) {
        return Ok(None);
    }
    let content = if report.place == Place::Inside {
        document_inside(app, file, path, limits)?
    } else {
        None
    };
    let place = match report.place {
        Place::Here => SealPlace::Here,
        Place::Inside => SealPlace::Inside,
        Place::Elsewhere => SealPlace::Elsewhere,
        Place::TooDeep => SealPlace::TooDeep,
    };
    let is_added_to = report.is_added_to;
    let trust = trust_in(app, &report, checked_at, limits)?;
    let found = report.signatures.into_iter().zip(trust);
    let signatures: Vec<Signature> = found
        .map(|(found, trust)| Signature::of(found, trust))
        .collect();
    Ok(Some(Seal {
        place,
        is_added_to: is_added_to && !signatures.iter().any(|one| one.is_stamp() && one.covers()),
        checked_at,
        content,
        signatures,
    }))
}

/// When a certificate has to be within its days: when the signature was stamped, or else made, as it
/// says, but not later than now.
fn moment(signature: &signed::Signature, now: When) -> DateTime<Utc> {
    let stamped = signature.stamp.as_ref().map(|stamp| stamp.at);
    let said = stamped.or(signature.signed_at);
    said.map_or(now.0, |said| said.min(now.0))
}

/// For each signature, whether those who vouch for it lead to the bundle of the administrator.
fn trust_in(app: &App, report: &Report, now: When, limits: &Limits) -> Result<Vec<Trust>> {
    let nobody = vec![Trust::default(); report.signatures.len()];
    let Some(bundle) = &app.config.signature_trust_bundle else {
        return Ok(nobody);
    };
    let bundle = match std::fs::read_to_string(bundle) {
        Ok(bundle) => bundle,
        Err(error) => {
            tracing::error!("the bundle of trusted certificates cannot be read: {error}");
            return Ok(nobody);
        }
    };
    let mut asked = Vec::new();
    for signature in &report.signatures {
        asked.push(Asked {
            certificate: signature.certificate.clone(),
            moment: moment(signature, now),
            purpose: Purpose::Sign,
        });
        // Asked about in pairs: one without a stamp asks about nobody.
        let stamp = signature.stamp.as_ref();
        asked.push(Asked {
            certificate: stamp.map_or_else(String::new, |stamp| stamp.certificate.clone()),
            moment: stamp.map_or(now.0, |stamp| stamp.at),
            purpose: Purpose::Stamp,
        });
    }
    let question = chain::Question {
        bundle,
        certificates: report.certificates.clone(),
        asked,
    };
    match signed::trusted(&app.program, &question, &app.config.data, limits) {
        End::Answered(answers) => Ok(answers
            // As many as were asked, and they were asked in pairs.
            .chunks_exact(2)
            .map(|pair| Trust {
                signer: pair[0],
                stamp: pair[1],
            })
            .collect()),
        End::NotTried(error) => Err(error),
        _ => Ok(nobody),
    }
}

/// Stores the document that is inside an envelope, as the child unwraps it; `None` if it could not be.
fn document_inside(
    app: &App,
    envelope: &StoredFile,
    path: &Path,
    limits: &Limits,
) -> Result<Option<StoredFile>> {
    // It is no longer than the file around it.
    let limits = Limits {
        output_bytes: envelope.size_bytes,
        ..*limits
    };
    let file = File::open(path).context("open the file of a version")?;
    let (sender, receiver) = mpsc::channel(4);
    let program = app.program.clone();
    let unwrapping = std::thread::spawn(move || {
        let sink = BufWriter::with_capacity(PIECE_BYTES, Pipe(sender));
        // The channel closes with the sink, and only then is the file whole.
        confined::run_into(&program, &Task::Document, file, &limits, sink).map(drop)
    });
    let stream = futures_util::stream::unfold(receiver, async |mut receiver| {
        let piece: Bytes = receiver.recv().await?;
        Some((Ok::<_, io::Error>(piece), receiver))
    });
    let stored = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(app.blobs.put(stream, envelope.size_bytes));
    let end = unwrapping
        .join()
        .map_err(|_| anyhow::anyhow!("the thread that unwraps panicked"))?;
    match end {
        End::Answered(()) => {}
        End::NotTried(error) => return Err(error),
        // Half a document may stand in the store now, that no row will name: it is swept.
        _ => return Ok(None),
    }
    let blob = stored.context("store the document inside an envelope")?;
    let mut opened = File::open(app.blobs.local(&blob.hash)?.path())?;
    let name = clean_file_name(&signatures::name_inside(&envelope.file_name));
    Ok(Some(StoredFile {
        kind: FileKind::of(&mut opened)?,
        hash: blob.hash,
        file_name: name,
        size_bytes: blob.size_bytes,
    }))
}

/// How much is passed on at a time.
const PIECE_BYTES: usize = 256 * 1024;

/// Passes on what is written, in pieces, to who stores it.
struct Pipe(mpsc::Sender<Bytes>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .blocking_send(Bytes::copy_from_slice(bytes))
            .map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
