//! The command line: parses it, reads the settings, calls one function.

mod body;
mod confined;
mod demo;
mod doctor;
mod files;
mod import;
mod register;
mod reindex;
mod site;
mod user;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Parser, Subcommand};

use crate::features::imports::Mode;
use crate::features::topics;
use crate::platform::app::App;
use crate::platform::clock::{Clock, SystemClock};
use crate::platform::config::{self, Config, MailRoute};
use crate::platform::confined::child;
use crate::platform::mail::{FolderMailer, Mailer, SmtpConfig, SmtpMailer};
use crate::serve;

/// Fra Unioni: where Italian unions of municipalities teach each other how they did it.
#[derive(Parser)]
#[command(name = "fra-unioni", version, about, long_about = None)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Folder where everything lives (database, files, index) [default: data].
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Settings file [default: fra-unioni.toml in the data folder].
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Start the web server and the workers.
    Serve {
        /// Address and port to listen on; port 0 picks a free one.
        #[arg(long, value_name = "ADDR")]
        listen: Option<String>,
    },
    /// Start a demonstration on content of its own, on this machine only [default folder: data/demo].
    Demo {
        /// Address and port to listen on, of this machine; port 0 picks a free one.
        #[arg(long, value_name = "ADDR")]
        listen: Option<String>,
        /// Throw the demonstration's content away and begin anew.
        #[arg(long)]
        reset: bool,
    },
    /// Make the tables, or bring them up to date.
    Migrate,
    /// Add the bodies people belong to, and list them.
    Body {
        #[command(subcommand)]
        what: body::Body,
    },
    /// Add people, change their offices, let them choose a new password.
    User {
        #[command(subcommand)]
        what: user::User,
    },
    /// Take in content from a file of JSON Lines (docs/IMPORT.md); exit code 2 if some lines were bad.
    Import {
        /// The file, one record a line.
        file: PathBuf,
        /// Folder in which, or below, the files lie that the records name [default: that of FILE].
        #[arg(long, value_name = "DIR")]
        files: Option<PathBuf>,
        /// Only say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
    /// Take in the lists that IPA, ISTAT and PA digitale 2026 publish.
    Register {
        #[command(subcommand)]
        what: register::Command,
    },
    /// Build the search index anew from the database.
    Reindex,
    /// Check database, files, index, mail and permissions, and say what to do; exit code 1 if something is wrong.
    Doctor,
    /// Look after the store of uploaded files.
    Files {
        #[command(subcommand)]
        what: files::Files,
    },
    /// List every setting with its unit, value and source.
    Config,
    /// Do one thing with the file that is standard input (the server runs this as its child).
    #[command(hide = true)]
    Confined {
        /// What, in JSON.
        task: String,
        /// Processor time it may use.
        seconds: u64,
        /// Address space it may use, in bytes.
        memory_bytes: u64,
    },
}

/// Runs the program; the exit code is 0 when all went well, 1 on an error, 2 when part of the input was bad.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    if let Command::Confined {
        task,
        seconds,
        memory_bytes,
    } = &cli.command
    {
        return child(task, *seconds, *memory_bytes, confined::carry_out);
    }
    match carry_out(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("fra-unioni: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(cli: Cli) -> anyhow::Result<ExitCode> {
    let mut flags: BTreeMap<&'static str, String> = BTreeMap::new();
    if let Some(data) = &cli.data {
        flags.insert("data", data.to_string_lossy().into_owned());
    }
    if let Command::Serve { listen } | Command::Demo { listen, .. } = &cli.command
        && let Some(listen) = listen
    {
        flags.insert("listen", listen.clone());
    }
    if let Command::Demo { .. } = cli.command {
        flags
            .entry("data")
            .or_insert_with(|| "data/demo".to_owned());
    }
    let config = config::read(&flags, cli.config.as_deref())?;
    log(&config)?;
    for name in &config.unknown {
        eprintln!(
            "fra-unioni: there is no setting {name}, it is left unread; `fra-unioni config` lists them"
        );
    }
    match cli.command {
        Command::Serve { .. } => serve::serve(open(config)?, |_| Vec::new())?,
        Command::Demo { reset, .. } => demo::run(config, reset)?,
        Command::Import {
            file,
            files,
            dry_run,
        } => {
            let mode = if dry_run { Mode::DryRun } else { Mode::Import };
            let scratch = import::Scratch::unless_there(&config, mode);
            let config = match &scratch {
                Some(scratch) => scratch.settings(config),
                None => config,
            };
            return import::import(&open_beside(config)?, &file, files.as_deref(), mode);
        }
        Command::Reindex => reindex::reindex(&open_beside(config)?)?,
        Command::Doctor => {
            // Whatever is examined is not to be made by examining it.
            let mailer = if config.data.is_dir() {
                mailer(&config)
            } else {
                Err(anyhow::anyhow!("the data folder is not there"))
            };
            let program = std::env::current_exe()?;
            return Ok(doctor::doctor(
                &config,
                mailer,
                Arc::new(SystemClock),
                &program,
            ));
        }
        Command::Migrate => {
            open_beside(config)?;
            println!("The tables are up to date.");
        }
        Command::Body { what } => body::run(&config, &what)?,
        Command::User { what } => user::run(&config, &what)?,
        Command::Register { what } => return register::run(&config, &what),
        Command::Files { what } => return files::run(&open_beside(config)?, &what),
        Command::Config => {
            for (setting, value, source) in config.explain() {
                println!(
                    "{:<24} {:<24} ({}; {})",
                    setting.name,
                    value,
                    if setting.unit.is_empty() {
                        "text"
                    } else {
                        setting.unit
                    },
                    source
                );
                println!("    {} [default: {:?}]", setting.help, setting.default);
            }
        }
        Command::Confined { .. } => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// Opens the application with the machine's clock and the mailer the settings name.
fn open(config: Config) -> anyhow::Result<App> {
    open_by(App::open, config)
}

/// Opens the application beside a server that may be running.
fn open_beside(config: Config) -> anyhow::Result<App> {
    open_by(App::open_beside, config)
}

/// One of the two ways to open an [`App`].
type Opening = fn(Config, Box<dyn Mailer>, Arc<dyn Clock>, PathBuf) -> anyhow::Result<App>;

fn open_by(opening: Opening, config: Config) -> anyhow::Result<App> {
    let mailer = mailer(&config)?;
    let app = opening(
        config,
        mailer,
        Arc::new(SystemClock),
        std::env::current_exe()?,
    )?;
    app.write_now(topics::ensure_roots)?;
    Ok(app)
}

fn mailer(config: &Config) -> anyhow::Result<Box<dyn Mailer>> {
    Ok(match &config.mail {
        MailRoute::Folder(folder) => {
            Box::new(FolderMailer::new(folder).context("the setting mail_folder cannot be used")?)
        }
        MailRoute::Smtp(smtp) => Box::new(SmtpMailer::new(SmtpConfig {
            host: smtp.host.clone(),
            port: smtp.port,
            tls: smtp.tls.parse()?,
            credentials: (!smtp.username.is_empty())
                .then(|| (smtp.username.clone(), smtp.password.clone())),
            helo: smtp.helo.clone(),
            timeout: smtp.timeout,
            idle: std::time::Duration::from_secs(30),
        })?),
    })
}

/// Log lines go to standard error; standard output is for what a command answers.
fn log(config: &Config) -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log_level)?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let set = if config.log_json {
        lines.json().try_init()
    } else {
        lines.with_target(false).try_init()
    };
    set.map_err(|e| anyhow::anyhow!("logging cannot be started: {e}"))
}
