//! The blanks of versions.

use diesel::prelude::*;

use super::super::model::Unlisted;
use super::super::{ScanState, TextState, VersionId};
use crate::platform::db::schema::document_versions;
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;
use crate::platform::extract::FileKind;
use crate::platform::extract::blanks::Blank;

/// The oldest version whose text was read and whose blanks were not looked for.
pub fn find_unlisted(conn: &mut Conn) -> Result<Option<Unlisted>> {
    let kinds = [FileKind::Docx.word()?, FileKind::Odt.word()?];
    let found: Option<(VersionId, Option<String>, Option<String>)> = document_versions::table
        .filter(document_versions::blanks.is_null())
        .filter(document_versions::file_kind.eq_any(kinds))
        .filter(document_versions::text_state.ne(TextState::Pending))
        .filter(document_versions::scan_state.ne(ScanState::Due))
        .filter(document_versions::blob_hash.is_not_null())
        .order(document_versions::created_at)
        .select((
            document_versions::id,
            document_versions::blob_hash,
            document_versions::file_kind,
        ))
        .first(conn)
        .optional()?;
    let Some((version, Some(hash), kind)) = found else {
        return Ok(None);
    };
    Ok(Some(Unlisted {
        hash: hash
            .parse()
            .map_err(|_| anyhow::anyhow!("version {version} names {hash:?}, which is no hash"))?,
        kind: FileKind::of_word(&kind.unwrap_or_default()),
        version,
    }))
}

pub fn set_blanks(tx: &mut Tx<'_>, version: VersionId, blanks: &[Blank]) -> Result<()> {
    diesel::update(document_versions::table.find(version))
        .set(document_versions::blanks.eq(serde_json::to_string(blanks)?))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn find_blanks(conn: &mut Conn, version: VersionId) -> Result<Vec<Blank>> {
    let blanks: Option<String> = document_versions::table
        .find(version)
        .select(document_versions::blanks)
        .first(conn)?;
    Ok(match blanks {
        Some(blanks) => serde_json::from_str(&blanks)?,
        None => Vec::new(),
    })
}
