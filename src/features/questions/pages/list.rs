//! The list of questions.

use std::collections::HashMap;

use actix_web::HttpResponse;
use askama::Template;
use uuid::Uuid;

use crate::features::people::Visit;
use crate::features::questions::{Question, View, searchable, store};
use crate::features::topics::{self, Choice, Tag};
use crate::features::unioni::{self, Brief};
use crate::platform::actor::Actor;
use crate::platform::dates;
use crate::platform::db::{Conn, When};
use crate::platform::error::Result;
use crate::platform::kept::Kept;
use crate::platform::subject::SubjectKind;
use crate::platform::web::address::query_value;
use crate::platform::web::fields::Fields;
use crate::platform::web::frame::Frame;
use crate::platform::web::paging::Paging;

/// How many questions stand on one page.
const A_PAGE: i64 = 25;

#[derive(Template)]
#[template(path = "questions/list.html")]
struct ListPage {
    frame: Frame,
    tabs: Vec<Tab>,
    view: &'static str,
    topics: Vec<Choice>,
    filters: Vec<Filter>,
    clear_url: String,
    rows: Vec<Row>,
    total: String,
    empty: &'static str,
    page: usize,
    pages: usize,
    prefix: String,
}

struct Tab {
    url: String,
    text: &'static str,
    count: String,
    current: bool,
}

struct Filter {
    url: String,
    label: String,
}

struct Row {
    badge: &'static str,
    standing: &'static str,
    url: String,
    title: String,
    from: String,
    answers: String,
    age: String,
    iso: String,
    topics: Vec<Tag>,
}

/// What the list is asked for.
#[derive(Clone)]
struct Asked {
    view: View,
    topic: String,
}

/// What the database says.
struct Found {
    questions: Vec<Question>,
    tags: HashMap<Uuid, Vec<Tag>>,
    unioni: HashMap<crate::platform::actor::BodyId, Brief>,
    total: i64,
    paging: Paging,
    unanswered: i64,
    topics: Vec<topics::Topic>,
}

/// `GET /domande`
///
/// # Errors
/// When the database refuses.
pub async fn list(visit: Visit) -> Result<HttpResponse> {
    let query = visit.query();
    let asked = Asked {
        view: match query.text("vista") {
            "senza-risposta" => View::Unanswered,
            "risolte" => View::Solved,
            _ => View::All,
        },
        topic: query.text("argomento").to_owned(),
    };
    let wanted = asked.clone();
    let app = visit.app.clone();
    let found = visit
        .read(move |conn, actor| look(&app.kept, conn, actor, &wanted, &query))
        .await?;
    visit.page(&page(&visit, &asked, found))
}

fn look(
    kept: &Kept,
    conn: &mut Conn,
    actor: &Actor,
    asked: &Asked,
    query: &Fields,
) -> Result<Found> {
    let topics = topics::all(conn)?;
    let within = topics
        .iter()
        .find(|topic| topic.slug == asked.topic)
        .map(|topic| topics::with_children(&topics, topic.id))
        .unwrap_or_default();
    let tokens = actor.tokens();
    let mut count = |view: View| {
        kept.count(
            conn,
            tokens,
            &format!("questions {view:?} {within:?}"),
            |conn| store::count_visible(conn, tokens, view, &within),
        )
    };
    let (total, unanswered) = (count(asked.view)?, count(View::Unanswered)?);
    let paging = Paging::of(query, total, A_PAGE);
    let questions = store::list_visible(conn, tokens, asked.view, &within, A_PAGE, paging.offset)?;
    let ids: Vec<Uuid> = questions.iter().map(|one| one.id.into()).collect();
    let bodies: Vec<_> = questions.iter().filter_map(|one| one.unione_id).collect();
    Ok(Found {
        tags: topics::of_many(conn, SubjectKind::Question, &ids)?,
        unioni: unioni::briefs(conn, &bodies)?,
        questions,
        total,
        paging,
        unanswered,
        topics,
    })
}

