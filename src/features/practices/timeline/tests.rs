use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::platform::dates::PartialDate;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

fn phase(kind: PhaseKind, from: &str, to: &str) -> Phase {
    Phase {
        from: from.parse().ok(),
        to: to.parse().ok(),
        ..Phase::of(kind)
    }
}

fn going_on(kind: PhaseKind, from: &str) -> Phase {
    Phase {
        ongoing: true,
        ..phase(kind, from, "")
    }
}

fn drawn(phases: &[Phase]) -> Drawing {
    let path = Path { name: "", phases };
    Drawing::of(&[path], today(), &Canvas::WIDE).expect("a drawing")
}

fn lanes_of(strip: &Strip) -> usize {
    let mut tops: Vec<f64> = strip.bars.iter().map(|bar| bar.y).collect();
    tops.sort_by(f64::total_cmp);
    tops.dedup();
    tops.len()
}

/// The path of the mock-up: it stands in one lane, though the years of its phases touch.
#[test]
fn phases_that_touch_stand_in_one_lane() {
    let drawing = drawn(&[
        phase(PhaseKind::Design, "2006", "2007"),
        phase(PhaseKind::Stall, "2007", "2011"),
        phase(PhaseKind::Survey, "2011", "2014"),
        phase(PhaseKind::Stall, "2014", "2018"),
        phase(PhaseKind::Expansion, "2018", "2020"),
        phase(PhaseKind::Restart, "2020", "2022"),
        going_on(PhaseKind::Operation, "2022"),
    ]);
    let strip = &drawing.strips[0];
    assert_eq!(lanes_of(strip), 1);
    let numbers: Vec<usize> = strip.bars.iter().map(|bar| bar.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(strip.bars[0].x, 17.0);
    assert!(strip.bars[6].arrow.is_some_and(|point| point > 984.0));
    assert_eq!(drawing.span, "dal 2006 a oggi");
    assert_eq!(drawing.labels[0].text, "2006");
    assert_eq!(drawing.undrawn_in_words(), "");
}

#[test]
fn phases_meet_at_the_finer_date() {
    let drawing = drawn(&[
        phase(PhaseKind::Survey, "2010", "2012"),
        phase(PhaseKind::Rollout, "2012-03", "2014"),
        phase(PhaseKind::Operation, "2014", "2016"),
    ]);
    assert_eq!(lanes_of(&drawing.strips[0]), 1);
    let bars = &drawing.strips[0].bars;
    assert!((bars[0].right() + 2.0 * INSET - bars[1].x).abs() < 0.3);
}

#[test]
fn phases_that_overlap_stand_in_lanes() {
    let drawing = drawn(&[
        going_on(PhaseKind::Operation, "2017-01"),
        phase(PhaseKind::Expansion, "2020", "2020"),
        phase(PhaseKind::Stall, "2020-03", "2021-06"),
    ]);
    assert_eq!(lanes_of(&drawing.strips[0]), 3);
}

#[test]
fn a_short_phase_is_widened_and_keeps_its_true_length_as_a_line() {
    let drawing = drawn(&[
        phase(PhaseKind::Survey, "1986", "1990"),
        phase(PhaseKind::Restart, "1999-05-03", "1999-05-03"),
        phase(PhaseKind::Operation, "2000", "2026"),
    ]);
    let short = &drawing.strips[0].bars[1];
    assert!(short.width >= 18.0);
    assert!(short.truth.is_some_and(|(from, to)| to - from <= 1.1));
    assert!(drawing.strips[0].bars[0].truth.is_none());
}

#[test]
fn what_nobody_knows_is_dashed_or_left_to_the_list() {
    let drawing = drawn(&[
        phase(PhaseKind::Design, "2006", ""),
        phase(PhaseKind::Stall, "", ""),
        phase(PhaseKind::Restart, "", "2022-12"),
        phase(PhaseKind::Operation, "2024", "2023"),
    ]);
    let bars = &drawing.strips[0].bars;
    let numbers: Vec<usize> = bars.iter().map(|bar| bar.number).collect();
    assert_eq!(numbers, [1, 3, 4]);
    assert!(bars[0].unknown_to.is_some() && bars[0].unknown_from.is_none());
    assert!(bars[1].unknown_from.is_some() && bars[1].unknown_to.is_none());
    assert!(bars[2].unknown_to.is_some(), "an end before the beginning");
    assert_eq!(
        drawing.undrawn_in_words(),
        "Una fase senza date non è disegnata: la trovi nell’elenco."
    );
    assert!(
        drawing
            .words
            .starts_with("4 fasi: 1, progettazione, dal 2006")
    );
    assert!(drawing.words.contains("2, stasi, date non indicate"));
}

#[test]
fn without_any_date_there_is_no_drawing() {
    let phases = [phase(PhaseKind::Survey, "", "")];
    let path = Path {
        name: "",
        phases: &phases,
    };
    assert!(Drawing::of(&[path], today(), &Canvas::WIDE).is_none());
    assert!(Drawing::of(&[], today(), &Canvas::WIDE).is_none());
}

#[test]
fn one_day_alone_has_its_month() {
    let drawing = drawn(&[phase(PhaseKind::Survey, "2019-02-05", "2019-02-05")]);
    assert_eq!(drawing.labels[0].text, "febbraio 2019");
    assert_eq!(drawing.span, "del 2019");
}

#[test]
fn a_long_path_has_fewer_words() {
    let drawing = drawn(&[
        phase(PhaseKind::Survey, "1986", "1990"),
        going_on(PhaseKind::Operation, "1990"),
    ]);
    let words: Vec<&str> = drawing.labels.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(words[..3], ["1990", "1995", "2000"]);
    assert_eq!(drawing.ticks.len(), 41, "a mark every year");
}

#[test]
fn paths_are_compared_on_one_axis() {
    let (early, late) = (
        [phase(PhaseKind::Survey, "2006", "2010")],
        [phase(PhaseKind::Survey, "2008", "2010")],
    );
    let drawing = Drawing::of(
        &[
            Path {
                name: "Unione Alto Rivo",
                phases: &early,
            },
            Path {
                name: "Unione Valle Serena",
                phases: &late,
            },
        ],
        today(),
        &Canvas::WIDE,
    )
    .expect("a drawing");
    let [above, below] = drawing.strips.as_slice() else {
        panic!("two strips");
    };
    let (first, second) = (&above.bars[0], &below.bars[0]);
    assert!((first.right() - second.right()).abs() < 0.3);
    assert!(second.x > first.x && second.y > first.bottom());
    assert!(below.name_y > first.bottom() && below.name_y < second.y);
    assert!(
        drawing
            .words
            .contains("Unione Valle Serena, 1 fase: 1, ricognizione, 2008–2010.")
    );
    assert_eq!(above.heading, "Unione Alto Rivo");
    assert_eq!(drawing.legend, [("passi", "Ricognizione".to_owned())]);
}

#[test]
fn a_name_is_cut_to_the_drawing_and_whole_in_the_sentence() {
    let phases = [
        phase(PhaseKind::Design, "2006", "2007"),
        phase(PhaseKind::Stall, "", ""),
        phase(PhaseKind::Restart, "2008", "2009"),
    ];
    let name = "Un solo comando di polizia locale per quattro comuni di montagna";
    let path = Path {
        name,
        phases: &phases,
    };
    let drawing = Drawing::of(&[path], today(), &Canvas::NARROW).expect("a drawing");
    let heading = &drawing.strips[0].heading;
    assert!(heading.starts_with("Un solo comando") && heading.ends_with('…'));
    assert!(Canvas::NARROW.text_width(heading) <= drawing.width);
    assert_eq!(
        drawing.undrawn_in_words(),
        format!("Una fase di «{name}» senza date non è disegnata: la trovi nella tabella.")
    );
    assert_eq!(
        drawing.legend,
        [("attiva", "Progettazione, ripartenza".to_owned())],
        "only what is drawn"
    );
}

fn some_date() -> impl Strategy<Value = Option<PartialDate>> {
    let part = |most: u32| proptest::option::of(0..=most);
    let years = prop_oneof![3 => 1990..2030, 1 => 1..=9999];
    (years, part(12), part(31)).prop_map(|(year, month, day)| PartialDate::new(year, month, day))
}

fn some_phase() -> impl Strategy<Value = Phase> {
    let kind = proptest::sample::select(PhaseKind::ALL);
    let maybe = || prop_oneof![4 => some_date(), 1 => Just(None)];
    (kind, maybe(), maybe(), any::<bool>()).prop_map(|(kind, from, to, ongoing)| Phase {
        from,
        to,
        ongoing,
        ..Phase::of(kind)
    })
}

fn some_paths() -> impl Strategy<Value = Vec<(String, Vec<Phase>)>> {
    let name = prop_oneof![Just(String::new()), Just("Unione Valle Serena".to_owned())];
    let phases = proptest::collection::vec(some_phase(), 0..35);
    proptest::collection::vec((name, phases), 0..4)
}

/// Whether two bars, with all that belongs to them, take the same room.
fn collide(one: &Bar, other: &Bar) -> bool {
    let ((a, b), (c, d)) = (one.reach(), other.reach());
    let apart = b < c || d < a;
    let above = one.truth_y < other.y || other.truth_y < one.y;
    !apart && !above
}

fn check(drawing: &Drawing, canvas: &Canvas) -> Result<(), TestCaseError> {
    let inside = |x: f64| (0.0..=drawing.width).contains(&x);
    for strip in &drawing.strips {
        for bar in &strip.bars {
            let (left, right) = bar.reach();
            prop_assert!(inside(left) && inside(right), "{bar:?}");
            prop_assert!(left <= bar.x && bar.right() <= right, "{bar:?}");
            prop_assert!(bar.y >= 0.0 && bar.truth_y < drawing.axis, "{bar:?}");
            if let Some((from, to)) = bar.truth {
                prop_assert!(inside(from) && inside(to) && from < to, "{bar:?}");
            }
            let number = canvas.text_width(&bar.number.to_string());
            prop_assert!(number <= bar.width, "{bar:?}");
        }
        for (at, one) in strip.bars.iter().enumerate() {
            for other in &strip.bars[at + 1..] {
                prop_assert!(!collide(one, other), "{one:?} {other:?}");
            }
        }
    }
    prop_assert!(drawing.labels_y < drawing.height && drawing.axis < drawing.labels_y);
    prop_assert!(drawing.ticks.iter().all(|tick| inside(tick.x)));
    prop_assert!(drawing.ticks.len() < 130 && !drawing.labels.is_empty());
    let mut until = 0.0;
    for label in &drawing.labels {
        let half = canvas.text_width(&label.text) / 2.0;
        prop_assert!(label.x - half >= until - 0.1, "{:?}", drawing.labels);
        until = label.x + half;
    }
    prop_assert!(until <= drawing.width + 0.1);
    Ok(())
}

proptest! {
    #[test]
    fn nothing_is_outside_and_nothing_collides(paths in some_paths()) {
        let paths: Vec<Path<'_>> = paths.iter().map(|(name, phases)| Path { name, phases }).collect();
        for canvas in [Canvas::WIDE, Canvas::NARROW] {
            let Some(drawing) = Drawing::of(&paths, today(), &canvas) else {
                continue;
            };
            check(&drawing, &canvas)?;
            for (path, strip) in paths.iter().zip(&drawing.strips) {
                prop_assert_eq!(strip.bars.len() + strip.undrawn, path.phases.len());
            }
        }
    }

    #[test]
    fn what_begins_earlier_stands_further_left(phases in proptest::collection::vec(some_phase(), 1..35)) {
        let path = Path { name: "", phases: &phases };
        let Some(drawing) = Drawing::of(&[path], today(), &Canvas::WIDE) else {
            return Ok(());
        };
        let begun: Vec<(PartialDate, f64)> = drawing.strips[0]
            .bars
            .iter()
            .filter_map(|bar| Some((phases[bar.number - 1].from?, bar.x)))
            .collect();
        for (one, x) in &begun {
            for (other, other_x) in &begun {
                // Within a year of which no more is known the order is that of the list.
                prop_assert!(one.year() >= other.year() || x <= other_x);
            }
        }
    }
}
