//! Who may do what to a reuse, which moves there are, and who sees it.

use super::Reuse;
use super::ReuseState::{
    self, Abandoned, Adapting, Adopted, Evaluating, Interested, Running, Stopped,
};
use crate::platform::actor::{Actor, BodyId};
use crate::platform::audience::Token;

/// The life of a reuse: from each state, where it can go. What is not here cannot be said.
pub const MOVES: &[(ReuseState, &[ReuseState])] = &[
    (Interested, &[Evaluating, Adapting, Adopted, Abandoned]),
    (Evaluating, &[Adapting, Adopted, Stopped, Abandoned]),
    (Adapting, &[Evaluating, Adopted, Stopped, Abandoned]),
    (Adopted, &[Adapting, Running, Stopped, Abandoned]),
    (Running, &[Adapting, Stopped, Abandoned]),
    (
        Stopped,
        &[Evaluating, Adapting, Adopted, Running, Abandoned],
    ),
    (Abandoned, &[Evaluating, Adapting]),
];

/// Where a reuse can go from a state.
pub fn moves_from(state: ReuseState) -> &'static [ReuseState] {
    MOVES
        .iter()
        .find(|(from, _)| *from == state)
        .map_or(&[], |(_, to)| to)
}

/// Whether what is said now can follow: the same state, told anew, or a move of the table.
pub fn may_follow(before: ReuseState, now: ReuseState) -> bool {
    before == now || moves_from(before).contains(&now)
}

/// Whether a state needs its cause or reason.
pub fn needs_reason(state: ReuseState) -> bool {
    matches!(state, Stopped | Abandoned)
}

/// Whether an Unione in this state does as the practice tells: these are counted.
pub fn is_done(state: ReuseState) -> bool {
    DONE.contains(&state)
}

/// The states that are counted, once confirmed.
pub const DONE: &[ReuseState] = &[Adopted, Running];

/// Whether the actor speaks for this Unione.
pub fn may_speak(actor: &Actor, unione: BodyId) -> bool {
    actor.belongs_to(unione) || actor.managed().contains(&unione)
}

/// Whether the actor may declare that this Unione reuses a practice; `owner` is the Unione whose
/// practice it is.
pub fn may_declare(actor: &Actor, owner: Option<BodyId>, unione: BodyId) -> bool {
    owner != Some(unione) && (may_speak(actor, unione) || actor.is_facilitatore())
}

/// Whether the actor may tell how the reuse goes.
pub fn may_tell(actor: &Actor, reuse: &Reuse) -> bool {
    may_speak(actor, reuse.unione)
        || (!reuse.is_confirmed() && actor.is_facilitatore() && actor.is(reuse.declared_by))
}

/// Whether the actor may say whether what was declared for its Unione is so.
pub fn may_confirm(actor: &Actor, reuse: &Reuse) -> bool {
    !reuse.is_confirmed() && may_speak(actor, reuse.unione)
}

