//! What a document says of itself as an act of a body: who issued it, its number and date, its
//! protocol, the codes it names, how long it is valid, what it replaces.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Document, DocumentId, policy, readers, store, url};
use crate::features::calls::CallId;
use crate::platform::actor::{Actor, BodyId, PersonId};
use crate::platform::audience;
use crate::platform::dates::PartialDate;
use crate::platform::db::{Conn, Tx};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::events::{self, EventKind};
use crate::platform::search::IndexEntry;

/// The fewest digits of the number of a protocol (DPR 445/2000, art. 57).
const PROTOCOL_DIGITS: usize = 7;

/// A protocol: the register (area organizzativa omogenea), the year and the number in it. All three
/// together are its key; the numbers begin anew every year (DPR 445/2000, art. 57).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protocol {
    /// The body, or its area organizzativa omogenea.
    pub area: String,
    /// The year, four digits.
    pub year: i32,
    /// At least seven digits, filled with zeros from the left.
    pub number: String,
}

impl Protocol {
    /// A protocol with its number filled to seven digits; none when it is no number of at most ten.
    pub fn new(area: &str, year: i32, number: &str) -> Option<Protocol> {
        let digits = number.trim_start_matches('0');
        let is_number = (1..=10).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && (1900..=2100).contains(&year);
        is_number.then(|| Protocol {
            area: area.trim().to_owned(),
            year,
            number: format!("{digits:0>PROTOCOL_DIGITS$}"),
        })
    }
}

/// The facts of an act. Each may be missing: then it is empty or none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deed {
    /// Who issued it, as it was written; at most 150 characters.
    pub issuer: String,
    /// The body of that name, when there is one and one only.
    pub issuer_body: Option<BodyId>,
    /// Its number, as the body writes it (`34`, `12/A`); at most 20 characters.
    pub number: String,
    /// Its date.
    pub date: Option<PartialDate>,
    /// Its protocol.
    pub protocol: Option<Protocol>,
    /// The projects it is about, each of 15 characters.
    pub cups: Vec<String>,
    /// The tenders it is about, each of 10 characters.
    pub cigs: Vec<String>,
    /// The calls it is about.
    pub calls: Vec<CallId>,
    /// From when it is valid.
    pub valid_from: Option<PartialDate>,
    /// Until when.
    pub valid_until: Option<PartialDate>,
    /// The law, the contract, the other act it refers to; at most 300 characters.
    pub refers_to: String,
    /// The document whose place it takes.
    pub replaces: Option<DocumentId>,
    /// The day by which somebody is to look at it again.
    pub review_by: Option<NaiveDate>,
}

impl Deed {
    /// `n. 34 del 12 marzo 2026`; with one of the two the one, without either nothing.
    pub fn act(&self) -> String {
        match (self.number.is_empty(), self.date) {
            (false, Some(date)) => format!("n. {} {}", self.number, date.with_of()),
            (false, None) => format!("n. {}", self.number),
            (true, Some(date)) => date.with_of(),
            (true, None) => String::new(),
        }
    }

    /// The words under which the index finds it: `delibera 34/2026`, its codes, its protocol.
    pub fn words(&self, kind: &str) -> String {
        let mut parts = Vec::new();
        if !self.act().is_empty() {
            parts.push(format!("{kind} {}", self.act()));
        }
        if let (false, Some(date)) = (self.number.is_empty(), self.date) {
            parts.push(format!("{kind} {}/{}", self.number, date.year()));
        }
        if !self.issuer.is_empty() {
            parts.push(self.issuer.clone());
        }
        if let Some(protocol) = &self.protocol {
            let plain = protocol.number.trim_start_matches('0');
            parts.push(format!(
                "protocollo {} {}/{} {plain}/{}",
                protocol.area, protocol.number, protocol.year, protocol.year
            ));
        }
        parts.extend(self.cups.iter().map(|code| format!("CUP {code}")));
        parts.extend(self.cigs.iter().map(|code| format!("CIG {code}")));
        if !self.refers_to.is_empty() {
            parts.push(self.refers_to.clone());
        }
        parts.join(". ")
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Deed::default()
    }
}

/// The facts of a document as an act; empty when nobody told any.
///
/// # Errors
/// When the database refuses.
pub fn deed_of(conn: &mut Conn, id: DocumentId) -> Result<Deed> {
    Ok(store::list_deeds(conn, &[id])?
        .remove(&id)
        .unwrap_or_default())
}

