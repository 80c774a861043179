//! The page of a reuse, and the Unione's word on what was declared for it.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::features::card::{Card, Reuser};
use crate::features::people::{Form, Visit};
use crate::features::reuses::tell::find;
use crate::features::reuses::words::since;
use crate::features::reuses::{self as feature, Move, Reuse, policy, readers, store};
use crate::features::{documents, practices};
use crate::platform::actor::Actor;
use crate::platform::dates;
use crate::platform::db::{Conn, When};
use crate::platform::error::{Error, Result};
use crate::platform::web::address;
use crate::platform::web::frame::Frame;

#[derive(Template)]
#[template(path = "reuses/show.html")]
struct ShowPage {
    frame: Frame,
    number: i64,
    practice: Card,
    reuser: Reuser,
    /// What the Unione does with the practice.
    verb: &'static str,
    who_sees: &'static str,
    history: Vec<Step>,
    documents: Vec<Card>,
    updated: String,
    /// When the Unione will be asked next; empty when it will not.
    next: String,
    may_tell: bool,
    may_confirm: bool,
    /// What the reader can do about the last round; empty for nothing.
    answer_label: &'static str,
}

/// A step of the history in words.
struct Step {
    state: &'static str,
    since: String,
    reason: String,
    said: String,
}

impl Step {
    fn of(one: &Move) -> Step {
        Step {
            state: one.state.words(),
            since: since(one.since),
            reason: one.reason.clone(),
            said: dates::day(one.moved_at.0),
        }
    }
}

/// `GET /riusi/{n}`
///
/// # Errors
/// [`Error::NotFound`] for who may not see it.
pub async fn show(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let (frame, now) = (visit.frame().section("pratiche"), visit.app.now());
    let page = visit
        .read(move |conn, actor| page(conn, actor, frame, number, now))
        .await?;
    visit.page(&page)
}

fn page(conn: &mut Conn, actor: &Actor, frame: Frame, number: i64, now: When) -> Result<ShowPage> {
    let reuse = find(conn, actor, number)?;
    let reuser = readers::in_words(conn, std::slice::from_ref(&reuse))?
        .pop()
        .ok_or(Error::NotFound)?;
    let may_tell = policy::may_tell(actor, &reuse);
    let speaks = policy::may_speak(actor, reuse.unione);
    let answer_label = match store::list_rounds(conn, &[reuse.id])?.last() {
        Some(round) if speaks && round.takes_answer(now) => match round.answered_at {
            None => "Rispondi alle tre domande",
            Some(_) => "Correggi la risposta",
        },
        _ => "",
    };
    let next = reuse.next_round_at.filter(|_| speaks);
    Ok(ShowPage {
        frame,
        number,
        practice: practice(conn, actor, &reuse)?,
        verb: reuse.state.verb(),
        who_sees: who_sees(&reuse),
        history: store::list_moves(conn, &[reuse.id])?
            .iter()
            .rev()
            .map(Step::of)
            .collect(),
        documents: made(conn, actor, &reuse)?,
        updated: dates::day(reuse.updated_at.0),
        next: next.map(|at| dates::day(at.0)).unwrap_or_default(),
        may_confirm: policy::may_confirm(actor, &reuse),
        may_tell,
        answer_label,
        reuser,
    })
}

/// The practice as this reader sees it.
pub fn practice(conn: &mut Conn, actor: &Actor, reuse: &Reuse) -> Result<Card> {
    let id = reuse.practice.into();
    practices::cards(conn, actor, &[id])?
        .remove(&id)
        .ok_or(Error::NotFound)
}

/// The documents of a reuse that this reader may see.
pub fn made(conn: &mut Conn, actor: &Actor, reuse: &Reuse) -> Result<Vec<Card>> {
    let ids: Vec<uuid::Uuid> = store::list_documents(conn, reuse.id)?
        .into_iter()
        .map(Into::into)
        .collect();
    let mut cards = documents::cards(conn, actor, &ids)?;
    Ok(ids.iter().filter_map(|id| cards.remove(id)).collect())
}

/// Who reads this page, where it is not everybody.
fn who_sees(reuse: &Reuse) -> &'static str {
    use crate::platform::audience::Token;
    let audience = policy::audience(reuse);
    if audience.contains(&Token::Public) {
        ""
    } else if audience.contains(&Token::Members) {
        "Finché è un interesse o una valutazione lo leggono solo le persone iscritte."
    } else {
        "L’ha dichiarato chi facilita: finché l’unione non lo conferma non conta, e lo leggono solo l’unione e chi facilita."
    }
}

/// `POST /riusi/{n}/conferma`
///
/// # Errors
/// What [`feature::confirm`] answers.
pub async fn confirm(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let reuse = form
        .visit
        .write(move |tx, actor| feature::confirm(tx, actor, number))
        .await?;
    Ok(form.visit.see_other(
        &reuse.url(),
        "Confermato. Da adesso conta, e da qui potete raccontare come va.",
    ))
}

/// `POST /riusi/{n}/smentita`
///
/// # Errors
/// What [`feature::decline`] answers.
pub async fn decline(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let url = form
        .visit
        .write(move |tx, actor| {
            let reuse = feature::decline(tx, actor, number)?;
            Ok(practice(tx, actor, &reuse)?.url)
        })
        .await?;
    Ok(form
        .visit
        .see_other(&url, "Tolto: chi l’aveva dichiarato lo saprà."))
}
