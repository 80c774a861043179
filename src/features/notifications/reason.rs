//! Why a person is told of an event: kept with each notification, said in each letter.

use std::fmt;
use std::str::FromStr;

use crate::platform::subject::Subject;

/// Why a person is told; the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Was named with `@` in the text.
    Mentioned,
    /// Was given the question to answer.
    Assigned,
    /// Is asked to confirm it for its Unione.
    Confirms,
    /// Is asked to review it.
    Reviews,
    /// Is asked how its Unione's reuse went.
    Reuses,
    /// Declared the reuse on behalf of the Unione.
    Proposed,
    /// Reported something of the document.
    Reported,
    /// Asked the question.
    Asked,
    /// Wrote the answer it is about.
    Answer,
    /// Wrote the practice or document.
    Author,
    /// Wrote the practice or document the question is about.
    AboutAuthor,
    /// Answered the same question.
    Answered,
    /// Belongs to the Unione.
    Unione,
    /// Follows this thing.
    Follows(Subject),
}

const NAMES: &[(Reason, &str)] = &[
    (Reason::Mentioned, "mentioned"),
    (Reason::Assigned, "assigned"),
    (Reason::Confirms, "confirms"),
    (Reason::Reviews, "reviews"),
    (Reason::Reuses, "reuses"),
    (Reason::Proposed, "proposed"),
    (Reason::Reported, "reported"),
    (Reason::Asked, "asked"),
    (Reason::Answer, "answer"),
    (Reason::Author, "author"),
    (Reason::AboutAuthor, "about_author"),
    (Reason::Answered, "answered"),
    (Reason::Unione, "unione"),
];

impl Reason {
    /// Whether the event concerns the person itself, rather than something it chose to follow.
    pub fn concerns(self) -> bool {
        !matches!(self, Reason::Follows(_))
    }

    /// Its place among the reasons: the strongest has 0.
    pub fn rank(self) -> usize {
        let named = NAMES.iter().position(|(reason, _)| *reason == self);
        named.unwrap_or(NAMES.len())
    }

    /// Whether the person was called by name or office: then even "Never" on the thing does not
    /// silence the letter, for somebody waits for exactly this person.
    pub fn calls(self) -> bool {
        matches!(
            self,
            Reason::Mentioned
                | Reason::Assigned
                | Reason::Confirms
                | Reason::Reviews
                | Reason::Reuses
                | Reason::Proposed
        )
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, NAMES.iter().find(|(reason, _)| reason == self)) {
            (Reason::Follows(subject), _) => write!(f, "follows {subject}"),
            (_, Some((_, name))) => f.write_str(name),
            (_, None) => Err(fmt::Error),
        }
    }
}

impl FromStr for Reason {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        text.strip_prefix("follows ")
            .and_then(Subject::parse)
            .map(Reason::Follows)
            .or_else(|| {
                let known = NAMES.iter().find(|(_, name)| *name == text);
                known.map(|(reason, _)| *reason)
            })
            .ok_or_else(|| format!("unknown reason: {text:?}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::subject::SubjectKind;

    #[test]
    fn a_reason_survives_the_database() {
        let follows = Reason::Follows(Subject::new(SubjectKind::Topic, uuid::Uuid::now_v7()));
        for reason in NAMES.iter().map(|(reason, _)| *reason).chain([follows]) {
            assert_eq!(reason.to_string().parse(), Ok(reason));
        }
        for text in ["", "follows", "follows topic/", "Mentioned"] {
            assert!(text.parse::<Reason>().is_err(), "{text:?}");
        }
    }
}
