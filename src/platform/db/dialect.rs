//! The few pieces of SQL that diesel's shared dialect does not know, each under a name.

use diesel::backend::Backend as Dialect;
use diesel::expression::{AppearsOnTable, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sqlite::Sqlite;

use super::{Backend, Conn, MultiBackend};

/// A statement that both engines can say but the derived dialect does not know: upserts.
#[derive(Debug, Clone, Copy)]
pub struct Both<T>(T);

/// `.both()` on any statement.
pub trait BothExt: Sized {
    /// Lets each engine render this statement by itself.
    fn both(self) -> Both<Self> {
        Both(self)
    }
}
impl<T> BothExt for T {}

impl<T> QueryFragment<Backend> for Both<T>
where
    T: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(&self.0, pass)
    }
}
impl<T: QueryId> QueryId for Both<T> {
    type QueryId = T::QueryId;
    const HAS_STATIC_QUERY_ID: bool = T::HAS_STATIC_QUERY_ID;
}
impl<T: Query> Query for Both<T> {
    type SqlType = T::SqlType;
}
impl<T> RunQueryDsl<Conn> for Both<T> {}

/// `SELECT … FOR UPDATE SKIP LOCKED` where the engine has row locks; a plain `SELECT` on SQLite,
/// whose only writer already holds the lock.
#[derive(Debug)]
pub struct SkipLocked<T>(pub T);

impl<T: QueryFragment<Pg>> QueryFragment<Pg> for SkipLocked<T> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(pass.reborrow())?;
        pass.push_sql(" FOR UPDATE SKIP LOCKED");
        Ok(())
    }
}
impl<T: QueryFragment<Sqlite>> QueryFragment<Sqlite> for SkipLocked<T> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }
}
impl<T> QueryFragment<Backend> for SkipLocked<T>
where
    T: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, pass)
    }
}
impl<T> QueryId for SkipLocked<T> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl<T: Query> Query for SkipLocked<T> {
    type SqlType = T::SqlType;
}
impl<T> RunQueryDsl<Conn> for SkipLocked<T> {}

// `json ->> 'name'`: the member of this name as text, a list or an object as JSON. Both engines say it.
diesel::infix_operator!(
    JsonText,
    " ->> ",
    diesel::sql_types::Nullable<diesel::sql_types::Text>
);

/// Whether any of these conditions, of which there may be none, holds.
#[derive(Debug, Clone)]
pub struct AnyOf<T>(pub Vec<T>);

impl<T: Expression> Expression for AnyOf<T> {
    type SqlType = diesel::sql_types::Nullable<diesel::sql_types::Bool>;
}
impl<T: AppearsOnTable<From>, From> AppearsOnTable<From> for AnyOf<T> {}
impl<T: SelectableExpression<From>, From> SelectableExpression<From> for AnyOf<T> {}
impl<T> ValidGrouping<()> for AnyOf<T> {
    type IsAggregate = is_aggregate::No;
}
impl<T, DB: Dialect> QueryFragment<DB> for AnyOf<T>
where
    T: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.unsafe_to_cache_prepared();
        pass.push_sql("(1 = 0");
        for condition in &self.0 {
            pass.push_sql(" OR ");
            condition.walk_ast(pass.reborrow())?;
        }
        pass.push_sql(")");
        Ok(())
    }
}
impl<T> QueryId for AnyOf<T> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

/// The columns of a `Selectable`, for `.returning(columns::<T>())`: `T::as_returning()` is not
/// understood by a multi-connection.
pub fn columns<T: Selectable<Backend>>() -> T::SelectExpression {
    T::construct_selection()
}
