//! The names of things that are followed, for letters and pages.

use std::collections::HashMap;

use crate::features::{content, topics, unioni};
use crate::platform::actor::{Actor, BodyId, TopicId};
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::subject::{Subject, SubjectKind};

/// What a person calls a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The kind with its article: "l’argomento".
    pub the: &'static str,
    /// Its title.
    pub title: String,
    /// The address of its page.
    pub url: String,
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} «{}»", self.the, self.title)
    }
}

/// The kind with its article.
pub fn the(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Topic => "l’argomento",
        SubjectKind::Unione => "l’unione",
        SubjectKind::Practice => "la pratica",
        SubjectKind::Document => "il documento",
        SubjectKind::Question => "la domanda",
        SubjectKind::Person => "la persona",
        SubjectKind::Reuse => "il riuso",
        SubjectKind::RegisterFile => "il file del registro",
    }
}

/// The names of these things, as far as this reader may see them.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, reader: &Actor, subjects: &[Subject]) -> Result<HashMap<Subject, Name>> {
    let mut found = HashMap::with_capacity(subjects.len());
    let mut add = |subject: Subject, title: String, url: String| {
        let the = the(subject.kind);
        found.insert(subject, Name { the, title, url });
    };
    if subjects.iter().any(|one| one.kind == SubjectKind::Topic) {
        for topic in topics::all(conn)? {
            let subject = Subject::new(SubjectKind::Topic, topic.id);
            if subjects.contains(&subject) {
                let url = topic.url();
                add(subject, topic.name, url);
            }
        }
    }
    let unioni_followed: Vec<BodyId> = subjects
        .iter()
        .filter(|one| one.kind == SubjectKind::Unione)
        .map(|one| BodyId(one.id))
        .collect();
    if !unioni_followed.is_empty() {
        for (id, brief) in unioni::briefs(conn, &unioni_followed)? {
            let url = brief.url();
            add(Subject::new(SubjectKind::Unione, id), brief.name, url);
        }
    }
    let rest: Vec<Subject> = subjects
        .iter()
        .filter(|one| !matches!(one.kind, SubjectKind::Topic | SubjectKind::Unione))
        .copied()
        .collect();
    for (subject, card) in content::cards(conn, reader, &rest)? {
        add(subject, card.title, card.url);
    }
    Ok(found)
}

/// The topics a person does not follow yet, to be suggested: the first roots.
///
/// # Errors
/// When the database refuses.
pub fn suggested(
    conn: &mut Conn,
    followed: &[Subject],
    limit: usize,
) -> Result<Vec<topics::Topic>> {
    let is_followed = |id: TopicId| followed.contains(&Subject::new(SubjectKind::Topic, id));
    Ok(topics::all(conn)?
        .into_iter()
        .filter(|topic| topic.parent.is_none() && !is_followed(topic.id))
        .take(limit)
        .collect())
}
