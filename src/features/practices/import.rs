//! Practices that come from elsewhere: published at once, exempt from what is asked of people.

use super::maturity::reckon_maturity;
use super::policy::Teller;
use super::{Freshness, PracticeContent, PracticeId, PracticeState, Text, store};
use crate::features::topics;
use crate::platform::actor::{BodyId, PersonId, TopicId};
use crate::platform::audience::{self, Token};
use crate::platform::db::{Tx, When};
use crate::platform::error::{Error, Result};
use crate::platform::subject::{Subject, SubjectKind};

/// A practice as an import brings it.
#[derive(Debug, Clone)]
pub struct ImportedPractice {
    /// At most 1,000 characters.
    pub title: String,
    /// May be empty.
    pub summary: String,
    /// Becomes the section "contesto", unless the sections have their own.
    pub body: String,
    /// The sections, as far as they came.
    pub sections: PracticeContent,
    /// What it is filed under.
    pub topics: Vec<TopicId>,
    /// The Unione whose practice it is.
    pub unione: Option<BodyId>,
    /// [`Token::Public`] or [`Token::Members`].
    pub audience: Token,
    /// When it was published there; none means now.
    pub published_at: Option<When>,
    /// Where it comes from.
    pub source_url: Option<String>,
    /// Under which licence.
    pub licence: Option<String>,
    /// Who signs it: the system author of imports.
    pub author: PersonId,
}

impl ImportedPractice {
    fn text(&self) -> Text {
        Text {
            title: without_nul(&self.title),
            summary: without_nul(&self.summary),
            content: PracticeContent {
                topics: self.topics.clone(),
                context: match self.sections.context.as_str() {
                    "" => without_nul(&self.body),
                    told => told.to_owned(),
                },
                ..self.sections.clone()
            },
        }
    }
}

/// PostgreSQL keeps no NUL in a text.
fn without_nul(text: &str) -> String {
    text.replace('\0', "")
}

/// Adds an imported practice, published. Records no event: that is for the import.
///
/// # Errors
/// When the database refuses.
pub fn insert_imported(tx: &mut Tx<'_>, new: &ImportedPractice) -> Result<PracticeId> {
    let published_at = new.published_at.unwrap_or(tx.now());
    let text = new.text();
    let (id, _) = store::insert(
        tx,
        &store::NewRow {
            unione: new.unione,
            author: new.author,
            state: PracticeState::Published,
            teller: Teller::Unione,
            title: &text.title,
            source_url: new.source_url.as_deref(),
            licence: new.licence.as_deref(),
            published_at: Some(published_at),
        },
    )?;
    let version = store::insert_version_numbered(tx, id, 1, &text, new.author)?;
    store::set_version_published(tx, version, published_at)?;
    store::set_first_version(tx, id, None, Some(version))?;
    store::set_published_content(tx, id, &text.content)?;
    file(tx, id, new)?;
    Ok(id)
}

/// Publishes a new version of an imported practice; a draft somebody is writing on it stays.
/// Records no event.
///
/// # Errors
/// [`Error::NotFound`]; when the database refuses.
pub fn update_imported(tx: &mut Tx<'_>, id: PracticeId, new: &ImportedPractice) -> Result<()> {
    let mut practice = store::find(tx, id)?.ok_or(Error::NotFound)?;
    let published_at = new.published_at.unwrap_or(tx.now());
    let text = new.text();
    let version = store::insert_version(tx, id, &text, new.author)?;
    store::set_change_note(tx, version, "Aggiornata con un’importazione")?;
    store::set_version_published(tx, version, published_at)?;
    practice.title = text.title;
    practice.unione = new.unione;
    practice.source_url.clone_from(&new.source_url);
    practice.licence.clone_from(&new.licence);
    practice.published_version = Some(version);
    practice.published_at = Some(published_at);
    // What comes from elsewhere was told by nobody here, and nobody here answers for it.
    practice.first_hand = false;
    practice.verified_at = None;
    practice.freshness = Freshness::Current;
    practice.review_by = None;
    store::set(tx, &practice)?;
    store::set_published_content(tx, id, &text.content)?;
    file(tx, id, new)?;
    reckon_maturity(tx, id)?;
    Ok(())
}

fn file(tx: &mut Tx<'_>, id: PracticeId, new: &ImportedPractice) -> Result<()> {
    let subject = Subject::new(SubjectKind::Practice, id);
    topics::set(tx, subject, &new.topics)?;
    audience::set(tx, subject, std::slice::from_ref(&new.audience))
}
