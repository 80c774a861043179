//! Unioni come la mia: in what two Unioni are alike, and what to mind where they differ.
//!
//! There is no hidden score. Whatever counts is a reason that is shown; who has more of them comes
//! first, and among equals whoever is nearer in people.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use super::directory::{Directory, Listed};
use super::software::Area;
use crate::platform::actor::{BodyId, TopicId};
use crate::platform::dates;
use crate::platform::web::address;

/// No more than these are told of one Unione.
pub const MOST: usize = 10;

/// Another Unione that is alike, and in what.
#[derive(Debug, Clone)]
pub struct Alike {
    /// The other Unione.
    pub unione: Listed,
    /// "stesso numero di comuni", "popolazione vicina"…: what its place in the list comes from.
    pub reasons: Vec<String>,
    /// What differs and is worth minding.
    pub differences: Vec<String>,
}

impl Alike {
    /// The reasons in one line.
    pub fn reason(&self) -> String {
        self.reasons.join(", ")
    }
}

impl Directory {
    /// The Unioni most like this one, at most [`MOST`]; only those that are alike in size, whatever
    /// else they have in common. Found once for each Unione as long as nothing happens.
    pub fn like(&self, id: BodyId) -> Arc<Vec<Alike>> {
        let mut known = self.alike.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.entry(id);
        found
            .or_insert_with(|| Arc::new(self.find_like(id)))
            .clone()
    }

    fn find_like(&self, id: BodyId) -> Vec<Alike> {
        let Some(own) = self.get(id) else {
            return Vec::new();
        };
        let mut near: Vec<(&Listed, Vec<String>)> = self
            .iter()
            .filter(|other| other.brief.id != id)
            .filter_map(|other| {
                let reasons = of_size(own, other);
                let others = || of_nature(own, other).into_iter().chain(of_work(own, other));
                (!reasons.is_empty())
                    .then(|| (other, reasons.into_iter().chain(others()).collect()))
            })
            .collect();
        near.sort_by(|(one, ones), (other, others)| {
            let farther = distance(own, one).total_cmp(&distance(own, other));
            others.len().cmp(&ones.len()).then(farther)
        });
        near.truncate(MOST);
        near.into_iter()
            .map(|(other, reasons)| Alike {
                unione: other.clone(),
                reasons,
                differences: differences(own, other),
            })
            .collect()
    }
}

fn of_size(own: &Listed, other: &Listed) -> Vec<String> {
    let mut reasons = Vec::new();
    if own.comuni > 0 && own.comuni == other.comuni {
        reasons.push("stesso numero di comuni".to_owned());
    } else if own.comuni > 0 && other.comuni > 0 && own.comuni.abs_diff(other.comuni) <= 2 {
        reasons.push("quasi lo stesso numero di comuni".to_owned());
    }
    if let (Some(ours), Some(theirs)) = (own.inhabitants.people(), other.inhabitants.people()) {
        if ours.max(theirs) * 3 <= ours.min(theirs) * 4 {
            reasons.push("popolazione vicina".to_owned());
        } else if own.size() == other.size() {
            reasons.push("stessa fascia di abitanti".to_owned());
        }
    }
    reasons
}

fn of_nature(own: &Listed, other: &Listed) -> Vec<String> {
    let mut reasons = Vec::new();
    if own.form.is_some() && own.form == other.form {
        reasons.push("stessa forma associativa".to_owned());
    }
    if let Some(altitude) = own.altitude.filter(|_| own.altitude == other.altitude) {
        reasons.push(format!("{} anche loro", altitude.label()));
    }
    if own.brief.region.is_some() && own.brief.region == other.brief.region {
        reasons.push("stessa regione".to_owned());
    }
    reasons
}

/// What they do alike: functions, RTD, software.
fn of_work(own: &Listed, other: &Listed) -> Vec<String> {
    let mut reasons = Vec::new();
    let both: Vec<&str> = own
        .functions
        .iter()
        .filter(|function| shares(other, function))
        .map(|(name, _)| name.as_str())
        .collect();
    if !both.is_empty() {
        reasons.push(format!("associano come voi: {}", some(&both)));
    }
    if own.rtd_shared == Some(true) && other.rtd_shared == Some(true) {
        reasons.push("RTD in forma associata".to_owned());
    }
    let same: BTreeSet<Area> = own
        .software
        .intersection(&other.software)
        .map(|(area, _)| *area)
        .filter(|area| *area != Area::Other)
        .collect();
    if !same.is_empty() {
        let same: Vec<&str> = same.into_iter().map(Area::label).collect();
        reasons.push(format!(
            "stesso software per: {}",
            some(&same).to_lowercase()
        ));
    }
    reasons
}

fn shares(unione: &Listed, (name, topic): &(String, Option<TopicId>)) -> bool {
    let key = address::sort_key(name);
    unione.functions.iter().any(|(its, its_topic)| {
        (topic.is_some() && topic == its_topic) || address::sort_key(its) == key
    })
}

