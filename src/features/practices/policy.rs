//! Who may do what to a practice: the table of its life, as data.

use super::PracticeState::{
    self, Archived, Draft, Expired, InReview, Published, ToConfirm, ToMend, ToRecheck, Withdrawn,
};
use crate::platform::actor::{Actor, BodyId, PersonId, TopicId};

/// What the rules look at.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Where it stands.
    pub state: PracticeState,
    /// Who is telling it.
    pub teller: Teller,
    /// The Unione whose practice it is; none for some imported ones.
    pub unione: Option<BodyId>,
    /// The region of that Unione.
    pub region: Option<String>,
    /// What it is filed under, now and in the draft.
    pub topics: Vec<TopicId>,
    /// Who began it.
    pub author: PersonId,
    /// Whether a version of it has been published, and so can be taken back.
    pub public: bool,
}

/// Who is writing the present draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Teller {
    /// The people of the Unione.
    Unione,
    /// A facilitatore on their behalf.
    Facilitatore,
}

/// A step in the life of a practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Write on the draft; on a published practice this opens a new one.
    Save,
    /// Send it to be reviewed.
    Submit,
    /// Publish what was sent.
    Publish,
    /// Send it back with a note.
    SendBack,
    /// Ask the Unione to confirm what a facilitatore wrote.
    SendToConfirm,
    /// Confirm and publish.
    Confirm,
    /// Take back what was sent before anybody answered, to go on writing.
    TakeBack,
    /// Say that what is published still holds.
    Recheck,
    /// Say, as a facilitatore, that it was checked against its documents.
    Verify,
    /// Take it off the lists.
    Archive,
    /// Take it away: a page stays that says so.
    Withdraw,
    /// Bring back what was archived or withdrawn.
    BringBack,
    /// The day comes on which it should be looked at again.
    FallDue,
    /// Nobody has looked at it again.
    Expire,
}

impl Act {
    /// All, in the order of the definition.
    pub const ALL: &'static [Act] = &[
        Act::Save,
        Act::Submit,
        Act::Publish,
        Act::SendBack,
        Act::SendToConfirm,
        Act::Confirm,
        Act::TakeBack,
        Act::Recheck,
        Act::Verify,
        Act::Archive,
        Act::Withdraw,
        Act::BringBack,
        Act::FallDue,
        Act::Expire,
    ];
}

/// Whose step it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// The people of the Unione.
    People,
    /// Who answers for the Unione.
    Manager,
    /// A facilitatore in whose scope the practice is.
    Reviewer,
    /// The facilitatore who wrote it, or another of the same scope.
    Drafter,
    /// Whoever was sent a link to confirm it, signed in or not.
    Asked,
    /// Nobody: the clock.
    Clock,
}

/// One line of the table: in this state, told by this one, this act of these people leads there.
#[derive(Debug)]
pub struct Step {
    /// Where it stands.
    pub state: PracticeState,
    /// Who is telling it; none when it does not matter.
    pub teller: Option<Teller>,
    /// What is done.
    pub act: Act,
    /// By whom.
    pub who: Who,
    /// Where it stands then.
    pub next: PracticeState,
}

const fn step(
    state: PracticeState,
    teller: Option<Teller>,
    act: Act,
    who: Who,
    next: PracticeState,
) -> Step {
    Step {
        state,
        teller,
        act,
        who,
        next,
    }
}

const BY_UNIONE: Option<Teller> = Some(Teller::Unione);
const BY_FACILITATORE: Option<Teller> = Some(Teller::Facilitatore);

