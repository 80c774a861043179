//! What every kind of content can say of itself to lists, searches, mails and followers.

use std::collections::HashMap;

use uuid::Uuid;

use super::topics::Tag;
use super::unioni::Brief;
use crate::platform::actor::{Actor, BodyId, PersonId, TopicId};
use crate::platform::blobs::BlobHash;
use crate::platform::db::{Conn, When};
use crate::platform::error::Result;
use crate::platform::extract::FileKind;
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
    /// The size of its file in bytes; of a document that has one.
    pub file_bytes: Option<u64>,
    /// Which edition of it this is, where its kind tells editions apart; what the index found in another
    /// is not shown.
    pub edition: Option<String>,
}

impl Card {
    /// The address of its file; empty when it has none.
    pub fn file_url(&self) -> String {
        self.file_bytes
            .map(|_| format!("{}/file", self.url))
            .unwrap_or_default()
    }
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
    /// The documents it names itself.
    pub named: Vec<Uuid>,
}

/// What belongs beside a thing on its page, newest first. The features of the things do not know of
/// each other: the table of routes hands their pages the look-up.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// The questions asked about it.
    pub questions: Vec<Card>,
    /// The documents that help whoever reads it.
    pub documents: Vec<Card>,
    /// Of the documents it names, those this reader may see.
    pub named: HashMap<Uuid, Card>,
    /// The practices that name it; of a document only.
    pub practices: Vec<Card>,
    /// Who reuses it; of a practice only.
    pub reuses: Reusers,
    /// The reuses it was made for; of a document only.
    pub made_for: Vec<Card>,
}

/// Who reuses a practice, as its page shows it to a reader.
#[derive(Debug, Clone, Default)]
pub struct Reusers {
    /// Those the reader may see, what was told last first.
    pub lines: Vec<Reuser>,
    /// Whether there are more than the lines.
    pub is_cut: bool,
    /// How many Unioni do as it tells and have confirmed it.
    pub confirmed: i64,
    /// The address of the reuse by an Unione of the reader.
    pub own_url: Option<String>,
    /// Whether the reader, once signed in, may declare one.
    pub may_declare: bool,
}

/// An Unione that reuses a practice, in words.
#[derive(Debug, Clone)]
pub struct Reuser {
    /// Its name and address.
    pub unione: Brief,
    /// The address of the reuse.
    pub url: String,
    /// How far it has come.
    pub state: &'static str,
    /// The tone of that badge.
    pub tone: &'static str,
    /// "dal 2024"; empty when it is not known.
    pub since: String,
    /// Whether the Unione has said so.
    pub is_confirmed: bool,
    /// Whether it has said that it does as the practice tells.
    pub is_done: bool,
    /// What it tells: labels and HTML.
    pub told: Vec<(&'static str, String)>,
    /// What it answered after some months.
    pub outcomes: Vec<ReuseOutcome>,
}

/// What an Unione answered when it was asked how its reuse went.
#[derive(Debug, Clone)]
pub struct ReuseOutcome {
    /// "6 mesi dopo l’adozione".
    pub when: String,
    /// How far it had come.
    pub state: &'static str,
    /// What it told: labels and HTML.
    pub told: Vec<(&'static str, String)>,
}

/// Looks up what belongs beside a thing, for a reader.
pub type LookAround = fn(&mut Conn, &Actor, &Place) -> Result<Around>;

/// A document as one needs it who takes it along: where its file is, what act it is, how it may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// The document.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// The address of its page.
    pub url: String,
    /// What sort of document it is, in words.
    pub kind: &'static str,
    /// Whether an organ or an office of the body adopts it.
    pub is_deed: bool,
    /// Number and date of the act, `n. 12 del 28 novembre 2018`; empty when its title does not name them.
    pub act: String,
    /// Under which licence it may be used again; empty when nobody said.
    pub licence: String,
    /// Its file, unless its text was given without one.
    pub file: Option<OriginalFile>,
}

/// The file of a document, in the version that its reader may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginalFile {
    /// Its name in the store: the SHA-256 of its bytes.
    pub hash: BlobHash,
    /// The name people download it under.
    pub file_name: String,
    /// What its bytes say it is.
    pub kind: FileKind,
    /// Its size, in bytes.
    pub size_bytes: u64,
}

/// Looks up these documents for a reader, in their order; those it may not see are left out. The
/// table of routes hands it to pages of features that do not know of documents.
pub type LookUpOriginals = fn(&mut Conn, &Actor, &[Uuid]) -> Result<Vec<Original>>;
/// Looks up things as lists show them to a reader; those it may not see are left out.
pub type LookUpCards = fn(&mut Conn, &Actor, &[Subject]) -> Result<HashMap<Subject, Card>>;

/// Looks up documents as lists show them to a reader, by their ids.
pub type LookUpDocuments = fn(&mut Conn, &Actor, &[Uuid]) -> Result<HashMap<Uuid, Card>>;

/// Finds documents for a page of another feature: the table of routes hands it over.
#[derive(Clone, Copy)]
pub struct Shelf {
    /// These documents, as lists show them, to this reader; what it may not see is left out.
    pub cards: LookUpDocuments,
    /// The document of a number, when this reader may see it.
    pub numbered: fn(&mut Conn, &Actor, i64) -> Result<Option<Uuid>>,
    /// The documents of an Unione that this reader may see, the newest first, at most so many.
    pub of_unione: fn(&mut Conn, &Actor, BodyId, i64) -> Result<Vec<Card>>,
}

/// The icon of a kind of thing.
pub fn symbol(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Practice => "pa",
        SubjectKind::Document => "file",
        SubjectKind::Question => "help-circle",
        SubjectKind::Unione => "map-marker",
        SubjectKind::Topic => "bookmark",
        SubjectKind::Person => "user",
        SubjectKind::Reuse => "files",
        SubjectKind::RegisterFile => "file",
    }
}

/// An event in words, to a reader who may see its subject: one line of the inbox, one part of a mail.
#[derive(Debug, Clone)]
pub struct Told {
    /// The fact, as a sentence without full stop: "Marta Giordano ha risposto alla tua domanda".
    pub sentence: String,
    /// The title of the thing it is about.
    pub title: String,
    /// The fact as it follows the title, where the subject line of a letter begins with that: "pubblicata
    /// dall’Unione Valle Serena". Empty where the line begins with the sentence.
    pub after_title: String,
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
    /// Who asks: an answer by mail goes there.
    pub asked_by: PersonId,
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
