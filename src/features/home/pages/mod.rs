//! Handlers of the pages that show everything, and of the service pages.

mod front;
mod service;
mod topic;
mod unione;
mod unione_words;

use crate::features::card::{Card, symbol};
use crate::features::people::{self, Byline};
use crate::features::topics::Topic;
use crate::platform::actor::{Actor, PersonId, TopicId};
use crate::platform::dates;
use crate::platform::db::{Conn, When};
use crate::platform::error::Result;

pub use front::front_page;
pub use service::{accessibility, how_it_works, licences, privacy};
pub use topic::topic_page;
pub use unione::unione_page;

/// A line of a list: a thing, with what is said of it in small.
struct Line {
    symbol: &'static str,
    url: String,
    title: String,
    signals: Vec<String>,
}

impl Line {
    /// A thing as a line; its Unione is left out on that Unione's own page.
    fn of(card: Card, now: When, on: On) -> Line {
        let mut signals = Vec::new();
        if let (On::Anywhere, Some(unione)) = (on, &card.unione) {
            signals.push(unione.name.clone());
        }
        signals.extend(card.signals);
        signals.extend(card.published_at.map(|at| dates::relative(at.0, now.0)));
        Line {
            symbol: symbol(card.subject.kind),
            url: card.url,
            title: card.title,
            signals,
        }
    }
}

/// On which page a line stands.
#[derive(Clone, Copy)]
enum On {
    /// On a page where things come from everywhere.
    Anywhere,
    /// On the page of the Unione they come from.
    ItsUnione,
}

/// Somebody who helps, and on what.
struct Mentore {
    byline: Byline,
    topics: Vec<Topic>,
}

/// Those of these people who are mentori, with their topics; for one topic alone when `on` says so.
fn mentori(
    conn: &mut Conn,
    reader: &Actor,
    found: &[PersonId],
    known: &[Topic],
    on: Option<&[TopicId]>,
) -> Result<Vec<Mentore>> {
    let mut bylines = people::bylines(conn, reader, found)?;
    Ok(found
        .iter()
        .filter_map(|person| bylines.remove(person))
        .map(|byline| Mentore {
            topics: known
                .iter()
                .filter(|topic| byline.mentore_of.contains(&topic.id))
                .filter(|topic| on.is_none_or(|within| within.contains(&topic.id)))
                .cloned()
                .collect(),
            byline,
        })
        .filter(|mentore| on.is_some() || !mentore.topics.is_empty())
        .collect())
}
