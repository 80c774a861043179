//! What was found of the signatures of a version, and what that means in words.
//!
//! A version whose file is signed has a seal: where the document is (in the file itself, in an
//! envelope, elsewhere), the document that was inside as a file of its own, and the signatures. It
//! is written once, by the extractor, and speaks of the day of that check: a certificate that
//! expires later changes nothing in it.

use std::collections::HashMap;

use super::{StoredFile, VersionId, store};
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::Result;
use crate::platform::signed;
use crate::text_enum;

text_enum! {
    /// Where the document is that was signed.
    pub enum SealPlace {
        /// It is the file: a PDF that carries its signatures.
        Here = "here",
        /// In an envelope, the file.
        Inside = "inside",
        /// Elsewhere: the file is only the signature.
        Elsewhere = "elsewhere",
        /// In more envelopes than are opened.
        TooDeep = "too_deep",
        /// Nobody knows: the envelope could not be opened.
        Broken = "broken",
    }
}

text_enum! {
    /// How a signature is joined to its document.
    pub enum SignatureFormat {
        /// An envelope around it, or a file beside it.
        Cades = "cades",
        /// Inside a PDF.
        Pades = "pades",
    }
}

text_enum! {
    /// What came of checking a signature.
    pub enum Verdict {
        /// What was signed is as it was.
        Intact = "intact",
        /// It is not.
        Altered = "altered",
        /// Nothing is known.
        Unchecked = "unchecked",
    }
}

text_enum! {
    /// Why nothing is known of a signature.
    pub enum Doubt {
        /// It is made in a way that is not known here, or not safe any more.
        Algorithm = "algorithm",
        /// The certificate did not come along.
        NoCertificate = "no_certificate",
        /// The document is not at hand.
        Detached = "detached",
        /// It breaks the rules of its format.
        Malformed = "malformed",
        /// The file has more signatures than are looked at; this one stands for the rest.
        TooMany = "too_many",
        /// It is no signature, but a stamp of time on a whole PDF that holds.
        OnlyStamp = "only_stamp",
    }
}

/// A signature of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// How it is joined to the document.
    pub format: SignatureFormat,
    /// What came of checking it.
    pub verdict: Verdict,
    /// Why nothing is known of a signature.
    pub doubt: Option<Doubt>,
    /// Whom the certificate names; may be empty.
    pub name: String,
    /// 16 characters, or empty; shown whole to few (`policy`).
    pub fiscal_code: String,
    /// The body of whom signed; mostly empty.
    pub organisation: String,
    /// Who issued the certificate.
    pub issuer: String,
    /// "RSA 2048 bit, SHA-256"; empty when it is not known.
    pub algorithm: String,
    /// When it was made, as it says itself.
    pub signed_at: Option<When>,
    /// The time an authority stamped on it.
    pub stamped_at: Option<When>,
    /// Which authority; empty without a stamp.
    pub stamped_by: String,
    /// Whether that authority leads to the bundle.
    pub is_stamp_trusted: bool,
    /// From when the certificate is valid.
    pub valid_from: Option<When>,
    /// Until when.
    pub valid_until: Option<When>,
    /// Whether the certificate leads to the bundle of the administrator.
    pub is_trusted: bool,
    /// Whether it covers all of the document; one of a PDF to which something was added later, be it
    /// another signature, does not.
    pub covers_all: bool,
}

/// What was found in the file of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Where the document is.
    pub place: SealPlace,
    /// Whether something was added to a PDF after the last signature that holds, or stamp that is
    /// trusted.
    pub is_added_to: bool,
    /// When it was checked.
    pub checked_at: When,
    /// The document that was inside, as a file of its own.
    pub content: Option<StoredFile>,
    /// From the outermost inwards.
    pub signatures: Vec<Signature>,
}

/// What to say of signatures; the worst of several counts, and later ones are worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Intact, from an authority of the bundle, within its days at the check.
    Valid,
    /// Intact, but nobody vouches for whom it names.
    Unvouched,
    /// Intact, but the certificate was not within its days at the check, nor at a stamp that is trusted.
    Expired,
    /// Nothing is known.
    Unknown,
    /// Not as it was signed.
    Altered,
}

