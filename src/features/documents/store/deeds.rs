//! Rows of what documents say of themselves as acts.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::features::calls::CallId;
use crate::features::documents::{Deed, DocumentId, DocumentState, Protocol};
use crate::platform::actor::{Actor, BodyId};
use crate::platform::dates::PartialDate;
use crate::platform::db::schema::{document_calls, document_codes, document_deeds, documents};
use crate::platform::db::{Backend, Conn, Tx, When, columns};
use crate::platform::error::Result;
use crate::platform::subject::SubjectKind;
use crate::visible;

#[derive(Queryable, Selectable)]
#[diesel(table_name = document_deeds, check_for_backend(Backend))]
struct DeedRow {
    document_id: DocumentId,
    issuer: String,
    issuer_id: Option<BodyId>,
    act_number: String,
    act_date: Option<String>,
    protocol_area: String,
    protocol_year: Option<i32>,
    protocol_number: Option<String>,
    valid_from: Option<String>,
    valid_until: Option<String>,
    refers_to: String,
    replaces_id: Option<DocumentId>,
    review_by: Option<String>,
}

/// A date as it is kept; one that cannot be read counts as unknown.
fn date(kept: Option<String>) -> Option<PartialDate> {
    kept.and_then(|text| text.parse().ok())
}

impl From<DeedRow> for Deed {
    fn from(row: DeedRow) -> Deed {
        let protocol = row.protocol_year.zip(row.protocol_number);
        Deed {
            issuer: row.issuer,
            issuer_body: row.issuer_id,
            number: row.act_number,
            date: date(row.act_date),
            protocol: protocol.map(|(year, number)| Protocol {
                area: row.protocol_area,
                year,
                number,
            }),
            cups: Vec::new(),
            cigs: Vec::new(),
            calls: Vec::new(),
            valid_from: date(row.valid_from),
            valid_until: date(row.valid_until),
            refers_to: row.refers_to,
            replaces: row.replaces_id,
            review_by: row.review_by.and_then(|text| text.parse().ok()),
        }
    }
}

/// What these documents say of themselves, in three statements; those that say nothing are left out.
pub fn list_deeds(conn: &mut Conn, ids: &[DocumentId]) -> Result<HashMap<DocumentId, Deed>> {
    let rows: Vec<DeedRow> = document_deeds::table
        .filter(document_deeds::document_id.eq_any(ids))
        .select(columns::<DeedRow>())
        .load(conn)?;
    let mut deeds: HashMap<DocumentId, Deed> = rows
        .into_iter()
        .map(|row| (row.document_id, Deed::from(row)))
        .collect();
    if deeds.is_empty() {
        return Ok(deeds);
    }
    let codes: Vec<(DocumentId, String, String)> = document_codes::table
        .filter(document_codes::document_id.eq_any(ids))
        .order((document_codes::kind, document_codes::code))
        .select((
            document_codes::document_id,
            document_codes::kind,
            document_codes::code,
        ))
        .load(conn)?;
    for (id, kind, code) in codes {
        let Some(deed) = deeds.get_mut(&id) else {
            continue;
        };
        match kind.as_str() {
            CUP => deed.cups.push(code),
            _ => deed.cigs.push(code),
        }
    }
    let calls: Vec<(DocumentId, CallId)> = document_calls::table
        .filter(document_calls::document_id.eq_any(ids))
        .select((document_calls::document_id, document_calls::call_id))
        .load(conn)?;
    for (id, call) in calls {
        if let Some(deed) = deeds.get_mut(&id) {
            deed.calls.push(call);
        }
    }
    Ok(deeds)
}

const CUP: &str = "cup";
const CIG: &str = "cig";

