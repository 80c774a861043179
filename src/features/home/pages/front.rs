//! `/`: for visitors what the site is, for members what waits and what is new.

use actix_web::HttpResponse;
use askama::Template;

use super::{Line, On};
use crate::features::card::{Card, Waiting};
use crate::features::home::latest::latest;
use crate::features::home::news::{followed, news};
use crate::features::home::waiting::waiting_for;
use crate::features::home::{From, Latest, store};
use crate::features::people::Visit;
use crate::features::topics::{self, Topic};
use crate::features::unioni::alike::Alike;
use crate::features::unioni::directory::directory;
use crate::platform::app::App;
use crate::platform::dates;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::subject::SubjectKind;
use crate::platform::web::frame::Frame;

/// Practices on the front page of visitors.
const PRACTICES: i64 = 3;
/// Topics on the front page of visitors.
const TOPICS: usize = 10;
/// Unioni like one's own.
const ALIKE: usize = 3;
/// A smaller number says nothing, or says that there is nothing.
const LEAST_TOLD: i64 = 5;

#[derive(Template)]
#[template(path = "home/visitor.html")]
struct VisitorPage {
    frame: Frame,
    practices: Vec<Card>,
    practice_count: i64,
    topics: Vec<(Topic, i64)>,
    numbers: Vec<(String, &'static str)>,
}

#[derive(Template)]
#[template(path = "home/member.html")]
struct MemberPage {
    frame: Frame,
    greeting: String,
    unione: String,
    waiting: Vec<Waiting>,
    news: Vec<(Line, String)>,
    /// Topics to begin with, while nothing is followed.
    to_follow: Vec<Topic>,
    alike: Vec<Alike>,
}

/// `GET /`
///
/// # Errors
/// When the database refuses.
pub async fn front_page(visit: Visit) -> Result<HttpResponse> {
    if visit.actor.is_member() {
        return member_page(visit).await;
    }
    let (app, frame) = (visit.app.clone(), visit.frame().section("home"));
    let page = visit
        .read(move |conn, actor| {
            let counts = topics::counts(&app.kept, conn, actor)?;
            let mut topics: Vec<(Topic, i64)> = counts
                .topics()
                .iter()
                .filter(|topic| topic.parent.is_none())
                .map(|topic| (topic.clone(), counts.of(topic.id).total()))
                .collect();
            topics.sort_by_key(|(_, total)| std::cmp::Reverse(*total));
            topics.truncate(TOPICS);
            let totals = totals(&app, conn)?;
            Ok(VisitorPage {
                frame,
                practices: latest(conn, actor, Latest::Practices, From::Everywhere, PRACTICES)?,
                practice_count: totals.practices,
                topics,
                numbers: totals.told(),
            })
        })
        .await?;
    visit.page(&page)
}

/// How much there is for everybody.
struct Totals {
    unioni: i64,
    practices: i64,
    documents: i64,
    questions: i64,
}

impl Totals {
    /// The numbers that say something, with their words.
    fn told(&self) -> Vec<(String, &'static str)> {
        [
            (self.unioni, "unioni"),
            (self.practices, "pratiche"),
            (self.documents, "documenti"),
            (self.questions, "domande"),
        ]
        .into_iter()
        .filter(|(number, _)| *number >= LEAST_TOLD)
        .map(|(number, words)| (dates::number(number), words))
        .collect()
    }
}

fn totals(app: &App, conn: &mut Conn) -> Result<std::sync::Arc<Totals>> {
    app.kept.get(conn, "totals", |conn| {
        Ok(Totals {
            unioni: store::count_unioni(conn)?,
            practices: store::count_practices_public(conn)?,
            documents: store::count_public(conn, SubjectKind::Document)?,
            questions: store::count_public(conn, SubjectKind::Question)?,
        })
    })
}

async fn member_page(visit: Visit) -> Result<HttpResponse> {
    let (app, frame) = (visit.app.clone(), visit.frame().section("home"));
    let page = visit
        .read(move |conn, actor| {
            let known = topics::all(conn)?;
            let followed = followed(conn, actor, &known)?;
            let unioni = directory(&app.kept, conn)?;
            let own = actor.unioni().next();
            let alike: Vec<Alike> = own
                .map(|own| unioni.like(own).iter().take(ALIKE).cloned().collect())
                .unwrap_or_default();
            let news = news(conn, actor, &followed, &alike)?;
            Ok(MemberPage {
                frame,
                greeting: actor
                    .name()
                    .split_whitespace()
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
                unione: own
                    .and_then(|own| unioni.get(own))
                    .map(|unione| unione.brief.name.clone())
                    .unwrap_or_default(),
                waiting: waiting_for(conn, actor)?,
                news: news
                    .into_iter()
                    .map(|news| (Line::of(news.card, app.now(), On::Anywhere), news.reason))
                    .collect(),
                to_follow: if followed.no_topic() {
                    known
                        .into_iter()
                        .filter(|topic| topic.parent.is_none())
                        .collect()
                } else {
                    Vec::new()
                },
                alike,
            })
        })
        .await?;
    visit.page(&page)
}