impl Standing {
    /// What people read. No word of it says "valid" alone, for that is for others to say.
    pub fn label(self) -> &'static str {
        match self {
            Standing::Valid => "Firma valida al caricamento",
            Standing::Unvouched => "Firma integra, certificatore non verificato",
            Standing::Expired => "Firma presente, certificato scaduto",
            Standing::Unknown => "Non siamo riusciti a controllare la firma",
            Standing::Altered => "File alterato dopo la firma",
        }
    }

    /// The tone of its badge.
    pub fn tone(self) -> &'static str {
        match self {
            Standing::Valid => "done",
            Standing::Unvouched => "info",
            Standing::Expired => "waiting",
            Standing::Unknown => "stopped",
            Standing::Altered => "problem",
        }
    }
}

impl Signature {
    /// Whether it is only a stamp of time on a whole PDF, that holds.
    pub fn is_stamp(&self) -> bool {
        self.doubt == Some(Doubt::OnlyStamp)
    }

    /// Whether it shows that nothing was added to the document after it: it holds and covers all. A
    /// stamp, which anybody can make, must come from who is trusted.
    pub fn covers(&self) -> bool {
        self.verdict == Verdict::Intact
            && self.covers_all
            && (!self.is_stamp() || self.is_stamp_trusted)
    }

    /// What to say of it, as checked at this instant.
    pub fn standing(&self, checked_at: When) -> Standing {
        match self.verdict {
            Verdict::Altered => Standing::Altered,
            Verdict::Unchecked => Standing::Unknown,
            Verdict::Intact if self.is_stamp() => {
                if self.is_stamp_trusted {
                    Standing::Valid
                } else {
                    Standing::Unvouched
                }
            }
            Verdict::Intact => {
                let stamped = self.stamped_at.filter(|_| self.is_stamp_trusted);
                let moment = stamped.unwrap_or(checked_at);
                let holds = self.valid_from.is_some_and(|from| from <= moment)
                    && self.valid_until.is_some_and(|until| moment <= until);
                match (holds, self.is_trusted) {
                    (false, _) => Standing::Expired,
                    (true, false) => Standing::Unvouched,
                    (true, true) => Standing::Valid,
                }
            }
        }
    }
}

impl Seal {
    /// Whether a PDF is not any more what was signed: something was added that no signature which
    /// holds covers, nor a stamp that is trusted.
    pub fn is_changed(&self) -> bool {
        let in_pdf = || {
            let signatures = self.signatures.iter();
            signatures.filter(|one| one.format == SignatureFormat::Pades)
        };
        let holds = |one: &Signature| one.verdict == Verdict::Intact && !one.is_stamp();
        self.is_added_to || (in_pdf().any(holds) && !in_pdf().any(Signature::covers))
    }

    /// What to say of one of its signatures.
    pub fn standing_of(&self, signature: &Signature) -> Standing {
        if !signature.covers_all && !signature.is_stamp() && self.is_changed() {
            return Standing::Altered;
        }
        signature.standing(self.checked_at)
    }

    /// What to say of all of them. A stamp that holds says nothing of who signed: it counts for what
    /// it covers.
    pub fn standing(&self) -> Standing {
        if self.is_changed() {
            return Standing::Altered;
        }
        let of_each = self
            .signatures
            .iter()
            .filter(|signature| !signature.is_stamp())
            .map(|signature| signature.standing(self.checked_at));
        let worst = of_each.max().unwrap_or(Standing::Unknown);
        match self.place {
            SealPlace::Here | SealPlace::Inside => worst,
            SealPlace::Elsewhere | SealPlace::TooDeep | SealPlace::Broken => {
                worst.max(Standing::Unknown)
            }
        }
    }

