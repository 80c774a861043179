//! Building letters and carrying them: SMTP, files in a folder, memory.
//!
//! A caller hands over a [`Mail`], whole and already in words; a [`Mailer`] builds the message and carries it.
//! What may go wrong is a closed list, [`SendFailure`], because each class asks for something else:
//! wait and try again, give up on this letter, or leave all letters alone until somebody mends the settings.
//!
//! Invariants: text given by people never makes a header line of its own; every message is
//! `multipart/alternative` in quoted-printable UTF-8, pure ASCII on the wire, no line over 998 bytes (RFC 5322 §2.1.1);
//! the same `Mail` sent again carries the same `Message-ID`.

use chrono::{DateTime, Utc};

mod folder;
mod header;
mod memory;
mod message;
mod reading;
mod smtp;

pub use folder::{FiledLetter, FolderMailer};
pub use memory::{MemoryMailer, Mood, Sent};
pub use reading::ReadLetter;
pub use smtp::{SmtpConfig, SmtpMailer, Tls};

/// A person or office with an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Shown before the address; may be empty, may hold any character.
    pub name: String,
    /// `local@domain`, ASCII.
    pub email: String,
}

impl Address {
    /// An address with the name to show before it.
    pub fn new(name: impl Into<String>, email: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            email: email.into(),
        }
    }
}

/// The mailing list a letter belongs to (RFC 2919).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListId {
    /// What people read, such as `Domande su ICT`.
    pub name: String,
    /// Dotted identifier without angle brackets, such as `ict.fraunioni.example.it`.
    pub id: String,
}

/// One letter to one person, ready to be carried.
#[derive(Debug, Clone, PartialEq)]
pub struct Mail {
    /// `<letter-uuid@domain>`, the same at every try, so that a reader's program recognises a repeat.
    pub message_id: String,
    /// Who writes.
    pub from: Address,
    /// Who reads.
    pub to: Address,
    /// Where an answer goes, unless to the sender.
    pub reply_to: Option<Address>,
    /// One line; line breaks and control characters become spaces.
    pub subject: String,
    /// The plain text part, whole by itself.
    pub text: String,
    /// The HTML part, a whole document.
    pub html: String,
    /// Names the thread in `In-Reply-To` and `References`, so that mail programs keep its letters
    /// together. It is made of the thing the letters are about; no letter has it as its own.
    pub thread: Option<String>,
    /// The list this letter belongs to, if any.
    pub list_id: Option<ListId>,
    /// Address that stops these letters with one POST (RFC 8058).
    pub unsubscribe: Option<String>,
    /// When the letter was written.
    pub date: DateTime<Utc>,
}

/// What the carrier said on taking a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The server's last reply (at most 200 characters), or the name of the file.
    pub note: String,
}

/// Why a letter was not sent. The reason is short, for staff, in English, and holds no content and no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendFailure {
    /// The same letter may pass later: 4xx replies, time-outs, lost connections.
    #[error("temporary: {0}")]
    Temporary(String),
    /// This letter will never pass: 5xx for this recipient or message, an address that cannot be.
    #[error("permanent: {0}")]
    Permanent(String),
    /// No letter will pass until the settings or the server are mended: sign-in, TLS, sender or greeting refused.
    #[error("misconfigured: {0}")]
    Misconfigured(String),
}

/// Carries letters. Blocking: to be called from a worker's thread, not from an async task.
pub trait Mailer: Send + Sync {
    /// Carries one letter.
    ///
    /// # Errors
    /// See [`SendFailure`]. After `Temporary` the letter may have arrived all the same
    /// (a connection lost after the last byte): delivery is at least once.
    fn send(&self, mail: &Mail) -> Result<Receipt, SendFailure>;

    /// Tries the way without sending anything and tells, in one English sentence, what was found.
    ///
    /// # Errors
    /// When a letter handed over now would not be carried.
    fn check(&self) -> anyhow::Result<String>;

    /// Where letters go, in a few words, without secrets.
    fn describe(&self) -> String;
}