/// Writes what a document says of itself in place of what it said. Another day of review is to be
/// reminded of again.
pub fn replace_deed(tx: &mut Tx<'_>, id: DocumentId, deed: &Deed) -> Result<()> {
    let kept = |date: Option<PartialDate>| date.map(PartialDate::to_storage);
    let review_by = deed.review_by.map(|day| day.to_string());
    let before: Option<(Option<String>, Option<When>)> = document_deeds::table
        .find(id)
        .select((
            document_deeds::review_by,
            document_deeds::review_reminded_at,
        ))
        .first(&mut **tx)
        .optional()?;
    let reminded = before
        .filter(|(day, _)| *day == review_by)
        .and_then(|(_, reminded)| reminded);
    diesel::delete(document_deeds::table.find(id)).execute(&mut **tx)?;
    diesel::delete(document_codes::table.filter(document_codes::document_id.eq(id)))
        .execute(&mut **tx)?;
    diesel::delete(document_calls::table.filter(document_calls::document_id.eq(id)))
        .execute(&mut **tx)?;
    if deed.is_empty() {
        return Ok(());
    }
    let protocol = deed.protocol.as_ref();
    diesel::insert_into(document_deeds::table)
        .values((
            document_deeds::document_id.eq(id),
            document_deeds::issuer.eq(&deed.issuer),
            document_deeds::issuer_id.eq(deed.issuer_body),
            document_deeds::act_number.eq(&deed.number),
            document_deeds::act_date.eq(kept(deed.date)),
            document_deeds::protocol_area.eq(protocol.map_or("", |one| one.area.as_str())),
            document_deeds::protocol_year.eq(protocol.map(|one| one.year)),
            document_deeds::protocol_number.eq(protocol.map(|one| one.number.as_str())),
            document_deeds::valid_from.eq(kept(deed.valid_from)),
            document_deeds::valid_until.eq(kept(deed.valid_until)),
            document_deeds::refers_to.eq(&deed.refers_to),
            document_deeds::replaces_id.eq(deed.replaces),
            document_deeds::review_by.eq(review_by),
            document_deeds::review_reminded_at.eq(reminded),
        ))
        .execute(&mut **tx)?;
    let cups = deed.cups.iter().map(|code| (CUP, code));
    let cigs = deed.cigs.iter().map(|code| (CIG, code));
    for (kind, code) in cups.chain(cigs) {
        diesel::insert_into(document_codes::table)
            .values((
                document_codes::document_id.eq(id),
                document_codes::kind.eq(kind),
                document_codes::code.eq(code),
            ))
            .execute(&mut **tx)?;
    }
    for call in &deed.calls {
        diesel::insert_into(document_calls::table)
            .values((
                document_calls::document_id.eq(id),
                document_calls::call_id.eq(call),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// The documents that say they took the place of this one, those withdrawn left out.
pub fn list_successors(conn: &mut Conn, id: DocumentId) -> Result<Vec<DocumentId>> {
    Ok(document_deeds::table
        .inner_join(documents::table.on(documents::id.eq(document_deeds::document_id)))
        .filter(document_deeds::replaces_id.eq(id))
        .filter(documents::state.ne(DocumentState::Withdrawn))
        .select(document_deeds::document_id)
        .load(conn)?)
}

/// Those of these documents whose place another one has taken that this reader may see.
pub fn list_superseded(
    conn: &mut Conn,
    reader: &Actor,
    ids: &[DocumentId],
) -> Result<HashSet<DocumentId>> {
    let found: Vec<Option<DocumentId>> = document_deeds::table
        .inner_join(documents::table.on(documents::id.eq(document_deeds::document_id)))
        .filter(document_deeds::replaces_id.eq_any(ids))
        .filter(documents::state.ne(DocumentState::Withdrawn))
        .filter(visible!(
            SubjectKind::Document,
            documents::id,
            reader.tokens()
        ))
        .select(document_deeds::replaces_id)
        .load(conn)?;
    Ok(found.into_iter().flatten().collect())
}

/// The documents that carry this protocol; the register is compared by whoever asks, for people write
/// its name in several ways.
pub fn list_with_protocol(
    conn: &mut Conn,
    protocol: &Protocol,
) -> Result<Vec<(DocumentId, String)>> {
    Ok(document_deeds::table
        .filter(document_deeds::protocol_number.eq(&protocol.number))
        .filter(document_deeds::protocol_year.eq(protocol.year))
        .select((document_deeds::document_id, document_deeds::protocol_area))
        .load(conn)?)
}

/// The documents to be looked at by this day whose author was not reminded of it.
pub fn list_review_due(conn: &mut Conn, today: NaiveDate, limit: i64) -> Result<Vec<DocumentId>> {
    Ok(document_deeds::table
        .inner_join(documents::table.on(documents::id.eq(document_deeds::document_id)))
        .filter(document_deeds::review_by.le(today.to_string()))
        .filter(document_deeds::review_reminded_at.is_null())
        .filter(documents::state.ne(DocumentState::Withdrawn))
        .order((document_deeds::review_by, document_deeds::document_id))
        .limit(limit)
        .select(document_deeds::document_id)
        .load(conn)?)
}

pub fn set_deed_reminded(tx: &mut Tx<'_>, id: DocumentId) -> Result<()> {
    let now = tx.now();
    diesel::update(document_deeds::table.find(id))
        .set(document_deeds::review_reminded_at.eq(Some(now)))
        .execute(&mut **tx)?;
    Ok(())
}
