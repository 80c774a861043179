//! `fra-unioni reindex`.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use crate::platform::app::App;
use crate::platform::search::{Busy, SearchIndex};
use crate::workers::{Outcome, indexer};

/// Builds the index anew beside the present one and puts it in its place.
///
/// # Errors
/// When a server holds the index, or the database or the disk does not work; the present index stays.
pub fn reindex(app: &App) -> anyhow::Result<()> {
    let opened = SearchIndex::open(&app.config.index_folder(), app.installation.instance);
    let index = opened.map_err(|error| {
        if error.is::<Busy>() {
            error.context(
                "a server is running on this data folder and keeps its index itself: stop it first",
            )
        } else {
            error
        }
    })?;
    let bar = if std::io::stderr().is_terminal() {
        ProgressBar::new_spinner()
    } else {
        ProgressBar::hidden()
    };
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} indexed, {elapsed}") {
        bar.set_style(style);
    }
    let started = std::time::Instant::now();
    let done = indexer::rebuild(&app.db, &index, &mut |done| bar.set_position(done))?;
    // What changed while the rows were read.
    while indexer::follow(&app.db, &index)? == Outcome::Worked {}
    bar.finish_and_clear();
    let stats = index.stats()?;
    println!(
        "The search index was built anew: {done} things, {} entries, {:.1} MB, {:.1} s.",
        stats.entries,
        stats.size_bytes as f64 / 1e6,
        started.elapsed().as_secs_f64()
    );
    Ok(())
}
