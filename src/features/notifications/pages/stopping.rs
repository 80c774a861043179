//! Stopping letters by the link each of them carries. Looking at the page changes nothing: mail
//! scanners look at every link. Only the form does, or the mail program's own button (RFC 8058).

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::features::notifications::names;
use crate::features::notifications::unsubscription::{self, Stop};
use crate::features::people::{self, Visit};
use crate::features::subscriptions::{self, Frequency};
use crate::platform::db::Conn;
use crate::platform::error::{Error, Result};
use crate::platform::subject::Subject;
use crate::platform::web::fields::Fields;
use crate::platform::web::frame::Frame;

#[derive(Template)]
#[template(path = "notifications/stop.html")]
struct StopPage {
    frame: Frame,
    path: String,
    things: Vec<String>,
    stopped: bool,
    undone: bool,
}

/// `GET /disiscrivi/{token}`
///
/// # Errors
/// [`Error::NotFound`] when the link is none of ours.
pub async fn stop_page(visit: Visit, token: web::Path<String>) -> Result<HttpResponse> {
    let stop = Stop::read(&visit.app.installation, &token)?;
    show(&visit, stop, Done::Nothing).await
}

/// `POST /disiscrivi/{token}`: stops, or undoes it; needs no session and no cookie.
///
/// # Errors
/// [`Error::NotFound`] when the link is none of ours.
pub async fn stop(
    visit: Visit,
    token: web::Path<String>,
    body: web::Payload,
) -> Result<HttpResponse> {
    let stop = Stop::read(&visit.app.installation, &token)?;
    let undo = Fields::read(visit.request(), &mut body.into_inner())
        .await?
        .has("annulla");
    let told = stop.clone();
    visit
        .app
        .write(move |tx| {
            if people::actors(tx, &[told.person])?.is_empty() {
                return Err(Error::NotFound);
            }
            if undo {
                unsubscription::undo(tx, &told)
            } else {
                unsubscription::stop(tx, &told)
            }
        })
        .await?;
    let done = if undo { Done::Undone } else { Done::Stopped };
    show(&visit, stop, done).await
}

/// What the request that shows the page has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    Nothing,
    Stopped,
    Undone,
}

async fn show(visit: &Visit, stop: Stop, done: Done) -> Result<HttpResponse> {
    let (things, stopped) = visit
        .app
        .read(move |conn| Ok((named(conn, &stop)?, is_stopped(conn, &stop)?)))
        .await?;
    let page = StopPage {
        frame: visit.frame(),
        path: visit.path().to_owned(),
        things,
        stopped,
        undone: done == Done::Undone,
    };
    visit.page_with(StatusCode::OK, &page)
}

/// The things by name, as the person whose letters they are may see them.
fn named(conn: &mut Conn, stop: &Stop) -> Result<Vec<String>> {
    let reader = people::actors(conn, &[stop.person])?
        .remove(&stop.person)
        .ok_or(Error::NotFound)?;
    let subjects: Vec<Subject> = stop.things.iter().map(|(subject, _)| *subject).collect();
    let known = names::of(conn, &reader, &subjects)?;
    Ok(subjects
        .iter()
        .map(|subject| match known.get(subject) {
            Some(name) => name.to_string(),
            None => names::the(subject.kind).to_owned(),
        })
        .collect())
}

fn is_stopped(conn: &mut Conn, stop: &Stop) -> Result<bool> {
    for (subject, _) in &stop.things {
        let now = subscriptions::frequency_of(conn, stop.person, *subject)?;
        if now != Some(Frequency::Never) {
            return Ok(false);
        }
    }
    Ok(true)
}
