//! Parses the command line and calls one function.

fn main() -> std::process::ExitCode {
    fra_unioni::cli::run()
}
