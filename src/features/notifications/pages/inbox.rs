//! The inbox: what the person was told, what concerns it apart from what it follows.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::features::card;
use crate::features::notifications::{self, Line, NotificationId};
use crate::features::people::{Form, Visit};
use crate::platform::dates;
use crate::platform::error::{Error, Result};
use crate::platform::web::address::is_local;
use crate::platform::web::fields::Fields;
use crate::platform::web::frame::Frame;
use crate::platform::web::paging::Paging;

/// How many notifications stand on a page.
const PAGE: i64 = 30;

/// One notification as the page shows it.
struct Shown {
    id: String,
    unread: bool,
    icon: &'static str,
    sentence: String,
    title: String,
    url: String,
    when: String,
}

/// Notifications under a title.
struct Group {
    id: &'static str,
    title: &'static str,
    lines: Vec<Shown>,
}

#[derive(Template)]
#[template(path = "notifications/inbox.html")]
struct InboxPage {
    frame: Frame,
    groups: Vec<Group>,
    unread: i64,
    newest: i64,
    page: usize,
    pages: usize,
}

/// `GET /notifiche`
///
/// # Errors
/// When the database refuses.
pub async fn inbox(visit: Visit) -> Result<HttpResponse> {
    let query = visit.query();
    let (lines, paging, unread, newest) = visit
        .read(move |conn, actor| {
            let person = actor.id().ok_or(Error::LoginNeeded)?;
            let paging = Paging::of(&query, notifications::count(conn, person)?, PAGE);
            let lines = notifications::inbox(conn, actor, paging.offset, PAGE)?;
            let unread = notifications::unread(conn, person)?;
            let newest = notifications::newest(conn, person)?;
            Ok((lines, paging, unread, newest))
        })
        .await?;
    let (concerns, follows): (Vec<Line>, Vec<Line>) = lines
        .into_iter()
        .partition(|line| line.notification.reason.concerns());
    let mut groups = Vec::new();
    for (id, title, lines) in [
        ("ti-riguardano", "Ti riguardano", concerns),
        ("segui", "Segui", follows),
    ] {
        if !lines.is_empty() {
            let lines = lines.into_iter().map(|line| shown(&visit, line)).collect();
            groups.push(Group { id, title, lines });
        }
    }
    visit.page(&InboxPage {
        frame: visit.frame(),
        groups,
        unread,
        newest,
        page: paging.page,
        pages: paging.pages,
    })
}

fn shown(visit: &Visit, line: Line) -> Shown {
    let Line { notification, told } = line;
    let (sentence, title, url) = match told {
        Some(told) => (told.sentence, told.title, told.url),
        None => (
            "Una novità che non puoi più vedere".to_owned(),
            "Nel frattempo è stata sbrigata o ritirata, o non è più per te.".to_owned(),
            String::new(),
        ),
    };
    let now = visit.app.now();
    Shown {
        id: notification.id.to_string(),
        unread: notification.read_at.is_none(),
        icon: card::symbol(notification.subject.kind),
        sentence,
        title,
        url,
        when: dates::relative(notification.created_at.0, now.0),
    }
}

/// `POST /notifiche/{id}/lettura`: marks one as read.
///
/// # Errors
/// [`Error::NotFound`] when the actor has none of this id.
pub async fn read_one(form: Form, id: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let id: uuid::Uuid = id.parse().map_err(|_| Error::NotFound)?;
    visit
        .write(move |tx, actor| notifications::mark_read(tx, actor, NotificationId(id)))
        .await?;
    Ok(visit.see_other(back_of(&fields), ""))
}

/// `POST /notifiche/lettura`: marks as read all that was there when the page was made.
///
/// # Errors
/// [`Error::BadRequest`] when the form does not say up to which.
pub async fn read_all(form: Form) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let through: i64 = fields.text("fino").parse().map_err(|_| {
        Error::BadRequest("Non si capisce fino a dove hai letto: torna alle notifiche e riprova.")
    })?;
    visit
        .write(move |tx, actor| notifications::mark_all_read(tx, actor, through))
        .await?;
    Ok(visit.see_other("/notifiche", "Fatto: hai letto tutto."))
}

fn back_of(fields: &Fields) -> &str {
    let back = fields.text("ritorno");
    if is_local(back) { back } else { "/notifiche" }
}
