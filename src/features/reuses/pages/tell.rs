//! Telling how a reuse goes, when its Unione wants to.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::form::{Filled, since_hint};
use super::show::{made, practice};
use crate::features::card::Reuser;
use crate::features::people::{Form, Visit};
use crate::features::reuses::tell::{find, followed};
use crate::features::reuses::{self as feature, Changed, Reuse, policy, readers, store};
use crate::features::topics::Choice;
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::error::{Error, Result};
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults};
use crate::platform::web::frame::Frame;

#[derive(Template)]
#[template(path = "reuses/tell.html")]
struct TellPage {
    frame: Frame,
    faults: Vec<Fault>,
    number: i64,
    lock_version: i32,
    reuse_url: String,
    title: String,
    unione: String,
    /// What the Unione does with the practice.
    verb: &'static str,
    since_hint: String,
    states: Vec<Choice>,
    filled: Filled,
    /// What somebody else has told meanwhile.
    meanwhile: Option<Reuser>,
}

/// `GET /riusi/{n}/modifica`
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] for who does not speak for its Unione.
pub async fn tell_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let page = page(&visit, number, None, Faults::default()).await?;
    visit.page(&page)
}

async fn page(
    visit: &Visit,
    number: i64,
    filled: Option<Filled>,
    faults: Faults,
) -> Result<TellPage> {
    let frame = visit.frame().section("pratiche");
    visit
        .read(move |conn, actor| {
            let reuse = editable(conn, actor, number)?;
            let moves = store::list_moves(conn, &[reuse.id])?;
            let documents: Vec<String> = made(conn, actor, &reuse)?
                .into_iter()
                .map(|card| card.url)
                .collect();
            let told = readers::in_words(conn, std::slice::from_ref(&reuse))?
                .pop()
                .ok_or(Error::NotFound)?;
            let filled = filled.unwrap_or_else(|| Filled::told(&reuse, &documents));
            let since_hint = since_hint(&reuse);
            Ok(TellPage {
                frame,
                faults: faults.0,
                number,
                lock_version: reuse.lock_version,
                reuse_url: reuse.url(),
                since_hint,
                title: practice(conn, actor, &reuse)?.title,
                unione: told.unione.name,
                verb: reuse.state.verb(),
                states: filled.choices(followed(&moves, None)),
                filled,
                meanwhile: None,
            })
        })
        .await
}

fn editable(conn: &mut Conn, actor: &Actor, number: i64) -> Result<Reuse> {
    let reuse = find(conn, actor, number)?;
    if policy::may_tell(actor, &reuse) {
        Ok(reuse)
    } else {
        Err(Error::Forbidden(
            "Come va un riuso lo racconta chi lavora nell’unione che riusa.",
        ))
    }
}

/// `POST /riusi/{n}/modifica`
///
/// # Errors
/// What [`feature::tell()`] answers.
pub async fn tell(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let seen: i32 = fields.text("lock_version").parse().unwrap_or(0);
    let (filled, now) = (Filled::of(&fields), visit.app.now());
    let typed = filled.clone();
    let (said, current) = visit
        .read(move |conn, actor| {
            let reuse = editable(conn, actor, number)?;
            let moves = store::list_moves(conn, &[reuse.id])?;
            let read = typed.read(conn, actor, followed(&moves, None), now)?;
            Ok((read, reuse.lock_version))
        })
        .await?;
    let said = match said {
        Ok(said) => said,
        // What another has told meanwhile decides what can follow: that is shown first.
        Err(_) if seen != current => return overtaken(&visit, number, filled).await,
        Err(faults) => {
            let mut page = page(&visit, number, Some(filled), faults).await?;
            page.lock_version = seen;
            return visit.page_to_mend(&page);
        }
    };
    let changed = visit
        .write(move |tx, actor| feature::tell(tx, actor, number, seen, &said))
        .await?;
    match changed {
        Changed::Saved(url) => Ok(visit.see_other(&url, "Salvato. Grazie.")),
        Changed::Overtaken(_) => overtaken(&visit, number, filled).await,
    }
}

/// The filled form again, beside what somebody else has told meanwhile.
async fn overtaken(visit: &Visit, number: i64, filled: Filled) -> Result<HttpResponse> {
    let meanwhile = visit
        .read(move |conn, actor| {
            let reuse = editable(conn, actor, number)?;
            Ok(readers::in_words(conn, std::slice::from_ref(&reuse))?.pop())
        })
        .await?;
    let mut page = page(visit, number, Some(filled), Faults::default()).await?;
    page.meanwhile = meanwhile;
    visit.page_with(StatusCode::CONFLICT, &page)
}
