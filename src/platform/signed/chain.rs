//! Whether a certificate leads to an authority that the administrator trusts.
//!
//! A chain holds when each certificate was issued by the next: names meet, the signature holds, the
//! next may issue (basic constraints, key usage, how many may stand between), asks for nothing that
//! is not understood here, and every one is within its days at the moment the signature was made
//! (RFC 5280 section 6, without revocation and policies). The last is in the bundle. The first must
//! be for what was done with it, wherever it stands: who may sign stamps no time, and the other way
//! round.

use chrono::{DateTime, Utc};
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

use super::asn1::Reader;
use super::certificate::Certificate;

/// What is asked: it holds certificates of foreign files, so that it is answered in the child.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Question {
    /// The certificates of the bundle, in PEM, one after the other.
    pub bundle: String,
    /// Those that came along with the file, DER in base64.
    pub certificates: Vec<String>,
    /// What is to be trusted.
    pub asked: Vec<Asked>,
}

/// A certificate that is to be trusted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    /// DER in base64; empty for none, which nobody trusts.
    pub certificate: String,
    /// When.
    pub moment: DateTime<Utc>,
    /// For what.
    pub purpose: Purpose,
}

/// What was done with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A document was signed.
    Sign,
    /// A time was stamped.
    Stamp,
}

/// The most authorities between a certificate and the bundle; real chains have one or two.
const MOST_BETWEEN: u64 = 6;

/// The most certificates of a bundle that are read; the lists of a whole country have a few hundred.
const MOST_TRUSTED: usize = 5_000;

/// For each certificate that is asked about, whether it is trusted.
pub fn answer(question: &Question) -> Vec<bool> {
    let bundle = ders_of(&question.bundle);
    let trusted = readable(&bundle);
    let along: Vec<Vec<u8>> = question
        .certificates
        .iter()
        .filter_map(|text| BASE64.decode(text.as_bytes()).ok())
        .collect();
    let along = readable(&along);
    question
        .asked
        .iter()
        .map(|asked| {
            let der = BASE64.decode(asked.certificate.as_bytes());
            let der = der.unwrap_or_default();
            let certificate = Reader::new(&der).any().and_then(Certificate::read);
            certificate.is_ok_and(|certificate| {
                let search = Search {
                    trusted: &trusted,
                    along: &along,
                    moment: asked.moment,
                };
                let is_for_it = match asked.purpose {
                    Purpose::Sign => certificate.may_sign,
                    Purpose::Stamp => certificate.may_stamp,
                };
                let mut checks = MOST_CHECKS;
                is_for_it && search.leads_home(&certificate, 0, &mut checks)
            })
        })
        .collect()
}

/// How many certificates there are in a text of PEM; for the administrator who wants to know.
pub fn count(bundle: &str) -> usize {
    readable(&ders_of(bundle)).len()
}

fn readable(ders: &[Vec<u8>]) -> Vec<Certificate<'_>> {
    ders.iter()
        .filter_map(|der| Certificate::read(Reader::new(der).any().ok()?).ok())
        .collect()
}

fn ders_of(pem: &str) -> Vec<Vec<u8>> {
    pem.split("-----BEGIN CERTIFICATE-----")
        .skip(1)
        .filter_map(|block| block.split("-----END CERTIFICATE-----").next())
        .take(MOST_TRUSTED)
        .filter_map(|block| {
            let digits: String = block.split_whitespace().collect();
            BASE64.decode(digits.as_bytes()).ok()
        })
        .collect()
}

/// The most signatures that are checked for one chain: a file may bring certificates that issued
/// one another in a ring.
const MOST_CHECKS: u32 = 100;

struct Search<'a> {
    trusted: &'a [Certificate<'a>],
    along: &'a [Certificate<'a>],
    moment: DateTime<Utc>,
}

impl Search<'_> {
    fn leads_home(&self, certificate: &Certificate<'_>, between: u64, checks: &mut u32) -> bool {
        if !certificate.holds_at(self.moment) || between > MOST_BETWEEN {
            return false;
        }
        // Who is named in the bundle itself needs nobody above.
        let is_in_bundle = |certificate: &Certificate<'_>| {
            self.trusted
                .iter()
                .any(|one| one.whole == certificate.whole)
        };
        if is_in_bundle(certificate) {
            return true;
        }
        let mut issued_by = |authority: &Certificate<'_>| {
            if authority.subject.whole != certificate.issuer.whole || *checks == 0 {
                return false;
            }
            *checks -= 1;
            authority.holds_at(self.moment) && certificate.is_issued_by(authority, between)
        };
        if self.trusted.iter().any(&mut issued_by) {
            return true;
        }
        let above: Vec<_> = self.along.iter().filter(|one| issued_by(one)).collect();
        above
            .into_iter()
            .any(|authority| self.leads_home(authority, between + 1, checks))
    }
}
