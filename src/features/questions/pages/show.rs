//! The page of a question.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use askama::Template;

use super::answer_id;
use super::preview::preview;
use super::sight::{Part, Sight, sight};
use super::view::{AnswerView, CommentForm, CommentView, Signature, Unsent, readable, signature};
use crate::features::card::Card;
use crate::features::people::{Byline, Visit};
use crate::features::questions::{
    AnswerId, Question, Standing, mentions, patience, policy, searchable, store,
};
use crate::features::subscriptions::FollowBox;
use crate::features::topics::{Choice, Tag};
use crate::features::unioni::directory::Listed;
use crate::platform::error::Result;
use crate::platform::web::address::{self, query_value};
use crate::platform::web::fields::{Fault, Faults};
use crate::platform::web::frame::Frame;
use crate::platform::web::preview::Preview;
use crate::platform::web::{paging, respond};
use crate::platform::{dates, text};

#[derive(Template)]
#[template(path = "questions/show.html")]
pub(super) struct ShowPage {
    frame: Frame,
    preview: Option<Preview>,
    faults: Vec<Fault>,
    badge: &'static str,
    standing: &'static str,
    counts: String,
    members_only: bool,
    title: String,
    here: String,
    description: String,
    topics: Vec<Tag>,
    author: Signature,
    html: String,
    unione: Option<Listed>,
    about: Option<Card>,
    source: Option<String>,
    licence: Option<String>,
    asked_iso: String,
    asked: String,
    edited: String,
    edit_url: String,
    comments: Vec<CommentView>,
    comment: Option<CommentForm>,
    answers_title: String,
    answers: Vec<AnswerView>,
    nobody_yet: String,
    page: usize,
    pages: usize,
    prefix: String,
    print_url: String,
    answer: Option<AnswerForm>,
    sign_in: String,
    follow: Option<FollowBox>,
    similar: Vec<Card>,
    assigned: Option<Signature>,
    assign: Option<AssignForm>,
}

struct AnswerForm {
    action: String,
    form_token: String,
    body: String,
    draft: String,
}

struct AssignForm {
    action: String,
    people: Vec<Choice>,
    handle: String,
    open: bool,
}

/// `GET /domande/{question}`
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound).
pub async fn show(visit: Visit, path: web::Path<String>) -> Result<HttpResponse> {
    let number = address::number(&path)?;
    let query = visit.query();
    let part = match query.text("risposta") {
        "" => Part::Page(paging::asked(&query)),
        answer => Part::With(answer_id(answer)?),
    };
    let sight = sight(&visit, number, part).await?;
    let url = sight.question.url();
    if visit.path() != url {
        let query = visit.request().query_string();
        return Ok(respond::moved(&if query.is_empty() {
            url
        } else {
            format!("{url}?{query}")
        }));
    }
    visit.page(&page(&visit, sight, Unsent::default(), Faults::default()))
}

/// `GET /domande/{question}/risposte/{answer}`: the address of an answer that holds for ever leads to where
/// it stands now.
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound).
pub async fn answer(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (number, id) = (address::number(&path.0)?, answer_id(&path.1)?);
    let location = visit
        .read(move |conn, actor| {
            let question = store::find_visible(conn, actor.tokens(), number)?;
            let answer = store::find_answer(conn, question.id, id)?;
            Ok(question.url_of_answer(answer.id))
        })
        .await?;
    Ok(respond::see_other(&location))
}

/// The page with what was sent to it and not accepted.
pub(super) async fn page_with(
    visit: &Visit,
    number: i64,
    unsent: Unsent,
    faults: Faults,
) -> Result<ShowPage> {
    let sight = sight(visit, number, Part::Page(1)).await?;
    Ok(page(visit, sight, unsent, faults))
}

