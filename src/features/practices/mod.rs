//! Practices: how an Unione did it, with its path, its obstacles and what got better.
//!
//! `draft → in_review → to_mend → published`; what a facilitatore writes for an Unione goes
//! `draft → to_confirm → published`, by the Unione's yes. What is published is looked at again: when
//! its day comes it is `to_recheck`, a month later `expired`, and `published` again once somebody says
//! that it holds. It may be `archived` or `withdrawn`, and brought back. The whole table is
//! [`policy::STEPS`].
//! Each text is a version; a published version is never altered. While a practice is mended again its
//! state is that of the new draft, and the published version stays what everybody reads.

mod care;
mod catalogue;
pub mod check;
mod checks;
pub mod compare;
mod confirmation;
pub mod content;
mod findings;
pub mod fits;
mod freshness;
mod import;
mod letters;
mod life;
mod maturity;
pub mod pages;
pub mod per_head;
pub mod policy;
mod portion;
mod remarks;
mod review;
mod searchable;
mod store;
mod succession;
pub mod telling;
pub mod timeline;
pub mod versions;
mod waiting;
pub mod words;
mod write;

use uuid::Uuid;

use crate::platform::actor::{Actor, BodyId, PersonId, TopicId};
use crate::platform::db::{Conn, Tx, When};
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::subject::{Subject, SubjectKind};
use crate::platform::web::address;
use crate::{text_enum, typed_id};

pub use care::{mind_confirmations, mind_documents, mind_review_dates};
pub use checks::{Check, CheckKind};
pub use confirmation::{Asked, ask_to_confirm, call, send_to_confirm};
pub use content::PracticeContent;
pub use freshness::Freshness;
pub use import::{ImportedPractice, insert_imported, update_imported};
pub use letters::told;
pub use life::{Tombstone, archive, bring_back, recheck, tombstone, verify, withdraw};
pub use maturity::{Grounds, Maturity, grounds, reckon_maturity, set_reuse_count};
pub use remarks::{Notes, Remark, remarks};
pub use review::{confirm, publish, send_back, submit, take_back};
pub use searchable::{bearings, cards, entries, ids_after, is_withdrawn, naming};
pub use waiting::{count_in_review, review_queue, waiting_for};
pub use write::{LastSave, NewPractice, Part, draft, last_save, save, save_sections};

use policy::{Act, Standing, Teller};

typed_id! {
    /// A Practice.
    PracticeId
}
typed_id! {
    /// One version of the text of a practice.
    VersionId
}

text_enum! {
    /// Where a practice, or the new draft of a published one, stands.
    pub enum PracticeState {
        /// Being written.
        Draft = "draft",
        /// Waits for a facilitatore.
        InReview = "in_review",
        /// Sent back with a note.
        ToMend = "to_mend",
        /// Written by a facilitatore, waits for the Unione's yes.
        ToConfirm = "to_confirm",
        /// On the site, with no newer draft.
        Published = "published",
        /// Published, and its day to be looked at again has come.
        ToRecheck = "to_recheck",
        /// Published, and nobody has looked at it again for a month after its day.
        Expired = "expired",
        /// Off the lists, kept.
        Archived = "archived",
        /// Taken away; a page stays that says so.
        Withdrawn = "withdrawn",
    }
}

impl PracticeState {
    /// Where a practice of which this is kept stands, its published text being so old.
    fn of(kept: PracticeState, freshness: Freshness) -> PracticeState {
        match (kept, freshness) {
            (PracticeState::Published, Freshness::Due) => PracticeState::ToRecheck,
            (PracticeState::Published, Freshness::Expired) => PracticeState::Expired,
            (kept, _) => kept,
        }
    }

    /// What is kept of it: how old the published text is stands in a column of its own, since a newer
    /// draft may be written meanwhile.
    fn kept(self) -> PracticeState {
        match self {
            PracticeState::ToRecheck | PracticeState::Expired => PracticeState::Published,
            other => other,
        }
    }

    /// Whether what is published is what everybody may read now, with nothing newer in hand.
    pub fn is_published(self) -> bool {
        self.kept() == PracticeState::Published
    }
}

