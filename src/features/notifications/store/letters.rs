//! Rows and queries of letters.

use diesel::prelude::*;

use crate::features::notifications::letter::{Late, Letter, LetterId, LetterKind, LetterState};
use crate::features::notifications::rules::Post;
use crate::platform::actor::PersonId;
use crate::platform::db::schema::letters;
use crate::platform::db::sql::AnyId;
use crate::platform::db::{Conn, SkipLocked, Tx, When};
use crate::platform::error::Result;
use crate::platform::subject::{Subject, SubjectKind};

/// The letter of this thread that gathers news, is owed and not leaving now, held until the end of the
/// transaction: the postman takes no letter that is being added to.
pub fn find_open(tx: &mut Tx<'_>, person: PersonId, thread: Subject) -> Result<Option<LetterId>> {
    let now = tx.now();
    let open: Vec<LetterId> = SkipLocked(
        letters::table
            .filter(letters::person_id.eq(person))
            .filter(letters::kind.eq(LetterKind::News))
            .filter(letters::alone.eq(false))
            .filter(letters::subject_kind.eq(thread.kind))
            .filter(letters::subject_id.eq(AnyId(thread.id)))
            .filter(letters::state.eq(LetterState::Owed))
            .filter(
                letters::leased_until
                    .is_null()
                    .or(letters::leased_until.lt(now)),
            )
            .select(letters::id)
            .limit(1),
    )
    .load(&mut **tx)?;
    Ok(open.first().copied())
}

/// When the last letter of news of this thread left; now, if one is leaving.
pub fn last_sent(tx: &mut Tx<'_>, person: PersonId, thread: Subject) -> Result<Option<When>> {
    let now = tx.now();
    let last: Option<(LetterState, Option<When>)> = letters::table
        .filter(letters::person_id.eq(person))
        .filter(letters::kind.eq(LetterKind::News))
        .filter(letters::alone.eq(false))
        .filter(letters::subject_kind.eq(thread.kind))
        .filter(letters::subject_id.eq(AnyId(thread.id)))
        .filter(letters::state.eq_any([LetterState::Owed, LetterState::Sent]))
        .order(letters::created_at.desc())
        .select((letters::state, letters::sent_at))
        .first(&mut **tx)
        .optional()?;
    Ok(last.map(|(state, sent_at)| match (state, sent_at) {
        (LetterState::Sent, Some(sent_at)) => sent_at,
        _ => now,
    }))
}

