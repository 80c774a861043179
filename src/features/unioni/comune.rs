//! Which Comune is meant: an ISTAT code tells it from others of its name.

use super::change::{EditedComune, NewComune};
use super::store::adesioni::{KnownComune, list_known_comuni};
use crate::platform::actor::BodyId;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::web::address;

/// Which Comune is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meant {
    /// One that is known.
    Known(BodyId),
    /// One that is known by its name only, and has its ISTAT code from now on.
    NowCoded(BodyId),
    /// Several have this name, and no code says which.
    Several,
    /// None that is known.
    New,
}

impl Meant {
    /// Its id, if it is known.
    pub fn id(&self) -> Option<BodyId> {
        match self {
            Meant::Known(id) | Meant::NowCoded(id) => Some(*id),
            Meant::Several | Meant::New => None,
        }
    }
}

/// The Comuni that could be meant by any of these, in one statement.
pub(super) fn candidates(conn: &mut Conn, comuni: &[EditedComune]) -> Result<Vec<KnownComune>> {
    let numbers: Vec<i64> = comuni.iter().filter_map(|comune| comune.number).collect();
    let codes: Vec<String> = comuni
        .iter()
        .filter_map(|comune| comune.istat_code.clone())
        .collect();
    let names: Vec<String> = comuni
        .iter()
        .map(|comune| address::sort_key(&comune.name))
        .collect();
    list_known_comuni(conn, &numbers, &codes, &names)
}

/// The Comune of this ISTAT code, or else of this name and region.
pub(super) fn meant(known: &[KnownComune], new: &NewComune) -> Meant {
    if let Some(code) = &new.istat_code
        && let Some(comune) = known
            .iter()
            .find(|one| one.istat_code.as_ref() == Some(code))
    {
        return Meant::Known(comune.id);
    }
    let key = address::sort_key(&new.name);
    let mut named = known
        .iter()
        .filter(|one| one.name_key == key && one.region == new.region)
        .filter(|one| new.istat_code.is_none() || one.istat_code.is_none());
    match (named.next(), named.next()) {
        (None, _) => Meant::New,
        (Some(_), Some(_)) => Meant::Several,
        (Some(comune), None) if new.istat_code.is_some() => Meant::NowCoded(comune.id),
        (Some(comune), None) => Meant::Known(comune.id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(number: i64, name: &str, code: Option<&str>, region: &str) -> KnownComune {
        KnownComune {
            id: BodyId::new(),
            number,
            name: name.to_owned(),
            name_key: address::sort_key(name),
            istat_code: code.map(str::to_owned),
            region: Some(region.to_owned()),
        }
    }

    fn wanted(name: &str, code: Option<&str>, region: &str) -> NewComune {
        NewComune {
            name: name.to_owned(),
            istat_code: code.map(str::to_owned),
            region: Some(region.to_owned()),
            ..NewComune::default()
        }
    }

    #[test]
    fn the_code_comes_before_the_name() {
        let all = [
            known(1, "Castro", Some("016065"), "Lombardia"),
            known(2, "Castro", Some("075096"), "Puglia"),
            known(3, "Alvito", None, "Lazio"),
            known(4, "Livo", Some("013130"), "Lombardia"),
            known(5, "Livo", None, "Lombardia"),
        ];
        let found =
            |name: &str, code: Option<&str>, region: &str| meant(&all, &wanted(name, code, region));
        assert_eq!(
            found("Castro", Some("075096"), "Lombardia"),
            Meant::Known(all[1].id)
        );
        assert_eq!(found("CASTRO", None, "Lombardia"), Meant::Known(all[0].id));
        assert_eq!(found("Castro", None, "Lazio"), Meant::New);
        assert_eq!(found("Castro", Some("060000"), "Lombardia"), Meant::New);
        assert_eq!(
            found("Alvito", Some("060004"), "Lazio"),
            Meant::NowCoded(all[2].id)
        );
        assert_eq!(found("Livo", None, "Lombardia"), Meant::Several);
        assert_eq!(
            found("Livo", Some("022106"), "Lombardia"),
            Meant::NowCoded(all[4].id)
        );
    }
}
