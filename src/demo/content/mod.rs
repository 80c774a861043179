//! The demo content as it is written in the TOML files beside, parsed into types and nothing more.
//!
//! Everything points at everything else by `key`; [`load`] only parses, the tests below check that every
//! reference resolves. Texts are Italian and use one small markup: an empty line parts paragraphs, a line that
//! starts with `- ` is an item of a list and, in documents, a line that starts with `# ` or `## ` is a heading and
//! `---` begins a page.
//! Moments are told in days before the demo is loaded, so that the demo is always fresh; only what truly
//! happened carries a date.

mod bodies;
mod dates;
mod documents;
mod people;
mod practices;
mod questions;
mod reuses;

use anyhow::{Context as _, Result};
use serde::Deserialize;

pub use bodies::{Body, BodyKind, MemberComune, Population, SharedFunction};
pub use dates::{Moment, PartialDate};
pub use documents::{
    Act, Audience, Block, Document, DocumentKind, Format, Promised, Signer, blocks,
};
pub use people::{Entry, Membership, Office, Person};
pub use practices::{
    Attached, Benefit, Earlier, Evidence, Obstacle, ObstacleKind, ObstacleState, Phase, PhaseKind,
    Practice, PracticeState, ReviewNote, Source, StopCause,
};
pub use questions::{About, Answer, Comment, Question};
pub use reuses::{Reuse, ReuseAct, ReuseSaid, ReuseState, ReuseStep};

/// Calls that were made up, as a register tells them.
pub const CALLS: &str = include_str!("avvisi.csv");

/// What invented unioni applied for, as a register tells it.
pub const APPLICATIONS: &str = include_str!("candidature.csv");

/// Everything the demo is made of.
#[derive(Debug)]
pub struct Content {
    /// The topics of every installation, demo or not.
    pub topics: Vec<Topic>,
    /// Unions and other organisations.
    pub bodies: Vec<Body>,
    /// The cast.
    pub people: Vec<Person>,
    /// Practices in every state.
    pub practices: Vec<Practice>,
    /// Documents with their whole text.
    pub documents: Vec<Document>,
    /// Documents whose file has not come yet.
    pub promised: Vec<Promised>,
    /// Questions with their answers.
    pub questions: Vec<Question>,
    /// Who reuses which practice.
    pub reuses: Vec<Reuse>,
}

/// Parses the embedded files.
///
/// # Errors
/// A file that does not fit its types, named in the error; the tests make sure that none is shipped.
pub fn load() -> Result<Content> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Topics {
        topic: Vec<Topic>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Bodies {
        body: Vec<Body>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct People {
        person: Vec<Person>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Practices {
        practice: Vec<Practice>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Documents {
        document: Vec<Document>,
        promised: Vec<Promised>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Questions {
        question: Vec<Question>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Reuses {
        reuse: Vec<Reuse>,
    }

    let topics: Topics =
        toml::from_str(include_str!("../../features/topics/roots.toml")).context("roots.toml")?;
    let bodies: Bodies = toml::from_str(include_str!("bodies.toml")).context("bodies.toml")?;
    let people: People = toml::from_str(include_str!("people.toml")).context("people.toml")?;
    let practices: Practices =
        toml::from_str(include_str!("practices.toml")).context("practices.toml")?;
    let documents: Documents =
        toml::from_str(include_str!("documents.toml")).context("documents.toml")?;
    let questions: Questions =
        toml::from_str(include_str!("questions.toml")).context("questions.toml")?;
    let reuses: Reuses = toml::from_str(include_str!("reuses.toml")).context("reuses.toml")?;
    Ok(Content {
        topics: topics.topic,
        bodies: bodies.body,
        people: people.person,
        practices: practices.practice,
        documents: documents.document,
        promised: documents.promised,
        questions: questions.question,
        reuses: reuses.reuse,
    })
}

/// A root topic.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Stable, used in addresses.
    pub slug: String,
    /// As people read it.
    pub name: String,
    /// What is filed under it, one or two lines.
    pub description: String,
}

#[cfg(test)]
mod tests;
