//! What the page of a question says of itself to machines.

use serde_json::{Value, json};

use super::sight::Sight;
use crate::features::questions::{Answer, mentions};
use crate::platform::actor::BodyId;
use crate::platform::dates;
use crate::platform::text;
use crate::platform::web::preview::Preview;

/// A question everybody may read, as a `QAPage` of schema.org; nothing of one that is for members, and
/// nothing of the second page of answers on, whose canonical address would not be theirs. Persons
/// are named to members only: who wrote is the Unione.
pub fn preview(site: &str, sight: &Sight) -> Option<Preview> {
    if !sight.public || sight.paging.page > 1 {
        return None;
    }
    let url = format!("{site}{}", sight.question.url());
    let description = mentions::withheld(&sight.question.body);
    Some(Preview::new(
        "article",
        url.clone(),
        &sight.question.title,
        &text::excerpt(&description, 200),
        &page(site, &url, sight),
    ))
}

fn page(site: &str, url: &str, sight: &Sight) -> Value {
    let question = &sight.question;
    let (solving, others): (Vec<&Answer>, Vec<&Answer>) = sight
        .answers
        .iter()
        .partition(|answer| answer.solved_at.is_some());
    let told = |answers: Vec<&Answer>| -> Vec<Value> {
        answers
            .into_iter()
            .map(|answer| answer_of(site, sight, answer))
            .collect()
    };
    json!({
        "@context": "https://schema.org",
        "@type": "QAPage",
        "@id": url,
        "url": url,
        "inLanguage": "it",
        "mainEntity": {
            "@type": "Question",
            "name": question.title,
            "text": said(&question.body),
            "url": url,
            "answerCount": question.answer_count,
            "dateCreated": dates::machine(question.asked_at.0),
            "dateModified": dates::machine(question.changed_at().0),
            "author": author(site, sight, question.unione_id),
            "acceptedAnswer": told(solving),
            "suggestedAnswer": told(others),
        },
    })
}

fn answer_of(site: &str, sight: &Sight, answer: &Answer) -> Value {
    json!({
        "@type": "Answer",
        "text": said(&answer.body),
        "url": format!("{site}{}", sight.question.permanent_url_of(answer.id)),
        "dateCreated": dates::machine(answer.answered_at.0),
        "upvoteCount": answer.useful_count,
        "author": author(site, sight, answer.unione_id),
    })
}

fn author(site: &str, sight: &Sight, unione: Option<BodyId>) -> Value {
    match unione.and_then(|id| sight.unioni.get(&id)) {
        Some(unione) => json!({
            "@type": "GovernmentOrganization",
            "name": unione.name,
            "url": format!("{site}{}", unione.url()),
        }),
        None => json!({ "@type": "Organization", "name": "Fra Unioni", "url": site }),
    }
}

fn said(body: &str) -> String {
    text::to_plain(&mentions::withheld(body))
}