pub fn insert(
    tx: &mut Tx<'_>,
    person: PersonId,
    thread: Subject,
    due_at: When,
    post: Post,
) -> Result<LetterId> {
    let (id, now) = (LetterId::new(), tx.now());
    diesel::insert_into(letters::table)
        .values((
            letters::id.eq(id),
            letters::person_id.eq(person),
            letters::kind.eq(LetterKind::News),
            letters::alone.eq(post == Post::Alone),
            letters::subject_kind.eq(thread.kind),
            letters::subject_id.eq(AnyId(thread.id)),
            letters::state.eq(LetterState::Owed),
            letters::due_at.eq(due_at),
            letters::tries.eq(0),
            letters::created_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

/// How many letters could leave now, and since when the oldest could.
pub fn waiting(conn: &mut Conn, now: When) -> Result<(i64, Option<When>)> {
    Ok(letters::table
        .filter(letters::state.eq(LetterState::Owed))
        .filter(letters::due_at.le(now))
        .filter(
            letters::leased_until
                .is_null()
                .or(letters::leased_until.le(now)),
        )
        .select((diesel::dsl::count_star(), diesel::dsl::min(letters::due_at)))
        .first(conn)?)
}

/// The letters that should have left by now: those that could, and those that wait to be tried again.
pub fn late(conn: &mut Conn, now: When) -> Result<Late> {
    use diesel::dsl::{count_star, min};
    let owed = || letters::table.filter(letters::state.eq(LetterState::Owed));
    let (untried, due_since): (i64, Option<When>) = owed()
        .filter(letters::tries.eq(0).and(letters::due_at.le(now)))
        .select((count_star(), min(letters::due_at)))
        .first(conn)?;
    let (tried, owed_since): (i64, Option<When>) = owed()
        .filter(letters::tries.gt(0))
        .select((count_star(), min(letters::created_at)))
        .first(conn)?;
    let reason = owed()
        .filter(letters::tries.gt(0))
        .order(letters::due_at.desc())
        .select(letters::reason)
        .first::<Option<String>>(conn)
        .optional()?
        .flatten();
    Ok(Late {
        count: untried + tried,
        since: due_since.into_iter().chain(owed_since).min(),
        reason,
    })
}

/// The letters that may leave now, those about accounts first, and takes them until `until`.
pub fn claim(tx: &mut Tx<'_>, limit: i64, until: When) -> Result<Vec<Letter>> {
    let urgent = claim_kinds(tx, limit, LetterKind::URGENT)?;
    let room = limit - i64::try_from(urgent.len()).unwrap_or(limit);
    let mut claimed = urgent;
    if room > 0 {
        claimed.extend(claim_kinds(tx, room, &[LetterKind::News])?);
    }
    let ids: Vec<LetterId> = claimed.iter().map(|letter| letter.id).collect();
    diesel::update(letters::table.filter(letters::id.eq_any(ids)))
        .set(letters::leased_until.eq(until))
        .execute(&mut **tx)?;
    Ok(claimed)
}

type Row = (
    LetterId,
    PersonId,
    LetterKind,
    Option<SubjectKind>,
    Option<AnyId>,
    i32,
    When,
);

fn claim_kinds(tx: &mut Tx<'_>, limit: i64, kinds: &[LetterKind]) -> Result<Vec<Letter>> {
    let now = tx.now();
    let rows: Vec<Row> = SkipLocked(
        letters::table
            .filter(letters::state.eq(LetterState::Owed))
            .filter(letters::kind.eq_any(kinds.to_vec()))
            .filter(letters::due_at.le(now))
            .filter(
                letters::leased_until
                    .is_null()
                    .or(letters::leased_until.le(now)),
            )
            .order((letters::due_at, letters::id))
            .limit(limit)
            .select((
                letters::id,
                letters::person_id,
                letters::kind,
                letters::subject_kind,
                letters::subject_id,
                letters::tries,
                letters::created_at,
            )),
    )
    .load(&mut **tx)?;
    Ok(rows
        .into_iter()
        .map(
            |(id, person, kind, about, subject, tries, created_at)| Letter {
                id,
                person,
                kind,
                thread: about.zip(subject).map(|(kind, id)| Subject::new(kind, id)),
                tries,
                created_at,
            },
        )
        .collect())
}

/// A letter has come to its end: sent, failed or withheld.
pub fn set_ended(
    tx: &mut Tx<'_>,
    id: LetterId,
    state: LetterState,
    reason: Option<&str>,
) -> Result<()> {
    let sent_at = (state == LetterState::Sent).then(|| tx.now());
    diesel::update(letters::table.find(id))
        .set((
            letters::state.eq(state),
            letters::sent_at.eq(sent_at),
            letters::reason.eq(reason),
            letters::leased_until.eq(None::<When>),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// A letter is tried again, not before `due_at`.
pub fn set_postponed(
    tx: &mut Tx<'_>,
    id: LetterId,
    tries: i32,
    due_at: When,
    reason: &str,
) -> Result<()> {
    diesel::update(letters::table.find(id))
        .set((
            letters::tries.eq(tries),
            letters::due_at.eq(due_at),
            letters::reason.eq(reason),
            letters::leased_until.eq(None::<When>),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Gives letters back as they were, for whoever takes them next.
pub fn release(tx: &mut Tx<'_>, ids: &[LetterId]) -> Result<()> {
    diesel::update(letters::table.filter(letters::id.eq_any(ids)))
        .set(letters::leased_until.eq(None::<When>))
        .execute(&mut **tx)?;
    Ok(())
}

/// Gives all letters back; answers how many were taken.
pub fn release_all(tx: &mut Tx<'_>) -> Result<usize> {
    Ok(diesel::update(
        letters::table
            .filter(letters::state.eq(LetterState::Owed))
            .filter(letters::leased_until.is_not_null()),
    )
    .set(letters::leased_until.eq(None::<When>))
    .execute(&mut **tx)?)
}
