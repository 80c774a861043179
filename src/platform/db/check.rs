//! What the database says of its own health.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::Conn;

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

#[derive(QueryableByName)]
struct Dangling {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    rowid: Option<i64>,
    #[diesel(sql_type = Text)]
    parent: String,
}

/// What is wrong with the stored pages and the references between rows; nothing when all is well.
/// PostgreSQL holds both by itself, so there it only has to answer.
///
/// # Errors
/// When the database does not answer.
pub fn faults(conn: &mut Conn) -> anyhow::Result<Vec<String>> {
    let sqlite = match conn {
        Conn::Sqlite(sqlite) => sqlite,
        Conn::Postgres(postgres) => {
            diesel::sql_query("SELECT 1").execute(postgres)?;
            return Ok(Vec::new());
        }
    };
    let said: Vec<Said> = diesel::sql_query("PRAGMA integrity_check").load(sqlite)?;
    let mut faults: Vec<String> = said
        .into_iter()
        .map(|said| said.integrity_check)
        .filter(|said| said != "ok")
        .collect();
    let dangling: Vec<Dangling> = diesel::sql_query("PRAGMA foreign_key_check").load(sqlite)?;
    faults.extend(dangling.into_iter().map(|row| {
        format!(
            "row {} of {} names a row of {} that is not there",
            row.rowid
                .map_or_else(|| "?".to_owned(), |rowid| rowid.to_string()),
            row.table,
            row.parent
        )
    }));
    Ok(faults)
}
