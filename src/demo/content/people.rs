//! The cast: who belongs where, with which offices, following what.

use serde::Deserialize;

/// What the sign-in page of the demo offers with one click.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// A referente of a union.
    Referente,
    /// A referente who helps others with some topics.
    Mentore,
    /// Who answers for a union's page and practices.
    UnioneManager,
    /// A facilitator of the whole site.
    Facilitatore,
    /// Who runs the site.
    Administrator,
}

/// Someone of the cast.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// What the other files call them.
    pub key: String,
    /// First name or, for true bodies, the office.
    pub name: String,
    /// Surname or, for true bodies, the body.
    pub surname: String,
    /// Always under `esempio.example`.
    pub email: String,
    /// Offered with one click on the sign-in page.
    pub entry: Option<Entry>,
    /// Whether they may enter; nobody enters as an office of a true body.
    pub signs_in: bool,
    /// Runs the site.
    #[serde(default)]
    pub administrator: bool,
    /// The bodies they belong to.
    pub membership: Vec<Membership>,
    /// Topics followed, by slug.
    #[serde(default)]
    pub follows_topics: Vec<String>,
    /// Unions followed, by key.
    #[serde(default)]
    pub follows_unioni: Vec<String>,
    /// Practices followed, by key.
    #[serde(default)]
    pub follows_practices: Vec<String>,
}

/// Who belongs where, as what.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// Key of the body.
    pub body: String,
    /// Job title.
    pub title: String,
    /// Offices on this site.
    #[serde(default)]
    pub office: Vec<Office>,
}

/// An office on the site, held through a membership.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Office {
    /// Contributes for its body.
    Referente,
    /// Helps others with these topics.
    Mentore {
        /// Slugs.
        topics: Vec<String>,
    },
    /// Answers for the union's page and practices.
    UnioneManager,
    /// Facilitates the whole site, or one region.
    Facilitatore {
        /// Italian name of the region; none for the whole site.
        region: Option<String>,
    },
}
