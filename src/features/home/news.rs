//! What is new for one person, each with the reason why it is shown.

use std::collections::HashSet;

use super::From;
use super::latest::{cards_in_order, latest_of_all};
use crate::features::card::Card;
use crate::features::subscriptions;
use crate::features::topics::{self, Topic};
use crate::features::unioni::alike::Alike;
use crate::platform::actor::{Actor, BodyId, TopicId};
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::subject::{Subject, SubjectKind};

/// How many lines the home page has room for.
const LIMIT: i64 = 10;

/// Something new and why this person sees it.
#[derive(Debug)]
pub struct News {
    /// The thing.
    pub card: Card,
    /// "argomento che segui: Polizia locale", "la segui".
    pub reason: String,
}

/// What a person follows.
#[derive(Debug, Default)]
pub struct Followed {
    /// Topics, with those below them.
    topics: Vec<TopicId>,
    unioni: Vec<BodyId>,
    things: HashSet<Subject>,
}

impl Followed {
    /// Whether the person follows no topic yet.
    pub fn no_topic(&self) -> bool {
        self.topics.is_empty()
    }
}

/// What this person follows.
///
/// # Errors
/// When the database refuses.
pub fn followed(conn: &mut Conn, actor: &Actor, known: &[Topic]) -> Result<Followed> {
    let mut followed = Followed::default();
    let Some(person) = actor.id() else {
        return Ok(followed);
    };
    for one in subscriptions::of(conn, person)? {
        match one.subject.kind {
            SubjectKind::Topic => followed
                .topics
                .extend(topics::with_children(known, TopicId(one.subject.id))),
            SubjectKind::Unione => followed.unioni.push(BodyId(one.subject.id)),
            _ => {
                followed.things.insert(one.subject);
            }
        }
    }
    Ok(followed)
}

/// What is new: first what the person follows, then whatever else is new in the network, in all at
/// most ten, the newest first.
///
/// # Errors
/// When the database refuses.
pub fn news(
    conn: &mut Conn,
    actor: &Actor,
    followed: &Followed,
    alike: &[Alike],
) -> Result<Vec<News>> {
    let from = From::Any {
        unioni: &followed.unioni,
        topics: &followed.topics,
    };
    let mut found = latest_of_all(conn, actor, from, LIMIT)?;
    for one in latest_of_all(conn, actor, From::Everywhere, LIMIT)? {
        if (found.len() as i64) < LIMIT && !found.contains(&one) {
            found.push(one);
        }
    }
    found.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
    Ok(cards_in_order(conn, actor, &found)?
        .into_iter()
        .map(|card| News {
            reason: reason(&card, actor, followed, alike),
            card,
        })
        .collect())
}

fn reason(card: &Card, actor: &Actor, followed: &Followed, alike: &[Alike]) -> String {
    if followed.things.contains(&card.subject) {
        return match card.subject.kind {
            SubjectKind::Document => "lo segui".to_owned(),
            _ => "la segui".to_owned(),
        };
    }
    if let Some(tag) = card
        .topics
        .iter()
        .find(|tag| followed.topics.contains(&tag.id))
    {
        return format!("argomento che segui: {}", tag.name);
    }
    let Some(unione) = &card.unione else {
        return "novità della rete".to_owned();
    };
    if followed.unioni.contains(&unione.id) {
        return "unione che segui".to_owned();
    }
    if actor.belongs_to(unione.id) {
        return "della tua unione".to_owned();
    }
    if let Some(one) = alike.iter().find(|one| one.unione.brief.id == unione.id) {
        return format!("unione simile alla tua: {}", one.unione.in_words());
    }
    let near = actor
        .memberships()
        .iter()
        .any(|membership| membership.region.is_some() && membership.region == unione.region);
    if near {
        return "della tua regione".to_owned();
    }
    "novità della rete".to_owned()
}
