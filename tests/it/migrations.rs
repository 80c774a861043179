//! The schema: every step can be undone, both engines end with the same tables and columns, and
//! what the code believes of them is true.

use std::collections::BTreeSet;

use diesel::RunQueryDsl;
use diesel::sql_types::Text;
use fra_unioni::platform::db::{Conn, Database, migrate};

#[derive(diesel::QueryableByName, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
}

/// Table and column names, without diesel's own table and SQLite's.
fn columns(conn: &mut Conn) -> BTreeSet<Column> {
    let found: Vec<Column> = match conn {
        Conn::Sqlite(sqlite) => diesel::sql_query(
            "SELECT m.name AS table_name, c.name AS column_name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '__diesel%'",
        )
        .load(sqlite)
        .unwrap(),
        Conn::Postgres(postgres) => diesel::sql_query(
            "SELECT table_name::text, column_name::text FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_diesel%'",
        )
        .load(postgres)
        .unwrap(),
    };
    found.into_iter().collect()
}

/// The tables and columns `schema.rs` names.
fn believed() -> BTreeSet<Column> {
    let mut found = BTreeSet::new();
    let mut table = String::new();
    for line in include_str!("../../src/platform/db/schema.rs")
        .lines()
        .map(str::trim)
    {
        if let Some((name, _)) = line
            .strip_suffix('{')
            .and_then(|head| head.split_once(" ("))
        {
            table = name.to_owned();
        } else if let Some((column, _)) = line.split_once(" -> ") {
            found.insert(Column {
                table_name: table.clone(),
                column_name: column.to_owned(),
            });
        }
    }
    found
}

fn check(url: &str) -> BTreeSet<Column> {
    let db = Database::open(url, 1).unwrap();
    db.maintain(|conn| {
        let steps = migrate::up(conn)?;
        assert!(steps >= 10, "{steps} steps");
        assert!(migrate::complete(conn)?);
        let first = columns(conn);
        assert_eq!(migrate::down(conn)?, steps);
        assert_eq!(
            columns(conn),
            BTreeSet::new(),
            "something stays when every step is undone"
        );
        assert_eq!(migrate::up(conn)?, steps);
        assert_eq!(columns(conn), first);
        Ok(first)
    })
    .unwrap()
}

fn sqlite() -> BTreeSet<Column> {
    let path = std::env::temp_dir().join(format!("fra-unioni-{}.db", uuid::Uuid::now_v7()));
    let found = check(&path.to_string_lossy());
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
    found
}

#[test]
fn sqlite_goes_up_down_and_up_again_and_is_what_the_code_believes() {
    assert_eq!(sqlite(), believed());
}

#[test]
fn both_engines_end_with_the_same_tables_and_columns() {
    let Some(database) = crate::support::app::empty_postgres() else {
        return;
    };
    assert_eq!(check(&database.url), sqlite());
}

#[test]
fn both_engines_take_the_same_steps() {
    let steps = |engine: &str| -> BTreeSet<String> {
        let folder = format!("{}/migrations/{engine}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect()
    };
    assert_eq!(steps("sqlite"), steps("postgres"));
}
