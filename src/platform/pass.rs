//! A link that lets one person do one thing without signing in: it is in a letter to that person.
//!
//! The link carries all it says (who, which thing, which of its versions or turns, until when), sealed
//! with the installation's secret for one purpose. No row is needed. Its address is read with GET,
//! which changes nothing, for scanners of mail open every link; a POST to the same address acts.

use chrono::DateTime;
use data_encoding::BASE64URL_NOPAD;
use uuid::Uuid;

use super::actor::PersonId;
use super::db::When;
use super::error::{Error, Refusal, Result};
use super::installation::Installation;
use super::subject::Subject;

/// What a link lets its reader do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pass {
    /// Who was written to, and acts.
    pub person: PersonId,
    /// The thing.
    pub subject: Subject,
    /// Which version or turn of the thing: of another one the link says nothing.
    pub turn: Uuid,
    /// Until when it holds, to the second.
    pub until: When,
}

impl Pass {
    /// The last segment of the link's address.
    pub fn token(&self, installation: &Installation, purpose: &str) -> String {
        let text = format!(
            "{} {} {} {}",
            self.person,
            self.subject,
            self.turn,
            self.until.0.timestamp()
        );
        let text = BASE64URL_NOPAD.encode(text.as_bytes());
        let seal = installation.seal(purpose, &text);
        format!("{text}.{seal}")
    }

    /// What a link of ours, of this purpose, lets do.
    ///
    /// # Errors
    /// [`Error::NotFound`] when we did not make it for this; [`Refusal::LinkSpent`] when it is over.
    pub fn read(
        installation: &Installation,
        purpose: &str,
        token: &str,
        now: When,
    ) -> Result<Pass> {
        let (text, seal) = token.split_once('.').ok_or(Error::NotFound)?;
        if !installation.is_sealed(purpose, text, seal) {
            return Err(Error::NotFound);
        }
        let pass = Pass::parse(text).ok_or(Error::NotFound)?;
        if now < pass.until {
            Ok(pass)
        } else {
            Err(Error::Refused(Refusal::LinkSpent))
        }
    }

    fn parse(text: &str) -> Option<Pass> {
        let text = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let text = String::from_utf8(text).ok()?;
        let mut words = text.split(' ');
        let person: Uuid = words.next()?.parse().ok()?;
        Some(Pass {
            person: PersonId(person),
            subject: Subject::parse(words.next()?)?,
            turn: words.next()?.parse().ok()?,
            until: When(DateTime::from_timestamp(words.next()?.parse().ok()?, 0)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::subject::SubjectKind;

    #[test]
    fn a_pass_is_good_for_its_purpose_and_its_time_only() {
        let ours = Installation {
            instance: Uuid::nil(),
            secret: [7; 32],
        };
        let at = |second| When(DateTime::from_timestamp(second, 0).expect("an instant"));
        let pass = Pass {
            person: PersonId::new(),
            subject: Subject::new(SubjectKind::Practice, Uuid::now_v7()),
            turn: Uuid::now_v7(),
            until: at(1_000),
        };
        let token = pass.token(&ours, "confirm");
        let read = |purpose: &str, token: &str, now| Pass::read(&ours, purpose, token, now).ok();
        assert_eq!(read("confirm", &token, at(999)), Some(pass));
        assert!(token.len() < 400 && !token.contains(['/', '+', '=', ' ']));
        assert_eq!(read("confirm", &token, at(1_000)), None, "it is over");
        assert_eq!(
            read("other", &token, at(0)),
            None,
            "made for something else"
        );
        for broken in [&token[1..], &format!("{token}a"), "", ".", "a.b"] {
            assert_eq!(read("confirm", broken, at(0)), None, "{broken}");
        }
    }
}
