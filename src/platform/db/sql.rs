//! The types both engines hold, each in its native form: `uuid` or a 16-byte BLOB, `timestamptz`
//! or fixed-width text, `jsonb` or text.

use chrono::{DateTime, NaiveDateTime, SubsecRound, Utc};
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types as st;
use diesel::sqlite::{Sqlite, SqliteValue};

use super::MultiBackend;

/// A UUIDv7.
#[derive(Debug, st::SqlType, diesel::query_builder::QueryId, Clone, Copy)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
#[diesel(sqlite_type(name = "Binary"))]
pub struct Uuid;

/// An instant in UTC, to the microsecond.
#[derive(Debug, st::SqlType, diesel::query_builder::QueryId, Clone, Copy)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185))]
#[diesel(sqlite_type(name = "Text"))]
pub struct Instant;

/// A JSON value.
#[derive(Debug, st::SqlType, diesel::query_builder::QueryId, Clone, Copy)]
#[diesel(postgres_type(oid = 3802, array_oid = 3807))]
#[diesel(sqlite_type(name = "Text"))]
pub struct JsonValue;

impl st::SqlOrd for Instant {}
impl st::SqlOrd for Uuid {}

/// Binds a Rust type to one of our SQL types on the union of the two engines.
#[doc(hidden)]
#[macro_export]
macro_rules! bind_sql_type {
    ($rust:ty => $sql:path) => {
        impl diesel::serialize::ToSql<$sql, $crate::platform::db::Backend> for $rust {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, $crate::platform::db::Backend>,
            ) -> diesel::serialize::Result {
                out.set_value(($sql, self));
                Ok(diesel::serialize::IsNull::No)
            }
        }
        impl diesel::deserialize::FromSql<$sql, $crate::platform::db::Backend> for $rust {
            fn from_sql(
                value: <$crate::platform::db::Backend as diesel::backend::Backend>::RawValue<'_>,
            ) -> diesel::deserialize::Result<Self> {
                value.from_sql::<Self, $sql>()
            }
        }
    };
}

macro_rules! known_to_both {
    ($($sql:ty),*) => {$(
        impl st::HasSqlType<$sql> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                MultiBackend::lookup_sql_type::<$sql>(lookup)
            }
        }
    )*};
}
known_to_both!(Uuid, Instant, JsonValue);

/// Makes a typed id: a UUIDv7 that cannot be mistaken for the id of another kind.
#[macro_export]
macro_rules! typed_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
            serde::Serialize, serde::Deserialize,
        )]
        #[diesel(sql_type = $crate::platform::db::sql::Uuid)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// A new id; ids made later sort later.
            #[allow(clippy::new_without_default, reason = "an id is never a default")]
            pub fn new() -> Self {
                $name(uuid::Uuid::now_v7())
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self {
                $name(id)
            }
        }
        impl From<$name> for uuid::Uuid {
            fn from(id: $name) -> uuid::Uuid {
                id.0
            }
        }
        $crate::bind_sql_type!($name => $crate::platform::db::sql::Uuid);
        impl diesel::serialize::ToSql<$crate::platform::db::sql::Uuid, diesel::pg::Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>) -> diesel::serialize::Result {
                <uuid::Uuid as diesel::serialize::ToSql<diesel::sql_types::Uuid, diesel::pg::Pg>>::to_sql(&self.0, out)
            }
        }
        impl diesel::deserialize::FromSql<$crate::platform::db::sql::Uuid, diesel::pg::Pg> for $name {
            fn from_sql(value: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                <uuid::Uuid as diesel::deserialize::FromSql<diesel::sql_types::Uuid, diesel::pg::Pg>>::from_sql(value).map($name)
            }
        }
        impl diesel::serialize::ToSql<$crate::platform::db::sql::Uuid, diesel::sqlite::Sqlite> for $name {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, diesel::sqlite::Sqlite>) -> diesel::serialize::Result {
                out.set_value(self.0.as_bytes().as_slice());
                Ok(diesel::serialize::IsNull::No)
            }
        }
        impl diesel::deserialize::FromSql<$crate::platform::db::sql::Uuid, diesel::sqlite::Sqlite> for $name {
            fn from_sql(value: diesel::sqlite::SqliteValue<'_, '_, '_>) -> diesel::deserialize::Result<Self> {
                let bytes = <Vec<u8> as diesel::deserialize::FromSql<diesel::sql_types::Binary, diesel::sqlite::Sqlite>>::from_sql(value)?;
                Ok($name(uuid::Uuid::from_slice(&bytes)?))
            }
        }
    };
}

