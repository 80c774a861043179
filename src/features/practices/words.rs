//! The Italian words of states, phases, obstacles, benefits and dates (`docs/GLOSSARY.md`).

use super::content::{
    Amount, Evidence, Model, Need, ObstacleKind, Outcome, Phase, PhaseKind, StallCause,
};
use super::{Maturity, PracticeState};
use crate::platform::dates;

impl PracticeState {
    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            PracticeState::Draft => "Bozza",
            PracticeState::InReview => "In revisione",
            PracticeState::ToMend => "Da sistemare",
            PracticeState::ToConfirm => "Da confermare",
            PracticeState::Published => "Pubblicata",
            PracticeState::ToRecheck => "Da ricontrollare",
            PracticeState::Expired => "Scaduta",
            PracticeState::Archived => "Archiviata",
            PracticeState::Withdrawn => "Ritirata",
        }
    }

    /// The kind of the badge that shows it.
    pub fn badge(self) -> &'static str {
        match self {
            PracticeState::Draft => "info",
            PracticeState::InReview
            | PracticeState::ToMend
            | PracticeState::ToConfirm
            | PracticeState::ToRecheck => "waiting",
            PracticeState::Published => "done",
            PracticeState::Expired => "problem",
            PracticeState::Archived | PracticeState::Withdrawn => "stopped",
        }
    }
}

impl Maturity {
    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Maturity::Reported => "Segnalata",
            Maturity::Told => "Raccontata",
            Maturity::Documented => "Documentata",
            Maturity::Verified => "Verificata",
            Maturity::Reused => "Riusata",
        }
    }

    /// The kind of the badge that shows it.
    pub fn badge(self) -> &'static str {
        match self {
            Maturity::Reported => "stopped",
            Maturity::Told | Maturity::Documented => "info",
            Maturity::Verified | Maturity::Reused => "done",
        }
    }
}

impl PhaseKind {
    /// Those one can choose: all but the last, which nobody has said.
    pub const SAID: &'static [PhaseKind] = PhaseKind::ALL.split_at(7).0;

    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            PhaseKind::Survey => "ricognizione",
            PhaseKind::Design => "progettazione",
            PhaseKind::Rollout => "implementazione",
            PhaseKind::Operation => "gestione",
            PhaseKind::Expansion => "espansione",
            PhaseKind::Stall => "stasi",
            PhaseKind::Restart => "ripartenza",
            PhaseKind::Unsaid => "fase non indicata",
        }
    }

    /// The class that draws it, in the list of phases and in the timeline: hard work, small steps,
    /// standing still, running.
    pub fn class(self) -> &'static str {
        match self {
            PhaseKind::Design | PhaseKind::Rollout | PhaseKind::Restart => "attiva",
            PhaseKind::Survey | PhaseKind::Expansion | PhaseKind::Unsaid => "passi",
            PhaseKind::Stall => "stasi",
            PhaseKind::Operation => "regime",
        }
    }

    /// How far a practice has come that is in this phase.
    pub fn reached(self) -> &'static str {
        match self {
            PhaseKind::Survey => "In ricognizione",
            PhaseKind::Design => "In progettazione",
            PhaseKind::Rollout => "In implementazione",
            PhaseKind::Operation => "A regime",
            PhaseKind::Expansion => "In espansione",
            PhaseKind::Stall => "In sosta",
            PhaseKind::Restart => "In ripartenza",
            PhaseKind::Unsaid => "Fase non indicata",
        }
    }

    /// The kind of the badge that shows it.
    pub fn badge(self) -> &'static str {
        match self {
            PhaseKind::Operation | PhaseKind::Expansion => "done",
            PhaseKind::Stall => "stopped",
            _ => "info",
        }
    }
}

impl StallCause {
    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            StallCause::AdministrationChange => "cambio di amministrazione",
            StallCause::LackOfStaff => "mancanza di personale",
            StallCause::LackOfFunds => "mancanza di fondi",
            StallCause::ComuneLeft => "uscita di un comune",
            StallCause::Supplier => "fornitore",
            StallCause::Law => "norma",
            StallCause::Emergency => "emergenza",
            StallCause::Other => "altro",
        }
    }
}

impl Model {
    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Model::Centralised => "accentrato: un solo ufficio lavora per tutti",
            Model::Decentralised => "decentrato: lavorano i comuni, l’unione fa da regia",
        }
    }
}

impl Amount {
    /// `38.000 €`, `da 30.000 a 40.000 €, IVA esclusa`, `non disponibile`; empty when nothing was said.
    pub fn in_euro(&self) -> String {
        self.in_units("€")
    }

    /// The same in another unit: `400 ore`.
    pub fn in_units(&self, unit: &str) -> String {
        let figure = match (self.from, self.to) {
            _ if self.unavailable => "non disponibile".to_owned(),
            (Some(from), Some(to)) if from != to => {
                format!("da {} a {} {unit}", dates::number(from), dates::number(to))
            }
            (Some(one), _) => format!("{} {unit}", dates::number(one)),
            (None, Some(most)) => format!("al massimo {} {unit}", dates::number(most)),
            (None, None) => return self.note.clone(),
        };
        if self.note.is_empty() {
            figure
        } else {
            format!("{figure}, {}", self.note)
        }
    }
}

