//! Who may see what: one vocabulary of tokens, the same for pages, lists, counts, search,
//! suggestions, files, feeds and mail.
//!
//! A piece of content has a set of tokens; an [`Actor`](super::actor::Actor) holds tokens too;
//! seeing is having one in common. There is no second mechanism.

use std::fmt;

use diesel::prelude::*;
use uuid::Uuid;

use super::actor::{BodyId, PersonId};
use super::db::schema::audiences;
use super::db::sql::AnyId;
use super::db::{Conn, Tx};
use super::error::Result;
use super::subject::Subject;

/// One audience.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Token {
    /// Everybody, signed in or not.
    Public,
    /// Everybody who is signed in.
    Members,
    /// The people of an Unione and of its Comuni.
    Unione(BodyId),
    /// Those who take part in an exchange.
    Exchange(Uuid),
    /// The mentors of a topic, by its slug.
    Mentors(String),
    /// The facilitators.
    Facilitators,
    /// One person.
    Person(PersonId),
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Token::Public => f.write_str("public"),
            Token::Members => f.write_str("members"),
            Token::Unione(id) => write!(f, "unione:{id}"),
            Token::Exchange(id) => write!(f, "exchange:{id}"),
            Token::Mentors(slug) => write!(f, "mentors:{slug}"),
            Token::Facilitators => f.write_str("facilitators"),
            Token::Person(id) => write!(f, "person:{id}"),
        }
    }
}

/// The tokens of everything that whoever is signed in may read.
pub fn of_members() -> [String; 2] {
    [Token::Public.to_string(), Token::Members.to_string()]
}

/// The condition "this row may be seen by the holder of these tokens", for a `filter`:
/// `visible!(SubjectKind::Document, documents::id, actor.tokens())`.
#[macro_export]
macro_rules! visible {
    ($kind:expr, $id:expr, $tokens:expr) => {
        diesel::dsl::exists(
            $crate::platform::db::schema::audiences::table
                .filter($crate::platform::db::schema::audiences::subject_kind.eq($kind.as_str()))
                .filter($crate::platform::db::schema::audiences::subject_id.eq($id))
                .filter($crate::platform::db::schema::audiences::token.eq_any($tokens)),
        )
    };
}

/// Replaces the audience of a subject.
///
/// # Errors
/// When the database refuses.
pub fn set(tx: &mut Tx<'_>, subject: Subject, tokens: &[Token]) -> Result<()> {
    let tokens: Vec<String> = tokens.iter().map(Token::to_string).collect();
    put_back(tx, subject, &tokens)
}

/// Gives a subject an audience it had before, as [`of`] read it.
///
/// # Errors
/// When the database refuses.
pub fn put_back(tx: &mut Tx<'_>, subject: Subject, tokens: &[impl AsRef<str>]) -> Result<()> {
    diesel::delete(
        audiences::table
            .filter(audiences::subject_kind.eq(subject.kind.as_str()))
            .filter(audiences::subject_id.eq(AnyId(subject.id))),
    )
    .execute(&mut **tx)?;
    let mut tokens: Vec<&str> = tokens.iter().map(AsRef::as_ref).collect();
    tokens.sort_unstable();
    tokens.dedup();
    for token in tokens {
        diesel::insert_into(audiences::table)
            .values((
                audiences::subject_kind.eq(subject.kind.as_str()),
                audiences::subject_id.eq(AnyId(subject.id)),
                audiences::token.eq(token),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// The tokens of a subject, in order; none when nobody may see it.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, subject: Subject) -> Result<Vec<String>> {
    Ok(audiences::table
        .filter(audiences::subject_kind.eq(subject.kind.as_str()))
        .filter(audiences::subject_id.eq(AnyId(subject.id)))
        .order(audiences::token)
        .select(audiences::token)
        .load(conn)?)
}

/// Whether the holder of `tokens` may see the subject.
///
/// # Errors
/// When the database refuses.
pub fn sees(conn: &mut Conn, tokens: &[String], subject: Subject) -> Result<bool> {
    Ok(diesel::select(visible!(subject.kind, AnyId(subject.id), tokens)).get_result(conn)?)
}