/// The life of a practice. What is not here cannot be done. Withdrawing takes away what is public,
/// whatever is being written beside it; before there is anything public it is nobody's act.
#[rustfmt::skip]
pub const STEPS: &[Step] = &[
    step(Draft,     None,            Act::Save,          Who::People,   Draft),
    step(Draft,     BY_FACILITATORE, Act::Save,          Who::Drafter,  Draft),
    step(Draft,     BY_UNIONE,       Act::Submit,        Who::People,   InReview),
    step(Draft,     BY_FACILITATORE, Act::SendToConfirm, Who::Drafter,  ToConfirm),
    step(Draft,     None,            Act::Withdraw,      Who::Manager,  Withdrawn),
    step(Draft,     None,            Act::Withdraw,      Who::Reviewer, Withdrawn),
    step(InReview,  None,            Act::Publish,       Who::Reviewer, Published),
    step(InReview,  None,            Act::SendBack,      Who::Reviewer, ToMend),
    step(InReview,  BY_UNIONE,       Act::TakeBack,      Who::People,   Draft),
    step(InReview,  None,            Act::Withdraw,      Who::Manager,  Withdrawn),
    step(InReview,  None,            Act::Withdraw,      Who::Reviewer, Withdrawn),
    step(ToMend,    None,            Act::Save,          Who::People,   ToMend),
    step(ToMend,    BY_FACILITATORE, Act::Save,          Who::Drafter,  ToMend),
    step(ToMend,    BY_UNIONE,       Act::Submit,        Who::People,   InReview),
    step(ToMend,    BY_FACILITATORE, Act::SendToConfirm, Who::Drafter,  ToConfirm),
    step(ToMend,    None,            Act::Withdraw,      Who::Manager,  Withdrawn),
    step(ToMend,    None,            Act::Withdraw,      Who::Reviewer, Withdrawn),
    step(ToConfirm, None,            Act::Confirm,       Who::People,   Published),
    step(ToConfirm, None,            Act::Confirm,       Who::Asked,    Published),
    step(ToConfirm, None,            Act::SendBack,      Who::People,   ToMend),
    step(ToConfirm, None,            Act::SendBack,      Who::Asked,    ToMend),
    step(ToConfirm, BY_FACILITATORE, Act::SendToConfirm, Who::Drafter,  ToConfirm),
    step(ToConfirm, BY_FACILITATORE, Act::TakeBack,      Who::Drafter,  Draft),
    step(ToConfirm, None,            Act::Withdraw,      Who::Manager,  Withdrawn),
    step(ToConfirm, None,            Act::Withdraw,      Who::Reviewer, Withdrawn),
    step(Published, None,            Act::Save,          Who::People,   Draft),
    step(Published, None,            Act::Save,          Who::Reviewer, Draft),
    step(Published, None,            Act::Recheck,       Who::People,   Published),
    step(Published, None,            Act::Verify,        Who::Reviewer, Published),
    step(Published, None,            Act::FallDue,       Who::Clock,    ToRecheck),
    step(Published, None,            Act::Expire,        Who::Clock,    Expired),
    step(Published, None,            Act::Archive,       Who::Manager,  Archived),
    step(Published, None,            Act::Archive,       Who::Reviewer, Archived),
    step(Published, None,            Act::Withdraw,      Who::Manager,  Withdrawn),
    step(Published, None,            Act::Withdraw,      Who::Reviewer, Withdrawn),
    step(ToRecheck, None,            Act::Save,          Who::People,   Draft),
    step(ToRecheck, None,            Act::Save,          Who::Reviewer, Draft),
    step(ToRecheck, None,            Act::Recheck,       Who::People,   Published),
    step(ToRecheck, None,            Act::Verify,        Who::Reviewer, Published),
    step(ToRecheck, None,            Act::Expire,        Who::Clock,    Expired),
    step(ToRecheck, None,            Act::Archive,       Who::Manager,  Archived),
    step(ToRecheck, None,            Act::Archive,       Who::Reviewer, Archived),
    step(ToRecheck, None,            Act::Withdraw,      Who::Manager,  Withdrawn),
    step(ToRecheck, None,            Act::Withdraw,      Who::Reviewer, Withdrawn),
    step(Expired,   None,            Act::Save,          Who::People,   Draft),
    step(Expired,   None,            Act::Save,          Who::Reviewer, Draft),
    step(Expired,   None,            Act::Recheck,       Who::People,   Published),
    step(Expired,   None,            Act::Verify,        Who::Reviewer, Published),
    step(Expired,   None,            Act::Archive,       Who::Manager,  Archived),
    step(Expired,   None,            Act::Archive,       Who::Reviewer, Archived),
    step(Expired,   None,            Act::Withdraw,      Who::Manager,  Withdrawn),
    step(Expired,   None,            Act::Withdraw,      Who::Reviewer, Withdrawn),
    step(Archived,  None,            Act::BringBack,     Who::Manager,  Published),
    step(Archived,  None,            Act::BringBack,     Who::Reviewer, Published),
    step(Archived,  None,            Act::Withdraw,      Who::Manager,  Withdrawn),
    step(Archived,  None,            Act::Withdraw,      Who::Reviewer, Withdrawn),
    step(Withdrawn, None,            Act::BringBack,     Who::Reviewer, Published),
];

/// Where an act leads, if this actor may do it now.
pub fn next(actor: &Actor, standing: &Standing, act: Act) -> Option<PracticeState> {
    STEPS
        .iter()
        .find(|step| step.act == act && step.fits(standing) && is(actor, standing, step.who))
        .map(|step| step.next)
}

/// Whether the actor may do this now.
pub fn may(actor: &Actor, standing: &Standing, act: Act) -> bool {
    next(actor, standing, act).is_some()
}

/// Where an act leads, done by somebody who was asked by a link.
pub fn next_when_asked(standing: &Standing, act: Act) -> Option<PracticeState> {
    STEPS
        .iter()
        .find(|step| step.act == act && step.who == Who::Asked && step.fits(standing))
        .map(|step| step.next)
}

/// Whether the act is this actor's in some state, though perhaps not in the present one.
pub fn is_theirs(actor: &Actor, standing: &Standing, act: Act) -> bool {
    STEPS
        .iter()
        .any(|step| step.act == act && is(actor, standing, step.who))
}

/// Whether the actor may begin a practice of this Unione.
pub fn may_draft(actor: &Actor, unione: BodyId) -> bool {
    actor.belongs_to(unione) || actor.is_facilitatore()
}

/// Whether the actor may read what is not published yet.
pub fn may_read_draft(actor: &Actor, standing: &Standing) -> bool {
    if standing.state == Withdrawn {
        return false;
    }
    let reviewed = matches!(standing.state, InReview | ToConfirm);
    actor.is(standing.author)
        || is(actor, standing, Who::People)
        || (actor.is_facilitatore() && (reviewed || standing.teller == Teller::Facilitatore))
}

fn is(actor: &Actor, standing: &Standing, who: Who) -> bool {
    let reviews = || actor.facilitates(standing.region.as_deref(), &standing.topics);
    match who {
        Who::People => standing
            .unione
            .is_some_and(|unione| actor.belongs_to(unione)),
        Who::Manager => standing.unione.is_some_and(|unione| actor.manages(unione)),
        Who::Reviewer => reviews(),
        Who::Drafter => {
            reviews() || (actor.is(standing.author) && standing.teller == Teller::Facilitatore)
        }
        Who::Asked | Who::Clock => false,
    }
}

impl Step {
    fn fits(&self, standing: &Standing) -> bool {
        self.state == standing.state
            && self.teller.is_none_or(|teller| teller == standing.teller)
            && (self.act != Act::Withdraw || standing.public)
    }
}

#[cfg(test)]
mod tests;