/// Who sees a reuse, besides that it must see the practice. What the Unione has not confirmed is for it
/// and for facilitators; an interest or an evaluation for members, lest an intention be read as a deed.
pub fn audience(reuse: &Reuse) -> Vec<Token> {
    if !reuse.is_confirmed() {
        return vec![Token::Unione(reuse.unione), Token::Facilitators];
    }
    match reuse.state {
        Interested | Evaluating => vec![Token::Members],
        Adapting | Adopted | Running | Stopped | Abandoned => vec![Token::Public],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::practices::PracticeId;
    use crate::features::reuses::ReuseId;
    use crate::platform::actor::{Membership, Office, OfficeKind, PersonId, Scope};
    use crate::platform::db::When;

    fn person(unione: Option<BodyId>, offices: &[OfficeKind]) -> Actor {
        let membership = Membership {
            body: unione.unwrap_or_else(BodyId::new),
            body_name: String::new(),
            body_number: 1,
            is_unione: unione.is_some(),
            region: None,
            unioni: unione.into_iter().collect(),
            job_title: String::new(),
            offices: offices
                .iter()
                .map(|kind| Office {
                    kind: *kind,
                    scope: Scope::Site,
                })
                .collect(),
        };
        Actor::person(PersonId::new(), String::new(), false, vec![membership])
    }

    fn reuse(unione: BodyId, by: &Actor) -> Reuse {
        let now = When(chrono::DateTime::UNIX_EPOCH);
        Reuse {
            id: ReuseId::new(),
            number: 1,
            practice: PracticeId::new(),
            unione,
            state: Adopted,
            since: None,
            reason: String::new(),
            changed: String::new(),
            failed: String::new(),
            declared_by: by.id().unwrap_or_else(PersonId::new),
            declared_at: now,
            confirmed_at: Some(now),
            spoken_by: None,
            next_round_at: None,
            updated_at: now,
            lock_version: 1,
        }
    }

    #[test]
    fn the_people_of_the_unione_speak_and_nobody_else() {
        let (own, owner) = (BodyId::new(), BodyId::new());
        let referente = person(Some(own), &[OfficeKind::Referente]);
        let manager = person(Some(own), &[OfficeKind::UnioneManager]);
        let giver = person(Some(owner), &[OfficeKind::UnioneManager]);
        let facilitatore = person(None, &[OfficeKind::Facilitatore]);
        let visitor = Actor::visitor();
        let confirmed = reuse(own, &facilitatore);
        for who in [&referente, &manager] {
            assert!(may_declare(who, Some(owner), own) && may_tell(who, &confirmed));
            assert!(
                !may_declare(who, Some(owner), owner),
                "a practice of others"
            );
            assert!(!may_confirm(who, &confirmed), "nothing is left to confirm");
        }
        for who in [&giver, &visitor] {
            assert!(!may_declare(who, Some(owner), own) && !may_tell(who, &confirmed));
        }
        assert!(!may_declare(&giver, Some(owner), owner), "its own practice");
        // On behalf: a facilitatore declares, and mends it until the Unione has spoken.
        assert!(may_declare(&facilitatore, Some(owner), own));
        assert!(!may_tell(&facilitatore, &confirmed));
        let proposed = Reuse {
            confirmed_at: None,
            ..confirmed
        };
        assert!(may_tell(&facilitatore, &proposed) && !may_confirm(&facilitatore, &proposed));
        assert!(!may_tell(
            &person(None, &[OfficeKind::Facilitatore]),
            &proposed
        ));
        assert!(may_confirm(&referente, &proposed) && !may_confirm(&giver, &proposed));
    }

    #[test]
    fn an_intention_is_for_members_and_a_deed_for_everybody() {
        let by = person(None, &[]);
        let of = |state, confirmed: bool| {
            let declared = reuse(BodyId::new(), &by);
            audience(&Reuse {
                state,
                confirmed_at: declared.confirmed_at.filter(|_| confirmed),
                ..declared
            })
        };
        for state in ReuseState::ALL {
            let intention = matches!(state, Interested | Evaluating);
            let expected = if intention {
                Token::Members
            } else {
                Token::Public
            };
            assert_eq!(of(*state, true), [expected], "{state}");
            let proposed = of(*state, false);
            assert!(proposed.contains(&Token::Facilitators) && proposed.len() == 2);
            assert!(!proposed.contains(&Token::Members));
        }
    }

    #[test]
    fn every_state_can_be_reached_and_left() {
        for state in ReuseState::ALL {
            assert!(!moves_from(*state).is_empty(), "{state} is a dead end");
            assert!(may_follow(*state, *state));
            let reached = MOVES.iter().any(|(_, to)| to.contains(state));
            assert!(reached || *state == Interested, "{state} is never reached");
            assert!(
                !moves_from(*state).contains(state),
                "{state} leads to itself"
            );
        }
        assert!(may_follow(Stopped, Running), "who stopped takes up again");
        assert!(!may_follow(Abandoned, Running), "who gave up begins again");
        assert!(
            !may_follow(Interested, Running),
            "nothing runs before it is adopted"
        );
    }
}
