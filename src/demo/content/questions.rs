//! Questions, answers, comments.

use serde::Deserialize;

use super::Moment;

/// What a question is about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Key of a practice.
    Practice(String),
    /// Key of a document.
    Document(String),
}

/// A question with its answers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// A name for errors.
    pub key: String,
    /// Key of who asks.
    pub author: String,
    /// When it was asked.
    pub moment: Moment,
    /// At most 150 characters.
    pub title: String,
    /// Paragraphs.
    pub body: String,
    /// Slugs.
    pub topics: Vec<String>,
    /// The practice or document that raised it.
    pub about: Option<About>,
    /// Where it is reported, for what truly was asked.
    pub source: Option<String>,
    /// Keys of who follows it, beside who wrote in it.
    #[serde(default)]
    pub followers: Vec<String>,
    /// In order of time.
    #[serde(default)]
    pub answer: Vec<Answer>,
}

/// An answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Key of who answers.
    pub author: String,
    /// When.
    pub moment: Moment,
    /// Paragraphs.
    pub body: String,
    /// Whether who asked said "Ha risolto".
    #[serde(default)]
    pub solved: bool,
    /// Keys of who marked it "Utile".
    #[serde(default)]
    pub useful_to: Vec<String>,
    /// Where it is reported, for what truly was answered.
    pub source: Option<String>,
    /// In order of time.
    #[serde(default)]
    pub comment: Vec<Comment>,
}

/// A comment on an answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comment {
    /// Key of who comments.
    pub author: String,
    /// When.
    pub moment: Moment,
    /// One paragraph.
    pub body: String,
}
