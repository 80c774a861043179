//! Documents that come from an import: published at once, on thousands of lines a second.

use super::{
    Deed, DocumentId, DocumentKind, DocumentState, Protocol, Published, Reach, StoredFile,
    VersionId, readers::published_token, share, store,
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

/// Adds a published document. Records no event: that is for the import, once for its batch or
/// once for each.
///
/// # Errors
/// When the database refuses.
pub fn insert_imported(tx: &mut Tx<'_>, new: &ImportedDocument) -> Result<DocumentId> {
    let (id, version) = (DocumentId::new(), VersionId::new());
    let published_at = new.published_at.unwrap_or(tx.now());
    let (title, readers) = (without_nul(&new.title), [published_token(new.reach)]);
    store::insert_document(
        tx,
        &store::NewRow {
            id,
            version,
            unione: new.unione,
            author: new.author,
            state: DocumentState::Published,
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
    audience::set(tx, id.into(), &readers)?;
    Ok(id)
}

/// Makes a document what the import says it is now; another text or another file is another
/// version. What was withdrawn stays withdrawn.
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound) when there is no such document; when the
/// database refuses.
pub fn update_imported(tx: &mut Tx<'_>, id: DocumentId, new: &ImportedDocument) -> Result<()> {
    let mut document = store::find_any(tx, id)?;
    if document.state == DocumentState::Withdrawn {
        return Ok(());
    }
    let (given, readers) = (new.given(), [published_token(new.reach)]);
    let version = store::find_version(tx, document.version)?;
    let same_file =
        version.file.as_ref().map(|file| &file.hash) == new.file.as_ref().map(|file| &file.hash);
    let same_text = match &given {
        Some(pages) => *pages == store::list_page_texts(tx, document.version)?,
        None => version.text != super::TextState::Given,
    };
    if !same_file || !same_text {
        document.version = VersionId::new();
        share::insert_version(
            tx,
            id,
            document.version,
            new.author,
            new.file.as_ref(),
            given.as_deref(),
            &readers,
        )?;
    }
    store::add_readers(tx, document.version, &readers)?;
    topics::set(tx, id.into(), &new.topics)?;
    document.state = DocumentState::Published;
    document.reach = new.reach;
    document.published = Some(Published {
        version: document.version,
        reach: new.reach,
    });
    document.title = without_nul(&new.title);
    document.description = without_nul(&new.summary);
    document.kind = new.kind;
    document.source_url = new.source_url.clone();
    document.licence = new.licence.clone();
    document.review_note = None;
    if let Some(at) = new.published_at {
        document.published_at = at;
    }
    store::set_document(tx, &document)?;
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
    store::set_unione(tx, id, new.unione)?;
    audience::set(tx, id.into(), &readers)
}
