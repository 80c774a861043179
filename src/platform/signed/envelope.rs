//! CMS `SignedData` (RFC 5652) as a CAdES file is one: what is inside, who signed.

use std::borrow::Cow;

use data_encoding::BASE64;

use super::asn1::{self, Element, Malformed, Reader, context};
use super::certificate::Certificate;

/// 1.2.840.113549.1.7.2, `SignedData`.
const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";

/// The most certificates and the most signatures of one envelope that are looked at: real ones have
/// a handful, and each costs a reckoning.
const MOST: usize = 64;

/// An envelope, read but not checked.
pub struct SignedData<'a> {
    /// What sort of content it says it holds, as an identifier.
    pub content_type: &'a [u8],
    /// What is inside; `None` if the signature is kept apart from the document.
    pub content: Option<Cow<'a, [u8]>>,
    /// The certificates that came along; those that cannot be read are left out.
    pub certificates: Vec<Certificate<'a>>,
    /// One `SignerInfo` for each signature, the first so many.
    pub signers: Vec<Element<'a>>,
    /// Whether there are more.
    pub has_more_signers: bool,
}

impl<'a> SignedData<'a> {
    /// Reads one. What follows its end is not looked at.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut outer = Reader::new(bytes).one(asn1::SEQUENCE)?.inside();
        if outer.one(asn1::OID)?.body != SIGNED_DATA {
            return Err(Malformed);
        }
        let mut parts = outer
            .one(context(0))?
            .inside()
            .one(asn1::SEQUENCE)?
            .inside();
        parts.one(asn1::INTEGER)?;
        parts.one(asn1::SET)?;
        let mut encapsulated = parts.one(asn1::SEQUENCE)?.inside();
        let content_type = encapsulated.one(asn1::OID)?.body;
        let content = match encapsulated.maybe(context(0))? {
            Some(content) => Some(content.inside().any()?.octets()?),
            None => None,
        };
        let certificates = match parts.maybe(context(0))? {
            Some(set) => list(set)?
                .0
                .into_iter()
                .filter_map(|element| Certificate::read(element).ok())
                .collect(),
            None => Vec::new(),
        };
        parts.maybe(context(1))?;
        let (signers, has_more_signers) = list(parts.one(asn1::SET)?)?;
        Ok(Self {
            content_type,
            content,
            certificates,
            signers,
            has_more_signers,
        })
    }
}

/// The elements of a set, the first so many, and whether there are more.
fn list(set: Element<'_>) -> Result<(Vec<Element<'_>>, bool), Malformed> {
    let mut inside = set.inside();
    let (mut found, mut has_more) = (Vec::new(), false);
    while let Some(element) = inside.next()? {
        if found.len() < MOST {
            found.push(element);
        } else {
            has_more = true;
        }
    }
    Ok((found, has_more))
}

/// How much of a file is looked at to tell whether it is an envelope, in bytes: the identifier
/// stands within the first 20.
const HEAD_BYTES: usize = 64;

/// Whether a file that begins so is an envelope, in DER or BER, bare or in base64.
pub fn is_envelope(head: &[u8]) -> bool {
    if head.first() == Some(&asn1::SEQUENCE) {
        return names_signed_data(head);
    }
    let Some(text) = armoured(head) else {
        return false;
    };
    let digits: Vec<u8> = text
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .take(HEAD_BYTES)
        .collect();
    let whole = digits.len() - digits.len() % 4;
    BASE64
        .decode(&digits[..whole])
        .is_ok_and(|head| head.first() == Some(&asn1::SEQUENCE) && names_signed_data(&head))
}

fn names_signed_data(head: &[u8]) -> bool {
    let head = &head[..head.len().min(HEAD_BYTES)];
    head.windows(2 + SIGNED_DATA.len())
        .any(|window| window.starts_with(&[asn1::OID, 9]) && window.ends_with(SIGNED_DATA))
}

/// The base64 of a file that looks like one, without the first line of PEM.
fn armoured(bytes: &[u8]) -> Option<&[u8]> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let bytes = bytes.trim_ascii_start();
    if bytes.starts_with(b"-----BEGIN ") {
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        return Some(&bytes[end..]);
    }
    // What base64 makes of the first byte of a sequence.
    bytes.first().filter(|byte| **byte == b'M').map(|_| bytes)
}

/// The envelope without its armour; `None` if `bytes` are no envelope.
pub fn bare(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    if !is_envelope(bytes) {
        return None;
    }
    if bytes.first() == Some(&asn1::SEQUENCE) {
        return Some(Cow::Borrowed(bytes));
    }
    let digits: Vec<u8> = armoured(bytes)?
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        // The last line of PEM, and nothing else of base64, begins with a hyphen; padding ends it too.
        .take_while(|byte| *byte != b'-')
        .collect();
    // A file that was cut is judged by what of it can be decoded.
    let whole = digits.len() - digits.len() % 4;
    match BASE64.decode(&digits[..whole]) {
        Ok(decoded) => Some(Cow::Owned(decoded)),
        Err(fault) => {
            let good = fault.position - fault.position % 4;
            BASE64.decode(&digits[..good]).ok().map(Cow::Owned)
        }
    }
}
