//! From records to rows: each kind of content writes its own.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use super::file::Found;
use super::record::{Reach, Record};
use crate::features::{documents, people, practices, questions, topics, unioni};
use crate::platform::actor::{BodyId, PersonId, TopicId};
use crate::platform::audience::Token;
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::Result;
use crate::platform::events::{self, EventKind};
use crate::platform::extract::FileKind;
use crate::platform::subject::{Subject, SubjectKind};

/// What records may name.
pub struct Known {
    topics: HashMap<String, TopicId>,
    unioni: HashMap<String, BodyId>,
}

/// Who signs imports, and when.
pub struct Signature {
    /// The system's own person.
    pub author: PersonId,
    /// The instant of the transaction.
    pub now: When,
}

impl Known {
    /// Reads what there is.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn load(conn: &mut Conn) -> Result<Known> {
        let topics = topics::all(conn)?;
        let unioni = unioni::all(conn)?;
        Ok(Known {
            topics: topics
                .into_iter()
                .map(|topic| (topic.slug, topic.id))
                .collect(),
            unioni: unioni
                .into_iter()
                .filter_map(|unione| Some((unioni::ipa_key(&unione.ipa_code?), unione.id)))
                .collect(),
        })
    }

    /// Lets later records name an Unione this one brought.
    pub fn add(&mut self, record: &Record, subject: Subject) {
        if let Some(key) = record.promised_unione() {
            self.unioni.insert(key, BodyId(subject.id));
        }
    }

    /// The topics of a record.
    ///
    /// # Errors
    /// The first one nobody knows.
    fn topics(&self, record: &Record) -> Result<Vec<TopicId>, String> {
        let mut ids = Vec::with_capacity(record.topics.len());
        for slug in &record.topics {
            let id = self
                .topics
                .get(slug.trim())
                .ok_or_else(|| format!("unknown topic {slug:?}"))?;
            if !ids.contains(id) {
                ids.push(*id);
            }
        }
        Ok(ids)
    }

    /// The Unione a record comes from.
    ///
    /// # Errors
    /// That nobody knows it.
    fn unione(&self, record: &Record) -> Result<Option<BodyId>, String> {
        let Some(code) = &record.unione else {
            return Ok(None);
        };
        match self.unioni.get(&unioni::ipa_key(code)) {
            Some(id) => Ok(Some(*id)),
            None if record.kind == SubjectKind::Unione => Ok(None),
            None => Err(unknown_unione(code)),
        }
    }
}

fn unknown_unione(code: &str) -> String {
    format!("unknown unione {code:?}: no Unione has this codice IPA")
}

/// Whether a record could be written; `promised` are Unioni that records before it would bring.
///
/// # Errors
/// Why not.
pub fn check(record: &Record, known: &Known, promised: &HashSet<String>) -> Result<(), String> {
    known.topics(record)?;
    match (known.unione(record), &record.unione) {
        (Err(_), Some(code)) if promised.contains(&unioni::ipa_key(code)) => Ok(()),
        (found, _) => found.map(drop),
    }
}

/// What a record asks to be written.
pub enum Plan {
    /// A practice.
    Practice(Box<practices::ImportedPractice>),
    /// A document.
    Document(Box<documents::ImportedDocument>),
    /// A question with its answers.
    Question(questions::ImportedQuestion),
    /// An Unione.
    Unione(unioni::ImportedUnione),
}

