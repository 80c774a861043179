use chrono::{DateTime, Duration};
use proptest::prelude::*;

use super::*;
use crate::features::reuses::MoveId;
use crate::features::reuses::ReuseState::*;

fn at(text: &str) -> When {
    When(
        DateTime::parse_from_rfc3339(&format!("{text}T09:00:00Z"))
            .unwrap()
            .to_utc(),
    )
}

fn moved(state: ReuseState, since: Option<&str>, said: &str) -> Move {
    Move {
        id: MoveId::new(),
        reuse: ReuseId::new(),
        round: None,
        state,
        since: since.map(|since| since.parse().unwrap()),
        reason: String::new(),
        moved_at: at(said),
    }
}

fn asked(counted_from: Start, months: i32) -> Round {
    Round {
        id: RoundId::new(),
        reuse: ReuseId::new(),
        counted_from,
        months,
        asked_at: at("2026-01-01"),
        reminded_at: None,
        answered_at: None,
        state: None,
        reason: String::new(),
        changed: String::new(),
        failed: String::new(),
    }
}

#[test]
fn months_count_from_the_declaration_until_something_is_adopted() {
    let declared = at("2026-11-23");
    let history = [moved(Evaluating, None, "2026-11-23")];
    let count = Count::of(declared, &history);
    assert_eq!(count.from, Start::Declaration);
    assert_eq!(count.next_at(&[]), Some(at("2027-05-23")));
    assert_eq!(count.due(&[], at("2027-05-22")), None);
    assert_eq!(count.due(&[], at("2027-05-23")), Some(6));

    // Adopted after eight months: what is counted now begins anew, with six months.
    let adopted = moved(Adopted, Some("2027-07"), "2027-08-10");
    let count = Count::of(declared, &[history[0].clone(), adopted]);
    assert_eq!(count.from, Start::Adoption);
    let before = [asked(Start::Declaration, 6)];
    assert_eq!(count.due(&before, at("2028-01-30")), None);
    assert_eq!(count.due(&before, at("2028-02-01")), Some(6));
    let after = [before[0].clone(), asked(Start::Adoption, 6)];
    assert_eq!(count.due(&after, at("2028-02-01")), None);
    assert_eq!(count.due(&after, at("2028-08-01")), Some(12));
}

#[test]
fn what_was_past_when_it_was_told_is_not_asked() {
    let declared = at("2026-11-23");
    let old = Count::of(declared, &[moved(Running, Some("2020"), "2026-11-23")]);
    assert_eq!(old.next_at(&[]), None);
    let recent = Count::of(declared, &[moved(Running, Some("2025-12"), "2026-11-23")]);
    // Six months after the end of December 2025 were over; twelve are to come.
    assert_eq!(recent.due(&[], at("2026-12-01")), None);
    assert_eq!(recent.due(&[], at("2027-01-01")), Some(12));
}

#[test]
fn after_a_long_silence_only_the_last_round_is_asked() {
    let declared = at("2026-11-23");
    let count = Count::of(declared, &[moved(Adapting, None, "2026-11-23")]);
    assert_eq!(count.due(&[], at("2028-01-01")), Some(12));
    let done = [asked(Start::Declaration, 12)];
    assert_eq!(count.due(&done, at("2028-01-01")), None);
    assert_eq!(count.next_at(&done), Some(at("2028-11-23")));
}

#[test]
fn who_takes_up_again_is_not_asked_of_the_time_between() {
    let declared = at("2026-11-23");
    let history = [
        moved(Adapting, None, "2026-11-23"),
        moved(Abandoned, None, "2027-01-10"),
        moved(Evaluating, None, "2027-12-01"),
    ];
    let count = Count::of(declared, &history);
    assert_eq!(count.next_at(&[]), Some(at("2028-11-23")));
}

proptest! {
    /// However often the caretaker comes, or stays away: each round is asked at most once, in order,
    /// never before its time, and the last one is asked in the end.
    #[test]
    fn each_round_is_asked_once(visits in prop::collection::vec(1i64..400, 1..60)) {
        let declared = at("2026-11-23");
        let count = Count::of(declared, &[moved(Adapting, None, "2026-11-23")]);
        let (mut now, mut rounds) = (declared, Vec::<Round>::new());
        for days in visits {
            now = now + Duration::days(days);
            if let Some(months) = count.due(&rounds, now) {
                prop_assert!(now >= count.due_at(months));
                prop_assert!(rounds.last().is_none_or(|last| last.months < months));
                rounds.push(asked(Start::Declaration, months));
                prop_assert_eq!(count.due(&rounds, now), None);
            }
        }
        prop_assert_eq!(now >= count.due_at(24), rounds.last().is_some_and(|last| last.months == 24));
    }
}
