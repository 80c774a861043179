//! Documents: files with a description, and the text that was read out of them.
//!
//! A document is `shared` with its own Unione and those it names, or `in_review` until a
//! facilitatore publishes it for members or for everybody, then `published`; from each of these it
//! may be `withdrawn`, which nothing takes back. What was sent back is `shared` with its own Unione
//! and carries the facilitatore's note.
//!
//! **Personal data comes first.** Nothing a person hands in goes to members or to everybody before its
//! text was read and looked through for personal data (`personal`). Who publishes, be it by reviewing
//! or by handing in a document of its own scope, says so once: the document waits `in_review` and is
//! held ([`held_by`]) until the extractor has understood its text. When nothing was found it goes out
//! by itself, in the name of who decided so. When something was, or when the file has no text that can
//! be read for sure (a scan, also one on which another program recognised letters), the hold falls,
//! whoever handed it in is told, and it goes out only with a decision that is kept with the version and
//! logged ([`Decision`], `document_checked`): nothing is to be taken out, it may be published for a
//! reason, or another file takes its place. A decision counts as far as the document was meant to go
//! when it was taken: what members may read needs another for everybody.
//! What stays between unioni is looked through as well, and only told to who may change it. An import
//! brings what was published elsewhere, on the word of who runs it: it is published at once.
//!
//! A document has versions. A version has one file or none; its text, by page, is read from the
//! file by the extractor or was given. A version is never altered, save for the text read out of it.
//! What was published stays where it is while a newer version, or a wider reach, waits in review
//! ([`Published`]); what is shared between unioni needs no review, and its newest version counts.
//!
//! **Who sees it** (`audiences`): its author and its own Unione while it is shared or in review,
//! the Unioni it names once it is shared with them, the facilitators while it waits for them,
//! members or everybody once it is published. Facilitators do not see what an Unione shares without
//! them: that is between unioni. Withdrawn, nobody does.
//!
//! A document may be **promised** before there is a file ([`Promise`]): it has its page and is
//! followed, and its followers are told when the file comes. What members **report** of a document
//! waits for a facilitatore; a report of personal data blocks its files until one has looked.
//!
//! **Viruses** (`scans`). While a scanner is named, a file that comes in, by whatever way, is given to
//! nobody and not read before it was scanned; as long as the scanner does not answer, it waits, and with
//! it what is to be published. A file with a virus is kept and given to nobody, not even to who handed
//! it in; nothing is read or drawn out of it, and its document is not published: another version takes
//! its place. Its page stays, and says so.
//!
//! **Which versions one reads** (`policy::may_read`): its author and its own Unione all of them,
//! facilitators of its region or topics the one that waits for them, everybody else those they were
//! ever given. Lists, letters and the index speak of the published one.
//! What one changes or decides is about the version one is shown (`Shown`): who is not shown what was
//! sent back takes it no further.

mod deed;
mod extraction;
mod import;
mod labels;
mod letters;
mod lists;
mod model;
mod originals;
pub mod pages;
pub mod personal;
mod policy;
mod previews;
mod promise;
mod readers;
mod reading;
mod reports;
mod scans;
mod searchable;
mod share;
pub mod signatures;
mod store;
pub mod suggest;
mod twins;
mod words;

use uuid::Uuid;

use super::topics::Tag;
use super::unioni::Brief;
use crate::platform::actor::{Actor, BodyId, PersonId, TopicId};
use crate::platform::blobs::BlobHash;
use crate::platform::dates;
use crate::platform::db::{Conn, When};
use crate::platform::error::Result;
use crate::platform::extract::FileKind;
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::web::address;
use crate::typed_id;

