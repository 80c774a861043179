//! Unions, other organisations, and what is known of them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::PartialDate;
use crate::features::unioni::inventory::Reach;
use crate::features::unioni::{Activity, Altitude, Area, Factor, FunctionModel, LegalForm};

/// What sort of body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    /// A union of municipalities.
    Unione,
    /// Any other organisation, such as the team of a programme.
    Other,
}

/// A union or another organisation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// What the other files call it.
    pub key: String,
    /// Union or other.
    pub kind: BodyKind,
    /// Ends with "(esempio)" unless the body exists.
    pub name: String,
    /// Whether it was made up for the demo.
    #[serde(default)]
    pub invented: bool,
    /// Other names it is found under.
    #[serde(default)]
    pub other_names: Vec<String>,
    /// Codice IPA; that of an invented body begins with `esempio_`, so that it is nobody’s.
    pub ipa_code: Option<String>,
    /// Region, by its Italian name.
    pub region: Option<String>,
    /// Province, by its Italian name.
    pub province: Option<String>,
    /// Two letters.
    pub province_code: Option<String>,
    /// The Comune where its seat is.
    pub seat: Option<String>,
    /// What it is, in a few lines.
    pub description: String,
    /// Where the facts come from, when they are true ones.
    pub source_note: Option<String>,
    /// What it is by law.
    pub legal_form: Option<LegalForm>,
    /// Whether it works.
    pub activity: Option<Activity>,
    /// Where it lies.
    pub altitude: Option<Altitude>,
    /// Since when there is an RTD, and for whom.
    pub rtd: Option<Rtd>,
    /// The enabling factors it says it has, or has not.
    #[serde(default)]
    pub factors: BTreeMap<Factor, bool>,
    /// The software it uses itself.
    #[serde(default)]
    pub software: Vec<Software>,
    /// What is already there in its Comuni.
    pub inventory: Option<Inventory>,
    /// Member municipalities, present and past.
    #[serde(default)]
    pub comune: Vec<MemberComune>,
    /// Population, oldest first.
    #[serde(default)]
    pub population: Vec<Population>,
    /// Functions exercised together.
    #[serde(default)]
    pub function: Vec<SharedFunction>,
}

/// The office that answers for the digital transition.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rtd {
    /// The office or role, never a name.
    pub office: String,
    /// Since when.
    pub from: Option<PartialDate>,
    /// Whether the municipalities share it.
    pub shared: Option<bool>,
}

/// A piece of software of the union itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Software {
    /// What it is for.
    pub area: Area,
    /// What it is called.
    pub name: String,
    /// Who supplies it.
    #[serde(default)]
    pub supplier: String,
}

/// What is already there in the municipalities of a union.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inventory {
    /// Who writes it down: somebody who answers for the union.
    pub by: String,
    /// Who may see it.
    pub reach: Reach,
    /// The table, as it is uploaded.
    pub table: String,
}

/// A municipality and its membership of a union.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberComune {
    /// As ISTAT writes it.
    pub name: String,
    /// Six digits; none for invented ones.
    pub istat: Option<String>,
    /// Cadastral (Belfiore) code; none for invented ones.
    pub cadastral: Option<String>,
    /// First day of membership, as far as known.
    pub from: Option<PartialDate>,
    /// Last day of membership; none means a member today.
    pub until: Option<PartialDate>,
    /// What the source says of the dates.
    pub note: Option<String>,
    /// The act it joined by.
    #[serde(default)]
    pub act: String,
    /// Why it left.
    #[serde(default)]
    pub leaving_reason: String,
}

/// How many people lived there, when, and who says so.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// Inhabitants.
    pub value: u32,
    /// Whether the source gives a round figure.
    #[serde(default)]
    pub approximate: bool,
    /// The date the figure is of.
    pub date: PartialDate,
    /// Who says so.
    pub source: String,
}

/// A function a union exercises for its municipalities.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedFunction {
    /// As the union calls it.
    pub name: String,
    /// The topic it belongs to.
    pub topic: String,
    /// Since when, as far as known.
    pub from: Option<PartialDate>,
    /// Who says so.
    pub source: Option<String>,
    /// How it is run.
    pub model: Option<FunctionModel>,
    /// The act that confers it.
    #[serde(default)]
    pub deed: String,
    /// The municipalities that confer it; none when nobody says which.
    #[serde(default)]
    pub comuni: Vec<String>,
}
