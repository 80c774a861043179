//! Whom an event is for: looks up what each person is to it and asks the rules.

use std::collections::HashSet;

use uuid::Uuid;

use super::reason::Reason;
use super::rules::{self, Known, Recipient, Relation};
use crate::features::card::Bearings;
use crate::features::{content, people, subscriptions, topics, unioni};
use crate::platform::actor::{PersonId, TopicId};
use crate::platform::audience;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::events::Event;
use crate::platform::subject::{Subject, SubjectKind};

/// Everybody to be told of an event: active, not the actor, able to see what it is about.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, event: &Event) -> Result<Vec<Recipient>> {
    if rules::about(event.kind).next().is_none() {
        return Ok(Vec::new());
    }
    let Some(bearings) = content::bearings(conn, event.subject)? else {
        return Ok(Vec::new());
    };
    let known = look_up(conn, event, &bearings)?;
    let recipients = rules::decide(event.kind, event.subject, event.actor, &known);
    who_may_see(conn, event.subject, recipients)
}

fn look_up(conn: &mut Conn, event: &Event, bearings: &Bearings) -> Result<Known> {
    let topics = topics_of(conn, event.subject)?;
    let mut known = Known::default();
    let mut relations: Vec<Relation> = rules::about(event.kind).map(|rule| rule.relation).collect();
    relations.dedup();
    for relation in relations {
        let people = match relation {
            Relation::Followers => {
                let itself = [event.subject];
                known.follows = subscriptions::followers(conn, &itself)?;
                continue;
            }
            Relation::FollowersAround => {
                known.around = around(conn, bearings, &topics)?;
                let mut all: Vec<Subject> = known.around.iter().flatten().copied().collect();
                all.push(event.subject);
                known.follows = subscriptions::followers(conn, &all)?;
                continue;
            }
            Relation::Mentioned => named(event, "mentions"),
            Relation::Assigned => named(event, "assigned_to"),
            Relation::AnswerAuthor => named(event, "answer_author"),
            Relation::Author => vec![bearings.author],
            Relation::Involved => bearings.involved.clone(),
            Relation::AboutAuthor => match bearings.about {
                Some(about) => content::bearings(conn, about)?
                    .map(|about| vec![about.author])
                    .unwrap_or_default(),
                None => Vec::new(),
            },
            Relation::Asked => named(event, "asked"),
            Relation::Asker => named(event, "asked_by"),
            Relation::Colleagues => named(event, "colleagues"),
            Relation::Answerers => match bearings.unione {
                Some(unione) => {
                    let managers = people::managers_of(conn, unione)?;
                    if managers.is_empty() {
                        people::of_unione(conn, unione)?
                    } else {
                        managers
                    }
                }
                None => Vec::new(),
            },
            Relation::UnionePeople => match bearings.unione {
                Some(unione) => people::of_unione(conn, unione)?,
                None => Vec::new(),
            },
            Relation::Facilitatori => {
                let region = match bearings.unione {
                    Some(unione) => unioni::briefs(conn, &[unione])?
                        .remove(&unione)
                        .and_then(|brief| brief.region),
                    None => None,
                };
                people::facilitatori_for(conn, region.as_deref(), &topics)?
            }
        };
        known
            .people
            .extend(people.into_iter().map(|person| (relation, person)));
    }
    Ok(known)
}

/// The people the particulars of an event name under `key`: one id, or a list of them.
fn named(event: &Event, key: &str) -> Vec<PersonId> {
    let id = |value: &serde_json::Value| {
        let id: Uuid = value.as_str()?.parse().ok()?;
        Some(PersonId(id))
    };
    match event.particulars.get(key) {
        Some(serde_json::Value::Array(many)) => many.iter().filter_map(id).collect(),
        Some(one) => id(one).into_iter().collect(),
        None => Vec::new(),
    }
}

fn topics_of(conn: &mut Conn, subject: Subject) -> Result<Vec<TopicId>> {
    Ok(topics::of(conn, subject)?
        .into_iter()
        .map(|tag| tag.id)
        .collect())
}

/// What surrounds a thing, in chains from near to far. What a question is about brings its own
/// topics only if the question was filed under them too.
fn around(conn: &mut Conn, bearings: &Bearings, topics: &[TopicId]) -> Result<Vec<Vec<Subject>>> {
    let mut chains: Vec<Vec<Subject>> = bearings
        .about
        .map(|about| vec![about])
        .into_iter()
        .collect();
    let all = topics::all(conn)?;
    for topic in topics {
        let chain = topics::with_ancestors(&all, &[*topic]);
        chains.push(
            chain
                .into_iter()
                .map(|topic| Subject::new(SubjectKind::Topic, topic))
                .collect(),
        );
    }
    if let Some(unione) = bearings.unione {
        chains.push(vec![Subject::new(SubjectKind::Unione, unione)]);
    }
    Ok(chains)
}

/// Leaves out who is not active or does not hold a token of the thing; but who is asked by name to
/// confirm it may have no account: its letter shows what the link of it lets read, and no more.
fn who_may_see(
    conn: &mut Conn,
    subject: Subject,
    recipients: Vec<Recipient>,
) -> Result<Vec<Recipient>> {
    if recipients.is_empty() {
        return Ok(recipients);
    }
    let tokens: HashSet<String> = audience::of(conn, subject)?.into_iter().collect();
    let people: Vec<PersonId> = recipients.iter().map(|one| one.person).collect();
    let actors = people::actors(conn, &people)?;
    Ok(recipients
        .into_iter()
        .filter(|one| {
            one.reason == Reason::Confirms
                || actors
                    .get(&one.person)
                    .is_some_and(|actor| actor.tokens().iter().any(|token| tokens.contains(token)))
        })
        .collect())
}
