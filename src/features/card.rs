//! What every kind of content can say of itself to lists, searches, mails and followers.

use uuid::Uuid;

use super::topics::Tag;
use super::unioni::Brief;
use crate::platform::actor::{Actor, BodyId, PersonId, TopicId};
use crate::platform::db::{Conn, When};
use crate::platform::error::Result;
use crate::platform::pass::Pass;
use crate::platform::subject::{Subject, SubjectKind};

/// A piece of content as lists and search results show it, to a reader who may see it.
#[derive(Debug, Clone)]
pub struct Card {
    /// What it is.
    pub subject: Subject,
    /// The address of its page.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Two lines of it, without mark-up.
    pub excerpt: String,
    /// Small signals in words, such as "2 risposte" or "PDF, 640 kB".
    pub signals: Vec<String>,
    /// The Unione it comes from.
    pub unione: Option<Brief>,
    /// What it is filed under.
    pub topics: Vec<Tag>,
    /// When it was published, or asked.
    pub published_at: Option<When>,
}

/// A thing and what others are found by that belong beside it.
#[derive(Debug, Clone)]
pub struct Place {
    /// The thing.
    pub subject: Subject,
    /// The Unione it comes from.
    pub unione: Option<BodyId>,
    /// What it is filed under.
    pub topics: Vec<TopicId>,
}

/// What belongs beside a thing on its page, newest first. The features of the things do not know of
/// each other: the table of routes hands their pages the look-up.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// The questions asked about it.
    pub questions: Vec<Card>,
    /// The documents that help whoever reads it.
    pub documents: Vec<Card>,
}

/// Looks up what belongs beside a thing, for a reader.
pub type LookAround = fn(&mut Conn, &Actor, &Place) -> Result<Around>;

/// The icon of a kind of thing.
pub fn symbol(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Practice => "pa",
        SubjectKind::Document => "file",
        SubjectKind::Question => "help-circle",
        SubjectKind::Unione => "map-marker",
        SubjectKind::Topic => "bookmark",
        SubjectKind::Person => "user",
    }
}

/// An event in words, to a reader who may see its subject: one line of the inbox, one part of a mail.
#[derive(Debug, Clone)]
pub struct Told {
    /// The fact, as a sentence without full stop: "Marta Giordano ha risposto alla tua domanda".
    pub sentence: String,
    /// The title of the thing it is about.
    pub title: String,
    /// Where to read it, with the anchor of what is new.
    pub url: String,
    /// What is new, whole, in the light text grammar: a mail is complete in itself.
    pub body: String,
}

/// What a thing asks of one person by the link of a letter, which needs no account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The subject line.
    pub subject: String,
    /// Whole sentences, in order: the letter is complete in itself.
    pub paragraphs: Vec<String>,
    /// The words of the one link.
    pub label: String,
    /// Its path, up to the token.
    pub path: String,
    /// Why the person is written to: "Ricevi questa e-mail perché …".
    pub because: String,
    /// What the link is sealed for.
    pub purpose: &'static str,
    /// What it lets do.
    pub pass: Pass,
}

/// Something that waits for this person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// What waits, as a sentence without full stop.
    pub sentence: String,
    /// Where to act on it.
    pub url: String,
    /// The act, in words of a link.
    pub action: String,
}

/// What a piece of content hangs on, for finding who follows it; not filtered by any reader.
#[derive(Debug, Clone)]
pub struct Bearings {
    /// Who wrote it.
    pub author: PersonId,
    /// The Unione it comes from.
    pub unione: Option<BodyId>,
    /// What it is about, such as the practice a question was asked on.
    pub about: Option<Subject>,
    /// People it concerns besides its author: who answered, to whom it was assigned.
    pub involved: Vec<PersonId>,
}

/// The ids among `subjects` that are of the same kind as asked, in their order.
pub fn ids_of(subjects: &[Subject], kind: SubjectKind) -> Vec<Uuid> {
    subjects
        .iter()
        .filter(|subject| subject.kind == kind)
        .map(|subject| subject.id)
        .collect()
}
