//! Who wrote a section of a draft last.

use diesel::prelude::*;

use crate::features::practices::VersionId;
use crate::features::practices::check::Section;
use crate::platform::actor::PersonId;
use crate::platform::db::schema::{practice_section_saves, practices};
use crate::platform::db::{Conn, Tx, When, columns};
use crate::platform::error::Result;

/// The last time somebody wrote a section.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = practice_section_saves)]
pub struct SectionSave {
    pub version_id: VersionId,
    pub section: Section,
    pub person_id: PersonId,
    /// The token of the form it came from; empty when it came from none.
    pub form_token: String,
    pub saved_at: When,
    /// When the log was last told that this person writes here.
    pub told_at: When,
}

/// Lets nobody else write on a practice until this transaction ends.
pub fn lock(tx: &mut Tx<'_>, number: i64) -> Result<()> {
    // An update that alters nothing takes the row's lock on PostgreSQL; SQLite has one writer.
    diesel::update(practices::table.filter(practices::number.eq(number)))
        .set(practices::number.eq(number))
        .execute(&mut **tx)?;
    Ok(())
}

/// The last saves of these sections of a version, the newest first.
pub fn list_section_saves(
    conn: &mut Conn,
    version: VersionId,
    sections: &[Section],
) -> Result<Vec<SectionSave>> {
    Ok(practice_section_saves::table
        .filter(practice_section_saves::version_id.eq(version))
        .filter(practice_section_saves::section.eq_any(sections))
        .order(practice_section_saves::saved_at.desc())
        .select(columns::<SectionSave>())
        .load(conn)?)
}

/// Notes who writes a section.
pub fn set_section_save(tx: &mut Tx<'_>, save: &SectionSave) -> Result<()> {
    diesel::delete(practice_section_saves::table.find((save.version_id, save.section)))
        .execute(&mut **tx)?;
    diesel::insert_into(practice_section_saves::table)
        .values((
            practice_section_saves::version_id.eq(save.version_id),
            practice_section_saves::section.eq(save.section),
            practice_section_saves::person_id.eq(save.person_id),
            practice_section_saves::form_token.eq(&save.form_token),
            practice_section_saves::saved_at.eq(save.saved_at),
            practice_section_saves::told_at.eq(save.told_at),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
