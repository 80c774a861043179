//! PAdES: signatures inside a PDF (ISO 32000-2 section 12.8).
//!
//! A signature covers two ranges of the file, all but the hexadecimal string that holds it; both
//! are written in its dictionary, which is never compressed. So the file is searched as bytes, and
//! no parser of PDF need be believed: a range counts only if it begins with the file and leaves out
//! nothing but the `/Contents` of its own dictionary.
//!
//! Whoever changes a signed PDF adds to its end, and may add a range that reaches over it. So only a
//! signature that holds says how far the file is covered.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeZone, Utc};

use super::envelope::SignedData;
use super::{Format, Reason, Signature, Verdict, encoded, signer};

/// The most signatures of one file that are looked at: each costs a digest of the whole file.
const MOST: usize = 32;

/// How far a dictionary may reach around its `/ByteRange`, in bytes, without its `/Contents`.
const DICTIONARY_BYTES: usize = 16 * 1024;

/// What was found in a PDF.
pub struct Found {
    pub signatures: Vec<Signature>,
    pub certificates: Vec<String>,
    pub is_added_to: bool,
}

/// The signatures of a PDF; `None` if it has none, or is no PDF.
pub fn examine(file: &[u8]) -> Option<Found> {
    let head = &file[..file.len().min(1024)];
    find(head, b"%PDF-", 0)?;
    let mut found = Found {
        signatures: Vec::new(),
        certificates: Vec::new(),
        is_added_to: false,
    };
    let (mut at, mut placed, mut is_misplaced) = (0, Vec::new(), false);
    // One more than are looked at, to know that there are more.
    while placed.len() <= MOST
        && let Some(here) = find(file, b"/ByteRange", at)
    {
        at = here + 1;
        // Without numbers it is the form of a signature, or a word of a text.
        let Some(range) = range(file, here) else {
            continue;
        };
        match Placed::read(file, here, range) {
            Some(next) => placed.push(next),
            None => is_misplaced = true,
        }
    }
    if placed.is_empty() && !is_misplaced {
        return None;
    }
    // White space after the end says nothing.
    let is_all = |end: usize| file[end..].trim_ascii().is_empty();
    let mut covered = None;
    for one in placed.iter().take(MOST) {
        let before = found.signatures.len();
        found.add(one, file, is_all(one.end));
        let holds = found.signatures[before..]
            .iter()
            .any(|added| added.verdict == Verdict::Intact && !added.is_stamp);
        if holds {
            covered = covered.max(Some(one.end));
        }
    }
    for (is_so, reason) in [
        (is_misplaced, Reason::Malformed),
        (placed.len() > MOST, Reason::TooMany),
    ] {
        if is_so {
            let unknown = Signature::unknown(Format::Pades, reason);
            found.signatures.push(unknown);
        }
    }
    // Where none holds there is nothing else to go by than what they say of themselves.
    let end = covered.or_else(|| placed.iter().map(|one| one.end).max());
    found.is_added_to = end.is_some_and(|end| !is_all(end));
    Some(found)
}

impl Found {
    fn add(&mut self, placed: &Placed<'_>, file: &[u8], covers_all: bool) {
        let parts = [&file[..placed.gap.0], &file[placed.gap.1..placed.end]];
        if placed.is_stamp() {
            let stamp = signer::read_stamp(&placed.contents, &parts).ok().flatten();
            if stamp.is_some() {
                let envelope = SignedData::read(&placed.contents);
                self.certificates
                    .extend(envelope.iter().flat_map(|envelope| encoded(envelope)));
            }
            let verdict = match stamp {
                Some(_) => Verdict::Intact,
                None => Verdict::Unchecked {
                    reason: Reason::Malformed,
                },
            };
            self.signatures.push(Signature {
                name: "Marca temporale del file".to_owned(),
                is_stamp: true,
                stamp,
                verdict,
                covers_all,
                ..Signature::unknown(Format::Pades, Reason::Malformed)
            });
            return;
        }
        let Ok(envelope) = SignedData::read(&placed.contents) else {
            let unknown = Signature::unknown(Format::Pades, Reason::Malformed);
            self.signatures.push(unknown);
            return;
        };
        for element in &envelope.signers {
            let mut signature = match &envelope.content {
                None => signer::examine(*element, &envelope, Some(&parts), Format::Pades),
                // The way of PDF before 1.6, with SHA-1 inside.
                Some(content) => {
                    let mut old =
                        signer::examine(*element, &envelope, Some(&[content]), Format::Pades);
                    if old.verdict == Verdict::Intact {
                        old.verdict = Verdict::Unchecked {
                            reason: Reason::Algorithm,
                        };
                    }
                    old
                }
            };
            signature.signed_at = signature.signed_at.or_else(|| placed.declared_time());
            signature.covers_all = covers_all;
            self.signatures.push(signature);
        }
        self.signatures
            .extend(Signature::missing(&envelope, Format::Pades));
        self.certificates.extend(encoded(&envelope));
    }
}

/// A signature in its place.
struct Placed<'a> {
    /// What stands around its `/ByteRange` in its dictionary, before and after the gap.
    around: [&'a [u8]; 2],
    /// Where its contents stand, with their brackets.
    gap: (usize, usize),
    /// Where what it covers ends.
    end: usize,
    contents: Vec<u8>,
}

