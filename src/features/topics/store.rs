//! Rows and queries of topics.

use std::collections::HashMap;

use diesel::prelude::*;
use uuid::Uuid;

use super::{Tag, Topic};
use crate::platform::actor::TopicId;
use crate::platform::db::schema::{audiences, subject_topics, topics};
use crate::platform::db::sql::AnyId;
use crate::platform::db::{Conn, Tx, numbers};
use crate::platform::error::Result;
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::web::address;

type Row = (TopicId, i64, String, String, String, Option<TopicId>);

fn topic((id, number, slug, name, description, parent): Row) -> Topic {
    Topic {
        id,
        number,
        slug,
        name,
        description,
        parent,
    }
}

pub fn list(conn: &mut Conn) -> Result<Vec<Topic>> {
    let rows: Vec<Row> = topics::table
        .order((topics::position, topics::number))
        .select((
            topics::id,
            topics::number,
            topics::slug,
            topics::name,
            topics::description,
            topics::parent_id,
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(topic).collect())
}

pub fn find(conn: &mut Conn, number: i64) -> Result<Topic> {
    let row: Row = topics::table
        .filter(topics::number.eq(number))
        .select((
            topics::id,
            topics::number,
            topics::slug,
            topics::name,
            topics::description,
            topics::parent_id,
        ))
        .first(conn)?;
    Ok(topic(row))
}

pub fn insert(
    tx: &mut Tx<'_>,
    slug: &str,
    name: &str,
    description: &str,
    parent: Option<TopicId>,
    position: i32,
) -> Result<TopicId> {
    let (id, number, now) = (TopicId::new(), numbers::next(tx, "topic")?, tx.now());
    diesel::insert_into(topics::table)
        .values((
            topics::id.eq(id),
            topics::number.eq(number),
            topics::slug.eq(slug),
            topics::name.eq(name),
            topics::description.eq(description),
            topics::parent_id.eq(parent),
            topics::position.eq(position),
            topics::created_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

pub fn tags_of(
    conn: &mut Conn,
    kind: SubjectKind,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Tag>>> {
    let ids: Vec<AnyId> = ids.iter().copied().map(AnyId).collect();
    let rows: Vec<(AnyId, TopicId, i64, String, String)> = subject_topics::table
        .inner_join(topics::table.on(topics::id.eq(subject_topics::topic_id)))
        .filter(subject_topics::subject_kind.eq(kind))
        .filter(subject_topics::subject_id.eq_any(ids))
        .order((topics::position, topics::number))
        .select((
            subject_topics::subject_id,
            topics::id,
            topics::number,
            topics::slug,
            topics::name,
        ))
        .load(conn)?;
    let mut found: HashMap<Uuid, Vec<Tag>> = HashMap::new();
    for (subject, id, number, slug, name) in rows {
        found.entry(subject.0).or_default().push(Tag {
            id,
            segment: address::segment(number, &name),
            slug,
            name,
        });
    }
    Ok(found)
}

pub fn replace(tx: &mut Tx<'_>, subject: Subject, topics: &[TopicId]) -> Result<()> {
    diesel::delete(
        subject_topics::table
            .filter(subject_topics::subject_kind.eq(subject.kind))
            .filter(subject_topics::subject_id.eq(AnyId(subject.id))),
    )
    .execute(&mut **tx)?;
    for topic in topics {
        diesel::insert_into(subject_topics::table)
            .values((
                subject_topics::subject_kind.eq(subject.kind),
                subject_topics::subject_id.eq(AnyId(subject.id)),
                subject_topics::topic_id.eq(topic),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// How many things of each kind the holder of these tokens may see, by topic.
pub fn list_counts(conn: &mut Conn, tokens: &[String]) -> Result<Vec<(TopicId, SubjectKind, i64)>> {
    let visible = audiences::table
        .filter(audiences::subject_kind.eq(subject_topics::subject_kind))
        .filter(audiences::subject_id.eq(subject_topics::subject_id))
        .filter(audiences::token.eq_any(tokens));
    Ok(subject_topics::table
        .filter(diesel::dsl::exists(visible))
        .group_by((subject_topics::topic_id, subject_topics::subject_kind))
        .select((
            subject_topics::topic_id,
            subject_topics::subject_kind,
            diesel::dsl::count_star(),
        ))
        .load(conn)?)
}

/// How many different things of each kind the holder of these tokens may see under any of these topics.
pub fn count_distinct(
    conn: &mut Conn,
    tokens: &[String],
    within: &[TopicId],
) -> Result<Vec<(SubjectKind, i64)>> {
    let visible = audiences::table
        .filter(audiences::subject_kind.eq(subject_topics::subject_kind))
        .filter(audiences::subject_id.eq(subject_topics::subject_id))
        .filter(audiences::token.eq_any(tokens));
    Ok(subject_topics::table
        .filter(subject_topics::topic_id.eq_any(within))
        .filter(diesel::dsl::exists(visible))
        .group_by(subject_topics::subject_kind)
        .select((
            subject_topics::subject_kind,
            diesel::dsl::count(subject_topics::subject_id).aggregate_distinct(),
        ))
        .load(conn)?)
}