/// Title and address of the document that took the place of this one, when there is one that the
/// reader may see: the newest of several.
///
/// # Errors
/// When the database refuses.
pub fn superseded_by(
    conn: &mut Conn,
    reader: &Actor,
    id: DocumentId,
) -> Result<Option<(String, String)>> {
    let successors = store::list_successors(conn, id)?;
    Ok(store::list_visible_of(conn, reader, &successors)?
        .into_iter()
        .max_by_key(|row| row.number)
        .map(|row| (url(row.number, &row.title), row.title))
        .map(|(url, title)| (title, url)))
}

/// Title and address of the document whose place this one takes, when the reader may see it.
///
/// # Errors
/// When the database refuses.
pub fn replaced_by_it(
    conn: &mut Conn,
    reader: &Actor,
    deed: &Deed,
) -> Result<Option<(String, String)>> {
    let ids: Vec<DocumentId> = deed.replaces.into_iter().collect();
    Ok(store::list_visible_of(conn, reader, &ids)?
        .pop()
        .map(|row| (row.title.clone(), url(row.number, &row.title))))
}

/// The document whose place this one takes, when the reader may not see it: who saves the form without
/// having been shown it takes nothing back.
///
/// # Errors
/// When the database refuses.
pub fn unseen(conn: &mut Conn, reader: &Actor, id: DocumentId) -> Result<Option<DocumentId>> {
    let deed = deed_of(conn, id)?;
    Ok(match replaced_by_it(conn, reader, &deed)? {
        Some(_) => None,
        None => deed.replaces,
    })
}

/// The document that may be said to be replaced by what the actor describes: one the actor may change.
///
/// # Errors
/// [`Error::NotFound`] when the actor may not see it, [`Error::Forbidden`] when it may not change it.
pub fn replaceable(conn: &mut Conn, actor: &Actor, number: i64) -> Result<Document> {
    let document = readers::find(conn, actor, number)?;
    if policy::may_edit(actor, &document) {
        Ok(document)
    } else {
        Err(Error::Forbidden(
            "Può dire che è stato sostituito chi lo può modificare.",
        ))
    }
}

/// Keeps the facts of a document; whom that concerns is told by [`tell`].
///
/// # Errors
/// [`Refusal::WrongState`] when it would replace itself, by whatever way round; when the database
/// refuses.
pub(super) fn keep(tx: &mut Tx<'_>, id: DocumentId, deed: &Deed) -> Result<()> {
    if let Some(older) = deed.replaces
        && deed_of(tx, id)?.replaces != Some(older)
        && is_before(tx, id, older)?
    {
        return Err(Error::Refused(Refusal::WrongState));
    }
    store::replace_deed(tx, id, deed)
}

/// The document whose place this one has taken: the one it says it replaces, as soon as it reaches all
/// whom that one reaches. Until then nobody is told that there is another.
///
/// # Errors
/// When the database refuses.
pub(super) fn overtaken_by(conn: &mut Conn, id: DocumentId) -> Result<Option<DocumentId>> {
    let Some(older) = deed_of(conn, id)?.replaces else {
        return Ok(None);
    };
    let tokens = audience::of(conn, older.into())?;
    Ok(reaches(conn, id, &tokens)?.then_some(older))
}

/// Remembers with the document whose place this one has taken that it did, so that who follows it hears
/// of it; `before` is what [`overtaken_by`] answered before this one was changed.
///
/// # Errors
/// When the database refuses.
pub(super) fn tell(
    tx: &mut Tx<'_>,
    by: Option<PersonId>,
    id: DocumentId,
    before: Option<DocumentId>,
) -> Result<()> {
    let now = overtaken_by(tx, id)?;
    if now == before {
        return Ok(());
    }
    let told = [
        (now, EventKind::DocumentSuperseded),
        // It counts again: lists and the index look at it anew, and nobody is told.
        (before, EventKind::DocumentReinstated),
    ];
    for (older, what) in told {
        if let Some(older) = older {
            let particulars = serde_json::json!({ "by": id });
            events::record(tx, by, what, older.into(), particulars)?;
        }
    }
    Ok(())
}

