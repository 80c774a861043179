//! The drawing of paths: from phases to the numbers of an SVG, without any markup.
//!
//! One path, or some under one another on the same axis of time, for comparing them. Phases that
//! overlap stand in lanes. A bar too short for its number is widened, and a thin line beneath it
//! keeps the truth. What nobody knows is not invented: an end without a date is a dashed line, and
//! a phase without any date stands in the list alone, and the drawing says so.

mod axis;
mod stretch;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use super::content::{Phase, PhaseKind};
use super::words::when;
use crate::platform::dates;
use crate::platform::text::capitalised;
pub use axis::Label;
use axis::{Axis, Tick};
use stretch::{Stretch, stretches};

/// A path to be drawn.
#[derive(Debug, Clone, Copy)]
pub struct Path<'a> {
    /// What it is called beside others; empty when it stands alone.
    pub name: &'a str,
    /// Its phases, in their order.
    pub phases: &'a [Phase],
}

/// What a drawing is made for. All measures are units of its `viewBox`.
#[derive(Debug, Clone, Copy)]
pub struct Canvas {
    /// Sets the ids in its markup apart from those of another drawing of the page.
    pub id: &'static str,
    /// From edge to edge.
    pub width: f64,
    /// On the left and on the right of the axis: room for the arrows of what goes on.
    pub margin: f64,
    /// The size of its letters.
    pub font: f64,
    /// How high the bars are in one lane, in two, in more.
    pub bars: [f64; 3],
}

impl Canvas {
    /// For a desk, and for paper.
    pub const WIDE: Canvas = Canvas {
        id: "tempo",
        width: 1000.0,
        margin: 16.0,
        font: 15.0,
        bars: [46.0, 34.0, 28.0],
    };
    /// For a phone.
    pub const NARROW: Canvas = Canvas {
        id: "tempo-telefono",
        width: 360.0,
        margin: 12.0,
        font: 13.0,
        bars: [38.0, 30.0, 26.0],
    };

    fn bar_height(&self, lanes: usize) -> f64 {
        self.bars[lanes.clamp(1, 3) - 1]
    }

    /// The width of a line of text at most, as far as one can know it without setting it.
    fn text_width(&self, text: &str) -> f64 {
        text.chars().count() as f64 * self.font * 0.6
    }

    /// As much of a line of text as fits from edge to edge.
    fn fitting(&self, text: &str) -> String {
        let mut cut = text.to_owned();
        let mut room = cut.chars().count();
        while self.text_width(&cut) > self.width && room > 0 {
            room -= 1;
            cut = text.chars().take(room.saturating_sub(1)).collect();
            cut.push('…');
        }
        cut
    }

    /// The least room for a bar that holds numbers up to this one: the same for all bars of a path,
    /// so that none is pushed past another.
    fn least_bar(&self, number: usize) -> f64 {
        (self.text_width(&number.to_string()) + 6.0).max(18.0) + 2.0 * INSET
    }
}