pub use deed::{Deed, Protocol, deed_of, mind_deeds, superseded_by};
pub use extraction::{
    Claim, blob_hashes, claim_pending, give_up, is_stored_for_a_document, pending,
    record_extraction,
};
pub use import::{ImportedDeed, ImportedDocument, insert_imported, update_imported};
pub use labels::{page_labels, page_words};
pub use letters::{told, waiting_for};
pub use lists::{Filter, Listed, authored, count_in_review, of_unione, of_unione_on, review_queue};
pub use model::{Model, Unlisted, find_model, next_unlisted, record_blanks};
pub use originals::originals;
pub use previews::{
    MOST_PREVIEWS, Preview, PreviewClaim, StoredPreview, claim_preview, fail_preview,
    pending_previews, record_previews, want_preview,
};
pub use promise::{Promise, promise};
pub use readers::{Withdrawal, find, is_for_everybody, versions, withdrawal};
pub use reading::{
    Clearance, Decided, NewDecision, Reading, Studied, ToStudy, clearance, decide, held_by,
    is_wholly_read, next_to_study, reading, record_study, study,
};
pub use reports::{
    NewReport, OpenReport, Outcome, Report, close_report, count_reported, mind_closing, report,
    reported, reports,
};
pub use scans::{
    Infected, MOST_SCANS, ScanClaim, await_scan, awaits_scan, claim_scan, count_infected,
    excuse_scan, has_unscanned, infected, record_clean, record_infected, retry_scans, waive_scans,
};
pub use searchable::{bearings, cards, entries, ids_after};
pub use share::{add_version, edit, publish, send_back, share, withdraw};
pub use twins::{Twin, twins};
pub use words::{
    CheckState, Decision, DocumentKind, DocumentState, DocumentType, PreviewState, Reach,
    ReportReason, ScanState, TextState,
};

typed_id! {
    /// A document.
    DocumentId
}
typed_id! {
    /// A version of a document.
    VersionId
}

/// A file that stands in the store, with what a version keeps of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Its name in the store.
    pub hash: BlobHash,
    /// The name people download it under; see [`clean_file_name`].
    pub file_name: String,
    /// What its bytes say it is.
    pub kind: FileKind,
    /// Its size, in bytes.
    pub size_bytes: u64,
}

impl StoredFile {
    /// "PDF, 640 kB".
    pub fn words(&self) -> String {
        format!(
            "{}, {}",
            self.kind.label(),
            dates::file_size(self.size_bytes)
        )
    }
}

/// A document as somebody hands it in.
#[derive(Debug, Clone)]
pub struct NewDocument {
    /// At most 150 characters when a person writes it; an import may bring up to 1,000.
    pub title: String,
    /// In the light text grammar.
    pub description: String,
    /// What sort of document it is.
    pub kind: DocumentKind,
    /// One to five.
    pub topics: Vec<TopicId>,
    /// Where it comes from; facilitators may name any Unione or none.
    pub unione: Option<BodyId>,
    /// How far it is meant to go.
    pub reach: Reach,
    /// The Unioni it is shared with besides its own; counts with [`Reach::Named`] only.
    pub named: Vec<BodyId>,
    /// Its file.
    pub file: Option<StoredFile>,
    /// Its text by page, when it is given and not to be read out of the file.
    pub given_text: Option<Vec<String>>,
    /// Where it was first published.
    pub source_url: Option<String>,
    /// Under which licence it may be used again.
    pub licence: Option<String>,
    /// What it says of itself as an act.
    pub deed: Deed,
}

/// What can be changed about a document without a new file.
#[derive(Debug, Clone)]
pub struct Description {
    /// At most 150 characters.
    pub title: String,
    /// In the light text grammar.
    pub description: String,
    /// What sort of document it is.
    pub kind: DocumentKind,
    /// One to five.
    pub topics: Vec<TopicId>,
    /// How far it is meant to go.
    pub reach: Reach,
    /// The Unioni it is shared with besides its own; counts with [`Reach::Named`] only.
    pub named: Vec<BodyId>,
    /// Where it was first published.
    pub source_url: Option<String>,
    /// Under which licence it may be used again.
    pub licence: Option<String>,
    /// What it says of itself as an act.
    pub deed: Deed,
}

