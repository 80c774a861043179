//! What a person follows, and how often it is written to about each thing.

use actix_web::HttpResponse;
use askama::Template;

use crate::features::notifications::names;
use crate::features::people::{Form, Visit};
use crate::features::subscriptions::{self, Frequency, Subscription};
use crate::features::topics::{Choice, Topic};
use crate::platform::error::{Error, Result};
use crate::platform::subject::Subject;
use crate::platform::web::frame::Frame;

/// How many topics are suggested to who follows few things.
const SUGGESTED: usize = 6;

/// One thing that is followed.
struct Row {
    subject: String,
    kind: &'static str,
    title: String,
    url: String,
    choices: Vec<Choice>,
}

/// A topic that might be followed.
struct Suggestion {
    id: String,
    name: String,
    url: String,
}

#[derive(Template)]
#[template(path = "notifications/following.html")]
struct FollowingPage {
    frame: Frame,
    rows: Vec<Row>,
    suggestions: Vec<Suggestion>,
}

/// `GET /profilo/seguiti`
///
/// # Errors
/// When the database refuses.
pub async fn following(visit: Visit) -> Result<HttpResponse> {
    let (rows, suggestions) = visit
        .read(|conn, actor| {
            let person = actor.id().ok_or(Error::LoginNeeded)?;
            let followed = subscriptions::of(conn, person)?;
            let subjects: Vec<Subject> = followed.iter().map(|one| one.subject).collect();
            let names = names::of(conn, actor, &subjects)?;
            let suggestions = names::suggested(conn, &subjects, SUGGESTED)?;
            let rows: Vec<Row> = followed
                .into_iter()
                .map(|one| row(one, names.get(&one.subject)))
                .collect();
            Ok((rows, suggestions))
        })
        .await?;
    visit.page(&FollowingPage {
        frame: visit.frame(),
        rows,
        suggestions: suggestions.iter().map(suggestion).collect(),
    })
}

fn row(one: Subscription, name: Option<&names::Name>) -> Row {
    Row {
        subject: one.subject.to_string(),
        kind: one.subject.kind.as_str(),
        // What is followed may have been withdrawn: it can still be let go, but not named.
        title: name.map_or_else(
            || "Una cosa che non puoi più vedere".to_owned(),
            |name| name.title.clone(),
        ),
        url: name.map(|name| name.url.clone()).unwrap_or_default(),
        choices: one.frequency.choices(),
    }
}

fn suggestion(topic: &Topic) -> Suggestion {
    Suggestion {
        id: topic.id.to_string(),
        name: topic.name.clone(),
        url: topic.url(),
    }
}

/// `POST /profilo/seguiti`: saves how often for every row, or lets one thing go.
///
/// # Errors
/// [`Error::BadRequest`] for a frequency nobody offered.
pub async fn save_following(form: Form) -> Result<HttpResponse> {
    let Form { visit, fields } = form;
    if fields.has("smetti") {
        let subject = Subject::parse(fields.text("smetti")).ok_or(Error::NotFound)?;
        visit
            .write(move |tx, actor| subscriptions::unfollow(tx, actor, subject))
            .await?;
        return Ok(visit.see_other("/profilo/seguiti", "Non lo segui più."));
    }
    let mut chosen: Vec<(Subject, Frequency)> = Vec::new();
    for (name, value) in fields.pairs() {
        if let Some(subject) = name.strip_prefix("frequenza-").and_then(Subject::parse) {
            chosen.push((subject, subscriptions::chosen_frequency(value)?));
        }
    }
    visit
        .write(move |tx, actor| {
            let person = actor.id().ok_or(Error::LoginNeeded)?;
            let followed = subscriptions::of(tx, person)?;
            for (subject, frequency) in chosen {
                // Only rows that are still there and were changed: a page left open for a week
                // must not bring back what was let go meanwhile.
                let known = followed.iter().find(|one| one.subject == subject);
                if known.is_some_and(|known| known.frequency != frequency) {
                    subscriptions::set_for(tx, person, subject, Some(frequency))?;
                }
            }
            Ok(())
        })
        .await?;
    Ok(visit.see_other("/profilo/seguiti", "Salvato."))
}
