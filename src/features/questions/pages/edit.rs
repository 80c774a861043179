//! Changing the words of a question or an answer; two who do it at once both keep what they wrote.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::answer_id;
use crate::features::people::{Form, Visit};
use crate::features::questions::{
    self, Answer, Edited, Question, check_reply, check_topics, check_words, filing, find, policy,
    store,
};
use crate::features::topics::{self, Choice};
use crate::platform::db::Conn;
use crate::platform::error::{Error, Result};
use crate::platform::text;
use crate::platform::web::address;
use crate::platform::web::fields::{Fault, Faults, Fields};
use crate::platform::web::frame::Frame;

#[derive(Template)]
#[template(path = "questions/edit.html")]
struct EditPage {
    frame: Frame,
    faults: Vec<Fault>,
    url: String,
    number: i64,
    title: String,
    body: String,
    topics: Vec<Choice>,
    lock_version: i32,
    saved: Option<Saved>,
}

#[derive(Template)]
#[template(path = "questions/edit_answer.html")]
struct EditAnswerPage {
    frame: Frame,
    faults: Vec<Fault>,
    url: String,
    action: String,
    question: String,
    draft: String,
    body: String,
    lock_version: i32,
    saved: Option<Saved>,
}

/// What somebody else saved while the form was open.
struct Saved {
    title: String,
    html: String,
}

/// What was filled in.
#[derive(Clone)]
struct Filled {
    title: String,
    body: String,
    topics: Vec<String>,
    lock_version: i32,
}

impl Filled {
    fn of(fields: &Fields) -> Filled {
        Filled {
            title: fields.text("titolo").to_owned(),
            body: fields.text("contesto").to_owned(),
            topics: fields.all("argomenti").map(str::to_owned).collect(),
            lock_version: fields.text("lock_version").parse().unwrap_or(0),
        }
    }
}

fn own(conn: &mut Conn, actor: &crate::platform::actor::Actor, number: i64) -> Result<Question> {
    let question = find(conn, actor, number)?;
    let filing = filing(conn, &question)?;
    if policy::may_edit(actor, &question, &filing) {
        Ok(question)
    } else {
        Err(Error::Forbidden(
            "La domanda può modificarla chi l’ha fatta, o un facilitatore.",
        ))
    }
}

async fn page(
    visit: &Visit,
    question: &Question,
    filled: Filled,
    faults: Faults,
) -> Result<EditPage> {
    let chosen = filled.topics.clone();
    let choices = visit
        .read(move |conn, _| topics::choices(conn, &chosen))
        .await?;
    Ok(EditPage {
        frame: visit.frame().section("domande"),
        faults: faults.0,
        url: question.url(),
        number: question.number,
        title: filled.title,
        body: filled.body,
        topics: choices,
        lock_version: filled.lock_version,
        saved: None,
    })
}

/// `GET /domande/{question}/modifica`
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn edit_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let (question, slugs) = visit
        .read(move |conn, actor| {
            let question = own(conn, actor, number)?;
            let tags = topics::of(conn, question.subject())?;
            Ok((question, tags.into_iter().map(|tag| tag.slug).collect()))
        })
        .await?;
    let filled = Filled {
        title: question.title.clone(),
        body: question.body.clone(),
        topics: slugs,
        lock_version: question.lock_version,
    };
    let page = page(&visit, &question, filled, Faults::default()).await?;
    visit.page(&page)
}

/// `POST /domande/{question}/modifica`
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn edit(form: Form, path: web::Path<String>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let number = address::number(&path)?;
    let filled = Filled::of(&fields);
    let written = filled.clone();
    let (question, faults, chosen) = visit
        .read(move |conn, actor| {
            let question = own(conn, actor, number)?;
            let mut faults = Faults::default();
            check_words(&mut faults, &written.title, &written.body);
            if written.title == question.title {
                // An imported title may be longer than those people write: it may stay as it is.
                faults.0.retain(|fault| fault.field != "titolo");
            }
            let topics = check_topics(conn, &mut faults, &written.topics)?;
            Ok((question, faults, topics))
        })
        .await?;
    if !faults.is_empty() {
        return visit.page_to_mend(&page(&visit, &question, filled, faults).await?);
    }
    let written = filled.clone();
    let edited = visit
        .write(move |tx, actor| {
            questions::edit(
                tx,
                actor,
                number,
                written.lock_version,
                &written.title,
                &written.body,
                &chosen,
            )
        })
        .await?;
    match edited {
        Edited::Saved(location) => Ok(visit.see_other(&location, "Domanda modificata.")),
        Edited::Overtaken(now) => {
            let filled = Filled {
                lock_version: now.lock_version,
                ..filled
            };
            let mut page = page(&visit, &now, filled, Faults::default()).await?;
            page.saved = Some(Saved {
                title: now.title,
                html: text::to_html(&now.body),
            });
            visit.page_with(StatusCode::CONFLICT, &page)
        }
    }
}

fn answer_page(
    visit: &Visit,
    question: &Question,
    answer: &Answer,
    body: String,
    faults: Faults,
) -> EditAnswerPage {
    EditAnswerPage {
        frame: visit.frame().section("domande"),
        faults: faults.0,
        url: question.url_of_answer(answer.id),
        action: format!(
            "/domande/{}/risposte/{}/modifica",
            question.number, answer.id
        ),
        question: question.title.clone(),
        draft: format!("risposta-modifica-{}", answer.id),
        body,
        lock_version: answer.lock_version,
        saved: None,
    }
}

async fn own_answer(visit: &Visit, path: &(String, String)) -> Result<(Question, Answer)> {
    let number = address::number(&path.0)?;
    let id = answer_id(&path.1)?;
    visit
        .read(move |conn, actor| {
            let question = find(conn, actor, number)?;
            let answer = store::find_answer(conn, question.id, id)?;
            if !policy::may_edit_answer(actor, &answer) {
                return Err(Error::Forbidden(
                    "La risposta può modificarla solo chi l’ha scritta.",
                ));
            }
            Ok((question, answer))
        })
        .await
}

/// `GET /domande/{question}/risposte/{answer}/modifica`
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn edit_answer_page(
    visit: Visit,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse> {
    let (question, answer) = own_answer(&visit, &path).await?;
    let body = answer.body.clone();
    visit.page(&answer_page(
        &visit,
        &question,
        &answer,
        body,
        Faults::default(),
    ))
}

/// `POST /domande/{question}/risposte/{answer}/modifica`
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn edit_answer(form: Form, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    let (question, answer) = own_answer(&visit, &path).await?;
    let body = fields.text("risposta").to_owned();
    let lock_version: i32 = fields.text("lock_version").parse().unwrap_or(0);
    let mut faults = Faults::default();
    check_reply(&mut faults, "risposta", &body);
    if !faults.is_empty() {
        let mut page = answer_page(&visit, &question, &answer, body, faults);
        page.lock_version = lock_version;
        return visit.page_to_mend(&page);
    }
    let (number, id, written) = (question.number, answer.id, body.clone());
    let edited = visit
        .write(move |tx, actor| {
            questions::edit_answer(tx, actor, number, id, lock_version, &written)
        })
        .await?;
    match edited {
        Edited::Saved(location) => Ok(visit.see_other(&location, "Risposta modificata.")),
        Edited::Overtaken(now) => {
            let mut page = answer_page(&visit, &question, &now, body, Faults::default());
            page.saved = Some(Saved {
                title: String::new(),
                html: text::to_html(&now.body),
            });
            visit.page_with(StatusCode::CONFLICT, &page)
        }
    }
}
