//! The list of published practices.

use actix_web::HttpResponse;
use askama::Template;

use crate::features::card::Card;
use crate::features::people::Visit;
use crate::features::practices::cards;
use crate::features::practices::catalogue::{Catalogue, Chosen, catalogue};
use crate::platform::dates;
use crate::platform::error::Result;
use crate::platform::facets::Found;
use crate::platform::web::address::query_value;
use crate::platform::web::frame::Frame;
use crate::platform::web::paging::Paging;

const PER_PAGE: usize = 20;

#[derive(Template)]
#[template(path = "practices/list.html")]
struct ListPage {
    frame: Frame,
    cards: Vec<Card>,
    total: String,
    facets: Vec<Group>,
    filters: Vec<ActiveFilter>,
    page: usize,
    pages: usize,
    prefix: String,
    may_tell: bool,
}

/// A facet as a group of boxes.
struct Group {
    name: &'static str,
    legend: &'static str,
    choices: Vec<Choice>,
}

/// A box of a facet.
struct Choice {
    value: String,
    label: String,
    count: usize,
    chosen: bool,
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
    let frame = visit.frame().section("pratiche");
    let app = visit.app.clone();
    let page = visit
        .read(move |conn, actor| {
            let all = catalogue(&app.kept, conn)?;
            let chosen = all.chosen(&query);
            let found = all.find(actor.tokens(), &chosen);
            let total = found.lines.len() as i64;
            let paging = Paging::of(&query, total, PER_PAGE as i64);
            let ids = all.ids(&found, (paging.page - 1) * PER_PAGE, PER_PAGE);
            let mut shown = cards(conn, actor, &ids)?;
            Ok(ListPage {
                frame,
                cards: ids.iter().filter_map(|id| shown.remove(id)).collect(),
                total: dates::count(total, "pratica", "pratiche"),
                facets: groups(&all, &found, &chosen),
                filters: active(&all, &chosen),
                page: paging.page,
                pages: paging.pages,
                prefix: format!("{}pagina=", address(&all, &chosen)),
                may_tell: actor.is_member(),
            })
        })
        .await?;
    visit.page(&page)
}

/// The boxes worth showing: those that would find something, and those that are ticked.
fn groups(all: &Catalogue, found: &Found, chosen: &Chosen) -> Vec<Group> {
    all.facets
        .iter()
        .enumerate()
        .map(|(at, facet)| Group {
            name: facet.name,
            legend: facet.legend,
            choices: facet
                .values
                .iter()
                .enumerate()
                .map(|(place, value)| Choice {
                    value: value.value.clone(),
                    label: value.label.clone(),
                    count: found.counts[at][place],
                    chosen: chosen[at].contains(&place),
                })
                .filter(|choice| choice.count > 0 || choice.chosen)
                .collect(),
        })
        .filter(|group| !group.choices.is_empty())
        .collect()
}

fn active(all: &Catalogue, chosen: &Chosen) -> Vec<ActiveFilter> {
    let each = chosen.iter().enumerate();
    each.flat_map(|(at, places)| places.iter().map(move |place| (at, *place)))
        .map(|(at, place)| {
            let mut without = chosen.clone();
            without[at].retain(|one| *one != place);
            ActiveFilter {
                label: all.facets[at].values[place].label.clone(),
                url: address(all, &without)
                    .trim_end_matches(['&', '?'])
                    .to_owned(),
            }
        })
        .collect()
}

/// The address of the list under this choice, open for one more field.
fn address(all: &Catalogue, chosen: &Chosen) -> String {
    let mut address = "/pratiche?".to_owned();
    for (facet, places) in all.facets.iter().zip(chosen) {
        for place in places {
            let value = query_value(&facet.values[*place].value);
            address.push_str(&format!("{}={value}&", facet.name));
        }
    }
    address
}
