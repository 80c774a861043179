//! What a row of texts means, and how what is kept is typed: both in the order of the group's parts.

use crate::features::practices::content::{
    Benefit, Evidence, Obstacle, ObstacleKind, Outcome, Phase, PhaseKind, StallCause,
};
use crate::platform::dates::PartialDate;
use crate::platform::web::fields::Faults;

fn typed_date(date: Option<PartialDate>) -> String {
    match date.map(|date| (date.day(), date.month(), date.year())) {
        Some((Some(day), Some(month), year)) => format!("{day:02}/{month:02}/{year}"),
        Some((None, Some(month), year)) => format!("{month:02}/{year}"),
        Some((_, None, year)) => year.to_string(),
        None => String::new(),
    }
}

pub(super) fn typed_phase(phase: &Phase) -> Vec<String> {
    vec![
        phase.kind.to_string(),
        phase.title.clone(),
        typed_date(phase.from),
        typed_date(phase.to),
        phase.what.clone(),
        phase.cause.map_or("", StallCause::as_str).to_owned(),
        phase.unlocked_by.clone(),
    ]
}

pub(super) fn typed_obstacle(one: &Obstacle) -> Vec<String> {
    vec![
        one.what.clone(),
        one.kind.to_string(),
        one.done.clone(),
        one.outcome.to_string(),
    ]
}

pub(super) fn typed_benefit(one: &Benefit) -> Vec<String> {
    vec![
        one.what.clone(),
        one.evidence.to_string(),
        one.before.clone(),
        one.after.clone(),
        one.unit.clone(),
        one.period.clone(),
        one.source.clone(),
    ]
}

fn value(row: &[String], at: usize) -> String {
    row.get(at).cloned().unwrap_or_default()
}

/// The phase of a row. A value of a list that is none has its fault already.
pub(super) fn phase(at: usize, row: &[String], faults: &mut Faults) -> Phase {
    let number = at + 1;
    let mut date = |index: usize, part: &str| {
        let typed = value(row, index);
        if typed.is_empty() {
            return None;
        }
        typed
            .parse::<PartialDate>()
            .map_err(|fault| {
                faults.add(
                    &format!("fase-{number}-{part}"),
                    format!("Fase {number}: {fault}"),
                )
            })
            .ok()
    };
    let (from, to) = (date(2, "dal"), date(3, "al"));
    if let (Some(from), Some(to)) = (from, to) {
        faults.unless(
            !ends_before(from, to),
            &format!("fase-{number}-al"),
            format!("Fase {number}: la fine viene prima dell’inizio, controlla le due date"),
        );
    }
    let kind = value(row, 0).parse().unwrap_or(PhaseKind::Survey);
    Phase {
        title: value(row, 1),
        from,
        to,
        what: value(row, 4),
        cause: value(row, 5)
            .parse()
            .ok()
            .filter(|_| kind == PhaseKind::Stall),
        unlocked_by: if kind == PhaseKind::Restart {
            value(row, 6)
        } else {
            String::new()
        },
        ..Phase::of(kind)
    }
}

/// Whether the end comes before the beginning, as far as both are known.
fn ends_before(from: PartialDate, to: PartialDate) -> bool {
    let known = |date: PartialDate| [date.month(), date.day()];
    if from.year() != to.year() {
        return to.year() < from.year();
    }
    for (from, to) in known(from).into_iter().zip(known(to)) {
        match (from, to) {
            (Some(from), Some(to)) if from != to => return to < from,
            (Some(_), Some(_)) => {}
            _ => return false,
        }
    }
    false
}

pub(super) fn obstacle(row: &[String]) -> Obstacle {
    Obstacle {
        what: value(row, 0),
        done: value(row, 2),
        outcome: value(row, 3).parse().unwrap_or(Outcome::Unknown),
        ..Obstacle::of(value(row, 1).parse().unwrap_or(ObstacleKind::Political))
    }
}

pub(super) fn benefit(row: &[String]) -> Benefit {
    Benefit {
        what: value(row, 0),
        before: value(row, 2),
        after: value(row, 3),
        unit: value(row, 4),
        period: value(row, 5),
        source: value(row, 6),
        ..Benefit::of(value(row, 1).parse().unwrap_or(Evidence::Perceived))
    }
}