/// A drawing, to be written as SVG by `templates/ui/timeline.html`.
#[derive(Debug, Clone)]
pub struct Drawing {
    /// What its ids begin with.
    pub id: &'static str,
    /// The `viewBox` is `0 0 width height`.
    pub width: f64,
    /// See `width`.
    pub height: f64,
    /// The paths, from above.
    pub strips: Vec<Strip>,
    /// Where the marks of the axis hang from.
    pub axis: f64,
    /// The marks of the axis.
    pub ticks: Vec<Tick>,
    /// The words under the axis.
    pub labels: Vec<Label>,
    /// On which line the labels stand.
    pub labels_y: f64,
    /// From when to when, in words: `dal 2006 a oggi`.
    pub span: String,
    /// All its phases in words.
    pub words: String,
    /// What its colours mean: each class that is drawn, and the kinds drawn in it.
    pub legend: Vec<(&'static str, String)>,
}

/// A path in a drawing.
#[derive(Debug, Clone)]
pub struct Strip {
    /// Its name; empty when it stands alone.
    pub name: String,
    /// As much of the name as there is room for.
    pub heading: String,
    /// On which line the name stands.
    pub name_y: f64,
    /// Its phases as far as they have a date, from the left.
    pub bars: Vec<Bar>,
    /// How many of its phases have no date.
    pub undrawn: usize,
}

/// A phase in a drawing.
#[derive(Debug, Clone)]
pub struct Bar {
    /// Its place in the list of phases, from 1.
    pub number: usize,
    /// The class of its kind.
    pub class: &'static str,
    /// Whether it is hatched.
    pub stall: bool,
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// The middle, where its number stands.
    pub middle: f64,
    /// The line on which its number stands.
    pub baseline: f64,
    /// The middle, from above.
    pub centre: f64,
    /// The radius of the disc behind the number of a stall.
    pub disc: f64,
    /// The thin line under a widened bar, from where to where.
    pub truth: Option<(f64, f64)>,
    /// The line on which the thin line lies.
    pub truth_y: f64,
    /// Where the dashes of an unknown beginning begin; they end at the bar.
    pub unknown_from: Option<f64>,
    /// Where the dashes of an unknown end stop; they begin at the bar.
    pub unknown_to: Option<f64>,
    /// The point of the arrow of what goes on; it begins at the bar.
    pub arrow: Option<f64>,
}

impl Bar {
    /// The right edge.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// The lower edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// From where to where it takes room, with its marks.
    fn reach(&self) -> (f64, f64) {
        let left = self.unknown_from.unwrap_or(self.x);
        let right = self.unknown_to.or(self.arrow).unwrap_or(self.right());
        (left, right)
    }
}

/// Between the upper edge and the first bars.
const TOP: f64 = 4.0;
/// Under the bars of a lane: the thin line lies here.
const GAP: f64 = 10.0;
/// On each side of a bar: neighbours do not touch.
const INSET: f64 = 1.0;
/// How long the dashes of what nobody knows are.
const DASHES: f64 = 24.0;
/// How far the arrow of what goes on points.
const ARROW: f64 = 9.0;
/// What the marks of the outermost bars leave free at the edges.
const EDGE: f64 = 2.0;
/// Under the axis: the marks.
const TICKS: f64 = 8.0;

impl Drawing {
    /// Draws paths on one axis, as they are on this day; none when no phase has a date.
    pub fn of(paths: &[Path<'_>], today: NaiveDate, canvas: &Canvas) -> Option<Drawing> {
        let told: Vec<Vec<Stretch>> = paths
            .iter()
            .map(|path| stretches(path.phases, today))
            .collect();
        let axis = Axis::over(told.iter().flatten(), canvas)?;
        let mut top = TOP;
        let mut strips = Vec::with_capacity(paths.len());
        for (path, stretches) in paths.iter().zip(&told) {
            let strip = Strip::of(path, stretches, &axis, canvas, top);
            top = strip.bottom(top, canvas);
            strips.push(strip);
        }
        let labels_y = top + TICKS + canvas.font + 4.0;
        Some(Drawing {
            id: canvas.id,
            width: canvas.width,
            height: (labels_y + canvas.font * 0.5).ceil(),
            axis: top,
            ticks: axis.ticks(),
            labels: axis.labels(canvas),
            labels_y,
            span: span(told.iter().flatten()),
            legend: legend(told.iter().flatten()),
            words: paths.iter().map(in_words).collect::<Vec<_>>().join(" "),
            strips,
        })
    }

    /// How many phases have no date, in all paths.
    pub fn undrawn(&self) -> usize {
        self.strips.iter().map(|strip| strip.undrawn).sum()
    }

    /// Says which phases are not drawn, and of which path; empty when all are.
    pub fn undrawn_in_words(&self) -> String {
        let strips = self.strips.iter().filter(|strip| strip.undrawn > 0);
        let sentences: Vec<String> = strips.map(Strip::undrawn_in_words).collect();
        sentences.join(" ")
    }
}

impl Strip {
    fn of(path: &Path<'_>, told: &[Stretch], axis: &Axis, canvas: &Canvas, top: f64) -> Strip {
        let least = canvas.least_bar(path.phases.len());
        let mut bars: Vec<Bar> = told
            .iter()
            .map(|one| bar(one, axis, least, canvas))
            .collect();
        bars.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.number.cmp(&b.number)));
        let named = !path.name.is_empty();
        let room = if named { canvas.font + 10.0 } else { 0.0 };
        let lanes = lanes(&bars);
        let height = canvas.bar_height(lanes.iter().max().map_or(1, |last| last + 1));
        for (bar, lane) in bars.iter_mut().zip(lanes) {
            let y = top + room + lane as f64 * (height + GAP);
            bar.stand(rounded(y), height, canvas);
        }
        Strip {
            name: path.name.to_owned(),
            heading: canvas.fitting(path.name),
            name_y: rounded(top + canvas.font + 2.0),
            undrawn: path.phases.len() - bars.len(),
            bars,
        }
    }

    fn undrawn_in_words(&self) -> String {
        let (whose, place) = if self.name.is_empty() {
            (String::new(), "nell’elenco")
        } else {
            (format!(" di «{}»", self.name), "nella tabella")
        };
        match self.undrawn {
            1 => format!("Una fase{whose} senza date non è disegnata: la trovi {place}."),
            many => {
                format!("{many} fasi{whose} senza date non sono disegnate: le trovi {place}.")
            }
        }
    }

    /// Where the next path, or the axis, may begin, when this one began at `top`.
    fn bottom(&self, top: f64, canvas: &Canvas) -> f64 {
        let bars = self.bars.iter().map(|bar| bar.bottom() + GAP);
        rounded(bars.fold(top + canvas.font, f64::max))
    }
}

