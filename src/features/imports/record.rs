//! One line of an import, read and checked by itself.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::features::documents::{Deed, DocumentKind, ImportedDeed};
use crate::features::practices::PracticeContent;
use crate::features::unioni;
use crate::platform::db::When;
use crate::platform::subject::SubjectKind;
use crate::platform::web::fields::length;

/// The longest title, in characters.
const LONGEST_TITLE: usize = 1_000;
/// The longest external id, licence and address, in characters.
const LONGEST_LABEL: usize = 1_000;
/// The years something may be published in: others are slips of the pen, and some cannot be indexed.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;
/// The longest text, in characters.
const LONGEST_TEXT: usize = 5_000_000;

/// A record whose fields make sense by themselves; whether its topics and its Unione exist is
/// another question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// How the importer knows it.
    pub external_id: String,
    /// What it is.
    pub kind: SubjectKind,
    /// One line.
    pub title: String,
    /// A few lines; empty when there are none.
    pub summary: String,
    /// The text, in the light text grammar.
    pub body: String,
    /// Slugs.
    pub topics: Vec<String>,
    /// Codice IPA.
    pub unione: Option<String>,
    /// Whether everybody may see it, or only members.
    pub audience: Reach,
    /// When it was published or asked.
    pub published_at: Option<When>,
    /// Where it was published first.
    pub source_url: Option<String>,
    /// Under which licence.
    pub licence: Option<String>,
    /// Name of a file beside the import.
    pub file: Option<String>,
    /// Answers to a question.
    pub answers: Vec<Answer>,
    /// What a document says of itself as an act.
    pub deed: Option<(Option<DocumentKind>, Deed)>,
    /// The sections of a practice.
    pub sections: Option<PracticeContent>,
    /// Fields nobody knows.
    pub ignored: Vec<String>,
    digest: String,
}

/// Who may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Everybody.
    #[default]
    Public,
    /// Whoever has an account.
    Members,
}

/// An answer to an imported question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The text.
    pub body: String,
    /// Whether it solved the question.
    pub solved: bool,
    /// When it was given.
    pub published_at: Option<When>,
}

/// A line as it is written.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    external_id: String,
    kind: String,
    title: String,
    summary: Option<String>,
    body: String,
    topics: Option<Vec<String>>,
    unione: Option<String>,
    audience: Option<String>,
    published_at: Option<String>,
    source_url: Option<String>,
    licence: Option<String>,
    file: Option<String>,
    answers: Option<Vec<LineAnswer>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deed: Option<serde_json::Value>,
    sections: Option<serde_json::Value>,
    #[serde(flatten, skip_serializing)]
    others: BTreeMap<String, serde::de::IgnoredAny>,
}

#[derive(Debug, Serialize, Deserialize)]
struct LineAnswer {
    body: String,
    solved: Option<bool>,
    published_at: Option<String>,
}

/// Reads a line.
///
/// # Errors
/// What is wrong with it.
pub fn read(bytes: &[u8]) -> Result<Record, String> {
    let line: Line = serde_json::from_slice(bytes).map_err(|error| {
        let text = error
            .to_string()
            .replace(" at line 1 column ", ", at byte ");
        if error.is_data() {
            text
        } else {
            format!("it is not JSON: {text}")
        }
    })?;
    let canonical = serde_json::to_vec(&line).map_err(|error| error.to_string())?;
    let kind = match line.kind.as_str() {
        "practice" => SubjectKind::Practice,
        "document" => SubjectKind::Document,
        "question" => SubjectKind::Question,
        "unione" => SubjectKind::Unione,
        other => {
            return Err(format!(
                "kind is {other:?}: it must be practice, document, question or unione"
            ));
        }
    };
    let audience = match line.audience.as_deref() {
        None | Some("public") => Reach::Public,
        Some("members") => Reach::Members,
        Some(other) => {
            return Err(format!(
                "audience is {other:?}: it must be public or members"
            ));
        }
    };
    let answers = line
        .answers
        .unwrap_or_default()
        .into_iter()
        .map(|answer| {
            let body = text("body of an answer", &answer.body)?;
            if body.is_empty() {
                return Err("an answer is empty".to_owned());
            }
            Ok(Answer {
                body,
                solved: answer.solved.unwrap_or_default(),
                published_at: instant(answer.published_at.as_deref())?,
            })
        })
        .collect::<Result<Vec<_>, String>>()?;
    let record = Record {
        external_id: label("external_id", &line.external_id)?,
        kind,
        title: title(&line.title)?,
        summary: text("summary", line.summary.as_deref().unwrap_or_default())?,
        body: text("body", &line.body)?,
        topics: line.topics.unwrap_or_default(),
        unione: optional("unione", line.unione.as_deref())?,
        audience,
        published_at: instant(line.published_at.as_deref())?,
        source_url: address(line.source_url.as_deref())?,
        licence: optional("licence", line.licence.as_deref())?,
        file: line.file.filter(|name| !name.is_empty()),
        answers,
        deed: line.deed.map(deed).transpose()?,
        sections: line.sections.map(sections).transpose()?,
        ignored: line.others.into_keys().collect(),
        digest: data_encoding::HEXLOWER.encode(&Sha256::digest(&canonical)),
    };
    record.check()?;
    Ok(record)
}

