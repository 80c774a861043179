//! Models to adapt: the blanks of a DOCX or ODT, and what the reader's own Unione writes in them.
//!
//! A document is a model when it says so (its sort is *Modello*) and has any blank, or when its file
//! names its blanks itself. Rows of dots alone make none: they stand in many acts.

use super::{Document, DocumentKind, DocumentState, Version, VersionId, readers, store};
use crate::features::unioni::{self, Profile};
use crate::platform::actor::Actor;
use crate::platform::blobs::BlobHash;
use crate::platform::dates;
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::{Error, Result};
use crate::platform::extract::FileKind;
use crate::platform::extract::blanks::Blank;
use crate::platform::web::address;

/// The most characters that go into one blank.
pub const VALUE_CHARS: usize = 2_000;
/// The most that goes into all blanks of a file, in bytes: a model is for a few words in each.
pub const ALL_BYTES: usize = 60_000;

/// A version whose blanks nobody has looked for yet.
#[derive(Debug, Clone)]
pub struct Unlisted {
    /// Which.
    pub version: VersionId,
    /// Its file.
    pub hash: BlobHash,
    /// DOCX or ODT.
    pub kind: FileKind,
}

/// A version with its blanks.
#[derive(Debug)]
pub struct Model {
    /// The document.
    pub document: Document,
    /// The version.
    pub version: Version,
    /// At least one.
    pub blanks: Vec<Blank>,
}

/// The next version whose blanks are to be listed.
///
/// # Errors
/// When the database refuses.
pub fn next_unlisted(conn: &mut Conn) -> Result<Option<Unlisted>> {
    store::find_unlisted(conn)
}

/// Keeps the blanks of a version; none for a file that has none, or cannot be read.
///
/// # Errors
/// When the database refuses.
pub fn record_blanks(tx: &mut Tx<'_>, version: VersionId, blanks: &[Blank]) -> Result<()> {
    store::set_blanks(tx, version, blanks)
}

/// The blanks of a version for its reader to fill; none when it is no model.
///
/// # Errors
/// When the database refuses.
pub fn blanks_of(conn: &mut Conn, document: &Document, version: &Version) -> Result<Vec<Blank>> {
    let is_open = document.state != DocumentState::Withdrawn && version.given_file().is_some();
    let blanks = if is_open {
        store::find_blanks(conn, version.id)?
    } else {
        Vec::new()
    };
    Ok(if is_model(document.kind, &blanks) {
        blanks
    } else {
        Vec::new()
    })
}

fn is_model(kind: DocumentKind, blanks: &[Blank]) -> bool {
    kind == DocumentKind::Modello || blanks.iter().any(|blank| blank.is_named)
}

/// The model of a number, for a reader who may see it: its version of that ordinal, or the one on
/// its page.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or it is no model; those of [`readers::find`].
pub fn find_model(
    conn: &mut Conn,
    reader: &Actor,
    number: i64,
    ordinal: Option<i32>,
) -> Result<Model> {
    let document = readers::find(conn, reader, number)?;
    let version = readers::versions(conn, reader, &document)?
        .into_iter()
        .find(|version| match ordinal {
            Some(ordinal) => version.ordinal == ordinal,
            None => version.id == document.version,
        })
        .ok_or(Error::NotFound)?;
    let blanks = blanks_of(conn, &document, &version)?;
    if blanks.is_empty() {
        return Err(Error::NotFound);
    }
    Ok(Model {
        document,
        version,
        blanks,
    })
}

/// What one's own Unione would write in blanks.
#[derive(Debug)]
pub struct Ours {
    profile: Profile,
    /// Who fills them.
    name: String,
    now: When,
}

impl Ours {
    /// What is known of an Unione of the actor's.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none of this number.
    pub fn find(conn: &mut Conn, actor: &Actor, number: i64, now: When) -> Result<Ours> {
        let unione = unioni::find(conn, number)?;
        if !actor.belongs_to(unione.id) {
            return Err(Error::NotFound);
        }
        Ok(Ours {
            profile: unioni::profile(conn, unione)?,
            name: actor.name().to_owned(),
            now,
        })
    }

