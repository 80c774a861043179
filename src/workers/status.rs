//! How the service is: `/stato` in words for people, `/health` for machines.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use futures_util::TryStreamExt;

use super::{Lag, Worker, Workers, all};
use crate::features::people::Visit;
use crate::platform::app::{App, off_the_async_threads};
use crate::platform::dates;
use crate::platform::error::{Error, Result};
use crate::platform::events;
use crate::platform::search::{Position, SearchRequest};
use crate::platform::web::frame::Frame;
use crate::platform::web::limits::Counted;

/// The row a check writes: a follower of the log that follows nothing.
const CHECK: &str = "health";
/// The longest a worker may be behind before the page calls it late, in seconds.
const LATE_S: i64 = 300;

/// A part we stand on, tried just now.
struct Part {
    /// Its name for machines.
    key: &'static str,
    /// Its name for people.
    name: &'static str,
    /// What is wrong with it, if anything.
    fault: Option<String>,
}

/// Tries every part: writes and reads a row, asks the index, keeps a file and reads it back.
async fn parts(app: &App) -> Vec<Part> {
    let (database, index) = (app.clone(), app.clone());
    vec![
        Part {
            key: "database",
            name: "Archivio dei contenuti",
            fault: fault_of(off_the_async_threads(move || try_database(&database)).await),
        },
        Part {
            key: "index",
            name: "Indice di ricerca",
            fault: fault_of(off_the_async_threads(move || try_index(&index)).await),
        },
        Part {
            key: "files",
            name: "Archivio dei file",
            fault: fault_of(try_files(app).await),
        },
    ]
}

fn fault_of(tried: Result<()>) -> Option<String> {
    tried.err().map(|error| match error {
        Error::Bug(bug) => format!("{bug:#}"),
        error => error.to_string(),
    })
}

fn try_database(app: &App) -> Result<()> {
    let written = app.db.write(&*app.clock, |tx| {
        let seq = events::last(tx)?;
        events::move_cursor(tx, CHECK, seq)?;
        Ok(seq)
    })?;
    let read = app.db.read(|conn| events::cursor(conn, CHECK))?;
    if read >= written {
        Ok(())
    } else {
        Err(Error::Bug(anyhow::anyhow!(
            "what was written cannot be read"
        )))
    }
}

fn try_index(app: &App) -> Result<()> {
    if app.index.position() == Position::Rebuild {
        return Err(Error::Unavailable("the index is being built".to_owned()));
    }
    app.index.search(&SearchRequest::new("unione"), &[])?;
    Ok(())
}

async fn try_files(app: &App) -> Result<()> {
    // A text no file has: who uploads meanwhile is not disturbed.
    let text = web::Bytes::from(format!("{CHECK} {}", uuid::Uuid::now_v7()));
    let stream = futures_util::stream::iter([Ok::<_, std::io::Error>(text.clone())]);
    let blob = app
        .blobs
        .put(stream, text.len() as u64)
        .await
        .map_err(|error| Error::Bug(error.into()))?;
    let read = match app.blobs.open(&blob.hash, None).await? {
        Some(open) => open.stream.try_collect::<Vec<_>>().await?.concat(),
        None => Vec::new(),
    };
    app.blobs.delete(&blob.hash).await?;
    if read == text {
        Ok(())
    } else {
        Err(Error::Bug(anyhow::anyhow!("what was kept cannot be read")))
    }
}

/// `GET /health`: 200 when database, index and file store work, else 503 naming those that do not.
///
/// # Errors
/// [`Error::TooMany`]: each look writes. What does not work is no error, it is the answer.
pub async fn health(visit: Visit) -> Result<HttpResponse> {
    visit.count(Counted::Api)?;
    let parts = parts(&visit.app).await;
    let works = parts.iter().all(|part| part.fault.is_none());
    let mut answer = if works {
        HttpResponse::Ok()
    } else {
        HttpResponse::build(StatusCode::SERVICE_UNAVAILABLE)
    };
    let each: serde_json::Map<String, serde_json::Value> = parts
        .iter()
        .map(|part| {
            if let Some(fault) = &part.fault {
                tracing::warn!(part = part.key, "not healthy: {fault}");
            }
            let word = if part.fault.is_none() {
                "ok"
            } else {
                "failing"
            };
            (part.key.to_owned(), word.into())
        })
        .collect();
    Ok(answer
        .insert_header(("cache-control", "no-store"))
        .json(serde_json::json!({
            "status": if works { "ok" } else { "failing" },
            "parts": each,
        })))
}

