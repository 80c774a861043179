//! One signature: who made it, when, and whether what it was put to is still the same.

use chrono::{DateTime, Utc};
use data_encoding::BASE64;
use ring::digest;

use super::algorithm::{Hash, Method};
use super::asn1::{self, Element, Malformed, Reader, context};
use super::certificate::{Certificate, Named};
use super::envelope::SignedData;
use super::names;
use super::{Format, Reason, Signature, Stamp, Verdict};

/// Identifiers of attributes: the first three are 1.2.840.113549.1.9, the others follow in .16.2.
const CONTENT_TYPE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03";
const MESSAGE_DIGEST: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04";
const SIGNING_TIME: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05";
const SIGNING_CERTIFICATE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0c";
const SIGNATURE_STAMP: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e";
const SIGNING_CERTIFICATE_V2: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f";
/// 1.2.840.113549.1.9.16.1.4, `TSTInfo`.
const STAMP_INFO: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04";

/// A `SignerInfo` (RFC 5652 section 5.3), read but not checked.
struct SignerInfo<'a> {
    signer: Element<'a>,
    hash: Option<Hash>,
    signed: Option<Element<'a>>,
    method: Element<'a>,
    signature: &'a [u8],
    unsigned: Option<Element<'a>>,
}

impl<'a> SignerInfo<'a> {
    fn read(element: Element<'a>) -> Result<Self, Malformed> {
        let mut parts = element.tagged(asn1::SEQUENCE)?.inside();
        parts.one(asn1::INTEGER)?;
        let signer = parts.any()?;
        let hash = parts.one(asn1::SEQUENCE)?.inside().one(asn1::OID)?.body;
        let signed = parts.maybe(context(0))?;
        let method = parts.one(asn1::SEQUENCE)?;
        let signature = parts.one(asn1::OCTETS)?.body;
        Ok(Self {
            signer,
            hash: Hash::of(hash),
            signed,
            method,
            signature,
            unsigned: parts.maybe(context(1))?,
        })
    }

    /// Whether it says that this certificate is its own.
    fn names(&self, certificate: &Certificate<'_>) -> bool {
        if self.signer.tag == 0x80 {
            return certificate.key_id == Some(self.signer.body);
        }
        let mut parts = self.signer.inside();
        parts
            .any()
            .is_ok_and(|issuer| issuer.whole == certificate.issuer.whole)
            && parts
                .any()
                .is_ok_and(|serial| serial.body == certificate.serial)
    }

    /// Whether a certificate has at least the number it names.
    fn has_number_of(&self, certificate: &Certificate<'_>) -> bool {
        let mut parts = self.signer.inside();
        self.signer.tag == asn1::SEQUENCE
            && parts.any().is_ok()
            && parts
                .any()
                .is_ok_and(|serial| serial.body == certificate.serial)
    }

    fn certificate<'b>(&self, envelope: &'b SignedData<'a>) -> Option<&'b Certificate<'a>> {
        envelope
            .certificates
            .iter()
            .find(|certificate| self.names(certificate))
    }
}

/// The first value of an attribute.
fn attribute<'a>(
    attributes: Option<Element<'a>>,
    wanted: &[u8],
) -> Result<Option<Element<'a>>, Malformed> {
    let Some(attributes) = attributes else {
        return Ok(None);
    };
    let mut list = attributes.inside();
    while let Some(attribute) = list.next()? {
        let mut parts = attribute.inside();
        if parts.one(asn1::OID)?.body == wanted {
            return parts.one(asn1::SET)?.inside().any().map(Some);
        }
    }
    Ok(None)
}

/// What the signature `element` of `envelope` says of `content`, which may be given in parts;
/// `None` if the content is not at hand.
pub fn examine(
    element: Element<'_>,
    envelope: &SignedData<'_>,
    content: Option<&[&[u8]]>,
    format: Format,
) -> Signature {
    let Ok(info) = SignerInfo::read(element) else {
        return Signature::unknown(format, Reason::Malformed);
    };
    let named = info.certificate(envelope);
    // One of that number by another issuer is the named one, not as it was.
    let alike = || {
        let mut certificates = envelope.certificates.iter();
        certificates.find(|certificate| info.has_number_of(certificate))
    };
    let Some(certificate) = named.or_else(alike) else {
        return Signature {
            signed_at: signing_time(&info),
            ..Signature::unknown(format, Reason::NoCertificate)
        };
    };
    let method = Method::read(info.method, info.hash).ok().flatten();
    let verdict = match named {
        Some(certificate) => {
            verdict(&info, envelope, certificate, content).unwrap_or(Verdict::Unchecked {
                reason: Reason::Malformed,
            })
        }
        None => Verdict::Altered,
    };
    let subject = names::person(&Named::read(&certificate.subject));
    Signature {
        format,
        name: subject.name,
        fiscal_code: subject.fiscal_code,
        organisation: subject.organisation,
        issuer: names::authority(&Named::read(&certificate.issuer)),
        signed_at: signing_time(&info),
        stamp: stamp(&info),
        valid_from: Some(certificate.from),
        valid_until: Some(certificate.until),
        algorithm: method.map_or_else(String::new, |method| method.words(certificate.key)),
        verdict,
        certificate: BASE64.encode(certificate.whole),
        covers_all: true,
        is_stamp: false,
    }
}