/// The longest title people may write, in characters; imports may bring longer ones.
pub const TITLE_MAX: usize = 150;
/// The longest summary, in characters.
pub const SUMMARY_MAX: usize = 300;
/// The longest section, in characters.
pub const SECTION_MAX: usize = 20_000;

/// A practice, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practice {
    /// Its id.
    pub id: PracticeId,
    /// Its number in addresses.
    pub number: i64,
    /// The Unione whose practice it is.
    pub unione: Option<BodyId>,
    /// Who began it.
    pub author: PersonId,
    /// Where it stands.
    pub state: PracticeState,
    /// Who is writing the present draft.
    pub teller: Teller,
    /// The title of the published version, or of the draft when nothing is published yet.
    pub title: String,
    /// The version being written.
    pub draft_version: Option<VersionId>,
    /// The version everybody reads.
    pub published_version: Option<VersionId>,
    /// What is to be mended, as the last one who sent it back wrote.
    pub review_note: Option<String>,
    /// Where an imported one comes from.
    pub source_url: Option<String>,
    /// The licence of an imported one.
    pub licence: Option<String>,
    /// When it was last sent to be reviewed or confirmed.
    pub submitted_at: Option<When>,
    /// When a version was last published.
    pub published_at: Option<When>,
    /// When it was archived.
    pub archived_at: Option<When>,
    /// How old the published text is.
    pub freshness: Freshness,
    /// The day on which somebody should look at it again; none for imported ones.
    pub review_by: Option<When>,
    /// When its people were told that the day is near.
    pub review_reminded_at: Option<When>,
    /// When a facilitatore last checked the published version.
    pub verified_at: Option<When>,
    /// When, why and from whom it was withdrawn.
    pub withdrawal: Option<Withdrawal>,
    /// Whether the published version was told or confirmed by the Unione.
    pub first_hand: bool,
    /// How many Unioni reuse it, as they confirmed.
    pub reuse_count: i32,
    /// How far it may be relied on.
    pub maturity: Maturity,
    /// Grows with every change; an edit names the one it was made on.
    pub lock_version: i32,
}

impl Practice {
    /// The practice as events, audiences and topics point to it.
    pub fn subject(&self) -> Subject {
        Subject::new(SubjectKind::Practice, self.id)
    }

    /// The last segment of its address.
    pub fn segment(&self) -> String {
        address::segment(self.number, &self.title)
    }

    /// The address of its page.
    pub fn url(&self) -> String {
        format!("/pratiche/{}", self.segment())
    }

    /// The address at which those who may do so read its draft, beside a public text or alone.
    pub fn draft_url(&self) -> String {
        if self.published_version.is_some() && self.draft_version.is_some() {
            format!("{}?bozza=1", self.url())
        } else {
            self.url()
        }
    }

    /// The address at which who is to review or confirm it reads it section by section.
    pub fn review_url(&self) -> String {
        format!("/pratiche/{}/revisione", self.number)
    }

    /// The version to go on writing: the draft, or else what is published.
    pub fn latest_version(&self) -> Option<VersionId> {
        self.draft_version.or(self.published_version)
    }
}

/// That a practice was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// When.
    pub at: When,
    /// Why, as everybody may read.
    pub reason: String,
    /// The audience tokens of those who could read it before, separated by spaces.
    pub from: String,
}

/// One version of the text of a practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its id.
    pub id: VersionId,
    /// 1 for the first.
    pub ordinal: i32,
    /// What it says.
    pub text: Text,
    /// Who wrote it.
    pub author: PersonId,
    /// When it was last written on.
    pub updated_at: When,
    /// When it was published.
    pub published_at: Option<When>,
    /// What it changes, in the words of who sent it; empty for a first version.
    pub change_note: String,
}

/// Everything a version says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// At most [`TITLE_MAX`] characters.
    pub title: String,
    /// At most [`SUMMARY_MAX`] characters.
    pub summary: String,
    /// The sections.
    pub content: PracticeContent,
}

/// The practice of a number, for a reader who may see it.
///
/// # Errors
/// [`Refusal::Withdrawn`] when it was withdrawn, for whoever could see it before; [`Error::NotFound`].
pub fn find(conn: &mut Conn, reader: &Actor, number: i64) -> Result<Practice> {
    match store::find_visible(conn, reader.tokens(), number) {
        Ok(practice) if practice.state != PracticeState::Withdrawn => Ok(practice),
        Ok(_) => Err(Error::Refused(Refusal::Withdrawn)),
        Err(Error::NotFound) => {
            tombstone(conn, reader, number)?;
            Err(Error::Refused(Refusal::Withdrawn))
        }
        Err(error) => Err(error),
    }
}

