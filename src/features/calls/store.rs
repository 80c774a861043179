//! Rows and queries of calls and applications.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::{Application, ApplicationId, Call, CallId, Made, Origin};
use crate::platform::actor::BodyId;
use crate::platform::db::schema::{adesioni, applications, bodies, calls};
use crate::platform::db::{Backend, Conn, Tx};
use crate::platform::error::Result;

#[derive(Queryable, Selectable)]
#[diesel(table_name = calls, check_for_backend(Backend))]
struct CallRow {
    id: CallId,
    title: String,
    measure: String,
    opens: Option<String>,
    closes: Option<String>,
    state: String,
    funds_cents: Option<i64>,
    recipients: String,
    source: String,
    licence: String,
    data_on: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = applications, check_for_backend(Backend))]
struct ApplicationRow {
    id: ApplicationId,
    body_id: BodyId,
    cup: String,
    sent_on: Option<String>,
    funded_on: Option<String>,
    amount_cents: Option<i64>,
    decree: String,
    state: String,
    state_on: Option<String>,
    source: String,
    licence: String,
    data_on: String,
    unione_id: Option<BodyId>,
}

/// A day as it is kept; one that cannot be read counts as unknown.
fn day(kept: Option<String>) -> Option<NaiveDate> {
    kept.and_then(|text| text.parse().ok())
}

fn kept(day: Option<NaiveDate>) -> Option<String> {
    day.map(|day| day.to_string())
}

impl From<CallRow> for Call {
    fn from(row: CallRow) -> Call {
        Call {
            title: row.title,
            measure: row.measure,
            opens: day(row.opens),
            closes: day(row.closes),
            state: row.state,
            funds_cents: row.funds_cents,
            recipients: row.recipients,
            origin: Origin {
                source: row.source,
                licence: row.licence,
                data_on: row.data_on,
            },
        }
    }
}

fn application(row: ApplicationRow, call: &Call) -> Application {
    Application {
        body: row.body_id,
        unione: row.unione_id,
        call: call.title.clone(),
        measure: call.measure.clone(),
        cup: row.cup,
        sent_on: day(row.sent_on),
        funded_on: day(row.funded_on),
        amount_cents: row.amount_cents,
        decree: row.decree,
        state: row.state,
        state_on: day(row.state_on),
        origin: Origin {
            source: row.source,
            licence: row.licence,
            data_on: row.data_on,
        },
    }
}

/// The titles of calls, of all or of some.
pub fn list_titles(conn: &mut Conn, ids: Option<&[CallId]>) -> Result<Vec<String>> {
    let mut query = calls::table
        .order(calls::title)
        .limit(MAX_TITLES)
        .select(calls::title)
        .into_boxed::<Backend>();
    if let Some(ids) = ids {
        query = query.filter(calls::id.eq_any(ids));
    }
    Ok(query.load(conn)?)
}

/// The most titles to choose from.
const MAX_TITLES: i64 = 500;

pub fn list_calls(conn: &mut Conn, keys: &[String]) -> Result<HashMap<String, (CallId, Call)>> {
    let rows: Vec<(String, CallRow)> = calls::table
        .filter(calls::title_key.eq_any(keys))
        .select((calls::title_key, CallRow::as_select()))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(key, row)| (key, (row.id, row.into())))
        .collect())
}

pub fn find_call(conn: &mut Conn, key: &str) -> Result<Option<CallId>> {
    Ok(calls::table
        .filter(calls::title_key.eq(key))
        .select(calls::id)
        .first(conn)
        .optional()?)
}

