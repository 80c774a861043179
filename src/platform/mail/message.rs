//! From a [`Mail`] to the bytes that travel.

use std::fmt::Write as _;

use lettre::message::header::{ContentTransferEncoding, ContentType};
use lettre::message::{MultiPart, SinglePart};

use super::header::{mailbox, named, unstructured};
use super::{Address, Mail, SendFailure};

/// The longest value that may stand on one line beside its field name: 998 is the limit (RFC 5322 §2.1.1).
const LINE_MAX: usize = 900;

/// A message with its envelope.
pub struct Composed {
    /// The sender of the envelope.
    pub from: lettre::Address,
    /// The one recipient of the envelope.
    pub to: lettre::Address,
    /// Headers and body, lines ended by CRLF, ASCII only.
    pub raw: Vec<u8>,
}

/// Builds the message.
///
/// # Errors
/// `Permanent` for a recipient's address that cannot be, `Misconfigured` for anything wrong in what we ourselves chose
/// (sender, `Message-ID`, list, address for leaving).
pub fn compose(mail: &Mail) -> Result<Composed, SendFailure> {
    let to = envelope_address(&mail.to)
        .ok_or_else(|| SendFailure::Permanent("recipient address invalid".to_owned()))?;
    let from = envelope_address(&mail.from).ok_or_else(|| ours("sender address"))?;
    let mut raw = headers(mail)?.into_bytes();
    raw.extend(body(mail));
    Ok(Composed { from, to, raw })
}

fn headers(mail: &Mail) -> Result<String, SendFailure> {
    let mut fields = Fields(String::with_capacity(1024));
    fields.add("Date", &mail.date.to_rfc2822());
    fields.add("From", &mailbox(&mail.from));
    fields.add("To", &mailbox(&mail.to));
    // An address that cannot be is left out: the answer goes to the sender then.
    if let Some(reply_to) = mail
        .reply_to
        .as_ref()
        .filter(|to| envelope_address(to).is_some())
    {
        fields.add("Reply-To", &mailbox(reply_to));
    }
    fields.add("Subject", &unstructured(&mail.subject));
    fields.add("Message-ID", message_id(&mail.message_id)?);
    if let Some(root) = &mail.thread {
        let root = message_id(root)?;
        fields.add("In-Reply-To", root);
        fields.add("References", root);
    }
    if let Some(list) = &mail.list_id {
        if !is_dotted_id(&list.id) {
            return Err(ours("list id"));
        }
        fields.add("List-Id", &named(&list.name, &list.id));
    }
    if let Some(url) = &mail.unsubscribe {
        if !is_plain_url(url) {
            return Err(ours("unsubscribe address"));
        }
        fields.add("List-Unsubscribe", &format!("<{url}>"));
        fields.add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    fields.add("Auto-Submitted", "auto-generated");
    fields.add("MIME-Version", "1.0");
    Ok(fields.0)
}

/// Header fields, one after the other.
struct Fields(String);

impl Fields {
    fn add(&mut self, name: &str, value: &str) {
        // Writing into a String cannot fail.
        let _ = write!(self.0, "{name}: {value}\r\n");
    }
}

/// The plain text first: readers show the last alternative they understand (RFC 2046 §5.1.4).
fn body(mail: &Mail) -> Vec<u8> {
    MultiPart::alternative()
        .singlepart(part(ContentType::TEXT_PLAIN, &mail.text))
        .singlepart(part(ContentType::TEXT_HTML, &mail.html))
        .formatted()
}

fn part(content_type: ContentType, content: &str) -> SinglePart {
    SinglePart::builder()
        .header(content_type)
        .header(ContentTransferEncoding::QuotedPrintable)
        .body(with_plain_line_ends(content))
}

fn ours(what: &str) -> SendFailure {
    SendFailure::Misconfigured(format!("{what} invalid"))
}

/// One sort of line end, so that no encoder has to guess what a lone carriage return means.
fn with_plain_line_ends(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Stricter than RFC 5321: no quoted local part, no address literal, no character outside ASCII.
/// No mailbox of a public body needs them, and parsers disagree about them.
fn envelope_address(address: &Address) -> Option<lettre::Address> {
    let (local, domain) = address.email.rsplit_once('@')?;
    let local_ok = local.len() <= 64
        && local.split('.').all(|atom| {
            !atom.is_empty()
                && atom
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
        });
    if !local_ok || address.email.len() > 254 || !is_dotted_id(domain) {
        return None;
    }
    lettre::Address::new(local, domain).ok()
}

/// Labels of letters, digits, `-` and `_` between dots.
fn is_dotted_id(id: &str) -> bool {
    id.len() <= 253
        && id.split('.').all(|label| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        })
}

fn message_id(id: &str) -> Result<&str, SendFailure> {
    let valid = id
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
        .and_then(|inside| inside.split_once('@'))
        .is_some_and(|(left, right)| is_dotted_id(left) && is_dotted_id(right));
    if valid {
        Ok(id)
    } else {
        Err(ours("message id"))
    }
}

/// `http` is for the demo on loopback; outside, the configured public address is `https`.
fn is_plain_url(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://"))
        && url.len() <= LINE_MAX
        && url
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"<>\"\\".contains(&b))
}
