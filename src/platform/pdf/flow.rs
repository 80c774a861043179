//! Strips, one under the other, broken into pages.

use super::strips::Strip;

/// The width of A4, in points.
pub const PAGE_WIDTH: f32 = 595.28;
/// The height of A4, in points.
pub const PAGE_HEIGHT: f32 = 841.89;
/// The margin left and right: two centimetres, so that a hole can be punched.
pub const SIDE: f32 = 57.0;
/// How wide the text is.
pub const WIDTH: f32 = PAGE_WIDTH - 2.0 * SIDE;
/// Where the text begins, from the top.
pub const TOP: f32 = 62.0;
/// Where the text ends, from the top.
pub const BOTTOM: f32 = PAGE_HEIGHT - 58.0;

/// A page.
#[derive(Default)]
pub struct PlacedPage(pub Vec<Placed>);

/// A strip in its place.
pub struct Placed {
    /// How far its upper edge is from that of the page, in points.
    pub y: f32,
    pub strip: Strip,
}

/// Fills page after page. What is to stay with what follows it does, as far as a page is long enough.
pub fn into_pages(strips: Vec<Strip>) -> Vec<PlacedPage> {
    let mut pages = vec![PlacedPage::default()];
    let mut y = TOP;
    for group in groups(strips) {
        let height = height_of(&group, y == TOP);
        if y > TOP && y + height > BOTTOM && height_of(&group, true) <= BOTTOM - TOP {
            pages.push(PlacedPage::default());
            y = TOP;
        }
        for strip in group {
            let gap = if y == TOP { 0.0 } else { strip.before };
            if y > TOP && y + gap + strip.height > BOTTOM {
                pages.push(PlacedPage::default());
                y = TOP;
            } else {
                y += gap;
            }
            let height = strip.height;
            if let Some(page) = pages.last_mut() {
                page.0.push(Placed { y, strip });
            }
            y += height;
        }
    }
    pages
}

/// Strips that stay together.
fn groups(strips: Vec<Strip>) -> Vec<Vec<Strip>> {
    let mut groups: Vec<Vec<Strip>> = Vec::new();
    let mut goes_on = false;
    for strip in strips {
        let stays = strip.stays_with_next;
        match groups.last_mut() {
            Some(group) if goes_on => group.push(strip),
            _ => groups.push(vec![strip]),
        }
        goes_on = stays;
    }
    groups
}

fn height_of(group: &[Strip], at_top: bool) -> f32 {
    let height: f32 = group.iter().map(|strip| strip.before + strip.height).sum();
    match group.first() {
        Some(first) if at_top => height - first.before,
        _ => height,
    }
}
