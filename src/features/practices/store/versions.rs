//! The history of a practice: its versions, without or with their text.

use diesel::prelude::*;

use super::VersionRow;
use crate::features::practices::versions::{Entry, Sight};
use crate::features::practices::{PracticeId, Version, VersionId};
use crate::platform::actor::PersonId;
use crate::platform::db::schema::practice_versions;
use crate::platform::db::{Backend, Conn, Tx, When, columns};
use crate::platform::error::Result;

#[derive(Queryable, Selectable)]
#[diesel(table_name = practice_versions)]
struct EntryRow {
    id: VersionId,
    ordinal: i32,
    author_id: PersonId,
    updated_at: When,
    published_at: Option<When>,
    change_note: String,
}

impl From<EntryRow> for Entry {
    fn from(row: EntryRow) -> Entry {
        Entry {
            id: row.id,
            ordinal: row.ordinal,
            author: row.author_id,
            updated_at: row.updated_at,
            published_at: row.published_at,
            change_note: row.change_note,
        }
    }
}

/// The versions of a practice that may be read with this sight.
fn readable<'a>(practice: PracticeId, sight: Sight) -> practice_versions::BoxedQuery<'a, Backend> {
    let all = practice_versions::table
        .filter(practice_versions::practice_id.eq(practice))
        .into_boxed::<Backend>();
    match sight {
        Sight::Published => all.filter(practice_versions::published_at.is_not_null()),
        Sight::Everything => all,
    }
}

pub fn count_versions(conn: &mut Conn, practice: PracticeId, sight: Sight) -> Result<i64> {
    Ok(readable(practice, sight).count().get_result(conn)?)
}

/// Some of the versions of a practice, the newest first, without their text.
pub fn list_versions(
    conn: &mut Conn,
    practice: PracticeId,
    sight: Sight,
    limit: i64,
    offset: i64,
) -> Result<Vec<Entry>> {
    let rows: Vec<EntryRow> = readable(practice, sight)
        .order(practice_versions::ordinal.desc())
        .limit(limit)
        .offset(offset)
        .select(columns::<EntryRow>())
        .load(conn)?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

/// The version of this number, if it may be read with this sight.
pub fn find_version_numbered(
    conn: &mut Conn,
    practice: PracticeId,
    sight: Sight,
    ordinal: i32,
) -> Result<Version> {
    readable(practice, sight)
        .filter(practice_versions::ordinal.eq(ordinal))
        .select(columns::<VersionRow>())
        .first::<VersionRow>(conn)?
        .try_into()
}

/// The number of the version that was published before this one, if there is one.
pub fn find_previous_published(
    conn: &mut Conn,
    practice: PracticeId,
    ordinal: i32,
) -> Result<Option<i32>> {
    Ok(readable(practice, Sight::Published)
        .filter(practice_versions::ordinal.lt(ordinal))
        .select(diesel::dsl::max(practice_versions::ordinal))
        .first(conn)?)
}

/// Says what a version that is not published yet changes.
pub fn set_change_note(tx: &mut Tx<'_>, id: VersionId, note: &str) -> Result<()> {
    diesel::update(
        practice_versions::table
            .find(id)
            .filter(practice_versions::published_at.is_null()),
    )
    .set(practice_versions::change_note.eq(note))
    .execute(&mut **tx)?;
    Ok(())
}
