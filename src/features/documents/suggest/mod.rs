//! What the text of an act says of itself, for a person to confirm: what sort of act it is, number and
//! date, protocol, codes, issuing body, object, topics.
//!
//! The rules follow how Italian acts are written, not any one office: an act has a heading that names
//! its kind and its organ, near it the number and the date under which it stands in the register (where
//! there are two, the general register counts, for it is the one the whole body shares), then the object
//! and the premises ("Visto", "Premesso"). What is cited in the premises is another act, so nothing is
//! taken from there save the codes, which the law wants named in the act (CUP: law 3/2003, art. 11;
//! CIG: law 136/2010, art. 3). Nothing here asks the database, and nothing found is ever more than a
//! suggestion.

/// A rule that is part of the program, made when it is first asked.
macro_rules! rule {
    ($name:ident, $pattern:expr) => {
        static $name: std::sync::LazyLock<regex::Regex> = std::sync::LazyLock::new(|| {
            regex::Regex::new($pattern).expect("rules are tested with the program")
        });
    };
}
pub(in crate::features::documents) use rule;

mod codes;
mod dates;
mod head;
mod kinds;
mod numbers;
mod topics;

use serde::{Deserialize, Serialize};

use super::{DocumentKind, Protocol};
use crate::platform::dates::PartialDate;

/// What a text suggests; what it does not say is empty or none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Suggestions {
    /// Its object, at most 150 characters.
    pub title: Option<String>,
    /// What sort of act it is.
    pub kind: Option<DocumentKind>,
    /// Its number, without zeros in front.
    pub number: Option<String>,
    /// Its date.
    pub date: Option<PartialDate>,
    /// Its own protocol, not those it cites.
    pub protocol: Option<Protocol>,
    /// Codes of projects.
    pub cups: Vec<String>,
    /// Codes of tenders.
    pub cigs: Vec<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Slugs of topics, the likeliest first, at most three.
    pub topics: Vec<String>,
}

impl Suggestions {
    /// Whether it suggests facts of an act: more than what it is about.
    pub fn tells_of_an_act(&self) -> bool {
        self.number.is_some()
            || self.date.is_some()
            || self.protocol.is_some()
            || !self.cups.is_empty()
            || !self.cigs.is_empty()
    }
}

/// The most characters of a text that are looked at for codes and topics.
const MAX_CHARS: usize = 400_000;

/// What a text, given by page, suggests.
pub fn suggest(pages: &[String]) -> Suggestions {
    let head = head::Head::of(pages);
    let kind = kinds::kind_of(&head);
    let issuer = head.issuer();
    let (number, date) = match kind {
        Some(found) if found.is_numbered() => numbers::number_and_date(&head, found.at),
        _ => (None, None),
    };
    let all = joined(pages);
    let protocol = codes::protocol(&head, date, issuer.as_deref());
    Suggestions {
        title: head.object(),
        kind: kind.map(|found| found.kind),
        number,
        date,
        protocol,
        cups: codes::cups(&all),
        cigs: codes::cigs(&all),
        issuer,
        topics: topics::topics_of(&all),
    }
}

fn joined(pages: &[String]) -> String {
    let mut all = String::new();
    for page in pages {
        if all.len() > MAX_CHARS {
            break;
        }
        all.push_str(page);
        all.push('\n');
    }
    all
}
