//! How the phases of a path follow one another in time, as far as their dates are known: what cannot
//! be, and what is worth asking (the rules of `FasePercorso`).

use chrono::NaiveDate;

use super::content::{Phase, PhaseKind};
use crate::platform::dates::PartialDate;

/// A silence longer than this, in days, is asked about: a year, whatever its length.
const SILENCE_DAYS: i64 = 366;

/// Whether the end comes before the beginning, however the unknown parts are filled in.
pub fn ends_before(from: PartialDate, to: PartialDate) -> bool {
    to.last_day() < from.first_day()
}

/// The first two stalls that certainly overlap, by their places from 0: one cannot stand still twice at once.
pub fn overlapping_stalls(phases: &[Phase]) -> Option<(usize, usize)> {
    let stalls: Vec<(usize, &Phase)> = phases
        .iter()
        .enumerate()
        .filter(|(_, phase)| phase.kind == PhaseKind::Stall)
        .collect();
    stalls.iter().enumerate().find_map(|(at, (first, one))| {
        let clashing = stalls[at + 1..]
            .iter()
            .find(|(_, other)| overlap(one, other));
        clashing.map(|(second, _)| (*first, *second))
    })
}

/// Whether two phases certainly have a day in common.
fn overlap(one: &Phase, other: &Phase) -> bool {
    let begins_within = |inner: &Phase, outer: &Phase| match (inner.from, end(outer)) {
        (Some(from), Some(to)) => from.last_day() < to,
        _ => false,
    };
    begins_within(one, other) && begins_within(other, one)
}

/// The first day on which a phase may have ended; none when nobody knows.
fn end(phase: &Phase) -> Option<NaiveDate> {
    if phase.ongoing {
        return Some(NaiveDate::MAX);
    }
    phase.to.map(PartialDate::first_day)
}

/// The years of which the path tells nothing, as (last year told, next year told). A stall without
/// dates, or a phase whose end nobody knows, may fill any silence after it: then nothing is asked.
pub fn silences(phases: &[Phase]) -> Vec<(i32, i32)> {
    let undated = |phase: &Phase| phase.from.is_none() && phase.to.is_none();
    if phases
        .iter()
        .any(|phase| phase.kind == PhaseKind::Stall && undated(phase))
    {
        return Vec::new();
    }
    let mut told: Vec<(PartialDate, &Phase)> = phases
        .iter()
        .filter_map(|phase| Some((phase.from.or(phase.to)?, phase)))
        .collect();
    told.sort_by_key(|(from, _)| *from);
    let mut silences = Vec::new();
    let mut reached: Option<(NaiveDate, i32)> = None;
    for (from, phase) in told {
        if let Some((until, year)) = reached
            && (from.first_day() - until).num_days() > SILENCE_DAYS
        {
            silences.push((year, from.year()));
        }
        // Without an end it may last until whatever comes next.
        let lasts = match phase.to.filter(|_| !phase.ongoing) {
            // An end before the beginning is a slip: as far as can be told it lasted that one date.
            Some(to) => {
                let last = to.max(from);
                (last.last_day().max(from.last_day()), last.year())
            }
            None => (NaiveDate::MAX, from.year()),
        };
        reached = Some(reached.map_or(lasts, |known| known.max(lasts)));
    }
    silences
}

