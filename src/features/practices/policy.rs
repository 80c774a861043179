//! Who may do what to a practice: the table of its life, as data.

use super::PracticeState::{self, Archived, Draft, InReview, Published, ToConfirm, ToMend};
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
    /// Take it off the lists.
    Archive,
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

/// The life of a practice. What is not here cannot be done.
#[rustfmt::skip]
pub const STEPS: &[Step] = &[
    step(Draft,     None,            Act::Save,          Who::People,   Draft),
    step(Draft,     BY_FACILITATORE, Act::Save,          Who::Drafter,  Draft),
    step(Draft,     BY_UNIONE,       Act::Submit,        Who::People,   InReview),
    step(Draft,     BY_FACILITATORE, Act::SendToConfirm, Who::Drafter,  ToConfirm),
    step(InReview,  None,            Act::Publish,       Who::Reviewer, Published),
    step(InReview,  None,            Act::SendBack,      Who::Reviewer, ToMend),
    step(ToMend,    None,            Act::Save,          Who::People,   ToMend),
    step(ToMend,    BY_FACILITATORE, Act::Save,          Who::Drafter,  ToMend),
    step(ToMend,    BY_UNIONE,       Act::Submit,        Who::People,   InReview),
    step(ToMend,    BY_FACILITATORE, Act::SendToConfirm, Who::Drafter,  ToConfirm),
    step(ToConfirm, None,            Act::Confirm,       Who::People,   Published),
    step(ToConfirm, None,            Act::SendBack,      Who::People,   ToMend),
    step(Published, None,            Act::Save,          Who::People,   Draft),
    step(Published, None,            Act::Save,          Who::Reviewer, Draft),
    step(Published, None,            Act::Archive,       Who::Manager,  Archived),
    step(Published, None,            Act::Archive,       Who::Reviewer, Archived),
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
    }
}

impl Step {
    fn fits(&self, standing: &Standing) -> bool {
        self.state == standing.state && self.teller.is_none_or(|teller| teller == standing.teller)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::actor::{Membership, Office, OfficeKind, Scope};

    fn member(unione: BodyId, is_unione: bool, offices: Vec<Office>) -> Actor {
        let membership = Membership {
            body: unione,
            body_name: "x".into(),
            body_number: 1,
            is_unione,
            region: None,
            unioni: if is_unione { vec![unione] } else { Vec::new() },
            job_title: String::new(),
            offices,
        };
        Actor::person(PersonId::new(), "x".into(), false, vec![membership])
    }

    fn office(kind: OfficeKind, scope: Scope) -> Office {
        Office { kind, scope }
    }

    /// Every state, teller, act and kind of person: exactly what is written here may be done.
    #[test]
    fn the_whole_life() {
        let unione = BodyId::new();
        let other = BodyId::new();
        let lazio = Scope::Region("Lazio".into());
        let cast = [
            ("visitor", Actor::visitor()),
            ("referente", member(unione, true, vec![])),
            (
                "manager",
                member(
                    unione,
                    true,
                    vec![office(OfficeKind::UnioneManager, Scope::Site)],
                ),
            ),
            (
                "other manager",
                member(
                    other,
                    true,
                    vec![office(OfficeKind::UnioneManager, Scope::Site)],
                ),
            ),
            (
                "facilitatore",
                member(other, false, vec![office(OfficeKind::Facilitatore, lazio)]),
            ),
            (
                "facilitatore elsewhere",
                member(
                    other,
                    false,
                    vec![office(
                        OfficeKind::Facilitatore,
                        Scope::Region("Molise".into()),
                    )],
                ),
            ),
        ];
        let all = [
            Act::Save,
            Act::Submit,
            Act::Publish,
            Act::SendBack,
            Act::SendToConfirm,
            Act::Confirm,
            Act::Archive,
        ];
        let mut found = Vec::new();
        for state in PracticeState::ALL {
            for teller in [Teller::Unione, Teller::Facilitatore] {
                let standing = Standing {
                    state: *state,
                    teller,
                    unione: Some(unione),
                    region: Some("Lazio".into()),
                    topics: Vec::new(),
                    author: PersonId::new(),
                };
                for act in all {
                    for (name, actor) in &cast {
                        if let Some(next) = next(actor, &standing, act) {
                            found.push(format!("{state} by {teller:?}: {name} {act:?} -> {next}"));
                        }
                    }
                }
            }
        }
        let expected = "\
draft by Unione: referente Save -> draft
draft by Unione: manager Save -> draft
draft by Unione: referente Submit -> in_review
draft by Unione: manager Submit -> in_review
draft by Facilitatore: referente Save -> draft
draft by Facilitatore: manager Save -> draft
draft by Facilitatore: facilitatore Save -> draft
draft by Facilitatore: facilitatore SendToConfirm -> to_confirm
in_review by Unione: facilitatore Publish -> published
in_review by Unione: facilitatore SendBack -> to_mend
in_review by Facilitatore: facilitatore Publish -> published
in_review by Facilitatore: facilitatore SendBack -> to_mend
to_mend by Unione: referente Save -> to_mend
to_mend by Unione: manager Save -> to_mend
to_mend by Unione: referente Submit -> in_review
to_mend by Unione: manager Submit -> in_review
to_mend by Facilitatore: referente Save -> to_mend
to_mend by Facilitatore: manager Save -> to_mend
to_mend by Facilitatore: facilitatore Save -> to_mend
to_mend by Facilitatore: facilitatore SendToConfirm -> to_confirm
to_confirm by Unione: referente SendBack -> to_mend
to_confirm by Unione: manager SendBack -> to_mend
to_confirm by Unione: referente Confirm -> published
to_confirm by Unione: manager Confirm -> published
to_confirm by Facilitatore: referente SendBack -> to_mend
to_confirm by Facilitatore: manager SendBack -> to_mend
to_confirm by Facilitatore: referente Confirm -> published
to_confirm by Facilitatore: manager Confirm -> published
published by Unione: referente Save -> draft
published by Unione: manager Save -> draft
published by Unione: facilitatore Save -> draft
published by Unione: manager Archive -> archived
published by Unione: facilitatore Archive -> archived
published by Facilitatore: referente Save -> draft
published by Facilitatore: manager Save -> draft
published by Facilitatore: facilitatore Save -> draft
published by Facilitatore: manager Archive -> archived
published by Facilitatore: facilitatore Archive -> archived";
        assert_eq!(found.join("\n"), expected);
    }
}
