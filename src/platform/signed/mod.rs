//! Signed files: who signed, when, and whether a byte was changed since.
//!
//! Two sorts are read. CAdES (`.p7m`, ETSI EN 319 122) is an envelope around the document, in DER,
//! BER, base64 or PEM, up to five envelopes one in the other; its signature may also be kept apart
//! from the document. PAdES (ETSI EN 319 142) is a PDF that carries its signatures.
//!
//! **This is no legal verification**: revocation is not asked for, nor what a law asks of a
//! certificate. What is told is whether the digest and the signature hold, whose certificate it is,
//! whether it is within its days, and whether a chain leads to an authority that the administrator
//! has named ([`chain`]).
//!
//! These are functions over foreign bytes, to be run in the confined child. The reading of ASN.1 is
//! our own (`asn1`), because a signature is over bytes as they stand: readers of strict DER put
//! sets in order, and refuse what many signing programs write.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

mod algorithm;
mod asn1;
mod certificate;
pub mod chain;
mod envelope;
mod names;
mod pades;
mod signer;
mod task;

pub use asn1::Malformed;
pub use envelope::is_envelope;
pub use names::masked;
pub use task::{answer, answer_document, answer_trust, report, trusted};

/// The most envelopes one in the other that are opened.
pub const MAX_LAYERS: u8 = 5;

/// How a signature is joined to its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// An envelope around it, or a file beside it.
    Cades,
    /// Inside a PDF.
    Pades,
}

/// Why a signature could not be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It is made in a way that is not known here, or not safe any more.
    Algorithm,
    /// The certificate did not come along.
    NoCertificate,
    /// It is kept apart from the document.
    Detached,
    /// It breaks the rules of its format.
    Malformed,
    /// The file has more signatures than are looked at; this one stands for the rest.
    TooMany,
}

/// What came of checking a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// What was signed is as it was signed.
    Intact,
    /// The document, the signature or the certificate is not as it was.
    Altered,
    /// Nothing is known.
    Unchecked {
        /// Why.
        reason: Reason,
    },
}

/// A stamp that an authority put on a signature, and that holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The time it says.
    pub at: DateTime<Utc>,
    /// Who stamped.
    pub authority: String,
    /// The certificate of who stamped, DER in base64.
    pub certificate: String,
}

/// One signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// How it is joined to the document.
    pub format: Format,
    /// Given name and surname, or whatever the certificate calls whom it names; may be empty.
    pub name: String,
    /// 16 characters, or empty.
    pub fiscal_code: String,
    /// The body of whom signed; mostly empty.
    pub organisation: String,
    /// Who issued the certificate.
    pub issuer: String,
    /// When it was made, as it says itself.
    pub signed_at: Option<DateTime<Utc>>,
    /// The stamp of time on it.
    pub stamp: Option<Stamp>,
    /// From when the certificate is valid.
    pub valid_from: Option<DateTime<Utc>>,
    /// Until when.
    pub valid_until: Option<DateTime<Utc>>,
    /// "RSA 2048 bit, SHA-256"; empty when it is not known.
    pub algorithm: String,
    /// What came of checking it.
    pub verdict: Verdict,
    /// The certificate, DER in base64; empty when it did not come along.
    pub certificate: String,
    /// Whether it covers all of the document; of a PDF to which something was added later, be it
    /// another signature, it does not.
    pub covers_all: bool,
    /// Whether it is a stamp of time on a whole PDF, which signs nothing for anybody: what it says is
    /// in [`stamp`](Self::stamp).
    pub is_stamp: bool,
}

impl Signature {
    fn unknown(format: Format, reason: Reason) -> Self {
        Self {
            format,
            name: String::new(),
            fiscal_code: String::new(),
            organisation: String::new(),
            issuer: String::new(),
            signed_at: None,
            stamp: None,
            valid_from: None,
            valid_until: None,
            algorithm: String::new(),
            verdict: Verdict::Unchecked { reason },
            certificate: String::new(),
            covers_all: true,
            is_stamp: false,
        }
    }