/// The question a silence asks.
pub fn question((from, to): (i32, i32)) -> String {
    format!("Che cos’è successo tra il {from} e il {to}?")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn phase(kind: PhaseKind, from: &str, to: &str) -> Phase {
        Phase {
            from: from.parse().ok(),
            to: to.parse().ok(),
            ongoing: to == "oggi",
            ..Phase::of(kind)
        }
    }

    #[test]
    fn two_stalls_may_touch_but_not_overlap() {
        for (one, other, clash) in [
            (("2006", "2009"), ("2009", "2011"), false),
            (("2006", "2009"), ("2008", "2011"), true),
            (("2008", "2011"), ("2006", "2009"), true),
            (("2006", "2011"), ("2008", "2009"), true),
            (("2006", "oggi"), ("2008", "2009"), true),
            (("2006", ""), ("2008", "2009"), false),
            (("", ""), ("2008", "2009"), false),
            (("05/2006", "06/2006"), ("06/2006", "07/2006"), false),
            (("01/05/2006", "10/05/2006"), ("09/05/2006", "2007"), true),
        ] {
            let stalls = [one, other].map(|(from, to)| phase(PhaseKind::Stall, from, to));
            assert_eq!(
                overlapping_stalls(&stalls).is_some(),
                clash,
                "{one:?} {other:?}"
            );
            let worked = [one, other].map(|(from, to)| phase(PhaseKind::Rollout, from, to));
            assert_eq!(overlapping_stalls(&worked), None);
        }
    }

    #[test]
    fn a_silence_of_more_than_a_year_is_asked_about() {
        use PhaseKind::{Rollout, Stall, Survey};
        let asked = |phases: &[Phase]| silences(phases);
        assert_eq!(
            asked(&[phase(Survey, "2006", "2009"), phase(Rollout, "2014", "")]),
            [(2009, 2014)]
        );
        // In whatever order they are written.
        assert_eq!(
            asked(&[phase(Rollout, "2014", ""), phase(Survey, "2006", "2009")]),
            [(2009, 2014)]
        );
        for told in [
            vec![phase(Survey, "2006", "2009"), phase(Rollout, "2010", "")],
            vec![phase(Survey, "2006", ""), phase(Rollout, "2014", "")],
            vec![phase(Survey, "2006", "oggi"), phase(Rollout, "2014", "")],
            vec![
                phase(Survey, "2006", "2009"),
                phase(Stall, "", ""),
                phase(Rollout, "2014", ""),
            ],
            vec![
                phase(Survey, "2006", "2009"),
                phase(Stall, "2009", "2014"),
                phase(Rollout, "2014", ""),
            ],
            vec![phase(Survey, "", "")],
            vec![],
        ] {
            assert_eq!(asked(&told), [], "{told:?}");
        }
    }

    fn date() -> impl Strategy<Value = Option<PartialDate>> {
        proptest::option::weighted(
            0.8,
            (
                1990..2030,
                proptest::option::of((1..=12u32, proptest::option::of(1..=28u32))),
            ),
        )
        .prop_map(|date| {
            let (year, rest) = date?;
            PartialDate::new(
                year,
                rest.map(|(month, _)| month),
                rest.and_then(|(_, day)| day),
            )
        })
    }

    proptest! {
        #[test]
        fn an_end_before_its_beginning_is_not_one_after_it(from in date(), to in date()) {
            if let (Some(from), Some(to)) = (from, to) {
                prop_assert!(!(ends_before(from, to) && ends_before(to, from)));
                prop_assert!(!ends_before(from, from));
                prop_assert!(from.first_day() <= from.last_day());
            }
        }

        #[test]
        fn two_stalls_overlap_whichever_comes_first_and_only_when_a_day_is_certainly_in_both(
            dates in proptest::collection::vec((date(), date(), any::<bool>()), 0..6),
        ) {
            let stalls: Vec<Phase> = dates
                .into_iter()
                .map(|(from, to, ongoing)| Phase { from, to: to.filter(|_| !ongoing), ongoing, ..Phase::of(PhaseKind::Stall) })
                .collect();
            let found = overlapping_stalls(&stalls);
            let backwards: Vec<Phase> = stalls.iter().rev().cloned().collect();
            prop_assert_eq!(found.is_some(), overlapping_stalls(&backwards).is_some());
            // The shortest each can have been: from the last day of its beginning to the first of its end.
            let certain = |phase: &Phase| {
                let until = if phase.ongoing { Some(NaiveDate::MAX) } else { phase.to.map(PartialDate::first_day) };
                phase.from.map(PartialDate::last_day).zip(until)
            };
            let clash = |one: &Phase, other: &Phase| match (certain(one), certain(other)) {
                (Some((from, to)), Some((other_from, other_to))) => from < other_to && other_from < to,
                _ => false,
            };
            for (at, one) in stalls.iter().enumerate() {
                for (after, other) in stalls.iter().enumerate().skip(at + 1) {
                    prop_assert!(!clash(one, other) || found.is_some(), "{} {}", at, after);
                }
            }
            if let Some((first, second)) = found {
                prop_assert!(first < second && clash(&stalls[first], &stalls[second]));
            }
            // Work may go on in several places at once.
            let worked: Vec<Phase> = stalls.into_iter().map(|one| Phase { kind: PhaseKind::Rollout, ..one }).collect();
            prop_assert_eq!(overlapping_stalls(&worked), None);
        }

        #[test]
        fn whatever_the_dates_a_silence_is_longer_than_a_year_and_holds_no_phase(
            dates in proptest::collection::vec((date(), date()), 0..8),
        ) {
            let phases: Vec<Phase> = dates
                .into_iter()
                .map(|(from, to)| Phase { from, to, ..Phase::of(PhaseKind::Rollout) })
                .collect();
            for (from, to) in silences(&phases) {
                prop_assert!(to > from);
                let begins_within = |phase: &Phase| {
                    phase.from.is_some_and(|date| from < date.year() && date.year() < to)
                };
                prop_assert!(!phases.iter().any(begins_within));
            }
        }
    }
}