pub fn insert_call(tx: &mut Tx<'_>, key: &str, call: &Call) -> Result<CallId> {
    let id = CallId::new();
    diesel::insert_into(calls::table)
        .values((
            calls::id.eq(id),
            calls::title.eq(&call.title),
            calls::title_key.eq(key),
            calls::measure.eq(&call.measure),
            calls::opens.eq(kept(call.opens)),
            calls::closes.eq(kept(call.closes)),
            calls::state.eq(&call.state),
            calls::funds_cents.eq(call.funds_cents),
            calls::recipients.eq(&call.recipients),
            calls::source.eq(&call.origin.source),
            calls::licence.eq(&call.origin.licence),
            calls::data_on.eq(&call.origin.data_on),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

pub fn set_call(tx: &mut Tx<'_>, id: CallId, call: &Call) -> Result<()> {
    diesel::update(calls::table.find(id))
        .set((
            calls::title.eq(&call.title),
            calls::measure.eq(&call.measure),
            calls::opens.eq(kept(call.opens)),
            calls::closes.eq(kept(call.closes)),
            calls::state.eq(&call.state),
            calls::funds_cents.eq(call.funds_cents),
            calls::recipients.eq(&call.recipients),
            calls::source.eq(&call.origin.source),
            calls::licence.eq(&call.origin.licence),
            calls::data_on.eq(&call.origin.data_on),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn insert_application(
    tx: &mut Tx<'_>,
    call: CallId,
    new: &Application,
) -> Result<ApplicationId> {
    let id = ApplicationId::new();
    diesel::insert_into(applications::table)
        .values((
            applications::id.eq(id),
            applications::body_id.eq(new.body),
            applications::unione_id.eq(new.unione),
            applications::call_id.eq(call),
            applications::cup.eq(&new.cup),
            applications::sent_on.eq(kept(new.sent_on)),
            applications::funded_on.eq(kept(new.funded_on)),
            applications::amount_cents.eq(new.amount_cents),
            applications::decree.eq(&new.decree),
            applications::state.eq(&new.state),
            applications::state_on.eq(kept(new.state_on)),
            applications::source.eq(&new.origin.source),
            applications::licence.eq(&new.origin.licence),
            applications::data_on.eq(&new.origin.data_on),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

pub fn set_application(tx: &mut Tx<'_>, id: ApplicationId, new: &Application) -> Result<()> {
    diesel::update(applications::table.find(id))
        .set((
            applications::unione_id.eq(new.unione),
            applications::sent_on.eq(kept(new.sent_on)),
            applications::funded_on.eq(kept(new.funded_on)),
            applications::amount_cents.eq(new.amount_cents),
            applications::decree.eq(&new.decree),
            applications::state.eq(&new.state),
            applications::state_on.eq(kept(new.state_on)),
            applications::source.eq(&new.origin.source),
            applications::licence.eq(&new.origin.licence),
            applications::data_on.eq(&new.origin.data_on),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn list_with_cups(conn: &mut Conn, cups: &[&str]) -> Result<Vec<(ApplicationId, Application)>> {
    let rows: Vec<(ApplicationRow, CallRow)> = applications::table
        .inner_join(calls::table.on(calls::id.eq(applications::call_id)))
        .filter(applications::cup.eq_any(cups))
        .select((ApplicationRow::as_select(), CallRow::as_select()))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(row, call)| (row.id, application(row, &call.into())))
        .collect())
}

/// Whether any application is known, of whomever.
pub fn is_any_known(conn: &mut Conn) -> Result<bool> {
    Ok(applications::table
        .select(applications::id)
        .first::<ApplicationId>(conn)
        .optional()?
        .is_some())
}

/// What these bodies applied for, and what the register puts under the Unione of bodies whose memberships
/// nobody told; by day, by name of the body and by CUP.
pub fn list_made(conn: &mut Conn, by: &[BodyId], under: BodyId) -> Result<Vec<Made>> {
    let is_member_of_any = exists(
        adesioni::table
            .filter(adesioni::comune_id.eq(applications::body_id))
            .select(adesioni::id),
    );
    let is_told_by_register = applications::unione_id.eq(under).and(not(is_member_of_any));
    let rows: Vec<(ApplicationRow, CallRow, String)> = applications::table
        .inner_join(calls::table.on(calls::id.eq(applications::call_id)))
        .inner_join(bodies::table.on(bodies::id.eq(applications::body_id)))
        .filter(
            applications::body_id
                .eq_any(by)
                .or(is_told_by_register.assume_not_null()),
        )
        .order((applications::sent_on, bodies::name_key, applications::cup))
        .select((
            ApplicationRow::as_select(),
            CallRow::as_select(),
            bodies::name,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(row, call, by)| {
            let call: Call = call.into();
            Made {
                application: application(row, &call),
                by,
                call,
            }
        })
        .collect())
}