    /// What stands for the signatures of an envelope that could not be looked at: that nobody signed
    /// it, or that there are too many.
    fn missing(envelope: &envelope::SignedData<'_>, format: Format) -> Option<Self> {
        if envelope.signers.is_empty() {
            Some(Self::unknown(format, Reason::Malformed))
        } else if envelope.has_more_signers {
            Some(Self::unknown(format, Reason::TooMany))
        } else {
            None
        }
    }
}

/// Where the document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// It is the file itself.
    Here,
    /// Inside an envelope.
    Inside,
    /// Elsewhere: the file is only its signature.
    Elsewhere,
    /// In more envelopes than are opened.
    TooDeep,
}

/// What signatures a file has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// From the outermost envelope inwards; those of a PDF as they stand in it.
    pub signatures: Vec<Signature>,
    /// The certificates that came along, of authorities mostly, DER in base64.
    pub certificates: Vec<String>,
    /// Where the document is.
    pub place: Place,
    /// Whether something was added to a PDF after its last signature that holds. A stamp of time on
    /// the whole file does not count here: whether it is to be believed is not known in the child.
    pub is_added_to: bool,
}

/// What signatures a file has; none if it is no signed file.
///
/// # Errors
/// [`Malformed`] when it is an envelope that cannot be opened.
pub fn examine(file: &[u8]) -> Result<Report, Malformed> {
    let mut report = Report {
        signatures: Vec::new(),
        certificates: Vec::new(),
        place: Place::Here,
        is_added_to: false,
    };
    let place = open(
        file,
        &mut |envelope| report.add(envelope),
        |content, place| (place, content.and_then(pades::examine)),
    )?;
    let (place, in_pdf) = place;
    report.place = place;
    if let Some(found) = in_pdf {
        report.signatures.extend(found.signatures);
        report.certificates.extend(found.certificates);
        report.is_added_to = found.is_added_to;
    }
    report.certificates.sort();
    report.certificates.dedup();
    Ok(report)
}

impl Report {
    fn add(&mut self, envelope: &envelope::SignedData<'_>) {
        let content = envelope.content.as_deref();
        let parts = content.map(|content| [content]);
        self.signatures
            .extend(envelope.signers.iter().map(|signer| {
                let parts = parts.as_ref().map(<[_; 1]>::as_slice);
                signer::examine(*signer, envelope, parts, Format::Cades)
            }));
        self.signatures
            .extend(Signature::missing(envelope, Format::Cades));
        self.certificates.extend(encoded(envelope));
    }
}

/// The certificates of an envelope, to be handed on.
fn encoded(envelope: &envelope::SignedData<'_>) -> impl Iterator<Item = String> {
    envelope
        .certificates
        .iter()
        .map(|certificate| data_encoding::BASE64.encode(certificate.whole))
}

/// Gives `with` the document inside a signed file, and where it was; a file that is no envelope is
/// its own document.
///
/// # Errors
/// [`Malformed`] when it is an envelope that cannot be opened.
pub fn with_document<T>(
    file: &[u8],
    with: impl FnOnce(Option<&[u8]>, Place) -> T,
) -> Result<T, Malformed> {
    open(file, &mut |_| {}, with)
}

/// Opens one envelope after the other, showing each to `see`, and gives `with` what is in the last.
fn open<T>(
    file: &[u8],
    see: &mut dyn FnMut(&envelope::SignedData<'_>),
    with: impl FnOnce(Option<&[u8]>, Place) -> T,
) -> Result<T, Malformed> {
    open_layer(file, 0, see, with)
}

fn open_layer<T>(
    bytes: &[u8],
    opened: u8,
    see: &mut dyn FnMut(&envelope::SignedData<'_>),
    with: impl FnOnce(Option<&[u8]>, Place) -> T,
) -> Result<T, Malformed> {
    let Some(bare) = envelope::bare(bytes) else {
        let place = if opened == 0 {
            Place::Here
        } else {
            Place::Inside
        };
        return Ok(with(Some(bytes), place));
    };
    if opened == MAX_LAYERS {
        return Ok(with(None, Place::TooDeep));
    }
    let envelope = envelope::SignedData::read(&bare)?;
    see(&envelope);
    match &envelope.content {
        Some(content) => open_layer(content, opened + 1, see, with),
        None => Ok(with(None, Place::Elsewhere)),
    }
}
