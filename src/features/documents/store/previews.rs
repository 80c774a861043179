//! Rows and queries of the pictures of pages.

use diesel::prelude::*;

use super::super::{
    Preview, PreviewClaim, PreviewState, ScanState, StoredPreview, TextState, VersionId,
};
use crate::platform::blobs::BlobHash;
use crate::platform::db::schema::{document_previews, document_seals, document_versions};
use crate::platform::db::{BothExt, Conn, SkipLocked, Tx, When};
use crate::platform::draw::DRAWABLE;
use crate::platform::error::Result;
use crate::platform::extract::FileKind;

/// How the kinds of file that can be drawn are written in the database.
fn drawable() -> Result<Vec<String>> {
    DRAWABLE.iter().map(|kind| Ok(kind.word()?)).collect()
}

/// The versions read whose first pages nobody has had drawn: of an envelope, those of what is inside.
macro_rules! undrawn {
    ($drawable:expr, $envelope:expr) => {
        document_versions::table
            .filter(document_versions::preview_begun.eq(false))
            .filter(document_versions::text_state.ne(TextState::Pending))
            .filter(document_versions::scan_state.ne_all(SHUT))
            .filter(
                document_versions::file_kind
                    .eq_any($drawable)
                    .or(document_versions::file_kind
                        .eq($envelope)
                        .and(diesel::dsl::exists(
                            document_seals::table
                                .filter(document_seals::version_id.eq(document_versions::id))
                                .filter(document_seals::content_kind.eq_any($drawable)),
                        ))),
            )
    };
}

/// Of such files nothing is drawn.
const SHUT: [ScanState; 2] = [ScanState::Due, ScanState::Infected];

pub fn count_wanted(conn: &mut Conn) -> Result<(i64, Option<When>)> {
    let wanted = document_previews::table
        .filter(document_previews::state.eq(PreviewState::Wanted))
        .select(diesel::dsl::min(document_previews::wanted_at));
    let oldest_page: Option<When> = wanted.first(conn)?;
    let pages: i64 = document_previews::table
        .filter(document_previews::state.eq(PreviewState::Wanted))
        .count()
        .get_result(conn)?;
    let (drawable, envelope) = (drawable()?, FileKind::P7m.word()?);
    let versions: i64 = undrawn!(&drawable, &envelope).count().get_result(conn)?;
    let oldest_version: Option<When> = undrawn!(&drawable, &envelope)
        .select(diesel::dsl::min(document_versions::created_at))
        .first(conn)?;
    let oldest = [oldest_page, oldest_version].into_iter().flatten().min();
    Ok((pages + versions, oldest))
}

/// The pages of one version that wait longest, of those tried least; the try is counted.
pub fn claim_wanted(tx: &mut Tx<'_>) -> Result<Option<PreviewClaim>> {
    let next: Option<(VersionId, i32, i32)> = SkipLocked(
        document_previews::table
            .filter(document_previews::state.eq(PreviewState::Wanted))
            .order((
                document_previews::tries,
                document_previews::wanted_at,
                document_previews::page,
            ))
            .limit(1)
            .select((
                document_previews::version_id,
                document_previews::page,
                document_previews::tries,
            )),
    )
    .load(&mut **tx)?
    .into_iter()
    .next();
    let Some((version, first, tries)) = next else {
        return Ok(None);
    };
    // Pages that follow one another are drawn together, as the first ones always do.
    let beside: Vec<i32> = document_previews::table
        .filter(document_previews::version_id.eq(version))
        .filter(document_previews::state.eq(PreviewState::Wanted))
        .filter(document_previews::tries.eq(tries))
        .filter(document_previews::page.between(first, first + 2))
        .order(document_previews::page)
        .select(document_previews::page)
        .load(&mut **tx)?;
    let last = beside
        .into_iter()
        .zip(first..)
        .take_while(|(page, at)| page == at)
        .map(|(page, _)| page)
        .last()
        .unwrap_or(first);
    let hash = file_to_draw(tx, version)?;
    let tries = tries + 1;
    diesel::update(
        document_previews::table
            .filter(document_previews::version_id.eq(version))
            .filter(document_previews::page.between(first, last)),
    )
    .set(document_previews::tries.eq(tries))
    .execute(&mut **tx)?;
    Ok(Some(PreviewClaim {
        version,
        hash,
        first,
        last,
        tries,
    }))
}

