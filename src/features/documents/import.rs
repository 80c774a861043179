//! Documents that come from an import: published at once, on thousands of lines a second.
//!
//! What people decided here about what was imported stands: an import takes a reach nearer and never
//! further, and it does not bring back what was taken away. Once a version was taken from its readers, a
//! facilitatore looks at whatever file comes next.

use super::{
    Deed, Document, DocumentId, DocumentKind, DocumentState, Protocol, Published, Reach,
    StoredFile, VersionId, deed, readers::published_token, share, store,
};
use crate::features::topics;
use crate::platform::actor::{BodyId, PersonId, TopicId};
use crate::platform::audience;
use crate::platform::codes;
use crate::platform::dates::PartialDate;
use crate::platform::db::{Tx, When};
use crate::platform::error::Result;
use crate::platform::web::address;

/// A document as an import brings it.
#[derive(Debug, Clone)]
pub struct ImportedDocument {
    /// The person that signs imports.
    pub author: PersonId,
    /// At most 1,000 characters.
    pub title: String,
    /// Becomes the description.
    pub summary: String,
    /// Becomes the text, of one page; when it is empty the text is read out of the file.
    pub body: String,
    /// What sort of document it is; [`DocumentKind::Altro`] when the source does not say.
    pub kind: DocumentKind,
    /// What it is filed under.
    pub topics: Vec<TopicId>,
    /// Where it comes from.
    pub unione: Option<BodyId>,
    /// [`Reach::Members`] or [`Reach::Public`].
    pub reach: Reach,
    /// When it was published; the instant of the import when the source does not say.
    pub published_at: Option<When>,
    /// Where it was first published.
    pub source_url: Option<String>,
    /// Under which licence it may be used again.
    pub licence: Option<String>,
    /// Its file, stored already.
    pub file: Option<StoredFile>,
    /// What it says of itself as an act; it replaces no other document.
    pub deed: Deed,
}

/// What an import says of an act; what is left out is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImportedDeed {
    /// What sort of document it is, by the name it is kept under (`delibera_giunta`).
    pub kind: Option<DocumentKind>,
    /// Who issued it.
    pub issuer: String,
    /// Its number.
    pub number: String,
    /// Its date: `2026`, `2026-03`, `2026-03-12`.
    pub date: Option<PartialDate>,
    /// Its protocol.
    pub protocol: Option<Protocol>,
    /// Codes of projects.
    pub cups: Vec<String>,
    /// Codes of tenders.
    pub cigs: Vec<String>,
    /// From when it is valid.
    pub valid_from: Option<PartialDate>,
    /// Until when.
    pub valid_until: Option<PartialDate>,
    /// What it refers to.
    pub refers_to: String,
}

impl ImportedDeed {
    /// The facts, once they are checked as those of the form are.
    ///
    /// # Errors
    /// What is wrong with them, in English: whoever runs imports reads it.
    pub fn checked(self) -> std::result::Result<Deed, String> {
        for (name, text, most) in [
            ("issuer", &self.issuer, 150),
            ("number", &self.number, 20),
            ("refers_to", &self.refers_to, 300),
        ] {
            if text.chars().count() > most || text.chars().any(char::is_control) {
                return Err(format!(
                    "deed: {name} is no line of at most {most} characters"
                ));
            }
        }
        let codes =
            |name: &str,
             typed: Vec<String>,
             read: fn(&str) -> std::result::Result<String, codes::Fault>| {
                let mut kept: Vec<String> = Vec::new();
                for one in typed {
                    let code =
                        read(&one).map_err(|fault| format!("deed: {name} {one:?}: {fault:?}"))?;
                    if !kept.contains(&code) {
                        kept.push(code);
                    }
                }
                Ok::<_, String>(kept)
            };
        let protocol = match self.protocol {
            Some(one) => Some(
                Protocol::new(&one.area, one.year, &one.number)
                    .ok_or("deed: protocol needs a year and a number of digits only")?,
            ),
            None => None,
        };
        Ok(Deed {
            issuer: self.issuer,
            number: self.number,
            date: self.date,
            protocol,
            cups: codes("cups", self.cups, codes::cup)?,
            cigs: codes("cigs", self.cigs, codes::cig)?,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            refers_to: self.refers_to,
            ..Deed::default()
        })
    }
}

impl ImportedDocument {
    fn given(&self) -> Option<Vec<String>> {
        let text = without_nul(&self.body);
        (!text.trim().is_empty() || self.file.is_none()).then(|| vec![text])
    }
}

/// PostgreSQL keeps no NUL in a text.
fn without_nul(text: &str) -> String {
    text.replace('\0', "")
}

