//! Whether the confinement holds on this machine: a child tries what it may not do.

use std::fs::File;
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream, UdpSocket};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::child::Fault;
use super::sandbox::Layers;
use super::{End, Limits, Task, run};

/// What a confined child managed to do. All but `layers` should be false.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// The layers that were put on.
    pub layers: Layers,
    /// It opened a file of this machine.
    pub opened_a_file: bool,
    /// It reached a server of this machine by TCP.
    pub connected: bool,
    /// It made a socket that can send datagrams.
    pub made_a_socket: bool,
    /// It started another program.
    pub started_a_program: bool,
}

impl Probe {
    /// Whether nothing was managed.
    pub fn holds(&self) -> bool {
        !(self.opened_a_file || self.connected || self.made_a_socket || self.started_a_program)
    }

    /// What was managed, for people who run the server.
    pub fn managed(&self) -> Vec<&'static str> {
        [
            (self.opened_a_file, "opened a file"),
            (self.connected, "connected to a port"),
            (self.made_a_socket, "made a socket"),
            (self.started_a_program, "started a program"),
        ]
        .into_iter()
        .filter_map(|(managed, what)| managed.then_some(what))
        .collect()
    }
}

/// Lets a child of `program` try.
///
/// # Errors
/// When it could not be started or did not answer.
pub fn probe(program: &Path) -> Result<Probe> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("listen on a port")?;
    let task = Task::Probe {
        port: listener.local_addr()?.port(),
    };
    let nothing = File::open("/dev/null").context("open /dev/null")?;
    match run(program, &task, nothing, &Limits::default()) {
        End::Answered(answer) => {
            serde_json::from_slice(&answer).context("the answer of the child is not understood")
        }
        End::NotTried(error) => Err(error),
        other => bail!("the child did not answer: {other:?}"),
    }
}

/// The child's part.
pub(super) fn answer(port: u16, layers: Layers, out: &mut dyn Write) -> Result<(), Fault> {
    let probe = Probe {
        layers,
        opened_a_file: File::open("/etc/passwd").is_ok(),
        connected: TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok(),
        made_a_socket: UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).is_ok(),
        started_a_program: Command::new("/bin/true").status().is_ok(),
    };
    serde_json::to_writer(out, &probe).map_err(|error| Fault::from(io::Error::from(error)))
}
