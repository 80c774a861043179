//! What makes a gestione associata work.

use crate::text_enum;

text_enum! {
    /// The seven enabling factors ("fattori abilitanti") of the Piano triennale per l'informatica,
    /// "Strumento 2 – Gestione associata dell'ICT" (AgID).
    pub enum Factor {
        /// Another function is shared already.
        OtherFunction = "other_function",
        /// The Unione is large enough.
        Size = "size",
        /// One body leads.
        LeadingBody = "leading_body",
        /// Those who are elected stand behind it.
        PoliticalBacking = "political_backing",
        /// The Region helps.
        RegionSupport = "region_support",
        /// The Comuni use the same software.
        HomogeneousSoftware = "homogeneous_software",
        /// It was wanted from inside, not imposed.
        OwnInitiative = "own_initiative",
    }
}

impl Factor {
    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Factor::OtherFunction => "un’altra funzione già associata",
            Factor::Size => "una dimensione sufficiente",
            Factor::LeadingBody => "un ente che fa da guida",
            Factor::PoliticalBacking => "il presidio politico",
            Factor::RegionSupport => "il sostegno della Regione",
            Factor::HomogeneousSoftware => "software omogenei nei comuni",
            Factor::OwnInitiative => "un’iniziativa nata da dentro",
        }
    }
}

/// What an Unione says of a factor, or of anything it may affirm or deny; empty when it says nothing.
pub fn yes_or_no(said: Option<bool>) -> &'static str {
    match said {
        Some(true) => "sì",
        Some(false) => "no",
        None => "",
    }
}