/// What was inside the file of a version, or else the file.
fn file_to_draw(conn: &mut Conn, version: VersionId) -> Result<BlobHash> {
    let (file, content): (Option<String>, Option<String>) = document_versions::table
        .left_join(document_seals::table.on(document_seals::version_id.eq(document_versions::id)))
        .filter(document_versions::id.eq(version))
        .select((
            document_versions::blob_hash,
            document_seals::content_hash.nullable(),
        ))
        .first(conn)?;
    let hash = content.or(file);
    let known = hash.as_deref().unwrap_or_default().parse();
    Ok(known.map_err(|_| anyhow::anyhow!("version {version} names {hash:?}, which is no hash"))?)
}

/// The version that waits longest for its first pages, which is told not to wait any more.
pub fn begin_previews(tx: &mut Tx<'_>) -> Result<Option<VersionId>> {
    let (drawable, envelope) = (drawable()?, FileKind::P7m.word()?);
    let next: Option<VersionId> = SkipLocked(
        undrawn!(&drawable, &envelope)
            .order(document_versions::created_at)
            .limit(1)
            .select(document_versions::id),
    )
    .load(&mut **tx)?
    .into_iter()
    .next();
    if let Some(version) = next {
        diesel::update(document_versions::table.find(version))
            .set(document_versions::preview_begun.eq(true))
            .execute(&mut **tx)?;
    }
    Ok(next)
}

pub fn insert_wanted(tx: &mut Tx<'_>, version: VersionId, page: i32) -> Result<()> {
    let now = tx.now();
    diesel::insert_into(document_previews::table)
        .values((
            document_previews::version_id.eq(version),
            document_previews::page.eq(page),
            document_previews::state.eq(PreviewState::Wanted),
            document_previews::wanted_at.eq(now),
        ))
        .on_conflict((document_previews::version_id, document_previews::page))
        .do_nothing()
        .both()
        .execute(&mut **tx)?;
    Ok(())
}

pub fn set_drawn(tx: &mut Tx<'_>, version: VersionId, drawn: &StoredPreview) -> Result<()> {
    diesel::update(document_previews::table.find((version, drawn.page)))
        .set((
            document_previews::state.eq(PreviewState::Drawn),
            document_previews::blob_hash.eq(Some(drawn.hash.as_str())),
            document_previews::width_px.eq(drawn.width_px),
            document_previews::height_px.eq(drawn.height_px),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn set_drawn_count(tx: &mut Tx<'_>, version: VersionId, count: i32) -> Result<()> {
    diesel::update(document_versions::table.find(version))
        .set(document_versions::drawn_count.eq(count))
        .execute(&mut **tx)?;
    Ok(())
}

/// Nobody waits for pages that a file does not have.
pub fn delete_beyond(tx: &mut Tx<'_>, version: VersionId, count: i32) -> Result<()> {
    diesel::delete(
        document_previews::table
            .filter(document_previews::version_id.eq(version))
            .filter(document_previews::page.gt(count)),
    )
    .execute(&mut **tx)?;
    Ok(())
}

pub fn set_failed(tx: &mut Tx<'_>, claim: &PreviewClaim) -> Result<()> {
    diesel::update(
        document_previews::table
            .filter(document_previews::version_id.eq(claim.version))
            .filter(document_previews::page.between(claim.first, claim.last))
            .filter(document_previews::state.eq(PreviewState::Wanted)),
    )
    .set(document_previews::state.eq(PreviewState::Failed))
    .execute(&mut **tx)?;
    Ok(())
}

pub fn find_preview(conn: &mut Conn, version: VersionId, page: i32) -> Result<Option<Preview>> {
    let row: Option<(PreviewState, Option<String>, i32, i32)> = document_previews::table
        .find((version, page))
        .select((
            document_previews::state,
            document_previews::blob_hash,
            document_previews::width_px,
            document_previews::height_px,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(state, hash, width_px, height_px)| Preview {
        state,
        hash: hash.and_then(|hash| hash.parse().ok()),
        width_px,
        height_px,
    }))
}

pub fn has_preview(conn: &mut Conn, hash: &BlobHash) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        document_previews::table.filter(document_previews::blob_hash.eq(hash.as_str())),
    ))
    .get_result(conn)?)
}

pub fn list_previewed_blobs(conn: &mut Conn) -> Result<Vec<BlobHash>> {
    let hashes: Vec<Option<String>> = document_previews::table
        .filter(document_previews::blob_hash.is_not_null())
        .select(document_previews::blob_hash)
        .distinct()
        .load(conn)?;
    Ok(hashes
        .into_iter()
        .flatten()
        .filter_map(|hash| hash.parse().ok())
        .collect())
}