/// Makes an enum that is kept as text, spelt in snake case.
#[macro_export]
macro_rules! text_enum {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
            serde::Serialize, serde::Deserialize,
        )]
        #[diesel(sql_type = diesel::sql_types::Text)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $text)] $variant),* }

        impl $name {
            /// Every value, in the order of the definition.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            /// How it is written in the database.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),* }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($text => Ok($name::$variant),)*
                    _ => Err(format!("unknown {}: {text:?}", stringify!($name))),
                }
            }
        }
        impl<DB> diesel::serialize::ToSql<diesel::sql_types::Text, DB> for $name
        where DB: diesel::backend::Backend, str: diesel::serialize::ToSql<diesel::sql_types::Text, DB> {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                <str as diesel::serialize::ToSql<diesel::sql_types::Text, DB>>::to_sql(self.as_str(), out)
            }
        }
        impl<DB> diesel::deserialize::FromSql<diesel::sql_types::Text, DB> for $name
        where DB: diesel::backend::Backend, String: diesel::deserialize::FromSql<diesel::sql_types::Text, DB> {
            fn from_sql(value: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                Ok(<String as diesel::deserialize::FromSql<diesel::sql_types::Text, DB>>::from_sql(value)?.parse()?)
            }
        }
    };
}

typed_id! {
    /// The id of a row whose kind the code at hand does not care about.
    AnyId
}

/// An instant in UTC, to the microsecond: what both engines keep.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    AsExpression,
    FromSqlRow,
    serde::Serialize,
    serde::Deserialize,
)]
#[diesel(sql_type = Instant)]
#[serde(transparent)]
pub struct When(pub DateTime<Utc>);

impl From<DateTime<Utc>> for When {
    fn from(at: DateTime<Utc>) -> When {
        When(at.trunc_subsecs(6))
    }
}
impl std::ops::Add<chrono::Duration> for When {
    type Output = When;
    fn add(self, by: chrono::Duration) -> When {
        When(self.0 + by)
    }
}
impl std::ops::Sub<chrono::Duration> for When {
    type Output = When;
    fn sub(self, by: chrono::Duration) -> When {
        When(self.0 - by)
    }
}

/// Fixed width, so that the order of the texts is the order of the instants.
const SQLITE_INSTANT: &str = "%Y-%m-%d %H:%M:%S%.6f";

bind_sql_type!(When => Instant);
impl ToSql<Instant, Pg> for When {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <DateTime<Utc> as ToSql<st::Timestamptz, Pg>>::to_sql(&self.0, out)
    }
}
impl FromSql<Instant, Pg> for When {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        <DateTime<Utc> as FromSql<st::Timestamptz, Pg>>::from_sql(value).map(When)
    }
}
impl ToSql<Instant, Sqlite> for When {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.naive_utc().format(SQLITE_INSTANT).to_string());
        Ok(IsNull::No)
    }
}
impl FromSql<Instant, Sqlite> for When {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<st::Text, Sqlite>>::from_sql(value)?;
        Ok(When(
            NaiveDateTime::parse_from_str(&text, SQLITE_INSTANT)?.and_utc(),
        ))
    }
}

/// A JSON value in a column.
#[derive(
    Debug, Clone, PartialEq, AsExpression, FromSqlRow, serde::Serialize, serde::Deserialize,
)]
#[diesel(sql_type = JsonValue)]
#[serde(transparent)]
pub struct Json(pub serde_json::Value);

bind_sql_type!(Json => JsonValue);
impl ToSql<JsonValue, Pg> for Json {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <serde_json::Value as ToSql<st::Jsonb, Pg>>::to_sql(&self.0, out)
    }
}
impl FromSql<JsonValue, Pg> for Json {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        <serde_json::Value as FromSql<st::Jsonb, Pg>>::from_sql(value).map(Json)
    }
}
impl ToSql<JsonValue, Sqlite> for Json {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.to_string());
        Ok(IsNull::No)
    }
}
impl FromSql<JsonValue, Sqlite> for Json {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<st::Text, Sqlite>>::from_sql(value)?;
        Ok(Json(serde_json::from_str(&text)?))
    }
}
