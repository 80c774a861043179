//! Phases, obstacles and benefits as lines: what one can type while listening on the telephone.
//!
//! A line that was not touched keeps everything the editor knows of its thing; one that was changed
//! keeps what a line cannot say (the phase of an obstacle, who took part in a phase). A line that does
//! not say of which kind its thing is is kept as it is, and listed until it does.

use std::sync::Arc;

use super::asked::{Single, by_lines};
use super::beside::pair;
use super::meaning::{date_in_reach, typed_rows};
use super::{Group, Offered, Page, Sheet};
use crate::features::practices::check::Section;
use crate::features::practices::content::{
    Benefit, Evidence, Obstacle, ObstacleKind, Outcome, Phase, PhaseKind, PracticeContent,
};
use crate::features::practices::succession::{ends_before, overlapping_stalls};
use crate::features::practices::{TITLE_MAX, Text, portion};
use crate::platform::dates::PartialDate;
use crate::platform::text::excerpt;
use crate::platform::web::fields::{Faults, length};

/// The most of a long text that stands in a line, in characters.
const SHORT: usize = 120;

pub(super) fn path() -> Single {
    by_lines(
        "fasi",
        "Percorso, una fase per riga",
        "Quando, che fase è, che cosa è successo. Per esempio: «2006–2009 progettazione: si parte in tre comuni», poi «2009–2014 stasi: manca il personale». Le fasi sono: ricognizione, progettazione, implementazione, gestione, espansione, stasi, ripartenza. Le date che non si sanno si saltano; «2014–oggi» se continua.",
        |text| lines_of(&text.content.phases, phase_line),
        |text, typed, offered| {
            let of = |line: &str, known: Option<&Phase>| phase_of(line, known, offered.year);
            text.content.phases = read(typed, &text.content.phases, phase_line, of);
        },
    )
}

pub(super) fn obstacles() -> Single {
    by_lines(
        "ostacoli",
        "Ostacoli, uno per riga",
        "Il tipo, che cosa vi ha fermato, dopo la freccia che cosa avete fatto, tra parentesi com’è finita. Per esempio: «personale: nessun tecnico -> uno in comune con i vicini (risolto)». I tipi sono: politico, organizzativo, personale, tecnico, finanziario, giuridico, fornitore. Com’è finita: risolto, mitigato, ancora aperto.",
        |text| lines_of(&text.content.obstacles, obstacle_line),
        |text, typed, _| {
            let known = &text.content.obstacles;
            text.content.obstacles = read(typed, known, obstacle_line, obstacle_of);
        },
    )
}

pub(super) fn benefits() -> Single {
    by_lines(
        "vantaggi",
        "Vantaggi, uno per riga",
        "Come lo sapete, che cosa è migliorato, tra parentesi la fonte. Per esempio: «percepito: ci si conosce tra uffici» oppure «misurato: guasti risolti in 1 giorno invece di 4 (fonte: registro delle chiamate)». Si può scrivere: misurato, stimato, percepito, dichiarato.",
        |text| lines_of(&text.content.benefits, benefit_line),
        |text, typed, _| {
            let known = &text.content.benefits;
            text.content.benefits = read(typed, known, benefit_line, benefit_of);
        },
    )
}

/// The lines that do not say of which kind their thing is, or whose dates cannot be, each with what to do.
pub(super) fn to_mend(content: &PracticeContent) -> Vec<(String, &'static str)> {
    let phases = content.phases.iter();
    let phases = phases
        .filter(|one| one.kind == PhaseKind::Unsaid)
        .map(|one| (phase_line(one), "scrivi che fase è, dopo la data se la sai: ricognizione, progettazione, implementazione, gestione, espansione, stasi o ripartenza"));
    let obstacles = content.obstacles.iter();
    let obstacles = obstacles
        .filter(|one| one.kind == ObstacleKind::Unsaid)
        .map(|one| (obstacle_line(one), "comincia con il tipo: politico, organizzativo, personale, tecnico, finanziario, giuridico o fornitore"));
    let benefits = content.benefits.iter();
    let benefits = benefits
        .filter(|one| one.evidence == Evidence::Unsaid)
        .map(|one| {
            (
                benefit_line(one),
                "comincia con come lo sapete: misurato, stimato, percepito o dichiarato",
            )
        });
    phases
        .chain(impossible(content))
        .chain(obstacles)
        .chain(benefits)
        .collect()
}