/// A version of a practice.
///
/// # Errors
/// [`Error::NotFound`].
pub fn version(conn: &mut Conn, id: VersionId) -> Result<Version> {
    store::find_version(conn, id)
}

/// What the rules look at, for this practice as it is now.
///
/// # Errors
/// When the database refuses.
pub fn standing(conn: &mut Conn, practice: &Practice) -> Result<Standing> {
    standings(conn, std::slice::from_ref(practice))?
        .pop()
        .ok_or(Error::NotFound)
}

/// What the rules look at, for each of these practices, in their order.
fn standings(conn: &mut Conn, practices: &[Practice]) -> Result<Vec<Standing>> {
    let unioni: Vec<BodyId> = practices.iter().filter_map(|one| one.unione).collect();
    let unioni = super::unioni::briefs(conn, &unioni)?;
    let ids: Vec<Uuid> = practices.iter().map(|one| one.id.into()).collect();
    let filed = super::topics::of_many(conn, SubjectKind::Practice, &ids)?;
    let redrafted: Vec<VersionId> = practices
        .iter()
        .filter(|one| one.published_version.is_some())
        .filter_map(|one| one.draft_version)
        .collect();
    let drafts = store::list_topics(conn, &redrafted)?;
    Ok(practices
        .iter()
        .map(|one| {
            let mut topics: Vec<TopicId> = filed
                .get(&one.id.into())
                .into_iter()
                .flatten()
                .map(|tag| tag.id)
                .collect();
            let draft = one.draft_version.and_then(|draft| drafts.get(&draft));
            topics.extend(draft.into_iter().flatten());
            Standing {
                state: one.state,
                teller: one.teller,
                unione: one.unione,
                region: one
                    .unione
                    .and_then(|unione| unioni.get(&unione))
                    .and_then(|brief| brief.region.clone()),
                topics,
                author: one.author,
                public: one.published_version.is_some(),
            }
        })
        .collect())
}

/// A practice on which the actor is about to act, and where the act leads.
struct Step {
    practice: Practice,
    next: PracticeState,
}

/// Checks that the actor may do this now, on the practice as the actor saw it (`seen` is the
/// `lock_version` of that page).
fn begin_step(
    tx: &mut Tx<'_>,
    actor: &Actor,
    number: i64,
    seen: Option<i32>,
    act: Act,
) -> Result<Step> {
    let practice = store::find_visible(tx, actor.tokens(), number)?;
    let standing = standing(tx, &practice)?;
    match policy::next(actor, &standing, act) {
        Some(_) if seen.is_some_and(|seen| seen != practice.lock_version) => {
            Err(Error::Refused(Refusal::ChangedMeanwhile))
        }
        Some(next) => Ok(Step { practice, next }),
        None if policy::is_theirs(actor, &standing, act) => {
            Err(Error::Refused(Refusal::WrongState))
        }
        None => Err(Error::Forbidden(whose(act))),
    }
}

/// Whose an act is, for the page that says no.
fn whose(act: Act) -> &'static str {
    match act {
        Act::Save | Act::Submit => {
            "Questa pratica la scrive chi lavora nell’unione che la racconta."
        }
        Act::Publish | Act::SendToConfirm | Act::Verify => {
            "Lo fa chi facilita nella regione o sugli argomenti di questa pratica."
        }
        Act::SendBack => "La rimanda chi in questo momento la deve rivedere o confermare.",
        Act::Confirm => "La conferma chi lavora nell’unione di cui si racconta la pratica.",
        Act::TakeBack => "La riprende chi l’ha mandata.",
        Act::Recheck => "La ricontrolla chi lavora nell’unione che la racconta.",
        Act::Archive | Act::Withdraw | Act::BringBack => {
            "Lo fa chi facilita, oppure chi è responsabile dell’unione che la racconta."
        }
        Act::FallDue | Act::Expire => "Questo succede da sé, quando passa il tempo.",
    }
}
