//! `fra-unioni files verify`: reads every file that a row names, and says which is missing or another.

use std::collections::HashSet;
use std::process::ExitCode;

use clap::Subcommand;
use futures_util::TryStreamExt;

use crate::features::files;
use crate::platform::app::App;
use crate::platform::blobs::{BlobHash, StoredBlob};

/// What can be done with the store of files.
#[derive(Subcommand)]
pub enum Files {
    /// Read every file that a row names and compare it with its name; exit code 1 if one is missing or changed.
    Verify,
}

/// Runs one of the commands.
///
/// # Errors
/// When the database or the store cannot be asked at all.
pub fn run(app: &App, what: &Files) -> anyhow::Result<ExitCode> {
    let Files::Verify = what;
    let mut named: Vec<BlobHash> = app.db.read(files::named)?.into_iter().collect();
    named.sort();
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(verify(app, &named))
}

async fn verify(app: &App, named: &[BlobHash]) -> anyhow::Result<ExitCode> {
    let (mut intact, mut missing, mut changed, mut unread) = (0, 0, 0, 0);
    for hash in named {
        match app.blobs.is_intact(hash).await {
            Ok(Some(true)) => intact += 1,
            Ok(Some(false)) => {
                changed += 1;
                println!("changed  {hash}");
            }
            Ok(None) => {
                missing += 1;
                println!("missing  {hash}");
            }
            Err(error) => {
                unread += 1;
                println!("unread   {hash}: {error:#}");
            }
        }
    }
    let stored: Vec<StoredBlob> = app.blobs.list().try_collect().await?;
    let named: HashSet<&BlobHash> = named.iter().collect();
    let mut orphans = 0;
    for stored in stored {
        if !named.contains(&stored.blob.hash) {
            orphans += 1;
            println!("orphan   {}", stored.blob.hash);
        }
    }
    println!(
        "{intact} intact, {changed} changed, {missing} missing, {unread} not to be read, {orphans} that no row names; {}.",
        app.blobs.whereabouts()
    );
    // What no row names does no harm, and is swept by the server.
    Ok(if changed + missing + unread == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
