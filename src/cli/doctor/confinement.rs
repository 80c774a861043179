//! What the child that reads foreign files can do on this machine.

use std::path::Path;

use super::Findings;
use crate::platform::confined::probe::{Probe, probe};

pub fn examine(program: &Path, findings: &mut Findings) {
    match probe(program) {
        Ok(found) if found.holds() => findings.ok("confinement", words(&found)),
        Ok(found) => findings.problem(
            "confinement",
            format!(
                "what reads foreign files is held by {}, and {}",
                layers(&found),
                found.managed().join(", ")
            ),
            "let this service use Landlock and seccomp (Linux 6.7 or newer; in a container, its security profile)",
        ),
        Err(error) => findings.problem(
            "confinement",
            format!("the child that reads foreign files did not answer ({error:#})"),
            "let the user that runs the server start this program",
        ),
    }
}

fn words(found: &Probe) -> String {
    format!(
        "what reads foreign files is held by {}: it tried to open a file, to connect and to start a program, and could not",
        layers(found)
    )
}

fn layers(found: &Probe) -> String {
    let mut layers = vec!["limits"];
    if found.layers.landlock {
        layers.push("Landlock");
    }
    if found.layers.seccomp {
        layers.push("seccomp");
    }
    layers.join(", ")
}
