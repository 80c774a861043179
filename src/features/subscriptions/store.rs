//! Rows and queries of subscriptions.

use diesel::prelude::*;

use super::{Frequency, Subscription};
use crate::platform::actor::PersonId;
use crate::platform::db::schema::subscriptions;
use crate::platform::db::sql::AnyId;
use crate::platform::db::{BothExt, Conn, Tx};
use crate::platform::error::Result;
use crate::platform::subject::{Subject, SubjectKind};

pub fn set_frequency(
    tx: &mut Tx<'_>,
    person: PersonId,
    subject: Subject,
    frequency: Frequency,
) -> Result<()> {
    let now = tx.now();
    diesel::insert_into(subscriptions::table)
        .values((
            subscriptions::id.eq(AnyId::new()),
            subscriptions::person_id.eq(person),
            subscriptions::subject_kind.eq(subject.kind),
            subscriptions::subject_id.eq(AnyId(subject.id)),
            subscriptions::frequency.eq(frequency),
            subscriptions::created_at.eq(now),
            subscriptions::updated_at.eq(now),
        ))
        .on_conflict((
            subscriptions::person_id,
            subscriptions::subject_kind,
            subscriptions::subject_id,
        ))
        .do_update()
        .set((
            subscriptions::frequency.eq(frequency),
            subscriptions::updated_at.eq(now),
        ))
        .both()
        .execute(&mut **tx)?;
    Ok(())
}

pub fn delete(tx: &mut Tx<'_>, person: PersonId, subject: Subject) -> Result<()> {
    diesel::delete(
        subscriptions::table
            .filter(subscriptions::person_id.eq(person))
            .filter(subscriptions::subject_kind.eq(subject.kind))
            .filter(subscriptions::subject_id.eq(AnyId(subject.id))),
    )
    .execute(&mut **tx)?;
    Ok(())
}

pub fn list_of(conn: &mut Conn, person: PersonId) -> Result<Vec<Subscription>> {
    let rows: Vec<(SubjectKind, AnyId, Frequency)> = subscriptions::table
        .filter(subscriptions::person_id.eq(person))
        .order((subscriptions::created_at, subscriptions::id))
        .select((
            subscriptions::subject_kind,
            subscriptions::subject_id,
            subscriptions::frequency,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(kind, id, frequency)| Subscription {
            subject: Subject::new(kind, id),
            frequency,
        })
        .collect())
}

pub fn find_frequency(
    conn: &mut Conn,
    person: PersonId,
    subject: Subject,
) -> Result<Option<Frequency>> {
    Ok(subscriptions::table
        .filter(subscriptions::person_id.eq(person))
        .filter(subscriptions::subject_kind.eq(subject.kind))
        .filter(subscriptions::subject_id.eq(AnyId(subject.id)))
        .select(subscriptions::frequency)
        .first(conn)
        .optional()?)
}

/// One statement for each kind among `subjects`, each by the index on the subject.
pub fn list_followers(
    conn: &mut Conn,
    subjects: &[Subject],
) -> Result<Vec<(PersonId, Subject, Frequency)>> {
    let mut found = Vec::new();
    for kind in super::FOLLOWED {
        let ids: Vec<AnyId> = subjects
            .iter()
            .filter(|subject| subject.kind == *kind)
            .map(|subject| AnyId(subject.id))
            .collect();
        if ids.is_empty() {
            continue;
        }
        let rows: Vec<(PersonId, AnyId, Frequency)> = subscriptions::table
            .filter(subscriptions::subject_kind.eq(*kind))
            .filter(subscriptions::subject_id.eq_any(ids))
            .order(subscriptions::id)
            .select((
                subscriptions::person_id,
                subscriptions::subject_id,
                subscriptions::frequency,
            ))
            .load(conn)?;
        found.extend(
            rows.into_iter()
                .map(|(person, id, frequency)| (person, Subject::new(*kind, id), frequency)),
        );
    }
    Ok(found)
}
