//! `/unioni`

use actix_web::HttpResponse;
use askama::Template;

use super::map::Map;
use crate::features::people::Visit;
use crate::features::unioni::alike::Alike;
use crate::features::unioni::directory::{Filter, Listed, SizeClass, directory};
use crate::platform::error::Result;
use crate::platform::web::address::query_value;
use crate::platform::web::frame::Frame;
use crate::platform::web::paging::Paging;

/// Unioni on one page of the list.
const A_PAGE: usize = 25;
/// Unioni like one's own.
const ALIKE: usize = 5;

#[derive(Template)]
#[template(path = "unioni/list.html")]
struct ListPage {
    frame: Frame,
    name: String,
    regioni: Vec<Choice>,
    sizes: Vec<Choice>,
    active: Vec<Active>,
    found: Vec<Row>,
    total: usize,
    all: usize,
    page: usize,
    pages: usize,
    prefix: String,
    views: [View; 2],
    map: Option<Map>,
    alike: Vec<Alike>,
    /// The number of one's own Unione, to which those are alike.
    own_number: i64,
}

/// How the directory looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Row by row.
    Table,
    /// Region by region.
    Map,
}

/// The link to a look of the directory.
struct View {
    url: String,
    text: &'static str,
    count: &'static str,
    current: bool,
}

/// A box of a filter.
struct Choice {
    value: String,
    label: String,
    count: usize,
    chosen: bool,
}

/// What narrows the list, and the address of the list without it.
struct Active {
    label: String,
    url: String,
}

/// A line of the table.
struct Row {
    url: String,
    name: String,
    region: String,
    comuni: String,
    inhabitants: String,
    functions: String,
}

impl Row {
    fn of(listed: &Listed) -> Row {
        Row {
            url: listed.brief.url(),
            name: listed.brief.name.clone(),
            region: listed.brief.region.clone().unwrap_or_default(),
            comuni: if listed.comuni == 0 {
                String::new()
            } else {
                listed.comuni.to_string()
            },
            inhabitants: listed.inhabitants.number(),
            functions: if listed.functions.is_empty() {
                String::new()
            } else {
                listed.functions.len().to_string()
            },
        }
    }
}

/// `GET /unioni`
///
/// # Errors
/// When the database refuses.
pub async fn list_page(visit: Visit) -> Result<HttpResponse> {
    let query = visit.query();
    let filter = Filter {
        name: query.text("nome").chars().take(150).collect(),
        regioni: query.all("regione").map(str::to_owned).collect(),
        sizes: query
            .all("abitanti")
            .filter_map(|size| size.parse().ok())
            .collect(),
    };
    let look = match query.text("vista") {
        "mappa" => Look::Map,
        _ => Look::Table,
    };
    let (app, frame) = (visit.app.clone(), visit.frame().section("unioni"));
    let page = visit
        .read(move |conn, actor| {
            let all = directory(&app.kept, conn)?;
            let found = all.matching(&filter);
            let own = actor.unioni().next();
            let paging = Paging::of(&query, found.len() as i64, A_PAGE as i64);
            Ok(ListPage {
                frame,
                regioni: regioni(
                    &all.matching(&Filter {
                        regioni: Vec::new(),
                        ..filter.clone()
                    }),
                    &filter,
                ),
                sizes: sizes(
                    &all.matching(&Filter {
                        sizes: Vec::new(),
                        ..filter.clone()
                    }),
                    &filter,
                ),
                active: active(&filter),
                total: found.len(),
                all: all.len(),
                found: found
                    .into_iter()
                    .skip((paging.page - 1) * A_PAGE)
                    .take(A_PAGE)
                    .map(Row::of)
                    .collect(),
                page: paging.page,
                pages: paging.pages,
                prefix: format!("{}pagina=", address(&filter)),
                views: views(&filter, look),
                map: (look == Look::Map).then(|| Map::of(&all, &filter)),
                alike: own
                    .map(|own| all.like(own).iter().take(ALIKE).cloned().collect())
                    .unwrap_or_default(),
                own_number: own
                    .and_then(|own| all.get(own))
                    .map_or(0, |own| own.brief.number),
                name: filter.name,
            })
        })
        .await?;
    visit.page(&page)
}

fn views(filter: &Filter, look: Look) -> [View; 2] {
    let table = address(filter);
    [
        View {
            url: table.trim_end_matches(['&', '?']).to_owned(),
            text: "Tabella",
            count: "",
            current: look == Look::Table,
        },
        View {
            url: format!("{table}vista=mappa"),
            text: "Mappa",
            count: "",
            current: look == Look::Map,
        },
    ]
}

/// The regions of the Unioni found, each with how many there would be; those chosen always.
fn regioni(found: &[&Listed], filter: &Filter) -> Vec<Choice> {
    let mut names: Vec<&str> = found
        .iter()
        .filter_map(|listed| listed.brief.region.as_deref())
        .chain(filter.regioni.iter().map(String::as_str))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .map(|name| Choice {
            value: name.to_owned(),
            label: name.to_owned(),
            count: found
                .iter()
                .filter(|listed| listed.brief.region.as_deref() == Some(name))
                .count(),
            chosen: filter.regioni.iter().any(|chosen| chosen == name),
        })
        .collect()
}

fn sizes(found: &[&Listed], filter: &Filter) -> Vec<Choice> {
    SizeClass::ALL
        .iter()
        .map(|size| Choice {
            value: size.as_str().to_owned(),
            label: size.label().to_owned(),
            count: found
                .iter()
                .filter(|listed| listed.size() == Some(*size))
                .count(),
            chosen: filter.sizes.contains(size),
        })
        .collect()
}

/// The address of the list under this filter, open for one more field.
pub(super) fn address(filter: &Filter) -> String {
    let mut address = "/unioni?".to_owned();
    if !filter.name.is_empty() {
        address.push_str(&format!("nome={}&", query_value(&filter.name)));
    }
    for region in &filter.regioni {
        address.push_str(&format!("regione={}&", query_value(region)));
    }
    for size in &filter.sizes {
        address.push_str(&format!("abitanti={size}&"));
    }
    address
}

fn active(filter: &Filter) -> Vec<Active> {
    let mut active = Vec::new();
    let mut add = |label: String, without: &Filter| {
        let url = address(without);
        active.push(Active {
            label,
            url: url.trim_end_matches(['&', '?']).to_owned(),
        });
    };
    if !filter.name.is_empty() {
        add(
            format!("nome: {}", filter.name),
            &Filter {
                name: String::new(),
                ..filter.clone()
            },
        );
    }
    for region in &filter.regioni {
        let mut without = filter.clone();
        without.regioni.retain(|one| one != region);
        add(region.clone(), &without);
    }
    for size in &filter.sizes {
        let mut without = filter.clone();
        without.sizes.retain(|one| one != size);
        add(format!("abitanti: {}", size.label()), &without);
    }
    active
}
