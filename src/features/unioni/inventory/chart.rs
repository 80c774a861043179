//! The contracts of an inventory drawn: one bar for each on one axis of time, as the numbers of an
//! SVG, without any markup.
//!
//! When a contract began is not known: what is still running goes from today to its end, what is
//! over from its end to today. Where only the month or the year of an end to come is known, that
//! stretch is dashed.

use chrono::{Datelike, NaiveDate};

use super::picture::{Contract, Ending};

/// What a chart is made for. All measures are units of its `viewBox`.
#[derive(Debug, Clone, Copy)]
pub struct Sheet {
    /// From edge to edge.
    pub width: f64,
    /// The size of its letters.
    pub font: f64,
}

impl Sheet {
    /// For a desk, and for paper.
    pub const WIDE: Sheet = Sheet {
        width: 1000.0,
        font: 15.0,
    };
    /// For a phone.
    pub const NARROW: Sheet = Sheet {
        width: 360.0,
        font: 13.0,
    };

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
}

/// A chart, to be written as SVG by `templates/unioni/inventory.html`.
#[derive(Debug, Clone)]
pub struct Chart {
    /// The `viewBox` is `0 0 width height`.
    pub width: f64,
    /// See `width`.
    pub height: f64,
    /// From above: what is over first, then what ends next.
    pub bars: Vec<Bar>,
    /// How high each bar is.
    pub bar_height: f64,
    /// The years that are named.
    pub ticks: Vec<Year>,
    /// Where their marks hang from.
    pub axis: f64,
    /// On which line they stand.
    pub labels_y: f64,
    /// Where today is.
    pub today: f64,
    /// Whether any contract is over.
    pub has_over: bool,
    /// Whether any goes on.
    pub has_running: bool,
    /// All contracts in words.
    pub words: String,
}

/// A contract in a chart.
#[derive(Debug, Clone)]
pub struct Bar {
    /// As much of its name as there is room for.
    pub name: String,
    /// On which line the name stands.
    pub name_y: f64,
    /// Whether it is over or goes on, as the end of a class.
    pub class: &'static str,
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// The middle, from above.
    pub middle: f64,
    /// Where the dashes of an end that is not known to the day stop; they begin at the bar.
    pub until: Option<f64>,
}

impl Bar {
    /// The right edge.
    pub fn right(&self) -> f64 {
        rounded(self.x + self.width)
    }
}

/// A year on the axis: its first day.
#[derive(Debug, Clone)]
pub struct Year {
    /// Where it stands.
    pub x: f64,
    /// Its name.
    pub text: String,
}

/// On the left and on the right of the axis: room for half a year's name.
const MARGIN: f64 = 20.0;
/// How high a bar is.
const BAR: f64 = 14.0;
/// Between a name and its bar, and under the bar.
const GAP: f64 = 6.0;
/// Under the axis: the marks.
const TICKS: f64 = 8.0;
/// The least width of a bar.
const LEAST: f64 = 3.0;
/// The days of a year, on average.
const YEAR: f64 = 365.25;
/// How many years may lie between two names.
const STEPS: [i32; 9] = [1, 2, 5, 10, 20, 50, 100, 500, 1_000];

impl Chart {
    /// Draws the contracts as they are on this day; none when no end is known.
    pub fn of(endings: &[Ending], today: NaiveDate, sheet: &Sheet) -> Option<Chart> {
        let contracts = || {
            let each = endings.iter();
            each.flat_map(|one| {
                one.contracts
                    .iter()
                    .map(move |contract| (one.over, contract))
            })
        };
        let last_days = || contracts().map(|(_, contract)| contract.end.last_day());
        let first = last_days().min()?.min(today);
        let last = last_days().max()?.max(today);
        let axis = Axis {
            first: counted(first) - f64::from(first.ordinal0()),
            last: counted(last) + 1.0,
            right: sheet.width - MARGIN,
        };
        let row = sheet.font + GAP + BAR + GAP;
        let mut top = 0.0;
        let mut bars = Vec::new();
        for (over, contract) in contracts() {
            bars.push(bar(contract, over, &axis, today, sheet, top));
            top += row;
        }
        let labels_y = top + TICKS + sheet.font + 4.0;
        Some(Chart {
            width: sheet.width,
            height: (labels_y + sheet.font * 0.5).ceil(),
            bar_height: BAR,
            ticks: axis.years(first.year(), sheet),
            axis: rounded(top),
            labels_y: rounded(labels_y),
            today: axis.x(counted(today)),
            has_over: endings.iter().any(|one| one.over),
            has_running: endings.iter().any(|one| !one.over),
            words: contracts().map(in_words).collect::<Vec<_>>().join(" "),
            bars,
        })
    }
}