#[derive(Template)]
#[template(path = "workers/status.html")]
struct StatusPage {
    frame: Frame,
    all_well: bool,
    parts: Vec<Part>,
    workers: Vec<Line>,
    /// Whether the reader is told what exactly went wrong.
    tells_faults: bool,
    at: String,
}

/// How a worker is, in words.
struct Line {
    what: &'static str,
    /// "done", "waiting", "problem", as badges know them.
    state: &'static str,
    word: &'static str,
    /// "3 in attesa, il più vecchio da 12 secondi".
    lag: String,
    fault: String,
}

impl Line {
    fn of(worker: &Worker, lag: anyhow::Result<Lag>, last_error: Option<String>) -> Line {
        let (lag, unknown) = match lag {
            Ok(lag) => (lag, None),
            Err(error) => (Lag::default(), Some(format!("{error:#}"))),
        };
        let fault = unknown.or(last_error);
        let (state, word) = match &fault {
            Some(_) => ("problem", "Non riesce, riprova da solo"),
            None if lag.oldest_s > LATE_S => ("problem", "In ritardo"),
            None if lag.waiting > 0 => ("waiting", "Al lavoro"),
            None => ("done", "In pari"),
        };
        Line {
            what: worker.what,
            state,
            word,
            lag: in_words(&lag),
            // That one thing has to be tried again is worth saying, and no fault of the worker.
            fault: fault.or(lag.fault).unwrap_or_default(),
        }
    }
}

fn in_words(lag: &Lag) -> String {
    if lag.waiting == 0 {
        return "niente in attesa".to_owned();
    }
    let age = match lag.oldest_s {
        ..120 => dates::count(lag.oldest_s.max(0), "secondo", "secondi"),
        120..7_200 => format!("{} minuti", lag.oldest_s / 60),
        _ => format!("{} ore", dates::number(lag.oldest_s / 3_600)),
    };
    format!(
        "{} in attesa, il più vecchio da {age}",
        dates::number(lag.waiting)
    )
}

/// `GET /stato`
///
/// # Errors
/// [`Error::TooMany`]: each look writes.
pub async fn status_page(visit: Visit) -> Result<HttpResponse> {
    visit.count(Counted::Api)?;
    let app = visit.app.clone();
    let parts = parts(&app).await;
    let running = visit
        .request()
        .app_data::<web::Data<Workers>>()
        .map(|workers| workers.get_ref().clone())
        .unwrap_or_default();
    let workers = off_the_async_threads(move || {
        Ok(all()
            .iter()
            .map(|worker| Line::of(worker, (worker.lag)(&app), running.last_error(worker.name)))
            .collect::<Vec<Line>>())
    })
    .await?;
    let page = StatusPage {
        frame: visit.frame(),
        all_well: parts.iter().all(|part| part.fault.is_none())
            && workers.iter().all(|line| line.state != "problem"),
        parts,
        workers,
        tells_faults: visit.actor.is_admin(),
        at: dates::long(visit.app.now().0),
    };
    visit.page(&page)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lag(waiting: i64, oldest_s: i64) -> Lag {
        Lag {
            waiting,
            oldest_s,
            fault: None,
        }
    }

    #[test]
    fn a_lag_in_words() {
        for (waiting, oldest_s, words) in [
            (0, 0, "niente in attesa"),
            (1, 1, "1 in attesa, il più vecchio da 1 secondo"),
            (1_200, 119, "1.200 in attesa, il più vecchio da 119 secondi"),
            (2, 600, "2 in attesa, il più vecchio da 10 minuti"),
            (2, 90_000, "2 in attesa, il più vecchio da 25 ore"),
        ] {
            assert_eq!(in_words(&lag(waiting, oldest_s)), words);
        }
    }

    #[test]
    fn an_error_weighs_more_than_a_lag() {
        let worker = Worker {
            name: "postman",
            what: "Manda le e-mail",
            run_once: |_| Ok(super::super::Outcome::Idle),
            lag: |_| Ok(Lag::default()),
        };
        let of = |lag, error| Line::of(&worker, Ok(lag), error);
        assert_eq!(of(lag(0, 0), None).state, "done");
        assert_eq!(of(lag(3, 10), None).state, "waiting");
        assert_eq!(of(lag(3, 301), None).word, "In ritardo");
        let refused = Lag {
            fault: Some("451 later".to_owned()),
            ..lag(3, 301)
        };
        assert_eq!(of(refused, None).fault, "451 later");
        let failing = of(lag(0, 0), Some("no route".to_owned()));
        assert_eq!(
            (failing.state, failing.fault.as_str()),
            ("problem", "no route")
        );
        let blind = Line::of(&worker, Err(anyhow::anyhow!("locked")), None);
        assert_eq!((blind.state, blind.fault.as_str()), ("problem", "locked"));
    }
}