/// The phases whose dates cannot be.
fn impossible(content: &PracticeContent) -> impl Iterator<Item = (String, &'static str)> + '_ {
    let phases = content.phases.iter();
    let backwards = phases.filter(|one| {
        let dates = one.from.zip(one.to);
        dates.is_some_and(|(from, to)| ends_before(from, to))
    });
    let backwards = backwards.map(|one| {
        (
            phase_line(one),
            "la fine viene prima dell’inizio, correggi le due date",
        )
    });
    let stalls = overlapping_stalls(&content.phases).map(|(_, second)| {
        (
            phase_line(&content.phases[second]),
            "questa stasi si sovrappone a un’altra, uniscile o correggi le date",
        )
    });
    backwards.chain(stalls)
}

/// Adds a fault for whatever lines say that their section could not keep: too many, or too long.
pub(super) fn check(before: &Text, after: &Text, offered: &Arc<Offered>, faults: &mut Faults) {
    for (section, name) in [
        (Section::Path, "fasi"),
        (Section::Obstacles, "ostacoli"),
        (Section::Benefits, "vantaggi"),
    ] {
        let page = Page::Section(section);
        let (Some(group), false) = (
            Group::of(page),
            portion::changed(&[section], before, after).is_empty(),
        ) else {
            continue;
        };
        let saved = typed_rows(page, &before.content, offered).len();
        let mut of_rows = Faults::default();
        Sheet::of(page, after.clone(), offered.clone()).check_rows(group, saved, &mut of_rows);
        for fault in of_rows.0 {
            faults.add(name, fault.message);
        }
    }
}

fn lines_of<T>(things: &[T], line: fn(&T) -> String) -> String {
    things.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The things the lines mean, each made from the one its line stood for before, if there was one.
fn read<T: Clone>(
    typed: &str,
    known: &[T],
    line: fn(&T) -> String,
    of: impl Fn(&str, Option<&T>) -> T,
) -> Vec<T> {
    let lines: Vec<&str> = typed
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let before: Vec<String> = known.iter().map(line).collect();
    let pairs = pair(&lines, &before, |new, old| *new == old);
    lines
        .iter()
        .zip(pairs)
        .map(|(new, old)| match old {
            Some(old) if before[old] == **new => known[old].clone(),
            old => of(new, old.map(|old| &known[old])),
        })
        .collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn phase_line(phase: &Phase) -> String {
    let when = match (phase.from, phase.to, phase.ongoing) {
        (Some(from), _, true) => format!("{}–oggi ", from.typed()),
        (Some(from), Some(to), _) => format!("{}–{} ", from.typed(), to.typed()),
        (Some(from), None, _) => format!("{} ", from.typed()),
        (None, Some(to), _) => format!("fino al {} ", to.typed()),
        (None, None, true) => "oggi ".to_owned(),
        (None, None, false) => String::new(),
    };
    let told = match phase.kind {
        PhaseKind::Unsaid if phase.title.is_empty() => one_line(&phase.what),
        _ if phase.title.is_empty() => excerpt(&phase.what, SHORT),
        _ => one_line(&phase.title),
    };
    let line = match phase.kind {
        PhaseKind::Unsaid => format!("{when}{told}"),
        kind => format!("{when}{}: {told}", kind.words()),
    };
    line.trim_end().to_owned()
}

/// What the beginning of a line says of time.
#[derive(Default)]
struct When {
    from: Option<PartialDate>,
    to: Option<PartialDate>,
    ongoing: bool,
}

/// Which end of the time the next date of the line is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// The first, as long as that is not known.
    First,
    /// The last, as the words before it say.
    Last,
}

impl When {
    /// Takes one word of the line; false when it says nothing of time that can be.
    fn take(&mut self, word: &str, end: End, this_year: i32) -> bool {
        let date = |word: &str| date_in_reach(word, this_year).ok();
        if word == "oggi" {
            self.ongoing = true;
            return true;
        }
        if word.parse::<PartialDate>().is_err()
            && let Some((from, to)) = word.split_once(['–', '-'])
        {
            return match (date(from), to, date(to)) {
                (Some(from), "oggi", _) => {
                    self.from = Some(from);
                    self.ongoing = true;
                    true
                }
                (Some(from), _, Some(to)) => {
                    self.from = Some(from);
                    self.to = Some(to);
                    true
                }
                _ => false,
            };
        }
        let Some(date) = date(word) else {
            return false;
        };
        if end == End::Last || self.from.is_some() {
            self.to = Some(date);
        } else {
            self.from = Some(date);
        }
        true
    }
}

fn phase_of(line: &str, known: Option<&Phase>, this_year: i32) -> Phase {
    let mut when = When::default();
    // Where the words go on after the dates, and after what stands between two dates.
    let (mut words, mut rest) = (line, line);
    let mut end = End::First;
    loop {
        let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let plain = word.trim_end_matches([':', ',']).to_lowercase();
        match plain.as_str() {
            "dal" | "da" | "-" | "–" => {}
            "al" | "a" | "fino" => end = End::Last,
            plain if when.take(plain, end, this_year) => words = after.trim_start(),
            _ => break,
        }
        rest = after.trim_start();
        if rest.is_empty() {
            break;
        }
    }
    let (kind, title) =
        kind_before(rest, PhaseKind::SAID, PhaseKind::words).unwrap_or((PhaseKind::Unsaid, words));
    let base = known.cloned().unwrap_or_else(|| Phase::of(kind));
    let untouched =
        known.is_some_and(|known| phase_line(known).ends_with(title) && !title.is_empty());
    let stood_whole = base.kind == PhaseKind::Unsaid && base.title.is_empty();
    let (title, what) = if untouched {
        (base.title, base.what)
    } else if length(title) > TITLE_MAX {
        // Too long for a title: it is what happened, before what was known of that.
        let known = Some(base.what).filter(|_| !stood_whole);
        let known = known.filter(|what| !what.is_empty());
        let what = known.map_or_else(|| title.to_owned(), |what| format!("{title}\n\n{what}"));
        (String::new(), what)
    } else if stood_whole {
        (title.to_owned(), String::new())
    } else {
        (title.to_owned(), base.what)
    };
    Phase {
        kind,
        title,
        what,
        from: when.from,
        to: when.to.filter(|_| !when.ongoing),
        ongoing: when.ongoing,
        cause: base.cause.filter(|_| kind == PhaseKind::Stall),
        unlocked_by: if kind == PhaseKind::Restart {
            base.unlocked_by
        } else {
            String::new()
        },
        ..base
    }
}

/// The kind a line begins with, and what comes after it.
fn kind_before<'a, K: Copy>(
    line: &'a str,
    kinds: &[K],
    words: fn(K) -> &'static str,
) -> Option<(K, &'a str)> {
    kinds.iter().find_map(|kind| {
        let word = words(*kind);
        let head = line.get(..word.len())?;
        let rest = line.get(word.len()..)?;
        let ends = !rest.starts_with(char::is_alphanumeric);
        (head.eq_ignore_ascii_case(word) && ends)
            .then(|| (*kind, rest.trim_start_matches([' ', ':', ',', '–', '-'])))
    })
}

/// What stands in parentheses at the end of a line, and what comes before.
fn in_parentheses(line: &str) -> Option<(&str, &str)> {
    let inner = line.strip_suffix(')')?;
    let at = inner.rfind('(')?;
    Some((inner[..at].trim_end(), inner[at + 1..].trim()))
}

fn obstacle_line(one: &Obstacle) -> String {
    let mut line = match one.kind {
        ObstacleKind::Unsaid => one_line(&one.what),
        kind => format!("{}: {}", kind.words(), one_line(&one.what)),
    };
    if !one.done.is_empty() {
        line.push_str(&format!(" -> {}", one_line(&one.done)));
    }
    if one.outcome != Outcome::Unknown {
        line.push_str(&format!(" ({})", one.outcome.words().to_lowercase()));
    }
    line
}

fn obstacle_of(line: &str, known: Option<&Obstacle>) -> Obstacle {
    let (kind, told) = kind_before(line, ObstacleKind::SAID, ObstacleKind::words)
        .unwrap_or((ObstacleKind::Unsaid, line));
    let outcome_of = |said: &str| {
        let said = said.to_lowercase();
        let mut all = Outcome::ALL.iter();
        all.find(|one| one.words().to_lowercase() == said).copied()
    };
    let ended = in_parentheses(told).and_then(|(told, said)| Some((told, outcome_of(said)?)));
    let (told, outcome) = ended.unwrap_or((told, Outcome::Unknown));
    let (what, done) = ["->", "→", "=>"]
        .iter()
        .find_map(|arrow| told.split_once(arrow))
        .unwrap_or((told, ""));
    Obstacle {
        what: what.trim().to_owned(),
        kind,
        done: done.trim().to_owned(),
        outcome,
        phase: known.and_then(|known| known.phase),
    }
}

fn benefit_line(one: &Benefit) -> String {
    let line = match one.evidence {
        Evidence::Unsaid => one_line(&one.what),
        known => format!("{}: {}", known.words().to_lowercase(), one_line(&one.what)),
    };
    if one.source.is_empty() {
        line
    } else {
        format!("{line} (fonte: {})", one_line(&one.source))
    }
}

fn benefit_of(line: &str, known: Option<&Benefit>) -> Benefit {
    let (evidence, told) =
        kind_before(line, Evidence::SAID, Evidence::words).unwrap_or((Evidence::Unsaid, line));
    let sourced = in_parentheses(told)
        .and_then(|(told, said)| Some((told, said.strip_prefix("fonte:")?.trim())));
    let (what, source) = sourced.unwrap_or((told, ""));
    let base = known.cloned().unwrap_or_else(|| Benefit::of(evidence));
    Benefit {
        what: what.to_owned(),
        evidence,
        source: source.to_owned(),
        ..base
    }
}

#[cfg(test)]
mod tests;