/// Adds a document, published unless its file was taken from the readers of a document before; then
/// it waits for a facilitatore. Records no event: that is for the import, once for its batch or
/// once for each.
///
/// # Errors
/// When the database refuses.
pub fn insert_imported(tx: &mut Tx<'_>, new: &ImportedDocument) -> Result<DocumentId> {
    let (id, version) = (DocumentId::new(), VersionId::new());
    let published_at = new.published_at.unwrap_or(tx.now());
    let title = without_nul(&new.title);
    let was_taken = match &new.file {
        Some(file) => store::is_taken_file(tx, &file.hash)?,
        None => false,
    };
    let (state, readers) = if was_taken {
        (DocumentState::InReview, Vec::new())
    } else {
        (DocumentState::Published, vec![published_token(new.reach)])
    };
    store::insert_document(
        tx,
        &store::NewRow {
            id,
            version,
            unione: new.unione,
            author: new.author,
            state,
            reach: new.reach,
            title_key: address::sort_key(&title),
            title: &title,
            description: &without_nul(&new.summary),
            kind: new.kind,
            source_url: new.source_url.as_deref(),
            licence: new.licence.as_deref(),
            published_at,
        },
    )?;
    share::insert_version(
        tx,
        id,
        version,
        new.author,
        new.file.as_ref(),
        new.given().as_deref(),
        &readers,
    )?;
    topics::set(tx, id.into(), &new.topics)?;
    store::replace_deed(tx, id, &new.deed)?;
    if was_taken {
        let document = store::find_any(tx, id)?;
        share::give(tx, &document)?;
    } else {
        audience::set(tx, id.into(), &readers)?;
    }
    Ok(id)
}

/// Makes a document what the import says it is now. Another text or another file than the import
/// brought last is another version; what people put in its place here stays otherwise. What was
/// withdrawn stays withdrawn, and nothing goes further than people here let it.
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound) when there is no such document; when the
/// database refuses.
pub fn update_imported(tx: &mut Tx<'_>, id: DocumentId, new: &ImportedDocument) -> Result<()> {
    if store::find_any(tx, id)?.state == DocumentState::Withdrawn {
        return Ok(());
    }
    let overtaken = deed::overtaken_by(tx, id)?;
    store::set_unione(tx, id, new.unione)?;
    topics::set(tx, id.into(), &new.topics)?;
    let mut document = store::find_any(tx, id)?;
    document.title = without_nul(&new.title);
    document.description = without_nul(&new.summary);
    document.kind = new.kind;
    document.source_url.clone_from(&new.source_url);
    document.licence.clone_from(&new.licence);
    if let Some(at) = new.published_at {
        document.published_at = at;
    }
    if document.reach.needs_review() {
        document.reach = document.reach.no_further_than(new.reach);
    }
    document.published = document.published.map(|published| Published {
        reach: published.reach.no_further_than(new.reach),
        ..published
    });
    if is_another(tx, id, new)? {
        put_in_place(tx, &mut document, new)?;
    }
    let newest = Published {
        version: document.version,
        reach: document.reach,
    };
    if document.published == Some(newest) {
        document.state = DocumentState::Published;
        document.review_note = None;
    }
    // Who decided that it goes out by itself decided on what it saw.
    store::delete_hold(tx, id)?;
    // What people wrote here and the source does not tell stays.
    if !new.deed.is_empty() {
        let replaces = super::deed_of(tx, id)?.replaces;
        let deed = Deed {
            replaces,
            ..new.deed.clone()
        };
        store::replace_deed(tx, id, &deed)?;
    }
    share::settle(tx, None, &document, overtaken)?;
    Ok(())
}

/// Whether the import brings another file or another text than it brought last.
fn is_another(tx: &mut Tx<'_>, id: DocumentId, new: &ImportedDocument) -> Result<bool> {
    let Some(last) = store::find_last_by(tx, id, new.author)? else {
        return Ok(true);
    };
    let hash = |file: &Option<StoredFile>| file.as_ref().map(|file| file.hash.clone());
    let is_same_text = match new.given() {
        Some(pages) => pages == store::list_page_texts(tx, last.id)?,
        None => last.text != super::TextState::Given,
    };
    Ok(hash(&last.file) != hash(&new.file) || !is_same_text)
}

/// Puts what the import brings in the place of the newest version. It is read as far as the one before
/// was; where something was taken away before, or a report of personal data is open, a facilitatore looks
/// at it first.
fn put_in_place(tx: &mut Tx<'_>, document: &mut Document, new: &ImportedDocument) -> Result<()> {
    document.version = VersionId::new();
    share::insert_version(
        tx,
        document.id,
        document.version,
        new.author,
        new.file.as_ref(),
        new.given().as_deref(),
        &[],
    )?;
    let was_taken = store::has_taken_version(tx, document.id)?
        || match &new.file {
            Some(file) => store::is_taken_file(tx, &file.hash)?,
            None => false,
        };
    match &mut document.published {
        Some(published) if !was_taken && document.blocked_at.is_none() => {
            published.version = document.version;
        }
        _ if document.reach.needs_review() => document.state = DocumentState::InReview,
        _ => {}
    }
    if document.state == DocumentState::InReview {
        document.review_note = None;
    }
    Ok(())
}