fn signing_time(info: &SignerInfo<'_>) -> Option<DateTime<Utc>> {
    let time = attribute(info.signed, SIGNING_TIME).ok().flatten()?;
    time.instant().ok()
}

fn verdict(
    info: &SignerInfo<'_>,
    envelope: &SignedData<'_>,
    certificate: &Certificate<'_>,
    content: Option<&[&[u8]]>,
) -> Result<Verdict, Malformed> {
    let unchecked = |reason| Ok(Verdict::Unchecked { reason });
    let Some(method) = Method::read(info.method, info.hash)? else {
        return unchecked(Reason::Algorithm);
    };
    let message = match info.signed {
        Some(signed) => {
            let Some(hash) = info.hash else {
                return unchecked(Reason::Algorithm);
            };
            let declared = attribute(Some(signed), MESSAGE_DIGEST)?.ok_or(Malformed)?;
            let declared = declared.octets()?;
            let content_differs =
                content.is_some_and(|parts| hash.digest(parts).as_ref() != declared.as_ref());
            let type_differs = attribute(Some(signed), CONTENT_TYPE)?
                .is_some_and(|sort| sort.body != envelope.content_type);
            if content_differs || type_differs || names_another(signed, certificate)? {
                return Ok(Verdict::Altered);
            }
            signed.in_der_as(asn1::SET)?
        }
        // The signature is over the content itself.
        None => match content {
            Some(parts) => parts.concat(),
            None => return unchecked(Reason::Detached),
        },
    };
    Ok(
        match method.verify(certificate.key, &message, info.signature) {
            None => Verdict::Unchecked {
                reason: Reason::Algorithm,
            },
            Some(false) => Verdict::Altered,
            Some(true) if content.is_none() => Verdict::Unchecked {
                reason: Reason::Detached,
            },
            Some(true) => Verdict::Intact,
        },
    )
}

/// Whether the signature says that it was made with another certificate (RFC 5035).
fn names_another(signed: Element<'_>, certificate: &Certificate<'_>) -> Result<bool, Malformed> {
    if let Some(value) = attribute(Some(signed), SIGNING_CERTIFICATE_V2)? {
        return differs_v2(first_id(value)?, certificate);
    }
    if let Some(value) = attribute(Some(signed), SIGNING_CERTIFICATE)? {
        let declared = first_id(value)?.one(asn1::OCTETS)?.body;
        let found = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, certificate.whole);
        return Ok(found.as_ref() != declared);
    }
    Ok(false)
}

/// What is in the first identifier of a list of them: that of the certificate that signed.
fn first_id(value: Element<'_>) -> Result<Reader<'_>, Malformed> {
    let mut list = value.inside().one(asn1::SEQUENCE)?.inside();
    Ok(list.one(asn1::SEQUENCE)?.inside())
}

fn differs_v2(mut id: Reader<'_>, certificate: &Certificate<'_>) -> Result<bool, Malformed> {
    let hash = match id.maybe(asn1::SEQUENCE)? {
        Some(algorithm) => Hash::of(algorithm.inside().one(asn1::OID)?.body),
        None => Some(Hash::Sha256),
    };
    let declared = id.one(asn1::OCTETS)?.body;
    // By a hash that is not known here nothing is shown either way.
    Ok(hash.is_some_and(|hash| hash.digest(&[certificate.whole]).as_ref() != declared))
}

/// The stamp of time on the signature, if there is one and it holds.
fn stamp(info: &SignerInfo<'_>) -> Option<Stamp> {
    let token = attribute(info.unsigned, SIGNATURE_STAMP).ok().flatten()?;
    read_stamp(token.whole, &[info.signature]).ok().flatten()
}

/// A stamp of time (RFC 3161) that holds and was put on what `stamped` is in parts.
pub fn read_stamp(token: &[u8], stamped: &[&[u8]]) -> Result<Option<Stamp>, Malformed> {
    let envelope = SignedData::read(token)?;
    let Some(content) = &envelope.content else {
        return Ok(None);
    };
    if envelope.content_type != STAMP_INFO {
        return Ok(None);
    }
    let mut parts = Reader::new(content).one(asn1::SEQUENCE)?.inside();
    parts.one(asn1::INTEGER)?;
    parts.one(asn1::OID)?;
    let mut imprint = parts.one(asn1::SEQUENCE)?.inside();
    let hash = imprint.one(asn1::SEQUENCE)?.inside().one(asn1::OID)?.body;
    let declared = imprint.one(asn1::OCTETS)?.body;
    parts.one(asn1::INTEGER)?;
    let at = parts.any()?.instant()?;
    let is_of_it = Hash::of(hash).is_some_and(|hash| hash.digest(stamped).as_ref() == declared);
    let [signer] = envelope.signers[..] else {
        return Ok(None);
    };
    let info = SignerInfo::read(signer)?;
    let Some(certificate) = info.certificate(&envelope).filter(|_| is_of_it) else {
        return Ok(None);
    };
    let holds = verdict(&info, &envelope, certificate, Some(&[content]))? == Verdict::Intact;
    Ok(holds.then(|| Stamp {
        at,
        authority: names::authority(&Named::read(&certificate.subject)),
        certificate: BASE64.encode(certificate.whole),
    }))
}
