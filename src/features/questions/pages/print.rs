//! A question on paper: all its answers on one page.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use askama::Template;

use super::show::counts;
use super::sight::{Part, Sight, WHOLE, sight};
use super::view::{AnswerView, CommentView, Signature, readable, signature};
use crate::features::card::Card;
use crate::features::people::Visit;
use crate::features::questions::AnswerId;
use crate::features::topics::Tag;
use crate::platform::dates;
use crate::platform::error::Result;
use crate::platform::web::address;
use crate::platform::web::frame::Frame;
use crate::platform::web::respond;

#[derive(Template)]
#[template(path = "questions/print.html")]
struct PrintPage {
    frame: Frame,
    title: String,
    url: String,
    address: String,
    printed: String,
    counts: String,
    asked: String,
    members_only: bool,
    topics: Vec<Tag>,
    author: Signature,
    html: String,
    about: Option<Card>,
    comments: Vec<CommentView>,
    answers: Vec<AnswerView>,
    left_out: i64,
}

/// `GET /domande/{question}/stampa`
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound).
pub async fn print(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let sight = sight(&visit, number, Part::Whole).await?;
    // Found by its own address, not by this one.
    Ok(respond::unlisted(visit.page(&page(&visit, sight))?))
}

fn page(visit: &Visit, mut sight: Sight) -> PrintPage {
    let (actor, now) = (&*visit.actor, visit.app.now());
    let answers = std::mem::take(&mut sight.answers);
    let mut on_question = Vec::new();
    let mut on_answers: HashMap<AnswerId, Vec<CommentView>> = HashMap::new();
    for comment in std::mem::take(&mut sight.comments) {
        let place = match comment.answer_id {
            Some(answer) => on_answers.entry(answer).or_default(),
            None => &mut on_question,
        };
        place.push(CommentView::of(&comment, &sight, actor, now));
    }
    let question = &sight.question;
    PrintPage {
        frame: visit.frame().section("domande"),
        title: question.title.clone(),
        url: question.url(),
        address: format!("{}{}", visit.app.public_url(), question.url()),
        printed: dates::day(now.0),
        counts: counts(question),
        asked: dates::day(question.asked_at.0),
        members_only: !sight.public,
        author: signature(&sight, actor, question.author_id),
        html: readable(&question.body, actor),
        comments: on_question,
        answers: answers
            .iter()
            .map(|answer| {
                let comments = on_answers.remove(&answer.id).unwrap_or_default();
                AnswerView::of(answer, &sight, actor, now, "", comments, None)
            })
            .collect(),
        left_out: (i64::from(question.answer_count) - WHOLE).max(0),
        topics: sight.tags,
        about: sight.about,
    }
}
