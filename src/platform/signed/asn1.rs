//! Reads ASN.1 as signed files are really written: DER, and the looser BER of some signing programs
//! (lengths without an end, strings in pieces).
//!
//! A signature is over bytes as they stand, so nothing is copied or put in order while reading;
//! depth and size are bounded, and no input makes a reader panic.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};

/// What cannot be read as ASN.1, or not as what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the ASN.1 that is expected")]
pub struct Malformed;

pub const INTEGER: u8 = 0x02;
pub const OCTETS: u8 = 0x04;
pub const OID: u8 = 0x06;
pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;
const BIT_STRING: u8 = 0x03;
const BOOLEAN: u8 = 0x01;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
/// The bit of a tag that says that there are elements inside.
const CONSTRUCTED: u8 = 0x20;

/// The tag of an element that is told apart by its number alone: `[number]`, with elements inside.
pub const fn context(number: u8) -> u8 {
    0xa0 | number
}

/// The most levels of elements inside elements; certificates and signatures have about ten.
const MAX_DEPTH: u8 = 32;

/// One element.
#[derive(Clone, Copy, Debug)]
pub struct Element<'a> {
    /// Its first byte; elements with numbers above 30 are not read, for signed files have none.
    pub tag: u8,
    /// What is inside.
    pub body: &'a [u8],
    /// All of it, with tag and length.
    pub whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// The elements inside.
    pub fn inside(&self) -> Reader<'a> {
        Reader { rest: self.body }
    }

    /// This element, if it has this tag.
    pub fn tagged(self, tag: u8) -> Result<Self, Malformed> {
        if self.tag == tag {
            Ok(self)
        } else {
            Err(Malformed)
        }
    }

    /// The bytes of an octet string, put together when it was written in pieces.
    pub fn octets(&self) -> Result<Cow<'a, [u8]>, Malformed> {
        match self.tag {
            OCTETS => Ok(Cow::Borrowed(self.body)),
            _ => {
                let mut bytes = Vec::new();
                self.add_octets(&mut bytes, MAX_DEPTH)?;
                Ok(Cow::Owned(bytes))
            }
        }
    }

    fn add_octets(&self, bytes: &mut Vec<u8>, depth: u8) -> Result<(), Malformed> {
        if self.tag == OCTETS {
            bytes.extend_from_slice(self.body);
            return Ok(());
        }
        let depth = depth.checked_sub(1).ok_or(Malformed)?;
        if self.tag != OCTETS | CONSTRUCTED {
            return Err(Malformed);
        }
        let mut pieces = self.inside();
        while let Some(piece) = pieces.next()? {
            piece.add_octets(bytes, depth)?;
        }
        Ok(())
    }

    /// The bytes of a bit string whose bits fill them.
    pub fn bits(&self) -> Result<&'a [u8], Malformed> {
        match self.tagged(BIT_STRING)?.body.split_first() {
            Some((0, bytes)) => Ok(bytes),
            _ => Err(Malformed),
        }
    }

    /// A small number, not negative.
    pub fn number(&self) -> Result<u64, Malformed> {
        match self.tagged(INTEGER)?.body {
            bytes @ [first, ..] if bytes.len() <= 8 && *first < 0x80 => Ok(bytes
                .iter()
                .fold(0, |number, byte| number << 8 | u64::from(*byte))),
            _ => Err(Malformed),
        }
    }

    /// Yes or no.
    pub fn truth(&self) -> Result<bool, Malformed> {
        match self.tagged(BOOLEAN)?.body {
            [byte] => Ok(*byte != 0),
            _ => Err(Malformed),
        }
    }

    /// An instant in either of the two ways to write one (RFC 5280 section 4.1.2.5); fractions of a
    /// second are dropped.
    pub fn instant(&self) -> Result<DateTime<Utc>, Malformed> {
        let text = std::str::from_utf8(self.body).map_err(|_| Malformed)?;
        let text = text.strip_suffix('Z').ok_or(Malformed)?;
        let digits = text.split('.').next().unwrap_or_default();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Malformed);
        }
        let part = |from: usize, to: usize| -> Result<u32, Malformed> {
            digits
                .get(from..to)
                .and_then(|part| part.parse().ok())
                .ok_or(Malformed)
        };
        let (year, rest) = match self.tag {
            UTC_TIME => match part(0, 2)? {
                year @ 0..50 => (2000 + year, 2),
                year => (1900 + year, 2),
            },
            GENERALIZED_TIME => (part(0, 4)?, 4),
            _ => return Err(Malformed),
        };
        let seconds = if digits.len() > rest + 8 {
            part(rest + 8, rest + 10)?
        } else {
            0
        };
        i32::try_from(year)
            .ok()
            .and_then(|year| {
                NaiveDate::from_ymd_opt(
                    year,
                    part(rest, rest + 2).ok()?,
                    part(rest + 2, rest + 4).ok()?,
                )
            })
            .and_then(|day| {
                day.and_hms_opt(
                    part(rest + 4, rest + 6).ok()?,
                    part(rest + 6, rest + 8).ok()?,
                    seconds,
                )
            })
            .map(|instant| instant.and_utc())
            .ok_or(Malformed)
    }

    /// The text of a string of whatever sort; empty for what is no text.
    pub fn text(&self) -> String {
        match self.tag {
            // UTF8String, PrintableString, NumericString, IA5String, VisibleString.
            0x0c | 0x12 | 0x13 | 0x16 | 0x1a => String::from_utf8_lossy(self.body).into_owned(),
            // TeletexString is Latin-1 in practice.
            0x14 => self.body.iter().map(|byte| char::from(*byte)).collect(),
            // BMPString.
            0x1e => {
                let units = self.body.chunks_exact(2);
                let units = units.map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                char::decode_utf16(units)
                    .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
                    .collect()
            }
            _ => String::new(),
        }
    }

    /// The element in DER under another tag: what a signature over implicitly tagged attributes is
    /// over (RFC 5652 section 5.4). The order inside stays as it is.
    pub fn in_der_as(&self, tag: u8) -> Result<Vec<u8>, Malformed> {
        let mut body = Vec::with_capacity(self.body.len());
        let mut inside = self.inside();
        while let Some(element) = inside.next()? {
            element.add_der(&mut body, MAX_DEPTH)?;
        }
        Ok(framed(tag, &body))
    }

    fn add_der(&self, out: &mut Vec<u8>, depth: u8) -> Result<(), Malformed> {
        let depth = depth.checked_sub(1).ok_or(Malformed)?;
        if self.tag == OCTETS | CONSTRUCTED {
            out.extend(framed(OCTETS, &self.octets()?));
        } else if self.tag & CONSTRUCTED == 0 {
            out.extend(framed(self.tag, self.body));
        } else {
            let mut body = Vec::with_capacity(self.body.len());
            let mut inside = self.inside();
            while let Some(element) = inside.next()? {
                element.add_der(&mut body, depth)?;
            }
            out.extend(framed(self.tag, &body));
        }
        Ok(())
    }
}