fn page(visit: &Visit, asked: &Asked, mut found: Found) -> ListPage {
    let now = visit.app.now();
    let chosen = found
        .topics
        .iter()
        .find(|topic| topic.slug == asked.topic)
        .map(|topic| topic.name.clone());
    let tab = |view: View, text: &'static str, count: String| Tab {
        url: address(view, chosen.is_some(), &asked.topic),
        text,
        count,
        current: view == asked.view,
    };
    let mut choices = vec![Choice {
        value: String::new(),
        label: "Tutti gli argomenti".to_owned(),
        chosen: chosen.is_none(),
    }];
    choices.extend(found.topics.iter().map(|topic| Choice {
        value: topic.slug.clone(),
        label: topic.name.clone(),
        chosen: topic.slug == asked.topic,
    }));
    let clear_url = address(asked.view, false, "");
    let prefix = address(asked.view, chosen.is_some(), &asked.topic);
    let joint = if prefix.contains('?') { '&' } else { '?' };
    ListPage {
        frame: visit.frame().section("domande"),
        tabs: vec![
            tab(View::All, "Tutte", String::new()),
            tab(
                View::Unanswered,
                "Senza risposta",
                dates::number(found.unanswered),
            ),
            tab(View::Solved, "Risolte", String::new()),
        ],
        view: name_of(asked.view),
        topics: choices,
        filters: chosen
            .iter()
            .map(|label| Filter {
                url: clear_url.clone(),
                label: label.clone(),
            })
            .collect(),
        total: dates::count(found.total, "domanda", "domande"),
        empty: match (asked.view, chosen.is_some()) {
            (View::Unanswered, false) => "Tutte le domande hanno una risposta. Grazie.",
            (View::Unanswered, true) => {
                "Tutte le domande su questo argomento hanno una risposta. Grazie."
            }
            (View::Solved, _) => {
                "Ancora nessuna domanda risolta. Chi ha chiesto dice quale risposta ha risolto."
            }
            (View::All, true) => {
                "Ancora nessuna domanda su questo argomento. Che cosa vorresti sapere?"
            }
            (View::All, false) => {
                "Ancora nessuna domanda. Che cosa vorresti sapere dalle altre unioni?"
            }
        },
        rows: found
            .questions
            .iter()
            .map(|question| {
                let tags = found.tags.remove(&question.id.into()).unwrap_or_default();
                let unione = question.unione_id.and_then(|id| found.unioni.get(&id));
                row(question, unione, tags, now)
            })
            .collect(),
        page: found.paging.page,
        pages: found.paging.pages,
        clear_url,
        prefix: format!("{prefix}{joint}pagina="),
    }
}

fn row(question: &Question, unione: Option<&Brief>, topics: Vec<Tag>, now: When) -> Row {
    let from = unione.map_or_else(String::new, |unione| match &unione.region {
        Some(region) => format!("{}, {region}", unione.name),
        None => unione.name.clone(),
    });
    Row {
        badge: question.standing().badge(),
        standing: question.standing().label(),
        url: question.url(),
        title: question.title.clone(),
        from,
        answers: searchable::answers_in_words(question),
        age: dates::relative(question.asked_at.0, now.0),
        iso: dates::machine(question.asked_at.0),
        topics,
    }
}

fn name_of(view: View) -> &'static str {
    match view {
        View::All => "",
        View::Unanswered => "senza-risposta",
        View::Solved => "risolte",
    }
}

/// The address of a view, narrowed to a topic if there is one.
fn address(view: View, narrowed: bool, topic: &str) -> String {
    let mut parts = Vec::new();
    if view != View::All {
        parts.push(format!("vista={}", name_of(view)));
    }
    if narrowed {
        parts.push(format!("argomento={}", query_value(topic)));
    }
    if parts.is_empty() {
        "/domande".to_owned()
    } else {
        format!("/domande?{}", parts.join("&"))
    }
}
