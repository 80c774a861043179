//! What a form sent, read with limits, and the faults found in it.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::web::BytesMut;
use futures_util::StreamExt;
use sha2::{Digest, Sha256};

use crate::platform::error::{Error, Result};
use crate::platform::submissions::Submission;
use crate::platform::text::is_bidi_control;

/// The largest form we read, in bytes; files come by another way.
const LIMIT_BYTES: usize = 1_000_000;
/// How long a form may take to arrive: actix has no body time-out of its own.
const TIME: Duration = Duration::from_secs(30);

/// The fields of a form, in the order they came.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    pairs: Vec<(String, String)>,
    path: String,
}

impl Fields {
    /// Reads `application/x-www-form-urlencoded` from a request.
    ///
    /// # Errors
    /// When the body is too large, too slow, or no form.
    pub async fn read(request: &HttpRequest, payload: &mut Payload) -> Result<Fields> {
        let mut body = BytesMut::new();
        let whole = async {
            while let Some(chunk) = payload.next().await {
                let chunk = chunk
                    .map_err(|_| Error::BadRequest("La connessione si è interrotta. Riprova."))?;
                if body.len() + chunk.len() > LIMIT_BYTES {
                    return Err(Error::TooLarge {
                        limit_bytes: LIMIT_BYTES as u64,
                    });
                }
                body.extend_from_slice(&chunk);
            }
            Ok(())
        };
        tokio::time::timeout(TIME, whole)
            .await
            .map_err(|_| Error::BadRequest("I dati non sono arrivati in tempo. Riprova."))??;
        Ok(Fields::from_urlencoded(&body, request.path()))
    }

    /// Reads fields from the text of a form or a query string sent to `path`.
    pub fn from_urlencoded(text: &[u8], path: &str) -> Fields {
        let pairs = split_urlencoded(text)
            .map(|(name, value)| (name, clean(&value)))
            .collect();
        Fields {
            pairs,
            path: path.to_owned(),
        }
    }

    /// Fields that came another way, such as the parts of an upload.
    pub fn from_pairs(pairs: Vec<(String, String)>, path: &str) -> Fields {
        let pairs = pairs
            .into_iter()
            .map(|(name, value)| (name, clean(&value)))
            .collect();
        Fields {
            pairs,
            path: path.to_owned(),
        }
    }

    /// The first value of this name without white space around it; empty when there is none.
    pub fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The first value of this name as it came, for passwords.
    pub fn raw(&self, name: &str) -> &str {
        self.pairs
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }

    /// Every value of this name that is not empty.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.pairs
            .iter()
            .filter(move |(known, value)| known == name && !value.trim().is_empty())
            .map(|(_, value)| value.trim())
    }

    /// Whether a box of this name is ticked or a button of this name was pressed.
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(known, _)| known == name)
    }

    /// Every pair, in the order they came.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// What identifies this filled form, if it carries a token.
    pub fn submission(&self) -> Option<Submission> {
        let token = self.text("form_token");
        if token.is_empty() || token.len() > 64 || !token.bytes().all(|b| b.is_ascii_alphanumeric())
        {
            return None;
        }
        let mut digest = Sha256::new();
        digest.update(self.path.as_bytes());
        for (name, value) in self
            .pairs
            .iter()
            .filter(|(name, _)| name != "csrf" && name != "form_token")
        {
            digest.update((name.len() as u64).to_be_bytes());
            digest.update(name.as_bytes());
            digest.update((value.len() as u64).to_be_bytes());
            digest.update(value.as_bytes());
        }
        Some(Submission {
            token: token.to_owned(),
            digest: data_encoding::HEXLOWER.encode(&digest.finalize()),
        })
    }
}

/// Line ends as one character, no control characters, none that turn the direction of what follows:
/// what is written is what can be read.
fn clean(value: &str) -> String {
    value
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .filter(|&c| !is_bidi_control(c))
        .collect()
}

fn split_urlencoded(text: &[u8]) -> impl Iterator<Item = (String, String)> + '_ {
    text.split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            (
                decode(halves.next().unwrap_or_default()),
                decode(halves.next().unwrap_or_default()),
            )
        })
}

fn decode(text: &[u8]) -> String {
    let hex = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        match (text[at], hex(text.get(at + 1)), hex(text.get(at + 2))) {
            (b'+', _, _) => bytes.push(b' '),
            (b'%', Some(high), Some(low)) => {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "two hexadecimal digits make a byte"
                )]
                bytes.push((high * 16 + low) as u8);
                at += 2;
            }
            (byte, _, _) => bytes.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Something to be mended in one field: a whole Italian sentence saying what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The name of the field, which is also its id on the page.
    pub field: String,
    /// What to do.
    pub message: String,
}

/// The faults found in a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// Adds a fault.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(Fault {
            field: field.to_owned(),
            message: message.into(),
        });
    }

    /// Adds a fault unless `holds`.
    pub fn unless(&mut self, holds: bool, field: &str, message: impl Into<String>) {
        if !holds {
            self.add(field, message);
        }
    }

    /// Whether nothing is to be mended.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `value` if nothing is to be mended, else the faults.
    ///
    /// # Errors
    /// The faults themselves.
    pub fn or<T>(self, value: T) -> std::result::Result<T, Faults> {
        if self.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }
}

/// How many characters a person sees: the unit of every limit told to people.
pub fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_browsers_send() {
        let fields = Fields::from_urlencoded("titolo=Perch%C3%A9+no%3F&argomenti=ict&argomenti=&argomenti=suap&testo=a%0D%0Ab%00&vuoto=".as_bytes(), "/x");
        assert_eq!(fields.text("titolo"), "Perché no?");
        assert_eq!(fields.all("argomenti").collect::<Vec<_>>(), ["ict", "suap"]);
        assert_eq!(fields.text("testo"), "a\nb");
        // What would turn round the rest of the line is dropped, right-to-left letters stay.
        let turned =
            Fields::from_urlencoded("titolo=a\u{202e}fdp.exe \u{2066}مرحبا".as_bytes(), "/x");
        assert_eq!(turned.text("titolo"), "afdp.exe مرحبا");
        assert!(fields.has("vuoto"));
        assert!(!fields.has("altro"));
    }

    #[test]
    fn broken_escapes_are_kept_as_they_are() {
        let fields = Fields::from_urlencoded(b"a=100%&b=%zz&c=%f0%9f&d", "/x");
        assert_eq!(fields.text("a"), "100%");
        assert_eq!(fields.text("b"), "%zz");
        assert_eq!(fields.text("c"), "\u{fffd}");
        assert!(fields.has("d"));
    }

    #[test]
    fn the_same_form_has_the_same_digest() {
        let digest = |text: &str| {
            Fields::from_urlencoded(text.as_bytes(), "/x")
                .submission()
                .map(|s| s.digest)
        };
        assert_eq!(
            digest("form_token=a1&t=x&csrf=1"),
            digest("form_token=a1&csrf=2&t=x")
        );
        assert_ne!(digest("form_token=a1&t=x"), digest("form_token=a1&t=y"));
        assert_eq!(digest("t=x"), None);
        assert_eq!(digest("form_token=../../x&t=x"), None);
    }
}