/// What members or everybody read of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// The version.
    pub version: VersionId,
    /// [`Reach::Members`] or [`Reach::Public`].
    pub reach: Reach,
}

/// What a page showed of a document to whom acts on it now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The document's [`lock_version`](Document::lock_version) then.
    pub lock_version: i32,
    /// The version that was shown; none when the page does not say.
    pub version: Option<VersionId>,
}

/// A document as its reader finds it.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// Its number in addresses.
    pub number: i64,
    /// Where it stands.
    pub state: DocumentState,
    /// How far it is meant to go.
    pub reach: Reach,
    /// Its title.
    pub title: String,
    /// In the light text grammar.
    pub description: String,
    /// What sort of document it is.
    pub kind: DocumentKind,
    /// Where it comes from.
    pub unione: Option<Brief>,
    /// The Unioni it is shared with besides its own.
    pub named: Vec<BodyId>,
    /// What it is filed under.
    pub topics: Vec<Tag>,
    /// Who handed it in.
    pub author: PersonId,
    /// Where it was first published.
    pub source_url: Option<String>,
    /// Under which licence it may be used again.
    pub licence: Option<String>,
    /// Why a facilitatore sent it back, until it is proposed again.
    pub review_note: Option<String>,
    /// When it was handed in, or published.
    pub published_at: When,
    /// The newest version, or of those its reader may read the newest.
    pub version: VersionId,
    /// What members or everybody read of it, also while something newer waits.
    pub published: Option<Published>,
    /// That it was promised before there was a file, and what came of it.
    pub promise: Option<Promise>,
    /// Since when its files are blocked, because somebody has seen personal data in one.
    pub blocked_at: Option<When>,
    /// Goes up with every change.
    pub lock_version: i32,
}

impl Document {
    /// What events, topics and audiences call it.
    pub fn subject(&self) -> Subject {
        subject(self.id)
    }

    /// The address of its page.
    pub fn url(&self) -> String {
        url(self.number, &self.title)
    }

    /// What its page shows of it.
    pub fn shown(&self) -> Shown {
        Shown {
            lock_version: self.lock_version,
            version: Some(self.version),
        }
    }

    /// The region of its Unione.
    pub fn region(&self) -> Option<&str> {
        self.unione.as_ref()?.region.as_deref()
    }

    /// The topics it is filed under.
    pub fn topic_ids(&self) -> Vec<TopicId> {
        self.topics.iter().map(|topic| topic.id).collect()
    }

    /// Whether it was promised and its file has not come yet.
    pub fn is_awaited(&self) -> bool {
        self.promise
            .as_ref()
            .is_some_and(|promise| promise.arrived_at.is_none())
    }

    /// Whether its newest version has not been published, though an older one is.
    pub fn has_unpublished_version(&self) -> bool {
        self.published
            .is_some_and(|published| published.version != self.version)
    }
}

/// A version of a document.
#[derive(Debug, Clone)]
pub struct Version {
    /// Its id.
    pub id: VersionId,
    /// 1 for the first; 0 for what stands in the place of a promised file.
    pub ordinal: i32,
    /// Its file, unless its text was given without one.
    pub file: Option<StoredFile>,
    /// What is known of its text.
    pub text: TextState,
    /// How many pages the text has; of a scan too long to be recognised whole, how many the file has.
    pub page_count: i32,
    /// When it was handed in.
    pub created_at: When,
    /// The audience tokens of those it was ever given to, besides its own Unione.
    pub published_to: Vec<String>,
    /// How many pages can be drawn; 0 while nobody has tried.
    pub drawn_count: i32,
    /// What a scanner of viruses said of its file.
    pub scan: ScanState,
    /// How often the scanner was asked.
    pub scan_tries: i32,
    /// The virus that was found, as the scanner calls it.
    pub virus: String,
    /// Of how many pages, from the first, the text was recognised from pictures and may hold errors; 0
    /// when it was read out of the file.
    pub recognised_count: i32,
}