impl Bar {
    /// Puts the bar at its height.
    fn stand(&mut self, y: f64, height: f64, canvas: &Canvas) {
        self.y = y;
        self.height = height;
        self.centre = rounded(y + height / 2.0);
        self.baseline = rounded(y + height / 2.0 + canvas.font * 0.36);
        self.disc = rounded((height / 2.0 - 4.0).min(self.width / 2.0 - 1.0).min(15.0));
        self.truth_y = rounded(y + height + 4.0);
    }
}

/// A phase on the axis, at no height yet.
fn bar(stretch: &Stretch, axis: &Axis, least: f64, canvas: &Canvas) -> Bar {
    let (left, right) = (canvas.margin, canvas.width - canvas.margin);
    let from = stretch.from.map(|day| axis.x(day));
    let to = stretch.to.map(|day| axis.x(day));
    let (begins, ends) = match (from, to) {
        (Some(from), Some(to)) => (from, to.max(from)),
        (Some(only), None) => (only, only),
        (None, Some(only)) => (only - least, only),
        (None, None) => (left, left),
    };
    let x = begins.max(left).min(right - least);
    let width = (ends - x).max(least);
    let widened = from.is_some() && to.is_some() && ends - begins < least;
    let (x, end) = (x + INSET, x + width - INSET);
    Bar {
        number: stretch.number,
        class: stretch.kind.class(),
        stall: stretch.kind == PhaseKind::Stall,
        x: rounded(x),
        y: 0.0,
        width: rounded(end - x),
        height: 0.0,
        middle: rounded(f64::midpoint(x, end)),
        baseline: 0.0,
        centre: 0.0,
        disc: 0.0,
        truth: widened.then(|| (rounded(begins), rounded(ends.max(begins + 1.0)))),
        truth_y: 0.0,
        unknown_from: from.is_none().then(|| rounded((x - DASHES).max(EDGE))),
        unknown_to: to
            .is_none()
            .then(|| rounded((end + DASHES).min(canvas.width - EDGE))),
        arrow: (stretch.goes_on && to.is_some())
            .then(|| rounded((end + ARROW).min(canvas.width - EDGE))),
    }
}

/// The lane of each bar, from above: the first in which it meets no other. The bars come from the left.
fn lanes(bars: &[Bar]) -> Vec<usize> {
    let mut taken: Vec<f64> = Vec::new();
    bars.iter()
        .map(|bar| {
            let (left, right) = bar.reach();
            let lane = taken.iter().position(|until| *until < left);
            let lane = lane.unwrap_or_else(|| {
                taken.push(f64::MIN);
                taken.len() - 1
            });
            taken[lane] = right;
            lane
        })
        .collect()
}

/// Each class that is drawn, with its kinds: `attiva`, `Progettazione, ripartenza`.
fn legend<'a>(told: impl Iterator<Item = &'a Stretch> + Clone) -> Vec<(&'static str, String)> {
    let mut legend: Vec<(&'static str, String)> = Vec::new();
    for kind in PhaseKind::ALL {
        if !told.clone().any(|one| one.kind == *kind) {
            continue;
        }
        match legend.iter_mut().find(|(class, _)| *class == kind.class()) {
            Some((_, words)) => {
                words.push_str(", ");
                words.push_str(kind.words());
            }
            None => legend.push((kind.class(), capitalised(kind.words()))),
        }
    }
    legend
}

/// From the first date to the last: `dal 2006 a oggi`, `dal 2006 al 2014`, `del 2019`.
fn span<'a>(told: impl Iterator<Item = &'a Stretch> + Clone) -> String {
    let years = told
        .clone()
        .flat_map(|one| [one.first_year, one.last_year])
        .flatten();
    let (first, last) = (
        years.clone().min().unwrap_or_default(),
        years.max().unwrap_or_default(),
    );
    if told.clone().any(|one| one.goes_on) {
        format!("dal {first} a oggi")
    } else if first == last {
        format!("del {first}")
    } else {
        format!("dal {first} al {last}")
    }
}

/// `Unione Valle Serena, 2 fasi: 1, ricognizione, 2019; 2, stasi, date non indicate.`
fn in_words(path: &Path<'_>) -> String {
    let phases: Vec<String> = path
        .phases
        .iter()
        .zip(1..)
        .map(|(phase, number)| format!("{number}, {}, {}", phase.kind.words(), when(phase)))
        .collect();
    let count = dates::count(phases.len() as i64, "fase", "fasi");
    let name = match path.name {
        "" => String::new(),
        name => format!("{name}, "),
    };
    format!("{name}{count}: {}.", phases.join("; "))
}

/// To a tenth of a unit: more nobody sees, and the page is shorter.
fn rounded(measure: f64) -> f64 {
    (measure * 10.0).round() / 10.0
}
