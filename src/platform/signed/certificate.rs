//! X.509 certificates (RFC 5280), as far as a signature needs them.

use chrono::{DateTime, Utc};

use super::algorithm::{Key, Method};
use super::asn1::{self, Element, Malformed, Reader, context};

/// A certificate.
#[derive(Clone, Debug)]
pub struct Certificate<'a> {
    /// All of it, as it stands.
    pub whole: &'a [u8],
    /// Its number, given by its issuer.
    pub serial: &'a [u8],
    /// Who issued it, as it stands.
    pub issuer: Element<'a>,
    /// Whom it names, as it stands.
    pub subject: Element<'a>,
    /// From when it is valid.
    pub from: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
    /// The key of whom it names.
    pub key: Key<'a>,
    /// The identifier of that key, if it says one.
    pub key_id: Option<&'a [u8]>,
    /// What it may be used for as an issuer; `None` if it is none.
    authority: Option<Authority>,
    /// Whether it lets its key sign for whom it names: its key usage says so, or says nothing.
    pub may_sign: bool,
    /// Whether its key is for stamps of time and nothing else (RFC 3161 section 2.3).
    pub may_stamp: bool,
    /// Whether it asks for something that is not understood here.
    is_beyond_us: bool,
    signed: &'a [u8],
    method: Option<Method>,
    signature: &'a [u8],
}

/// Of a certificate that may issue others.
#[derive(Clone, Copy, Debug)]
struct Authority {
    /// How many authorities may stand between it and the last certificate.
    most_between: Option<u64>,
}

/// What extensions say, those that count.
#[derive(Default)]
struct Extensions<'a> {
    key_id: Option<&'a [u8]>,
    authority: Option<Authority>,
    may_not_issue: bool,
    may_not_sign: bool,
    may_stamp: bool,
    is_beyond_us: bool,
}

impl<'a> Certificate<'a> {
    /// Reads one; what is not a certificate is malformed.
    pub fn read(element: Element<'a>) -> Result<Self, Malformed> {
        let mut parts = element.tagged(asn1::SEQUENCE)?.inside();
        let signed = parts.one(asn1::SEQUENCE)?;
        let method = Method::read(parts.one(asn1::SEQUENCE)?, None)?;
        let signature = parts.any()?.bits()?;
        let mut fields = signed.inside();
        fields.maybe(context(0))?;
        let serial = fields.one(asn1::INTEGER)?.body;
        fields.one(asn1::SEQUENCE)?;
        let issuer = fields.one(asn1::SEQUENCE)?;
        let mut validity = fields.one(asn1::SEQUENCE)?.inside();
        let (from, until) = (validity.any()?.instant()?, validity.any()?.instant()?);
        let subject = fields.one(asn1::SEQUENCE)?;
        let key = Key::read(fields.one(asn1::SEQUENCE)?)?;
        let mut extensions = Extensions::default();
        while let Some(field) = fields.next()? {
            if field.tag == context(3) {
                extensions = read_extensions(field)?;
            }
        }
        Ok(Self {
            whole: element.whole,
            serial,
            issuer,
            subject,
            from,
            until,
            key,
            key_id: extensions.key_id,
            authority: extensions.authority.filter(|_| !extensions.may_not_issue),
            may_sign: !extensions.may_not_sign,
            may_stamp: extensions.may_stamp,
            is_beyond_us: extensions.is_beyond_us,
            signed: signed.whole,
            method,
            signature,
        })
    }

    /// Whether it holds at `moment`.
    pub fn holds_at(&self, moment: DateTime<Utc>) -> bool {
        (self.from..=self.until).contains(&moment)
    }

    /// Whether `authority` issued it, with so many authorities between the two.
    pub fn is_issued_by(&self, authority: &Certificate<'_>, between: u64) -> bool {
        let may_issue = authority
            .authority
            .is_some_and(|may| may.most_between.is_none_or(|most| between <= most));
        self.issuer.whole == authority.subject.whole
            && may_issue
            && !authority.is_beyond_us
            && self
                .method
                .and_then(|method| method.verify(authority.key, self.signed, self.signature))
                == Some(true)
    }
}