    /// "firmato da Anna Bianchi e altri 2", for a list; what is wrong, when something is.
    pub fn words(&self) -> String {
        match (self.place, self.standing()) {
            (SealPlace::Elsewhere, Standing::Unknown) => {
                return "firma staccata dal documento".to_owned();
            }
            (_, Standing::Altered) => return "alterato dopo la firma".to_owned(),
            (_, Standing::Unknown) => return "firma non controllata".to_owned(),
            _ => {}
        }
        let mut names: Vec<&str> = Vec::new();
        for signature in self.signatures.iter().filter(|one| !one.is_stamp()) {
            if !signature.name.is_empty() && !names.contains(&signature.name.as_str()) {
                names.push(&signature.name);
            }
        }
        match names[..] {
            [] => "firmato".to_owned(),
            [one] => format!("firmato da {one}"),
            [one, two] => format!("firmato da {one} e {two}"),
            [one, ref rest @ ..] => format!("firmato da {one} e altri {}", rest.len()),
        }
    }
}

/// What trust adds to a signature: whether its certificate and that of its stamp lead to the bundle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Trust {
    /// Of who signed.
    pub signer: bool,
    /// Of who stamped the time.
    pub stamp: bool,
}

impl Signature {
    /// A signature as it was found, with what is known of those who vouch for it.
    pub fn of(found: signed::Signature, trust: Trust) -> Signature {
        let (verdict, doubt) = match found.verdict {
            signed::Verdict::Intact => {
                (Verdict::Intact, found.is_stamp.then_some(Doubt::OnlyStamp))
            }
            signed::Verdict::Altered => (Verdict::Altered, None),
            signed::Verdict::Unchecked { reason } => (
                Verdict::Unchecked,
                Some(match reason {
                    signed::Reason::Algorithm => Doubt::Algorithm,
                    signed::Reason::NoCertificate => Doubt::NoCertificate,
                    signed::Reason::Detached => Doubt::Detached,
                    signed::Reason::Malformed => Doubt::Malformed,
                    signed::Reason::TooMany => Doubt::TooMany,
                }),
            ),
        };
        let (stamped_at, stamped_by) = found.stamp.map_or((None, String::new()), |stamp| {
            (Some(stamp.at), stamp.authority)
        });
        Signature {
            format: match found.format {
                signed::Format::Cades => SignatureFormat::Cades,
                signed::Format::Pades => SignatureFormat::Pades,
            },
            verdict,
            doubt,
            name: found.name,
            fiscal_code: found.fiscal_code,
            organisation: found.organisation,
            issuer: found.issuer,
            algorithm: found.algorithm,
            signed_at: found.signed_at.map(When::from),
            stamped_at: stamped_at.map(When::from),
            stamped_by,
            is_stamp_trusted: trust.stamp,
            valid_from: found.valid_from.map(When::from),
            valid_until: found.valid_until.map(When::from),
            is_trusted: trust.signer,
            covers_all: found.covers_all,
        }
    }
}

/// Keeps what was found in the file of a version, in place of what was known of it.
///
/// # Errors
/// When the database refuses.
pub fn record_seal(tx: &mut Tx<'_>, version: VersionId, seal: &Seal) -> Result<()> {
    store::replace_seal(tx, version, seal)
}

/// The seals of those of these versions that have one.
///
/// # Errors
/// When the database refuses.
pub fn seals(conn: &mut Conn, versions: &[VersionId]) -> Result<HashMap<VersionId, Seal>> {
    store::list_seals(conn, versions)
}

/// The file of a version, whoever may read it: for who reads it on the site's behalf.
///
/// # Errors
/// When the database refuses.
pub fn file_of(conn: &mut Conn, version: VersionId) -> Result<Option<StoredFile>> {
    Ok(store::find_version(conn, version)?.file)
}

/// The name of the document that was in an envelope: that of the envelope, without its endings.
pub fn name_inside(envelope: &str) -> String {
    let mut name = envelope;
    while let Some((stem, ending)) = name.rsplit_once('.') {
        if !matches!(ending.to_ascii_lowercase().as_str(), "p7m" | "p7s" | "p7") {
            break;
        }
        name = stem;
    }
    if name.is_empty() { envelope } else { name }.to_owned()
}

#[cfg(test)]
mod tests;
