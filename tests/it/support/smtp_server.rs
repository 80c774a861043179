//! A real SMTP server on loopback, made of plain threads, that can be told to misbehave.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};

use super::letter::Letter;

/// What the server does instead of the ordinary, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whim {
    /// Greets with this reply and hangs up. For the next connection.
    Greet(&'static str),
    /// Answers `AUTH` with this. For the next connection.
    SignIn(&'static str),
    /// Answers `MAIL FROM` with this.
    Sender(&'static str),
    /// Answers `RCPT TO` with this.
    Recipient(&'static str),
    /// Answers the whole letter with this.
    EndOfLetter(&'static str),
    /// Keeps the letter, then hangs up without an answer.
    TakeAndHangUp,
    /// Does not keep the letter, hangs up without an answer.
    DropAndHangUp,
    /// Never answers the letter; waits until the client gives up.
    FallSilent,
    /// Keeps the letter and answers, then hangs up.
    AnswerAndHangUp,
}

/// A letter that arrived, with its envelope.
#[derive(Debug, Clone)]
pub struct Arrived {
    pub from: String,
    pub to: Vec<String>,
    pub raw: Vec<u8>,
}

impl Arrived {
    pub fn letter(&self) -> Letter {
        Letter::parse(&self.raw)
    }
}

pub struct SmtpServer {
    port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    told: Mutex<Told>,
    hung_up: Condvar,
}

#[derive(Default)]
struct Told {
    whims: VecDeque<Whim>,
    arrived: Vec<Arrived>,
    commands: Vec<String>,
    connections: usize,
    open: usize,
}

impl SmtpServer {
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&shared);
                {
                    let mut told = state.told.lock().unwrap();
                    told.connections += 1;
                    told.open += 1;
                }
                std::thread::spawn(move || {
                    // A client that goes away in the middle is part of the play.
                    let _ = Conversation::new(&state, &stream).and_then(Conversation::run);
                    let _ = stream.shutdown(Shutdown::Both);
                    state.told.lock().unwrap().open -= 1;
                    state.hung_up.notify_all();
                });
            }
        });
        Self { port, state }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Misbehaves once for each, in this order.
    pub fn play(&self, whims: &[Whim]) {
        self.state.told.lock().unwrap().whims.extend(whims);
    }

    /// Everything that arrived so far, oldest first.
    pub fn arrived(&self) -> Vec<Arrived> {
        self.state.told.lock().unwrap().arrived.clone()
    }

    /// How many connections were ever opened.
    pub fn connections(&self) -> usize {
        self.state.told.lock().unwrap().connections
    }

    /// All commands of all connections, in the order of arrival.
    pub fn commands(&self) -> Vec<String> {
        self.state.told.lock().unwrap().commands.clone()
    }

    /// Waits until no connection is open any more.
    pub fn wait_until_left_alone(&self) {
        let told = self.state.told.lock().unwrap();
        drop(
            self.state
                .hung_up
                .wait_while(told, |told| told.open > 0)
                .unwrap(),
        );
    }
}

struct Conversation<'a> {
    state: &'a State,
    input: BufReader<TcpStream>,
    output: TcpStream,
    from: String,
    to: Vec<String>,
}

impl<'a> Conversation<'a> {
    fn new(state: &'a State, stream: &TcpStream) -> std::io::Result<Self> {
        Ok(Self {
            state,
            input: BufReader::new(stream.try_clone()?),
            output: stream.try_clone()?,
            from: String::new(),
            to: Vec::new(),
        })
    }