impl<'a> Placed<'a> {
    /// Reads the signature whose `/ByteRange` stands at `here`.
    fn read(file: &'a [u8], here: usize, [start, first, second, rest]: [usize; 4]) -> Option<Self> {
        let end = second.checked_add(rest)?;
        if start != 0 || first >= second || end > file.len() {
            return None;
        }
        let gap = &file[first..second];
        let digits = gap.strip_prefix(b"<")?.strip_suffix(b">")?;
        // Both stand in one dictionary: between its beginning and the range no object ends, nor
        // between the range and the gap.
        let begin = here.min(first).saturating_sub(DICTIONARY_BYTES);
        let before = &file[begin..here.min(first)];
        let before = match rfind(before, b"endobj") {
            Some(other) => &before[other..],
            None => before,
        };
        let after_from = second.max(here);
        let after = &file[after_from..file.len().min(after_from + DICTIONARY_BYTES)];
        let after = &after[..find(after, b"endobj", 0)?];
        let between = if here < first {
            &file[here..first]
        } else {
            file.get(second..here)?
        };
        if between.len() > DICTIONARY_BYTES || find(between, b"endobj", 0).is_some() {
            return None;
        }
        // `/Contents` stands directly before the gap.
        file[..first]
            .trim_ascii_end()
            .ends_with(b"/Contents")
            .then_some(())?;
        let around = if here < first {
            [&file[here - before.len()..first], after]
        } else {
            [before, &file[second..after_from + after.len()]]
        };
        Some(Self {
            around,
            gap: (first, second),
            end,
            contents: unhex(digits)?,
        })
    }

    fn is_stamp(&self) -> bool {
        self.around
            .iter()
            .any(|part| find(part, b"/ETSI.RFC3161", 0).is_some())
    }

    /// The time the dictionary says, `/M (D:20261014110200+02'00')`.
    fn declared_time(&self) -> Option<DateTime<Utc>> {
        self.around.iter().find_map(|part| {
            let at = find(part, b"(D:", 0)?;
            pdf_time(&part[at + 3..])
        })
    }
}

/// The four numbers of a `/ByteRange`, not all of them zero.
fn range(file: &[u8], here: usize) -> Option<[usize; 4]> {
    let after = &file[here + b"/ByteRange".len()..];
    let after = after[..after.len().min(200)].trim_ascii_start();
    let inside = after.strip_prefix(b"[")?;
    let inside = &inside[..inside.iter().position(|byte| *byte == b']')?];
    let numbers: Vec<usize> = std::str::from_utf8(inside)
        .ok()?
        .split_ascii_whitespace()
        .map(|number| number.parse().ok())
        .collect::<Option<_>>()?;
    let numbers: [usize; 4] = numbers.try_into().ok()?;
    (numbers != [0; 4]).then_some(numbers)
}

fn unhex(digits: &[u8]) -> Option<Vec<u8>> {
    let digits: Vec<u8> = digits
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let digits = &digits[..digits.len() - digits.len() % 2];
    data_encoding::HEXLOWER_PERMISSIVE.decode(digits).ok()
}

fn pdf_time(text: &[u8]) -> Option<DateTime<Utc>> {
    let text = &text[..text.iter().position(|byte| *byte == b')')?];
    let text = std::str::from_utf8(text).ok()?;
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let year = i32::try_from(number(0, 4)?).ok()?;
    let local = NaiveDate::from_ymd_opt(year, number(4, 6)?, number(6, 8)?)?.and_hms_opt(
        number(8, 10)?,
        number(10, 12)?,
        number(12, 14).unwrap_or(0),
    )?;
    let zone = text.get(14..).unwrap_or_default();
    let ahead = match zone.as_bytes().first() {
        Some(sign @ (b'+' | b'-')) => {
            let hours: i32 = zone.get(1..3)?.parse().ok()?;
            let minutes: i32 = zone
                .get(4..6)
                .and_then(|text| text.parse().ok())
                .unwrap_or(0);
            let seconds = hours * 3600 + minutes * 60;
            if *sign == b'-' { -seconds } else { seconds }
        }
        _ => 0,
    };
    let at = FixedOffset::east_opt(ahead)?.from_local_datetime(&local);
    Some(at.single()?.with_timezone(&Utc))
}

fn find(whole: &[u8], part: &[u8], from: usize) -> Option<usize> {
    let first = *part.first()?;
    let mut at = from;
    loop {
        at += whole.get(at..)?.iter().position(|byte| *byte == first)?;
        if whole[at..].starts_with(part) {
            return Some(at);
        }
        at += 1;
    }
}

fn rfind(whole: &[u8], part: &[u8]) -> Option<usize> {
    whole.windows(part.len()).rposition(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_a_pdf() {
        let check = |text: &str, expected: Option<&str>| {
            let read = pdf_time(text.as_bytes()).map(|at| at.to_rfc3339());
            assert_eq!(read.as_deref(), expected, "{text}");
        };
        let nine = Some("2026-10-14T09:02:00+00:00");
        check("20261014110200+02'00')", nine);
        check("20261014090200Z)", nine);
        check("202610140902)", nine);
        check("20261014110200+9900)", None);
        check("20261399)", None);
        check("20261014110200", None);
    }
}