/// An element in DER.
fn framed(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = body.len().to_be_bytes();
    let length = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    match length {
        [] => out.push(0),
        [short @ 0..0x80] => out.push(*short),
        long => {
            out.push(0x80 | u8::try_from(long.len()).unwrap_or(8));
            out.extend_from_slice(long);
        }
    }
    out.extend_from_slice(body);
    out
}

/// Elements one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads from the first byte on.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next element; none at the end.
    pub fn next(&mut self) -> Result<Option<Element<'a>>, Malformed> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let (element, rest) = split(self.rest, MAX_DEPTH)?;
        self.rest = rest;
        Ok(Some(element))
    }

    /// The next element, which must be there.
    pub fn any(&mut self) -> Result<Element<'a>, Malformed> {
        self.next()?.ok_or(Malformed)
    }

    /// The next element, which must have this tag.
    pub fn one(&mut self, tag: u8) -> Result<Element<'a>, Malformed> {
        self.any()?.tagged(tag)
    }

    /// The next element if it has this tag; else it stays the next.
    pub fn maybe(&mut self, tag: u8) -> Result<Option<Element<'a>>, Malformed> {
        if self.rest.first() == Some(&tag) {
            self.next()
        } else {
            Ok(None)
        }
    }
}

/// The first element of `bytes`, and what follows it.
fn split(bytes: &[u8], depth: u8) -> Result<(Element<'_>, &[u8]), Malformed> {
    let depth = depth.checked_sub(1).ok_or(Malformed)?;
    let (tag, after_tag) = bytes.split_first().ok_or(Malformed)?;
    let (length, after) = after_tag.split_first().ok_or(Malformed)?;
    if tag & 0x1f == 0x1f {
        return Err(Malformed);
    }
    let (body_bytes, start) = match *length {
        short @ 0..0x80 => (usize::from(short), after),
        // No length: elements until one of two zeros.
        0x80 => {
            if tag & CONSTRUCTED == 0 {
                return Err(Malformed);
            }
            let mut rest = after;
            while !rest.starts_with(&[0, 0]) {
                rest = split(rest, depth)?.1;
            }
            let body = &after[..after.len() - rest.len()];
            let rest = &rest[2..];
            let whole = &bytes[..bytes.len() - rest.len()];
            return Ok((
                Element {
                    tag: *tag,
                    body,
                    whole,
                },
                rest,
            ));
        }
        long => {
            let count = usize::from(long & 0x7f);
            if count > 8 || after.len() < count {
                return Err(Malformed);
            }
            let (digits, start) = after.split_at(count);
            let length = digits
                .iter()
                .try_fold(0usize, |length, digit| {
                    length.checked_mul(256)?.checked_add(usize::from(*digit))
                })
                .ok_or(Malformed)?;
            (length, start)
        }
    };
    if start.len() < body_bytes {
        return Err(Malformed);
    }
    let (body, rest) = start.split_at(body_bytes);
    let whole = &bytes[..bytes.len() - rest.len()];
    Ok((
        Element {
            tag: *tag,
            body,
            whole,
        },
        rest,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(bytes: &[u8]) -> Result<Element<'_>, Malformed> {
        Reader::new(bytes).any()
    }

    #[test]
    fn lengths_of_every_sort_are_read() {
        assert_eq!(first(b"\x04\x02ab!").unwrap().body, b"ab");
        assert_eq!(first(b"\x04\x81\x02ab!").unwrap().body, b"ab");
        let pieces = b"\x24\x80\x04\x01a\x24\x80\x04\x01b\0\0\0\0rest";
        let element = first(pieces).unwrap();
        assert_eq!(element.octets().unwrap().as_ref(), b"ab");
        assert_eq!(element.whole, &pieces[..pieces.len() - 4]);
    }

    #[test]
    fn what_is_cut_or_endless_is_malformed() {
        for bytes in [
            &b""[..],
            b"\x04",
            b"\x04\x05abc",
            b"\x04\x88\xff\xff\xff\xff\xff\xff\xff\xffabc",
            b"\x04\x89\0\0\0\0\0\0\0\0\x01a",
            b"\x1f\x81\x01\x01a",
            b"\x04\x80ab\0\0",
            b"\x24\x80\x04\x01a",
        ] {
            assert_eq!(first(bytes).unwrap_err(), Malformed, "{bytes:?}");
        }
        assert!(first(&b"\x24\x80".repeat(500_000)).is_err());
    }

    #[test]
    fn what_was_loose_is_strict_in_der() {
        let loose = first(b"\xa0\x80\x30\x80\x24\x80\x04\x01a\x04\x01b\0\0\0\0\0\0").unwrap();
        assert_eq!(loose.in_der_as(SET).unwrap(), b"\x31\x06\x30\x04\x04\x02ab");
        let long = framed(OCTETS, &[7; 300]);
        assert_eq!(&long[..4], b"\x04\x82\x01\x2c");
    }

    #[test]
    fn instants_are_read() {
        let read = |bytes: &[u8]| {
            let instant = first(bytes).and_then(|element| element.instant());
            instant.map(|instant| instant.to_rfc3339()).ok()
        };
        let check = |bytes: &[u8], expected: Option<&str>| {
            assert_eq!(read(bytes).as_deref(), expected, "{bytes:?}");
        };
        check(b"\x17\x0d261014090200Z", Some("2026-10-14T09:02:00+00:00"));
        check(b"\x17\x0d991231235959Z", Some("1999-12-31T23:59:59+00:00"));
        check(
            b"\x18\x1220500101000000.25Z",
            Some("2050-01-01T00:00:00+00:00"),
        );
        check(
            b"\x18\x0f20500101000000Z",
            Some("2050-01-01T00:00:00+00:00"),
        );
        check(b"\x17\x0d261399090200Z", None);
        check(b"\x17\x05hallo", None);
    }
}