impl Record {
    /// A fingerprint of what the record says, and of its file.
    pub fn digest(&self, file: Option<&str>) -> String {
        match file {
            Some(file) => format!("{}-{file}", self.digest),
            None => self.digest.clone(),
        }
    }

    /// The key of the Unione this record itself brings.
    pub fn promised_unione(&self) -> Option<String> {
        (self.kind == SubjectKind::Unione)
            .then(|| self.unione.as_deref().map(unioni::ipa_key))
            .flatten()
    }

    fn check(&self) -> Result<(), String> {
        if self.kind != SubjectKind::Question && !self.answers.is_empty() {
            return Err(format!("a {} has no answers", self.kind));
        }
        if self.kind != SubjectKind::Practice && self.sections.is_some() {
            return Err(format!("a {} has no sections", self.kind));
        }
        if self.kind != SubjectKind::Document && self.deed.is_some() {
            return Err(format!("a {} has no deed", self.kind));
        }
        if self.kind != SubjectKind::Document && self.file.is_some() {
            return Err(format!("a {} has no file", self.kind));
        }
        if self.kind == SubjectKind::Unione && self.unione.is_none() {
            return Err("a record of kind unione needs its codice IPA in unione".to_owned());
        }
        if self.kind == SubjectKind::Unione && self.audience == Reach::Members {
            return Err("an Unione is always public".to_owned());
        }
        Ok(())
    }
}

/// The facts of an act, with every text cleaned as the others are.
fn deed(mut value: serde_json::Value) -> Result<(Option<DocumentKind>, Deed), String> {
    clean(&mut value)?;
    let deed: ImportedDeed =
        serde_json::from_value(value).map_err(|error| format!("deed: {error}"))?;
    Ok((deed.kind, deed.checked()?))
}

/// The sections of a practice, with every text cleaned as the others are.
fn sections(mut value: serde_json::Value) -> Result<PracticeContent, String> {
    clean(&mut value)?;
    serde_json::from_value(value).map_err(|error| format!("sections: {error}"))
}

fn clean(value: &mut serde_json::Value) -> Result<(), String> {
    match value {
        serde_json::Value::String(inside) => *inside = text("a text of sections", inside)?,
        serde_json::Value::Array(inside) => inside.iter_mut().try_for_each(clean)?,
        serde_json::Value::Object(inside) => inside.values_mut().try_for_each(clean)?,
        _ => {}
    }
    Ok(())
}

/// What can be read: line ends as one character, no control characters.
fn text(name: &str, value: &str) -> Result<String, String> {
    let clean: String = value
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    let clean = clean.trim();
    if length(clean) > LONGEST_TEXT {
        return Err(format!("{name} has more than {LONGEST_TEXT} characters"));
    }
    Ok(clean.to_owned())
}