impl Need {
    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Need::Required => "necessario",
            Need::Helpful => "utile",
            Need::Indifferent => "indifferente",
        }
    }
}

impl ObstacleKind {
    /// Those one can choose: all but the last, which nobody has said.
    pub const SAID: &'static [ObstacleKind] = ObstacleKind::ALL.split_at(7).0;

    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            ObstacleKind::Political => "politico",
            ObstacleKind::Organisational => "organizzativo",
            ObstacleKind::Staff => "personale",
            ObstacleKind::Technical => "tecnico",
            ObstacleKind::Financial => "finanziario",
            ObstacleKind::Legal => "giuridico",
            ObstacleKind::Supplier => "fornitore",
            ObstacleKind::Unsaid => "tipo non indicato",
        }
    }

    /// What an obstacle of this kind is called: "Ostacolo …".
    pub fn of_obstacle(self) -> &'static str {
        match self {
            ObstacleKind::Staff => "di personale",
            ObstacleKind::Supplier => "con il fornitore",
            ObstacleKind::Unsaid => "di tipo non indicato",
            other => other.words(),
        }
    }
}

impl Outcome {
    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Outcome::Solved => "Risolto",
            Outcome::Eased => "Mitigato",
            Outcome::Open => "Ancora aperto",
            Outcome::Unknown => "Esito non indicato",
        }
    }
}

impl Evidence {
    /// Those one can choose: all but the last, which nobody has said.
    pub const SAID: &'static [Evidence] = Evidence::ALL.split_at(4).0;

    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Evidence::Measured => "Misurato",
            Evidence::Estimated => "Stimato",
            Evidence::Perceived => "Percepito",
            Evidence::Declared => "Dichiarato",
            Evidence::Unsaid => "Non si dice come si sa",
        }
    }
}

/// When a phase was, as far as it is known: `2006–2011`, `da maggio 2018, in corso`,
/// `fino al 3 giugno 2022, inizio non indicato`.
pub fn when(phase: &Phase) -> String {
    match (phase.from, phase.to) {
        (None, _) if phase.ongoing => "in corso, inizio non indicato".to_owned(),
        (Some(from), _) if phase.ongoing => format!("{}, in corso", from.with_since()),
        (None, None) => "date non indicate".to_owned(),
        (Some(from), None) => format!("{}, fine non indicata", from.with_since()),
        (None, Some(to)) => format!("fino {}, inizio non indicato", to.with_until()),
        (Some(from), Some(to)) if from == to => from.to_string(),
        (Some(from), Some(to)) if from.month().is_none() && to.month().is_none() => {
            format!("{from}–{to}")
        }
        (Some(from), Some(to)) => format!("{} {}", from.with_since(), to.with_until()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_say_what_is_known() {
        let amount = |from, to, note: &str| Amount {
            from,
            to,
            note: note.into(),
            ..Amount::default()
        };
        let unavailable = Amount {
            unavailable: true,
            ..Amount::default()
        };
        for (amount, expected) in [
            (Amount::default(), ""),
            (unavailable, "non disponibile"),
            (amount(Some(38_000), None, ""), "38.000 €"),
            (amount(Some(0), Some(0), ""), "0 €"),
            (
                amount(Some(30_000), Some(40_000), "IVA esclusa"),
                "da 30.000 a 40.000 €, IVA esclusa",
            ),
            (amount(None, Some(900), ""), "al massimo 900 €"),
            (
                amount(None, None, "a carico della Regione"),
                "a carico della Regione",
            ),
        ] {
            assert_eq!(amount.in_euro(), expected);
        }
    }

    #[test]
    fn phases_say_when_they_were() {
        for (from, to, expected) in [
            ("", "", "date non indicate"),
            ("2006", "", "dal 2006, fine non indicata"),
            ("2018-05", "", "da maggio 2018, fine non indicata"),
            ("2018-05-08", "", "dall’8 maggio 2018, fine non indicata"),
            ("", "2022-12", "fino a dicembre 2022, inizio non indicato"),
            ("", "2022-08", "fino ad agosto 2022, inizio non indicato"),
            ("", "2022", "fino al 2022, inizio non indicato"),
            ("2006", "2011", "2006–2011"),
            ("2006", "2006", "2006"),
            ("2006", "2011-04-11", "dal 2006 all’11 aprile 2011"),
        ] {
            let phase = Phase {
                from: from.parse().ok(),
                to: to.parse().ok(),
                ..Phase::of(PhaseKind::Survey)
            };
            assert_eq!(when(&phase), expected, "{from} {to}");
        }
        let going_on = |from: &str| Phase {
            from: from.parse().ok(),
            ongoing: true,
            ..Phase::of(PhaseKind::Operation)
        };
        assert_eq!(when(&going_on("2019-01")), "da gennaio 2019, in corso");
        assert_eq!(when(&going_on("")), "in corso, inizio non indicato");
    }
}
