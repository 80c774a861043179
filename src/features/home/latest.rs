//! What was published or asked last, of everything, of an Unione or on some topics.

use super::store;
use crate::features::card::Card;
use crate::features::content;
use crate::platform::actor::{Actor, BodyId, TopicId};
use crate::platform::db::{Conn, When};
use crate::platform::error::Result;
use crate::platform::subject::{Subject, SubjectKind};

/// Where to look.
#[derive(Debug, Clone, Copy)]
pub enum From<'a> {
    /// Everywhere.
    Everywhere,
    /// What comes from any of these Unioni, or is filed under any of these topics.
    Any {
        /// The Unioni.
        unioni: &'a [BodyId],
        /// The topics, with those below them.
        topics: &'a [TopicId],
    },
}

impl<'a> From<'a> {
    /// What comes from this Unione.
    pub fn unione(unione: &'a BodyId) -> From<'a> {
        From::Any {
            unioni: std::slice::from_ref(unione),
            topics: &[],
        }
    }

    /// What is filed under these topics.
    pub fn topics(topics: &'a [TopicId]) -> From<'a> {
        From::Any {
            unioni: &[],
            topics,
        }
    }
}

/// What to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Latest {
    /// Published practices.
    Practices,
    /// Shared and published documents.
    Documents,
    /// Questions.
    Questions,
    /// Questions nobody has answered yet.
    Unanswered,
}

impl Latest {
    /// The kinds of content.
    pub const KINDS: [Latest; 3] = [Latest::Practices, Latest::Documents, Latest::Questions];

    /// The kind of what is found.
    pub fn kind(self) -> SubjectKind {
        match self {
            Latest::Practices => SubjectKind::Practice,
            Latest::Documents => SubjectKind::Document,
            Latest::Questions | Latest::Unanswered => SubjectKind::Question,
        }
    }
}

/// The latest things of a kind this reader may see, the newest first, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub fn latest(
    conn: &mut Conn,
    reader: &Actor,
    what: Latest,
    from: From<'_>,
    limit: i64,
) -> Result<Vec<Card>> {
    let found = dated(conn, reader, what, from, limit)?;
    cards_in_order(conn, reader, &found)
}

/// The latest things of every kind, the newest first, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub fn latest_of_all(
    conn: &mut Conn,
    reader: &Actor,
    from: From<'_>,
    limit: i64,
) -> Result<Vec<(Subject, When)>> {
    let mut found = Vec::new();
    for what in Latest::KINDS {
        found.extend(dated(conn, reader, what, from, limit)?);
    }
    found.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

fn dated(
    conn: &mut Conn,
    reader: &Actor,
    what: Latest,
    from: From<'_>,
    limit: i64,
) -> Result<Vec<(Subject, When)>> {
    let tokens = reader.tokens();
    let found = match what {
        Latest::Practices => store::list_practices_visible(conn, tokens, from, limit)?,
        Latest::Documents => {
            let mut found = store::list_published_documents_visible(conn, tokens, from, limit)?;
            found.extend(store::list_shared_documents_visible(
                conn, tokens, from, limit,
            )?);
            found.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
            found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            found
        }
        Latest::Questions => store::list_questions_visible(conn, tokens, from, limit)?,
        Latest::Unanswered => store::list_unanswered_visible(conn, tokens, from, limit)?,
    };
    Ok(found
        .into_iter()
        .map(|(id, at)| (Subject::new(what.kind(), id.0), at))
        .collect())
}

/// The cards of these things, in their order.
///
/// # Errors
/// When the database refuses.
pub fn cards_in_order(
    conn: &mut Conn,
    reader: &Actor,
    found: &[(Subject, When)],
) -> Result<Vec<Card>> {
    let subjects: Vec<Subject> = found.iter().map(|(subject, _)| *subject).collect();
    let mut cards = content::cards(conn, reader, &subjects)?;
    Ok(subjects
        .iter()
        .filter_map(|subject| cards.remove(subject))
        .collect())
}