/// One line of words.
fn one_line(value: &str) -> String {
    value
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn title(value: &str) -> Result<String, String> {
    let title = one_line(value);
    match length(&title) {
        0 => Err("title is empty".to_owned()),
        1..=LONGEST_TITLE => Ok(title),
        long => Err(format!(
            "title has {long} characters: at most {LONGEST_TITLE}"
        )),
    }
}

fn label(name: &str, value: &str) -> Result<String, String> {
    let label = one_line(value);
    match length(&label) {
        0 => Err(format!("{name} is empty")),
        1..=LONGEST_LABEL => Ok(label),
        long => Err(format!(
            "{name} has {long} characters: at most {LONGEST_LABEL}"
        )),
    }
}

fn optional(name: &str, value: Option<&str>) -> Result<Option<String>, String> {
    match value.map(str::trim) {
        None | Some("") => Ok(None),
        Some(value) => label(name, value).map(Some),
    }
}

fn address(value: Option<&str>) -> Result<Option<String>, String> {
    let address = optional("source_url", value)?;
    match &address {
        Some(url)
            if !(url.starts_with("https://") || url.starts_with("http://"))
                || url.contains(char::is_whitespace) =>
        {
            Err(format!(
                "source_url is {url:?}: it must begin with https:// or http://"
            ))
        }
        _ => Ok(address),
    }
}

fn instant(value: Option<&str>) -> Result<Option<When>, String> {
    let Some(value) = value else { return Ok(None) };
    let instant = DateTime::parse_from_rfc3339(value).map_err(|_| {
        format!("published_at is {value:?}: it must be like 2026-03-11T09:00:00+01:00 (RFC 3339)")
    })?;
    let instant = instant.with_timezone(&Utc);
    if !YEARS.contains(&instant.year()) {
        return Err(format!(
            "published_at is {value:?}: its year must be from {} to {}",
            YEARS.start(),
            YEARS.end()
        ));
    }
    Ok(Some(When::from(instant)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(more: &str) -> String {
        format!(
            r#"{{"external_id":"a1","kind":"document","title":"Statuto","body":"Testo"{more}}}"#
        )
    }

    fn fault(text: &str) -> String {
        read(text.as_bytes()).unwrap_err()
    }

    #[test]
    fn the_smallest_record() {
        let record = read(line("").as_bytes()).unwrap();
        assert_eq!(record.kind, SubjectKind::Document);
        assert_eq!(record.audience, Reach::Public);
        assert!(record.topics.is_empty() && record.published_at.is_none());
    }

    #[test]
    fn the_digest_is_of_what_is_said() {
        let digest = |text: &str| read(text.as_bytes()).unwrap().digest(None);
        let other_order = r#"{"body":"Testo", "title":"Statuto","kind":"document","external_id":"a1","summary":null}"#;
        assert_eq!(digest(&line("")), digest(other_order));
        assert_eq!(digest(&line("")), digest(&line(r#","nuovo":1"#)));
        assert_ne!(digest(&line("")), digest(&line(r#","summary":"x""#)));
        let record = read(line("").as_bytes()).unwrap();
        assert_ne!(record.digest(None), record.digest(Some("00")));
    }

    #[test]
    fn fields_nobody_knows_are_named() {
        let record = read(line(r#","tags":["x"],"z":{"a":[1]}"#).as_bytes()).unwrap();
        assert_eq!(record.ignored, ["tags", "z"]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, words) in [
            ("{", "EOF"),
            ("[]", "invalid type"),
            (r#"{"external_id":"a"}"#, "missing field `kind`"),
            (&line(r#","audience":"own""#), "audience is"),
            (&line(r#","published_at":"ieri""#), "published_at is"),
            (&line(r#","published_at":"2026-03-11""#), "RFC 3339"),
            (
                &line(r#","published_at":"9999-12-31T23:59:59Z""#),
                "its year must be from 1900 to 2200",
            ),
            (
                &line(r#","published_at":"0001-01-01T00:00:00Z""#),
                "its year must be from 1900 to 2200",
            ),
            (
                &line(r#","source_url":"javascript:alert(1)""#),
                "source_url",
            ),
            (&line(r#","answers":[{"body":"x"}]"#), "has no answers"),
            (
                r#"{"external_id":"a","kind":"pratica","title":"x","body":""}"#,
                "kind is",
            ),
            (
                r#"{"external_id":" ","kind":"document","title":"x","body":""}"#,
                "external_id is empty",
            ),
            (
                r#"{"external_id":"a","kind":"document","title":" \n ","body":""}"#,
                "title is empty",
            ),
            (
                r#"{"external_id":"a","kind":"question","title":"x","body":"","file":"a.pdf"}"#,
                "has no file",
            ),
            (
                r#"{"external_id":"a","kind":"unione","title":"x","body":""}"#,
                "codice IPA",
            ),
        ] {
            let fault = fault(text);
            assert!(fault.contains(words), "{text}: {fault}");
        }
    }

    #[test]
    fn titles_up_to_a_thousand_characters() {
        let with = |n: usize| line("").replace("Statuto", &"è".repeat(n));
        assert!(read(with(1_000).as_bytes()).is_ok());
        assert!(fault(&with(1_001)).contains("1001"));
    }

    #[test]
    fn what_cannot_be_read_is_taken_out() {
        let record = read(line(r#","summary":"a\u0000b\r\nc""#).as_bytes()).unwrap();
        assert_eq!(record.summary, "ab\nc");
    }
}
