//! Draws the pages of documents.
//!
//! Its to-do list are the versions that can be drawn (a PDF or a picture, or one inside an envelope)
//! whose first pages nobody has drawn yet, and the pages somebody looked for since. As with reading, a
//! try is counted before it begins, no transaction is open while a file is drawn, and what cannot be
//! drawn is given up after three tries. Pictures come first, rows second: a crash leaves an
//! orphan, never a row that names a picture that is not there.

use std::convert::Infallible;

use anyhow::Context;
use bytes::Bytes;

use super::notifier::behind;
use super::{Lag, Outcome, Worker};
use crate::features::documents::{self, PreviewClaim, StoredPreview};
use crate::platform::app::App;
use crate::platform::confined::Limits;
use crate::platform::draw::{Drawing, DrawnPage, Size, draw};

/// The worker.
pub const WORKER: Worker = Worker {
    name: "illustrator",
    what: "Disegna le pagine dei documenti",
    run_once,
    lag,
};

fn run_once(app: &App) -> anyhow::Result<Outcome> {
    // Most looks find nothing: they need no turn with the writer.
    if app.db.read(documents::pending_previews)?.0 == 0 {
        return Ok(Outcome::Idle);
    }
    let Some(claim) = app.db.write(&*app.clock, documents::claim_preview)? else {
        return Ok(Outcome::Idle);
    };
    draw_pages(app, &claim)?;
    Ok(Outcome::Worked)
}

fn draw_pages(app: &App, claim: &PreviewClaim) -> anyhow::Result<()> {
    let fail = || Ok(app.write_now(|tx| documents::fail_preview(tx, claim))?);
    if claim.is_hopeless() {
        return fail();
    }
    let limits = Limits {
        time: app.config.extract_time,
        memory_bytes: app.config.extract_memory_bytes,
        ..Limits::default()
    };
    let file = app.blobs.local(&claim.hash)?;
    let page = |number: i32| u32::try_from(number).unwrap_or(1);
    let pages = (page(claim.first), page(claim.last));
    match draw(&app.program, file.path(), pages, Size::Shown, &limits) {
        Ok(Drawing::Pages { count, pages }) => {
            let stored = store(app, pages)?;
            let count = i32::try_from(count).unwrap_or(i32::MAX);
            tracing::info!(version.id = %claim.version, pages = stored.len(), "drew pages");
            Ok(app.write_now(|tx| documents::record_previews(tx, claim, &stored, count))?)
        }
        // One page that cannot be drawn, or takes all the time, leaves those beside it.
        Ok(Drawing::Failed { .. }) if claim.first < claim.last => {
            (claim.first..=claim.last).try_for_each(|number| draw_pages(app, &claim.only(number)))
        }
        Ok(Drawing::Failed { detail }) => {
            tracing::info!(version.id = %claim.version, detail, "pages cannot be drawn");
            fail()
        }
        Err(error) if claim.is_last_try() => {
            tracing::error!(version.id = %claim.version, "gave up drawing pages: {error:#}");
            fail()
        }
        Err(error) => {
            Err(error).with_context(|| format!("draw pages of version {}", claim.version))
        }
    }
}

/// Puts the pictures into the store of files.
fn store(app: &App, pages: Vec<DrawnPage>) -> anyhow::Result<Vec<StoredPreview>> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(async {
            let mut stored = Vec::with_capacity(pages.len());
            for page in pages {
                let bytes = Ok::<_, Infallible>(Bytes::from(page.png));
                let blob = app
                    .blobs
                    .put(futures_util::stream::iter([bytes]), u64::MAX)
                    .await?;
                let small = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
                stored.push(StoredPreview {
                    page: small(page.number),
                    hash: blob.hash,
                    width_px: small(page.width_px),
                    height_px: small(page.height_px),
                });
            }
            Ok(stored)
        })
}

fn lag(app: &App) -> anyhow::Result<Lag> {
    let (waiting, oldest) = app.db.read(documents::pending_previews)?;
    Ok(behind(app, waiting, oldest))
}
