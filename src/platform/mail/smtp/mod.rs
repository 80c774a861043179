//! SMTP, over one connection that is kept open and used again.
//!
//! The connection lives on a thread of its own, the courier, with its own small async runtime:
//! callers block until their letter is settled, and the courier says goodbye by itself when nothing comes for a while.
//!
//! lettre's own transports leave Nagle's algorithm on, which together with delayed acknowledgements costs 40 ms
//! a letter; here the socket is opened with `TCP_NODELAY` and given to lettre, for plain and encrypted connections alike.

use std::sync::mpsc;
use std::time::Duration;

use tokio::sync::mpsc as async_mpsc;

use super::message::{Composed, compose};
use super::{Mail, Mailer, Receipt, SendFailure};

mod connection;
mod courier;
mod failure;
mod tls_stream;

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Not at all: for a relay on the same machine.
    None,
    /// Plain at first, then upgraded; a server that does not offer it is refused. Usually port 587.
    StartTls,
    /// From the first byte. Usually port 465.
    Implicit,
}

impl std::str::FromStr for Tls {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "none" => Ok(Self::None),
            "starttls" => Ok(Self::StartTls),
            "tls" => Ok(Self::Implicit),
            _ => anyhow::bail!("the mode of protection is one of none, starttls, tls"),
        }
    }
}

/// Which server takes the letters, and how. Certificates are checked against those of the operating system.
#[derive(Clone)]
pub struct SmtpConfig {
    /// Name or address of the server.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Protection of the connection.
    pub tls: Tls,
    /// User name and password; without them no sign-in is tried.
    pub credentials: Option<(String, String)>,
    /// The name this machine gives itself in `EHLO`.
    pub helo: String,
    /// For connecting and signing in, and again for each letter.
    pub timeout: Duration,
    /// An unused connection is closed after this long.
    pub idle: Duration,
}

/// Sends through one SMTP server.
pub struct SmtpMailer {
    described: String,
    errands: async_mpsc::UnboundedSender<Errand>,
}

/// What the courier can be asked.
enum Errand {
    Carry(Composed, mpsc::Sender<Result<Receipt, SendFailure>>),
    Greet(mpsc::Sender<Result<String, SendFailure>>),
}

impl SmtpMailer {
    /// Starts the courier; it connects when the first letter comes, and stops when this value is dropped.
    ///
    /// # Errors
    /// If the operating system gives no thread or no runtime.
    pub fn new(config: SmtpConfig) -> anyhow::Result<Self> {
        let described = format!("SMTP {}:{}", config.host, config.port);
        let (errands, received) = async_mpsc::unbounded_channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        std::thread::Builder::new()
            .name("smtp-courier".to_owned())
            .spawn(move || runtime.block_on(courier::run(config, received)))?;
        Ok(Self { described, errands })
    }

    fn ask<T>(
        &self,
        errand: impl FnOnce(mpsc::Sender<Result<T, SendFailure>>) -> Errand,
    ) -> Result<T, SendFailure> {
        let gone = |_| SendFailure::Temporary("the courier stopped".to_owned());
        let (answer, answered) = mpsc::channel();
        self.errands
            .send(errand(answer))
            .map_err(|_| gone(mpsc::RecvError))?;
        answered.recv().map_err(gone)?
    }
}

impl Mailer for SmtpMailer {
    fn send(&self, mail: &Mail) -> Result<Receipt, SendFailure> {
        let composed = compose(mail)?;
        self.ask(|answer| Errand::Carry(composed, answer))
    }

    fn check(&self) -> anyhow::Result<String> {
        Ok(self.ask(Errand::Greet)?)
    }

    fn describe(&self) -> String {
        self.described.clone()
    }
}
