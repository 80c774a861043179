//! The Italian words of states, dates and rounds (`docs/GLOSSARY.md`).

use super::{ReuseState, Round, Start};
use crate::features::unioni;
use crate::platform::dates::PartialDate;
use crate::platform::text::capitalised;

impl ReuseState {
    /// What people read of an Unione.
    pub fn words(self) -> &'static str {
        match self {
            ReuseState::Interested => "Interessata",
            ReuseState::Evaluating => "In valutazione",
            ReuseState::Adapting => "In adattamento",
            ReuseState::Adopted => "Adottata",
            ReuseState::Running => "A regime",
            ReuseState::Stopped => "Sospesa",
            ReuseState::Abandoned => "Abbandonata",
        }
    }

    /// What the people of the Unione say themselves.
    pub fn in_first_person(self) -> &'static str {
        match self {
            ReuseState::Interested => "Ci interessa",
            ReuseState::Evaluating => "La stiamo valutando",
            ReuseState::Adapting => "La stiamo adattando a noi",
            ReuseState::Adopted => "L’abbiamo adottata",
            ReuseState::Running => "Funziona a regime",
            ReuseState::Stopped => "L’abbiamo sospesa",
            ReuseState::Abandoned => "L’abbiamo abbandonata",
        }
    }

    /// What an Unione has done, as a letter tells it: "L’Unione Terre del Salice …".
    pub fn as_news(self) -> &'static str {
        match self {
            ReuseState::Interested => "si interessa a una pratica",
            ReuseState::Evaluating => "valuta se riusare una pratica",
            ReuseState::Adapting => "sta adattando a sé una pratica",
            ReuseState::Adopted => "ha adottato una pratica",
            ReuseState::Running => "usa a regime una pratica",
            ReuseState::Stopped => "ha sospeso il riuso di una pratica",
            ReuseState::Abandoned => "ha abbandonato il riuso di una pratica",
        }
    }

    /// What an Unione does with the practice that is named next: "sta valutando «…»".
    pub fn verb(self) -> &'static str {
        match self {
            ReuseState::Interested => "è interessata a",
            ReuseState::Evaluating => "sta valutando",
            ReuseState::Adapting => "sta adattando",
            ReuseState::Adopted => "ha adottato",
            ReuseState::Running => "usa",
            ReuseState::Stopped => "ha fermato",
            ReuseState::Abandoned => "ha abbandonato",
        }
    }

    /// The tone of the badge that shows it. To give up is an outcome, not a fault.
    pub fn tone(self) -> &'static str {
        match self {
            ReuseState::Interested | ReuseState::Evaluating => "info",
            ReuseState::Adapting => "waiting",
            ReuseState::Adopted | ReuseState::Running => "done",
            ReuseState::Stopped | ReuseState::Abandoned => "stopped",
        }
    }
}

impl Round {
    /// "6 mesi dopo l’adozione".
    pub fn words(&self) -> String {
        let start = match self.counted_from {
            Start::Declaration => "la dichiarazione",
            Start::Adoption => "l’adozione",
        };
        format!("{} mesi dopo {start}", self.months)
    }
}

/// "dal 2024", "da maggio 2024"; empty when it is not known.
pub fn since(date: Option<PartialDate>) -> String {
    date.map(PartialDate::with_since).unwrap_or_default()
}

/// The name of an Unione where a sentence begins with it: "L’Unione Valle Serena".
pub fn with_article(unione: &str) -> String {
    capitalised(&unioni::with_article(unione))
}
