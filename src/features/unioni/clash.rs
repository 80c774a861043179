//! What cannot be true of the Comuni somebody says an Unione has.

use super::adesione::Period;
use super::change::{Edited, EditedComune, NewComune};
use super::comune::{Meant, candidates, meant};
use super::store::adesioni::{KnownComune, list_periods};
use super::{Brief, Unione};
use crate::platform::actor::BodyId;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::text;
use crate::platform::web::address;

/// Why a Comune cannot be a member as somebody says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clash {
    /// It is the Unione itself.
    Itself,
    /// Several Comuni have this name.
    Several,
    /// Its ISTAT code is that of another Comune, of this name.
    CodeOf(String),
    /// It is a member twice on some day.
    Twice,
    /// It is a member of this other Unione on some day.
    Elsewhere(Brief),
}

/// Which Comune each is, and what clashes, by its place.
type Sorted = (Vec<Meant>, Vec<(usize, Clash)>);

/// Which Comune each of those of an edited profile is, and what clashes, by its place.
pub(super) fn who_is_meant(conn: &mut Conn, unione: &Unione, edited: &Edited) -> Result<Sorted> {
    let known = candidates(conn, &edited.comuni)?;
    let all: Vec<Meant> = edited
        .comuni
        .iter()
        .map(|comune| of(&known, comune, unione, edited))
        .collect();
    let ids: Vec<BodyId> = all.iter().filter_map(Meant::id).collect();
    let elsewhere: Vec<(BodyId, Brief, Period)> = list_periods(conn, &ids)?
        .into_iter()
        .filter(|(_, other, _)| other.id != unione.id)
        .collect();
    let clashes = edited
        .comuni
        .iter()
        .enumerate()
        .filter_map(|(place, comune)| {
            let clash = by_itself(&known, comune, &all[place], edited)
                .or_else(|| twice(place, &all, &edited.comuni))
                .or_else(|| with_another(comune, &all[place], &elsewhere))?;
            Some((place, clash))
        })
        .collect();
    Ok((all, clashes))
}

fn of(known: &[KnownComune], comune: &EditedComune, unione: &Unione, edited: &Edited) -> Meant {
    known
        .iter()
        .find(|one| comune.number == Some(one.number))
        .map_or_else(
            || meant(known, &new_comune(comune, unione, edited)),
            |one| Meant::Known(one.id),
        )
}

/// A Comune that is not known yet, in the region of the Unione.
pub(super) fn new_comune(comune: &EditedComune, unione: &Unione, edited: &Edited) -> NewComune {
    NewComune {
        name: comune.name.clone(),
        istat_code: comune.istat_code.clone(),
        cadastral_code: None,
        region: text::unless_empty(&edited.facts.region),
        province: text::unless_empty(&edited.facts.province),
        example: unione.example,
    }
}

fn by_itself(
    known: &[KnownComune],
    comune: &EditedComune,
    meant: &Meant,
    edited: &Edited,
) -> Option<Clash> {
    let key = address::sort_key(&comune.name);
    if comune.number.is_none() && key == address::sort_key(&edited.facts.name) {
        return Some(Clash::Itself);
    }
    match meant {
        Meant::Several => Some(Clash::Several),
        Meant::Known(id) if comune.number.is_none() => known
            .iter()
            .find(|one| one.id == *id && one.name_key != key)
            .map(|one| Clash::CodeOf(one.name.clone())),
        _ => None,
    }
}

/// Whether one of those before it is the same Comune at the same time.
fn twice(place: usize, all: &[Meant], comuni: &[EditedComune]) -> Option<Clash> {
    let this = &comuni[place];
    let same = |other: usize| match all[place].id() {
        Some(id) => all[other].id() == Some(id),
        None => {
            let codes = (&comuni[other].istat_code, &this.istat_code);
            let may_be_one = codes.0.is_none() || codes.1.is_none() || codes.0 == codes.1;
            may_be_one && address::sort_key(&comuni[other].name) == address::sort_key(&this.name)
        }
    };
    (0..place)
        .any(|other| {
            same(other)
                && comuni[other]
                    .adesione
                    .period()
                    .meets(this.adesione.period())
        })
        .then_some(Clash::Twice)
}

fn with_another(
    comune: &EditedComune,
    meant: &Meant,
    elsewhere: &[(BodyId, Brief, Period)],
) -> Option<Clash> {
    let id = meant.id()?;
    elsewhere
        .iter()
        .filter(|(other, _, _)| *other == id)
        .find(|(_, _, period)| period.meets(comune.adesione.period()))
        .map(|(_, unione, _)| Clash::Elsewhere(unione.clone()))
}

/// What clashes in an edited profile: the place of the Comune among the others, and why.
///
/// # Errors
/// When the database refuses.
pub fn clashes(conn: &mut Conn, unione: &Unione, edited: &Edited) -> Result<Vec<(usize, Clash)>> {
    Ok(who_is_meant(conn, unione, edited)?.1)
}