/// Whether a document is meant for all who hold these tokens. Of single persons nothing is asked: a
/// document is for its author as well as for the Unione both come from.
fn reaches(conn: &mut Conn, id: DocumentId, tokens: &[String]) -> Result<bool> {
    let own = audience::of(conn, id.into())?;
    let has = |token: &str| own.iter().any(|one| one == token);
    let [public, members] = audience::of_members();
    let is_reached = |token: &String| {
        has(&public) || *token != public && has(&members) || has(token) || token.starts_with(PERSON)
    };
    Ok(!own.is_empty() && tokens.iter().all(is_reached))
}

/// How the token of a single person begins.
const PERSON: &str = "person:";

/// The longest chain of documents that replace one another.
const MAX_CHAIN: usize = 100;

/// Whether a document is the other one or what it replaced, directly or through others.
pub(super) fn is_before(conn: &mut Conn, id: DocumentId, other: DocumentId) -> Result<bool> {
    let mut at = Some(other);
    for _ in 0..MAX_CHAIN {
        match at {
            None => return Ok(false),
            Some(one) if one == id => return Ok(true),
            Some(one) => at = deed_of(conn, one)?.replaces,
        }
    }
    Ok(true)
}

/// The entries of a document with what it says of itself as an act in the first, and marked when
/// another has taken its place for all whom it reaches.
pub(super) fn told_to_index(
    conn: &mut Conn,
    id: DocumentId,
    kind: &str,
    mut entries: Vec<IndexEntry>,
) -> Result<Vec<IndexEntry>> {
    let words = deed_of(conn, id)?.words(kind);
    if let Some(first) = entries.first_mut()
        && !words.is_empty()
    {
        first.body = if first.body.is_empty() {
            words
        } else {
            format!("{}\n\n{words}", first.body)
        };
    }
    if is_overtaken(conn, id)? {
        for entry in &mut entries {
            entry.is_stale = true;
        }
    }
    Ok(entries)
}

/// Whether another document has taken the place of this one for all whom it reaches.
fn is_overtaken(conn: &mut Conn, id: DocumentId) -> Result<bool> {
    let successors = store::list_successors(conn, id)?;
    if successors.is_empty() {
        return Ok(false);
    }
    let tokens = audience::of(conn, id.into())?;
    for successor in successors {
        if reaches(conn, successor, &tokens)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Done in one transaction.
const AT_ONCE: i64 = 100;

/// Reminds the authors of documents whose day of review has come. Answers how many it reminded.
///
/// # Errors
/// When the database refuses.
pub fn mind_deeds(tx: &mut Tx<'_>) -> Result<usize> {
    let today = crate::platform::dates::in_rome(tx.now().0);
    let due = store::list_review_due(tx, today, AT_ONCE)?;
    for id in &due {
        store::set_deed_reminded(tx, *id)?;
        events::record(
            tx,
            None,
            EventKind::DocumentFellDue,
            (*id).into(),
            serde_json::json!({}),
        )?;
    }
    Ok(due.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_protocol_has_seven_digits_or_more() {
        let number = |text: &str| Protocol::new("AOO", 2026, text).map(|one| one.number);
        assert_eq!(number("1234").as_deref(), Some("0001234"));
        assert_eq!(number("0001234").as_deref(), Some("0001234"));
        assert_eq!(number("12345678").as_deref(), Some("12345678"));
        for bad in ["", "0", "12a", "12345678901"] {
            assert_eq!(number(bad), None, "{bad}");
        }
        assert_eq!(Protocol::new("", 26, "1"), None);
    }

    #[test]
    fn an_act_is_told_as_far_as_it_is_known() {
        let deed = |number: &str, date: &str| Deed {
            number: number.to_owned(),
            date: date.parse().ok(),
            ..Deed::default()
        };
        for (number, date, told) in [
            ("34", "2026-03-12", "n. 34 del 12 marzo 2026"),
            ("34", "2026", "n. 34 del 2026"),
            ("34", "", "n. 34"),
            ("", "2026-03", "di marzo 2026"),
            ("", "", ""),
        ] {
            assert_eq!(deed(number, date).act(), told);
        }
        assert!(
            deed("34", "2026")
                .words("Delibera di Giunta")
                .contains("34/2026")
        );
        assert_eq!(Deed::default().words("Piano"), "");
    }
}
