//! Feeds of questions: all that everybody may read, or those of one topic. Who follows a feed is nobody we
//! know, so a feed says the same to all, signed in or not, and names no person.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};

use super::show::counts;
use crate::features::people::Visit;
use crate::features::questions::{Answer, Question, QuestionId, View, mentions, store};
use crate::features::topics::{self, Topic};
use crate::features::unioni;
use crate::platform::actor::Actor;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::subject::SubjectKind;
use crate::platform::text;
use crate::platform::web::atom::{Entry, Feed};
use crate::platform::web::{address, respond};

/// How many questions a feed tells of, the newest.
const ENTRIES: i64 = 30;

/// `GET /domande/feed.xml`
///
/// # Errors
/// When the database refuses.
pub async fn feed(visit: Visit) -> Result<HttpResponse> {
    let entries = visit.read(|conn, _| entries(conn, None)).await?;
    let site = visit.app.public_url();
    let feed = Feed::new(&site, "Domande", "/domande", "/domande/feed.xml", entries);
    feed.answer(visit.request())
}

/// `GET /argomenti/{n-slug}/feed.xml`
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound) when there is no such topic.
pub async fn feed_of_topic(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let (topic, entries) = visit
        .read(move |conn, _| {
            let topic = topics::find(conn, number)?;
            let entries = entries(conn, Some(&topic))?;
            Ok((topic, entries))
        })
        .await?;
    let own = format!("{}/feed.xml", topic.url());
    if topic.segment() != *path {
        return Ok(respond::moved(&own));
    }
    let site = visit.app.public_url();
    let title = format!("Domande su {}", topic.name);
    Feed::new(&site, &title, &topic.url(), &own, entries).answer(visit.request())
}

fn entries(conn: &mut Conn, topic: Option<&Topic>) -> Result<Vec<Entry>> {
    let everybody = Actor::visitor();
    let within = match topic {
        Some(topic) => topics::with_children(&topics::all(conn)?, topic.id),
        None => Vec::new(),
    };
    let questions = store::list_visible(conn, everybody.tokens(), View::All, &within, ENTRIES, 0)?;
    let ids: Vec<QuestionId> = questions.iter().map(|question| question.id).collect();
    let mut solving: HashMap<QuestionId, Vec<Answer>> = HashMap::new();
    for answer in store::list_solving(conn, &ids)? {
        solving.entry(answer.question_id).or_default().push(answer);
    }
    let subjects: Vec<_> = ids.iter().map(|id| (*id).into()).collect();
    let mut tags = topics::of_many(conn, SubjectKind::Question, &subjects)?;
    let asking: Vec<_> = questions.iter().filter_map(|one| one.unione_id).collect();
    let unioni = unioni::briefs(conn, &asking)?;
    Ok(questions
        .iter()
        .map(|question| Entry {
            title: question.title.clone(),
            id: format!("/domande/{}", question.number),
            path: question.url(),
            author: question
                .unione_id
                .and_then(|id| unioni.get(&id))
                .map_or_else(|| "Un’unione".to_owned(), |unione| unione.name.clone()),
            topics: tags
                .remove(&question.id.into())
                .unwrap_or_default()
                .into_iter()
                .map(|tag| tag.name)
                .collect(),
            published_at: question.asked_at,
            updated_at: question.changed_at(),
            html: html(
                question,
                solving.get(&question.id).map_or(&[], Vec::as_slice),
            ),
        })
        .collect())
}

/// The question, how many answers it has, and those that solved it.
fn html(question: &Question, solving: &[Answer]) -> String {
    let said = |body: &str| text::to_html(&mentions::withheld(body));
    let mut html = format!("{}<p>{}.</p>", said(&question.body), counts(question));
    for answer in solving {
        html.push_str("<h2>Ha risolto</h2>");
        html.push_str(&said(&answer.body));
    }
    html
}
