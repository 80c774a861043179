//! Who sees a document, and which of its versions.

use super::{Document, DocumentState, Reach, Version, VersionId, policy, store};
use crate::platform::actor::Actor;
use crate::platform::audience::Token;
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::{Error, Refusal, Result};

/// What a withdrawn document leaves to its own Unione and to its facilitators.
#[derive(Debug, Clone)]
pub struct Withdrawal {
    /// Its title.
    pub title: String,
    /// Why it was withdrawn; empty when nobody said.
    pub reason: String,
    /// When.
    pub at: Option<When>,
}

/// The document of a number, for a reader who may see it.
///
/// # Errors
/// [`Refusal::Withdrawn`] for whoever could see it before it was withdrawn, [`Error::NotFound`]
/// for everybody else and when there is none.
pub fn find(conn: &mut Conn, reader: &Actor, number: i64) -> Result<Document> {
    Ok(find_whole(conn, reader, number)?.seen_by(reader))
}

/// A document about to be changed, as it stands once nobody else is changing it.
///
/// # Errors
/// Those of [`find`].
pub(super) fn lock(tx: &mut Tx<'_>, actor: &Actor, number: i64) -> Result<Document> {
    store::lock(tx, number)?;
    find_whole(tx, actor, number)
}

/// The document of a number with all that waits, for a reader who may see it: what an act on it
/// begins from.
fn find_whole(conn: &mut Conn, reader: &Actor, number: i64) -> Result<Document> {
    match store::find_visible(conn, reader, number)? {
        Some(row) => store::complete(conn, row),
        None => {
            find_gone(conn, reader, number)?;
            Err(Error::Refused(Refusal::Withdrawn))
        }
    }
}

/// The withdrawn document of a number, for whoever could see it before.
fn find_gone(conn: &mut Conn, reader: &Actor, number: i64) -> Result<Document> {
    let row = store::find_withdrawn(conn, number)?.ok_or(Error::NotFound)?;
    let gone = store::complete(conn, row)?;
    let saw = audience_of(&gone)
        .iter()
        .any(|token| reader.tokens().contains(&token.to_string()));
    if saw { Ok(gone) } else { Err(Error::NotFound) }
}

/// When and why the document of a number was withdrawn, for its own Unione and its facilitators.
///
/// # Errors
/// [`Refusal::Withdrawn`] for everybody else who could see it, [`Error::NotFound`] for the others
/// and when there is none.
pub fn withdrawal(conn: &mut Conn, reader: &Actor, number: i64) -> Result<Withdrawal> {
    let gone = find_gone(conn, reader, number)?;
    if !policy::may_read_withdrawal(reader, &gone) {
        return Err(Error::Refused(Refusal::Withdrawn));
    }
    let (reason, at) = store::find_withdrawal(conn, gone.id)?;
    Ok(Withdrawal {
        title: gone.title,
        reason: reason.unwrap_or_default(),
        at,
    })
}

/// The versions of a document that this reader may read, the newest first; none while its files are
/// blocked for it.
///
/// # Errors
/// When the database refuses.
pub fn versions(conn: &mut Conn, reader: &Actor, document: &Document) -> Result<Vec<Version>> {
    let mut versions = if policy::is_near(reader, document) {
        store::list_versions(conn, document.id)?
    } else {
        store::list_given_versions(conn, document.id, document.version)?
    };
    let is_blocked = policy::is_blocked_for(reader, document);
    versions.retain(|version| !is_blocked && policy::may_read(reader, document, version));
    Ok(versions)
}

/// Whether everybody may read this version of a document.
pub fn is_for_everybody(document: &Document, version: &Version) -> bool {
    let is_public = document
        .published
        .is_some_and(|published| published.reach == Reach::Public);
    is_public && version.published_to.contains(&Token::Public.to_string())
}

impl Document {
    /// The document without what waits beside its published version, for whom that is not meant.
    pub(super) fn seen_by(self, reader: &Actor) -> Document {
        match self.published {
            Some(published) if !policy::sees_what_waits(reader, &self) => Document {
                state: DocumentState::Published,
                reach: published.reach,
                version: published.version,
                review_note: None,
                ..self
            },
            _ => self,
        }
    }
}

/// Whom a document is given to besides its own Unione, and which version.
pub(super) fn given_to(document: &Document) -> (VersionId, Vec<Token>) {
    match (document.published, document.state, document.reach) {
        (Some(published), ..) => (published.version, vec![published_token(published.reach)]),
        (None, DocumentState::Shared, Reach::Named) => (document.version, named_tokens(document)),
        _ => (document.version, Vec::new()),
    }
}

fn named_tokens(document: &Document) -> Vec<Token> {
    let named = document.named.iter();
    named.map(|unione| Token::Unione(*unione)).collect()
}

/// Who sees what is published with this reach.
pub(super) fn published_token(reach: Reach) -> Token {
    if reach == Reach::Public {
        Token::Public
    } else {
        Token::Members
    }
}

/// Who sees a document; of one that is withdrawn, who saw it.
pub(super) fn audience_of(document: &Document) -> Vec<Token> {
    let own = document
        .unione
        .iter()
        .map(|unione| Token::Unione(unione.id));
    let near = own.chain([Token::Person(document.author)]);
    match (document.state, document.reach) {
        (DocumentState::InReview, _) => {
            let published = document.published.iter();
            near.chain([Token::Facilitators])
                .chain(published.map(|published| published_token(published.reach)))
                .collect()
        }
        (_, Reach::Public | Reach::Members) => vec![published_token(document.reach)],
        (_, Reach::Own) => near.collect(),
        (_, Reach::Named) => near.chain(named_tokens(document)).collect(),
    }
}
