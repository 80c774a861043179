//! What a row of texts means, and how what is kept is typed.

use super::rows::Group;
use super::{Offered, Page};
use crate::features::practices::check::Section;
use crate::features::practices::content::{
    Attached, Benefit, Evidence, Obstacle, ObstacleKind, Outcome, Phase, PhaseKey, PhaseKind,
    PracticeContent, StallCause,
};
use crate::features::practices::succession::{ends_before, overlapping_stalls};
use crate::platform::dates::PartialDate;
use crate::platform::web::fields::Faults;

/// The first year a path may name: before it there was nothing to digitise.
const FIRST_YEAR: i32 = 1900;
/// How many years ahead a phase may be planned.
const YEARS_AHEAD: i32 = 15;

fn or_empty(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A kind as one chooses it; nothing when nobody has said it.
fn chosen<K: PartialEq + ToString>(kind: K, unsaid: K) -> String {
    or_empty(Some(kind).filter(|kind| *kind != unsaid))
}

fn ticked(yes: bool) -> String {
    if yes { "on" } else { "" }.to_owned()
}

/// The rows of a page as what is kept would be typed.
pub(super) fn typed_rows(
    page: Page,
    content: &PracticeContent,
    offered: &Offered,
) -> Vec<Vec<String>> {
    let (Page::Section(section), Some(group)) = (page, Group::of(page)) else {
        return Vec::new();
    };
    let row = |filled: &[(&str, String)]| group.row(offered, filled);
    match section {
        Section::Path => content
            .phases
            .iter()
            .map(|one| row(&typed_phase(one)))
            .collect(),
        Section::Obstacles => content
            .obstacles
            .iter()
            .map(|one| row(&typed_obstacle(one)))
            .collect(),
        Section::Benefits => content
            .benefits
            .iter()
            .map(|one| row(&typed_benefit(one)))
            .collect(),
        Section::Documents => content
            .documents
            .iter()
            .map(|one| row(&typed_attached(one)))
            .collect(),
        _ => Vec::new(),
    }
}

fn typed_phase(phase: &Phase) -> [(&'static str, String); 11] {
    [
        ("chiave", phase.key.to_string()),
        ("tipo", chosen(phase.kind, PhaseKind::Unsaid)),
        ("titolo", phase.title.clone()),
        ("dal", or_empty(phase.from.map(PartialDate::typed))),
        ("al", or_empty(phase.to.map(PartialDate::typed))),
        ("continua", ticked(phase.ongoing)),
        ("testo", phase.what.clone()),
        ("chi", phase.who.clone()),
        ("sostegno", phase.support.clone()),
        ("causa", or_empty(phase.cause)),
        ("sblocco", phase.unlocked_by.clone()),
    ]
}

fn typed_obstacle(one: &Obstacle) -> [(&'static str, String); 5] {
    [
        ("testo", one.what.clone()),
        ("soluzione", one.done.clone()),
        ("tipo", chosen(one.kind, ObstacleKind::Unsaid)),
        ("esito", one.outcome.to_string()),
        ("fase", or_empty(one.phase)),
    ]
}

fn typed_benefit(one: &Benefit) -> [(&'static str, String); 8] {
    [
        ("testo", one.what.clone()),
        ("prova", chosen(one.evidence, Evidence::Unsaid)),
        ("prima", one.before.clone()),
        ("dopo", one.after.clone()),
        ("unita", one.unit.clone()),
        ("periodo", one.period.clone()),
        ("fonte", one.source.clone()),
        ("documento", or_empty(one.document)),
    ]
}

fn typed_attached(one: &Attached) -> [(&'static str, String); 3] {
    [
        ("id", one.document.to_string()),
        ("fase", or_empty(one.phase)),
        ("nota", one.note.clone()),
    ]
}

/// A row, asked part by part.
#[derive(Clone, Copy)]
struct Said<'a> {
    group: &'static Group,
    row: &'a [String],
}

impl<'a> Said<'a> {
    fn part(self, name: &str) -> &'a str {
        self.group.value(self.row, name)
    }

    fn text(self, name: &str) -> String {
        self.part(name).to_owned()
    }
}

/// Keeps what the rows of a page mean. A value of a list that is none has its fault already.
pub(super) fn keep_rows(
    group: &'static Group,
    section: Section,
    rows: &[Vec<String>],
    offered: &Offered,
    content: &mut PracticeContent,
    faults: &mut Faults,
) {
    let said = rows.iter().map(|row| Said { group, row });
    match section {
        Section::Path => {
            content.phases = said
                .enumerate()
                .map(|(at, said)| phase(at + 1, said, offered.year, faults))
                .collect();
            stalls_apart(&content.phases, faults);
        }
        Section::Obstacles => content.obstacles = said.map(obstacle).collect(),
        Section::Benefits => content.benefits = said.map(benefit).collect(),
        Section::Documents => content.documents = said.filter_map(attached).collect(),
        _ => {}
    }
}

fn phase(number: usize, said: Said<'_>, this_year: i32, faults: &mut Faults) -> Phase {
    let mut date = |part: &str| date(number, said, part, this_year, faults);
    let (from, to) = (date("dal"), date("al"));
    let ongoing = !said.part("continua").is_empty();
    if let (Some(from), Some(to)) = (from, to) {
        faults.unless(
            !ends_before(from, to),
            &format!("fase-{number}-al"),
            format!("Fase {number}: la fine viene prima dell’inizio, controlla le due date"),
        );
    }
    faults.unless(
        !(ongoing && to.is_some()),
        &format!("fase-{number}-al"),
        format!("Fase {number}: se continua ancora non ha una fine; togli la data o la spunta"),
    );
    let kind = said.part("tipo").parse().unwrap_or(PhaseKind::Unsaid);
    let cause = said.part("causa").parse::<StallCause>().ok();
    Phase {
        key: said.part("chiave").parse::<PhaseKey>().unwrap_or(0),
        title: said.text("titolo"),
        from,
        to,
        ongoing,
        what: said.text("testo"),
        cause: cause.filter(|_| kind == PhaseKind::Stall),
        unlocked_by: if kind == PhaseKind::Restart {
            said.text("sblocco")
        } else {
            String::new()
        },
        who: said.text("chi"),
        support: said.text("sostegno"),
        kind,
    }
}

fn date(
    number: usize,
    said: Said<'_>,
    part: &str,
    this_year: i32,
    faults: &mut Faults,
) -> Option<PartialDate> {
    let typed = said.part(part);
    if typed.is_empty() {
        return None;
    }
    if part == "al" && matches!(typed.to_lowercase().as_str(), "oggi" | "in corso") {
        faults.add(
            &format!("fase-{number}-{part}"),
            format!(
                "Fase {number}: se continua ancora spunta «Continua ancora» e lascia vuota la fine"
            ),
        );
        return None;
    }
    match date_in_reach(typed, this_year) {
        Ok(date) => Some(date),
        Err(fault) => {
            faults.add(
                &format!("fase-{number}-{part}"),
                format!("Fase {number}: {fault}"),
            );
            None
        }
    }
}

/// A date a path may have.
///
/// # Errors
/// What to do, without full stop.
pub(super) fn date_in_reach(typed: &str, this_year: i32) -> Result<PartialDate, String> {
    let date = typed
        .parse::<PartialDate>()
        .map_err(|fault| fault.to_string())?;
    let last = this_year + YEARS_AHEAD;
    if (FIRST_YEAR..=last).contains(&date.year()) {
        Ok(date)
    } else {
        Err(format!(
            "controlla l’anno: può andare dal {FIRST_YEAR} al {last}"
        ))
    }
}

fn stalls_apart(phases: &[Phase], faults: &mut Faults) {
    if let Some((first, second)) = overlapping_stalls(phases) {
        let (first, second) = (first + 1, second + 1);
        faults.add(
            &format!("fase-{second}-dal"),
            format!("Fase {second}: questa stasi si sovrappone a quella della fase {first}; uniscile, o correggi le date"),
        );
    }
}

fn obstacle(said: Said<'_>) -> Obstacle {
    let kind = said.part("tipo").parse().unwrap_or(ObstacleKind::Unsaid);
    Obstacle {
        what: said.text("testo"),
        done: said.text("soluzione"),
        outcome: said.part("esito").parse().unwrap_or(Outcome::Unknown),
        phase: said.part("fase").parse().ok(),
        ..Obstacle::of(kind)
    }
}

fn benefit(said: Said<'_>) -> Benefit {
    let evidence = said.part("prova").parse().unwrap_or(Evidence::Unsaid);
    Benefit {
        what: said.text("testo"),
        before: said.text("prima"),
        after: said.text("dopo"),
        unit: said.text("unita"),
        period: said.text("periodo"),
        source: said.text("fonte"),
        document: said.part("documento").parse().ok(),
        ..Benefit::of(evidence)
    }
}

fn attached(said: Said<'_>) -> Option<Attached> {
    Some(Attached {
        document: said.part("id").parse().ok()?,
        phase: said.part("fase").parse().ok(),
        note: said.text("nota"),
    })
}
