//! From what the server said, and when, to the class of failure.

use std::error::Error as _;
use std::fmt;

use lettre::transport::smtp::Error;

use super::SendFailure;

/// How far the conversation had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Opening the TCP connection.
    Connect,
    /// The TLS handshake.
    Tls,
    /// Greeting and `EHLO`.
    Greeting,
    /// `AUTH`.
    SignIn,
    /// `MAIL FROM`.
    Sender,
    /// `RCPT TO`.
    Recipient,
    /// `DATA`.
    Data,
    /// The answer to the whole letter.
    EndOfLetter,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Greeting => "greeting",
            Self::SignIn => "sign-in",
            Self::Sender => "sender",
            Self::Recipient => "recipient",
            Self::Data => "data",
            Self::EndOfLetter => "end of letter",
        })
    }
}

/// What went wrong, without the server's words: they may hold the address.
#[derive(Debug)]
pub struct Trouble {
    stage: Stage,
    what: What,
}

#[derive(Debug)]
enum What {
    /// Reply code, enhanced status code where there is one, and whether the server refuses to relay for us.
    Reply {
        code: u16,
        enhanced: String,
        relaying: bool,
    },
    /// Ours alone: something the server lacks, or a certificate that does not hold.
    Unsuitable(&'static str),
    /// No connection came about.
    Unreachable(&'static str),
    /// The connection was there and is gone.
    Lost,
    TimedOut,
}

impl Trouble {
    /// Reads lettre's error.
    pub fn from_error(stage: Stage, error: &Error) -> Self {
        let what = if let Some(code) = error.status() {
            let words = error.source().map(ToString::to_string).unwrap_or_default();
            What::Reply {
                code: code.into(),
                enhanced: enhanced_code(&words),
                relaying: words.to_ascii_lowercase().contains("relay"),
            }
        } else if error.is_client() {
            What::Unsuitable("not offered by the server")
        } else if io_kind(error) == Some(std::io::ErrorKind::InvalidData) && stage == Stage::Tls {
            What::Unsuitable("handshake failed")
        } else if error.is_timeout() {
            What::TimedOut
        } else {
            What::Lost
        };
        Self { stage, what }
    }

    /// A step of ours that took too long.
    pub fn timed_out(stage: Stage) -> Self {
        Self {
            stage,
            what: What::TimedOut,
        }
    }

    /// No connection came about.
    pub fn unreachable(error: &std::io::Error) -> Self {
        let what = match error.kind() {
            std::io::ErrorKind::ConnectionRefused => "refused",
            std::io::ErrorKind::TimedOut => "timed out",
            _ => "server not reachable",
        };
        Self {
            stage: Stage::Connect,
            what: What::Unreachable(what),
        }
    }

    /// Something of the settings cannot work with this server.
    pub fn unsuitable(stage: Stage, what: &'static str) -> Self {
        Self {
            stage,
            what: What::Unsuitable(what),
        }
    }

    /// Whether the connection was gone before the letter was begun.
    pub fn is_dead_connection(&self) -> bool {
        self.stage == Stage::Sender
            && matches!(self.what, What::Lost | What::Reply { code: 421, .. })
    }

    /// Whether the server only said no, and can be asked something else. 421 announces that it hangs up.
    pub fn leaves_connection_usable(&self) -> bool {
        matches!(self.what, What::Reply { code, .. } if code != 421)
    }
}

impl From<Trouble> for SendFailure {
    fn from(trouble: Trouble) -> Self {
        let Trouble { stage, what } = trouble;
        match what {
            What::Lost => Self::Temporary(format!("{stage}: connection lost")),
            What::TimedOut => Self::Temporary(format!("{stage}: timed out")),
            What::Unreachable(how) => Self::Temporary(format!("{stage}: {how}")),
            What::Unsuitable(how) => Self::Misconfigured(format!("{stage}: {how}")),
            What::Reply {
                code,
                enhanced,
                relaying,
            } => {
                let reason = format!("{stage}: {code} {enhanced}").trim_end().to_owned();
                match (code, stage) {
                    (..500, _) => Self::Temporary(reason),
                    // Sign-in asked for or refused (RFC 4954 §6), whenever it is said.
                    (530 | 534 | 535 | 538, _) => Self::Misconfigured(reason),
                    // "Too many" or a full mailbox: to be taken as temporary (RFC 5321 §4.5.3.1.10).
                    (552, Stage::Recipient) => Self::Temporary(reason),
                    // The server does not know us; the recipient is not to blame.
                    (_, Stage::Recipient) if relaying => Self::Misconfigured(reason),
                    (_, Stage::Recipient | Stage::Data | Stage::EndOfLetter) => {
                        Self::Permanent(reason)
                    }
                    _ => Self::Misconfigured(reason),
                }
            }
        }
    }
}

/// The code of RFC 3463 at the start of a reply, such as `5.1.1`, or nothing.
fn enhanced_code(words: &str) -> String {
    let first = words.split_whitespace().next().unwrap_or_default();
    let parts: Vec<&str> = first.split('.').collect();
    let is_number =
        |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if parts.len() == 3 && parts.iter().all(is_number) {
        first.to_owned()
    } else {
        String::new()
    }
}

fn io_kind(error: &Error) -> Option<std::io::ErrorKind> {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<std::io::Error>() {
            return Some(io.kind());
        }
        source = cause.source();
    }
    None
}