impl Version {
    /// Its file, when it may be given to those who may read the version.
    pub fn given_file(&self) -> Option<&StoredFile> {
        self.file.as_ref().filter(|_| !policy::is_shut(self))
    }

    /// "PDF, 640 kB, 12 pagine"; empty without a file. Only a PDF has pages of its own: of other
    /// files they are as many as whoever opens them has set.
    pub fn file_words(&self) -> String {
        let Some(file) = &self.file else {
            return String::new();
        };
        if file.kind == FileKind::Pdf && self.page_count > 0 {
            let pages = dates::count(self.page_count.into(), "pagina", "pagine");
            format!("{}, {pages}", file.words())
        } else {
            file.words()
        }
    }
}

/// What events, topics and audiences call a document.
pub fn subject(id: DocumentId) -> Subject {
    Subject::new(SubjectKind::Document, id)
}

/// The address of a document's page.
pub fn url(number: i64, title: &str) -> String {
    format!("/documenti/{}", address::segment(number, title))
}

/// The number in the address of a document, for who has just shared it.
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound) when there is none.
pub fn number_of(conn: &mut Conn, id: DocumentId) -> Result<i64> {
    Ok(store::find_any(conn, id)?.number)
}

/// The id of the document of a number, when this reader may see it.
///
/// # Errors
/// When the database refuses.
pub fn id_of(conn: &mut Conn, reader: &Actor, number: i64) -> Result<Option<Uuid>> {
    Ok(store::find_visible(conn, reader, number)?.map(|row| row.id.0))
}

/// The address of a page of a document's text, where these words are marked, if there are any; `url`
/// is that of the document.
pub fn page_url(url: &str, page: u32, words: &str) -> String {
    if words.is_empty() {
        return format!("{url}?pagina={page}#pagina-{page}");
    }
    let words = address::query_value(words);
    format!("{url}?q={words}&pagina={page}#pagina-{page}")
}

/// The address of a document's page with these words marked in its text.
pub fn text_url(url: &str, words: &str) -> String {
    format!("{url}?q={}", address::query_value(words))
}

/// The longest file name kept, in characters.
const FILE_NAME_CHARS: usize = 120;

/// The name of a file as it can be shown and sent back: without folders, control characters and
/// what turns the reading direction, never empty.
pub fn clean_file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| !c.is_control() && !crate::platform::text::is_bidi_control(*c))
        .filter(|c| !matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{FEFF}'))
        .map(|c| {
            if matches!(c, '"' | '<' | '>' | '|' | ':' | '*' | '?') {
                '_'
            } else {
                c
            }
        })
        .collect();
    let clean = clean.trim().trim_start_matches('.');
    let short = match clean.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= 8 => {
            let room = FILE_NAME_CHARS - 1 - ending.chars().count();
            format!("{}.{ending}", stem.chars().take(room).collect::<String>())
        }
        _ => clean.chars().take(FILE_NAME_CHARS).collect(),
    };
    if short.is_empty() {
        "documento".to_owned()
    } else {
        short
    }
}

impl From<DocumentId> for Subject {
    fn from(id: DocumentId) -> Subject {
        subject(id)
    }
}

/// The ids of documents among ids of whatever kind.
fn typed(ids: &[Uuid]) -> Vec<DocumentId> {
    ids.iter().copied().map(DocumentId).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_lose_what_could_harm() {
        let check = |name: &str, expected: &str| assert_eq!(clean_file_name(name), expected);
        check("delibera 12.pdf", "delibera 12.pdf");
        check("../../etc/passwd", "passwd");
        check(r"C:\Documenti\atto.docx", "atto.docx");
        check("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie_ x=1.pdf");
        check("fattura\u{202E}fdp.exe", "fatturafdp.exe");
        check("..", "documento");
        check("", "documento");
        check(".pdf", "pdf");
        check(
            &format!("{}.pdf", "à".repeat(300)),
            &format!("{}.pdf", "à".repeat(116)),
        );
    }
}
