//! Header fields that text given by people cannot break out of.
//!
//! Anything but short plain ASCII becomes RFC 2047 encoded words; that includes text that looks like
//! an encoded word, which a reader would otherwise decode into something nobody wrote.

use data_encoding::BASE64;

use super::Address;
use crate::platform::text::is_bidi_control;

/// The longest plain value; with the longest field name it stays under 78 characters (RFC 5322 §2.1.1).
const PLAIN_MAX: usize = 60;

/// Bytes in one encoded word: 52 characters of base64 and 12 around them, after a field name of up to 11.
const WORD_BYTES: usize = 39;

/// The text on one line: control characters become spaces, those that turn the reading direction go.
pub fn one_line(text: &str) -> String {
    text.chars()
        .filter(|&c| !is_bidi_control(c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Free text, as in `Subject`, folded where needed.
pub fn unstructured(text: &str) -> String {
    let text = one_line(text);
    let plain = text.bytes().all(|b| (b' '..=b'~').contains(&b)) && !text.contains("=?");
    if plain && text.len() <= PLAIN_MAX {
        text
    } else {
        encoded_words(&text)
    }
}

/// A name before an address in angle brackets: plain only if made of letters, digits and single spaces.
fn phrase(name: &str) -> String {
    let name = one_line(name);
    let plain =
        name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ') && !name.contains("  ");
    if plain && name.len() <= PLAIN_MAX {
        name
    } else {
        encoded_words(&name)
    }
}

/// `Name <inside>`, or `<inside>` where there is no name. `inside` must have been validated.
pub fn named(name: &str, inside: &str) -> String {
    let name = phrase(name);
    if name.is_empty() {
        format!("<{inside}>")
    } else {
        format!("{name}\r\n <{inside}>")
    }
}

/// `Name <local@domain>`; the address must have been validated.
pub fn mailbox(address: &Address) -> String {
    named(&address.name, &address.email)
}

fn encoded_words(text: &str) -> String {
    let mut words = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = rest.len().min(WORD_BYTES);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (word, after) = rest.split_at(end);
        words.push(format!("=?UTF-8?B?{}?=", BASE64.encode(word.as_bytes())));
        rest = after;
    }
    words.join("\r\n ")
}
