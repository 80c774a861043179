//! Rows and queries of notifications; those of letters stand beside.

pub mod letters;

use diesel::prelude::*;

use super::rules::Recipient;
use super::{Notification, NotificationId, Reason};
use crate::platform::actor::PersonId;
use crate::platform::db::schema::{cursors, notifications};
use crate::platform::db::sql::AnyId;
use crate::platform::db::{BothExt, Conn, SkipLocked, Tx, When};
use crate::platform::error::{Error, Result};
use crate::platform::events::Event;
use crate::platform::subject::{Subject, SubjectKind};

use super::letter::LetterId;

/// How far a follower of the log has come, held until the end of the transaction; none when
/// another node holds it.
pub fn claim_cursor(tx: &mut Tx<'_>, name: &str) -> Result<Option<i64>> {
    diesel::insert_into(cursors::table)
        .values((cursors::name.eq(name), cursors::seq.eq(0)))
        .on_conflict_do_nothing()
        .both()
        .execute(&mut **tx)?;
    let held: Vec<i64> =
        SkipLocked(cursors::table.find(name).select(cursors::seq)).load(&mut **tx)?;
    Ok(held.first().copied())
}

/// Writes down that a person is told of an event; none when it was told before.
pub fn insert(
    tx: &mut Tx<'_>,
    event: &Event,
    recipient: &Recipient,
) -> Result<Option<NotificationId>> {
    let (id, now) = (NotificationId::new(), tx.now());
    let added = diesel::insert_into(notifications::table)
        .values((
            notifications::id.eq(id),
            notifications::person_id.eq(recipient.person),
            notifications::event_seq.eq(event.seq),
            notifications::event_kind.eq(event.kind),
            notifications::actor_id.eq(event.actor),
            notifications::reason.eq(recipient.reason.to_string()),
            notifications::subject_kind.eq(event.subject.kind),
            notifications::subject_id.eq(AnyId(event.subject.id)),
            notifications::created_at.eq(now),
        ))
        .on_conflict((notifications::person_id, notifications::event_seq))
        .do_nothing()
        .both()
        .execute(&mut **tx)?;
    Ok((added == 1).then_some(id))
}

pub fn set_letter(tx: &mut Tx<'_>, id: NotificationId, letter: LetterId) -> Result<()> {
    diesel::update(notifications::table.find(id))
        .set(notifications::letter_id.eq(letter))
        .execute(&mut **tx)?;
    Ok(())
}

type Row = (
    NotificationId,
    i64,
    String,
    SubjectKind,
    AnyId,
    Option<When>,
    When,
);

fn notification(
    (id, event_seq, reason, kind, subject, read_at, created_at): Row,
) -> Result<Notification> {
    Ok(Notification {
        id,
        event_seq,
        reason: reason
            .parse::<Reason>()
            .map_err(|e| Error::Bug(anyhow::anyhow!(e)))?,
        subject: Subject::new(kind, subject),
        read_at,
        created_at,
    })
}

pub fn count_of(conn: &mut Conn, person: PersonId) -> Result<i64> {
    Ok(notifications::table
        .filter(notifications::person_id.eq(person))
        .count()
        .get_result(conn)?)
}

/// Some of what a person was told, newest first.
pub fn list_of(
    conn: &mut Conn,
    person: PersonId,
    offset: i64,
    limit: i64,
) -> Result<Vec<Notification>> {
    let rows: Vec<Row> = notifications::table
        .filter(notifications::person_id.eq(person))
        .order(notifications::event_seq.desc())
        .offset(offset)
        .limit(limit)
        .select((
            notifications::id,
            notifications::event_seq,
            notifications::reason,
            notifications::subject_kind,
            notifications::subject_id,
            notifications::read_at,
            notifications::created_at,
        ))
        .load(conn)?;
    rows.into_iter().map(notification).collect()
}

/// What a letter is to tell, in the order it happened.
pub fn list_of_letter(conn: &mut Conn, letter: LetterId) -> Result<Vec<Notification>> {
    let rows: Vec<Row> = notifications::table
        .filter(notifications::letter_id.eq(letter))
        .order(notifications::event_seq)
        .select((
            notifications::id,
            notifications::event_seq,
            notifications::reason,
            notifications::subject_kind,
            notifications::subject_id,
            notifications::read_at,
            notifications::created_at,
        ))
        .load(conn)?;
    rows.into_iter().map(notification).collect()
}

pub fn count_unread(conn: &mut Conn, person: PersonId) -> Result<i64> {
    Ok(notifications::table
        .filter(notifications::person_id.eq(person))
        .filter(notifications::read_at.is_null())
        .count()
        .get_result(conn)?)
}

/// Marks one as read; the first reading counts.
pub fn set_read(tx: &mut Tx<'_>, person: PersonId, id: NotificationId) -> Result<()> {
    let now = tx.now();
    let own: bool = diesel::select(diesel::dsl::exists(
        notifications::table
            .filter(notifications::id.eq(id))
            .filter(notifications::person_id.eq(person)),
    ))
    .get_result(&mut **tx)?;
    if !own {
        return Err(Error::NotFound);
    }
    diesel::update(
        notifications::table
            .filter(notifications::id.eq(id))
            .filter(notifications::read_at.is_null()),
    )
    .set(notifications::read_at.eq(now))
    .execute(&mut **tx)?;
    Ok(())
}

pub fn set_all_read(tx: &mut Tx<'_>, person: PersonId, through_seq: i64) -> Result<()> {
    let now = tx.now();
    diesel::update(
        notifications::table
            .filter(notifications::person_id.eq(person))
            .filter(notifications::event_seq.le(through_seq))
            .filter(notifications::read_at.is_null()),
    )
    .set(notifications::read_at.eq(now))
    .execute(&mut **tx)?;
    Ok(())
}

pub fn find_newest(conn: &mut Conn, person: PersonId) -> Result<i64> {
    Ok(notifications::table
        .filter(notifications::person_id.eq(person))
        .select(diesel::dsl::max(notifications::event_seq))
        .first::<Option<i64>>(conn)?
        .unwrap_or(0))
}
