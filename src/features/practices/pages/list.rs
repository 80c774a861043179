//! The list of published practices.

use actix_web::HttpResponse;
use askama::Template;

use crate::features::card::Card;
use crate::features::people::Visit;
use crate::features::practices::{cards, store};
use crate::features::topics::{self, Choice};
use crate::platform::dates;
use crate::platform::error::Result;
use crate::platform::web::address::query_value;
use crate::platform::web::fields::Fault;
use crate::platform::web::frame::Frame;
use crate::platform::web::paging::Paging;

const PER_PAGE: i64 = 20;

#[derive(Template)]
#[template(path = "practices/list.html")]
struct ListPage {
    frame: Frame,
    faults: Vec<Fault>,
    cards: Vec<Card>,
    total: String,
    topics: Vec<Choice>,
    regions: Vec<Choice>,
    filters: Vec<ActiveFilter>,
    page: usize,
    pages: usize,
    prefix: String,
    may_tell: bool,
}

/// One filter that narrows the list, and the list without it.
struct ActiveFilter {
    label: String,
    url: String,
}

/// `GET /pratiche`
///
/// # Errors
/// When the database refuses.
pub async fn list(visit: Visit) -> Result<HttpResponse> {
    let query = visit.query();
    let topic = query.text("argomento").to_owned();
    let region = query.text("regione").to_owned();
    let frame = visit.frame().section("pratiche");
    let may_tell = visit.actor.is_member();
    let app = visit.app.clone();
    let shown = visit
        .read(move |conn, actor| {
            let known = topics::all(conn)?;
            // An unknown topic or region narrows nothing: the list says so by showing no filter.
            let topic = known.iter().find(|known| known.slug == topic);
            let regions = store::list_regions_visible(conn, actor.tokens())?;
            let region = regions.iter().find(|known| **known == region).cloned();
            let filter = store::Filter {
                topics: topic
                    .map_or_else(Vec::new, |topic| topics::with_children(&known, topic.id)),
                region: region.clone(),
            };
            let tokens = actor.tokens();
            let total = app
                .kept
                .count(conn, tokens, &format!("practices {filter:?}"), |conn| {
                    store::count_published_visible(conn, tokens, &filter)
                })?;
            let paging = Paging::of(&query, total, PER_PAGE);
            let ids =
                store::list_published_visible(conn, tokens, &filter, PER_PAGE, paging.offset)?;
            let ids: Vec<uuid::Uuid> = ids.into_iter().map(Into::into).collect();
            let mut found = cards(conn, actor, &ids)?;
            let cards: Vec<Card> = ids.iter().filter_map(|id| found.remove(id)).collect();
            let topic_name = topic.map(|topic| (topic.slug.clone(), topic.name.clone()));
            Ok((
                cards,
                total,
                paging,
                choices_of_topics(&known, topic_name.as_ref()),
                choices_of_regions(regions, region.as_deref()),
                topic_name,
                region,
            ))
        })
        .await?;
    let (cards, total, paging, topics, regions, topic, region) = shown;
    let by_topic = topic
        .as_ref()
        .map(|(slug, _)| format!("argomento={}", query_value(slug)));
    let by_region = region
        .as_ref()
        .map(|region| format!("regione={}", query_value(region)));
    let mut filters = Vec::new();
    if let Some((_, name)) = &topic {
        filters.push(ActiveFilter {
            label: name.clone(),
            url: address(by_region.as_slice()),
        });
    }
    if let Some(region) = &region {
        filters.push(ActiveFilter {
            label: region.clone(),
            url: address(by_topic.as_slice()),
        });
    }
    let both: Vec<String> = by_topic.into_iter().chain(by_region).collect();
    let prefix = match address(&both) {
        plain if both.is_empty() => format!("{plain}?pagina="),
        narrowed => format!("{narrowed}&pagina="),
    };
    visit.page(&ListPage {
        frame,
        faults: Vec::new(),
        cards,
        total: dates::count(total, "pratica", "pratiche"),
        topics,
        regions,
        filters,
        page: paging.page,
        pages: paging.pages,
        prefix,
        may_tell,
    })
}

fn address(parts: &[String]) -> String {
    if parts.is_empty() {
        "/pratiche".to_owned()
    } else {
        format!("/pratiche?{}", parts.join("&"))
    }
}

fn choices_of_topics(known: &[topics::Topic], chosen: Option<&(String, String)>) -> Vec<Choice> {
    let all = Choice {
        value: String::new(),
        label: "Tutti".to_owned(),
        chosen: chosen.is_none(),
    };
    std::iter::once(all)
        .chain(known.iter().map(|topic| Choice {
            value: topic.slug.clone(),
            label: topic.name.clone(),
            chosen: chosen.is_some_and(|(slug, _)| *slug == topic.slug),
        }))
        .collect()
}

fn choices_of_regions(regions: Vec<String>, chosen: Option<&str>) -> Vec<Choice> {
    let all = Choice {
        value: String::new(),
        label: "Tutte".to_owned(),
        chosen: chosen.is_none(),
    };
    std::iter::once(all)
        .chain(regions.into_iter().map(|region| Choice {
            chosen: chosen == Some(region.as_str()),
            label: region.clone(),
            value: region,
        }))
        .collect()
}
