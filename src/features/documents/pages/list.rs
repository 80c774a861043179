//! The list of documents.

use actix_web::HttpResponse;
use askama::Template;

use crate::features::documents::{DocumentKind, DocumentState, Filter, Listed, Reach, store};
use crate::features::people::Visit;
use crate::features::topics::{self, Choice};
use crate::platform::dates;
use crate::platform::error::Result;
use crate::platform::web::address::query_value;
use crate::platform::web::fields::Fault;
use crate::platform::web::frame::Frame;
use crate::platform::web::paging::Paging;

/// Documents on one page.
const PER_PAGE: i64 = 20;

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
    signed: String,
    is_superseded: bool,
}

impl From<Listed> for Row {
    fn from(listed: Listed) -> Row {
        Row {
            kind: listed.kind.label(),
            state: match (listed.state, listed.reach) {
                (DocumentState::InReview, _) => Some("In attesa di pubblicazione"),
                (DocumentState::Shared, Reach::Own) => Some("Solo la sua unione"),
                (DocumentState::Shared, _) => Some("Condiviso tra unioni"),
                (DocumentState::Published | DocumentState::Withdrawn, _) => None,
            },
            unione: listed.unione.map(|unione| unione.name).unwrap_or_default(),
            date: dates::day(listed.published_at.0),
            title: listed.title,
            url: listed.url,
            file: listed.file,
            signed: listed.signed,
            is_superseded: listed.is_superseded,
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
    let wanted = slug.clone();
    let app = visit.app.clone();
    let (known, listed, total, paging) = visit
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
            let total = app.kept.count(
                conn,
                reader.tokens(),
                &format!("documents {filter:?}"),
                |conn| store::count_visible(conn, reader, &filter),
            )?;
            let paging = Paging::of(&query, total, PER_PAGE);
            let rows = store::list_visible(conn, reader, &filter, PER_PAGE, paging.offset)?;
            Ok((
                known,
                store::complete_list(conn, reader, rows)?,
                total,
                paging,
            ))
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
    let page = ListPage {
        frame: visit.frame().section("documenti"),
        faults: Vec::new(),
        count: dates::count(total, "documento", "documenti"),
        rows: listed.into_iter().map(Row::from).collect(),
        is_narrowed: kind.is_some() || topic.is_some(),
        kinds,
        topics: choices,
        page: paging.page,
        pages: paging.pages,
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
