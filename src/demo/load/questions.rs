//! Questions, answers, comments and marks.

use super::Loader;
use crate::demo::content::{About, Answer, Content, Question};
use crate::features::questions::{self, NewQuestion};
use crate::features::subscriptions::{self, Frequency};
use crate::platform::audience::Token;
use crate::platform::error::Result;
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::web::address;

impl Loader<'_> {
    pub(super) fn questions(&self, content: &Content) -> Result<()> {
        for question in &content.questions {
            let number = self.ask(question)?;
            for answer in &question.answer {
                self.answer(question, number, answer)?;
            }
        }
        Ok(())
    }

    fn ask(&self, question: &Question) -> Result<i64> {
        let about = match &question.about {
            Some(About::Practice(key)) => self
                .practices
                .get(key)
                .map(|(id, _)| Subject::new(SubjectKind::Practice, *id)),
            Some(About::Document(key)) => self
                .documents
                .get(key)
                .map(|(id, _)| Subject::new(SubjectKind::Document, *id)),
            None => None,
        };
        self.at(question.moment, |tx| {
            let author = self.actor(tx, &question.author)?;
            let new = NewQuestion {
                title: question.title.clone(),
                body: with_source(&question.body, question.source.as_deref()),
                topics: self.topics_of(&question.topics)?,
                audience: Token::Public,
                unione: author.unioni().next(),
                about,
            };
            let place = questions::ask(tx, &author, &new)?;
            let number = number_in(&place)?;
            let asked = questions::find(tx, &author, number)?;
            for follower in &question.followers {
                let follower = self.actor(tx, follower)?;
                subscriptions::follow(tx, &follower, asked.subject(), Frequency::AtOnce)?;
            }
            Ok(number)
        })
    }

    fn answer(&self, question: &Question, number: i64, answer: &Answer) -> Result<()> {
        let place = self.at(answer.moment, |tx| {
            let author = self.actor(tx, &answer.author)?;
            questions::answer(
                tx,
                &author,
                number,
                &with_source(&answer.body, answer.source.as_deref()),
            )
        })?;
        let id = place
            .split_once("#risposta-")
            .and_then(|(_, id)| id.parse::<uuid::Uuid>().ok());
        let id = questions::AnswerId::from(
            id.ok_or_else(|| anyhow::anyhow!("demo: {place} names no answer"))?,
        );
        for comment in &answer.comment {
            self.at(comment.moment, |tx| {
                let author = self.actor(tx, &comment.author)?;
                questions::comment(tx, &author, number, Some(id), &comment.body)
            })?;
        }
        self.at(answer.moment, |tx| {
            for key in &answer.useful_to {
                let reader = self.actor(tx, key)?;
                questions::mark_useful(tx, &reader, number, id)?;
            }
            if answer.solved {
                let asker = self.actor(tx, &question.author)?;
                questions::mark_solving(tx, &asker, number, id)?;
            }
            Ok(())
        })
    }
}

/// What was truly asked or answered says where it is reported.
fn with_source(text: &str, source: Option<&str>) -> String {
    source.map_or_else(
        || text.to_owned(),
        |source| format!("{text}\n\nFonte: {source}"),
    )
}

/// The number in the address of a question.
fn number_in(place: &str) -> Result<i64> {
    let segment = place.rsplit('/').next().unwrap_or_default();
    address::number(segment.split('#').next().unwrap_or_default())
}