/// The last part of an identifier 2.5.29.
const ID_CE: &[u8] = b"\x55\x1d";

fn read_extensions<'a>(field: Element<'a>) -> Result<Extensions<'a>, Malformed> {
    const QC_STATEMENTS: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x01\x03";
    const TIME_STAMPING: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x03\x08";
    let mut found = Extensions::default();
    let mut list = field.inside().one(asn1::SEQUENCE)?.inside();
    while let Some(extension) = list.next()? {
        let mut parts = extension.tagged(asn1::SEQUENCE)?.inside();
        let oid = parts.one(asn1::OID)?.body;
        let critical = match parts.maybe(0x01)? {
            Some(critical) => critical.truth()?,
            None => false,
        };
        let value = parts.one(asn1::OCTETS)?.body;
        match oid.strip_prefix(ID_CE) {
            // Subject key identifier.
            Some([14]) => found.key_id = Some(Reader::new(value).one(asn1::OCTETS)?.body),
            // Key usage: the first two bits let it sign, the second beyond denial; the sixth lets it
            // sign certificates.
            Some([15]) => {
                let usage = Reader::new(value).any()?.tagged(0x03)?.body;
                found.may_not_issue = usage.get(1).is_none_or(|bits| bits & 0x04 == 0);
                found.may_not_sign = usage.get(1).is_none_or(|bits| bits & 0xc0 == 0);
            }
            // Basic constraints.
            Some([19]) => {
                let mut parts = Reader::new(value).one(asn1::SEQUENCE)?.inside();
                let is_authority = match parts.maybe(0x01)? {
                    Some(truth) => truth.truth()?,
                    None => false,
                };
                let most_between = match parts.next()? {
                    Some(most) => Some(most.number()?),
                    None => None,
                };
                found.authority = is_authority.then_some(Authority { most_between });
            }
            // Extended key usage.
            Some([37]) => {
                let mut uses = Reader::new(value).one(asn1::SEQUENCE)?.inside();
                let is_first = uses.one(asn1::OID)?.body == TIME_STAMPING;
                found.may_stamp = critical && is_first && uses.next()?.is_none();
            }
            // Other names, policies, where to ask: understood as far as needed.
            Some([17 | 18 | 31 | 32 | 35]) => {}
            _ if oid == QC_STATEMENTS => {}
            _ => found.is_beyond_us |= critical,
        }
    }
    Ok(found)
}

/// What a name says of a person or a body.
#[derive(Clone, Debug, Default)]
pub struct Named {
    pub common: String,
    pub given: String,
    pub surname: String,
    pub serial: String,
    pub organisation: String,
}

impl Named {
    /// Reads a Name; what of it cannot be read is left empty. The first of several values counts.
    pub fn read(name: &Element<'_>) -> Self {
        let mut found = Self::default();
        // What was read before a fault stays.
        let _ = found.add(name);
        found
    }

    fn add(&mut self, name: &Element<'_>) -> Result<(), Malformed> {
        let mut sets = name.inside();
        while let Some(set) = sets.next()? {
            let mut pairs = set.inside();
            while let Some(pair) = pairs.next()? {
                let mut pair = pair.inside();
                let (oid, value) = (pair.one(asn1::OID)?.body, pair.any()?);
                let field = match oid.strip_prefix(b"\x55\x04") {
                    Some([3]) => &mut self.common,
                    Some([4]) => &mut self.surname,
                    Some([5]) => &mut self.serial,
                    Some([10]) => &mut self.organisation,
                    Some([42]) => &mut self.given,
                    _ => continue,
                };
                if field.is_empty() {
                    *field = tidy(&value.text());
                }
            }
        }
        Ok(())
    }
}

/// The longest name that is kept, in characters.
const NAME_CHARS: usize = 200;

/// Words of a certificate as a page can show them: without control characters, without what turns
/// the reading direction, with single spaces.
pub fn tidy(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .filter(|letter| !crate::platform::text::is_bidi_control(*letter))
        .take(NAME_CHARS)
        .collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}