    fn run(mut self) -> std::io::Result<()> {
        if let Some(Whim::Greet(reply)) = self.whim(|whim| matches!(whim, Whim::Greet(_))) {
            return self.say(reply);
        }
        self.say("220 prova.example ESMTP")?;
        while let Some(command) = self.hear()? {
            let upper = command.to_ascii_uppercase();
            self.state
                .told
                .lock()
                .unwrap()
                .commands
                .push(command.clone());
            if upper.starts_with("EHLO") {
                self.say("250-prova.example\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN")?;
            } else if upper.starts_with("AUTH") {
                let reply = match self.whim(|whim| matches!(whim, Whim::SignIn(_))) {
                    Some(Whim::SignIn(reply)) => reply,
                    _ => "235 2.7.0 ok",
                };
                self.say(reply)?;
            } else if upper.starts_with("MAIL FROM:") {
                self.from = bracketed(&command);
                self.to.clear();
                let reply = match self.whim(|whim| matches!(whim, Whim::Sender(_))) {
                    Some(Whim::Sender(reply)) => reply,
                    _ => "250 2.1.0 ok",
                };
                self.say(reply)?;
            } else if upper.starts_with("RCPT TO:") {
                match self.whim(|whim| matches!(whim, Whim::Recipient(_))) {
                    Some(Whim::Recipient(reply)) => self.say(reply)?,
                    _ => {
                        self.to.push(bracketed(&command));
                        self.say("250 2.1.5 ok")?;
                    }
                }
            } else if upper == "DATA" {
                if !self.take_letter()? {
                    return Ok(());
                }
            } else if upper == "RSET" || upper == "NOOP" {
                self.say("250 2.0.0 ok")?;
            } else if upper == "QUIT" {
                return self.say("221 2.0.0 addio");
            } else {
                self.say("500 5.5.2 unknown")?;
            }
        }
        Ok(())
    }

    /// `false` if the conversation ends here.
    fn take_letter(&mut self) -> std::io::Result<bool> {
        self.say("354 go on")?;
        let mut raw = Vec::new();
        loop {
            let mut line = Vec::new();
            if self.input.read_until(b'\n', &mut line)? == 0 {
                return Ok(false);
            }
            if line == b".\r\n" {
                break;
            }
            let line = if line.starts_with(b".") {
                &line[1..]
            } else {
                &line[..]
            };
            raw.extend_from_slice(line);
        }
        let whim = self.whim(|whim| {
            !matches!(
                whim,
                Whim::Greet(_) | Whim::SignIn(_) | Whim::Sender(_) | Whim::Recipient(_)
            )
        });
        if matches!(
            whim,
            None | Some(Whim::TakeAndHangUp | Whim::AnswerAndHangUp)
        ) {
            self.state.told.lock().unwrap().arrived.push(Arrived {
                from: self.from.clone(),
                to: self.to.clone(),
                raw,
            });
        }
        match whim {
            Some(Whim::EndOfLetter(reply)) => self.say(reply).map(|()| true),
            Some(Whim::TakeAndHangUp | Whim::DropAndHangUp) => Ok(false),
            Some(Whim::FallSilent) => {
                while self.hear()?.is_some() {}
                Ok(false)
            }
            Some(Whim::AnswerAndHangUp) => self.say("250 2.0.0 kept").map(|()| false),
            _ => self.say("250 2.0.0 kept as 1").map(|()| true),
        }
    }

    /// The next whim, if it is of this kind.
    fn whim(&self, of_kind: impl Fn(&Whim) -> bool) -> Option<Whim> {
        let mut told = self.state.told.lock().unwrap();
        told.whims.pop_front_if(|whim| of_kind(whim))
    }

    fn say(&mut self, reply: &str) -> std::io::Result<()> {
        self.output.write_all(format!("{reply}\r\n").as_bytes())
    }

    fn hear(&mut self) -> std::io::Result<Option<String>> {
        let mut line = String::new();
        let read = self.input.read_line(&mut line)?;
        Ok((read > 0).then(|| line.trim_end().to_owned()))
    }
}

fn bracketed(command: &str) -> String {
    let start = command.find('<').map_or(0, |at| at + 1);
    let end = command.rfind('>').unwrap_or(command.len());
    command[start..end].to_owned()
}
