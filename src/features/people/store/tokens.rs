//! Rows and queries of single-use links and of the letters that carry them.

use diesel::prelude::*;

use crate::features::people::access::Purpose;
use crate::features::people::letters::LetterKind;
use crate::platform::actor::PersonId;
use crate::platform::db::schema::{access_tokens, letters};
use crate::platform::db::sql::AnyId;
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::Result;

pub fn insert_token(
    tx: &mut Tx<'_>,
    token_hash: &str,
    person: PersonId,
    purpose: Purpose,
    expires_at: When,
) -> Result<()> {
    let now = tx.now();
    diesel::insert_into(access_tokens::table)
        .values((
            access_tokens::token_hash.eq(token_hash),
            access_tokens::person_id.eq(person),
            access_tokens::purpose.eq(purpose),
            access_tokens::created_at.eq(now),
            access_tokens::expires_at.eq(expires_at),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

pub fn find_token(
    conn: &mut Conn,
    token_hash: &str,
    purpose: Purpose,
    now: When,
) -> Result<Option<PersonId>> {
    Ok(access_tokens::table
        .find(token_hash)
        .filter(access_tokens::purpose.eq(purpose))
        .filter(access_tokens::used_at.is_null())
        .filter(access_tokens::expires_at.gt(now))
        .select(access_tokens::person_id)
        .first(conn)
        .optional()?)
}

pub fn find_used_token(
    conn: &mut Conn,
    token_hash: &str,
    purpose: Purpose,
    since: When,
) -> Result<Option<PersonId>> {
    Ok(access_tokens::table
        .find(token_hash)
        .filter(access_tokens::purpose.eq(purpose))
        .filter(access_tokens::used_at.gt(since))
        .select(access_tokens::person_id)
        .first(conn)
        .optional()?)
}

/// Answers how many rows were changed: none when somebody else used it meanwhile.
pub fn set_token_used(tx: &mut Tx<'_>, token_hash: &str) -> Result<usize> {
    let now = tx.now();
    Ok(diesel::update(
        access_tokens::table
            .filter(access_tokens::token_hash.eq(token_hash))
            .filter(access_tokens::used_at.is_null()),
    )
    .set(access_tokens::used_at.eq(now))
    .execute(&mut **tx)?)
}

/// Uses up every token of a person.
pub fn set_tokens_used(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    let now = tx.now();
    diesel::update(
        access_tokens::table
            .filter(access_tokens::person_id.eq(person))
            .filter(access_tokens::used_at.is_null()),
    )
    .set(access_tokens::used_at.eq(now))
    .execute(&mut **tx)?;
    Ok(())
}

pub fn delete_tokens(tx: &mut Tx<'_>, expired_before: When) -> Result<usize> {
    Ok(
        diesel::delete(access_tokens::table.filter(access_tokens::expires_at.lt(expired_before)))
            .execute(&mut **tx)?,
    )
}

/// Owes a person a letter, unless one of this kind is owed already; answers whether it was added.
pub fn insert_letter(tx: &mut Tx<'_>, person: PersonId, kind: LetterKind) -> Result<bool> {
    let now = tx.now();
    let owed: bool = diesel::select(diesel::dsl::exists(
        letters::table
            .filter(letters::person_id.eq(person))
            .filter(letters::kind.eq(kind))
            .filter(letters::state.eq("owed")),
    ))
    .get_result(&mut **tx)?;
    if owed {
        return Ok(false);
    }
    diesel::insert_into(letters::table)
        .values((
            letters::id.eq(AnyId(uuid::Uuid::now_v7())),
            letters::person_id.eq(person),
            letters::kind.eq(kind),
            letters::state.eq("owed"),
            letters::due_at.eq(now),
            letters::created_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(true)
}
