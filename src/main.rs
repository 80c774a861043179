//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read the text of one file (started by the server for itself).
    #[command(hide = true)]
    Extract {
        /// The file; the standard input where there is none.
        file: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Extract { file } => fra_unioni::platform::extract::child(file.as_deref()),
    }
}
