//! The list of documents.

use actix_web::HttpResponse;
use askama::Template;

use crate::features::documents::{self, DocumentKind, DocumentState, Filter, Listed};
use crate::features::people::Visit;
use crate::features::topics::{self, Choice};
use crate::platform::dates;
use crate::platform::error::Result;
use crate::platform::web::address::query_value;
use crate::platform::web::fields::Fault;
use crate::platform::web::frame::Frame;

/// Documents on one page.
const PER_PAGE: usize = 20;

#[derive(Template)]
#[template(path = "documents/list.html")]
struct ListPage {
    frame: Frame,
    /// Nothing can be wrong with a filter: what is not known narrows nothing.
    faults: Vec<Fault>,
    count: String,
    rows: Vec<Row>,
    kinds: Vec<Choice>,
    topics: Vec<Choice>,
    is_narrowed: bool,
    page: usize,
    pages: usize,
    prefix: String,
}

struct Row {
    title: String,
    url: String,
    kind: &'static str,
    state: Option<&'static str>,
    unione: String,
    date: String,
    file: String,
}

impl From<Listed> for Row {
    fn from(listed: Listed) -> Row {
        Row {
            kind: listed.kind.label(),
            state: match listed.state {
                DocumentState::InReview => Some("In attesa di pubblicazione"),
                DocumentState::Shared => Some("Condiviso tra unioni"),
                DocumentState::Published | DocumentState::Withdrawn => None,
            },
            unione: listed.unione.map(|unione| unione.name).unwrap_or_default(),
            date: dates::day(listed.published_at.0),
            title: listed.title,
            url: listed.url,
            file: listed.file,
        }
    }
}

/// `GET /documenti?tipo=&argomento=&pagina=`
///
/// # Errors
/// When the database refuses.
pub async fn list_page(visit: Visit) -> Result<HttpResponse> {
    let query = visit.query();
    let kind = query.text("tipo").parse::<DocumentKind>().ok();
    let slug = query.text("argomento").to_owned();
    let asked: i64 = query.text("pagina").parse().unwrap_or(1);
    let wanted = slug.clone();
    let (known, (listed, total)) = visit
        .read(move |conn, reader| {
            let known = topics::all(conn)?;
            let filter = Filter {
                kind,
                topics: known
                    .iter()
                    .find(|topic| topic.slug == wanted)
                    .map(|topic| topics::with_children(&known, topic.id)),
                unione: None,
            };
            let found = documents::list(conn, reader, &filter, asked, PER_PAGE as i64)?;
            Ok((known, found))
        })
        .await?;
    let topic = known.iter().find(|topic| topic.slug == slug);
    let mut kinds = vec![choice("", "Tutti i tipi", kind.is_none())];
    kinds.extend(
        DocumentKind::ALL
            .iter()
            .map(|one| choice(one.as_str(), one.label(), kind == Some(*one))),
    );
    let mut choices = vec![choice("", "Tutti gli argomenti", topic.is_none())];
    choices.extend(known.iter().map(|one| {
        choice(
            &one.slug,
            &one.name,
            topic.is_some_and(|topic| topic.id == one.id),
        )
    }));
    let pages = usize::try_from(total)
        .unwrap_or(0)
        .div_ceil(PER_PAGE)
        .max(1);
    let page = ListPage {
        frame: visit.frame().section("documenti"),
        faults: Vec::new(),
        count: dates::count(total, "documento", "documenti"),
        rows: listed.into_iter().map(Row::from).collect(),
        is_narrowed: kind.is_some() || topic.is_some(),
        kinds,
        topics: choices,
        page: usize::try_from(asked).unwrap_or(1).clamp(1, pages),
        pages,
        prefix: format!(
            "/documenti?tipo={}&argomento={}&pagina=",
            kind.map_or("", DocumentKind::as_str),
            query_value(topic.map_or("", |topic| &topic.slug))
        ),
    };
    visit.page(&page)
}

fn choice(value: &str, label: &str, chosen: bool) -> Choice {
    Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen,
    }
}
