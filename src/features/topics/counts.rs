//! How much there is on each topic.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Topic, all, store, with_children};
use crate::platform::actor::{Actor, TopicId};
use crate::platform::audience::Token;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::kept::Kept;
use crate::platform::subject::SubjectKind;

/// How much there is on a topic and below it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Practices.
    pub practices: i64,
    /// Documents.
    pub documents: i64,
    /// Questions.
    pub questions: i64,
}

impl Count {
    /// All of them.
    pub fn total(self) -> i64 {
        self.practices + self.documents + self.questions
    }

    fn add(&mut self, kind: SubjectKind, count: i64) {
        match kind {
            SubjectKind::Practice => self.practices += count,
            SubjectKind::Document => self.documents += count,
            SubjectKind::Question => self.questions += count,
            SubjectKind::Person
            | SubjectKind::Unione
            | SubjectKind::Topic
            | SubjectKind::Reuse
            | SubjectKind::RegisterFile => {}
        }
    }
}

/// Every topic with what there is on it.
#[derive(Debug)]
pub struct Counts {
    topics: Vec<Topic>,
    counts: HashMap<TopicId, Count>,
}

impl Counts {
    /// Every topic: each root followed by its children.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// What there is on a topic and below it.
    pub fn of(&self, topic: TopicId) -> Count {
        self.counts.get(&topic).copied().unwrap_or_default()
    }
}

/// What is published on each topic, for this reader: to all, or to members as well. What is shared
/// with one's own Unione alone is not counted: the numbers are the same for everybody.
///
/// # Errors
/// When the database refuses.
pub fn counts(kept: &Kept, conn: &mut Conn, reader: &Actor) -> Result<Arc<Counts>> {
    if reader.is_member() {
        kept.get(conn, "topics of members", |conn| {
            count(conn, &[Token::Public, Token::Members])
        })
    } else {
        kept.get(conn, "topics of all", |conn| count(conn, &[Token::Public]))
    }
}

fn count(conn: &mut Conn, audience: &[Token]) -> Result<Counts> {
    let tokens: Vec<String> = audience.iter().map(Token::to_string).collect();
    let topics = all(conn)?;
    let mut counts: HashMap<TopicId, Count> = HashMap::new();
    for (topic, kind, count) in store::list_counts(conn, &tokens)? {
        counts.entry(topic).or_default().add(kind, count);
    }
    // What is filed under a root and under its child counts once: those few roots are counted anew.
    for root in &topics {
        let within = with_children(&topics, root.id);
        if within.len() > 1 {
            let mut whole = Count::default();
            for (kind, count) in store::count_distinct(conn, &tokens, &within)? {
                whole.add(kind, count);
            }
            counts.insert(root.id, whole);
        }
    }
    Ok(Counts { topics, counts })
}
