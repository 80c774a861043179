//! How people sign: one query for many.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::features::people::{Byline, PersonState};
use crate::platform::actor::{BodyId, OfficeKind, PersonId, TopicId};
use crate::platform::db::Conn;
use crate::platform::db::schema::{bodies, memberships, offices, people};
use crate::platform::error::Result;

type BylineRow = (
    PersonId,
    i64,
    String,
    String,
    PersonState,
    Option<String>,
    Option<BodyId>,
    Option<String>,
);

pub fn list_bylines(
    conn: &mut Conn,
    with_names: bool,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, Byline>> {
    let rows: Vec<BylineRow> = people::table
        .left_join(
            memberships::table.on(memberships::person_id
                .eq(people::id)
                .and(memberships::main.eq(true))
                .and(memberships::ended_at.is_null())),
        )
        .left_join(bodies::table.on(bodies::id.nullable().eq(memberships::body_id.nullable())))
        .filter(people::id.eq_any(ids))
        .select((
            people::id,
            people::number,
            people::given_name,
            people::family_name,
            people::state,
            memberships::job_title.nullable(),
            bodies::id.nullable(),
            bodies::name.nullable(),
        ))
        .load(conn)?;
    let mentors: Vec<(PersonId, Option<TopicId>)> = offices::table
        .inner_join(memberships::table.on(memberships::id.eq(offices::membership_id)))
        .filter(offices::kind.eq(OfficeKind::Mentore))
        .filter(memberships::person_id.eq_any(ids))
        .select((memberships::person_id, offices::topic_id))
        .load(conn)?;
    let mut found = HashMap::with_capacity(rows.len());
    for (id, number, given, family, state, job, body, body_name) in rows {
        let mentore_of = mentors
            .iter()
            .filter(|(person, _)| *person == id)
            .filter_map(|(_, topic)| *topic)
            .collect();
        let job = job.unwrap_or_default();
        let body_name = body_name.unwrap_or_default();
        // What nobody did is signed in the open: it is no person's name.
        let byline = if with_names || state == PersonState::System {
            let initials = [&given, &family]
                .iter()
                .filter_map(|name| name.chars().next())
                .flat_map(char::to_uppercase)
                .collect();
            let role = [job.as_str(), body_name.as_str()]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", ");
            Byline {
                id,
                number,
                name: format!("{given} {family}").trim().to_owned(),
                initials,
                role,
                body,
                mentore_of,
            }
        } else {
            let name = if job.is_empty() {
                "Una persona iscritta".to_owned()
            } else {
                job
            };
            let initials = name
                .chars()
                .next()
                .map(|first| first.to_uppercase().to_string())
                .unwrap_or_default();
            Byline {
                id,
                number,
                name,
                initials,
                role: body_name,
                body,
                mentore_of,
            }
        };
        found.insert(id, byline);
    }
    Ok(found)
}
