//! The rows of all published practices.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::features::practices::content::PhaseKind;
use crate::features::practices::{Freshness, Maturity, PracticeId};
use crate::platform::actor::BodyId;
use crate::platform::db::Conn;
use crate::platform::db::schema::{audiences, practices};
use crate::platform::error::Result;
use crate::platform::subject::SubjectKind;

/// What lists narrow practices by.
#[derive(Queryable)]
pub struct Row {
    pub id: PracticeId,
    pub number: i64,
    pub unione: Option<BodyId>,
    pub phase_reached: Option<PhaseKind>,
    pub maturity: Maturity,
    pub freshness: Freshness,
}

/// Every published practice: what may be relied on first, in that the newest.
pub fn list(conn: &mut Conn) -> Result<Vec<Row>> {
    Ok(practices::table
        .filter(practices::published_version_id.is_not_null())
        .filter(practices::state.ne_all(super::UNLISTED))
        .order((
            practices::freshness,
            practices::published_at.desc(),
            practices::number.desc(),
        ))
        .select((
            practices::id,
            practices::number,
            practices::unione_id,
            practices::phase_reached,
            practices::maturity,
            practices::freshness,
        ))
        .load(conn)?)
}

/// The audience of every practice, as tokens.
pub fn list_audiences(conn: &mut Conn) -> Result<HashMap<PracticeId, Vec<String>>> {
    let rows: Vec<(PracticeId, String)> = audiences::table
        .filter(audiences::subject_kind.eq(SubjectKind::Practice.as_str()))
        .select((audiences::subject_id, audiences::token))
        .load(conn)?;
    let mut tokens: HashMap<PracticeId, Vec<String>> = HashMap::with_capacity(rows.len());
    for (id, token) in rows {
        tokens.entry(id).or_default().push(token);
    }
    Ok(tokens)
}