/// What one should mind when learning from the other.
fn differences(own: &Listed, other: &Listed) -> Vec<String> {
    let mut differences = Vec::new();
    if let (Some(ours), Some(theirs)) = (own.inhabitants.people(), other.inhabitants.people())
        && ours.max(theirs) * 2 > ours.min(theirs) * 3
    {
        let times = if theirs > ours {
            "più grande"
        } else {
            "più piccola"
        };
        differences.push(format!(
            "è {times}: {}",
            dates::count(theirs, "abitante", "abitanti")
        ));
    }
    if own.comuni > 0 && other.comuni > 0 && own.comuni.abs_diff(other.comuni) > 2 {
        differences.push(dates::count(other.comuni as i64, "comune", "comuni"));
    }
    if let (Some(ours), Some(theirs)) = (own.form, other.form)
        && ours != theirs
    {
        differences.push(format!("è un’altra forma: {}", theirs.label()));
    }
    if let (Some(ours), Some(theirs)) = (own.altitude, other.altitude)
        && ours != theirs
    {
        differences.push(format!("è in {}", theirs.label()));
    }
    if let (Some(ours), Some(theirs)) = (&own.brief.region, &other.brief.region)
        && ours != theirs
    {
        differences.push(format!("altra regione, altre norme e contributi: {theirs}"));
    }
    let only: BTreeSet<&str> = other
        .functions
        .iter()
        .filter(|function| !shares(own, function))
        .map(|(name, _)| name.as_str())
        .collect();
    if !only.is_empty() {
        let only: Vec<&str> = only.into_iter().collect();
        differences.push(format!("associa anche: {}", some(&only)));
    }
    differences
}

/// At most three of them, and how many more.
fn some(names: &[&str]) -> String {
    let shown = names.iter().take(3).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(3) {
        0 => shown,
        more => format!("{shown} e {}", dates::count(more as i64, "altra", "altre")),
    }
}

/// How many times as many people the larger has; unknown is far.
fn distance(own: &Listed, other: &Listed) -> f64 {
    match (own.inhabitants.people(), other.inhabitants.people()) {
        (Some(ours), Some(theirs)) => {
            ours.max(theirs).max(1) as f64 / ours.min(theirs).max(1) as f64
        }
        _ => f64::INFINITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::unioni::directory::tests::listed;
    use crate::features::unioni::{Altitude, LegalForm};

    fn software(used: &[(Area, &str)]) -> BTreeSet<(Area, String)> {
        used.iter()
            .map(|(area, name)| (*area, address::sort_key(name)))
            .collect()
    }

    fn names(found: &[Alike]) -> Vec<&str> {
        let names = found.iter();
        names.map(|one| one.unione.brief.name.as_str()).collect()
    }

    #[test]
    fn who_has_more_in_common_comes_first_and_says_why() {
        let own = Listed {
            form: Some(LegalForm::Unione),
            altitude: Some(Altitude::Hill),
            rtd_shared: Some(true),
            functions: vec![("Polizia locale".to_owned(), None)],
            software: software(&[
                (Area::Protocol, "Sigma"),
                (Area::Protocol, "Lambda"),
                (Area::Taxes, "Gamma"),
                (Area::Other, "Omega"),
            ]),
            ..listed("Unione Valle Serena", "Lazio", 5, Some(7_100))
        };
        let near = listed("Unione Alto Rivo", "Marche", 6, Some(7_200));
        let kindred = Listed {
            form: Some(LegalForm::Unione),
            altitude: Some(Altitude::Mountain),
            rtd_shared: Some(true),
            functions: vec![
                ("polizia  locale".to_owned(), None),
                ("SUAP".to_owned(), None),
            ],
            software: software(&[
                (Area::Protocol, "SIGMA"),
                (Area::Protocol, "lambda"),
                (Area::Accounts, "Gamma"),
                (Area::Other, "Omega"),
            ]),
            ..listed("Unione Terre del Salice", "Piemonte", 5, Some(12_000))
        };
        let far = listed("Unione della Città", "Lazio", 12, Some(80_000));
        let unknown = listed("Unione Ignota", "Lazio", 0, None);
        let id = own.brief.id;
        let all = Directory::of(vec![own, near, kindred, far, unknown]);
        let found = all.like(id);
        assert_eq!(
            names(&found),
            ["Unione Terre del Salice", "Unione Alto Rivo"]
        );
        assert_eq!(
            found[0].reasons,
            [
                "stesso numero di comuni",
                "stessa fascia di abitanti",
                "stessa forma associativa",
                "associano come voi: Polizia locale",
                "RTD in forma associata",
                "stesso software per: protocollo",
            ]
        );
        assert_eq!(
            found[0].differences,
            [
                "è più grande: 12.000 abitanti",
                "è in montagna",
                "altra regione, altre norme e contributi: Piemonte",
                "associa anche: SUAP",
            ]
        );
        assert_eq!(
            found[1].reason(),
            "quasi lo stesso numero di comuni, popolazione vicina"
        );
        assert!(all.like(BodyId::new()).is_empty());
    }

    #[test]
    fn among_equals_the_nearer_in_people_comes_first() {
        let own = listed("Unione Mia", "Lazio", 5, Some(10_000));
        let id = own.brief.id;
        let all = Directory::of(vec![
            own,
            listed("Unione Lontana", "Umbria", 5, Some(13_000)),
            listed("Unione Vicina", "Umbria", 5, Some(9_500)),
        ]);
        assert_eq!(names(&all.like(id)), ["Unione Vicina", "Unione Lontana"]);
    }
}