/// Turns a record into what is to be written.
///
/// # Errors
/// What the record names and nobody knows.
pub fn plan(
    record: &Record,
    file: Option<&Found>,
    known: &Known,
    by: &Signature,
) -> Result<Plan, String> {
    let topics = known.topics(record)?;
    let unione = known.unione(record)?;
    let audience = match record.audience {
        Reach::Public => Token::Public,
        Reach::Members => Token::Members,
    };
    let (title, summary, body) = (
        record.title.clone(),
        record.summary.clone(),
        record.body.clone(),
    );
    let (source_url, licence) = (record.source_url.clone(), record.licence.clone());
    let author = by.author;
    let (kind, deed) = record.deed.clone().unwrap_or_default();
    let kind = kind.unwrap_or(documents::DocumentKind::Altro);
    Ok(match record.kind {
        SubjectKind::Practice => Plan::Practice(Box::new(practices::ImportedPractice {
            title,
            summary,
            body,
            sections: record.sections.clone().unwrap_or_default(),
            topics,
            unione,
            audience,
            published_at: record.published_at,
            source_url,
            licence,
            author,
        })),
        SubjectKind::Question => {
            let asked_at = record.published_at.unwrap_or(by.now);
            // A question has no summary of its own: it comes before the text.
            let body = match (summary.is_empty(), body.is_empty()) {
                (true, _) => body,
                (false, true) => summary,
                (false, false) => format!("{summary}\n\n{body}"),
            };
            let answers = record
                .answers
                .iter()
                .map(|answer| questions::ImportedAnswer {
                    body: answer.body.clone(),
                    solved: answer.solved,
                    answered_at: answer.published_at.unwrap_or(asked_at),
                })
                .collect();
            Plan::Question(questions::ImportedQuestion {
                title,
                body,
                topics,
                unione,
                audience,
                author,
                source_url,
                licence,
                asked_at,
                answers,
            })
        }
        SubjectKind::Unione => Plan::Unione(unioni::ImportedUnione {
            name: title,
            ipa_code: record.unione.clone().unwrap_or_default(),
            description: if body.is_empty() { summary } else { body },
            source: source_url.unwrap_or_default(),
        }),
        _ => Plan::Document(Box::new(documents::ImportedDocument {
            author,
            title,
            summary,
            body,
            kind,
            topics,
            unione,
            reach: match record.audience {
                Reach::Public => documents::Reach::Public,
                Reach::Members => documents::Reach::Members,
            },
            published_at: record.published_at,
            source_url,
            licence,
            file: file.map(stored_file).transpose()?,
            deed,
        })),
    })
}

fn stored_file(found: &Found) -> Result<documents::StoredFile, String> {
    let kind = std::fs::File::open(&found.path)
        .and_then(|mut file| FileKind::of(&mut file))
        .map_err(|error| format!("{} cannot be read: {error}", found.path.display()))?;
    Ok(documents::StoredFile {
        hash: found.blob.hash.clone(),
        file_name: documents::clean_file_name(&found.name),
        kind,
        size_bytes: found.blob.size_bytes,
    })
}

/// Writes what was planned, new or in the place of what was imported before.
///
/// # Errors
/// When the database refuses.
pub fn carry_out(tx: &mut Tx<'_>, plan: &Plan, before: Option<Subject>) -> Result<Subject> {
    let subject = match (plan, before) {
        (Plan::Practice(new), Some(before)) => {
            practices::update_imported(tx, before.id.into(), new)?;
            before
        }
        (Plan::Practice(new), None) => {
            Subject::new(SubjectKind::Practice, practices::insert_imported(tx, new)?)
        }
        (Plan::Document(new), Some(before)) => {
            documents::update_imported(tx, before.id.into(), new)?;
            before
        }
        (Plan::Document(new), None) => {
            Subject::new(SubjectKind::Document, documents::insert_imported(tx, new)?)
        }
        (Plan::Question(new), Some(before)) => {
            questions::update_imported(tx, before.id.into(), new)?;
            before
        }
        (Plan::Question(new), None) => {
            Subject::new(SubjectKind::Question, questions::insert_imported(tx, new)?)
        }
        (Plan::Unione(new), Some(before)) => {
            unioni::update_imported(tx, before.id.into(), new)?;
            before
        }
        (Plan::Unione(new), None) => {
            Subject::new(SubjectKind::Unione, unioni::insert_imported(tx, new)?)
        }
    };
    events::record(tx, None, EventKind::Imported, subject, json!({}))?;
    Ok(subject)
}

/// Who signs what this transaction imports.
///
/// # Errors
/// When the database refuses.
pub fn signature(tx: &mut Tx<'_>) -> Result<Signature> {
    Ok(Signature {
        author: people::system_author(tx)?,
        now: tx.now(),
    })
}
