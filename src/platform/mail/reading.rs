//! Reading back the letters this program wrote, for the page that shows the demo's mail.
//!
//! It knows what `message` and `header` write (base64 encoded words, two quoted-printable parts), not mail at large.

use chrono::{DateTime, Utc};
use data_encoding::BASE64;

/// A letter as a person would see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadLetter {
    /// When it was written.
    pub date: DateTime<Utc>,
    /// `Name <address>`.
    pub to: String,
    /// Decoded, on one line.
    pub subject: String,
    /// The plain text part, lines ended by LF.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// Reads one message; `None` if it is not one of ours.
pub fn read_letter(raw: &[u8]) -> Option<ReadLetter> {
    let raw = std::str::from_utf8(raw).ok()?;
    let (head, body) = raw.split_once("\r\n\r\n")?;
    let head = head.replace("\r\n ", " ");
    let content_type = field(&head, "Content-Type")?;
    let boundary = content_type
        .split_once("boundary=\"")?
        .1
        .split('"')
        .next()?;
    let delimiter = format!("--{boundary}");
    let mut parts = body.split(&delimiter).skip(1).filter_map(part);
    Some(ReadLetter {
        date: DateTime::parse_from_rfc2822(field(&head, "Date")?)
            .ok()?
            .to_utc(),
        to: decoded(field(&head, "To")?)?,
        subject: decoded(field(&head, "Subject")?)?,
        text: parts.next()?,
        html: parts.next()?,
    })
}

fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.split("\r\n")
        .filter_map(|line| line.split_once(": "))
        .find(|(field, _)| *field == name)
        .map(|(_, value)| value)
}

/// Undoes the encoded words; the white space between two of them does not count (RFC 2047 §6.2).
fn decoded(value: &str) -> Option<String> {
    let mut text = Vec::new();
    let mut after_word = false;
    for word in value.split(' ') {
        let encoded = word
            .strip_prefix("=?UTF-8?B?")
            .and_then(|rest| rest.strip_suffix("?="));
        if !(text.is_empty() || after_word && encoded.is_some()) {
            text.push(b' ');
        }
        match encoded {
            Some(base64) => text.extend(BASE64.decode(base64.as_bytes()).ok()?),
            None => text.extend(word.as_bytes()),
        }
        after_word = encoded.is_some();
    }
    String::from_utf8(text).ok()
}

fn part(part: &str) -> Option<String> {
    let (_, content) = part.split_once("\r\n\r\n")?;
    let content = content.strip_suffix("\r\n").unwrap_or(content);
    let bytes = unquoted(content.as_bytes())?;
    Some(String::from_utf8(bytes).ok()?.replace("\r\n", "\n"))
}

/// Undoes quoted-printable (RFC 2045 §6.7).
fn unquoted(mut encoded: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(encoded.len());
    while let Some((&first, rest)) = encoded.split_first() {
        encoded = rest;
        if first != b'=' {
            bytes.push(first);
        } else if let Some(rest) = rest.strip_prefix(b"\r\n") {
            encoded = rest;
        } else {
            let (hex, rest) = rest.split_at_checked(2)?;
            let hex = std::str::from_utf8(hex).ok()?;
            bytes.push(u8::from_str_radix(hex, 16).ok()?);
            encoded = rest;
        }
    }
    Some(bytes)
}