fn page(visit: &Visit, mut sight: Sight, unsent: Unsent, faults: Faults) -> ShowPage {
    let (actor, now) = (&*visit.actor, visit.app.now());
    let frame = visit.frame().section("domande");
    let base = format!("/domande/{}", sight.question.number);
    let preview = preview(&visit.app.public_url(), &sight);
    let answers = std::mem::take(&mut sight.answers);
    let comments = std::mem::take(&mut sight.comments);
    let mut on_question = Vec::new();
    let mut on_answers: HashMap<AnswerId, Vec<CommentView>> = HashMap::new();
    for comment in &comments {
        let place = match comment.answer_id {
            Some(answer) => on_answers.entry(answer).or_default(),
            None => &mut on_question,
        };
        place.push(CommentView::of(comment, &sight, actor, now));
    }
    let comment_form = |on: Option<AnswerId>, label: &'static str| {
        policy::may_answer(actor)
            .then(|| CommentForm::on(on, label, &base, frame.form_token(), &unsent, &faults))
    };
    let answer_views = answers
        .iter()
        .map(|answer| {
            let comments = on_answers.remove(&answer.id).unwrap_or_default();
            let form = comment_form(Some(answer.id), "Commenta la risposta");
            AnswerView::of(answer, &sight, actor, now, &base, comments, form)
        })
        .collect();
    let comment = comment_form(None, "Chiedi un chiarimento");
    let question = &sight.question;
    let may_edit = policy::may_edit(actor, question, &sight.filing);
    let assign = policy::may_assign(actor, &sight.filing)
        .then(|| assign_form(&sight, &base, &unsent, &faults));
    let assigned = question
        .assigned_to
        .map(|person| signature(&sight, actor, person));
    let url = question.url();
    ShowPage {
        preview,
        print_url: format!("{base}/stampa"),
        badge: question.standing().badge(),
        standing: question.standing().label(),
        counts: counts(question),
        members_only: !sight.public,
        here: text::excerpt(&question.title, 60),
        description: text::excerpt(&mentions::withheld(&question.body), 150),
        author: signature(&sight, actor, question.author_id),
        html: readable(&question.body, actor),
        source: question.source_url.clone(),
        licence: question.licence.clone(),
        asked_iso: dates::machine(question.asked_at.0),
        asked: dates::day(question.asked_at.0),
        edited: question
            .edited_at
            .map(|at| dates::short(at.0, now.0))
            .unwrap_or_default(),
        edit_url: if may_edit {
            format!("{base}/modifica")
        } else {
            String::new()
        },
        comments: on_question,
        comment,
        answers_title: if question.standing() == Standing::Waiting {
            "Risposte".to_owned()
        } else {
            searchable::answers_in_words(question)
        },
        answers: answer_views,
        nobody_yet: nobody_yet(question, &sight.tags, now.0),
        page: sight.paging.page,
        pages: sight.paging.pages,
        prefix: format!("{url}?pagina="),
        answer: policy::may_answer(actor).then(|| AnswerForm {
            action: format!("{base}/risposte"),
            form_token: frame.form_token(),
            body: unsent.answer.clone(),
            draft: format!("risposta-{}", question.number),
        }),
        sign_in: format!("/accedi?ritorno={}", query_value(&url)),
        assigned,
        assign,
        title: question.title.clone(),
        frame,
        faults: faults.0,
        topics: sight.tags,
        unione: sight.unione,
        about: sight.about,
        follow: sight.follow,
        similar: sight.similar,
    }
}

/// "2 risposte, una ha risolto".
pub(super) fn counts(question: &Question) -> String {
    let answers = searchable::answers_in_words(question);
    match (question.standing(), question.solved_count) {
        (Standing::Waiting, _) => "ancora nessuna risposta".to_owned(),
        (Standing::Answered, _) => answers,
        (Standing::Solved, 1) => format!("{answers}, una ha risolto"),
        (Standing::Solved, solved) => format!("{answers}, {solved} hanno risolto"),
    }
}

/// Who was told of a question nobody has answered, and what happens next.
fn nobody_yet(question: &Question, tags: &[Tag], now: chrono::DateTime<chrono::Utc>) -> String {
    let told = match tags {
        [] => "La leggono le persone di tutte le unioni.".to_owned(),
        tags => {
            let names: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
            format!("L’abbiamo segnalata a chi segue {}.", names.join(", "))
        }
    };
    let until = patience::waits_until(question.asked_at);
    let next = if question.assigned_to.is_some() {
        "È stata affidata a chi può rispondere.".to_owned()
    } else if dates::in_rome(now) <= until {
        format!(
            "Se entro il {} nessuno risponde, un facilitatore cerca la persona giusta.",
            dates::written(until)
        )
    } else {
        "Ora è fra quelle per cui i facilitatori cercano la persona giusta.".to_owned()
    };
    format!("Ancora nessuna risposta. {told} {next}")
}

fn assign_form(sight: &Sight, base: &str, unsent: &Unsent, faults: &Faults) -> AssignForm {
    let mut mentors: Vec<&Byline> = sight
        .mentors
        .iter()
        .filter_map(|id| sight.people.get(id))
        .collect();
    mentors.sort_by(|one, other| one.name.cmp(&other.name));
    let assigned = sight.question.assigned_to;
    let mut people = vec![Choice {
        value: String::new(),
        label: "Scegli…".to_owned(),
        chosen: assigned.is_none(),
    }];
    people.extend(mentors.into_iter().map(|byline| Choice {
        value: byline.id.to_string(),
        label: format!("{} (mentore), {}", byline.name, byline.role),
        chosen: assigned == Some(byline.id),
    }));
    AssignForm {
        action: format!("{base}/incarico"),
        people,
        handle: unsent.handle.clone(),
        open: faults
            .0
            .iter()
            .any(|fault| fault.field == "persona" || fault.field == "nome"),
    }
}
