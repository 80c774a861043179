//! The directory as a map of the regions.

use super::list::address;
use crate::features::unioni::directory::{Directory, Filter};
use crate::platform::dates;
use crate::platform::web::address::query_value;
use crate::platform::web::assets;

/// The map: the regions with how many Unioni each has under the present filter.
pub struct Map {
    pub width: u32,
    pub height: u32,
    pub regions: Vec<Region>,
    /// Unioni of which no region is known.
    pub elsewhere: usize,
}

/// A region on the map.
pub struct Region {
    pub name: &'static str,
    pub outline: &'static str,
    pub x: f64,
    pub y: f64,
    pub count: usize,
    /// `3 unioni`.
    pub in_words: String,
    /// The class of its colour: the more, the darker. The number on it says the same.
    pub shade: &'static str,
    /// The list of its Unioni.
    pub url: String,
}

impl Map {
    /// The map under a filter, whatever regions that is narrowed to.
    pub fn of(all: &Directory, filter: &Filter) -> Map {
        let everywhere = Filter {
            regioni: Vec::new(),
            ..filter.clone()
        };
        let found = all.matching(&everywhere);
        let drawing = assets::regions();
        let mut regions: Vec<Region> = drawing
            .regions
            .iter()
            .map(|region| {
                let of_it = |known: &Option<String>| known.as_deref() == Some(&region.name);
                let count = found
                    .iter()
                    .filter(|listed| of_it(&listed.brief.region))
                    .count();
                Region {
                    name: &region.name,
                    outline: &region.outline,
                    x: region.x,
                    y: region.y,
                    count,
                    in_words: dates::count(count as i64, "unione", "unioni"),
                    shade: shade(count),
                    url: format!(
                        "{}regione={}",
                        address(&everywhere),
                        query_value(&region.name)
                    ),
                }
            })
            .collect();
        regions.sort_by(|one, other| one.name.cmp(other.name));
        let placed: usize = regions.iter().map(|region| region.count).sum();
        Map {
            width: drawing.width,
            height: drawing.height,
            elsewhere: found.len().saturating_sub(placed),
            regions,
        }
    }
}

fn shade(count: usize) -> &'static str {
    match count {
        0 => "nessuna",
        1..=4 => "poche",
        5..=19 => "alcune",
        _ => "molte",
    }
}
