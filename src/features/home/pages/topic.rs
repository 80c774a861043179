//! `/argomenti/{n-slug}`

use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Line, Mentore, On, mentori};
use crate::features::home::latest::latest;
use crate::features::home::{From, Latest};
use crate::features::people::{self, Visit};
use crate::features::subscriptions::{self, FollowBox};
use crate::features::topics::{self, Topic};
use crate::platform::actor::Actor;
use crate::platform::db::{Conn, When};
use crate::platform::error::Result;
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::web::address;
use crate::platform::web::frame::Frame;
use crate::platform::web::respond;

/// Things of each kind on the page.
const OF_EACH: i64 = 5;
/// Mentori on the page.
const MENTORI: usize = 12;

#[derive(Template)]
#[template(path = "home/topic.html")]
struct TopicPage {
    frame: Frame,
    topic: Topic,
    parent: Option<Topic>,
    children: Vec<Topic>,
    mentori: Vec<Mentore>,
    practices: Vec<Line>,
    documents: Vec<Line>,
    questions: Vec<Line>,
    unanswered: Vec<Line>,
    follow: Option<FollowBox>,
}

/// `GET /argomenti/{n-slug}`
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound) when there is no such topic; when the database refuses.
pub async fn topic_page(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let (now, frame) = (visit.app.now(), visit.frame().section("argomenti"));
    let page = visit
        .read(move |conn, actor| page(conn, actor, number, now, frame))
        .await?;
    if page.topic.segment() != *path {
        return Ok(respond::moved(&page.topic.url()));
    }
    visit.page(&page)
}

fn page(conn: &mut Conn, actor: &Actor, number: i64, now: When, frame: Frame) -> Result<TopicPage> {
    let topic = topics::find(conn, number)?;
    let known = topics::all(conn)?;
    let within = topics::with_children(&known, topic.id);
    let mut helpers = people::mentori_of(conn, &[topic.id])?;
    helpers.truncate(MENTORI);
    let mut lines = |what: Latest| -> Result<Vec<Line>> {
        Ok(latest(conn, actor, what, From::topics(&within), OF_EACH)?
            .into_iter()
            .map(|card| Line::of(card, now, On::Anywhere))
            .collect())
    };
    let (practices, documents, questions, unanswered) = (
        lines(Latest::Practices)?,
        lines(Latest::Documents)?,
        lines(Latest::Questions)?,
        lines(Latest::Unanswered)?,
    );
    Ok(TopicPage {
        frame,
        mentori: mentori(conn, actor, &helpers, &known, Some(&within))?,
        practices,
        documents,
        questions,
        unanswered,
        follow: subscriptions::follow_box(
            conn,
            actor,
            Subject::new(SubjectKind::Topic, topic.id),
            &topic.url(),
        )?,
        parent: known
            .iter()
            .find(|one| Some(one.id) == topic.parent)
            .cloned(),
        children: known
            .iter()
            .filter(|one| one.parent == Some(topic.id))
            .cloned()
            .collect(),
        topic,
    })
}
