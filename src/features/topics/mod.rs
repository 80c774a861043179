//! Topics: the one list that practices, documents and questions are filed under.
//!
//! A tree of two levels; following a root includes its children. Slugs never change: they stand in
//! imports, in the index and in addresses of the API.

mod counts;
pub mod pages;
mod store;

use std::collections::HashMap;

use uuid::Uuid;

use crate::platform::actor::TopicId;
use crate::platform::db::{Conn, Tx};
use crate::platform::error::Result;
use crate::platform::events::{self, EventKind};
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::web::address;

pub use counts::{Count, Counts, counts};

/// A topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its id.
    pub id: TopicId,
    /// Its number in addresses.
    pub number: i64,
    /// Its stable name.
    pub slug: String,
    /// What people read.
    pub name: String,
    /// What belongs under it, in a sentence or two.
    pub description: String,
    /// The topic above it; none for a root.
    pub parent: Option<TopicId>,
}

impl Topic {
    /// The last segment of its address.
    pub fn segment(&self) -> String {
        address::segment(self.number, &self.name)
    }

    /// The address of its page.
    pub fn url(&self) -> String {
        format!("/argomenti/{}", self.segment())
    }
}

/// A topic as a chip under a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The topic.
    pub id: TopicId,
    /// The last segment of its address.
    pub segment: String,
    /// Its stable name.
    pub slug: String,
    /// What people read.
    pub name: String,
}

/// The 18 roots every installation begins with (`docs/GLOSSARY.md` lists them).
const ROOTS: &str = include_str!("roots.toml");

/// Adds the roots that are not there yet.
///
/// # Errors
/// When the database refuses.
pub fn ensure_roots(tx: &mut Tx<'_>) -> Result<()> {
    #[derive(serde::Deserialize)]
    struct Roots {
        topic: Vec<Root>,
    }
    #[derive(serde::Deserialize)]
    struct Root {
        slug: String,
        name: String,
        description: String,
    }
    let roots: Roots = toml::from_str(ROOTS).map_err(|e| anyhow::anyhow!("roots.toml: {e}"))?;
    let known = all(tx)?;
    for (position, root) in roots.topic.iter().enumerate() {
        if !known.iter().any(|topic| topic.slug == root.slug) {
            store::insert(
                tx,
                &root.slug,
                &root.name,
                &root.description,
                None,
                i32::try_from(position).unwrap_or(i32::MAX),
            )?;
        }
    }
    Ok(())
}

/// Every topic: each root followed by its children.
///
/// # Errors
/// When the database refuses.
pub fn all(conn: &mut Conn) -> Result<Vec<Topic>> {
    let topics = store::list(conn)?;
    let mut ordered = Vec::with_capacity(topics.len());
    for root in topics.iter().filter(|topic| topic.parent.is_none()) {
        ordered.push(root.clone());
        ordered.extend(
            topics
                .iter()
                .filter(|topic| topic.parent == Some(root.id))
                .cloned(),
        );
    }
    Ok(ordered)
}

/// The topic of a number.
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound) when there is none.
pub fn find(conn: &mut Conn, number: i64) -> Result<Topic> {
    store::find(conn, number)
}

/// Adds a topic, below a root or as a root.
///
/// # Errors
/// [`is_taken`](crate::platform::error::is_taken) when there is a topic of this slug; when the database refuses.
pub fn add(
    tx: &mut Tx<'_>,
    slug: &str,
    name: &str,
    description: &str,
    parent: Option<TopicId>,
) -> Result<TopicId> {
    let position = i32::try_from(all(tx)?.len()).unwrap_or(i32::MAX);
    let id = store::insert(tx, slug, name, description, parent, position)?;
    events::record(
        tx,
        None,
        EventKind::TopicAdded,
        Subject::new(SubjectKind::Topic, id),
        serde_json::json!({}),
    )?;
    Ok(id)
}

/// The ids of these slugs, in their order; the slugs nobody knows come apart.
///
/// # Errors
/// When the database refuses.
pub fn by_slugs(conn: &mut Conn, slugs: &[String]) -> Result<(Vec<TopicId>, Vec<String>)> {
    let known = all(conn)?;
    let (mut ids, mut unknown) = (Vec::new(), Vec::new());
    for slug in slugs {
        match known.iter().find(|topic| &topic.slug == slug) {
            Some(topic) if !ids.contains(&topic.id) => ids.push(topic.id),
            Some(_) => {}
            None => unknown.push(slug.clone()),
        }
    }
    Ok((ids, unknown))
}

/// These topics and all above them.
pub fn with_ancestors(known: &[Topic], topics: &[TopicId]) -> Vec<TopicId> {
    let mut found = Vec::new();
    for topic in topics {
        let mut next = Some(*topic);
        while let Some(id) = next.filter(|id| !found.contains(id)) {
            found.push(id);
            next = known
                .iter()
                .find(|topic| topic.id == id)
                .and_then(|topic| topic.parent);
        }
    }
    found
}

/// A topic and those below it.
pub fn with_children(known: &[Topic], topic: TopicId) -> Vec<TopicId> {
    known
        .iter()
        .filter(|one| one.id == topic || one.parent == Some(topic))
        .map(|one| one.id)
        .collect()
}

/// The topics of one thing.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, subject: Subject) -> Result<Vec<Tag>> {
    Ok(of_many(conn, subject.kind, &[subject.id])?
        .remove(&subject.id)
        .unwrap_or_default())
}

/// The topics of several things of one kind, in one statement.
///
/// # Errors
/// When the database refuses.
pub fn of_many(
    conn: &mut Conn,
    kind: SubjectKind,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Tag>>> {
    store::tags_of(conn, kind, ids)
}

/// Files a thing under these topics and no others.
///
/// # Errors
/// When the database refuses.
pub fn set(tx: &mut Tx<'_>, subject: Subject, topics: &[TopicId]) -> Result<()> {
    store::replace(tx, subject, topics)
}

/// Topics to tick on a form, in tree order.
///
/// # Errors
/// When the database refuses.
pub fn choices(conn: &mut Conn, chosen: &[String]) -> Result<Vec<Choice>> {
    Ok(all(conn)?
        .into_iter()
        .map(|topic| Choice {
            chosen: chosen.contains(&topic.slug),
            value: topic.slug,
            label: topic.name,
        })
        .collect())
}

/// Something to tick or pick on a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
    /// Whether it is ticked.
    pub chosen: bool,
}
