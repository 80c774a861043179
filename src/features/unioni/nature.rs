//! What an Unione is by law, whether it works, where it lies, and how it runs a function.

use crate::text_enum;

text_enum! {
    /// What it is by law (d.lgs. 267/2000, art. 27 to 32).
    pub enum LegalForm {
        /// An Unione di comuni (art. 32).
        Unione = "unione",
        /// An Unione montana.
        UnioneMontana = "unione_montana",
        /// A Comunità montana or isolana (art. 27 to 29).
        ComunitaMontana = "comunita_montana",
        /// Comuni that work together by a convenzione, without a body of their own (art. 30).
        Convenzione = "convenzione",
        /// A consorzio (art. 31).
        Consorzio = "consorzio",
        /// A company the Comuni own.
        InHouse = "in_house",
    }
}

impl LegalForm {
    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            LegalForm::Unione => "unione di comuni",
            LegalForm::UnioneMontana => "unione montana",
            LegalForm::ComunitaMontana => "comunità montana o isolana",
            LegalForm::Convenzione => "convenzione fra comuni",
            LegalForm::Consorzio => "consorzio",
            LegalForm::InHouse => "società in house",
        }
    }
}

text_enum! {
    /// Whether it works: the classes of the ITALIAE programme, and "in stasi".
    pub enum Activity {
        /// It exercises functions.
        Active = "active",
        /// It stands still for now.
        Stalled = "stalled",
        /// Nothing is heard of it.
        LikelyInactive = "likely_inactive",
        /// It is being wound up.
        InLiquidation = "in_liquidation",
        /// It is no more.
        Ceased = "ceased",
    }
}

impl Activity {
    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Activity::Active => "attiva",
            Activity::Stalled => "in stasi",
            Activity::LikelyInactive => "probabilmente inattiva",
            Activity::InLiquidation => "in liquidazione",
            Activity::Ceased => "cessata",
        }
    }
}

text_enum! {
    /// Where it lies, as ISTAT tells altitudes apart.
    pub enum Altitude {
        /// In the mountains.
        Mountain = "mountain",
        /// In the hills.
        Hill = "hill",
        /// In the plain.
        Plain = "plain",
    }
}

impl Altitude {
    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Altitude::Mountain => "montagna",
            Altitude::Hill => "collina",
            Altitude::Plain => "pianura",
        }
    }
}

text_enum! {
    /// How a function is run: the two models of the Piano triennale per l'informatica.
    pub enum FunctionModel {
        /// One office of the Unione does the work.
        Central = "central",
        /// The Comuni do the work, the Unione directs it.
        Distributed = "distributed",
    }
}

impl FunctionModel {
    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            FunctionModel::Central => "accentrato, lo svolge un ufficio dell’unione",
            FunctionModel::Distributed => {
                "decentrato, lo svolgono i comuni con la regia dell’unione"
            }
        }
    }
}

/// What is kept as one of a closed list, with what was written in other words.
pub(super) fn with_words(label: Option<&str>, words: &str) -> String {
    match (label, words) {
        (Some(label), "") => label.to_owned(),
        (Some(label), words) => format!("{label} ({words})"),
        (None, words) => words.to_owned(),
    }
}
