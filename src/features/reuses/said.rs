//! What an Unione says of its reuse, and what is to be mended in it.

use chrono::NaiveDate;

use super::{Move, ReuseState, policy};
use crate::features::documents::DocumentId;
use crate::platform::dates::PartialDate;
use crate::platform::web::fields::{Faults, length};

/// The most characters of each text.
pub const TEXT_AT_MOST: usize = 5_000;
/// The most documents of one reuse.
pub const DOCUMENTS_AT_MOST: usize = 20;

/// What an Unione says of its reuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// How far it has come.
    pub state: ReuseState,
    /// Since when, as far as known.
    pub since: Option<PartialDate>,
    /// The cause of a stop, or why it gave up; of other states none is kept.
    pub reason: String,
    /// What it changed.
    pub changed: String,
    /// What did not work.
    pub failed: String,
    /// The documents it made.
    pub documents: Vec<DocumentId>,
}

impl Said {
    /// Finds what is to be mended; `before` is the move that this one follows.
    pub fn check(&self, faults: &mut Faults, before: Option<&Move>, today: NaiveDate) {
        faults.unless(
            before.is_none_or(|before| policy::may_follow(before.state, self.state)),
            "stato",
            "Da dove eravate non si arriva qui in un passo: scegli una voce dell’elenco",
        );
        if policy::needs_reason(self.state) {
            let sentence = match self.state {
                ReuseState::Stopped => "Scrivi che cosa ha fermato il riuso",
                _ => {
                    "Scrivi perché l’avete abbandonata: è quello che serve di più a chi viene dopo"
                }
            };
            faults.unless(!self.reason.is_empty(), "motivo", sentence);
        }
        if let Some(since) = self.since {
            faults.unless(
                since.first_day() <= today,
                "dal",
                "Questa data deve ancora venire: scrivi da quando è così, oppure lascia vuoto",
            );
            if let Some(earlier) = before
                .filter(|before| before.state != self.state)
                .and_then(|before| before.since)
            {
                faults.unless(
                    since.last_day() >= earlier.first_day(),
                    "dal",
                    format!(
                        "Prima eravate «{}» {}: scrivi una data che venga dopo",
                        before
                            .map_or("", |before| before.state.words())
                            .to_lowercase(),
                        earlier.with_since()
                    ),
                );
            }
        }
        for (field, text) in [
            ("motivo", &self.reason),
            ("cambiato", &self.changed),
            ("non_funzionato", &self.failed),
        ] {
            faults.unless(
                length(text) <= TEXT_AT_MOST,
                field,
                "Accorcia il testo: può avere al massimo 5.000 caratteri",
            );
        }
        faults.unless(
            self.documents.len() <= DOCUMENTS_AT_MOST,
            "documenti",
            format!("Indica al massimo {DOCUMENTS_AT_MOST} documenti"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::reuses::{MoveId, ReuseId};
    use crate::platform::db::When;

    fn said(state: ReuseState, since: &str, reason: &str) -> Said {
        Said {
            state,
            since: since.parse().ok(),
            reason: reason.to_owned(),
            changed: String::new(),
            failed: String::new(),
            documents: Vec::new(),
        }
    }

    fn fields(said: &Said, before: Option<(ReuseState, &str)>) -> Vec<String> {
        let before = before.map(|(state, since)| Move {
            id: MoveId::new(),
            reuse: ReuseId::new(),
            round: None,
            state,
            since: since.parse().ok(),
            reason: String::new(),
            moved_at: When(chrono::DateTime::UNIX_EPOCH),
        });
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let mut faults = Faults::default();
        said.check(&mut faults, before.as_ref(), today);
        faults.0.into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn what_an_unione_says_makes_sense() {
        use ReuseState::*;
        let none: [&str; 0] = [];
        assert_eq!(fields(&said(Adopted, "2024", ""), None), none);
        assert_eq!(fields(&said(Adopted, "", ""), None), none, "not known");
        assert_eq!(fields(&said(Abandoned, "", ""), None), ["motivo"]);
        assert_eq!(fields(&said(Stopped, "", "Manca chi segue"), None), none);
        // The present year, month and day may be said, the next may not.
        for (since, fault) in [
            ("2026", false),
            ("2026-11", false),
            ("2026-11-23", false),
            ("2026-11-24", true),
            ("2026-12", true),
            ("9999", true),
        ] {
            assert_eq!(
                !fields(&said(Adopted, since, ""), None).is_empty(),
                fault,
                "{since}"
            );
        }
        // One state follows another, also within the same year.
        let adopted = Some((Adopted, "2025-06"));
        assert_eq!(fields(&said(Running, "2025", ""), adopted), none);
        assert_eq!(fields(&said(Running, "2024", ""), adopted), ["dal"]);
        assert_eq!(
            fields(&said(Adopted, "2024", ""), adopted),
            none,
            "a mistake mended"
        );
        assert_eq!(fields(&said(Interested, "", ""), adopted), ["stato"]);
        let long = Said {
            changed: "è".repeat(TEXT_AT_MOST + 1),
            ..said(Adopted, "", "")
        };
        assert_eq!(fields(&long, None), ["cambiato"]);
    }
}
