//! The ceiling: the cheapest honest answer of the same stack on this machine.
//!
//! `ceiling DATABASE` serves `/domande/{number}`: a page of 24.5 KB with 12 answers read from SQLite
//! and rendered with askama for each request, without sessions, permissions or a design system.
//! One worker, so that it can be pinned to one core; the first line it prints is its address.
#![forbid(unsafe_code)]

use std::cell::RefCell;
use std::error::Error;

use actix_web::{App, HttpResponse, HttpServer, web};
use askama::Template;
use rusqlite::{Connection, params};

/// How many questions the database has; numbers beyond begin again.
const QUESTIONS: i64 = 2000;
const ANSWERS: i64 = 12;
const SITE: &str = "Unioni in rete";
const TEXT: &str = "L'unione dei comuni ha delegato la gestione associata dello sportello SUAP; la \
    convenzione prevede che l'ufficio unico riceva le pratiche, verifichi la completezza formale e \
    trasmetta all'ente competente entro cinque giorni. Qualità del dato & \"tracciabilità\" sono i due \
    punti su cui vorremmo un confronto con chi ha già adottato un regolamento comune. ";
const NAVIGATION: &[(&str, &str)] = &[
    ("Pratiche", "/pratiche"),
    ("Documenti", "/documenti"),
    ("Domande", "/domande"),
    ("Scambi", "/scambi"),
    ("Persone", "/persone"),
    ("Cerca", "/cerca"),
];

struct Answer {
    id: i64,
    author_id: i64,
    author: String,
    date: String,
    votes: i64,
    body: String,
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    title: &'a str,
    site: &'a str,
    author: &'a str,
    date: &'a str,
    body: &'a str,
    csrf: &'a str,
    navigation: &'a [(&'a str, &'a str)],
    answers: &'a [Answer],
}

thread_local! {
    static CONNECTION: RefCell<Option<Connection>> = const { RefCell::new(None) };
}

fn open(path: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    Ok(connection)
}

/// Makes the rows, in a database that has none.
fn fill(path: &str) -> rusqlite::Result<()> {
    let mut connection = open(path)?;
    let tx = connection.transaction()?;
    tx.execute_batch(
        "CREATE TABLE answers (id INTEGER PRIMARY KEY, question INTEGER NOT NULL, author_id INTEGER NOT NULL,
             author TEXT NOT NULL, date TEXT NOT NULL, votes INTEGER NOT NULL, body TEXT NOT NULL);
         CREATE INDEX answers_question ON answers (question);",
    )?;
    let body = TEXT.repeat(4);
    for question in 0..QUESTIONS {
        for n in 0..ANSWERS {
            tx.execute(
                "INSERT INTO answers (question, author_id, author, date, votes, body) VALUES (?, ?, ?, ?, ?, ?)",
                params![question, 7 + n, format!("Maria D'Agostino {n}"), "2026-03-12T10:21:00+01:00", n * 3, body],
            )?;
        }
    }
    tx.commit()
}

fn answers(connection: &Connection, question: i64) -> rusqlite::Result<Vec<Answer>> {
    connection
        .prepare_cached(
            "SELECT id, author_id, author, date, votes, body FROM answers WHERE question = ? ORDER BY votes DESC, id",
        )?
        .query_map([question], |row| {
            Ok(Answer {
                id: row.get(0)?,
                author_id: row.get(1)?,
                author: row.get(2)?,
                date: row.get(3)?,
                votes: row.get(4)?,
                body: row.get(5)?,
            })
        })?
        .collect()
}

fn page(database: &str, question: i64) -> Result<String, Box<dyn Error>> {
    CONNECTION.with_borrow_mut(|slot| {
        let connection = match slot {
            Some(connection) => connection,
            None => slot.insert(open(database)?),
        };
        Ok(Page {
            title: "Come gestite il SUAP associato fra più comuni?",
            site: SITE,
            author: "Ufficio unico",
            date: "2026-03-11",
            body: TEXT,
            csrf: "0123456789abcdef0123456789abcdef",
            navigation: NAVIGATION,
            answers: &answers(connection, question % QUESTIONS)?,
        }
        .render()?)
    })
}

async fn question(
    database: web::Data<String>,
    number: web::Path<i64>,
) -> actix_web::Result<HttpResponse> {
    let html = page(&database, number.into_inner())
        .map_err(|e| actix_web::error::ErrorInternalServerError(e.to_string()))?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .body(html))
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let database = std::env::args().nth(1).ok_or("usage: ceiling DATABASE")?;
    if !std::path::Path::new(&database).exists() {
        fill(&database)?;
    }
    let database = web::Data::new(database);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(database.clone())
            .route("/domande/{number}", web::get().to(question))
    })
    .workers(1)
    .bind(("127.0.0.1", 0))?;
    println!("http://{}", server.addrs()[0]);
    server.run().await?;
    Ok(())
}
