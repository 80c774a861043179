//! The rows all kinds of content have alike.

use diesel::prelude::*;

use crate::platform::actor::BodyId;
use crate::platform::db::Conn;
use crate::platform::db::schema::{documents, practices, questions};
use crate::platform::db::sql::AnyId;
use crate::platform::error::Result;
use crate::platform::subject::{Subject, SubjectKind};

pub fn list_of_unione(conn: &mut Conn, unione: BodyId) -> Result<Vec<Subject>> {
    let unione = AnyId(unione.0);
    let practices: Vec<AnyId> = practices::table
        .filter(practices::unione_id.eq(unione))
        .select(practices::id)
        .load(conn)?;
    let documents: Vec<AnyId> = documents::table
        .filter(documents::unione_id.eq(unione))
        .select(documents::id)
        .load(conn)?;
    let questions: Vec<AnyId> = questions::table
        .filter(questions::unione_id.eq(unione))
        .select(questions::id)
        .load(conn)?;
    let of = |kind, ids: Vec<AnyId>| ids.into_iter().map(move |id| Subject::new(kind, id));
    Ok(of(SubjectKind::Practice, practices)
        .chain(of(SubjectKind::Document, documents))
        .chain(of(SubjectKind::Question, questions))
        .collect())
}