    /// What goes into a blank of this name; empty when it is not known, or not ours to guess.
    pub fn value(&self, name: &str) -> String {
        let facts = &self.profile.unione.facts;
        let members = || self.profile.members();
        match key(name).as_str() {
            "ente"
            | "nome ente"
            | "nome dell ente"
            | "denominazione"
            | "denominazione ente"
            | "unione"
            | "nome unione"
            | "nome dell unione"
            | "unione di comuni"
            | "unione dei comuni"
            | "denominazione unione"
            | "denominazione dell unione"
            | "amministrazione"
            | "nome amministrazione" => facts.name.clone(),
            "comuni" | "elenco comuni" | "elenco dei comuni" | "comuni aderenti"
            | "comuni associati" | "comuni membri" | "comuni dell unione" => {
                let names: Vec<&str> = members().map(|adesione| adesione.name.as_str()).collect();
                names.join(", ")
            }
            "numero comuni" | "numero dei comuni" | "n comuni" => match members().count() {
                0 => String::new(),
                comuni => comuni.to_string(),
            },
            "abitanti" | "numero abitanti" | "popolazione" => self.profile.inhabitants().number(),
            "quote"
            | "quote di riparto"
            | "riparto"
            | "quote dei comuni"
            | "riparto delle spese" => self.shares(),
            "sede" | "indirizzo" | "indirizzo della sede" | "sede legale" => self.seat(),
            "luogo" | "comune sede" => self.place(),
            "luogo e data" => match self.place() {
                place if place.is_empty() => self.day(),
                place => format!("{place}, {}", self.day()),
            },
            "regione" => facts.region.clone(),
            "provincia" => facts.province.clone(),
            "codice ipa" | "cod ipa" | "ipa" => facts.ipa_code.clone(),
            "sito" | "sito web" | "sito istituzionale" => facts.website.clone(),
            "rtd"
            | "responsabile per la transizione digitale"
            | "responsabile della transizione digitale" => facts.rtd.clone(),
            "data" | "data odierna" | "data di oggi" => self.day(),
            "anno" | "anno corrente" => dates::in_rome(self.now.0).format("%Y").to_string(),
            "referente" | "nome e cognome del referente" | "compilato da" => self.name.clone(),
            _ => String::new(),
        }
    }

    fn day(&self) -> String {
        dates::written(dates::in_rome(self.now.0))
    }

    fn place(&self) -> String {
        let seat = self.profile.seat_comune.as_ref();
        seat.map(|comune| comune.name.clone()).unwrap_or_default()
    }

    fn seat(&self) -> String {
        let parts = [self.profile.unione.facts.seat.clone(), self.place()];
        let mut known: Vec<&str> = Vec::new();
        for part in &parts {
            if !part.is_empty() && known.iter().all(|other| !other.contains(part.as_str())) {
                known.push(part);
            }
        }
        known.join(", ")
    }

    /// What each Comune's people are of all, a line each: the usual measure of who pays how much.
    /// Nothing while the people of one are not known, for shares of a part would mislead.
    fn shares(&self) -> String {
        let people: Option<Vec<(&str, i64)>> = self
            .profile
            .members()
            .map(|adesione| {
                let population = adesione.population.as_ref()?;
                Some((adesione.name.as_str(), population.people))
            })
            .collect();
        let people = people.unwrap_or_default();
        let names: Vec<&str> = people.iter().map(|(name, _)| *name).collect();
        let counts: Vec<i64> = people.iter().map(|(_, people)| *people).collect();
        let lines: Vec<String> = hundredths(&counts)
            .into_iter()
            .zip(names)
            .zip(&counts)
            .map(|((share, name), people)| {
                format!(
                    "{name}: {},{:02} % ({})",
                    share / 100,
                    share % 100,
                    dates::count(*people, "abitante", "abitanti")
                )
            })
            .collect();
        lines.join("\n")
    }
}

/// A name as it is compared: its words, without case, accents and signs.
fn key(name: &str) -> String {
    let spaced = name.replace(|c: char| !c.is_alphanumeric(), " ");
    address::sort_key(&spaced)
}

/// Shares in hundredths of a percent that add up to 100 %: what rounding down leaves goes to those it
/// took most from (the method of largest remainders).
fn hundredths(people: &[i64]) -> Vec<i64> {
    const WHOLE: i64 = 10_000;
    let all: i64 = people.iter().sum();
    if all <= 0 {
        return Vec::new();
    }
    let mut shares: Vec<i64> = people.iter().map(|one| one * WHOLE / all).collect();
    let mut by_rest: Vec<usize> = (0..people.len()).collect();
    by_rest.sort_by_key(|place| std::cmp::Reverse(people[*place] * WHOLE % all));
    let left = usize::try_from(WHOLE - shares.iter().sum::<i64>()).unwrap_or(0);
    for place in by_rest.into_iter().take(left) {
        shares[place] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_to_the_whole() {
        assert_eq!(hundredths(&[1, 1, 1]), [3_334, 3_333, 3_333]);
        assert_eq!(hundredths(&[2_852, 1_000, 148]), [7_130, 2_500, 370]);
        assert_eq!(hundredths(&[7]), [10_000]);
        assert!(hundredths(&[]).is_empty());
        assert!(hundredths(&[0, 0]).is_empty());
    }

    #[test]
    fn dots_make_a_model_only_of_what_says_it_is_one() {
        let dots = [Blank {
            name: "Comune di".to_owned(),
            is_named: false,
        }];
        let named = [Blank {
            name: "ente".to_owned(),
            is_named: true,
        }];
        assert!(is_model(DocumentKind::Modello, &dots));
        assert!(!is_model(DocumentKind::Regolamento, &dots));
        assert!(is_model(DocumentKind::Regolamento, &named));
    }
}
