//! A pointer to any piece of content.

use uuid::Uuid;

use crate::text_enum;

text_enum! {
    /// The kinds of thing that events, topics, audiences and subscriptions can point to.
    pub enum SubjectKind {
        /// A person with an account.
        Person = "person",
        /// An Unione. Its Comuni and the other organisations have no page, so nothing points to them.
        Unione = "unione",
        /// A topic content is filed under.
        Topic = "topic",
        /// A described file.
        Document = "document",
        /// A good practice.
        Practice = "practice",
        /// A question with its answers.
        Question = "question",
        /// That an Unione does as a practice tells.
        Reuse = "reuse",
        /// A file of a public register that was imported.
        RegisterFile = "register_file",
    }
}

/// One thing, whatever its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Subject {
    /// What kind of thing it is.
    pub kind: SubjectKind,
    /// Its id among those of its kind.
    pub id: Uuid,
}

impl Subject {
    /// Points to the thing of this kind and id.
    pub fn new(kind: SubjectKind, id: impl Into<Uuid>) -> Subject {
        Subject {
            kind,
            id: id.into(),
        }
    }

    /// Reads what [`std::fmt::Display`] writes: `document/018f…`.
    pub fn parse(text: &str) -> Option<Subject> {
        let (kind, id) = text.split_once('/')?;
        Some(Subject {
            kind: kind.parse().ok()?,
            id: id.parse().ok()?,
        })
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.kind, self.id)
    }
}
