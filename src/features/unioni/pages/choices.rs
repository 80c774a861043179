//! What the form of a profile offers to choose from.

use super::form::{EditForm, FunctionRow};
use crate::features::topics::{Choice, Topic};
use crate::features::unioni::directory::REGIONI;
use crate::features::unioni::{
    Activity, Altitude, Area, Factor, FunctionModel, LegalForm, SeatComune,
};
use crate::platform::text::capitalised;

/// The lists of the form, as they stand with what was typed.
pub struct Choices {
    pub regioni: Vec<Choice>,
    pub legal_forms: Vec<Choice>,
    pub activities: Vec<Choice>,
    pub altitudes: Vec<Choice>,
    pub seats: Vec<Choice>,
    pub rtd_shared: Vec<Choice>,
    /// For each function: topics, models, conferring Comuni.
    pub functions: Vec<FunctionChoices>,
    /// The areas, for each piece of software.
    pub areas: Vec<Vec<Choice>>,
    pub factors: Vec<FactorChoices>,
}

/// The lists of one function.
pub struct FunctionChoices {
    pub topics: Vec<Choice>,
    pub models: Vec<Choice>,
    pub comuni: Vec<Choice>,
}

/// What may be said of one enabling factor.
pub struct FactorChoices {
    pub field: String,
    pub label: String,
    pub choices: Vec<Choice>,
}

/// Choices of these values and labels, one of them chosen.
pub fn of<'a>(chosen: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Choice> {
    pairs
        .into_iter()
        .map(|(value, label)| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen: value == chosen,
        })
        .collect()
}

/// A closed list, preceded by nothing at all.
fn list<'a>(
    chosen: &str,
    nothing: &'a str,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<Choice> {
    of(chosen, [("", nothing)].into_iter().chain(pairs))
}

/// Yes, no, or nothing said.
pub fn yes_or_no(chosen: &str) -> Vec<Choice> {
    of(chosen, [("", "non indicato"), ("si", "sì"), ("no", "no")])
}

/// The areas of software.
pub fn areas(chosen: &str) -> Vec<Choice> {
    let pairs = Area::ALL.iter().map(|one| (one.as_str(), one.label()));
    list(chosen, "scegli", pairs)
}

impl Choices {
    /// The lists for what was typed; `seat` is the Comune of the seat that is saved.
    pub fn of(typed: &EditForm, topics: &[Topic], seat: Option<&SeatComune>) -> Choices {
        Choices {
            regioni: regioni(&typed.region),
            legal_forms: list(
                &typed.legal_form,
                "non indicata",
                LegalForm::ALL.iter().map(|one| (one.as_str(), one.label())),
            ),
            activities: list(
                &typed.activity,
                "non indicato",
                Activity::ALL.iter().map(|one| (one.as_str(), one.label())),
            ),
            altitudes: list(
                &typed.altitude,
                "non indicata",
                Altitude::ALL.iter().map(|one| (one.as_str(), one.label())),
            ),
            seats: seats(typed, seat),
            rtd_shared: yes_or_no(&typed.rtd_shared),
            functions: typed
                .functions
                .iter()
                .map(|row| FunctionChoices::of(row, typed, topics))
                .collect(),
            areas: typed.software.iter().map(|row| areas(&row.area)).collect(),
            factors: Factor::ALL
                .iter()
                .zip(&typed.factors)
                .map(|(factor, said)| FactorChoices {
                    field: format!("fattore-{factor}"),
                    label: capitalised(factor.words()),
                    choices: yes_or_no(said),
                })
                .collect(),
        }
    }
}

impl FunctionChoices {
    fn of(row: &FunctionRow, typed: &EditForm, topics: &[Topic]) -> FunctionChoices {
        let slugs = topics
            .iter()
            .map(|topic| (topic.slug.as_str(), topic.name.as_str()));
        FunctionChoices {
            topics: list(&row.topic, "nessuno", slugs),
            models: list(
                &row.model,
                "non indicato",
                FunctionModel::ALL
                    .iter()
                    .map(|one| (one.as_str(), one.label())),
            ),
            comuni: known_comuni(typed)
                .map(|(number, name)| Choice {
                    value: number.to_owned(),
                    label: name.to_owned(),
                    chosen: row.comuni.iter().any(|chosen| chosen == number),
                })
                .collect(),
        }
    }
}

/// The Comuni of the form that have been saved, each once: number and name.
fn known_comuni(typed: &EditForm) -> impl Iterator<Item = (&str, &str)> {
    typed
        .comuni
        .iter()
        .enumerate()
        .filter(|(place, row)| {
            let before = &typed.comuni[..*place];
            !row.number.is_empty() && before.iter().all(|other| other.number != row.number)
        })
        .map(|(_, row)| (row.number.as_str(), row.name.as_str()))
}

/// The Comuni of the form, and that of the seat when it is none of them.
fn seats(typed: &EditForm, seat: Option<&SeatComune>) -> Vec<Choice> {
    let saved = seat.map(|seat| (seat.number.to_string(), seat.name.as_str()));
    let other = saved
        .as_ref()
        .filter(|(number, _)| known_comuni(typed).all(|(known, _)| known != number))
        .map(|(number, name)| (number.as_str(), *name));
    list(
        &typed.seat_comune,
        "non indicato",
        known_comuni(typed).chain(other),
    )
}

/// The regions to choose from; one that is written otherwise in the profile is kept.
fn regioni(chosen: &str) -> Vec<Choice> {
    let known = REGIONI.contains(&chosen) || chosen.is_empty();
    let other = (!known).then_some((chosen, chosen));
    let pairs = REGIONI.iter().map(|region| (*region, *region)).chain(other);
    list(chosen, "non indicata", pairs)
}
