//! The link by which a letter is stopped without signing in (RFC 8058).
//!
//! The link carries all it says: whose letters, about what, and how it was before, sealed with the
//! installation's secret. No row is needed; a letter read a year later can still be stopped.

use data_encoding::BASE64URL_NOPAD;

use crate::features::subscriptions::{self, Frequency};
use crate::platform::actor::PersonId;
use crate::platform::db::Tx;
use crate::platform::error::{Error, Result};
use crate::platform::installation::Installation;
use crate::platform::subject::Subject;

const PURPOSE: &str = "unsubscribe";

/// What a link stops: the letters to a person about some things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// Whose letters.
    pub person: PersonId,
    /// About what, and how often the person was written to when the link was made; none when it
    /// did not follow the thing.
    pub things: Vec<(Subject, Option<Frequency>)>,
}

impl Stop {
    /// The last segment of the link's address.
    pub fn token(&self, installation: &Installation) -> String {
        let mut text = self.person.to_string();
        for (subject, before) in &self.things {
            let before = before.map_or("", Frequency::as_str);
            text.push_str(&format!(" {subject} {before}"));
        }
        let text = BASE64URL_NOPAD.encode(text.as_bytes());
        let seal = installation.seal(PURPOSE, &text);
        format!("{text}.{seal}")
    }

    /// What a link of ours stops.
    ///
    /// # Errors
    /// [`Error::NotFound`] when we did not make it.
    pub fn read(installation: &Installation, token: &str) -> Result<Stop> {
        let (text, seal) = token.split_once('.').ok_or(Error::NotFound)?;
        if !installation.is_sealed(PURPOSE, text, seal) {
            return Err(Error::NotFound);
        }
        Stop::parse(text).ok_or(Error::NotFound)
    }

    fn parse(text: &str) -> Option<Stop> {
        let text = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let text = String::from_utf8(text).ok()?;
        let mut words = text.split(' ');
        let person: uuid::Uuid = words.next()?.parse().ok()?;
        let mut things = Vec::new();
        while let (Some(subject), Some(before)) = (words.next(), words.next()) {
            things.push((Subject::parse(subject)?, before.parse().ok()));
        }
        Some(Stop {
            person: PersonId(person),
            things,
        })
    }
}

/// Stops the letters; those that are owed already are not sent. Doing it twice changes nothing.
///
/// # Errors
/// When the database refuses.
pub fn stop(tx: &mut Tx<'_>, stop: &Stop) -> Result<()> {
    for (subject, _) in &stop.things {
        subscriptions::set_for(tx, stop.person, *subject, Some(Frequency::Never))?;
    }
    Ok(())
}

/// Puts everything back as it was when the link was made.
///
/// # Errors
/// When the database refuses.
pub fn undo(tx: &mut Tx<'_>, stop: &Stop) -> Result<()> {
    for (subject, before) in &stop.things {
        subscriptions::set_for(tx, stop.person, *subject, *before)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::subject::SubjectKind;

    #[test]
    fn a_link_says_what_it_was_made_for_and_only_ours_counts() {
        let ours = Installation {
            instance: uuid::Uuid::nil(),
            secret: [7; 32],
        };
        let thing = |kind| Subject::new(kind, uuid::Uuid::now_v7());
        for things in [
            vec![],
            vec![(thing(SubjectKind::Topic), Some(Frequency::AtOnce))],
            vec![
                (thing(SubjectKind::Question), None),
                (thing(SubjectKind::Unione), Some(Frequency::Weekly)),
            ],
        ] {
            let stop = Stop {
                person: PersonId::new(),
                things,
            };
            let token = stop.token(&ours);
            assert_eq!(Stop::read(&ours, &token).ok(), Some(stop));
            assert!(token.len() < 400 && !token.contains(['/', '+', '=', ' ']));
            for broken in [
                token.replace('.', ""),
                token[1..].to_owned(),
                format!("{token}a"),
                token.split('.').next().unwrap_or_default().to_owned(),
            ] {
                assert!(Stop::read(&ours, &broken).is_err(), "{broken}");
            }
            let theirs = Installation {
                secret: [8; 32],
                ..ours.clone()
            };
            assert!(Stop::read(&theirs, &token).is_err());
        }
    }
}