/// The days of a chart, and where they stand.
struct Axis {
    first: f64,
    last: f64,
    right: f64,
}

impl Axis {
    fn x(&self, day: f64) -> f64 {
        let part = (day - self.first) / (self.last - self.first);
        rounded(MARGIN + part * (self.right - MARGIN))
    }

    /// The years that have room beside one another, from this one on.
    fn years(&self, first: i32, sheet: &Sheet) -> Vec<Year> {
        let width = YEAR / (self.last - self.first) * (self.right - MARGIN);
        let needed = sheet.text_width("2026") + sheet.font;
        let step = STEPS
            .into_iter()
            .find(|step| f64::from(*step) * width >= needed)
            .unwrap_or(1_000);
        (first..)
            .step_by(step.unsigned_abs() as usize)
            .map_while(|year| NaiveDate::from_ymd_opt(year, 1, 1))
            .take_while(|day| counted(*day) < self.last)
            .map(|day| Year {
                x: self.x(counted(day)),
                text: day.year().to_string(),
            })
            .collect()
    }
}

fn bar(
    contract: &Contract,
    over: bool,
    axis: &Axis,
    today: NaiveDate,
    sheet: &Sheet,
    top: f64,
) -> Bar {
    let (sure, last) = (contract.end.first_day(), contract.end.last_day());
    let now = axis.x(counted(today));
    let end = axis.x(counted(last) + 1.0);
    let known = axis.x(counted(sure.max(today)) + 1.0).min(end);
    let (x, right, until) = if over {
        (end, now, None)
    } else {
        (now, known, (known < end).then_some(end))
    };
    let y = top + sheet.font + GAP;
    Bar {
        name: sheet.fitting(&name(contract)),
        name_y: rounded(top + sheet.font),
        class: if over { "finito" } else { "attiva" },
        x,
        y: rounded(y),
        width: rounded((right - x).max(LEAST)),
        middle: rounded(y + BAR / 2.0),
        until,
    }
}

/// `Alvito: protocollo, Carteggio`
fn name(contract: &Contract) -> String {
    format!("{}: {}, {}", contract.comune, contract.area, contract.name)
}

fn in_words((over, contract): (bool, &Contract)) -> String {
    let until = contract.end.with_until();
    let over = if over { ", già finito" } else { "" };
    format!("{}, fino {until}{over}.", name(contract))
}

fn counted(day: NaiveDate) -> f64 {
    f64::from(day.num_days_from_ce())
}

/// To a tenth of a unit: nobody sees more.
fn rounded(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ending(over: bool, ends: &[&str]) -> Ending {
        Ending {
            label: String::new(),
            over,
            contracts: ends
                .iter()
                .map(|end| Contract {
                    comune: "Alvito".to_owned(),
                    area: "protocollo".to_owned(),
                    name: "Carteggio e archivio di tutti gli uffici".to_owned(),
                    supplier: String::new(),
                    end: end.parse().expect("a date"),
                })
                .collect(),
        }
    }

    #[test]
    fn each_contract_has_its_bar_and_nothing_is_outside() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let endings = [
            ending(true, &["2025-06"]),
            ending(false, &["2026-11-23", "2027-03-31", "2029"]),
        ];
        for sheet in [Sheet::WIDE, Sheet::NARROW] {
            let chart = Chart::of(&endings, today, &sheet).expect("a chart");
            let classes: Vec<&str> = chart.bars.iter().map(|bar| bar.class).collect();
            assert_eq!(classes, ["finito", "attiva", "attiva", "attiva"]);
            for bar in &chart.bars {
                assert!(bar.x >= 0.0 && bar.right() <= chart.width, "{bar:?}");
                assert!(bar.y + chart.bar_height <= chart.axis, "{bar:?}");
                assert!(sheet.text_width(&bar.name) <= chart.width, "{bar:?}");
            }
            assert_eq!(chart.bars[0].right(), chart.today);
            assert!(chart.bars[1].right() < chart.bars[2].right());
            assert!(chart.bars[2].until.is_none(), "known to the day");
            assert!(chart.bars[3].until.is_some_and(|to| to <= chart.width));
            assert_eq!(chart.ticks[0].text, "2025");
            assert!(chart.labels_y < chart.height);
            assert!(chart.words.contains("fino a giugno 2025, già finito."));
        }
    }

    #[test]
    fn without_contracts_there_is_no_chart_and_far_years_are_few() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        assert!(Chart::of(&[], today, &Sheet::WIDE).is_none());
        let far = [ending(true, &["1800"]), ending(false, &["2100-12-31"])];
        let chart = Chart::of(&far, today, &Sheet::NARROW).expect("a chart");
        assert!(chart.ticks.len() < 10, "{:?}", chart.ticks);
    }
}
