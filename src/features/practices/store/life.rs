//! Rows and queries of what becomes of published practices: their days, their maturity, what is left
//! of those withdrawn.

use std::collections::BTreeSet;

use diesel::dsl::count;
use diesel::prelude::*;
use uuid::Uuid;

use super::PracticeRow;
use crate::features::practices::findings::Target;
use crate::features::practices::{
    Check, CheckKind, Freshness, Maturity, Practice, PracticeId, PracticeState,
};
use crate::platform::actor::PersonId;
use crate::platform::audience::{Token, of_members};
use crate::platform::db::schema::{
    audiences, bodies, documents, practice_checks, practice_documents, practices, questions,
};
use crate::platform::db::sql::AnyId;
use crate::platform::db::{Conn, Tx, When, columns};
use crate::platform::error::Result;
use crate::platform::subject::SubjectKind;
use crate::visible;

/// The states of what is not looked at again.
const AT_REST: [PracticeState; 2] = [PracticeState::Archived, PracticeState::Withdrawn];

/// The published practices of these ages whose day is this one or an earlier.
pub fn list_past(
    conn: &mut Conn,
    ages: &[Freshness],
    day: When,
    limit: i64,
) -> Result<Vec<PracticeId>> {
    Ok(practices::table
        .filter(practices::freshness.eq_any(ages))
        .filter(practices::review_by.le(day))
        .filter(practices::state.ne_all(AT_REST))
        .filter(practices::published_version_id.is_not_null())
        .order((practices::review_by, practices::number))
        .limit(limit)
        .select(practices::id)
        .load(conn)?)
}

/// The published practices whose day comes by then and whose people were not told yet.
pub fn list_near(conn: &mut Conn, day: When, limit: i64) -> Result<Vec<PracticeId>> {
    Ok(practices::table
        .filter(practices::freshness.eq(Freshness::Current))
        .filter(practices::review_by.le(day))
        .filter(practices::review_reminded_at.is_null())
        .filter(practices::state.ne_all(AT_REST))
        .filter(practices::published_version_id.is_not_null())
        .order((practices::review_by, practices::number))
        .limit(limit)
        .select(practices::id)
        .load(conn)?)
}

/// The clock changes nothing that anybody may be writing: forms that are open stay good.
pub fn set_freshness(tx: &mut Tx<'_>, id: PracticeId, freshness: Freshness) -> Result<()> {
    diesel::update(practices::table.find(id))
        .set(practices::freshness.eq(freshness))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn set_review_reminded(tx: &mut Tx<'_>, id: PracticeId) -> Result<()> {
    let now = tx.now();
    diesel::update(practices::table.find(id))
        .set(practices::review_reminded_at.eq(now))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn set_maturity(tx: &mut Tx<'_>, id: PracticeId, maturity: Maturity) -> Result<()> {
    diesel::update(practices::table.find(id))
        .set(practices::maturity.eq(maturity))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn set_reuse_count(tx: &mut Tx<'_>, id: PracticeId, reuses: i32) -> Result<()> {
    diesel::update(practices::table.find(id))
        .set(practices::reuse_count.eq(reuses))
        .execute(&mut **tx)?;
    Ok(())
}

/// How many of these documents members may read.
pub fn count_readable_documents(conn: &mut Conn, ids: &[Uuid]) -> Result<usize> {
    if ids.is_empty() {
        return Ok(0);
    }
    let ids: Vec<AnyId> = ids.iter().copied().map(AnyId).collect();
    let readable: i64 = audiences::table
        .filter(audiences::subject_kind.eq(SubjectKind::Document.as_str()))
        .filter(audiences::subject_id.eq_any(ids))
        .filter(audiences::token.eq_any(of_members()))
        .select(count(audiences::subject_id).aggregate_distinct())
        .first(conn)?;
    Ok(usize::try_from(readable).unwrap_or(0))
}

/// The practices whose published version names any of these documents, each once.
pub fn list_naming(conn: &mut Conn, documents: &BTreeSet<Uuid>) -> Result<Vec<PracticeId>> {
    if documents.is_empty() {
        return Ok(Vec::new());
    }
    let documents: Vec<AnyId> = documents.iter().copied().map(AnyId).collect();
    Ok(practice_documents::table
        .filter(practice_documents::document_id.eq_any(documents))
        .select(practice_documents::practice_id)
        .distinct()
        .load(conn)?)
}

pub fn insert_check(tx: &mut Tx<'_>, practice: PracticeId, check: &Check) -> Result<()> {
    diesel::insert_into(practice_checks::table)
        .values((
            practice_checks::id.eq(AnyId(Uuid::now_v7())),
            practice_checks::practice_id.eq(practice),
            practice_checks::kind.eq(check.kind),
            practice_checks::person_id.eq(check.person),
            practice_checks::mentor_id.eq(check.mentor),
            practice_checks::note.eq(&check.note),
            practice_checks::at.eq(check.at),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

type CheckRow = (CheckKind, PersonId, Option<PersonId>, String, When);

pub fn find_last_check(conn: &mut Conn, practice: PracticeId) -> Result<Option<Check>> {
    let row: Option<CheckRow> = practice_checks::table
        .filter(practice_checks::practice_id.eq(practice))
        .order((practice_checks::at.desc(), practice_checks::id.desc()))
        .select((
            practice_checks::kind,
            practice_checks::person_id,
            practice_checks::mentor_id,
            practice_checks::note,
            practice_checks::at,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(kind, person, mentor, note, at)| Check {
        kind,
        person,
        mentor,
        note,
        at,
    }))
}

pub fn find_withdrawn(conn: &mut Conn, number: i64) -> Result<Option<Practice>> {
    Ok(practices::table
        .filter(practices::number.eq(number))
        .filter(practices::state.eq(PracticeState::Withdrawn))
        .select(columns::<PracticeRow>())
        .first::<PracticeRow>(conn)
        .optional()?
        .map(Practice::from))
}

/// Which of these pages everybody may read.
pub fn list_readable(conn: &mut Conn, targets: &BTreeSet<Target>) -> Result<BTreeSet<Target>> {
    let everybody = [Token::Public.to_string()];
    let mut readable = BTreeSet::new();
    let numbers = |kind: SubjectKind| -> Vec<i64> {
        targets
            .iter()
            .filter(|target| target.kind == kind)
            .map(|target| target.number)
            .collect()
    };
    macro_rules! find {
        ($kind:expr, $table:ident) => {
            let wanted = numbers($kind);
            if !wanted.is_empty() {
                let found: Vec<i64> = $table::table
                    .filter($table::number.eq_any(wanted))
                    .filter(visible!($kind, $table::id, &everybody))
                    .select($table::number)
                    .load(conn)?;
                readable.extend(found.into_iter().map(|number| Target {
                    kind: $kind,
                    number,
                }));
            }
        };
    }
    find!(SubjectKind::Practice, practices);
    find!(SubjectKind::Document, documents);
    find!(SubjectKind::Question, questions);
    let wanted = numbers(SubjectKind::Unione);
    if !wanted.is_empty() {
        let found: Vec<i64> = bodies::table
            .filter(bodies::number.eq_any(wanted))
            .select(bodies::number)
            .load(conn)?;
        readable.extend(found.into_iter().map(|number| Target {
            kind: SubjectKind::Unione,
            number,
        }));
    }
    Ok(readable)
}
